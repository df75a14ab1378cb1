"""Whatever hangs on a zaak is destroyed with it (docs/besluiten/0040): a new model is walked, or fails here."""

from auditlog.registry import auditlog
from django.apps import apps
from django.db.models import FileField

from calamiteiten.models import Oefening, Zaak
from escalatie.bewaren import wandeling
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


def test_van_een_model_met_bestanden_gaan_de_bestanden_mee() -> None:
    """A FileField goes by itself; another way to keep a file has a line in BESTANDEN."""
    for model in wandeling.modellen():
        velden = [veld for veld in model._meta.local_concrete_fields if isinstance(veld, FileField)]
        if model.__name__ == "Bestand":
            assert velden or model._meta.label in wandeling.BESTANDEN
    assert set(wandeling.BESTANDEN) <= {model._meta.label for model in wandeling.modellen()}


def test_geen_model_van_een_zaak_laat_een_spoor_in_de_audit_log() -> None:
    """What the audit log would hold of a row, outlives that row."""
    assert {model for model in auditlog.get_models() if hangt_aan_een_zaak(model) or model is Zaak} == set()
