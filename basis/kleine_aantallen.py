"""Small numbers in a table that leaves the house: which places stay empty, so that nobody can work out what was there.

A number below KLEINSTE is hidden, and then others with it: whoever subtracts what is printed from a total must still
have at least SPELING answers for each hidden place. Zero is a small number too. The grand total is taken as known to
everyone, because it stands above every table of a report. Pure (docs/besluiten/0056).

A table with its totals is a network: each number is an arc between its row and its column, and another table that
agrees with all that is printed is a circulation along the hidden arcs. How far a number can move is then a flow.
"""

from collections import deque
from collections.abc import Sequence

KLEINSTE = 5
SPELING = 5
Plek = tuple[int, int]
Knoop = tuple[str, int]
Tabel = Sequence[Sequence[int]]
# From each node to its neighbours: how much more can flow there.
Rest = dict[Knoop, dict[Knoop, int]]


def verberg_reeks(getallen: Sequence[int]) -> frozenset[int]:
    """The places of these numbers that stay hidden, beside their sum; the place after the last is that of the sum
    itself, which is hidden only when it is small."""
    if sum(getallen) < KLEINSTE:
        return frozenset(range(len(getallen) + 1))
    verborgen = {plek for plek, getal in enumerate(getallen) if getal < KLEINSTE}
    # The smallest first, so that as little as possible is lost.
    rest = sorted(set(range(len(getallen))) - verborgen, key=lambda plek: (getallen[plek], plek))
    # Alone it is the sum less the others; with another it is anything from nought to what the two hold together.
    while verborgen and rest and (len(verborgen) < 2 or sum(getallen[plek] for plek in verborgen) < KLEINSTE):
        verborgen.add(rest.pop(0))
    return frozenset(verborgen)


def verberg(tabel: Tabel) -> frozenset[Plek]:
    """The places (row, column) of this table that stay hidden, with its totals: the row after the last holds those of
    the columns, the column after the last those of the rows. `tabel`: rows of equal length, at least two of each."""
    waarden = _met_totalen(tabel)
    hoek = (len(tabel), len(tabel[0]))
    if waarden[hoek] < KLEINSTE:
        return frozenset(waarden)
    verborgen = {plek for plek, getal in waarden.items() if getal < KLEINSTE}
    te_doen = sorted(verborgen)
    # What is safe stays so: with more hidden, more tables fit.
    while te_doen:
        bloot = te_doen[0]
        if _ruimte(waarden, hoek, verborgen, bloot) >= SPELING - 1:
            te_doen.pop(0)
        elif rest := [plek for plek in waarden if plek not in verborgen and plek != hoek]:
            erbij = min(rest, key=lambda plek: (_helpt(plek, bloot, verborgen), waarden[plek], plek))
            verborgen.add(erbij)
            te_doen.append(erbij)
        else:
            break
    return frozenset(verborgen)


def _met_totalen(tabel: Tabel) -> dict[Plek, int]:
    rijen = [[*rij, sum(rij)] for rij in tabel]
    rijen.append([sum(kolom) for kolom in zip(*rijen, strict=True)])
    return {(r, k): getal for r, rij in enumerate(rijen) for k, getal in enumerate(rij)}


def _helpt(plek: Plek, bloot: Plek, verborgen: set[Plek]) -> int:
    """How likely hiding this place protects the exposed one, the lower the better: a second in its row or column; then
    what closes a square of hidden places."""
    rijen, kolommen = [r for r, _ in verborgen], [k for _, k in verborgen]
    if rijen.count(bloot[0]) == 1 or kolommen.count(bloot[1]) == 1:
        in_rij = plek[0] == bloot[0] and rijen.count(bloot[0]) == 1
        return 0 if in_rij or (plek[1] == bloot[1] and kolommen.count(bloot[1]) == 1) else 2
    return 1 if plek[0] in rijen and plek[1] in kolommen else 2


def _ruimte(waarden: dict[Plek, int], hoek: Plek, verborgen: set[Plek], plek: Plek) -> int:
    """How far the number at this place can move, up and down together; more than is asked is not counted."""
    begin, eind = _pijl(plek, hoek)
    rest: Rest = {}
    for ander in verborgen - {plek}:
        van, naar = _pijl(ander, hoek)
        rest.setdefault(van, {})[naar] = SPELING
        rest.setdefault(naar, {})[van] = waarden[ander]
    omhoog = _stroom({knoop: dict(buren) for knoop, buren in rest.items()}, eind, begin)
    return omhoog + min(waarden[plek], _stroom(rest, begin, eind))


def _pijl(plek: Plek, hoek: Plek) -> tuple[Knoop, Knoop]:
    """The arc of this place. A total goes the other way than what it adds up; a total of totals as the numbers do."""
    rij, kolom = ("rij", plek[0]), ("kolom", plek[1])
    is_totaal = (plek[0] == hoek[0]) != (plek[1] == hoek[1])
    return (rij, kolom) if is_totaal else (kolom, rij)


def _stroom(rest: Rest, van: Knoop, naar: Knoop) -> int:
    """How much can flow from the one to the other, up to SPELING."""
    totaal = 0
    while totaal < SPELING and (pad := _pad(rest, van, naar)):
        maat = min(SPELING - totaal, *(rest[a][b] for a, b in pad))
        for a, b in pad:
            rest[a][b] -= maat
            rest[b][a] += maat
        totaal += maat
    return totaal


def _pad(rest: Rest, van: Knoop, naar: Knoop) -> list[tuple[Knoop, Knoop]]:
    """The arcs of a shortest way along which something can flow; none when there is no way."""
    vorige: dict[Knoop, Knoop] = {van: van}
    rij = deque([van])
    while rij and naar not in vorige:
        hier = rij.popleft()
        for verder, maat in rest.get(hier, {}).items():
            if maat > 0 and verder not in vorige:
                vorige[verder] = hier
                rij.append(verder)
    if naar not in vorige:
        return []
    pad, hier = [], naar
    while hier != van:
        pad.append((vorige[hier], hier))
        hier = vorige[hier]
    return pad
