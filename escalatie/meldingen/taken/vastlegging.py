"""What doing a task leaves behind, per form of record: a consultation, a report, an evaluation, a party that was told.

Each goes from the typed fields of its form (`vervulling.py`) to rows in the app that keeps that fact.
"""

from dataclasses import asdict
from datetime import datetime

from basis.geweigerd import Geweigerd
from basis.taal import moment, opsomming
from calamiteiten import dossier
from communicatie.familie import familielijst, informeringen, slachtofferhulp
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.slachtofferhulp import Aanbod
from communicatie.regels import Orgaan
from contacten.models import Dader, Gebruiker, dader_velden
from contacten.rollen import PER_GEMEENTE
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import overleggen
from escalatie.draaiboek import partijen as partijtaken
from escalatie.models import Genodigde, Overleg, OverlegStatus, Taak
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol

from .vervulling import (
    Evaluatieverslag,
    Familiegesprek,
    Informeerverslag,
    Overlegverslag,
    Partijenlijst,
    Rapportontvangst,
    Vervulling,
)

# Work with a page of its own: when it is done.
EIGEN_PAGINA = {
    "communicatieadvies": "zodra het communicatieadvies op zijn eigen pagina is vastgesteld",
    "triage": "zodra de gegevens van de melding zeggen of zij meldingswaardig is",
}
IN_HET_DOSSIER = "Dit legt u niet met een link vast. Bel het nummer in de mail."


def leg_vast(taak: Taak, vorm: str, vervulling: Vervulling, door: Dader, nu: datetime) -> int:
    """Keep the record of this task; returns a number that tells repeated records of one task apart (0: no row made).

    Raises Geweigerd when the record is of another form than the task, or the work has a page of its own.
    """
    if vorm in EIGEN_PAGINA:
        raise Geweigerd(f"“{taak.titel}” is klaar {EIGEN_PAGINA[vorm]}.")
    if not vervulling.past_bij(vorm):
        raise Geweigerd(f"Deze gegevens horen niet bij “{taak.titel}”. Open de taak opnieuw.")
    match vervulling.gegevens:
        case Overlegverslag() as verslag:
            return _overleg(taak, verslag, door, nu)
        case Rapportontvangst() as rapport:
            return _inspectierapport(taak, rapport, door, nu)
        case Evaluatieverslag(antwoorden, deelnemers):
            return dossier.bewaar_evaluatie(taak.melding, dict(antwoorden), deelnemers, _account(door), nu).pk
        case Partijenlijst(partijen):
            informeringen.stel_partijen_vast(taak.melding, partijen, _account(door), nu)
            partijtaken.geef_taken(taak, partijen, _account(door), nu)
        case Informeerverslag() as verslag:
            inlichting = _inlichting(taak, verslag, vervulling, nu)
            partij = partijtaken.besloten(taak) or verslag.partij or _partij(taak)
            verteld = informeringen.leg_vast(taak.melding, partij, taak.gemeente, inlichting, door, nu, _orgaan(taak))
            partijtaken.sluit_wie_het_weet(taak.melding, door, nu)
            return verteld.pk
        case Familiegesprek() as gesprek:
            return _familie(taak, gesprek, _inlichting(taak, gesprek, vervulling, nu), _account(door), nu)
    return 0


def _overleg(taak: Taak, verslag: Overlegverslag, door: Dader, nu: datetime) -> int:
    """The meeting that was planned for this task is held; one that nobody planned is made now. One that is still to
    come was held earlier: it goes on in no calendar."""
    overleg = overleggen.van_taak(taak)
    erbij = _aanwezigen(overleg, verslag.aanwezig or (), taak.zaak.protocol_versie) if overleg else []
    if overleg is not None and overleg.gepland_op and overleg.gepland_op > nu:
        overleggen.zeg_af(overleg.pk, f"Het overleg is al gehouden, op {moment(verslag.gehouden_op)}.", door, nu)
        overleg = None
    if overleg is None:
        overleg = Overleg(zaak=taak.zaak, taak=taak, soort=taak.titel[:60])
    overleg.status, overleg.gehouden_op = OverlegStatus.GEHOUDEN, verslag.gehouden_op
    overleg.vorm = verslag.vorm
    overleg.uitkomst, overleg.afspraken = verslag.uitkomst, verslag.afspraken
    overleg.vastgelegd_op = nu
    for veld, wie in dader_velden(door).items():
        setattr(overleg, veld, wie)
    overleg.deelnemers = ", ".join(filter(None, [*erbij, verslag.deelnemers]))[:1000]
    overleg.save()
    return overleg.pk


