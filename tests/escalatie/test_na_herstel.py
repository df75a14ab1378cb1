"""What `na_herstel` refuses; that it does its work shows tests/storing/test_terug_naar_een_minuut.py."""

import io
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection

from basis.geweigerd import Geweigerd
from communicatie.post import quarantaine
from escalatie.back_up import back_ups, postgres, proef, teruggezet
from escalatie.bewaking import gezondheid, hartslagen

pytestmark = pytest.mark.django_db
UUR = timedelta(hours=1)
BLADZIJDE = Path(__file__).resolve().parents[2] / "docs" / "beheer" / "back-up.md"


def weigert(*woorden: str) -> str:
    with pytest.raises(CommandError) as fout:
        call_command("na_herstel", *woorden, stdout=io.StringIO())
    return str(fout.value)


def test_zonder_hartslag_weet_niemand_van_wanneer_de_database_is() -> None:
    assert "--van" in weigert()


def test_een_moment_zonder_tijdzone_is_geen_moment() -> None:
    assert "tijdzone" in weigert("--van", "2026-11-24T10:00:00")


def test_een_tweede_keer_verandert_niets(nu: datetime) -> None:
    hartslagen.klop("worker", nu - UUR)
    quarantaine.begin(nu - UUR, nu)

    assert "staat al stil" in weigert()


def test_wie_de_database_niet_weer_kan_openen_hoort_dat_voor_er_iets_verandert(monkeypatch: pytest.MonkeyPatch) -> None:
    """The owner on a machine without containers is no superuser; bin/herstel-tot left his database read-only."""
    monkeypatch.setattr(teruggezet, "_IS_GESLOTEN", "SELECT true")
    with connection.cursor() as cursor:
        cursor.execute("CREATE ROLE eigenaar_van_de_proef")
        cursor.execute("SET LOCAL ROLE eigenaar_van_de_proef")
        assert "mag haar niet weer openzetten" in weigert()
        cursor.execute("RESET ROLE")
        for recht in re.findall(r"-c '(GRANT [^']+) TO calamiteiten'", BLADZIJDE.read_text(encoding="utf-8")):
            cursor.execute(f"{recht} TO eigenaar_van_de_proef")
        cursor.execute("SET LOCAL ROLE eigenaar_van_de_proef")
        assert teruggezet._is(teruggezet._MAG_OPENEN), "met wat de bladzijde zegt, mag het"
        cursor.execute("RESET ROLE")


def test_een_proef_die_te_veel_mist_is_niet_gelukt(nu: datetime) -> None:
    hartslagen.klop("worker", nu - UUR)
    hartslagen.klop("beat", nu - 16 * timedelta(minutes=1))

    with pytest.raises(Geweigerd, match="de laatste 16 minuten"):
        teruggezet.probeer(lambda: nu)


def test_een_proef_gaat_elke_maand_en_na_een_mislukking_de_volgende_dag(nu: datetime) -> None:
    """And one that failed is an alarm until a later one succeeds, whatever the month."""
    dag, maand = timedelta(days=1), timedelta(days=30)

    def is_fout(op: datetime) -> bool:
        return hartslagen.PROEF_MISLUKT in gezondheid.meet(op).redenen

    assert proef.is_nodig(nu, maand), "nog nooit"
    hartslagen.klop(hartslagen.PROEFHERSTEL, nu)
    assert [proef.is_nodig(nu + n * dag, maand) for n in (0, 29, 30)] == [False, False, True]
    assert not is_fout(nu)
    hartslagen.klop(hartslagen.PROEF_MISLUKT, nu + maand)
    assert [proef.is_nodig(nu + maand + n * dag, maand) for n in (0, 1)] == [False, True]
    assert is_fout(nu + maand)
    hartslagen.klop(hartslagen.PROEFHERSTEL, nu + maand + dag)
    assert not is_fout(nu + maand + dag)
    hartslagen.klop(hartslagen.PROEFHERSTEL, nu + 1000 * dag)
    assert proef.is_nodig(nu + maand + dag, maand), "een moment dat nog moet komen, is geen proef"
    # One that was killed says nothing; it is not begun again, with another back-up, at every turn of the loop.
    hartslagen.klop(hartslagen.PROEF_BEGONNEN, nu + maand + dag)
    assert [proef.is_nodig(nu + maand + n * dag, maand) for n in (1, 2)] == [False, True]
    assert not is_fout(nu + maand + dag)


def test_een_kopie_die_blijft_staan_is_geen_gelukte_proef(
    nu: datetime, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A database that cannot go (somebody is in it whom the role may not put out; here: it is a template) is named, and
    nobody reads that it is gone. Who tries while another trial goes on, throws nothing away."""
    gemaakt = back_ups.Gemaakt(tmp_path / "een.age", 1, None, [], None)  # type: ignore[arg-type]
    monkeypatch.setattr(back_ups, "maak", lambda *args: gemaakt)
    monkeypatch.setattr(proef, "_zet_ernaast", lambda *args: pytest.fail("de oude kopie stond er nog"))
    kopie = postgres.nieuw(proef.STEMPEL)
    with postgres._onderhoud() as cursor:
        cursor.execute(f'CREATE DATABASE "{kopie}" TEMPLATE template0 IS_TEMPLATE true')
        try:
            with (
                back_ups.op_slot(tmp_path / ".proef", "bezet"),
                pytest.raises(Geweigerd, match="Er loopt al een proef"),
            ):
                proef.probeer([], lambda: nu)
            assert hartslagen.PROEF_MISLUKT not in hartslagen.laatste()
            with pytest.raises(Geweigerd, match=f"{kopie}.* kan niet weg"):
                proef.probeer([], lambda: nu)
            assert hartslagen.laatste()[hartslagen.PROEF_MISLUKT].op == nu
        finally:
            cursor.execute(f'ALTER DATABASE "{kopie}" IS_TEMPLATE false')
            assert postgres.gooi_weg(proef.STEMPEL)


def test_een_mislukte_proef_zegt_waarom_en_haalt_geen_rij_aan() -> None:
    """It stands on a page of the beheerder and in a log; an error of the database quotes the row."""
    assert proef.waarom(Geweigerd("De schijf is vol.")) == "De schijf is vol."
    assert proef.waarom(IntegrityError("dubbel\nDETAIL: Failing row contains (Jip viel)")) == (
        "Fout van het soort IntegrityError."
    )


def test_een_gelukte_proef_slaat_zijn_hartslag(nu: datetime) -> None:
    call_command("na_herstel", "--meld-proef", "Teruggezet in 12 s, en in orde", stdout=io.StringIO())

    assert hartslagen.laatste()["archiefproef"].bijzonderheid == "Teruggezet in 12 s, en in orde"
