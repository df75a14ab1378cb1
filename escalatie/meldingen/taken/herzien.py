"""What was recorded of a task is put right or taken back (R2, R66, R85–R97): the two verbs for every form of record.

The old record stays readable, struck through, in a sealed record of its own. What rested on it is weighed again: a lock
that it opened shuts, a term that it ended runs on, mail that waits is withdrawn, and who was told hears the correction.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from basis.geweigerd import Geweigerd
from calamiteiten import dossier
from calamiteiten.models import Melding
from calamiteiten.toegang import kring
from communicatie.familie import familielijst, herroepen, informeringen
from communicatie.familie.naar_buiten import Gezegd, verbeter_uiting, vergrendel
from communicatie.models import AANGENOMEN, Bericht, Informeermoment, Slachtofferhulp, Uiting
from communicatie.post.berichten import trek_rijen_in
from contacten.models import Dader, Gebruiker, met_dader
from contacten.rollen import PER_GEMEENTE
from escalatie.draaiboek import (
    acties,
    correcties,
    gebeurtenissen,
    informatie,
    overleggen,
    partijen,
    signalen,
    spoed,
    taken,
    termijnen,
)
from escalatie.draaiboek.bevoegdheid import is_eigen_taak, mag_taak
from escalatie.draaiboek.taken import ACTIE
from escalatie.meldingen.dossier.inzage import deel_van
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from escalatie.protocol.model import Gevolg

from . import vastgelegd
from .vastlegging import leg_vast
from .vervulling import GEGEVENS, RIJ, Partijenlijst, Taakgegevens, Vervulling

# The work of these has a page of its own, where it is reopened or withdrawn.
ELDERS = frozenset({"analyse", "beoordeling", "communicatieadvies"})
DOOR = "Vastgelegd door"
PARTIJEN = "partijen"
INGETROKKEN = "Ingetrokken: het was niet zo, en het hoeft niet meer."


def kan_herzien(taak: Taak, gebruiker: Dader) -> bool:
    """Whether there is a record of this task that this user may put right or take back."""
    return mag_taak(gebruiker, taak) and not _bezwaar(taak)


def laatste_correctie(taak: Taak) -> int:
    """Number of the step that last changed what stands at this task; 0 while it reads as it was first recorded."""
    return correcties.laatste_over(taak.zaak_id, taak=taak.pk)


def verbeter(
    taak_id: int, vervulling: Vervulling, reden: str, door: Gebruiker, nu: datetime, *, gezien: int | None = None
) -> Stap | None:
    """Put the record of a task right: it stays done, and says what was the case. None when nothing reads otherwise.

    Also of a closed melding. `gezien`: the `laatste_correctie` of the page that this user read; None asks nothing.
    Raises Geweigerd without a reason, when it is not this user's, there is no record, or another changed it since.
    """
    with transaction.atomic():
        taak = _vergrendel(taak_id, door, gezien)
        vorm, oud, was = _vorm(taak), vastgelegd.in_woorden(taak), _gevolgen(taak, vastgelegd.gegevens_van(taak))
        if not is_eigen_taak(door, taak) and not vervulling.namens:
            raise Geweigerd("Vul in namens wie u dit vastlegt.")
        correcties.eis_reden(reden)
        oud |= hoe_buiten(uiting_van(taak))
        with gebeurtenissen.gevolgd(taak.melding, door, nu):
            if vorm == PARTIJEN:
                # Line by line: the task of a party that stays is not touched.
                _laat_partijen_vallen(taak, vervulling)
            else:
                _maak_ongedaan(taak, vorm, reden, door, nu)
            nummer = leg_vast(taak, vorm, vervulling, door, nu)
            _verbeter_uitingen(taak, vervulling, reden, door, nu)
        wie = vastgelegd.door_wie(taak)
        taak.verslag, taak.namens = vervulling.verslag, vervulling.namens
        taak.afgerond_door, taak.afgerond_door_contact = door, None
        taak.gegevens = {**_zonder_record(taak, vorm), **vervulling.op_de_rij(), RIJ: nummer}
        taak.save(update_fields=["verslag", "namens", "gegevens", *met_dader("afgerond_door")])
        velden = correcties.verschil(oud, {**vastgelegd.in_woorden(taak), **hoe_buiten(uiting_van(taak))})
        if not velden:
            transaction.set_rollback(True)
            return None
        velden += correcties.verschil({DOOR: wie}, {DOOR: vastgelegd.door_wie(taak)})
        stap = _leg_correctie_vast(taak, correcties.VERBETER, door, nu, reden=reden, velden=velden)
        _vertel(taak, stap, door, nu)
        _weeg_gevolgen(taak, was, _gevolgen(taak, vervulling.gegevens), stap)
        taken.weeg_zonder_recht(taak.melding, uiting_van(taak), f"stap:{stap.pk}", door, nu)
        spoed.weeg(taak.melding, door, nu)
    return stap


def trek_in(taak_id: int, reden: str, door: Dader, nu: datetime, *, gezien: int | None = None) -> Stap:
    """Take the record of a task back: it was not done, and is to do again.

    `gezien`: as for `verbeter`. Raises Geweigerd without a reason, when it is not this user's, there is no record,
    another changed it since, or the melding is closed: nobody does anything there any more.
    """
    with transaction.atomic():
        taak = _vergrendel(taak_id, door, gezien)
        if not (taak.zaak.is_open() or taak.overleeft):
            raise Geweigerd("Deze melding is gesloten. Heropen de melding eerst; verbeteren kan wel.")
        vorm, oud, was = _vorm(taak), vastgelegd.in_woorden(taak), _gevolgen(taak, vastgelegd.gegevens_van(taak))
        correcties.eis_reden(reden)
        with gebeurtenissen.gevolgd(taak.melding, door, nu):
            _maak_ongedaan(taak, vorm, reden, door, nu)
            taak.gegevens, taak.verslag, taak.namens = _zonder_record(taak, vorm), "", ""
            _zet_open(taak, nu)
        regels = haal_communicatieregels(taak.zaak.protocol_versie)
        for uiting in Uiting.objects.filter(sleutel__startswith=f"taak:{taak.pk}:", herroeping__isnull=True):
            herroepen.herroep(uiting, reden, door, nu, regels)
        trek_rijen_in(_berichten(taak), f"“{taak.titel}” is ingetrokken.")
        velden = correcties.verschil(oud, {})
        stap = _leg_correctie_vast(taak, correcties.TREK_IN, door, nu, reden=reden, velden=velden)
        _weeg_gevolgen(taak, was, [], stap)
        acties.laat_vervallen(taak, f"“{taak.titel}” is ingetrokken.", door, nu)
        overleggen.ruim_op(taak.melding, reden, door, nu)
        taken.vergeet_zonder_recht(taak.melding, f"stap:{stap.pk}", nu)
        spoed.weeg(taak.melding, door, nu)
        gehoord = _vertel(taak, stap, door, nu)
        weer = [taak] if taak.status == TaakStatus.OPEN else []
        informatie.meld_taken(
            taak.melding, weer, sleutel=f"stap:{stap.pk}", nu=nu, gehoord=gehoord, zelf=door, ook_collegas=True
        )
    return stap


def _zet_open(taak: Taak, nu: datetime) -> None:
    """Have it to do again, with the term that it ended; lapsed when nobody has to do it any more."""
    if wordt_gevraagd(taak):
        taak.status, taak.afgerond_op = TaakStatus.OPEN, None
        taak.afgerond_door = taak.afgerond_door_contact = None
    else:
        taak.status, taak.afgerond_op, taak.verslag = TaakStatus.VERVALLEN, nu, INGETROKKEN
    taak.save(
        update_fields=[
            "status",
            "afgerond_op",
            "afgerond_door",
            "afgerond_door_contact",
            "verslag",
            "namens",
            "gegevens",
        ]
    )
    if taak.status == TaakStatus.OPEN:
        termijnen.heropen_bij_taak(taak, haal_protocol(taak.zaak.protocol_versie))


def wordt_gevraagd(taak: Taak) -> bool:
    """Whether this task would be open now, had nobody recorded it: it did not lapse before, its gemeente is still
    involved, no newer one asks the same, and no step since has ended tasks of its kind."""
    if taak.status == TaakStatus.VERVALLEN:
        return False
    zelfde = Taak.objects.filter(zaak=taak.zaak_id, code=taak.code, gemeente=taak.gemeente, zetel_rol=taak.zetel_rol)
    if partij := partijen.besloten(taak):
        # Of each party there is a task: that another is to be told does not answer for this one.
        zelfde = zelfde.filter(gegevens__partij=partij)
    if taak.code != ACTIE and zelfde.filter(status=TaakStatus.OPEN).exclude(pk=taak.pk).exists():
        return False
    if not _doet_nog_mee(taak):
        return False
    if taak.overleeft:
        # An improvement goes on, whatever step was set.
        return True
    protocol = haal_protocol(taak.zaak.protocol_versie)
    regel = protocol.taak_per_code.get(taak.code)
    na = {"volgnummer__gt": taak.stap.volgnummer} if taak.stap else {"op__gt": taak.gemaakt_op}
    codes = Stap.objects.filter(zaak=taak.zaak_id, **na).values_list("code", flat=True)
    gezet = [protocol.stap_per_code[code] for code in codes if code in protocol.stap_per_code]
    return not any(
        taak.code in [*stap.vervalt, *stap.voltooit] or (stap.sluit_taken and not (regel and regel.blijft))
        for stap in gezet
    )


def _doet_nog_mee(taak: Taak) -> bool:
    """Whether who has this task is still in the dossier for it: a manager who was invited for the work area alone reads
    it, and has no duty of a gemeente that is involved."""
    wie = kring(taak.melding)
    is_daar = taak.gemeente is None or (taak.gemeente_id in wie.gemeenten and wie.heeft(taak.rol, taak.gemeente))
    return taak.rol not in PER_GEMEENTE or is_daar


def _vergrendel(taak_id: int, door: Dader, gezien: int | None) -> Taak:
    # The melding first, as every step does: two locks in one order never wait for each other.
    vergrendel(Taak.objects.values_list("zaak_id", flat=True).get(pk=taak_id))
    rijen = Taak.objects.select_for_update(of=("self",)).select_related(
        "zaak__als_melding__aanbieder", "gemeente", "stap"
    )
    taak = rijen.get(pk=taak_id)
    if not mag_taak(door, taak):
        raise Geweigerd("Wat hier is vastgelegd, is niet aan u om te veranderen.")
    if bezwaar := _bezwaar(taak):
        raise Geweigerd(bezwaar)
    # Under the lock: of two who put the same record right at once, the second reads the first before it is replaced.
    correcties.eis_gezien(gezien, taak.zaak_id, taak=taak.pk)
    return taak


def _bezwaar(taak: Taak) -> str:
    """Why there is nothing here to put right; empty when there is."""
    if _vorm(taak) in ELDERS:
        return "Dit verandert u op zijn eigen pagina."
    # A step closes some tasks by itself: who wants that otherwise, takes another step.
    return "" if RIJ in taak.gegevens else "Bij deze taak heeft niemand iets vastgelegd."


def _vorm(taak: Taak) -> str:
    regel = haal_protocol(taak.zaak.protocol_versie).taak_per_code.get(taak.code)
    return regel.vorm if regel else "afvinken"


def _zonder_record(taak: Taak, vorm: str) -> dict[str, Any]:
    """What the task row keeps beside its record: why somebody must be phoned, which party was decided on."""
    soort = GEGEVENS.get(vorm)
    velden = {RIJ, *(soort.__dataclass_fields__ if soort else ())} - ({"partij"} if partijen.besloten(taak) else set())
    return {naam: waarde for naam, waarde in taak.gegevens.items() if naam not in velden}


def _maak_ongedaan(taak: Taak, vorm: str, reden: str, door: Dader, nu: datetime) -> None:
    """Take away what the record left elsewhere. Facts that others keep only count no more; the rest is in the seal."""
    nummer, melding = taak.gegevens.get(RIJ, 0), taak.melding
    match vorm:
        case "overleg" | "contact_inspectie":
            overleggen.maak_ongedaan(taak, nummer)
        case "inspectierapport":
            dossier.trek_inspectierapport_in(melding, taak.gemeente)
        case "evaluatie":
            dossier.trek_evaluatie_in(melding)
        case "partijen":
            partijen.geef_taken(taak, (), door, nu)
            _laat_partijen_vallen(taak, None)
        case "informering" | "familie":
            moment = Informeermoment.objects.filter(pk=nummer).first()
            aanbod = _aanbod(moment) if moment and vorm == "familie" else None
            for een in familielijst.gesprek(moment) if moment else ():
                _herroep(een, aanbod, reden, door, nu)
                aanbod = None


def _laat_partijen_vallen(taak: Taak, vervulling: Vervulling | None) -> None:
    """The parties that this record decided on, and the next one does not."""
    lijst = vervulling.gegevens if vervulling else None
    blijft = {partij.naam for partij in lijst.partijen} if isinstance(lijst, Partijenlijst) else set()
    was = {partij.naam for partij in vastgelegd.besloten_partijen(taak)}
    informeringen.laat_vallen(taak.melding, was - blijft)


def _herroep(moment: Informeermoment, aanbod: Slachtofferhulp | None, reden: str, door: Dader, nu: datetime) -> None:
    regels = haal_communicatieregels(moment.informering.melding.protocol_versie)
    herroepen.herroep(moment, reden, door, nu, regels)
    if aanbod:
        herroepen.herroep(aanbod, reden, door, nu, regels)


def uiting_van(taak: Taak) -> Uiting | None:
    """What went outside with the record of this task, and counts."""
    rijen = Uiting.objects.filter(sleutel__startswith=f"taak:{taak.pk}:", herroeping__isnull=True)
    return rijen.select_related("melding", "vrijgave", "verbetering_van").order_by("-pk").first()


def hoe_buiten(uiting: Uiting | None) -> dict[str, str]:
    """Label -> text of something that was outside without leave; empty when it had its right."""
    if uiting is None or not uiting.buiten_om:
        return {}
    return {"Hoe kwam dit naar buiten?": str(uiting.get_buiten_om_display()), "Wat gebeurde er?": uiting.toelichting}


def _verbeter_uitingen(taak: Taak, vervulling: Vervulling, reden: str, door: Gebruiker, nu: datetime) -> None:
    """What went outside with this record went at the moment that it names now: the locks of that moment are asked."""
    uiting, regels = uiting_van(taak), haal_communicatieregels(taak.zaak.protocol_versie)
    if uiting is None:
        return
    gedaan_op = vervulling.gedaan_op or uiting.gedaan_op
    gezegd, toestemming = Gezegd(gedaan_op, uiting.omschrijving, vervulling.namens), vervulling.toestemming
    hoe = toestemming and (toestemming.buiten_om, toestemming.reden.strip())
    is_anders = hoe is not None and hoe != (uiting.buiten_om, uiting.toelichting)
    if (gedaan_op, vervulling.namens) == (uiting.gedaan_op, uiting.namens) and not is_anders:
        return
    herroepen.herroep(uiting, reden, door, nu, regels)
    verbeter_uiting(uiting, gezegd, door, nu, regels, toestemming=toestemming)


def _gevolgen(taak: Taak, gegevens: Taakgegevens | None) -> list[Gevolg]:
    protocol = haal_protocol(taak.zaak.protocol_versie)
    return taken.gevolgen_van(protocol, protocol.taak_per_code.get(taak.code), gegevens)


def _weeg_gevolgen(taak: Taak, was: list[Gevolg], is_nu: list[Gevolg], stap: Stap) -> None:
    """What the old answer set off lapses, what the new one sets off comes. A signal that this record ended rings again
    when the record goes."""
    melding, protocol, bron = taak.melding, haal_protocol(taak.zaak.protocol_versie), f"stap:{stap.pk}"
    codes = {gevolg.code for gevolg in is_nu}
    for gevolg in was:
        if gevolg.code not in codes:
            reden = f"“{taak.titel}” is verbeterd of ingetrokken."
            signalen.laat_vervallen(melding, protocol, gevolg, taak.gemeente, reden, bron, stap.op)
    weer = protocol.signalen.get(taak.code) if taak.status == TaakStatus.OPEN else None
    for gevolg in [*(g for g in is_nu if g not in was), *([weer] if weer else [])]:
        taken.laat_volgen(melding, gevolg, taak.gemeente, bron=bron, door=stap.dader, nu=stap.op)


def _aanbod(moment: Informeermoment) -> Slachtofferhulp | None:
    """What was recorded about victim support in the same act."""
    rijen = Slachtofferhulp.objects.filter(melding=moment.informering.melding, herroeping__isnull=True)
    return rijen.filter(vastgelegd_op=moment.vastgelegd_op, vastgelegd_door=moment.vastgelegd_door).first()


def _leg_correctie_vast(taak: Taak, code: str, door: Dader, nu: datetime, **verder: Any) -> Stap:
    plaats = f" ({taak.gemeente})" if taak.gemeente and not taak.zetel_rol else ""
    gegevens: Mapping[str, Any] = {"taak": taak.pk, "deel": deel_van(_vorm(taak))}
    return correcties.leg_vast(taak.zaak, code, f"“{taak.titel}”{plaats}", door, nu, gegevens=gegevens, **verder)


def _berichten(taak: Taak) -> Any:
    """The messages that this record set off."""
    nummer = str(taak.pk)
    return Bericht.objects.filter(zaak=taak.zaak_id, aanleiding__startswith=f"taak:{nummer}:")


def _vertel(taak: Taak, stap: Stap, door: Dader, nu: datetime) -> list[Bericht]:
    """Who was told of the record hears that it reads otherwise; and who holds the task, when another changed it."""
    melding: Melding = taak.melding
    plekken = {(rij.rol, rij.gemeente) for rij in _berichten(taak).filter(status__in=AANGENOMEN)}
    if not is_eigen_taak(door, taak):
        plekken |= {(taak.rol, taak.gemeente)}
    # Who does not see the dossier (any more) has nothing to read there.
    wie = kring(melding)
    plekken = {(rol, gemeente) for rol, gemeente in plekken if wie.heeft(rol, gemeente)}
    return informatie.meld_verbetering(melding, plekken, sleutel=f"stap:{stap.pk}", nu=nu, zelf=door)
