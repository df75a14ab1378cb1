"""What is asked for the media monitor: a piece by hand, words to follow, and a feed (R18, R19, R116)."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django import forms

from basis.formulieren import DatumTijdVeld, DatumVeld, controleer_moment
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from communicatie.models.media import Mediabereik, Mediatoon

from .monitor import NieuwSignaal

GEEN_NAMEN = "Geen namen van jeugdigen of ouders."


class SignaalForm(Signalering):
    """A piece that somebody saw: in a newspaper, on television or on social media."""

    sleutel = forms.UUIDField(widget=forms.HiddenInput)
    bron = Tekst(label="Waar?", max_length=120, help_text="Bijvoorbeeld de krant, de omroep of het sociale medium.")
    titel = Tekst(label="Titel of kern in één zin", max_length=300, help_text=GEEN_NAMEN)
    link = forms.URLField(label="Link", required=False, max_length=1000, assume_scheme="https")
    verschenen_op = DatumTijdVeld(label="Wanneer verscheen het?", is_geweest=True)
    bereik = forms.ChoiceField(label="Hoe ver komt het?", choices=Mediabereik.choices, widget=forms.RadioSelect)
    toon = forms.ChoiceField(label="Wat is de toon?", choices=Mediatoon.choices, widget=forms.RadioSelect)
    behoefte = Tekstvak(
        label="Waar is behoefte aan?",
        required=False,
        max_length=1000,
        rijen=3,
        help_text=f"Wat willen mensen weten? Dit komt bij het communicatieadvies te staan. {GEEN_NAMEN}",
    )

    def __init__(self, nu: datetime, data: Any = None) -> None:
        """`nu` is aware: the moment that stands in the form to begin with."""
        super().__init__(data, initial={"sleutel": uuid4(), "verschenen_op": nu})
        self.nu = nu
        for naam in ("bereik", "toon"):
            self.fields[naam].widget.attrs["class"] = "cal-opties--naast"

    def clean_verschenen_op(self) -> datetime:
        """Refuse a moment that has not come."""
        op: datetime = self.cleaned_data["verschenen_op"]
        controleer_moment(op, self.nu)
        return op

    def nieuw(self) -> tuple[NieuwSignaal, UUID]:
        """The piece and its key; call after `is_valid`."""
        velden = ("bron", "titel", "link", "verschenen_op", "bereik", "toon", "behoefte")
        return NieuwSignaal(**{naam: self.cleaned_data[naam] for naam in velden}), self.cleaned_data["sleutel"]


class VolgForm(Signalering):
    """The words that the feeds are searched for, and until when."""

    trefwoorden = Tekstvak(
        label="Trefwoorden",
        max_length=2000,
        rijen=3,
        help_text=f"Eén per regel. Hele woorden tellen; hoofdletters en accenten niet. {GEEN_NAMEN}",
    )
    tot_datum = DatumVeld(label="Volgen tot en met")

    def __init__(self, data: Any = None, **kwargs: Any) -> None:
        """Ids of its own: it shares a page with `SignaalForm`."""
        super().__init__(data, auto_id="volg_%s", **kwargs)


class FeedForm(forms.Form):
    """A feed that the beheerder lets us read."""

    naam = Tekst(label="Naam", max_length=120, help_text="Zo heet de bron bij elk bericht.")
    adres = forms.CharField(label="Adres van de feed", max_length=500, help_text="Begint met https:// of http://.")
