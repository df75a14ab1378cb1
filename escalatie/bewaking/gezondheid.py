"""Is the whole well: what `/gezond` tells a monitor, the banner tells people and the watchdog acts upon. And can it
save: what `/readyz` tells a load balancer, which sends nobody elsewhere because a back-up is old.

Counts only, never a fact of a case. Each part is measured by itself: a table that is broken is a finding, and hides no
other (F28).
"""

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.db import DatabaseError, InterfaceError, connection
from django.db.models import Count, Q

from basis.navraag import navraag
from basis.onthouden import Onthouden
from basis.toekomst import onmogelijk
from communicatie.models import NOG_TE_VERZENDEN, Bericht
from communicatie.post import berichten, quarantaine
from escalatie.draaiboek.termijnen import MAX_POGINGEN
from escalatie.models import Bevinding, Wekker

from . import beurten, controle, hartslagen, tijdmerken

WEKKER_TE_LAAT = timedelta(minutes=2)
BERICHT_TE_LAAT = timedelta(minutes=10)
# Right after a start, or while a stanza is made, one failure says nothing. A command that hangs or is not there fails
# never: as a round writes each half minute, a database that gives its changes away after so many seconds does so.
_ARCHIEF = """
    SELECT coalesce(last_failed_time > coalesce(last_archived_time, '-infinity')
        AND coalesce(last_archived_time, stats_reset) < now() - interval '5 minutes', false)
        OR (aan.setting <> 'off' AND tempo.setting::int > 0
            AND greatest(last_archived_time, stats_reset, pg_postmaster_start_time())
                < now() - interval '5 minutes' - 3 * tempo.setting::int * interval '1 second'),
        CASE WHEN aan.setting <> 'off' AND position('pgbackrest' IN opdracht.setting) > 0
            THEN coalesce(stats_reset, pg_postmaster_start_time()) END
    FROM pg_stat_archiver, pg_settings aan, pg_settings tempo, pg_settings opdracht
    WHERE aan.name = 'archive_mode' AND tempo.name = 'archive_timeout' AND opdracht.name = 'archive_command'
"""
_OPEN = Q(gevuurd_op__isnull=True, vervallen_op__isnull=True)
# Reason of `/gezond` -> the sentence of the banner, the page and the alarm.
ZINNEN = {
    "database_antwoordt_niet": "De database antwoordt niet.",
    "niet_te_meten": "Niet alles is te meten: een tabel is onleesbaar.",
    "klok_klopt_niet": "Een klok liep voor: er staan tijden in de database die nog moeten komen.",
    "afzender_geweigerd": "De mailserver neemt van deze applicatie niets aan. Er gaat geen mail uit.",
    hartslagen.PROEF_MISLUKT: "De laatste proef om een back-up terug te zetten is mislukt.",
    hartslagen.BASIS_MISLUKT: "De laatste back-up in het archief (pgBackRest) is mislukt.",
    hartslagen.ARCHIEFPROEF_MISLUKT: "De laatste proef om het archief (pgBackRest) terug te zetten is mislukt.",
    "archief_staat_stil": "Het archief van de database neemt niets meer aan.",
    "controle_loopt_achter": "De controle kan het niet bijhouden: iets is langer dan een dag niet nagegaan.",
    "wekkers_verlopen": "Er is een termijn verstreken zonder waarschuwing.",
    "berichten_wachten": "Er zijn berichten die na tien minuten nog niet zijn verstuurd.",
    "vastgelopen": "Er zit iets vast na vijf pogingen.",
    "quarantaine": "Na een herstel gaat er geen post uit tot de beheerder haar vrijgeeft.",
    "bevindingen": "De controle vindt iets dat niet klopt.",
    **{f"{onderdeel.naam}_staat_stil": onderdeel.klacht for onderdeel in hartslagen.ONDERDELEN},
}


