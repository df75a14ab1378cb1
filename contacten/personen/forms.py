"""Forms of the pages on which the beheerder keeps the contact list."""

from datetime import date
from typing import Any, ClassVar

from django import forms

from basis.formulieren import DatumVeld, Dichtbij, soms, toon
from basis.taal import in_een_zin
from contacten.forms import PLEKKEUZES, ContactpersoonForm
from contacten.models import Bezetting, Contactpersoon

from .gevolgen import BLIJFT, EINDIGT, Gat, Keuze, VraagtBesluit
from .lijst import CONTACTVELDEN

HELFT_OPEN = [("", "nog niet gekozen"), (EINDIGT, EINDIGT), (BLIJFT, BLIJFT)]
_ZICHTBAAR: dict[str, type[forms.Widget]] = {
    "opvolger": forms.Select,
    "helft": forms.RadioSelect,
    "reden": forms.TextInput,
    "mag_leeg": forms.CheckboxInput,
}


class Bewerking(forms.Form):
    """A change to a row: it carries what the user saw (`gezien`), and what is decided about what the change leaves
    behind. A question is shown once the verb asks it; who takes over can be said at once (`vraagt_opvolger`)."""

    gezien = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    opvolger = forms.ModelChoiceField(
        Contactpersoon.objects.none(),
        label="Wie neemt het over?",
        required=False,
        empty_label="Niemand",
        help_text="Deze persoon komt op dezelfde plek en krijgt bericht van de taken die daar open staan.",
        widget=forms.HiddenInput,
    )
    helft = forms.ChoiceField(required=False, choices=HELFT_OPEN, widget=forms.HiddenInput)
    reden = forms.CharField(label="Waarom blijft dit zo?", required=False, max_length=300, widget=forms.HiddenInput)
    mag_leeg = forms.BooleanField(
        label="Ik weet dat daar dan niemand meer is en ga toch door", required=False, widget=forms.HiddenInput
    )
    vraagt_opvolger = False
    vraag: VraagtBesluit | None = None

    def __init__(self, *args: Any, zonder: Contactpersoon | None = None, **kwargs: Any) -> None:
        """`zonder`: the contact that is changed, who cannot take over from itself."""
        super().__init__(*args, **kwargs)
        anderen = Contactpersoon.objects.filter(vervallen_op__isnull=True).order_by("naam", "email")
        veld = self.fields["opvolger"]
        veld.queryset = anderen.exclude(pk=zonder.pk) if zonder else anderen  # type: ignore[attr-defined]
        if self.vraagt_opvolger:
            self._toon("opvolger")

    @property
    def gaten(self) -> list[Gat]:
        """The seats that would have nobody; known once the verb has asked."""
        return self.vraag.gaten if self.vraag else []

    def stel_vraag(self, vraag: VraagtBesluit) -> None:
        """Show what would be left behind, with the fields that say what becomes of it."""
        self.vraag = vraag
        if vraag.gaten or vraag.plekken or vraag.piketten:
            self._toon("opvolger")
        if vraag.heeft_helft:
            self._stel_vraag_over_helft(vraag)
        if vraag.gaten or vraag.zonder_account or vraag.piketten:
            self._toon("mag_leeg")

    def keuze(self) -> Keuze:
        """What was decided."""
        vast = self.cleaned_data
        return Keuze(vast["mag_leeg"], vast["helft"], vast["reden"], vast["opvolger"])

    def gegevens(self) -> dict[str, Any]:
        """The fields of the row itself, without what the form carries around them."""
        return {naam: waarde for naam, waarde in self.cleaned_data.items() if naam not in Bewerking.base_fields}

    def _stel_vraag_over_helft(self, vraag: VraagtBesluit) -> None:
        wat = "Het account" if not vraag.plekken else "De plekken" if not vraag.account else "Het account en de plekken"
        een = wat == "Het account"
        self._toon("helft", "reden")
        self.fields["helft"].required = True
        self.fields["helft"].label = f"Wat gebeurt er met {in_een_zin(wat)}?"
        self.fields["helft"].choices = [  # type: ignore[attr-defined]
            (EINDIGT, f"{wat} {'eindigt' if een else 'eindigen'} nu ook"),
            (BLIJFT, f"{wat} {'blijft' if een else 'blijven'} zoals {'het is' if een else 'ze zijn'}"),
        ]
        soms(self.fields["reden"], "als het blijft")
        self.fields["reden"].help_text = "Alleen nodig als het blijft. De reden staat daarna in de geschiedenis."

    def _toon(self, *namen: str) -> None:
        """Show these fields, after those of the row."""
        for naam in namen:
            toon(self, naam, _ZICHTBAAR[naam]())
        eigen = [naam for naam in self.fields if naam not in Bewerking.base_fields]
        self.order_fields([*eigen, *Bewerking.base_fields])


class OverdrachtForm(Bewerking):
    """The end of something, in which somebody else can take over at once."""

    vraagt_opvolger = True


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
        eigen = {"is_nagevraagd", "nummers_gezien"}
        return {naam: waarde for naam, waarde in super().gegevens().items() if naam not in eigen}


class BezettingForm(Dichtbij, Bewerking, forms.ModelForm):  # type: ignore[type-arg]
    """Which role a contact has, where, in which order, from when until when."""

    verste: ClassVar[dict[str, int]] = {"van_datum": 5, "tot_datum": 10}
    rol = forms.ChoiceField(label="Rol", choices=PLEKKEUZES)

    class Meta:
        model = Bezetting
        fields = ["rol", "gemeente", "aanbieder", "volgorde", "van_datum", "tot_datum"]
        field_classes = {"van_datum": DatumVeld, "tot_datum": DatumVeld}
        help_texts = {
            "gemeente": "Nodig bij een rol van een gemeente.",
            "aanbieder": "Nodig bij een directeur van een jeugdhulpaanbieder.",
            "tot_datum": "Laat leeg als u de laatste dag niet weet.",
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Which role has a gemeente, and which an aanbieder, the row asks itself."""
        super().__init__(*args, **kwargs)
        soms(self.fields["gemeente"], "bij een rol van een gemeente")
        soms(self.fields["aanbieder"], "bij een rol van een aanbieder")


class AfwezigForm(Dichtbij, OverdrachtForm):
    """From when until when the holder of a seat is away."""

    verste: ClassVar[dict[str, int]] = {"afwezig_van_datum": 5, "afwezig_tot_datum": 5}

    afwezig_van_datum = soms(DatumVeld(label="Eerste dag"), "bij een laatste dag")
    afwezig_tot_datum = DatumVeld(label="Laatste dag", required=False, help_text="Laat leeg als u die nog niet weet.")

    def clean(self) -> dict[str, Any]:
        """A last day needs a first one, and comes after it."""
        gegevens = super().clean() or {}
        van, tot = gegevens.get("afwezig_van_datum"), gegevens.get("afwezig_tot_datum")
        if tot and not van:
            self.add_error("afwezig_van_datum", "Vul ook de eerste dag in.")
        elif van and tot and tot < van:
            self.add_error("afwezig_tot_datum", "De laatste dag ligt voor de eerste.")
        return gegevens


class EindeForm(Dichtbij, OverdrachtForm):
    """The last day on which a contact fills a seat."""

    verste: ClassVar[dict[str, int]] = {"tot_datum": 5}

    tot_datum = DatumVeld(
        label="Laatste dag",
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
