"""One working day, written out by hand: start, end, and what was skipped. Amsterdam time, nothing calculated."""

from datetime import date, datetime

import pytest

from basis import kalender

# Start -> end of the next working day (17:00). 2026: Goede Vrijdag 3/4, Pasen 5-6/4, Koningsdag 27/4 (Monday),
# Bevrijdingsdag 5/5 (Tuesday), Hemelvaart 14/5 (Thursday), Pinksteren 24-25/5, Kerst 25 and 26/12 (Friday, Saturday).
TABEL = [
    ("2026-11-23 09:00", "2026-11-24"),  # Monday morning
    ("2026-11-23 16:59", "2026-11-24"),
    ("2026-11-23 17:00", "2026-11-24"),
    ("2026-11-23 17:01", "2026-11-25"),  # after office hours counts as Tuesday
    ("2026-11-23 23:59", "2026-11-25"),
    ("2026-11-24 00:00", "2026-11-25"),
    ("2026-11-24 07:30", "2026-11-25"),
    ("2026-11-26 16:59", "2026-11-27"),
    ("2026-11-26 17:01", "2026-11-30"),  # counts as Friday, ends on Monday
    ("2026-11-27 16:59", "2026-11-30"),  # Friday 16:59
    ("2026-11-27 17:00", "2026-11-30"),  # Friday 17:00 sharp is still Friday
    ("2026-11-27 17:01", "2026-12-01"),  # Friday 17:01 counts as Monday
    ("2026-11-28 10:00", "2026-12-01"),  # Saturday
    ("2026-11-29 23:00", "2026-12-01"),  # Sunday
    ("2026-04-01 12:00", "2026-04-02"),  # Wednesday before Pasen
    ("2026-04-02 16:59", "2026-04-07"),  # Thursday: Goede Vrijdag, weekend and Monday are skipped
    ("2026-04-02 17:01", "2026-04-08"),
    ("2026-04-03 11:00", "2026-04-08"),  # on Goede Vrijdag itself
    ("2026-04-05 11:00", "2026-04-08"),  # Pasen
    ("2026-04-06 11:00", "2026-04-08"),  # tweede paasdag
    ("2026-04-24 12:00", "2026-04-28"),  # Friday before Koningsdag on Monday
    ("2026-04-24 17:30", "2026-04-29"),
    ("2026-04-27 12:00", "2026-04-29"),  # Koningsdag
    ("2026-05-04 09:00", "2026-05-06"),  # the day before 5 May
    ("2026-05-04 17:05", "2026-05-07"),
    ("2026-05-05 09:00", "2026-05-07"),  # Bevrijdingsdag
    ("2026-05-13 16:59", "2026-05-15"),  # the day before Hemelvaart
    ("2026-05-13 17:01", "2026-05-18"),  # counts as the Friday after it
    ("2026-05-14 12:00", "2026-05-18"),  # Hemelvaart
    ("2026-05-15 12:00", "2026-05-18"),
    ("2026-05-22 12:00", "2026-05-26"),  # Friday before Pinksteren
    ("2026-05-25 12:00", "2026-05-27"),  # tweede pinksterdag
    ("2026-12-23 12:00", "2026-12-24"),
    ("2026-12-24 12:00", "2026-12-28"),  # Thursday before Kerst: Friday to Sunday are skipped
    ("2026-12-24 17:01", "2026-12-29"),
    ("2026-12-25 12:00", "2026-12-29"),  # eerste kerstdag
    ("2026-12-26 12:00", "2026-12-29"),  # tweede kerstdag
    ("2026-12-27 12:00", "2026-12-29"),  # Sunday after Kerst
    ("2026-12-31 12:00", "2027-01-04"),  # nieuwjaarsdag on Friday, then the weekend
    ("2027-01-01 12:00", "2027-01-05"),
    ("2025-12-30 12:00", "2025-12-31"),
    ("2025-12-31 12:00", "2026-01-02"),
    ("2027-12-24 12:00", "2027-12-27"),  # Kerst on Saturday and Sunday takes no working day
    ("2027-12-24 17:01", "2027-12-28"),
    ("2022-12-23 12:00", "2022-12-27"),  # Kerst on Sunday and Monday
    ("2029-05-04 12:00", "2029-05-07"),  # 5 May on a Saturday
    ("2027-05-05 12:00", "2027-05-10"),  # 5 May on a Wednesday, Hemelvaart on the Thursday after it
    ("2027-04-26 12:00", "2027-04-28"),  # Monday before Koningsdag on Tuesday
    ("2031-04-25 12:00", "2031-04-28"),  # 27 April 2031 is a Sunday, so Koningsdag is the Saturday before
]


