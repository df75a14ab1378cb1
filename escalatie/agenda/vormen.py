"""The agenda as a calendar reads it (RFC 5545) and as a reader of feeds does (RFC 4287)."""

from collections.abc import Iterable
from datetime import UTC
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from icalendar import Calendar, Event

from basis.taal import moment

from .punten import Punt

TITEL = "Calamiteitenregie: mijn termijnen en overleggen"
# How often a calendar is asked to look again.
VERVERS = "PT1H"


def als_ics(punten: Iterable[Punt]) -> bytes:
    """The calendar; the same rows give the same bytes."""
    kalender = Calendar()
    velden = {
        "prodid": f"-//{settings.MAIL_DOMEIN}//Calamiteitenregie agenda//NL",
        "version": "2.0",
        "method": "PUBLISH",
        "x-wr-calname": TITEL,
        "x-published-ttl": VERVERS,
    }
    for naam, waarde in velden.items():
        kalender.add(naam, waarde)
    for punt in punten:
        kalender.add_component(_gebeurtenis(punt))
    inhoud: bytes = kalender.to_ical()
    return inhoud


def als_atom(punten: Iterable[Punt]) -> bytes:
    """The feed: an entry per term or meeting, dated by since when it stands as it does."""
    feed = Atom1Feed(title=TITEL, link=f"{settings.SITE_URL}{reverse('werkvoorraad')}", description="", language="nl")
    for punt in punten:
        feed.add_item(
            title=_titel(punt),
            link=punt.link,
            description=moment(punt.op),
            unique_id=f"urn:calamiteitenregie:{punt.uid}",
            updateddate=punt.sinds_op,
        )
    return str(feed.writeString("utf-8")).encode()


def _titel(punt: Punt) -> str:
    return f"{punt.kenmerk}: {'afgezegd, ' if punt.is_afgezegd else ''}{punt.wat}"


def _gebeurtenis(punt: Punt) -> Event:
    gebeurtenis = Event()
    velden: dict[str, Any] = {
        "uid": punt.uid,
        "sequence": punt.volgnummer,
        "dtstamp": punt.sinds_op.astimezone(UTC),
        "dtstart": punt.op.astimezone(UTC),
        "summary": f"{punt.kenmerk}: {punt.wat}",
        "url": punt.link,
        "class": "PRIVATE",
        # A term takes no time; a meeting does.
        "transp": "TRANSPARENT" if punt.duur is None else "OPAQUE",
        "status": "CANCELLED" if punt.is_afgezegd else "CONFIRMED",
    }
    if punt.duur is not None:
        velden["dtend"] = (punt.op + punt.duur).astimezone(UTC)
    for naam, waarde in velden.items():
        gebeurtenis.add(naam, waarde)
    return gebeurtenis
