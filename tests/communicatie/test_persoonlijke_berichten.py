"""Messages without a melding: one person, one link, sent like every other and asked again when sent."""

from datetime import timedelta

import pytest
from django.db import IntegrityError

from communicatie.models import Bericht, BerichtStatus
from communicatie.post.berichten import plan_persoonlijk, verzend
from contacten.models import Contactpersoon
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.informatie import bel_voor_mislukte
from escalatie.models import Taak
from tests import bouw_contacten as bouw

pytestmark = pytest.mark.django_db
PAD = "/contacten/bevestigen/geheim/"


def plan(nu, aan=None, email="", **anders):
    velden = {"sjabloon": "contact_bevestigen", "pad": PAD, "aanleiding": "bevestiging:1", "regel": "bevestiging"}
    return plan_persoonlijk(aan=aan, email=email or aan.email, nu=nu, **(velden | anders))


def test_een_persoonlijk_bericht_gaat_naar_een_persoon_met_de_link(mailserver, nu, settings):
    contact = bouw.contact()
    plan(nu, contact, termijn="vóór 24 november 2026")

    telling = verzend(nu)

    assert telling.verzonden == 1
    (mail,) = mailserver.ontvangen
    assert mail["To"] == contact.email
    assert f"{settings.SITE_URL}{PAD}" in mail.get_body(("plain",)).get_content()
    assert "Doe dit vóór 24 november 2026." in mail.get_body(("plain",)).get_content()


def test_na_verzending_staat_de_link_niet_meer_in_de_rij(mailserver, nu):
    bericht = plan(nu, bouw.contact())
    assert bericht.gegevens["pad"] == PAD

    verzend(nu)

    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.VERZONDEN
    assert "pad" not in bericht.gegevens


def test_een_uitgestelde_mail_houdt_zijn_link(mailserver, nu):
    contact = bouw.contact()
    mailserver.weiger[contact.email] = "450 4.2.0 later"
    bericht = plan(nu, contact)

    verzend(nu)
    bericht.refresh_from_db()
    assert (bericht.status, bericht.gegevens["pad"]) == (BerichtStatus.GEPLAND, PAD)

    del mailserver.weiger[contact.email]
    verzend(nu + timedelta(minutes=2))
    assert len(mailserver.ontvangen) == 1


def test_dezelfde_aanleiding_plant_niets_dubbel(nu):
    contact = bouw.contact()

    assert plan(nu, contact) == plan(nu, contact)
    assert Bericht.objects.count() == 1


@pytest.mark.eis("R103")
def test_een_vervallen_contact_krijgt_niets_meer(mailserver, nu):
    contact = bouw.contact()
    bericht = plan(nu, contact)
    Contactpersoon.objects.filter(pk=contact.pk).update(vervallen_op=nu)

    verzend(nu)

    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.INGETROKKEN
    assert mailserver.ontvangen == []


def test_een_gewijzigd_adres_van_het_contact_wordt_gevolgd(mailserver, nu):
    contact = bouw.contact()
    plan(nu, contact)
    Contactpersoon.objects.filter(pk=contact.pk).update(email="nieuw@voorbeeld.example")

    verzend(nu)

    assert [mail["To"] for mail in mailserver.ontvangen] == ["nieuw@voorbeeld.example"]


def test_een_ander_adres_dan_dat_van_het_contact_blijft_zoals_gevraagd(mailserver, nu):
    """An invitation goes to the address of the account, also when the contact of that person has another."""
    contact = bouw.contact()
    plan(nu, contact, email="account@voorbeeld.example")
    Contactpersoon.objects.filter(pk=contact.pk).update(email="nieuw@voorbeeld.example")

    verzend(nu)

    assert [mail["To"] for mail in mailserver.ontvangen] == ["account@voorbeeld.example"]


def test_zonder_contact_gaat_de_mail_naar_het_adres(mailserver, nu):
    plan(nu, email="wie@voorbeeld.example")

    verzend(nu)

    assert [mail["To"] for mail in mailserver.ontvangen] == ["wie@voorbeeld.example"]


def test_een_mislukt_persoonlijk_bericht_geeft_geen_beltaak_bij_een_melding(mailserver, nu):
    contact = bouw.contact()
    mailserver.weiger[contact.email] = "550 5.1.1 onbekend"
    bericht = plan(nu, contact)

    verzend(nu)
    bel_voor_mislukte(nu)

    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.MISLUKT
    assert not Taak.objects.exists()
    assert controleer(nu + timedelta(hours=1)) == []


def test_zonder_melding_en_zonder_adres_weigert_de_database(nu):
    with pytest.raises(IntegrityError):
        Bericht.objects.create(
            aanleiding="x", regel="y", ontvanger="z", gepland_op=nu, volgende_poging_op=nu, message_id="<1@x.example>"
        )
