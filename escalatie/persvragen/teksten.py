"""The agreed texts of a press question: kernboodschap, achtergrond, memo, and the question as it is mailed (R8, R9)."""

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from calamiteiten.grendels import vergrendeld
from communicatie.models import Persvraag
from communicatie.persvragen.toegang import ROLLEN_PERS
from contacten.models import Gebruiker
from escalatie.draaiboek.stappen import leg_vast

STAP = "teksten"
VELDEN = ("kernboodschap", "achtergrond", "memo", "vraag", "openbaar")


def bewaar(
    persvraag_id: int,
    teksten: Mapping[str, str],
    bewerking: int,
    door: Gebruiker,
    nu: datetime,
    *,
    verberg_gemeente: bool | None = None,
) -> Persvraag:
    """Keep changed texts, with the old ones in a step. `bewerking` is the number that the page showed.

    Fields: kernboodschap, achtergrond, memo, vraag (to take out what may not be mailed; never empty), and openbaar
    (the numbers and addresses that may stand in them). `verberg_gemeente`: whether the others read which gemeente it is
    about; None leaves that. The same again changes nothing. Raises Geweigerd when somebody else saved in between, or
    the question is closed.
    """
    with transaction.atomic():
        persvraag = vergrendeld(Persvraag.objects.all()).get(pk=persvraag_id)
        _controleer(persvraag, teksten, bewerking, door)
        schoon = {veld: teksten[veld].strip() for veld in VELDEN if veld in teksten}
        anders: dict[str, str | bool] = {v: tekst for v, tekst in schoon.items() if tekst != getattr(persvraag, v)}
        if verberg_gemeente not in {None, persvraag.verberg_gemeente}:
            anders["verberg_gemeente"] = bool(verberg_gemeente)
        if not anders:
            return persvraag
        vorige = {veld: getattr(persvraag, veld) for veld in anders}
        for veld, tekst in anders.items():
            setattr(persvraag, veld, tekst)
        persvraag.bewerking += 1
        persvraag.laatste_stap_op = nu
        persvraag.save(update_fields=[*anders, "bewerking", "laatste_stap_op"])
        leg_vast(persvraag, STAP, persvraag.status, door, nu, gegevens={"teksten": anders, "vorige": vorige})
    return persvraag


def mag_wijzigen(persvraag: Persvraag, gebruiker: Gebruiker) -> bool:
    """Whether this user may change the texts now."""
    return gebruiker.is_rol(*ROLLEN_PERS) and persvraag.is_open()


def _controleer(persvraag: Persvraag, teksten: Mapping[str, str], bewerking: int, door: Gebruiker) -> None:
    if not mag_wijzigen(persvraag, door):
        raise Geweigerd("De teksten van deze persvraag kunt u niet meer wijzigen.")
    if persvraag.bewerking != bewerking:
        raise Geweigerd("Iemand anders heeft de teksten intussen gewijzigd. Neem over wat u nodig heeft.")
    if "vraag" in teksten and not teksten["vraag"].strip():
        raise Geweigerd("De vraag mag niet leeg zijn.")
