"""Registering a melding, correcting it, and adding a gemeente: the questions of `vragen.py`, and what each adds."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.forms.boundfield import BoundField

from basis.formulieren import Groep, soms
from basis.taal import moment
from basis.vrije_tekst import BEVESTIG, Tekst, Tekstvak
from calamiteiten.dossier import Verstrekking
from calamiteiten.models import Melding
from contacten.models import Gemeente
from contacten.models.organisaties import BUITEN
from contacten.organisaties import lopende_gemeenten
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.triage import JA, NEE, ONBEKEND

from .onderdelen import Deel, opties_van
from .vragen import GEWELD, MOMENTEN, MeldingForm

GELIJK = (
    *("soort", "meldingssoort", "categorie", "aanbieder", "aanbieder_soort", "zorgcontext", "grondslag", "onderwerp"),
    *("omschrijving", "gebeurd_datum", "gebeurd_tijd", "plaatssoort", "plaats", "igj_kenmerk", "versie"),
    *("melder", "melder_anders"),
    *("gemeente_verblijf_buiten", "gemeente_woonplaats_buiten", "acuut"),
)
# What belongs to a yes: field -> what is said when it is empty.
VERSTREKKING = (
    ("doel", "Vul in waarvoor ze nodig waren."),
    ("kanaal", "Kies hoe ze zijn verstuurd."),
    ("ontvanger", "Vul in aan wie ze zijn verstuurd."),
)


class NieuweMeldingForm(MeldingForm):
    """Registering: also the key that makes two clicks one melding, and the purpose of personal data (R45)."""

    sleutel = forms.UUIDField(
        widget=forms.HiddenInput,
        error_messages={"required": "Verstuur het formulier nog een keer.", "invalid": "Verstuur nog een keer."},
    )
    persoonsgegevens = forms.ChoiceField(
        label="Moesten er persoonsgegevens worden gedeeld?",
        choices=((NEE, "Nee"), (JA, "Ja")),
        initial=NEE,
        widget=forms.RadioSelect({"class": "cal-opties--naast"}),
    )
    doel = soms(Tekst(label="Waarvoor waren ze nodig?", max_length=300), "bij een ja")
    kanaal = soms(forms.ChoiceField(label="Hoe zijn ze verstuurd?"), "bij een ja")
    ontvanger = soms(
        Tekst(label="Aan wie?", max_length=120, help_text="Schrijf een functie en organisatie op, geen naam."),
        "bij een ja",
    )

    groep_persoonsgegevens = Groep(
        "Persoonsgegevens",
        ("persoonsgegevens", "doel", "kanaal", "ontvanger"),
        "Zet de gegevens zelf niet hier. Verstuur ze beveiligd en leg alleen vast waarvoor en hoe.",
    )

    groep_vervanging = Groep(
        "U legt dit vast voor een ander",
        ("vervanging",),
        "Dat kan als die niet bereikbaar is. Het staat in het dossier, en die ander krijgt bericht.",
    )

    def __init__(self, *args: Any, rol: str, **kwargs: Any) -> None:
        """Offer the secured channels of the protocol; who registers for another role says why. See MeldingForm."""
        super().__init__(*args, **kwargs)
        ander = self.protocol.begin.namens(rol, "")
        if ander:
            self.fields["vervanging"] = Tekstvak(
                label=f"Waarom is de {rolnaam(ander, self.protocol.versie)} niet bereikbaar?", max_length=300, rijen=2
            )
        self.kies("kanaal", [("", "Kies"), *opties_van(self.protocol.keuzes_van("kanaal"))])

    def clean(self) -> dict[str, Any]:
        """Purpose, channel and recipient belong to a yes; a key that is no key is replaced: sending again works."""
        gegevens = super().clean()
        if gegevens.get("persoonsgegevens") == JA:
            for naam, zin in VERSTREKKING:
                if not gegevens.get(naam) and naam not in self.errors:
                    self.add_error(naam, zin)
        if "sleutel" in self.errors:
            self.vernieuw_sleutel()
        return gegevens

    def delen_feiten(self) -> list[Deel]:
        """As for a correction, then the personal data, and last for whom this is done."""
        namens = [self._deel(self.groep_vervanging)] if "vervanging" in self.fields else []
        return [*super().delen_feiten(), self._deel(self.groep_persoonsgegevens), *namens]

    def vernieuw_sleutel(self, sleutel: UUID | None = None) -> None:
        """Give the form on screen a key of its own: sent again, it is another melding."""
        self.data = {**self.data, "sleutel": str(sleutel or uuid4())}

    def verstrekking(self) -> Verstrekking | None:
        """Why, how and to whom personal data were supplied, or None."""
        schoon = self.cleaned_data
        if schoon["persoonsgegevens"] != JA:
            return None
        namen = {keuze.code: keuze.naam for keuze in self.protocol.keuzes_van("kanaal")}
        return Verstrekking(schoon["doel"], namen[schoon["kanaal"]], schoon["ontvanger"])


class WijzigMeldingForm(MeldingForm):
    """Correcting: the same questions with what is known; `versie` is what the user saw."""

    versie = forms.IntegerField(widget=forms.HiddenInput)
    reden = soms(
        Tekst(
            label="Waarom past u dit aan?",
            max_length=300,
            help_text="Wat er stond, blijft leesbaar in het dossier, met uw naam en deze reden.",
        ),
        "als u iets aanpast",
    )

    groep_reden = Groep("Uw reden", ("reden",))

    def clean(self) -> dict[str, Any]:
        """Who changes what was recorded says why."""
        gegevens = super().clean()
        if not gegevens.get("reden") and set(self.changed_data) - {"versie", "reden", BEVESTIG}:
            self.add_error("reden", "Schrijf op waarom u dit aanpast.")
        return gegevens

    def delen_feiten(self) -> list[Deel]:
        """As for a new melding, and last why it changes."""
        return [*super().delen_feiten(), self._deel(self.groep_reden)]

    def ververs_versie(self, versie: int) -> None:
        """After a conflict: sent again, it replaces what the colleague saved, which the page shows beside it."""
        self.data = {**self.data, "versie": str(versie)}

    def verschillen_met(self, huidig: "WijzigMeldingForm") -> list[tuple[str, str]]:
        """Label and value of what is saved now, for the fields in which this form says something else."""
        paren = [(self[naam], huidig[naam]) for naam in self.fields if naam not in {"versie", "reden", BEVESTIG}]
        return [
            (str(nieuw.label), _als_tekst(oud))
            for nieuw, oud in paren
            if nieuw.field.has_changed(oud.initial, nieuw.data)
        ]


class BetrekForm(forms.Form):
    """Add a gemeente that the facts do not name (A6)."""

    gemeente = forms.ModelChoiceField(
        Gemeente.objects.none(), to_field_name="code", label="Welke gemeente?", empty_label="Kies een gemeente"
    )

    def __init__(self, *args: Any, melding: Melding, **kwargs: Any) -> None:
        """Offer the gemeenten that are not involved yet."""
        super().__init__(*args, **kwargs)
        veld = cast("forms.ModelChoiceField[Gemeente]", self.fields["gemeente"])
        veld.queryset = lopende_gemeenten().exclude(pk__in=melding.betrokkenheden.values("gemeente"))


class LaatLosForm(forms.Form):
    """Let go of a gemeente that is not involved, with the reason."""

    gemeente = forms.ModelChoiceField(
        Gemeente.objects.none(),
        to_field_name="code",
        label="Welke gemeente hoort er niet bij?",
        empty_label="Kies een gemeente",
    )
    reden = Tekst(label="Waarom?", max_length=300)

    def __init__(self, *args: Any, melding: Melding, **kwargs: Any) -> None:
        """Offer the gemeenten that are involved without being named by the facts: those are corrected there. `kan`:
        there is any to let go of."""
        super().__init__(*args, **kwargs)
        veld = cast("forms.ModelChoiceField[Gemeente]", self.fields["gemeente"])
        genoemd = [pk for pk in (melding.gemeente_verblijf_id, melding.gemeente_woonplaats_id) if pk]
        veld.queryset = Gemeente.objects.filter(pk__in=melding.betrokkenheden.values("gemeente")).exclude(
            pk__in=genoemd
        )
        self.kan = veld.queryset.exists()


def waarden_van(melding: Melding) -> dict[str, Any]:
    """The initial values of WijzigMeldingForm. Moments are shown to the minute; `_<name>` keeps the exact one."""
    waarden = {naam: getattr(melding, naam) for naam in GELIJK}
    for naam in MOMENTEN:
        moment = getattr(melding, naam)
        waarden[naam] = moment.replace(second=0, microsecond=0) if moment else None
        waarden[f"_{naam}"] = moment
    for naam in ("gemeente_verblijf", "gemeente_woonplaats"):
        gemeente = getattr(melding, naam)
        buiten = BUITEN if getattr(melding, f"{naam}_buiten") else ONBEKEND
        waarden[naam] = gemeente.code if gemeente else buiten
    return waarden | _criteria(melding.criteria)


def _criteria(criteria: Mapping[str, str]) -> dict[str, str]:
    return {code if code in GEWELD else f"criterium_{code}": antwoord for code, antwoord in criteria.items()}


def _als_tekst(veld: BoundField) -> str:
    """What a field holds, as people read it."""
    waarde = veld.initial
    if isinstance(waarde, datetime):
        return moment(waarde)
    keuzes = {str(code): str(naam) for code, naam in getattr(veld.field, "choices", ())}
    return keuzes.get(str(getattr(waarde, "pk", waarde)), str(waarde or "")) or "leeg"
