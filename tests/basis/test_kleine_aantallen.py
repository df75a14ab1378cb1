"""Nobody can work out a hidden number from what is printed: tried by writing down every table that fits it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from basis.kleine_aantallen import KLEINSTE, SPELING, verberg, verberg_reeks

# Small tables, in which small numbers are common; their sum keeps the number of tables that fit within bounds.
getal = st.one_of(st.integers(0, 2), st.integers(0, 7))
tabellen = st.tuples(st.integers(2, 3), st.integers(2, 2)).flatmap(
    lambda maat: st.lists(st.lists(getal, min_size=maat[1], max_size=maat[1]), min_size=maat[0], max_size=maat[0])
)


def met_totalen(tabel):
    rijen = [[*rij, sum(rij)] for rij in tabel]
    return [*rijen, [sum(rij[k] for rij in rijen) for k in range(len(rijen[0]))]]


def verdelingen(totaal, hoeveel):
    """Every way to write this total as so many whole numbers from nought."""
    if hoeveel == 0:
        yield from [()] if totaal == 0 else []
        return
    for eerste in range(totaal + 1):
        for rest in verdelingen(totaal - eerste, hoeveel - 1):
            yield (eerste, *rest)


def wat_kan(tabel, verborgen):
    """Per hidden place every number that it can be: all tables of whole numbers from nought that fit what is shown."""
    heel, hoog, breed = met_totalen(tabel), len(tabel), len(tabel[0])
    binnen = [(r, k) for r in range(hoog) for k in range(breed) if (r, k) in verborgen]
    gevonden: dict[tuple[int, int], set[int]] = {plek: set() for plek in verborgen}
    for waarden in verdelingen(sum(tabel[r][k] for r, k in binnen), len(binnen)):
        ander = [list(rij) for rij in tabel]
        for (r, k), waarde in zip(binnen, waarden, strict=True):
            ander[r][k] = waarde
        ander = met_totalen(ander)
        past = all(
            ander[r][k] == heel[r][k] for r in range(hoog + 1) for k in range(breed + 1) if (r, k) not in verborgen
        )
        for r, k in verborgen if past else ():
            gevonden[r, k].add(ander[r][k])
    return gevonden


@settings(max_examples=80, deadline=None)
@given(tabellen.filter(lambda tabel: KLEINSTE <= sum(map(sum, tabel)) <= 16))
def test_geen_verborgen_getal_is_uit_de_tabel_te_berekenen(tabel):
    verborgen = verberg(tabel)
    heel = met_totalen(tabel)
    klein = {(r, k) for r, rij in enumerate(heel) for k, waarde in enumerate(rij) if waarde < KLEINSTE}
    assert klein <= verborgen
    assert (len(tabel), len(tabel[0])) not in verborgen
    for plek, waarden in wat_kan(tabel, verborgen).items():
        assert len(waarden) >= SPELING, (tabel, sorted(verborgen), plek, waarden)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 30), min_size=1, max_size=12))
def test_geen_verborgen_getal_is_uit_een_reeks_te_berekenen(getallen):
    verborgen = verberg_reeks(getallen)
    assert {plek for plek, waarde in enumerate(getallen) if waarde < KLEINSTE} <= verborgen
    totaal = sum(getallen)
    if totaal < KLEINSTE:
        assert verborgen == set(range(len(getallen) + 1))
        return
    assert len(getallen) not in verborgen
    over = totaal - sum(waarde for plek, waarde in enumerate(getallen) if plek not in verborgen)
    # Of what is left over, any of the hidden numbers can be all or nothing, if there is another one.
    assert not verborgen or (len(verborgen) >= 2 and over + 1 >= SPELING)


def test_wat_niet_klein_is_blijft_staan():
    assert verberg([[10, 12], [9, 7]]) == frozenset()
    assert verberg_reeks([5, 9]) == frozenset()
    # One small number takes one with it in its row, one in its column, and the fourth of that square.
    assert verberg([[1, 10, 20], [12, 11, 30], [40, 50, 60]]) == {(0, 0), (0, 1), (1, 0), (1, 1)}


def test_een_rapport_over_te_weinig_zegt_niets():
    assert verberg([[1, 1], [1, 1]]) == {(r, k) for r in range(3) for k in range(3)}
