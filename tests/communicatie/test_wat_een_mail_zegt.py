"""A mail carries kenmerk, term and link; never a name, a fact of the case or a gemeente in its subject (R44, R45)."""

from datetime import datetime
from email.message import EmailMessage

import pytest

from calamiteiten.demo.zaaien.gemeenten import GEMEENTEN
from calamiteiten.toegang import kring
from communicatie.models import Bericht
from communicatie.post import berichten
from contacten.models import Contactpersoon, Gebruiker
from tests import bouw
from tests.conftest import Mailserver

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R44"), pytest.mark.eis("R45")]
KANARIE = "Kanarievogel"
# The rule by which who handles the press hears of a melding that he does not see.
PERS = "melding_naar_adviseur"


def brieven(server: Mailserver) -> list[tuple[EmailMessage, str]]:
    """Each mail with all that a reader sees of it: headers and both parts, decoded."""
    gelezen = []
    for mail in server.ontvangen:
        delen = [str(deel.get_content()) for deel in mail.walk() if deel.get_content_maintype() == "text"]
        gelezen.append((mail, "\n".join([*(f"{naam}: {waarde}" for naam, waarde in mail.items()), *delen])))
    return gelezen


@pytest.fixture
def ontvangen(mailserver: Mailserver, nu: datetime) -> list[tuple[EmailMessage, str]]:
    """Every mail of a melding that went through d-regionaal, with canaries in each text that people typed."""
    regio = bouw.regio(nu)
    Contactpersoon.objects.exclude(naam="").update(naam=f"{KANARIE} Achternaam", functie=f"{KANARIE} functie")
    regio.aanbieders["wissel"].__class__.objects.update(protocol_url=f"https://{KANARIE}.example/")
    loper = bouw.loper(nu)
    loper.registreer(
        bouw.gegevens(
            nu,
            ("zwolle", "raalte"),
            onderwerp=f"{KANARIE} onderwerp",
            omschrijving=f"{KANARIE} omschrijving",
            plaats=f"{KANARIE}straat",
            igj_kenmerk=f"V{KANARIE}",
        )
    )
    loper.stap("start_impactanalyse").analyseer("d").stap("start_beoordeling", motivering=KANARIE)
    loper.bevestig("d").stap("kies_d", motivering=KANARIE).doe("managersoverleg")
    loper.stap("start_fase_1", "regiomanager", motivering=KANARIE).doe_alles()
    loper.stap("start_fase_2", "regiomanager").doe_alles()
    berichten.verzend(nu, limiet=1000)  # before the end: closing withdraws what has not gone out
    loper.stap("rond_af", "regiomanager")
    berichten.verzend(nu, limiet=1000)
    return brieven(mailserver)


def test_geen_enkele_mail_vertelt_iets_over_de_zaak(ontvangen: list[tuple[EmailMessage, str]]) -> None:
    assert len(ontvangen) > 30
    assert not [str(mail["Subject"]) for mail, tekst in ontvangen if KANARIE.lower() in tekst.lower()]
    assert not [str(mail["Subject"]) for mail, tekst in ontvangen if "De Wissel" in tekst]


def test_elke_mail_heeft_een_ontvanger_en_geen_kopie(ontvangen: list[tuple[EmailMessage, str]]) -> None:
    for mail, _ in ontvangen:
        assert len(mail["To"].addresses) == 1
        assert mail["Cc"] is None
        assert mail["Bcc"] is None
        assert mail["Auto-Submitted"] == "auto-generated"


def test_het_onderwerp_noemt_het_kenmerk_en_geen_gemeente(ontvangen: list[tuple[EmailMessage, str]]) -> None:
    namen = [naam for naam, _ in GEMEENTEN.values()]
    for mail, _ in ontvangen:
        onderwerp = str(mail["Subject"])
        assert "CAL-2026-0001" in onderwerp
        assert not [naam for naam in namen if naam.lower() in onderwerp.lower()]


def test_elke_mail_heeft_de_link_naar_het_dossier_in_tekst_en_opmaak(
    ontvangen: list[tuple[EmailMessage, str]],
) -> None:
    gezien = set()
    for mail, _ in ontvangen:
        tekst, opmaak = mail.get_body(("plain",)), mail.get_body(("html",))
        assert tekst is not None
        assert opmaak is not None
        rij = Bericht.objects.get(message_id=mail["Message-ID"])
        # Who holds the seat without an account gets a link of their own; who handles the press one to what is no
        # dossier.
        pers = rij.rol == "communicatieadviseur" and rij.regel == PERS
        anders = "/persvragen/bij/CAL-2026-0001/" if pers else "/meldingen/CAL-2026-0001/"
        adres = anders if Gebruiker.objects.filter(contactpersoon=rij.contactpersoon).exists() else "/actie/"
        # Who was let in by exception, and is out at the end, is led to no dossier.
        is_binnen = rij.melding is not None and kring(rij.melding).heeft(rij.rol, rij.gemeente)
        if rij.sjabloon == "uitkomst_gesloten" and not is_binnen:
            assert all("/meldingen/" not in deel.get_content() for deel in (tekst, opmaak))
            continue
        gezien.add(adres)
        for deel in (tekst, opmaak):
            assert adres in deel.get_content(), (rij.regel, rij.rol)
    assert gezien == {"/meldingen/CAL-2026-0001/", "/persvragen/bij/CAL-2026-0001/", "/actie/"}


def test_de_start_van_fase_1_noemt_de_termijn(ontvangen: list[tuple[EmailMessage, str]]) -> None:
    assert [tekst for _, tekst in ontvangen if "26 november 2026, 10:00 uur" in tekst]
