"""Whoever is let into a dossier for a reason is in it for as long as that reason, or another, stands (R29)."""

import ast
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post.berichten import verzend
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek import acties, overleggen
from escalatie.draaiboek.taken import voeg_actie_toe
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Overleg, Taak
from tests import bouw
from tests import bouw_contacten as lijst
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.wetten.bron import boom, kort, naam_van, productbestanden

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R29", "R81")]
UUR = timedelta(hours=1)


def geef_actie(zaak: Melding, regio: Regio, op: datetime, plaats: str = "deventer", rol: str = "toegang") -> Taak:
    actie = Actie("Bel de school", rol, "", op + 24 * UUR, regio.gemeenten[plaats])
    return voeg_actie_toe(zaak, actie, regio.gebruikers["regiomanager"], op)


def nodig_uit(zaak: Melding, regio: Regio, op: datetime) -> Overleg:
    plekken = frozenset({("toegang", regio.gemeenten["deventer"].pk), ("regiomanager", None)})
    afspraak = overleggen.Afspraak(op + 24 * UUR, 60, "RSJ, zaal 2", "", plekken)
    taak = bouw.taak(zaak, "managersoverleg_fase_1")
    return overleggen.plan_in(taak.pk, afspraak, regio.gebruikers["regiomanager"], op)


def _wijzig(rij: Taak, regio: Regio, op: datetime) -> None:
    nieuw = replace(acties.zoals_zij_is(rij), gemeente=regio.gemeenten["zwolle"])
    acties.wijzig(rij.pk, nieuw, "Zwolle doet het.", regio.gebruikers["regiomanager"], op)


def _draag_over(rij: Taak, regio: Regio, op: datetime) -> None:
    nieuw = replace(acties.zoals_zij_is(rij), rol="contractmanager", gemeente=None)
    acties.draag_over(rij.pk, nieuw, "Wij gaan er niet over.", regio.gebruikers["toegang_deventer"], op)


def _geef_terug(rij: Taak, regio: Regio, op: datetime) -> None:
    acties.geef_terug(rij.pk, "Wij gaan er niet over.", regio.gebruikers["toegang_deventer"], op)


def _trek_in(rij: Taak, regio: Regio, op: datetime) -> None:
    acties.trek_in(rij.pk, "Het hoeft niet meer.", regio.gebruikers["regiomanager"], op)


def _zeg_af(rij: Overleg, regio: Regio, op: datetime) -> None:
    overleggen.zeg_af(rij.pk, "Het hoeft niet meer.", regio.gebruikers["regiomanager"], op)


def _zonder_hen(rij: Overleg, regio: Regio, op: datetime) -> None:
    assert rij.gepland_op
    anders = overleggen.Afspraak(rij.gepland_op, 60, "RSJ, zaal 2", "", frozenset({("regiomanager", None)}))
    overleggen.wijzig(rij.pk, anders, "Deventer hoeft niet.", regio.gebruikers["regiomanager"], op)


def geef_verbeterpunt(zaak: Melding, regio: Regio, op: datetime) -> Taak:
    """An action that outlives its zaak; it ends as every action does."""
    rij = geef_actie(zaak, regio, op)
    Taak.objects.filter(pk=rij.pk).update(overleeft=True)
    return Taak.objects.get(pk=rij.pk)


# How the reason came, and how it ends.
EINDEN: dict[str, tuple[Callable[..., Any], Callable[..., None]]] = {
    "actie gewijzigd": (geef_actie, _wijzig),
    "actie overgedragen": (geef_actie, _draag_over),
    "actie teruggegeven": (geef_actie, _geef_terug),
    "actie ingetrokken": (geef_actie, _trek_in),
    "verbeterpunt ingetrokken": (geef_verbeterpunt, _trek_in),
    "overleg afgezegd": (nodig_uit, _zeg_af),
    "niet meer uitgenodigd": (nodig_uit, _zonder_hen),
}


@pytest.mark.parametrize("hoe", EINDEN)
def test_met_de_reden_eindigt_de_toegang_tenzij_er_nog_een_is(
    hoe: str, client: Client, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    zaak = bouw.in_fase_1(nu)
    lijst.bezetting("toegang", regio.gemeenten["deventer"])
    begin, einde = EINDEN[hoe]
    client.force_login(regio.gebruikers["toegang_deventer"])
    adres = zaak.get_absolute_url()
    assert client.get(adres).status_code == 404
    rij, ook = begin(zaak, regio, nu + UUR), geef_actie(zaak, regio, nu + UUR)
    verzend(nu + UUR, limiet=1000)
    assert client.get(adres).status_code == 200

    einde(rij, regio, nu + 2 * UUR)
    # The other action is theirs still.
    assert client.get(adres).status_code == 200
    _trek_in(ook, regio, nu + 3 * UUR)

    assert client.get(adres).status_code == 404
    assert zaak.kenmerk not in client.get("/meldingen/").content.decode()
    assert client.get(f"{adres}analyse/zwolle/").status_code == 404
    # They hear it, and what they hear leads to no dossier that is shut.
    van_hen = Bericht.objects.filter(zaak=zaak, rol="toegang", gemeente__code="deventer", gepland_op=nu + 3 * UUR)
    assert set(van_hen.values_list("sjabloon", "gegevens__pad")) == {("taak_ingetrokken", "/")}
    verzend(nu + 3 * UUR, limiet=1000)
    assert set(van_hen.values_list("status", flat=True)) == {"verzonden"}
    assert controleer(nu + 3 * UUR) == []


def test_wie_een_taak_deed_of_door_een_regel_binnenkwam_blijft_lezen(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.in_fase_1(nu)
    gedaan, rest = geef_actie(zaak, regio, nu), geef_actie(zaak, regio, nu)
    Taak.objects.filter(pk=gedaan.pk).update(
        status="afgerond", afgerond_op=nu, afgerond_door=regio.gebruikers["toegang_deventer"]
    )
    van_zwolle = [geef_actie(zaak, regio, nu, "zwolle", rol) for rol in ("toegang", "manager_gemeente")]
    for rij in (rest, *van_zwolle):
        _trek_in(rij, regio, nu + UUR)
    for wie in ("toegang_deventer", "toegang_zwolle", "manager_zwolle"):
        client.force_login(regio.gebruikers[wie])
        assert client.get(zaak.get_absolute_url()).status_code == 200, wie


def test_elke_plek_die_toegang_geeft_is_hier_bekend() -> None:
    """A new reason has an end too: say in `gronden` what holds it, and add its end to `EINDEN`."""
    gevers = {
        kort(pad)
        for pad in productbestanden()
        for knoop in ast.walk(boom(pad))
        if isinstance(knoop, ast.Call) and naam_van(knoop.func).endswith("geef_toegang")
    }
    # A message or a task; an invitation. Those of a gemeente that leaves or goes up in another rest on these, and so
    # does that of who still has an improvement when the melding is closed.
    assert gevers == {
        "escalatie/draaiboek/gronden.py",
        "escalatie/draaiboek/informatie.py",
        "escalatie/draaiboek/overleggen.py",
        "escalatie/draaiboek/vertrek.py",
        "escalatie/paraatheid/herindeling.py",
    }
