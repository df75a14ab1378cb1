"""The adopted protocol as frozen data: what the TOML file says, typed.

One object per adopted version. The engine, the forms and the page `/protocol/` all read these dataclasses; nobody
reads the TOML itself. Every rule carries `bron` (the paragraph of the paper), `eisen` (R-numbers) and `zin` (our own
plain Dutch). Role and status codes are plain strings here and checked by `controle.py`.
"""

from dataclasses import dataclass, field
from datetime import date
from functools import cached_property

from basis.regels import Antwoord, Regel, WekkerRegel


@dataclass(frozen=True)
class StatusRegel(Regel):
    """A status: its name on screen, the step (1-based) of the dossier bar, and what to do now in it."""

    naam: str
    stap: int
    eind: bool = False


@dataclass(frozen=True)
class OvergangRegel(Regel):
    """An arrow of the state machine. `van` is empty for the arrow that creates.

    vereist: conditions that cannot be skipped; verwacht: conditions that may, with a written reason (R2).
    A condition is a name in `escalatie.draaiboek.voorwaarden`, or `taak:<code>` (every task of that code is done).
    motivering: "verplicht" | "optioneel" | "geen" | "bij_afwijking" (only when it differs from the advice).
    door_per_van: narrows `door` for a status the arrow leaves ({"fase_2": ("regiomanager",)}); ask `mag_door(van)`.
    voltooit: codes of tasks that this arrow itself finishes (the triage task is done once the triage is decided).
    vervalt: codes of tasks that lapse with this arrow alone (nobody confirms a scenario while in doubt).
    sluit_taken: open tasks lapse with this arrow, except the rules that say `blijft`; an end status closes those too.
    trekt_berichten_in: mails of before this arrow that have not gone out yet do not hold any more and stay in;
    berichten_blijven: the information rules whose mails still hold and go out after all.
    """

    naam: str
    van: tuple[str, ...]
    naar: str
    door: tuple[str, ...]
    vereist: tuple[str, ...] = ()
    verwacht: tuple[str, ...] = ()
    motivering: str = "optioneel"
    sluit_taken: bool = False
    trekt_toegang_in: bool = False
    trekt_berichten_in: bool = False
    berichten_blijven: tuple[str, ...] = ()
    door_per_van: dict[str, tuple[str, ...]] = field(default_factory=dict)
    voltooit: tuple[str, ...] = ()
    vervalt: tuple[str, ...] = ()

    def mag_door(self, van: str) -> tuple[str, ...]:
        """The roles that may take this arrow out of status `van` (A13)."""
        return self.door_per_van.get(van, self.door)


@dataclass(frozen=True)
class TermijnRegel(Regel):
    """A term. Exactly one of uren, maanden, werkdagen is above zero.

    bij: the arrows that start it; stopt_bij: the arrows that end it; stopt_bij_taak: a task code whose last open row,
    when done, ends it. soort: "protocol" (the paper names it) or "regioafspraak" (A8).
    """

    naam: str
    bij: tuple[str, ...]
    soort: str
    uren: int = 0
    maanden: int = 0
    werkdagen: int = 0
    stopt_bij: tuple[str, ...] = ()
    stopt_bij_taak: str = ""
    lezing: str = ""
    rol: str = "contractmanager"
    wekkers: tuple[WekkerRegel, ...] = ()


@dataclass(frozen=True)
class TaakRegel(Regel):
    """An obligation as a task. per: "melding" (one) or "gemeente" (one per involved gemeente).

    bij: the arrows that create it. als: optional condition name (`draaiboek.voorwaarden`) on which it depends.
    vorm: how it is recorded: "afvinken" | "overleg" | "informering" | "inspectierapport" | "contact_inspectie" |
    "evaluatie" | "partijen" | "familie" | "communicatieadvies" | "analyse" | "beoordeling" | "keuze" |
    "terugkoppeling" | "acties" | "verslag" (what was done, in words).
    termijn: code of the term it must be done within ("" = no term). herhaalbaar: it can be recorded more than once and
    stays open until the melding moves on. matrix: a column of the matrix gemeente x obligation. blijft: the duty
    survives a heroverweging (it hangs on the melding, not on the scenario). partij: who is told, when vorm is
    "informering" and no information rule names a role for it. orgaan: the body of the communication file that is told.
    naar_buiten: the `Uitingsoort` that goes outside with it ("" for none): then the locks are asked (R125).
    """

    naam: str
    rol: str
    bij: tuple[str, ...]
    per: str = "melding"
    vorm: str = "afvinken"
    termijn: str = ""
    als: str = ""
    herhaalbaar: bool = False
    matrix: bool = False
    partij: str = ""
    blijft: bool = False
    orgaan: str = ""
    naar_buiten: str = ""


