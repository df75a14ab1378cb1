"""Life around the protocol: one event told twice, a wrong gemeente, a latecomer, two who disagree, a that becomes c."""

import pytest

from calamiteiten.demo.zaaien.antwoorden import TOEGANG
from communicatie.models import Bericht
from escalatie.meldingen.dossier.tijdlijn import tijdlijn

from .test_andere_wegen import in_scenario_a
from .test_scenario_d import tot_scenario_d
from .verteller import KANARIE, Verteller

CM = ["contractmanager", "contractmanager"]
TOEGANGEN = ["toegang raalte", "toegang zwolle"]
# What every registration tells inside RSJ.
VASTGELEGD = {"melding_ontvangen": CM, "melding_voor_adviseur": ["communicatieadviseur"]}


def regels(verhaal: Verteller) -> list[str]:
    """The timeline of the melding that is told now, newest first."""
    return [moment.tekst for moment in tijdlijn(verhaal.melding)]


def lokaal_afgehandeld(verhaal: Verteller) -> dict[str, list[str]]:
    """From scenario a to the end; the post about the end."""
    verhaal.doe_de_rest()
    verhaal.stap("start_monitoring")
    verhaal.doe_de_rest()
    verhaal.post()
    verhaal.stap("rond_af")
    assert (verhaal.melding.status, verhaal.termijnen(), verhaal.open_taken()) == ("afgerond", {}, [])
    return verhaal.post()


@pytest.mark.eis("R43", "A14")
def test_dezelfde_steekpartij_van_twee_aanbieders(verhaal: Verteller) -> None:
    verhaal.registreer("zwolle", aanbieder="molen", onderwerp=f"{KANARIE} steekpartij bij het station")
    eerste = verhaal.kenmerk
    assert verhaal.post() == {**VASTGELEGD, "melding_ontvangen_toegang": ["toegang zwolle"]}
    verhaal.wordt("2026-11-24 13:00")
    verhaal.stap("start_impactanalyse")
    verhaal.post()

    # The other aanbieder calls. While that is typed, it stands there already; one tap registers and links.
    verhaal.typt(eerste, aanbieder="brug", onderwerp="jongen gestoken")
    verhaal.registreer("zwolle", "raalte", aanbieder="brug", koppel=eerste)
    tweede = verhaal.kenmerk
    assert verhaal.melding.status == "ontvangen"
    assert verhaal.post() == {**VASTGELEGD, "melding_ontvangen_toegang": TOEGANGEN}
    for zaak, ander in ((tweede, eerste), (eerste, tweede)):
        verhaal.kenmerk = zaak
        assert f"Dezelfde gebeurtenis als {ander}" in regels(verhaal)
    assert verhaal.ziet("toegang_raalte") == 404  # a link opens nothing

    # At three they know: it is one. The first goes on with everyone who was in the second.
    verhaal.wordt("2026-11-24 15:00")
    verhaal.kenmerk = tweede
    verhaal.sluit_als_dubbel(eerste)
    assert (verhaal.melding.status, verhaal.termijnen(), verhaal.open_taken()) == ("dubbel", {}, [])
    assert verhaal.post() == {
        "impactanalyse_maken": ["toegang raalte"],
        "melding_dubbel": TOEGANGEN,
        "melding_ontvangen_toegang": ["toegang raalte"],
        "taak_gegeven": ["communicatieadviseur"],
    }
    assert {"Sluiten als dubbel van een andere melding: nu dubbel", "Melding vastleggen"} <= set(regels(verhaal))
    verhaal.kenmerk = eerste
    assert {"Raalte betrokken bij de melding", f"Dezelfde gebeurtenis als {tweede}"} <= set(regels(verhaal))
    for zaak, ander in ((tweede, eerste), (eerste, tweede)):
        verhaal.kenmerk = zaak
        assert verhaal.ziet("toegang_raalte", "Hoort bij een andere melding", ander) == 200

    verhaal.analyseer("a", zwolle="toegang_zwolle", raalte="toegang_raalte")
    verhaal.stap("start_beoordeling")
    verhaal.bevestig("a", zwolle="toegang_zwolle", raalte="toegang_raalte")
    verhaal.stap("kies_a")
    assert lokaal_afgehandeld(verhaal) == {
        "melding_afgerond": sorted([*CM, "regiomanager", *TOEGANGEN]),
        "uitkomst_gesloten": ["communicatieadviseur"],
    }
    verhaal.kenmerk = tweede
    assert verhaal.melding.status == "dubbel"


