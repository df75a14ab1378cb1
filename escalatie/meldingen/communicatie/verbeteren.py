"""A fact of the communication reads otherwise: the row that said it wrongly counts no more, a new one says what was so.

The old one stays readable, struck through, in a sealed record. What rested on it is weighed again in the same act: a
lock by the moment that the new row names.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.urls import reverse

from basis.geweigerd import Geweigerd
from basis.taal import moment, opsomming
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.familie import (
    familielijst,
    herroepen,
    informeringen,
    naar_buiten,
    onderzoeken,
    regie,
    slachtofferhulp,
)
from communicatie.familie.forms import begin_van_slot
from communicatie.familie.herroepen import Rij
from communicatie.familie.naar_buiten import Gezegd
from communicatie.familie.onderzoeken import Begin
from communicatie.familie.regie import Overdracht
from communicatie.familie.slachtofferhulp import Aanbod
from communicatie.models import (
    Informeermoment,
    Informering,
    Onderzoek,
    Regie,
    Slachtofferhulp,
    Uiting,
    Uitzondering,
    Vrijgave,
)
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker
from escalatie.draaiboek import correcties, gebeurtenissen, partijen, taken
from escalatie.draaiboek.bevoegdheid import mag_taak
from escalatie.meldingen.dossier.inzage import plekken_van_partij
from escalatie.meldingen.taken.herzien import hoe_buiten
from escalatie.models import Stap, Taak
from escalatie.protocol.lezen import haal_communicatieregels

from .communiceren import (
    FEITEN,
    INTREKBAAR,
    MOMENT,
    FamilieVerteld,
    Feit,
    NaarBuiten,
    Taakrijen,
    Uitgezonderd,
    Verteld,
    alle_te_herroepen,
    feitcode,
    omschreven,
    samen,
    te_herroepen,
    weiger_tijdens_onderzoek,
)

# Who is on the list of those directly involved is another: another part is another person.
Verbeterbaar = Uitzondering | Informeermoment | Slachtofferhulp | Uiting | Regie | Onderzoek


def als_begin(rij: Verbeterbaar) -> dict[str, Any]:
    """Field name of the form of this fact -> what was recorded."""
    match rij:
        case Uitzondering():
            return {"betrokkene": str(rij.informering_id), "reden": rij.reden}
        case Informeermoment():
            return _begin_van_moment(rij)
        case Slachtofferhulp():
            aangeboden = "ja" if rij.is_aangeboden else "nee"
            return {"aangeboden": aangeboden, **_van(rij, "aangeboden_op", "door_wie", "toelichting")}
        case Uiting():
            return {**_van(rij, "soort", "omschrijving", "namens", "gedaan_op"), **begin_van_slot(rij)}
        case Regie():
            return _van(rij, "wie", "functie", "vanaf_op", "reden")
        case Onderzoek():
            return _van(rij, "begonnen_op", "beslist", "reden")


def _begin_van_moment(rij: Informeermoment) -> dict[str, Any]:
    hoe, over = _van(rij, "geinformeerd_op", "wijze", "door_wie", "toelichting"), rij.informering
    if over.betrokkene:
        return {"betrokkenen": [str(een.informering_id) for een in familielijst.gesprek(rij)], **hoe}
    uiting = next((een for een in samen(rij) if isinstance(een, Uiting)), None)
    return {"orgaan": over.orgaan, "gemeente": over.gemeente, **hoe, **begin_van_slot(uiting)}


def vrijgave_van(rij: Rij) -> Vrijgave | None:
    """The leave by which this went outside; None when it did not, or the locks were open."""
    return next((een.vrijgave for een in samen(rij) if isinstance(een, Uiting)), None)


def taak_hiervan(melding: Melding, soort: str, nummer: int, gebruiker: Gebruiker) -> Taak | None:
    """The task that recorded this fact, when it is this user's to put right there."""
    rij = te_herroepen(melding, soort, nummer, gebruiker)
    return _taak(melding, rij) if rij else None


