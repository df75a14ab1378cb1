"""Forms about contacts that several rooms share: what somebody types, checked and brought into one shape."""

from functools import partial
from typing import Any

from django import forms

from basis.formulieren import toon
from basis.telefoon import normaliseer_telefoon, telefoon_waarschuwing
from contacten.personen.lijst import CONTACTVELDEN
from contacten.rollen import ROLLEN_IN_LIJST
from contacten.rolnamen import keuzes

from .models import Contactpersoon
from .rollen import ROLLEN_MET_ACCOUNT

NOG_NIET_BEWAARD = "Er is nog niets bewaard. Verbeter het nummer, of vink aan dat het zo klopt."
ROLKEUZES = partial(keuzes, ROLLEN_MET_ACCOUNT, "Kies een rol")
PLEKKEUZES = partial(keuzes, ROLLEN_IN_LIJST, "Kies een rol")


class _Gezien(forms.MultipleChoiceField):
    """Numbers that somebody looked at. One that was typed anew since is asked anew, and no mistake."""

    def valid_value(self, value: Any) -> bool:
        """Any: what counts is whether the number of now is among them."""
        return True


class ContactpersoonForm(forms.ModelForm):  # type: ignore[type-arg]
    """A contact; numbers are stored in one shape, whatever was typed (R100).

    What of a number will not be dialled is shown, and asked before it is saved.
    """

    nummers_gezien = _Gezien(label="Klopt dit zo?", required=False, widget=forms.MultipleHiddenInput)

    class Meta:
        model = Contactpersoon
        fields = list(CONTACTVELDEN)

    def clean(self) -> dict[str, Any]:
        """Ask about each number that is new and is not dialled as it was typed."""
        gegevens: dict[str, Any] = super().clean() or self.cleaned_data
        velden = [veld for veld in ("telefoon", "mobiel") if veld in self.changed_data and gegevens.get(veld)]
        vragen = {gegevens[veld]: zin for veld in velden if (zin := telefoon_waarschuwing(gegevens[veld]))}
        if not set(vragen) <= set(gegevens.get("nummers_gezien") or []):
            self.fields["nummers_gezien"].choices = list(vragen.items())  # type: ignore[attr-defined]
            toon(self, "nummers_gezien", forms.CheckboxSelectMultiple())
            self.add_error("nummers_gezien", NOG_NIET_BEWAARD)
        return gegevens

    def clean_telefoon(self) -> str:
        """The landline in one shape."""
        return normaliseer_telefoon(self.cleaned_data["telefoon"])

    def clean_mobiel(self) -> str:
        """The mobile number in one shape."""
        return normaliseer_telefoon(self.cleaned_data["mobiel"])


class ZoekForm(forms.Form):
    """Search and filter of the contact list."""

    q = forms.CharField(label="Zoek een naam, gemeente of nummer", required=False, max_length=100)
    rol = forms.ChoiceField(
        label="Rol",
        required=False,
        choices=partial(keuzes, ROLLEN_IN_LIJST, "Alle rollen"),
    )
