"""The second channel: a text with kenmerk and link for what is urgent; whatever the service does, no mail waits."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest

from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus, Sms, SmsStatus
from communicatie.post import berichten, kanaal, quarantaine, sms
from communicatie.post.sms import OPGEVEN_NA
from contacten import piket
from contacten.rollen import Rol
from escalatie.bewaking import ronde
from escalatie.bewaking.controle import controleer
from tests import bouw, bouw_contacten
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.smsdienst import Smsdienst, smsdienst

pytestmark = [pytest.mark.django_db, pytest.mark.eis("A21")]
MINUUT = timedelta(minutes=1)
UUR = timedelta(hours=1)


@pytest.fixture
def dienst(settings: Any) -> Iterator[Smsdienst]:
    """The service, set up as an installation does."""
    with smsdienst() as open_:
        settings.SMS_URL, settings.SMS_KOP, settings.SMS_TOKEN = open_.adres, "X-Sleutel", "geheim"
        settings.SMS_AFZENDER = "RSJ"
        yield open_


@pytest.fixture
def zaak(regio: Regio, nu: datetime, dienst: Smsdienst) -> Melding:
    """Urgent; who is on call for the toegang has a mobile number."""
    wie = bouw_contacten.contact("Piketdienst", email="piket@zwolle.example", mobiel="06 00 00 00 77")
    piket.leg_vast(wie, Rol.TOEGANG, regio.gemeenten["zwolle"], nu - UUR, nu + 12 * UUR)
    return bouw.melding(nu, acuut=["vermissing"], onderwerp="Kanarie van deze zaak")


def van_piket(zaak: Melding) -> Sms:
    """The text to who is on call."""
    return Sms.objects.get(bericht__zaak=zaak, bericht__contactpersoon__naam="Piketdienst")


def test_zonder_instelling_is_er_geen_tweede_kanaal(regio: Regio, nu: datetime, settings: Any) -> None:
    assert settings.SMS_URL == ""
    bouw.melding(nu, acuut=["vermissing"])
    assert not Sms.objects.exists()
    assert sms.verzend(nu) == sms.Telling()


def test_de_tekst_is_kenmerk_en_link_en_gaat_een_keer_naar_wie_gevraagd_wordt(
    zaak: Melding, dienst: Smsdienst, mailserver: Mailserver, nu: datetime
) -> None:
    rijen = Sms.objects.filter(bericht__zaak=zaak)
    # Only urgent messages, and only to a mobile number.
    assert set(rijen.values_list("bericht__is_dringend", flat=True)) == {True}
    ronde.verzend_sms(lambda: nu)
    ronde.verzend_sms(lambda: nu)
    (poging,) = [p for p in dienst.pogingen if p["to"] == "+31600000077"]
    assert (poging["from"], poging["kop"]["X-Sleutel"]) == ("RSJ", "geheim")
    kenmerk, link = poging["text"].split(" ")
    assert kenmerk == zaak.kenmerk
    assert link.startswith("http")
    assert "Kanarie" not in str(dienst.pogingen)
    assert all(rij.status == SmsStatus.VERZONDEN for rij in rijen.all())
    assert {p["reference"] for p in dienst.pogingen} == {str(rij.sleutel) for rij in rijen.all()}
    assert controleer(nu) == []


@pytest.mark.parametrize("fout", ["500", "429", "302", "weg", "traag"])
def test_een_dienst_in_moeilijkheden_houdt_geen_mail_op_en_verliest_niets(
    fout: str, zaak: Melding, dienst: Smsdienst, mailserver: Mailserver, nu: datetime, settings: Any, monkeypatch: Any
) -> None:
    goed = settings.SMS_URL
    if fout == "weg":
        settings.SMS_URL = "http://127.0.0.1:9/sms"
    elif fout == "traag":
        dienst.traag = 1.5
        monkeypatch.setattr(kanaal, "GEDULD", 0.2)
    else:
        dienst.antwoord = int(fout)
    # One wait and no more: the rest has its turn when the service answers.
    assert sms.verzend(nu) == sms.Telling(uitgesteld=1)
    berichten.verzend(nu, limiet=500)
    aan = {str(mail["To"]) for mail in mailserver.ontvangen}
    assert "piket@zwolle.example" in aan

    settings.SMS_URL, dienst.traag, dienst.antwoord = goed, 0, 200
    dienst.ontvangen.clear()
    sms.verzend(nu + 2 * MINUUT)
    assert not Sms.objects.exclude(status=SmsStatus.VERZONDEN).exists()
    assert len(dienst.ontvangen) == Sms.objects.count()
    assert not Bericht.objects.filter(zaak=zaak, status=BerichtStatus.MISLUKT).exists()


@pytest.mark.parametrize("hoe", ["traag", "hangt op", "onzin"])
def test_een_dienst_die_aanneemt_en_niets_zegt_krijgt_een_tekst_hoogstens_drie_keer(
    hoe: str, zaak: Melding, dienst: Smsdienst, nu: datetime, monkeypatch: Any
) -> None:
    """It has the text each time: whoever goes on until six hours have passed sends it some thirty times."""
    if hoe == "traag":
        dienst.traag = 1
        monkeypatch.setattr(kanaal, "GEDULD", 0.1)
    else:
        dienst.zwijgt = hoe
    Sms.objects.exclude(pk=van_piket(zaak).pk).update(status=SmsStatus.INGETROKKEN)
    for minuut in range(0, 400, 4):
        sms.verzend(nu + minuut * MINUUT)
    assert len(dienst.pogingen) == sms.MAX_ONGEZIEN
    rij = van_piket(zaak)
    assert (rij.status, rij.reden) == (SmsStatus.MISLUKT, sms.ONGEZIEN)


def test_een_fout_nummer_is_het_einde_van_die_ene_en_wie_te_lang_wacht_ook(
    zaak: Melding, dienst: Smsdienst, nu: datetime
) -> None:
    for code in (400, 404, 410, 422):
        Sms.objects.update(status=SmsStatus.GEPLAND)
        dienst.antwoord = code
        telling = sms.verzend(nu)
        assert (telling.mislukt, telling.uitgesteld) == (Sms.objects.count(), 0)
        assert str(code) in van_piket(zaak).reden
    # That a text failed asks nobody to phone: the mail of the same message has a road of its own.
    assert van_piket(zaak).bericht.status == BerichtStatus.GEPLAND

    Sms.objects.update(status=SmsStatus.GEPLAND)
    dienst.antwoord = 503
    sms.verzend(nu + OPGEVEN_NA + MINUUT)
    assert Sms.objects.filter(status=SmsStatus.MISLUKT).exists()


def test_wie_al_antwoordde_of_ingetrokken_is_krijgt_niets_en_twee_verzenders_sturen_niet_dubbel(
    zaak: Melding, dienst: Smsdienst, nu: datetime
) -> None:
    rij = van_piket(zaak)
    Bericht.objects.filter(pk=rij.bericht_id).update(vraag_vervallen_op=nu)
    Sms.objects.exclude(pk=rij.pk).update(status=SmsStatus.BEZIG, lease_tot=nu + 2 * MINUUT)
    # The others are held by another sender: they are not taken from its hands.
    assert sms.verzend(nu) == sms.Telling(ingetrokken=1)
    assert dienst.pogingen == []
    assert sms.te_lang_wachtend(nu + MINUUT, MINUUT) == []
    anderen = Sms.objects.exclude(pk=rij.pk).count()
    assert len(sms.te_lang_wachtend(nu + 20 * MINUUT, MINUUT)) == anderen > 0
    assert 16 in {schending.nummer for schending in controleer(nu + 20 * MINUUT)}
    quarantaine.begin(nu, nu)
    assert sms.verzend(nu + 3 * MINUUT) == sms.Telling()


@pytest.mark.eis("R125")
def test_wat_achter_een_slot_wacht_gaat_ook_niet_per_sms(
    zaak: Melding, dienst: Smsdienst, mailserver: Mailserver, nu: datetime
) -> None:
    rij = van_piket(zaak)
    bericht = Bericht.objects.filter(pk=rij.bericht_id)
    bericht.update(rol=Rol.WETHOUDER, met_toegang=False, status=BerichtStatus.WACHT)

    for minuten in (0, 5, 60):
        sms.verzend(nu + minuten * MINUUT)
    rij.refresh_from_db()
    assert (rij.status, rij.verzonden_op) == (SmsStatus.GEPLAND, None)
    assert not [poging for poging in dienst.pogingen if poging["to"] == "+31600000077"]
    # It holds up no other, and nobody is alarmed about it.
    assert not Sms.objects.filter(bericht__zaak=zaak, status=SmsStatus.GEPLAND).exclude(pk=rij.pk).exists()
    assert sms.te_lang_wachtend(nu + 61 * MINUUT, MINUUT) == []

    # The lock is off: the message may go, and so may its text.
    bericht.update(rol=Rol.TOEGANG, status=BerichtStatus.GEPLAND)
    sms.verzend(nu + 2 * UUR)
    rij.refresh_from_db()
    assert rij.status == SmsStatus.VERZONDEN

    # After six hours it wakes nobody any more.
    Sms.objects.filter(pk=rij.pk).update(status=SmsStatus.GEPLAND, verzonden_op=None, volgende_poging_op=nu)
    bericht.update(rol=Rol.WETHOUDER, met_toegang=False, status=BerichtStatus.WACHT)
    sms.verzend(nu + OPGEVEN_NA + MINUUT)
    rij.refresh_from_db()
    assert rij.status == SmsStatus.INGETROKKEN
