"""The certificates of what was destroyed: laid down, sealed one to the next, kept beside the back-ups, and carried out
again after an older back-up was put back.

A certificate holds no personal data of a dossier. The list beside the back-ups (`vernietigd.jsonl`) holds the same
certificates, a line each, signed with the key of this installation: nobody has a dossier destroyed by adding a line.
"""

import hashlib
import json
import logging
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from itertools import takewhile
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils.crypto import constant_time_compare, salted_hmac

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from contacten import zegels
from escalatie.models import Bewaarsoort, Stap, Vernietigingsakte

log = logging.getLogger(__name__)
BESTAND = "vernietigd.jsonl"
ZOUT = "escalatie.bewaren.akten"
# What of a certificate is sealed, and stands in the list: all of it.
VELDEN = (
    "volgnummer",
    "soort",
    "nummer",
    "kenmerk",
    "sleutel",
    "categorie",
    "maanden",
    "sinds_datum",
    "zaken",
    "tellingen",
    "koppen",
    "verbonden",
    "gevraagd_nummer",
    "gevraagd_door",
    "gevraagd_op",
    "besloten_nummer",
    "besloten_door",
    "op",
)
_DAGEN, _MOMENTEN = ("sinds_datum",), ("gevraagd_op", "op")
# The number of the latch of who lays down a certificate, until his transaction ends.
_BEURT = 7_301_340
VREEMD = "De laatste akte is niet van deze applicatie of is veranderd. Zie Bewaking, en bel wie de server beheert."
ANDERS = "Een regel in vernietigd.jsonl is niet van deze installatie of is veranderd."


def leg_vast(inhoud: Mapping[str, Any]) -> Vernietigingsakte:
    """Lay down one certificate with these fields, as the next. Call inside the transaction that destroys: the database
    lets go of what it names in that transaction and in no other. Raises Geweigerd behind one that is not ours: none of
    what follows it could be laid down again after a restore."""
    _wacht_op_je_beurt()
    vorige = Vernietigingsakte.objects.order_by("-volgnummer").first()
    if vorige and not _is_geschreven(vorige):
        raise Geweigerd(VREEMD)
    akte = Vernietigingsakte(volgnummer=vorige.volgnummer + 1 if vorige else 1, **inhoud)
    akte.zegel = bereken(als_gegeven(akte), vorige.zegel if vorige else "")
    akte.save(force_insert=True)
    return akte


