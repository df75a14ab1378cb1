"""The texts that the advice of a melding and the press questions about it share: one text with two uses
(docs/besluiten/0026). Which parts those are, the file says.

Verbs on the rows only; what the press questions take over is done in the layer above, in the same transaction.
"""

from collections.abc import Mapping
from datetime import datetime

from calamiteiten.models import Melding, Zaak
from communicatie.models import Adviestekst, Communicatieadvies
from contacten.models import Gebruiker


def nieuwste(melding: Melding) -> dict[str, str]:
    """Part -> the text that holds, of each part that somebody ever wrote; empty when it was taken away."""
    uit: dict[str, str] = {}
    for rij in geschiedenis(melding):
        uit.setdefault(rij.deel, rij.tekst)
    return uit


def geschiedenis(melding: Melding) -> list[Adviestekst]:
    """Each time that one of them changed, the newest first."""
    rijen = Adviestekst.objects.filter(melding=melding).select_related("door", "bij")
    return list(rijen.order_by("-op", "-pk"))


def schrijf(melding: Melding, teksten: Mapping[str, str], bij: Zaak, door: Gebruiker, nu: datetime) -> None:
    """Keep these texts (part -> text) as the newest, and in the concept of the advice; a version that was laid down
    stays as it is. The same again changes nothing. Inside the transaction of the act, which holds the melding."""
    hier = nieuwste(melding)
    for deel, tekst in teksten.items():
        if hier.get(deel, "") != tekst:
            Adviestekst.objects.create(melding=melding, deel=deel, tekst=tekst, bij_id=bij.pk, op=nu, door=door)
    concept = Communicatieadvies.objects.select_for_update(of=("self",)).filter(
        melding=melding, vastgesteld_op__isnull=True
    )
    for advies in concept:
        delen = samen(advies.delen, teksten)
        if delen == advies.delen:
            continue
        # Who writes the advice at this moment sees that somebody else changed it.
        advies.delen, advies.bewerking = delen, advies.bewerking + 1
        advies.bewerkt_op, advies.opgesteld_door = nu, door
        advies.save(update_fields=["delen", "bewerking", "bewerkt_op", "opgesteld_door"])


def samen(delen: Mapping[str, str], teksten: Mapping[str, str]) -> dict[str, str]:
    """The parts of an advice with these texts in their place; a part without a text is left out."""
    return {code: tekst for code, tekst in {**delen, **teksten}.items() if tekst}
