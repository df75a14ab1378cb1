"""What happened around a press question, computed from its rows."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from basis.momenten import Moment
from basis.taal import kort_moment, opsomming
from calamiteiten.statussen import PERSVRAAG
from communicatie.models import Bericht
from communicatie.regels import Communicatieregels
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import verloop
from escalatie.models import Stap, Termijn, Wekker

from .taken import GEDAAN, INGETROKKEN
from .teksten import STAP as TEKSTEN

ICONEN = {
    TEKSTEN: "pencil",
    "informeer_gemeenten": "mail",
    "stuur_door": "send",
    "leg_antwoord_vast": "message-2",
    "vraag_na": "phone",
    "koppel": "link",
    "ontkoppel": "rotate-2",
    "waarschuw": "mail",
    "spreek_af": "clipboard-check",
    GEDAAN: "circle-check",
    INGETROKKEN: "rotate-2",
}
# The steps that the file does not name: they move nothing.
NAMEN = {TEKSTEN: "Teksten bijgewerkt", GEDAAN: "Actie afgerond", INGETROKKEN: "Actie ingetrokken"}


def tijdlijn(
    stappen: Iterable[Stap],
    termijnen: Iterable[Termijn],
    wekkers: Iterable[Wekker],
    berichten: Iterable[Bericht],
    regels: Communicatieregels,
) -> list[Moment]:
    """Everything that happened, the newest first."""
    namen, versie = regels.voorwaardenamen, regels.versie
    return verloop.op_volgorde(
        (
            *verloop.van_stappen(
                stappen, regels, PERSVRAAG, lambda n: f"niet vervuld: {namen.get(n, 'voorwaarde')}", ICONEN, NAMEN
            ),
            *_termijnen(termijnen),
            *verloop.van_wekkers(wekkers, regels),
            *verloop.van_berichten(berichten, lambda groep: wie_kort(groep, versie)),
        )
    )


def _termijnen(termijnen: Iterable[Termijn]) -> Iterator[Moment]:
    for termijn in termijnen:
        if termijn.verstreken_op:
            tekst = f"Termijn verstreken: antwoord vóór {kort_moment(termijn.vervalt_op)}"
            yield Moment(termijn.verstreken_op, tekst, "alert-triangle", "negative")


def wie_kort(berichten: Iterable[Bericht], versie: str) -> str:
    """The seats in the words of this version: the role once, with the gemeenten behind it."""
    per_rol: dict[str, set[str]] = defaultdict(set)
    for bericht in berichten:
        per_rol[rolnaam(bericht.rol, versie)].add(str(bericht.gemeente or ""))
    return opsomming(f"{rol} {opsomming(sorted(filter(None, plaatsen)))}".strip() for rol, plaatsen in per_rol.items())
