"""What a contractmanager is asked about a melding (R26–R45, R167). Registering and correcting: `registratie.py`."""

from datetime import date, datetime
from types import SimpleNamespace
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from basis import kalender
from basis.formulieren import (
    EERSTE_JAAR,
    DatumTijdVeld,
    DatumVeld,
    Groep,
    Optie,
    TijdInvoer,
    als_moment,
    controleer_moment,
    soms,
)
from basis.vrije_tekst import BEVESTIG, Signalering, Tekst, Tekstvak
from calamiteiten.dossier import Gegevens
from calamiteiten.gelijkenis import Gebeurtenis
from calamiteiten.meldtijden import Meldtijd, meldtijden
from calamiteiten.models import DE_AANBIEDER, EEN_ANDER
from contacten.models import Aanbieder, AanbiederSoort, Gemeente
from contacten.models.organisaties import BUITEN, ZELFDE
from contacten.organisaties import regio_gemeenten
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.triage import JA, NEE, ONBEKEND, Triage, beoordeel
from escalatie.protocol.model import Protocol

from .onderdelen import Criterium, Deel, Jaofnee, opties_van

ALLE_NODIG = "Alleen als elk antwoord ja is, is de melding meldingswaardig."
# Whoever reports at night must be able to save: somebody has to be told, and that is a gemeente.
EEN_IN_DE_REGIO = (
    "Kies minstens één gemeente in de regio: hier of bij de woonplaats. Weet u nog geen van beide? Kies dan de "
    "gemeente waar het gebeurde. U verbetert dat later."
)
ALLEEN_BUITEN = "Alleen bij een gemeente buiten de regio."
NOG_NIET = "Nog niet gemeld, of weet u het niet? Laat leeg."
BUITEN_DE_REGIO = "Een gemeente buiten de regio"
VERPLICHT = {
    "soort": "Kies wat voor melding dit is.",
    "melder": "Kies wie het meldde.",
    "aanbieder": "Kies de aanbieder.",
    "onderwerp": "Vul een kort onderwerp in.",
    "omschrijving": "Beschrijf kort wat er is gebeurd.",
    "gebeurd_datum": "Vul de dag in.",
    "plaatssoort": "Kies waar het gebeurde.",
    "gemeente_verblijf": "Kies een gemeente, of kies nog niet bekend.",
}
MOMENTEN = ("gemeld_igj_op", "gemeld_zelf_op", "ontvangen_op")
# In a group: here come the moments of the toegangen, one for each gemeente.
TOEGANGEN = "toegangen"
GEWELD = ("geweldsvorm", "slachtoffer", "pleger")
JA_NEE = ((JA, "Ja"), (NEE, "Nee"), (ONBEKEND, "Nog onbekend"))
ANONIEM = "Geen namen, geboortedata of adressen."
WOONPLAATSBEGINSEL = (
    "Sinds 1 januari 2022: de gemeente waar de jeugdige staat ingeschreven. Bij verblijf: de gemeente waar de jeugdige "
    "direct daarvoor stond ingeschreven."
)


