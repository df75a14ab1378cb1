"""The adopted protocol, per version: two files beside each other, one per half of the paper.

`<versie>.toml` is Hoofdstuk 2, the escalation model. `<versie>-communicatie.toml` is Hoofdstuk 1 with Bijlage 2 and
what the Kadernotitie says of informing. How a file is read: `bestand.py`; how a version builds on another:
`samenvoegen.py`.

A version is read once per process and per set of folders: the setting PROTOCOL_MAPPEN names folders beside ours.
"""

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from django.conf import settings

from basis import regels
from communicatie.regels import OPBOUW as COMMUNICATIE
from communicatie.regels import Communicatieregels
from contacten import rolnamen

from .bestand import Opbouw, ProtocolFout, lees_inhoud, maak_velden
from .model import (
    Actor,
    Analysepartij,
    Criterium,
    EvaluatieVraag,
    Gevolg,
    InformatieRegel,
    Keuze,
    Lezing,
    OvergangRegel,
    Principe,
    Protocol,
    ScenarioRegel,
    SpoedRegel,
    StatusRegel,
    TaakRegel,
    TermijnRegel,
    Vraag,
    Weging,
)
from .paraatheidsregels import ActieRegel, ParaatheidberichtRegel
from .plaatsen import maten, namen, vul, zinnen
from .samenvoegen import WEG, Inhoud, Weg, sleutel, voeg_samen

__all__ = [
    "MAP",
    "ProtocolFout",
    "Voorstel",
    "bestanden",
    "bezwaren_mappen",
    "digest",
    "geldende_versie",
    "haal_communicatieregels",
    "haal_protocol",
    "haal_voorstel",
    "losse_maten",
    "losse_namen",
    "mappen",
    "ruwe_inhoud",
    "versies",
    "voorstellen",
]

MAP = Path(__file__).parent
ACHTERVOEGSEL = "-communicatie"
# The folder beside the versions with what is still to be voted on: nothing in it is a version (besluit 0032).
VOORSTELLEN = "voorstellen"
# What only an adopted version says in its head, and a draft therefore may not.
VAN_DE_STEMMING = ("vastgesteld_datum", "vastgesteld_door", "geldt_vanaf")
# The digests of the versions that do not change any more (`bevroren.py`); no version itself.
BEVROREN = "bevroren.toml"
OPBOUW = Opbouw(
    tabellen={
        "status": ("statussen", StatusRegel),
        "overgang": ("overgangen", OvergangRegel),
        "termijn": ("termijnen", TermijnRegel),
        "taak": ("taken", TaakRegel),
        "informatieregel": ("informatieregels", InformatieRegel),
        "analysepartij": ("partijen", Analysepartij),
        "weging": ("wegingen", Weging),
        "gevolg": ("gevolgen", Gevolg),
        "spoed": ("spoed", SpoedRegel),
        "vraag": ("vragen", Vraag),
        "evaluatievraag": ("evaluatievragen", EvaluatieVraag),
        "criterium": ("criteria", Criterium),
        "keuze": ("keuzes", Keuze),
        "scenario": ("scenarios", ScenarioRegel),
        "paraatheidstatus": ("paraatheid_statussen", regels.StatusRegel),
        "paraatheidstap": ("paraatheid_stappen", regels.StapRegel),
        "paraatheidtermijn": ("paraatheid_termijnen", regels.TermijnRegel),
        "paraatheidbericht": ("paraatheid_berichten", ParaatheidberichtRegel),
        "paraatheidactie": ("paraatheid_acties", ActieRegel),
        "lezing": ("lezingen", Lezing),
        "principe": ("principes", Principe),
        "actor": ("actoren", Actor),
    },
    namen={"rolnaam": "rolnamen", "voorwaardenaam": "voorwaardenamen"},
    # "anders" is an option of more than one list.
    binnen={"keuze": "lijst"},
)
OPBOUW_COMMUNICATIE = Opbouw(**COMMUNICATIE)
# What the head of the first file says of both halves.
VAN_BEIDE = ("versie", "regio", "gebaseerd_op", "geldt_vanaf", "vastgesteld_datum", "vastgesteld_door")


class Voorstel(NamedTuple):
    """A draft of a version, both halves, that nobody adopted."""

    protocol: Protocol
    communicatie: Communicatieregels


Protocollen = tuple[tuple[Path, ...], tuple[str, ...]]


