"""Terms in hours and months: elapsed time across a clock change, and calendar months clamped to the month's end."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from basis import kalender

momenten = st.datetimes(datetime(2019, 1, 1), datetime(2040, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.mark.eis("R79")
@pytest.mark.eis("A1")
@given(momenten, st.integers(1, 400))
@example(datetime(2026, 3, 28, 22, 30, tzinfo=UTC), 48)
@example(datetime(2026, 10, 24, 23, 30, tzinfo=UTC), 48)
def test_uren_zijn_verstreken_uren(start_op: datetime, aantal: int) -> None:
    uitkomst = kalender.uren(start_op, aantal)

    assert uitkomst.eind_op - start_op == timedelta(hours=aantal)
    assert uitkomst.telt_vanaf_op == start_op
    assert uitkomst.overgeslagen == ()


@pytest.mark.eis("A1")
@pytest.mark.parametrize(
    ("start", "eind"),
    [
        ("2026-03-28T12:00+01:00", "2026-03-30T13:00+02:00"),
        ("2026-10-24T12:00+02:00", "2026-10-26T11:00+01:00"),
        ("2026-11-20T17:30+01:00", "2026-11-22T17:30+01:00"),
        ("2026-12-31T23:59+01:00", "2027-01-02T23:59+01:00"),
    ],
)
def test_48_uur_over_het_verzetten_van_de_klok(start: str, eind: str) -> None:
    assert kalender.uren(datetime.fromisoformat(start), 48).eind_op == datetime.fromisoformat(eind)


@pytest.mark.eis("R86")
@pytest.mark.eis("A2")
@given(momenten, st.integers(1, 24))
def test_maanden_eindigen_op_dezelfde_dag_of_de_laatste_van_de_maand(start_op: datetime, aantal: int) -> None:
    begin = kalender.lokaal(start_op).date()
    eind = kalender.lokaal(kalender.maanden(start_op, aantal).eind_op)

    verder = begin.month - 1 + aantal
    eerste = date(begin.year + verder // 12, verder % 12 + 1, 1)
    laatste = (eerste + timedelta(days=31)).replace(day=1) - timedelta(days=1)
    assert eind.date() == min(laatste, eerste + timedelta(days=begin.day - 1))
    assert eind.time() == time(23, 59, 59)


@pytest.mark.eis("A2")
@pytest.mark.parametrize(
    ("start", "aantal", "eind"),
    [
        ("2026-12-31", 2, "2027-02-28"),
        ("2027-12-31", 2, "2028-02-29"),
        ("2026-08-31", 1, "2026-09-30"),
        ("2026-11-24", 2, "2027-01-24"),
        ("2026-01-30", 1, "2026-02-28"),
        ("2026-10-31", 3, "2027-01-31"),
    ],
)
def test_twee_maanden_na_oudjaar_is_eind_februari(start: str, aantal: int, eind: str) -> None:
    begin = datetime.combine(date.fromisoformat(start), time(14, 0), tzinfo=kalender.ZONE)

    assert kalender.lokale_datum(kalender.maanden(begin, aantal).eind_op) == date.fromisoformat(eind)


def test_een_maand_telt_vanaf_de_lokale_dag() -> None:
    """23:30 UTC on 30 November is 1 December in Amsterdam."""
    begin = datetime(2026, 11, 30, 23, 30, tzinfo=UTC)

    assert kalender.lokale_datum(kalender.maanden(begin, 1).eind_op) == date(2027, 1, 1)


@given(momenten, momenten)
def test_werkdagen_tussen_telt_op_met_de_klok_mee(een: datetime, ander: datetime) -> None:
    vroeg, laat = sorted((een, ander))
    grens = min(laat, vroeg + timedelta(days=40))
    dagen = (kalender.lokale_datum(grens) - kalender.lokale_datum(vroeg)).days

    assert 0 <= kalender.werkdagen_tussen(vroeg, grens) <= dagen
    assert kalender.werkdagen_tussen(grens, vroeg) == 0


@pytest.mark.parametrize(
    ("aantal", "eind", "woord"),
    [
        (1, datetime(2026, 3, 28, 22, 59, 59, tzinfo=UTC), "1 dag na"),
        # Across the change of the clock, through a weekend.
        (3, datetime(2026, 3, 30, 21, 59, 59, tzinfo=UTC), "3 dagen na"),
    ],
)
def test_dagen_tellen_weekenden_mee_en_duren_tot_het_einde_van_de_dag(aantal: int, eind: datetime, woord: str) -> None:
    start = datetime(2026, 3, 27, 9, 30, tzinfo=UTC)

    uitkomst = kalender.dagen(start, aantal)

    assert (uitkomst.eind_op, uitkomst.telt_vanaf_op) == (eind, start)
    assert uitkomst.regel.startswith(woord)
