"""The form on which a gemeente goes up in another."""

from typing import Any

from django import forms

from basis.formulieren import DatumVeld
from contacten.models import Gemeente
from contacten.organisaties import lopende_gemeenten


class SamenvoegForm(forms.Form):
    """Which gemeente goes on for this one, and what was its last day."""

    opvolger = forms.ModelChoiceField(
        Gemeente.objects.none(), label="In welke gemeente gaat zij op?", empty_label="Kies een gemeente"
    )
    einde_datum = DatumVeld(
        label="Laatste dag", is_geweest=True, help_text="Vandaag of eerder. Alles verhuist bij het bewaren."
    )
    akkoord = forms.BooleanField(label="Ik weet dat dit niet is terug te draaien")

    def __init__(self, *args: Any, oud: Gemeente, **kwargs: Any) -> None:
        """Offer the gemeenten that go on; for one that ended, only where it went."""
        super().__init__(*args, **kwargs)
        anderen = lopende_gemeenten().exclude(pk=oud.pk)
        veld = self.fields["opvolger"]
        veld.queryset = anderen.filter(pk=oud.opvolger_id) if oud.opvolger_id else anderen  # type: ignore[attr-defined]
