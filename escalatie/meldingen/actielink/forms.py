"""What somebody without an account types behind his link, beside the record of a task."""

from django import forms

from basis.belnummers import Belnummers
from basis.telefoon import normaliseer_telefoon
from basis.vrije_tekst import Signalering, Tekst, Tekstvak

from .handelen import Ander


class AdresForm(forms.Form):
    """To which address a link went that is too old: whoever does not know gets no new one."""

    email = forms.EmailField(label="Op welk e-mailadres kreeg u de link?", max_length=254)


class AnderForm(Belnummers, Signalering):
    """Who does this instead: an official, so a name is asked for."""

    nummervelden = ("telefoon",)

    naam = forms.CharField(label="Wie is de juiste persoon?", max_length=80)
    functie = Tekst(label="Wat is de functie van die persoon?", max_length=80, required=False, empty_value="")
    telefoon = forms.CharField(
        label="Op welk telefoonnummer is die persoon te bereiken?",
        help_text="Weet u het nummer niet? Laat dit leeg.",
        max_length=24,
        required=False,
        widget=forms.TextInput({"type": "tel", "autocomplete": "off"}),
    )

    def ander(self) -> Ander:
        """That person; call after `is_valid`."""
        schoon = self.cleaned_data
        return Ander(schoon["naam"], schoon["functie"], normaliseer_telefoon(schoon["telefoon"]))


class TerugForm(Signalering):
    """Why this person takes back what he said."""

    reden = Tekstvak(label="Waarom neemt u dit terug?", max_length=300, rijen=2)