def mappen() -> tuple[Path, ...]:
    """The folders that hold protocol files: ours, and those of the setting PROTOCOL_MAPPEN."""
    return (MAP, *(Path(pad.strip()) for pad in settings.PROTOCOL_MAPPEN))


def versies() -> tuple[str, ...]:
    """The versions that have a file, in alphabetical order."""
    return tuple(sorted({*_paden(mappen())}))


def protocollen() -> Protocollen:
    """What tells one set of protocol files from another, for what is kept of all of them together."""
    return mappen(), versies()


def haal_protocol(versie: str) -> Protocol:
    """The escalation model of one version ("ijsselland-2019-02-13"), read once per process.

    Raises ProtocolFout when there is no such file, when it is wrong, or when it says it is another version.
    """
    return _lees_versie(versie, mappen())


def voorstellen() -> tuple[str, ...]:
    """The drafts that have a file, in alphabetical order."""
    return tuple(sorted({pad.stem for pad in _bestanden(_voorstelmappen())}))


def haal_voorstel(versie: str) -> Voorstel:
    """A draft with its base filled in, read anew each time: who writes it tries it again and again.

    No zaak ever follows it: `versies`, `haal_protocol` and the lock know adopted versions only. Raises ProtocolFout
    when there is no such draft, when it is wrong, or when its head says that it was adopted.
    """
    pad = next((pad for pad in _bestanden(_voorstelmappen()) if pad.stem == versie), None)
    if pad is None:
        raise ProtocolFout(f"Er is geen voorstel {versie!r}. Wel: {', '.join(voorstellen()) or 'geen'}.")
    if versie in versies():
        raise ProtocolFout(f"{pad.name}: zo heet al een vastgestelde versie. Geef het voorstel een andere naam.")
    een, ander = _vul_in(versie, _op_eigen_basis(pad, _voorstelkop(pad), mappen(), ()))
    velden = maak_velden(pad.name, een, OPBOUW)
    return Voorstel(
        Protocol(**velden),
        Communicatieregels(**maak_velden(_communicatiepad(pad).name, ander, OPBOUW_COMMUNICATIE)),
    )


def haal_communicatieregels(versie: str | date) -> Communicatieregels:
    """The rules of communication of one version, or of the version of a day. Raises ProtocolFout."""
    return _lees_communicatie(versie if isinstance(versie, str) else geldende_versie(versie), mappen())


def geldende_versie(dag: date) -> str:
    """The version that a zaak of this (local) day follows: of those of our region that are valid by then, the newest.

    A day before the first version gets the first. Raises ProtocolFout when our region has no version at all.
    """
    op_volgorde = _op_volgorde(mappen(), settings.REGIO.regio)
    if not op_volgorde:
        raise ProtocolFout(f"Er is geen protocolbestand van de regio {settings.REGIO.regio!r} (REGIO).")
    geldig = [versie for vanaf, versie in op_volgorde if vanaf <= dag]
    return geldig[-1] if geldig else op_volgorde[0][1]


def digest(versie: str) -> str:
    """SHA-256 of everything that this version says once its base is filled in: both halves, without comments."""
    return _digest(versie, mappen())


def bestanden(versie: str) -> tuple[Path, ...]:
    """The files of this version itself (not of its base): one or two."""
    pad = _pad(versie, mappen())
    return tuple(p for p in (pad, _communicatiepad(pad)) if p.exists())


def ruwe_inhoud(versie: str) -> tuple[Inhoud, Inhoud]:
    """Both halves of a version as TOML says them, its base filled in and the places in its sentences not: for who
    writes another version from it. Raises ProtocolFout."""
    return _inhoud(versie, mappen())


def losse_maten(versie: str) -> tuple[str, ...]:
    """Where a sentence of this version says a length that stands elsewhere in it (`plaatsen.py`)."""
    return tuple(zin for helft in _inhoud(versie, mappen()) for zin in maten(helft))


def losse_namen(versie: str) -> tuple[str, ...]:
    """Where a sentence of this version says the name of a role or status itself (`plaatsen.py`)."""
    een, ander = _inhoud(versie, mappen())
    basis = een["protocol"].get("gebaseerd_op")
    van_basis = {zin for helft in _inhoud(basis, mappen()) for zin in zinnen(helft)} if basis else ()
    return tuple(zin for helft in (een, ander) for zin in namen(helft, {**een, **ander}, van_basis))


def vergeet() -> None:
    """Read every file anew: for who writes protocol files while the process runs (tests)."""
    rolnamen.vergeet()
    for functie in (_paden, _inhoud, _lees_versie, _lees_communicatie, _op_volgorde, _digest):
        functie.cache_clear()


