"""Every link and every form on the pages of the press leads somewhere, for each who sees it."""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape

import pytest
from django.test import Client

from communicatie.models import Persvraag
from escalatie.persvragen import vragers
from escalatie.persvragen.opdrachten import Koppeling
from escalatie.persvragen.vragers import Vrager
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw

VERWIJZING = re.compile(r'<a [^>]*href="(/[^"#]*)|<form[^>]*action="(/[^"#]*)', re.IGNORECASE)
PAGINA = re.compile(r"<main.*</main>", re.DOTALL)
GOED = {200, 302}
WIE = ("contractmanager", "adviseur", "regiomanager", "manager_zwolle")


@pytest.fixture
def vragen(regio: Regio, nu: datetime) -> list[Persvraag]:
    """One in each stage, one about a melding under a lock, one with two journalists, and one that was taken back."""
    cm = regio.gebruikers["contractmanager"]
    stappen = ("verzamel_informatie", "stem_af", "informeer_gemeenten", "leg_antwoord_vast", "evalueer", "rond_af")
    alle = [persbouw.persvraag(nu), *(persbouw.loop(persbouw.persvraag(nu), tot, nu) for tot in stappen)]
    gekoppeld = persbouw.loop(persbouw.persvraag(nu), "teksten", nu)
    persbouw.stap(gekoppeld, "koppel", cm, nu, gegevens=Koppeling(bouw.melding(nu).pk))
    vragers.voeg_toe(alle[0].pk, Vrager("Weekblad", deadline_op=nu + timedelta(hours=2)), cm, nu)
    weg = persbouw.persvraag(nu)
    persbouw.stap(weg, "trek_persvraag_in", cm, nu, motivering="De krant belde af.")
    return [*alle, gekoppeld, weg]


def verwijzingen(tekst: str) -> Iterator[str]:
    hoofd = PAGINA.search(tekst)
    for link, actie in VERWIJZING.findall(hoofd.group(0) if hoofd else ""):
        yield unescape(link or actie)


def test_elke_verwijzing_op_de_perspaginas_komt_aan(client: Client, regio: Regio, vragen: list[Persvraag]) -> None:
    for wie in WIE:
        client.force_login(regio.gebruikers[wie])
        gezien, fout = loop_alles_na(client)
        assert not fout, "\n".join((wie, *fout))
        assert len(gezien) > len(vragen), wie


def loop_alles_na(client: Client) -> tuple[set[str], list[str]]:
    """Every address that the pages about the press lead to, from the list on; and which of them do not open."""
    te_gaan, gezien, fout = ["/persvragen/"], {"/persvragen/"}, list[str]()
    while te_gaan:
        pad = te_gaan.pop()
        antwoord = client.get(pad)
        if antwoord.status_code not in GOED | {405}:
            fout.append(f"{pad}: {antwoord.status_code}")
            continue
        # What is only a button answers a GET with 405; its page is walked on from where it stands.
        if antwoord.status_code == 200 and pad.startswith("/persvragen/") and "html" in antwoord["Content-Type"]:
            nieuw = set(verwijzingen(antwoord.content.decode())) - gezien
            gezien |= nieuw
            te_gaan += sorted(nieuw)
    return gezien, fout