def _wacht_op_je_beurt() -> None:
    """Two at once would get one number. The rows cannot be held: who may lock a row may change it, and nobody may
    (PostgreSQL; SQLite has one writer by itself)."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_BEURT])


def _is_geschreven(akte: Vernietigingsakte) -> bool:
    """Whether this application wrote the certificate: its seal anybody can work out, its print nobody."""
    return zegels.is_geschreven(Vernietigingsakte, akte.pk)


def als_gegeven(akte: Vernietigingsakte) -> dict[str, Any]:
    """What a certificate says, as it is sealed and as it stands in the list: plain JSON."""
    ruw = {naam: getattr(akte, naam) for naam in VELDEN}
    ruw |= {naam: getattr(akte, naam).astimezone(UTC).isoformat() for naam in _MOMENTEN}
    gegeven: dict[str, Any] = json.loads(json.dumps(ruw, cls=DjangoJSONEncoder))
    return gegeven


def bereken(gegeven: Mapping[str, Any], vorige: str) -> str:
    """The seal of a certificate that follows the one with seal `vorige` ("" for the first): 64 hex digits."""
    plat = json.dumps({**gegeven, "vorige": vorige}, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(plat.encode()).hexdigest()


def koppen_van(zaken: Iterable[int]) -> list[list[Any]]:
    """Per zaak and local day the last seal of that day: what the seal of the region of that day was made of."""
    rijen = Stap._base_manager.filter(zaak__in=list(zaken)).order_by("zaak_id", "volgnummer")
    per_dag = {
        (zaak, lokale_datum(op).isoformat()): zegel for zaak, op, zegel in rijen.values_list("zaak_id", "op", "zegel")
    }
    return [[zaak, dag, zegel] for (zaak, dag), zegel in per_dag.items()]


def koppen_op(dag: date) -> dict[int, str]:
    """The last seal, on this local day, of every zaak that was destroyed since: real ones only."""
    laatste: dict[int, str] = {}
    for koppen in Vernietigingsakte.objects.filter(soort=Bewaarsoort.ZAAK).values_list("koppen", flat=True):
        laatste |= {zaak: zegel for zaak, toen, zegel in koppen if toen <= dag.isoformat()}
    return laatste


def verbonden_met(kenmerk: str) -> list[str]:
    """The kenmerken of what was destroyed and had a link with this dossier, in order."""
    rijen = Vernietigingsakte.objects.filter(verbonden__icontains=f'"{kenmerk}"').order_by("volgnummer")
    return list(rijen.values_list("kenmerk", flat=True))


def gebroken() -> Iterator[str]:
    """The kenmerken of the certificates whose seal does not fit."""
    vorige, verwacht = "", 1
    for akte in Vernietigingsakte.objects.order_by("volgnummer"):
        if akte.volgnummer != verwacht or bereken(als_gegeven(akte), vorige) != akte.zegel:
            yield akte.kenmerk
        vorige, verwacht = akte.zegel, akte.volgnummer + 1


# The list beside the back-ups -----------------------------------------------------------------------------------------


def regels() -> list[str]:
    """Every certificate of this database as a signed line, the first first, up to one that the application did not
    write: who signs that one for somebody has a dossier destroyed at the next restore."""
    onze = takewhile(_is_geschreven, Vernietigingsakte.objects.order_by("volgnummer"))
    return [_regel(akte) for akte in onze]


def schrijf_lijst(map_: Path | None = None) -> None:
    """Write the list beside the back-ups, whole and at once. A line that stands there is never lost: after an older
    back-up was put back the database may know less than the list."""
    pad = (map_ or Path(settings.BACKUP_MAP)) / BESTAND
    er_staat = lees_lijst(pad.parent)
    alles = zonder_dubbele([*er_staat, *regels()])
    if alles == er_staat:
        return
    # Two that write at once each have a file of their own: what counts is whole, whoever comes last.
    half = pad.with_suffix(f".{uuid4().hex}.deel")
    try:
        with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as doel:
            doel.write("".join(f"{regel}\n" for regel in alles))
            doel.flush()
            os.fsync(doel.fileno())
        half.replace(pad)
    finally:
        half.unlink(missing_ok=True)


def zonder_dubbele(regels: Iterable[str]) -> list[str]:
    """Each certificate once, signed with the key of now where one of these is. Of a key that was replaced since (after
    a leak, docs/veiligheid.md) no line is believed, and one of them would stop every restore."""
    per_tekst: dict[str, str] = {}
    for regel in regels:
        tekst = regel.rpartition(" ")[0]
        if tekst not in per_tekst or _is_van_ons(regel):
            per_tekst[tekst] = regel
    return list(per_tekst.values())


def probeer_lijst_te_schrijven() -> None:
    """Write the list where this process can; the next back-up does it anyway."""
    try:
        if Path(settings.BACKUP_MAP).is_dir():
            schrijf_lijst()
    except OSError:
        log.warning("the list of what was destroyed could not be written beside the back-ups")


def lees_lijst(map_: Path) -> list[str]:
    """The lines of the list in this folder; none when there is no list."""
    pad = map_ / BESTAND
    return pad.read_text(encoding="utf-8", errors="replace").splitlines() if pad.exists() else []


def lees_regel(regel: str) -> dict[str, Any]:
    """What a line says, its seal along. Raises Geweigerd for a line that this installation did not write."""
    if not _is_van_ons(regel):
        raise Geweigerd(ANDERS)
    gegeven: dict[str, Any] = json.loads(regel.rpartition(" ")[0])
    return gegeven


def zet_terug(gegeven: Mapping[str, Any]) -> Vernietigingsakte:
    """Lay down a certificate of the list again, word for word. Raises Geweigerd when it does not follow the last."""
    inhoud = dict(gegeven)
    zegel = inhoud.pop("zegel")
    laatste = Vernietigingsakte.objects.order_by("-volgnummer").first()
    if bereken(inhoud, laatste.zegel if laatste else "") != zegel:
        raise Geweigerd("De lijst met vernietigde dossiers sluit niet aan op deze back-up.")
    waarden = inhoud | {naam: date.fromisoformat(inhoud[naam]) for naam in _DAGEN}
    waarden |= {naam: datetime.fromisoformat(inhoud[naam]) for naam in _MOMENTEN}
    with transaction.atomic():
        return Vernietigingsakte.objects.create(**waarden, zegel=zegel)


def _regel(akte: Vernietigingsakte) -> str:
    tekst = json.dumps({**als_gegeven(akte), "zegel": akte.zegel}, sort_keys=True, separators=(",", ":"))
    return f"{tekst} {_handtekening(tekst)}"


def _is_van_ons(regel: str) -> bool:
    tekst, _, handtekening = regel.rpartition(" ")
    return constant_time_compare(_handtekening(tekst), handtekening)


def _handtekening(tekst: str) -> str:
    return salted_hmac(ZOUT, tekst, algorithm="sha256").hexdigest()
