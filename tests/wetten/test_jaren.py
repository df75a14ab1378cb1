"""A day that is typed has a year that somebody can mean: in every form of the product, and on every row of contacts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models

from basis.formulieren import DatumTijdVeld, DatumVeld, Dichtbij
from basis.jaren import LAATSTE_JAAR, VROEGSTE_JAAR, eis_jaar
from contacten.personen.forms import AfwezigForm, EindeForm
from contacten.piket.forms import PiketForm

from .bron import APPS, kort, productbestanden

SLIPS = ("0026-12-21", "0206-01-01", "1015-05-05", "2206-12-21", "9999-12-31")


def formulieren() -> set[type[forms.BaseForm]]:
    """Every form class of the product; importing the modules makes them known."""
    for pad in productbestanden():
        if "forms" in kort(pad) or kort(pad).endswith("admin.py"):
            import_module(kort(pad).removesuffix(".py").removesuffix("/__init__").replace("/", "."))
    return {soort for soort in _onder(forms.BaseForm) if soort.__module__.split(".")[0] in APPS}


def _onder(soort: type[Any]) -> Iterator[type[Any]]:
    for deel in soort.__subclasses__():
        yield deel
        yield from _onder(deel)


def dagvelden() -> dict[str, forms.Field]:
    """Every field of a form that asks a day or a moment; what the row behind the form guards is left to the row."""
    return {
        f"{soort.__module__}.{soort.__name__}.{naam}": veld
        for soort in formulieren()
        for naam, veld in getattr(soort, "base_fields", {}).items()
        if isinstance(veld, forms.DateField | forms.DateTimeField | forms.SplitDateTimeField)
        and not _bewaakt_door_de_rij(soort, naam)
    }


def _bewaakt_door_de_rij(soort: type[forms.BaseForm], naam: str) -> bool:
    model = getattr(getattr(soort, "_meta", None), "model", None)
    return model is not None and eis_jaar in model._meta.get_field(naam).validators


def test_elk_dagveld_weigert_een_jaar_dat_niemand_bedoelt() -> None:
    velden = {naam: veld for naam, veld in dagvelden().items() if isinstance(veld, forms.DateField)}
    assert len(velden) >= 8
    for naam, veld in velden.items():
        geweigerd = [slip for slip in SLIPS if _klacht(veld, slip).startswith("Controleer het jaar")]
        assert (naam, geweigerd) == (naam, [*SLIPS])
        assert veld.clean("2026-12-21") == dt.date(2026, 12, 21)


def _klacht(veld: forms.Field, tekst: str) -> str:
    try:
        veld.clean(tekst)
    except ValidationError as fout:
        return " ".join(fout.messages)
    return ""


# Days of a rota or a seat: to come, and not further than somebody can mean.
VANDAAG = dt.date(2026, 11, 24)


def test_elke_dag_die_komt_in_de_contactlijst_heeft_een_verste_jaar() -> None:
    velden = {
        (soort, naam)
        for soort in formulieren()
        for naam, veld in getattr(soort, "base_fields", {}).items()
        if soort.__module__.startswith("contacten.")
        and "admin" not in soort.__module__
        and isinstance(veld, forms.DateField | DatumTijdVeld)
    }
    assert len(velden) >= 9
    for soort, naam in velden:
        assert issubclass(soort, Dichtbij), soort
        assert 1 <= soort.verste[naam] <= 10


@pytest.mark.django_db
def test_een_verkeerd_getypt_jaar_wordt_gezegd() -> None:
    klacht = "Controleer het jaar: dit is meer dan 5 jaar vooruit."
    ver = {"afwezig_van_datum": "2062-12-21", "afwezig_tot_datum": "2062-12-22"}
    assert AfwezigForm(ver, vandaag=VANDAAG).errors == {veld: [klacht] for veld in ver}
    net = {"afwezig_van_datum": "2026-12-21", "afwezig_tot_datum": "2028-11-20"}
    assert not AfwezigForm(net, vandaag=VANDAAG).errors
    assert EindeForm({"tot_datum": "2062-01-01"}, vandaag=VANDAAG, begin=VANDAAG).errors["tot_datum"] == [klacht]
    beurt = {"van_op_0": "2062-01-01", "van_op_1": "10:00", "tot_op_0": "2062-01-02", "tot_op_1": "10:00"}
    assert {veld: PiketForm(beurt, vandaag=VANDAAG).errors[veld] for veld in ("van_op", "tot_op")} == {
        "van_op": [klacht],
        "tot_op": [klacht],
    }


def test_een_moment_is_een_eigen_veld_dat_zijn_formulier_bewaakt() -> None:
    los = {naam for naam, veld in dagvelden().items() if not isinstance(veld, forms.DateField | DatumTijdVeld)}
    assert los == set()


def test_ook_een_rij_van_de_contactlijst_heeft_een_jaar_dat_kan() -> None:
    velden = [
        veld
        for model in apps.get_app_config("contacten").get_models()
        for veld in model._meta.concrete_fields
        if type(veld) is models.DateField and veld.editable
    ]
    assert len(velden) >= 6
    assert all(eis_jaar in veld.validators for veld in velden)


@pytest.mark.parametrize("jaar", [VROEGSTE_JAAR - 1, LAATSTE_JAAR + 1, 1, 26])
def test_de_grens_zelf(jaar: int) -> None:
    with pytest.raises(ValidationError, match=f"Controleer het jaar: {jaar:04d} kan niet"):
        DatumVeld().clean(dt.date(jaar, 1, 1))
    eis_jaar(dt.date(VROEGSTE_JAAR, 1, 1))
    eis_jaar(dt.date(LAATSTE_JAAR, 12, 31))
