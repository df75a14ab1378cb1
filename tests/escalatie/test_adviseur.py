"""The adviser: which scenario the answers point to, held against the paper's own table (2.3 a-d) and our readings."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from escalatie.draaiboek.scenario import Analyse, adviseer
from escalatie.protocol.lezen import haal_protocol

PROTOCOL = haal_protocol("ijsselland-2019-02-13")
# What an answer weighs -> the code of an answer that weighs it, per question.
CODES = {
    vraag.code: {antwoord.weegt: antwoord.code for antwoord in vraag.antwoorden}
    for soort in ("toegang", "contractmanager")
    for vraag in PROTOCOL.vragen_van(soort)
}
HANDELEN, ONRUST = ("voldoende", "onvoldoende"), ("geen_onrust", "onrust")
BEREIK = ("lokaal", "regionaal")


def toegang(gemeente="Zwolle", handelen="voldoende", onrust="geen_onrust"):
    return Analyse("toegang", gemeente, {"handelen": CODES["handelen"][handelen], "onrust": CODES["onrust"][onrust]})


def rsj(onrust="geen_onrust", bereik="lokaal"):
    antwoorden = {"onrust_regio": CODES["onrust_regio"][onrust], "werkgebied": CODES["werkgebied"][bereik]}
    return Analyse("contractmanager", "RSJ", antwoorden)


def papier(handelen, onrust, bereik):
    """2.3 by hand: unrest decides c or d by reach, else how the aanbieder acted decides a or b (A5)."""
    if onrust == "onrust":
        return "d" if bereik == "regionaal" else "c"
    return "b" if handelen == "onvoldoende" else "a"


@pytest.mark.eis("R62", "R65", "R68", "R73", "A5")
@pytest.mark.parametrize(("handelen", "onrust", "bereik"), list(product(HANDELEN, ONRUST, BEREIK)))
def test_eensgezinde_antwoorden_geven_het_scenario_van_het_papier(handelen, onrust, bereik):
    advies = adviseer([toegang(handelen=handelen, onrust=onrust), rsj(onrust=onrust, bereik=bereik)], PROTOCOL)
    assert advies.scenario == papier(handelen, onrust, bereik)
    assert not advies.is_twijfel
    assert advies.heeft_onvoldoende_gehandeld == (handelen == "onvoldoende")


@pytest.mark.eis("A6")
@given(
    st.lists(st.tuples(st.sampled_from(HANDELEN), st.sampled_from(ONRUST)), min_size=1, max_size=5),
    st.sampled_from(ONRUST),
    st.sampled_from(BEREIK),
)
def test_bij_meer_gemeenten_wint_het_zwaarste(antwoorden, onrust_regio, bereik):
    analyses = [toegang(f"gemeente {n}", *antwoord) for n, antwoord in enumerate(antwoorden)]
    advies = adviseer([*analyses, rsj(onrust_regio, bereik)], PROTOCOL)
    onrust = "onrust" if "onrust" in {onrust_regio, *(o for _, o in antwoorden)} else "geen_onrust"
    handelen = "onvoldoende" if "onvoldoende" in {h for h, _ in antwoorden} else "voldoende"
    assert advies.scenario == papier(handelen, onrust, bereik)
    verdeeld = len({h for h, _ in antwoorden}) > 1 or len({onrust_regio, *(o for _, o in antwoorden)}) > 1
    assert advies.is_twijfel == verdeeld


@pytest.mark.eis("A7")
@pytest.mark.parametrize("vraag", ["handelen", "onrust"])
def test_onbekend_stelt_twijfel_voor(vraag):
    advies = adviseer([toegang(**{vraag: "onbekend"}), rsj()], PROTOCOL)
    assert advies.is_twijfel
    assert any("onbekend" in zin for zin in advies.twijfels)


@pytest.mark.parametrize(
    ("scenario", "vragen"),
    [("a", {"handelen", "onrust"}), ("b", {"handelen", "onrust"}), ("c", {"onrust", "werkgebied"})],
)
def test_alleen_antwoorden_die_dit_scenario_vraagt_geven_de_doorslag(scenario, vragen):
    handelen, onrust = (
        ("onvoldoende" if scenario == "b" else "voldoende"),
        "onrust" if scenario == "c" else "geen_onrust",
    )
    advies = adviseer([toegang(handelen=handelen, onrust=onrust), rsj(onrust)], PROTOCOL)
    assert advies.scenario == scenario
    zinnen = {v.zin for s in ("toegang", "contractmanager") for v in PROTOCOL.vragen_van(s) if v.code in vragen}
    assert zinnen <= {reden.vraag for reden in advies.redenen}
    assert {reden.weegt for reden in advies.redenen} == {"c": {"onrust", "lokaal"}}.get(scenario, {handelen, onrust})


def test_zonder_analyses_is_er_geen_advies():
    advies = adviseer([], PROTOCOL)
    assert (advies.scenario, advies.is_compleet, advies.is_twijfel) == ("", False, False)


def test_met_precies_wat_een_scenario_vraagt_is_er_advies_en_met_minder_niet():
    advies = adviseer([toegang()], PROTOCOL)
    assert (advies.scenario, advies.is_compleet) == ("a", True)

    # Unrest alone chooses nothing: c and d ask for the reach. It still counts, and how the aanbieder acted does not.
    advies = adviseer([toegang(handelen="onvoldoende", onrust="onrust")], PROTOCOL)
    assert (advies.scenario, {reden.weegt for reden in advies.redenen}) == ("", {"onrust"})
    advies = adviseer([toegang(handelen="onvoldoende", onrust="onbekend")], PROTOCOL)
    assert (advies.scenario, advies.redenen) == ("", ())


FEITEN = {
    "werkgebied": {"antwoord": "regionaal", "tekst": "Werkt in drie gemeenten."},
    "eerdere_meldingen": {"antwoord": "herhaling", "tekst": "Twee eerdere meldingen."},
}


def met_feiten(werkgebied="lokaal", signalen="meer_signalen", verklaard=(), feiten=FEITEN):
    antwoorden = {"werkgebied": werkgebied, "signalen": signalen, "onrust_regio": "geen_onrust"}
    return Analyse("contractmanager", "RSJ", antwoorden, feiten, verklaard)


def gevonden(**anders):
    advies = adviseer([toegang(), met_feiten(**anders)], PROTOCOL)
    assert advies.is_twijfel == any(t.verklaring is None for t in advies.tegenspraken)
    return [t.vraag for t in advies.tegenspraken]


@pytest.mark.eis("R51", "R52")
def test_een_antwoord_dat_het_feit_tegenspreekt_wordt_bij_elke_vraag_gezien():
    assert gevonden() == ["werkgebied"]
    assert gevonden(signalen="geen_signalen") == ["werkgebied", "signalen"]
    # The first agrees with its fact; the next one is looked at all the same.
    assert gevonden(werkgebied="regionaal", signalen="geen_signalen") == ["signalen"]
    assert gevonden(werkgebied="regionaal") == []
    # What is not known, was not answered, or has no fact beside it, contradicts nothing.
    assert gevonden(feiten={}) == gevonden(feiten={"werkgebied": {"tekst": "Onbekend."}}) == []
    assert [t.vraag for t in adviseer([met_feiten(werkgebied="onbekend")], PROTOCOL).tegenspraken] == []
    assert [t.vraag for t in adviseer([met_feiten(werkgebied="")], PROTOCOL).tegenspraken] == []


@pytest.mark.eis("R51", "R52")
def test_een_verklaring_geldt_voor_dit_antwoord_en_dit_feit_en_de_laatste_telt():
    over = {"vraag": "werkgebied", "antwoord": "lokaal", "feit": FEITEN["werkgebied"]["tekst"]}
    eerste, tweede, derde = ({**over, "reden": reden} for reden in ("Eén", "Twee", "Drie"))

    (t,) = adviseer([met_feiten(verklaard=[eerste, tweede, derde])], PROTOCOL).tegenspraken
    assert t.verklaring == derde
    assert (t.partij, t.code, t.feit) == ("RSJ", "lokaal", over["feit"])
    for anders in ({"feit": "Werkt in twee gemeenten."}, {"antwoord": "regionaal"}, {"vraag": "signalen"}):
        advies = adviseer([met_feiten(verklaard=[{**eerste, **anders}])], PROTOCOL)
        assert [t.verklaring for t in advies.tegenspraken] == [None]
        assert advies.is_twijfel
        assert any(over["feit"] in zin for zin in advies.twijfels)
    assert not adviseer([met_feiten(verklaard=[eerste])], PROTOCOL).is_twijfel