@lru_cache(maxsize=8)
def _paden(mappen_: tuple[Path, ...]) -> dict[str, Path]:
    """Version -> its file; of two with one name the first, and `bezwaren_mappen` speaks of the other."""
    gevonden: dict[str, Path] = {}
    for pad in _bestanden(mappen_):
        gevonden.setdefault(pad.stem, pad)
    return gevonden


def _bestanden(mappen_: tuple[Path, ...]) -> list[Path]:
    alle = (pad for map_ in mappen_ for pad in sorted(map_.glob("*.toml")))
    return [pad for pad in alle if not pad.stem.endswith(ACHTERVOEGSEL) and pad.name != BEVROREN]


def bezwaren_mappen() -> Iterator[str]:
    """What is wrong with the folders themselves: one that is not there, a version twice, half a version."""
    yield from (f"PROTOCOL_MAPPEN: de map {map_} bestaat niet." for map_ in mappen() if not map_.is_dir())
    paden = _paden(mappen())
    for pad in _bestanden(mappen()):
        if paden[pad.stem] != pad:
            yield f"{pad.name} staat in twee mappen: {paden[pad.stem].parent} en {pad.parent}."
    for pad in (p for map_ in mappen() for p in sorted(map_.glob(f"*{ACHTERVOEGSEL}.toml"))):
        if not pad.with_name(f"{pad.stem.removesuffix(ACHTERVOEGSEL)}.toml").exists():
            yield f"{pad.name} hoort bij {pad.stem.removesuffix(ACHTERVOEGSEL)}.toml, en dat bestand is er niet."


def _pad(versie: str, mappen_: tuple[Path, ...]) -> Path:
    paden = _paden(mappen_)
    if versie not in paden:
        raise ProtocolFout(f"Er is geen protocol met versie {versie!r}. Wel: {', '.join(sorted(paden)) or 'geen'}.")
    return paden[versie]


def _communicatiepad(pad: Path) -> Path:
    return pad.with_name(f"{pad.stem}{ACHTERVOEGSEL}.toml")


@lru_cache(maxsize=32)
def _lees_versie(versie: str, mappen_: tuple[Path, ...]) -> Protocol:
    velden = maak_velden(f"{versie}.toml", _gevuld(versie, mappen_)[0], OPBOUW)
    return Protocol(**velden, digest=_digest(versie, mappen_))


@lru_cache(maxsize=32)
def _lees_communicatie(versie: str, mappen_: tuple[Path, ...]) -> Communicatieregels:
    naam = f"{versie}{ACHTERVOEGSEL}.toml"
    velden = maak_velden(naam, _gevuld(versie, mappen_)[1], OPBOUW_COMMUNICATIE)
    return Communicatieregels(**velden, digest=_digest(versie, mappen_))


def _gevuld(versie: str, mappen_: tuple[Path, ...]) -> tuple[Inhoud, Inhoud]:
    return _vul_in(versie, _inhoud(versie, mappen_))


def _vul_in(versie: str, helften: tuple[Inhoud, Inhoud]) -> tuple[Inhoud, Inhoud]:
    """Both halves with the places in their sentences filled, each with the values of both."""
    een, ander = helften
    return vul(f"{versie}.toml", een, {**ander, **een}), vul(f"{versie}{ACHTERVOEGSEL}.toml", ander, {**een, **ander})


@lru_cache(maxsize=8)
def _op_volgorde(mappen_: tuple[Path, ...], regio: str) -> list[tuple[date, str]]:
    """(valid from, version) of one region, the oldest first. The system check names a file that cannot be read."""
    rijen: list[tuple[date, str]] = []
    for versie in _paden(mappen_):
        with suppress(ProtocolFout):
            protocol = _lees_versie(versie, mappen_)
            rijen += [(protocol.geldt_vanaf, versie)] if protocol.regio == regio else []
    return sorted(rijen)


@lru_cache(maxsize=32)
def _digest(versie: str, mappen_: tuple[Path, ...]) -> str:
    tekst = json.dumps(_inhoud(versie, mappen_), sort_keys=True, ensure_ascii=False, default=str)
    return sha256(tekst.encode()).hexdigest()


