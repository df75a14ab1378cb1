"""Whatever hangs on a zaak is destroyed with it (docs/besluiten/0040): a new model is walked, or fails here."""

import re
from pathlib import Path

import pytest
from auditlog.registry import auditlog
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.models import FileField, Model

from basis.regio import BEWAREN
from calamiteiten import databaserollen
from calamiteiten.models import Oefening, Signaal, Zaak
from contacten.gebruikers import vergeten
from contacten.personen import vergeten as contact_vergeten
from escalatie.bewaren import rekenen, wandeling
from tests.wetten.test_werelden import hangt_aan_een_zaak


def test_elk_model_dat_aan_een_zaak_hangt_gaat_met_haar_mee() -> None:
    hangend = {m for m in apps.get_models(include_auto_created=True) if hangt_aan_een_zaak(m)}
    assert len(hangend) > 40
    assert hangend - set(wandeling.modellen()) == set()
    # Owners come first, so that what hangs deeper is found.
    orde = [Oefening, *wandeling.modellen()]
    for model in wandeling.modellen():
        for naam in wandeling.eigenaars(model):
            assert orde.index(wandeling._naar(model, naam)) < orde.index(model), (model, naam)


def test_wat_een_ander_dossier_nog_vasthoudt_kan_worden_losgemaakt() -> None:
    # Of the same zaak always: the key of a row to its own step.
    eigen = {("escalatie.Termijn", "stap")}
    vast = {
        (model._meta.label, naam)
        for model in wandeling.modellen()
        for naam in wandeling.te_knippen(model)
        if not wandeling.mag_leeg(model, naam)
    }
    assert vast == eigen


# Who writes in the data folder, and why it is no file of a zaak. `opslag` keeps those.
OP_SCHIJF = {
    "calamiteiten/bestanden/opslag.py": "the files of a zaak: BESTANDEN",
    "calamiteiten/config/": "says where the folder is",
    "calamiteiten/demo/": "the demo, which keeps its own folder",
    "escalatie/back_up/": "back-ups, which hold what was destroyed until they go themselves",
}


def zonder_regel() -> set[str]:
    """The models of a zaak that keep bytes outside the database (they know how many, or their sum) and have no line."""
    met_bytes = {
        model._meta.label
        for model in wandeling.modellen()
        if {"sha256", "omvang"} & {veld.name for veld in model._meta.local_concrete_fields}
        and not any(isinstance(veld, FileField) for veld in model._meta.local_concrete_fields)
    }
    return met_bytes - set(wandeling.BESTANDEN)


def test_van_een_model_met_bestanden_gaan_de_bestanden_mee(monkeypatch: pytest.MonkeyPatch) -> None:
    """A FileField goes by itself; another way to keep a file has a line in BESTANDEN."""
    assert set(wandeling.BESTANDEN) <= {model._meta.label for model in wandeling.modellen()}
    assert zonder_regel() == set()
    monkeypatch.delitem(wandeling.BESTANDEN, "calamiteiten.Bestand")
    assert zonder_regel() == {"calamiteiten.Bestand"}


def test_alleen_op_genoemde_plekken_wordt_in_de_gegevensmap_geschreven() -> None:
    """Another place that keeps files there is found here, and then has a line in BESTANDEN or says why not."""
    gevonden = {
        pad.relative_to(settings.BASIS).as_posix()
        for kamer in ("basis", "calamiteiten", "communicatie", "contacten", "escalatie")
        for pad in (Path(settings.BASIS) / kamer).rglob("*.py")
        if re.search(r"settings\.DATA\b", pad.read_text(encoding="utf-8"))
    }
    assert {pad for pad in gevonden if not pad.startswith(tuple(OP_SCHIJF))} == set()


@pytest.mark.django_db
def test_elk_model_van_een_zaak_gaat_alleen_met_een_akte_of_zegt_waarom_niet() -> None:
    """Every table of which the verb takes rows has the trigger that asks for a certificate, or stands in DAGELIJKS."""
    modellen: list[type[Model]] = [
        *wandeling.modellen(),
        Oefening,
        Signaal,
        *vergeten.rijen_van(0),
        *contact_vergeten.rijen_van(0),
    ]
    mee = {model._meta.db_table for model in modellen}
    assert {tabel.naam for tabel in databaserollen.tabellen(connection) if tabel.gaat} == mee


def test_geen_model_van_een_zaak_laat_een_spoor_in_de_audit_log() -> None:
    """What the audit log would hold of a row, outlives that row."""
    assert {model for model in auditlog.get_models() if hangt_aan_een_zaak(model) or model is Zaak} == set()


def test_een_einde_zonder_mogelijke_bewaartermijn_houdt_het_starten_tegen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of every version: what its protocol calls an end, is an outcome that a region can give a term."""
    assert rekenen.controleer_termijnen(None) == []
    for weg, waar in (("dubbel", "melding dubbel"), ("persvraag", "persvraag "), ("scenario_c", "melding afgerond")):
        with monkeypatch.context() as lap:
            lap.delitem(BEWAREN, weg)
            zinnen = [fout.msg for fout in rekenen.controleer_termijnen(None)]
        assert zinnen, weg
        assert all(waar in zin and f"'{weg}'" in zin for zin in zinnen), weg
