"""Questions about all versions at once: which rules lean on a role, which duties go on, which codes there are (R99).

A zaak keeps its version, so what a page asks of "the protocol" without a zaak in hand, it asks of all of them.
"""

from functools import lru_cache
from pathlib import Path

from django.conf import settings

from .lezen import haal_communicatieregels, haal_protocol, mappen, versies
from .model import ScenarioRegel, StatusRegel, TermijnRegel


def regels_zonder_ontvanger(rol: str) -> list[tuple[str, str]]:
    """Return (zin, bron) of each rule by which the app writes to this role, in file order, each once."""
    regels = (regel for versie in versies() for regel in haal_protocol(versie).informatieregels)
    return list(dict.fromkeys((r.zin, r.bron) for r in regels if rol in r.aan and r.wijze == "mail"))


def doorlopend() -> frozenset[str]:
    """Return the codes of the duties that go on as long as the melding does, in any version of the protocol."""
    return _doorlopend(mappen())


def taken_van_vorm(vorm: str) -> frozenset[str]:
    """Return the codes of the tasks that are recorded in this way, in any version."""
    return frozenset(regel.code for v in versies() for regel in haal_protocol(v).taken if regel.vorm == vorm)


def taken_met_uren() -> frozenset[str]:
    """Return the codes of the duties that have hours of their own and no term, in any version."""
    return _taken_met_uren(mappen())


def signaaltaken() -> frozenset[str]:
    """Return the codes of the duties that keep a signal up as long as they are open, in any version."""
    return _signaaltaken(mappen())


def alle_statussen() -> dict[str, StatusRegel]:
    """Return every status of every version of our region by its code, as the newest version that has it says."""
    gevonden = {s.code: s for v in _oud_naar_nieuw() for s in haal_protocol(v).statussen}
    return dict(sorted(gevonden.items(), key=lambda paar: paar[1].stap))


def alle_scenarios() -> dict[str, ScenarioRegel]:
    """Return every scenario of every version of our region by its letter, the lightest first."""
    gevonden = {s.code: s for v in _oud_naar_nieuw() for s in haal_protocol(v).scenarios}
    return dict(sorted(gevonden.items(), key=lambda paar: paar[1].gewicht))


def alle_fasen() -> dict[str, tuple[StatusRegel, TermijnRegel]]:
    """Return the statuses that the paper itself gives a term, with that term, as the newest version says."""
    return {status.code: (status, termijn) for v in _oud_naar_nieuw() for status, termijn in haal_protocol(v).fasen}


def tellen_niet() -> frozenset[str]:
    """Return the codes of the statuses in which a melding does not count: taken back, or told by another one."""
    return frozenset(code for code, status in alle_statussen().items() if not status.telt)


def alle_termijnen() -> dict[str, TermijnRegel]:
    """Return every term of every version of our region by its code, as the newest version that has it says."""
    return {regel.code: regel for v in _oud_naar_nieuw() for regel in haal_protocol(v).termijnen}


def alle_keuzes(lijst: str) -> dict[str, str]:
    """Return the names of the options of a choice list by their codes, over every version of our region."""
    return {keuze.code: keuze.naam for v in _oud_naar_nieuw() for keuze in haal_protocol(v).keuzes_van(lijst)}


def peiltaken() -> frozenset[str]:
    """Return the codes of the tasks that are asked each day, in any version."""
    return frozenset(p.taak for v in versies() for p in haal_communicatieregels(v).peilingen)


def _oud_naar_nieuw() -> list[str]:
    """The versions of our region: one installation serves one, and the words of another say nothing here."""
    eigen = [versie for versie in versies() if haal_protocol(versie).regio == settings.REGIO.regio]
    return sorted(eigen, key=lambda versie: (haal_protocol(versie).geldt_vanaf, versie))


@lru_cache(maxsize=8)
def _taken_met_uren(mappen_: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(regel.code for v in versies() for regel in haal_protocol(v).taken if regel.binnen_uren)


@lru_cache(maxsize=8)
def _signaaltaken(mappen_: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(code for v in versies() for code in haal_protocol(v).signalen)


@lru_cache(maxsize=8)
def _doorlopend(mappen_: tuple[Path, ...]) -> frozenset[str]:
    return frozenset(regel.code for v in versies() for regel in haal_protocol(v).taken if regel.herhaalbaar)
