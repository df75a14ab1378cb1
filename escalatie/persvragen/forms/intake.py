"""What is asked when a press question comes in (R3), and the texts that are agreed about it (R8, R9)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.forms.boundfield import BoundField

from basis.formulieren import DatumTijdVeld, Groep, Groepen, controleer_moment
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.models import Melding
from communicatie.models import Persvraag
from communicatie.persvragen.statussen import Vrager
from contacten.organisaties import regio_gemeenten
from escalatie.persvragen.procedure import NieuwePersvraag

BUITEN = "buiten"
LANGSTE_TEKST = 6000
TEKSTEN = ("kernboodschap", "achtergrond", "memo", "vraag")
GEEN_NAMEN = "Geen namen van jeugdigen of ouders, geen adressen, geen geboortedata."
VERPLICHT = {
    "vrager": "Kies wie de vraag bij u brengt.",
    "gemeente": "Kies de gemeente.",
    "onderwerp": "Vul een kort onderwerp in.",
    "vraag": "Schrijf op wat de vraag is.",
}


class PersvraagForm(Groepen, Signalering):
    """The intake: short enough to fill in while the telephone is still warm."""

    use_required_attribute = False
    groepen = (
        Groep("De vraag", ("vraag", "onderwerp", "medium")),
        Groep("Wie brengt de vraag bij u?", ("vrager", "vrager_toelichting")),
        Groep("Waar en wanneer", ("gemeente", "gemeente_buiten", "ontvangen_op")),
    )

    sleutel = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "Verstuur het formulier nog een keer.", "invalid": "Verstuur nog een keer."},
    )
    vraag = Tekstvak(label="Wat wil de pers weten?", max_length=4000, rijen=5, help_text=GEEN_NAMEN)
    onderwerp = Tekst(
        label="Onderwerp", max_length=120, help_text="Een paar woorden, bijvoorbeeld: wachttijden ambulante hulp."
    )
    medium = Tekst(
        label="Welk medium?", max_length=120, required=False, help_text="Bijvoorbeeld: dagblad, omroep of website."
    )
    vrager = forms.ChoiceField(
        label="Wie belde of mailde u?",
        choices=[(code, naam.capitalize()) for code, naam in Vrager.choices],
        widget=forms.RadioSelect({"class": "cal-opties--naast"}),
    )
    vrager_toelichting = Tekst(
        label="Welke functie of organisatie?",
        max_length=160,
        required=False,
        help_text="Bijvoorbeeld: woordvoerder van de gemeente, redactie regio.",
    )
    gemeente = forms.ChoiceField(
        label="Welke gemeente geeft het antwoord?", help_text="Die gemeente krijgt straks de kernboodschap."
    )
    gemeente_buiten = Tekst(
        label="Naam van die gemeente",
        max_length=80,
        required=False,
        help_text="Alleen bij een gemeente buiten de regio.",
    )
    ontvangen_op = DatumTijdVeld(label="Wanneer kwam de vraag binnen?", help_text="Vanaf dit moment telt de termijn.")

    def __init__(self, *args: Any, nu: datetime, **kwargs: Any) -> None:
        """`nu` (aware) bounds when the question can have come in."""
        super().__init__(*args, **kwargs)
        self.nu = nu
        self.gemeenten = {gemeente.code: gemeente for gemeente in regio_gemeenten()}
        binnen = [(code, gemeente.naam) for code, gemeente in self.gemeenten.items()]
        veld = cast("forms.ChoiceField", self.fields["gemeente"])
        veld.choices = [("", "Kies een gemeente"), *binnen, (BUITEN, "Een gemeente buiten de regio")]
        for naam, zin in VERPLICHT.items():
            self.fields[naam].error_messages["required"] = zin

    def clean_ontvangen_op(self) -> datetime:
        """Refuse a moment that has not come."""
        moment: datetime = self.cleaned_data["ontvangen_op"]
        controleer_moment(moment, self.nu)
        return moment

    def clean(self) -> dict[str, Any]:
        """Outside the region needs a name; a key that is no key is replaced, so that sending again works."""
        gegevens = super().clean()
        if gegevens.get("gemeente") == BUITEN and not gegevens.get("gemeente_buiten"):
            self.add_error("gemeente_buiten", "Vul de naam van de gemeente in.")
        if "sleutel" in self.errors:
            self.vernieuw_sleutel()
        return gegevens

    def vernieuw_sleutel(self, sleutel: UUID | None = None) -> None:
        """Give the form on screen a key of its own: sent again, it is another question."""
        self.data = {**self.data, "sleutel": str(sleutel or uuid4())}

    def nieuw(self, melding: Melding | None = None, vervolg_op: Persvraag | None = None) -> NieuwePersvraag:
        """The question of a valid form, with the melding and the earlier question that it belongs to."""
        schoon = self.cleaned_data
        is_buiten = schoon["gemeente"] == BUITEN
        gelijk = ("onderwerp", "vraag", "vrager", "vrager_toelichting", "medium", "ontvangen_op")
        return NieuwePersvraag(
            **{naam: schoon[naam] for naam in gelijk},
            gemeente=self.gemeenten.get(schoon["gemeente"]),
            gemeente_buiten=schoon["gemeente_buiten"] if is_buiten else "",
            melding=melding,
            vervolg_op=vervolg_op,
        )


def waarden_van(eerdere: Persvraag | None) -> dict[str, Any]:
    """What a follow-up question takes over from the earlier one; the question itself is new (R17)."""
    if eerdere is None:
        return {}
    return {
        "onderwerp": eerdere.onderwerp,
        "medium": eerdere.medium,
        "vrager": eerdere.vrager,
        "vrager_toelichting": eerdere.vrager_toelichting,
        "gemeente": eerdere.gemeente.code if eerdere.gemeente else BUITEN,
        "gemeente_buiten": eerdere.gemeente_buiten,
    }


class TekstenForm(Groepen, Signalering):
    """The agreed texts. `bewerking`: which state the user began from; the door compares it."""

    groepen = (
        Groep("De vraag", ("vraag",)),
        Groep("Voor de gemeente die antwoordt", ("kernboodschap", "achtergrond")),
        Groep("Voor de andere gemeenten", ("memo",)),
    )

    bewerking = forms.IntegerField(widget=forms.HiddenInput)
    kernboodschap = Tekstvak(
        label="Kernboodschap",
        required=False,
        max_length=LANGSTE_TEKST,
        rijen=6,
        help_text="Het antwoord in de kern. De gemeente mag er eigen woorden aan toevoegen.",
    )
    achtergrond = Tekstvak(
        label="Achtergrond",
        required=False,
        max_length=LANGSTE_TEKST,
        rijen=6,
        help_text="Cijfers en afspraken waarmee de gemeente vragen kan beantwoorden. Niet om te citeren.",
    )
    memo = Tekstvak(
        label="Memo",
        required=False,
        max_length=LANGSTE_TEKST,
        rijen=5,
        help_text="Wat moeten de andere gemeenten weten om zelf vragen op te vangen?",
    )

    vraag = Tekstvak(
        label="De vraag zoals wij die doorsturen",
        max_length=4000,
        rijen=4,
        help_text="Staat er iets persoonlijks in de vraag? Haal dat hier weg.",
    )

    def __init__(self, persvraag: Persvraag, data: Any = None) -> None:
        """Begin with what stands there now."""
        begin = {naam: getattr(persvraag, naam) for naam in (*TEKSTEN, "bewerking")}
        super().__init__(data, initial=begin)

    def teksten(self) -> dict[str, str]:
        """The four texts; call after `is_valid`."""
        return {naam: self.cleaned_data[naam] for naam in TEKSTEN}

    def verschillen_met(self, huidig: Persvraag) -> list[tuple[str, str]]:
        """Label and text of what is saved now, for the texts in which this form says something else."""
        return list(self._verschillen(huidig))

    def _verschillen(self, huidig: Persvraag) -> Iterator[tuple[str, str]]:
        for naam in TEKSTEN:
            veld: BoundField = self[naam]
            nu_bewaard = getattr(huidig, naam)
            if self.cleaned_data.get(naam, "") != nu_bewaard:
                yield str(veld.label), nu_bewaard or "leeg"

    def ververs(self, huidig: Persvraag) -> None:
        """After a conflict: sent again, it replaces what the colleague saved, which the page shows beside it."""
        self.data = {**self.data, "bewerking": str(huidig.bewerking)}
