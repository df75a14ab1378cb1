"""Two meldingen that tell of one event and both go on: linked with a reason, and undone with a reason (R43).

A link gives nobody a right or a duty. It says that who works on the one should know of the other; and what locks the
one locks the other: a text about the event tells of both.
"""

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from calamiteiten.grendels import vergrendeld
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding, Samenhang, Zaak
from calamiteiten.toegang import zichtbaar_voor
from communicatie.familie.naar_buiten import weeg_samen
from contacten.models import Gebruiker

from . import correcties, gebeurtenissen
from .bevoegdheid import mag_koppelen

ONBEKEND = "Er is geen andere melding met dit kenmerk die u kunt openen. Controleer het kenmerk."


def koppel(melding: Melding, kenmerk: str, reden: str, door: Gebruiker, nu: datetime) -> Samenhang:
    """Link two meldingen. Raises Geweigerd without a reason, for another role, for a kenmerk that this user cannot
    open, for itself, for a double, when this one is closed, or when they are linked already."""
    ander = zichtbaar_voor(door).filter(kenmerk=in_vorm(kenmerk)).first()
    if ander is None:
        raise Geweigerd(ONBEKEND)
    if ander.pk == melding.pk:
        raise Geweigerd("Een melding hoort al bij zichzelf. Noem een andere melding.")
    with transaction.atomic():
        _houd_vast(melding.pk, ander.pk)
        _eis_open(melding)
        eis_geen_dubbel(Melding.objects.get(pk=ander.pk))
        with gebeurtenissen.gevolgd(melding, door, nu, ander):
            return _verbind(melding, ander, reden, door, nu)


def verbind_dubbel(melding: Melding, ander: Melding, reden: str, door: Gebruiker, nu: datetime) -> None:
    """A double and the one that goes on tell of one event: what locks the one locks the other. A link that was there
    stays. The double says so by the step that closes it; the other by a record. Call in the transaction of that
    step."""
    if not _lopend(melding, ander):
        _verbind(melding, ander, reden, door, nu, alleen=ander)


def maak_dubbel_los(
    melding: Melding, was: Melding, sinds: Collection[datetime], reden: str, door: Gebruiker, nu: datetime
) -> None:
    """It is no double of that one: the link that came with it (made at one of these moments) ends, one that somebody
    made himself stays. Call in the transaction that says so."""
    for band in _lopend(melding, was).filter(vastgelegd_op__in=sinds):
        _maak_los(band, was, reden, door, nu, alleen=was)


def eis_geen_dubbel(melding: Melding) -> None:
    """Raise Geweigerd with the one to name instead when this melding is closed as a double: that one goes on."""
    if melding.dubbel_van:
        raise Geweigerd(f"{melding.kenmerk} is zelf een dubbel van {melding.dubbel_van.kenmerk}. Noem die melding.")


def is_van_een_dubbel(band: Samenhang) -> bool:
    """Whether one of the two was closed as a double of the other: the link goes with that."""
    paren = {(band.een.dubbel_van_id, band.twee_id), (band.twee.dubbel_van_id, band.een_id)}
    return any(van == ander for van, ander in paren)


def ontkoppel(band: Samenhang, melding: Melding, reden: str, door: Gebruiker, nu: datetime) -> None:
    """Undo a link, from this melding, also when one or both are closed: reading goes on for as long as the dossier is
    there. That it was there stays in the timeline of both. Raises Geweigerd without a reason, for another role, when it
    was undone already, or while the one is a double of the other."""
    with transaction.atomic():
        _houd_vast(band.een_id, band.twee_id)
        _eis_los(band)
        with gebeurtenissen.gevolgd(melding, door, nu, band.ander_dan(melding)):
            _maak_los(band, melding, reden, door, nu)


