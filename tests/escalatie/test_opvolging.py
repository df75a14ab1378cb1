"""Following up what nobody confirmed: once, in order, and only where there is something to ask."""

from datetime import timedelta

import pytest
from django.test import Client

from communicatie.models import Bericht
from communicatie.post import berichten, ontvangst
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from escalatie.bewaking import controle, ronde
from escalatie.draaiboek import opvolging
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_protocol, versies
from tests import bouw, klok
from tests.bouw_contacten import bezetting

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
