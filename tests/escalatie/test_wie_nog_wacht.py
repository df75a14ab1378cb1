"""What the auditor reckons without rows: who waits for an outcome, whose turn it is, which lock held when."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from communicatie.familie.slotkring import FAMILIE, ONDERZOEK, Slotkring, _eerst, _Tijd
from escalatie.bewaking.controle_toegang import STEEKPROEF, _om_de_beurt
from escalatie.bewaking.controle_uitkomst import _gemist, _Post, _wachtend
from escalatie.draaiboek.uitkomst import Plek

OP = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECONDE, MARGE, NIETS = timedelta(seconds=1), timedelta(minutes=2), timedelta()
ZWOLLE, RAALTE, CM = ("manager_gemeente", 1), ("manager_gemeente", 2), ("contractmanager", None)


def post(plek: Plek, op: datetime, wat: str, *, contact: int | None = None, aanleiding: str = "stap:1") -> _Post:
    """A message that invites, says goodbye or only tells."""
    return _Post(plek, contact, op, aanleiding, wat == "nodigt", wat == "afscheid")


def test_wie_is_uitgenodigd_wacht_tot_het_afscheid() -> None:
    nodig, weg, ander = (post(ZWOLLE, OP, wat) for wat in ("nodigt", "afscheid", "vertelt"))
    for reeks, wacht in (
        ([], False),
        ([ander], False),
        ([nodig], True),
        ([nodig, ander], True),
        ([nodig, weg], False),
        ([nodig, weg, ander], False),
        ([weg, nodig], True),
        ([weg], False),
    ):
        assert _wachtend(reeks) == ({ZWOLLE} if wacht else set()), reeks


def test_wie_wachtte_en_niets_hoorde_is_gemist() -> None:
    """Who decides knows, and who fills two seats is written to once."""
    uit = post(ZWOLLE, OP, "nodigt", contact=7)
    for naam, reeks, beslisser, gemist in (
        ("niets", [uit], CM, {ZWOLLE}),
        ("hoorde het", [uit, post(ZWOLLE, OP, "vertelt", aanleiding="stap:2")], CM, set()),
        ("een ander hoorde het", [uit, post(RAALTE, OP, "vertelt", aanleiding="stap:2")], CM, {ZWOLLE}),
        ("op zijn andere plek", [uit, post(RAALTE, OP, "vertelt", contact=7, aanleiding="stap:2")], CM, set()),
        ("een ander mens", [uit, post(RAALTE, OP, "vertelt", contact=8, aanleiding="stap:2")], CM, {ZWOLLE}),
        ("besloot zelf", [uit], ZWOLLE, set()),
        ("later uitgenodigd", [post(ZWOLLE, OP + SECONDE, "nodigt")], CM, set()),
        ("op dat moment", [post(ZWOLLE, OP, "nodigt")], CM, {ZWOLLE}),
        ("door dit besluit", [post(ZWOLLE, OP, "nodigt", aanleiding="stap:2")], CM, set()),
    ):
        assert _gemist(reeks, [("stap:2", OP, beslisser)]) == gemist, naam
    # Each decision by itself: heard of the second, missed the first.
    tweede = post(ZWOLLE, OP + SECONDE, "vertelt", aanleiding="stap:3")
    besluiten: list[tuple[str, datetime, Plek]] = [("stap:2", OP, CM), ("stap:3", OP + SECONDE, CM)]
    assert _gemist([uit, tweede], besluiten) == {ZWOLLE}


def test_de_steekproef_gaat_rond() -> None:
    for lijst, ronde, beurt in (
        ([1], 0, [1]),
        ([1], 5, [1]),
        ([1, 2, 3, 4], 0, [1, 2, 3]),
        ([1, 2, 3, 4], 1, [2, 3, 4]),
        ([1, 2, 3, 4], 2, [3, 4, 1]),
    ):
        assert list(_om_de_beurt(lijst, ronde)) == beurt
    assert STEEKPROEF == 3


def test_tot_wanneer_iets_telt_en_hoe_lang_al() -> None:
    for van, tot, marge, telt in (
        (OP, None, NIETS, True),
        (OP + SECONDE, None, NIETS, False),
        (OP - MARGE, None, MARGE, True),
        (OP - MARGE + SECONDE, None, MARGE, False),
        (OP, OP, NIETS, False),
        (OP, OP + SECONDE, NIETS, True),
    ):
        assert _Tijd(van, tot).op(OP, marge) == telt, (van, tot, marge)
    assert (_eerst(), _eerst(None, None), _eerst(None, OP), _eerst(OP + SECONDE, OP)) == (None, None, OP, OP)


def kring(**anders: Any) -> Slotkring:
    """Three meldingen in a row (1-2, 2-3) of which everybody knows; `anders` replaces what was read."""
    altijd = [_Tijd(OP - 10 * MARGE, None)]
    leeg = object.__new__(Slotkring)
    vast = {
        "banden": {1: [(2, *altijd)], 2: [(1, *altijd), (3, *altijd)], 3: [(2, *altijd)], 4: []},
        "dicht_op": {},
        "onderzoeken": {pk: [] for pk in (1, 2, 3, 4)},
        "lijst": {pk: [(pk * 10, *altijd)] for pk in (1, 2, 3, 4)},
        "weet": {pk * 10: altijd for pk in (1, 2, 3, 4)},
    }
    for naam, waarde in {**vast, **anders}.items():
        setattr(leeg, f"_{naam}", waarde)
    return leeg


@pytest.mark.eis("R43", "R125", "R156")
def test_een_slot_houdt_alles_van_een_gebeurtenis_en_niet_wat_er_los_van_is() -> None:
    leeg: dict[int, list[Any]] = {10: [], 20: [], 30: [], 40: []}
    weet = {pk * 10: [_Tijd(OP - 10 * MARGE, None)] for pk in (1, 2, 3, 4)}
    assert kring().sloten(1, OP) == set()
    for wie in (1, 2, 3):
        assert kring(weet={**weet, 30: []}).sloten(wie, OP) == {FAMILIE}, wie
    assert kring(weet={**weet, 30: []}).sloten(4, OP) == set()
    assert kring(weet={**leeg, 40: weet[40]}).sloten(4, OP) == set()
    loopt = {1: [], 2: [], 3: [_Tijd(OP, None)], 4: []}
    assert kring(onderzoeken=loopt).sloten(1, OP) == {ONDERZOEK}
    assert kring(onderzoeken=loopt).sloten(4, OP) == set()
    assert kring(onderzoeken=loopt).sloten(1, OP, MARGE) == set()
    assert kring(onderzoeken=loopt, weet=leeg).sloten(1, OP) == {FAMILIE, ONDERZOEK}
    # Who was closed beside it asks no family, but an investigation holds on; of itself it does.
    dicht: dict[str, Any] = {"dicht_op": {3: OP}, "weet": {**weet, 30: []}, "onderzoeken": loopt}
    assert kring(**dicht).sloten(1, OP) == {ONDERZOEK}
    assert kring(**dicht).sloten(3, OP) == {FAMILIE, ONDERZOEK}
    assert kring(**{**dicht, "dicht_op": {3: OP + SECONDE}}).sloten(1, OP) == {FAMILIE, ONDERZOEK}
    assert kring(**{**dicht, "dicht_op": {3: None}}).sloten(1, OP) == {FAMILIE, ONDERZOEK}


@pytest.mark.eis("R125")
def test_wie_op_de_lijst_stond_en_het_toen_niet_wist() -> None:
    def onwetend(lijst: list[_Tijd], weet: list[_Tijd], marge: timedelta = NIETS) -> bool:
        rijen = [(nummer, tijd) for nummer, tijd in enumerate(lijst)]
        los = kring(lijst={4: rijen}, weet={nummer: weet for nummer, _ in rijen})
        return los.sloten(4, OP, marge) == {FAMILIE}

    lang, net = _Tijd(OP - 10 * MARGE, None), _Tijd(OP - MARGE + SECONDE, None)
    wist = _Tijd(OP, None)
    assert onwetend([], [])
    assert onwetend([_Tijd(OP + SECONDE, None)], [])
    assert onwetend([_Tijd(OP - MARGE, OP)], [])
    assert onwetend([lang], [])
    assert not onwetend([lang], [wist])
    assert onwetend([lang], [_Tijd(OP + SECONDE, None)])
    # Who just came on it may not have been asked yet when a mail was on its way, and who it was taken back of as well.
    assert onwetend([net], [])
    assert not onwetend([net], [], MARGE)
    assert onwetend([lang, net], [], MARGE)
    assert onwetend([lang], [_Tijd(OP - 2 * MARGE, OP)])
    assert not onwetend([lang], [_Tijd(OP - 2 * MARGE, OP + SECONDE)])
    assert not onwetend([lang], [_Tijd(OP - 2 * MARGE, OP - MARGE + SECONDE)], MARGE)
    assert onwetend([lang], [_Tijd(OP - 2 * MARGE, OP - MARGE)], MARGE)
