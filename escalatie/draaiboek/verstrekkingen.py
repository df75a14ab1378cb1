"""That personal data were supplied outside this application: recorded at any time, put right and taken back (R44, R45).

Only why, how and to whom; never the data. Each change is a sealed record, which only those read who read the rest of
it.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from calamiteiten import dossier
from calamiteiten.dossier import Verstrekking
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding, Persoonsgegevens
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.models import Stap

from . import correcties
from .bevoegdheid import mag_verstrekken

WAT = "dat er persoonsgegevens zijn verstrekt"


def leg_vast(melding: Melding, verstrekking: Verstrekking, door: Gebruiker, nu: datetime) -> Persoonsgegevens:
    """Record one supply, of an open and of a closed melding; the same form sent twice gives the first row. Raises
    Geweigerd for another role, or without why, how and to whom."""
    with transaction.atomic():
        melding = _houd_vast(melding.pk, door)
        schoon = _schoon(verstrekking)
        zelfde = melding.verstrekkingen.filter(**_velden(schoon), ingetrokken_op__isnull=True, vastgelegd_door=door)
        if al_gedaan := zelfde.first():
            return al_gedaan
        rij = dossier.leg_persoonsgegevens_vast(melding, schoon, door, nu)
        velden = correcties.verschil({}, in_woorden(rij))
        wat = "Persoonsgegevens verstrekt buiten de applicatie"
        correcties.leg_vast(melding, correcties.BETREK, wat, door, nu, velden=velden, gegevens=_gegevens(rij))
    return rij


def verbeter(
    melding: Melding, nummer: int, verstrekking: Verstrekking, reden: str, gezien: int, door: Gebruiker, nu: datetime
) -> Stap | None:
    """Let the record with this number read like this; None when nothing reads otherwise. `gezien`: the number of the
    last correction of it that the page showed.

    Raises Geweigerd without a reason, for another role, when another was first, and for what was taken back.
    """
    with transaction.atomic():
        melding = _houd_vast(melding.pk, door)
        rij, oud = _vind(melding, nummer, gezien)
        for naam, waarde in _velden(_schoon(verstrekking)).items():
            setattr(rij, naam, waarde)
        velden = correcties.verschil(oud, in_woorden(rij))
        correcties.eis_reden(reden)
        if not velden:
            return None
        rij.save(update_fields=[*_velden(verstrekking)])
        return correcties.leg_vast(
            melding, correcties.VERBETER, WAT, door, nu, reden=reden, velden=velden, gegevens=_gegevens(rij)
        )


def trek_in(melding: Melding, nummer: int, reden: str, gezien: int, door: Gebruiker, nu: datetime) -> Stap:
    """It was not so. `gezien` and what it raises: as `verbeter`."""
    with transaction.atomic():
        melding = _houd_vast(melding.pk, door)
        rij, oud = _vind(melding, nummer, gezien)
        correcties.eis_reden(reden)
        rij.ingetrokken_op, rij.ingetrokken_door, rij.ingetrokken_reden = nu, door, reden.strip()
        rij.save(update_fields=["ingetrokken_op", "ingetrokken_door", "ingetrokken_reden"])
        velden = correcties.verschil(oud, {})
        return correcties.leg_vast(
            melding, correcties.TREK_IN, WAT, door, nu, reden=reden, velden=velden, gegevens=_gegevens(rij)
        )


def laatste_correctie(rij: Persoonsgegevens) -> int:
    """Number of the record that last changed this one; 0 while it reads as it was first recorded."""
    rijen = Stap.objects.filter(zaak=rij.melding_id, gegevens__verstrekking=rij.pk).order_by("-volgnummer")
    return rijen.values_list("volgnummer", flat=True).first() or 0


def in_woorden(rij: Persoonsgegevens) -> Mapping[str, str]:
    """Label -> text, as the form asks it."""
    return {"Waarvoor?": rij.doel, "Hoe verstuurd?": rij.kanaal, "Aan wie?": rij.ontvanger}


def _houd_vast(melding: int, door: Gebruiker) -> Melding:
    rij = vergrendeld(Melding.objects.all()).get(pk=melding)
    if not mag_verstrekken(door):
        raise Geweigerd("Dit kunt u bij deze melding niet vastleggen.")
    return rij


def _vind(melding: Melding, nummer: int, gezien: int) -> tuple[Persoonsgegevens, Mapping[str, str]]:
    """The row with how it reads now."""
    rij = melding.verstrekkingen.filter(pk=nummer, ingetrokken_op__isnull=True).first()
    if rij is None:
        raise Geweigerd("Dit is al ingetrokken.")
    if laatste_correctie(rij) != gezien:
        raise Geweigerd("Iemand anders heeft dit intussen veranderd. Lees wat er nu staat, en verstuur opnieuw.")
    return rij, in_woorden(rij)


def _schoon(verstrekking: Verstrekking) -> Verstrekking:
    netjes = replace(verstrekking, doel=verstrekking.doel.strip(), ontvanger=verstrekking.ontvanger.strip())
    if not (netjes.doel and netjes.kanaal and netjes.ontvanger):
        raise Geweigerd("Schrijf op waarvoor de gegevens nodig waren, hoe ze zijn verstuurd en aan wie.")
    return netjes


def _velden(verstrekking: Verstrekking) -> dict[str, str]:
    return {"doel": verstrekking.doel, "kanaal": verstrekking.kanaal, "ontvanger": verstrekking.ontvanger}


def _gegevens(rij: Persoonsgegevens) -> dict[str, object]:
    return {"verstrekking": rij.pk, "deel": Deel.VERSTREKKINGEN}
