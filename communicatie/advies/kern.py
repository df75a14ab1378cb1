"""The kernboodschap of a melding and of the press questions about it: one text with two uses (docs/besluiten/0026).

Verbs on the rows only; what the press questions take over is done in the layer above, in the same transaction.
"""

from datetime import datetime

from calamiteiten.models import Melding, Zaak
from communicatie.models import Communicatieadvies, Kernboodschap
from contacten.models import Gebruiker

# The part of the advice that is this text.
KERN = "kernboodschap"


def nieuwste(melding: Melding) -> Kernboodschap | None:
    """The text that holds, with who wrote it last; None when nobody wrote one."""
    return next(iter(geschiedenis(melding)), None)


def geschiedenis(melding: Melding) -> list[Kernboodschap]:
    """Each time that it changed, the newest first."""
    rijen = Kernboodschap.objects.filter(melding=melding).select_related("door", "bij")
    return list(rijen.order_by("-op", "-pk"))


def schrijf(melding: Melding, tekst: str, bij: Zaak, door: Gebruiker, nu: datetime) -> None:
    """Keep this text as the newest, and in the concept of the advice; a version that was laid down stays as it is. The
    same again changes nothing. Inside the transaction of the act, which holds the melding."""
    hier = nieuwste(melding)
    if (hier.tekst if hier else "") != tekst:
        Kernboodschap.objects.create(melding=melding, tekst=tekst, bij_id=bij.pk, op=nu, door=door)
    concept = Communicatieadvies.objects.select_for_update(of=("self",)).filter(
        melding=melding, vastgesteld_op__isnull=True
    )
    for advies in concept:
        if advies.delen.get(KERN, "") == tekst:
            continue
        advies.delen = {**{code: deel for code, deel in advies.delen.items() if code != KERN}, **_deel(tekst)}
        # Who writes the advice at this moment sees that somebody else changed it.
        advies.bewerking, advies.bewerkt_op, advies.opgesteld_door = advies.bewerking + 1, nu, door
        advies.save(update_fields=["delen", "bewerking", "bewerkt_op", "opgesteld_door"])


def _deel(tekst: str) -> dict[str, str]:
    return {KERN: tekst} if tekst else {}
