"""Which code a mutation run changes, area by area, and which tests ought to hold it: that is part of the proof."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Gebied:
    """One area: the modules that are changed, and the test files that judge."""

    modules: tuple[str, ...]
    tests: tuple[str, ...]


def _in(map_: str, *namen: str) -> tuple[str, ...]:
    return tuple(f"{map_}/{naam}.py" for naam in namen)


GEBIEDEN = {
    "toegang": Gebied(
        _in("calamiteiten/toegang", "__init__", "onderdelen"),
        (
            *_in("tests/toegang", "test_zicht", "test_uitzonderingen"),
            *_in("tests/escalatie", "test_controle"),
        ),
    ),
    "deur": Gebied(
        _in("escalatie/draaiboek", "deur", "stappen", "zegels"),
        (
            *_in("tests/escalatie", "test_overgang", "test_registreren", "test_zegels", "test_namens", "test_melden"),
            *_in("tests/communicatie", "test_persvraag"),
            *_in("tests/gelijktijdig", "test_persvragen"),
        ),
    ),
    "voorwaarden": Gebied(
        (*_in("escalatie/draaiboek", "voorwaarden"), *_in("escalatie/persvragen", "voorwaarden")),
        (*_in("tests/escalatie", "test_voorwaarden"), *_in("tests/communicatie", "test_persvoorwaarden")),
    ),
    "bevoegdheid": Gebied(
        _in("escalatie/draaiboek", "bevoegdheid", "vervanging", "mogelijkheden"),
        _in("tests/escalatie", "test_bevoegdheid", "test_namens", "test_overgang"),
    ),
    "termijnen": Gebied(
        (*_in("escalatie/draaiboek", "termijnen"), *_in("basis", "kalender")),
        (
            *_in("tests/calamiteiten", "test_kalender", "test_kalender_werkdagen"),
            *_in("tests/escalatie", "test_termijnrijen"),
        ),
    ),
    "outbox": Gebied(
        _in("communicatie/post", "wachtrij", "berichten", "afloop", "kanaal"),
        (
            *_in("tests/communicatie", "test_afloop", "test_verzenden", "test_verzenden_in_ladingen", "test_intrekken"),
            *_in("tests/communicatie", "test_vastgelopen", "test_sms", "test_verzamelpost"),
            *_in("tests/communicatie", "test_wat_een_mail_zegt"),
            *_in("tests/gelijktijdig", "test_verzenders"),
        ),
    ),
    "sloten": Gebied(
        (
            *_in("communicatie/familie", "naar_buiten", "slotcontrole", "slotkring"),
            *_in("calamiteiten", "grendels"),
            *_in("basis", "grendel"),
        ),
        (
            *_in("tests/communicatie", "test_slottoestand", "test_naar_buiten"),
            *_in("tests/escalatie", "test_gebroken_invarianten", "test_wie_nog_wacht"),
        ),
    ),
    "adviseur": Gebied(
        _in("escalatie/draaiboek", "scenario"),
        _in("tests/escalatie", "test_adviseur", "test_verschil_met_feit"),
    ),
    "controle": Gebied(
        _in("escalatie/bewaking", "controle", "controle_overleg", "controle_taak")
        + _in("escalatie/bewaking", "controle_toegang", "controle_uitkomst"),
        (
            *_in("tests/escalatie", "test_gebroken_invarianten", "test_controle", "test_wie_nog_wacht"),
            *_in("tests/escalatie", "test_wie_hoorde_van_zijn_taak"),
        ),
    ),
}
