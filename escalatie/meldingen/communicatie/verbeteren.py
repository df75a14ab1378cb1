"""A fact of the communication reads otherwise: the row that said it wrongly counts no more, a new one says what was so.

The old one stays readable, struck through, in a sealed record. What rested on it is weighed again in the same act: a
lock by the moment that the new row names.
"""

from datetime import datetime
from typing import Any

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import moment
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.familie import herroepen, informeringen, naar_buiten, onderzoeken, regie, slachtofferhulp
from communicatie.familie.herroepen import Rij
from communicatie.familie.naar_buiten import Gezegd
from communicatie.familie.onderzoeken import Begin
from communicatie.familie.regie import Overdracht
from communicatie.familie.slachtofferhulp import Aanbod
from communicatie.models import Informeermoment, Onderzoek, Regie, Slachtofferhulp, Uiting, Vrijgave
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker
from escalatie.draaiboek import correcties, partijen
from escalatie.models import Stap, Taak
from escalatie.protocol.lezen import haal_communicatieregels

from .communiceren import (
    FEITEN,
    INTREKBAAR,
    MOMENT,
    Feit,
    NaarBuiten,
    Verteld,
    feitcode,
    omschreven,
    samen,
    taak_van,
    te_herroepen,
    weiger_tijdens_onderzoek,
)


def als_begin(rij: Rij) -> dict[str, Any]:
    """Field name of the form of this fact -> what was recorded."""
    match rij:
        case Informeermoment():
            velden = ("geinformeerd_op", "wijze", "door_wie", "toelichting")
            over = rij.informering
            return {"orgaan": over.orgaan, "gemeente": over.gemeente, **{naam: getattr(rij, naam) for naam in velden}}
        case Slachtofferhulp():
            aangeboden = "ja" if rij.is_aangeboden else "nee"
            return {"aangeboden": aangeboden, **_van(rij, "aangeboden_op", "door_wie", "toelichting")}
        case Uiting():
            return _van(rij, "soort", "omschrijving", "namens", "gedaan_op")
        case Regie():
            return _van(rij, "wie", "functie", "vanaf_op", "reden")
        case Onderzoek():
            return _van(rij, "begonnen_op", "beslist", "reden")


def vrijgave_van(rij: Rij) -> Vrijgave | None:
    """The leave by which this went outside; None when it did not, or the locks were open."""
    return next((een.vrijgave for een in samen(rij) if isinstance(een, Uiting)), None)


def taak_hiervan(melding: Melding, soort: str, nummer: int, gebruiker: Gebruiker) -> Taak | None:
    """The task that recorded this fact, when it is this user's to put right there."""
    rij = te_herroepen(melding, soort, nummer, gebruiker)
    return taak_van(melding, rij) if rij else None


def te_verbeteren(melding: Melding, soort: str, nummer: int, gebruiker: Gebruiker) -> Rij | None:
    """The fact with this number, when it counts and is this user's to put right here. What a task recorded, or a body
    that has no form here, is put right at its task."""
    rij = te_herroepen(melding, soort, nummer, gebruiker)
    if rij is None or taak_van(melding, rij) is not None:
        return None
    return None if isinstance(rij, Informeermoment) and not rij.informering.orgaan else rij


def verbeter(
    melding: Melding, soort: str, nummer: int, feit: Feit, reden: str, door: Gebruiker, nu: datetime
) -> Stap | None:
    """Put one fact of the communication right. None when nothing reads otherwise.

    Raises Geweigerd when there is no such fact for this user, without a reason, or when the verb that records it
    refuses: it went outside while a lock was on, at the moment that is named now.
    """
    with transaction.atomic():
        melding = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        rij = te_verbeteren(melding, soort, nummer, door)
        if rij is None or type(feit) is not FEITEN[feitcode(soort)]:
            raise Geweigerd("Dit kunt u bij deze melding niet (meer) verbeteren.")
        correcties.eis_reden(reden)
        weiger_tijdens_onderzoek(melding, rij)
        regels = haal_communicatieregels(melding.protocol_versie)
        wat, oud = omschreven(rij, INTREKBAAR[soort][2]), _in_woorden(rij, regels)
        nieuw = _leg_opnieuw_vast(melding, rij, feit, reden, door, nu, regels)
        velden = correcties.verschil(oud, _in_woorden(nieuw, regels))
        if not velden:
            transaction.set_rollback(True)
            return None
        gegevens = {soort: rij.pk, "nieuw": nieuw.pk}
        return correcties.leg_vast(
            melding, correcties.VERBETER, wat, door, nu, reden=reden, velden=velden, gegevens=gegevens
        )


