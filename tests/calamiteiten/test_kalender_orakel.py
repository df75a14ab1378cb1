"""The calendar against other calculators: PostgreSQL's intervals and zones, and Easter by another formula (R7)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from dateutil.easter import easter
from hypothesis import example, given, settings
from hypothesis import strategies as st

from basis import kalender

momenten = st.datetimes(datetime(2019, 1, 1), datetime(2045, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@pytest.fixture(scope="module")
def sql() -> Iterator[Any]:
    """Ask the server one row; no table is involved."""
    import os

    import psycopg2

    contact = psycopg2.connect(os.environ["DATABASE_URL"])
    with contact.cursor() as cursor:
        cursor.execute("SET timezone = 'Europe/Amsterdam'")

        def vraag(wat: str, *waarden: Any) -> tuple[Any, ...]:
            cursor.execute(f"SELECT {wat}", waarden)
            rij: tuple[Any, ...] = cursor.fetchone()
            return rij

        yield vraag
    contact.close()


@pytest.mark.eis("R79")
@pytest.mark.eis("A1")
@settings(max_examples=150)
@given(start_op=momenten, aantal=st.integers(1, 2000))
@example(start_op=datetime(2026, 3, 27, 1, 30, tzinfo=UTC), aantal=48)  # ends half past two on the night that has none
@example(start_op=datetime(2026, 10, 23, 0, 30, tzinfo=UTC), aantal=48)  # ends in the hour that comes twice
def test_uren_zijn_die_van_de_database(sql: Any, start_op: datetime, aantal: int) -> None:
    verwacht, lengte = sql("%s + make_interval(hours => %s), make_interval(hours => %s)", start_op, aantal, aantal)

    assert kalender.uren(start_op, aantal).eind_op == verwacht
    assert lengte == timedelta(hours=aantal)


@pytest.mark.parametrize(
    ("start", "eind"),
    [
        ("2026-03-27 02:30+01", "2026-03-29 03:30+02"),  # 02:30 does not exist that night: the clock shows 03:30
        ("2026-03-28 02:00+01", "2026-03-30 03:00+02"),
        ("2026-10-23 02:30+02", "2026-10-25 02:30+02"),  # the first of the two half past twos
        ("2026-10-23 03:30+02", "2026-10-25 02:30+01"),  # the second
        ("2026-10-25 02:30+02", "2026-10-27 01:30+01"),
        ("2026-10-25 02:30+01", "2026-10-27 02:30+01"),
        ("2028-02-28 10:00+01", "2028-03-01 10:00+01"),  # leap day in between
        ("2027-02-27 10:00+01", "2027-03-01 10:00+01"),
    ],
)
def test_48_uur_in_het_uur_dat_ontbreekt_of_dubbel_is(sql: Any, start: str, eind: str) -> None:
    begin, verwacht = (datetime.fromisoformat(f"{tekst}:00") for tekst in (start, eind))

    assert kalender.uren(begin, 48).eind_op == verwacht
    assert sql("%s::timestamptz + interval '48 hours'", start) == (verwacht,)


@pytest.mark.eis("R86")
@pytest.mark.eis("A2")
@settings(max_examples=150)
@given(start_op=momenten, aantal=st.integers(1, 24))
@example(start_op=datetime(2026, 12, 31, 12, tzinfo=UTC), aantal=2)
@example(start_op=datetime(2027, 12, 31, 22, 59, tzinfo=UTC), aantal=2)  # leap year
@example(start_op=datetime(2027, 12, 31, 23, 1, tzinfo=UTC), aantal=2)  # in Amsterdam it is 1 January
@example(start_op=datetime(2028, 2, 29, 12, tzinfo=UTC), aantal=12)
def test_maanden_zijn_die_van_de_database(sql: Any, start_op: datetime, aantal: int) -> None:
    """`interval '2 months'` on the local date, clamped to the end of the month, then the last second of that day."""
    (verwacht,) = sql(
        "(((%s::timestamptz AT TIME ZONE 'Europe/Amsterdam')::date + make_interval(months => %s))::date"
        " + time '23:59:59')"
        " AT TIME ZONE 'Europe/Amsterdam'",
        start_op,
        aantal,
    )

    assert kalender.maanden(start_op, aantal).eind_op == verwacht


@pytest.mark.eis("R5")
@pytest.mark.eis("A9")
@settings(max_examples=150)
@given(start_op=momenten, aantal=st.integers(1, 5))
@example(start_op=datetime(2026, 11, 27, 15, 59, tzinfo=UTC), aantal=1)
@example(start_op=datetime(2026, 11, 27, 16, 0, 0, 1, tzinfo=UTC), aantal=1)
def test_werkdagen_zijn_die_van_de_database(sql: Any, start_op: datetime, aantal: int) -> None:
    """The database counts the days that are no weekend and not in the list of `vrij`; no code of ours is in it."""
    jaren = range(start_op.year, start_op.year + 2)
    vrije_dagen = [dag for jaar in jaren for dag in vrij(jaar)]
    (verwacht,) = sql(
        "(WITH d AS (SELECT g::date AS dag FROM generate_series(%s::date - 1, %s::date + 40, interval '1 day') g"
        "  WHERE extract(isodow FROM g) < 6 AND g::date <> ALL (%s::date[])),"
        " l AS (SELECT %s::timestamptz AT TIME ZONE 'Europe/Amsterdam' AS lokaal),"
        " eerste AS (SELECT min(dag) AS dag FROM d, l"
        "  WHERE dag > lokaal::date OR (dag = lokaal::date AND lokaal::time <= time '17:00'))"
        " SELECT (d.dag + time '17:00') AT TIME ZONE 'Europe/Amsterdam' FROM d, eerste"
        "  WHERE d.dag > eerste.dag ORDER BY d.dag OFFSET %s LIMIT 1)",
        start_op,
        start_op,
        vrije_dagen,
        start_op,
        aantal - 1,
    )

    assert kalender.werkdagen(start_op, aantal).eind_op == verwacht


def vrij(jaar: int) -> list[date]:
    """The days of the Algemene termijnenwet, with Goede Vrijdag and 5 May in every year, by the formula of Easter."""
    pasen = easter(jaar)
    koningsdag = date(jaar, 4, 27)
    vast = [date(jaar, 1, 1), date(jaar, 5, 5), date(jaar, 12, 25), date(jaar, 12, 26)]
    return [*vast, koningsdag - timedelta(days=koningsdag.weekday() == 6), *_rond_pasen(pasen)]


def _rond_pasen(pasen: date) -> list[date]:
    """Goede Vrijdag, the two days of Pasen, Hemelvaart, the two days of Pinksteren."""
    return [pasen + timedelta(days=aantal) for aantal in (-2, 0, 1, 39, 49, 50)]


def test_feestdagen_zijn_die_van_de_andere_formule() -> None:
    for jaar in range(2019, 2046):
        assert set(kalender.feestdagen(jaar)) == set(vrij(jaar)), jaar
