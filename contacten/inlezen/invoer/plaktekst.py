"""The table as it comes out of a copied PDF: one line per row, columns separated by nothing but a space.

A line is taken apart from the outside in: the gemeente in front, address and numbers at the end, aanhef and name; what
is left is the function. Where the name ends is confirmed by the mail address, or by a word that belongs to a function.
What cannot be confirmed becomes a doubt, never a silent guess.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

from basis.tekst import plat

from .cellen import KOLOMMEN, kaal, kolom_van, net
from .rijen import InvoerFout, Rij, maak_rij
from .tabellen import MEESTE_RIJEN, TE_LANG

_ADRES = re.compile(r"<?(?:mailto:)?([^\s<>;,]+@[^\s<>;,]+)>?", re.IGNORECASE)
_NUMMER = re.compile(r"(?<![\w@])(?:(?:\+|00)31[ \-]?(?:\(0\)[ \-]?)?[1-9]|0[1-9])(?:[ \-./]{0,3}\d){8}(?!\d)")
_AANHEF = re.compile(r"(?<!\S)(?:mevrouw|mevr\.?|mw\.?|de heer|dhr\.?|hr\.?)(?=\s)", re.IGNORECASE)
_FUNCTIEWOORD = re.compile(
    r"manager|leider|coordinator|adviseur|medewerker|consulent|regisseur|directeur|directrice|hoofd|ambtenaar"
    r"|specialist|secretaris|assistent|procesbegeleider|beleids|teamlid|wethouder|^(team|cjg|wmo|mo|jeugd\w*|zorg\w*)$"
)
_TUSSENVOEGSELS = frozenset({"van", "de", "der", "den", "het", "'t", "ten", "ter", "te", "la", "le", "el", "in", "op"})
_KOPWOORDEN = 6
_ZEKERE_NAAM = 2


def lees_plaktekst(tekst: str, gemeenten: Sequence[str]) -> list[Rij]:
    """Return the rows of the text, from the heading or the first known gemeente on; empty when there is neither.

    `gemeenten`: the names of the region. Raises InvoerFout when there are too many lines.
    """
    regels = [(nummer, netjes) for nummer, regel in enumerate(tekst.splitlines(), 1) if (netjes := net(regel))]
    begin = next((plek for plek, (_, regel) in enumerate(regels) if _is_begin(regel, gemeenten)), len(regels))
    if len(regels) - begin > MEESTE_RIJEN:
        raise InvoerFout(TE_LANG)
    rijen: list[Rij] = []
    for nummer, regel in regels[begin:]:
        if _is_kop(regel):
            continue
        rij = _lees_regel(nummer, regel, gemeenten)
        if rijen and _hoort_bij_vorige(rijen[-1], rij):
            rijen[-1] = _vul_aan(rijen[-1], rij)
        else:
            rijen.append(rij)
    return rijen


def _is_begin(regel: str, gemeenten: Sequence[str]) -> bool:
    return _is_kop(regel) or bool(_gemeente_vooraan(regel, gemeenten))


def _is_kop(regel: str) -> bool:
    woorden = regel.split()
    return len(woorden) >= _KOPWOORDEN and {kolom_van(woord) for woord in woorden} >= set(KOLOMMEN)


def _gemeente_vooraan(regel: str, gemeenten: Sequence[str]) -> str:
    """Return the words of the line that name a gemeente of the region; the longest name wins."""
    woorden = regel.split()
    bekend = {kaal(naam) for naam in gemeenten}
    for aantal in range(min(len(woorden), 6), 0, -1):
        begin = " ".join(woorden[:aantal])
        if kaal(begin) in bekend or kaal(begin).removeprefix("gemeente") in bekend:
            return begin
    return ""


def _lees_regel(nummer: int, regel: str, gemeenten: Sequence[str]) -> Rij:
    gemeente = _gemeente_vooraan(regel, gemeenten)
    rest = regel.removeprefix(gemeente)
    adressen, rest = _ADRES.findall(rest), _ADRES.sub(" ", rest)
    nummers, rest = _NUMMER.findall(rest), _NUMMER.sub(" ", rest)
    aanhef = _AANHEF.search(rest)
    if aanhef and not gemeente:
        gemeente, rest = rest[: aanhef.start()].strip(), rest[aanhef.start() :]
    naam, functie, twijfels = _naam_en_functie(rest.strip(), adressen)
    telefoon, mobiel, over = _verdeel(nummers)
    twijfels += [f"Wij weten niet waar dit hoort: {', '.join([*over, *adressen[1:]])}."] if over or adressen[1:] else []
    twijfels += ["Er staan cijfers in de naam of de functie."] if re.search(r"\d", naam + functie) else []
    cellen = {"gemeente": gemeente, "naam": naam, "functie": functie, "telefoon": telefoon, "mobiel": mobiel}
    return maak_rij(nummer, {**cellen, "email": adressen[0] if adressen else ""}, twijfels)


def _verdeel(nummers: list[str]) -> tuple[str, str, list[str]]:
    """Return landline, mobile and what is left over: one number goes where its digits say, two keep their order."""
    if len(nummers) == 1:
        is_mobiel = re.match(r"(?:(?:\+|00)31[ \-]?(?:\(0\))?|0)[ \-]?6", nummers[0])
        return ("", nummers[0], []) if is_mobiel else (nummers[0], "", [])
    telefoon, mobiel, *over = [*nummers, "", ""]
    return telefoon, mobiel, [nummer for nummer in over if nummer]


def _naam_en_functie(tekst: str, adressen: list[str]) -> tuple[str, str, list[str]]:
    """Return name, function and doubts. The aanhef stays with the name."""
    aanhef = _AANHEF.match(tekst)
    voor, woorden = (aanhef[0], tekst[aanhef.end() :].split()) if aanhef else ("", tekst.split())
    grens = next(
        (plek for plek, woord in enumerate(woorden) if plek and _FUNCTIEWOORD.search(plat(woord))), len(woorden)
    )
    einde = _einde_volgens_adres(woorden[:grens], adressen)
    echte = [woord for woord in woorden[:grens] if woord.lower() not in _TUSSENVOEGSELS]
    twijfels = ["Wij weten niet zeker waar de naam ophoudt."] if not einde and len(echte) > _ZEKERE_NAAM else []
    einde = einde or grens
    return " ".join([voor, *woorden[:einde]]).strip(), " ".join(woorden[einde:]), twijfels


def _einde_volgens_adres(woorden: list[str], adressen: list[str]) -> int:
    """Return how many words the name has when the mail address holds its last one; 0 when it does not say."""
    delen = {kaal(deel) for adres in adressen for deel in re.split(r"[._+-]", adres.rpartition("@")[0])}
    for plek in range(len(woorden), 0, -1):
        if any(len(kaal(deel)) > 1 and kaal(deel) in delen for deel in woorden[plek - 1].split("-")):
            return plek
    return 0


def _hoort_bij_vorige(vorige: Rij, rij: Rij) -> bool:
    """Whether this line is only the address that did not fit on the line above."""
    alleen_adres = rij.email and not (rij.gemeente or rij.wie or rij.functie or rij.telefoon or rij.mobiel)
    return bool(alleen_adres and vorige.wie and not vorige.email)


def _vul_aan(vorige: Rij, rij: Rij) -> Rij:
    twijfel = f"Het adres {rij.email} stond op de regel eronder."
    return replace(vorige, email=rij.email, twijfels=(*vorige.twijfels, twijfel), bezwaar="")