def te_verbeteren(melding: Melding, soort: str, nummer: int, gebruiker: Gebruiker) -> Verbeterbaar | None:
    """The fact with this number, when it counts and is this user's to put right here. What a task recorded, or a body
    that has no form here, is put right at its task; who is on the list of those directly involved has nothing to put
    right: another part is another person."""
    rij = te_herroepen(melding, soort, nummer, gebruiker)
    if rij is None or isinstance(rij, Informering) or not _heeft_vorm(rij):
        return None
    return rij if _taak(melding, rij) is None else None


def _heeft_vorm(rij: Rij) -> bool:
    return not isinstance(rij, Informering) and (not isinstance(rij, Informeermoment) or bool(rij.informering.orgaan))


def knoppen(
    melding: Melding,
    gebruiker: Gebruiker,
    gelezen: Mapping[str, Sequence[Rij]],
    momenten: Sequence[Informeermoment],
    taken: Taakrijen,
) -> dict[str, dict[int, str]]:
    """Kind of fact -> number -> where this user puts it right (empty: nowhere), for each that he can take back. The
    page shows what is in here, so that no link leads nowhere. `gelezen`: of a kind the facts that the page read, with
    `momenten` each time that somebody was told, and `taken`."""
    gesprekken = familielijst.gesprekken(momenten)
    uit: dict[str, dict[int, str]] = {}
    for soort in INTREKBAAR:
        uit[soort] = {}
        for rij in alle_te_herroepen(melding, soort, gebruiker, taken, gelezen.get(soort)):
            samen_ = gesprekken.get(rij.pk, [rij]) if isinstance(rij, Informeermoment) else [rij]
            taak = next((taak for een in samen_ if (taak := taken.van(een))), None)
            uit[soort][rij.pk] = _adres(melding, soort, rij, taak, gebruiker)
    return uit


def _adres(melding: Melding, soort: str, rij: Rij, taak: Taak | None, gebruiker: Gebruiker) -> str:
    if taak:
        return reverse("taak_verbeteren", args=[melding.kenmerk, taak.pk]) if mag_taak(gebruiker, taak) else ""
    return reverse("communicatie_verbeteren", args=[melding.kenmerk, soort, rij.pk]) if _heeft_vorm(rij) else ""


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
        if rij is None or type(feit) is not FEITEN[vorm_van(soort, rij)]:
            raise Geweigerd("Dit kunt u bij deze melding niet (meer) verbeteren.")
        correcties.eis_reden(reden)
        weiger_tijdens_onderzoek(melding, rij)
        regels = haal_communicatieregels(melding.protocol_versie)
        wat, oud = omschreven(rij, INTREKBAAR[soort][2]), _in_woorden(rij, regels)
        with gebeurtenissen.gevolgd(melding, door, nu):
            nieuw = _leg_opnieuw_vast(melding, rij, feit, reden, door, nu, regels)
        velden = correcties.verschil(oud, _in_woorden(nieuw, regels))
        if not velden:
            transaction.set_rollback(True)
            return None
        gegevens = {soort: rij.pk, "nieuw": nieuw.pk, **_van_wie(melding, rij)}
        stap = correcties.leg_vast(
            melding, correcties.VERBETER, wat, door, nu, reden=reden, velden=velden, gegevens=gegevens
        )
        uiting = next((een for een in samen(nieuw) if isinstance(een, Uiting)), None)
        taken.weeg_zonder_recht(melding, uiting, f"stap:{stap.pk}", door, nu)
        return stap


def _van_wie(melding: Melding, rij: Rij) -> dict[str, Any]:
    """Which part of the dossier it is what reads otherwise, and of which gemeenten: empty for what everybody reads."""
    over = rij.informering if isinstance(rij, Informeermoment | Uitzondering) else None
    is_familie = isinstance(rij, Slachtofferhulp) or bool(over and over.betrokkene)
    if not is_familie and (over is None or over.gemeente_id is None):
        return {}
    deel, plekken = plekken_van_partij(melding, over.gemeente_id if over else None, is_familie=is_familie)
    return {"deel": str(deel), "van": [gemeente for _, gemeente in plekken]}


def vorm_van(soort: str, rij: Rij) -> str:
    """The form that puts this fact right: who is on the list was told with a form of its own."""
    return "familie" if isinstance(rij, Informeermoment) and rij.informering.betrokkene else feitcode(soort)


