"""A question whose SQL is kept answers as the ORM does: for every one of the product, and for every kind of key."""

import inspect
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, timedelta
from itertools import product
from types import FunctionType
from typing import Any

import pytest
from django.db import connection
from django.db.models import Model, QuerySet
from django.db.models.functions import Length
from django.urls import get_resolver

from basis.voorbereid import SleutelRaakteZoek, voorbereid
from basis.wereld import Wereld, binnen
from calamiteiten.models import Betrokkenheid, Melding, Zaak
from calamiteiten.toegang import Gebied, gebied_van, zichtbaar_voor
from calamiteiten.toegang.kijker import van_wie_kijkt
from communicatie.models import Bericht
from contacten.bezetting import lokale_dag
from contacten.models import Gebruiker, Gemeente
from escalatie.draaiboek.nieuws import leg_vast
from escalatie.models import Controlebeurt
from escalatie.protocol.lezen import protocollen
from tests.bouw import in_fase_1
from tests.bouw import melding as melding_van

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
# What chooses another SQL, by its name.
VAST = {
    "waar": "gemeente",
    "rol": "regiomanager",
    "rollen": ("toegang", "regiomanager", "directeur_aanbieder"),
    "bij": True,
    "soort": "escalatie.stap",
    "codes": ("geweldsmeldingen",),
    "antwoorden": True,
}
# The print of a page is of PostgreSQL alone: elsewhere it is not asked.
AFDRUKKEN = {"escalatie.werk.afdruk._van_een_zaak", "escalatie.werk.afdruk._van_lijsten"}
HUIS = ("basis", "calamiteiten", "communicatie", "contacten", "escalatie")


def alle(soort: str = "voorbereid") -> dict[str, Callable[..., list[Any]]]:
    """Every prepared question of the product of this kind, by where it stands."""
    _ = get_resolver().url_patterns  # every page, and so every room, is read
    gevonden: dict[str, Callable[..., list[Any]]] = {}
    for naam, module in list(sys.modules.items()):
        if naam.partition(".")[0] in HUIS:
            for wat, ding in vars(module).items():
                if isinstance(ding, FunctionType) and ding.__code__.co_qualname == f"{soort}.<locals>.vraag":
                    gevonden[f"{naam}.{wat}"] = ding
    return gevonden


def zoals_het_is(rij: Any) -> Any:
    """A row with all that was read along with it."""
    if not isinstance(rij, Model):
        return rij
    erbij = {naam: zoals_het_is(ander) for naam, ander in rij._state.fields_cache.items()}
    verder = getattr(rij, "_prefetched_objects_cache", {})
    eigen = {naam: waarde for naam, waarde in vars(rij).items() if not naam.startswith("_")}
    return type(rij), eigen, erbij, {naam: [zoals_het_is(een) for een in rijen] for naam, rijen in verder.items()}


def sleutels_van(zaak: Melding, rol: str, code: str, moment: datetime, mens: Gebruiker | None) -> dict[str, Any]:
    """The value of each key, by its name."""
    gemeenten = list(Gemeente.objects.values_list("pk", flat=True)[:2])
    return {
        "zaak": zaak.pk,
        "melding": zaak.pk,
        "kenmerk": zaak.kenmerk,
        "aanbieder": zaak.aanbieder_id,
        "nu": moment,
        "straks": moment + timedelta(hours=12),
        "afloop": moment - timedelta(days=1),
        "jaar": moment - timedelta(days=300),
        "maand": moment - timedelta(days=360),
        "moment": [moment],
        "dag": lokale_dag(moment),
        "rol": rol,
        "code": code,
        "contact": mens.contactpersoon_id if mens else 0,
        "kring": [zaak.pk],
        "hier": [zaak.pk],
        "vanaf": 1,
        "tot": zaak.pk - 1,
        "nummer": Bericht.objects.filter(zaak=zaak).order_by("pk")[0].pk,
        "plekken": [zaak.aanbieder_id, *gemeenten],
        "plaatsen": gemeenten,
        "gemeente": gemeenten[:1],
    }


def ingevuld(eisen: Iterable[inspect.Parameter], gegeven: dict[str, Any]) -> tuple[dict[str, Any], list[Any]]:
    """What chooses the SQL, and the keys in their order."""
    vast: dict[str, Any] = {}
    sleutels: list[Any] = []
    for eis in eisen:
        if eis.kind is eis.KEYWORD_ONLY:
            vast[eis.name] = protocollen() if eis.name == "protocollen" else VAST[eis.name]
        elif eis.kind is eis.VAR_POSITIONAL:
            sleutels += gegeven[eis.name]
        else:
            sleutels.append(gegeven[eis.name])
    return vast, sleutels


