"""Whether time tells what the words do not: pairs of answers that an anonymous must not tell apart.

    python -m tests.diensten python -m bench.orakels [--keer 200]

Asks both of a pair by turns, in one process and with the hashing of production, and prints of each the median and the
spread, and the chance that one of the first kind took longer than one of the second: 0.5 says that nobody learns
anything from one answer. CPU is that of this process; the clock holds the database too, and whatever else the machine
does. Writes `bench/orakels.json`.
"""

import argparse
import json
import os
import random
import time
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from uuid import uuid4

UITSLAG = Path(__file__).with_name("orakels.json")
# Of so many answers the first are not counted: they fill what a process keeps in memory.
WARM = 5
# A chance so far from a half is looked into: of two hundred of each kind one in a thousand is as far by itself.
VERSCHIL = 0.1
Vraag = Callable[[], Any]


def main() -> None:
    """Prepare, measure, say."""
    opties = argparse.ArgumentParser(description=__doc__)
    opties.add_argument("--keer", type=int, default=200)
    keuze = opties.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "calamiteiten.config.settings")
    import django

    django.setup()
    from django.conf import settings
    from django.test.utils import get_runner

    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
    settings.ALLOWED_HOSTS = ["*"]
    loper: Any = get_runner(settings)(verbosity=0, interactive=False)
    oud = loper.setup_databases()
    try:
        uitslag = {naam: _meet(paar, keuze.keer) for naam, paar in _paren().items()}
    finally:
        loper.teardown_databases(oud)
    UITSLAG.write_text(json.dumps(uitslag, indent=1) + "\n", encoding="utf-8")
    for naam, per_antwoord in uitslag.items():
        print(naam)
        for wie, cijfers in per_antwoord.items():
            print(f"  {wie:<32} {cijfers}")


