"""How an action of a press question ends: it was done, or it need not be done any more."""

from datetime import datetime
from typing import Any

from django import forms

from basis.vrije_tekst import Signalering, Tekstvak
from contacten.models import Gebruiker
from escalatie.draaiboek.acties import trek_in
from escalatie.draaiboek.bevoegdheid import mag_actie_beheren
from escalatie.models import Taak
from escalatie.persvragen.taken import mag_afronden, rond_actie_af

GEDAAN, INGETROKKEN = "gedaan", "ingetrokken"


class ActieEindeForm(Signalering):
    """Done or withdrawn, as far as this user may, and what came of it."""

    einde = forms.ChoiceField(
        label="Hoe staat het ermee?", widget=forms.RadioSelect, error_messages={"required": "Maak een keuze."}
    )
    tekst = Tekstvak(
        label="Wat is er gedaan, of waarom hoeft het niet meer?",
        max_length=2000,
        rijen=3,
        help_text="Uw tekst staat in de tijdlijn van de persvraag.",
    )

    def __init__(self, taak: Taak, gebruiker: Gebruiker, data: Any = None) -> None:
        """What this user may."""
        super().__init__(data)
        self.taak = taak
        opties = [
            (GEDAAN, "De actie is gedaan", mag_afronden),
            (INGETROKKEN, "De actie hoeft niet meer", mag_actie_beheren),
        ]
        veld = self.fields["einde"]
        if isinstance(veld, forms.ChoiceField):
            veld.choices = [(code, naam) for code, naam, mag in opties if mag(gebruiker, taak)]

    def voer_uit(self, door: Gebruiker, nu: datetime) -> str:
        """Record it; returns the sentence for the user. Raises Geweigerd."""
        tekst = self.cleaned_data["tekst"]
        if self.cleaned_data["einde"] == GEDAAN:
            rond_actie_af(self.taak.pk, tekst, door, nu)
            return "De actie is afgerond."
        trek_in(self.taak.pk, tekst, door, nu)
        return "De actie is ingetrokken."
