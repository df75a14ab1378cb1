"""Registering a melding once, and what comes of a press question that it was (F18, R22)."""

from datetime import datetime
from uuid import UUID

from calamiteiten.dossier import Gegevens, Verstrekking
from calamiteiten.models import Melding, Samenhang
from communicatie.models import Persvraag
from contacten.models import Dader, Gebruiker
from escalatie.draaiboek import deur, samenhang
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.draaiboek.registratie import eenmaal
from escalatie.meldingen.procedure import registreer
from escalatie.persvragen.opdrachten import Koppeling
from escalatie.protocol.lezen import haal_protocol

KOPPEL = "koppel"
AANGEWEZEN = "Bij het vastleggen aangewezen als dezelfde gebeurtenis."
UIT_DE_VRAAG = "De melding is vastgelegd bij deze vraag van de pers."

# What makes it the same event when the same form arrives twice.
_ZELFDE = ("aanbieder", "gebeurd_datum", "soort", "onderwerp", "omschrijving")


def begin_van(persvraag: Persvraag | None) -> dict[str, str]:
    """What a melding takes over from the press question that turned out to be about a calamity (R22)."""
    if persvraag is None:
        return {}
    gemeente = {"gemeente_verblijf": persvraag.gemeente.code} if persvraag.gemeente else {}
    return {"onderwerp": persvraag.onderwerp, **gemeente}


def koppel_persvraag(persvraag: Persvraag, melding: Melding, door: Gebruiker, nu: datetime) -> None:
    """Link the press question to the melding that it led to, unless it is already. Raises Geweigerd (R22)."""
    if persvraag.melding_id == melding.pk:
        return
    opdracht = Opdracht(
        persvraag.pk, KOPPEL, door.pk, persvraag.status, motivering=UIT_DE_VRAAG, gegevens=Koppeling(melding.pk)
    )
    deur.voer_uit(opdracht, nu)


def dubbelstap(melding: Melding) -> str:
    """The step of its version that closes this melding as a double of another; empty when none does."""
    stappen = haal_protocol(melding.protocol_versie).overgangen
    return next((stap.code for stap in stappen if stap.vraagt_melding), "")


def koppel_melding(melding: Melding, ander: str, door: Gebruiker, nu: datetime) -> None:
    """Link the melding to the one that was pointed at while it was typed, unless it is already. Raises Geweigerd."""
    banden = Samenhang.van(melding).filter(beeindigd_op__isnull=True)
    if ander not in {band.ander_dan(melding).kenmerk for band in banden}:
        samenhang.koppel(melding, ander, AANGEWEZEN, door, nu)


def leg_vast(
    gegevens: Gegevens,
    sleutel: UUID,
    door: Dader,
    nu: datetime,
    verstrekking: Verstrekking | None = None,
    waarom_namens: str = "",
) -> Melding:
    """Register, or give the melding that this same form already made.

    Raises AlVastgelegd when that one tells of something else, Geweigerd when it may not or cannot be.
    """
    return eenmaal(
        lambda: registreer(gegevens, sleutel, door, nu, verstrekking, waarom_namens),
        gegevens,
        _ZELFDE,
        "Wilt u die melding verbeteren? Open dan het dossier.",
    )
