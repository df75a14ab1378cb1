"""The lock, made from the protocol files: the one place where their arrows become a state machine and a trigger.

The lock is the union of the arrows of all versions: a zaak keeps its version, so the arrows of each must stay possible.
That a zaak takes only the arrows of its own version is for the doors (`overgangen`, `persvragen`) to see.

* On the models: transitions of django-fsm, laid when the application starts (`leg_aan`).
* In PostgreSQL: two functions per kind of zaak, written again at the end of each `migrate` (`vul`). They are functions
  and not rows, because only the owner of the database can replace a function: the role that uses the product cannot
  give itself an arrow. A system check (`controle_slot`) compares them with the files.
* SQLite has no such belt: Django rebuilds a table there with every change and would lose a trigger without a word.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.backends.base.base import BaseDatabaseWrapper

from basis.grendel import Pijl, leg_pijlen
from calamiteiten.models import Melding, Paraatheid, Zaak
from calamiteiten.statussen import MELDING, PARAATHEID, PARTIJ, PERSVRAAG, Beeld, leg_beelden
from communicatie.models import Persvraag
from communicatie.regels import Communicatieregels, PersstatusRegel

from .lezen import ProtocolFout, haal_communicatieregels, haal_protocol, versies
from .model import Protocol
from .paraatheidsregels import Paraatheidsregels

# Kind of zaak -> its model. The two functions of a kind in the database begin with its name.
SOORTEN: dict[str, type[Zaak]] = {MELDING: Melding, PERSVRAAG: Persvraag, PARAATHEID: Paraatheid}
_FUNCTIE = "CREATE OR REPLACE FUNCTION {naam}() RETURNS TABLE ({kolommen}) LANGUAGE sql IMMUTABLE AS $$\n{rijen}\n$$"


def pijlen(soort: str) -> frozenset[Pijl]:
    """Every arrow of every version that can be read; the system check names the others."""
    return frozenset(pijl for versie in versies() for pijl in pijlen_van(soort, versie))


def pijlen_van(soort: str, versie: str) -> Iterator[Pijl]:
    """The arrows of one version; none of a version that cannot be read."""
    with suppress(ProtocolFout):
        if soort == MELDING:
            yield from (Pijl(o.code, van, o.naar) for o in haal_protocol(versie).overgangen for van in o.van)
        else:
            stappen = _wet(soort, versie).stap_per_code.values()
            yield from (Pijl(s.code, van, s.naar) for s in stappen if s.naar for van in s.van)


def eindes(soort: str) -> dict[str, bool]:
    """Every status of every version -> whether it is an end. The system check refuses two that disagree."""
    return {code: eind for versie in versies() for code, eind in eindes_van(soort, versie)}


def eindes_van(soort: str, versie: str) -> Iterator[tuple[str, bool]]:
    """(status, is it an end) of one version."""
    with suppress(ProtocolFout):
        yield from ((status.code, status.eind) for status in _wet(soort, versie).status_per_code.values())


def _wet(soort: str, versie: str) -> Protocol | Communicatieregels | Paraatheidsregels:
    """The rules of this version for this kind. Raises ProtocolFout."""
    if soort == PARAATHEID:
        return haal_protocol(versie).paraatheid
    return haal_protocol(versie) if soort == MELDING else haal_communicatieregels(versie)


def leg_aan() -> None:
    """Put the arrows on the models and the words of each version where every page finds them. Reads the files."""
    for soort, model in SOORTEN.items():
        leg_pijlen(model, pijlen(soort))
    leg_beelden(dict(_beelden()))


def vul(verbinding: BaseDatabaseWrapper) -> None:
    """Write the arrows and statuses of the files into this database; nothing to do where it has no such functions."""
    if verbinding.vendor != "postgresql":
        return
    with verbinding.cursor() as cursor:
        for soort in SOORTEN:
            if _bestaat(cursor, f"{soort}_statussen"):
                for opdracht in opdrachten(soort, pijlen(soort), eindes(soort)):
                    cursor.execute(opdracht)


def opdrachten(soort: str, pijlen_: Iterable[Pijl], eindes_: dict[str, bool]) -> tuple[str, str]:
    """The two statements that write one lock."""
    paren = sorted({(pijl.van, pijl.naar) for pijl in pijlen_})
    pijlrijen = _waarden([f"({_tekst(van)}, {_tekst(naar)})" for van, naar in paren])
    statusrijen = _waarden([f"({_tekst(code)}, {eind})" for code, eind in sorted(eindes_.items())])
    return (
        _FUNCTIE.format(naam=f"{soort}_pijlen", kolommen="van text, naar text", rijen=pijlrijen),
        _FUNCTIE.format(naam=f"{soort}_statussen", kolommen="code text, eind boolean", rijen=statusrijen),
    )


def verschillen(verbinding: BaseDatabaseWrapper) -> list[str]:
    """Where the lock in this database is not what the files say, as Dutch sentences."""
    if verbinding.vendor != "postgresql":
        return []
    zinnen: list[str] = []
    with verbinding.cursor() as cursor:
        for soort in SOORTEN:
            if not _bestaat(cursor, f"{soort}_statussen"):
                continue
            cursor.execute(f"SELECT van, naar FROM {soort}_pijlen()")  # noqa: S608 - our own names  # nosec B608
            hier = set(cursor.fetchall())
            cursor.execute(f"SELECT code, eind FROM {soort}_statussen()")  # noqa: S608 - our own names  # nosec B608
            staan = dict(cursor.fetchall())
            wet = {(pijl.van, pijl.naar) for pijl in pijlen(soort)}
            zinnen += [f"{soort}: de pijl van {v} naar {n} staat niet op het slot." for v, n in sorted(wet - hier)]
            zinnen += [f"{soort}: het slot kent van {v} naar {n}, geen protocol." for v, n in sorted(hier - wet)]
            if staan != eindes(soort):
                zinnen.append(f"{soort}: de statussen op het slot zijn niet die van de protocolbestanden.")
    return zinnen


def vul_na_migreren(using: str = DEFAULT_DB_ALIAS, **kwargs: Any) -> None:
    """At the end of `migrate` and of a flush: the lock is that of the files of this release."""
    vul(connections[using])


def _bestaat(cursor: Any, functie: str) -> bool:
    cursor.execute("SELECT to_regproc(%s) IS NOT NULL", [functie])
    return bool(cursor.fetchone()[0])


def _waarden(rijen: list[str]) -> str:
    # A lock without arrows must still be a lock: VALUES cannot be empty.
    return "VALUES " + ",\n    ".join(rijen) if rijen else "SELECT NULL, NULL WHERE FALSE"


def _tekst(waarde: str) -> str:
    return "'" + waarde.replace("'", "''") + "'"


def _beelden() -> Iterator[tuple[tuple[str, str, str], Beeld]]:
    for versie in versies():
        with suppress(ProtocolFout):
            wet, regels = haal_protocol(versie), haal_communicatieregels(versie)
            yield from (((MELDING, versie, s.code), Beeld(s.naam, s.icoon, s.kleur)) for s in wet.statussen)
            yield from (
                ((PARAATHEID, versie, s.code), Beeld(s.naam, s.icoon, s.kleur)) for s in wet.paraatheid.statussen
            )
            for stand in regels.statussen:
                yield (PERSVRAAG, versie, stand.code), _stand(stand)
            eersten = {partij.per: partij.code for partij in reversed(wet.partijen)}
            for partij in wet.partijen:
                yield (PARTIJ, versie, partij.code), Beeld(partij.naam, eerste=eersten[partij.per] == partij.code)


def _stand(stand: PersstatusRegel) -> Beeld:
    return Beeld(stand.naam, stand.icoon, stand.kleur, wacht_op=stand.wacht_op, wacht_op_wie=stand.wacht_op_wie)