@lru_cache(maxsize=32)
def _inhoud(versie: str, mappen_: tuple[Path, ...], na: tuple[str, ...] = ()) -> tuple[Inhoud, Inhoud]:
    """Both halves of a version with its base filled in, as TOML says them. `na`: the versions that lead here."""
    pad = _pad(versie, mappen_)
    if versie in na:
        raise ProtocolFout(f"{pad.name}, gebaseerd_op: de versies {' en '.join(na)} verwijzen in een kring.")
    eigen = lees_inhoud(pad)
    _weiger_zonder_dag(pad, eigen)
    return _op_eigen_basis(pad, eigen, mappen_, na)


def _weiger_zonder_dag(pad: Path, eigen: Inhoud) -> None:
    """A version that builds on another says from when it holds: a draft that is put beside the versions does not get
    the day of its base, and so holds for nobody."""
    meta = eigen.get("protocol")
    if isinstance(meta, dict) and meta.get("gebaseerd_op") and not meta.keys() & {"geldt_vanaf", "vastgesteld_datum"}:
        raise ProtocolFout(
            f"{pad.name}, [protocol]: hier staat niet vanaf wanneer dit geldt (geldt_vanaf of vastgesteld_datum). Een "
            f"voorstel hoort in de map {VOORSTELLEN}."
        )


def _voorstelmappen() -> tuple[Path, ...]:
    return tuple(map_ / VOORSTELLEN for map_ in mappen())


def _voorstelkop(pad: Path) -> Inhoud:
    """The first file of a draft, with in its head that nobody adopted it. Raises ProtocolFout when it says otherwise,
    or is based on nothing; `_weiger_zonder_dag` refuses the same file among the versions."""
    eigen = lees_inhoud(pad)
    meta = eigen.get("protocol")
    if not isinstance(meta, dict) or not meta.get("gebaseerd_op"):
        raise ProtocolFout(f"{pad.name}, [protocol]: een voorstel zegt op welke versie het rust (gebaseerd_op).")
    for naam in VAN_DE_STEMMING:
        if naam in meta:
            raise ProtocolFout(f"{pad.name}, [protocol], {naam}: een voorstel is niet vastgesteld. Haal dit weg.")
    kop = {**meta, "vastgesteld_datum": date.max, "vastgesteld_door": "nog niemand"}
    return {**eigen, "protocol": kop}


def _op_eigen_basis(pad: Path, eigen: Inhoud, mappen_: tuple[Path, ...], na: tuple[str, ...]) -> tuple[Inhoud, Inhoud]:
    """Both halves of the version that this file holds, with its base filled in."""
    versie = pad.stem
    meta = eigen.get("protocol")
    if not isinstance(meta, dict) or meta.get("versie") != versie:
        hier = meta.get("versie") if isinstance(meta, dict) else None
        raise ProtocolFout(f"{pad.name}, [protocol], versie: hier staat {hier!r}, niet {versie!r}.")
    basis = meta.get("gebaseerd_op")
    ander = _communicatiepad(pad)
    if not basis:
        helft = _eigen_helft(ander, versie)
        _weiger_andere_kop(ander, eigen, helft)
        return eigen, helft
    if not isinstance(basis, str):
        raise ProtocolFout(f"{pad.name}, [protocol], gebaseerd_op: hier hoort tekst, niet {basis!r}.")
    helft = _eigen_helft(ander, versie) if ander.exists() else {}
    _weiger_andere_kop(ander, eigen, helft)
    return _op_basis(pad.name, _inhoud(basis, mappen_, (*na, versie)), eigen, helft)


def _eigen_helft(pad: Path, versie: str) -> Inhoud:
    inhoud = lees_inhoud(pad)
    meta = inhoud.get("protocol")
    if not isinstance(meta, dict) or meta.get("versie") != versie:
        raise ProtocolFout(f"{pad.name}, [protocol], versie: hier staat niet {versie!r}.")
    return inhoud


def _op_basis(bestand: str, basis: tuple[Inhoud, Inhoud], eigen: Inhoud, helft: Inhoud) -> tuple[Inhoud, Inhoud]:
    """Lay a version over its base. Its first file may hold tables of the other half too: then one file is enough."""
    over = {tabel: eigen[tabel] for tabel in eigen if tabel in OPBOUW_COMMUNICATIE.tabellen}
    _weiger_dubbel(bestand, over, helft)
    weg = _weg(bestand, [*_delen(eigen), *_delen(helft)], basis)
    eerste = {tabel: deel for tabel, deel in eigen.items() if tabel not in over}
    tweede = {**over, **helft, "protocol": {**_meta_voor_beide(eigen), **helft.get("protocol", {})}}
    _verdeel_namen(bestand, basis, eerste, tweede)
    oud = tuple({**half, "protocol": _zonder_eigen_dag(half["protocol"])} for half in basis)
    try:
        return (
            voeg_samen(oud[0], eerste, weg, OPBOUW.binnen),
            voeg_samen(oud[1], tweede, weg, OPBOUW_COMMUNICATIE.binnen),
        )
    except ProtocolFout as fout:
        raise ProtocolFout(f"{bestand}, {fout}") from fout


