"""Who sees one dossier, asked of the door to it itself: role, gemeente, and each exception given and taken back."""

from datetime import datetime

import pytest
from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpResponse
from django.test import RequestFactory
from guardian.shortcuts import assign_perm

from calamiteiten import toegang
from calamiteiten.models import Melding
from contacten.models import Gebruiker, Gemeente
from contacten.rollen import ROLLEN
from tests import bouw
from tests.bouw import Regio

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
ALTIJD = {"contractmanager", "regiomanager", "toegang_zwolle"}


@pytest.fixture
def melding(regio: Regio, nu: datetime) -> Melding:
    """Just registered, of Zwolle; nobody was let in yet."""
    return bouw.melding(nu)


def zien(melding: Melding, regio: Regio) -> set[str]:
    """Who of the cast sees it; both questions say the same."""
    gezien = {naam for naam, wie in regio.gebruikers.items() if toegang.mag_zien(wie, melding)}
    assert gezien == {naam for naam, wie in regio.gebruikers.items() if melding in toegang.zichtbaar_voor(wie)}
    return gezien


def test_rol_en_gemeente_openen_en_de_rest_niet(melding: Melding, regio: Regio) -> None:
    assert zien(melding, regio) == ALTIJD
    assert not toegang.zichtbaar_voor(AnonymousUser()).exists()
    for naam in ALTIJD:
        wie = regio.gebruikers[naam]
        wie.is_active = False
        assert not toegang.zichtbaar_voor(wie).exists()
    zonder = regio.gebruikers["toegang_deventer"]
    zonder.gemeente = None
    assert not toegang.zichtbaar_voor(zonder).exists()


@pytest.fixture
def ander(melding: Melding, regio: Regio, nu: datetime) -> Melding:
    """Another one, of no gemeente, to which a team and a person were let in."""
    ander = bouw.melding(nu)
    ander.betrokkenheden.all().delete()
    toegang.geef_toegang(ander, "manager_gemeente", regio.gemeenten["zwolle"])
    assign_perm("view_melding", regio.gebruikers["toegang_deventer"], ander)
    return ander


def test_een_uitzondering_opent_voor_een_team_en_gaat_weer_dicht(
    melding: Melding, ander: Melding, regio: Regio
) -> None:
    zwolle, deventer = regio.gemeenten["zwolle"], regio.gemeenten["deventer"]
    elders = zien(ander, regio)
    assert elders == {"contractmanager", "regiomanager", "manager_zwolle", "toegang_deventer"}
    # Who cannot open a dossier is passed over; of a role of the region the gemeente says nothing.
    for rol in ("wethouder", "beheerder", "contractmanager"):
        toegang.geef_toegang(melding, rol, zwolle)
    assert zien(melding, regio) == ALTIJD

    toegang.geef_toegang(melding, "manager_gemeente", deventer)
    toegang.geef_toegang(melding, "toegang", deventer)
    toegang.geef_toegang(melding, "communicatieadviseur", deventer)
    assert zien(melding, regio) == ALTIJD | {"manager_deventer", "toegang_deventer", "adviseur"}

    toegang.trek_toegang_van_plek_in(melding, "toegang", deventer)
    assert zien(melding, regio) == ALTIJD | {"manager_deventer", "adviseur"}
    assign_perm("view_melding", regio.gebruikers["toegang_deventer"], melding)
    toegang.trek_toegang_van_gemeente_in(melding, zwolle)
    assert zien(melding, regio) == ALTIJD | {"manager_deventer", "toegang_deventer", "adviseur"}
    toegang.trek_toegang_van_gemeente_in(melding, deventer)
    assert zien(melding, regio) == ALTIJD | {"adviseur"}
    toegang.trek_toegang_van_plek_in(melding, "communicatieadviseur", deventer)
    assert zien(melding, regio) == ALTIJD

    toegang.geef_toegang(melding, "communicatieadviseur")
    assign_perm("view_melding", regio.gebruikers["manager_zwolle"], melding)
    assert zien(melding, regio) == ALTIJD | {"adviseur", "manager_zwolle"}
    toegang.trek_toegang_in(melding)
    assert zien(melding, regio) == ALTIJD
    assert zien(ander, regio) == elders


def test_wie_zelf_betrokken_is_en_ergens_is_toegelaten_ziet_beide_een_keer(
    melding: Melding, regio: Regio, nu: datetime
) -> None:
    ander = bouw.melding(nu)
    ander.betrokkenheden.all().delete()
    toegang.geef_toegang(ander, "toegang", regio.gemeenten["zwolle"])
    toegang.geef_toegang(melding, "toegang", regio.gemeenten["zwolle"])

    gezien = sorted(rij.pk for rij in toegang.zichtbaar_voor(regio.gebruikers["toegang_zwolle"]))

    assert gezien == [melding.pk, ander.pk]


def test_een_plek_ziet_wat_haar_rol_haar_gemeente_of_een_uitzondering_geeft(
    melding: Melding, ander: Melding, regio: Regio
) -> None:
    zwolle, deventer = regio.gemeenten["zwolle"], regio.gemeenten["deventer"]

    def plekken(gemeente: Gemeente | None) -> set[str]:
        kring = toegang.kring(melding)
        gevonden = {rol for rol in ROLLEN if kring.heeft(rol, gemeente)}
        assert gevonden == {rol for rol in ROLLEN if toegang.rol_heeft_toegang(melding, rol, gemeente)}
        return gevonden

    assert plekken(zwolle) == {"contractmanager", "regiomanager", "toegang"}
    assert plekken(deventer) == plekken(None) == {"contractmanager", "regiomanager"}

    toegang.geef_toegang(melding, "manager_gemeente", deventer)
    toegang.geef_toegang(melding, "communicatieadviseur")
    assert plekken(deventer) == {"contractmanager", "regiomanager", "communicatieadviseur", "manager_gemeente"}
    assert plekken(zwolle) == {"contractmanager", "regiomanager", "communicatieadviseur", "toegang"}


def test_een_kenmerk_dat_niet_voor_u_is_bestaat_niet(melding: Melding, regio: Regio) -> None:
    assert toegang.haal_melding(regio.gebruikers["toegang_zwolle"], melding.kenmerk.lower()) == melding
    for wie, kenmerk in (("toegang_deventer", melding.kenmerk), ("toegang_zwolle", "CAL-2026-9999")):
        with pytest.raises(Http404):
            toegang.haal_melding(regio.gebruikers[wie], kenmerk)


def test_een_pagina_van_een_rol_is_er_voor_een_ander_niet(regio: Regio) -> None:
    pagina = toegang.rol_vereist("regiomanager", "beheerder")(lambda request: HttpResponse("ja"))

    mensen: dict[str, Gebruiker | AnonymousUser] = {**regio.gebruikers, "niemand": AnonymousUser()}
    for naam, wie in mensen.items():
        request = RequestFactory().get("/")
        request.user = wie
        if naam in {"regiomanager", "beheerder"}:
            assert pagina(request).content == b"ja"
        else:
            with pytest.raises(Http404):
                pagina(request)
