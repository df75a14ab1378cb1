"""Forms of the admin: what the beheerder types, checked and brought into one shape."""

from functools import partial
from typing import Any

from django import forms
from django.contrib.auth.forms import AdminUserCreationForm, UserChangeForm

from basis.formulieren import toon
from basis.telefoon import normaliseer_telefoon, telefoon_waarschuwing
from contacten.models import Bezetting
from contacten.personen.lijst import BEZETTINGSVELDEN, CONTACTVELDEN
from contacten.rollen import ROLLEN_IN_LIJST
from contacten.rolnamen import keuzes

from .models import Contactpersoon, Gebruiker
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

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the two parts of each moment: the admin's own widget leaves them without a label."""
        super().__init__(*args, **kwargs)
        for naam in {"bevestigd_op", "vervallen_op"} & set(self.fields):
            delen = getattr(self.fields[naam].widget, "widgets", ())
            for deel, woord in zip(delen, ("datum", "tijd"), strict=False):
                deel.attrs["aria-label"] = f"{self.fields[naam].label}: {woord}"

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


class PlekForm(forms.ModelForm):  # type: ignore[type-arg]
    """A seat in the admin: only a role that has one in the list."""

    rol = forms.ChoiceField(label="Rol", choices=PLEKKEUZES)

    class Meta:
        model = Bezetting
        fields = list(BEZETTINGSVELDEN)


class _RolKeuze(forms.ModelForm):  # type: ignore[type-arg]
    """The role of an account: required, and only one that may sign in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Offer the roles that may sign in."""
        super().__init__(*args, **kwargs)
        if "rol" in self.fields:
            self.fields["rol"] = forms.ChoiceField(label="Rol", choices=ROLKEUZES, help_text="Bepaalt wat iemand ziet.")


class NieuweGebruikerForm(_RolKeuze, AdminUserCreationForm):  # type: ignore[type-arg]
    """A new account."""

    class Meta:
        model = Gebruiker
        fields = ["username", "first_name", "last_name", "email", "rol", "gemeente", "contactpersoon"]


class GebruikerForm(_RolKeuze, UserChangeForm):  # type: ignore[type-arg]
    """An existing account. Rights are not chosen here: they follow from role and gemeente."""

    class Meta:
        model = Gebruiker
        fields = [
            "username",
            "password",
            "first_name",
            "last_name",
            "email",
            "rol",
            "gemeente",
            "contactpersoon",
            "is_active",
        ]


class ZoekForm(forms.Form):
    """Search and filter of the contact list."""

    q = forms.CharField(label="Zoek een naam, gemeente of nummer", required=False, max_length=100)
    rol = forms.ChoiceField(
        label="Rol",
        required=False,
        choices=partial(keuzes, ROLLEN_IN_LIJST, "Alle rollen"),
    )
