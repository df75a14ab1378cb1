"""Who sees which line of the navigation, and which one is marked as here."""

import pytest
from django.test import Client

from calamiteiten.navigatie import INGANGEN, Ingang, groepen_voor
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from tests import bouw_contacten


def namen(rol: Rol) -> set[str]:
    """Give the lines that a role would see, whether the page exists or not."""
    return {ingang.naam for _, ingangen in INGANGEN for ingang in ingangen if ingang.is_voor(rol)}


@pytest.mark.parametrize(
    ("rol", "wel", "niet"),
    [
        (Rol.REGIOMANAGER, {"dashboard", "meldingen", "persvragen", "werkbank"}, {"admin:index"}),
        (Rol.CONTRACTMANAGER, {"dashboard", "meldingen"}, {"admin:index"}),
        (Rol.COMMUNICATIEADVISEUR, {"werkvoorraad", "meldingen", "persvragen", "werkbank"}, {"dashboard"}),
        (Rol.TOEGANG, {"werkvoorraad", "meldingen", "contacten"}, {"dashboard", "admin:index", "persvragen"}),
        (Rol.BEHEERDER, {"contacten", "admin:index"}, {"meldingen", "dashboard"}),
    ],
)
def test_een_rol_ziet_alleen_haar_eigen_ingangen(rol: Rol, wel: set[str], niet: set[str]) -> None:
    assert wel <= namen(rol)
    assert not niet & namen(rol)


def test_een_pagina_die_niet_bestaat_staat_niet_in_het_menu(monkeypatch: pytest.MonkeyPatch) -> None:
    ingangen = (Ingang("bestaat_niet", "Niets", "x"), Ingang("contacten", "Contactpersonen", "address-book"))
    monkeypatch.setattr("calamiteiten.navigatie.INGANGEN", (("Naslag", ingangen), ("Leeg", ingangen[:1])))
    groepen = groepen_voor(Rol.TOEGANG, "/")
    assert [(titel, [regel.naam for regel in regels]) for titel, regels in groepen] == [("Naslag", ["contacten"])]


def test_de_ingang_van_een_onderliggende_pagina_is_gemarkeerd() -> None:
    hier = {
        regel.naam
        for _, regels in groepen_voor(Rol.BEHEERDER, "/beheer/contacten/gebruiker/")
        for regel in regels
        if regel.is_hier
    }
    assert hier == {"admin:index"}


@pytest.mark.sqlite
@pytest.mark.django_db
def test_wie_kan_zoeken_krijgt_een_zoekveld_en_niemand_anders(client: Client) -> None:
    for rol in ROLLEN_MET_ACCOUNT:
        client.force_login(bouw_contacten.gebruiker(rol, bouw_contacten.gemeente(), username=f"zoekt-{rol}"))
        heeft = 'role="search" action="/meldingen/"' in client.get("/").content.decode()
        assert heeft is (client.get("/meldingen/", {"q": "CAL"}).status_code == 200), rol