@pytest.mark.eis("R42", "R46")
def test_een_verkeerde_gemeente_gaat_er_weer_uit(verhaal: Verteller) -> None:
    verhaal.registreer("zwolle")
    verhaal.post()
    verhaal.betrek("raalte")
    assert verhaal.post() == {"melding_ontvangen_toegang": ["toegang raalte"]}
    assert verhaal.ziet("toegang_raalte") == 200

    # The call to make an analysis has not left yet when it turns out.
    verhaal.stap("start_impactanalyse")
    verhaal.laat_los("raalte")
    assert verhaal.post() == {
        "communicatieadviseur_ingeschakeld": ["communicatieadviseur"],
        "impactanalyse_maken": ["toegang zwolle"],
        "niet_meer_betrokken": ["toegang raalte"],
    }
    assert verhaal.ziet("toegang_raalte") == 404
    assert not [taak for taak in verhaal.open_taken() if "raalte" in taak]
    aan_raalte = Bericht.objects.filter(zaak=verhaal.melding, gemeente__code="raalte").order_by("pk")
    assert list(aan_raalte.values_list("sjabloon", "status")) == [
        ("melding_ontvangen_toegang", "verzonden"),
        ("impactanalyse_maken", "ingetrokken"),
        ("niet_meer_betrokken", "verzonden"),
    ]
    assert {"Raalte betrokken bij de melding", "Ingetrokken: Raalte is betrokken bij de melding"} <= set(
        regels(verhaal)
    )

    # Zwolle goes on alone, and Raalte hears nothing more, to the end.
    verhaal.analyseer("a", zwolle="toegang_zwolle")
    verhaal.stap("start_beoordeling")
    verhaal.bevestig("a", zwolle="toegang_zwolle")
    verhaal.stap("kies_a")
    assert lokaal_afgehandeld(verhaal) == {
        "melding_afgerond": [*CM, "regiomanager", "toegang zwolle"],
        "uitkomst_gesloten": ["communicatieadviseur"],
    }
    assert aan_raalte.count() == 3


@pytest.mark.eis("R84", "R97")
def test_een_gemeente_die_er_in_fase_1_bij_komt_hoort_alles_wat_loopt(verhaal: Verteller) -> None:
    """Deventer: its manager was asked to the talk and not involved; nobody sits in the seat of its toegang."""
    tot_scenario_d(verhaal)
    verhaal.stap("start_fase_1", "regiomanager")
    verhaal.post()
    verhaal.wordt("2026-11-25 20:00")
    assert verhaal.post() == {}

    verhaal.betrek("deventer")
    assert verhaal.post() == {"fase_1_manager": ["manager_gemeente deventer"], "taak_gegeven": ["communicatieadviseur"]}
    assert {f"{code} deventer" for code in ("bel_lege_zetel", "veiligheid", "raad_informeren")} <= set(
        verhaal.open_taken()
    )
    assert verhaal.ziet("manager_deventer") == 200
    # The 48 hours do not begin again for who came later.
    assert verhaal.termijnen() == {"fase_1": "2026-11-27 09:00"}
    managers = [f"manager_gemeente {plaats}" for plaats in ("deventer", "raalte", "zwolle")]
    verhaal.wordt("2026-11-26 09:00")
    assert verhaal.post() == {"termijn_nadert": [*managers, "regiomanager"]}

    verhaal.doe("veiligheid", "manager_deventer", "deventer")
    verhaal.doe_de_rest()
    verhaal.wordt("2026-11-27 08:00")
    verhaal.stap("start_fase_2", "regiomanager")
    post = verhaal.post()
    assert post["fase_2_start"] == sorted([*CM, "communicatieadviseur", *managers, *TOEGANGEN])
    assert post["uitkomst"] == ["manager_gemeente kampen"]
    verhaal.doe_de_rest()
    verhaal.post()
    verhaal.stap("rond_af", "regiomanager")
    assert (verhaal.melding.status, verhaal.open_taken()) == ("afgerond", [])
    gehoord = verhaal.post()
    assert gehoord["uitkomst_gesloten"] == sorted(["communicatieadviseur", "manager_gemeente kampen", *managers])


