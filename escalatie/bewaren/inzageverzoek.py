"""All that is known of one account, contact or dossier, for who has a right to it: as data (JSON) and to read (HTML).

It walks over the models, so that what is added later comes along. Of a dossier it gives every row, the files themselves
and who looked. Of an account and of a contact it gives what is of the person in full, and of every dossier only that he
did something there, and when: the words of a dossier are of others too. Means to sign in and keys of links never leave
the house.
"""

import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from auditlog.models import LogEntry
from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import BinaryField, DateField, Field, ForeignKey, Model, Q, QuerySet
from django.template.loader import render_to_string

from basis.geweigerd import Geweigerd
from calamiteiten.models import Bestand, Inzage, Zaak
from communicatie.models import Bericht
from contacten.gebruikers import vergeten
from contacten.models import Contactpersoon, Gebruiker
from contacten.personen import vergeten as contact_vergeten
from escalatie.draaiboek import bestanden
from escalatie.inzage.pagina import inzage_van_account
from escalatie.models import Bewaarsoort

from . import wandeling

NIET_MEE = frozenset(
    {"password", "sleutel", "data", "session_key", "key", "token", "zegel", "serialized_data"}
    # Of who made a change: of another than who asks.
    | {"actor_email", "remote_addr", "remote_port"}
)
# Of a message to somebody: that it went, under which rule, and what became of it; not what it was about.
VAN_BERICHT = ("regel", "sjabloon", "status", "aan", "gepland_op", "verzonden_op", "gelezen_op", "bevestigd_op")
# The keys of a row that is about this person, and not only by his hand.
VAN_DE_PERSOON = frozenset({"gebruiker", "contactpersoon"})
APPS = frozenset({"contacten", "calamiteiten", "communicatie", "escalatie"})


@dataclass(frozen=True)
class Tabel:
    """Rows of one kind: its name for people, and each row as name -> value."""

    naam: str
    rijen: list[dict[str, Any]]


@dataclass(frozen=True)
class Alles:
    """All that is known of one, as of `op` (aware)."""

    titel: str
    op: datetime
    tabellen: list[Tabel]
    stukken: list[Bestand]

    @property
    def dossiers(self) -> int:
        """How many dossiers it names."""
        return len({str(rij["dossier"]) for tabel in self.tabellen for rij in tabel.rijen if rij.get("dossier")}) or 1


def alles_van(soort: str, nummer: int, nu: datetime) -> Alles:
    """All that is known of this dossier, account or contact. One that is gone gives no rows."""
    bron, titel = _BRONNEN[Bewaarsoort(soort)]
    tabellen = bron(nummer)
    stukken = [rij for rij in _stukken(soort, nummer) if rij.is_te_openen]
    return Alles(titel, nu, [tabel for tabel in tabellen if tabel.rijen], stukken)


def schrijf_zip(alles: Alles, doel: IO[bytes], aan: Gebruiker) -> None:
    """Write the same as one archive: `inzage.json`, `inzage.html`, and the files of a dossier, one after the other, so
    that they are never in memory together. `aan`: for whom."""
    data = {tabel.naam: tabel.rijen for tabel in alles.tabellen}
    tekst = json.dumps({"op": alles.op, **data}, cls=DjangoJSONEncoder, ensure_ascii=False, indent=1)
    with zipfile.ZipFile(doel, "w", zipfile.ZIP_DEFLATED) as zip_:
        zip_.writestr("inzage.json", tekst)
        zip_.writestr("inzage.html", render_to_string("bewaren/inzage.html", {"i": alles}))
        for stuk in alles.stukken:
            try:
                zip_.writestr(_plek(stuk), bestanden.haal_inhoud(stuk, aan))
            except Geweigerd as fout:
                zip_.writestr(f"{_plek(stuk)}.txt", str(fout))


def _stukken(soort: str, nummer: int) -> "QuerySet[Bestand]":
    """The files of this dossier, the versions that do not count any more too; none of an account: what stands in a file
    of a dossier is of others too."""
    rijen = Bestand._base_manager.filter(zaak=nummer).order_by("pk")
    return rijen if soort == Bewaarsoort.ZAAK else rijen.none()


def _plek(stuk: Bestand) -> str:
    return f"bestanden/{stuk.pk}-{stuk.naam}"


def _van_zaak(nummer: int) -> Iterator[Tabel]:
    for model, sleutels in wandeling.verzamel([nummer]).rijen.items():
        yield Tabel(_naam(model), [_heel(model, rij) for rij in _rijen(model, pk__in=sleutels)])
    # Who looked has no key to the zaak (docs/besluiten/0037).
    zaak = Zaak._base_manager.filter(pk=nummer).first()
    if zaak:
        yield Tabel("wie dit dossier bekeek", [_heel(Inzage, rij) for rij in _rijen(Inzage, wat=zaak.kenmerk)])


