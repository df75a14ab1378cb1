"""The read model of the judgement: the analyses side by side, the advice and who confirmed what (R59, A6, A7)."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from basis.regels import StapRegel
from calamiteiten.models import Betrokkenheid, Impactanalyse, Melding
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.draaiboek import correcties
from escalatie.draaiboek.bevoegdheid import mag_analyse, mag_bevestigen
from escalatie.draaiboek.mogelijkheden import Mogelijkheid, mogelijkheden
from escalatie.draaiboek.scenario import Advies, Tegenspraak
from escalatie.meldingen.dossier.inzage import mag_analyse_lezen, mag_toelichting_lezen
from escalatie.meldingen.dossier.rijen import Dossierrijen
from escalatie.models import Stap
from escalatie.protocol.model import Protocol, ScenarioRegel, Vraag

from .verschillen import verschillen


@dataclass(frozen=True)
class Cel:
    """One answer: its name, what it weighs, the explanation and the prefilled fact with its source."""

    antwoord: str
    weegt: str = ""
    toelichting: str = ""
    feit: str = ""
    wijkt_af: bool = False


@dataclass(frozen=True)
class Rij:
    """One subject: the questions as asked, (party, cell) each (None: not asked of it), and do the answers differ."""

    vragen: tuple[str, ...]
    cellen: tuple[tuple[str, Cel | None], ...]
    verschilt: bool

    @property
    def wijkt_af(self) -> bool:
        """Whether an answer differs from the fact beside it, and nobody said why."""
        return any(cel.wijkt_af for _, cel in self.cellen if cel)


@dataclass(frozen=True)
class Verschil:
    """An answer that says otherwise than the fact beside it, and whether this user may say why it stands, and reads
    why it does."""

    analyse: Impactanalyse
    wat: Tegenspraak
    mag: bool
    mag_lezen: bool

    @property
    def op(self) -> datetime | None:
        """When it was explained (aware); None when it was not."""
        return datetime.fromisoformat(self.wat.verklaring["op"]) if self.wat.verklaring else None


@dataclass(frozen=True)
class Uitspraak:
    """One answer for a gemeente, and whether it still stands: an earlier one is shown struck through."""

    stap: Stap
    scenario: str
    door: str
    geldt: bool


@dataclass(frozen=True)
class Bevestiging:
    """What the toegang of one gemeente said, and whether this user may say it for her."""

    betrokkenheid: Betrokkenheid
    mag: bool
    is_eigen: bool
    gezegd: tuple[Uitspraak, ...] = ()

    @property
    def mag_intrekken(self) -> bool:
        """Whether something that stands here was recorded by this user's side: the toegang herself, or the region."""
        rij = self.betrokkenheid
        if self.is_eigen:
            return self.mag and rij.is_zelf_bevestigd
        return self.mag and (bool(rij.weersproken_scenario) or bool(rij.bevestigd_namens))


@dataclass(frozen=True)
class Keuze:
    """A scenario to choose: the rule, the step towards it, is it the advice and do all toegangen agree."""

    regel: ScenarioRegel
    stap: Mogelijkheid[StapRegel] | None
    is_advies: bool
    bevestigd_door: tuple[str, ...]


@dataclass(frozen=True)
class Beoordeling:
    """Everything on the page."""

    melding: Melding
    partijen: list[Impactanalyse]
    rijen: list[Rij]
    verschillen: list[Verschil]
    advies: Advies
    advies_regel: ScenarioRegel | None
    is_geraadpleegd: bool
    bevestigingen: list[Bevestiging]
    keuzes: list[Keuze]
    twijfel: Mogelijkheid[StapRegel] | None
    is_nu: bool

    @property
    def aantal_verschillen(self) -> int:
        """On how many subjects the parties differ, or an answer differs from a fact and nobody said why."""
        return sum(rij.verschilt or rij.wijkt_af for rij in self.rijen)


def mag_beoordeling_lezen(rijen: Dossierrijen, gebruiker: Gebruiker) -> bool:
    """Whether this user reads every analysis of this melding now; else the page does not exist for them."""
    return bool(rijen.analyses) and all(mag_analyse_lezen(gebruiker, a, rijen.melding.status) for a in rijen.analyses)


def beoordeling(rijen: Dossierrijen, gebruiker: Gebruiker) -> Beoordeling:
    """The page for this user."""
    partijen = sorted(rijen.analyses, key=lambda a: (a.gemeente is not None, str(a.gemeente or "")))
    stappen = mogelijkheden(rijen.melding, gebruiker, rijen)
    keuzes = {stap.scenario: stap for stap in stappen if stap.scenario}
    hier = rijen.protocol.status_per_code[rijen.melding.status]
    return Beoordeling(
        melding=rijen.melding,
        partijen=partijen,
        rijen=vergelijk(partijen, rijen.protocol, _met_toelichting(partijen, rijen, gebruiker)),
        verschillen=[_verschil(analyse, wat, rijen, gebruiker) for analyse in partijen for wat in verschillen(analyse)],
        advies=rijen.advies,
        advies_regel=rijen.protocol.scenario_per_code.get(rijen.advies.scenario),
        is_geraadpleegd=rijen.is_geraadpleegd,
        bevestigingen=[_bevestiging(b, rijen, gebruiker) for b in rijen.betrokkenheden],
        keuzes=[_keuze(regel, rijen, keuzes) for regel in rijen.protocol.scenarios],
        twijfel=next((stap for stap in stappen if stap.naar in rijen.protocol.raadpleging), None),
        is_nu=hier.oordeel,
    )