@pytest.mark.eis("R5")
@pytest.mark.eis("A9")
@pytest.mark.parametrize(("start", "eind"), TABEL)
def test_een_werkdag_eindigt_de_volgende_werkdag_om_vijf_uur(start: str, eind: str) -> None:
    begin = datetime.fromisoformat(start).replace(tzinfo=kalender.ZONE)

    uitkomst = kalender.werkdagen(begin, 1)

    verwacht = datetime.fromisoformat(f"{eind} 17:00").replace(tzinfo=kalender.ZONE)
    assert kalender.lokaal(uitkomst.eind_op) == verwacht


@pytest.mark.eis("A9")
def test_de_uitkomst_noemt_de_dagen_die_zij_oversloeg() -> None:
    begin = datetime.fromisoformat("2026-12-24 17:01").replace(tzinfo=kalender.ZONE)

    uitkomst = kalender.werkdagen(begin, 1)

    assert [(dag.datum.day, dag.reden) for dag in uitkomst.overgeslagen] == [
        (24, "na 17:00 uur"),
        (25, "Eerste kerstdag"),
        (26, "Tweede kerstdag"),
        (27, "zondag"),
    ]
    assert kalender.lokale_datum(uitkomst.telt_vanaf_op) == date(2026, 12, 28)


@pytest.mark.parametrize(
    ("start", "aantal", "eind"),
    [
        ("2026-11-24 10:00", 5, "2026-12-01"),
        ("2026-05-11 10:00", 5, "2026-05-19"),
        ("2026-12-21 10:00", 5, "2026-12-29"),
    ],
)
def test_vijf_werkdagen_slaan_weekend_en_feestdagen_over(start: str, aantal: int, eind: str) -> None:
    begin = datetime.fromisoformat(start).replace(tzinfo=kalender.ZONE)

    assert kalender.lokale_datum(kalender.werkdagen(begin, aantal).eind_op) == date.fromisoformat(eind)


@pytest.mark.eis("R28")
@pytest.mark.eis("A15")
@pytest.mark.parametrize(
    ("van", "tot", "aantal"),
    [
        ("2026-11-24 09:00", "2026-11-24 18:00", 0),
        ("2026-11-24 23:00", "2026-11-25 01:00", 1),
        ("2026-11-27 12:00", "2026-11-30 09:00", 1),
        ("2026-11-27 12:00", "2026-11-29 09:00", 0),
        ("2026-12-24 12:00", "2026-12-28 09:00", 1),
        ("2026-05-13 12:00", "2026-05-15 12:00", 1),
    ],
)
def test_zo_veel_werkdagen_gingen_voorbij(van: str, tot: str, aantal: int) -> None:
    van_op, tot_op = (datetime.fromisoformat(tekst).replace(tzinfo=kalender.ZONE) for tekst in (van, tot))

    assert kalender.werkdagen_tussen(van_op, tot_op) == aantal


def hier(tekst: str) -> datetime:
    """A moment in Amsterdam."""
    return datetime.fromisoformat(tekst).replace(tzinfo=kalender.ZONE)


def test_waarom_een_dag_vrij_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(kalender.EXTRA_VRIJE_DAGEN, date(2026, 11, 24), "brugdag")
    for dag, reden in (
        ("2026-11-23", ""),
        ("2026-11-24", "brugdag"),
        ("2026-11-27", ""),
        ("2026-11-28", "zaterdag"),
        ("2026-11-29", "zondag"),
        ("2026-04-03", "Goede vrijdag"),
        ("2026-12-26", "Tweede kerstdag"),
    ):
        assert kalender.reden_vrij(date.fromisoformat(dag)) == reden, dag
        assert kalender.is_werkdag(date.fromisoformat(dag)) == (not reden), dag


