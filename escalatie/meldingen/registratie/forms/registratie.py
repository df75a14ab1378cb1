"""Registering a melding, correcting it, and adding a gemeente: the questions of `vragen.py`, and what each adds."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, cast
from uuid import UUID, uuid4

from django import forms
from django.db.models import QuerySet
from django.forms.boundfield import BoundField

from basis.formulieren import DatumTijdVeld, Groep, controleer_moment, met, soms
from basis.taal import datum, moment
from basis.vrije_tekst import BEVESTIG, Tekst, Tekstvak
from calamiteiten.dossier import Verstrekking
from calamiteiten.models import Betrokkenheid, Melding
from contacten.models import Gemeente
from contacten.models.organisaties import BUITEN
from contacten.organisaties import lopende_gemeenten
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.triage import JA, NEE, ONBEKEND

from .onderdelen import Deel, opties_van
from .vragen import GEWELD, MOMENTEN, NOG_NIET, MeldingForm, na_de_gebeurtenis

GELIJK = (
    *("soort", "meldingssoort", "categorie", "aanbieder", "aanbieder_soort", "zorgcontext", "grondslag", "onderwerp"),
    *("omschrijving", "gebeurd_datum", "gebeurd_tijd", "plaatssoort", "plaats", "igj_kenmerk", "versie"),
    *("melder", "melder_anders"),
    *("gemeente_verblijf_buiten", "gemeente_woonplaats_buiten", "acuut"),
)
NIET_GEKOZEN = "Kies een gemeente die nog niet betrokken is."
# What belongs to a yes: field -> what is said when it is empty.
VERSTREKKING = (
    ("doel", "Vul in waarvoor ze nodig waren."),
    ("kanaal", "Kies hoe ze zijn verstuurd."),
    ("ontvanger", "Vul in aan wie ze zijn verstuurd."),
)


# Why a moment cannot be kept here.
GEEN_EIGEN_TOEGANG = {
    "gemeld_verblijf_op": "Deze gemeente ligt niet in de regio, of is nog niet bekend. Laat dit leeg.",
    "gemeld_woonplaats_op": "Dit is dezelfde gemeente, of zij ligt niet in de regio. Laat dit leeg.",
}


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

    gemeld_verblijf_op = DatumTijdVeld(required=False, help_text=NOG_NIET, is_geweest=True)
    gemeld_woonplaats_op = soms(DatumTijdVeld(help_text=NOG_NIET, is_geweest=True), "als dat een andere gemeente is")

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
        toegang = rolnaam(Rol.TOEGANG, self.protocol.versie)
        self.fields["gemeld_verblijf_op"].label = f"Bij de {toegang} waar de jeugdige verblijft"
        self.fields["gemeld_woonplaats_op"].label = f"Bij de {toegang} volgens het woonplaatsbeginsel"
        ander = self.protocol.begin.namens(rol, "")
        if ander:
            self.fields["vervanging"] = Tekstvak(
                label=f"Waarom is de {rolnaam(ander, self.protocol.versie)} niet bereikbaar?", max_length=300, rijen=2
            )
        self.kies("kanaal", [("", "Kies"), *opties_van(self.protocol.keuzes_van("kanaal"))])

    def toegangvelden(self) -> tuple[str, ...]:
        """That of where the child stays, and that of the woonplaatsbeginsel."""
        return ("gemeld_verblijf_op", "gemeld_woonplaats_op")

    def toegangen(self) -> dict[Gemeente, str]:
        """Those that were answered: of one and the same gemeente the first field asks."""
        gezegd = self.cleaned_data if self.is_bound else self.initial
        plekken = [self.gemeenten.get(gezegd.get(naam, "")) for naam in ("gemeente_verblijf", "gemeente_woonplaats")]
        per_plek: dict[Gemeente, str] = {}
        for gemeente, veld in zip(plekken, self.toegangvelden(), strict=True):
            if gemeente:
                per_plek.setdefault(gemeente, veld)
        return per_plek

    def clean(self) -> dict[str, Any]:
        """Purpose, channel and recipient belong to a yes; a moment belongs to a gemeente; a key that is no key is
        replaced: sending again works."""
        gegevens = super().clean()
        for veld in set(self.toegangvelden()) - set(self.toegangen().values()):
            is_gekozen = gegevens.get(veld.replace("gemeld", "gemeente").removesuffix("_op"))
            if gegevens.get(veld) and is_gekozen:
                self.add_error(veld, GEEN_EIGEN_TOEGANG[veld])
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
        self.data = met(self.data, sleutel=str(sleutel or uuid4()))

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

    def __init__(self, *args: Any, melding: Melding, **kwargs: Any) -> None:
        """Ask of each gemeente that `melding` concerns when it was told. One that joined since the page was sent was
        not on it: of that one nothing changes. See MeldingForm."""
        super().__init__(*args, **kwargs)
        toegang = rolnaam(Rol.TOEGANG, self.protocol.versie)
        self.bekend = melding.gemeld_toegang
        self.betrokken = {veld_van(rij.gemeente): rij.gemeente for rij in _rijen(melding)}
        for naam, gemeente in [*self.betrokken.items()]:
            veld = DatumTijdVeld(
                label=f"Bij de {toegang} van {gemeente}", required=False, help_text=NOG_NIET, is_geweest=True
            )
            widget = cast("forms.Widget", veld.widget)
            if self.is_bound and widget.value_omitted_from_data(self.data, self.files, naam):
                del self.betrokken[naam]
            else:
                self.fields[naam] = veld

    def toegangvelden(self) -> tuple[str, ...]:
        """One for each gemeente that is involved."""
        return tuple(self.betrokken)

    def toegangen(self) -> dict[Gemeente, str]:
        """Whatever the answers say of where the child stays: whom that brings, is asked about afterwards."""
        return {gemeente: naam for naam, gemeente in self.betrokken.items()}

    def gemeld_toegang(self) -> dict[str, datetime]:
        """What was typed; of whom nothing was asked, what stands."""
        gevraagd = {gemeente.code for gemeente in self.betrokken.values()}
        return {code: op for code, op in self.bekend.items() if code not in gevraagd} | super().gemeld_toegang()

    def clean(self) -> dict[str, Any]:
        """Who changes what was recorded says why."""
        gegevens = super().clean()
        if not gegevens.get("reden") and set(self.changed_data) - {"versie", "reden", BEVESTIG}:
            self.add_error("reden", "Schrijf op waarom u dit aanpast.")
        return gegevens

    def _deel(self, groep: Groep, soort: str = "") -> Deel:
        """Folded, with what is recorded behind its title: somebody comes for one fact. What was changed or is wrong
        stands open, and so does why."""
        deel = super()._deel(groep, soort)
        if groep is self.groep_reden:
            return deel
        is_open = any(veld.errors or (self.is_bound and _is_anders(veld)) for veld in deel.velden)
        return deel._replace(
            groep=deel.groep._replace(uitklap="open" if is_open else "dicht"), staat_er=_samen(deel.velden)
        )

    def delen_feiten(self) -> list[Deel]:
        """As for a new melding, and last why it changes."""
        return [*super().delen_feiten(), self._deel(self.groep_reden)]

    def ververs_versie(self, versie: int) -> None:
        """After a conflict: sent again, it replaces what the colleague saved, which the page shows beside it."""
        self.data = met(self.data, versie=str(versie))

    def verschillen_met(self, huidig: "WijzigMeldingForm") -> list[tuple[str, str]]:
        """Label and value of what is saved now, for the fields in which this form says something else."""
        namen = [naam for naam in self.fields if naam in huidig.fields and naam not in {"versie", "reden", BEVESTIG}]
        paren = [(self[naam], huidig[naam]) for naam in namen]
        return [
            (str(nieuw.label), _als_tekst(oud))
            for nieuw, oud in paren
            if nieuw.field.has_changed(oud.initial, nieuw.data)
        ]


def _samen(velden: list[BoundField]) -> str:
    """What is recorded in these fields, on one line; the same answer once, with how often."""
    geteld = Counter(_als_tekst(veld) for veld in velden if veld.initial not in (None, "", []))
    return " · ".join(tekst if keer == 1 else f"{tekst} ({keer})" for tekst, keer in geteld.items()) or "leeg"


def _is_anders(veld: BoundField) -> bool:
    return veld.field.has_changed(veld.initial, veld.data)


class BetrekForm(forms.Form):
    """Add a gemeente that the facts do not name (A6)."""

    gemeente = forms.ModelChoiceField(
        Gemeente.objects.none(),
        to_field_name="code",
        label="Welke gemeente?",
        empty_label="Kies een gemeente",
    )
    gemeld_op = DatumTijdVeld(required=False, help_text=NOG_NIET, is_geweest=True)

    def __init__(self, *args: Any, melding: Melding, nu: datetime, **kwargs: Any) -> None:
        """Offer the gemeenten that are not involved yet; `nu` (aware) bounds when it was told."""
        super().__init__(*args, **kwargs)
        self.gebeurd_datum, self.nu = melding.gebeurd_datum, nu
        toegang = rolnaam(Rol.TOEGANG, melding.protocol_versie)
        self.fields["gemeld_op"].label = f"Wanneer meldde de aanbieder bij die {toegang}?"
        veld = cast("forms.ModelChoiceField[Gemeente]", self.fields["gemeente"])
        veld.queryset = lopende_gemeenten().exclude(pk__in=melding.betrokkenheden.values("gemeente"))

    def clean_gemeld_op(self) -> datetime | None:
        """Between the event and now."""
        op: datetime | None = self.cleaned_data["gemeld_op"]
        if op is not None:
            controleer_moment(op, self.nu)
            na_de_gebeurtenis(op, self.gebeurd_datum)
        return op


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
    momenten = {naam: getattr(melding, naam) for naam in MOMENTEN}
    momenten |= {veld_van(rij.gemeente): rij.gemeld_op for rij in _rijen(melding)}
    for naam, op in momenten.items():
        waarden[naam] = op.replace(second=0, microsecond=0) if op else None
        waarden[f"_{naam}"] = op
    for naam in ("gemeente_verblijf", "gemeente_woonplaats"):
        gemeente = getattr(melding, naam)
        buiten = BUITEN if getattr(melding, f"{naam}_buiten") else ONBEKEND
        waarden[naam] = gemeente.code if gemeente else buiten
    return waarden | _criteria(melding.criteria)


def veld_van(gemeente: Gemeente) -> str:
    """The field that asks when the toegang of this gemeente was told."""
    return f"gemeld_toegang_{gemeente.code}"


def _rijen(melding: Melding) -> QuerySet[Betrokkenheid]:
    return melding.betrokkenheden.select_related("gemeente")


def _criteria(criteria: Mapping[str, str]) -> dict[str, str]:
    return {code if code in GEWELD else f"criterium_{code}": antwoord for code, antwoord in criteria.items()}


def _als_tekst(veld: BoundField) -> str:
    """What a field holds, as people read it."""
    waarde = veld.initial
    if isinstance(waarde, datetime):
        return moment(waarde)
    if isinstance(waarde, date):
        return datum(waarde)
    if isinstance(waarde, time):
        return f"{waarde:%H:%M}"
    keuzes = {str(code): str(naam) for code, naam in getattr(veld.field, "choices", ())}
    if isinstance(waarde, list):
        return ", ".join(keuzes.get(str(deel), str(deel)) for deel in waarde) or "leeg"
    return keuzes.get(str(getattr(waarde, "pk", waarde)), str(waarde or "")) or "leeg"