def test_elke_vraag_van_wie_kijkt_geeft_elk_wat_de_orm_hem_geeft(regio: Any, nu: datetime) -> None:
    """For each of the cast by turns, so that the SQL that is kept was written for another of his kind: of the region,
    of one gemeente, let in by exception, and with nothing to see."""
    zaken = [in_fase_1(nu), in_fase_1(nu, onderwerp="Een tweede", gemeenten=("deventer",))]
    ander = Gebruiker.objects.create(username="ander", rol="toegang", gemeente=regio.gemeenten["deventer"])
    iedereen = [*regio.gebruikers.values(), ander]
    leg_vast(zaken, "slot_dicht", "slot:1", ander, nu)
    assert any(gebied_van(wie).los for wie in iedereen)
    gevuld = set()
    for naam, vraag in alle("van_wie_kijkt").items():
        if naam in AFDRUKKEN and connection.vendor != "postgresql":
            continue
        eisen = list(inspect.signature(vraag).parameters.values())[2:]
        for wie, zaak in product(iedereen, zaken):
            vast, sleutels = ingevuld(eisen, sleutels_van(zaak, str(wie.rol), "taak", nu, wie))
            kaal = inspect.unwrap(vraag)(wie, zichtbaar_voor(wie), *sleutels, **vast)
            uit = vraag(wie, *sleutels, **vast)
            assert [zoals_het_is(rij) for rij in uit] == [zoals_het_is(rij) for rij in kaal], (naam, wie.username)
            gevuld |= {naam} if uit else set()
    assert len(gevuld) >= 5, gevuld


def test_wie_in_hoeveel_dossiers_ook_is_toegelaten_ziet_die(regio: Any, nu: datetime) -> None:
    """Also when there are more places in the SQL than dossiers."""
    zaken = [melding_van(nu, onderwerp=f"Zaak {nummer}").pk for nummer in range(5)]
    vraag = van_wie_kijkt(lambda _wie, zicht: zicht.order_by("pk").values_list("pk", flat=True))
    adviseur = regio.gebruikers["adviseur"]
    for los in ((), (1,), (0, 2), (0, 1, 3), (1, 2, 3), (0, 1, 2, 3, 4), (4,)):
        toegelaten = [zaken[plek] for plek in los]
        assert vraag(adviseur, gebied=Gebied(los=tuple(toegelaten))) == toegelaten


