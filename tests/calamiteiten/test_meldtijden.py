"""How many working days passed before each report: counted, never judged (R28, A15)."""

from datetime import UTC, date, datetime, time
from types import SimpleNamespace
from typing import Any

import pytest

from calamiteiten.meldtijden import meldtijden

AANGENOMEN = "ijsselland-2019-02-13"
VRIJDAG = date(2026, 11, 20)
OP = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
TOEGANGEN: dict[str, datetime | None] = {"Raalte": None, "Zwolle": OP}


def gemeld(op: datetime, **anders: Any) -> SimpleNamespace:
    feiten = {"gebeurd_datum": VRIJDAG, "gebeurd_tijd": None, "gemeld_igj_op": None}
    return SimpleNamespace(**{**feiten, "melder": "aanbieder", "gemeld_zelf_op": None, "ontvangen_op": op, **anders})


@pytest.mark.eis("R28", "A15")
@pytest.mark.parametrize(
    ("op", "dagen", "woorden"),
    [
        (datetime(2026, 11, 20, 22, 30, tzinfo=UTC), 0, "op de dag zelf"),
        (datetime(2026, 11, 20, 23, 30, tzinfo=UTC), 0, "0 werkdagen na de gebeurtenis"),
        (datetime(2026, 11, 22, 9, 0, tzinfo=UTC), 0, "0 werkdagen na de gebeurtenis"),
        (datetime(2026, 11, 23, 9, 0, tzinfo=UTC), 1, "1 werkdag na de gebeurtenis"),
        (datetime(2026, 11, 25, 9, 0, tzinfo=UTC), 3, "3 werkdagen na de gebeurtenis"),
    ],
)
def test_werkdagen_tellen_vanaf_de_dag_na_de_gebeurtenis(op: datetime, dagen: int, woorden: str) -> None:
    tijd = meldtijden(gemeld(op), TOEGANGEN, AANGENOMEN)[-1]

    assert (tijd.ontvanger, tijd.gemeld_op, tijd.werkdagen) == ("contractmanager RSJ", op, dagen)
    assert tijd.zin.endswith(f"{woorden}.")


@pytest.mark.eis("R28")
def test_wat_niet_bekend_is_staat_er_ook() -> None:
    tijden = meldtijden(gemeld(OP), TOEGANGEN, AANGENOMEN)

    assert [(t.ontvanger, t.werkdagen, t.gemeld_op) for t in tijden] == [
        ("IGJ", None, None),
        ("gemeentelijke toegang van Raalte", None, None),
        ("gemeentelijke toegang van Zwolle", 1, OP),
        ("contractmanager RSJ", 1, OP),
    ]
    assert {t.zin for t in tijden[:2]} == {"Nog geen moment bekend."}


@pytest.mark.eis("A15")
def test_een_feestdag_telt_niet_mee() -> None:
    kerst = gemeld(datetime(2026, 12, 28, 9, 0, tzinfo=UTC), gebeurd_datum=date(2026, 12, 24), gebeurd_tijd=time(23, 0))

    assert meldtijden(kerst, TOEGANGEN, AANGENOMEN)[-1].werkdagen == 1


@pytest.mark.eis("R28", "R43")
@pytest.mark.parametrize(
    ("melder", "zelf_op", "telt_op"),
    [
        ("aanbieder", None, datetime(2026, 11, 23, 9, 0, tzinfo=UTC)),
        ("inspectie", None, None),
        ("inspectie", datetime(2026, 11, 24, 9, 0, tzinfo=UTC), datetime(2026, 11, 24, 9, 0, tzinfo=UTC)),
    ],
)
def test_wat_een_ander_vertelde_is_geen_melding_van_de_aanbieder(
    melder: str, zelf_op: datetime | None, telt_op: datetime | None
) -> None:
    feiten = gemeld(datetime(2026, 11, 23, 9, 0, tzinfo=UTC), melder=melder, gemeld_zelf_op=zelf_op)

    assert meldtijden(feiten, TOEGANGEN, AANGENOMEN)[-1].gemeld_op == telt_op
