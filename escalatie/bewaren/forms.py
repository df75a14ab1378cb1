"""The forms of keeping and destroying: a reason, a hold, and the question for all that is known of somebody."""

from django import forms

from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from escalatie.models import Bewaarsoort

FUNCTIES = "Zonder namen van personen: dit blijft staan als het dossier weg is."


class Redenform(Signalering):
    """Why."""

    reden = Tekstvak(label="Waarom?", help_text=FUNCTIES, max_length=300, rijen=3)


class Plichtform(Signalering):
    """Which dossier must stay, and why."""

    VELDEN = ("kenmerk", "reden")

    kenmerk = forms.CharField(label="Kenmerk van het dossier", max_length=20)
    reden = Tekstvak(
        label="Waarom moet dit dossier blijven?",
        help_text="Bijvoorbeeld: de inspectie onderzoekt dit nog. Zonder namen van personen.",
        max_length=300,
        rijen=3,
    )


class Inzageform(Signalering):
    """Of whom or what, and why."""

    VELDEN = ("soort", "waar", "reden")

    soort = forms.ChoiceField(
        label="Waarvan vraagt u inzage?",
        choices=[
            (Bewaarsoort.ACCOUNT, "één account"),
            (Bewaarsoort.CONTACT, "één persoon uit de contactlijst, zonder account"),
            (Bewaarsoort.ZAAK, "één dossier"),
        ],
        widget=forms.RadioSelect,
    )
    waar = forms.CharField(
        label="Gebruikersnaam, e-mailadres, nummer of kenmerk",
        help_text=(
            "Van een account de gebruikersnaam of het e-mailadres, van iemand uit de contactlijst het e-mailadres of "
            "telefoonnummer, van een dossier het kenmerk."
        ),
        max_length=254,
    )
    reden = Tekst(label="Waarom?", help_text="Bijvoorbeeld: verzoek van de persoon zelf.", max_length=300)
