"""What the mail of a press question may hold beside kenmerk, term and link: the agreed texts that its row froze."""

from .models import Bericht

TEKSTEN = ("vraag", "kernboodschap", "achtergrond", "memo", "antwoord")


def inhoud(bericht: Bericht) -> dict[str, str]:
    """The agreed texts and the way to answer, by the names that a template uses; empty for a mail without them."""
    if bericht.persvraag is None:
        return {}
    teksten = bericht.gegevens.get("teksten", {})
    return {naam: teksten.get(naam, "") for naam in TEKSTEN} | {
        "antwoordroute": bericht.gegevens.get("antwoordroute", "")
    }
