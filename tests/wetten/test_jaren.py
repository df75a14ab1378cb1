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

from basis.formulieren import DatumTijdVeld, DatumVeld
from basis.jaren import LAATSTE_JAAR, VROEGSTE_JAAR, eis_jaar

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
