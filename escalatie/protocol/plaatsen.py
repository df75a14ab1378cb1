"""Places in the sentences of a protocol file: a value is written once, and a sentence says where it comes.

`{lengte:fase_1}` becomes "48 uur", `{vooraf:fase_1}` "24 uur, 6 uur en 1 uur", `{eigen:uren}` the value of that key of
the same row, `{rol:regiomanager}`, `{termijn:fase_1}` and `{status:fase_1}` the name of that role, term or status;
`{Rol:regiomanager}` begins with a capital. They are filled when a version is read, with the values of that version: a
version that only changes a length or a name changes every sentence with it.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from typing import Any

from basis.taal import aantal, opsomming

from .bestand import ProtocolFout

Inhoud = dict[str, Any]
Zin = tuple[str, str, str]
PLAATS = re.compile(r"\{(\w+):(\w+)\}")
_GETAL = r"\d+|één|een|twee|drie|vier|vijf|zes|zeven|acht|negen|tien|twaalf"
_EENHEID = r"(?:klok)?(?:uur|uren)|(?:werk|kalender)?dag(?:en)?|we(?:ek|ken)|(?:kalender)?maand(?:en)?"
# A number with a unit of time. "17:00 uur" is a moment of the day and no length.
MAAT = re.compile(rf"(?<![\d:.,])\b(?:{_GETAL})\s+(?:{_EENHEID})\b", re.IGNORECASE)
# Braces that stay: (table, key) -> the names that are filled elsewhere, with what is known of a zaak.
_LATER = {
    ("persstatus", "wacht_op"): frozenset({"gemeente"}),
    ("paraatheidactie", "gemist"): frozenset({"plaats"}),
}
_BRACES = re.compile(r"[{}]")
_GENOEMD = re.compile(r"\{(\w+)\}")
# Keys that hold a code, a source or a drawing and no sentence; the rest is read by people.
_GEEN_ZIN = frozenset({"code", "bron", "rol", "lijst", "icoon", "kleur", "lijnen", "inleveren_op"})
# Roles whose name is an ordinary word for people and bodies that the law itself calls so. A sentence may say that word:
# the protocol does not decide how they are called, and a place would put the whole label where the word stands.
_GEWONE_ROLLEN = {
    "aanbieder": "de organisatie waar het gebeurde, ook waar geen rol is bedoeld",
    "jeugdige_familie": "de mensen om wie het gaat",
    "inspectie": "van het rijk",
    "politie_om": "van het rijk",
    "wethouder": "een ambt uit de Gemeentewet",
    "burgemeester": "een ambt uit de Gemeentewet",
    "medewerkers_regio": "wie bij de organisatie werkt, ook waar geen rol is bedoeld",
}
# Statuses that are called after the work that is done in them: a sentence may speak of that work.
_GEWONE_STATUSSEN = {
    "ontvangen": "wat met een melding of mail gebeurt",
    "niet_meldingswaardig": "het oordeel zelf",
    "ingetrokken": "wat iemand met een melding of bericht doet",
    "dubbel": "wat er twee keer is",
    "impactanalyse": "het stuk dat een partij maakt",
    "beoordeling": "het oordeel van de partijen",
    "twijfel": "wat partijen hebben",
    "monitoring": "het volgen van de kwaliteit",
    "afgerond": "wat met een dossier gebeurt",
    "vraagstelling": "wat de pers vraagt",
    "informatie_verzamelen": "wat de contractmanager doet",
    "afstemming": "het overleg tussen adviseurs",
    "communicatie": "het werk van de adviseur",
    "evaluatie": "het terugkijken",
}
_AFKORTING = re.compile(r"(?<! en)\s+[A-Z]{2,}$|\s*\([^)]*\)$")
_TERMIJNTABELLEN = ("termijn", "perstermijn", "paraatheidtermijn")
# The tables whose sentences speak of terms.
_OVER_TERMIJNEN = (
    *("status", "overgang", "termijn", "taak", "informatieregel", "gevolg", "spoed", "lezing"),
    *("persstatus", "perstermijn", "persinformatie"),
    *("paraatheidstatus", "paraatheidstap", "paraatheidtermijn", "paraatheidbericht", "paraatheidactie"),
)


def vul(bestand: str, inhoud: Inhoud, alles: Inhoud) -> Inhoud:
    """The content of one half of a version with every place filled; `alles` holds the tables of both halves.

    Raises ProtocolFout for a place that names what the version does not have, and for braces that are no place.
    """
    woorden = _woordenlijst(alles)

    def vervang(waarde: Any, rij: Mapping[str, Any], tabel: str, sleutel: str = "") -> Any:
        if isinstance(waarde, str):
            _weiger_losse_haak(bestand, waarde, rij, tabel, sleutel)
            return PLAATS.sub(lambda plaats: _woord(bestand, plaats, rij, woorden), waarde)
        if isinstance(waarde, list):
            return [vervang(deel, deel if isinstance(deel, dict) else rij, tabel, sleutel) for deel in waarde]
        if isinstance(waarde, dict):
            return {naam: vervang(deel, rij, tabel, naam) for naam, deel in waarde.items()}
        return waarde

    return {tabel: vervang(deel, {}, tabel) for tabel, deel in inhoud.items()}


def maten(inhoud: Inhoud) -> Iterator[str]:
    """Where a sentence about a term says a length itself, before places are filled: "termijn fase_1, zin: 48 uur"."""
    for tabel in _OVER_TERMIJNEN:
        rijen = inhoud.get(tabel, [])
        for rij in rijen if isinstance(rijen, list) else []:
            for sleutel, tekst in rij.items():
                if isinstance(tekst, str) and sleutel != "bron" and (gevonden := MAAT.search(tekst)):
                    yield f"{tabel} {rij.get('code', '?')}, {sleutel}: {gevonden[0]}"


def namen(inhoud: Inhoud, alles: Inhoud, van_basis: Collection[Zin] = ()) -> Iterator[str]:
    """Where a sentence of one half says the name of a role or a status itself, before places are filled: "taak x, zin:
    “contractmanager”, dat is {rol:contractmanager}". `alles` holds the tables of both halves.

    `van_basis`: sentences that were asked under the version that wrote them. A new name may be an ordinary word there.
    """
    woorden = [*_namen_van_rollen(alles), *_namen_van_statussen(alles)]
    for tabel, waar, tekst in zinnen(inhoud):
        kaal = PLAATS.sub(" ", tekst) if (tabel, waar, tekst) not in van_basis else ""
        for plaats, patroon in woorden:
            is_eigen_naam = tabel in {"status", "persstatus"} and waar == f"{plaats[8:-1]}, naam"
            if not is_eigen_naam and (gevonden := patroon.search(kaal)):
                yield f"{tabel} {waar}: “{gevonden[0]}”, dat is {plaats}"


def lengte(uren: int = 0, dagen: int = 0, werkdagen: int = 0, maanden: int = 0) -> str:
    """How long a term is, in words: "48 uur", "2 maanden", "1 werkdag"; the first that is not 0."""
    if uren:
        return f"{uren} uur"
    if dagen:
        return aantal(dagen, "dag", "dagen")
    if maanden:
        return aantal(maanden, "maand", "maanden")
    return aantal(werkdagen, "werkdag", "werkdagen")


def afstand(uren: int) -> str:
    """How far before or after a term an alarm rings, in words: "6 uur", "3 dagen"."""
    dagen, rest = divmod(uren, 24)
    return f"{uren} uur" if rest or dagen < 2 else aantal(dagen, "dag", "dagen")


def _namen_van_rollen(alles: Inhoud) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Each role with what a sentence would call it: its name, also without an abbreviation behind it, and its code."""
    rolnamen = alles.get("rolnaam", {})
    for code, naam in rolnamen.items() if isinstance(rolnamen, dict) else ():
        if code not in _GEWONE_ROLLEN and isinstance(naam, str):
            yield f"{{rol:{code}}}", _een_van(naam, _AFKORTING.sub("", naam), code.replace("_", " "))


