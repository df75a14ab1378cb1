"""Deeds in a process of their own, through the product's verbs: ``python -m tests.storing.daden DAAD [ARGUMENT…]``.

Each prints one line of JSON. The loops repeat until they are killed.
"""

from __future__ import annotations

import json
import signal
import sys
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from itertools import cycle
from threading import Barrier
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import django

django.setup()

from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes  # noqa: E402
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret  # noqa: E402
from allauth.mfa.utils import decrypt  # noqa: E402
from django.conf import settings  # noqa: E402
from django.db import close_old_connections, connection  # noqa: E402
from django.test import Client  # noqa: E402

from basis.geweigerd import Geweigerd  # noqa: E402
from basis.klok import nu  # noqa: E402
from basis.regio import BEWAREN  # noqa: E402
from calamiteiten.models import Melding  # noqa: E402
from calamiteiten.toegang import trek_toegang_in  # noqa: E402
from communicatie.models import Bericht  # noqa: E402
from communicatie.post import actielinks, berichten, meldlinks, quarantaine  # noqa: E402
from communicatie.post.accountpost import mail_nieuws  # noqa: E402
from communicatie.post.uitnodigingen import mail_uitnodigingen  # noqa: E402
from contacten import gebruikers  # noqa: E402
from contacten.gebruikers import agendalink  # noqa: E402
from contacten.gebruikers.uitnodigingen import nodig_uit, sleutel  # noqa: E402
from contacten.inloggen.wachtwoord import pad_voor_nieuw_wachtwoord, vraag_nieuw  # noqa: E402
from contacten.models import Bezetting, Contactpersoon, Gebruiker, Gemeente, Uitnodiging  # noqa: E402
from escalatie.bewaking import ronde  # noqa: E402
from escalatie.bewaren import verzoeken  # noqa: E402
from escalatie.draaiboek import deur, opdrachten, termijnen  # noqa: E402
from escalatie.models import Bewaarverzoek, Stap, Termijn, Wekker  # noqa: E402
from tests import bouw  # noqa: E402
from tests.escalatie.invullen import melding_velden  # noqa: E402


def regio() -> Any:
    """Gemeenten, contacts, aanbieders and accounts."""
    return len(bouw.regio(nu()).gebruikers)


def adressen() -> Any:
    """Every account that has a role gets an address, to be told what stands still."""
    for gebruiker in Gebruiker.objects.exclude(rol=""):
        gebruiker.email = f"{gebruiker.username}@rsj.example"
        gebruiker.save(update_fields=["email"])


def meldingen(status: str, aantal: str) -> Any:
    """Walk so many meldingen to a status; returns their kenmerken."""
    return [bouw.tot(status, nu()).kenmerk for _ in range(int(aantal))]


def oude_melding() -> Any:
    """One that was closed years ago; returns its key, its kenmerk, and a word that stands in it and nowhere else."""
    woord = "Kanarie-van-toen"
    rij = bouw.tot("afgerond", nu() - timedelta(days=1500), onderwerp=woord)
    return [rij.pk, rij.kenmerk, woord]


def geheimen(woord: str) -> Any:
    """Whatever opens something, by name, as only its owner knows it; the mails with links wait. `woord` stands in the
    facts of a melding, and somebody looked for it."""
    spelers, op = bouw.regio(nu()).gebruikers, nu()
    wie = spelers["regiomanager"]
    wie.email = "regiomanager@rsj.example"
    gebruikers.leg_vast(wie)
    geheim, client = generate_totp_secret(), Client()
    TOTP.activate(wie, geheim)
    papier = RecoveryCodes.activate(wie)
    client.force_login(wie)
    melding = bouw.tot("fase_1", op, onderwerp=f"{woord} onderwerp", omschrijving=f"{woord} omschrijving.")
    for pad in (f"/zoeken/?q={woord}", melding.get_absolute_url()):
        assert client.get(pad, HTTP_HOST=urlsplit(settings.SITE_URL).netloc).status_code == 200
    nodig_uit({"voornaam": "Noor", "email": "n@rsj.example", "rol": "regiomanager"}, spelers["beheerder"], op)
    vraag_nieuw(wie.email, op)
    mail_nieuws(op)
    mail_uitnodigingen(op)
    contact = Contactpersoon.objects.exclude(email="").order_by("pk")[0]
    meldlink = meldlinks.maak(melding.aanbieder, contact, wie, op)
    paden = [actielinks.pad_voor(bericht, op) for bericht in Bericht.objects.filter(zaak=melding)]
    return {
        "wachtwoord": bouw.WACHTWOORD,
        "code-app": geheim,
        "herstelcodes": decrypt(papier.instance.data["seed"]),
        "sessie": client.session.session_key,
        "agenda": agendalink.maak(wie, op),
        "uitnodiging": sleutel(Uitnodiging.objects.latest("pk")),
        # The signature of the link, whenever it was made in this second.
        "wachtwoordlink": pad_voor_nieuw_wachtwoord(wie).split("/?")[0].rpartition("-")[2],
        "meldlink": meldlinks.pad_van(meldlink),
        "actielink": next(filter(None, paden), ""),
        "sleutel": settings.SECRET_KEY,
    }


def vernietig_wat_voorbij_is() -> Any:
    """What is past its term goes, by two persons; returns the kenmerken of the certificates."""
    settings.REGIO = replace(settings.REGIO, bewaren=dict.fromkeys(BEWAREN, 12))
    verzoeken.stel_voor(nu())
    een, twee = (Gebruiker.objects.get(username=wie) for wie in ("beheerder", "regiomanager"))
    akten = []
    for verzoek in Bewaarverzoek.objects.filter(soort="zaak", gevraagd_door=None):
        verzoeken.vraag(verzoek.pk, "Termijn voorbij.", een, nu())
        akten.append(verzoeken.keur_goed(verzoek.pk, twee, nu()))
    return [akte.kenmerk for akte in akten if akte]


