"""The form of one step of a press question: what it records, its reason, and the reason for what is passed over (R2).

When the question is about a calamity and the family does not know yet, the form also asks for leave (R125, R156).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField

from basis.formulieren import Groep, Groepen, Optie, soms
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.models import Melding
from communicatie.familie.forms import VRIJGAVE
from communicatie.familie.naar_buiten import NIETS_NAAR_BUITEN, Toestemming
from communicatie.models import Buitenom, Persvraag
from communicatie.regels import Communicatieregels, PersstapRegel, SlotRegel
from contacten.models import Dader, Gebruiker, Gemeente, Linkhouder
from escalatie.draaiboek.mogelijkheden import Mogelijkheid
from escalatie.draaiboek.opdrachten import Opdracht, Stapgegevens

LANGSTE_REDEN = 2000
HOE = "toestemming_hoe"
OP_SLOT = NIETS_NAAR_BUITEN
AFWIJKEN = "Het protocol verwacht dit wel. U mag afwijken als u opschrijft waarom. Uw redenen komen bij de persvraag."
FUNCTIES = "Schrijf een functie op, geen naam. Bijvoorbeeld: wethouder jeugd, woordvoerder."


@dataclass(frozen=True)
class Stapcontext:
    """What a form must know. `sloten`: the locks that are shut and of which this user can say something; `wegen`: how
    it can be outside all the same, for a step that records what happened. `mag_weten`: this user may know why.

    `meldingen`, `persvragen`: what this user may see, `koppelbaar`: which melding he may name; only read when the step
    links to one. `eigen_gemeente`: of a user of a gemeente, who records for that one only; None for the region.
    `waarden`: what the address says that the fields begin with. `kernboodschap`: the agreed text as who fills it in
    knows it. `is_link`: it is filled in behind a link, which names no journalist.
    """

    persvraag: Persvraag
    stap: Mogelijkheid[PersstapRegel]
    regels: Communicatieregels
    nu: datetime
    meldingen: QuerySet[Melding]
    koppelbaar: QuerySet[Melding]
    persvragen: QuerySet[Persvraag]
    eigen_gemeente: Gemeente | None = None
    sloten: tuple[SlotRegel, ...] = field(default=())
    wegen: tuple[tuple[str, Optie], ...] = field(default=())
    mag_weten: bool = False
    waarden: Mapping[str, str] = field(default_factory=dict)
    kernboodschap: str = ""
    is_link: bool = False


def veldnaam(voorwaarde: str) -> str:
    """The name of the field with the reason for passing over this condition."""
    return f"afwijking_{voorwaarde}"


class PersstapForm(Groepen, Signalering):
    """What every step has. Subclasses name the fields that a step records, and turn them into typed `gegevens`."""

    # Only says that this form has frames; which ones is known per step, in `veldgroepen`.
    groepen = (Groep("Redenen", ()),)

    verwachte_status = forms.CharField(widget=forms.HiddenInput, max_length=24)

    def __init__(self, context: Stapcontext, data: Any = None) -> None:
        """When the user saw another stage than the present one, no reason is asked: the door refuses."""
        super().__init__(data, initial={"verwachte_status": context.persvraag.status, **self.begin(context)})
        self.context, self.stap = context, context.stap
        is_actueel = data is None or data.get("verwachte_status") == context.persvraag.status
        for voorwaarde, zin in self.stap.afwijkbaar:
            self.fields[veldnaam(voorwaarde)] = Tekstvak(
                label=zin, required=is_actueel, max_length=LANGSTE_REDEN, rijen=2
            )
        motivering = self.stap.regel.motivering
        if motivering in {"verplicht", "optioneel"}:
            self.fields["motivering"] = Tekstvak(
                label="Motivering", required=motivering == "verplicht" and is_actueel, max_length=LANGSTE_REDEN, rijen=3
            )
        self._vraag_toestemming(is_actueel=is_actueel)

    def begin(self, context: Stapcontext) -> dict[str, Any]:
        """What the fields of this step begin with."""
        return {}

    def gegevens(self) -> Stapgegevens | None:
        """What the step carries; call after `is_valid`."""
        return None

    def veldgroepen(self) -> Iterator[tuple[Groep | None, list[BoundField]]]:
        """What is recorded, then the reasons and the leave, each in a frame of its own."""
        redenen = tuple(veldnaam(voorwaarde) for voorwaarde, _ in self.stap.afwijkbaar)
        toestemming = tuple(naam for naam in self.fields if naam.startswith("toestemming_"))
        yield None, [v for v in self.visible_fields() if v.name not in (*redenen, *toestemming, "motivering")]
        if redenen:
            titel = "Het protocol verwacht het anders. Waarom gaat u toch verder?"
            yield Groep(titel, redenen, AFWIJKEN), [self[naam] for naam in redenen]
        if toestemming:
            # Why it is shut is a fact of a dossier, which this user need not be able to open.
            zin = " ".join(slot.zin for slot in self.context.sloten) if self.context.mag_weten else OP_SLOT
            titel = "Hoe kwam dit naar buiten?" if HOE in toestemming else "Eerst de familie: geeft u toestemming?"
            yield Groep(titel, toestemming, zin), [self[n] for n in toestemming]
        if "motivering" in self.fields:
            yield None, [self["motivering"]]

    def openbaar_gegeven(self) -> list[str]:
        """What may stand in a text about this question."""
        return self.context.persvraag.openbare_regels

    def opdracht(self, door: Dader) -> Opdracht:
        """The step as asked; call after `is_valid`."""
        redenen = {code: self.cleaned_data.get(veldnaam(code), "") for code, _ in self.stap.afwijkbaar}
        return Opdracht(
            zaak_id=self.context.persvraag.pk,
            code=self.stap.regel.code,
            door_id=door.pk if isinstance(door, Gebruiker) else None,
            houder=door if isinstance(door, Linkhouder) else None,
            verwachte_status=self.cleaned_data["verwachte_status"],
            motivering=self.cleaned_data.get("motivering", ""),
            afwijkingen={code: reden for code, reden in redenen.items() if reden},
            gegevens=self.gegevens(),
            toestemming=self._toestemming(),
        )

    def _vraag_toestemming(self, *, is_actueel: bool) -> None:
        if not self.context.sloten:
            return
        if self.context.wegen:
            self.fields[HOE] = forms.ChoiceField(
                label="Hoe kwam dit naar buiten?",
                choices=self.context.wegen,
                required=is_actueel,
                widget=forms.RadioSelect,
                error_messages={"required": "Het slot is dicht. Kies hoe dit naar buiten kwam."},
            )
        self.fields["toestemming_reden"] = Tekstvak(
            label="Waarom, en wat gebeurde er?" if self.context.wegen else "Waarom kan dit niet wachten?",
            required=is_actueel,
            max_length=LANGSTE_REDEN,
            rijen=3,
            help_text="Zonder reden gaat deze stap niet door. De reden komt in het dossier van de calamiteit.",
        )
        # Who cannot give leave is not asked who decided it: that there is somebody who decides is a fact as well.
        kan_vrij = not self.context.wegen or VRIJGAVE in dict(self.context.wegen)
        if kan_vrij and any(slot.besluit_van for slot in self.context.sloten):
            besluit = Tekst(label="Wie nam dit besluit?", max_length=120, help_text=FUNCTIES)
            soms(besluit, "bij een vrijgave").required = is_actueel and not self.context.wegen
            self.fields["toestemming_besluit_van"] = besluit

    def clean(self) -> dict[str, Any]:
        """Leave through an investigation says who decided it."""
        schoon = super().clean()
        besluit = "toestemming_besluit_van"
        if schoon.get(HOE) == VRIJGAVE and besluit in self.fields and not schoon.get(besluit):
            self.add_error(besluit, "Schrijf op wie dit heeft besloten.")
        return schoon

    def _toestemming(self) -> Toestemming | None:
        reden = self.cleaned_data.get("toestemming_reden", "")
        if not reden:
            return None
        hoe = self.cleaned_data.get(HOE, "")
        buiten_om = hoe if hoe in Buitenom.values else ""
        return Toestemming(reden, self.cleaned_data.get("toestemming_besluit_van", ""), buiten_om)
