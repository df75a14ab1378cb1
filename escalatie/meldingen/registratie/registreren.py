"""Registering a melding once, and what comes of a press question that it was (F18, R22)."""

from datetime import datetime
from uuid import UUID

from calamiteiten.dossier import Gegevens, Verstrekking
from calamiteiten.models import Melding, Samenhang
from communicatie.models import Persvraag
from contacten.models import Dader, Gebruiker
from escalatie.draaiboek import deur, samenhang
from escalatie.draaiboek.mogelijkheden import mogelijkheid
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.draaiboek.registratie import eenmaal
from escalatie.meldingen.procedure import registreer
from escalatie.models import Stap
from escalatie.persvragen.opdrachten import Koppeling
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import OvergangRegel, Protocol

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


def stap_na_triage(protocol: Protocol, door: Dader) -> OvergangRegel | None:
    """The step on the usual road out of the triage, when it is this user's own; None when it is not, or asks more."""
    begin = protocol.begin.naar
    naar = protocol.weg_na(begin)[1:2]
    paren = (s for s in protocol.overgangen if begin in s.van and (s.naar,) == naar and door.is_rol(*s.mag_door(begin)))
    return next((s for s in paren if not (s.vraagt_melding or s.vraagt_gemeenten or s.motivering == "verplicht")), None)


def start_meteen(melding: Melding, door: Gebruiker, nu: datetime) -> Stap | str:
    """Take that step through the door, in the same act as registering: only while the triage is clear. Gives the step,
    or the sentence that says why it has to wait. A second time it is the step that was taken.

    Raises Geweigerd as the door does.
    """
    regel = stap_na_triage(haal_protocol(melding.protocol_versie), door)
    if regel is None:
        return ""
    if eerder := Stap.objects.filter(zaak=melding, code=regel.code).first():
        return eerder
    hier = mogelijkheid(melding, door, regel)
    if mist := [*hier.ontbreekt, *(zin for _, zin in hier.afwijkbaar)]:
        return f"“{regel.naam}” is nog niet gedaan. {' '.join(mist)}"
    return deur.voer_uit(Opdracht(melding.pk, regel.code, door.pk, melding.status, gegevens=hier.gegevens), nu)


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
