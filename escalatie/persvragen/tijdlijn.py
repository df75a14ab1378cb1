"""What happened around a press question, computed from its rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from basis.momenten import Moment
from basis.taal import kort_moment, opsomming
from calamiteiten.statussen import PERSVRAAG
from communicatie.models import Bericht, Persvrager
from communicatie.regels import Communicatieregels
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import acties, verloop
from escalatie.models import Stap, Termijn, Wekker

from .schorsing import LOOPT_DOOR, SCHORT_OP
from .taken import GEDAAN
from .teksten import STAP as TEKSTEN

ICONEN = {
    TEKSTEN: "pencil",
    "informeer_gemeenten": "mail",
    "stuur_door": "send",
    "leg_antwoord_vast": "message-2",
    "vraag_na": "phone",
    "koppel": "link",
    SCHORT_OP: "clock",
    LOOPT_DOOR: "clock",
    "meld_monitoring": "eye",
    "meld_taakverdeling": "users",
    "vraag_steun": "help-circle",
    "meld_familie": "user-check",
    "meld_gebeurd": "message-2",
    "ontkoppel": "rotate-2",
    "waarschuw": "mail",
    "spreek_af": "clipboard-check",
    GEDAAN: "circle-check",
}
# The steps that the file does not name: they move nothing.
NAMEN = {TEKSTEN: "Teksten bijgewerkt", GEDAAN: "Actie afgerond"}


def tijdlijn(
    stappen: Iterable[Stap],
    termijnen: Iterable[Termijn],
    wekkers: Iterable[Wekker],
    berichten: Iterable[Bericht],
    regels: Communicatieregels,
    vragers: Iterable[Persvrager] = (),
) -> list[Moment]:
    """Everything that happened, the newest first."""
    namen, versie, gezet = regels.voorwaardenamen, regels.versie, list(stappen)
    gewoon = [stap for stap in gezet if stap.code not in acties.NAMEN]
    return verloop.op_volgorde(
        (
            *verloop.van_stappen(
                gewoon,
                regels,
                PERSVRAAG,
                lambda n: f"niet vervuld: {namen.get(n, 'voorwaarde')}",
                ICONEN,
                NAMEN,
            ),
            *(acties.moment_van(stap) for stap in gezet if stap.code in acties.NAMEN),
            *_termijnen(termijn for termijn in termijnen if not _is_gekozen(termijn, regels)),
            *_gewist(vragers),
            *verloop.van_wekkers(wekkers, regels),
            *verloop.van_berichten(berichten, lambda groep: wie_kort(groep, versie)),
        )
    )


def _termijnen(termijnen: Iterable[Termijn]) -> Iterator[Moment]:
    for termijn in termijnen:
        if termijn.verstreken_op:
            tekst = f"Termijn verstreken: antwoord vóór {kort_moment(termijn.vervalt_op)}"
            yield Moment(termijn.verstreken_op, tekst, "alert-triangle", "negative")


def _is_gekozen(termijn: Termijn, regels: Communicatieregels) -> bool:
    """Whether it ran until a day that somebody chose: that day is no answer that came too late."""
    regel = regels.termijn_per_code.get(termijn.code)
    return regel is not None and regel.gekozen


def _gewist(vragers: Iterable[Persvrager]) -> Iterator[Moment]:
    """That the name and number of a journalist were erased."""
    for op in sorted({vrager.gewist_op for vrager in vragers if vrager.gewist_op}):
        yield Moment(op, "Namen en nummers van journalisten gewist", "trash")


def wie_kort(berichten: Iterable[Bericht], versie: str) -> str:
    """The seats in the words of this version: the role once, with the gemeenten behind it."""
    per_rol: dict[str, set[str]] = defaultdict(set)
    for bericht in berichten:
        per_rol[rolnaam(bericht.rol, versie)].add(str(bericht.gemeente or ""))
    return opsomming(f"{rol} {opsomming(sorted(filter(None, plaatsen)))}".strip() for rol, plaatsen in per_rol.items())
