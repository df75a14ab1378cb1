"""The forms with which a task is recorded, one per `vorm` of the protocol (R60–R97).

Each gives a `Vervulling`: the fields that `vastlegging.py` keeps. Whose task it is decides whether it asks *namens*.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, ClassVar, TypedDict

from django import forms
from django.core.exceptions import ValidationError

from basis.formulieren import DatumTijdVeld, DatumVeld, Groepen, Optie, controleer_moment, soms
from basis.kalender import lokaal, lokale_datum
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from communicatie.familie.forms import MetToestemming, Slotvraag
from escalatie.draaiboek import partijen
from escalatie.meldingen.taken.vervulling import (
    Informeerverslag,
    Keuze,
    Overlegverslag,
    Rapportontvangst,
    Regeling,
    Taakgegevens,
    Terugkoppeling,
    Vervulling,
)
from escalatie.models import Taak
from escalatie.protocol.model import Protocol

FUNCTIES = "Schrijf functies op, geen namen van personen. Bijvoorbeeld: directeur van de aanbieder."
Opties = list[tuple[str, str]]


@dataclass(frozen=True)
class Context:
    """What a form must know: task, protocol, is it this user's own, the moment, what was laid down before, and what the
    locks must be asked when it goes outside. `is_verbetering`: it is a record put right, and no new one."""

    taak: Taak
    protocol: Protocol
    is_eigen: bool
    nu: datetime
    begin: Mapping[str, Any]
    slotvraag: Slotvraag | None = None
    is_verbetering: bool = False


class TaakForm(Groepen, MetToestemming):
    """What every record has. Subclasses name their fields; `VERSLAG` is the field that becomes the report."""

    VERSLAG = "verslag"
    KEUZES: ClassVar[dict[str, str]] = {}

    def __init__(self, context: Context, data: Any = None) -> None:
        """`KEUZES` maps a field to the choice list of the protocol that fills it."""
        super().__init__(data, initial=dict(context.begin))
        self.context = context
        for veld, lijst in self.KEUZES.items():
            self._vul(veld, [(k.code, Optie(k.naam, k.zin)) for k in context.protocol.keuzes_van(lijst)])
        if not context.is_eigen:
            self.fields["namens"] = Tekst(
                label="Namens wie legt u dit vast?", help_text=FUNCTIES, max_length=120, empty_value=""
            )
        self.stel_slotvraag(context.slotvraag)

    def _vul(self, naam: str, opties: Opties) -> None:
        veld = self.fields[naam]
        if isinstance(veld, forms.ChoiceField):
            veld.choices = opties

    def gegevens(self) -> Taakgegevens | None:
        """The fields that are kept with the record, beside the report; call after `is_valid`."""
        return None

    def vervulling(self) -> Vervulling:
        """How the task was done; call after `is_valid`."""
        schoon = self.cleaned_data
        return Vervulling(
            schoon.get(self.VERSLAG, ""), schoon.get("namens", ""), self.gegevens(), toestemming=self.toestemming()
        )


class AfvinkForm(TaakForm):
    """Done; a report is optional. A duty that follows a fact ends by that fact: who ends it without, says how it is."""

    verslag = Tekstvak(label="Toelichting", required=False, max_length=4000)

    def __init__(self, context: Context, data: Any = None) -> None:
        """Ask the report when the duty follows a fact."""
        super().__init__(context, data)
        regel = context.protocol.taak_per_code.get(context.taak.code)
        if regel and regel.volgt_feiten:
            self.fields["verslag"].required = True
            self.fields["verslag"].label = "Is het moment niet bekend? Schrijf op wat u hoorde."


class VerslagForm(TaakForm):
    """Done, and what it was: a task of which the words are the proof (R116–R123)."""

    verslag = Tekstvak(label="Wat hebt u gedaan?", max_length=4000)


class OverlegForm(TaakForm):
    """A consultation that took place (R66, R69, R74, R81, R89)."""

    VERSLAG = ""
    KEUZES: ClassVar[dict[str, str]] = {"vorm": "overlegvorm"}

    gehouden_op = DatumTijdVeld(label="Wanneer was het overleg?", is_geweest=True)
    vorm = forms.ChoiceField(label="Hoe overlegde u?", widget=forms.RadioSelect)
    deelnemers = Tekst(label="Wie deden er mee?", help_text=FUNCTIES, max_length=300)
    uitkomst = Tekstvak(label="Wat kwam eruit?", max_length=4000)
    afspraken = Tekstvak(label="Welke afspraken maakte u?", required=False, max_length=4000)

    def clean_gehouden_op(self) -> datetime:
        """Refuse a moment that has not come."""
        moment: datetime = self.cleaned_data["gehouden_op"]
        controleer_moment(moment, self.context.nu)
        return moment

    def gegevens(self) -> Overlegverslag:
        """When, how, with whom, and what came of it."""
        schoon = self.cleaned_data
        return Overlegverslag(
            gehouden_op=schoon["gehouden_op"],
            vorm=schoon["vorm"],
            deelnemers=schoon["deelnemers"],
            uitkomst=schoon["uitkomst"],
            afspraken=schoon["afspraken"],
        )


class ContactInspectieForm(OverlegForm):
    """A contact with the inspection; the involved gemeenten are told that there was one (R88)."""

    gehouden_op = DatumTijdVeld(label="Wanneer was het contact?", is_geweest=True)
    vorm = forms.ChoiceField(label="Hoe was het contact?", widget=forms.RadioSelect)
    deelnemers = Tekst(label="Wie sprak u?", help_text=FUNCTIES, max_length=300)


class InformeringForm(TaakForm):
    """Someone was informed by a person: who, when, how and by whom (R63, R75, R76, R85)."""

    partij = Tekst(label="Wie is geïnformeerd?", help_text=FUNCTIES, max_length=120)
    geinformeerd_op = DatumTijdVeld(label="Wanneer?", is_geweest=True)
    door_wie = Tekst(
        label="Wie vertelde het?",
        help_text=f"Laat leeg als u dat zelf deed. {FUNCTIES}",
        required=False,
        max_length=120,
    )
    wijze = Tekst(label="Hoe?", help_text="Bijvoorbeeld: telefonisch, in een gesprek, met een brief.", max_length=120)
    verslag = Tekstvak(label="Toelichting", required=False, max_length=4000)

    def __init__(self, context: Context, data: Any = None) -> None:
        """A party that was decided on is not typed anew: under another name it would stay "nog te doen"."""
        super().__init__(context, data)
        if partijen.besloten(context.taak):
            del self.fields["partij"]

    def clean_geinformeerd_op(self) -> datetime:
        """Refuse a moment that has not come."""
        moment: datetime = self.cleaned_data["geinformeerd_op"]
        controleer_moment(moment, self.context.nu)
        return min(moment, self.context.nu)

    def gegevens(self) -> Informeerverslag:
        """Who was told, when, by whom and how."""
        schoon = self.cleaned_data
        return Informeerverslag(
            partij=schoon.get("partij", ""),
            geinformeerd_op=schoon["geinformeerd_op"],
            door_wie=schoon["door_wie"],
            wijze=schoon["wijze"],
        )


class InspectierapportForm(TaakForm):
    """Which road the inspection chose, and whether its report came in at this party (R64, R87, A18)."""

    KEUZES: ClassVar[dict[str, str]] = {"route": "igj_route"}

    route = forms.ChoiceField(label="Welke weg koos de inspectie?", widget=forms.RadioSelect)
    ontvangen_datum = soms(
        DatumVeld(
            label="Op welke dag kwam het rapport binnen?",
            is_geweest=True,
            help_text="Laat leeg als er geen rapport is.",
        ),
        "als er een rapport is",
    )
    verbeterpunten = Tekstvak(label="Wat moet de aanbieder verbeteren?", required=False, max_length=4000)

    def clean_ontvangen_datum(self) -> date | None:
        """Refuse a day that has not come, no day on a road with a report, and a day on a road without."""
        dag, route = self.cleaned_data["ontvangen_datum"], self.cleaned_data.get("route")
        gekozen = [keuze for keuze in self.context.protocol.keuzes_van("igj_route") if keuze.code == route]
        zonder = any(gevolg.zonder_rapport for gevolg in self.context.protocol.gevolgen_van(gekozen))
        if dag and zonder:
            raise ValidationError("Bij deze weg is er geen rapport. Laat de dag leeg, of kies een andere weg.")
        if gekozen and not dag and not zonder:
            raise ValidationError("Vul de dag in waarop het rapport binnenkwam.", code="required")
        return _geweest(dag, self.context.nu) if dag else None

    def gegevens(self) -> Rapportontvangst:
        """The road that the inspection chose, the day of its report, and what must become better."""
        schoon = self.cleaned_data
        return Rapportontvangst(
            ontvangen_datum=schoon["ontvangen_datum"], route=schoon["route"], verbeterpunten=schoon["verbeterpunten"]
        )


class KeuzeForm(TaakForm):
    """A decision between the options of the duty, mostly yes or no, with its reason (R60, R72)."""

    VERSLAG = "reden"

    keuze = forms.ChoiceField(label="Wat is uw keuze?", widget=forms.RadioSelect)
    reden = Tekstvak(label="Waarom?", max_length=4000)

    def __init__(self, context: Context, data: Any = None) -> None:
        """The options, and the question when it is no plain choice, are those of the rule."""
        super().__init__(context, data)
        regel = context.protocol.taak_per_code[context.taak.code]
        self._vul("keuze", [(antwoord.code, antwoord.naam) for antwoord in regel.antwoorden])
        if regel.vraag:
            self.fields["keuze"].label = regel.vraag
            self.fields["reden"].label = "Hoe weet u dat?"

    def gegevens(self) -> Keuze:
        """The option."""
        return Keuze(self.cleaned_data["keuze"])


class GeregeldForm(TaakForm):
    """The proof that something is arranged: since when, by whom and how (R47, R84)."""

    geregeld_op = DatumTijdVeld(label="Sinds wanneer is het geregeld?", is_geweest=True)
    door_wie = Tekst(label="Wie heeft het geregeld?", help_text=FUNCTIES, max_length=120)
    verslag = Tekstvak(label="Hoe is het geregeld?", max_length=4000)

    def clean_geregeld_op(self) -> datetime:
        """Refuse a moment that has not come."""
        moment: datetime = self.cleaned_data["geregeld_op"]
        controleer_moment(moment, self.context.nu)
        return moment

    def gegevens(self) -> Regeling:
        """Since when, and by whom."""
        return Regeling(self.cleaned_data["geregeld_op"], self.cleaned_data["door_wie"])


class TerugkoppelingForm(TaakForm):
    """The outcome went back to MO, BO or both (R97)."""

    KEUZES: ClassVar[dict[str, str]] = {"forum": "forum"}

    forum = forms.MultipleChoiceField(label="In welk overleg?", widget=forms.CheckboxSelectMultiple)
    datum = DatumVeld(label="Op welke dag?", is_geweest=True)
    verslag = Tekstvak(label="Wat is er besproken?", max_length=4000)
    tekst = Tekstvak(
        label="Wat mogen alle leden van het overleg lezen?",
        help_text="Ook leden van een gemeente die hier niet bij hoort, lezen dit. Zonder namen, en zonder het kenmerk.",
        required=False,
        max_length=4000,
    )

    def clean_datum(self) -> date:
        """Refuse a day that has not come."""
        return _geweest(self.cleaned_data["datum"], self.context.nu)

    def gegevens(self) -> Terugkoppeling:
        """The day, and the fora as one text."""
        namen = {keuze.code: keuze.naam for keuze in self.context.protocol.keuzes_van("forum")}
        schoon = self.cleaned_data
        forum = ", ".join(namen[code] for code in schoon["forum"])
        return Terugkoppeling(forum=forum, datum=schoon["datum"], tekst=schoon["tekst"])


class Gezegd(TypedDict):
    """Why, and the last correction that this user read."""

    reden: str
    gezien: int


class RedenForm(Signalering):
    """Why a record is put right or taken back; it stands beside the form of the record itself."""

    prefix = "waarom"

    # What the user read: who changes a record that another changed since, is told first.
    gezien = forms.IntegerField(widget=forms.HiddenInput)
    reden = Tekst(
        label="Waarom verandert u dit?",
        max_length=300,
        help_text="Wat er stond, blijft leesbaar in het dossier, met uw naam en deze reden.",
    )

    def gezegd(self) -> Gezegd:
        """The reason, and what the user saw; call after `is_valid`."""
        return Gezegd(reden=self.cleaned_data["reden"], gezien=self.cleaned_data["gezien"])


def _geweest(dag: date, nu: datetime) -> date:
    if dag > lokale_datum(nu):
        raise ValidationError("Deze dag ligt in de toekomst. Vul een dag in die al is geweest.", code="toekomst")
    if dag.year < lokaal(nu).year - 10:
        raise ValidationError("Controleer het jaar.", code="te_vroeg")
    return dag
