"""Forms around accounts: invite, change, and the password of an invitation."""

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.db.models import Q

from basis.adres import eis_gewoon_adres
from basis.formulieren import soms
from contacten.forms import ROLKEUZES
from contacten.models import Contactpersoon, Gebruiker, Gemeente
from contacten.models.organisaties import GAAT_DOOR
from contacten.personen.forms import Bewerking
from contacten.personen.wederhelft import contact_van
from contacten.rollen import ROLLEN_MET_GEMEENTE
from contacten.rolnamen import rolnaam


class _AccountForm(forms.Form):
    """What the beheerder decides about an account."""

    contactpersoon = forms.ModelChoiceField(
        Contactpersoon.objects.none(),
        label="Contactpersoon",
        required=False,
        empty_label="Staat niet in de contactlijst",
        help_text="Staat deze persoon ook in de contactlijst? Kies het contact. Lege velden vullen we daaruit.",
    )
    voornaam = forms.CharField(label="Voornaam", max_length=150, required=False)
    achternaam = forms.CharField(label="Achternaam", max_length=150, required=False)
    email = forms.EmailField(
        label="E-mailadres",
        max_length=254,
        required=False,
        validators=[eis_gewoon_adres],
        help_text="Hiermee logt deze persoon in.",
    )
    rol = forms.ChoiceField(label="Rol", choices=ROLKEUZES, help_text="Bepaalt wat iemand ziet.")
    gemeente = forms.ModelChoiceField(
        Gemeente.objects.filter(GAAT_DOOR),
        label="Gemeente",
        required=False,
        empty_label="Geen: werkt voor de hele regio",
    )

    def __init__(self, *args: Any, gebruiker: Gebruiker | None = None, **kwargs: Any) -> None:
        """Offer the people on the contact list who have no account yet, and the one of this account."""
        super().__init__(*args, **kwargs)
        vrij = Q(gebruiker__isnull=True, vervallen_op__isnull=True, soort="persoon")
        eigen = Q(pk=gebruiker.contactpersoon_id if gebruiker else None)
        veld = self.fields["contactpersoon"]
        veld.queryset = Contactpersoon.objects.filter(vrij | eigen).order_by("naam")  # type: ignore[attr-defined]
        soms(self.fields["email"], "als het contact er geen heeft")
        soms(self.fields["achternaam"], "zonder voornaam of contact")
        soms(self.fields["gemeente"], "bij een rol van een gemeente")
        nodig = " en ".join(rolnaam(rol) for rol in ROLLEN_MET_GEMEENTE)
        self.fields["gemeente"].help_text = f"Nodig bij {nodig}."

    def clean(self) -> dict[str, Any]:
        """Fill from the contact what was left empty; a local role needs a gemeente, an account an address."""
        gegevens = super().clean() or {}
        contact = gegevens.get("contactpersoon")
        if contact:
            gegevens["email"] = gegevens.get("email") or contact.email
            gegevens["achternaam"] = gegevens.get("achternaam") or contact.naam
        if not gegevens.get("email") and "email" not in self.errors:
            self.add_error("email", "Vul een e-mailadres in.")
        if not (gegevens.get("voornaam") or gegevens.get("achternaam")):
            self.add_error("achternaam", "Vul een naam in.")
        if gegevens.get("rol") in ROLLEN_MET_GEMEENTE and not gegevens.get("gemeente"):
            self.add_error("gemeente", "Kies bij deze rol ook een gemeente.")
        return gegevens


class UitnodigingForm(_AccountForm):
    """Someone who is to sign in, and mostly to be written to as well."""

    op_plek = forms.BooleanField(
        label="Zet deze persoon ook op de plek van deze rol",
        required=False,
        help_text="Dan krijgt deze persoon bericht over meldingen. Wie op geen plek staat, hoort niets.",
    )

    def gegevens(self) -> dict[str, Any]:
        """The arguments of `maak_gebruiker`."""
        return {naam: waarde for naam, waarde in self.cleaned_data.items() if naam != "op_plek"}


class AccountForm(_AccountForm, Bewerking):
    """An account that exists; `gezien` is what the beheerder saw of it."""

    def __init__(self, *args: Any, gebruiker: Gebruiker, **kwargs: Any) -> None:
        """Leave the person itself out of who may take over."""
        super().__init__(*args, gebruiker=gebruiker, zonder=contact_van(gebruiker), **kwargs)

    def gegevens(self) -> dict[str, Any]:
        """The fields by their names on Gebruiker."""
        vast = self.cleaned_data
        namen = {"first_name": "voornaam", "last_name": "achternaam"}
        zelfde = ("email", "rol", "gemeente", "contactpersoon")
        return {naam: vast[veld] for naam, veld in namen.items()} | {naam: vast[naam] for naam in zelfde}


class AfwijsForm(forms.Form):
    """Why what was asked for an account is refused."""

    reden = forms.CharField(label="Waarom wijst u dit af?", max_length=300)


class WachtwoordForm(forms.Form):
    """The password that the invited chooses, twice."""

    wachtwoord = forms.CharField(
        label="Wachtwoord",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
        help_text="Minstens 12 tekens, en nergens anders gebruikt.",
    )
    herhaling = forms.CharField(
        label="Nog een keer hetzelfde wachtwoord",
        strip=False,
        max_length=128,
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )

    def __init__(self, *args: Any, gebruiker: Gebruiker, **kwargs: Any) -> None:
        """`gebruiker` is whose password it becomes: it may not look like the name."""
        super().__init__(*args, **kwargs)
        self.gebruiker = gebruiker

    def clean_wachtwoord(self) -> str:
        """Strong enough, by the validators of the settings."""
        wachtwoord: str = self.cleaned_data["wachtwoord"]
        validate_password(wachtwoord, self.gebruiker)
        return wachtwoord

    def clean(self) -> dict[str, Any]:
        """Twice the same."""
        gegevens = super().clean() or {}
        if "wachtwoord" in gegevens and gegevens["wachtwoord"] != gegevens.get("herhaling"):
            self.add_error("herhaling", "Dit is niet hetzelfde wachtwoord.")
        return gegevens
