"""Who may do what in a dossier, the whole table: each question × each role, with an account, by link, of another
gemeente, of a closed melding."""

from datetime import UTC, datetime
from typing import Any

import pytest

from basis.geweigerd import Geweigerd
from calamiteiten.models import Impactanalyse, Melding, Zaak
from contacten.models import Aanbieder, Contactpersoon, Gebruiker, Gemeente, Linkhouder
from contacten.rollen import ROLLEN
from escalatie.draaiboek import bevoegdheid, vervanging
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol

VERSIE = "ijsselland-2019-02-13"
ZWOLLE, DEVENTER = Gemeente(pk=1, naam="Zwolle"), Gemeente(pk=2, naam="Deventer")
BERKENHOF, ANDER = Aanbieder(pk=1, naam="De Berkenhof"), Aanbieder(pk=2, naam="Een ander")
REGIO = {"contractmanager", "regiomanager"}
COMMUNICATIE = {*REGIO, "communicatieadviseur", "manager_gemeente", "toegang"}


def melding(*, dicht: bool = False) -> Melding:
    op = datetime(2026, 11, 24, 9, 0, tzinfo=UTC) if dicht else None
    return Melding(protocol_versie=VERSIE, aanbieder=BERKENHOF, afgerond_op=op)


def gebruiker(rol: str, gemeente: Gemeente | None = ZWOLLE, **anders: Any) -> Gebruiker:
    return Gebruiker(rol=rol, gemeente=gemeente, **anders)


def met_link(rol: str, gemeente: Gemeente | None = ZWOLLE, aanbieder: Aanbieder | None = None) -> Linkhouder:
    return Linkhouder(Contactpersoon(pk=1), rol, gemeente, aanbieder)


def taak(rol: str, gemeente: Gemeente | None = None, code: str = "actie", **anders: Any) -> Taak:
    return Taak(zaak=anders.pop("melding", melding()), code=code, rol=rol, gemeente=gemeente, **anders)


def wie(mag: Any, maak: Any = gebruiker, **anders: Any) -> set[str]:
    """The roles that may."""
    return {rol for rol in ROLLEN if mag(maak(rol, **anders))}


@pytest.mark.eis("R46")
def test_een_analyse_is_van_haar_partij_en_van_wie_vastlegt_wat_die_belt() -> None:
    def van(soort: str, gemeente: Gemeente | None) -> Any:
        analyse = Impactanalyse(melding=melding(), soort=soort, gemeente=gemeente)
        return lambda door: bevoegdheid.mag_analyse(door, analyse)

    assert wie(van("toegang", ZWOLLE)) == {"toegang", "contractmanager"}
    assert wie(van("toegang", DEVENTER)) == {"contractmanager"}
    assert wie(van("toegang", ZWOLLE), met_link) == {"toegang"}
    assert wie(van("toegang", DEVENTER), met_link) == set()
    assert wie(van("contractmanager", None), gemeente=None) == REGIO
    # A seat of a gemeente and an analysis of the whole region: its gemeente says nothing.
    assert wie(van("contractmanager", None)) == REGIO
    assert wie(van("contractmanager", None), met_link) == {"contractmanager"}
    assert wie(van("onbekende_partij", None)) == set()
    assert wie(van("toegang", ZWOLLE), is_active=False) == set()


@pytest.mark.eis("R59")
def test_een_toegang_bevestigt_voor_de_eigen_gemeente_en_de_regio_legt_vast_wat_zij_belt() -> None:
    def voor(gemeente: Gemeente) -> Any:
        return lambda door: bevoegdheid.mag_bevestigen(door, gemeente)

    assert wie(voor(ZWOLLE)) == {*REGIO, "toegang"}
    assert wie(voor(DEVENTER)) == REGIO
    assert wie(voor(ZWOLLE), met_link) == {"toegang"}
    assert wie(voor(DEVENTER), met_link) == set()


def test_een_taak_is_van_de_rol_en_van_haar_gemeente_als_die_rol_er_een_heeft() -> None:
    def eigen(een: Taak) -> Any:
        return lambda door: bevoegdheid.is_eigen_taak(door, een)

    assert wie(eigen(taak("toegang", ZWOLLE))) == {"toegang"}
    assert wie(eigen(taak("toegang", DEVENTER))) == set()
    # Of no gemeente, or of a role that works for the whole region: everybody in it.
    assert wie(eigen(taak("toegang"))) == {"toegang"}
    assert wie(eigen(taak("communicatieadviseur", DEVENTER)), gemeente=None) == {"communicatieadviseur"}
    assert wie(eigen(taak("communicatieadviseur", DEVENTER))) == {"communicatieadviseur"}


def test_de_regio_doet_een_taak_voor_een_ander_en_een_link_alleen_de_eigen() -> None:
    def mag(een: Taak) -> Any:
        return lambda door: bevoegdheid.mag_taak(door, een)

    assert wie(mag(taak("toegang", ZWOLLE))) == {"toegang", *REGIO}
    assert wie(mag(taak("toegang", DEVENTER))) == REGIO
    assert wie(mag(taak("regiomanager"))) == {"regiomanager"}
    assert wie(mag(taak("toegang", ZWOLLE)), met_link) == {"toegang"}
    assert wie(mag(taak("toegang", DEVENTER)), met_link) == set()