def vergelijk(partijen: list[Impactanalyse], protocol: Protocol, met_toelichting: Collection[int]) -> list[Rij]:
    """A row per subject, a cell per analysis; questions that the protocol marks alike share a row. `met_toelichting`:
    the keys of the analyses of which the explanations may be read."""
    onderwerpen: dict[str, list[Vraag]] = {}
    for vraag in (vraag for partij in protocol.partijen for vraag in protocol.vragen_van(partij.code)):
        onderwerpen.setdefault(vraag.vergelijk or f"{vraag.analyse}:{vraag.code}", []).append(vraag)
    return [_rij(vragen, partijen, met_toelichting) for vragen in onderwerpen.values()]


def _rij(vragen: list[Vraag], partijen: list[Impactanalyse], met: Collection[int]) -> Rij:
    per_soort = {vraag.analyse: vraag for vraag in vragen}
    cellen = tuple(
        (analyse.naam, _cel(per_soort.get(analyse.soort), analyse, analyse.pk in met)) for analyse in partijen
    )
    weegt = {cel.weegt for _, cel in cellen if cel and cel.weegt}
    return Rij(tuple(vraag.zin for vraag in vragen), cellen, len(weegt) > 1)


def _cel(vraag: Vraag | None, analyse: Impactanalyse, met_toelichting: bool) -> Cel | None:
    if vraag is None:
        return None
    if not analyse.is_definitief():
        return Cel("nog niet ingediend")
    gegeven = next((a for a in vraag.antwoorden if a.code == analyse.antwoorden.get(vraag.code)), None)
    feit = analyse.feiten.get(vraag.feit, {})
    return Cel(
        antwoord=gegeven.naam if gegeven else "niet beantwoord",
        weegt=gegeven.weegt if gegeven else "",
        toelichting=analyse.toelichtingen.get(vraag.code, "") if met_toelichting else "",
        feit=f"{feit['tekst']} Bron: {feit['bron']}." if feit else "",
        wijkt_af=any(wat.vraag == vraag.code and wat.verklaring is None for wat in verschillen(analyse)),
    )


def _verschil(analyse: Impactanalyse, wat: Tegenspraak, rijen: Dossierrijen, gebruiker: Gebruiker) -> Verschil:
    open_ = rijen.melding.status in rijen.protocol.in_analyse
    mag_lezen = bool(_met_toelichting([analyse], rijen, gebruiker))
    return Verschil(analyse, wat, open_ and mag_analyse(gebruiker, analyse), mag_lezen)


def _met_toelichting(partijen: Iterable[Impactanalyse], rijen: Dossierrijen, gebruiker: Gebruiker) -> set[int]:
    return {a.pk for a in partijen if mag_toelichting_lezen(gebruiker, a, rijen.melding.status)}


def _bevestiging(b: Betrokkenheid, rijen: Dossierrijen, gebruiker: Gebruiker) -> Bevestiging:
    return Bevestiging(
        b, mag_bevestigen(gebruiker, b.gemeente), gebruiker.is_rol(Rol.TOEGANG), tuple(_uitspraken(b, rijen))
    )


def _uitspraken(b: Betrokkenheid, rijen: Dossierrijen) -> Iterator[Uitspraak]:
    """What was said for this gemeente since the judgement began (anew), the first first."""
    oordeel = rijen.protocol.oordeel
    begin = [stap.volgnummer for stap in rijen.overgangen if oordeel and stap.naar == oordeel.code]
    eigen = [
        stap
        for stap in rijen.stappen
        if stap.code == correcties.BEVESTIG
        and stap.gegevens.get("gemeente") == b.gemeente_id
        and stap.volgnummer > (begin[-1] if begin else 0)
    ]
    # Of the toegang herself, and of what was said by phone, the newest counts.
    laatste = {bool(stap.gegevens["namens"]): stap.pk for stap in eigen}
    for stap in eigen:
        scenario, namens = stap.gegevens["scenario"], stap.gegevens["namens"]
        geldt = stap.pk == laatste[bool(namens)] and scenario in {b.bevestigd_scenario, b.weersproken_scenario}
        yield Uitspraak(stap, scenario, correcties.door(stap), geldt)


def _keuze(regel: ScenarioRegel, rijen: Dossierrijen, keuzes: dict[str, Mogelijkheid[StapRegel]]) -> Keuze:
    return Keuze(
        regel=regel,
        stap=keuzes.get(regel.code),
        is_advies=rijen.advies.scenario == regel.code,
        bevestigd_door=tuple(_eens(rijen.betrokkenheden, regel.code)),
    )


def _eens(betrokkenheden: Iterable[Betrokkenheid], letter: str) -> Iterable[str]:
    return (str(b.gemeente) for b in betrokkenheden if b.eens_met == letter)
