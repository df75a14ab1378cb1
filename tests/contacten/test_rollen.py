"""Roles are one table of facts; a new one is a row and a name, and no migration (decision 11)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db.migrations.loader import MigrationLoader
from django.urls import reverse

from calamiteiten.models import Betrokkenheid
from calamiteiten.toegang import zichtbaar_voor
from communicatie.models import Bericht, BerichtStatus
from contacten import rollen, rolnamen
from contacten.bezetting import alle_zetels
from contacten.controle import controleer_rollen, fouten
from contacten.gebruikers import uitnodigingen
from contacten.gebruikers.forms import UitnodigingForm
from contacten.models import Gebruiker, Uitnodiging
from contacten.personen import lijst
from contacten.personen.forms import BezettingForm
from contacten.rollen import (
    PER_GEMEENTE,
    ROLLEN,
    ROLLEN_IN_LIJST,
    ROLLEN_MET_ACCOUNT,
    ROLLEN_MET_GEMEENTE,
    TABEL,
    Bereik,
    Deel,
    Mate,
    Rol,
    Rolfeiten,
    Zicht,
)
from contacten.rolnamen import rolnaam
from escalatie.protocol import lezen, slot
from escalatie.protocol.controle import controleer_protocol
from tests import bouw as keten
from tests import bouw_contacten as bouw
from tests import klok
from tests.protocol.versies.bestanden import KOP

APPS = ("contacten", "calamiteiten", "communicatie", "escalatie")
VELDEN = [
    veld
    for app in APPS
    for model in apps.get_app_config(app).get_models()
    for veld in model._meta.concrete_fields
    if veld.name in {"rol", "zetel_rol"}
]

# All that a new role takes: one row of facts, and in the file of a version its name, who that is and the rule by which
# it hears.
NIEUW = Rolfeiten("kinderombudsman", Bereik.REGIO)
NIEUWE_VERSIE = "ijsselland-2026-01-01"
NIEUWE_NAAM = '[rolnaam]\nkinderombudsman = "Kinderombudsman Oost"\n'
NIEUWE_REGEL = """
[[informatieregel]]
code = "c_naar_kinderombudsman"
bij = ["overgang:kies_c"]
door = "contractmanager"
aan = ["kinderombudsman"]
sjabloon = "scenario_regiomanager"
naar_buiten = true
zin = "De {rol:kinderombudsman} hoort dat er een calamiteit is met onrust in meer gemeenten."
bron = "Deel II, 2.3 c"
eisen = ["R69"]

