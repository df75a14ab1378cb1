"""Who is on call, from when until when."""

from typing import Any, ClassVar

from django import forms

from basis.formulieren import DatumTijdVeld, Dichtbij
from contacten.models import Contactpersoon, Gemeente
from contacten.models.organisaties import GAAT_DOOR
from contacten.rolnamen import keuzes

from . import rollen


class BeurtForm(Dichtbij):
    """Who and when: all that a correction changes."""

    verste: ClassVar[dict[str, int]] = {"van_op": 5, "tot_op": 5}

    contactpersoon = forms.ModelChoiceField(Contactpersoon.objects.none(), label="Wie?", empty_label="Kies een contact")
    van_op = DatumTijdVeld(label="Van")
    tot_op = DatumTijdVeld(label="Tot")
    gezien = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer who stands in the list."""
        super().__init__(*args, **kwargs)
        wie = self.fields["contactpersoon"]
        wie.queryset = Contactpersoon.objects.filter(vervallen_op__isnull=True).order_by("naam", "email")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The end comes after the beginning."""
        gegevens: dict[str, Any] = super().clean()
        van, tot = gegevens.get("van_op"), gegevens.get("tot_op")
        if van and tot and tot <= van:
            self.add_error("tot_op", "Het einde ligt niet na het begin.")
        return gegevens


class PiketForm(BeurtForm):
    """A new turn: also for which seat."""

    rol = forms.ChoiceField(label="Rol", choices=lambda: keuzes(rollen(), "Kies een rol"))
    gemeente = forms.ModelChoiceField(
        Gemeente.objects.filter(GAAT_DOOR),
        label="Gemeente",
        required=False,
        empty_label="Alle gemeenten, of een rol van de regio",
    )
    field_order = ("rol", "gemeente", "contactpersoon", "van_op", "tot_op")