@dataclass(frozen=True)
class Gezondheid:
    """How the parts stand. `bewaking_seconden`: age of the last round of watching, None when there never was one;
    `onderdelen`: the same for every part. A count is None when it could not be measured."""

    database: bool
    bewaking_seconden: int | None = None
    verlopen_wekkers: int | None = 0
    wachtende_berichten: int | None = 0
    vastgelopen: int | None = 0
    bevindingen: int | None = 0
    is_in_quarantaine: bool | None = False
    is_afzender_geweigerd: bool | None = False
    is_proef_mislukt: bool = False
    is_basis_mislukt: bool = False
    is_archiefproef_mislukt: bool = False
    is_archief_stil: bool | None = False
    niet_nagegaan: list[int] | None = field(default_factory=list)
    vreemde_tijden: list[str] | None = field(default_factory=list)
    onderdelen: dict[str, int | None] = field(default_factory=dict)
    redenen: list[str] = field(default_factory=list)

    @property
    def is_goed(self) -> bool:
        """Whether nothing is wrong."""
        return not self.redenen

    @property
    def zinnen(self) -> dict[str, str]:
        """What is wrong, in Dutch, by reason."""
        return {reden: ZINNEN[reden] for reden in self.redenen}

    def als_antwoord(self) -> dict[str, Any]:
        """The same as plain data, with the verdict in front."""
        return {"status": "goed" if self.is_goed else "storing", **asdict(self)}


ZONDER_DATABASE = Gezondheid(database=False, redenen=["database_antwoordt_niet"])
# Whoever asks more often gets the same answer: a flood of questions costs the database one.
_hele, _schrijft = Onthouden[Gezondheid](5.0), Onthouden[bool](2.0)


def stand(klok: Callable[[], datetime]) -> Gezondheid:
    """How things stand, of at most some seconds ago. `klok` is only asked when it is measured."""
    return _hele.geef(lambda: _stand(klok))


def kan_opslaan(klok: Callable[[], datetime]) -> bool:
    """Whether this process can write a row now, or could some seconds ago: a database that only reads (after a
    failover), a full disk or a lost connection all answer no."""
    return _schrijft.geef(lambda: _kan_opslaan(klok))


def _stand(klok: Callable[[], datetime]) -> Gezondheid:
    try:
        return meet(klok())
    except (DatabaseError, InterfaceError):
        return ZONDER_DATABASE


def _kan_opslaan(klok: Callable[[], datetime]) -> bool:
    try:
        with navraag():
            hartslagen.klop(hartslagen.SCHRIJFPROEF, klok())
    except (DatabaseError, InterfaceError):
        return False
    return True


def meet(nu: datetime) -> Gezondheid:
    """Measure at `nu` (aware); a database that does not answer is a finding too. Some twenty queries, all by index."""
    try:
        slagen = hartslagen.laatste()
    except (DatabaseError, InterfaceError):
        return ZONDER_DATABASE
    leeftijden = {naam: int((nu - slag.op).total_seconds()) for naam, slag in slagen.items()}
    is_archief_stil, archief_sinds = _meet(_archief) or (None, None)
    stand = Gezondheid(
        database=True,
        bewaking_seconden=leeftijden.get("bewaking"),
        **_wekkers(nu),
        wachtende_berichten=_meet(lambda: _wachtend(nu)),
        bevindingen=_meet(Bevinding.objects.filter(verdwenen_op__isnull=True).count),
        is_in_quarantaine=_meet(quarantaine.is_in_quarantaine),
        is_afzender_geweigerd=hartslagen.AFZENDER in slagen,
        is_proef_mislukt=hartslagen.is_proef_mislukt(slagen),
        is_basis_mislukt=hartslagen.is_basis_mislukt(slagen),
        is_archiefproef_mislukt=hartslagen.is_archiefproef_mislukt(slagen),
        is_archief_stil=is_archief_stil,
        niet_nagegaan=_meet(lambda: beurten.achter(controle.nummers(), nu)),
        vreemde_tijden=_meet(lambda: tijdmerken.vreemde(nu)),
        onderdelen={onderdeel.naam: leeftijden.get(onderdeel.naam) for onderdeel in hartslagen.ONDERDELEN},
        redenen=[f"{onderdeel.naam}_staat_stil" for onderdeel in hartslagen.stil(slagen, nu, archief_sinds)],
    )
    stand.redenen.extend(_redenen(stand))
    return stand


