"""An action as the engine and the pages see it: its rule, what holds of it, and how it stands at a moment."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property

from basis.regels import StapRegel
from calamiteiten.models import Paraatheid, Paraatheidsfeit
from escalatie.draaiboek.opdrachten import Stapgegevens
from escalatie.models import Termijn, TermijnStatus
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.paraatheidsregels import ActieRegel, Paraatheidsregels


@dataclass(frozen=True)
class Paraatstand:
    """One step of one action. `gegevens`: what its form says."""

    zaak: Paraatheid
    stap: StapRegel
    gegevens: Stapgegevens | None = None

    @cached_property
    def actie(self) -> ActieRegel:
        """The rule of this action."""
        return actie_van(self.zaak)


class Woord(StrEnum):
    """How an action stands, for people."""

    TE_LAAT = "te_laat"
    TE_REGELEN = "te_regelen"
    BINNENKORT = "binnenkort"
    GEREGELD = "geregeld"
    NIET_NODIG = "niet_nodig"


# Word -> name, icon and colour: never colour alone.
BEELDEN = {
    Woord.TE_LAAT: ("Te laat", "alert-triangle", "negative"),
    Woord.TE_REGELEN: ("Te regelen", "clock", "warning"),
    Woord.BINNENKORT: ("Binnenkort bekijken", "clock", "info"),
    Woord.GEREGELD: ("Geregeld", "check", "positive"),
    Woord.NIET_NODIG: ("Niet meer nodig", "ban", "neutral"),
}


def wet_van(zaak: Paraatheid) -> Paraatheidsregels:
    """The rules of the version of this action."""
    return haal_protocol(zaak.protocol_versie).paraatheid


def actie_van(zaak: Paraatheid) -> ActieRegel:
    """The rule of this action. Raises KeyError when its version has none: a version keeps what its zaken hang on."""
    return wet_van(zaak).actie_per_code[zaak.actie]


def is_geregeld(zaak: Paraatheid) -> bool:
    """Whether something holds now: the action left where it begins, and is not closed."""
    begin = wet_van(zaak).stap_per_code["registreer"].naar
    return zaak.is_open() and zaak.status != begin


def woord(zaak: Paraatheid, termijn: Termijn | None, nu: datetime) -> Woord:
    """How this action stands at `nu` (aware); `termijn`: the one that runs."""
    if not zaak.is_open():
        return Woord.NIET_NODIG
    if termijn and (termijn.status == TermijnStatus.VERSTREKEN or termijn.vervalt_op <= nu):
        return Woord.TE_LAAT
    if not is_geregeld(zaak):
        return Woord.TE_REGELEN
    return Woord.BINNENKORT if termijn and termijn.vervalt_op - nu <= _vooraf(zaak, termijn) else Woord.GEREGELD


def _vooraf(zaak: Paraatheid, termijn: Termijn) -> timedelta:
    """How long before its end the first reminder of this term goes out."""
    regel = wet_van(zaak).termijn_per_code.get(termijn.code)
    uren = [wekker.uren for wekker in regel.wekkers if wekker.soort == "voor"] if regel else []
    return timedelta(hours=max(uren, default=0))


def lopende_termijnen(zaken: Iterable[Paraatheid]) -> dict[int, Termijn]:
    """Action -> the term that runs; one query."""
    rijen = Termijn.objects.filter(zaak__in=[zaak.pk for zaak in zaken], geeindigd_op__isnull=True)
    return {termijn.zaak_id: termijn for termijn in rijen}


def geldende_feiten(zaak: Paraatheid) -> list[Paraatheidsfeit]:
    """What holds of this action, the newest first."""
    return list(zaak.feiten.filter(vervallen_op__isnull=True).order_by("-op_datum", "-pk"))