def formulier() -> Any:
    """The fields of the form of a new melding, filled in."""
    return melding_velden(bouw.regio(nu()), nu())


def berichten_erbij(aantal: str) -> Any:
    """So many messages that are due, about one melding, to those in the seats of the toegangen in turn."""
    melding = Melding.objects.first() or bouw.melding(nu())
    plekken = list(Bezetting.objects.filter(rol="toegang").exclude(contactpersoon__email="").order_by("pk"))
    op = nu()
    rijen = [
        Bericht(
            zaak=melding,
            aanleiding=f"storing:{nummer}",
            regel="storing",
            ontvanger=f"contact:{plek.contactpersoon_id}",
            rol=plek.rol,
            gemeente=plek.gemeente,
            contactpersoon=plek.contactpersoon,
            sjabloon="melding_ontvangen",
            status="gepland",
            gepland_op=op,
            volgende_poging_op=op,
            aan=plek.contactpersoon.email,
            message_id=f"<{uuid4()}@calamiteitenregie.example>",
        )
        for nummer, plek in zip(range(int(aantal)), cycle(plekken), strict=False)
    ]
    return len(Bericht.objects.bulk_create(rijen, batch_size=1000))


def verzend_lus(limiet: str = "20") -> Any:
    """Send what is due, over and over: the life of a sender. Asked to stop, it stops as a worker does."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        _ronde(lambda: berichten.verzend(nu(), int(limiet), klok=nu))
        time.sleep(0.02)


def verzend_rondes() -> Any:
    """The same as a worker does it: round after round, each over one line for as long as there is work."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    while True:
        _ronde(lambda: ronde.verzend(nu))
        # Of four of these together as often as beat rings at most.
        time.sleep(0.8)


def verzend_een_keer(limiet: str) -> Any:
    """One batch; returns how many were sent."""
    return berichten.verzend(nu(), int(limiet), klok=nu).verzonden


def verhuis(kenmerk: str, van: str, naar: str) -> Any:
    """Move a melding from one gemeente to another: whose dossier it is, and what its toegang may see."""
    melding, gemeenten = Melding.objects.get(kenmerk=kenmerk), {g.code: g for g in Gemeente.objects.all()}
    melding.betrokkenheden.filter(gemeente=gemeenten[van]).update(gemeente=gemeenten[naar])
    trek_toegang_in(melding)


def oude_wekkers(aantal: str) -> Any:
    """So many alarms that have been due since the weekend, spread over the terms that run; and one that is due now."""
    termijnen_ = list(Termijn.objects.filter(geeindigd_op__isnull=True).order_by("pk"))
    begin = nu() - timedelta(days=3)
    rijen = [
        Wekker(termijn=termijn, soort="na", gaat_op=begin + timedelta(milliseconds=nummer))
        for nummer, termijn in zip(range(int(aantal)), cycle(termijnen_), strict=False)
    ]
    Wekker.objects.bulk_create(rijen, batch_size=1000)
    return Wekker.objects.create(termijn=termijnen_[0], soort="na", gaat_op=nu()).pk


def bewaak_deel(limiet: str) -> Any:
    """One sweep of at most so many alarms; returns how many rang."""
    return termijnen.bewaak(nu(), int(limiet), klok=nu)


def bewaak_lus() -> Any:
    """Ring what is due, over and over."""
    while True:
        _ronde(lambda: termijnen.bewaak(nu()))
        time.sleep(0.05)


def ronde_lus() -> Any:
    """Whole rounds, as the watchdog makes them, over and over."""
    while True:
        _ronde(lambda: ronde.volledig(nu()))
        time.sleep(0.2)


def bewaak_een_keer() -> Any:
    """One sweep; returns how many alarms rang."""
    return termijnen.bewaak(nu(), limiet=100_000)


def geef_post_vrij() -> Any:
    """A beheerder lets the mail go after a restore; returns how many restores that released."""
    return quarantaine.geef_vrij(Gebruiker.objects.get(username="beheerder"), nu())


def strijd(paren: str) -> Any:
    """So many pairs of users who take different steps from one status at the same moment.

    Returns how many won, and how many steps were written down: both must be one per pair.
    """
    cast = bouw.regio(nu()).gebruikers["contractmanager"]
    uitslag = []
    for _ in range(int(paren)):
        melding = bouw.melding(nu())
        voor = Stap.objects.filter(zaak=melding).count()
        start = Barrier(2)
        with ThreadPoolExecutor(2) as poel:
            stappen = ["wijs_af", "start_impactanalyse"]
            gewonnen = list(poel.map(lambda code, m=melding, s=start: _stap(m, code, cast.pk, s), stappen))
        uitslag.append((sum(gewonnen), Stap.objects.filter(zaak=melding).count() - voor))
    return uitslag


def _stap(melding: Melding, code: str, door_id: int, start: Barrier) -> bool:
    opdracht = opdrachten.Opdracht(melding.pk, code, door_id, melding.status, motivering="Tegelijk.")
    start.wait()
    try:
        deur.voer_uit(opdracht, nu())
    except Geweigerd:
        return False
    finally:
        connection.close()
    return True


def _ronde(werk: Callable[[], Any]) -> None:
    """One round; a database that is away is no reason to die (F10)."""
    close_old_connections()
    try:
        werk()
    except django.db.Error:
        connection.close()
        time.sleep(0.2)


def main() -> None:
    """Do the deed of the command line."""
    print(json.dumps(globals()[sys.argv[1]](*sys.argv[2:]), default=str))


if __name__ == "__main__":
    main()
