"""Forms about contacts that several rooms share: what somebody types, checked and brought into one shape."""

from functools import partial

from django import forms

from basis.belnummers import Belnummers
from basis.telefoon import normaliseer_telefoon
from contacten.personen.lijst import CONTACTVELDEN
from contacten.rollen import ROLLEN_IN_LIJST
from contacten.rolnamen import keuzes

from .models import Contactpersoon
from .rollen import ROLLEN_MET_ACCOUNT

ROLKEUZES = partial(keuzes, ROLLEN_MET_ACCOUNT, "Kies een rol")
PLEKKEUZES = partial(keuzes, ROLLEN_IN_LIJST, "Kies een rol")


class ContactpersoonForm(Belnummers, forms.ModelForm):  # type: ignore[type-arg]
    """A contact; numbers are stored in one shape, whatever was typed (R100).

    What of a number will not be dialled is shown, and asked before it is saved.
    """

    nummervelden = ("telefoon", "mobiel")

    class Meta:
        model = Contactpersoon
        fields = list(CONTACTVELDEN)

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
