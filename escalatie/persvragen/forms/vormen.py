"""The forms of the steps that record something of their own: a text, an answer, a day, an evaluation, a melding."""

from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.forms.boundfield import BoundField

from basis.formulieren import DatumTijdVeld, DatumVeld, Groep, controleer_moment, soms
from basis.kalender import lokale_datum
from basis.taal import moment
from basis.vrije_tekst import Tekst, Tekstvak
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding
from communicatie.models import Persvraag, Persvrager
from communicatie.persvragen.toegang import ROLLEN_PERS
from contacten.organisaties import regio_gemeenten
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.opdrachten import Stapgegevens
from escalatie.persvragen.opdrachten import (
    Afspraak,
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
ACTIEVELDEN = ("actie_titel", "actie_rol", "actie_eigenaar", "actie_uiterlijk_op")


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


class ActieForm(PersstapForm):
    """What somebody is going to do (R12, R19, R20). A subclass asks first whether anything is needed: `actievraag`."""

    actievraag = ""
    actie_titel = Tekst(
        label="Wat gaat er gebeuren?", max_length=200, help_text="Begin met een werkwoord. Geen namen van personen."
    )
    actie_rol = forms.ChoiceField(label="Wie doet dit?", widget=forms.RadioSelect)
    actie_eigenaar = Tekst(label="Wie precies?", max_length=120, required=False, help_text=FUNCTIES)
    actie_uiterlijk_op = DatumTijdVeld(label="Wanneer is het uiterlijk klaar?")

    def __init__(self, context: Stapcontext, data: Any = None) -> None:
        """The roles that handle press questions; where a question comes first, nothing more is asked after a no."""
        super().__init__(context, data)
        versie = context.persvraag.protocol_versie
        veld = self.fields["actie_rol"]
        if isinstance(veld, forms.ChoiceField):
            namen = ((rol, rolnaam(rol, versie)) for rol in sorted(ROLLEN_PERS))
            veld.choices = [(rol, f"{naam[:1].upper()}{naam[1:]}") for rol, naam in namen]
        if self.actievraag:
            for naam in set(ACTIEVELDEN) - {"actie_eigenaar"}:
                soms(self.fields[naam], "bij een ja").required = (data or {}).get(self.actievraag) == "ja"

    def veldgroepen(self) -> Iterator[tuple[Groep | None, list[BoundField]]]:
        """What is agreed in a frame of its own, when it hangs on the answer before it."""
        for groep, velden in super().veldgroepen():
            if groep or not self.actievraag or not any(veld.name == self.actievraag for veld in velden):
                yield groep, velden
                continue
            yield None, [veld for veld in velden if veld.name not in ACTIEVELDEN]
            yield (
                Groep("Koos u ja? Wat spreekt u af?", ACTIEVELDEN, "De actie staat daarna in de werkvoorraad."),
                [veld for veld in velden if veld.name in ACTIEVELDEN],
            )

    def clean_actie_uiterlijk_op(self) -> datetime | None:
        """A moment to come."""
        gekozen: datetime | None = self.cleaned_data.get("actie_uiterlijk_op")
        if gekozen and gekozen <= self.context.nu:
            raise ValidationError("Dit moment is al geweest. Kies een moment in de toekomst.", code="geweest")
        return gekozen

    def afspraak(self) -> Afspraak | None:
        """What was agreed; None when nothing is needed."""
        schoon = self.cleaned_data
        if self.actievraag and schoon.get(self.actievraag) not in (True, "ja"):
            return None
        return Afspraak(
            schoon["actie_titel"], schoon["actie_rol"], schoon["actie_uiterlijk_op"], schoon["actie_eigenaar"]
        )

    def gegevens(self) -> Stapgegevens | None:
        """What was agreed."""
        return self.afspraak()


class NavraagForm(ActieForm):
    """What the gemeente said it still needs (R12)."""

    actievraag = "heeft_afstemming_nodig"
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
    field_order = ("meer_informatie", "heeft_afstemming_nodig")

    def gegevens(self) -> Navraag:
        """Both answers, and what was agreed."""
        schoon = self.cleaned_data
        return Navraag(schoon["heeft_afstemming_nodig"], schoon["meer_informatie"], self.afspraak())


class VolgForm(ActieForm):
    """Until when the media are followed, and whether target groups must hear more (R18, R19)."""

    actievraag = "extra_communicatie"
    extra_communicatie = forms.ChoiceField(
        label="Is er extra communicatie nodig?",
        help_text="Bijvoorbeeld voor ouders, scholen of cliënten. De gemeente weegt dat; de regio helpt.",
        choices=[("ja", "Ja"), ("nee", "Nee")],
        widget=forms.RadioSelect({"class": "cal-opties--naast"}),
        error_messages={"required": "Kies ja of nee."},
    )
    field_order = ("monitor_tot_datum", "extra_communicatie")
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
        """The day, or None, and what was agreed."""
        return Volgdag(self.cleaned_data["monitor_tot_datum"], self.afspraak())


class CommuniceerForm(VolgForm):
    """The gemeente answers; following the media is a choice (R18)."""

    monitor_tot_datum = DatumVeld(
        label="Tot en met welke dag volgen we de media?", required=False, help_text="Niet nodig? Laat leeg."
    )


class AntwoordForm(PersstapForm):
    """What a gemeente answered in its own words (R11, R16)."""

    gemeente = forms.ChoiceField(label="Welke gemeente gaf het antwoord?")
    field_order = ("gemeente", "is_kernboodschap", "tekst")
    tekst = Tekstvak(
        label="Wat was het antwoord?",
        required=False,
        max_length=LANGSTE_TEKST,
        rijen=6,
        help_text="Zoals de gemeente het zei, met eigen kleur of citaat. De kernboodschap verandert niet.",
    )
    is_kernboodschap = forms.BooleanField(label="De gemeente gaf precies de kernboodschap", required=False)
    beantwoord_op = DatumTijdVeld(label="Wanneer kreeg de pers het antwoord?", is_geweest=True)
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
        if eigen:
            self.fields["gemeente"].widget = forms.HiddenInput()
        self._vraag_kernboodschap()
        self.gemeenten = {gemeente.code: gemeente for gemeente in kan}
        keuzes = [(code, gemeente.naam) for code, gemeente in self.gemeenten.items()]
        cast("forms.ChoiceField", self.fields["gemeente"]).choices = keuzes if eigen else [*keuzes, (BUITEN, buiten)]
        wie = [vrager for vrager in context.persvraag.vragers.all() if not vrager.is_weg]
        if len(wie) < MEER_VRAGERS or (eigen and eigen != context.persvraag.gemeente):
            del self.fields["vragers"]
            return
        veld = cast("forms.TypedMultipleChoiceField", self.fields["vragers"])
        naam = _medium_en_deadline if context.is_link else _vragernaam
        veld.choices = [(vrager.pk, naam(vrager)) for vrager in wie]
        veld.initial = [vrager.pk for vrager in wie if vrager.wacht]

    def begin(self, context: Stapcontext) -> dict[str, Any]:
        """The gemeente of the question, and now; no words: those are for the gemeente to say."""
        gemeente = context.eigen_gemeente or context.persvraag.gemeente
        return {
            "gemeente": gemeente.code if gemeente else BUITEN,
            "beantwoord_op": context.nu.replace(second=0, microsecond=0),
        }

    def clean_beantwoord_op(self) -> datetime:
        """A moment between the question and now."""
        gezegd: datetime = self.cleaned_data["beantwoord_op"]
        controleer_moment(gezegd, self.context.nu)
        if gezegd < self.context.persvraag.ontvangen_op.replace(second=0, microsecond=0):
            raise ValidationError("Dit is vóór de vraag binnenkwam.", code="te_vroeg")
        return gezegd

    def _vraag_kernboodschap(self) -> None:
        """Whether it gave the agreed text, which stands beside the question: a choice, and never what stands ready."""
        context, tekst = self.context, self.context.kernboodschap
        if not tekst:
            del self.fields["is_kernboodschap"]
            self.fields["tekst"].required = True
            return
        veld = self.fields["is_kernboodschap"]
        self.fields["tekst"].label = "Of was het een eigen antwoord? Schrijf dat hier op."
        soms(self.fields["tekst"], "bij een eigen antwoord")
        if context.eigen_gemeente:
            veld.label = "Wij gaven precies de kernboodschap"
        veld.help_text = "De tekst staat hierboven." if context.is_link else f"“{tekst}”"

    def clean(self) -> dict[str, Any]:
        """Its own words, or the agreed text: one of both."""
        schoon = super().clean()
        if "is_kernboodschap" not in self.fields or "tekst" in self.errors:
            return schoon
        if schoon.get("is_kernboodschap") and schoon.get("tekst"):
            self.add_error("tekst", "Kies één van beide: de kernboodschap, of een eigen antwoord.")
        elif not schoon.get("is_kernboodschap") and not schoon.get("tekst"):
            self.add_error("tekst", "Schrijf op wat het antwoord was, of kies dat het de kernboodschap was.")
        return schoon

    def gegevens(self) -> GemeenteAntwoord:
        """Who said what, and when."""
        schoon = self.cleaned_data
        gemeente = self.gemeenten.get(schoon["gemeente"])
        return GemeenteAntwoord(
            gemeente_id=gemeente.pk if gemeente else None,
            tekst=self.context.kernboodschap if schoon.get("is_kernboodschap") else schoon["tekst"],
            is_kernboodschap=bool(schoon.get("is_kernboodschap")),
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
            if vraag.antwoorden:
                self.fields[f"keuze_{vraag.code}"] = forms.ChoiceField(
                    label=vraag.zin,
                    choices=[(antwoord.code, antwoord.naam) for antwoord in vraag.antwoorden],
                    widget=forms.RadioSelect({"class": "cal-opties--naast"}),
                    error_messages={"required": "Maak een keuze."},
                )
            label = "Licht uw keuze toe" if vraag.antwoorden else vraag.zin
            self.fields[f"evaluatie_{vraag.code}"] = Tekstvak(label=label, max_length=4000, rijen=3)

    def gegevens(self) -> Evaluatie:
        """The answers by code of the question."""
        vragen = self.context.regels.evaluatievragen
        teksten = {vraag.code: self.cleaned_data[f"evaluatie_{vraag.code}"] for vraag in vragen}
        return Evaluatie(teksten, {v.code: self.cleaned_data[f"keuze_{v.code}"] for v in vragen if v.antwoorden})


class KoppelForm(PersstapForm):
    """The question turns out to be about a calamity (R22). Proposed is only what this user may see; any kenmerk that
    the user heard can be named (R111)."""

    melding = forms.CharField(
        label="Kenmerk van de melding",
        max_length=40,
        help_text="Typ het kenmerk, of kies uit de nieuwste meldingen.",
        widget=forms.TextInput({"list": "meldingen", "autocomplete": "off", "placeholder": "CAL-2026-0001"}),
    )

    def begin(self, context: Stapcontext) -> dict[str, Any]:
        """The melding that the address names."""
        return {"melding": context.waarden.get("melding", "")}

    def voorstellen(self) -> Mapping[str, str]:
        """Kenmerk -> subject of the newest meldingen that this user may see."""
        rijen = self.context.meldingen.order_by("-ontvangen_op").values_list("kenmerk", "onderwerp")
        return dict(rijen[:MEESTE_VOORSTELLEN])

    def clean_melding(self) -> Melding:
        """The melding with this kenmerk."""
        kenmerk = in_vorm(self.cleaned_data["melding"])
        if not kenmerk:
            raise ValidationError("Een kenmerk ziet eruit als CAL-2026-0001.", code="vorm")
        melding = self.context.koppelbaar.filter(kenmerk=kenmerk).first()
        if melding is None:
            raise ValidationError("Er is geen melding met dit kenmerk.", code="onbekend")
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

    tekst = Tekstvak(label="Schrijf op wat de regio moet weten", max_length=4000, rijen=5, help_text=GEEN_NAMEN)

    def gegevens(self) -> Gemeentedaad:
        """Its words, and which gemeente it is."""
        eigen = self.context.eigen_gemeente
        return Gemeentedaad(self.cleaned_data["tekst"], eigen.pk if eigen else None)


def _vragernaam(vrager: Persvrager) -> str:
    """A journalist to choose: the medium, the name while it stands there, and whether an answer was given."""
    naam = ", ".join(filter(None, [vrager.medium or "Medium niet bekend", vrager.naam]))
    return f"{naam} (had al antwoord)" if vrager.beantwoord_op else naam


def _medium_en_deadline(vrager: Persvrager) -> str:
    """A journalist to choose, without the name."""
    deadline = f", antwoord vóór {moment(vrager.deadline_op)}" if vrager.deadline_op else ""
    return f"{vrager.medium or 'Medium niet bekend'}{deadline}{' (had al antwoord)' if vrager.beantwoord_op else ''}"


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
    "spreek_af": ActieForm,
}


def maak_stapform(context: Stapcontext, data: Any = None) -> PersstapForm:
    """The form of this step."""
    return VORMEN.get(context.stap.regel.code, PersstapForm)(context, data)
