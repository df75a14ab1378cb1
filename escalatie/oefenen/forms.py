"""The form with which a drill is made ready, the reason for breaking one off, and who is asked to take part."""

from typing import Any

from django import forms

from basis.vrije_tekst import Signalering, Tekst
from contacten.models import Aanbieder, Contactpersoon, Gemeente
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


class UitnodigForm(forms.Form):
    """Which persons of the contact list are asked to take part, without an account."""

    wie = forms.TypedMultipleChoiceField(
        label="Wie nodigt u uit?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wie een account heeft, meldt zich liever daarmee aan: dan doet die persoon mee in de app.",
    )

    def __init__(self, kan: dict[int, tuple[Contactpersoon, str]], data: Any = None) -> None:
        """`kan`: whom can be asked, with the seats in words."""
        super().__init__(data)
        keuze = self.fields["wie"]
        if isinstance(keuze, forms.ChoiceField):
            keuze.choices = [(pk, f"{contact.weergavenaam}, {plekken}") for pk, (contact, plekken) in kan.items()]


class VraagForm(forms.Form):
    """With which address somebody stands in the contact list: his own link goes there."""

    email = forms.EmailField(
        label="Wat is uw e-mailadres?",
        max_length=254,
        help_text="Het adres waarmee u in de contactlijst van de regio staat.",
        widget=forms.EmailInput({"autocomplete": "email"}),
    )


class AfbreekForm(Signalering):
    """Why a drill is broken off."""

    prefix = "afbreken"

    reden = Tekst(label="Waarom breekt u de oefening af?", max_length=300)
