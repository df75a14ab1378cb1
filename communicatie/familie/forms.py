"""The question that comes with whatever is outside while a lock is on: by what right, and why (R125, R156).

Leave is for who may give it. That something is outside without leave is a fact, which anyone may record who may record
the act itself: then it is named for what it was.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms

from basis.formulieren import Optie
from basis.taal import opsomming
from basis.vrije_tekst import Signalering, Tekst
from calamiteiten.models import Melding
from communicatie.models import Buitenom, Uiting, Vrijgave
from communicatie.regels import Communicatieregels
from contacten.models import Dader
from contacten.rolnamen import rolnaam

from .naar_buiten import Toestand, Toestemming, mag_vrijgeven, ongebruikt, past, toestand

REDEN, BESLUIT, HOE = "vrijgave_reden", "vrijgave_besluit_van", "hoe_buiten"
SLOTVELDEN = (REDEN, BESLUIT, HOE)
VRIJGAVE = "vrijgave"
UITLEG = {
    Buitenom.BUITEN_ONS: "Een ander bracht dit naar buiten. Wij wisten het vooraf niet.",
    Buitenom.GELEKT: "Het kwam naar buiten zonder dat iemand dat wilde.",
    Buitenom.TE_VROEG: "Wij, de gemeente of de aanbieder waren te vroeg.",
}


@dataclass(frozen=True)
class Slotvraag:
    """One thing that is outside, or wants to go there: about which melding, of which `Uitingsoort`, by whom.
    `is_gebeurd`: it is recorded as something that happened, so it may have had no leave too. `eerder`: the
    leave that it had when it was recorded, for when it is put right."""

    melding: Melding
    soort: str
    gebruiker: Dader
    regels: Communicatieregels
    is_gebeurd: bool = True
    eerder: Vrijgave | None = None

    def staat(self, op: datetime | None = None) -> Toestand:
        """How the locks stand, now or for something that was done at `op` (aware)."""
        return toestand(self.melding, self.regels, op)

    def ligt_klaar(self, staat: Toestand) -> bool:
        """Whether leave was given and not used yet."""
        return past(self.eerder, staat) or ongebruikt(self.melding, self.soort, staat) is not None

    def mag_vrijgeven(self, staat: Toestand) -> bool:
        """Whether this user may give leave through these locks."""
        return mag_vrijgeven(self.gebruiker, staat)

    def vraagt_reden(self, op: datetime | None = None) -> Toestand | None:
        """The locks of which this user must say something; None when they are open, leave lies ready, or he can say
        nothing of them."""
        staat = self.staat(op)
        kan = not staat.is_open and (self.is_gebeurd or self.mag_vrijgeven(staat))
        return staat if kan and not self.ligt_klaar(staat) else None

    def wegen(self, staat: Toestand) -> list[tuple[str, Optie]]:
        """How it can be outside while these locks are on, as choices."""
        weg = [(VRIJGAVE, Optie("Met vrijgave", "U geeft één keer toestemming. Uw reden staat in het dossier."))]
        eigen = weg if self.mag_vrijgeven(staat) else []
        return eigen + [(soort.value, Optie(soort.naam, UITLEG[soort])) for soort in Buitenom]


def begin_van_slot(uiting: Uiting | None) -> dict[str, str]:
    """Field -> what was said of something that was outside without leave, for when it is put right."""
    return {HOE: uiting.buiten_om, REDEN: uiting.toelichting} if uiting and uiting.buiten_om else {}


class MetToestemming(Signalering):
    """Mixin: asks how it can be outside when the locks are on: with leave and why, or without. `MOMENT` names the field
    that says when it was done; without it, now. The fields exist on screen only when they are needed."""

    MOMENT = "geinformeerd_op"

    hoe_buiten = forms.CharField(required=False, widget=forms.HiddenInput)
    vrijgave_reden = Tekst(
        label="Waarom, en wat gebeurde er?",
        help_text="Met vrijgave: waarom mag dit toch nu naar buiten? Zonder vrijgave: hoe kwam het naar buiten? "
        "Dit komt in het dossier en op de tijdlijn.",
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
        """How it is outside, a reason, and who decided it when there was leave and the lock wants to know."""
        schoon = super().clean()
        staat = self.slotvraag.vraagt_reden(schoon.get(self.MOMENT)) if self.slotvraag else None
        if staat and self.slotvraag:
            self._toon_slotvragen(staat)
            self._controleer_slotvragen(schoon, staat, self.slotvraag)
        return schoon

    def toestemming(self) -> Toestemming | None:
        """What was written down of the locks; None when nothing was, or when this form does not ask."""
        if self.slotvraag is None:
            return None
        reden, hoe = self.cleaned_data.get(REDEN, ""), self.cleaned_data.get(HOE, "")
        buiten_om = hoe if hoe in Buitenom.values else ""
        return Toestemming(reden, self.cleaned_data.get(BESLUIT, ""), buiten_om) if reden else None

    def _controleer_slotvragen(self, schoon: dict[str, Any], staat: Toestand, vraag: Slotvraag) -> None:
        hoe = schoon.get(HOE, "") if vraag.is_gebeurd else VRIJGAVE
        if hoe not in dict(vraag.wegen(staat)):
            self.add_error(HOE, "Het slot is dicht. Kies hoe dit naar buiten kwam.")
        if not schoon.get(REDEN):
            self.add_error(REDEN, "Het slot is dicht. Schrijf op waarom, en wat er gebeurde.")
        if hoe == VRIJGAVE and staat.besluit_van and not schoon.get(BESLUIT):
            self.add_error(BESLUIT, "Schrijf op wie dit heeft besloten.")

    def _toon_slotvragen(self, staat: Toestand) -> None:
        """Make the fields visible, last on the page. `clean` decides whether they are needed: leave may lie ready."""
        is_gebeurd = self.slotvraag is not None and self.slotvraag.is_gebeurd
        self.fields[REDEN].required = not self.is_bound or hasattr(self, "cleaned_data")
        self.fields[BESLUIT].required = self.fields[REDEN].required and bool(staat.besluit_van) and not is_gebeurd
        if not self.fields[REDEN].widget.is_hidden:
            return
        if is_gebeurd and self.slotvraag:
            del self.fields[HOE]
            self.fields[HOE] = forms.ChoiceField(
                label="Het slot is dicht. Hoe kwam dit naar buiten?",
                choices=self.slotvraag.wegen(staat),
                # `clean` asks for it: of a moment before the lock there is nothing to say.
                required=self.fields[REDEN].required,
                widget=forms.RadioSelect,
            )
        else:
            self.fields[REDEN].label = "Waarom mag dit toch nu naar buiten?"
            self.fields[REDEN].help_text = "Uw reden komt in het dossier en op de tijdlijn."
        self.fields[REDEN] = self.fields.pop(REDEN)
        self.fields[REDEN].widget = forms.Textarea({"rows": 3, "data-persoonsgegevens": True})
        # Who cannot give leave has no decision to name; and a lock is not told of by what it asks.
        if staat.besluit_van and (self.slotvraag is None or self.slotvraag.mag_vrijgeven(staat)):
            self.fields[BESLUIT] = self.fields.pop(BESLUIT)
            wie = opsomming(rolnaam(rol, staat.versie) for rol in staat.besluit_van)
            self.fields[BESLUIT].widget = forms.TextInput()
            self.fields[BESLUIT].help_text = f"Een functie bij {wie}, geen naam van een persoon."