def _taak(melding: Melding, rij: Rij) -> Taak | None:
    """The task that recorded this fact, or somebody else who was told in the same talk."""
    rijen: list[Rij] = [*familielijst.gesprek(rij)] if isinstance(rij, Informeermoment) else [rij]
    taken = Taakrijen(melding)
    return next((taak for een in rijen if (taak := taken.van(een))), None)


def _van(rij: Rij, *namen: str) -> dict[str, Any]:
    return {naam: getattr(rij, naam) for naam in namen}


def _in_woorden(rij: Verbeterbaar, regels: Communicatieregels) -> dict[str, str]:
    """Label -> text, as the form asks it."""
    match rij:
        case Uitzondering():
            return {"Voor wie?": rij.informering.partij, "Waarom?": rij.reden}
        case Informeermoment():
            return _moment_in_woorden(rij)
        case Slachtofferhulp():
            gezegd = "ja" if rij.is_aangeboden else "nee"
            door = {"Door wie aangeboden?": rij.door_wie, "Toelichting": rij.toelichting}
            return {"Aangeboden?": gezegd, "Wanneer aangeboden?": moment(rij.aangeboden_op), **door}
        case Uiting():
            wat = {"Wat?": str(rij.get_soort_display()), "Waar, of aan wie?": rij.omschrijving}
            return {**wat, "Namens wie?": rij.namens, "Wanneer?": moment(rij.gedaan_op), **hoe_buiten(rij)}
        case Regie():
            return {
                "Wie?": _regierol(rij, regels),
                "Functie": rij.functie,
                "Vanaf": moment(rij.vanaf_op),
                "Waarom?": rij.reden,
            }
        case Onderzoek():
            sinds = {"Begonnen op": moment(rij.begonnen_op), "Wie beslist?": rij.beslist}
            return {**sinds, "Hoe weet u dit?": rij.reden}


def _regierol(rij: Regie, regels: Communicatieregels) -> str:
    rol = regels.regierol_per_code.get(rij.wie)
    return rol.naam if rol else rij.wie


def _moment_in_woorden(rij: Informeermoment) -> dict[str, str]:
    over = rij.informering
    namen = [een.informering.partij for een in familielijst.gesprek(rij)] if over.betrokkene else [over.partij]
    wie = f"{opsomming(namen)} {over.gemeente or ''}".strip()
    hoe = {"Hoe?": rij.wijze, "Wie vertelde het?": rij.door_wie, "Toelichting": rij.toelichting}
    return {"Wie is geïnformeerd?": wie, "Wanneer?": moment(rij.geinformeerd_op), **hoe}


def _leg_opnieuw_vast(
    melding: Melding, rij: Rij, feit: Feit, reden: str, door: Gebruiker, nu: datetime, regels: Communicatieregels
) -> Verbeterbaar:
    if isinstance(rij, Onderzoek) and isinstance(feit, Begin):
        onderzoeken.verbeter(rij, feit, door, nu)
        return rij
    oude = _alles(rij)
    for een in oude:
        herroepen.herroep(een, reden, door, nu, regels)
    match rij, feit:
        case (Uitzondering(), Uitgezonderd() as wie) | (Informeermoment(), FamilieVerteld() as wie):
            return _van_de_lijst(melding, wie, door, nu, regels)
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


def _alles(rij: Rij) -> list[Rij]:
    """What was recorded in the one act: a body and what went outside with it, or everybody who was told in one talk."""
    ook = familielijst.gesprek(rij) if isinstance(rij, Informeermoment) else []
    return [*samen(rij), *(een for een in ook if een.pk != rij.pk)]


def _van_de_lijst(
    melding: Melding, feit: Uitgezonderd | FamilieVerteld, door: Gebruiker, nu: datetime, regels: Communicatieregels
) -> Uitzondering | Informeermoment:
    if isinstance(feit, Uitgezonderd):
        return familielijst.maak_uitzondering(melding, feit.nummer, feit.reden, door, nu, regels)
    return familielijst.vertel(melding, feit.betrokkenen, feit.inlichting, door, nu, regels)[0]


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
