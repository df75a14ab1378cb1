"""What became of one attempt to send: written in the row, but only by the sender who still holds it.

A fault of the mail server is tried again for 48 hours. A fault of ours (a template, the data of this row) is tried five
times; then the row is parked for a beheerder, and somebody phones (hazard F21).
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from communicatie.models import NOG_TE_VERZENDEN, Bericht, BerichtStatus
from contacten.models.zegels import werk_een_bij

from . import verzamelpost
from .opgezocht import kanaal_van_nu
from .persoonlijk import zonder_pad
from .wachtrij import WACHTTIJDEN, trek_alsnog_in

OPGEVEN_NA = timedelta(hours=48)
MAX_FOUTEN = 5
# So often a mail goes out whose answer never came: its reader has it by then, or somebody phones.
MAX_ONGEZIEN = 3
ONGEZIEN = "De mailserver bevestigt de ontvangst niet. De mail is mogelijk toch aangekomen."


@dataclass
class Telling:
    """What a round of sending did: messages sent, put off, failed for good, withdrawn, parked, put into one mail
    with others, and put off because the server takes nothing from us at all."""

    verzonden: int = 0
    uitgesteld: int = 0
    mislukt: int = 0
    ingetrokken: int = 0
    vastgelopen: int = 0
    verzameld: int = 0
    afzender_geweigerd: int = 0


@dataclass(frozen=True)
class Oordeel:
    """What a failed attempt means. `is_definitief`: never again to this address. `is_onze_fout`: not the mail server's.
    `is_ongezien`: the mail may have been accepted. `is_afzender`: the server takes nothing from us, for whomever."""

    reden: str
    is_definitief: bool = False
    is_onze_fout: bool = False
    is_ongezien: bool = False
    is_afzender: bool = False


def na_fout(bericht: Bericht, oordeel: Oordeel, nu: datetime) -> BerichtStatus:
    """Write a failed attempt at `nu` (aware); returns what the row became: put off, failed for good, or parked."""
    bericht.fouten = bericht.fouten + 1 if oordeel.is_onze_fout else 0
    bericht.mogelijk_dubbel = bericht.mogelijk_dubbel or oordeel.is_ongezien
    bericht.ongezien += oordeel.is_ongezien
    is_op = bericht.ongezien >= MAX_ONGEZIEN and oordeel.is_ongezien
    status = BerichtStatus.MISLUKT if is_op else _status_na(bericht, oordeel, nu)
    volgende = None
    if status == BerichtStatus.GEPLAND:
        # A row that was tried in vain for hours still gets its quick tries for a new kind of fault.
        keer = bericht.fouten if oordeel.is_onze_fout else bericht.pogingen
        volgende = nu + timedelta(minutes=WACHTTIJDEN[min(max(keer, 1), len(WACHTTIJDEN)) - 1])
    markeer(bericht, status, reden=ONGEZIEN if is_op else oordeel.reden, volgende_poging_op=volgende)
    return status


def markeer(
    bericht: Bericht,
    status: BerichtStatus,
    *,
    reden: str = "",
    verzonden_op: datetime | None = None,
    volgende_poging_op: datetime | None = None,
) -> int | None:
    """Write the outcome, but only while this sender still holds the row. Withdrawn meanwhile and not sent: no retry.
    Returns the number of the transaction that did it, when one statement was enough.

    The messages of a mail with many lines share it, in the same transaction.
    """
    if status == BerichtStatus.VERZONDEN and (nummer := _markeer_vlug(bericht, reden, verzonden_op)):
        return nummer
    _markeer(bericht, status, reden, verzonden_op, volgende_poging_op)
    return None


def _markeer_vlug(bericht: Bericht, reden: str, op: datetime | None) -> int | None:
    """What goes well, of which there are many: hold, read, write and seal in one statement. None when that wrote
    nothing."""
    if verzamelpost.is_verzamelpost(bericht):
        return None
    nieuw = {
        "status": BerichtStatus.VERZONDEN,
        "reden": reden[:300],
        "lease_tot": None,
        "verzonden_op": op,
        "volgende_poging_op": None,
        "contactpersoon_id": bericht.contactpersoon_id,
        "aan": bericht.aan,
        "gegevens": zonder_pad(bericht.gegevens),
    }
    eis = {"status": BerichtStatus.BEZIG, "lease_tot": bericht.lease_tot}
    return werk_een_bij(bericht, nieuw, eis, zeg=kanaal_van_nu())


def _markeer(
    bericht: Bericht,
    status: BerichtStatus,
    reden: str,
    verzonden_op: datetime | None,
    volgende_poging_op: datetime | None,
) -> None:
    with transaction.atomic():
        rij = Bericht.objects.filter(pk=bericht.pk, status=BerichtStatus.BEZIG, lease_tot=bericht.lease_tot)
        if status != BerichtStatus.VERZONDEN and trek_alsnog_in(rij):
            return
        gedaan = rij.update(
            status=status,
            reden=reden[:300],
            lease_tot=None,
            verzonden_op=verzonden_op,
            volgende_poging_op=volgende_poging_op,
            contactpersoon=bericht.contactpersoon,
            aan=bericht.aan,
            fouten=bericht.fouten,
            ongezien=bericht.ongezien,
            mogelijk_dubbel=bericht.mogelijk_dubbel,
            gegevens=bericht.gegevens if _heeft_pad_nodig(status) else zonder_pad(bericht.gegevens),
        )
        if gedaan and verzamelpost.is_verzamelpost(bericht):
            bericht.status, bericht.verzonden_op, bericht.reden = status, verzonden_op, reden[:300]
            verzamelpost.volg(bericht)


def _status_na(bericht: Bericht, oordeel: Oordeel, nu: datetime) -> BerichtStatus:
    if oordeel.is_definitief:
        return BerichtStatus.MISLUKT
    if oordeel.is_onze_fout:
        return BerichtStatus.VASTGELOPEN if bericht.fouten >= MAX_FOUTEN else BerichtStatus.GEPLAND
    return BerichtStatus.MISLUKT if nu - bericht.gepland_op > OPGEVEN_NA else BerichtStatus.GEPLAND


def _heeft_pad_nodig(status: BerichtStatus) -> bool:
    """Whether this row can still be sent, and so needs the path of its link."""
    return status in NOG_TE_VERZENDEN or status == BerichtStatus.VASTGELOPEN
