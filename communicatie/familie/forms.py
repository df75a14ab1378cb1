"""The question that comes with every step that goes outside while a lock is on: why, and who decided it (R125, R156).

Only who may give leave is asked; for anyone else the verb refuses, and says who can.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from basis.taal import opsomming
from basis.vrije_tekst import Signalering, Tekst
from calamiteiten.models import Melding
from communicatie.models import Vrijgave
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker
from contacten.rolnamen import rolnaam

from .naar_buiten import Toestand, Toestemming, mag_vrijgeven, ongebruikt, past, toestand

REDEN, BESLUIT = "vrijgave_reden", "vrijgave_besluit_van"


@dataclass(frozen=True)
class Slotvraag:
    """One thing that wants to go outside: about which melding, of which `Uitingsoort`, by whom. `eerder`: the leave
    that it had when it was recorded, for when it is put right."""

    melding: Melding
    soort: str
    gebruiker: Gebruiker
    regels: Communicatieregels
    eerder: Vrijgave | None = None

    def staat(self, op: datetime | None = None) -> Toestand:
        """How the locks stand, now or for something that was done at `op` (aware)."""
        return toestand(self.melding, self.regels, op)

    def ligt_klaar(self, staat: Toestand) -> bool:
        """Whether leave was given and not used yet."""
        return past(self.eerder, staat) or ongebruikt(self.melding, self.soort, staat) is not None

    def vraagt_reden(self, op: datetime | None = None) -> Toestand | None:
        """The locks that this user may pass with a reason; None when they are open, leave lies ready, or he may not."""
        staat = self.staat(op)
        return staat if mag_vrijgeven(self.gebruiker, staat) and not self.ligt_klaar(staat) else None


class MetToestemming(Signalering):
    """Mixin: asks for the reason when the locks are on and this user may give leave. `MOMENT` names the field that says
    when it was done; without it, now. The fields exist on screen only when they are needed."""

    MOMENT = "geinformeerd_op"

    vrijgave_reden = Tekst(
        label="Waarom mag dit toch nu naar buiten?",
        help_text="Uw reden komt in het dossier en op de tijdlijn.",
        required=False,
        max_length=2000,
        widget=forms.HiddenInput,
    )
    vrijgave_besluit_van = Tekst(
        label="Wie heeft dit besloten?", required=False, max_length=120, empty_value="", widget=forms.HiddenInput
    )
    slotvraag: Slotvraag | None = None

    def stel_slotvraag(self, vraag: Slotvraag | None) -> None:
        """Ask about this; call from `__init__`, after that of the form."""
        self.slotvraag = vraag
        if vraag and (staat := vraag.vraagt_reden()):
            self._toon_slotvragen(staat)

    def clean(self) -> dict[str, Any]:
        """A reason when it is asked, and who decided it when the lock wants to know."""
        schoon = super().clean()
        staat = self.slotvraag.vraagt_reden(schoon.get(self.MOMENT)) if self.slotvraag else None
        if staat:
            self._toon_slotvragen(staat)
        if staat and not schoon.get(REDEN):
            self.add_error(REDEN, "Het slot is dicht. Schrijf op waarom dit toch naar buiten mag.")
        if staat and staat.besluit_van and not schoon.get(BESLUIT):
            self.add_error(BESLUIT, "Schrijf op wie dit heeft besloten.")
        return schoon

    def toestemming(self) -> Toestemming | None:
        """The leave as it was written down; None when nothing was."""
        reden = self.cleaned_data.get(REDEN, "")
        return Toestemming(reden, self.cleaned_data.get(BESLUIT, "")) if reden else None

    def _toon_slotvragen(self, staat: Toestand) -> None:
        """Make the fields visible, last on the page. `clean` decides whether they are needed: leave may lie ready."""
        self.fields[REDEN].required = not self.is_bound or hasattr(self, "cleaned_data")
        self.fields[BESLUIT].required = self.fields[REDEN].required and bool(staat.besluit_van)
        if not self.fields[REDEN].widget.is_hidden:
            return
        self.fields[REDEN] = self.fields.pop(REDEN)
        self.fields[REDEN].widget = forms.Textarea({"rows": 3, "data-persoonsgegevens": True})
        if staat.besluit_van:
            self.fields[BESLUIT] = self.fields.pop(BESLUIT)
            wie = opsomming(rolnaam(rol, staat.versie) for rol in staat.besluit_van)
            self.fields[BESLUIT].widget = forms.TextInput()
            self.fields[BESLUIT].help_text = f"Een functie bij {wie}, geen naam van een persoon."