@pytest.mark.eis("R59", "R61", "A6")
def test_twee_toegangen_die_het_oneens_zijn_blijven_dat_zichtbaar(verhaal: Verteller) -> None:
    verhaal.registreer("zwolle", "raalte")
    verhaal.stap("start_impactanalyse")
    verhaal.analyse("toegang_raalte", "raalte", TOEGANG["b"])
    verhaal.analyseer("a", zwolle="toegang_zwolle")
    verhaal.stap("start_beoordeling")
    verhaal.bevestig("a", zwolle="toegang_zwolle")
    verhaal.bevestig("b", raalte="toegang_raalte")
    verhaal.post()

    # The heavier analysis weighs, and nobody chooses over the head of the other.
    assert verhaal.ziet("contractmanager", "Er is reden voor twijfel", "scenario b", pad="beoordeling/") == 200
    for code, wacht_op in (("a", "Raalte"), ("b", "Zwolle")):
        zin = f"nog niet bevestigd door de gemeentelijke toegang van {wacht_op}"
        assert verhaal.ziet("contractmanager", zin, pad=f"stap/kies_{code}/") == 200

    verhaal.stap("raadpleeg_bij_twijfel", "toegang_raalte")
    assert verhaal.post() == {
        "taak_gegeven": CM,
        "twijfel_regiomanager": ["regiomanager"],
        "twijfel_toegang": TOEGANGEN,
    }
    verhaal.doe("raadpleeg_regiomanager", "contractmanager")
    verhaal.doe_de_rest()
    verhaal.post()
    verhaal.stap("hervat_beoordeling", "regiomanager")
    verhaal.bevestig("b", zwolle="toegang_zwolle")
    verhaal.stap("kies_b", afwijking_volgens_advies="samen besloten")
    assert verhaal.melding.scenario == "b"
    post = verhaal.post()
    assert post["scenario_gekozen"] == TOEGANGEN
    assert post["scenario_b_manager"] == ["manager_gemeente raalte", "manager_gemeente zwolle"]

    assert lokaal_afgehandeld(verhaal)["melding_afgerond"] == sorted([*CM, "regiomanager", *TOEGANGEN])
    # What each said at first stands there after the end, for both to read.
    for wie in ("contractmanager", "toegang_raalte", "toegang_zwolle"):
        gezegd = [f"Gemeentelijke toegang Zwolle bevestigt scenario {letter}" for letter in "ab"]
        assert verhaal.ziet(wie, *gezegd, "Gemeentelijke toegang Raalte bevestigt scenario b") == 200
        assert verhaal.ziet(wie, "verschilt", pad="beoordeling/") == 200


@pytest.mark.eis("A14", "R70")
def test_scenario_a_wordt_een_week_later_c(verhaal: Verteller) -> None:
    in_scenario_a(verhaal)
    verhaal.doe_de_rest()
    verhaal.stap("start_monitoring")
    verhaal.post()
    assert verhaal.termijnen() == {"monitoring": "2027-02-24 23:59"}

    verhaal.wordt("2026-12-01 10:00")
    verhaal.stap("heroverweeg", motivering="er is nu toch onrust")
    assert verhaal.afgelopen_termijnen()["monitoring"] == "gestopt"
    assert verhaal.termijnen() == {"beoordeling": "2026-12-02 17:00"}
    assert verhaal.post() == {"heroverweging": sorted([*CM, "communicatieadviseur", "regiomanager", "toegang zwolle"])}
    verhaal.bevestig("c", zwolle="toegang_zwolle")
    verhaal.stap("kies_c", afwijking_volgens_advies="de onrust is nieuw")
    assert verhaal.termijnen() == {"spoedoverleg": "2026-12-02 10:00"}
    assert {"gemeentelijk_protocol zwolle", "spoedoverleg"} <= set(verhaal.open_taken())
    assert verhaal.post() == {
        "scenario_c_manager": ["manager_gemeente zwolle"],
        "scenario_gekozen": ["toegang zwolle"],
        "scenario_regiomanager": ["regiomanager"],
        "taak_gegeven": ["communicatieadviseur"],
    }

    verhaal.wordt("2026-12-01 16:00")
    verhaal.doe_de_rest()
    verhaal.stap("start_monitoring")
    # The quarter of a year runs from now, not from the first time.
    assert verhaal.termijnen() == {"monitoring": "2027-03-01 23:59"}
    verhaal.post()
    verhaal.doe_de_rest()
    verhaal.post()
    verhaal.stap("rond_af")
    assert verhaal.post() == {
        "melding_afgerond": [*CM, "regiomanager", "toegang zwolle"],
        "uitkomst_gesloten": ["communicatieadviseur", "manager_gemeente zwolle"],
    }
    for letter in "ac":
        assert f"Gemeentelijke toegang Zwolle bevestigt scenario {letter}" in regels(verhaal)
        assert f"Scenario {letter} kiezen: nu scenario {letter}" in regels(verhaal)
    assert "Termijn begonnen: Nagaan hoe het staat met het rapport, tot 1 mrt 23:59" in regels(verhaal)
