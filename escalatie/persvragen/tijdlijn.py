"""What happened around a press question, computed from its rows: no separate log can disagree."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from basis.momenten import Moment
from basis.taal import kort_moment, opsomming
from calamiteiten.statussen import PERSVRAAG, beeld
from communicatie.models import Bericht
from communicatie.post.woorden import in_woorden
from communicatie.regels import Communicatieregels
from contacten.rolnamen import rolnaam
from escalatie.models import Stap, Termijn

ICONEN = {
    "teksten": "pencil",
    "informeer_gemeenten": "mail",
    "stuur_door": "send",
    "leg_antwoord_vast": "message-2",
    "vraag_na": "phone",
    "koppel": "link",
}
TEKSTEN_BEWAARD = "Teksten bijgewerkt"
TINTEN = {"negative", "warning", "positive"}


def tijdlijn(
    stappen: Iterable[Stap], termijnen: Iterable[Termijn], berichten: Iterable[Bericht], regels: Communicatieregels
) -> list[Moment]:
    """Everything that happened, the newest first. Of one instant the consequence stands above its cause."""
    momenten = [*_stappen(stappen, regels), *_termijnen(termijnen), *_berichten(berichten, regels.versie)]
    genummerd = sorted(enumerate(momenten), key=lambda paar: (paar[1].op, paar[0]), reverse=True)
    return [moment for _, moment in genummerd]


def _stappen(stappen: Iterable[Stap], regels: Communicatieregels) -> Iterator[Moment]:
    for stap in stappen:
        regel = regels.stap_per_code.get(stap.code)
        naam = regel.naam if regel else TEKSTEN_BEWAARD
        verder = bool(stap.van) and stap.van != stap.naar
        zo = beeld(PERSVRAAG, regels.versie, stap.naar)
        icoon, kleur = (zo.icoon, zo.kleur) if verder else (ICONEN.get(stap.code, "news"), "")
        tekst = f"{naam}: nu {zo.naam.lower()}" if verder else naam
        yield Moment(stap.op, tekst, icoon, kleur if kleur in TINTEN else "", stap.door.naam, redenen(stap, regels))


def redenen(stap: Stap, regels: Communicatieregels) -> str:
    """Why a step was taken, and the reason for each expected condition that was passed over (R2), a line each."""
    namen = regels.voorwaardenamen
    afwijkingen = [
        f"Afgeweken (niet vervuld: {namen.get(code, 'voorwaarde')}): {reden}"
        for code, reden in stap.afwijkingen.items()
    ]
    return "\n".join(filter(None, [stap.motivering, *afwijkingen]))


def _termijnen(termijnen: Iterable[Termijn]) -> Iterator[Moment]:
    for termijn in termijnen:
        if termijn.verstreken_op:
            tekst = f"Termijn verstreken: antwoord vóór {kort_moment(termijn.vervalt_op)}"
            yield Moment(termijn.verstreken_op, tekst, "alert-triangle", "negative")


def _berichten(berichten: Iterable[Bericht], versie: str) -> Iterator[Moment]:
    """One moment per duty to inform and outcome: who was written to, who could not be reached."""
    groepen: dict[tuple[str, str, str], list[Bericht]] = defaultdict(list)
    for bericht in berichten:
        groepen[(bericht.aanleiding, bericht.regel, bericht.stand)].append(bericht)
    for (_, _, status), rijen in groepen.items():
        op = max(rij.verzonden_op or rij.gepland_op for rij in rijen)
        yield Moment(op, *in_woorden(status, len(rijen), wie_kort(rijen, versie)))


def wie_kort(berichten: Iterable[Bericht], versie: str) -> str:
    """The seats in the words of this version: the role once, with the gemeenten behind it."""
    per_rol: dict[str, set[str]] = defaultdict(set)
    for bericht in berichten:
        per_rol[rolnaam(bericht.rol, versie)].add(str(bericht.gemeente or ""))
    return opsomming(f"{rol} {opsomming(sorted(filter(None, plaatsen)))}".strip() for rol, plaatsen in per_rol.items())
