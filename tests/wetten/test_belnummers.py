"""A number that will not be dialled as it was typed is asked about before it is saved: in every form that takes one."""

import re

import pytest
from django import forms

from basis.belnummers import GEZIEN, NOG_NIET_BEWAARD, Belnummers
from escalatie.meldingen.actielink.forms import AnderForm

from .test_jaren import formulieren

NUMMER = re.compile("telefoon|mobiel|nummer$")
# Numbers that are no telephone numbers.
ANDERE = {"huisnummer"}


def nummervelden() -> list[tuple[type[forms.BaseForm], str]]:
    """Every field of a form of the product in which somebody types a telephone number."""
    return [
        (soort, naam)
        for soort in formulieren()
        for naam, veld in getattr(soort, "base_fields", {}).items()
        if isinstance(veld, forms.CharField) and NUMMER.search(naam) and naam not in ANDERE
    ]


@pytest.mark.eis("R100")
def test_elk_formulier_met_een_nummer_vraagt_of_het_klopt() -> None:
    velden = nummervelden()
    assert {naam for _, naam in velden} >= {"telefoon", "mobiel", "terugbelnummer"}
    for soort, naam in velden:
        assert issubclass(soort, Belnummers), soort
        assert naam in soort.nummervelden, soort


@pytest.mark.eis("R100")
@pytest.mark.parametrize("nummer", ["06-12", "06-00000010 (na 17 uur)", "bel de balie"])
def test_het_wordt_gevraagd_en_dan_pas_bewaard(nummer: str) -> None:
    gegevens = {"naam": "Piet de Proef", "telefoon": nummer}
    form = AnderForm(gegevens)
    assert form.errors[GEZIEN] == [NOG_NIET_BEWAARD]
    # What is asked is not called optional.
    assert form.fields[GEZIEN].required
    assert 'type="checkbox" name="nummers_gezien"' in str(form)
    assert "Klopt dit zo? <" not in str(form)
    assert AnderForm({**gegevens, GEZIEN: [nummer]}).is_valid()
    assert AnderForm({**gegevens, GEZIEN: ["06-99"]}).errors[GEZIEN]
    for goed in ("", "06 0000 0010", "redactie@krant.example"):
        assert GEZIEN not in AnderForm({**gegevens, "telefoon": goed}).errors
