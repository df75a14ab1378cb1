"""What an anonymous can ask answers him nothing about what there is: every public address with a link in it, asked with
one that is made up, damaged, of another kind, or of something that is gone (R102). The names come from the table."""

import re
from collections.abc import Iterator
from uuid import uuid4

import pytest
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from django.core.signing import Signer, TimestampSigner
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from contacten.inloggen.linkdeur import ZOUTEN
from contacten.models import Gebruiker
from tests.bouw import Regio
from tests.toegang.tabel import OPENBAAR, adressen

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# What else stands in such an address; whatever it is, the link decides.
REST = {"nummer": "1", "soort": "uiting", "feit": "uiting", "code": "meld_gebeurd", "versie": "1"}
SLEUTEL = "token"


def met_een_link() -> Iterator[tuple[str, set[str]]]:
    """The public addresses with a link in them, and what else they hold."""
    for naam, patroon in adressen():
        if naam in OPENBAAR and SLEUTEL in patroon.pattern.converters:
            yield naam, set(patroon.pattern.converters) - {SLEUTEL}


def links() -> dict[str, str]:
    """Kind of link -> one that opens nothing. The first is made up; the others look more and more like one of ours."""
    met_zout = {zout: TimestampSigner(salt=zout).sign(uuid4().hex) for zout in ZOUTEN}
    echt = met_zout["communicatie.actielink"]
    return {
        "verzonnen": "x",
        "van een ander": TimestampSigner(salt="elders").sign(uuid4().hex),
        "verknoeid": echt[:-3] + ("AAA" if not echt.endswith("AAA") else "BBB"),
        "te lang": echt + "x" * 500,
        "agenda": "0" * 64,
        "nummer": "1-1.x",
        "uitnodiging": Signer(salt="elders").sign("1-1"),
        **met_zout,
    }


def vraag(client: Client, verb: str, pad: str) -> tuple[int, str, int]:
    """The answer and what it cost: its status, its text without what is new on each page, and how many queries."""
    with CaptureQueriesContext(connection) as vragen:
        antwoord = client.generic(verb, pad)
    assert "sessionid" not in antwoord.cookies
    tekst = re.sub(r'(value|nonce|action|href)="[^"]*"', "", antwoord.content.decode())
    return antwoord.status_code, tekst, len(vragen)


def _wachtwoordlinks() -> dict[str, str]:
    """Whose link for a new password it would be -> one that we did not make, or that opens nothing any more."""
    zonder_adres, gesloten, gewoon = Gebruiker.objects.order_by("pk")[:3]
    sleutel = default_token_generator.make_token(zonder_adres)[:-3] + "abc"
    EmailAddress.objects.filter(user=zonder_adres).delete()
    Gebruiker.objects.filter(pk=gesloten.pk).update(is_active=False)
    echt = {"zonder adres": zonder_adres, "gesloten": gesloten, "open": gewoon}
    nummers = {soort: user_pk_to_url_str(rij) for soort, rij in echt.items()}
    nummers = {"van niemand": "zzz", "te groot": "z" * 40, **nummers}
    return {
        f"{soort}, {hoe}": reverse("account_reset_password_from_key", kwargs={"uidb36": nummer, "key": key})
        for soort, nummer in nummers.items()
        for hoe, key in {"verzonnen": sleutel, "tweede stap": "set-password"}.items()
    }


@pytest.mark.eis("R102")
@pytest.mark.parametrize("kop", [{}, {"x-requested-with": "XMLHttpRequest"}], ids=["gewoon", "script"])
def test_een_verzonnen_link_voor_een_wachtwoord_zegt_niet_welke_accounts_er_zijn(
    regio: Regio, kop: dict[str, str]
) -> None:
    """Nor does opening one write anything."""
    for verb in ("GET", "POST"):
        antwoorden = {}
        for soort, pad in _wachtwoordlinks().items():
            adressen_voor = EmailAddress.objects.count()
            antwoorden[soort] = vraag(Client(headers=kop), verb, pad)
            assert EmailAddress.objects.count() == adressen_voor, soort
        gelijk = {soort: antwoorden[f"van niemand, {soort.partition(', ')[2]}"] for soort in antwoorden}
        anders = {soort: een for soort, een in antwoorden.items() if een != gelijk[soort]}
        assert not anders, f"{verb}: {anders}"


@pytest.mark.eis("R102")
def test_een_link_die_niets_opent_zegt_niet_waarom_en_kost_evenveel() -> None:
    fout, geteld = [], 0
    for naam, ook in met_een_link():
        for verb in ("GET", "POST"):
            antwoorden = {}
            for soort, token in links().items():
                pad = reverse(naam, kwargs={SLEUTEL: token, **{deel: REST[deel] for deel in ook}})
                # Not what throttles a link, which counts those that are asked.
                antwoorden[soort] = vraag(Client(), verb, pad)
            eerste = antwoorden["verzonnen"]
            anders = {
                soort: f"{verb} {naam}, {soort}: {een[0]} met {een[2]} vragen, niet {eerste[0]} met {eerste[2]}"
                for soort, een in antwoorden.items()
                if een != eerste
            }
            # One that we signed for this very address, of something that is gone, is looked up: nobody else makes one.
            eigen = [soort for soort in anders if soort in ZOUTEN]
            fout += [zin for soort, zin in anders.items() if soort not in eigen or len(eigen) > 1]
            geteld += 1
    assert geteld > 40
    assert not fout, "\n".join(fout)
