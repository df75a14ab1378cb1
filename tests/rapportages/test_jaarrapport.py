"""The report of a year: what it shows, what it hides, and that nobody works out what it hides from all of it."""

import io
from collections import defaultdict
from datetime import UTC, datetime, timedelta

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from basis.kleine_aantallen import KLEINSTE, SPELING
from calamiteiten.models import Melding
from escalatie.protocol.bereik import alle_keuzes
from escalatie.rapportages import jaarrapport
from escalatie.rapportages.cijfers import Looptijd
from escalatie.rapportages.jaarrapport import VERBORGEN, Vorm, als_bestand, als_html, jaren, maak, op_tijd
from escalatie.werk.filters import Namen

NU = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
NAMEN = Namen(
    gemeenten={"zwolle": (1, "Zwolle"), "raalte": (2, "Raalte"), "ommen": (3, "Ommen")},
    aanbieders={1: "=De Molen", 2: "De Brug", 3: "De Sluis"},
)
ALLE_NAMEN = {"Per gemeente": 3, "Per aanbieder": 3, "Per categorie": len(alle_keuzes("categorie")) + 1}
getal = st.one_of(st.integers(0, 3), st.integers(0, 12))
# A year as the database counts it: the quarters by scenario; the same meldingen by aanbieder; the gemeenten of them.
standen = st.fixed_dictionaries(
    {
        "kwartalen": st.lists(st.lists(getal, min_size=5, max_size=5), min_size=4, max_size=4),
        "gemeenten": st.lists(getal, min_size=3, max_size=3),
        "gemeld": st.lists(getal, min_size=4, max_size=4),
        "punten": st.lists(getal, min_size=4, max_size=4),
        "knip": st.integers(0, 100),
    }
)


