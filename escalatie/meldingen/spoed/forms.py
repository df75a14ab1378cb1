"""By hand on or off, and what the buttons of the ring list carry."""

from typing import Any

from django import forms

from basis.vrije_tekst import Signalering, Tekstvak
from calamiteiten.models import Melding
from contacten.models import Gemeente
from contacten.rollen import ROLLEN
from escalatie.draaiboek.spoed import AAN, UIT

BEREIKT, NIET_BEREIKT = "bereikt", "niet_bereikt"


class SpoedForm(Signalering):
    """Why it is urgent, or is so no more. `stand`: what the user asked for; the verb compares it."""

    stand = forms.ChoiceField(choices=[(AAN, AAN), (UIT, UIT)], widget=forms.HiddenInput)
    reden = Tekstvak(label="Waarom?", max_length=300, rijen=3)

    def __init__(self, *args: Any, melding: Melding, **kwargs: Any) -> None:
        """Ask for the other of what it is now."""
        super().__init__(*args, **kwargs)
        self.initial["stand"] = UIT if melding.is_spoed else AAN


class PogingForm(forms.Form):
    """One press of a button: for which seat, who was phoned, how many tries the page showed, and how it went."""

    rol = forms.ChoiceField(choices=[(rol, rol) for rol in ROLLEN])
    gemeente = forms.ModelChoiceField(Gemeente.objects.all(), required=False)
    contact = forms.IntegerField(min_value=1)
    gezien = forms.IntegerField(min_value=0)
    uitkomst = forms.ChoiceField(choices=[(BEREIKT, BEREIKT), (NIET_BEREIKT, NIET_BEREIKT)])
