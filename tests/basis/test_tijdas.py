"""A time line as places: nothing stands outside it, marks do not cover each other, and late is drawn apart."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from basis.tijdas import MERK, NAAST_ELKAAR, Gebeurd, Looptijd, tijdas

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
UUR = timedelta(hours=1)


def term(van: int, tot: int, einde: int | None, *, is_laat: bool = False) -> Looptijd:
    """A term from and until so many hours from now."""
    return Looptijd(
        "Regelen", NU + van * UUR, NU + tot * UUR, None if einde is None else NU + einde * UUR, "x", is_laat
    )


def test_zonder_iets_is_er_geen_tekening() -> None:
    assert tijdas([], [], NU) is None


def test_wat_te_laat_was_staat_na_het_eind_van_de_termijn() -> None:
    getekend = tijdas([], [term(-10, -5, -1, is_laat=True), term(-10, 5, None), term(-10, 5, -8)], NU)
    assert getekend
    laat, loopt, klaar = getekend.balken
    assert (laat.over_x, laat.over > 0) == (laat.eind, True)
    assert laat.gebruikt == laat.breed
    assert (loopt.over, klaar.over) == (0, 0)
    assert round(loopt.x + loopt.gebruikt, 1) == round(getekend.nu_x, 1)
    assert klaar.gebruikt < loopt.gebruikt < loopt.breed


@given(
    st.lists(st.integers(-1000, 0), max_size=12).map(sorted),
    st.lists(st.tuples(st.integers(-1000, 1000), st.integers(1, 500), st.integers(0, 500), st.booleans()), max_size=6),
)
def test_alles_past_en_niets_bedekt_een_ander(stappen: list[int], termen: list[tuple[int, int, int, bool]]) -> None:
    gezet = [Gebeurd("Stap", NU + uur * UUR) for uur in stappen]
    lopend = [term(van, van + lang, van + tot, is_laat=laat and tot > lang) for van, lang, tot, laat in termen]
    getekend = tijdas(gezet, lopend, NU)
    if getekend is None:
        assert (gezet, lopend) == ([], [])
        return
    for merk in getekend.merken:
        assert 0 <= merk.x <= 100
        zelfde_rij = [ander.x for ander in getekend.merken if ander.y == merk.y and ander is not merk]
        assert all(abs(x - merk.x) >= NAAST_ELKAAR for x in zelfde_rij)
        assert merk.y + MERK // 2 <= (getekend.balken[0].y if getekend.balken else getekend.bodem)
    for balk in getekend.balken:
        assert 0 <= balk.x <= balk.eind <= 100.01
        assert 0 <= balk.gebruikt <= balk.breed
        assert balk.over_x + balk.over <= 100.01
        assert balk.y < getekend.bodem < getekend.hoog
    nummers = [*(merk.nummer for merk in getekend.merken), *(balk.nummer for balk in getekend.balken)]
    assert nummers == list(range(1, len(nummers) + 1))
