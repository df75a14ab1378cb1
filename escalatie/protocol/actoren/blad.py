"""What the rules of a version say of one who takes part, per status: may, does, hears, tells (R42, R124-R160). Pure.

A rule stands under the statuses in which it begins to hold: a task under the status that its arrow leads to, a duty to
inform under that of its trigger, a term where it begins. What no arrow brings, stands under "altijd".
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from basis.taal import met_hoofdletter
from communicatie.regels import Communicatieregels, Orgaan
from escalatie.protocol import rijen
from escalatie.protocol.model import Actor, InformatieRegel, OvergangRegel, Protocol, StatusRegel, TaakRegel
from escalatie.protocol.overzicht import Deel
from escalatie.protocol.overzicht_communicatie import maak_overzicht_communicatie
from escalatie.protocol.rijen import Rij

# What of a rule stands on these pages beside its sentence.
OOK_HIER = frozenset({"Binnen", "Wanneer", "Naar", "Lengte", "Wie het hoort", "Alleen als"})


@dataclass(frozen=True)
class Stapdeel:
    """One status (None for what always holds), and the rows of the rules that hold for this actor from there on."""

    status: StatusRegel | None
    mag: tuple[Rij, ...]
    doet: tuple[Rij, ...]
    hoort: tuple[Rij, ...]
    krijgt: tuple[Rij, ...]
    vertelt: tuple[Rij, ...]
    bewaakt: tuple[Rij, ...]

    @property
    def groepen(self) -> list[tuple[str, tuple[Rij, ...]]]:
        """The parts that say anything, each with its heading."""
        alle = [
            ("Wat zij doen", self.doet),
            ("Welke stap zij kunnen zetten", self.mag),
            ("Wat zij horen", self.hoort),
            ("Wie het hun vertelt", self.krijgt),
            ("Wie zij informeren", self.vertelt),
            ("Welke termijn zij bewaken", self.bewaakt),
        ]
        return [(kop, rijen_) for kop, rijen_ in alle if rijen_]


@dataclass(frozen=True)
class Actorblad:
    """One actor whole: who it is, the bodies that it is, and per status what the rules say."""

    actor: Actor
    organen: tuple[Orgaan, ...]
    delen: tuple[Stapdeel, ...]
    pers: tuple[Deel, ...]


def actorblad(protocol: Protocol, regels: Communicatieregels, actor: Actor) -> Actorblad:
    """The whole page of this actor; a status in which nothing is asked of it is left out."""
    plekken: list[StatusRegel | None] = [*protocol.statussen, None]
    delen = (stapdeel(protocol, regels, actor, status) for status in plekken)
    return Actorblad(
        actor, organen_van(regels, actor), tuple(deel for deel in delen if deel.groepen), _bij_de_pers(regels, actor)
    )


def organen_van(regels: Communicatieregels, actor: Actor) -> tuple[Orgaan, ...]:
    """The bodies that this actor is, in the order of the file."""
    return tuple(o for o in regels.organen if o.code in actor.organen or (o.rol and o.rol in actor.rollen))


def actor_van(protocol: Protocol, rol: str) -> Actor | None:
    """Who this role is; None when the version describes nobody."""
    return next((actor for actor in protocol.actoren if rol in actor.rollen), None)


def stapdeel(protocol: Protocol, regels: Communicatieregels, actor: Actor, status: StatusRegel | None) -> Stapdeel:
    """What holds for this actor in one status, or always (None)."""
    code = status.code if status else ""
    codes = {orgaan.code for orgaan in organen_van(regels, actor)}
    bewaakt = (t for t in protocol.termijnen if t.rol in actor.rollen and _hier(code, _na_stappen(protocol, t.bij)))
    return Stapdeel(
        status=status,
        # Numbers are those of the diagram, which is not on this page.
        mag=tuple(
            replace(_kort(rijen.overgangrij(protocol, o)), kop=o.naam)
            for o in protocol.overgangen
            if _mag(o, actor, code)
        ),
        doet=_taken(protocol, code, lambda taak: taak.rol in actor.rollen),
        hoort=_berichten(protocol, code, lambda regel: bool(set(actor.rollen) & set(regel.aan))),
        krijgt=tuple(_van_wie(protocol, rij) for rij in _taken(protocol, code, lambda taak: taak.orgaan in codes)),
        vertelt=_berichten(protocol, code, lambda regel: regel.door in actor.rollen),
        bewaakt=tuple(_kort(rijen.termijnrij(protocol, termijn)) for termijn in bewaakt),
    )


def _taken(protocol: Protocol, status: str, hoort_erbij: Callable[[TaakRegel], bool]) -> tuple[Rij, ...]:
    hier = {t.code for t in protocol.taken if hoort_erbij(t) and _hier(status, _statussen_van_taak(protocol, t))}
    return tuple(_kort(rij) for rij in rijen.taakrijen(protocol) if rij.code in hier)


def _berichten(protocol: Protocol, status: str, hoort_erbij: Callable[[InformatieRegel], bool]) -> tuple[Rij, ...]:
    hier = (r for r in protocol.informatieregels if _hier(status, _statussen_van_bericht(protocol, r)))
    return tuple(_kort(rijen.informatierij(protocol, regel)) for regel in hier if hoort_erbij(regel))


def _bij_de_pers(regels: Communicatieregels, actor: Actor) -> tuple[Deel, ...]:
    """The parts of Hoofdstuk 1 and Bijlage 2 that name this actor, each with the rules that do."""
    delen = maak_overzicht_communicatie(regels)
    eigen = (replace(deel, rijen=tuple(rij for rij in deel.rijen if rij.rollen & set(actor.rollen))) for deel in delen)
    return tuple(deel for deel in eigen if deel.rijen)


def _van_wie(protocol: Protocol, rij: Rij) -> Rij:
    """A duty to tell this actor, with whose it is before its name."""
    return replace(rij, kop=f"{met_hoofdletter(protocol.rolnamen[protocol.taak_per_code[rij.code].rol])}: {rij.kop}")


def _kort(rij: Rij) -> Rij:
    """The row with what the reader acts on; the rest stands on the page of the protocol."""
    return replace(rij, gegevens=tuple((naam, waarde) for naam, waarde in rij.gegevens if naam in OOK_HIER))


def _mag(overgang: OvergangRegel, actor: Actor, status: str) -> bool:
    """An arrow that creates stands under the statuses that nothing precedes: with what always holds."""
    mag = bool(set(actor.rollen) & set(overgang.mag_door(status)))
    return mag and (status in overgang.van if overgang.van else not status)


def _hier(status: str, statussen: frozenset[str]) -> bool:
    return status in statussen if status else not statussen


def _na_stappen(protocol: Protocol, stappen: Iterable[str]) -> frozenset[str]:
    return frozenset(protocol.stap_per_code[code].naar for code in stappen if protocol.stap_per_code[code].naar)


def _statussen_van_taak(protocol: Protocol, taak: TaakRegel) -> frozenset[str]:
    return _na_stappen(protocol, taak.bij)


def _statussen_van_bericht(protocol: Protocol, regel: InformatieRegel) -> frozenset[str]:
    gevonden: set[str] = set()
    for aanleiding in regel.bij:
        soort, _, rest = aanleiding.partition(":")
        if soort == "overgang":
            gevonden |= _na_stappen(protocol, [rest])
        elif soort in {"taak", "telaat"} and rest in protocol.taak_per_code:
            gevonden |= _statussen_van_taak(protocol, protocol.taak_per_code[rest])
        elif soort == "termijn":
            gevonden |= _na_stappen(protocol, protocol.termijn_per_code[rest.partition(":")[0]].bij)
    return frozenset(gevonden)
