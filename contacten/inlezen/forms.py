"""Forms of the import: hand the list in, and answer what is doubtful about it."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from basis.formulieren import soms
from contacten.inlezen.invoer.tabellen import GROOTSTE_BESTAND

from .invoer import InvoerFout, Rij, lees_bestand, lees_tekst
from .voorstel import Regel, Soort, Voorstel

LANGSTE_TEKST = 300_000
# One field per question; Django refuses a form of more than 1000 fields.
MEESTE_VRAGEN = 400

TITELS = {
    Soort.TWIJFEL: ("Twijfelachtig", "Kies per rij wat er moet gebeuren. Kiest u niets, dan verandert er niets."),
    Soort.NIEUW: ("Nieuw", "Deze contacten komen erbij."),
    Soort.GEWIJZIGD: ("Gewijzigd", "Bij deze contacten verandert iets."),
    Soort.VERDWENEN: (
        "Niet meer in de lijst",
        "Deze contacten staan wel in de app. Zij blijven staan, tenzij u kiest.",
    ),
    Soort.LEEG: ("Gemeente zonder contact", "De app kan hier niemand informeren."),
    Soort.ONGEWIJZIGD: ("Ongewijzigd", "Hier verandert niets."),
}


class Vraag(NamedTuple):
    """A line of the proposal with the field that answers it; None when there is nothing to choose."""

    regel: Regel
    veld: BoundField | None


class Sectie(NamedTuple):
    """The lines of one kind."""

    soort: str
    titel: str
    uitleg: str
    vragen: list[Vraag]


class InlezenForm(forms.Form):
    """The list, as a file or as pasted text. After `is_valid`, `rijen` has its rows."""

    bestand = soms(
        forms.FileField(
            label="Bestand",
            help_text="Excel (.xlsx) of CSV, hoogstens 2 MB.",
            widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,.txt"}),
        ),
        "als u hieronder niets plakt",
    )
    tekst = soms(
        forms.CharField(
            label="Of plak hier de tabel",
            max_length=LANGSTE_TEKST,
            strip=False,
            help_text="Bijvoorbeeld gekopieerd uit het protocol (PDF), Word of Excel. Neem de kolomnamen mee.",
            widget=forms.Textarea(attrs={"rows": 12, "spellcheck": "false"}),
        ),
        "als u geen bestand kiest",
    )

    def __init__(self, *args: Any, gemeenten: Sequence[str], **kwargs: Any) -> None:
        """`gemeenten`: the names of the region, by which a copied text is recognised."""
        super().__init__(*args, **kwargs)
        self.gemeenten = gemeenten
        self.rijen: tuple[Rij, ...] = ()

    def clean(self) -> dict[str, Any]:
        """Read the list; a list that cannot be read is an error at the field where it came from."""
        gegevens = super().clean() or {}
        bestand, tekst = gegevens.get("bestand"), (gegevens.get("tekst") or "").strip("\r\n")
        if self.errors:
            return gegevens
        if bool(bestand) == bool(tekst.strip()):
            self.add_error("bestand", "Kies een bestand, of plak de tabel. Doe een van beide.")
        elif bestand and bestand.size > GROOTSTE_BESTAND:
            self.add_error("bestand", "Het bestand is groter dan 2 MB. Is dit de lijst met contactpersonen?")
        else:
            self._lees("bestand" if bestand else "tekst", bestand.read() if bestand else tekst)
        return gegevens

    @property
    def bron(self) -> str:
        """Where the rows came from."""
        bestand = self.cleaned_data.get("bestand")
        return str(bestand.name) if bestand else "geplakte tekst"

    def _lees(self, veld: str, inhoud: bytes | str) -> None:
        try:
            if isinstance(inhoud, str):
                self.rijen = lees_tekst(inhoud, self.gemeenten)
            else:
                self.rijen = lees_bestand(inhoud, self.gemeenten)
        except InvoerFout as fout:
            self.add_error(veld, str(fout))


class KeuzesForm(forms.Form):
    """The answers to a proposal. `afdruk` says which proposal was looked at."""

    afdruk = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, voorstel: Voorstel, *args: Any, **kwargs: Any) -> None:
        """One question per line that has more than one answer."""
        super().__init__(*args, **kwargs)
        self.voorstel = voorstel
        self.fields["afdruk"].initial = voorstel.afdruk
        vragen = [regel for regel in voorstel.regels if len(regel.keuzes) > 1]
        self.is_te_veel = len(vragen) > MEESTE_VRAGEN
        for regel in [] if self.is_te_veel else vragen:
            self.fields[regel.sleutel] = forms.ChoiceField(
                label=f"{regel.wie}, {regel.gemeente}",
                choices=[(keuze.code, keuze.tekst) for keuze in regel.keuzes],
                initial=regel.besluit,
                required=False,
                widget=forms.RadioSelect,
            )

    def keuzes(self) -> dict[str, str]:
        """Return the answers, by key of the line."""
        return {sleutel: code for sleutel, code in self.cleaned_data.items() if code and sleutel != "afdruk"}

    def secties(self) -> Iterator[Sectie]:
        """Give the lines per kind, the doubtful first; kinds without lines are left out."""
        for soort, (titel, uitleg) in TITELS.items():
            vragen = [
                Vraag(regel, self[regel.sleutel] if regel.sleutel in self.fields else None)
                for regel in self.voorstel.van_soort(soort)
            ]
            if vragen:
                yield Sectie(soort.value, titel, uitleg, vragen)
