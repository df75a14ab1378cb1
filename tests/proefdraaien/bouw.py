"""Two hundred closed zaken: a few walked through the door with the hours that pass, and copies of all their rows."""

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import count
from typing import Any
from uuid import uuid4

from django.db.models import Model
from django.test import override_settings

from calamiteiten.demo.zaaien import wegen
from calamiteiten.demo.zaaien.regie import Toneel, zonder_postbode
from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.demo.zaaien.verhalen import FIXATIE, RUZIE, STEEKPARTIJ, VAL, Gebeurtenis, Verhaal
from calamiteiten.demo.zaaien.wegen import Weg, Zet
from calamiteiten.models import Betrokkenheid, Melding, Zaak
from communicatie.models import Bericht
from escalatie.models import Stap, Taak, Termijn, Wekker
from tests import bouw

R = wegen.REGIOMANAGER
EEN_DAG = timedelta(hours=24)
_nummer = count(1)
# Per new zaak: name of a key -> old value -> new value.
Over = list[dict[str, dict[int, int]]]


def _langs_fase_1(uren: float) -> Weg:
    """Scenario d with a Fase 1 of so many hours, to the end."""
    return (
        *wegen.fase_1(),
        Zet(uren, lambda loper: loper.doe_alles()),
        Zet(0, lambda loper: loper.stap("start_fase_2", R)),
        Zet(24, lambda loper: loper.doe_alles()),
        Zet(1, lambda loper: loper.stap("rond_af", R)),
    )


def _na_twijfel() -> Weg:
    """In doubt for an hour, then scenario c."""
    return (
        *wegen.beoordeling("twijfel"),
        Zet(0.5, lambda loper: loper.stap("raadpleeg_bij_twijfel")),
        Zet(0.5, lambda loper: loper.doe("raadpleeg_regiomanager", "raadpleeg_contactpersoon")),
        Zet(0.1, lambda loper: loper.stap("hervat_beoordeling", R)),
        Zet(0.1, lambda loper: loper.doe("opschalingsadvies").bevestig("c")),
        Zet(0.1, lambda loper: _kies_anders(loper, "kies_c")),
        *_NA_DE_KEUZE,
    )


_NA_DE_KEUZE: Weg = (
    Zet(2, lambda loper: loper.doe_alles()),
    Zet(1, lambda loper: loper.stap("start_monitoring")),
    Zet(30, lambda loper: loper.doe_alles()),
    Zet(1, lambda loper: loper.stap("rond_af")),
)


def _kies_anders(loper: Loper, code: str) -> Loper:
    reden = "De partijen zijn het hierover eens geworden."
    return loper.stap(code, motivering=reden, afwijkingen={"volgens_advies": reden, "geen_twijfel": reden})


# Way -> (what happened, the way, gemeenten, how many copies make two hundred).
ZAKEN: Mapping[str, tuple[Gebeurtenis, Weg, tuple[str, ...], int]] = {
    "afgewezen": (RUZIE, wegen.NIET_MELDINGSWAARDIG, ("zwolle",), 30),
    "a": (VAL, wegen.afgerond("a"), ("zwolle",), 30),
    "b": (FIXATIE, wegen.afgerond("b"), ("raalte",), 20),
    "c": (VAL, (*wegen.scenario("c"), *_NA_DE_KEUZE), ("zwolle", "raalte"), 30),
    "twijfel": (VAL, _na_twijfel(), ("zwolle",), 20),
    "fase_1_op_tijd": (STEEKPARTIJ, _langs_fase_1(30), ("zwolle", "raalte"), 30),
    "fase_1_te_laat": (STEEKPARTIJ, _langs_fase_1(61), ("zwolle",), 25),
    "fase_1_veel_te_laat": (STEEKPARTIJ, _langs_fase_1(90), ("zwolle", "raalte"), 15),
}


