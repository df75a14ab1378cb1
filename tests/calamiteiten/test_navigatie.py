"""Who sees which line of the navigation, and which one is marked as here."""

from datetime import datetime
from typing import Any

import pytest
from django.test import Client

from calamiteiten.navigatie import INGANGEN, Ingang, als_html, groepen_voor
from calamiteiten.toegang import zichtbaar_voor
from communicatie.persvragen.toegang import ROLLEN_PERS_LEZEN
from contacten.models import Gebruiker
from contacten.rollen import ROLLEN_MET_ACCOUNT, ROLLEN_MET_DOSSIERS, Rol
from escalatie.werk.context import aantallen_voor, navigatietellingen
from escalatie.werk.tellingen import tel
from tests import bouw_contacten
from tests.bouw import Regio, in_fase_1


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


def test_de_getallen_van_de_een_staan_niet_bij_de_ander() -> None:
    """The navigation is made once for who has the same role, page and counts: another count is another one."""
    groepen = tuple(groepen_voor(Rol.TOEGANG, "/"))
    een, ander = als_html(groepen, (("meldingen", 7),)), als_html(groepen, (("meldingen", 8),))
    assert "7<span" in een
    assert "8<span" in ander
    assert als_html(groepen, ()) not in {een, ander}


@pytest.mark.django_db
def test_elke_rol_leest_de_getallen_die_van_haar_zijn(regio: Regio, nu: datetime) -> None:
    """Who sees the whole region is asked by a question that stands ready: it gives what the ORM gives."""
    in_fase_1(nu)
    for gebruiker in Gebruiker.objects.exclude(rol=""):
        los = tel(navigatietellingen(gebruiker, zichtbaar_voor(gebruiker), nu))
        staat_er = {naam: aantal for naam, aantal in aantallen_voor(gebruiker).items() if aantal}
        verwacht = {naam: getallen[""] for naam, getallen in los.items() if getallen[""]}
        assert staat_er == (verwacht if gebruiker.is_rol(*ROLLEN_MET_DOSSIERS, *ROLLEN_PERS_LEZEN) else {}), (
            gebruiker.rol
        )


@pytest.mark.django_db
def test_elke_pagina_toont_de_getallen_ook_die_van_de_dekking(
    client: Client, contractmanager: Gebruiker, nu: datetime
) -> None:
    in_fase_1(nu)
    client.force_login(contractmanager)
    for pad in ("/", "/meldingen/", "/protocol/", "/protocol/dekking/"):
        menu = client.get(pad).content.decode().partition('aria-label="Hoofdnavigatie"')[2].partition("</nav>")[0]
        assert '<span class="n">' in menu, pad


@pytest.mark.sqlite
@pytest.mark.django_db
def test_wie_kan_zoeken_krijgt_een_zoekveld_en_niemand_anders(client: Client) -> None:
    for rol in ROLLEN_MET_ACCOUNT:
        client.force_login(bouw_contacten.gebruiker(rol, bouw_contacten.gemeente(), username=f"zoekt-{rol}"))
        heeft = 'role="search" action="/zoeken/"' in client.get("/").content.decode()
        assert heeft is (client.get("/zoeken/", {"q": "CAL"}).status_code == 200), rol


@pytest.mark.django_db
def test_onder_de_navigatie_staat_de_versie_en_wie_niet_is_ingelogd_leest_haar_nergens(
    client: Client, regio: Regio, settings: Any
) -> None:
    settings.VERSIE = "7.8.9"
    als_html.cache_clear()
    assert "7.8.9" not in client.get("/inloggen/").content.decode()

    client.force_login(regio.gebruikers["beheerder"])
    pagina = client.get("/contacten/").content.decode()
    als_html.cache_clear()

    assert pagina.count("Versie 7.8.9") == 2, "naast de pagina, en in het menu van een telefoon"
