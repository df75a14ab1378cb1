"""Forms for keeping the list current: a contact about itself, the beheerder about a proposal, a practice round."""

from functools import partial
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from contacten.forms import ContactpersoonForm
from contacten.models import Contactpersoon, ContactSoort, Gemeente
from contacten.models.organisaties import GAAT_DOOR
from contacten.rollen import PER_GEMEENTE
from contacten.rolnamen import keuzes

from .oefenen import OEFENBAAR
from .voorstellen import VELDEN, verschil

# Field -> what a browser calls what is asked there.
EIGEN = {"naam": "name", "functie": "organization-title", "email": "email", "telefoon": "tel", "mobiel": "tel"}


class EigenGegevensForm(ContactpersoonForm):
    """What a contact may say about itself; sent in as a proposal."""

    opmerking = forms.CharField(
        label="Wilt u nog iets doorgeven?",
        help_text="Bijvoorbeeld: ik doe dit werk niet meer, mijn opvolger is ...",
        required=False,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    class Meta(ContactpersoonForm.Meta):
        """Roles and places are for the beheerder."""

        fields = [*VELDEN]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Remember what the list says now: a model form writes what was typed into its instance."""
        super().__init__(*args, **kwargs)
        self.oud = Contactpersoon(**{veld: getattr(self.instance, veld) for veld in VELDEN})
        if self.instance.soort == ContactSoort.PERSOON:
            self.fields["naam"].required = True
        # About the reader himself: his browser knows it (WCAG 1.3.5).
        for naam, wat in EIGEN.items():
            self.fields[naam].widget.attrs["autocomplete"] = wat

    def clean(self) -> dict[str, Any]:
        """Ask for at least one difference: without one, the other button is meant."""
        gegevens: dict[str, Any] = super().clean() or self.cleaned_data
        if not self.errors and not gegevens.get("opmerking") and not verschil(self.oud, gegevens):
            raise ValidationError("U heeft niets gewijzigd. Kloppen de gegevens? Kies dan 'Dit klopt'.")
        return gegevens

    def gegevens(self) -> dict[str, str]:
        """The fields of the contact, without the remark."""
        return {veld: self.cleaned_data[veld] for veld in VELDEN}


class AfwijzingForm(forms.Form):
    """Why a proposal is not taken over."""

    reden = forms.CharField(label="Waarom neemt u dit niet over?", required=False, max_length=300)


class OefenForm(forms.Form):
    """Whom to practise with: a role, a gemeente, or a role in a gemeente."""

    rol = forms.ChoiceField(
        label="Rol",
        required=False,
        choices=partial(keuzes, OEFENBAAR, "Alle rollen van de gemeente"),
    )
    gemeente = forms.ModelChoiceField(
        Gemeente.objects.filter(GAAT_DOOR), label="Gemeente", required=False, empty_label="Alle gemeenten"
    )

    def clean(self) -> dict[str, Any]:
        """Refuse everyone at once, and a gemeente with a role of the region."""
        gegevens: dict[str, Any] = super().clean() or self.cleaned_data
        rol, gemeente = gegevens.get("rol"), gegevens.get("gemeente")
        if not rol and not gemeente:
            raise ValidationError("Kies een rol, een gemeente of allebei.")
        if rol and gemeente and rol not in PER_GEMEENTE:
            raise ValidationError("Deze rol geldt voor de hele regio. Kies geen gemeente.")
        return gegevens
