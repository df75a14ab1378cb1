"""Forms of the pages on which the beheerder keeps the contact list."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms

from basis.formulieren import DatumVeld
from contacten.forms import PLEKKEUZES, ContactpersoonForm
from contacten.models import Bezetting

from .gevolgen import Gat
from .lijst import CONTACTVELDEN


class Dagkiezer(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self) -> None:
        """Use the one notation that a date input reads."""
        super().__init__({"class": "utrecht-textbox--kort"}, format="%Y-%m-%d")


class Bewerking(forms.Form):
    """A change to a row: it carries what the user saw (`gezien`), and whether an empty seat is meant (`mag_leeg`)."""

    gezien = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    mag_leeg = forms.BooleanField(
        label="Ik weet dat daar dan niemand meer is en ga toch door", required=False, widget=forms.HiddenInput
    )
    gaten: tuple[Gat, ...] = ()

    def vraag_bevestiging(self, gaten: Iterable[Gat]) -> None:
        """Show what would be left empty, and a box to say that it is meant."""
        self.gaten = tuple(gaten)
        self.fields["mag_leeg"].widget = forms.CheckboxInput()
        self.order_fields([*(naam for naam in self.fields if naam != "mag_leeg"), "mag_leeg"])

    def gegevens(self) -> dict[str, Any]:
        """The fields of the row itself, without what the form carries around them."""
        return {naam: waarde for naam, waarde in self.cleaned_data.items() if naam not in Bewerking.base_fields}


class ContactForm(Bewerking, ContactpersoonForm):
    """A contact, as the beheerder types it. Numbers get one shape."""

    is_nagevraagd = forms.BooleanField(
        label="Ik heb deze gegevens net nagevraagd",
        help_text="Dan staat vandaag als laatste bevestiging in de lijst.",
        required=False,
    )

    class Meta(ContactpersoonForm.Meta):
        """All that one types about a contact; the moments come from the verbs."""

        fields = [veld for veld in CONTACTVELDEN if not veld.endswith("_op")]

    def gegevens(self) -> dict[str, Any]:
        """The fields of the contact."""
        return {naam: waarde for naam, waarde in super().gegevens().items() if naam != "is_nagevraagd"}


class BezettingForm(Bewerking, forms.ModelForm):  # type: ignore[type-arg]
    """Which role a contact has, where, in which order, from when until when."""

    rol = forms.ChoiceField(label="Rol", choices=PLEKKEUZES)

    class Meta:
        model = Bezetting
        fields = ["rol", "gemeente", "aanbieder", "volgorde", "van_datum", "tot_datum"]
        widgets = {"van_datum": Dagkiezer(), "tot_datum": Dagkiezer()}
        help_texts = {
            "gemeente": "Nodig bij een rol van een gemeente.",
            "aanbieder": "Nodig bij een directeur van een jeugdhulpaanbieder.",
            "tot_datum": "Laat leeg als u de laatste dag niet weet.",
        }


class AfwezigForm(Bewerking):
    """From when until when the holder of a seat is away."""

    afwezig_van_datum = DatumVeld(label="Eerste dag", required=False, widget=Dagkiezer())
    afwezig_tot_datum = DatumVeld(
        label="Laatste dag", required=False, widget=Dagkiezer(), help_text="Laat leeg als u die nog niet weet."
    )

    def clean(self) -> dict[str, Any]:
        """A last day needs a first one, and comes after it."""
        gegevens = super().clean() or {}
        van, tot = gegevens.get("afwezig_van_datum"), gegevens.get("afwezig_tot_datum")
        if tot and not van:
            self.add_error("afwezig_van_datum", "Vul ook de eerste dag in.")
        elif van and tot and tot < van:
            self.add_error("afwezig_tot_datum", "De laatste dag ligt voor de eerste.")
        return gegevens


class EindeForm(Bewerking):
    """The last day on which a contact fills a seat."""

    tot_datum = DatumVeld(
        label="Laatste dag",
        widget=Dagkiezer(),
        help_text="Vanaf de dag erna vult dit contact de plek niet meer. Kies gisteren om meteen te stoppen.",
    )

    def __init__(self, *args: Any, begin: date, **kwargs: Any) -> None:
        """`begin` is the first day of the seating: it cannot end before that."""
        super().__init__(*args, **kwargs)
        self.begin = begin

    def clean_tot_datum(self) -> date:
        """A day after the beginning."""
        dag: date = self.cleaned_data["tot_datum"]
        if dag < self.begin:
            raise forms.ValidationError(f"Deze plek begint op {self.begin:%d-%m-%Y}. Kies een dag daarna.")
        return dag
