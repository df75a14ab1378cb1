"""What is filled in of an action: the record, a correction of it, and why a step is taken.

The same form stands behind the link in the mail. Free text asks the question of personal data first (R44): a yearly
overview holds no persons.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django import forms

from basis.formulieren import DatumVeld, Dichtbij
from basis.kalender import lokale_datum
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.models import Paraatheidsfeit
from contacten.models import Dader, Gebruiker, Linkhouder
from escalatie.draaiboek.mogelijkheden import Mogelijkheid
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.protocol.paraatheidsregels import ActieRegel

from .inhoud import DAG
from .opdrachten import Inhoud, Vastlegging
from .pagina import Actiecontext

LANGSTE = 4000
MEESTE = 100_000
AANTAL = "aantal_"
# Form -> the fields that it asks beside the day, in order.
VELDEN = {
    "afspraak": ("partner", "link", "tekst", "herzien_datum"),
    "document": ("link", "documentversie", "geldig_tot_datum", "tekst", "herzien_datum"),
    "oefening": ("wie", "partner", "tekst", "herzien_datum"),
    "jaaroverzicht": ("jaar", "tekst", "maatregelen"),
}
VERPLICHT = {"oefening": {"wie"}, "jaaroverzicht": {"jaar", "tekst", "maatregelen"}}
TEKSTEN = {
    "afspraak": ("Wat is afgesproken?", "Kort, of waar het staat."),
    "document": ("Toelichting", "Is er geen link? Schrijf op waar het ligt, of dat u het toevoegt als bestand."),
    "oefening": ("Wat is er geoefend?", "Het onderwerp en wat eruit kwam."),
    "jaaroverzicht": ("Wat valt op?", "Uw analyse van het jaar. Schrijf niets over personen."),
}
WAAR = "Vul de link in, of schrijf in de toelichting waar het document ligt."


class VastlegForm(Dichtbij, Signalering):
    """One record of an action. Which fields there are, follows from its rule; a correction asks why as well."""

    verste: ClassVar[dict[str, int]] = {"geldig_tot_datum": 15, "herzien_datum": 5}

    gezien = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    op_datum = DatumVeld(label="Op welke dag?", is_geweest=True)
    partner = Tekst(label="Met wie?", max_length=160, required=False)
    wie = Tekst(
        label="Wie deed mee?", max_length=300, required=False, help_text="Functies en organisaties, geen namen."
    )
    jaar = forms.TypedChoiceField(label="Over welk jaar?", coerce=int, empty_value=None, required=False)
    link = forms.URLField(label="Link naar het document", max_length=300, required=False, assume_scheme="https")
    documentversie = Tekst(label="Versie", max_length=40, required=False)
    geldig_tot_datum = DatumVeld(label="Geldig tot en met", required=False)
    tekst = Tekstvak(max_length=LANGSTE, required=False)
    maatregelen = Tekstvak(
        label="Wat gaat u beter doen?",
        max_length=LANGSTE,
        required=False,
        help_text="Maatregelen, met wanneer. Is er niets nodig, schrijf dat dan op.",
    )
    herzien_datum = DatumVeld(
        label="Wanneer kijkt u hier opnieuw naar?", required=False, help_text="Laat leeg voor de gewone termijn."
    )

    def __init__(self, context: Actiecontext, data: Any = None, *, feit: Paraatheidsfeit | None = None) -> None:
        """`context`: the action, with the years that can be chosen; `feit`: what is put right."""
        super().__init__(data, initial=_begin(context, feit), vandaag=lokale_datum(context.nu))
        self.context, self.feit, regel = context, feit, context.actie
        for naam in {veld for velden in VELDEN.values() for veld in velden} - set(VELDEN[regel.vorm]):
            del self.fields[naam]
        self.fields["op_datum"].label = DAG[regel.vorm]
        self.fields["tekst"].label, self.fields["tekst"].help_text = TEKSTEN[regel.vorm]
        for naam in VERPLICHT.get(regel.vorm, ()):
            self.fields[naam].required = True
        self._vraag_jaar(regel, context.jaren)
        if feit:
            self.fields["reden"] = Tekstvak(label="Waarom verbetert u dit?", max_length=2000, rijen=3)
        self.order_fields(["jaar", "op_datum", "partner", "wie", *map(_veld, regel.soorten)])

    def _vraag_jaar(self, regel: ActieRegel, jaren: Iterable[int]) -> None:
        if isinstance(veld := self.fields.get("jaar"), forms.TypedChoiceField):
            veld.choices = [(jaar, str(jaar)) for jaar in jaren]
        for code, naam in regel.soorten.items():
            self.fields[_veld(code)] = forms.IntegerField(label=naam, min_value=0, max_value=MEESTE)

    def clean_op_datum(self) -> date:
        """Refuse a day to come: that is planned, and not arranged."""
        dag: date = self.cleaned_data["op_datum"]
        if dag > self.vandaag:
            raise forms.ValidationError("Deze dag moet nog komen. Leg het vast als het zover is.")
        return dag

    def clean(self) -> dict[str, Any]:
        """A document is somewhere, and does not end before it was laid down."""
        schoon = super().clean()
        if self.context.actie.vorm == "document" and not (schoon.get("link") or schoon.get("tekst")):
            self.add_error("link", WAAR)
        for naam in ("geldig_tot_datum", "herzien_datum"):
            if schoon.get(naam) and schoon.get("op_datum") and schoon[naam] <= schoon["op_datum"]:
                self.add_error(naam, "Deze dag ligt niet na de dag waarop het is vastgelegd.")
        return schoon

    def inhoud(self) -> Inhoud:
        """What was filled in; call after `is_valid`."""
        schoon = self.cleaned_data
        velden = {naam: schoon[naam] for naam in VELDEN[self.context.actie.vorm] if schoon.get(naam)}
        aantallen = {code: schoon[_veld(code)] for code in self.context.actie.soorten}
        return Inhoud(op_datum=schoon["op_datum"], aantallen=aantallen, **velden)

    def opdracht(self, door: Dader) -> Opdracht:
        """The step that records it; call after `is_valid`."""
        return Opdracht(
            zaak_id=self.context.zaak.pk,
            code=self.context.code,
            door_id=door.pk if isinstance(door, Gebruiker) else None,
            houder=door if isinstance(door, Linkhouder) else None,
            verwachte_status=self.context.zaak.status,
            gegevens=Vastlegging(self.inhoud(), self.cleaned_data["gezien"]),
        )


class RedenForm(Signalering):
    """Why a step is taken, or a record taken back."""

    verwachte_status = forms.CharField(widget=forms.HiddenInput, max_length=24)
    reden = Tekstvak(label="Waarom?", max_length=2000, rijen=3, help_text="Uw reden staat in de tijdlijn.")

    def opdracht(self, context: Actiecontext, stap: Mogelijkheid[Any], door: Gebruiker) -> Opdracht:
        """The step as asked; call after `is_valid`."""
        return Opdracht(
            zaak_id=context.zaak.pk,
            code=stap.code,
            door_id=door.pk,
            verwachte_status=self.cleaned_data["verwachte_status"],
            motivering=self.cleaned_data["reden"],
        )


def _begin(context: Actiecontext, feit: Paraatheidsfeit | None) -> dict[str, Any]:
    begin: dict[str, Any] = {"gezien": context.gezien}
    if feit is None:
        return {**begin, "partner": context.actie.partner, "jaar": context.gevraagd_jaar}
    namen = {"op_datum", *(veld for velden in VELDEN.values() for veld in velden)}
    begin |= {naam: getattr(feit, naam) for naam in namen}
    return begin | {_veld(code): feit.aantallen.get(code) for code in context.actie.soorten}


def _veld(code: str) -> str:
    return f"{AANTAL}{code}"
