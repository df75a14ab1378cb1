"""Every condition of a step of a melding, held and not held, on both sides of where it turns: no rows, no pages."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any

import pytest

from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.opdrachten import Scenariokeuze
from escalatie.draaiboek.triage import Triage, Uitkomst
from escalatie.draaiboek.voorwaarden import ontbreekt
from escalatie.protocol.lezen import haal_communicatieregels

VERSIE = "ijsselland-2019-02-13"
OP = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CM, TOEGANG = rolnaam(Rol.CONTRACTMANAGER, VERSIE), rolnaam(Rol.TOEGANG, VERSIE)
PEILING = haal_communicatieregels(VERSIE).peilingen[0]
DAALT = PEILING.daalt[0]
WACHT = SimpleNamespace(code="wacht")


def stand(**feiten: Any) -> Any:
    """How a melding stands: these facts, and nothing else."""
    melding = {"protocol_versie": VERSIE, "status": "", "scenario": "", "gemeenten_buiten_regio": ""}
    eigen = {"gemeld_igj_op": None, **feiten.pop("melding", {})}
    alles = {"open_taken": [], "taken": [], "is_geraadpleegd": False, "evaluatie": None, **feiten}
    return SimpleNamespace(melding=SimpleNamespace(**{**melding, **eigen}), **alles)


def taak(code: str, **anders: Any) -> SimpleNamespace:
    """A task, open and of nobody's gemeente."""
    velden = {"code": code, "titel": f"Taak {code}", "gemeente": "", "gemeente_id": None, "rol": "", "status": "open"}
    vast = {"overleeft": False, "gegevens": {}, "gemaakt_op": OP, "pk": 1}
    return SimpleNamespace(**{**velden, **vast, **anders})


def analyse(soort: str, gemeente: str, *, klaar: bool) -> SimpleNamespace:
    """An analysis of this party."""
    return SimpleNamespace(soort=soort, gemeente=gemeente, naam=gemeente, is_definitief=lambda: klaar)


def van_triage(uitkomst: Uitkomst, *, is_zeker: bool = True) -> Any:
    """A stand of which the triage says this."""
    return stand(triage=Triage(uitkomst, "Waarom.", "Verder.", is_zeker=is_zeker))


@pytest.mark.eis("R31", "R32", "R36", "R37", "R40")
def test_wat_de_triage_zegt_weegt_bij_elke_voorwaarde_anders() -> None:
    zin, wel = "Waarom. Verder.", "Volgens de triage is dit wel een meldingswaardige calamiteit."
    # Outcome, certain -> reportable, perhaps, uncertain, no, not.
    af, geen = "De triage heeft een uitkomst.", "De gegevens sluiten niet uit dat het meldingswaardig is."
    tabel = {
        (Uitkomst.MELDINGSWAARDIG, True): ("", "", af, geen, wel),
        (Uitkomst.ONBEKEND, False): (zin, "", "", geen, zin),
        (Uitkomst.NIET, True): (zin, zin, af, "", ""),
        (Uitkomst.NIET, False): (zin, zin, af, "", zin),
        (Uitkomst.LEEG, True): (zin, zin, af, "", zin),
    }
    namen = ("meldingswaardig", "mogelijk_meldingswaardig", "triage_onzeker", "triage_nee", "niet_meldingswaardig")
    for (uitkomst, is_zeker), verwacht in tabel.items():
        hier = van_triage(uitkomst, is_zeker=is_zeker)
        assert tuple(ontbreekt(naam, hier) for naam in namen) == verwacht, (uitkomst, is_zeker)


@pytest.mark.eis("R46", "A6")
def test_elke_analyse_telt_pas_als_zij_is_ingediend() -> None:
    nog_niet = f"De {CM} heeft de impactanalyse nog niet ingediend."
    for eigen, verwacht in (
        (None, nog_niet),
        (analyse("contractmanager", "", klaar=False), nog_niet),
        (analyse("contractmanager", "", klaar=True), ""),
    ):
        assert ontbreekt("analyse_contractmanager", stand(analyse_contractmanager=eigen)) == verwacht

    klaar, open_ = analyse("toegang", "Zwolle", klaar=True), analyse("toegang", "Deventer", klaar=False)
    rsj = analyse("contractmanager", "RSJ", klaar=False)
    mist = "Nog niet ingediend: de impactanalyse van Deventer."
    assert ontbreekt("analyses_toegang", stand(analyses_toegang=[klaar, open_])) == mist
    assert ontbreekt("analyses_toegang", stand(analyses_toegang=[klaar])) == ""
    # The one that the file names after the colon: of that party alone, and there must be one.
    assert ontbreekt("analyse:toegang", stand(analyses=[klaar, open_, rsj])) == mist
    assert ontbreekt("analyse:toegang", stand(analyses=[klaar, rsj])) == ""
    assert ontbreekt("analyse:toegang", stand(analyses=[rsj])) == "De impactanalyse is nog niet begonnen."