def _namen_van_statussen(alles: Inhoud) -> Iterator[tuple[str, re.Pattern[str]]]:
    """Each status with its name and its code; a name of one word ("Nazorg") only as it is written, with its capital:
    the work itself is often called so."""
    for rij in (*_rijen(alles, "status"), *_rijen(alles, "persstatus")):
        naam = rij.get("naam")
        if rij["code"] not in _GEWONE_STATUSSEN and isinstance(naam, str):
            code = str(rij["code"]).replace("_", " ")
            los = {woord for woord in (naam, code) if " " in woord}
            yield f"{{status:{rij['code']}}}", _een_van(*los, precies=naam if naam not in los else "")


def _een_van(*woorden: str, precies: str = "") -> re.Pattern[str]:
    """Any of these words, with or without capitals, or `precies` as it is written."""
    los = sorted({re.escape(woord) for woord in woorden if woord.strip()}, key=len, reverse=True)
    keuze = "|".join(filter(None, [f"(?i:{'|'.join(los)})" if los else "", re.escape(precies)]))
    return re.compile(rf"(?<![\w-])(?:{keuze})(?![\w-])")


def zinnen(inhoud: Inhoud) -> Iterator[Zin]:
    """(table, "code, key", text) of everything that people read, names of roles apart."""
    for tabel, deel in inhoud.items():
        if tabel in {"protocol", "rolnaam", "weg"}:
            continue
        if isinstance(deel, dict):
            yield from ((tabel, str(code), tekst) for code, tekst in deel.items() if isinstance(tekst, str))
        for rij in _rijen(inhoud, tabel):
            yield from ((tabel, f"{rij['code']}, {sleutel}", tekst) for sleutel, tekst in _teksten(rij))


