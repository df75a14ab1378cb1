"""Scenario a, b and c over the pages, from call to closed dossier: status, terms, tasks and who got which mail."""

import pytest

from .verteller import Verteller

CM = ["contractmanager", "contractmanager"]
BLIJVEND = [
    "communicatieadvies_impact",
    "contact_communicatie_gemeente zwolle",
    "jeugdige_familie",
    "mediamonitor",
    "taakverdeling",
]
# What the communicatieadviseur does when there is unrest (Bijlage 2).
BIJ_ONRUST = [
    "advies_uit_media",
    "feitelijke_informatie zwolle",
    "gedeeld_beeld",
    "persvragen_aannemen",
    "strategie_gemeente zwolle",
    "strategie_regiomanager",
    "werkafspraken",
]


def tot_beoordeling(verhaal: Verteller, uitslag: str) -> None:
    """Register in Zwolle, analyse and start the judgement; check everything on the way."""
    verhaal.registreer("zwolle", aanbieder="molen")
    assert verhaal.melding.status == "ontvangen"
    assert verhaal.termijnen() == {"triage": "2026-11-25 17:00"}
    assert verhaal.open_taken() == ["triage"]
    assert verhaal.post() == {
        "melding_ontvangen": CM,
        "melding_ontvangen_toegang": ["toegang zwolle"],
        "melding_voor_adviseur": ["communicatieadviseur"],
    }

    verhaal.wordt("2026-11-24 12:00")
    verhaal.stap("start_impactanalyse")
    assert verhaal.melding.status == "impactanalyse"
    assert verhaal.termijnen() == {"impactanalyse": "2026-11-25 17:00"}
    assert verhaal.open_taken() == ["analyse_contractmanager", "analyse_toegang zwolle", *BLIJVEND]
    assert verhaal.post() == {
        "communicatieadviseur_ingeschakeld": ["communicatieadviseur"],
        "impactanalyse_maken": ["toegang zwolle"],
    }

    verhaal.wordt("2026-11-24 16:00")
    verhaal.analyseer(uitslag, zwolle="toegang_zwolle")
    assert verhaal.open_taken() == BLIJVEND
    verhaal.stap("start_beoordeling", "toegang_zwolle")
    assert verhaal.melding.status == "beoordeling"
    assert verhaal.afgelopen_termijnen() == {"triage": "gehaald", "impactanalyse": "gehaald"}
    assert verhaal.termijnen() == {"beoordeling": "2026-11-25 17:00"}
    assert verhaal.open_taken() == sorted(
        ["beoordeling", "beoordeling_toegang zwolle", "opschalingsadvies zwolle", *BLIJVEND]
    )
    assert verhaal.post() == {"beoordeling_samen": ["toegang zwolle"], "taak_gegeven": CM}
    verhaal.doe("opschalingsadvies", "toegang_zwolle", "zwolle")
    verhaal.bevestig(uitslag, zwolle="toegang_zwolle")


def rond_af(verhaal: Verteller) -> None:
    """The report came in, the rest is done, the contractmanager closes."""
    verhaal.doe("communicatieadvies_impact", "adviseur")
    assert verhaal.post() == {"communicatieadvies_vastgesteld": ["regiomanager"]}
    verhaal.doe_de_rest()
    verhaal.stap("rond_af")
    assert verhaal.melding.status == "afgerond"
    assert verhaal.melding.afgerond_op == verhaal.nu
    assert verhaal.termijnen() == {}
    assert verhaal.open_taken() == []
    post = verhaal.post()
    # The others who were asked or told hear it too, and cannot open the dossier any more.
    assert "communicatieadviseur" in post.pop("uitkomst_gesloten")
    assert post == {"melding_afgerond": [*CM, "regiomanager", "toegang zwolle"]}


