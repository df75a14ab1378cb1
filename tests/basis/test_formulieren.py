"""What a form says when a field is left empty: what to do, and never that it is so."""

from typing import Any

import pytest
from django import forms
from django.urls import get_resolver
from django.utils.translation import gettext

from basis.formulieren import VERPLICHT

# Their words are Django's: an administrator's own pages.
NIET_VAN_ONS = ("django.", "allauth.", "guardian.", "auditlog.")


def soorten(van: type[forms.BaseForm] = forms.BaseForm) -> list[type[forms.BaseForm]]:
    return [een for kind in van.__subclasses__() for een in (kind, *soorten(kind))]


def test_elk_leeg_veld_van_elk_formulier_zegt_wat_te_doen() -> None:
    assert get_resolver().url_patterns  # with the pages come all their forms
    eigen = [soort for soort in soorten() if not soort.__module__.startswith(NIET_VAN_ONS)]
    van_django = gettext("This field is required.")
    fout = [
        f"{soort.__module__}.{soort.__name__}.{naam}"
        for soort in eigen
        for naam, veld in getattr(soort, "base_fields", {}).items()
        if str(veld.error_messages.get("required")) == van_django
    ]

    assert len(eigen) > 60
    assert not fout


@pytest.mark.parametrize(("soort", "zin"), VERPLICHT.items(), ids=lambda waarde: getattr(waarde, "__name__", ""))
def test_een_veld_zonder_eigen_woorden_zegt_het_op_zijn_soort(soort: type[forms.Field], zin: str) -> None:
    anders: Any = {"queryset": None} if issubclass(soort, forms.ModelChoiceField) else {}
    assert str(soort(**anders).error_messages["required"]) == zin
