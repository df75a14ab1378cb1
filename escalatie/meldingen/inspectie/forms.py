"""The form of one fact of the track of the inspection: one class, its fields follow from the soort (R133–R138)."""

from datetime import date, datetime
from typing import Any

from django import forms

from basis.formulieren import DatumVeld, eis_geweest
from basis.kalender import lokale_datum
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.models import Inspectiefeit, Inspectiesoort
from escalatie.draaiboek.inspectie import VELDEN, Feit, opties
from escalatie.meldingen.taken.forms.taken import FUNCTIES
from escalatie.protocol.model import Protocol

# Soort -> what is asked, when that is said better than in general.
VRAGEN: dict[str, dict[str, str]] = {
    Inspectiesoort.ONDERZOEK: {"op_datum": "Sinds wanneer?", "keuze": "Welke weg koos de inspectie?"},
    Inspectiesoort.FEITENRELAAS: {"tekst": "Van wie komt het?"},
    Inspectiesoort.EIGEN_ONDERZOEK: {"keuze": "Hoe staat het met het onderzoek?"},
    Inspectiesoort.MEDEWERKING: {"keuze": "Werkt de aanbieder mee aan het onderzoek?"},
    Inspectiesoort.RAPPORT: {"op_datum": "Van welke dag is deze versie?"},
    Inspectiesoort.BEVINDING: {"keuze": "Wat vond de inspectie?", "tekst": "Wat moet beter?"},
    Inspectiesoort.AANGIFTE: {"op_datum": "Wanneer deed de inspectie aangifte?"},
    Inspectiesoort.CONTACT: {"keuze": "Hoe was het contact?", "tekst": "Wie sprak u, en wat kwam eruit?"},
}
# What may stay empty.
VRIJ = frozenset({"versie", "plek"})


class Feitform(Signalering):
    """The fields of every soort; those that this one does not have are left out."""

    op_datum = DatumVeld(label="Op welke dag?", is_geweest=True)
    wie = forms.ChoiceField(label="Welke inspectie?", widget=forms.RadioSelect)
    partij = Tekst(label="Over welke partij?", help_text=FUNCTIES, max_length=120)
    keuze = forms.ChoiceField(widget=forms.RadioSelect)
    versie = Tekst(label="Welke versie?", help_text="Bijvoorbeeld: concept, of definitief.", max_length=60)
    plek = Tekst(
        label="Waar ligt het?",
        help_text="Het stuk zelf voegt u toe bij Bestanden. Ligt het ergens anders? Schrijf op waar.",
        max_length=200,
    )
    tekst = Tekstvak(label="Toelichting", help_text=FUNCTIES, max_length=4000)

    def __init__(
        self, soort: str, protocol: Protocol, nu: datetime, data: Any = None, feit: Inspectiefeit | None = None
    ) -> None:
        """`feit`: what was recorded, when it is put right; `nu` (aware) says which day is to come."""
        super().__init__(
            data, initial={naam: getattr(feit, naam) for naam in ("op_datum", *VELDEN[soort])} if feit else {}
        )
        self.soort, self.vandaag = soort, lokale_datum(nu)
        for naam in set(self.fields) & {"wie", "partij", "keuze", "versie", "plek", "tekst"} - set(VELDEN[soort]):
            del self.fields[naam]
        self._vul("wie", [(keuze.code, keuze.naam) for keuze in protocol.keuzes_van("toezichthouder")])
        self._vul("keuze", opties(soort, protocol))
        for naam, veld in self.fields.items():
            veld.label = VRAGEN[soort].get(naam, veld.label)
            veld.required = veld.required and naam not in VRIJ
        if soort in {Inspectiesoort.FEITENRELAAS, Inspectiesoort.BEVINDING, Inspectiesoort.CONTACT}:
            return
        self.fields["tekst"].required = False

    def _vul(self, naam: str, keuzes: list[tuple[str, str]]) -> None:
        veld = self.fields.get(naam)
        if isinstance(veld, forms.ChoiceField):
            veld.choices = keuzes

    def clean_op_datum(self) -> date:
        """Refuse a day that has not come, or a year that cannot be."""
        return eis_geweest(self.cleaned_data["op_datum"], self.vandaag)

    def feit(self) -> Feit:
        """What was filled in; call after `is_valid`."""
        waarden = {naam: self.cleaned_data[naam] for naam in VELDEN[self.soort]}
        return Feit(self.soort, self.cleaned_data["op_datum"], **waarden)