def _aanwezigen(overleg: Overleg, aanwezig: tuple[int, ...], versie: str) -> list[str]:
    """Note of each invited seat whether it took part; the names of those that did."""
    namen = []
    for genodigde in Genodigde.objects.filter(overleg=overleg, vervallen_op__isnull=True).select_related("gemeente"):
        genodigde.was_er = genodigde.pk in aanwezig
        genodigde.save(update_fields=["was_er"])
        if genodigde.was_er:
            namen.append(overleggen.naam_van(genodigde, versie))
    return namen


def _account(door: Dader) -> Gebruiker:
    """Whoever records this reads the dossier: a link does not do. Raises Geweigerd."""
    if not isinstance(door, Gebruiker):
        raise Geweigerd(IN_HET_DOSSIER)
    return door


def _inspectierapport(taak: Taak, rapport: Rapportontvangst, door: Dader, nu: datetime) -> int:
    dossier.registreer_inspectierapport(taak.melding, [taak.gemeente], asdict(rapport), door, nu)
    return 0


def _familie(taak: Taak, gesprek: Familiegesprek, inlichting: Inlichting, door: Gebruiker, nu: datetime) -> int:
    """That these of the list know, and whether victim support was offered (R125, R126)."""
    aanbod = Aanbod(
        is_aangeboden=gesprek.slachtofferhulp == "ja",
        aangeboden_op=gesprek.aangeboden_op,
        door_wie=gesprek.aangeboden_door,
        toelichting=gesprek.slachtofferhulp_toelichting,
    )
    slachtofferhulp.leg_vast(taak.melding, aanbod, door, nu)
    regels = haal_communicatieregels(taak.melding.protocol_versie)
    return familielijst.vertel(taak.melding, gesprek.betrokkenen, inlichting, door, nu, regels)[0].pk


def _inlichting(
    taak: Taak, verteld: Informeerverslag | Familiegesprek, vervulling: Vervulling, nu: datetime
) -> Inlichting:
    # A role of the region is of no gemeente, also when the task is about one.
    plaats = str(taak.gemeente) if taak.gemeente and taak.rol in PER_GEMEENTE else ""
    rol = f"{rolnaam(taak.rol, taak.melding.protocol_versie)} {plaats}".strip()
    return Inlichting(
        geinformeerd_op=verteld.geinformeerd_op or nu,
        wijze=verteld.wijze,
        door_wie=verteld.door_wie or vervulling.namens or rol,
        toelichting=vervulling.verslag,
    )


def _orgaan(taak: Taak) -> Orgaan | None:
    """The body of the communication file that this task tells, when its rule names one."""
    versie = taak.melding.protocol_versie
    regel = haal_protocol(versie).taak_per_code.get(taak.code)
    return haal_communicatieregels(versie).orgaan_per_code[regel.orgaan] if regel and regel.orgaan else None


def _partij(taak: Taak) -> str:
    """Who is told by this task: the seat of a telephone task, the party of its rule, or the roles its rule must
    reach."""
    if taak.zetel_rol:
        return rolnaam(taak.zetel_rol, taak.melding.protocol_versie)
    protocol = haal_protocol(taak.melding.protocol_versie)
    if taak.code in protocol.taak_per_code and protocol.taak_per_code[taak.code].partij:
        return protocol.taak_per_code[taak.code].partij
    rollen = next((regel.aan for regel in protocol.informatieregels if regel.taak == taak.code and regel.aan), ())
    return opsomming(rolnaam(rol, protocol.versie) for rol in rollen) or taak.titel
