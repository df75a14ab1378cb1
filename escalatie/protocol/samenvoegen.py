"""A version that is based on another: what its file says, laid over what the other says, rule by rule.

The rule of merging, which the head of docs/besluiten/0012 tells in Dutch:

* A row with a code that the base has, changes that row: a key that it gives replaces the key of the base as a whole,
  the other keys stay. A row with a new code is added, at the end of its table or right after the row that `na` names.
* `[weg]` names the codes that go, per table (`keuze` by "lijst:code"). What names such a rule loses that name; a rule
  that can never happen any more without it (no step left that leads to it) goes too, unless the file itself gives it.
* A reading goes along with the term whose length it explains, and with the status that it names.
* A table of names is laid over that of the base, name by name.
* An arrow with other ends loses its lines in the drawing, unless the file gives them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from .bestand import ProtocolFout
from .plaatsen import PLAATS

Inhoud = dict[str, Any]
Weg = dict[str, set[str]]
WEG = "weg"
NA = "na"
# Lists of names in a row: table -> key -> what the names are. A name that went, is left out of the list.
_LIJSTEN: dict[str, dict[str, str]] = {
    "overgang": {
        "van": "status",
        "voltooit": "taak",
        "vervalt": "taak",
        "berichten_blijven": "informatieregel",
        "vereist": "voorwaarde",
        "verwacht": "voorwaarde",
    },
    "termijn": {"bij": "overgang", "stopt_bij": "overgang"},
    "taak": {"bij": "overgang"},
    "gevolg": {"taken": "taak"},
    "spoed": {"bij": "aanleiding", "termijnen": "termijn", "dringend": "informatieregel"},
    "informatieregel": {"bij": "aanleiding"},
    "regierol": {"bij": "status", "voorstel_bij": "status"},
    "persstap": {"van": "persstatus", "vereist": "voorwaarde", "verwacht": "voorwaarde"},
    "perstermijn": {"bij": "persstap", "stopt_bij": "persstap"},
    "perstaak": {"bij": "persstap", "klaar_bij": "persstap"},
    "peiling": {"bij": "status"},
    "persinformatie": {"bij": "persaanleiding", "na": "persinformatie"},
}
# A single name that is left empty when what it names went.
_LOS: dict[str, dict[str, str]] = {
    "termijn": {"stopt_bij_taak": "taak"},
    "taak": {"termijn": "termijn"},
    "status": {"vervolg": "status"},
    "perstaak": {"termijn": "perstermijn", "klaar_als": "voorwaarde"},
}
# A single name without which the row means nothing.
_DRAAGT: dict[str, dict[str, str]] = {
    "overgang": {"naar": "status"},
    "status": {"scenario": "scenario"},
    "informatieregel": {"taak": "taak"},
    "gevolg": {"tot": "taak"},
    "vraag": {"analyse": "analysepartij"},
    "persstap": {"naar": "persstatus"},
    "peiling": {"taak": "taak"},
}
# The lists that say when a rule happens, for whom, and when it is over: emptied by what went, it never happens.
_AANLEIDING: dict[str, tuple[str, ...]] = {
    "overgang": ("van",),
    "termijn": ("bij",),
    "taak": ("bij",),
    "informatieregel": ("bij",),
    "spoed": ("bij",),
    "persstap": ("van",),
    "perstermijn": ("bij",),
    "perstaak": ("bij", "klaar_bij"),
    "peiling": ("bij",),
    "persinformatie": ("bij", "na"),
}
# What the first part of a name such as "overgang:kies_a" says that it is a name of.
_VOORVOEGSELS = {"analyse": "analysepartij"}
_VAN_DE_PERS = {"stap": "persstap", "termijn": "perstermijn"}


def voeg_samen(basis: Inhoud, eigen: Inhoud, weg: Weg, binnen: Mapping[str, str]) -> Inhoud:
    """The content of the file `eigen`, laid over the resolved content of its base. Neither is changed.

    `weg` holds what went, per table; it grows with what goes along, so that the other half of the version hears of it.
    """
    _weiger_vorm(basis, eigen, binnen)
    vast = {tabel: {sleutel(tabel, rij, binnen) for rij in _rijen(eigen, tabel)} for tabel in eigen}
    over = _ruim_op(dict(basis), weg, vast, binnen)
    for tabel, deel in eigen.items():
        if tabel == WEG:
            continue
        if isinstance(deel, list):
            over[tabel] = _leg_rijen(tabel, _rijen(over, tabel), deel, binnen)
        elif isinstance(deel, dict):
            over[tabel] = {**over.get(tabel, {}), **deel}
        else:
            over[tabel] = deel
    return _zonder_oude_lijnen(basis, eigen, over)


def _weiger_vorm(basis: Inhoud, eigen: Inhoud, binnen: Mapping[str, str]) -> None:
    """A table of rules is a list in both, and holds a code once: the second would silently replace the first."""
    for tabel, deel in eigen.items():
        if tabel in basis and isinstance(deel, list) != isinstance(basis[tabel], list):
            goed = f"[[{tabel}]]" if isinstance(basis[tabel], list) else f"[{tabel}]"
            raise ProtocolFout(f"[{tabel}]: dit hoort {goed} te zijn, zoals in de versie waarop deze rust.")
        namen = Counter(sleutel(tabel, rij, binnen) for rij in _rijen(eigen, tabel))
        for naam, keer in namen.items():
            if naam and keer > 1:
                raise ProtocolFout(f"[[{tabel}]], {naam}: deze code staat {keer} keer in het bestand.")


def sleutel(tabel: str, rij: Any, binnen: Mapping[str, str]) -> str:
    """What a row is called in its table: its code, or "lijst:code" where a code stands once per list."""
    if not isinstance(rij, dict):
        return ""
    code = str(rij.get("code", ""))
    return f"{rij.get(binnen[tabel], '')}:{code}" if tabel in binnen else code


def _zonder_oude_lijnen(basis: Inhoud, eigen: Inhoud, over: Inhoud) -> Inhoud:
    """An arrow with other ends runs elsewhere in the drawing: unless the file says where, it has no place. One that
    leaves every open status runs along the edge, whichever those are."""
    was = {rij.get("code"): rij for rij in _rijen(basis, "overgang") if isinstance(rij, dict)}
    getekend = {rij.get("code") for rij in _rijen(eigen, "overgang") if isinstance(rij, dict) and "lijnen" in rij}
    # A list of its own: that of a base which this version leaves as it is, stays as it is.
    if isinstance(over.get("overgang"), list):
        over["overgang"] = list(over["overgang"])
    for plek, rij in enumerate(_rijen(over, "overgang")):
        oud = was.get(rij.get("code")) if isinstance(rij, dict) else None
        is_verlegd = oud is not None and any(oud.get(naam) != rij.get(naam) for naam in ("van", "naar"))
        is_overal = oud is not None and _verlaat_alles(oud, basis) and _verlaat_alles(rij, over)
        if is_verlegd and not is_overal and rij["code"] not in getekend:
            over["overgang"][plek] = {naam: waarde for naam, waarde in rij.items() if naam != "lijnen"}
    return over


def _verlaat_alles(overgang: Mapping[str, Any], inhoud: Inhoud) -> bool:
    """Whether this arrow leaves every status that is no end."""
    rijen = (rij for rij in _rijen(inhoud, "status") if isinstance(rij, dict))
    van = overgang.get("van")
    return isinstance(van, list) and {rij.get("code") for rij in rijen if not rij.get("eind")} == set(map(str, van))


def _rijen(inhoud: Mapping[str, Any], tabel: str) -> list[Any]:
    deel = inhoud.get(tabel, [])
    return deel if isinstance(deel, list) else []


def _leg_rijen(tabel: str, oud: list[Any], nieuw: Iterable[Any], binnen: Mapping[str, str]) -> list[Any]:
    rijen = list(oud)
    for rij in nieuw:
        namen = [sleutel(tabel, r, binnen) for r in rijen]
        eigen = {k: v for k, v in rij.items() if k != NA} if isinstance(rij, dict) else rij
        naam = sleutel(tabel, rij, binnen)
        if naam in namen and isinstance(eigen, dict):
            plek = namen.index(naam)
            rijen[plek] = {**rijen[plek], **eigen}
            continue
        # Where a rule stands says in which order people read it; the end is the plain place.
        na = rij.get(NA) if isinstance(rij, dict) else None
        if na is not None and na not in namen:
            raise ProtocolFout(f"[[{tabel}]], {naam}, na: {na!r} staat niet in deze tabel, of pas na deze rij.")
        rijen.insert(len(rijen) if na is None else namen.index(na) + 1, eigen)
    return rijen


def _ruim_op(inhoud: Inhoud, weg: Weg, vast: Mapping[str, set[str]], binnen: Mapping[str, str]) -> Inhoud:
    """Leave out what went, and what goes along with it, until nothing more goes."""
    while True:
        voor = {soort: set(codes) for soort, codes in weg.items()}
        for tabel, deel in inhoud.items():
            if isinstance(deel, list):
                inhoud[tabel] = [*_blijvers(tabel, deel, weg, vast.get(tabel, set()), binnen)]
            elif isinstance(deel, dict):
                inhoud[tabel] = {naam: v for naam, v in deel.items() if naam not in weg.get(tabel, set())}
        if weg == voor:
            return inhoud


def _blijvers(
    tabel: str, rijen: list[Any], weg: Weg, vast: set[str], binnen: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    for rij in rijen:
        naam = sleutel(tabel, rij, binnen)
        if naam in weg.get(tabel, set()):
            continue
        schoon = _zonder(tabel, rij, weg)
        is_leeg = any(rij.get(naam) and not schoon[naam] for naam in _AANLEIDING.get(tabel, ()))
        is_los = any(_is_weg(rij.get(k, ""), soort, weg) for k, soort in _DRAAGT.get(tabel, {}).items())
        if (is_leeg or is_los or _leest_wat_weg_is(tabel, rij, weg)) and naam not in vast:
            weg.setdefault(tabel, set()).add(naam)
            continue
        yield schoon


def _leest_wat_weg_is(tabel: str, rij: dict[str, Any], weg: Weg) -> bool:
    """Whether this is a reading of a term or status that went: it explains what the version does not have any more."""
    plaatsen = PLAATS.findall(f"{rij.get('onderwerp', '')} {rij.get('zin', '')}") if tabel == "lezing" else []
    van = {"lengte": ("termijn",), "vooraf": ("termijn",), "termijn": ("termijn",), "status": ("status", "persstatus")}
    return any(code in weg.get(wat, set()) for soort, code in plaatsen for wat in van.get(soort, ()))


def _zonder(tabel: str, rij: dict[str, Any], weg: Weg) -> dict[str, Any]:
    schoon = dict(rij)
    for naam, soort in _LIJSTEN.get(tabel, {}).items():
        if isinstance(rij.get(naam), list):
            schoon[naam] = [waarde for waarde in rij[naam] if not _is_weg(waarde, soort, weg)]
    for naam, soort in _LOS.get(tabel, {}).items():
        if _is_weg(rij.get(naam, ""), soort, weg):
            schoon[naam] = ""
    if isinstance(rij.get("door_per_van"), dict):
        schoon["door_per_van"] = {k: v for k, v in rij["door_per_van"].items() if not _is_weg(k, "status", weg)}
    return schoon


def _is_weg(naam: str, soort: str, weg: Weg) -> bool:
    """Whether what this name points at went. Names such as "overgang:kies_a" and "taak:x" say themselves of what."""
    kop, _, rest = naam.partition(":")
    if soort in {"aanleiding", "persaanleiding", "voorwaarde"}:
        code = rest.partition(":")[0]
        koppen = _VAN_DE_PERS if soort == "persaanleiding" else _VOORVOEGSELS
        naam, soort = (code, koppen.get(kop, kop)) if rest else (naam, "voorwaardenaam")
    return naam in weg.get(soort, set())
