"""The forms of an impactanalyse; the questions come from the protocol file, so another region has others (R46–R53)."""

from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from basis.formulieren import met
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.models import Impactanalyse
from escalatie.protocol.model import Protocol, Vraag

from .analyses import VERPLICHT, Invoer, Inzending

# The name of the button, and its value when the judging begins with it.
INDIENEN, SAMEN = "indienen", "samen"
# An explanation that is asked for says what for.
WAAROP = "Verplicht: waarop rust uw antwoord? "


class Vraagblok(NamedTuple):
    """One question on screen: the rule, its two fields, and the fact that was looked up for it ({}: there is none)."""

    vraag: Vraag
    antwoord: BoundField
    toelichting: BoundField
    feit: dict[str, Any]
    is_voorgesteld: bool


class AnalyseForm(Signalering):
    """Answers and explanations. A concept may be incomplete; submitting (the button `indienen`) needs all of it."""

    versie = forms.IntegerField(widget=forms.HiddenInput)
    namens = Tekst(
        label="Namens wie vult u dit in?",
        max_length=120,
        error_messages={"required": "Vul in namens wie u dit vastlegt."},
        help_text="De functie van wie u sprak, niet de naam. Voorbeeld: leidinggevende toegang.",
    )

    def __init__(
        self, *args: Any, analyse: Impactanalyse, protocol: Protocol, vraagt_namens: bool = False, **kwargs: Any
    ) -> None:
        """`vraagt_namens`: someone else than the toegang itself fills it in, and says for whom."""
        self.analyse = analyse
        self.vragen = protocol.vragen_van(analyse.soort)
        self.voorgesteld = _voorstel(analyse, self.vragen)
        super().__init__(*args, **{**kwargs, "initial": self._begin()})
        self.is_indienen = self.is_bound and INDIENEN in self.data
        if not vraagt_namens:
            del self.fields["namens"]
        for nummer, vraag in enumerate(self.vragen, start=1):
            self._vraag(vraag, nummer)
        if self.is_bound and not self.is_indienen:
            for naam, veld in self.fields.items():
                veld.required = naam == "versie"

    def blokken(self) -> list[Vraagblok]:
        """The questions in the order of the protocol."""
        return [
            Vraagblok(
                vraag,
                self[f"antwoord_{vraag.code}"],
                self[f"toelichting_{vraag.code}"],
                self.analyse.feiten.get(vraag.feit, {}),
                vraag.code in self.voorgesteld,
            )
            for vraag in self.vragen
        ]

    def invoer(self) -> Invoer:
        """What a valid form says; questions left open are left out."""
        gegeven = {v.code: self.cleaned_data[f"antwoord_{v.code}"] for v in self.vragen}
        uitleg = {v.code: self.cleaned_data[f"toelichting_{v.code}"] for v in self.vragen}
        return Invoer(
            antwoorden={code: waarde for code, waarde in gegeven.items() if waarde},
            toelichtingen={code: waarde for code, waarde in uitleg.items() if waarde},
            namens=self.cleaned_data.get("namens") or "",
        )

    def inzending(self) -> Inzending:
        """A valid form as one order."""
        return Inzending(self.invoer(), self.cleaned_data["versie"], self.is_indienen)

    def ververs_versie(self, versie: int) -> None:
        """After a conflict: sent again, it replaces what the colleague saved, which the page shows."""
        self.data = met(self.data, versie=str(versie))

    def _begin(self) -> dict[str, Any]:
        antwoorden = self.voorgesteld | self.analyse.antwoorden
        return {
            "versie": self.analyse.versie,
            "namens": self.analyse.namens,
            **{f"antwoord_{code}": antwoord for code, antwoord in antwoorden.items()},
            **{f"toelichting_{code}": tekst for code, tekst in self.analyse.toelichtingen.items()},
        }

    def _vraag(self, vraag: Vraag, nummer: int) -> None:
        self.fields[f"antwoord_{vraag.code}"] = forms.ChoiceField(
            label=vraag.zin,
            help_text=vraag.hulp,
            choices=[(antwoord.code, antwoord.naam) for antwoord in vraag.antwoorden],
            error_messages={"required": "Kies een antwoord. Weet u het nog niet? Kies dan dat."},
            widget=forms.RadioSelect,
        )
        self.fields[f"toelichting_{vraag.code}"] = Tekstvak(
            label=f"Toelichting bij vraag {nummer}",
            max_length=2000,
            rijen=3,
            required=vraag.toelichting == VERPLICHT,
            error_messages={"required": "Leg uw antwoord kort uit."},
            help_text=f"{WAAROP * (vraag.toelichting == VERPLICHT)}Noem geen namen of andere persoonsgegevens.",
        )


class HeropenForm(Signalering):
    """Why a submitted analysis is opened again."""

    reden = Tekstvak(label="Waarom heropent u deze impactanalyse?", max_length=1000, rijen=3)


def _voorstel(analyse: Impactanalyse, vragen: tuple[Vraag, ...]) -> dict[str, str]:
    """Answers that the facts suggest, for a concept that nobody has touched: question code -> answer code."""
    if analyse.antwoorden or analyse.toelichtingen or analyse.versie > 1:
        return {}
    paren = ((v, analyse.feiten.get(v.feit, {}).get("antwoord") if v.feit else None) for v in vragen)
    return {v.code: a.code for v, weegt in paren if weegt for a in v.antwoorden if a.weegt == weegt}
