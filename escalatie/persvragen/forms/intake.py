"""What is asked when a press question comes in (R3), and the texts that are agreed about it (R8, R9)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, ClassVar, cast
from uuid import UUID, uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from basis.belnummers import Belnummers
from basis.formulieren import DatumTijdVeld, Groep, Groepen, controleer_moment, met, soms
from basis.kalender import lokale_datum
from basis.taal import met_hoofdletter
from basis.tekst import KAN_OPENBAAR, vind_persoonsgegevens
from basis.vrije_tekst import Contactgegeven, Signalering, Tekst, Tekstvak
from calamiteiten.models import Melding
from communicatie.models import Persvraag, Persvrager
from communicatie.persvragen.statussen import Vrager as Brenger
from contacten.models import Aanbieder
from contacten.organisaties import regio_gemeenten
from escalatie.persvragen.procedure import NieuwePersvraag
from escalatie.persvragen.vragers import TE_VROEG, Vrager
from escalatie.persvragen.wijzigen import Intake

BUITEN = "buiten"
LANGSTE_TEKST = 6000
VERSTE_DEADLINE = 366
TEKSTEN = ("kernboodschap", "achtergrond", "memo", "vraag")
GEEN_NAMEN = "Geen namen van jeugdigen of ouders, geen adressen, geen geboortedata."
VERPLICHT = {
    "vrager": "Kies wie de vraag bij u brengt.",
    "gemeente": "Kies de gemeente.",
    "onderwerp": "Vul een kort onderwerp in.",
    "vraag": "Schrijf op wat de vraag is.",
}


class Vragervelden(Belnummers):
    """Who of the press asks it, where it will appear, and before when."""

    nummervelden = ("terugbelnummer",)

    medium = Tekst(
        label="Welk medium?", max_length=120, required=False, help_text="Bijvoorbeeld: dagblad, omroep of website."
    )
    journalist = Contactgegeven(
        label="Naam van de journalist",
        max_length=120,
        required=False,
        help_text="Voor wie het antwoord geeft. Na afloop wissen wij de naam en het nummer.",
    )
    terugbelnummer = Contactgegeven(
        label="Telefoonnummer of e-mailadres om terug te bellen", max_length=60, required=False
    )
    deadline_op = DatumTijdVeld(
        label="Vóór wanneer wil de journalist antwoord?",
        required=False,
        help_text="Is dat eerder dan de termijn van het protocol, dan geldt deze deadline. Niet bekend? Laat leeg.",
    )

    def clean_deadline_op(self) -> datetime | None:
        """A deadline of this year or the next: further ahead is a slip of the pen."""
        moment: datetime | None = self.cleaned_data["deadline_op"]
        if moment and (lokale_datum(moment) - lokale_datum(self.nu)).days > VERSTE_DEADLINE:  # type: ignore[attr-defined]
            raise ValidationError("Controleer het jaar: dit is meer dan een jaar vooruit.", code="te_ver")
        return moment

    def controleer_deadline(self, gegevens: dict[str, Any]) -> None:
        """A deadline lies after the question."""
        gevraagd, deadline = gegevens.get("ontvangen_op"), gegevens.get("deadline_op")
        if gevraagd and deadline and deadline <= gevraagd:
            self.add_error("deadline_op", TE_VROEG)

    def als_vrager(self) -> Vrager:
        """The journalist of a valid form."""
        schoon = self.cleaned_data
        return Vrager(
            schoon["medium"],
            schoon["journalist"],
            schoon["terugbelnummer"],
            schoon["deadline_op"],
            schoon["ontvangen_op"],
        )


class Vraagvelden(Groepen, Signalering):
    """What a question is about, and who brought it in."""

    onderwerp = Tekst(
        label="Onderwerp", max_length=120, help_text="Een paar woorden, bijvoorbeeld: wachttijden ambulante hulp."
    )
    aanbieder = forms.ModelChoiceField(
        Aanbieder.objects.all(),
        label="Over welke aanbieder gaat het?",
        required=False,
        empty_label="Geen, of niet bekend",
    )
    vrager = forms.ChoiceField(
        label="Wie belde of mailde u?",
        choices=[(code, met_hoofdletter(naam)) for code, naam in Brenger.choices],
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
    gemeente_buiten = soms(
        Tekst(label="Naam van die gemeente", max_length=80, help_text="Alleen bij een gemeente buiten de regio."),
        "buiten de regio",
    )
    gemeenten = forms.MultipleChoiceField(
        label="Over welke gemeenten gaat het nog meer?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Die gemeenten zien deze persvraag ook.",
    )
    ontvangen_op = DatumTijdVeld(
        label="Wanneer kwam de vraag binnen?", is_geweest=True, help_text="Vanaf dit moment telt de termijn."
    )

    def __init__(self, *args: Any, nu: datetime, **kwargs: Any) -> None:
        """`nu` (aware) bounds when the question can have come in."""
        super().__init__(*args, **kwargs)
        self.nu = nu
        self.plaatsen = {gemeente.code: gemeente for gemeente in regio_gemeenten()}
        binnen = [(code, gemeente.naam) for code, gemeente in self.plaatsen.items()]
        cast("forms.ChoiceField", self.fields["gemeente"]).choices = [
            ("", "Kies een gemeente"),
            *binnen,
            (BUITEN, "Een gemeente buiten de regio"),
        ]
        cast("forms.MultipleChoiceField", self.fields["gemeenten"]).choices = binnen
        for naam, zin in VERPLICHT.items():
            if naam in self.fields:
                self.fields[naam].error_messages["required"] = zin

    def clean_ontvangen_op(self) -> datetime:
        """Refuse a moment that has not come."""
        moment: datetime = self.cleaned_data["ontvangen_op"]
        controleer_moment(moment, self.nu)
        return moment

    def clean(self) -> dict[str, Any]:
        """Outside the region needs a name."""
        gegevens = super().clean()
        if gegevens.get("gemeente") == BUITEN and not gegevens.get("gemeente_buiten"):
            self.add_error("gemeente_buiten", "Vul de naam van de gemeente in.")
        return gegevens

    def over(self) -> dict[str, Any]:
        """What it is about and who brought it in, of a valid form."""
        schoon = self.cleaned_data
        gelijk = ("onderwerp", "vrager", "vrager_toelichting", "aanbieder", "ontvangen_op")
        return {
            **{naam: schoon[naam] for naam in gelijk},
            "gemeente": self.plaatsen.get(schoon["gemeente"]),
            "gemeente_buiten": schoon["gemeente_buiten"] if schoon["gemeente"] == BUITEN else "",
            "gemeenten": tuple(self.plaatsen[code] for code in schoon["gemeenten"]),
        }


class PersvraagForm(Vragervelden, Vraagvelden):
    """The intake: short enough to fill in while the telephone is still warm."""

    groepen = (
        Groep("De vraag", ("vraag", "onderwerp", "aanbieder")),
        Groep("Wie van de pers wil het weten?", ("medium", "journalist", "terugbelnummer", "deadline_op")),
        Groep("Wie brengt de vraag bij u?", ("vrager", "vrager_toelichting")),
        Groep("Waar en wanneer", ("gemeente", "gemeente_buiten", "gemeenten", "ontvangen_op")),
    )

    sleutel = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "Verstuur het formulier nog een keer.", "invalid": "Verstuur nog een keer."},
    )
    vraag = Tekstvak(label="Wat wil de pers weten?", max_length=4000, rijen=5, help_text=GEEN_NAMEN)

    def clean(self) -> dict[str, Any]:
        """A key that is no key is replaced, so that sending again works."""
        gegevens = super().clean()
        self.controleer_deadline(gegevens)
        if "sleutel" in self.errors:
            self.vernieuw_sleutel()
        return gegevens

    def vernieuw_sleutel(self, sleutel: UUID | None = None) -> None:
        """Give the form on screen a key of its own: sent again, it is another question."""
        self.data = met(self.data, sleutel=str(sleutel or uuid4()))

    def nieuw(self, melding: Melding | None = None, vervolg_op: Persvraag | None = None) -> NieuwePersvraag:
        """The question of a valid form, with the melding and the earlier question that it belongs to."""
        van_pers = {naam: self.cleaned_data[naam] for naam in ("medium", "journalist", "terugbelnummer", "deadline_op")}
        return NieuwePersvraag(
            **self.over(), **van_pers, vraag=self.cleaned_data["vraag"], melding=melding, vervolg_op=vervolg_op
        )


class Wijzigen(forms.Form):
    """Mixin: why something is put right, and which record the page showed last."""

    gezien = forms.IntegerField(widget=forms.HiddenInput)
    reden = Tekstvak(
        label="Waarom verandert u dit?",
        max_length=2000,
        rijen=2,
        help_text="Wat er stond, blijft doorgestreept leesbaar.",
    )


class WeghaalForm(Wijzigen, Signalering):
    """Why a journalist does not wait any more."""


class VraagWijzigForm(Vraagvelden, Wijzigen):
    """Putting the intake right. The question itself stands with the texts, the journalists each by themselves."""

    groepen = (
        Groep("Waar het over gaat", ("onderwerp", "aanbieder")),
        Groep("Wie bracht de vraag bij u?", ("vrager", "vrager_toelichting")),
        Groep("Waar en wanneer", ("gemeente", "gemeente_buiten", "gemeenten", "ontvangen_op")),
        Groep("Waarom", ("reden",)),
    )

    def intake(self) -> Intake:
        """The intake as it should read."""
        return Intake(**self.over())


class VragerForm(Vragervelden, Groepen, Signalering):
    """Another journalist asks the same. The names of the fields are those of the intake, which can be sent here."""

    groepen: ClassVar[tuple[Groep, ...]] = (
        Groep("Wie van de pers wil het weten?", ("medium", "journalist", "terugbelnummer", "deadline_op")),
        Groep("Wanneer", ("ontvangen_op",)),
    )

    ontvangen_op = DatumTijdVeld(
        label="Wanneer vroeg deze journalist het?",
        is_geweest=True,
        help_text="Vanaf dit moment telt de termijn voor dit medium.",
    )

    def __init__(self, *args: Any, nu: datetime, **kwargs: Any) -> None:
        """`nu` (aware) bounds when it can have been asked."""
        super().__init__(*args, **kwargs)
        self.nu = nu

    def clean_ontvangen_op(self) -> datetime:
        """Refuse a moment that has not come."""
        moment: datetime = self.cleaned_data["ontvangen_op"]
        controleer_moment(moment, self.nu)
        return moment

    def clean(self) -> dict[str, Any]:
        """A deadline lies after the question."""
        gegevens = super().clean()
        self.controleer_deadline(gegevens)
        return gegevens


class VragerWijzigForm(VragerForm, Wijzigen):
    """Putting right who asks, or before when."""

    groepen = (*VragerForm.groepen, Groep("Waarom", ("reden",)))


def waarden_van(eerdere: Persvraag | None) -> dict[str, Any]:
    """What a follow-up question takes over from the earlier one; the question itself is new, and so is who of the press
    waits, and until when (R17)."""
    if eerdere is None:
        return {}
    over = intake_van(eerdere)
    return {**over, "medium": eerdere.medium, "ontvangen_op": None}


def intake_van(persvraag: Persvraag) -> dict[str, Any]:
    """The intake as the fields of its form."""
    return {
        "onderwerp": persvraag.onderwerp,
        "aanbieder": persvraag.aanbieder_id,
        "vrager": persvraag.vrager,
        "vrager_toelichting": persvraag.vrager_toelichting,
        "gemeente": persvraag.gemeente.code if persvraag.gemeente else BUITEN,
        "gemeente_buiten": persvraag.gemeente_buiten,
        "gemeenten": [gemeente.code for gemeente in persvraag.gemeenten.all()],
        "ontvangen_op": persvraag.ontvangen_op,
    }


def vrager_van(rij: Persvrager) -> dict[str, Any]:
    """A journalist as the fields of his form."""
    return {
        "medium": rij.medium,
        "journalist": rij.naam,
        "terugbelnummer": rij.terugbelnummer,
        "deadline_op": rij.deadline_op,
        "ontvangen_op": rij.gevraagd_op,
    }


class TekstenForm(Groepen, Signalering):
    """The agreed texts. `bewerking`: which state the user began from; the door compares it."""

    groepen = (
        Groep("De vraag", ("vraag",)),
        Groep("Voor de gemeente die antwoordt", ("kernboodschap", "achtergrond")),
        Groep("Voor de andere gemeenten", ("memo", "verberg_gemeente")),
        Groep("Wat iedereen mag weten", ("openbaar",)),
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

    verberg_gemeente = forms.BooleanField(
        label="Noem de gemeente niet",
        required=False,
        help_text="Zonder dit vinkje lezen de andere gemeenten over welke gemeente de vraag gaat.",
    )
    openbaar = Tekstvak(
        label="Openbare nummers en adressen in deze teksten",
        required=False,
        max_length=500,
        rijen=2,
        help_text="Eén per regel, bijvoorbeeld het persnummer. Alleen deze mogen in een tekst staan die weggaat.",
    )

    def __init__(self, persvraag: Persvraag, data: Any = None) -> None:
        """Begin with what stands there now."""
        begin = {naam: getattr(persvraag, naam) for naam in (*TEKSTEN, "bewerking", "verberg_gemeente", "openbaar")}
        super().__init__(data, initial=begin)

    def clean_openbaar(self) -> str:
        """Each line holds a number or an address, and nothing that is never public."""
        tekst: str = self.cleaned_data["openbaar"]
        for regel in filter(str.strip, tekst.splitlines()):
            gevonden = {vondst.soort for vondst in vind_persoonsgegevens(regel)}
            if not gevonden or gevonden - KAN_OPENBAAR:
                raise ValidationError("Zet op elke regel één telefoonnummer of e-mailadres.", code="openbaar")
        return "\n".join(regel.strip() for regel in tekst.splitlines() if regel.strip())

    def openbaar_gegeven(self) -> list[str]:
        """What the form itself says is public, in whatever order the fields are read."""
        return str(self.data.get("openbaar") or "").splitlines() if self.is_bound else []

    def teksten(self) -> dict[str, str]:
        """The four texts, and what is public; call after `is_valid`."""
        return {naam: self.cleaned_data[naam] for naam in (*TEKSTEN, "openbaar")}

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
        self.data = met(self.data, bewerking=str(huidig.bewerking))
