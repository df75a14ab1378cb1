"""Text that people type: what can be stored, and the question that comes first when it may hold personal data (R44)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from .taal import opsomming
from .tekst import soorten

BEVESTIG = "bevestig_persoonsgegevens"


class Tekst(forms.CharField):
    """A line of free text. Line ends become one character, as the browser counts them.

    Raises ValidationError for half of a character pair, which no database stores; NUL is refused by Django itself.
    """

    def to_python(self, value: Any) -> str:
        """Give the text, or say what is wrong with it."""
        tekst = super().to_python(value) or ""
        if any("\ud800" <= teken <= "\udfff" for teken in tekst):
            raise ValidationError("Deze tekst bevat een teken dat niet kan worden bewaard.", code="surrogaat")
        return tekst.replace("\r\n", "\n")


class Contactgegeven(Tekst):
    """A name, number or address that the form asks for: it is not asked about again."""


class Tekstvak(Tekst):
    """Several lines of free text; the browser warns for personal data while someone types."""

    def __init__(self, *, rijen: int = 4, **kwargs: Any) -> None:
        """`rijen`: the height to begin with."""
        super().__init__(widget=forms.Textarea({"rows": rijen, "data-persoonsgegevens": True}), **kwargs)


class Signalering(forms.Form):
    """Mixin for a form with free text: the first time that something looks like personal data, it asks first.

    `teksten` names the fields it reads; without it, all `Tekst` fields. The checkbox exists on screen only after a
    finding. What was found is never kept or logged: the message names the field and the kind.
    """

    bevestig_persoonsgegevens = forms.BooleanField(
        label="Ik heb gecontroleerd dat dit nodig is", required=False, widget=forms.HiddenInput
    )
    gevonden: dict[str, list[str]]

    def clean(self) -> dict[str, Any]:
        """Add a message per field, unless the user said that it is needed."""
        gegevens: dict[str, Any] = super().clean() or {}
        velden = [n for n, v in self.fields.items() if isinstance(v, Tekst) and not isinstance(v, Contactgegeven)]
        teksten = {naam: gegevens.get(naam) or "" for naam in velden}
        self.gevonden = soorten(teksten, openbaar=self.openbaar_gegeven())
        if self.gevonden:
            # Last on the page, so last in the summary too.
            self.fields[BEVESTIG] = self.fields.pop(BEVESTIG)
            self.fields[BEVESTIG].widget = forms.CheckboxInput()
        if self.gevonden and not gegevens.get(BEVESTIG):
            self._vraag_bevestiging()
        return gegevens

    def openbaar_gegeven(self) -> list[str]:
        """The lines with numbers and addresses that anybody may read: those are not asked about."""
        return []

    def _vraag_bevestiging(self) -> None:
        for naam, gevonden in self.gevonden.items():
            self.add_error(naam, f"Hier lijkt {opsomming(gevonden)} te staan.")
        self.add_error(BEVESTIG, "Haal de persoonsgegevens weg, of bevestig dat ze nodig zijn.")
