"""All that hangs on a zaak, found by walking over the models themselves: nothing that is added later is forgotten.

A row is *owned* through the foreign keys that lead to its zaak; it goes with it. Any other foreign key to a row that
goes is *cut*: a link of a dossier that stays. A key that can be neither stops the destruction, and a law
(tests/wetten/test_bewaren.py) says so beforehand.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache, partial
from typing import Any

from django.apps import apps
from django.db import connections, router
from django.db.models import F, FileField, ForeignKey, Model, Q

from basis.geweigerd import Geweigerd
from calamiteiten.bestanden import opslag
from calamiteiten.models import Bestand, Oefening, Zaak
from calamiteiten.werelden import eerste_stap

Soort = type[Model]
# The keys that own a row where the manager of the model does not say so.
EIGENAARS = {
    "calamiteiten.Zaak": ("oefening",),
    "calamiteiten.Deelname": ("oefening",),
    "calamiteiten.Oefenuitnodiging": ("oefening",),
    "calamiteiten.Samenhang": ("een", "twee"),
    "calamiteiten.MeldingUserObjectPermission": ("content_object",),
    "calamiteiten.MeldingGroupObjectPermission": ("content_object",),
    "calamiteiten.Paraatheidsfeit": ("paraatheid",),
    "communicatie.Herroeping": (
        "informering",
        "uitzondering",
        "informeermoment",
        "slachtofferhulp",
        "uiting",
        "regie",
        "onderzoek",
        "persantwoord",
    ),
    "escalatie.Inspel": ("oefening",),
}
# What a key becomes when it is cut and cannot be empty, or what must go with it.
KNIPPEN: dict[tuple[str, str], dict[str, Any]] = {
    ("communicatie.Persvraag", "melding"): {"melding": None, "gekoppeld_op": None},
    # The text is of the melding; on whose page it was written is only where.
    ("communicatie.Adviestekst", "bij"): {"bij": F("melding")},
}
# Says, before the rows go, that one file goes; what it returns removes that file, after the rows are gone for certain.
Weghaler = Callable[[], Callable[[], None]]


def _van_bestand(sleutels: Collection[Any]) -> Iterator[Weghaler]:
    """The bytes of these rows, also of a drill and in quarantine; versions with other words only have the same."""
    rijen = Bestand._base_manager.filter(pk__in=sleutels).order_by("sleutel")
    for sleutel, oefening in rijen.values_list("sleutel", "zaak__oefening").distinct():
        yield partial(opslag.zet_op_weg, sleutel, oefening)


# A model that keeps files on disk otherwise than in a FileField: which files, of the rows with these keys. A FileField
# needs no line here.
BESTANDEN: dict[str, Callable[[Collection[Any]], Iterable[Weghaler]]] = {"calamiteiten.Bestand": _van_bestand}
LADING = 500


@dataclass
class Vracht:
    """What goes: per model the keys of its rows, in the order of who owns whom; and the files of those rows."""

    rijen: dict[Soort, list[Any]] = field(default_factory=dict)
    bestanden: list[Weghaler] = field(default_factory=list)

    @property
    def tellingen(self) -> dict[str, int]:
        """Table -> how many rows of it go."""
        return {model._meta.db_table: len(sleutels) for model, sleutels in sorted(self.rijen.items(), key=_naam)}

    def voeg_toe(self, model: Soort, sleutels: Collection[Any]) -> None:
        """These rows of this model go too."""
        if sleutels:
            self.rijen[model] = list(dict.fromkeys([*self.rijen.get(model, []), *sleutels]))
            self.bestanden.extend(_bestanden(model, sleutels))


def _naam(paar: tuple[Soort, list[Any]]) -> str:
    return paar[0]._meta.db_table


@cache
def modellen() -> tuple[Soort, ...]:
    """Every model that hangs on a zaak or on a drill, owners before what they own."""
    gevonden = [model for model in apps.get_models(include_auto_created=True) if eigenaars(model)]
    geordend: list[Soort] = []

    def neem(model: Soort) -> None:
        if model in geordend or model not in gevonden:
            return
        for naam in eigenaars(model):
            if (boven := _naar(model, naam)) is not model:
                neem(boven)
        geordend.append(model)

    for model in gevonden:
        neem(model)
    return tuple(geordend)


@cache
def eigenaars(model: Soort) -> tuple[str, ...]:
    """The foreign keys that own a row of this model; none for a model that hangs on no zaak."""
    if namen := EIGENAARS.get(model._meta.label):
        return namen
    if issubclass(model, Zaak):
        return ("zaak_ptr",)
    if namen := eerste_stap(model):
        return namen
    if model._meta.auto_created:
        velden = [veld for veld in _sleutels(model) if eigenaars(_naar(model, veld.name))]
        return tuple(veld.name for veld in velden)
    return ()


def te_knippen(model: Soort) -> Iterator[str]:
    """The foreign keys of this model to what may go, that own nothing."""
    doelen = {*modellen(), Zaak, Oefening}
    for veld in _sleutels(model):
        if veld.name not in eigenaars(model) and _naar(model, veld.name) in doelen:
            yield veld.name


def mag_leeg(model: Soort, naam: str) -> bool:
    """Whether this key can be cut."""
    return bool(model._meta.get_field(naam).null) or (model._meta.label, naam) in KNIPPEN


def verzamel(zaken: Collection[int], oefening: int | None = None) -> Vracht:
    """All rows that go with these zaken (keys), and with this drill; whatever world they are of."""
    vracht = Vracht()
    if oefening is not None:
        vracht.voeg_toe(Oefening, [oefening])
    vracht.voeg_toe(Zaak, list(zaken))
    return met_wat_eraan_hangt(vracht)


def met_wat_eraan_hangt(vracht: Vracht) -> Vracht:
    """The same, with every row that these own."""
    for model in modellen():
        if model is not Zaak:
            vracht.voeg_toe(model, list(_eigen(model, vracht)))
    return vracht


def knip_los(vracht: Vracht) -> dict[Soort, set[Any]]:
    """Cut every link of a row that stays to a row that goes; returns the keys of the rows that were cut. Raises
    Geweigerd for a link that cannot be cut."""
    geknipt: dict[Soort, set[Any]] = {}
    for model in modellen():
        for naam in {*te_knippen(model), *_deels(model)}:
            for sleutels in _ladingen(_die_blijven(model, naam, vracht)):
                if not mag_leeg(model, naam):
                    raise Geweigerd(f"Een ander dossier steunt hier nog op ({model._meta.verbose_name_plural}).")
                wordt = KNIPPEN.get((model._meta.label, naam), {naam: None})
                model._base_manager.filter(pk__in=sleutels).update(**wordt)
                geknipt.setdefault(model, set()).update(sleutels)
    return geknipt


def _die_blijven(model: Soort, naam: str, vracht: Vracht) -> list[Any]:
    """The keys of the rows that stay and that point with this key to a row that goes."""
    gaan, nummers = set(vracht.rijen.get(model, [])), []
    for sleutels in _ladingen(vracht.rijen.get(_naar(model, naam), [])):
        rijen = model._base_manager.filter(**{f"{naam}__in": sleutels})
        nummers += [nummer for nummer in rijen.values_list("pk", flat=True) if nummer not in gaan]
    return nummers


def verbonden(zaken: Collection[int]) -> list[str]:
    """The kenmerken of the zaken that stay and have a link with one of these, in order."""
    nummers: set[int] = set()
    for model in (model for model in modellen() if issubclass(model, Zaak)):
        for naam in te_knippen(model):
            if not issubclass(_naar(model, naam), Zaak):
                continue
            nummers |= set(model._base_manager.filter(**{f"{naam}__in": zaken}).values_list("pk", flat=True))
            erheen = model._base_manager.filter(pk__in=zaken, **{f"{naam}__isnull": False})
            nummers |= set(erheen.values_list(naam, flat=True))
    band = apps.get_model("calamiteiten.Samenhang")._base_manager
    for paar in band.filter(Q(een__in=zaken) | Q(twee__in=zaken)).values_list("een", "twee"):
        nummers |= set(paar)
    blijven = Zaak._base_manager.filter(pk__in=nummers - set(zaken))
    return list(blijven.order_by("kenmerk").values_list("kenmerk", flat=True))


def haal_weg(vracht: Vracht) -> None:
    """Take the rows away, what is owned before who owns it. Foreign keys are asked at the end of the transaction."""
    for model in reversed(list(vracht.rijen)):
        verbinding = connections[router.db_for_write(model)]
        tabel, kolom = model._meta.db_table, str(model._meta.pk.column)
        for sleutels in _ladingen(vracht.rijen[model]):
            plekken = ", ".join(["%s"] * len(sleutels))
            waarden = [model._meta.pk.get_db_prep_value(sleutel, verbinding) for sleutel in sleutels]
            naam, sleutelkolom = verbinding.ops.quote_name(tabel), verbinding.ops.quote_name(kolom)
            with verbinding.cursor() as cursor:
                # The names are those of our own models, and quoted.
                cursor.execute(f"DELETE FROM {naam} WHERE {sleutelkolom} IN ({plekken})", waarden)  # noqa: S608  # nosec B608


def _eigen(model: Soort, vracht: Vracht) -> Iterator[Any]:
    """The keys of the rows that go because their owner goes. A row with two owners, of which one stays and the other
    can be cut, stays."""
    namen = eigenaars(model)
    for naam in namen:
        anders = [n for n in namen if n != naam and mag_leeg(model, n) and mag_leeg(model, naam)]
        for sleutels in _ladingen(vracht.rijen.get(_naar(model, naam), [])):
            rijen = model._base_manager.filter(**{f"{naam}__in": sleutels})
            for ander in anders:
                weg = vracht.rijen.get(_naar(model, ander), [])
                rijen = rijen.filter(Q(**{f"{ander}__isnull": True}) | Q(**{f"{ander}__in": weg}))
            yield from rijen.values_list("pk", flat=True)


def _deels(model: Soort) -> Iterator[str]:
    """The owning keys of a model with more than one that can be cut."""
    namen = eigenaars(model)
    return (naam for naam in namen if len(namen) > 1 and mag_leeg(model, naam))


def _bestanden(model: Soort, sleutels: Collection[Any]) -> Iterator[Weghaler]:
    """One function per file of these rows."""
    for veld in model._meta.local_concrete_fields:
        if isinstance(veld, FileField):
            namen = model._base_manager.filter(pk__in=sleutels).values_list(veld.name, flat=True)
            yield from (_wegdoen(veld, naam) for naam in namen if naam)
    if eigen := BESTANDEN.get(model._meta.label):
        yield from eigen(sleutels)


def _wegdoen(veld: FileField, naam: str) -> Weghaler:
    return lambda: partial(veld.storage.delete, naam)


def _sleutels(model: Soort) -> Iterator[ForeignKey[Any, Any]]:
    return (veld for veld in model._meta.local_concrete_fields if isinstance(veld, ForeignKey))


def _naar(model: Soort, naam: str) -> Soort:
    doel: Any = model._meta.get_field(naam).related_model
    return apps.get_model(doel._meta.label)


def _ladingen(sleutels: Collection[Any]) -> Iterator[list[Any]]:
    rij = list(sleutels)
    return (rij[i : i + LADING] for i in range(0, len(rij), LADING))
