"""Ten thousand to a million meldingen: a few are walked through the door, the rest are copies that the database makes.

A copy has all rows of its original (steps, terms, alarms, tasks, messages, analyses), each a fixed distance of keys
further, shifted back in time, and spread over the gemeenten. Two thousand meldingen are open at every size: a region
that exists longer has more behind it, not more in hand.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.apps import apps
from django.db import connection, models

APPS = frozenset({"contacten", "calamiteiten", "communicatie", "escalatie"})
# Every key of an original lies below this; a copy lies so many times this further.
AFSTAND = 100_000
OPEN = 2_000
JAREN = 20
LADING = 20_000
# A word that only one in so many meldingen has, to search for.
ZELDZAAM, ZELDZAAM_EEN_OP = "zonnewijzer", 5_000
# The gemeenten of a whole country, of which the region has eleven; and of those eleven one that hardly has meldingen.
GEMEENTEN, CONTACTEN_PER_GEMEENTE, KLEIN, KLEIN_EEN_OP = 342, 3, "raalte", 201


@dataclass(frozen=True)
class Bron:
    """One original: its zaak, and how heavy it counts among its kind."""

    zaak: int
    open: bool


def _soorten() -> list[type[models.Model]]:
    """Every model that hangs on a zaak, the zaak itself first."""
    from calamiteiten.models import Zaak

    alle = [m for m in apps.get_models(include_auto_created=True) if m._meta.app_label in APPS and not m._meta.proxy]
    hangt: list[type[models.Model]] = [Zaak]
    erbij = True
    while erbij:
        nieuw = [m for m in alle if m not in hangt and any(veld.related_model in hangt for veld in _verwijst(m))]
        hangt += nieuw
        erbij = bool(nieuw)
    return hangt


def _verwijst(soort: type[models.Model]) -> list[Any]:
    return [veld for veld in soort._meta.local_fields if isinstance(veld, models.ForeignKey)]


class Kloner:
    """Makes copies of these originals in the database of the moment. `nu`: when the newest copy came in."""

    def __init__(self, bronnen: list[Bron], gemeenten: list[int], nu: datetime) -> None:
        self.bronnen, self.gemeenten, self.nu = bronnen, gemeenten, nu
        self.soorten = _soorten()
        self.gemaakt, self.dossier = 0, ""
        self.rijen = {bron.zaak: self._rijen(bron.zaak) for bron in bronnen}

    def zwaarte(self, zaak: int) -> int:
        """How many rows this original has."""
        return sum(map(len, self.rijen[zaak].values()))

    def tot(self, aantal: int) -> None:
        """Copy until there are this many meldingen, of which `OPEN` are open."""
        with connection.cursor() as cursor:
            # The triggers say what a person may do; a copy of what was done is no deed.
            cursor.execute("SET session_replication_role = replica")
            for van in range(self.gemaakt, aantal, LADING):
                self._lading(cursor, van, min(van + LADING, aantal))
            cursor.execute("SET session_replication_role = origin")
            self._na(cursor)
        self.gemaakt = aantal

    def _lading(self, cursor: Any, van: int, tot: int) -> None:
        for is_open, nummers in ((True, range(van, min(tot, OPEN))), (False, range(max(van, OPEN), tot))):
            bronnen = [bron for bron in self.bronnen if bron.open == is_open]
            for plek, bron in enumerate(bronnen):
                if len(nummers) > plek:
                    self._kopieer(cursor, bron, (nummers.start + plek, nummers.stop, len(bronnen)))

    def _kopieer(self, cursor: Any, bron: Bron, nummers: tuple[int, int, int]) -> None:
        for soort, sleutels in self.rijen[bron.zaak].items():
            velden = [veld for veld in soort._meta.local_concrete_fields if not getattr(veld, "generated", False)]
            namen = ", ".join(f'"{veld.column}"' for veld in velden)
            waarden = ", ".join(self._waarde(soort, veld, bron) for veld in velden)
            tabel, pk = soort._meta.db_table, soort._meta.pk.column
            cursor.execute(
                f'INSERT INTO "{tabel}" ({namen}) SELECT {waarden} FROM "{tabel}" t,'
                f" generate_series(%s::bigint + 1, %s, %s) AS n WHERE t.{pk} = ANY(%s)",
                [nummers[0], nummers[1], nummers[2], sleutels],
            )

    def _waarde(self, soort: type[models.Model], veld: Any, bron: Bron) -> str:
        """The value of this column in copy `n`."""
        kolom = f't."{veld.column}"'
        if veld.primary_key or veld.related_model in self.rijen[bron.zaak]:
            return f"{kolom} + n * {AFSTAND}"
        if getattr(veld.related_model, "__name__", "") == "Gemeente":
            rij = f"ARRAY{self.gemeenten}::bigint[]"
            return f"({rij})[1 + mod(array_position({rij}, {kolom}::bigint) - 1 + n, {len(self.gemeenten)})]"
        if isinstance(veld, models.DateTimeField):
            return f"{kolom} - n * interval '{self._stap(bron).total_seconds():.3f} seconds'"
        if isinstance(veld, models.DateField):
            return f"({kolom} - n * interval '{self._stap(bron).total_seconds():.3f} seconds')::date"
        return self._tekst(soort, veld, kolom)

    def _tekst(self, soort: type[models.Model], veld: Any, kolom: str) -> str:
        if isinstance(veld, models.UUIDField):
            return "gen_random_uuid()"
        if veld.name == "kenmerk":
            # A number has six digits: they go round the years.
            nummer = f"(2005 + mod(n, {JAREN})) || '-' || (100000 + n / {JAREN})"
            return f"regexp_replace({kolom}, '[0-9]{{4}}-[0-9]+$', '') || {nummer}"
        if veld.name == "aanleiding":
            verder = f"split_part({kolom}, ':', 1) || ':' || (split_part({kolom}, ':', 2)::bigint + n * {AFSTAND})"
            return f"CASE WHEN {kolom} ~ '^[a-z_]+:[0-9]+$' THEN {verder} ELSE {kolom} || '/' || n END"
        if veld.name == "omschrijving":
            return f"{kolom} || CASE WHEN mod(n, {ZELDZAAM_EEN_OP}) = 7 THEN ' Bij de {ZELDZAAM}.' ELSE '' END"
        if veld.name == "woorden":
            return f"{kolom} || CASE WHEN mod(n, {ZELDZAAM_EEN_OP}) = 7 THEN '{ZELDZAAM} ' ELSE '' END"
        if veld.name == "sleutels":
            return self._sleutels(kolom)
        if veld.unique or (veld.name in {"message_id", "uid", "sleutel"} and not isinstance(veld, models.JSONField)):
            return f"CASE WHEN {kolom} IS NULL OR {kolom} = '' THEN {kolom} ELSE left({kolom}, 40) || '-' || n END"
        return kolom

    def _sleutels(self, kolom: str) -> str:
        """Who may find a text of copy `n`: whose keys name a gemeente, name the one that this copy went to."""
        rij, verplaatst = f"ARRAY{self.gemeenten}::bigint[]", kolom
        # First a mark for each, then the number: a gemeente that was put in is not moved once more.
        alle = {pk: self.gemeenten.index(pk) for pk in dict.fromkeys(self.gemeenten)}
        for pk in alle:
            verplaatst = f"replace({verplaatst}, ' g{pk}|', ' <{pk}>|')"
        for pk, plek in alle.items():
            nieuw = f"({rij})[1 + mod({plek} + n, {len(self.gemeenten)})]"
            verplaatst = f"replace({verplaatst}, ' <{pk}>|', ' g' || {nieuw} || '|')"
        return verplaatst

    def _stap(self, bron: Bron) -> timedelta:
        """How far apart two copies lie in time: what is open came in these weeks, the rest over twenty years."""
        return timedelta(minutes=10) if bron.open else timedelta(days=365 * JAREN) / 1_000_000

    def _rijen(self, zaak: int) -> dict[type[models.Model], list[int]]:
        """Which rows hang on this zaak, per kind."""
        gevonden: dict[type[models.Model], set[int]] = {self.soorten[0]: {zaak}}
        for _ in range(6):  # the longest road from a row to its zaak
            for soort in self.soorten[1:]:
                for veld in _verwijst(soort):
                    if boven := gevonden.get(veld.related_model):
                        gevonden.setdefault(soort, set()).update(_sleutels(soort, veld, boven))
        return {soort: sorted(pks) for soort, pks in gevonden.items() if pks}

    def _na(self, cursor: Any) -> None:
        for soort in self.soorten:
            if isinstance(soort._meta.pk, models.AutoField):
                tabel = soort._meta.db_table
                cursor.execute(
                    f"SELECT setval(pg_get_serial_sequence('\"{tabel}\"', 'id'), GREATEST(max(id), 1)) FROM \"{tabel}\""
                )
        cursor.execute("ANALYZE")


def _sleutels(soort: type[models.Model], veld: Any, boven: set[int]) -> Iterator[int]:
    with connection.cursor() as cursor:
        cursor.execute(
            f'SELECT {soort._meta.pk.column} FROM "{soort._meta.db_table}" WHERE "{veld.column}" = ANY(%s)',
            [sorted(boven)],
        )
        yield from (rij[0] for rij in cursor.fetchall())


def maak(nu: datetime) -> Kloner:
    """The region, one original per road, and the cloner of them. `nu`: aware."""
    from calamiteiten.models import Melding, Zaak
    from contacten import zegels
    from escalatie.werk.zoeken import index
    from tests import bouw
    from tests.statussen import Status

    bouw.regio()
    einden = {Status.NIET_MELDINGSWAARDIG, Status.AFGEROND}
    for plek, status in enumerate(status for status in Status if status not in {Status.DUBBEL, Status.INGETROKKEN}):
        toen = nu - timedelta(days=40 if status in einden else 3, hours=plek)
        bouw.tot(status, toen, gemeenten=("zwolle", "deventer") if plek % 3 == 0 else ("zwolle",))
    zegels.verzegel()
    index.volg()
    gemeenten = _gemeenten()
    _land()
    bronnen = [Bron(zaak.pk, zaak.afgerond_op is None) for zaak in Zaak.objects.order_by("pk")]
    stuur_alles_weg()
    # Of every ten that came in long ago nine were no calamiteit, and one went the whole road.
    bronnen += 8 * [Bron(zaak.pk, open=False) for zaak in Zaak.objects.filter(status=Status.NIET_MELDINGSWAARDIG)]
    kloner = Kloner(bronnen, gemeenten, nu)
    kloner.dossier = Melding.objects.get(pk=max(kloner.rijen, key=kloner.zwaarte)).get_absolute_url()
    return kloner


def stuur_alles_weg() -> None:
    """What was to be mailed has gone out long ago."""
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute(
            "UPDATE communicatie_bericht SET status = 'verzonden', verzonden_op = gepland_op WHERE status = 'gepland'"
        )
        cursor.execute("SET session_replication_role = origin")


def _gemeenten() -> list[int]:
    """To which gemeente copy after copy goes: the ten of the region by turns, and once in so many the small one."""
    from contacten.models import Gemeente

    klein = Gemeente.objects.get(code=KLEIN).pk
    groot = list(Gemeente.objects.exclude(pk=klein).order_by("pk").values_list("pk", flat=True))
    return [*(groot * (KLEIN_EEN_OP // len(groot) + 1))[: KLEIN_EEN_OP - 1], klein]


def _land() -> None:
    """All other gemeenten of a country, each with its contacts in the seat of the toegang: a list of a thousand."""
    from contacten.models import Bezetting, Contactpersoon, Gemeente
    from contacten.rollen import Rol

    nummers = range(Gemeente.objects.count(), GEMEENTEN)
    nieuw = Gemeente.objects.bulk_create(
        Gemeente(naam=f"Gemeente {n:03}", code=f"gemeente-{n:03}", cbs_code=f"GMX{n:03}") for n in nummers
    )
    contacten = Contactpersoon.objects.bulk_create(
        Contactpersoon(naam=f"T. Voorbeeld {n}", gemeente=gemeente, email=f"toegang{n}@{gemeente.code}.example")
        for gemeente in nieuw
        for n in range(CONTACTEN_PER_GEMEENTE)
    )
    Bezetting.objects.bulk_create(
        Bezetting(
            contactpersoon=contact,
            rol=Rol.TOEGANG,
            gemeente_id=contact.gemeente_id,
            volgorde=1 + plek % 3,
            van_datum=date(2026, 1, 1),
        )
        for plek, contact in enumerate(contacten)
    )


def omvang() -> dict[str, int]:
    """How large the database is: rows and megabytes of the heaviest tables, indexes and all, and of all together."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname, reltuples::bigint, pg_total_relation_size(oid) FROM pg_class"
            " WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace ORDER BY 3 DESC LIMIT 12"
        )
        tabellen = cursor.fetchall()
        cursor.execute("SELECT pg_database_size(current_database())")
        (alles,) = cursor.fetchone()
    gevonden = {"alles_MB": alles // 1_000_000}
    for naam, rijen, grootte in tabellen:
        gevonden |= {f"{naam}_rijen": rijen, f"{naam}_MB": grootte // 1_000_000}
    return gevonden
