"""The agreed texts of a press question: kernboodschap, achtergrond, memo, and the question as it is mailed (R8, R9)."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from basis.geweigerd import Geweigerd
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding, Zaak
from communicatie.advies.gedeeld import nieuwste, schrijf
from communicatie.familie.naar_buiten import vergrendel
from communicatie.models import Persvraag
from communicatie.persvragen.toegang import ROLLEN_PERS
from communicatie.regels import PERSTEKSTEN
from contacten.models import Gebruiker
from escalatie.draaiboek.procedure import REGISTREER
from escalatie.draaiboek.stappen import leg_vast
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_communicatieregels

STAP = "teksten"
# The steps with which a question comes to hang on a melding, or comes back.
ERBIJ = frozenset({REGISTREER, "koppel", "heropen"})
VELDEN = (*PERSTEKSTEN, "vraag", "openbaar")


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
        _houd_melding(persvraag_id)
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
        if persvraag.melding:
            deel(persvraag.melding, {veld: getattr(persvraag, veld) for veld in anders}, persvraag, door, nu)
    return persvraag


def deel(melding: Melding, teksten: Mapping[str, Any], bij: Zaak, door: Gebruiker, nu: datetime) -> None:
    """These texts about this melding changed on the page of `bij`: what the file says is shared, is that of the advice
    and of every open press question about it (docs/besluiten/0026). Inside the transaction of the act, which holds the
    melding."""
    samen = {veld: str(teksten[veld]) for veld in _gedeeld(melding) if veld in teksten}
    if not samen:
        return
    schrijf(melding, samen, bij, door, nu)
    vragen = Persvraag.objects.filter(melding=melding, afgerond_op__isnull=True).exclude(pk=bij.pk)
    for vraag in vergrendeld(vragen.order_by("pk")):
        _neem_over(vraag, samen, door, nu)


def volg(stap: Stap, persvraag: Persvraag, nu: datetime) -> None:
    """After a step of a question about a melding: it takes the texts of that melding when it comes to hang on it, or
    opens again; what that melding has none of, and what any other step changed, is its own too. Inside its
    transaction."""
    if persvraag.melding is None or stap.door is None or not persvraag.is_open():
        return
    hier, velden = nieuwste(persvraag.melding), _gedeeld(persvraag.melding)
    if stap.code in ERBIJ:
        _neem_over(persvraag, {veld: hier[veld] for veld in velden if hier.get(veld)}, stap.door, nu)
    anders = {veld: getattr(persvraag, veld) for veld in velden}
    anders = {veld: tekst for veld, tekst in anders.items() if tekst != hier.get(veld, "")}
    deel(persvraag.melding, anders, persvraag, stap.door, nu)


def _gedeeld(melding: Melding) -> tuple[str, ...]:
    return haal_communicatieregels(melding.protocol_versie).gedeelde_delen


def _neem_over(vraag: Persvraag, teksten: Mapping[str, str], door: Gebruiker, nu: datetime) -> None:
    vorige = {veld: getattr(vraag, veld) for veld, tekst in teksten.items() if getattr(vraag, veld) != tekst}
    if not vorige:
        return
    nieuw = {veld: teksten[veld] for veld in vorige}
    for veld, tekst in nieuw.items():
        setattr(vraag, veld, tekst)
    vraag.laatste_stap_op = nu
    vraag.bewerking += 1
    vraag.save(update_fields=[*nieuw, "bewerking", "laatste_stap_op"])
    leg_vast(vraag, STAP, vraag.status, door, nu, gegevens={"teksten": nieuw, "vorige": vorige})


def _houd_melding(persvraag_id: int) -> None:
    """The melding first, as every step of a question about one does."""
    melding = Persvraag.objects.filter(pk=persvraag_id).values_list("melding", flat=True).first()
    if melding is not None:
        vergrendel(melding)


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