@dataclass(frozen=True)
class InformatieRegel(Regel):
    """Who informs whom.

    bij: triggers: "overgang:<code>", "taak:<code>" (task done), "termijn:<code>:<voor|op|na>" or "media:stijging".
    door: the role that informs; "app" when the software itself does. aan: roles; it may be empty with wijze "taak" when
    the paper leaves open who that is. gemeenten: which gemeenten for roles per gemeente: "betrokken" (involved in the
    melding), "werkgebied" (where the aanbieder works, inside the region), "overige" (all of the region but the involved
    ones) or "alle".
    wijze: "mail" (a Bericht per recipient) or "taak" (a person must do it by phone or in a talk; the task of that code
    in `taak` is the record). opent_dossier: the recipients' team may see this dossier from then on.
    als: optional condition name. bevestigen_binnen_uren: the recipients confirm receipt within so many clock hours
    (0: nobody asks); without an answer the vervanger gets it, and after the same time again somebody phones (A8).
    naar_buiten: the mail leaves the circle of the dossier; it waits while a lock is on (R125).
    """

    bij: tuple[str, ...]
    door: str
    aan: tuple[str, ...]
    sjabloon: str = ""
    gemeenten: str = "betrokken"
    wijze: str = "mail"
    taak: str = ""
    opent_dossier: bool = False
    als: str = ""
    bevestigen_binnen_uren: int = 0
    naar_buiten: bool = False


@dataclass(frozen=True)
class Vraag(Regel):
    """A question of an impactanalyse. `zin` is the question, `hulp` the help text.

    analyse: "toegang" or "contractmanager". toelichting: "verplicht" | "optioneel".
    feit: "" or the code of the prefilled fact beside the question ("werkgebied", "eerdere_meldingen").
    vergelijk: questions of both analyses with the same word are laid side by side ("onrust", "herhaling").
    """

    analyse: str
    hulp: str
    antwoorden: tuple[Antwoord, ...]
    toelichting: str = "optioneel"
    feit: str = ""
    vergelijk: str = ""


@dataclass(frozen=True)
class EvaluatieVraag(Regel):
    """One of the evaluation questions of Fase 2. antwoorden may be empty (free text only)."""

    antwoorden: tuple[Antwoord, ...] = ()


@dataclass(frozen=True)
class Criterium(Regel):
    """One question of the triage helper, under a definition ("calamiteit", "geweld"). All of one are needed."""

    definitie: str


@dataclass(frozen=True)
class Keuze(Regel):
    """One option of a choice list on the form. lijst: "soort" (calamiteit, geweld, incident, andere_melding),
    "meldingssoort" (verplicht, andere), "categorie", "zorgcontext", "aanbiedersoort", "grondslag", "plaatssoort",
    "overlegvorm", "forum" (MO, BO), "bestuursorgaan" (bestuurder, college, raad), "toezichthouder", "partij",
    "geweldsvorm", "slachtoffer", "pleger", "kanaal" (R45), "houding" and "persbereik" (R83), "igj_route" (A18)."""

    lijst: str
    naam: str


@dataclass(frozen=True)
class ScenarioRegel(Regel):
    """Scenario a, b, c or d: the condition in words and in the adviser's terms, and how heavy it is (d is heaviest).

    handelen: "voldoende" | "onvoldoende" | "" (no matter). onrust: True/False. bereik: "lokaal" | "regionaal" | "".
    """

    naam: str
    gewicht: int
    onrust: bool
    handelen: str = ""
    bereik: str = ""


@dataclass(frozen=True)
class Lezing(Regel):
    """Our reading of a silence of the paper (A1–A18): what it does not say and what we do. Shown as *lezing*."""

    onderwerp: str


@dataclass(frozen=True)
class Principe(Regel):
    """A sentence of the paper that is frame or context: it becomes help text, not an arrow (R1, R2, R23–R30 …)."""

    onderwerp: str


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

    @cached_property
    def overgang_per_code(self) -> dict[str, OvergangRegel]:
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

    def vragen_van(self, analyse: str) -> tuple[Vraag, ...]:
        """The questions of one impactanalyse ("toegang" or "contractmanager"), in the order of the file."""
        return tuple(vraag for vraag in self.vragen if vraag.analyse == analyse)

    def keuzes_van(self, lijst: str) -> tuple[Keuze, ...]:
        """The options of one choice list, in the order of the file."""
        return tuple(keuze for keuze in self.keuzes if keuze.lijst == lijst)

    def informatieregels_bij(self, aanleiding: str) -> tuple[InformatieRegel, ...]:
        """The rules that a trigger such as "overgang:kies_b" sets off."""
        return tuple(regel for regel in self.informatieregels if aanleiding in regel.bij)
