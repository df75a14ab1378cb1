"""The family knows: when, how and by whom; and was victim support offered (R124–R126)."""

from datetime import datetime
from typing import Any

from django import forms

from basis.formulieren import DatumTijdVeld, Groep, controleer_moment
from basis.vrije_tekst import Tekst, Tekstvak

from .taken import FUNCTIES, TaakForm

JA_NEE = [("ja", "Ja"), ("nee", "Nee")]


class FamilieForm(TaakForm):
    """The two facts of the same talk."""

    groepen = (
        Groep(
            "De jeugdige en de familie zijn geïnformeerd",
            ("geinformeerd_op", "wijze", "door_wie"),
            "Weten zij het nog niet? Vul dan niets in. Bel eerst de aanbieder.",
        ),
        Groep(
            "Slachtofferhulp",
            ("slachtofferhulp", "aangeboden_op", "aangeboden_door", "slachtofferhulp_toelichting"),
        ),
        Groep("Verder", ("verslag", "namens")),
    )

    geinformeerd_op = DatumTijdVeld(label="Wanneer hoorden zij het?")
    wijze = Tekst(label="Hoe?", help_text="Bijvoorbeeld: in een gesprek, telefonisch.", max_length=120)
    door_wie = Tekst(label="Wie vertelde het?", help_text=FUNCTIES, max_length=120)
    slachtofferhulp = forms.ChoiceField(
        label="Is slachtofferhulp aangeboden?", choices=JA_NEE, widget=forms.RadioSelect
    )
    aangeboden_op = DatumTijdVeld(label="Wanneer aangeboden?", required=False)
    aangeboden_door = Tekst(label="Door wie aangeboden?", help_text=FUNCTIES, required=False, max_length=120)
    slachtofferhulp_toelichting = Tekstvak(
        label="Toelichting", help_text="Niet aangeboden? Schrijf op waarom niet.", required=False, max_length=2000
    )
    verslag = Tekstvak(label="Is er nog iets te zeggen over het informeren?", required=False, max_length=4000, rijen=3)

    def clean_geinformeerd_op(self) -> datetime:
        """Refuse a moment that has not come: a plan does not open the lock."""
        return self._geweest("geinformeerd_op")

    def clean_aangeboden_op(self) -> datetime | None:
        """Refuse a moment that has not come."""
        return self._geweest("aangeboden_op") if self.cleaned_data["aangeboden_op"] else None

    def clean(self) -> dict[str, Any]:
        """A yes says when and by whom, a no says why."""
        schoon = super().clean()
        nodig = {
            "ja": {"aangeboden_op": "Vul in wanneer.", "aangeboden_door": "Vul in door wie."},
            "nee": {"slachtofferhulp_toelichting": "Schrijf op waarom niet."},
        }
        for naam, zin in nodig.get(schoon.get("slachtofferhulp", ""), {}).items():
            if not schoon.get(naam) and naam not in self.errors:
                self.add_error(naam, zin)
        return schoon

    def _geweest(self, naam: str) -> datetime:
        moment: datetime = self.cleaned_data[naam]
        controleer_moment(moment, self.context.nu)
        return min(moment, self.context.nu)
