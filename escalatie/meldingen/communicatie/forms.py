"""The forms of the page Communicatie, one per fact: who was told, what went outside, leave, directing, an investigation
(R85, R125, R126, R149, R156)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import uuid4

from django import forms

from basis.formulieren import DatumTijdVeld, Groepen, Optie, controleer_moment, soms
from basis.taal import met_hoofdletter
from basis.vrije_tekst import Tekst, Tekstvak
from calamiteiten.models import Melding
from communicatie.familie.betrokkenen import onwetenden, op_de_lijst
from communicatie.familie.forms import MetToestemming, Slotvraag
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.naar_buiten import Toestand, mag_vrijgeven, toestand
from communicatie.familie.onderzoeken import Begin, lopend
from communicatie.familie.regie import Overdracht
from communicatie.familie.slachtofferhulp import Aanbod
from communicatie.models import Uiting, Uitingsoort, Vrijgave
from communicatie.regels import Communicatieregels
from contacten.models import Dader, Gemeente
from contacten.organisaties import regio_gemeenten
from contacten.rollen import PER_GEMEENTE
from escalatie.meldingen.taken.forms.taken import FUNCTIES

from .communiceren import Einde, Erbij, FamilieVerteld, Feit, NaarBuiten, Uitgezonderd, Verteld, Vrijgeven

JA_NEE = [("ja", "Ja"), ("nee", "Nee")]
# What nobody records elsewhere: an answer to the press belongs to its persvraag, a mail to the outbox.
ZELF_VAST_TE_LEGGEN = (Uitingsoort.PERSBERICHT, Uitingsoort.PUBLICATIE, Uitingsoort.LOKAAL)


@dataclass(frozen=True)
class Vraagstuk:
    """What a form must know: about which melding, who fills it in, the moment, the rules, what is filled in already,
    and the leave that this act had. `is_verbetering`: it puts right what was recorded. `gemeenten`: of which the person
    at hand records something, when he fills the same seat of more than one."""

    melding: Melding
    gebruiker: Dader
    nu: datetime
    regels: Communicatieregels
    begin: Mapping[str, Any]
    eerder: Vrijgave | None = None
    is_verbetering: bool = False
    gemeenten: tuple[Gemeente, ...] = ()

    @property
    def staat(self) -> Toestand:
        """How the locks stand now."""
        return toestand(self.melding, self.regels)

    def slotvraag(self, soort: str, *, is_gebeurd: bool = True) -> Slotvraag:
        """What the locks are asked for something of this `Uitingsoort`."""
        return Slotvraag(self.melding, soort, self.gebruiker, self.regels, is_gebeurd, self.eerder)


class CommunicatieForm(Groepen, MetToestemming):
    """What every form has: a title, a sentence above it, and a moment that has come, named by `MOMENT`."""

    TITEL = ""
    UITLEG = ""

    def __init__(self, vraagstuk: Vraagstuk, data: Any = None) -> None:
        """The choices come from the rules of this melding."""
        super().__init__(data, initial=dict(vraagstuk.begin))
        self.vraagstuk = vraagstuk
        self.vul()

    def vul(self) -> None:
        """Fill in the choices; for subclasses."""

    def kies(self, naam: str, opties: list[tuple[Any, Any]]) -> None:
        """Give a choice field its choices."""
        veld = self.fields[naam]
        if isinstance(veld, forms.ChoiceField):
            veld.choices = opties

    def clean(self) -> dict[str, Any]:
        """Refuse a moment that has not come; the minute that runs counts as now."""
        moment = self.cleaned_data.get(self.MOMENT)
        if isinstance(moment, datetime):
            try:
                controleer_moment(moment, self.vraagstuk.nu)
            except forms.ValidationError as fout:
                self.add_error(self.MOMENT, fout)
            else:
                self.cleaned_data[self.MOMENT] = min(moment, self.vraagstuk.nu)
        return super().clean()

    def kan_niet(self) -> str:
        """Why this cannot be recorded now, known before anything is filled in; "" when it can."""
        return ""

    def feit(self) -> Feit:
        """What `communiceren.leg_vast` keeps; call after `is_valid`."""
        raise NotImplementedError


class InformeerForm(CommunicatieForm):
    """Somebody told a body: which, of which gemeente, when, how and by whom (R85, R143–R152)."""

    TITEL = "Iemand is geïnformeerd"
    UITLEG = "Leg vast wie het weet, sinds wanneer en van wie. Elke keer telt apart; niets wordt overschreven."
    orgaan = forms.ChoiceField(label="Wie is geïnformeerd?", widget=forms.RadioSelect)
    gemeente = soms(
        forms.ModelChoiceField(
            Gemeente.objects.none(),
            label="Van welke gemeente?",
            help_text="Niet nodig bij de voorzitter en het bestuur van de regio.",
            required=False,
            empty_label="Geen: de hele regio",
        ),
        "bij een orgaan van een gemeente",
    )
    geinformeerd_op = DatumTijdVeld(label="Wanneer?", is_geweest=True)
    wijze = Tekst(label="Hoe?", help_text="Bijvoorbeeld: telefonisch, in een gesprek, met een brief.", max_length=120)
    door_wie = Tekst(label="Wie vertelde het?", help_text=FUNCTIES, max_length=120)
    toelichting = Tekstvak(label="Toelichting", required=False, max_length=2000, rijen=3)

    def vul(self) -> None:
        """The bodies that this user may record, each with what it must know."""
        organen = [orgaan for orgaan in self.vraagstuk.regels.organen if not orgaan.is_familie]
        mag = [orgaan for orgaan in organen if self.vraagstuk.gebruiker.is_rol(*orgaan.door)]
        self.kies("orgaan", [(o.code, Optie(o.naam, o.zin)) for o in mag])
        veld = self.fields["gemeente"]
        if isinstance(veld, forms.ModelChoiceField):
            wie = self.vraagstuk.gebruiker
            eigen = self.vraagstuk.gemeenten or [wie.gemeente]
            kan = eigen if wie.rol in PER_GEMEENTE else regio_gemeenten()
            veld.queryset = Gemeente.objects.filter(pk__in=[gemeente.pk for gemeente in kan if gemeente])
        self._stel_vraag(self.initial.get("orgaan", ""))

    def clean(self) -> dict[str, Any]:
        """A local body has a gemeente, a regional one has none."""
        orgaan = self.vraagstuk.regels.orgaan_per_code.get(self.cleaned_data.get("orgaan", ""))
        if orgaan and orgaan.per == "gemeente" and not self.cleaned_data.get("gemeente"):
            self.add_error("gemeente", "Kies van welke gemeente.")
        if orgaan and orgaan.per != "gemeente":
            self.cleaned_data["gemeente"] = None
        self._stel_vraag(orgaan.code if orgaan else "")
        return super().clean()

    def feit(self) -> Verteld:
        """Who knows it, and how."""
        schoon = self.cleaned_data
        inlichting = Inlichting(schoon["geinformeerd_op"], schoon["wijze"], schoon["door_wie"], schoon["toelichting"])
        return Verteld(schoon["orgaan"], schoon["gemeente"], inlichting, self.toestemming())

    def _stel_vraag(self, code: str) -> None:
        orgaan = self.vraagstuk.regels.orgaan_per_code.get(code)
        is_buiten = orgaan is not None and orgaan.naar_buiten
        self.stel_slotvraag(self.vraagstuk.slotvraag(orgaan.naar_buiten) if orgaan and is_buiten else None)


class FamilieVerteldForm(CommunicatieForm):
    """Somebody told one or more of those directly involved (R125)."""

    TITEL = "De familie weet het"
    UITLEG = "Kies wie het weten. Ieder telt apart: pas als iedereen op de lijst het weet, gaat het slot open."

    betrokkenen = forms.MultipleChoiceField(
        label="Wie weten het?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies wie het weten. Ieder telt apart."},
    )
    geinformeerd_op = DatumTijdVeld(label="Wanneer hoorden zij het?", is_geweest=True)
    wijze = Tekst(label="Hoe?", help_text="Bijvoorbeeld: in een gesprek, telefonisch.", max_length=120)
    door_wie = Tekst(label="Wie vertelde het?", help_text=FUNCTIES, max_length=120)
    toelichting = Tekstvak(label="Toelichting", required=False, max_length=2000, rijen=3)

    def vul(self) -> None:
        """Everybody on the list; the one whose link was followed is ticked."""
        self.kies("betrokkenen", [(str(rij.pk), rij.partij) for rij in op_de_lijst(self.vraagstuk.melding)])
        self.initial["betrokkenen"] = self.initial.get("betrokkenen") or [self.initial.get("betrokkene", "")]

    def kan_niet(self) -> str:
        """Somebody must be on the list."""
        return "" if op_de_lijst(self.vraagstuk.melding).exists() else "Er staat niemand op de lijst."

    def feit(self) -> FamilieVerteld:
        """Who know it, and how."""
        schoon = self.cleaned_data
        inlichting = Inlichting(schoon["geinformeerd_op"], schoon["wijze"], schoon["door_wie"], schoon["toelichting"])
        return FamilieVerteld(tuple(int(nummer) for nummer in schoon["betrokkenen"]), inlichting)


class BetrokkeneForm(CommunicatieForm):
    """Somebody directly involved comes on the list (R125)."""

    TITEL = "Iemand op de lijst zetten"
    UITLEG = "Wie is er nog meer direct bij betrokken? Er gaat niets naar buiten tot ook deze persoon het weet."
    MOMENT = ""

    betrokkene = forms.ChoiceField(label="Om wie gaat het?", widget=forms.RadioSelect)
    reden = Tekstvak(label="Waarom hoort deze persoon erbij?", help_text="Geen namen.", max_length=2000, rijen=3)

    def vul(self) -> None:
        """The parts of the file, each with what it means."""
        self.kies("betrokkene", [(r.code, Optie(r.naam, r.zin)) for r in self.vraagstuk.regels.betrokkenen])

    def feit(self) -> Erbij:
        """Which part, and why."""
        return Erbij(self.cleaned_data["betrokkene"], self.cleaned_data["reden"])


class UitzonderingForm(CommunicatieForm):
    """One of the list need not know before the rest (R125)."""

    TITEL = "Uitzondering"
    UITLEG = "Kan of hoeft iemand het niet eerst te weten? Schrijf op waarom. U kunt de uitzondering intrekken."
    MOMENT = ""

    nummer = forms.ChoiceField(label="Voor wie?", widget=forms.RadioSelect)
    reden = Tekstvak(
        label="Waarom?",
        help_text="Bijvoorbeeld: is niet te vinden, of wil het niet van ons horen. Geen namen.",
        max_length=2000,
        rijen=3,
    )

    def vul(self) -> None:
        """Who does not know yet, and of whom it is put right."""
        zelf = self.initial["betrokkene"] if self.vraagstuk.is_verbetering else 0
        eigen = op_de_lijst(self.vraagstuk.melding).filter(pk=zelf)
        rijen = dict.fromkeys([*eigen, *onwetenden(self.vraagstuk.melding)])
        self.kies("nummer", [(str(rij.pk), rij.partij) for rij in rijen])
        self.initial["nummer"] = self.initial.get("betrokkene", "")

    def kan_niet(self) -> str:
        """Somebody must be waited for."""
        veld = self.fields["nummer"]
        zijn_er = isinstance(veld, forms.ChoiceField) and bool(veld.choices)
        return "" if zijn_er else "Iedereen op de lijst weet het, of er is al een uitzondering."

    def feit(self) -> Uitgezonderd:
        """For whom, and why."""
        return Uitgezonderd(int(self.cleaned_data["nummer"]), self.cleaned_data["reden"])


class SlachtofferhulpForm(CommunicatieForm):
    """Was it offered: yes or no, when, by whom (R126)."""

    TITEL = "Slachtofferhulp"
    UITLEG = "Is slachtofferhulp aangeboden aan de jeugdige en de familie?"
    MOMENT = "aangeboden_op"

    aangeboden = forms.ChoiceField(label="Is slachtofferhulp aangeboden?", choices=JA_NEE, widget=forms.RadioSelect)
    aangeboden_op = soms(DatumTijdVeld(label="Wanneer aangeboden?", is_geweest=True), "bij een ja")
    door_wie = soms(Tekst(label="Door wie aangeboden?", help_text=FUNCTIES, max_length=120), "bij een ja")
    toelichting = soms(
        Tekstvak(label="Toelichting", help_text="Niet aangeboden? Schrijf op waarom niet.", max_length=2000, rijen=3),
        "bij een nee",
    )

    def clean(self) -> dict[str, Any]:
        """A yes says when and by whom, a no says why."""
        schoon = super().clean()
        nodig = {
            "ja": {"aangeboden_op": "Vul in wanneer.", "door_wie": "Vul in door wie."},
            "nee": {"toelichting": "Schrijf op waarom niet."},
        }
        for naam, zin in nodig.get(schoon.get("aangeboden", ""), {}).items():
            if not schoon.get(naam) and naam not in self.errors:
                self.add_error(naam, zin)
        return schoon

    def feit(self) -> Aanbod:
        """The offer."""
        schoon = self.cleaned_data
        return Aanbod(schoon["aangeboden"] == "ja", schoon["aangeboden_op"], schoon["door_wie"], schoon["toelichting"])


class UitingForm(CommunicatieForm):
    """Something went outside that no task and no persvraag tells of (R125)."""

    TITEL = "Naar buiten gebracht"
    UITLEG = (
        "Een persbericht, een bericht op een website of een bericht aan lokale partijen. "
        "Een antwoord aan de pers legt u vast bij de persvraag."
    )
    MOMENT = "gedaan_op"

    soort = forms.ChoiceField(
        label="Wat ging er naar buiten?",
        choices=[(soort.value, met_hoofdletter(soort.label)) for soort in ZELF_VAST_TE_LEGGEN],
        widget=forms.RadioSelect,
    )
    omschrijving = Tekst(
        label="Waar staat het, of aan wie ging het?",
        help_text="Bijvoorbeeld: de website van de gemeente.",
        max_length=300,
    )
    namens = Tekst(label="Namens wie?", help_text="Een organisatie, bijvoorbeeld: uw gemeente.", max_length=120)
    gedaan_op = DatumTijdVeld(label="Wanneer?", is_geweest=True)
    sleutel = forms.UUIDField(widget=forms.HiddenInput)

    def vul(self) -> None:
        """A key of its own, so that a second submit leaves one row."""
        self.initial["sleutel"] = uuid4()
        self.stel_slotvraag(self.vraagstuk.slotvraag(""))

    def clean(self) -> dict[str, Any]:
        """The leave that may lie ready is of the kind that was chosen; what was recorded already asks nothing more."""
        sleutel = f"uiting:{self.cleaned_data.get('sleutel')}"
        if Uiting.objects.filter(sleutel=sleutel, melding=self.vraagstuk.melding).exists():
            self.slotvraag = None
        if self.slotvraag:
            self.slotvraag = replace(self.slotvraag, soort=self.cleaned_data.get("soort", ""))
        return super().clean()

    def feit(self) -> NaarBuiten:
        """What went outside, where, when and in whose name."""
        schoon = self.cleaned_data
        return NaarBuiten(
            soort=schoon["soort"],
            sleutel=schoon["sleutel"],
            omschrijving=schoon["omschrijving"],
            gedaan_op=schoon["gedaan_op"],
            namens=schoon["namens"],
            toestemming=self.toestemming(),
        )


class VrijgaveForm(CommunicatieForm):
    """Leave for one thing, in writing (R125, R156)."""

    TITEL = "Vrijgeven"
    UITLEG = "Het slot is dicht. U geeft één keer toestemming, met een reden. Daarna is het slot weer dicht."
    MOMENT = ""

    soort = forms.ChoiceField(
        label="Wat mag één keer naar buiten?",
        choices=[
            (soort.value, Optie(met_hoofdletter(soort.label), "Alles wat nu wacht, gaat meteen."))
            if soort == Uitingsoort.MAIL
            else (soort.value, met_hoofdletter(soort.label))
            for soort in Uitingsoort
        ],
        widget=forms.RadioSelect,
    )

    def vul(self) -> None:
        """The reason is asked whatever lies ready."""
        self.stel_slotvraag(self.vraagstuk.slotvraag("", is_gebeurd=False))

    def kan_niet(self) -> str:
        """There must be a lock, through which this user may give leave."""
        staat = self.vraagstuk.staat
        if staat.is_open:
            return "Er is geen slot dicht. Vrijgeven is niet nodig."
        return "" if mag_vrijgeven(self.vraagstuk.gebruiker, staat) else staat.uitleg

    def feit(self) -> Vrijgeven:
        """For what, and why."""
        return Vrijgeven(self.cleaned_data["soort"], self.toestemming())


class RegieForm(CommunicatieForm):
    """Directing moves: to whom, from when and why (R141, R149)."""

    TITEL = "De regie verandert"
    UITLEG = "Leg vast wie het proces leidt, sinds wanneer en waarom. Dit komt in het logboek."
    MOMENT = "vanaf_op"

    wie = forms.ChoiceField(label="Wie krijgt de regie?", widget=forms.RadioSelect)
    functie = Tekst(
        label="Welke gemeente of functie?",
        help_text="Een functie en een gemeente. Schrijf geen naam op.",
        required=False,
        max_length=120,
    )
    vanaf_op = DatumTijdVeld(label="Vanaf wanneer?", is_geweest=True)
    reden = Tekstvak(label="Waarom?", max_length=2000, rijen=3)

    def vul(self) -> None:
        """The roles of the file, each with when it is theirs."""
        self.kies("wie", [(r.code, Optie(met_hoofdletter(r.naam), r.zin)) for r in self.vraagstuk.regels.regierollen])

    def feit(self) -> Overdracht:
        """To whom, from when and why."""
        schoon = self.cleaned_data
        return Overdracht(schoon["wie"], schoon["reden"], schoon["vanaf_op"], schoon["functie"])


class OnderzoekForm(CommunicatieForm):
    """A criminal investigation began (R137, R156)."""

    TITEL = "Strafrechtelijk onderzoek begonnen"
    UITLEG = "Alles wat naar buiten gaat, staat daarna op slot. De regie gaat naar politie en OM."
    MOMENT = "begonnen_op"

    begonnen_op = DatumTijdVeld(label="Wanneer begon het onderzoek?", is_geweest=True)
    beslist = Tekst(
        label="Wie beslist nu wat naar buiten gaat?",
        help_text="Een functie, bijvoorbeeld: officier van justitie, na overleg in de driehoek.",
        max_length=120,
    )
    reden = Tekstvak(
        label="Hoe weet u dit?", help_text="Van wie hoorde u het? Schrijf functies op.", max_length=2000, rijen=3
    )

    def kan_niet(self) -> str:
        """One at a time."""
        loopt = not self.vraagstuk.is_verbetering and lopend(self.vraagstuk.melding) is not None
        return "Er loopt al een strafrechtelijk onderzoek bij deze melding." if loopt else ""

    def feit(self) -> Begin:
        """Since when, who decides, and how we know."""
        schoon = self.cleaned_data
        return Begin(schoon["begonnen_op"], schoon["beslist"], schoon["reden"])


class OnderzoekEindeForm(CommunicatieForm):
    """It ended."""

    TITEL = "Strafrechtelijk onderzoek klaar"
    UITLEG = "Het slot van het onderzoek gaat open. De regie gaat terug naar wie het protocol noemt."
    MOMENT = "geeindigd_op"

    geeindigd_op = DatumTijdVeld(label="Wanneer was het onderzoek klaar?", is_geweest=True)
    reden = Tekstvak(
        label="Hoe weet u dit?", help_text="Van wie hoorde u het? Schrijf functies op.", max_length=2000, rijen=3
    )

    def kan_niet(self) -> str:
        """There must be one."""
        return "" if lopend(self.vraagstuk.melding) else "Er loopt geen strafrechtelijk onderzoek bij deze melding."

    def feit(self) -> Einde:
        """Since when, and how we know."""
        return Einde(self.cleaned_data["geeindigd_op"], self.cleaned_data["reden"])


FORMULIEREN: dict[str, type[CommunicatieForm]] = {
    "informeren": InformeerForm,
    "familie": FamilieVerteldForm,
    "betrokkene": BetrokkeneForm,
    "uitzondering": UitzonderingForm,
    "slachtofferhulp": SlachtofferhulpForm,
    "uiting": UitingForm,
    "vrijgave": VrijgaveForm,
    "regie": RegieForm,
    "onderzoek": OnderzoekForm,
    "onderzoek_einde": OnderzoekEindeForm,
}
