"""The rules about what people must do and hear: tasks, and who informs whom."""

from dataclasses import dataclass

from basis import regels
from basis.regels import Antwoord, Regel


@dataclass(frozen=True)
class TaakRegel(Regel):
    """An obligation as a task. per: "melding" (one) or "gemeente" (one per involved gemeente).

    bij: the arrows that create it; empty when the application does, or an answer (`Gevolg.taken`). als: optional
    condition name (`draaiboek.voorwaarden`) on which it depends.
    vorm: how it is recorded: "afvinken" | "overleg" | "informering" | "inspectierapport" | "contact_inspectie" |
    "evaluatie" | "partijen" | "familie" | "communicatieadvies" | "analyse" | "beoordeling" | "keuze" |
    "terugkoppeling" | "acties" | "verslag" (what was done, in words) | "geregeld" (when, by whom and how) | "triage"
    (in the facts of the melding). antwoorden: of a "keuze", the options with what each sets off; `vraag`: what is asked
    ("" for: what is your choice).
    termijn: code of the term it must be done within ("" = no term). binnen_uren: without a term, the clock hours in
    which it is to be done (0: no moment). herhaalbaar: it can be recorded more than once and stays open until
    the melding moves on. matrix: a column of the matrix gemeente x obligation. blijft: the duty
    survives a heroverweging (it hangs on the melding, not on the scenario). partij: who is told, when vorm is
    "informering" and no information rule names a role for it. orgaan: the body of the communication file that is told.
    naar_buiten: the `Uitingsoort` that goes outside with it ("" for none): then the locks are asked (R125).
    volgt_feiten: the duty also comes when the facts of the melding change so that `als` holds, and ends when it no
    longer does (R40); one with vorm "triage" is then done, because those facts were what it asked for.
    voor: per gemeente, only for the one that leads ("leider"), only for the others ("anderen"), or for each ("").
    genodigden: of an "overleg", the roles that are proposed when it is planned; what a mail of it opens, says
    `InformatieRegel.opent_dossier`.
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
    volgt_feiten: bool = False
    binnen_uren: int = 0
    voor: str = ""
    vraag: str = ""
    antwoorden: tuple[Antwoord, ...] = ()
    genodigden: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class InformatieRegel(regels.InformatieRegel):
    """Who informs whom of a melding.

    bij: triggers: "overgang:<code>", "taak:<code>" (task done), "termijn:<code>:<voor|op|na>", "media:stijging",
    "gevolg:<code>" (an answer set it off), "voorbij:<code>" (that ended), "telaat:<code>" (a task of
    hours was not done in time), "overleg:<gepland|gewijzigd|afgezegd>", "actie:<nadert|telaat>" (an agreed action) or
    "gebeurtenis:<code>" (the locks, an investigation, directing, a press question).
    aan: it may be empty with wijze "taak" when the paper leaves open who that is. gemeenten: "betrokken" (involved in
    the melding), "eigen" (the one whose answer or task it is; without one the involved), "werkgebied" (where the
    aanbieder works, inside the region), "overige" (all of the region but the involved ones) or "alle".
    wijze: "mail" (a Bericht per recipient) or "taak" (a person must do it by phone or in a talk; the task of that code
    in `taak` is the record). opent_dossier: the recipients' team may see this dossier from then on.
    opent: the page that the link opens, for who may not see the dossier; empty for the dossier.
    als: optional condition name. bevestigen_binnen_uren: the recipients confirm receipt within so many clock hours
    (0: nobody asks); without an answer the vervanger gets it, and after the same time again somebody phones (A8).
    naar_buiten: the mail leaves the circle of the dossier; it waits while a lock is on (R125). voor: as of a task.
    ook: whom it tells beside `aan`: the invited seats of the meeting ("genodigden"), who holds the action ("houder"),
    or nobody (""). uren_vooraf: of "actie:nadert", how many clock hours before it is due.
    spoed_minuten: in an urgent melding, when a `SpoedRegel` names this rule, it is confirmed within so many minutes, by
    one after the other in the seat (0: never). bij may also be "spoed:aan", "spoed:uit" and "spoed:stil" (nobody in a
    seat answered).
    alleen_kring: only the seats that see the dossier at that moment hear it; nobody learns by it that there is one.
    uitkomst: it asks for a decision or tells of one; whoever got it hears of every decision after it, until the melding
    is closed.
    """

    gemeenten: str = "betrokken"
    wijze: str = "mail"
    taak: str = ""
    opent_dossier: bool = False
    opent: str = ""
    als: str = ""
    bevestigen_binnen_uren: int = 0
    uitkomst: bool = False
    naar_buiten: bool = False
    voor: str = ""
    alleen_kring: bool = False
    spoed_minuten: int = 0


@dataclass(frozen=True, kw_only=True)
class SpoedRegel(Regel):
    """What makes a melding urgent, and what that changes.

    bij: facts, one of which is enough: "categorie:<code>" and "acuut:<code>" (options of those lists), "signaal:<code>"
    (a gevolg that keeps a signal up), "antwoord:<vraag>:<antwoord>" (of any analysis).
    termijnen: terms that get their `spoed_uren`. dringend: information rules that get their `spoed_minuten`.
    """

    naam: str
    bij: tuple[str, ...]
    termijnen: tuple[str, ...] = ()
    dringend: tuple[str, ...] = ()
    lezing: str = ""