@pytest.mark.eis("R87")
def test_het_rapport_komt_van_de_aanbieder_van_deze_melding_en_alleen_voor_de_taak_die_erop_wacht() -> None:
    zaak = Zaak(protocol_versie=VERSIE)
    zaak.als_melding = melding()
    rapport = taak("contractmanager", code="monitoring_rapport", melding=zaak)

    assert wie(lambda door: bevoegdheid.mag_taak(door, rapport), met_link, aanbieder=BERKENHOF) == {
        *("aanbieder", "contractmanager")
    }
    for houder, een in (
        (met_link("aanbieder", aanbieder=ANDER), rapport),
        (met_link("aanbieder"), rapport),
        (met_link("directeur_aanbieder", aanbieder=BERKENHOF), rapport),
        (met_link("aanbieder", aanbieder=BERKENHOF), taak("contractmanager", code="triage", melding=zaak)),
        (met_link("aanbieder", aanbieder=BERKENHOF), taak("contractmanager", melding=zaak)),
        (
            met_link("aanbieder", aanbieder=BERKENHOF),
            taak("manager_gemeente", code="inspectierapport_gemeente", melding=zaak),
        ),
    ):
        assert not bevoegdheid.mag_taak(houder, een)


@pytest.mark.parametrize(
    "vraag", [bevoegdheid.mag_wijzigen, bevoegdheid.mag_spoed, bevoegdheid.mag_bellen, bevoegdheid.mag_actie_toevoegen]
)
def test_wie_opvolgt_doet_dit_zolang_de_melding_open_is(vraag: Any) -> None:
    assert wie(lambda door: vraag(door, melding())) == REGIO
    assert wie(lambda door: vraag(door, melding(dicht=True))) == set()


@pytest.mark.parametrize(
    "vraag",
    [
        *(bevoegdheid.mag_loslaten, bevoegdheid.mag_verstrekken, bevoegdheid.mag_koppelen),
        *(bevoegdheid.mag_verbeterpunt, bevoegdheid.mag_inspectiespoor),
    ],
)
def test_wie_opvolgt_doet_dit_altijd(vraag: Any) -> None:
    assert wie(vraag) == REGIO


@pytest.mark.eis("R81")
def test_een_actie_is_te_beheren_door_de_regio_en_wie_haar_gaf_zolang_zij_nog_leeft() -> None:
    def beheert(**anders: Any) -> set[str]:
        een = taak("toegang", ZWOLLE, **anders)
        return wie(lambda door: bevoegdheid.mag_actie_beheren(door, een))

    gegeven = {"gegevens": {"gegeven_door": "manager_gemeente"}}
    assert beheert() == REGIO
    assert beheert(**gegeven) == {*REGIO, "manager_gemeente"}
    assert beheert(melding=melding(dicht=True), **gegeven) == set()
    assert beheert(melding=melding(dicht=True), overleeft=True) == REGIO


@pytest.mark.eis("R81")
def test_een_actie_wordt_doorgegeven_door_wie_haar_heeft_zolang_zij_nog_leeft() -> None:
    def geeft_door(**anders: Any) -> set[str]:
        een = taak("toegang", **{"gemeente": ZWOLLE, **anders})
        return wie(lambda door: bevoegdheid.mag_actie_doorgeven(door, een))

    assert geeft_door() == {"toegang"}
    assert geeft_door(gemeente=DEVENTER) == set()
    assert geeft_door(melding=melding(dicht=True)) == set()
    assert geeft_door(melding=melding(dicht=True), overleeft=True) == {"toegang"}


@pytest.mark.parametrize(
    ("handeling", "rollen"),
    [
        ("informeren", COMMUNICATIE),
        ("uiting", {*COMMUNICATIE, "communicatie_gemeente"}),
        *((code, REGIO) for code in ("familie", "betrokkene", "slachtofferhulp", "onderzoek", "onderzoek_einde")),
        *((code, {"regiomanager"}) for code in ("regie", "vrijgave", "uitzondering")),
        ("bestaat_niet", set()),
    ],
)
def test_wat_op_de_pagina_communicatie_van_wie_is(handeling: str, rollen: set[str]) -> None:
    regels = haal_communicatieregels(VERSIE)

    assert wie(lambda door: bevoegdheid.mag_communicatie(door, handeling, regels)) == rollen


def test_wie_voor_een_ander_handelt_staat_erbij_en_wie_voor_zichzelf_handelt_niet() -> None:
    """A22: the regiomanager acts for a contractmanager who cannot be reached."""
    regel = haal_protocol(VERSIE).stap_per_code["start_impactanalyse"]

    assert wie(lambda door: vervanging.is_vervanger(door, regel, "ontvangen")) == {"regiomanager"}
    assert vervanging.op_de_stap(regel, "contractmanager", "ontvangen", VERSIE, "") == {}
    with pytest.raises(Geweigerd, match="Schrijf op waarom"):
        vervanging.op_de_stap(regel, "regiomanager", "ontvangen", VERSIE, " ")
    stap = vervanging.op_de_stap(regel, "regiomanager", "ontvangen", VERSIE, " Ziek. ")
    assert (stap["namens_rol"], stap["vervanging"]) == ("contractmanager", "Ziek.")
    assert stap["namens"].endswith(", die niet bereikbaar was")

    eerste = haal_protocol(VERSIE).stap_per_code["registreer"]
    assert {rol for rol in ROLLEN if vervanging.wie(eerste, gebruiker(rol), VERSIE)} == {"regiomanager"}
