"""The forms of the steps that record something of their own: a text, an answer, a day, an evaluation, a melding."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from basis.formulieren import DatumTijdVeld, DatumVeld, controleer_moment
from basis.kalender import lokale_datum
from basis.vrije_tekst import Tekst, Tekstvak
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding
from communicatie.models import Persvraag, Persvrager
from contacten.organisaties import regio_gemeenten
from escalatie.persvragen.opdrachten import (
    DirectAntwoord,
    Evaluatie,
    GemeenteAntwoord,
    Gemeentedaad,
    Koppeling,
    Navraag,
    Samenvoeging,
    Volgdag,
)

from .intake import BUITEN, GEEN_NAMEN, LANGSTE_TEKST
from .stap import FUNCTIES, PersstapForm, Stapcontext

MEESTE_VOORSTELLEN = 25
VERSTE_DAG = 366
# From this many journalists on it is asked who had the answer.
MEER_VRAGERS = 2


class DirectForm(PersstapForm):
    """The contractmanager can give the information at once (R4)."""

    kernboodschap = Tekstvak(
        label="Kernboodschap", max_length=LANGSTE_TEKST, rijen=6, help_text="Het antwoord dat de gemeente kan geven."
    )
    achtergrond = Tekstvak(label="Achtergrond", required=False, max_length=LANGSTE_TEKST, rijen=5)

    def begin(self, context: Stapcontext) -> dict[str, Any]:
        """What stands there already."""
        return {"kernboodschap": context.persvraag.kernboodschap, "achtergrond": context.persvraag.achtergrond}

    def gegevens(self) -> DirectAntwoord:
        """Both texts."""
        return DirectAntwoord(self.cleaned_data["kernboodschap"], self.cleaned_data["achtergrond"])


class NavraagForm(PersstapForm):
    """What the gemeente said it still needs (R12)."""

    heeft_afstemming_nodig = forms.TypedChoiceField(
        label="Moeten de communicatieadviseurs met elkaar afstemmen?",
        choices=[("ja", "Ja"), ("nee", "Nee")],
        coerce=lambda waarde: waarde == "ja",
        widget=forms.RadioSelect({"class": "cal-opties--naast"}),
        error_messages={"required": "Kies ja of nee."},
    )
    meer_informatie = Tekstvak(
        label="Welke informatie heeft de gemeente nog nodig?",
        required=False,
        max_length=4000,
        rijen=3,
        help_text="Niets nodig? Laat leeg.",
    )

    def gegevens(self) -> Navraag:
        """Both answers."""
        schoon = self.cleaned_data
        return Navraag(
            heeft_afstemming_nodig=schoon["heeft_afstemming_nodig"], meer_informatie=schoon["meer_informatie"]
        )


class VolgForm(PersstapForm):
    """Until when the media are followed (R18, R19)."""

    monitor_tot_datum = DatumVeld(label="Tot en met welke dag volgen we de media?")

    def begin(self, context: Stapcontext) -> dict[str, Any]:
        """The day that was chosen before."""
        return {"monitor_tot_datum": context.persvraag.monitor_tot_datum}

    def clean_monitor_tot_datum(self) -> date | None:
        """A day from today, at most a year ahead."""
        dag: date | None = self.cleaned_data["monitor_tot_datum"]
        vandaag = lokale_datum(self.context.nu)
        if dag and dag < vandaag:
            raise ValidationError("Deze dag is al geweest.", code="geweest")
        if dag and (dag - vandaag).days > VERSTE_DAG:
            raise ValidationError("Controleer het jaar: dit is meer dan een jaar vooruit.", code="te_ver")
        return dag

    def gegevens(self) -> Volgdag:
        """The day, or None."""
        return Volgdag(self.cleaned_data["monitor_tot_datum"])


class CommuniceerForm(VolgForm):
    """The gemeente answers; following the media is a choice (R18)."""

    monitor_tot_datum = DatumVeld(
        label="Tot en met welke dag volgen we de media?", required=False, help_text="Niet nodig? Laat leeg."
    )


class AntwoordForm(PersstapForm):
    """What a gemeente answered in its own words (R11, R16)."""

    gemeente = forms.ChoiceField(label="Welke gemeente gaf het antwoord?")
    tekst = Tekstvak(
        label="Wat was het antwoord?",
        max_length=LANGSTE_TEKST,
        rijen=6,
        help_text="Zoals de gemeente het zei, met eigen kleur of citaat. De kernboodschap verandert niet.",
    )
    beantwoord_op = DatumTijdVeld(label="Wanneer kreeg de pers het antwoord?")
    beantwoord_door = Tekst(label="Wie gaf het antwoord?", max_length=120, help_text=FUNCTIES)

    vragers = forms.TypedMultipleChoiceField(
        label="Wie kreeg dit antwoord?",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        help_text="Wie u niet aanvinkt, wacht nog.",
        error_messages={"required": "Kies wie dit antwoord kreeg."},
    )

    def __init__(self, context: Stapcontext, data: Any = None) -> None:
        """Offer the gemeenten of the region, the one that was asked first, and to a gemeente itself alone; and the
        journalists, when several ask."""
        super().__init__(context, data)
        eigen, buiten = context.eigen_gemeente, context.persvraag.gemeente_buiten or "Een gemeente buiten de regio"
        kan = [eigen] if eigen else regio_gemeenten()
        self.gemeenten = {gemeente.code: gemeente for gemeente in kan}
        keuzes = [(code, gemeente.naam) for code, gemeente in self.gemeenten.items()]
        cast("forms.ChoiceField", self.fields["gemeente"]).choices = keuzes if eigen else [*keuzes, (BUITEN, buiten)]
        wie = [vrager for vrager in context.persvraag.vragers.all() if not vrager.is_weg]
        if len(wie) < MEER_VRAGERS or (eigen and eigen != context.persvraag.gemeente):
            del self.fields["vragers"]
            return
        veld = cast("forms.TypedMultipleChoiceField", self.fields["vragers"])
        veld.choices = [(vrager.pk, _vragernaam(vrager)) for vrager in wie]
        veld.initial = [vrager.pk for vrager in wie if vrager.wacht]

    def begin(self, context: Stapcontext) -> dict[str, Any]:
        """The gemeente of the question, the agreed words, and now."""
        gemeente, is_rsj = context.eigen_gemeente or context.persvraag.gemeente, context.eigen_gemeente is None
        return {
            "gemeente": gemeente.code if gemeente else BUITEN,
            # A text that is still being written is for no gemeente to read.
            "tekst": context.persvraag.kernboodschap if is_rsj else "",
            "beantwoord_op": context.nu.replace(second=0, microsecond=0),
        }

    def clean_beantwoord_op(self) -> datetime:
        """A moment between the question and now."""
        moment: datetime = self.cleaned_data["beantwoord_op"]
        controleer_moment(moment, self.context.nu)
        if moment < self.context.persvraag.ontvangen_op.replace(second=0, microsecond=0):
            raise ValidationError("Dit is vóór de vraag binnenkwam.", code="te_vroeg")
        return moment

    def gegevens(self) -> GemeenteAntwoord:
        """Who said what, and when."""
        schoon = self.cleaned_data
        gemeente = self.gemeenten.get(schoon["gemeente"])
        return GemeenteAntwoord(
            gemeente_id=gemeente.pk if gemeente else None,
            tekst=schoon["tekst"],
            beantwoord_op=schoon["beantwoord_op"],
            beantwoord_door=schoon["beantwoord_door"],
            vragers=tuple(schoon.get("vragers", ())),
        )


class EvaluatieForm(PersstapForm):
    """The short evaluation afterwards (R20): the questions come from the protocol file."""

    def __init__(self, context: Stapcontext, data: Any = None) -> None:
        """A text per question."""
        super().__init__(context, data)
        for vraag in context.regels.evaluatievragen:
            self.fields[f"evaluatie_{vraag.code}"] = Tekstvak(label=vraag.zin, max_length=4000, rijen=3)

    def gegevens(self) -> Evaluatie:
        """The answers by code of the question."""
        vragen = self.context.regels.evaluatievragen
        return Evaluatie({vraag.code: self.cleaned_data[f"evaluatie_{vraag.code}"] for vraag in vragen})


class KoppelForm(PersstapForm):
    """The question turns out to be about a calamity (R22). Only a melding that this user may see can be named."""

    melding = forms.CharField(
        label="Kenmerk van de melding",
        max_length=40,
        help_text="Typ het kenmerk, of kies uit de nieuwste meldingen.",
        widget=forms.TextInput({"list": "meldingen", "autocomplete": "off", "placeholder": "CAL-2026-0001"}),
    )

    def voorstellen(self) -> Mapping[str, str]:
        """Kenmerk -> subject of the newest meldingen that this user may see."""
        rijen = self.context.meldingen.order_by("-ontvangen_op").values_list("kenmerk", "onderwerp")
        return dict(rijen[:MEESTE_VOORSTELLEN])

    def clean_melding(self) -> Melding:
        """The melding; one that is not there and one that is not for this user answer alike."""
        kenmerk = in_vorm(self.cleaned_data["melding"])
        if not kenmerk:
            raise ValidationError("Een kenmerk ziet eruit als CAL-2026-0001.", code="vorm")
        melding = self.context.meldingen.filter(kenmerk=kenmerk).first()
        if melding is None:
            raise ValidationError("Er is geen melding met dit kenmerk, of u ziet die niet.", code="onbekend")
        return melding

    def gegevens(self) -> Koppeling:
        """The key of the melding."""
        return Koppeling(self.cleaned_data["melding"].pk)


class SamenvoegForm(PersstapForm):
    """Another question asks the same: this journalist waits there too (A14)."""

    persvraag = forms.CharField(
        label="Kenmerk van de persvraag waar het verdergaat",
        max_length=40,
        help_text="Typ het kenmerk, of kies uit de open persvragen.",
        widget=forms.TextInput({"list": "meldingen", "autocomplete": "off", "placeholder": "PV-2026-0001"}),
    )

    def voorstellen(self) -> Mapping[str, str]:
        """Kenmerk -> subject of the newest open questions that this user may see."""
        rijen = self._andere().order_by("-ontvangen_op").values_list("kenmerk", "onderwerp")
        return dict(rijen[:MEESTE_VOORSTELLEN])

    def clean_persvraag(self) -> Persvraag:
        """An open question other than this one."""
        gevonden = self._andere().filter(kenmerk=in_vorm(self.cleaned_data["persvraag"])).first()
        if gevonden is None:
            raise ValidationError("Kies een andere persvraag die nog open is.", code="onbekend")
        return gevonden

    def gegevens(self) -> Samenvoeging:
        """The key of the question that goes on."""
        return Samenvoeging(self.cleaned_data["persvraag"].pk)

    def _andere(self) -> QuerySet[Persvraag]:
        return self.context.persvragen.filter(afgerond_op__isnull=True).exclude(pk=self.context.persvraag.pk)


class DaadForm(PersstapForm):
    """What a gemeente did, agreed or asks for (R104, R107, R114)."""

    tekst = Tekstvak(label="Schrijf op wat het RSJ moet weten", max_length=4000, rijen=5, help_text=GEEN_NAMEN)

    def gegevens(self) -> Gemeentedaad:
        """Its words."""
        return Gemeentedaad(self.cleaned_data["tekst"])


def _vragernaam(vrager: Persvrager) -> str:
    """A journalist to choose: the medium, the name while it stands there, and whether an answer was given."""
    naam = ", ".join(filter(None, [vrager.medium or "Medium niet bekend", vrager.naam]))
    return f"{naam} (had al antwoord)" if vrager.beantwoord_op else naam


VORMEN: dict[str, type[PersstapForm]] = {
    "antwoord_direct": DirectForm,
    "vraag_na": NavraagForm,
    "communiceer": CommuniceerForm,
    "volg_langer": VolgForm,
    "leg_antwoord_vast": AntwoordForm,
    "rond_af": EvaluatieForm,
    "koppel": KoppelForm,
    "voeg_samen": SamenvoegForm,
    **dict.fromkeys(("meld_monitoring", "meld_taakverdeling", "vraag_steun", "meld_familie", "meld_gebeurd"), DaadForm),
}


def maak_stapform(context: Stapcontext, data: Any = None) -> PersstapForm:
    """The form of this step."""
    return VORMEN.get(context.stap.regel.code, PersstapForm)(context, data)