def _van(rij: Rij, *namen: str) -> dict[str, Any]:
    return {naam: getattr(rij, naam) for naam in namen}


def _in_woorden(rij: Rij, regels: Communicatieregels) -> dict[str, str]:
    """Label -> text, as the form asks it."""
    match rij:
        case Informeermoment():
            over = rij.informering
            wie = f"{over.partij} {over.gemeente or ''}".strip()
            hoe = {"Hoe?": rij.wijze, "Wie vertelde het?": rij.door_wie, "Toelichting": rij.toelichting}
            return {"Wie is geïnformeerd?": wie, "Wanneer?": moment(rij.geinformeerd_op), **hoe}
        case Slachtofferhulp():
            gezegd = "ja" if rij.is_aangeboden else "nee"
            door = {"Door wie aangeboden?": rij.door_wie, "Toelichting": rij.toelichting}
            return {"Aangeboden?": gezegd, "Wanneer aangeboden?": moment(rij.aangeboden_op), **door}
        case Uiting():
            wat = {"Wat?": str(rij.get_soort_display()), "Waar, of aan wie?": rij.omschrijving}
            return {**wat, "Namens wie?": rij.namens, "Wanneer?": moment(rij.gedaan_op)}
        case Regie():
            naam = regels.regierol_per_code[rij.wie].naam if rij.wie in regels.regierol_per_code else rij.wie
            return {"Wie?": naam, "Functie": rij.functie, "Vanaf": moment(rij.vanaf_op), "Waarom?": rij.reden}
        case Onderzoek():
            sinds = {"Begonnen op": moment(rij.begonnen_op), "Wie beslist?": rij.beslist}
            return {**sinds, "Hoe weet u dit?": rij.reden}


def _leg_opnieuw_vast(
    melding: Melding, rij: Rij, feit: Feit, reden: str, door: Gebruiker, nu: datetime, regels: Communicatieregels
) -> Rij:
    if isinstance(rij, Onderzoek) and isinstance(feit, Begin):
        onderzoeken.verbeter(rij, feit, door, nu)
        return rij
    oude = samen(rij)
    for een in oude:
        herroepen.herroep(een, reden, door, nu, regels)
    match rij, feit:
        case Slachtofferhulp(), Aanbod():
            return slachtofferhulp.leg_vast(melding, feit, door, nu)
        case Regie(), Overdracht():
            return regie.draag_over(melding, feit, door, nu, regels)
        case Uiting(), NaarBuiten():
            gezegd = Gezegd(feit.gedaan_op, feit.omschrijving, feit.namens, feit.soort)
            return naar_buiten.verbeter_uiting(rij, gezegd, door, nu, regels, toestemming=feit.toestemming)
        case Informeermoment(), Verteld():
            uiting = next((een for een in oude if isinstance(een, Uiting)), None)
            return _vertel_opnieuw(melding, uiting, feit, door, nu, regels)
    raise Geweigerd("Dit kunt u bij deze melding niet (meer) verbeteren.")


def _vertel_opnieuw(
    melding: Melding, uiting: Uiting | None, feit: Verteld, door: Gebruiker, nu: datetime, regels: Communicatieregels
) -> Informeermoment:
    """That a body was told, with what went outside with it: the leave that was given for that goes along."""
    orgaan, gemeente, inlichting = regels.orgaan_per_code[feit.orgaan], feit.gemeente, feit.inlichting
    if uiting is None or not orgaan.naar_buiten:
        verteld = informeringen.leg_orgaan_vast(
            melding, orgaan, gemeente, inlichting, door, nu, regels, feit.toestemming
        )
    else:
        verteld = informeringen.leg_vast(melding, orgaan.naam, gemeente, inlichting, door, nu, orgaan)
        wat = f"{orgaan.naam} {gemeente or ''}".strip()
        gezegd = Gezegd(inlichting.geinformeerd_op, wat, inlichting.door_wie, orgaan.naar_buiten)
        sleutel = f"{MOMENT}:{verteld.pk}"
        naar_buiten.verbeter_uiting(uiting, gezegd, door, nu, regels, toestemming=feit.toestemming, sleutel=sleutel)
    partijen.sluit_wie_het_weet(melding, door, nu)
    return verteld
