"""From a file or a pasted text to rows: find the heading, carry the gemeente down, keep what is doubtful visible."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from .cellen import KOLOMMEN, kaal, kolom_van, net, ontdoe
from .eigenaar import met_eigenaar
from .plaktekst import lees_plaktekst
from .rijen import InvoerFout, Rij, maak_rij
from .tabellen import GROOTSTE_BESTAND, KOPREGELS, MEESTE_RIJEN, TE_LANG, Tabel, lees_csv, lees_xlsx, ontcijfer
from .tekens import Gelezen, herstel

SCHEIDINGEN = ("\t", "|", ";", ",")
_LEEG = "Er staat niets in. Kies een bestand met de lijst, of plak de tabel."
VREEMD = "Er staan vreemde tekens in: '{}' kan ook '{}' zijn."
_GETAL_ALS_TEKST = re.compile(r'="([^"]*)"')


def lees_bestand(inhoud: bytes, gemeenten: Sequence[str]) -> tuple[Rij, ...]:
    """Return the rows of an uploaded file: XLSX, CSV, or a text file. `gemeenten`: the names of the region.

    Raises InvoerFout, and nothing else, when the file cannot be the list.
    """
    if len(inhoud) > GROOTSTE_BESTAND:
        raise InvoerFout("Het bestand is groter dan 2 MB. Is dit de lijst met contactpersonen?")
    if not inhoud.startswith(b"PK\x03\x04"):
        gelezen = ontcijfer(inhoud)
        return tuple(_met_lezing(rij, gelezen) for rij in lees_tekst(gelezen.tekst, gemeenten))
    bladen = lees_xlsx(inhoud)
    blad = next((blad for blad in bladen if _vind_kop(blad)), None)
    if blad is None:
        raise InvoerFout(_andere_kolommen([rij for blad in bladen for rij in blad[:KOPREGELS]]))
    return _uit_tabel(blad)


def lees_tekst(tekst: str, gemeenten: Sequence[str]) -> tuple[Rij, ...]:
    """Return the rows of a text: CSV, a table with tabs or bars, or what comes out of a copied PDF.

    Raises InvoerFout, and nothing else, when the text cannot be the list.
    """
    tekst = herstel(tekst)
    if not net(tekst):
        raise InvoerFout(_LEEG)
    if len(tekst) > GROOTSTE_BESTAND:
        raise InvoerFout("De tekst is te lang. Is dit de lijst met contactpersonen?")
    for scheiding in SCHEIDINGEN:
        tabel = lees_csv(tekst, scheiding) if scheiding in tekst else []
        if _vind_kop(tabel):
            return _uit_tabel(tabel)
    if rijen := lees_plaktekst(tekst, gemeenten):
        return _af(rijen)
    raise InvoerFout(_andere_kolommen([re.split(r"[\t|;,]", regel) for regel in tekst.splitlines()[:KOPREGELS]]))


def _met_lezing(rij: Rij, gelezen: Gelezen) -> Rij:
    """Doubt a row with a word that is another word in another encoding."""
    cellen = f"{rij.gemeente} {rij.naam} {rij.functie}"
    twijfels = tuple(VREEMD.format(woord, anders) for woord, anders in gelezen.twijfels.items() if net(woord) in cellen)
    return replace(rij, twijfels=(*rij.twijfels, *twijfels)) if twijfels else rij


def _vind_kop(tabel: Tabel) -> tuple[int, dict[str, int]] | None:
    """Return the index of the heading and the place of each column; None when no row has each column once."""
    for index, rij in enumerate(tabel[:KOPREGELS]):
        kolommen = [kolom_van(cel) for cel in rij]
        if all(kolommen.count(kolom) == 1 for kolom in KOLOMMEN):
            return index, {kolom: kolommen.index(kolom) for kolom in KOLOMMEN}
    return None


def _andere_kolommen(rijen: Iterable[list[str]]) -> str:
    """Return the sentence for a table with other columns, naming those that we miss."""
    gevonden = max(({kolom_van(cel) for cel in rij} & set(KOLOMMEN) for rij in rijen), key=len, default=set())
    missend = [kop for kolom, kop in KOLOMMEN.items() if kolom not in gevonden]
    alle = " | ".join(KOLOMMEN.values())
    if not gevonden or not missend:
        return f"Wij vinden de kolommen niet. De eerste regel moet elke kolom één keer noemen: {alle}."
    return f"Wij missen deze kolommen: {', '.join(missend)}. De eerste regel moet zijn: {alle}."


def _uit_tabel(tabel: Tabel) -> tuple[Rij, ...]:
    gevonden = _vind_kop(tabel)
    kop, plaatsen = gevonden if gevonden else (0, {})
    if sum(any(map(net, rij)) for rij in tabel[kop + 1 :]) > MEESTE_RIJEN:
        raise InvoerFout(TE_LANG)
    rijen: list[Rij] = []
    for nummer, rij in enumerate(tabel[kop + 1 :], start=kop + 2):
        cellen = {kolom: _cel(rij, plaats, nummer) for kolom, plaats in plaatsen.items()}
        if any(map(net, cellen.values())) and not _is_lijn(rij):
            rijen.append(maak_rij(nummer, cellen))
    return _af(rijen)


def _cel(rij: list[str], plaats: int, nummer: int) -> str:
    """Return one cell; a number that Excel was told to keep as text (`="0600"`) is read as that text."""
    tekst = herstel(rij[plaats]).strip() if plaats < len(rij) else ""
    if gevonden := _GETAL_ALS_TEKST.fullmatch(tekst):
        return gevonden[1]
    if tekst.startswith("="):
        raise InvoerFout(f"Regel {nummer} bevat een formule. Sla de lijst op met alleen waarden.")
    return ontdoe(tekst)


def _is_lijn(rij: list[str]) -> bool:
    """Whether this is the line under the heading of a table in text: `|---|---|`."""
    return not re.sub(r"[\s|:+=_-]", "", "".join(rij))


def _af(rijen: Iterable[Rij]) -> tuple[Rij, ...]:
    """Give each row its gemeente, drop repeated headings and empty marks of a gemeente that does have a contact."""
    gemeente, compleet, los = "", [], []
    for rij in rijen:
        if kolom_van(rij.gemeente) == "gemeente" and kolom_van(rij.naam) == "naam":
            continue
        gemeente = rij.gemeente or gemeente
        los += [] if rij.gemeente else [rij.nummer]
        compleet.append(replace(rij, gemeente=gemeente))
    compleet = met_eigenaar(compleet, los)
    gevuld = {kaal(rij.gemeente) for rij in compleet if not rij.is_leeg}
    uniek: dict[str, Rij] = {}
    for rij in compleet:
        sleutel = f"{rij.nummer}" if not rij.is_leeg else f"leeg {kaal(rij.gemeente)}"
        if not (rij.is_leeg and kaal(rij.gemeente) in gevuld):
            uniek.setdefault(sleutel, rij)
    if not uniek:
        raise InvoerFout("Onder de kolomnamen staan geen rijen.")
    return tuple(uniek.values())