def tellingen(stand):
    totaal = sum(map(sum, stand["kwartalen"]))
    deel = totaal * stand["knip"] // 100
    return {
        "kwartaal_scenario": {
            f"{k}|{code}": n
            for k, rij in enumerate(stand["kwartalen"], 1)
            for code, n in zip(["a", "b", "c", "d", ""], rij, strict=True)
        },
        "categorie": {"suicide": deel, "": totaal - deel},
        "aanbieder": {"1": deel, "2": (totaal - deel) // 2, "3": totaal - deel - (totaal - deel) // 2},
        "gemeente": {str(nummer): n for nummer, n in enumerate(stand["gemeenten"], 1)},
        "gemeld_igj": dict(zip(["dag_zelf", "dag_erna", "later", "onbekend"], stand["gemeld"], strict=True)),
        "punt": dict(zip(["open", "te_laat", "klaar", "vervallen"], stand["punten"], strict=True)),
        "termijn": {"fase_1|op_tijd": stand["gemeld"][0], "fase_1|te_laat": stand["gemeld"][1]},
    }


def maak_van(stand, monkeypatch):
    monkeypatch.setattr(jaarrapport, "tellingen", lambda *_: tellingen(stand))
    monkeypatch.setattr(jaarrapport, "looptijden", lambda *_: {})
    return maak(Melding.objects.none(), 2025, "Regio", NAMEN, NU, per_gemeente=True)


def wat_kan(vergelijkingen, bekend, onbekend):
    """Per unknown how low and how high it can be, by narrowing all equations (total, parts) until nothing changes: what
    whoever has paper and a pencil finds. The bounds of a whole table are tried out in tests/basis."""
    laag, hoog = dict.fromkeys(onbekend, 0), dict.fromkeys(onbekend, 10**6)
    laag |= bekend
    hoog |= bekend
    veranderd = True
    while veranderd:
        veranderd = False
        for totaal, delen in vergelijkingen:
            nieuw = [(totaal, sum(laag[d] for d in delen), sum(hoog[d] for d in delen))]
            for deel in delen:
                rest = [d for d in delen if d != deel]
                nieuw.append(
                    (deel, laag[totaal] - sum(hoog[d] for d in rest), hoog[totaal] - sum(laag[d] for d in rest))
                )
            for wie, onder, boven in nieuw:
                if onder > laag[wie] or boven < hoog[wie]:
                    laag[wie], hoog[wie] = max(onder, laag[wie]), min(boven, hoog[wie])
                    veranderd = True
    return {wie: (laag[wie], hoog[wie]) for wie in onbekend}


def stelsel(blad):
    """The numbers of one table as equations: every column under its total, and every row before its own."""
    kolommen, laatste = len(blad.koppen) - 1, blad.rijen[-1][0] if blad.rijen else ""
    cellen = {(r, k): waarde for r, (_, rij) in enumerate(blad.rijen) for k, waarde in enumerate(rij)}
    gelijk = []
    # With less than five in all, only that is said: there is nothing to take apart.
    if laatste == "Samen" and len(blad.rijen) > 1:
        onder = len(blad.rijen) - 1
        gelijk += [((onder, k), [(r, k) for r in range(onder)]) for k in range(kolommen)]
    if blad.koppen[-1] == "Samen":
        gelijk += [((r, kolommen - 1), [(r, k) for k in range(kolommen - 1)]) for r in range(len(blad.rijen))]
    return gelijk, cellen


def test_geen_klein_getal_staat_in_het_rapport_of_is_eruit_te_halen():
    @settings(max_examples=40, deadline=None)
    @given(standen)
    def toets(stand):
        with pytest.MonkeyPatch.context() as monkeypatch:
            rapport = maak_van(stand, monkeypatch)
        if rapport.totaal == VERBORGEN:
            assert rapport.bladen == []
            return
        for blad in rapport.bladen:
            namen = [naam for naam, _ in blad.rijen]
            assert "Alle andere" not in namen or len(namen) - 2 <= ALLE_NAMEN[blad.titel] - 2, (
                "one of all others is known"
            )
            getallen = [waarde for _, rij in blad.rijen for waarde in rij if isinstance(waarde, int)]
            assert all(waarde >= KLEINSTE for waarde in getallen), blad
            gelijk, cellen = stelsel(blad)
            bekend = {plek: waarde for plek, waarde in cellen.items() if isinstance(waarde, int)}
            onbekend = [plek for plek, waarde in cellen.items() if waarde == VERBORGEN]
            for plek, (laag, hoog) in wat_kan(gelijk, bekend, onbekend).items() if gelijk else ():
                assert hoog - laag >= SPELING - 1, (blad, plek, laag, hoog)

    toets()


def test_het_werkboek_leest_terug_en_rekent_niet(monkeypatch):
    stand = {
        "kwartalen": [[6, 7, 8, 9, 10]] * 4,
        "gemeenten": [80, 0, 73],
        "gemeld": [90, 60, 8, 2],
        "punten": [0, 0, 0, 0],
        "knip": 40,
    }
    rapport = maak_van(stand, monkeypatch)
    boek = openpyxl.load_workbook(io.BytesIO(als_bestand(rapport, Vorm.XLSX, "Kim")))
    assert boek.sheetnames == ["Toelichting", *(blad.titel for blad in rapport.bladen)]
    assert boek["Per kwartaal en scenario"]["B2"].value == 6
    gemeenten = [(rij[0].value, rij[1].value) for rij in boek["Per gemeente"].iter_rows(min_row=2)]
    # Raalte had none: with the smallest of the others it is one number, and neither is named.
    assert gemeenten[:3] == [("Zwolle", 80), ("Alle andere", 73), ("Samen", 153)]
    molen = next(rij for rij in boek["Per aanbieder"].iter_rows(min_row=2) if rij[0].value == "=De Molen")
    assert molen[0].data_type == "s"
    assert [r[1].value for r in boek["Verbeterpunten"].iter_rows(min_row=2, max_row=6)] == [VERBORGEN] * 5
    assert boek["Termijnen"]["B2"].value == "60 tot 70%"
    assert "Andere perioden" in als_html(rapport)


def test_het_deel_op_tijd_verraadt_geen_klein_getal_aan_wie_het_totaal_kent():
    """Every number of terms, every outcome: what is written leaves five answers wherever a small number is among
    them."""
    for alle in range(KLEINSTE, 121):
        antwoorden = defaultdict(list)
        for goed in range(alle + 1):
            antwoorden[op_tijd(goed, alle)].append(goed)
        for tekst, gevallen in antwoorden.items():
            is_klein = any(min(goed, alle - goed) < KLEINSTE for goed in gevallen)
            assert not is_klein or len(gevallen) >= SPELING, (alle, tekst, gevallen)
    assert op_tijd(10, 12) == "de helft of meer"
    assert (op_tijd(99, 100), op_tijd(70, 100)) == ("90% of meer", "70 tot 80%")


def test_wat_nauwelijks_voorkwam_heeft_geen_regel(monkeypatch):
    """A row with a name and no number would say that there was one."""
    stand = {"kwartalen": [[6, 7, 8, 9, 10]] * 4, "gemeenten": [80, 0, 73], "gemeld": [3, 1, 0, 0]}
    uur = timedelta(hours=1)
    monkeypatch.setattr(jaarrapport, "tellingen", lambda *_: tellingen({**stand, "punten": [0] * 4, "knip": 40}))
    tijden = {"fase_1": Looptijd(4, uur, uur), "ontvangen": Looptijd(5, uur, uur)}
    monkeypatch.setattr(jaarrapport, "looptijden", lambda _, maat, __: tijden if maat == "stap" else {})
    rapport = maak(Melding.objects.none(), 2025, "Regio", NAMEN, NU, per_gemeente=True)
    bladen = {blad.titel: blad for blad in rapport.bladen}
    assert "Termijnen" not in bladen
    assert [cellen for _, cellen in bladen["Doorlooptijd"].rijen] == [("1 uur", VERBORGEN)]
    assert "1 uur" in als_html(rapport)
    als_bestand(rapport, Vorm.XLSX, "Kim")


def test_er_is_alleen_een_rapport_van_een_jaar_dat_voorbij_is():
    assert jaren(NU) == [2025, 2024, 2023, 2022, 2021]
    assert jaren(datetime(2026, 12, 31, 23, 30, tzinfo=UTC))[0] == 2026
