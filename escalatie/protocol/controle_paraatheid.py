"""What the file says of what is arranged beforehand, against the rest of the house: Django refuses to start unless it
fits.

As `controle`: `fouten_paraatheid` is pure, the system check only gathers.
"""

from collections.abc import Iterator
from datetime import date
from itertools import chain
from typing import Any

from django.core.checks import CheckMessage, Error, register

from basis.grendel import Pijl, gelegde_pijlen
from calamiteiten.models import Organisatie, Paraatheid
from communicatie.sjablonen.bestanden import bestaat
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE, ROLLEN, ROLLEN_MET_ACCOUNT
from escalatie.draaiboek.procedure import REGISTREER

from . import controle_basis
from .controle import Omgeving
from .lezen import ProtocolFout, haal_protocol, versies
from .model import Protocol
from .paraatheidsregels import ActieRegel, Paraatheidsregels
from .rijen_paraatheid import EIGENAAR, VORMEN, ZONDER_STAP

VOORWAARDEN = frozenset({"is_jaarlijks"})
# What the engine itself does by these names.
STAPPEN = frozenset({REGISTREER, "leg_vast", "herzie", "weer_open"})
TERMIJNEN = frozenset({"regelen", "herzien", "inleveren"})
# Whose the seat is that owns an action, per kind of organisation.
PLEKKEN = {Organisatie.GEMEENTE: PER_GEMEENTE, Organisatie.AANBIEDER: PER_AANBIEDER}


def fouten_paraatheid(protocol: Protocol, omgeving: Omgeving) -> list[str]:
    """Everything in these tables that does not fit, as Dutch sentences; none for a version that has none of them."""
    wet = protocol.paraatheid
    if not (wet.statussen or wet.stappen or wet.acties):
        return []
    return [
        *chain.from_iterable(controle(wet) for controle in (_weg, _acties, _aanleidingen)),
        *controle_basis.zinnen(wet, "stappen"),
        *controle_basis.duren(wet.termijnen),
        *controle_basis.wekkers(wet.termijnen, [a for regel in wet.berichten for a in regel.bij]),
        *_omgeving(wet, omgeving, protocol),
    ]


def _weg(wet: Paraatheidsregels) -> Iterator[str]:
    """One step creates, every status can be reached and left, and what the engine itself does is there."""
    begin = [stap.code for stap in wet.stappen if not stap.van]
    if begin != [REGISTREER]:
        yield f"paraatheid_stappen: precies één stap zonder van, met code {REGISTREER}."
    yield from (f"paraatheid_stappen: {code} ontbreekt." for code in sorted(STAPPEN - set(wet.stap_per_code)))
    yield from (f"paraatheid_termijnen: {code} ontbreekt." for code in sorted(TERMIJNEN - set(wet.termijn_per_code)))
    genoemd = {code for stap in wet.stappen for code in (*stap.van, stap.naar) if code}
    yield from (
        f"paraatheid_stappen: status {code!r} bestaat niet." for code in sorted(genoemd - set(wet.status_per_code))
    )
    yield from _verder(wet)


def _verder(wet: Paraatheidsregels) -> Iterator[str]:
    """Every status can be reached and left, and a term begins and ends with steps that there are."""
    bereikt = {stap.naar for stap in wet.stappen if stap.naar}
    vertrek = {van for stap in wet.stappen if stap.naar for van in stap.van}
    for status in wet.statussen:
        if status.code not in bereikt or (not status.eind and status.code not in vertrek):
            yield f"paraatheid_statussen, {status.code}: hier komt niemand, of er is geen weg verder."
    for termijn in wet.termijnen:
        for code in {*termijn.bij, *termijn.stopt_bij} - set(wet.stap_per_code):
            yield f"paraatheid_termijnen, {termijn.code}: stap {code!r} bestaat niet."


def _acties(wet: Paraatheidsregels) -> Iterator[str]:
    """An action is of a kind of organisation, has a seat of that organisation, and says when it comes back."""
    for regel in wet.acties:
        plek = f"paraatheid_acties, {regel.code}"
        if regel.van not in Organisatie.values or regel.vorm not in VORMEN:
            yield f"{plek}: van of vorm is geen woord dat wij kennen."
            continue
        mag = PLEKKEN.get(Organisatie(regel.van))
        is_lokaal = regel.rol in PER_GEMEENTE or regel.rol in PER_AANBIEDER
        if (mag is not None and regel.rol not in mag) or (mag is None and is_lokaal):
            yield f"{plek}, rol: {regel.rol!r} is geen plek van {Organisatie(regel.van).label}."
        yield from (f"{plek}, {zin}" for zin in _jaarlijks(regel))