def _weiger_dubbel(bestand: str, over: Inhoud, helft: Inhoud) -> None:
    """A table of the other half stands in one of the two files: of two, one would go unread."""
    for tabel in sorted(over.keys() & helft.keys()):
        tweede = f"{Path(bestand).stem}{ACHTERVOEGSEL}.toml"
        raise ProtocolFout(f"{bestand}, [[{tabel}]]: deze tabel staat ook in {tweede}. Zet alles in één van de twee.")


def _verdeel_namen(bestand: str, basis: tuple[Inhoud, Inhoud], eerste: Inhoud, tweede: Inhoud) -> None:
    """Names in the first file reach the half whose base knows them, and a new name both: either may ask it.

    Changes both contents. Raises ProtocolFout when the two files call one thing differently.
    """
    for tabel in OPBOUW_COMMUNICATIE.namen:
        hier, daar = eerste.get(tabel, {}), tweede.get(tabel, {})
        if not isinstance(hier, dict) or not isinstance(daar, dict):
            continue  # the reader says so
        for code in sorted(hier.keys() & daar.keys()):
            if hier[code] != daar[code]:
                raise ProtocolFout(
                    f"{bestand}, [{tabel}], {code}: in de twee bestanden staan twee verschillende namen."
                )
        van_een, van_ander = (half.get(tabel, {}) for half in basis)
        if hier:
            eerste[tabel] = {c: naam for c, naam in hier.items() if c in van_een or c not in van_ander}
            tweede[tabel] = {**{c: naam for c, naam in hier.items() if c in van_ander or c not in van_een}, **daar}


def _weiger_andere_kop(pad: Path, eerste: Inhoud, helft: Inhoud) -> None:
    """What is of the whole version stands in the first file; the other may only say the same."""
    kop = {"geldt_vanaf": eerste["protocol"].get("vastgesteld_datum"), **eerste["protocol"]}
    for naam, waarde in helft.get("protocol", {}).items():
        if naam in VAN_BEIDE and waarde != kop.get(naam):
            een = pad.name.replace(ACHTERVOEGSEL, "")
            raise ProtocolFout(
                f"{pad.name}, [protocol], {naam}: hier staat {str(waarde)!r}, in {een} niet. Zet het alleen in {een}."
            )


def _delen(inhoud: Inhoud) -> list[tuple[str, object]]:
    deel = inhoud.get(WEG, {})
    return list(deel.items()) if isinstance(deel, dict) else [(WEG, deel)]


def _weg(bestand: str, delen: list[tuple[str, object]], basis: tuple[Inhoud, Inhoud]) -> Weg:
    """What the file takes away, each of which its base must have: a typing error must not silently keep a rule."""
    weg: Weg = {}
    for tabel, codes in delen:
        if not isinstance(codes, list) or not all(isinstance(code, str) for code in codes):
            raise ProtocolFout(f"{bestand}, [{WEG}], {tabel}: hier hoort een lijst van codes, tussen [ en ].")
        bekend = {naam for half in basis for naam in _namen(tabel, half.get(tabel, []))}
        for code in codes:
            if code not in bekend:
                raise ProtocolFout(f"{bestand}, [{WEG}], {tabel}: {code!r} staat niet in de versie waarop deze rust.")
        weg.setdefault(tabel, set()).update(codes)
    return weg


def _namen(tabel: str, deel: object) -> list[str]:
    if isinstance(deel, dict):
        return list(deel)
    return [sleutel(tabel, rij, OPBOUW.binnen) for rij in deel] if isinstance(deel, list) else []


def _meta_voor_beide(eigen: Inhoud) -> Inhoud:
    """What the first file says of the whole version: which one, on what it is based, from when."""
    meta = eigen["protocol"]
    return {naam: meta[naam] for naam in VAN_BEIDE if naam in meta}


def _zonder_eigen_dag(meta: Inhoud) -> Inhoud:
    """The head of the base without what never goes over to a version that builds on it."""
    return {naam: waarde for naam, waarde in meta.items() if naam not in {"geldt_vanaf", "gebaseerd_op"}}
