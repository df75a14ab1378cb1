"""Following up what nobody confirmed: once, in order, and only where there is something to ask."""

from datetime import timedelta

import pytest
from django.test import Client

from communicatie.models import Bericht
from communicatie.post import actielinks, berichten, ontvangst
from contacten.models import Gebruiker
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from escalatie.bewaking import controle, ronde
from escalatie.draaiboek import opvolging
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_protocol, versies
from tests import bouw, klok
from tests.bouw_contacten import bezetting
from tests.escalatie.test_vertrek import op_twee_plekken

pytestmark = pytest.mark.django_db
UUR = timedelta(hours=1)


def managers():
    return Bericht.objects.filter(regel="fase_1_naar_managers")


@pytest.mark.eis("A8")
@pytest.mark.parametrize("versie", versies())
def test_alleen_wie_kan_bevestigen_wordt_erom_gevraagd(versie):
    """A rule that asks goes by mail, to roles that can sign in, inside the circle of the dossier."""
    regels = [regel for regel in haal_protocol(versie).informatieregels if regel.bevestigen_binnen_uren]

    assert regels
    for regel in regels:
        assert regel.wijze == "mail", regel.code
        assert set(regel.aan) <= set(ROLLEN_MET_ACCOUNT), regel.code
        assert not regel.naar_buiten, regel.code
        assert 0 < regel.bevestigen_binnen_uren <= 24, regel.code


def test_elke_ronde_volgt_een_bericht_een_keer_op(mailserver, nu, regio):
    bezetting(Rol.MANAGER_GEMEENTE, regio.gemeenten["zwolle"], volgorde=2)
    bouw.in_fase_1(nu, gemeenten=("zwolle",), aanbieder="molen")
    berichten.verzend(nu, limiet=500)
    straks = nu + 4 * UUR

    assert [b.nummer for b in controle.controleer(straks + timedelta(minutes=6)) if b.nummer == 9] == [9]
    assert opvolging.bewaak(straks - timedelta(seconds=1)) == 0
    assert opvolging.bewaak(straks) > 0
    assert opvolging.bewaak(straks) == 0
    assert [bool(b.na_id) for b in managers().order_by("pk")] == [False, True]

    berichten.verzend(straks, limiet=500)
    later = straks + 4 * UUR
    ronde.bewaak(later)
    ronde.bewaak(later)
    (taak,) = Taak.objects.filter(code="bel_lege_zetel", zetel_rol=Rol.MANAGER_GEMEENTE)
    assert set(managers()) <= set(taak.berichten.all())
    assert [b for b in controle.controleer(later + UUR) if b.nummer == 9] == []


def test_een_antwoord_geldt_voor_de_hele_plek(mailserver, nu, contractmanager, regio):
    """There are two contractmanagers in one seat: whichever answers, nobody is phoned. Silence makes one task, and the
    regiomanager phones."""
    melding = bouw.in_fase_1(nu, gemeenten=("zwolle",), aanbieder="molen")
    berichten.verzend(nu, limiet=500)
    aan_seat = Bericht.objects.filter(regel="fase_1_naar_team", rol=Rol.CONTRACTMANAGER)
    assert aan_seat.count() == 2

    opvolging.bewaak(nu + 4 * UUR)
    (taak,) = Taak.objects.filter(code="bel_lege_zetel", zetel_rol=Rol.CONTRACTMANAGER)
    assert (taak.rol, taak.berichten.count()) == (Rol.REGIOMANAGER, 2)

    assert opvolging.bevestig(melding, contractmanager, nu + 5 * UUR) == 2
    assert opvolging.bevestig(melding, contractmanager, nu + 6 * UUR) == 0
    taak.refresh_from_db()
    assert taak.status == "vervallen"
    assert set(aan_seat.values_list("bevestigd_op", "bevestigd_door")) == {(nu + 5 * UUR, contractmanager.pk)}


def test_lezen_en_bevestigen_is_alleen_voor_de_eigen_plek(mailserver, nu, regio, manager_deventer):
    melding = bouw.in_fase_1(nu, gemeenten=("zwolle", "deventer"))
    rij = managers().get(gemeente__code="zwolle")
    browser = Client()
    browser.force_login(regio.gebruikers["manager_zwolle"])
    browser.get(melding.get_absolute_url())
    rij.refresh_from_db()
    assert rij.gelezen_op is None  # it had not left yet
    berichten.verzend(nu, limiet=500)

    assert ontvangst.bevestig(melding, manager_deventer, nu) > 0
    browser.head(melding.get_absolute_url())
    rij.refresh_from_db()
    assert (rij.gelezen_op, rij.bevestigd_op) == (None, None)

    klok.zet(nu + UUR)
    assert "Bevestigen" in browser.get(melding.get_absolute_url()).content.decode()
    assert "bevestig dat u dit weet" in browser.get("/").content.decode()
    klok.zet(nu + 2 * UUR)
    assert browser.post(f"{melding.get_absolute_url()}ontvangst/").status_code == 302
    rij.refresh_from_db()
    assert (rij.gelezen_op, rij.bevestigd_op) == (nu + UUR, nu + 2 * UUR)
    assert rij.bevestigd_door == regio.gebruikers["manager_zwolle"]
    assert "U bent geïnformeerd. Bevestig" not in browser.get(melding.get_absolute_url()).content.decode()


@pytest.mark.eis("R101")
def test_zwijgt_wie_twee_gemeenten_dient_dan_wordt_in_elk_daarvan_de_volgende_gevraagd(mailserver, nu, regio, client):
    """He got one mail, for both; each seat has a next of its own, and a telephone when there is nobody left."""
    Gebruiker.objects.filter(rol=Rol.MANAGER_GEMEENTE).update(is_active=False)
    wie = op_twee_plekken(regio, nu, Rol.MANAGER_GEMEENTE, "dalfsen", "raalte", "kampen")
    hier = ["dalfsen", "raalte", "kampen"]
    volgende = {een: bezetting(Rol.MANAGER_GEMEENTE, regio.gemeenten[een], volgorde=2) for een in hier[:2]}
    melding = bouw.in_fase_1(nu, gemeenten=hier)
    berichten.verzend(nu, limiet=500)
    (mail,) = managers().filter(contactpersoon=wie)

    straks = nu + 4 * UUR
    ronde.bewaak(straks)
    berichten.verzend(straks, limiet=500)
    for plaats, rij in volgende.items():
        gevraagd = managers().filter(contactpersoon=rij.contactpersoon)
        assert list(gevraagd.values_list("gemeente__code", "na")) == [(plaats, mail.pk)]
    bellen = Taak.objects.filter(zaak=melding, code="bel_lege_zetel", zetel_rol=Rol.MANAGER_GEMEENTE, status="open")
    bellen = bellen.filter(gemeente__code__in=hier)
    assert set(bellen.values_list("gemeente__code", flat=True)) == {"kampen"}
    ronde.bewaak(straks + 4 * UUR)
    assert set(bellen.values_list("gemeente__code", flat=True)) == {"dalfsen", "raalte", "kampen"}
    # He answers after all, once: nobody needs to phone about it any more.
    klok.zet(straks + 5 * UUR)
    assert client.post(actielinks.pad_voor(mail, straks + 5 * UUR)).status_code == 302
    assert not managers().filter(ontvangst.ONBEANTWOORD, gemeente__code__in=hier).exists()
    assert not bellen.exists()