def _teksten(rij: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for sleutel, waarde in rij.items():
        if sleutel in _GEEN_ZIN:
            continue
        if isinstance(waarde, str) and (sleutel == "naam" or " " in waarde.strip()):
            yield sleutel, waarde
        for stuk in waarde if isinstance(waarde, list) else ():
            yield from ((f"{sleutel}, {naam}", w) for naam, w in _teksten(stuk if isinstance(stuk, dict) else {}))


def _woordenlijst(alles: Inhoud) -> dict[str, dict[str, str]]:
    termijnen = [rij for tabel in _TERMIJNTABELLEN for rij in _rijen(alles, tabel)]
    rolnamen = alles.get("rolnaam", {})
    rollen = {code: str(naam) for code, naam in rolnamen.items()} if isinstance(rolnamen, dict) else {}
    statussen = [*_rijen(alles, "status"), *_rijen(alles, "persstatus")]
    return {
        "lengte": {rij["code"]: lengte(**_maat(rij)) for rij in termijnen if not rij.get("gekozen")},
        "vooraf": {rij["code"]: _vooraf(rij) for rij in termijnen},
        "termijn": {rij["code"]: rij.get("naam", "") for rij in termijnen},
        "status": {rij["code"]: rij.get("naam", "") for rij in statussen},
        "rol": rollen,
        "Rol": {code: naam[:1].upper() + naam[1:] for code, naam in rollen.items()},
    }


def _rijen(alles: Inhoud, tabel: str) -> list[dict[str, Any]]:
    rijen = alles.get(tabel, [])
    return [rij for rij in rijen if isinstance(rij, dict) and "code" in rij] if isinstance(rijen, list) else []


def _maat(rij: Mapping[str, Any]) -> dict[str, int]:
    maat = {naam: rij.get(naam, 0) for naam in ("uren", "dagen", "werkdagen", "maanden")}
    return {naam: waarde for naam, waarde in maat.items() if isinstance(waarde, int)}


def _vooraf(rij: Mapping[str, Any]) -> str:
    wekkers = rij.get("wekkers", [])
    uren = [w.get("uren") for w in wekkers if isinstance(w, dict) and w.get("soort") == "voor"]
    return opsomming(afstand(uur) for uur in sorted((u for u in uren if isinstance(u, int)), reverse=True))


def _weiger_losse_haak(bestand: str, tekst: str, rij: Mapping[str, Any], tabel: str, sleutel: str) -> None:
    """A brace that belongs to no place would stand on a page as it is written: "{lengte: fase_1}"."""
    later = _LATER.get((tabel, sleutel), frozenset())
    rest = _GENOEMD.sub(lambda haken: "" if haken[1] in later else haken[0], PLAATS.sub("", tekst))
    if _BRACES.search(rest):
        waar = ", ".join(filter(None, [f"[[{tabel}]]", str(rij.get("code", "")), sleutel]))
        raise ProtocolFout(
            f"{bestand}, {waar}: in “{tekst}” staan accolades die geen plaats zijn. "
            "Schrijf een plaats zonder spaties, zoals {lengte:fase_1}."
        )


def _woord(
    bestand: str,
    plaats: re.Match[str],
    rij: Mapping[str, Any],
    woorden: Mapping[str, Mapping[str, str]],
    in_plaats: bool = False,
) -> str:
    """What comes at this place. A name may have places of its own ("{status:fase_1}: organisatie"), but no deeper."""
    soort, code = plaats.groups()
    zoek: Callable[[str], Any] = rij.get if soort == "eigen" else woorden.get(soort, {}).get
    gevonden = zoek(code)
    if gevonden in (None, ""):
        raise ProtocolFout(f"{bestand}: de plaats {plaats[0]} in “{rij.get('code', '')}” wijst naar niets.")
    tekst = str(gevonden)
    if in_plaats and (soort == "eigen" or PLAATS.search(tekst)):
        raise ProtocolFout(f"{bestand}: de plaats {plaats[0]} in “{rij.get('code', '')}” verwijst te ver door.")
    return PLAATS.sub(lambda dieper: _woord(bestand, dieper, rij, woorden, in_plaats=True), tekst)
