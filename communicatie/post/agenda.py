"""The appointment that goes with an invitation: a part of the mail that a calendar reads (RFC 5545 and 5546).

It holds what the mail holds, and where the meeting is: kenmerk, kind of meeting, moment, place, link. It is made of the
row alone, so that a mail that is tried again carries the very same appointment.
"""

from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from icalendar import Calendar, Event, vCalAddress

from basis.kalender import lokaal
from basis.wereld import merk
from communicatie.models import AGENDA, Bericht

REQUEST, CANCEL = "REQUEST", "CANCEL"
VIA_DE_MAIL = "Laat met de knop in de mail weten of u komt."


@dataclass(frozen=True)
class Afspraak:
    """An appointment as the row of its message keeps it. `uid` stays, `volgnummer` rises with each change; `begin` and
    `eind` are aware moments in ISO form."""

    uid: str
    volgnummer: int
    methode: str
    begin: str
    eind: str
    wat: str
    waar: str

    def als_gegevens(self) -> dict[str, Any]:
        """What goes into `Bericht.gegevens`."""
        return {AGENDA: asdict(self)}


def maak_afspraak(
    uid: str, volgnummer: int, methode: str, begin: datetime, duur: timedelta, wat: str, waar: str
) -> Afspraak:
    """The appointment of these values; `begin` is aware."""
    return Afspraak(uid, volgnummer, methode, begin.isoformat(), (begin + duur).isoformat(), wat, waar)


def maak_deel(bericht: Bericht, link: str) -> tuple[str, str] | None:
    """The calendar text of this message and its media type; None for a message without an appointment. `link`: the page
    that the mail leads to, which goes along unless it is for its receiver alone."""
    gegevens = bericht.gegevens.get(AGENDA)
    if not gegevens:
        return None
    afspraak = Afspraak(**gegevens)
    kalender = Calendar()
    for naam, waarde in (("prodid", f"-//{settings.MAIL_DOMEIN}//Calamiteitenregie//NL"), ("version", "2.0")):
        kalender.add(naam, waarde)
    kalender.add("method", afspraak.methode)
    kalender.add_component(_gebeurtenis(afspraak, bericht, link))
    kalender.add_missing_timezones()
    return kalender.to_ical().decode(), f"text/calendar; method={afspraak.methode}"


def _gebeurtenis(afspraak: Afspraak, bericht: Bericht, link: str) -> Event:
    kenmerk = bericht.zaak.kenmerk if bericht.zaak else ""
    gebeurtenis = Event()
    velden: dict[str, Any] = {
        "uid": f"{afspraak.uid}@{settings.MAIL_DOMEIN}",
        "sequence": afspraak.volgnummer,
        "dtstamp": bericht.gepland_op,
        "dtstart": _moment(afspraak.begin),
        "dtend": _moment(afspraak.eind),
        "summary": merk(f"{kenmerk}: {afspraak.wat}"),
        "location": afspraak.waar,
        "description": merk(link or VIA_DE_MAIL),
        "status": "CANCELLED" if afspraak.methode == CANCEL else "CONFIRMED",
        # The subject may be read over a shoulder; a calendar shows no more of it to who shares it.
        "class": "PRIVATE",
        "organizer": _adres(settings.DEFAULT_FROM_EMAIL),
    }
    for naam, waarde in velden.items():
        gebeurtenis.add(naam, waarde)
    if link:
        gebeurtenis.add("url", link)
    # One message has one receiver: nobody reads here who else is invited. We ask the answer ourselves.
    genodigde = _adres(bericht.aan)
    genodigde.params["RSVP"] = "FALSE"
    gebeurtenis.add("attendee", genodigde)
    return gebeurtenis


def _moment(op: str) -> datetime:
    """On the clock of the region; the second pass of the hour that comes twice in autumn has no name there, and is
    written in UTC."""
    moment = datetime.fromisoformat(op)
    hier = lokaal(moment)
    return moment if hier.fold else hier


def _adres(adres: str) -> vCalAddress:
    naam, kaal = parseaddr(adres)
    wie = vCalAddress(f"mailto:{kaal}")
    if naam:
        wie.params["CN"] = naam
    return wie