def test_wie_in_veel_dossiers_is_toegelaten_ziet_die_en_geen_ander(
    regio: Any, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So many that the database looks them up by who he is: each sees what he sees when they are named."""
    in_fase_1(nu)
    melding_van(nu, onderwerp="Een tweede", gemeenten=("deventer",))
    vraag = van_wie_kijkt(lambda _wie, zicht: zicht.order_by("pk").values_list("pk", flat=True))
    genoemd = {naam: vraag(wie) for naam, wie in regio.gebruikers.items()}
    monkeypatch.setattr("calamiteiten.toegang.gebied.MEESTE_LOS", 0)
    opgezocht = {naam: vraag(wie) for naam, wie in regio.gebruikers.items()}
    assert opgezocht == genoemd
    gebieden = {naam: gebied_van(wie) for naam, wie in regio.gebruikers.items()}
    assert any(gebied.van for gebied in gebieden.values())
    for naam, gebied in gebieden.items():
        assert gebied.van == (regio.gebruikers[naam].pk if gebied.los else None), naam


def test_elke_voorbereide_vraag_geeft_wat_de_orm_geeft(contractmanager: Gebruiker, nu: datetime) -> None:
    """Twice, with other keys the second time: the answer is of the keys that were given, not of the first ones."""
    een, ander = in_fase_1(nu), in_fase_1(nu, onderwerp="Een tweede")
    wie = Gebruiker.objects.exclude(contactpersoon=None).order_by("pk")
    waarden = [sleutels_van(een, "contractmanager", "taak", nu, wie.first())]
    waarden.append(sleutels_van(ander, "toegang", "niets", nu + timedelta(days=400), wie.last()))
    for gegeven in waarden:
        gegeven |= {"gebruiker": contractmanager.pk, "meldingen": [een.pk, ander.pk]}
    gevuld = set()
    for naam, vraag in alle().items():
        if naam in AFDRUKKEN and connection.vendor != "postgresql":
            continue
        eisen = inspect.signature(vraag).parameters.values()
        for gegeven in waarden:
            vast, sleutels = ingevuld(eisen, gegeven)
            kaal = inspect.unwrap(vraag)(*sleutels, **vast)
            uit = vraag(*sleutels, **vast)
            assert [zoals_het_is(rij) for rij in uit] == [zoals_het_is(rij) for rij in kaal], naam
            gevuld |= {naam} if uit else set()
    assert len(gevuld) >= 12, gevuld


@voorbereid
def _met_alles(pk: int, kenmerk: str, dag: date, op: datetime) -> QuerySet[Zaak]:
    return Zaak.objects.filter(pk=pk, kenmerk=kenmerk, vastgelegd_op__lte=op, vastgelegd_op__date__lte=dag)


@voorbereid
def _lengte(kenmerk: str) -> QuerySet[Zaak]:
    return Zaak.objects.filter(kenmerk__icontains=kenmerk)


@voorbereid
def _zonder(pk: int) -> QuerySet[Zaak]:
    return Zaak.objects.all()


@voorbereid
def _dag_van(op: datetime) -> QuerySet[Zaak]:
    return Zaak.objects.filter(vastgelegd_op__lte=op, vastgelegd_op__date__lte=op.date())


@voorbereid
def _niets(pk: int) -> QuerySet[Zaak]:
    return Zaak.objects.filter(pk__in=[], kenmerk=str(pk))


@voorbereid
def _lang(*pks: int) -> QuerySet[Any, Any]:
    return Zaak.objects.filter(pk__in=pks).annotate(lang=Length("kenmerk")).order_by("pk").values_list("pk", "lang")


def test_elke_soort_sleutel_komt_op_haar_plaats(contractmanager: Gebruiker, nu: datetime) -> None:
    een, ander = in_fase_1(nu), in_fase_1(nu, onderwerp="Een tweede")
    morgen = nu + timedelta(days=2)
    for zaak in (een, ander, een):
        assert _met_alles(zaak, zaak.kenmerk, morgen.date(), morgen) == [Zaak.objects.get(pk=zaak.pk)]
    assert _met_alles(een, ander.kenmerk, morgen.date(), morgen) == []
    assert _met_alles(een, een.kenmerk, date(2001, 1, 1), morgen) == []
    assert _met_alles(een, een.kenmerk, morgen.date(), datetime(2001, 1, 1, tzinfo=UTC)) == []
    assert [pk for pk, _ in _lang(een, ander)] == [een.pk, ander.pk]
    assert [pk for pk, _ in _lang(ander)] == [ander.pk]
    assert _niets(een) == []


def test_een_sleutel_die_niet_in_de_vraag_staat_wordt_geweigerd() -> None:
    for vraag, sleutel in ((_lengte, "CAL"), (_zonder, 7), (_dag_van, datetime(2026, 1, 1, tzinfo=UTC))):
        with pytest.raises(SleutelRaakteZoek):
            vraag(sleutel)


def test_een_tekst_waar_iets_van_gemaakt_is_wordt_geweigerd() -> None:
    """Whatever is made of it: the key of another call would go into the SQL as it was given."""
    for maak in (str.strip, str.lower, str.upper, str.casefold, lambda tekst: tekst.encode("ascii", "ignore").decode()):
        with pytest.raises(SleutelRaakteZoek):
            voorbereid(lambda kenmerk, maak=maak: Zaak.objects.filter(kenmerk=maak(kenmerk)))("CAL-2026-0001")


def test_een_smalle_kolom_vindt_wat_er_staat(nu: datetime) -> None:
    """No number that stands in the place of a key fits in it: that is no reason to find nothing for ever."""
    vraag = voorbereid(lambda nummer: Controlebeurt.objects.filter(nummer=nummer))
    assert vraag(7) == []
    rij = Controlebeurt.objects.create(nummer=7, gevraagd_op=nu, duur=timedelta())
    assert vraag(7) == [rij]
    assert vraag(8) == []


def test_wat_geen_sleutel_kan_zijn_wordt_geweigerd() -> None:
    for onzin in (True, 1.5, None, [1]):
        with pytest.raises(TypeError):
            _zonder(onzin)


def test_in_een_oefening_komt_niets_van_wat_echt_is(contractmanager: Gebruiker, nu: datetime) -> None:
    zaak = in_fase_1(nu)
    vraag = voorbereid(lambda melding: Betrokkenheid.objects.filter(melding=melding))
    assert len(vraag(zaak)) == 1
    with binnen(Wereld(1, nu, nu, 1)):
        assert vraag(zaak) == []