def test_kantoortijd_is_van_acht_tot_vijf_op_een_werkdag() -> None:
    for moment, open_ in (
        ("2026-11-24 07:59:59", False),
        ("2026-11-24 08:00", True),
        ("2026-11-24 16:59:59", True),
        ("2026-11-24 17:00", False),
        ("2026-11-28 10:00", False),
        ("2026-04-27 10:00", False),
    ):
        assert kalender.is_kantoortijd(hier(moment)) == open_, moment


@pytest.mark.eis("A9")
def test_een_einde_buiten_kantooruren_wordt_het_einde_van_de_volgende_werkdag() -> None:
    for moment, eind in (
        ("2026-11-24 00:00", "2026-11-24 00:00"),
        ("2026-11-24 17:00", "2026-11-24 17:00"),
        ("2026-11-24 17:00:01", "2026-11-25 17:00"),
        ("2026-11-27 17:00", "2026-11-27 17:00"),
        ("2026-11-27 17:01", "2026-11-30 17:00"),
        ("2026-11-28 09:00", "2026-11-30 17:00"),
        ("2026-11-29 18:00", "2026-11-30 17:00"),
        ("2026-04-26 09:00", "2026-04-28 17:00"),
    ):
        assert kalender.naar_kantooruren(hier(moment)) == hier(eind), moment


def test_voor_vrije_dagen_is_zo_veel_uren_voor_het_kantoor_dichtgaat() -> None:
    vroeg = "2026-11-20 09:00"
    for eind, na, verwacht in (
        # No free days in it, or right before it.
        ("2026-11-24 12:00", vroeg, None),
        ("2026-11-27 18:00", vroeg, None),
        # In them, or on the day after.
        ("2026-11-28 12:00", vroeg, "2026-11-27 15:00"),
        ("2026-11-29 23:00", vroeg, "2026-11-27 15:00"),
        ("2026-11-30 09:00", vroeg, "2026-11-27 15:00"),
        ("2026-12-01 09:00", vroeg, None),
        ("2026-12-28 09:00", vroeg, "2026-12-24 15:00"),
        # What began later is warned when the office closes, and after that no more.
        ("2026-11-30 09:00", "2026-11-27 14:59:59", "2026-11-27 15:00"),
        ("2026-11-30 09:00", "2026-11-27 15:00", "2026-11-27 17:00"),
        ("2026-11-30 09:00", "2026-11-27 16:59:59", "2026-11-27 17:00"),
        ("2026-11-30 09:00", "2026-11-27 17:00", None),
    ):
        gevonden = kalender.voor_vrije_dagen(hier(eind), 2, hier(na))
        assert gevonden == (hier(verwacht) if verwacht else None), (eind, na)


def test_elke_uitkomst_zegt_vanaf_wanneer_zij_telt_en_volgens_welke_regel() -> None:
    begin = hier("2026-11-24 10:00")
    later = kalender.werkdagen(hier("2026-11-27 17:01"), 1)
    assert (later.start_op, later.telt_vanaf_op) == (hier("2026-11-27 17:01"), hier("2026-11-30 00:00"))
    for uitkomst, regel in (
        (kalender.uren(begin, 48), "48 uur na het begin; nachten en weekenden tellen mee"),
        (kalender.maanden(begin, 1), "1 maand na het begin, tot het einde van die dag"),
        (kalender.maanden(begin, 2), "2 maanden na het begin, tot het einde van die dag"),
        (kalender.werkdagen(begin, 1), "1 werkdag: tot het einde van de volgende werkdag"),
        (kalender.werkdagen(begin, 2), "2 werkdagen, tot 17:00 uur"),
    ):
        assert (uitkomst.start_op, uitkomst.telt_vanaf_op, uitkomst.regel) == (begin, begin, regel)
