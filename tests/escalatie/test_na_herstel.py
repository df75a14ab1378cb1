"""What `na_herstel` refuses; that it does its work shows tests/storing/test_terug_naar_een_minuut.py."""

import io
import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from basis.geweigerd import Geweigerd
from communicatie.post import quarantaine
from escalatie.back_up import teruggezet
from escalatie.bewaking import hartslagen

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


def test_een_gelukte_proef_slaat_zijn_hartslag(nu: datetime) -> None:
    call_command("na_herstel", "--meld-proef", "Teruggezet in 12 s, en in orde", stdout=io.StringIO())

    assert hartslagen.laatste()["proefherstel"].bijzonderheid == "Teruggezet in 12 s, en in orde"