def test_een_taak_bij_haar_code_is_af_als_er_geen_een_van_open_staat() -> None:
    een, twee = taak("bel", gemeente="Zwolle"), taak("bel", gemeente="Deventer")

    assert ontbreekt("taak:bel", stand(open_taken=[taak("schrijf")])) == ""
    assert ontbreekt("taak:bel", stand(open_taken=[taak("schrijf"), een])) == "Nog te doen: taak bel (Zwolle)."
    assert ontbreekt("taak:bel", stand(open_taken=[een, twee])) == "Nog te doen: taak bel (Zwolle en Deventer)."
    assert ontbreekt("taak:bel", stand(open_taken=[taak("bel")])) == "Nog te doen: taak bel."
    with pytest.raises(KeyError):
        ontbreekt("bestaat_niet", stand())
    with pytest.raises(KeyError):
        ontbreekt("rommel:bel", stand())


@pytest.mark.eis("R59", "A6")
def test_elke_toegang_bevestigt_precies_het_gekozen_scenario() -> None:
    def rij(gemeente: str, eens_met: str, weersproken: str = "") -> SimpleNamespace:
        return SimpleNamespace(gemeente=gemeente, eens_met=eens_met, weersproken_scenario=weersproken)

    def mist(gekozen: str, *rijen: SimpleNamespace) -> str:
        keuze = Scenariokeuze(gekozen) if gekozen else None
        return ontbreekt("bevestigd_door_toegangen", stand(betrokkenheden=list(rijen)), keuze)

    zwolle, deventer = rij("Zwolle", "a"), rij("Deventer", "b")
    nog_niet = f"Scenario a is nog niet bevestigd door de {TOEGANG} van"
    assert mist("a", zwolle) == ""
    assert mist("a", zwolle, deventer) == f"{nog_niet} Deventer."
    assert mist("a", rij("Zwolle", ""), deventer) == f"{nog_niet} Zwolle en Deventer."
    assert mist("a", zwolle, rij("Deventer", "", "b")) == (
        f"{nog_niet} Deventer. Van Deventer staan er twee antwoorden: de {TOEGANG} zegt zelf welk antwoord geldt."
    )
    # Nothing chosen is agreed with by nobody, though nobody said anything.
    assert mist("", rij("Zwolle", "")) != ""
    assert mist("", zwolle) != ""


@pytest.mark.eis("A5", "A7")
def test_de_keuze_volgt_het_advies_of_zegt_waarin_zij_verschilt() -> None:
    def mist(advies: str, gekozen: str) -> str:
        keuze = Scenariokeuze(gekozen) if gekozen else None
        return ontbreekt("volgens_advies", stand(advies=SimpleNamespace(scenario=advies)), keuze)

    assert mist("b", "b") == ""
    assert mist("b", "c") == "Het advies is scenario b, niet c."
    assert mist("", "c") == "Er is geen advies op deze antwoorden."
    assert mist("", "") == ""
    for twijfel, gevraagd, zin in (
        (True, False, "Dit. Dat."),
        (True, True, ""),
        (False, False, ""),
        (False, True, ""),
    ):
        advies = SimpleNamespace(is_twijfel=twijfel, twijfels=["Dit.", "Dat."])
        assert ontbreekt("geen_twijfel", stand(advies=advies, is_geraadpleegd=gevraagd)) == zin, (twijfel, gevraagd)
    for onvoldoende, zin in ((True, ""), (False, "De aanbieder heeft voldoende gehandeld.")):
        advies = SimpleNamespace(heeft_onvoldoende_gehandeld=onvoldoende)
        assert ontbreekt("handelen_onvoldoende", stand(advies=advies)) == zin


def test_taken_zijn_af_op_wat_blijft_herhaald_mag_worden_of_informeert_na() -> None:
    regels = {"eens": SimpleNamespace(herhaalbaar=False), "vaker": SimpleNamespace(herhaalbaar=True)}
    protocol = SimpleNamespace(taak_per_code=regels, informeerplichten={"informeer": None})

    def mist(*taken: SimpleNamespace) -> str:
        return ontbreekt("taken_af", stand(protocol=protocol, open_taken=list(taken)))

    vrij = (taak("vaker"), taak("informeer"), taak("eens", overleeft=True))
    assert mist() == ""
    for een in vrij:
        assert mist(een) == "", een.code
    assert mist(*vrij, taak("eens")) == "Er staat nog 1 open: taak eens."
    assert mist(taak("eens"), taak("actie")) == "Er staan nog 2 open: taak actie en taak eens."
    assert mist(taak("eens"), taak("eens")) == "Er staan nog 2 open: taak eens."