class MeldingForm(Signalering):
    """What happened, where and when, and when it was reported. Choices come from the protocol file."""

    soort = forms.ChoiceField(label="Wat voor melding is dit?", widget=forms.RadioSelect)
    meldingssoort = forms.ChoiceField(label="Is de melding verplicht?", widget=forms.RadioSelect, initial="verplicht")
    categorie = forms.ChoiceField(label="Waar past het het beste bij?", required=False)
    geweldsvorm = forms.ChoiceField(label="Welk geweld?", required=False)
    slachtoffer = forms.ChoiceField(label="Tegen wie?", required=False)
    pleger = forms.ChoiceField(label="Door wie?", required=False)
    aanbieder = forms.ModelChoiceField(Aanbieder.objects.all(), label="Aanbieder", empty_label="Kies een aanbieder")
    aanbieder_soort = forms.ChoiceField(
        label="Soort aanbieder", required=False, help_text="Leeg laten mag: dan geldt wat van de aanbieder bekend is."
    )
    zorgcontext = forms.ChoiceField(label="Waarbij gebeurde het?", initial="jeugdhulp")
    grondslag = forms.ChoiceField(label="Waarom moet de aanbieder melden?", initial="jeugdwet")
    onderwerp = Tekst(
        label="Onderwerp",
        max_length=120,
        help_text="Een paar woorden. Voorbeeld: val uit raam op woongroep. Geen namen.",
    )
    omschrijving = Tekstvak(label="Wat is er gebeurd?", max_length=4000, rijen=6, help_text=ANONIEM)

    gebeurd_datum = DatumVeld(label="Op welke dag gebeurde het?", is_geweest=True)
    gebeurd_tijd = forms.TimeField(
        label="Hoe laat?", required=False, widget=TijdInvoer({"class": "utrecht-textbox--kort"})
    )
    plaatssoort = forms.ChoiceField(label="Waar gebeurde het?")
    plaats = Tekst(label="Welke plek?", max_length=120, required=False, help_text="Geen huisadres.")
    gemeente_verblijf = forms.ChoiceField(label="Gemeente waar de jeugdige verblijft", help_text=EEN_IN_DE_REGIO)
    gemeente_verblijf_buiten = soms(
        Tekst(label="Naam van die gemeente", max_length=80, help_text=ALLEEN_BUITEN), "buiten de regio"
    )
    gemeente_woonplaats = forms.ChoiceField(
        label="Gemeente volgens het woonplaatsbeginsel", initial=ZELFDE, help_text=WOONPLAATSBEGINSEL
    )
    gemeente_woonplaats_buiten = soms(
        Tekst(label="Naam van die gemeente", max_length=80, help_text=ALLEEN_BUITEN), "buiten de regio"
    )

    melder = forms.ChoiceField(label="Wie meldde het bij u?", widget=forms.RadioSelect, initial=DE_AANBIEDER)
    melder_anders = soms(
        Tekst(label="Wie was dat?", max_length=120, help_text="Een functie of een organisatie, geen naam."),
        "bij iemand anders",
    )
    ontvangen_op = DatumTijdVeld(is_geweest=True)
    gemeld_zelf_op = DatumTijdVeld(
        label="De aanbieder zelf, bij u", is_geweest=True, required=False, help_text=NOG_NIET
    )
    gemeld_igj_op = DatumTijdVeld(label="Bij de IGJ", is_geweest=True, required=False, help_text=NOG_NIET)
    igj_kenmerk = Tekst(label="Kenmerk van de IGJ", max_length=40, required=False)

    acuut = forms.MultipleChoiceField(
        label="Wat speelt er nu?",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Kiest u hier iets, dan is de melding spoed: er gelden uren in plaats van werkdagen.",
    )

    groep_soort = Groep("Soort melding", ("soort", "meldingssoort", "categorie"))
    groep_acuut = Groep("Spoed", ("acuut",))
    groep_zorg = Groep("Bij welke zorg", ("aanbieder",))
    groep_meer_zorg: Groep | None = Groep(
        "Meer over de zorg", ("aanbieder_soort", "zorgcontext", "grondslag"), uitklap="dicht"
    )
    groep_verhaal = Groep("Beschrijving", ("onderwerp", "omschrijving"))
    groep_plek = Groep("Waar en wanneer", ("gebeurd_datum", "gebeurd_tijd", "plaatssoort", "plaats"))
    groep_gemeente = Groep(
        "Welke gemeente",
        ("gemeente_verblijf", "gemeente_verblijf_buiten"),
        "De toegang van die gemeente krijgt bericht.",
    )
    groep_woonplaats = Groep(
        "Is het volgens het woonplaatsbeginsel een andere gemeente?",
        ("gemeente_woonplaats", "gemeente_woonplaats_buiten"),
        uitklap="dicht",
    )
    groep_gemeld = Groep("Wanneer hoorde u het?", ("ontvangen_op",))
    groep_melder: Groep | None = Groep(
        "Meldde een ander het u dan de aanbieder?", ("melder", "melder_anders"), uitklap="dicht"
    )
    groep_gemeld_anders: Groep | None = Groep(
        "Waar meldde de aanbieder het nog meer?",
        ("gemeld_zelf_op", TOEGANGEN, "gemeld_igj_op", "igj_kenmerk"),
        "De aanbieder meldt bij de inspectie, bij elke betrokken gemeente en bij u. Ook als een ander het u al "
        "vertelde. Wij leggen elk moment vast.",
        uitklap="dicht",
    )

    def __init__(self, *args: Any, protocol: Protocol, nu: datetime, **kwargs: Any) -> None:
        """`protocol` gives the choices and the triage questions; `nu` (aware) bounds what can have happened."""
        super().__init__(*args, **kwargs)
        self.protocol, self.nu = protocol, nu
        self.gemeenten = {gemeente.code: gemeente for gemeente in regio_gemeenten()}
        for naam in ("soort", "meldingssoort", "melder"):
            self.kies(naam, [(k.code, Optie(k.naam, k.zin)) for k in protocol.keuzes_van(naam)])
        for naam in ("zorgcontext", "grondslag"):
            self.kies(naam, opties_van(protocol.keuzes_van(naam)))
        self._vraag_acuut()
        for naam in ("categorie", "plaatssoort", *GEWELD):
            self.kies(naam, [("", "Kies"), *opties_van(protocol.keuzes_van(naam))])
        self.kies("aanbieder_soort", [("", "Zoals bekend van de aanbieder"), *AanbiederSoort.choices])
        binnen = [(gemeente.code, gemeente.naam) for gemeente in self.gemeenten.values()]
        slot = [(BUITEN, BUITEN_DE_REGIO), (ONBEKEND, "Nog niet bekend")]
        self.kies("gemeente_verblijf", [("", "Kies een gemeente"), *binnen, *slot])
        self.kies("gemeente_woonplaats", [(ZELFDE, "Dezelfde als waar de jeugdige verblijft"), *binnen, *slot])
        self._vraag_criteria()
        self.fields["ontvangen_op"].label = f"Bij u, de {rolnaam(Rol.CONTRACTMANAGER, protocol.versie)}"
        for naam, zin in VERPLICHT.items():
            self.fields[naam].error_messages["required"] = zin

    def toegangvelden(self) -> tuple[str, ...]:
        """The fields that ask when a toegang was told, one per gemeente."""
        raise NotImplementedError

    def toegangen(self) -> dict[Gemeente, str]:
        """Of which gemeente each of those fields asks, by what was answered; a gemeente that the region writes to."""
        raise NotImplementedError

    def kies(self, naam: str, opties: list[tuple[str, str]]) -> None:
        """Set the options of a choice field."""
        veld = cast("forms.ChoiceField", self.fields[naam])
        veld.choices = opties

    def _vraag_acuut(self) -> None:
        """What makes it urgent, where this version has such options."""
        keuzes = self.protocol.keuzes_van("acuut")
        veld = cast("forms.MultipleChoiceField", self.fields["acuut"])
        veld.choices = [(keuze.code, Optie(keuze.naam, keuze.zin)) for keuze in keuzes]
        if not keuzes:
            del self.fields["acuut"]

    def _vraag_criteria(self) -> None:
        for criterium in self.protocol.criteria:
            self.fields[f"criterium_{criterium.code}"] = Criterium(
                label=criterium.zin,
                choices=JA_NEE,
                widget=Jaofnee,
            )

    def delen_triage(self) -> list[Deel]:
        """What decides whether this is meldingswaardig: the kind, and per kind the criteria that must all hold."""
        return [self._deel(self.groep_soort), *(self._deel(*paar) for paar in self._criteriagroepen())]

    def delen_feiten(self) -> list[Deel]:
        """The other facts, in the order in which a provider tells them."""
        zorg, gemeente = (self.groep_zorg, self.groep_meer_zorg), (self.groep_gemeente, self.groep_woonplaats)
        gemeld = (self.groep_gemeld, self.groep_melder, self.groep_gemeld_anders)
        groepen = (*zorg, self.groep_verhaal, self.groep_plek, *gemeente, *gemeld)
        acuut = [self.groep_acuut] if "acuut" in self.fields else []
        return [self._deel(groep) for groep in (*acuut, *groepen) if groep]

    def _deel(self, groep: Groep, soort: str = "") -> Deel:
        namen = [naam for naam in groep.velden if naam != TOEGANGEN]
        if TOEGANGEN in groep.velden:
            plek = groep.velden.index(TOEGANGEN)
            namen[plek:plek] = self.toegangvelden()
        velden = [self[naam] for naam in namen]
        if groep.uitklap and any(_is_gebruikt(veld) for veld in velden):
            groep = groep._replace(uitklap="open")
        return Deel(groep, velden, soort)

    def _criteriagroepen(self) -> list[tuple[Groep, str]]:
        extra = {"calamiteit": (), "geweld": GEWELD}
        vragen = {d: tuple(f"criterium_{c.code}" for c in self.protocol.criteria if c.definitie == d) for d in extra}
        titels = {"calamiteit": "Is het een calamiteit?", "geweld": "Is het geweld?"}
        return [(Groep(titels[d], (*vragen[d], *extra[d]), ALLE_NODIG), d) for d in extra]

    def triage(self) -> Triage:
        """What the answers given so far say; call after validation."""
        soort, meldingssoort, categorie = (self.cleaned_data.get(naam, "") for naam in self.groep_soort.velden)
        return beoordeel(soort, meldingssoort, self._criteria(), self.protocol, categorie)

    def gebeurtenis(self) -> Gebeurtenis | None:
        """The event as far as it was told, to look for others like it; None without a day. Call after validation."""
        gegeven = self.cleaned_data
        if not (dag := gegeven.get("gebeurd_datum")):
            return None
        plekken = (self.gemeenten.get(gegeven.get(naam, "")) for naam in ("gemeente_verblijf", "gemeente_woonplaats"))
        aanbieder = gegeven.get("aanbieder")
        return Gebeurtenis(
            dag,
            gegeven.get("onderwerp", ""),
            aanbieder.pk if aanbieder else None,
            frozenset(gemeente.pk for gemeente in plekken if gemeente),
        )

    def meldtijden(self) -> list[Meldtijd]:
        """How many working days each report took, as far as the moments typed (or known) say so (R28, A15)."""
        bron = self.cleaned_data if self.is_bound else self.initial
        namen = ("gebeurd_datum", "gebeurd_tijd", *MOMENTEN)
        feiten = SimpleNamespace(**{naam: bron.get(naam) for naam in namen}, melder=bron.get("melder") or DE_AANBIEDER)
        toegangen = {str(gemeente): bron.get(veld) for gemeente, veld in self.toegangen().items()}
        return meldtijden(feiten, toegangen, self.protocol.versie) if feiten.gebeurd_datum else []

    def wis_fouten(self) -> None:
        """Show the form again as typed, without messages: the user only asked for the triage."""
        self.full_clean()
        self.errors.clear()
        self.gevonden = {}
        self.fields[BEVESTIG].widget = forms.HiddenInput()

    def clean_gebeurd_datum(self) -> date:
        """A day from 2015 up to today in the Netherlands."""
        dag: date = self.cleaned_data["gebeurd_datum"]
        if dag.year < EERSTE_JAAR:
            raise ValidationError(f"Controleer het jaar: een dag vóór {EERSTE_JAAR} kan niet.", code="te_vroeg")
        if dag > kalender.lokale_datum(self.nu):
            raise ValidationError("Deze dag ligt in de toekomst.", code="toekomst")
        return dag

    def clean(self) -> dict[str, Any]:
        """Check what fields say together."""
        gegevens = super().clean()
        self._controleer_tijd(gegevens)
        if gegevens.get("melder") == EEN_ANDER and not gegevens.get("melder_anders"):
            self.add_error("melder_anders", "Vul in welke functie of organisatie het meldde.")
        for naam in (*MOMENTEN, *self.toegangvelden()):
            self._controleer_melding(naam, gegevens)
        self._controleer_gemeenten(gegevens)
        return gegevens

    def _controleer_tijd(self, gegevens: dict[str, Any]) -> None:
        dag, tijd = gegevens.get("gebeurd_datum"), gegevens.get("gebeurd_tijd")
        if dag and tijd and als_moment(dag, tijd) > self.nu:
            self.add_error("gebeurd_tijd", "Dit tijdstip ligt in de toekomst.")

    def _controleer_melding(self, naam: str, gegevens: dict[str, Any]) -> None:
        moment, dag = gegevens.get(naam), gegevens.get("gebeurd_datum")
        if moment is None:
            return
        try:
            controleer_moment(moment, self.nu)
            if dag:
                na_de_gebeurtenis(moment, dag)
        except ValidationError as fout:
            self.add_error(naam, fout)

    def _controleer_gemeenten(self, gegevens: dict[str, Any]) -> None:
        keuzes = {naam: gegevens.get(naam) for naam in ("gemeente_verblijf", "gemeente_woonplaats")}
        for naam, keuze in keuzes.items():
            if keuze == BUITEN and not gegevens.get(f"{naam}_buiten") and f"{naam}_buiten" not in self.errors:
                self.add_error(f"{naam}_buiten", "Vul de naam van de gemeente in.")
        if None not in keuzes.values() and not any(keuze in self.gemeenten for keuze in keuzes.values()):
            self.add_error("gemeente_verblijf", EEN_IN_DE_REGIO)

    def gegevens(self) -> Gegevens:
        """The facts of a valid form."""
        schoon = self.cleaned_data
        direct = ("onderwerp", "omschrijving", "soort", "meldingssoort", "categorie", "zorgcontext", "grondslag")
        momenten: dict[str, Any] = {naam: self._moment(naam) for naam in MOMENTEN}
        plek = ("gebeurd_datum", "gebeurd_tijd", "plaatssoort", "plaats", "aanbieder", "igj_kenmerk")
        return Gegevens(
            **{naam: schoon[naam] for naam in (*direct, *plek)},
            **(momenten | self._melder()),
            **self._gemeenten(),
            aanbieder_soort=schoon["aanbieder_soort"] or schoon["aanbieder"].soort,
            criteria=self._criteria(),
            acuut=list(schoon.get("acuut", [])),
            gemeld_toegang=self.gemeld_toegang(),
        )

    def gemeld_toegang(self) -> dict[str, datetime]:
        """Per gemeente of which a moment was typed, by its code."""
        gezegd = {gemeente.code: self._moment(veld) for gemeente, veld in self.toegangen().items()}
        return {code: moment for code, moment in gezegd.items() if moment}

    def _moment(self, naam: str) -> datetime | None:
        """As typed; the form knows no seconds, so a moment that was left alone keeps its own."""
        bewaard: datetime | None = self.initial.get(f"_{naam}")
        moment: datetime | None = self.cleaned_data[naam]
        return bewaard if bewaard and moment == bewaard.replace(second=0, microsecond=0) else moment

    def _melder(self) -> dict[str, Any]:
        """Who reported; what belongs to another answer than the one given is left out."""
        wie = self.cleaned_data["melder"]
        return {
            "melder": wie,
            "melder_anders": self.cleaned_data["melder_anders"] if wie == EEN_ANDER else "",
            "gemeld_zelf_op": None if wie == DE_AANBIEDER else self._moment("gemeld_zelf_op"),
        }

    def _gemeenten(self) -> dict[str, Any]:
        schoon = self.cleaned_data
        verblijf, woonplaats = schoon["gemeente_verblijf"], schoon["gemeente_woonplaats"]
        verblijf_buiten = schoon["gemeente_verblijf_buiten"] if verblijf == BUITEN else ""
        woonplaats_buiten = schoon["gemeente_woonplaats_buiten"] if woonplaats == BUITEN else ""
        if woonplaats == ZELFDE:
            woonplaats, woonplaats_buiten = verblijf, verblijf_buiten
        return {
            "gemeente_verblijf": self.gemeenten.get(verblijf),
            "gemeente_verblijf_buiten": verblijf_buiten,
            "gemeente_woonplaats": self.gemeenten.get(woonplaats),
            "gemeente_woonplaats_buiten": woonplaats_buiten,
        }

    def _criteria(self) -> dict[str, str]:
        """The answers of the chosen kind, and for geweld also what, against whom and by whom (R31, R32)."""
        soort = self.cleaned_data.get("soort", "")
        namen = {c.code: f"criterium_{c.code}" for c in self.protocol.criteria if c.definitie == soort}
        if soort == "geweld":
            namen |= {naam: naam for naam in GEWELD}
        gegeven = {code: self.cleaned_data.get(naam, "") for code, naam in namen.items()}
        return {code: antwoord for code, antwoord in gegeven.items() if antwoord}


def _is_gebruikt(veld: BoundField) -> bool:
    """Whether a folded part has something to show here: an error, or another answer than it begins with."""
    waarde = veld.value()
    return bool(veld.errors) or (bool(waarde) and waarde != veld.field.initial)


def na_de_gebeurtenis(moment: datetime, dag: date) -> None:
    """Raise ValidationError when this is before the day on which it happened."""
    if kalender.lokale_datum(moment) < dag:
        raise ValidationError("Dit is vóór de dag van de gebeurtenis. Controleer de datums.", code="te_vroeg")
