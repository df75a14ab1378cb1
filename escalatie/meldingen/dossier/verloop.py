"""The facts of the communication in the words of the timeline: text, icon, colour (R125, R126, R149, R156)."""

from collections.abc import Callable

from communicatie.familie.verloop import JA, Feit
from communicatie.models import Uitingsoort
from escalatie.protocol.lezen import haal_communicatieregels

from .rijen import Dossierrijen

# Text, icon, colour ("" for none).
Woorden = tuple[str, str, str]


def verteld(feit: Feit, rijen: Dossierrijen) -> Woorden:
    """What the timeline says of this fact."""
    return SOORTEN[feit.soort](feit, rijen)


def _geinformeerd(feit: Feit, rijen: Dossierrijen) -> Woorden:
    return f"Geïnformeerd: {feit.wat}{f' ({feit.wie})' if feit.wie else ''}", "user-check", "positive"


def _uitzondering(feit: Feit, rijen: Dossierrijen) -> Woorden:
    return f"Hoeft het niet eerst te weten: {feit.wat}", "user-off", "warning"


def _slachtofferhulp(feit: Feit, rijen: Dossierrijen) -> Woorden:
    if feit.wat == JA:
        return f"Slachtofferhulp aangeboden door {feit.wie}", "user-check", ""
    return "Slachtofferhulp niet aangeboden", "user-off", ""


def _uiting(feit: Feit, rijen: Dossierrijen) -> Woorden:
    return f"Naar buiten: {Uitingsoort(feit.wat).label}", "speakerphone", ""


def _vrijgave(feit: Feit, rijen: Dossierrijen) -> Woorden:
    besluit = f", besloten door {feit.wie}" if feit.wie else ""
    tekst = f"Vrijgegeven terwijl het slot dicht was: {Uitingsoort(feit.wat).label}{besluit}"
    return tekst, "lock-open", "warning"


def _regie(feit: Feit, rijen: Dossierrijen) -> Woorden:
    """Who directs by this fact: the role, and who that is when it was said."""
    regel = haal_communicatieregels(rijen.melding.protocol_versie).regierol_per_code.get(feit.wat)
    naam = regel.naam if regel else feit.wat
    return f"Regie bij {naam}{f' ({feit.wie})' if feit.wie else ''}", "flag", ""


def _onderzoek(feit: Feit, rijen: Dossierrijen) -> Woorden:
    return f"Strafrechtelijk onderzoek: {feit.wie} beslist wat naar buiten gaat", "gavel", "negative"


def _onderzoek_einde(feit: Feit, rijen: Dossierrijen) -> Woorden:
    return "Strafrechtelijk onderzoek klaar", "gavel", "positive"


SOORTEN: dict[str, Callable[[Feit, Dossierrijen], Woorden]] = {
    "geinformeerd": _geinformeerd,
    "uitzondering": _uitzondering,
    "slachtofferhulp": _slachtofferhulp,
    "uiting": _uiting,
    "vrijgave": _vrijgave,
    "regie": _regie,
    "onderzoek": _onderzoek,
    "onderzoek_einde": _onderzoek_einde,
}
