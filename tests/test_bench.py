"""The bench keeps up with the product: its copies are whole, and every goal is judged from figures of its own shape."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import ForeignKey

from bench import bladzijden, doelen, duurloop, zaad
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
    # Each part of a run has its goals: what a part gives and no goal reads, or the other way, is found here.
    maat: dict[str, Any] = {"bladen": {blad.naam: rij for blad in lijst}} | _gehaald(doelen.WERK)
    maat["mail"]["deel_van_kaal"] = 0.1
    uitslag = {"maten": {"10": maat, "100": maat}, "eenmaal": _gehaald(doelen.EENMAAL)}
    gevonden = doelen.oordelen(uitslag, lijst)

    assert len(gevonden) > 2 * len(lijst)
    assert [oordeel.wat for oordeel in gevonden if not oordeel.gehaald] == [
        "dashboard, niets nieuws",
        "mail: deel van kaal smtplib",
    ]


def _gehaald(doelen_: Any) -> dict[str, dict[str, float]]:
    delen: dict[str, dict[str, float]] = {}
    for deel, cijfer, _, doel, _ in doelen_:
        delen.setdefault(deel, {})[cijfer] = abs(doel)
    return delen


def test_een_kleine_duurloop_zegt_wat_er_groeide() -> None:
    kijken = [duurloop.Kijk(op, {"web": 100.0 + op, "beat": 50.0}, 9) for op in range(0, 100, 5)]
    uitslag = duurloop.oordeel(kijken)

    assert uitslag["gegroeid"] == ["web"]
    assert duurloop.oordeel([duurloop.Kijk(k.op, {"web": 100.0}, 9 + (k.op > 60)) for k in kijken])["gegroeid"] == [
        "verbindingen"
    ]