@pytest.mark.eis("R64", "R71", "A4", "A18")
def test_het_rapport_van_de_inspectie_is_er_of_komt_niet() -> None:
    blijft = {"wacht": [SimpleNamespace(blijft_open=False), SimpleNamespace(blijft_open=True)]}
    protocol = SimpleNamespace(
        keuzes_van=lambda lijst: [WACHT, SimpleNamespace(code="klaar")] if lijst == "igj_route" else [],
        gevolgen_van=lambda routes: [g for route in routes for g in blijft.get(route.code, [])],
    )

    def rapport(route: str, gemeente: int | None = None) -> SimpleNamespace:
        return SimpleNamespace(gemeente_id=gemeente, route=route)

    nog_niet = "Het rapport van de inspectie is nog niet ontvangen."
    for rapporten, verwacht in (
        ([], nog_niet),
        ([rapport("klaar")], ""),
        ([rapport("wacht")], nog_niet),
        ([rapport("wacht"), rapport("klaar")], ""),
        # That of a gemeente is its own.
        ([rapport("klaar", 7)], nog_niet),
        ([rapport("klaar", 7), rapport("wacht")], nog_niet),
    ):
        assert ontbreekt("rapport_afgehandeld", stand(protocol=protocol, rapporten=rapporten)) == verwacht


@pytest.mark.eis("R47", "R84", "A19")
def test_een_signaal_dat_staat_wordt_genoemd_met_de_gemeenten() -> None:
    signalen = {"veilig": SimpleNamespace(naam="Onveilig"), "meer": SimpleNamespace(naam="Meer jeugdigen")}
    protocol = SimpleNamespace(signalen=signalen)

    def mist(*taken: SimpleNamespace) -> str:
        return ontbreekt("veiligheid_geregeld", stand(protocol=protocol, open_taken=list(taken)))

    leg = "Leg eerst vast hoe dat is geregeld."
    assert mist(taak("bel", gemeente="Zwolle")) == ""
    assert mist(taak("veilig")) == f"In het dossier staat nog: onveilig. {leg}"
    assert mist(taak("veilig", gemeente="Zwolle"), taak("meer"), taak("veilig", gemeente="Raalte")) == (
        f"In het dossier staat nog: meer jeugdigen en onveilig (Zwolle en Raalte). {leg}"
    )


@pytest.mark.eis("R87")
def test_alleen_een_manager_met_de_taak_wacht_op_het_rapport() -> None:
    protocol = SimpleNamespace(
        taak_per_code={"rapport": SimpleNamespace(vorm="inspectierapport"), "bel": SimpleNamespace(vorm="gesprek")}
    )
    for code, rol, wacht in (
        ("rapport", Rol.MANAGER_GEMEENTE, True),
        ("rapport", Rol.CONTRACTMANAGER, False),
        ("bel", Rol.MANAGER_GEMEENTE, False),
        ("actie", Rol.MANAGER_GEMEENTE, False),
    ):
        zin = ontbreekt("managers_wachten_op_rapport", stand(protocol=protocol, open_taken=[taak(code, rol=rol)]))
        assert zin == ("" if wacht else "Geen manager wacht op het rapport."), (code, rol)


@pytest.mark.eis("R89", "R97", "A3")
def test_evaluatie_en_terugkoppeling_alleen_waar_zij_zijn_gevraagd() -> None:
    vormen = {"evalueer": "evaluatie", "koppel_terug": "terugkoppeling"}
    protocol = SimpleNamespace(taken=[SimpleNamespace(code=code, vorm=vorm) for code, vorm in vormen.items()])

    def mist(naam: str, *statussen: str, evaluatie: Any = None) -> str:
        code = {"evaluatie_vastgesteld": "evalueer", "teruggekoppeld": "koppel_terug"}[naam]
        # Of another form, and done: neither asks for this one, nor counts as it.
        ander = taak("bel", status="afgerond")
        rijen = [ander, *(taak(code, status=status) for status in statussen)]
        return ontbreekt(naam, stand(protocol=protocol, taken=rijen, evaluatie=evaluatie))

    niet = "De evaluatie is nog niet vastgesteld."
    klaar, concept = SimpleNamespace(vastgesteld_op=OP), SimpleNamespace(vastgesteld_op=None)
    assert mist("evaluatie_vastgesteld") == ""
    assert mist("evaluatie_vastgesteld", "vervallen") == ""
    for evaluatie, zin in ((None, niet), (concept, niet), (klaar, "")):
        assert mist("evaluatie_vastgesteld", "open", evaluatie=evaluatie) == zin
        assert mist("evaluatie_vastgesteld", "afgerond", evaluatie=evaluatie) == zin

    nog = "De terugkoppeling via MO of BO is nog niet vastgelegd."
    for statussen, zin in (
        ((), ""),
        (("vervallen",), ""),
        (("open",), nog),
        (("afgerond",), ""),
        (("open", "afgerond"), ""),
        (("open", "vervallen"), nog),
    ):
        assert mist("teruggekoppeld", *statussen) == zin, statussen


