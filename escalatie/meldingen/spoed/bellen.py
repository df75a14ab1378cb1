"""Verbs of the ring list: somebody was phoned, and was reached or not.

Reached goes by the verb of the telephone task, which keeps who was told, when and by whom; there is no second road.
Each try stands on that task, also those that failed.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import ontvangst
from contacten.bezetting import bezet
from contacten.models import Contactpersoon, Gebruiker, Gemeente
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import informatie, opvolging, taken
from escalatie.draaiboek.bevoegdheid import is_eigen_taak, mag_bellen
from escalatie.meldingen.taken.vervulling import Informeerverslag, Vervulling
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol

# The key under which a telephone task keeps its tries.
POGINGEN = "pogingen"
TELEFOON = "telefonisch"
NIEMAND_MEER = "Hier hoeft niemand meer te bellen."
INTUSSEN = "Een collega legde hier net iets vast. Kijk wat er nu staat."
_STIL = (BerichtStatus.WACHT, BerichtStatus.INGETROKKEN)


def te_bellen(melding: Melding) -> QuerySet[Bericht]:
    """The urgent messages of this melding that nobody answered yet."""
    rijen = Bericht.objects.filter(ontvangst.ONBEANTWOORD, zaak=melding, is_dringend=True).exclude(status__in=_STIL)
    return rijen.select_related("gemeente", "aanbieder", "contactpersoon", "zaak").order_by("bevestigen_voor_op", "pk")


def beltaak(melding: Melding, rol: str, gemeente_id: int | None) -> Taak | None:
    """The open telephone task of this seat."""
    rijen = Taak.objects.filter(zaak=melding, code=informatie.BELTAAK, status=TaakStatus.OPEN, zetel_rol=rol)
    return rijen.filter(gemeente=gemeente_id).select_related("gemeente").first()


def hogerop(melding: Melding, rol: str, nu: datetime) -> list[Contactpersoon]:
    """Whom to phone when nobody in a seat of this role answers, in order: as the file says of silence."""
    protocol = haal_protocol(melding.protocol_versie)
    rollen = [r for regel in protocol.informatieregels_bij(opvolging.STIL) for r in regel.aan]
    if rol in rollen:
        return []
    return [contact for hoger in rollen for contact in bezet(hoger, nu, is_spoed=True).bezetters]


def leg_poging_vast(
    melding: Melding,
    rol: str,
    gemeente: Gemeente | None,
    contact_pk: int,
    *,
    is_bereikt: bool,
    gezien: int,
    door: Gebruiker,
    nu: datetime,
) -> Contactpersoon:
    """Keep that this contact was phoned for this seat, and whether somebody answered; `gezien`: how many tries the page
    showed. Returns whom.

    Raises Geweigerd for another role, when nobody needs to phone here any more, a colleague was first, or this contact
    is not one to phone for this seat.
    """
    with transaction.atomic():
        huidig = vergrendeld(Melding.objects.select_related("aanbieder")).get(pk=melding.pk)
        if not mag_bellen(door, huidig):
            raise Geweigerd("U kunt hier niet vastleggen wie er is gebeld.")
        taak = _taak(huidig, rol, gemeente, nu)
        pogingen = list(taak.gegevens.get(POGINGEN, []))
        if len(pogingen) != gezien:
            raise Geweigerd(INTUSSEN)
        zetel = bezet(rol, nu, gemeente=gemeente, aanbieder=huidig.aanbieder, is_spoed=True)
        hoger = hogerop(huidig, rol, nu)
        wie = next((c for c in (*zetel.bezetters, *hoger) if c.pk == contact_pk), None)
        if wie is None:
            raise Geweigerd("Deze persoon staat niet (meer) in de bellijst van deze plek.")
        poging = {"contact": wie.pk, "naam": wie.weergavenaam, "op": nu, "door": door.naam, "bereikt": is_bereikt}
        taak.gegevens = {**taak.gegevens, POGINGEN: [*pogingen, poging]}
        taak.save(update_fields=["gegevens"])
        if is_bereikt and wie in zetel.bezetters:
            _rond_af(taak, wie, door, nu)
        elif is_bereikt:
            ontvangst.laat_vraag_vervallen(Bericht.objects.filter(zaak=huidig, contactpersoon=wie), nu)
    return wie


def _taak(melding: Melding, rol: str, gemeente: Gemeente | None, nu: datetime) -> Taak:
    """The telephone task of this seat, made when there is none yet: its messages hang on it."""
    berichten = [b for b in te_bellen(melding) if (b.rol, b.gemeente_id) == (rol, gemeente.pk if gemeente else None)]
    for bericht in berichten:
        informatie.vraag_om_bellen(bericht, nu)
    taak = beltaak(melding, rol, gemeente.pk if gemeente else None)
    if taak is None:
        raise Geweigerd(NIEMAND_MEER)
    return taak


def _rond_af(taak: Taak, wie: Contactpersoon, door: Gebruiker, nu: datetime) -> None:
    namens = "" if is_eigen_taak(door, taak) else rolnaam(taak.rol, taak.zaak.protocol_versie)
    verslag = Informeerverslag(geinformeerd_op=nu, door_wie=door.naam, wijze=TELEFOON)
    gesproken = f"Gesproken: {wie.weergavenaam}."
    taken.voltooi(taak.pk, door, Vervulling(verslag=gesproken, namens=namens, gegevens=verslag), nu)