[[actor]]
code = "kinderombudsman"
naam = "{Rol:kinderombudsman}"
rollen = ["kinderombudsman"]
wie = "Wie namens kinderen kijkt."
wanneer = "Bij onrust in meer gemeenten."
zin = "Hoort wat er is gebeurd."
bron = "Deel II, 2.3 c"
eisen = ["R69"]
"""


def voeg_rol_toe(monkeypatch: pytest.MonkeyPatch, rij: Rolfeiten) -> None:
    """One row more in the table, for this test."""
    monkeypatch.setattr(rollen, "TABEL", MappingProxyType({**TABEL, rij.code: rij}))


@pytest.fixture
def nieuwe_versie(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, settings: Any) -> Iterator[str]:
    """The new role, in a version that differs from the adopted one in nothing else; it is in force from today on."""
    voeg_rol_toe(monkeypatch, NIEUW)
    tekst = KOP.format(versie=NIEUWE_VERSIE) + NIEUWE_NAAM + NIEUWE_REGEL
    (tmp_path / f"{NIEUWE_VERSIE}.toml").write_text(tekst, encoding="utf-8")
    settings.PROTOCOL_MAPPEN = [str(tmp_path)]
    _lees_opnieuw()
    yield NIEUWE_VERSIE
    settings.PROTOCOL_MAPPEN = []
    _lees_opnieuw()


def _lees_opnieuw() -> None:
    lezen.vergeet()
    slot.leg_aan()


# A new role ----------------------------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_een_nieuwe_rol_vraagt_geen_migratie_en_de_controles_zijn_tevreden(nieuwe_versie: str) -> None:
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)

    assert controleer_protocol(None) == []
    assert controleer_rollen(None) == []


@pytest.mark.django_db
def test_een_nieuwe_rol_zit_in_de_lijst_en_hoort_van_scenario_c(
    client, regio: keten.Regio, beheerder: Gebruiker, nieuwe_versie: str, nu
) -> None:
    client.force_login(beheerder)
    leeg = alle_zetels(nu)[("kinderombudsman", None, None)]
    assert (leeg.is_leeg, leeg.naam) == (True, "Kinderombudsman Oost")
    wie = bouw.contact("A. Ombuds", email="ombuds@voorbeeld.example")
    adres = reverse("plek_nieuw", args=[wie.pk])
    assert "Kinderombudsman Oost" in client.get(adres).content.decode()
    velden = {"rol": "kinderombudsman", "volgorde": 1, "van_datum": "2026-01-01"}
    assert client.post(adres, velden).status_code == 302
    assert "Kinderombudsman Oost" in client.get(reverse("contacten")).content.decode()

    melding = keten.in_scenario("c", nu)

    bericht = Bericht.objects.get(zaak=melding, rol="kinderombudsman")
    assert melding.protocol_versie == nieuwe_versie
    assert (bericht.aan, bericht.status) == (wie.email, BerichtStatus.WACHT)
    client.force_login(regio.gebruikers["contractmanager"])
    assert "Kinderombudsman Oost" in client.get(reverse("bewijs", args=[melding.kenmerk])).content.decode()
    assert "Kinderombudsman Oost" in client.get(reverse("protocol")).content.decode()


@pytest.mark.django_db
def test_een_nieuwe_rol_die_mag_inloggen_kan_worden_uitgenodigd_en_ziet_wat_haar_rij_zegt(
    client, monkeypatch: pytest.MonkeyPatch, regio: keten.Regio, beheerder: Gebruiker, nu
) -> None:
    rij = replace(NIEUW, mag_inloggen=True, zicht=Zicht.REGIO, ziet={Deel.BERICHTEN: Mate.ALLES})
    voeg_rol_toe(monkeypatch, rij)
    gegevens = {"voornaam": "Ans", "achternaam": "Ombuds", "email": "ombuds@voorbeeld.example", "rol": rij.code}
    client.force_login(beheerder)
    assert client.post(reverse("gebruiker_uitnodigen"), gegevens).status_code == 302
    wie = bouw.keur_goed("ombuds@voorbeeld.example", nu)
    melding = keten.melding(nu)

    assert {groep.name for groep in wie.groups.all()} == {"kinderombudsman"}
    assert melding in zichtbaar_voor(wie)
    assert wie.ziet == {Deel.BERICHTEN: Mate.ALLES}
    client.force_login(wie)
    assert client.get(reverse("melding", args=[melding.kenmerk])).status_code == 200
    assert client.get(reverse("contacten_uitvoer_lijst")).status_code == 404


# The table -----------------------------------------------------------------------------------------------------------


def test_de_tabel_past_en_kent_iedere_rol_die_de_code_bij_naam_noemt() -> None:
    assert fouten(TABEL.values(), rolnamen.namen()) == []
    assert set(Rol) == set(ROLLEN)
    assert all(code == rij.code for code, rij in TABEL.items())
    assert {deel for rij in TABEL.values() for deel in rij.ziet} == set(Deel)


@pytest.mark.parametrize(
    ("rij", "zin"),
    [
        (Rolfeiten("naamloos", Bereik.REGIO), "heeft geen naam"),
        (Rolfeiten("Twee woorden", Bereik.REGIO), "de code is geen naam"),
        (Rolfeiten("a" * 31, Bereik.REGIO), "ten hoogste 30 tekens"),
        (Rolfeiten("x", Bereik.REGIO, zicht=Zicht.REGIO), "mag niet inloggen"),
        (Rolfeiten("x", Bereik.REGIO, ziet={Deel.PERS: Mate.ALLES}), "mag niet inloggen"),
        (Rolfeiten("x", Bereik.REGIO, mag_inloggen=True, zicht=Zicht.GEMEENTE), "hoort niet bij een gemeente"),
        (Rolfeiten("x", Bereik.BUITEN), "heeft een plek of een account"),
        (Rolfeiten("x", Bereik.AANBIEDER, mag_inloggen=True), "een account hoort bij de regio of een gemeente"),
    ],
)
def test_feiten_die_elkaar_tegenspreken_houden_de_start_tegen(rij: Rolfeiten, zin: str) -> None:
    namen = {} if rij.code == "naamloos" else {rij.code: "een naam"}

    assert [fout for fout in fouten([rij], namen) if zin in fout]


def test_de_groepen_lopen_niet_achter_op_de_tabel(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "kinderombudsman" not in ROLLEN_IN_LIJST
    voeg_rol_toe(monkeypatch, replace(NIEUW, bereik=Bereik.GEMEENTE, mag_inloggen=True))

    assert "kinderombudsman" in ROLLEN_IN_LIJST
    assert "kinderombudsman" in set(PER_GEMEENTE) & set(ROLLEN_MET_GEMEENTE) & set(ROLLEN_MET_ACCOUNT)
    assert len(ROLLEN) == len(list(ROLLEN)) == len(TABEL) + 1
    assert set(PER_GEMEENTE) | set(ROLLEN_MET_ACCOUNT) == PER_GEMEENTE | ROLLEN_MET_ACCOUNT


@pytest.mark.django_db
@pytest.mark.parametrize("rol", ROLLEN)
def test_iedere_rol_kan_wat_haar_rij_zegt(client, rol: str, nu) -> None:
    rij, plaats = TABEL[rol], bouw.gemeente("Zwolle")
    bouw.aanbieder()
    door = bouw.gebruiker(Rol.BEHEERDER)
    client.force_login(door)

    gemeente = plaats if rij.bereik == Bereik.GEMEENTE else None
    gegevens = {"email": "noor@zwolle.example", "voornaam": "Noor", "rol": rol, "gemeente": gemeente}
    if rij.mag_inloggen:
        assert Uitnodiging.objects.filter(gebruiker=uitnodigingen.nodig_uit(gegevens, door, nu)).exists()
    else:
        with pytest.raises(ValidationError, match="kan niet inloggen"):
            uitnodigingen.nodig_uit(gegevens, door, nu)
    assert (rol in dict(UitnodigingForm().fields["rol"].choices)) is rij.mag_inloggen  # type: ignore[attr-defined]
    assert (rol in dict(BezettingForm(vandaag=nu.date()).fields["rol"].choices)) is rij.heeft_plek  # type: ignore[attr-defined]
    assert (rol in {zetel.rol for zetel in alle_zetels(nu).values()}) is rij.heeft_plek
    pagina = client.get(reverse("contacten")).content.decode()
    assert (f'<option value="{rol}">{rolnaam(rol)}</option>' in pagina) is rij.heeft_plek


# No list in the database ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize("veld", VELDEN, ids=str)
def test_een_veld_met_een_rol_somt_niets_op_en_weigert_een_onbekende(veld) -> None:
    assert veld.choices is None
    assert veld.clean("toegang", None) == "toegang"
    with pytest.raises(ValidationError, match="De rol 'baas' bestaat niet"):
        veld.clean("baas", None)


def test_geen_migratie_laat_een_lijst_van_rollen_achter() -> None:
    staat = MigrationLoader(None).project_state()
    modellen = [model for (app, _), model in staat.models.items() if app in APPS]

    assert len(VELDEN) == len({(veld.model, veld.name) for veld in VELDEN}) >= 9
    assert not [
        veld for m in modellen for naam, veld in m.fields.items() if naam in {"rol", "zetel_rol"} and veld.choices
    ]
    regels = [str(regel) for model in modellen for regel in model.options.get("constraints", [])]
    assert not [regel for regel in regels if "manager_gemeente" in regel or "directeur_aanbieder" in regel]


@pytest.mark.django_db
def test_een_plek_met_een_onbekende_rol_komt_er_ook_langs_het_werkwoord_niet_in(nu) -> None:
    with pytest.raises(ValidationError, match="De rol 'baas' bestaat niet"):
        lijst.bezet_zetel(bouw.contact().pk, {"rol": "baas", "van_datum": nu.date()})
    with pytest.raises(ValueError, match="De rol 'baas' bestaat niet"):
        rollen.feiten("baas")


@pytest.mark.django_db
def test_een_plek_van_een_rol_die_niet_meer_bestaat_breekt_geen_pagina(client, nu) -> None:
    client.force_login(bouw.gebruiker(Rol.BEHEERDER))
    plek = bouw.bezetting("baas")

    for adres in (reverse("contacten"), reverse("contact", args=[plek.contactpersoon_id])):
        assert plek.contactpersoon.naam in client.get(adres).content.decode()


@pytest.mark.django_db
def test_een_account_dat_buiten_het_werkwoord_om_zonder_gemeente_ontstond_ziet_geen_dossier(regio, nu) -> None:
    los = Gebruiker.objects.create(username="los", rol=Rol.TOEGANG)
    melding = keten.melding(nu)
    Betrokkenheid.objects.filter(melding=melding).delete()

    assert not zichtbaar_voor(los).exists()


# Names ---------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("versie", lezen.versies())
def test_deze_verdieping_leest_dezelfde_namen_als_het_protocol(versie: str) -> None:
    hier = {rol: rolnaam(rol, versie) for rol in ROLLEN}

    assert hier == {**rolnamen.namen(), **lezen.haal_protocol(versie).rolnamen}


def _versie(code: str, rest: str, basis: str = lezen.versies()[0]) -> str:
    return f'[protocol]\nversie = "{code}"\ngebaseerd_op = "{basis}"\n{rest}\n[rolnaam]\ntoegang = "{code}"\n'


REEKSEN = {
    "niets erbij": {},
    "twee na elkaar": {
        "een": _versie("een", "geldt_vanaf = 2026-11-23"),
        "twee": _versie("twee", "geldt_vanaf = 2026-11-24"),
    },
    "op een dag": {"b": _versie("b", "geldt_vanaf = 2026-11-24"), "a": _versie("a", "geldt_vanaf = 2026-11-24")},
    "een andere regio": {"elders": _versie("elders", 'regio = "Elders"\ngeldt_vanaf = 2026-11-24')},
    "op een andere regio": {
        "elders": _versie("elders", 'regio = "Elders"\ngeldt_vanaf = 2026-11-20'),
        "erop": _versie("erop", "geldt_vanaf = 2026-11-24", "elders"),
    },
    "zonder eigen dag": {"nieuw": _versie("nieuw", "vastgesteld_datum = 2026-11-24")},
    "met de dag van haar basis": {
        "basis": _versie("basis", "geldt_vanaf = 2026-11-24"),
        "erop": _versie("erop", 'titel = "Erop"', "basis"),
    },
    "een dag die geen dag is": {"fout": _versie("fout", 'geldt_vanaf = "2026-11-24"')},
    "een dag met een uur": {"fout": _versie("fout", "geldt_vanaf = 2026-11-24T00:00:00")},
    "niet te lezen": {"fout": "[rolnaam"},
}


@pytest.mark.parametrize(
    "dag", [date(2019, 2, 12), date(2026, 11, 23), date(2026, 11, 24), date(2026, 11, 25)], ids=str
)
@pytest.mark.parametrize("reeks", REEKSEN)
def test_deze_verdieping_kiest_op_elke_dag_de_versie_van_het_protocol(
    reeks: str, dag: date, tmp_path: Path, settings: Any
) -> None:
    een, ander = tmp_path / "een", tmp_path / "ander"
    for map_ in (een, ander):
        map_.mkdir()
    for code, tekst in REEKSEN[reeks].items():
        (een / f"{code}.toml").write_text(tekst, encoding="utf-8")
        # The same name in a later folder is not read.
        (ander / f"{code}.toml").write_text(tekst.replace("2026-11-2", "2018-11-2").replace(f'"{code}"\n', '"x"\n'))
    settings.PROTOCOL_MAPPEN = [str(een), str(ander)]
    lezen.vergeet()

    with klok.op(datetime(dag.year, dag.month, dag.day, 12, tzinfo=UTC)):
        hier = rolnaam("toegang")

    assert hier == lezen.haal_protocol(lezen.geldende_versie(dag)).rolnamen["toegang"]
    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()


def test_een_versie_met_alleen_verschillen_krijgt_de_andere_namen_van_haar_voorganger(tmp_path: Path, settings) -> None:
    (tmp_path / "a.toml").write_text('[rolnaam]\ntoegang = "oud"\nwethouder = "wethouder"\n', encoding="utf-8")
    (tmp_path / "b.toml").write_text('[protocol]\ngebaseerd_op = "a"\n[rolnaam]\ntoegang = "nieuw"\n', encoding="utf-8")
    (tmp_path / "c.toml").write_text('[rolnaam]\ntoegang = "elders"\ninspectie = "IGJ"\n', encoding="utf-8")
    (tmp_path / "d.toml").write_text("[rolnaam", encoding="utf-8")
    settings.PROTOCOL_MAP = tmp_path

    assert (rolnaam("toegang", "a"), rolnaam("toegang", "c")) == ("oud", "elders")
    assert [rolnaam(rol, "b") for rol in ("toegang", "wethouder", "inspectie", "burgemeester")] == [
        "nieuw",
        "wethouder",
        "IGJ",
        "burgemeester",
    ]
