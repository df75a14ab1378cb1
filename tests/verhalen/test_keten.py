"""The provable chain with real mail: returned, refused, silent and absent each move on, and the proof shows the
minute."""

import io
from datetime import date, datetime
from html import unescape
from re import sub

import pikepdf
import pytest

from basis.taal import kort_moment
from communicatie.models import Bericht
from communicatie.post import berichten, stuiters
from contacten.models import Bezetting, Contactpersoon
from contacten.rollen import Rol
from escalatie.bewaking import controle, ronde
from escalatie.models import Taak, TaakStatus
from tests import bouw
from tests.bouw_contacten import bezetting, contact

from .verteller import Verteller

TERUG = """From: MAILER-DAEMON@zwolle.example\r
To: terug@regio.example\r
Subject: Undelivered Mail Returned to Sender\r
MIME-Version: 1.0\r
Content-Type: multipart/report; report-type=delivery-status; boundary=grens\r
\r
--grens\r
Content-Type: text/plain\r
\r
Onbekend.\r
--grens\r
Content-Type: message/delivery-status\r
\r
Reporting-MTA: dns; mx.zwolle.example\r
\r
Final-Recipient: rfc822; {adres}\r
Action: failed\r
Status: 5.1.1\r
\r
--grens\r
Content-Type: message/rfc822\r
\r
Message-ID: {message_id}\r
\r
--grens--\r
"""


@pytest.fixture
def vervanger(verhaal: Verteller) -> Contactpersoon:
    """The second in the seat of the manager of Zwolle."""
    tweede = contact("V. Vervanger", email="v.vervanger@zwolle.example", mobiel="06-00000088")
    bezetting(Rol.MANAGER_GEMEENTE, verhaal.regio.gemeenten["zwolle"], tweede, volgorde=2)
    return tweede


def tot_scenario_c(verhaal: Verteller) -> None:
    """In Zwolle, at 10:00 on Tuesday: the manager must lead, and confirms within four hours."""
    verhaal.registreer("zwolle", aanbieder="molen")
    verhaal.stap("start_impactanalyse")
    verhaal.analyseer("c", zwolle="toegang_zwolle")
    verhaal.stap("start_beoordeling")
    verhaal.doe("opschalingsadvies", "toegang_zwolle", "zwolle")
    verhaal.bevestig("c", zwolle="toegang_zwolle")
    verhaal.stap("kies_c")


def aan_manager() -> list[Bericht]:
    """The messages to the manager about scenario c, the first first."""
    return list(Bericht.objects.filter(regel="c_naar_manager").order_by("pk"))


def beltaken(verhaal: Verteller) -> list[Taak]:
    """The open telephone tasks."""
    return list(Taak.objects.filter(zaak=verhaal.melding, code="bel_lege_zetel", status=TaakStatus.OPEN))


def bewijs(verhaal: Verteller) -> str:
    """The words of the proof page, as the contractmanager reads it."""
    pagina = verhaal._als("contractmanager").get(f"/meldingen/{verhaal.kenmerk}/bewijs/")
    assert pagina.status_code == 200
    return " ".join(unescape(sub(r"<[^>]+>", " ", pagina.content.decode())).split())


def gaaf(nu: datetime) -> bool:
    """Whether the auditor finds nothing about confirmations."""
    return not [b for b in controle.controleer(nu) if b.nummer == 9]


@pytest.mark.eis("R101")
@pytest.mark.eis("R146")
def test_wie_zwijgt_krijgt_een_vervanger_en_daarna_een_telefoontje(verhaal: Verteller, vervanger) -> None:
    verhaal.stil = {"manager_zwolle"}
    tot_scenario_c(verhaal)

    verhaal.wordt("2026-11-24 13:59")
    assert [b.opgevolgd_op for b in aan_manager()] == [None]
    verhaal.wordt("2026-11-24 14:00")
    eerste, tweede = aan_manager()
    assert (tweede.na_id, tweede.contactpersoon, tweede.sjabloon) == (eerste.pk, vervanger, "vervanger_gevraagd")
    assert str(verhaal.server.ontvangen[-1]["To"]) == vervanger.email
    tekst = verhaal.server.ontvangen[-1].get_body(("plain",))
    assert tekst is not None
    assert "vóór 24 november 2026, 18:00 uur" in tekst.get_content()
    assert beltaken(verhaal) == []
    assert "nog niet bevestigd, gevraagd vóór 24 nov 2026 14:00; de vervanger is gevraagd" in bewijs(verhaal)

    verhaal.wordt("2026-11-24 18:00")
    ronde.bewaak(verhaal.nu)
    (taak,) = beltaken(verhaal)
    assert taak.titel == "Informeer manager gemeente Zwolle telefonisch via 06-00000088"
    assert set(taak.berichten.all()) == {eerste, tweede}
    assert len(aan_manager()) == 2
    assert "bellen, uiterlijk 24 nov 2026 19:00" in bewijs(verhaal)

    verhaal.wordt("2026-11-24 18:20")
    verhaal.doe("bel_lege_zetel", "contractmanager", "zwolle")
    pagina = bewijs(verhaal)
    assert f"24 nov 2026 18:20 {verhaal.regio.gebruikers['contractmanager'].naam}" in pagina
    assert "Manager gemeente Zwolle : bellen" not in pagina
    verhaal.wordt("2026-11-25 18:20")
    assert beltaken(verhaal) == []
    assert gaaf(verhaal.nu)


