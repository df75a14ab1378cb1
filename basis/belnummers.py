"""A number that cannot be dialled as it was typed: asked about before it is saved, never refused (R100)."""

from typing import Any, ClassVar

from django import forms

from .formulieren import toon
from .telefoon import telefoon_waarschuwing

NOG_NIET_BEWAARD = "Er is nog niets bewaard. Verbeter het nummer, of vink aan dat het zo klopt."
GEZIEN = "nummers_gezien"


class _Gezien(forms.MultipleChoiceField):
    """Numbers that somebody looked at. One that was typed anew since is asked anew, and no mistake."""

    def valid_value(self, value: Any) -> bool:
        """Any: what counts is whether the number of now is among them."""
        return True


class Belnummers(forms.Form):
    """Mixin for a form with telephone numbers: of each that is new it shows what will not be dialled, and asks first.

    `nummervelden` names them. An e-mail address in such a field is no number.
    """

    nummervelden: ClassVar[tuple[str, ...]] = ()
    nummers_gezien = _Gezien(label="Klopt dit zo?", required=False, widget=forms.MultipleHiddenInput)

    def clean(self) -> dict[str, Any]:
        """Ask about each number that is new and is not dialled as it was typed."""
        gegevens: dict[str, Any] = super().clean() or self.cleaned_data
        nieuw = [gegevens[veld] for veld in self.nummervelden if veld in self.changed_data and gegevens.get(veld)]
        vragen = {nr: zin for nr in nieuw if "@" not in nr and (zin := telefoon_waarschuwing(nr))}
        if not set(vragen) <= set(gegevens.get(GEZIEN) or []):
            self.fields[GEZIEN].choices = list(vragen.items())  # type: ignore[attr-defined]
            self.fields[GEZIEN].required = True
            toon(self, GEZIEN, forms.CheckboxSelectMultiple())
            self.add_error(GEZIEN, NOG_NIET_BEWAARD)
        return gegevens
