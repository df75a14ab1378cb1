"""The views of the list that somebody keeps: a name for what he chose in the filters."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict

from basis.vrije_tekst import Tekst
from contacten.gebruikers import voorkeuren
from contacten.models import Gebruiker

from .filters import MeldingFilter, Namen


class WeergaveForm(forms.Form):
    """A name, and the choices that go with it as they stand in an address. Of those only what can be is kept."""

    naam = Tekst(label="Naam van deze weergave", max_length=voorkeuren.LANGSTE_NAAM)
    keuze = forms.CharField(widget=forms.HiddenInput, required=False, max_length=2000)

    def __init__(self, data: Any, namen: Namen, nu: datetime) -> None:
        """Read `data` at `nu` (aware); `namen`: what can be chosen."""
        super().__init__(data)
        self.namen, self.nu = namen, nu

    @property
    def filters(self) -> MeldingFilter:
        """What was chosen."""
        return MeldingFilter(QueryDict(self.data.get("keuze", "")), self.namen, self.nu)

    @property
    def zin(self) -> str:
        """What is wrong, in a sentence."""
        return " ".join(str(fout) for fouten in self.errors.values() for fout in fouten)


def voer_uit(handeling: str, form: WeergaveForm, gebruiker: Gebruiker) -> str:
    """Do this (a key of HANDELINGEN) with the view of this form, which is valid; what the user reads then. Raises
    Geweigerd."""
    werkwoord, zin = HANDELINGEN[handeling]
    werkwoord(gebruiker, form)
    return zin.format(form.cleaned_data["naam"])


def _bewaar(gebruiker: Gebruiker, form: WeergaveForm) -> None:
    voorkeuren.bewaar_weergave(gebruiker, form.cleaned_data["naam"], form.filters.gekozen)


def _weg(gebruiker: Gebruiker, form: WeergaveForm) -> None:
    voorkeuren.haal_weergave_weg(gebruiker, form.cleaned_data["naam"])


def _begin(gebruiker: Gebruiker, form: WeergaveForm) -> None:
    voorkeuren.begin_met(gebruiker, form.cleaned_data["naam"])


def _gewoon(gebruiker: Gebruiker, form: WeergaveForm) -> None:
    voorkeuren.begin_met(gebruiker, "")


HANDELINGEN: dict[str, tuple[Callable[[Gebruiker, WeergaveForm], None], str]] = {
    "bewaren": (_bewaar, "Bewaard: {}. Alleen u ziet deze weergave."),
    "weghalen": (_weg, "Weggehaald: {}."),
    "beginnen": (_begin, "De lijst begint nu met {}."),
    "gewoon": (_gewoon, "De lijst begint niet meer met {}."),
}
