"""What the auditor asks of every zaak there ever was it asks in parts: what changed in the next round, the rest within
the walk of a day, and what was found stays found until it is right."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction

from calamiteiten.models import Inzage, Melding, Zaak
from calamiteiten.toegang import keten
from contacten import zegels
from contacten.models import Zegelregel
from escalatie.bewaking import beurten, controle, controle_toegang, gezondheid, rondgang
from escalatie.models import Controlebeurt, Stap, Wekker
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw

from .test_gebroken_invarianten import BREUKEN, SLOTEN, Daad

pytestmark = pytest.mark.django_db
SECONDE, MINUUT, UUR = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1)
# Of each invariant that goes round one thing that breaks it, of a melding of which the family does not know.
DADEN: dict[int, Daad] = {nummer: daad for nummer, _, daad in BREUKEN if nummer in controle.PER_ZAAK}
# What is found in the next round even when it is old: all that is in a phase is asked each time.
METEEN = {1}
DADEN |= {n: daad for n, _, weet_het, daad, is_mis in SLOTEN if n in controle.PER_ZAAK and is_mis and not weet_het}


@contextmanager
def _voorbij_de_code() -> Iterator[None]:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        yield
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def _ronde(nummer: int, nu: datetime) -> list[str]:
    (vraag,) = [vraag for eigen, _, vraag in controle.INVARIANTEN if eigen == nummer]
    gevonden = sorted(vraag(nu))
    beurten.onthoud({nummer: timedelta()}, nu)
    return gevonden


def _rondes_tot(nummer: int, melding: Melding, nu: datetime) -> int:
    """How many rounds of this invariant it takes until the melding is found, and it alone."""
    for keer in range(1, Zaak.objects.count() + 2):
        if gevonden := _ronde(nummer, nu + keer * MINUUT):
            assert gevonden == [melding.kenmerk], nummer
            return keer
    return 0


@pytest.fixture
def wereld(regio: Regio, nu: datetime, settings: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> Melding:
    """Six zaken, of which a round asks one: the first of them is the one that breaks, and its turn is just over."""
    settings.DATA = tmp_path
    melding = bouw.in_fase_1(nu - 4 * UUR)
    for _ in range(3):
        bouw.melding(nu - 3 * UUR)
    persbouw.persvraag(nu - 3 * UUR)
    zegels.verzegel()
    monkeypatch.setattr(rondgang, "PER_RONDE", 1)
    monkeypatch.setattr(rondgang, "RONDEN_PER_DAG", 10**9)
    for nummer in controle.PER_ZAAK:
        for keer in range(Zaak.objects.count() + 1):
            assert _ronde(nummer, nu - UUR + keer * MINUUT) == [], nummer
        assert Controlebeurt.objects.get(nummer=nummer).plek == melding.pk
        beurten.onthoud({nummer: timedelta()}, nu)
    return melding


def _met_daad(nummer: int, melding: Melding, op: datetime, doe: Callable[[], object]) -> None:
    with transaction.atomic():
        with _voorbij_de_code():
            DADEN[nummer](melding, op)
        doe()
        transaction.set_rollback(True)


def test_een_fout_in_wat_oud_is_vindt_de_rondgang_en_in_wat_verandert_de_volgende_ronde(
    wereld: Melding, nu: datetime
) -> None:
    # What somebody sees is asked of a sample: tests/escalatie/test_controle.py.
    assert set(DADEN) == {*controle.PER_ZAAK} - {controle_toegang.NUMMER} >= {1, 3, 5, 9, 11, 13}
    gewoon = Zegelregel.objects.count()

    def oud(nummer: int) -> None:
        # Past our code, long ago: nothing says that it changed.
        with _voorbij_de_code():
            Zegelregel.objects.filter(pk__gt=hoogste).delete()
        assert Zegelregel.objects.count() == gewoon
        verwacht = 1 if nummer in METEEN else Zaak._base_manager.count()
        assert _rondes_tot(nummer, wereld, nu) == verwacht, nummer
        # It stays found in the rounds that look elsewhere.
        assert _ronde(nummer, nu + 20 * MINUUT) == [wereld.kenmerk], nummer

    def veranderd(nummer: int) -> None:
        assert _rondes_tot(nummer, wereld, nu) == 1, nummer
        zegels.verzegel()
        assert _ronde(nummer, nu + 20 * MINUUT) == [wereld.kenmerk], nummer

    hoogste = Zegelregel.objects.order_by("-pk")[0].pk
    for nummer in DADEN:
        _met_daad(nummer, wereld, nu - 2 * UUR, partial(oud, nummer))
        _met_daad(nummer, wereld, nu, partial(veranderd, nummer))
        assert controle.controleer(nu, volledig=True) == []


def test_wat_weer_klopt_is_in_de_volgende_ronde_weg(wereld: Melding, nu: datetime) -> None:
    laatste = Stap.objects.filter(zaak=wereld).latest("volgnummer")
    with _voorbij_de_code():
        Stap.objects.filter(pk=laatste.pk).update(van="monitoring")
    assert _ronde(5, nu + MINUUT) == [wereld.kenmerk]
    with _voorbij_de_code():
        Stap.objects.filter(pk=laatste.pk).update(van=laatste.van)
    assert _ronde(5, nu + 2 * MINUUT) == []
    assert Controlebeurt.objects.get(nummer=5).gebroken == []


def test_een_wekker_zonder_bericht_die_net_afging_laat_geen_regel_na_en_wordt_toch_gezien(
    wereld: Melding, nu: datetime
) -> None:
    wekker = Wekker.objects.filter(termijn__zaak=wereld, gevuurd_op=None)[:1].get()
    with _voorbij_de_code():
        Wekker.objects.filter(pk=wekker.pk).update(gaat_op=nu, gevuurd_op=nu)
    assert _ronde(3, nu + MINUUT) == [wereld.kenmerk]


def test_wat_breekt_verzet_het_merk_niet(wereld: Melding, nu: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    def kapot(nu: datetime, zaken: object) -> list[str]:
        raise KeyError("een versie die er niet is")

    eerst = Controlebeurt.objects.filter(nummer=5).values("tot", "plek", "rond_op").get()
    monkeypatch.setitem(controle.PER_ZAAK, 5, kapot)
    schending = controle.vraag(5, nu + MINUUT)
    assert schending is not None
    assert schending.zin.startswith("Niet na te gaan")
    assert Controlebeurt.objects.filter(nummer=5).values("tot", "plek", "rond_op").get() == eerst


def test_een_rondgang_die_langer_dan_een_dag_duurt_is_een_storing(wereld: Melding, nu: datetime) -> None:
    Controlebeurt.objects.update(gevraagd_op=nu + 27 * UUR)
    Controlebeurt.objects.exclude(nummer=11).update(rond_op=nu + 26 * UUR)
    stand = gezondheid.meet(nu + 27 * UUR)
    assert stand.niet_nagegaan == [11]
    assert "controle_loopt_achter" in stand.redenen
    # Its last turn ends the walk.
    for keer in range(Zaak.objects.count() + 1):
        _ronde(11, nu + 27 * UUR + keer * MINUUT)
    assert gezondheid.meet(nu + 27 * UUR + 9 * MINUUT).niet_nagegaan == []


def test_een_ronde_vraagt_van_elke_omvang_evenveel(wereld: Melding, nu: datetime) -> None:
    """How many zaken a round takes: the same with ten thousand and with a million, and all of them in a day."""
    assert rondgang._aantal(10_000, nu, nu + MINUUT) == 1
    with pytest.MonkeyPatch.context() as zo:
        zo.setattr(rondgang, "PER_RONDE", 800)
        zo.setattr(rondgang, "RONDEN_PER_DAG", 1200)
        assert [rondgang._aantal(n, nu, nu + MINUUT) for n in (10_000, 1_000_000)] == [800, 834]
        assert rondgang._aantal(1_000_000, nu, nu + 10 * MINUUT) == 8_340, "who rests makes up for it"
        assert rondgang._aantal(1_000_000, nu, nu + timedelta(days=3)) == 834 * rondgang.MEESTE_MINUTEN


def test_wat_in_delen_van_een_dag_gaat_slaat_geen_deel_over_van_wie_rust(nu: datetime) -> None:
    """Asked each five minutes, by the minute of the clock four parts of five would never have their turn."""
    gehad: list[int] = []

    def vraag(delen: Iterable[int]) -> list[str]:
        gehad.extend(delen)
        return []

    op = nu
    for keer in range(24 * 12 + 1):
        op = nu + keer * 5 * MINUUT
        rondgang.ga_door(controle.ZEGELS, vraag, op)
        beurten.onthoud({controle.ZEGELS: 5 * SECONDE}, op)
    assert {*gehad} == {*range(rondgang.DELEN)}
    assert Controlebeurt.objects.get(nummer=controle.ZEGELS).rond_op == op
    # Who cannot keep up is told of: so many parts at once and no more.
    gehad.clear()
    rondgang.ga_door(controle.ZEGELS, vraag, op + 24 * UUR)
    assert len(gehad) == rondgang.MEESTE_MINUTEN
    beurten.onthoud({controle.ZEGELS: UUR}, op + 27 * UUR)
    assert gezondheid.meet(op + 27 * UUR).niet_nagegaan == [controle.ZEGELS]


def test_een_oude_breuk_in_wie_keek_blijft_gevonden_als_een_ander_deel_aan_de_beurt_is(
    regio: Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keten, "RECENT", 1)
    for _ in range(4):
        Inzage.objects.create(op=nu, rol="regiomanager", soort="pagina", adres="melding", uitkomst=200)
    keten.verzegel()
    assert _ronde(controle.KETEN, nu) == []
    with _voorbij_de_code():
        Inzage.objects.filter(volgnummer=3).update(uitkomst=404)
    gevonden = [_ronde(controle.KETEN, nu + keer * MINUUT) for keer in range(1, 5)]
    assert gevonden == [[], ["inzage 3"], ["inzage 3"], ["inzage 3"]]
    with _voorbij_de_code():
        Inzage.objects.filter(volgnummer=3).update(uitkomst=200)
    assert _ronde(controle.KETEN, nu + 6 * MINUUT) == []