def _jaarlijks(regel: ActieRegel) -> Iterator[str]:
    if regel.is_jaarlijks != bool(regel.inleveren_op) or regel.is_jaarlijks != bool(regel.soorten):
        yield "inleveren_op en soorten horen bij een jaaroverzicht, en bij niets anders."
    if regel.inleveren_op:
        try:
            # Not a leap year: a day that is there each year.
            date.fromisoformat(f"2025-{regel.inleveren_op}")
        except ValueError:
            yield f'inleveren_op: {regel.inleveren_op!r} is geen maand en dag, zoals "03-01".'


def _aanleidingen(wet: Paraatheidsregels) -> Iterator[str]:
    gebeurt = {*ZONDER_STAP, *(f"stap:{code}" for code in wet.stap_per_code)}
    for regel in wet.berichten:
        for aanleiding in regel.bij or ("",):
            if aanleiding not in gebeurt and not aanleiding.startswith("termijn:"):
                yield f"paraatheid_berichten, {regel.code}, bij: {aanleiding!r} gebeurt nooit."
        if regel.ook not in {"", EIGENAAR} or not (regel.ook or regel.aan):
            yield f"paraatheid_berichten, {regel.code}: noem wie het hoort, in aan of met ook = {EIGENAAR!r}."


def _omgeving(wet: Paraatheidsregels, omgeving: Omgeving, protocol: Protocol) -> Iterator[str]:
    """Every arrow is on the lock; every role, condition and mail is there and has a name."""
    pijlen = {Pijl(stap.code, van, stap.naar) for stap in wet.stappen if stap.naar for van in stap.van}
    yield from (
        f"paraatheid_stappen, {p.code}: van {p.van} staat niet op het slot." for p in sorted(pijlen - omgeving.pijlen)
    )
    rollen = {
        *(rol for stap in wet.stappen for rol in stap.door),
        *(termijn.rol for termijn in wet.termijnen),
        *(rol for regel in wet.berichten for rol in regel.aan),
        *(regel.rol for regel in wet.acties),
    }
    for rol in sorted(rollen):
        if rol not in omgeving.rollen or rol not in protocol.rolnamen:
            yield f"paraatheid: rol {rol!r} bestaat niet, of heeft geen naam in [rolnaam]."
    yield from _namen(wet, omgeving, protocol)


def _namen(wet: Paraatheidsregels, omgeving: Omgeving, protocol: Protocol) -> Iterator[str]:
    """Every condition and mail is there, and somebody who signs in can take each step."""
    for stap in wet.stappen:
        if not set(stap.door) & set(ROLLEN_MET_ACCOUNT):
            yield f"paraatheid_stappen, {stap.code}, door: geen van deze rollen kan inloggen."
        for naam in (*stap.vereist, *stap.verwacht):
            if naam not in omgeving.voorwaarden or naam not in protocol.voorwaardenamen:
                yield f"paraatheid_stappen, {stap.code}: voorwaarde {naam!r} bestaat niet of heeft geen naam."
    for bericht in wet.berichten:
        if not omgeving.heeft_sjabloon(bericht.sjabloon):
            yield f"paraatheid_berichten, {bericht.code}: sjabloon {bericht.sjabloon!r} is niet compleet."


def omgeving_hier() -> Omgeving:
    """What there is around these tables in this house."""
    return Omgeving(gelegde_pijlen(Paraatheid), frozenset(ROLLEN), VOORWAARDEN, bestaat)


@register("protocol")
def controleer_paraatheid(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """Check every version that is here. One that cannot be read is named by another check."""
    berichten: list[CheckMessage] = []
    for versie in versies():
        try:
            zinnen = fouten_paraatheid(haal_protocol(versie), omgeving_hier())
        except ProtocolFout:
            continue
        berichten += [Error(f"{versie}.toml, {zin}", id="protocol.E008") for zin in zinnen]
    return berichten