@pytest.mark.eis("R62")
@pytest.mark.eis("R63")
@pytest.mark.eis("R64")
def test_scenario_a_wordt_lokaal_afgehandeld(verhaal: Verteller) -> None:
    tot_beoordeling(verhaal, "a")
    verhaal.stap("kies_a")
    assert (verhaal.melding.status, verhaal.melding.scenario) == ("scenario_a", "a")
    assert verhaal.termijnen() == {}
    assert verhaal.open_taken() == sorted([*BLIJVEND, "lokaal_informeren zwolle"])
    assert verhaal.post() == {"scenario_gekozen": ["toegang zwolle"], "uitkomst": ["communicatieadviseur"]}

    verhaal.doe("jeugdige_familie", "contractmanager")  # first the family (R125)
    assert list(verhaal.post()) == ["slot_open"]
    verhaal.doe("lokaal_informeren", "toegang_zwolle", "zwolle")
    verhaal.stap("start_monitoring")
    assert verhaal.melding.status == "monitoring"
    assert verhaal.termijnen() == {"monitoring": "2027-02-24 23:59"}
    assert verhaal.post() == {"uitkomst": ["communicatieadviseur", "toegang zwolle"]}

    verhaal.wordt("2027-01-12 10:00")
    verhaal.doe("monitoring_rapport", "contractmanager")
    assert verhaal.post() == {"inspectierapport_binnen": ["toegang zwolle"]}
    assert verhaal.afgelopen_termijnen()["monitoring"] == "gehaald"
    rond_af(verhaal)


@pytest.mark.eis("R65")
@pytest.mark.eis("R66")
@pytest.mark.eis("R67")
def test_scenario_b_geeft_een_gesprek_met_de_directeur(verhaal: Verteller) -> None:
    tot_beoordeling(verhaal, "b")
    verhaal.stap("kies_b")
    assert (verhaal.melding.status, verhaal.melding.scenario) == ("scenario_b", "b")
    assert verhaal.termijnen() == {"gesprek_directeur": "2026-12-01 17:00"}
    assert verhaal.open_taken() == sorted([*BLIJVEND, "gesprek_directeur"])
    assert verhaal.post() == {
        "scenario_b_manager": ["manager_gemeente zwolle"],
        "scenario_gekozen": ["toegang zwolle"],
        "scenario_regiomanager": ["regiomanager"],
        "uitkomst": ["communicatieadviseur"],
    }

    verhaal.wordt("2026-11-30 17:00")
    assert verhaal.post() == {"termijn_nadert": CM}
    verhaal.doe("gesprek_directeur", "contractmanager")
    assert verhaal.afgelopen_termijnen()["gesprek_directeur"] == "gehaald"
    verhaal.wordt("2026-12-02 17:00")
    assert verhaal.post() == {}

    verhaal.stap("start_monitoring")
    iedereen = ["communicatieadviseur", "manager_gemeente zwolle", "regiomanager", "toegang zwolle"]
    assert verhaal.post() == {"uitkomst": iedereen}
    verhaal.doe("monitoring_rapport", "contractmanager")
    assert verhaal.post() == {"inspectierapport_binnen": ["manager_gemeente zwolle", "regiomanager", "toegang zwolle"]}
    rond_af(verhaal)


@pytest.mark.eis("R68")
@pytest.mark.eis("R56", "R57", "R69", "R70", "R71", "R72", "R112", "R114", "R117", "R118", "R123")
def test_scenario_c_begint_met_spoedoverleg(verhaal: Verteller) -> None:
    tot_beoordeling(verhaal, "c")
    verhaal.stap("kies_c")
    assert (verhaal.melding.status, verhaal.melding.scenario) == ("scenario_c", "c")
    assert verhaal.termijnen() == {"spoedoverleg": "2026-11-25 16:00"}
    assert verhaal.open_taken() == sorted(
        [*BLIJVEND, *BIJ_ONRUST, "gemeentelijk_protocol zwolle", "spoedoverleg", "voorzitter_zo_nodig"]
    )
    assert verhaal.post() == {
        "scenario_c_manager": ["manager_gemeente zwolle"],
        "scenario_gekozen": ["toegang zwolle"],
        "scenario_regiomanager": ["regiomanager"],
        "taak_gegeven": ["communicatieadviseur"],
    }

    verhaal.wordt("2026-11-25 16:00")
    assert verhaal.post() == {"termijn_bereikt": CM}
    verhaal.wordt("2026-11-25 17:30")
    verhaal.doe("spoedoverleg", "contractmanager")
    assert verhaal.afgelopen_termijnen()["spoedoverleg"] == "te_laat"
    verhaal.doe("gemeentelijk_protocol", "manager_zwolle", "zwolle")
    verhaal.doe("voorzitter_zo_nodig", "regiomanager")
    verhaal.stap("start_monitoring")
    assert "evaluatie_communicatie" in verhaal.open_taken()
    verhaal.doe("monitoring_rapport", "contractmanager")
    assert verhaal.post() == {
        "inspectierapport_binnen": ["toegang zwolle"],
        "taak_gegeven": ["communicatieadviseur"],
        "uitkomst": ["manager_gemeente zwolle", "regiomanager", "toegang zwolle"],
    }
    rond_af(verhaal)
