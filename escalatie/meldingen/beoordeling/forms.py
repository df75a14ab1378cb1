"""The form with which a toegang agrees with a scenario, or the contractmanager records that by phone (R59)."""

from typing import Any

from django import forms

from basis.formulieren import Optie
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from contacten.models import Gemeente
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.protocol.model import Protocol


class VerklaarForm(Signalering):
    """Why an answer holds though the fact beside it says otherwise."""

    analyse = forms.IntegerField(widget=forms.HiddenInput)
    vraag = forms.CharField(widget=forms.HiddenInput, max_length=40)
    reden = Tekstvak(label="Waarom klopt het antwoord toch?", max_length=1000, rijen=3)


class BevestigForm(Signalering):
    """`scenario` is the advice by default; `namens` is asked from who is not that toegang."""

    gemeente = forms.CharField(widget=forms.HiddenInput, max_length=60)
    scenario = forms.ChoiceField(widget=forms.RadioSelect)

    def __init__(
        self, protocol: Protocol, gemeente: Gemeente, *, advies: str = "", is_eigen: bool = True, data: Any = None
    ) -> None:
        """Each gemeente has its own form on the page, so its ids carry the code of the gemeente."""
        begin = {"gemeente": gemeente.code, "scenario": advies}
        super().__init__(data, initial=begin, auto_id=f"id_{gemeente.code}_%s")
        self.plaats = gemeente
        keuze = self.fields["scenario"]
        assert isinstance(keuze, forms.ChoiceField)  # noqa: S101 - for the type checker
        keuze.choices = [(regel.code, Optie(regel.naam, regel.zin)) for regel in protocol.scenarios]
        if is_eigen:
            keuze.label = "Met welk scenario bent u het eens?"
        else:
            keuze.label = f"Met welk scenario is de {rolnaam(Rol.TOEGANG, protocol.versie)} het eens?"
            self.fields["namens"] = Tekst(
                label="Wie bevestigde dit?",
                help_text="Schrijf een functie op, geen naam van een persoon.",
                max_length=120,
            )


class IntrekForm(Signalering):
    """Why the confirmation for this gemeente is taken back."""

    gemeente = forms.CharField(widget=forms.HiddenInput, max_length=60)
    reden = Tekst(label="Waarom trekt u dit in?", max_length=300)

    def __init__(self, gemeente: Gemeente, data: Any = None) -> None:
        """Each gemeente has its own form on the page, so its ids carry the code of the gemeente."""
        super().__init__(data, initial={"gemeente": gemeente.code}, auto_id=f"id_trek_{gemeente.code}_%s")
        self.plaats = gemeente