def klachten(nu: datetime) -> list[str]:
    """What stands still or is wrong, in Dutch; empty when all is well."""
    return list(meet(nu).zinnen.values())


def _redenen(stand: Gezondheid) -> Iterator[str]:
    bevindingen = (
        (stand.vreemde_tijden, "klok_klopt_niet"),
        (stand.niet_nagegaan, "controle_loopt_achter"),
        (stand.is_afzender_geweigerd, "afzender_geweigerd"),
        (stand.is_proef_mislukt, hartslagen.PROEF_MISLUKT),
        (stand.is_basis_mislukt, hartslagen.BASIS_MISLUKT),
        (stand.is_archiefproef_mislukt, hartslagen.ARCHIEFPROEF_MISLUKT),
        (stand.is_archief_stil, "archief_staat_stil"),
        (stand.verlopen_wekkers, "wekkers_verlopen"),
        # In quarantine they wait because somebody must look first; that is said instead.
        (not stand.is_in_quarantaine and stand.wachtende_berichten, "berichten_wachten"),
        (stand.vastgelopen, "vastgelopen"),
        (stand.is_in_quarantaine, "quarantaine"),
        (stand.bevindingen, "bevindingen"),
    )
    yield from (reden for is_mis, reden in bevindingen if is_mis)
    gemeten = (stand.verlopen_wekkers, stand.wachtende_berichten, stand.bevindingen, stand.is_in_quarantaine)
    if None in (*gemeten, stand.vreemde_tijden, stand.niet_nagegaan):
        yield "niet_te_meten"


def _wekkers(nu: datetime) -> dict[str, int | None]:
    """The alarms that are late, and all that is stuck after its tries."""
    te_laat = Q(gaat_op__lt=nu - WEKKER_TE_LAAT)
    vast = Q(pogingen__gte=MAX_POGINGEN)
    eigen = _meet(lambda: Wekker.objects.filter(_OPEN).aggregate(laat=Count("pk", te_laat), vast=Count("pk", vast)))
    post = _meet(berichten.vastgelopen().count)
    return {
        "verlopen_wekkers": None if eigen is None else eigen["laat"],
        "vastgelopen": None if eigen is None or post is None else eigen["vast"] + post,
    }


def _wachtend(nu: datetime) -> int:
    """What should have arrived by now, however often it was tried. What was let go just now (a lock that opened, a
    release) has its time from then."""
    grens = nu - BERICHT_TE_LAAT
    net = Q(pogingen=0, volgende_poging_op__gte=grens) & ~onmogelijk("volgende_poging_op", nu)
    return Bericht.objects.filter(status__in=NOG_TE_VERZENDEN, gepland_op__lt=grens).exclude(net).count()


def _archief() -> tuple[bool, datetime | None]:
    """Whether PostgreSQL has been offering its changes to an archive in vain for some minutes: what is lost with the
    disk grows, and so does the disk. Never where there is no archive. And since when that archive is pgBackRest; None
    when it is not."""
    if connection.vendor != "postgresql":
        return False, None
    with connection.cursor() as cursor:
        cursor.execute(_ARCHIEF)
        is_stil, sinds = cursor.fetchone()
    return bool(is_stil), sinds


def _meet(vraag: Callable[[], Any]) -> Any:
    """The answer; None when the database cannot give it. One question that fails takes no other with it."""
    try:
        with navraag():
            return vraag()
    except (DatabaseError, InterfaceError):
        return None
