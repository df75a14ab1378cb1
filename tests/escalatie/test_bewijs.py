"""The proof of informing: every duty of the matrix can be found on it, it is for the RSJ alone, and stays cheap."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.template.loader import render_to_string
from django.test import Client

from communicatie.models import Informering
from communicatie.post import berichten
from contacten import zegels
from contacten.models import Zegelregel
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.meldingen.bewijs.regels import minuut
from escalatie.persvragen import wissen
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from tests import bouw
from tests.communicatie import persbouw

pytestmark = pytest.mark.django_db
# Section 13 of the requirements, as far as scenario d and Fase 1 set it off: what must be findable on this one sheet.
MATRIX_TOT_FASE_1 = ("R28", "R43", "R46", "R101", "R54", "R56", "R74", "R80", "R85", "R125", "R152")


def woorden(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


@pytest.mark.eis("R101")
@pytest.mark.eis("R146")
@pytest.mark.eis("R102")
def test_elke_plicht_van_de_matrix_staat_erop_en_alleen_de_rsj_leest_het(
    mailserver, nu, regio, contractmanager, django_assert_max_num_queries
):
    melding = bouw.in_fase_1(nu, gemeenten=("zwolle", "deventer"))
    berichten.verzend(nu, limiet=500)
    rijen = {"melding": melding, "vastgelegd_op": nu, "vastgelegd_door": contractmanager}
    Informering.objects.create(partij="Ouders van de groep", **rijen)
    Informering.objects.create(partij="Zomaar betrokken", moet_geinformeerd=False, **rijen)
    browser = Client()
    browser.force_login(contractmanager)

    tekst = woorden(browser.get(f"{melding.get_absolute_url()}bewijs/").content.decode())

    assert {eis for eis in MATRIX_TOT_FASE_1 if not _staat_erop(melding, eis, tekst)} <= {"R28", "R43"}
    assert "Igj : gemeld door de aanbieder op 24 november 2026, 08:00 uur".lower() in tekst.lower()
    assert "Ouders van de groep : moet nog worden geïnformeerd" in tekst
    assert "Zomaar betrokken" not in tekst
    assert "Aangenomen is niet gelezen." in tekst
    assert "24 nov 2026 10:00" in tekst
    for wie in ("toegang_zwolle", "manager_zwolle", "adviseur", "beheerder"):
        ander = Client()
        ander.force_login(regio.gebruikers[wie])
        for pad in ("bewijs/", "bewijs.pdf"):
            assert ander.get(f"{melding.get_absolute_url()}{pad}").status_code == 404
    with django_assert_max_num_queries(16):
        bewijs(melding, contractmanager, nu)


def _staat_erop(melding, eis: str, tekst: str) -> bool:
    """The sheet says a rule of this requirement in the words of the protocol (the number itself is for /protocol/)."""
    protocol = haal_protocol(melding.protocol_versie)
    regels = (*protocol.informatieregels, *protocol.taken, *haal_communicatieregels(protocol.versie).informatieregels)
    return any(eis in regel.eisen and regel.zin.lower() in tekst.lower() for regel in regels)


def test_dat_namen_van_journalisten_zijn_gewist_staat_op_het_bewijs(client: Client, nu, contractmanager):
    zaak, later = bouw.melding(nu), nu + timedelta(days=30)
    vraag = persbouw.persvraag(nu, melding=zaak, journalist="Jip Schrijvers", terugbelnummer="06-00000012")
    persbouw.stap(vraag, "trek_persvraag_in", contractmanager, nu, motivering="Niet meer nodig.")
    eerst = bewijs(zaak, contractmanager, nu)
    assert eerst.gewist == ()
    wissen.bewaak(later)
    # Nor can name and number be guessed from the print of what stood there: it lost its salt.
    regels = Zegelregel.objects.filter(soort="communicatie.persvrager").order_by("pk")
    assert [bool(zout) for zout in regels.values_list("zout", flat=True)] == [False] * (len(regels) - 1) + [True]
    assert len(regels) > 1
    assert list(zegels.breuken()) == []
    blad = bewijs(zaak, contractmanager, later)
    assert blad.gewist == ((vraag.kenmerk, minuut(later)),)
    client.force_login(contractmanager)
    for html in (
        client.get(f"{zaak.get_absolute_url()}bewijs/").content.decode(),
        render_to_string("pdf/bewijs.html", {"b": blad}),
    ):
        assert f"op {minuut(later)}" in html
        assert "Jip Schrijvers" not in html