def verbeter(band: Samenhang, melding: Melding, reden: str, waarom: str, door: Gebruiker, nu: datetime) -> Samenhang:
    """The reason of a link reads otherwise: a new row says it, the old one stays with why it ended. Raises Geweigerd as
    `ontkoppel` does, and without a reason."""
    if not waarom.strip():
        raise Geweigerd("Schrijf op waarom.")
    with transaction.atomic():
        _houd_vast(band.een_id, band.twee_id)
        _eis_los(band)
        # One act: the locks stand after it as they did before, and nobody is told that they moved.
        with gebeurtenissen.gevolgd(melding, door, nu, band.ander_dan(melding)):
            _maak_los(band, melding, waarom, door, nu)
            return _verbind(melding, band.ander_dan(melding), reden, door, nu)


def _verbind(
    melding: Melding, ander: Melding, reden: str, door: Gebruiker, nu: datetime, alleen: Melding | None = None
) -> Samenhang:
    _controleer(melding, reden, door)
    een, twee = sorted((melding.pk, ander.pk))
    band, nieuw = Samenhang.objects.get_or_create(
        een_id=een,
        twee_id=twee,
        beeindigd_op=None,
        defaults={"reden": reden.strip(), "vastgelegd_op": nu, "vastgelegd_door": door},
    )
    if not nieuw:
        raise Geweigerd(f"{ander.kenmerk} is al gekoppeld.")
    _verzegel(band, correcties.SAMEN, reden, door, nu, alleen)
    weeg_samen(melding, nu)
    return band


def _maak_los(
    band: Samenhang, melding: Melding, reden: str, door: Gebruiker, nu: datetime, alleen: Melding | None = None
) -> None:
    _controleer(melding, reden, door)
    rijen = Samenhang.objects.filter(pk=band.pk, beeindigd_op__isnull=True)
    if not rijen.update(beeindigd_op=nu, beeindigd_door=door, einde_reden=reden.strip()):
        raise Geweigerd("Deze koppeling is al ongedaan gemaakt.")
    _verzegel(band, correcties.LOS, reden, door, nu, alleen)
    for een in (band.een, band.twee):
        weeg_samen(een, nu)


def _verzegel(
    band: Samenhang, code: str, reden: str, door: Gebruiker, nu: datetime, alleen: Melding | None = None
) -> None:
    """Both dossiers say so, or this one (`alleen`). The reason may tell of the other, which not every reader may open:
    it is sealed, and stands on no timeline."""
    hier = [alleen.pk] if alleen else [band.een_id, band.twee_id]
    for een in Melding.objects.filter(pk__in=hier).order_by("pk"):
        ander = band.ander_dan(een).kenmerk
        inhoud = {"samenhang": band.pk, "reden": reden.strip()}
        correcties.leg_vast(een, code, ander, door, nu, gegevens=inhoud)


def _houd_vast(een: int, twee: int) -> None:
    """Both, in one order: two people never wait for each other."""
    list(vergrendeld(Zaak.objects.filter(pk__in=[een, twee])).order_by("pk"))


def _controleer(melding: Melding, reden: str, door: Gebruiker) -> None:
    if not mag_koppelen(door):
        raise Geweigerd("U kunt geen meldingen koppelen.")
    if not reden.strip():
        raise Geweigerd("Schrijf op waarom.")


def _lopend(een: Melding, twee: Melding) -> QuerySet[Samenhang]:
    return Samenhang.van(een).filter(beeindigd_op__isnull=True, een__in=[een, twee], twee__in=[een, twee])


def _eis_los(band: Samenhang) -> None:
    """The link of a double says what the double says: that is what is put right."""
    hier = Samenhang.objects.select_related("een", "twee").get(pk=band.pk)
    if is_van_een_dubbel(hier):
        raise Geweigerd("De ene melding is gesloten als dubbel van de andere. Verbeter dat, of beoordeel haar opnieuw.")


def _eis_open(melding: Melding) -> None:
    """A new link is work on a melding that goes on; putting an old one right is not."""
    if not Melding.objects.get(pk=melding.pk).is_open():
        raise Geweigerd("Deze melding is gesloten. Open haar eerst weer.")
