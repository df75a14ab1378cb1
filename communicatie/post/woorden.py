"""What became of messages, in words with an icon and a colour: the same on every timeline."""

from basis.taal import aantal
from communicatie.models import Bericht, BerichtStatus
from contacten.rolnamen import rolnaam

ONDERWEG = frozenset({BerichtStatus.GEPLAND, BerichtStatus.BEZIG})


def zetelnaam(bericht: Bericht, versie: str) -> str:
    """The seat that a message is for, as this version of the protocol calls it: never the name of a person."""
    return f"{rolnaam(bericht.rol, versie)} {bericht.gemeente or ''}".strip()


def in_woorden(status: str, hoeveel: int, wie: str) -> tuple[str, str, str]:
    """Return sentence, icon and colour for so many messages in this status to these seats (`wie`, in words)."""
    telling = aantal(hoeveel, "bericht", "berichten")
    if status == BerichtStatus.VERZONDEN:
        return f"{telling} verstuurd aan {wie}", "mail-check", ""
    if status in ONDERWEG:
        return f"{telling} klaar om te versturen aan {wie}", "mail", ""
    if status == BerichtStatus.WACHT:
        return f"{telling} wacht tot het slot opengaat: {wie}", "lock", "warning"
    if status == BerichtStatus.INGETROKKEN:
        return f"{telling} ingetrokken: {wie}", "mail-off", ""
    return f"Niet bereikt: {wie} ({BerichtStatus(status).label})", "mail-off", "negative"
