"""The feeds of the media monitor: which ones are read, and the round in which that happens.

The worker asks rows, never the web process. A feed is claimed by moving its next moment forward, in one conditional
update: a second worker that read the same row finds it changed. While the net is asked, no transaction is open.
"""

import logging
from datetime import datetime, timedelta
from time import monotonic

from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from basis.geweigerd import Geweigerd
from basis.toekomst import aan_de_beurt
from communicatie.models import Feed
from contacten.models import Gebruiker
from contacten.rollen import Rol

from . import monitor as mediamonitor
from . import ophalen
from .feedinhoud import FeedFout, lees
from .webadressen import OphaalFout, ontleed

logger = logging.getLogger(__name__)

# A little less than the beat, so that a tick that is a second early still finds the feed due.
TUSSEN = timedelta(minutes=4, seconds=30)
LANGSTE_PAUZE = timedelta(hours=6)
# A claim outlives the slowest fetch; when its worker dies, the feed is due again after it.
CLAIM = timedelta(minutes=10)
# One round takes no longer than the time to the next, however many feeds are slow.
RONDE_SECONDEN = 240.0


def overzicht() -> QuerySet[Feed]:
    """Every feed, by name."""
    return Feed.objects.select_related("toegevoegd_door")


def voeg_toe(naam: str, adres: str, door: Gebruiker, nu: datetime) -> Feed:
    """Add a feed, to be read in the next round.

    Raises Geweigerd for who is no beheerder, an address that may not be fetched, or one that is there already.
    """
    _alleen_beheerder(door)
    try:
        ontleed(adres, settings.MEDIA_HOSTS)
        with transaction.atomic():
            return Feed.objects.create(naam=naam, adres=adres, toegevoegd_op=nu, toegevoegd_door=door, volgende_op=nu)
    except OphaalFout as fout:
        raise Geweigerd(str(fout)) from fout
    except IntegrityError as fout:
        raise Geweigerd("Deze feed staat al in de lijst.") from fout


def zet(nummer: int, door: Gebruiker, nu: datetime, *, is_actief: bool) -> None:
    """Switch a feed on (read in the next round, its failures forgotten) or off. Raises Geweigerd."""
    _alleen_beheerder(door)
    rij = Feed.objects.filter(pk=nummer)
    if is_actief:
        rij.update(is_actief=True, volgende_op=nu, mislukt_aantal=0, fout="", etag="", laatst_gewijzigd="")
    else:
        rij.update(is_actief=False)


def haal_op(nu: datetime) -> int:
    """Read every feed that is due at `nu` (aware), the longest waiting first; returns how many new pieces were found.

    A feed that fails keeps its reason and is asked less and less often, up to every six hours; the others go on.
    """
    begin, gevonden = monotonic(), 0
    klaar = Feed.objects.filter(aan_de_beurt("volgende_op", nu, LANGSTE_PAUZE), is_actief=True)
    for feed in list(klaar.order_by("volgende_op", "pk")):
        if monotonic() - begin > RONDE_SECONDEN:
            break
        if _claim(feed, nu):
            gevonden += _lees_een(feed, nu)
    return gevonden


def pauze(mislukt: int) -> timedelta:
    """How long a feed rests after so many failures in a row: twice as long each time, at most six hours."""
    return min(TUSSEN * (1 << min(mislukt, 10)), LANGSTE_PAUZE)


def _claim(feed: Feed, nu: datetime) -> bool:
    """Take this feed for this round; False when another worker has it, or it was switched off."""
    onveranderd = Feed.objects.filter(pk=feed.pk, is_actief=True, volgende_op=feed.volgende_op)
    feed.volgende_op = nu + CLAIM
    return onveranderd.update(volgende_op=feed.volgende_op) == 1


def _lees_een(feed: Feed, nu: datetime) -> int:
    try:
        antwoord = ophalen.haal(feed.adres, ophalen.grenzen(), etag=feed.etag, laatst_gewijzigd=feed.laatst_gewijzigd)
        items = [] if antwoord.inhoud is None else lees(antwoord.inhoud, feed.adres, antwoord.tekenset)
        with transaction.atomic():
            # First the feed, then what is followed: see `mediamonitor.volg`.
            if not _rond_af(feed, _gelukt(antwoord, nu)):
                return 0
            return mediamonitor.neem_op(feed, items, nu)
    except (OphaalFout, FeedFout) as fout:
        _mislukt(feed, str(fout), nu)
    except Exception:  # one bad feed must not keep the others from being read
        logger.exception("feed %s", feed.pk)
        _mislukt(
            feed, "Er ging iets mis bij het lezen van deze feed. De technisch beheerder ziet meer in het logboek.", nu
        )
    return 0


def _gelukt(antwoord: ophalen.Antwoord, nu: datetime) -> dict[str, object]:
    return {
        "volgende_op": nu + TUSSEN,
        "gelukt_op": nu,
        "mislukt_aantal": 0,
        "fout": "",
        "etag": antwoord.etag,
        "laatst_gewijzigd": antwoord.laatst_gewijzigd,
    }


def _mislukt(feed: Feed, reden: str, nu: datetime) -> None:
    aantal = feed.mislukt_aantal + 1
    _rond_af(feed, {"volgende_op": nu + pauze(aantal), "mislukt_aantal": min(aantal, 1000), "fout": reden[:300]})


def _rond_af(feed: Feed, velden: dict[str, object]) -> bool:
    """Write the outcome while the claim is still ours; who switched the feed on again meanwhile keeps that."""
    return Feed.objects.filter(pk=feed.pk, volgende_op=feed.volgende_op).update(**velden) == 1


def _alleen_beheerder(door: Gebruiker) -> None:
    if not door.is_rol(Rol.BEHEERDER):
        raise Geweigerd("Alleen de beheerder bepaalt welke feeds worden gelezen.")
