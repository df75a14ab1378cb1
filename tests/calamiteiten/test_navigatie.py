"""Who sees which line of the navigation, and which one is marked as here."""

import pytest

from calamiteiten.navigatie import INGANGEN, Ingang, groepen_voor
from contacten.rollen import Rol


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