def zaai(nu: datetime) -> int:
    """Make the zaken, the last of which ended before `nu`; returns how many there are."""
    plek = bouw.regio(nu)
    toneel = Toneel(
        plek.gemeenten, plek.aanbieders, plek.spelers, nu, {naam: w for naam, (_, w, _, _) in ZAKEN.items()}
    )
    # Several zaken at the same hours are no pile of mails for one reader: those of the next zaak go each by itself.
    with zonder_postbode(), override_settings(VERZAMEL_BOVEN=100_000):
        gespeeld = [
            (toneel.speel(Verhaal(wat, naam, "wissel", gemeenten, EEN_DAG * 10)), keer)
            for naam, (wat, _, gemeenten, keer) in ZAKEN.items()
        ]
    # After the last walk: what is sent at an hour of a walk is looked for among all messages that there are.
    for melding, keer in gespeeld:
        kopieer(melding, keer - 1)
    return Zaak.objects.filter(afgerond_op__isnull=False).count()


def kopieer(bron: Melding, keer: int) -> None:
    """Make so many zaken with the same rows: steps, terms, alarms, tasks and messages, each pointing to its own."""
    bron = Melding.objects.get(pk=bron.pk)
    eigen = [{"kenmerk": f"CAL-2026-{1000 + next(_nummer):04d}", "sleutel": uuid4()} for _ in range(keer)]
    zaken = Zaak.objects.bulk_create(Zaak(**{**_velden(bron, Zaak), **anders}) for anders in eigen)
    for zaak, anders in zip(zaken, eigen, strict=True):
        sleutels = {"id": zaak.pk, "zaak_ptr_id": zaak.pk}
        Melding(**{**_velden(bron, Melding), **anders, **sleutels}).save_base(raw=True, force_insert=True)
    over: Over = [{"zaak_id": {bron.pk: zaak.pk}, "melding_id": {bron.pk: zaak.pk}} for zaak in zaken]
    _rijen(Betrokkenheid, Betrokkenheid.objects.filter(melding=bron), over, "")
    _rijen(Stap, Stap.objects.filter(zaak=bron), over, "stap_id")
    _rijen(Termijn, Termijn.objects.filter(zaak=bron), over, "termijn_id")
    _rijen(Wekker, Wekker.objects.filter(termijn__zaak=bron), over, "wekker_id")
    _rijen(Taak, Taak.objects.filter(zaak=bron), over, "taak_id")
    berichten = list(Bericht.objects.filter(zaak=bron.pk))
    Bericht.objects.bulk_create(_bericht(rij, sleutels) for sleutels in over for rij in berichten)


def _rijen(model: Any, rijen: Iterable[Model], over: Over, naam: str) -> None:
    """Copy these rows for every new zaak, with their keys replaced; `naam`: the key under which theirs are kept."""
    oud = list(rijen)
    nieuw = model.objects.bulk_create(
        model(**{veld: sleutels[veld].get(w, w) if veld in sleutels else w for veld, w in _velden(rij, model).items()})
        for sleutels in over
        for rij in oud
    )
    for plek, sleutels in enumerate(over):
        eigen = nieuw[plek * len(oud) : (plek + 1) * len(oud)]
        sleutels[naam] = {een.pk: ander.pk for een, ander in zip(oud, eigen, strict=True)}


def _bericht(rij: Bericht, sleutels: Mapping[str, Mapping[int, int]]) -> Bericht:
    soort, _, rest = rij.aanleiding.partition(":")
    nummer, _, staart = rest.partition(":")
    (zaak,) = sleutels["zaak_id"].values()
    velden = {**_velden(rij, Bericht), "zaak_id": zaak, "message_id": f"<{uuid4()}@kopie.example>"}
    nummers = sleutels.get(f"{soort}_id", {})
    if nummer.isdigit() and int(nummer) in nummers:
        velden["aanleiding"] = ":".join(filter(None, [soort, str(nummers[int(nummer)]), staart]))
    else:
        velden["aanleiding"] = f"{rij.aanleiding}:{zaak}"
    return Bericht(**velden)


def _velden(rij: Model, model: type[Model]) -> dict[str, Any]:
    return {v.attname: getattr(rij, v.attname) for v in model._meta.concrete_fields if not v.primary_key}
