"""The adopted protocol as frozen data: what the TOML file says, typed.

One object per adopted version. The engine, the forms and the page `/protocol/` all read these dataclasses; nobody
reads the TOML itself. Every rule carries `bron` (the paragraph of the paper), `eisen` (R-numbers) and `zin` (our own
plain Dutch). Role and status codes are plain strings here and checked by `controle.py`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from basis import regels
from basis.regels import Antwoord, Regel, StapRegel

from .paraatheidsregels import ActieRegel, ParaatheidberichtRegel, Paraatheidsregels
from .plichtregels import InformatieRegel, SpoedRegel, TaakRegel
from .vraagregels import GEEN, Analysepartij, Criterium, EvaluatieVraag, Gevolg, Keuze, ScenarioRegel, Vraag, Weging

__all__ = [
    "Actor",
    "Analysepartij",
    "Criterium",
    "EvaluatieVraag",
    "Gevolg",
    "InformatieRegel",
    "Keuze",
    "Lezing",
    "OvergangRegel",
    "Principe",
    "Protocol",
    "ScenarioRegel",
    "SpoedRegel",
    "StatusRegel",
    "TaakRegel",
    "TermijnRegel",
    "Vraag",
    "Weging",
]


@dataclass(frozen=True, kw_only=True)
class StatusRegel(regels.StatusRegel):
    """A status of a melding.

    vervolg: the status that usually follows; the step bar shows that road ahead. scenario: the scenario that holds from
    here on. analyse: the parties can still change their analysis here. oordeel: here they judge together, and no
    scenario holds. raadpleging: here someone is consulted before the judgement goes on. onrust: there is unrest as long
    as this status holds, whatever the scenario.
    plek: (left, top) in the drawing; a version with a status that has no place is shown without a drawing.
    telt: whether a melding that stands here counts in the figures; not one that was taken back or is told twice.
    """

    vervolg: str = ""
    scenario: str = ""
    analyse: bool = False
    oordeel: bool = False
    raadpleging: bool = False
    onrust: bool = False
    plek: tuple[int, ...] = ()
    telt: bool = True


@dataclass(frozen=True, kw_only=True)
class OvergangRegel(StapRegel):
    """An arrow of the state machine of a melding.

    A condition is a name in `escalatie.draaiboek.voorwaarden`, or `taak:<code>` (every task of that code is done).
    voltooit: codes of tasks that this arrow itself finishes (the triage task is done once the triage is decided).
    vervalt: codes of tasks that lapse with this arrow alone (nobody confirms a scenario while in doubt).
    sluit_taken: open tasks lapse with this arrow, except the rules that say `blijft`; an end status closes those too.
    trekt_berichten_in: mails of before this arrow that have not gone out yet do not hold any more and stay in;
    berichten_blijven: the information rules whose mails still hold and go out after all.
    keert_om: back to the judgement: what was confirmed lapses, and the terms that end with it were not met.
    vraagt_melding: who takes it says which other melding tells of the same event.
    vraagt_gemeenten: who takes it says of which involved gemeenten it is true; those get its tasks per gemeente.
    regie: the regierol that directs from here on (R149); without one, directing follows the status or the last record.
    lijnen, nummers, label: how it runs in the drawing (paths, places of its number, place of its name); terug: dashed.
    """

    naar: str
    sluit_taken: bool = False
    trekt_toegang_in: bool = False
    trekt_berichten_in: bool = False
    berichten_blijven: tuple[str, ...] = ()
    voltooit: tuple[str, ...] = ()
    vervalt: tuple[str, ...] = ()
    keert_om: bool = False
    vraagt_melding: bool = False
    vraagt_gemeenten: bool = False
    regie: str = ""
    lijnen: tuple[str, ...] = ()
    nummers: tuple[tuple[int, ...], ...] = ()
    label: tuple[int, ...] = ()
    terug: bool = False


@dataclass(frozen=True, kw_only=True)
class TermijnRegel(regels.TermijnRegel):
    """A term of a melding. als: optional condition name (`draaiboek.voorwaarden`) on which it depends. spoed_uren,
    spoed_wekkers: its length and alarms in an urgent melding, when a `SpoedRegel` names it (0: never another)."""

    als: str = ""
    spoed_uren: int = 0
    spoed_wekkers: tuple[regels.WekkerRegel, ...] = ()


@dataclass(frozen=True)
class Lezing(Regel):
    """Our reading of a silence of the paper (A1–A20): what it does not say and what we do. Shown as *lezing*."""

    onderwerp: str


@dataclass(frozen=True)
class Principe(Regel):
    """A sentence of the paper that is frame or context: it becomes help text, not an arrow (R1, R2, R23–R30 …)."""

    onderwerp: str


@dataclass(frozen=True, kw_only=True)
class Actor(Regel):
    """Who takes part, told to people (R42, R124-R160): `zin` says what for.

    wie: who that is. wanneer: from when, and how it hears. rollen: the roles of the file that it has (none for a body
    without a seat); organen: the bodies of the communication file that it is, beside those with one of its roles.
    weten: what it must know and when; omgaan: how it deals with questions; a sentence each.
    """

    naam: str
    wie: str
    wanneer: str
    rollen: tuple[str, ...] = ()
    organen: tuple[str, ...] = ()
    weten: tuple[str, ...] = ()
    omgaan: tuple[str, ...] = ()


@dataclass(frozen=True)
class Protocol:
    """One adopted version, whole."""

    versie: str
    titel: str
    regio: str
    vastgesteld_datum: date
    vastgesteld_door: str
    statussen: tuple[StatusRegel, ...]
    overgangen: tuple[OvergangRegel, ...]
    termijnen: tuple[TermijnRegel, ...]
    taken: tuple[TaakRegel, ...]
    informatieregels: tuple[InformatieRegel, ...]
    vragen: tuple[Vraag, ...]
    evaluatievragen: tuple[EvaluatieVraag, ...]
    criteria: tuple[Criterium, ...]
    keuzes: tuple[Keuze, ...]
    scenarios: tuple[ScenarioRegel, ...]
    lezingen: tuple[Lezing, ...]
    principes: tuple[Principe, ...]
    rolnamen: dict[str, str]
    voorwaardenamen: dict[str, str] = field(default_factory=dict)
    partijen: tuple[Analysepartij, ...] = ()
    wegingen: tuple[Weging, ...] = ()
    gevolgen: tuple[Gevolg, ...] = ()
    spoed: tuple[SpoedRegel, ...] = ()
    actoren: tuple[Actor, ...] = ()
    paraatheid_statussen: tuple[regels.StatusRegel, ...] = ()
    paraatheid_stappen: tuple[StapRegel, ...] = ()
    paraatheid_termijnen: tuple[regels.TermijnRegel, ...] = ()
    paraatheid_berichten: tuple[ParaatheidberichtRegel, ...] = ()
    paraatheid_acties: tuple[ActieRegel, ...] = ()
    geldt_vanaf: date = date.min
    gebaseerd_op: str = ""
    # SHA-256 of the whole version, both halves; empty for a file that was read by itself.
    digest: str = ""

    @cached_property
    def stap_per_code(self) -> dict[str, OvergangRegel]:
        """Arrow code -> rule."""
        return {regel.code: regel for regel in self.overgangen}

    @cached_property
    def status_per_code(self) -> dict[str, StatusRegel]:
        """Status code -> rule."""
        return {regel.code: regel for regel in self.statussen}

    @cached_property
    def termijn_per_code(self) -> dict[str, TermijnRegel]:
        """Term code -> rule."""
        return {regel.code: regel for regel in self.termijnen}

    @cached_property
    def taak_per_code(self) -> dict[str, TaakRegel]:
        """Task code -> rule."""
        return {regel.code: regel for regel in self.taken}

    @cached_property
    def scenario_per_code(self) -> dict[str, ScenarioRegel]:
        """Scenario letter -> rule."""
        return {regel.code: regel for regel in self.scenarios}

    @cached_property
    def gevolg_per_code(self) -> dict[str, Gevolg]:
        """What an answer can set off: code -> rule."""
        return {regel.code: regel for regel in self.gevolgen}

    @cached_property
    def signalen(self) -> dict[str, Gevolg]:
        """The signals, by the code of the duty whose record ends each."""
        return {gevolg.tot: gevolg for gevolg in self.gevolgen if gevolg.tot}

    @cached_property
    def spoed_per_code(self) -> dict[str, SpoedRegel]:
        """What makes a melding urgent: code -> rule."""
        return {regel.code: regel for regel in self.spoed}

    @cached_property
    def actor_per_code(self) -> dict[str, Actor]:
        """Who takes part: code -> rule."""
        return {regel.code: regel for regel in self.actoren}

    @cached_property
    def paraatheid(self) -> Paraatheidsregels:
        """What must be arranged beforehand, as the rules of one kind of zaak."""
        return Paraatheidsregels(
            self.versie,
            self.paraatheid_statussen,
            self.paraatheid_stappen,
            self.paraatheid_termijnen,
            self.paraatheid_berichten,
            self.paraatheid_acties,
        )

    @cached_property
    def partij_per_code(self) -> dict[str, Analysepartij]:
        """Party of the impactanalyse -> rule."""
        return {regel.code: regel for regel in self.partijen}

    @cached_property
    def begin(self) -> OvergangRegel:
        """The arrow that makes a melding. Raises StopIteration when there is none; the system check asks for it."""
        return next(regel for regel in self.overgangen if not regel.van)

    @cached_property
    def oordeel(self) -> StatusRegel | None:
        """The status in which the parties judge together."""
        return next((status for status in self.statussen if status.oordeel), None)

    @cached_property
    def in_analyse(self) -> frozenset[str]:
        """While one of these holds, the parties still analyse: a gemeente that joins gets an analysis too (A6)."""
        return frozenset(status.code for status in self.statussen if status.analyse)

    @cached_property
    def naar_analyse(self) -> tuple[str, ...]:
        """The arrows that ask the parties for their analysis: into it from outside, not back from later."""
        return tuple(
            o.code
            for o in self.overgangen
            if o.van and o.naar in self.in_analyse and not o.keert_om and not self.in_analyse & set(o.van)
        )

    @cached_property
    def gesloten(self) -> frozenset[str]:
        """The statuses in which nothing has to be done any more."""
        return frozenset(status.code for status in self.statussen if status.eind)

    @cached_property
    def raadpleging(self) -> frozenset[str]:
        """The statuses in which someone is consulted."""
        return frozenset(status.code for status in self.statussen if status.raadpleging)

    @cached_property
    def fasen(self) -> tuple[tuple[StatusRegel, TermijnRegel], ...]:
        """The statuses that the paper itself gives a term, with that term: exactly one runs while it lasts."""
        paren = ((status, self.termijn_per_code.get(status.code)) for status in self.statussen)
        return tuple((status, termijn) for status, termijn in paren if termijn and termijn.soort == "protocol")

    @cached_property
    def uitnodigingen(self) -> frozenset[str]:
        """The information rules whose readers hear how it goes on (`InformatieRegel.uitkomst`)."""
        return frozenset(regel.code for regel in self.informatieregels if regel.uitkomst)

    @cached_property
    def informeerplichten(self) -> frozenset[str]:
        """The tasks by which somebody must hear something: recorded as such, or named by an information rule."""
        vertellend = {taak.code for taak in self.taken if taak.vorm in {"informering", "familie", "terugkoppeling"}}
        return frozenset(vertellend | {regel.taak for regel in self.informatieregels if regel.taak})

    def is_besluit(self, code: str) -> bool:
        """Whether this arrow decides how a melding goes on: it leads out of the joint analysis and judgement, turns
        back to it, or closes. Going on within it decides nothing yet."""
        regel = self.stap_per_code.get(code)
        return regel is not None and bool(regel.van) and (regel.keert_om or regel.naar not in self.in_analyse)

    def scenario_na(self, overgang: OvergangRegel) -> str:
        """The scenario that this arrow chooses; empty for every other arrow."""
        naar = self.status_per_code.get(overgang.naar)
        is_keuze = naar is not None and self.oordeel is not None and self.oordeel.code in overgang.van
        return naar.scenario if naar and is_keuze else ""

    def heeft_onrust(self, status: str, scenario: str) -> bool:
        """Whether there is unrest here: by the scenario that holds, or by the status itself."""
        gekozen, hier = self.scenario_per_code.get(scenario), self.status_per_code.get(status)
        return bool(gekozen and gekozen.onrust) or bool(hier and hier.onrust)

    def geeft_onrust(self, overgang: OvergangRegel) -> bool:
        """Whether there is unrest from this arrow on."""
        return bool(overgang.van) and self.heeft_onrust(overgang.naar, self.scenario_na(overgang))

    def weging_van(self, woord: str) -> Weging:
        """The subject that this word weighs. Raises StopIteration for a word of no subject: the check asks for it."""
        return next(weging for weging in self.wegingen if woord in weging.woorden)

    def is_bij_oordeel(self, status: str) -> bool:
        """Whether the parties judge together in this status, or consult someone about it."""
        hier = self.status_per_code.get(status)
        return hier is not None and (hier.oordeel or hier.raadpleging)

    def is_hervat(self, van: str, naar: str) -> bool:
        """Whether a step is the way back from a consultation to the judgement (R61, A7)."""
        return van in self.raadpleging and self.oordeel is not None and naar == self.oordeel.code

    def weg_na(self, code: str) -> tuple[str, ...]:
        """The usual road from this status: itself and what follows, each once."""
        weg: list[str] = []
        while code and code in self.status_per_code and code not in weg:
            weg.append(code)
            code = self.status_per_code[code].vervolg
        return tuple(weg)

    @property
    def bevestigtaken(self) -> list[TaakRegel]:
        """The tasks by which each gemeente confirms a scenario."""
        return [regel for regel in self.taken if regel.vorm == "beoordeling" and regel.per == "gemeente"]

    def analysetaken(self, partij: str) -> tuple[TaakRegel, ...]:
        """The tasks that ask this party for its impactanalyse."""
        regel = self.partij_per_code.get(partij)
        return tuple(taak for taak in self.taken if regel and taak.vorm == "analyse" and taak.rol == regel.rol)

    def gevolgen_van(self, opties: Iterable[Antwoord | Keuze]) -> list[Gevolg]:
        """What these options set off; an option without a consequence adds nothing."""
        return [self.gevolg_per_code[optie.gevolg] for optie in opties if optie.gevolg not in {"", GEEN}]

    def keten(self, opties: Iterable[Antwoord | Keuze]) -> dict[str, Gevolg]:
        """All that these options can set off, by code: also by the answer to a duty that one of them brings."""
        gevonden: dict[str, Gevolg] = {}
        te_gaan = [optie.gevolg for optie in opties]
        while te_gaan:
            gevolg = self.gevolg_per_code.get(te_gaan.pop())
            if gevolg and gevolg.code not in gevonden:
                gevonden[gevolg.code] = gevolg
                te_gaan += [a.gevolg for code in gevolg.taken for a in self.taak_per_code[code].antwoorden]
        return gevonden

    def vragen_van(self, analyse: str) -> tuple[Vraag, ...]:
        """The questions of the impactanalyse of one party, in the order of the file."""
        return tuple(vraag for vraag in self.vragen if vraag.analyse == analyse)

    def keuzes_van(self, lijst: str) -> tuple[Keuze, ...]:
        """The options of one choice list, in the order of the file."""
        return tuple(keuze for keuze in self.keuzes if keuze.lijst == lijst)

    def informatieregels_bij(self, aanleiding: str) -> tuple[InformatieRegel, ...]:
        """The rules that a trigger such as "overgang:kies_b" sets off."""
        return tuple(regel for regel in self.informatieregels if aanleiding in regel.bij)
