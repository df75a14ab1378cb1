"""The form in which the beheerder words a mail: a field per part of its frame, and why."""

from collections.abc import Collection
from typing import Any

from django import forms

from basis.tekst import vind_persoonsgegevens
from basis.vrije_tekst import Tekst, Tekstvak
from communicatie.sjablonen import teksten as sjabloonteksten
from communicatie.sjablonen.bestanden import ONDERWERP
from communicatie.sjablonen.delen import Deel, Woorden, delen_van, toegestaan

REDEN_HULP = "Dit staat in de geschiedenis van deze mail."


class RedenForm(forms.Form):
    """Why the wording changes, and which version the user saw."""

    gezien = forms.IntegerField(min_value=0, widget=forms.HiddenInput)
    reden = Tekst(label="Waarom verandert u deze tekst?", max_length=300, help_text=REDEN_HULP)

    def clean_reden(self) -> str:
        """A reason tells of the mail, never of a person."""
        reden: str = self.cleaned_data["reden"]
        if vind_persoonsgegevens(reden):
            raise forms.ValidationError("Hier lijken persoonsgegevens te staan. Haal ze weg.")
        return reden


class SjabloonForm(RedenForm):
    """The wording of one mail. `teksten`: the agreed texts of a persvraag that this mail may hold."""

    field_order = [ONDERWERP]

    def __init__(self, code: str, data: Any = None, *, teksten: Collection[str] = (), **kwargs: Any) -> None:
        """`initial` holds a text per part, and `gezien`."""
        super().__init__(data, **kwargs)
        self.code, self.teksten = code, teksten
        self.delen = delen_van(code)
        velden = {deel.naam: self._veld(deel) for deel in self.delen}
        self.fields = {**velden, **self.fields}

    def woorden(self) -> Woorden:
        """The wording as typed; of a valid form."""
        gegevens = self.cleaned_data
        return Woorden(gegevens[ONDERWERP], {deel.naam: gegevens[deel.naam] for deel in self.delen[1:]})

    def clean(self) -> dict[str, Any]:
        """Say beside each part what is wrong with it."""
        gegevens: dict[str, Any] = super().clean() or {}
        delen = {deel.naam: gegevens.get(deel.naam) or "" for deel in self.delen[1:]}
        gevonden = sjabloonteksten.controleer(self.code, Woorden(gegevens.get(ONDERWERP) or "", delen), self.teksten)
        for naam, zinnen in gevonden.items():
            if naam not in self.errors:
                self.add_error(naam, zinnen)
        return gegevens

    def _veld(self, deel: Deel) -> forms.Field:
        plekken = " ".join(f"{{{naam}}}" for naam in toegestaan(self.code, deel.naam, self.teksten))
        hulp = f"{deel.uitleg} Invulplekken: {plekken}" if plekken else f"{deel.uitleg} Zonder invulplekken."
        soort = Tekst if deel.is_regel else Tekstvak
        # Its own check says how many characters there are; a browser would silently cut.
        return soort(label=deel.label, help_text=hulp.strip(), required=True)
