"""The form of one step: the motivation, and a reason for every expected condition that is passed over (R2)."""

from collections.abc import Iterable, Iterator
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from basis.formulieren import Groep, Groepen
from basis.regels import StapRegel
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding
from contacten.models import Gebruiker, Gemeente
from escalatie.draaiboek.mogelijkheden import Mogelijkheid
from escalatie.draaiboek.opdrachten import Dubbelmelding, Opdracht, Plaatskeuze, Scenariokeuze, Stapgegevens
from escalatie.draaiboek.sluiting import naam
from escalatie.models import Taak
from escalatie.protocol.model import OvergangRegel

LANGSTE_REDEN = 2000
AFWIJKEN = "Het protocol verwacht dit wel. U mag afwijken als u opschrijft waarom. Uw redenen komen in het dossier."


HOREN = "Wat staat nog open?"
HOREN_UITLEG = "Is het al gedaan? Leg dat dan eerst vast bij de taak. Hoeft het niet meer? Schrijf per taak op waarom."


NAMENS_UITLEG = "U zet deze stap in diens plaats. Dat staat met uw reden in het dossier, en die krijgt bericht."


def plichtnaam(taak: int) -> str:
    """The name of the field with the reason why this duty to inform need not be met."""
    return f"plicht_{taak}"


def veldnaam(voorwaarde: str) -> str:
    """The name of the field with the reason for passing over this condition."""
    return f"afwijking_{voorwaarde.replace(':', '__')}"


def _waar(plaatsen: list[str], *, is_actueel: bool) -> forms.MultipleChoiceField:
    """In which of these gemeenten the step is true."""
    return forms.MultipleChoiceField(
        label="In welke gemeente?",
        required=is_actueel,
        choices=[(plaats, plaats) for plaats in plaatsen],
        widget=forms.CheckboxSelectMultiple,
        help_text="Alleen deze gemeenten krijgen de taken die bij deze stap horen.",
        error_messages={"required": "Kies minstens één gemeente."},
    )


class OvergangForm(Groepen, Signalering):
    """Made for one arrow as it stands now. `verwachte_status` is what the user saw; the door compares it."""

    # Only says that this form has frames; which ones is known per arrow, in `veldgroepen`.
    groepen = (Groep("Redenen", ()),)

    verwachte_status = forms.CharField(widget=forms.HiddenInput, max_length=24)

    def __init__(
        self,
        stap: Mogelijkheid[StapRegel],
        status: str,
        data: Any = None,
        plichten: Iterable[Taak] = (),
        *,
        dubbel_van: str = "",
        gemeenten: Iterable[Gemeente] = (),
    ) -> None:
        """`status`: where the melding stands now. When the user saw another, no reason is asked: the door refuses.
        `plichten`: the open duties to inform that lapse, each asked by itself. `dubbel_van`: the other melding that was
        proposed. `gemeenten`: those involved, of which a step that asks it is true in some."""
        super().__init__(data, initial={"verwachte_status": status, "dubbel_van": in_vorm(dubbel_van)})
        self.stap = stap
        is_actueel = data is None or data.get("verwachte_status") == status
        for voorwaarde, zin in stap.afwijkbaar:
            self.fields[veldnaam(voorwaarde)] = Tekstvak(
                label=zin, required=is_actueel, max_length=LANGSTE_REDEN, rijen=2
            )
        if self._vraagt_melding:
            self.fields["dubbel_van"] = Tekst(
                label="Van welke melding is dit een dubbel?",
                required=is_actueel,
                max_length=20,
                help_text="Het kenmerk van de melding die verdergaat, bijvoorbeeld CAL-2026-0005.",
            )
        self.plaatsen = [str(gemeente) for gemeente in gemeenten]
        if self._vraagt_gemeenten:
            self.fields["waar"] = _waar(self.plaatsen, is_actueel=is_actueel)
        if stap.namens:
            self.fields["vervanging"] = Tekstvak(
                label=f"Waarom is de {stap.namens} niet bereikbaar?",
                required=is_actueel,
                max_length=LANGSTE_REDEN,
                rijen=2,
                help_text=NAMENS_UITLEG,
            )
        self.plichten = {plichtnaam(taak.pk): taak.pk for taak in plichten}
        for taak in plichten:
            self.fields[plichtnaam(taak.pk)] = Tekstvak(
                label=f"{naam(taak)}: waarom hoeft dit niet meer?",
                required=is_actueel,
                max_length=LANGSTE_REDEN,
                rijen=2,
            )
        if stap.motivering in {"verplicht", "optioneel"}:
            self.fields["motivering"] = Tekstvak(
                label="Motivering", required=stap.motivering == "verplicht" and is_actueel, max_length=LANGSTE_REDEN
            )

    @property
    def _vraagt_melding(self) -> bool:
        return isinstance(self.stap.regel, OvergangRegel) and self.stap.regel.vraagt_melding

    @property
    def _vraagt_gemeenten(self) -> bool:
        # Where one is involved there is nothing to choose.
        return (
            isinstance(self.stap.regel, OvergangRegel) and self.stap.regel.vraagt_gemeenten and len(self.plaatsen) > 1
        )

    def clean_dubbel_van(self) -> str:
        """The kenmerk in its one spelling."""
        gegeven: str = self.cleaned_data["dubbel_van"]
        if gegeven and not (kenmerk := in_vorm(gegeven)):
            raise ValidationError("Dit is geen kenmerk van een melding. Een kenmerk is bijvoorbeeld CAL-2026-0005.")
        return kenmerk if gegeven else ""

    def _gegevens(self) -> Stapgegevens | None:
        if self._vraagt_melding:
            return Dubbelmelding(self.cleaned_data["dubbel_van"])
        if self._vraagt_gemeenten:
            return Plaatskeuze(tuple(self.cleaned_data["waar"]))
        return Scenariokeuze(self.stap.scenario) if self.stap.scenario else None

    def veldgroepen(self) -> Iterator[tuple[Groep | None, list[BoundField]]]:
        """The reasons in a frame of their own, then the motivation."""
        redenen = tuple(veldnaam(voorwaarde) for voorwaarde, _ in self.stap.afwijkbaar)
        if redenen:
            titel = "Het protocol verwacht het anders. Waarom gaat u toch verder?"
            yield Groep(titel, redenen, AFWIJKEN), [self[naam] for naam in redenen]
        if self.plichten:
            yield Groep(HOREN, tuple(self.plichten), HOREN_UITLEG), [self[veld] for veld in self.plichten]
        apart = {*redenen, *self.plichten}
        yield None, [veld for veld in self.visible_fields() if veld.name not in apart]

    def opdracht(self, melding: Melding, door: Gebruiker) -> Opdracht:
        """The step as asked; call after `is_valid`."""
        redenen = {code: self.cleaned_data.get(veldnaam(code), "") for code, _ in self.stap.afwijkbaar}
        return Opdracht(
            zaak_id=melding.pk,
            code=self.stap.code,
            door_id=door.pk,
            verwachte_status=self.cleaned_data["verwachte_status"],
            motivering=self.cleaned_data.get("motivering", ""),
            gegevens=self._gegevens(),
            afwijkingen={code: reden for code, reden in redenen.items() if reden},
            vervanging=self.cleaned_data.get("vervanging", ""),
            plichten={taak: self.cleaned_data.get(veld, "") for veld, taak in self.plichten.items()},
        )
