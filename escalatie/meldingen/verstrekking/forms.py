"""Why personal data were supplied outside this application, how and to whom; and why that record changes."""

from typing import Any, cast

from django import forms

from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.dossier import Verstrekking
from calamiteiten.models import Persoonsgegevens
from escalatie.meldingen.registratie.forms.onderdelen import opties_van
from escalatie.protocol.model import Protocol

FUNCTIE = "Schrijf een functie en organisatie op, geen naam. Bijvoorbeeld: inspecteur, jeugdbeschermer."


class VerstrekkingForm(Signalering):
    """One supply. The data themselves never stand here."""

    doel = Tekst(label="Waarvoor waren de persoonsgegevens nodig?", max_length=300)
    kanaal = forms.ChoiceField(label="Hoe zijn ze verstuurd?", error_messages={"required": "Kies hoe."})
    ontvanger = Tekst(label="Aan wie?", max_length=120, help_text=FUNCTIE)

    def __init__(self, *args: Any, protocol: Protocol, **kwargs: Any) -> None:
        """Offer the secured channels of the protocol."""
        super().__init__(*args, **kwargs)
        self.kanalen = {keuze.code: keuze.naam for keuze in protocol.keuzes_van("kanaal")}
        opties = opties_van(protocol.keuzes_van("kanaal"))
        cast("forms.ChoiceField", self.fields["kanaal"]).choices = [("", "Kies"), *opties]

    def verstrekking(self) -> Verstrekking:
        """What the form says; call after `is_valid`."""
        schoon = self.cleaned_data
        return Verstrekking(schoon["doel"], self.kanalen[schoon["kanaal"]], schoon["ontvanger"])


class HerzieningForm(Signalering):
    """Why what was recorded is taken back. `gezien`: the last correction that the page showed."""

    gezien = forms.IntegerField(widget=forms.HiddenInput)
    reden = Tekstvak(
        label="Waarom verandert u dit?",
        max_length=1000,
        rijen=2,
        help_text="Wat er stond, blijft doorgestreept leesbaar.",
    )


class VerstrekkingWijzigForm(VerstrekkingForm, HerzieningForm):
    """How it should read, and why."""


def begin_van(rij: Persoonsgegevens, protocol: Protocol) -> dict[str, str]:
    """What was recorded, as the fields of the form."""
    codes = {keuze.naam: keuze.code for keuze in protocol.keuzes_van("kanaal")}
    return {"doel": rij.doel, "kanaal": codes.get(rij.kanaal, ""), "ontvanger": rij.ontvanger}