def _meet(paar: Mapping[str, Vraag], keer: int) -> dict[str, dict[str, Any]]:
    """Ask all of these by turns, in another order each time; the first is what the others are held beside."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    tijden: dict[str, list[tuple[float, float]]] = {wie: [] for wie in paar}
    vragen: dict[str, int] = {}
    for beurt in range(keer + WARM):
        for wie in random.sample(list(paar), len(paar)):
            cpu, klok = time.process_time(), time.perf_counter()
            paar[wie]()
            duur = time.process_time() - cpu, time.perf_counter() - klok
            if beurt >= WARM:
                tijden[wie].append(duur)
    for wie, vraag in paar.items():
        with CaptureQueriesContext(connection) as gevangen:
            vraag()
        vragen[wie] = len(gevangen)
    eerste = next(iter(paar))
    return {wie: _cijfers(tijden[wie], tijden[eerste], vragen[wie]) for wie in paar}


def _cijfers(eigen: list[tuple[float, float]], ander: list[tuple[float, float]], vragen: int) -> dict[str, Any]:
    uit: dict[str, Any] = {"vragen": vragen}
    for plek, naam in enumerate(("cpu", "klok")):
        hier, daar = ([duur[plek] * 1000 for duur in duren] for duren in (eigen, ander))
        tienden = quantiles(hier, n=10)
        kans = round(_kans(hier, daar), 3)
        uit |= {
            f"{naam} (ms)": round(median(hier), 2),
            f"{naam} 10-90 %": [round(tienden[0], 2), round(tienden[-1], 2)],
            f"{naam}, kans": kans,
        }
    uit["anders"] = abs(uit["cpu, kans"] - 0.5) > VERSCHIL
    return uit


def _kans(hier: list[float], daar: list[float]) -> float:
    """The chance that one of these is larger than one of those."""
    return sum((een > ander) + (een == ander) / 2 for een in hier for ander in daar) / (len(hier) * len(daar))


# What is asked --------------------------------------------------------------------------------------------------------


def _paren() -> dict[str, dict[str, Vraag]]:
    """What is asked -> what may be the case -> how it is asked then."""
    from basis import klok
    from tests import bouw

    regio, nu = bouw.regio(), klok.nu()
    # The links first: what is done to the accounts for it stands in the way of the walk that makes a zaak.
    links = _links(regio, nu)
    return {**_accounts(regio), **links, **_oefening(regio, nu)}


def _accounts(regio: Any) -> dict[str, dict[str, Vraag]]:
    """Signing in, and a forgotten password; and of each account what is left of it is taken away again."""
    from django.core.cache import cache
    from django.urls import reverse

    from contacten.models import Accountnieuws, Gebruiker, Inlogpoging

    kent, weg, zonder = (regio.gebruikers[naam] for naam in ("contractmanager", "adviseur", "regiomanager"))
    for wie, wachtwoord in ((kent, "een lang geheim van hier"), (weg, "een lang geheim van daar"), (zonder, None)):
        wie.set_password(wachtwoord) if wachtwoord else wie.set_unusable_password()
        wie.email = f"{wie.username}@rsj.example"
        wie.save()
    Gebruiker.objects.filter(pk=weg.pk).update(is_active=False)
    namen = {
        "niemand": "niemand@elders.example",
        "account": kent.email,
        "account, bij zijn naam": kent.username,
        "account dat eindigde": weg.email,
        "account zonder wachtwoord": zonder.email,
    }

    def inloggen(naam: str) -> Vraag:
        def vraag() -> None:
            Inlogpoging.objects.all().delete()
            _post(reverse("account_login"), {"login": naam, "password": "dit is het niet"})

        return vraag

    def vergeten(naam: str) -> Vraag:
        def vraag() -> None:
            cache.clear()
            Accountnieuws.objects.all().delete()
            _post(reverse("account_reset_password"), {"email": naam})

        return vraag

    adressen = {wie: naam for wie, naam in namen.items() if "@" in naam}
    return {
        "inloggen": {wie: inloggen(naam) for wie, naam in namen.items()},
        "wachtwoord vergeten": {wie: vergeten(naam) for wie, naam in adressen.items()},
    }


def _links(regio: Any, nu: datetime) -> dict[str, dict[str, Vraag]]:
    """Links by which something is asked, whatever became of them; and invitations that open nothing."""
    from django.core.signing import Signer, TimestampSigner
    from django.urls import reverse

    from communicatie.models import Actielink, Bericht, Meldlink
    from communicatie.post import actielinks, meldlinks
    from contacten.gebruikers import uitnodigingen
    from contacten.models import Bezetting, Gebruiker, Uitnodiging
    from tests import bouw

    zaken = [bouw.in_fase_1(nu - timedelta(hours=1), gemeenten=["zwolle"]) for _ in range(3)]
    # Who has an account gets no link.
    Gebruiker.objects.filter(rol__in=["manager_gemeente", "toegang"]).update(is_active=False)

    def actie(zaak: Any, **worden: Any) -> str:
        rijen = Bericht.objects.filter(zaak=zaak, contactpersoon__isnull=False, gemeente__isnull=False)
        token = next(pad for rij in rijen.order_by("pk") if (pad := actielinks.pad_voor(rij, nu))).split("/")[2]
        Actielink.objects.filter(bericht__zaak=zaak).update(**worden)
        return reverse("actielink_opnieuw", args=[token])

    door, oud = regio.gebruikers["contractmanager"], {"gemaakt_op": nu - timedelta(days=30), "verloopt_op": nu}
    niets = TimestampSigner(salt=actielinks.ZOUT).sign(uuid4().hex)
    opnieuw = {
        "link die werkt": actie(zaken[0], gebruikt_op=None),
        "te oud": actie(zaken[1], **oud),
        "ingetrokken": actie(zaken[2], ingetrokken_op=nu, ingetrokken_door=door),
        "van niets meer": reverse("actielink_opnieuw", args=[niets]),
    }
    aanbieder = regio.aanbieders[bouw.REGIONALE_AANBIEDER]
    plek = Bezetting.objects.filter(rol="aanbieder", aanbieder=aanbieder).select_related("contactpersoon")[0]
    melden = f"{meldlinks.pad_van(meldlinks.maak(aanbieder, plek.contactpersoon, door, nu))}opnieuw/"
    Meldlink.objects.update(gemaakt_op=nu - timedelta(days=30), verloopt_op=nu)
    genodigd = uitnodigingen.nodig_uit(
        {"achternaam": "Nieuw", "email": "nieuw@rsj.example", "rol": "beheerder"}, None, nu
    )
    rij = Uitnodiging.objects.filter(gebruiker=genodigd).latest("pk")
    Uitnodiging.objects.filter(pk=rij.pk).update(gebruikt_op=nu)
    uitnodiging = {
        "verzonnen": "1-1.x",
        "van een ander": Signer(salt="elders").sign("1-1"),
        "verknoeid": uitnodigingen.sleutel(rij)[:-3] + "xyz",
    }
    return {
        "nieuwe actielink": {wie: _vraag(pad, {}) for wie, pad in opnieuw.items()},
        "nieuwe link om te melden": {
            "niemand": _vraag(melden, {"email": "niemand@elders.example"}),
            "van wie de link was": _vraag(melden, {"email": plek.contactpersoon.email}),
        },
        "uitnodiging": {wie: partial(_get, reverse("uitnodiging", args=[token])) for wie, token in uitnodiging.items()},
    }


def _oefening(regio: Any, nu: datetime) -> dict[str, dict[str, Vraag]]:
    """Who asks for his own link to a drill."""
    from escalatie.oefenen import spelen, uitnodigen
    from escalatie.oefenen.scenario import van_hier

    leider, zwolle = regio.gebruikers["contractmanager"], regio.gemeenten["zwolle"]
    oefening = spelen.maak(van_hier()["nacht"], 1, regio.aanbieders["molen"], zwolle, leider, nu)
    bekend, pad = next(iter(uitnodigen.te_vragen(oefening, nu).values()))[0], uitnodigen.vraagpad(oefening)
    adressen = {"niemand": "niemand@elders.example", "uit de lijst": bekend.email}
    return {"link van een oefening": {wie: _vraag(pad, {"email": adres}) for wie, adres in adressen.items()}}


def _vraag(pad: str, velden: dict[str, str]) -> Vraag:
    from contacten.models import Linkpost

    def vraag() -> None:
        Linkpost.objects.all().delete()
        _post(pad, velden)

    return vraag


def _post(pad: str, velden: dict[str, str]) -> None:
    from django.test import Client

    antwoord = Client().post(pad, velden)
    assert antwoord.status_code in {200, 302}, (pad, antwoord.status_code)


def _get(pad: str) -> None:
    from django.test import Client

    assert Client().get(pad).status_code in {404, 410}, pad


if __name__ == "__main__":
    main()
