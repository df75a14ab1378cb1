"""The rules about what people are asked, and what their answers decide: parties, questions, weights, scenarios."""

from dataclasses import dataclass

from basis.regels import Antwoord, Regel


@dataclass(frozen=True)
class Analysepartij(Regel):
    """A party that makes an impactanalyse: one per involved gemeente (per = "gemeente") or one (per = "melding").

    rol: who fills it in, and whose task it is. namens: the roles that may record what this party says by phone.
    """

    naam: str
    rol: str
    per: str = "melding"
    namens: tuple[str, ...] = ()


@dataclass(frozen=True)
class Weging(Regel):
    """A subject that the adviser weighs: the words that answers can weigh, the heaviest last.

    twijfel: parties that weigh this subject differently are a reason to doubt (A7).
    """

    naam: str
    woorden: tuple[str, ...]
    twijfel: bool = False


# "Nobody has to do or hear anything": what an answer says that has no consequence.
GEEN = "geen"
# Choice lists that are an answer to something: there each option names its consequence.
ACUUT = "acuut"
LIJSTEN_MET_GEVOLG = frozenset({"igj_route", ACUUT})


@dataclass(frozen=True, kw_only=True)
class Gevolg(Regel):
    """What an answer sets off. An information rule `bij = ["gevolg:<code>"]` says who hears of it.

    taken: codes of the duties that arise. tot: that of the one whose record ends a signal, "" when it is no signal:
    while that duty is open, the dossier carries a red banner and comes first; with it the other duties end.
    vervalt: open duties that this makes needless.
    blijft_open: the duty that was answered is not done with this. zonder_rapport: no report of the inspection came in.
    """

    naam: str
    taken: tuple[str, ...] = ()
    tot: str = ""
    blijft_open: bool = False
    zonder_rapport: bool = False
    vervalt: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vraag(Regel):
    """A question of an impactanalyse. `zin` is the question, `hulp` the help text.

    analyse: the code of a party. toelichting: "verplicht" | "optioneel".
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
    "meldingssoort" (verplicht, andere), "melder" (aanbieder, anders; R37), "categorie", "zorgcontext",
    "aanbiedersoort", "grondslag", "plaatssoort", "overlegvorm", "forum" (MO, BO), "bestuursorgaan" (bestuurder,
    college, raad), "toezichthouder", "partij", "geweldsvorm", "slachtoffer", "pleger", "kanaal" (R45), "houding" and
    "persbereik" (R83), "igj_route" (A18), "acuut" (A21).

    altijd_meldingswaardig: a category that enters the model whatever the other answers of the triage are (R33).
    gevolg: what the choice sets off, as of an answer; of the lists that ask for one (`LIJSTEN_MET_GEVOLG`).
    """

    lijst: str
    naam: str
    altijd_meldingswaardig: bool = False
    gevolg: str = ""


@dataclass(frozen=True)
class ScenarioRegel(Regel):
    """A scenario: the condition in words, and how heavy it is (the heaviest that fits is advised).

    bij: words of the wegingen that must all be the heaviest given; a subject that is not named does not matter.
    onrust: whether there is unrest once it is chosen. kleur: of its bar on the dashboard. leiding: one gemeente leads
    here; which of the involved, by these words (`draaiboek.leiding`), the first that leaves one; empty when none does.
    lezing: the reading that says so.
    """

    naam: str
    gewicht: int
    onrust: bool
    bij: tuple[str, ...] = ()
    kleur: str = "neutral"
    leiding: tuple[str, ...] = ()
    lezing: str = ""
