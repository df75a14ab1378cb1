"""The rules of communication as frozen data: Hoofdstuk 1, Bijlage 2 and what the Kadernotitie says of informing.

The file stands with the protocol, in the layer above. That layer reads it and hands it down: every verb here gets
`regels`. One object per adopted version; a persvraag and a melding keep the version under which they came in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from basis import regels
from basis.regels import Antwoord, Regel, StapRegel, TermijnRegel

# The texts that are agreed about a press question, and written (R8–R10).
PERSTEKSTEN = ("kernboodschap", "achtergrond", "memo")
# What a mail about a press question can hold beside agreed texts.
FEITEN = ("vragers", "gemeente")


@dataclass(frozen=True, kw_only=True)
class PersstatusRegel(regels.StatusRegel):
    """A stage of a press question (R21).

    wacht_op: what has to come next, in a few words of the list; `{gemeente}` is who answers.
    wacht_op_wie: "regio" (for our text), "gemeente" (for her answer; nothing more once it is there) or "".
    """

    wacht_op: str = ""
    wacht_op_wie: str = ""


@dataclass(frozen=True, kw_only=True)
class PersstapRegel(StapRegel):
    """A step of a press question. Conditions are names in `escalatie.persvragen.voorwaarden`.

    naar_buiten: what of `Uitingsoort` goes outside with it ("" for nothing): then the locks are asked when it is about
    a melding (R125).
    """

    naar_buiten: str = ""


@dataclass(frozen=True, kw_only=True)
class PersinformatieRegel(regels.InformatieRegel):
    """Who is informed of what happens with a press question.

    gemeenten: "vragende" (the one that asks), "betrokken" (the others that the question is about), "overige" (all of
    the region but the one that asks), "waarover" (each that the question is of), "alle", or "ontvangers" (each seat
    that got an agreed text of this question).
    met: which agreed texts the mail holds ("vraag", "kernboodschap", "achtergrond", "memo", "antwoord"), and beside
    them "vragers" (who of the press asks it, before when) and "gemeente" (which one it is about); empty for kenmerk,
    term and link only. na: codes of other rules: only to the seats that were told by one of those.
    """

    gemeenten: str = "vragende"
    met: tuple[str, ...] = ()
    na: tuple[str, ...] = ()

    @property
    def teksten(self) -> tuple[str, ...]:
        """The agreed texts among what the mail holds: those leave only with a step that asks the locks (R125)."""
        return tuple(naam for naam in self.met if naam not in FEITEN)


@dataclass(frozen=True, kw_only=True)
class PerstaakRegel(Regel):
    """Whose turn it is with a press question: a task in the worklist of `rol`.

    bij: the steps that give it; klaar_bij: the steps of which each finishes it, when `klaar_als` (a condition) holds
    then. It lapses when none of them can be taken any more. termijn: the term within which it is done; "" without one.
    """

    naam: str
    rol: str
    bij: tuple[str, ...]
    klaar_bij: tuple[str, ...]
    klaar_als: str = ""
    termijn: str = ""


@dataclass(frozen=True)
class PersevaluatieVraag(Regel):
    """One question of the short evaluation afterwards (R20): a text, and where the file names answers a choice too. The
    consequence "actie": what was agreed must stand as an action."""

    antwoorden: tuple[Antwoord, ...] = ()


@dataclass(frozen=True)
class Adviesdeel(Regel):
    """A part of the communication advice. doel: "informatievoorziening" | "schade_beperken" | "betekenis_geven" |
    "aanpak". `zin` is the help beside the field. verplicht: an advice cannot be laid down without it (R108, R115).
    in_persvraag: a press question has this text too, under the same code: one text with two uses (R8, R9, R107)."""

    naam: str
    doel: str
    verplicht: bool = False
    in_persvraag: bool = False


@dataclass(frozen=True)
class SlotRegel(Regel):
    """A lock on everything that goes outside: "familie" (R125) or "onderzoek" (R156).

    vrijgave_door: the roles that may give leave in writing. besluit_van: who must have decided it; empty when the one
    who gives leave decides himself.
    """

    naam: str
    vrijgave_door: tuple[str, ...]
    besluit_van: tuple[str, ...] = ()


@dataclass(frozen=True)
class Orgaan(Regel):
    """A body or party that a person informs, with guidance: what must it know, and when (R85, R143–R152).

    per: "gemeente" or "regio". door: the roles that may record it. rol: its role in the contact list, when it has one
    ("" otherwise). is_familie: telling this party opens the family lock. naar_buiten: the kind of `Uitingsoort` that
    informing this body is ("" for none).
    """

    naam: str
    per: str
    door: tuple[str, ...]
    rol: str = ""
    is_familie: bool = False
    naar_buiten: str = ""


@dataclass(frozen=True)
class Betrokkene(Regel):
    """A part that someone directly involved can have (R124, R125): never a name. Each that is on the list of a melding
    is informed by itself, or excepted with a reason.

    bij: fact of the melding -> answers: with one answer of each it is on the list from the first; empty for always.
    behalve: with one of these answers it is not. op_verzoek: never by itself, only when somebody adds it.
    """

    naam: str
    bij: dict[str, tuple[str, ...]] = field(default_factory=dict)
    behalve: dict[str, tuple[str, ...]] = field(default_factory=dict)
    op_verzoek: bool = False

    def volgt_uit(self, feiten: Mapping[str, str]) -> bool:
        """Whether these facts (name -> answer) put it on the list."""
        if self.op_verzoek or any(feiten.get(feit, "") in woorden for feit, woorden in self.behalve.items()):
            return False
        return all(feiten.get(feit, "") in woorden for feit, woorden in self.bij.items())


@dataclass(frozen=True)
class Regierol(Regel):
    """Who can direct (R141, R149, R156). bij: the statuses of a melding in which the paper puts it there.

    voorstel_bij: statuses in which the page asks whether it should move here. bij_onderzoek: whose it is while a
    criminal investigation runs.
    """

    naam: str
    bij: tuple[str, ...] = ()
    voorstel_bij: tuple[str, ...] = ()
    bij_onderzoek: bool = False


@dataclass(frozen=True)
class Stijging(Regel):
    """When a rise in the media proposes to look again (R119, A14): at least `minstens` pieces in a day, and at least
    `keer` times the mean of the `dagen` days before."""

    minstens: int
    keer: int
    dagen: int


@dataclass(frozen=True)
class Peiling(Regel):
    """What is asked each day of each gemeente while there is unrest (R50, A14).

    taak: the task that asks it; bij: the statuses in which it is asked; klaar: the answer after which a gemeente is
    asked no more; stijgt, daalt: which answers say that it rises or falls. vanaf_uur, tot_uur: from and before which
    hour of the (local) day.
    """

    taak: str
    bij: tuple[str, ...]
    klaar: str
    stijgt: tuple[str, ...]
    daalt: tuple[str, ...]
    vanaf_uur: int
    tot_uur: int


@dataclass(frozen=True, kw_only=True)
class GebeurtenisRegel(Regel):
    """What whoever acts on a zaak must see of an event until he says that he did (R104, R125, R149, R156).

    op_melding, op_pers: the roles that see it with the melding, and with a press question about it; each only with what
    that role may open. naam_buiten, buiten: what it is called, and what to do, for who opens no dossier: no fact of it.
    vervangt: events that it makes out of date; vervangt_op_pers: the same, with the press question only.
    """

    naam: str
    op_melding: tuple[str, ...]
    op_pers: tuple[str, ...] = ()
    naam_buiten: str = ""
    buiten: str = ""
    vervangt: tuple[str, ...] = ()
    vervangt_op_pers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Communicatieregels:
    """One adopted version, whole."""

    versie: str
    titel: str
    regio: str
    vastgesteld_datum: date
    vastgesteld_door: str
    statussen: tuple[PersstatusRegel, ...]
    stappen: tuple[PersstapRegel, ...]
    termijnen: tuple[TermijnRegel, ...]
    informatieregels: tuple[PersinformatieRegel, ...]
    evaluatievragen: tuple[PersevaluatieVraag, ...]
    adviesdelen: tuple[Adviesdeel, ...]
    sloten: tuple[SlotRegel, ...]
    organen: tuple[Orgaan, ...]
    betrokkenen: tuple[Betrokkene, ...]
    regierollen: tuple[Regierol, ...]
    stijgingen: tuple[Stijging, ...]
    perstaken: tuple[PerstaakRegel, ...] = ()
    peilingen: tuple[Peiling, ...] = ()
    gebeurtenissen: tuple[GebeurtenisRegel, ...] = ()
    voorwaardenamen: dict[str, str] = field(default_factory=dict)
    geldt_vanaf: date = date.min
    gebaseerd_op: str = ""
    # SHA-256 of the whole version, both halves; empty for rules that were not read from the files of a version.
    digest: str = ""

    @cached_property
    def stap_per_code(self) -> dict[str, PersstapRegel]:
        """Step code -> rule."""
        return {regel.code: regel for regel in self.stappen}

    @cached_property
    def status_per_code(self) -> dict[str, PersstatusRegel]:
        """Stage code -> rule."""
        return {regel.code: regel for regel in self.statussen}

    @cached_property
    def termijn_per_code(self) -> dict[str, TermijnRegel]:
        """Term code -> rule."""
        return {regel.code: regel for regel in self.termijnen}

    @cached_property
    def taak_per_code(self) -> dict[str, PerstaakRegel]:
        """Task code -> rule."""
        return {regel.code: regel for regel in self.perstaken}

    @cached_property
    def slot_per_code(self) -> dict[str, SlotRegel]:
        """Lock code -> rule."""
        return {regel.code: regel for regel in self.sloten}

    @cached_property
    def orgaan_per_code(self) -> dict[str, Orgaan]:
        """Body code -> rule."""
        return {regel.code: regel for regel in self.organen}

    @cached_property
    def gedeelde_delen(self) -> tuple[str, ...]:
        """The parts of the advice that a press question has too."""
        return tuple(deel.code for deel in self.adviesdelen if deel.in_persvraag)

    @cached_property
    def familie(self) -> Orgaan:
        """The family as a body. Raises StopIteration when there is none; the checks ask for it."""
        return next(orgaan for orgaan in self.organen if orgaan.is_familie)

    @cached_property
    def betrokkene_per_code(self) -> dict[str, Betrokkene]:
        """Part of someone directly involved -> rule."""
        return {regel.code: regel for regel in self.betrokkenen}

    @cached_property
    def regierol_per_code(self) -> dict[str, Regierol]:
        """Directing role code -> rule."""
        return {regel.code: regel for regel in self.regierollen}

    @cached_property
    def gebeurtenis_per_code(self) -> dict[str, GebeurtenisRegel]:
        """Event code -> rule."""
        return {regel.code: regel for regel in self.gebeurtenissen}

    def informatieregels_bij(self, aanleiding: str) -> tuple[PersinformatieRegel, ...]:
        """The rules that a trigger such as "stap:stem_af" sets off."""
        return tuple(regel for regel in self.informatieregels if aanleiding in regel.bij)


# What the file may hold, for the reader in the layer above: table -> (field, dataclass of a row).
OPBOUW: dict[str, Any] = {
    "tabellen": {
        "persstatus": ("statussen", PersstatusRegel),
        "persstap": ("stappen", PersstapRegel),
        "perstermijn": ("termijnen", TermijnRegel),
        "persinformatie": ("informatieregels", PersinformatieRegel),
        "perstaak": ("perstaken", PerstaakRegel),
        "persevaluatie": ("evaluatievragen", PersevaluatieVraag),
        "adviesdeel": ("adviesdelen", Adviesdeel),
        "slot": ("sloten", SlotRegel),
        "orgaan": ("organen", Orgaan),
        "betrokkene": ("betrokkenen", Betrokkene),
        "regierol": ("regierollen", Regierol),
        "stijging": ("stijgingen", Stijging),
        "peiling": ("peilingen", Peiling),
        "gebeurtenis": ("gebeurtenissen", GebeurtenisRegel),
    },
    "namen": {"voorwaardenaam": "voorwaardenamen"},
}
