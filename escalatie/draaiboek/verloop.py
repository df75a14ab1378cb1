"""What happened with a zaak, computed from its rows: the part of the timeline that every kind of zaak has.

There is no log beside the rows that could disagree with them.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from basis.momenten import Moment
from basis.taal import in_een_zin, opsomming
from basis.voorbereid import voorbereid
from calamiteiten.models import Zaak
from calamiteiten.statussen import beeld
from communicatie.models import Bericht
from communicatie.post.woorden import in_woorden
from escalatie.models import Stap, Termijn, Wekker

from . import correcties
from .procedure import Wet

TIJDLIJN_OPEN = 10
HERSTELD = " (na herstel van een back-up)"
TINTEN = frozenset({"negative", "warning", "positive"})


@dataclass(frozen=True)
class Tijdlijn:
    """The timeline on a page: what it shows at once, and what it keeps folded."""

    momenten: list[Moment]

    @property
    def nieuw(self) -> list[Moment]:
        """What is shown at once."""
        return self.momenten[:TIJDLIJN_OPEN]

    @property
    def eerder(self) -> list[Moment]:
        """What is folded."""
        return self.momenten[TIJDLIJN_OPEN:]


def op_volgorde(momenten: Iterable[Moment]) -> list[Moment]:
    """The newest first. Of one instant the consequence stands above its cause: sources come in that order."""
    genummerd = sorted(enumerate(momenten), key=lambda paar: (paar[1].op, paar[0]), reverse=True)
    return [moment for _, moment in genummerd]


def van_stappen(
    stappen: Iterable[Stap],
    wet: Wet,
    soort: str,
    voorwaarde: Callable[[str], str],
    iconen: Mapping[str, str] | None = None,
    namen: Mapping[str, str] | None = None,
) -> Iterator[Moment]:
    """The steps. `voorwaarde` says a condition that was passed over in words; `iconen`: of the steps that move no
    status (without it every step wears that of its status); `namen`: of the steps that have no rule."""
    for stap in stappen:
        regel = wet.stap_per_code.get(stap.code)
        if correcties.is_correctie(stap):
            yield correctie(stap)
            continue
        naam = regel.naam if regel else (namen or {}).get(stap.code, stap.code)
        verder = bool(stap.van) and stap.van != stap.naar
        zo = beeld(soort, stap.protocol_versie, stap.naar)
        is_status = verder or iconen is None
        icoon, kleur = (zo.icoon, tint(zo.kleur)) if is_status else ((iconen or {}).get(stap.code, "news"), "")
        tekst = f"{naam}: nu {in_een_zin(zo.naam)}" if verder else naam
        yield Moment(stap.op, tekst, icoon, kleur, correcties.door(stap), redenen(stap, voorwaarde))


def correctie(stap: Stap) -> Moment:
    """A record of what was put right, taken back or joined, as a moment; of a file with its digest, which says nothing
    of what is in it."""
    icoon, wat = correcties.ICONEN[stap.code], correcties.in_woorden(stap)
    som = f"SHA-256: {stap.gegevens['sha256']}" if "sha256" in stap.gegevens else ""
    return Moment(
        stap.op,
        wat,
        icoon,
        "",
        correcties.door(stap),
        "\n".join(filter(None, [stap.motivering, som])),
        correcties.wijzigingen(stap),
        stap.gegevens.get("deel", ""),
    )


def redenen(stap: Stap, voorwaarde: Callable[[str], str]) -> str:
    """Where and why a step was taken, and the reason for each expected condition that was passed over (R2), a line
    each."""
    waar = f"In {opsomming(stap.gegevens['waar'])}." if stap.gegevens.get("waar") else ""
    afwijkingen = [f"Afgeweken ({voorwaarde(naam)}): {reden}" for naam, reden in stap.afwijkingen.items()]
    return "\n".join(filter(None, [waar, stap.motivering, stap.gegevens.get("vervanging", ""), *afwijkingen]))


def termijnnaam(termijn: Termijn, wet: Wet) -> str:
    """What a term is called in this version."""
    regel = wet.termijn_per_code.get(termijn.code)
    return regel.naam if regel else termijn.code


def van_wekkers(wekkers: Iterable[Wekker], wet: Wet) -> Iterator[Moment]:
    """The warnings beforehand; the passing itself is said by the term. What rang after a back-up was put back says so,
    whatever it is. `wekkers`: those that rang, with their terms."""
    for wekker in wekkers:
        naam, erbij = termijnnaam(wekker.termijn, wet), HERSTELD if wekker.is_na_herstel else ""
        if wekker.gevuurd_op and wekker.soort == "voor":
            yield Moment(wekker.gevuurd_op, f"Waarschuwing: {naam} loopt bijna af{erbij}", "bell", "warning")
        elif wekker.gevuurd_op and erbij:
            yield Moment(wekker.gevuurd_op, f"Waarschuwing: {naam} is bereikt{erbij}", "bell", "warning")


def gevuurde_wekkers(zaak: Zaak) -> list[Wekker]:
    """The alarms of this zaak that rang, with their terms."""
    return _gevuurd(zaak)


@voorbereid
def _gevuurd(zaak: int) -> QuerySet[Wekker]:
    return Wekker.objects.filter(termijn__zaak=zaak, gevuurd_op__isnull=False).select_related("termijn")


def van_berichten(berichten: Iterable[Bericht], wie: Callable[[list[Bericht]], str]) -> Iterator[Moment]:
    """One moment per duty to inform and outcome: who was written to, who could not be reached. `wie`: the seats in
    words."""
    groepen: dict[tuple[str, str, str], list[Bericht]] = defaultdict(list)
    for bericht in berichten:
        groepen[(bericht.aanleiding, bericht.regel, bericht.stand)].append(bericht)
    for (_, _, status), rijen in groepen.items():
        op = max(rij.verzonden_op or rij.gepland_op for rij in rijen)
        yield Moment(op, *in_woorden(status, len(rijen), wie(rijen)))


def tint(kleur: str) -> str:
    """The colour of a moment: that of its status when it says something good or bad."""
    return kleur if kleur in TINTEN else ""