def test_een_late_klik_maakt_het_telefoontje_overbodig(verhaal: Verteller) -> None:
    verhaal.stil = {"manager_zwolle"}
    tot_scenario_c(verhaal)
    verhaal.wordt("2026-11-24 14:01")
    (taak,) = beltaken(verhaal)

    verhaal.bevestig_ontvangst("manager_zwolle")

    taak.refresh_from_db()
    assert (taak.status, taak.verslag) == ("vervallen", "Ontvangst alsnog bevestigd in de app.")
    (bericht,) = aan_manager()
    assert (bericht.gelezen_op, bericht.bevestigd_op) == (verhaal.nu, verhaal.nu)
    assert f"24 nov 2026 14:01 {verhaal.regio.gebruikers['manager_zwolle'].naam}" in bewijs(verhaal)


@pytest.mark.eis("R99")
@pytest.mark.parametrize("hoe", ["geweigerd", "teruggekomen"])
def test_wat_terugkomt_gaat_meteen_naar_de_vervanger_en_er_wordt_gebeld(verhaal: Verteller, vervanger, hoe) -> None:
    adres = Contactpersoon.objects.get(gebruiker=verhaal.regio.gebruikers["manager_zwolle"]).email
    verhaal.stil = {"manager_zwolle"}
    if hoe == "geweigerd":
        verhaal.server.weiger = {adres: "550 5.1.1 onbekend"}
    tot_scenario_c(verhaal)
    verhaal.post()
    verhaal.wordt("2026-11-24 10:07")
    if hoe == "teruggekomen":
        (bericht,) = aan_manager()
        assert bericht.status == "verzonden"
        stuiters.verwerk(TERUG.format(adres=adres, message_id=bericht.message_id).encode(), verhaal.nu)
    ronde.bewaak(verhaal.nu)

    eerste, tweede = aan_manager()
    assert (eerste.status, tweede.contactpersoon) == ("mislukt", vervanger)
    (taak,) = beltaken(verhaal)
    assert list(taak.berichten.all()) == [eerste]
    tekst = bewijs(verhaal)
    assert f"terug {'24 nov 2026 10:00' if hoe == 'geweigerd' else '24 nov 2026 10:07'}" in tekst
    assert "niet bereikt" in tekst
    verhaal.bevestig_ontvangst("manager_zwolle")
    assert beltaken(verhaal) == []
    assert gaaf(verhaal.nu)


def test_wie_afwezig_is_wordt_overgeslagen_ook_als_dat_na_het_plannen_blijkt(verhaal: Verteller, vervanger) -> None:
    tot_scenario_c(verhaal)
    plek = Bezetting.objects.get(
        contactpersoon=verhaal.regio.gebruikers["manager_zwolle"].contactpersoon, rol=Rol.MANAGER_GEMEENTE
    )
    plek.afwezig_van_datum = date(2026, 11, 24)
    plek.save()

    berichten.verzend(verhaal.nu, limiet=500)

    (bericht,) = aan_manager()
    assert (bericht.contactpersoon, bericht.status) == (vervanger, "verzonden")
    assert "V. Vervanger" in bewijs(verhaal)
    # Nobody behind the vervanger: no answer means the telephone at once.
    verhaal.stil = {"manager_zwolle"}
    verhaal.wordt("2026-11-24 14:00")
    (taak,) = beltaken(verhaal)
    assert taak.titel.endswith("06-00000088")


def test_een_plek_zonder_account_wordt_gebeld(verhaal: Verteller) -> None:
    """In Raalte the manager has no account: nobody can press the button there."""
    verhaal.registreer("raalte")
    verhaal.stap("start_impactanalyse")
    verhaal.analyseer("c", raalte="toegang_raalte")
    verhaal.stap("start_beoordeling")
    verhaal.doe("opschalingsadvies", "toegang_raalte", "raalte")
    verhaal.bevestig("c", raalte="toegang_raalte")
    verhaal.stap("kies_c")
    verhaal.wordt("2026-11-24 14:00")

    (taak,) = beltaken(verhaal)
    assert taak.gemeente == verhaal.regio.gemeenten["raalte"]
    assert kort_moment(taak.uiterlijk_op) == "24 nov 15:00"


def test_een_andere_weg_stopt_het_vragen(verhaal: Verteller, vervanger) -> None:
    verhaal.stil = {"manager_zwolle"}
    tot_scenario_c(verhaal)
    verhaal.post()
    verhaal.stap("heroverweeg", motivering="Het beeld is anders")
    verhaal.wordt("2026-11-24 14:00")

    (bericht,) = aan_manager()
    assert bericht.vraag_vervallen_op is not None
    assert beltaken(verhaal) == []
    assert "niet meer gevraagd sinds 24 nov 2026 10:00" in bewijs(verhaal)
    assert gaaf(verhaal.nu)


def test_het_bewijs_is_een_document_om_te_bewaren(verhaal: Verteller) -> None:
    tot_scenario_c(verhaal)
    verhaal.wordt("2026-11-24 10:30")

    antwoord = bouw.papier(verhaal._als("contractmanager"), verhaal.melding, "bewijs", verhaal.nu)

    assert antwoord["Content-Type"] == "application/pdf"
    assert f"bewijs-van-informeren-{verhaal.kenmerk}-2026-11-24.pdf" in antwoord["Content-Disposition"]
    with pikepdf.open(io.BytesIO(antwoord.content)) as pdf, pdf.open_metadata() as meta:
        assert str(pdf.docinfo["/Title"]) == f"Bewijs van informeren {verhaal.kenmerk}"
        assert meta.pdfa_status == "3A"
    assert verhaal._als("manager_zwolle").get(f"/meldingen/{verhaal.kenmerk}/bewijs.pdf").status_code == 404
