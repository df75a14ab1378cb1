"""What is asked for a trial: which draft, and the zaken of which period."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django import forms

from basis.formulieren import DatumVeld

EEN_JAAR = timedelta(days=366)


class ProefForm(forms.Form):
    """A draft and a period, the ends included."""

    versie = forms.ChoiceField(label="Voorstel")
    van = DatumVeld(label="Gesloten vanaf", is_geweest=True)
    tot = DatumVeld(label="Gesloten tot en met", is_geweest=True)

    def __init__(self, vandaag: date, voorstellen: Iterable[str], data: Mapping[str, Any] | None = None) -> None:
        """`vandaag`: the Dutch day; the last year is what it proposes."""
        begin = {"van": vandaag - timedelta(days=365), "tot": vandaag}
        super().__init__(data, initial=begin)
        self.fields["versie"] = forms.ChoiceField(label="Voorstel", choices=[(naam, naam) for naam in voorstellen])

    def clean(self) -> dict[str, Any]:
        """Refuse a period that ends before it begins, or is longer than a year."""
        gegevens: dict[str, Any] = super().clean() or self.cleaned_data
        van, tot = gegevens.get("van"), gegevens.get("tot")
        if van and tot and tot < van:
            self.add_error("tot", "De laatste dag ligt voor de eerste.")
        if van and tot and tot - van > EEN_JAAR:
            self.add_error("tot", "Kies een periode van hoogstens een jaar.")
        return gegevens