@pytest.mark.eis("R28", "R29", "R68", "R73")
def test_feiten_van_de_melding_zelf() -> None:
    protocol = SimpleNamespace(heeft_onrust=lambda status, scenario: (status, scenario) == ("fase_1", "d"))
    for feiten, zin in (
        ({"status": "fase_1", "scenario": "d"}, ""),
        ({"status": "fase_1", "scenario": "a"}, "Er is geen onrust."),
        ({"status": "d", "scenario": "fase_1"}, "Er is geen onrust."),
    ):
        assert ontbreekt("onrust", stand(protocol=protocol, melding=feiten)) == zin
    for naam, feit, waarde, leeg, vol in (
        (
            "gemeente_buiten_regio",
            "gemeenten_buiten_regio",
            "Utrecht",
            "Er is geen gemeente buiten de regio betrokken.",
            "",
        ),
        ("niet_gemeld_bij_igj", "gemeld_igj_op", OP, "", "De melding bij de inspectie is bekend."),
    ):
        assert ontbreekt(naam, stand()) == leeg, naam
        assert ontbreekt(naam, stand(melding={feit: waarde})) == vol, naam


@pytest.mark.eis("R28")
def test_of_een_toegang_bericht_kreeg_telt_per_gemeente() -> None:
    rijen = [SimpleNamespace(gemeente="Zwolle", gemeld_op=OP), SimpleNamespace(gemeente="Raalte", gemeld_op=None)]

    def bekend(gemeente: str | None, *hier: SimpleNamespace) -> str:
        return ontbreekt("niet_gemeld_bij_toegang", stand(betrokkenheden=list(hier), gemeente=gemeente))

    # Of the whole melding: as long as one of them was not told.
    assert bekend(None, *rijen) == bekend("Raalte", *rijen) == ""
    assert bekend("Zwolle", *rijen) == f"De melding bij de {TOEGANG} van Zwolle is bekend."
    rijen[1].gemeld_op = OP
    assert bekend(None, *rijen) == f"De melding bij de {TOEGANG} van Zwolle en Raalte is bekend."


@pytest.mark.eis("R50", "A14")
def test_de_onrust_daalt_pas_overal_als_elke_gemeente_dat_het_laatst_zei() -> None:
    stijgt = PEILING.stijgt[0]

    def zei(gemeente: int, keuze: str, dag: int, **anders: Any) -> SimpleNamespace:
        velden = {"gemeente_id": gemeente, "gegevens": {"keuze": keuze}, "status": "afgerond", "pk": dag}
        return taak(**{"code": PEILING.taak, **velden, "gemaakt_op": OP.replace(day=dag), **anders})

    def mist(*taken: SimpleNamespace) -> str:
        gemeenten = [SimpleNamespace(pk=1), SimpleNamespace(pk=2)]
        return ontbreekt("onrust_daalt_overal", stand(taken=list(taken), gemeenten=gemeenten))

    nog_niet = "De onrust daalt nog niet in elke gemeente."
    assert mist() == nog_niet
    assert mist(zei(1, DAALT, 2)) == nog_niet
    assert mist(zei(1, DAALT, 2), zei(2, DAALT, 2)) == ""
    # The last word counts, in whatever order the rows come; of one moment the later row.
    assert mist(zei(1, stijgt, 1), zei(1, DAALT, 2), zei(2, DAALT, 2)) == ""
    assert mist(zei(1, DAALT, 2), zei(1, stijgt, 1), zei(2, DAALT, 2)) == ""
    assert mist(zei(1, stijgt, 3), zei(1, DAALT, 2), zei(2, DAALT, 2)) == nog_niet
    assert mist(zei(1, DAALT, 2, pk=9), zei(1, stijgt, 2, pk=8), zei(2, DAALT, 2)) == ""
    # What was not said, or was asked about something else, is no word.
    assert mist(zei(1, DAALT, 2), zei(2, DAALT, 2), zei(2, stijgt, 3, status="open")) == ""
    assert mist(zei(1, DAALT, 2), zei(2, DAALT, 2), zei(2, stijgt, 3, code="bel")) == ""
    # A gemeente that is not involved any more holds nothing.
    assert mist(zei(1, DAALT, 2), zei(2, DAALT, 2), zei(3, stijgt, 3)) == ""
