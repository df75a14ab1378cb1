"""The bench keeps up with the product: its copies are whole, and every goal is judged from figures of its own shape."""

from datetime import datetime, timedelta

import pytest
from django.db.models import ForeignKey

from bench import bladzijden, doelen, zaad
from calamiteiten.models import Melding, Zaak
from contacten.models import Gemeente
from tests import bouw


@pytest.mark.django_db
def test_een_kopie_heeft_alle_rijen_van_haar_oorsprong(nu: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zaad, "OPEN", 2)
    open_, dicht = bouw.tot("beoordeling", nu), bouw.tot("afgerond", nu - timedelta(days=40))
    bronnen = [zaad.Bron(open_.pk, open=True), zaad.Bron(dicht.pk, open=False)]
    kloner = zaad.Kloner(bronnen, list(Gemeente.objects.order_by("pk").values_list("pk", flat=True)), nu)

    kloner.tot(5)

    assert (Melding.objects.count(), Zaak.objects.filter(afgerond_op__isnull=True).count()) == (7, 3)
    assert len(set(Melding.objects.values_list("kenmerk", flat=True))) == 7
    for bron, keer in ((open_, 2), (dicht, 3)):
        for soort, rijen in kloner.rijen[bron.pk].items():
            erbij = soort._base_manager.filter(pk__gte=zaad.AFSTAND, pk__in=_kopieen(rijen))
            assert erbij.count() == keer * len(rijen), soort
            # Whatever points somewhere points at a row that is there; the database was told not to look.
            for veld in soort._meta.local_fields:
                if isinstance(veld, ForeignKey):
                    doelen_ = veld.remote_field.model._base_manager.values(veld.target_field.attname)
                    los = erbij.exclude(**{f"{veld.attname}__isnull": True}).exclude(**{f"{veld.attname}__in": doelen_})
                    assert not los.exists(), (soort, veld.name)


def _kopieen(rijen: list[int]) -> list[int]:
    return [pk + nummer * zaad.AFSTAND for pk in rijen for nummer in range(1, 6)]


def test_elk_doel_krijgt_een_oordeel() -> None:
    lijst = bladzijden.bladen("/meldingen/CAL-2026-0001/")
    rij = {"x_me": 3.0, "web_ms": 4.0, "sql_ms": 1.0, "p50_ms": 5.0, "p99_ms": 9.0, "kB": 20.0}
    maat = {
        "bladen": {blad.naam: rij for blad in lijst},
        "mail": {"deel_van_kaal": 0.1},
        "wekkers": {"deel_van_kaal": 0.5, "lege_ronde_ms": 2.0},
        "controle": {"ronde_s": 1.0},
        "drukte": {"p99_ms": 100.0, "kern_web": 0.3},
        "papier": {"x_kaal": 1.1},
    }
    gevonden = doelen.oordelen({"maten": {"10": maat, "100": maat}}, lijst)

    assert len(gevonden) > 2 * len(lijst)
    assert [oordeel.wat for oordeel in gevonden if not oordeel.gehaald] == [
        "dashboard, niets nieuws",
        "mail: deel van kaal smtplib",
    ]
