"""A day and a time as somebody types them: read forgivingly, refused with a sentence when it can mean two things."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from basis.dagtaal import Onduidelijk, lees_dag, lees_moment
from basis.kalender import lokaal
from basis.taal import KORTE_MAANDEN, MAANDEN

# Monday 30 November 2026, 14:05 in Amsterdam.
NU = dt.datetime(2026, 11, 30, 13, 5, 41, tzinfo=dt.UTC)


def nu() -> dt.datetime:
    return NU


def geen_klok() -> dt.datetime:
    raise AssertionError("Een volle datum vraagt niet hoe laat het is")


@pytest.mark.parametrize(
    ("tekst", "dag"),
    [
        ("3-4", "2026-04-03"),
        ("3 april", "2026-04-03"),
        ("3 apr.", "2026-04-03"),
        ("3/4/25", "2025-04-03"),
        ("3.4.2025", "2025-04-03"),
        ("13042025", "2025-04-13"),
        ("2025-04-03", "2025-04-03"),
        ("3 april '25", "2025-04-03"),
        ("31 dec", "2025-12-31"),
        ("Vandaag", "2026-11-30"),
        ("gisteren", "2026-11-29"),
        ("eergisteren", "2026-11-28"),
        ("afgelopen maandag", "2026-11-23"),
        ("afgelopen zondag", "2026-11-29"),
        ("maandag 30 november", "2026-11-30"),
        ("dinsdag 8 december", ""),
        ("maandag 8 december", "2025-12-08"),
        ("5-12", ""),
        ("29 februari", ""),
    ],
)
def test_een_dag_die_is_geweest(tekst: str, dag: str) -> None:
    if dag:
        assert lees_dag(tekst, nu, is_geweest=True) == dt.date.fromisoformat(dag)
    else:
        with pytest.raises(Onduidelijk):
            lees_dag(tekst, nu, is_geweest=True)


@pytest.mark.parametrize(
    ("tekst", "moment"),
    [
        ("nu", "2026-11-30 14:05"),
        ("gisteren 14:30", "2026-11-29 14:30"),
        ("vandaag 9 uur", "2026-11-30 09:00"),
        ("vandaag om 9.15 uur", "2026-11-30 09:15"),
        ("gisteravond 9 uur", "2026-11-29 21:00"),
        ("gisteren 's avonds 9 uur", "2026-11-29 21:00"),
        ("vanmiddag 3 uur", "2026-11-30 15:00"),
        ("vanochtend 7 uur", "2026-11-30 07:00"),
        ("14:30 gisteren", "2026-11-29 14:30"),
        ("24-11-2026 21:15", "2026-11-24 21:15"),
        ("24-11-2026, 14u30", "2026-11-24 14:30"),
        ("24 november 21:15", "2026-11-24 21:15"),
        ("24-11 21:15", "2026-11-24 21:15"),
        ("2026-11-24 21:15", "2026-11-24 21:15"),
        ("vandaag 03:00", "2026-11-30 03:00"),
        ("morgen 10 uur", "2026-12-01 10:00"),
        ("komende vrijdag 10:00", "2026-12-04 10:00"),
    ],
)
def test_een_moment(tekst: str, moment: str) -> None:
    dag, tijd = lees_moment(tekst, nu)
    assert f"{dag} {tijd:%H:%M}" == moment


@pytest.mark.parametrize(
    ("tekst", "zin"),
    [
        ("14:30", "Vul ook de dag in"),
        ("9 uur", "Vul ook de dag in"),
        ("gisteren", "Vul ook de tijd in"),
        ("maandag", "Vul in of u afgelopen of komende maandag bedoelt"),
        ("maandag 14:30", "Vul in of u afgelopen of komende maandag bedoelt"),
        ("maandag 1 december 10:00", "Vul de goede datum in: 1-12-2026 is een dinsdag."),
        ("gisteren 12 uur 's nachts", "Vul de datum van die nacht in"),
        ("vandaag 24:00", "Vul een geldige tijd in"),
        ("vandaag 3 uur", "Vul de tijd in als 03:00 of als 15:00"),
        ("vannacht 2:30", "Vul de datum van die nacht in"),
        ("vandaag half 3", "Vul een geldige tijd in"),
        ("vandaag 9", "Vul een geldige tijd in"),
        ("vandaag 25:00", "Vul een geldige tijd in"),
        ("30 mei 10:00", "Vul ook het jaar in"),
        ("30-2-2026 10:00", "Vul een geldige datum in"),
        ("11/24/2026 10:00", "Vul een geldige datum in"),
        ("2026-11-24T00:00Z", "Vul een geldige"),
        ("binnenkort", "Vul een geldige datum in"),
        ("٢٠٢٦-١١-٢٤ 10:00", "Vul een geldige datum in"),
    ],
)
def test_wat_twee_dingen_kan_zeggen_wordt_geweigerd_met_een_zin(tekst: str, zin: str) -> None:
    with pytest.raises(Onduidelijk, match=f"^{zin}"):
        lees_moment(tekst, nu)


DAGEN = st.dates(dt.date(2015, 1, 1), dt.date(2099, 12, 31))
TIJDEN = st.times().map(lambda tijd: tijd.replace(second=0, microsecond=0))
SCHRIJFWIJZEN = (
    lambda d: f"{d.day}-{d.month}-{d.year}",
    lambda d: f"{d:%d/%m/%Y}",
    lambda d: f"{d.day}.{d.month}.{d:%y}",
    lambda d: f"{d.day} {MAANDEN[d.month - 1]} {d.year}",
    lambda d: f"{d.day} {KORTE_MAANDEN[d.month - 1]}. {d.year}",
    lambda d: f"{d:%d%m%Y}",
    lambda d: d.isoformat(),
)


@given(DAGEN, TIJDEN, st.sampled_from(SCHRIJFWIJZEN), st.sampled_from(["%H:%M", "%H.%M uur", "%Hu%M"]))
def test_elke_schrijfwijze_van_dag_en_tijd_betekent_hetzelfde_zonder_klok(
    dag: dt.date, tijd: dt.time, schrijf: object, klok: str
) -> None:
    geschreven = schrijf(dag)  # type: ignore[operator]
    assert lees_dag(geschreven, geen_klok) == dag
    assert lees_moment(f"{geschreven} {tijd.strftime(klok)}", geen_klok) == (dag, tijd)


@given(DAGEN, st.dates(dt.date(2016, 1, 2), dt.date(2098, 1, 1)))
def test_een_dag_zonder_jaar_die_is_geweest_ligt_in_het_laatste_jaar(dag: dt.date, op: dt.date) -> None:
    moment = dt.datetime.combine(op, dt.time(12), tzinfo=dt.UTC)
    vandaag = lokaal(moment).date()
    try:
        gelezen = lees_dag(f"{dag.day}-{dag.month}", lambda: moment, is_geweest=True)
    except Onduidelijk:
        # A leap day, or a day that comes within a week: a slip, and not last year.
        komend = {vandaag + dt.timedelta(days=n) for n in range(1, 8)}
        assert (dag.day, dag.month) in {(29, 2), *((een.day, een.month) for een in komend)}
        return
    assert (gelezen.day, gelezen.month) == (dag.day, dag.month)
    assert dt.timedelta() <= vandaag - gelezen <= dt.timedelta(days=730)


@given(st.text(max_size=40) | st.from_regex(r"[0-9 :.\-/a-z']{0,24}", fullmatch=True))
def test_wat_men_ook_typt_er_komt_een_moment_of_een_zin(tekst: str) -> None:
    for lees in (lees_dag, lees_moment):
        zin = ""
        try:
            lees(tekst, nu)
        except Onduidelijk as fout:
            zin = str(fout)
        assert not zin or zin.startswith("Vul")
