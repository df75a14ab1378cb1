"""The form of a signal about an aanbieder."""

from datetime import date, datetime
from typing import Any

from basis.formulieren import DatumVeld, eis_geweest
from basis.kalender import lokale_datum
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.models import Signaal

from .signalen import Gegeven

FUNCTIES = "Schrijf een functie of organisatie op, geen naam van een persoon."


class Signaalform(Signalering):
    """When, from whom, and what."""

    op_datum = DatumVeld(label="Op welke dag kwam het signaal binnen?", is_geweest=True)
    herkomst = Tekst(label="Van wie komt het?", help_text=FUNCTIES, max_length=120)
    tekst = Tekstvak(
        label="Wat is het signaal?",
        help_text="Zonder namen van jeugdigen, ouders of medewerkers. Is het een calamiteit? Maak dan een melding.",
        max_length=4000,
    )

    def __init__(self, nu: datetime, data: Any = None, signaal: Signaal | None = None) -> None:
        """`signaal`: what was recorded, when it is put right; `nu` (aware) says which day is to come."""
        self.vandaag = lokale_datum(nu)
        velden = ("op_datum", "herkomst", "tekst")
        super().__init__(data, initial={naam: getattr(signaal, naam) for naam in velden} if signaal else {})

    def clean_op_datum(self) -> date:
        """Refuse a day that has not come, or a year that cannot be."""
        return eis_geweest(self.cleaned_data["op_datum"], self.vandaag)

    def gegeven(self) -> Gegeven:
        """What was filled in; call after `is_valid`."""
        schoon = self.cleaned_data
        return Gegeven(schoon["op_datum"], schoon["herkomst"], schoon["tekst"])
