"""The form with which a drill is made ready, and the reason for breaking one off."""

from typing import Any

from django import forms

from basis.vrije_tekst import Signalering, Tekst
from contacten.models import Aanbieder, Gemeente
from contacten.organisaties import regio_gemeenten

from .scenario import Scenario

# How many times as fast the clock goes.
SNELHEDEN = (1, 4, 12, 24, 60, 120)


class OefeningForm(forms.Form):
    """Which story, how fast, and who plays the part of the aanbieder and the gemeente."""

    scenario = forms.ChoiceField(label="Welk scenario?", widget=forms.RadioSelect)
    snelheid = forms.TypedChoiceField(
        label="Hoe snel gaat de klok?",
        coerce=int,
        choices=[(x, "zo snel als echt" if x == 1 else f"{x} keer zo snel") for x in SNELHEDEN],
        help_text="De termijnen van het protocol blijven gelijk; de klok van de oefening gaat sneller.",
    )
    aanbieder = forms.ModelChoiceField(
        Aanbieder.objects.order_by("naam"),
        label="Welke aanbieder speelt mee?",
        help_text="Deze aanbieder krijgt geen bericht, behalve wie zich zelf aanmeldt.",
    )
    gemeente = forms.ModelChoiceField(Gemeente.objects.none(), label="Welke gemeente speelt mee?")

    def __init__(self, scenarios: dict[str, Scenario], data: Any = None) -> None:
        """`scenarios`: those that can be played here."""
        eerste = next(iter(scenarios.values()), None)
        super().__init__(data, initial={"snelheid": eerste.snelheid, "scenario": eerste.code} if eerste else {})
        self._scenarios = scenarios
        keuze = self.fields["scenario"]
        if isinstance(keuze, forms.ChoiceField):
            keuze.choices = [(code, f"{een.naam}. {een.zin}") for code, een in scenarios.items()]
        gemeente = self.fields["gemeente"]
        if isinstance(gemeente, forms.ModelChoiceField):
            gemeente.queryset = Gemeente.objects.filter(pk__in=[rij.pk for rij in regio_gemeenten()])

    @property
    def gekozen(self) -> Scenario:
        """The story; call after `is_valid`."""
        return self._scenarios[self.cleaned_data["scenario"]]


class AfbreekForm(Signalering):
    """Why a drill is broken off."""

    prefix = "afbreken"

    reden = Tekst(label="Waarom breekt u de oefening af?", max_length=300)