def _van_account(nummer: int) -> Iterator[Tabel]:
    wie = Gebruiker.objects.filter(pk=nummer).select_related("contactpersoon").first()
    if wie is None:
        return
    yield Tabel(_naam(Gebruiker), [_heel(Gebruiker, wie)])
    for model, sleutels in vergeten.rijen_van(nummer).items():
        yield Tabel(_naam(model), [_heel(model, rij) for rij in _rijen(model, pk__in=sleutels)])
    contact = wie.contactpersoon
    van_contact = contact_vergeten.rijen_van(contact.pk) if contact else {}
    if contact:
        yield Tabel(_naam(Contactpersoon), [_heel(Contactpersoon, contact)])
    for model, sleutels in van_contact.items():
        yield Tabel(_naam(model), [_heel(model, rij) for rij in _rijen(model, pk__in=sleutels)])
    # What he changed is mostly about others: that he did, and when.
    gewijzigd = _rijen(LogEntry, actor=nummer)
    yield Tabel("wat deze persoon wijzigde", [{"soort": str(r.content_type), "op": r.timestamp} for r in gewijzigd])
    yield Tabel("berichten aan deze persoon", list(_berichten(wie, contact)))
    gekeken = _rijen(Inzage, wat=inzage_van_account(nummer))
    yield Tabel("wie keek wat deze persoon bekeek", [_heel(Inzage, rij) for rij in gekeken])
    for model in apps.get_models():
        if model._meta.app_label in APPS and model not in {Bericht, *vergeten.rijen_van(nummer), *van_contact}:
            yield Tabel(_naam(model), list(_daden(model, wie, contact)))


def _van_contact(nummer: int) -> Iterator[Tabel]:
    contact = Contactpersoon.objects.filter(pk=nummer).first()
    if contact is None:
        return
    yield Tabel(_naam(Contactpersoon), [_heel(Contactpersoon, contact)])
    for model, sleutels in contact_vergeten.rijen_van(nummer).items():
        yield Tabel(_naam(model), [_heel(model, rij) for rij in _rijen(model, pk__in=sleutels)])
    yield Tabel("berichten aan deze persoon", list(_berichten(None, contact)))
    for model in apps.get_models():
        if model._meta.app_label in APPS and model not in {Bericht, *contact_vergeten.rijen_van(nummer)}:
            yield Tabel(_naam(model), list(_daden(model, None, contact)))


def _berichten(wie: Gebruiker | None, contact: Contactpersoon | None) -> Iterator[dict[str, Any]]:
    aan = Q(pk__in=[])
    for adres in {een.email for een in (wie, contact) if een and een.email}:
        aan |= Q(aan__iexact=adres)
    if contact:
        aan |= Q(contactpersoon=contact)
    for rij in Bericht.objects.filter(aan).select_related("zaak").order_by("gepland_op", "pk"):
        yield {"dossier": rij.zaak.kenmerk if rij.zaak else "", **{naam: getattr(rij, naam) for naam in VAN_BERICHT}}


def _daden(model: type[Model], wie: Gebruiker | None, contact: Contactpersoon | None) -> Iterator[dict[str, Any]]:
    """The rows that name this person, each with as what."""
    for veld in model._meta.local_concrete_fields:
        naar = veld.related_model if isinstance(veld, ForeignKey) else None
        doel = wie if naar is Gebruiker else contact if naar is Contactpersoon else None
        if doel is None:
            continue
        for rij in _rijen(model, **{veld.name: doel}):
            # Who wrote something down about another, gets that he did: the words are of that other.
            is_eigen = veld.name in VAN_DE_PERSOON and not wandeling.eigenaars(model)
            inhoud = _heel(model, rij) if is_eigen else _momenten(model, rij)
            yield {"als": veld.verbose_name, **inhoud}


def _momenten(model: type[Model], rij: Model) -> dict[str, Any]:
    """Of a row of a dossier: of which one, and its moments."""
    zaak = rij if isinstance(rij, Zaak) else getattr(rij, "zaak", None) or getattr(rij, "melding", None)
    momenten = {veld.name: getattr(rij, veld.name) for veld in _velden(model) if isinstance(veld, DateField)}
    return {"dossier": str(zaak or ""), **{naam: waarde for naam, waarde in momenten.items() if waarde}}


def _heel(model: type[Model], rij: Model) -> dict[str, Any]:
    """Every field of a row that may leave the house and says something; of another row its name."""
    gegeven: dict[str, Any] = {}
    for veld in _velden(model):
        waarde = getattr(rij, veld.attname)
        if veld.name not in NIET_MEE and waarde not in (None, "", [], {}):
            gegeven[veld.name] = waarde if not isinstance(veld, ForeignKey) else str(getattr(rij, veld.name))
    return gegeven


def _rijen(model: type[Model], **waar: Any) -> "QuerySet[Any]":
    """The rows of whatever world, with what their keys point to: of who looked there are many."""
    namen = [veld.name for veld in _velden(model) if isinstance(veld, ForeignKey)]
    return model._base_manager.filter(**waar).select_related(*namen).order_by("pk")


def _velden(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns that hold words; a paper that was made says nothing that other rows do not."""
    return [veld for veld in model._meta.concrete_fields if not isinstance(veld, BinaryField)]


def _naam(model: type[Model]) -> str:
    return str(model._meta.verbose_name_plural)


# Kind -> what is given of it, and how that is called.
_BRONNEN: dict[Bewaarsoort, tuple[Callable[[int], Iterator[Tabel]], str]] = {
    Bewaarsoort.ZAAK: (_van_zaak, "Alles over één dossier"),
    Bewaarsoort.ACCOUNT: (_van_account, "Alles over één account"),
    Bewaarsoort.CONTACT: (_van_contact, "Alles over één persoon uit de contactlijst"),
}
