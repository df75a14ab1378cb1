"""Parts of forms that the protocol file fills: options, triage questions, and fieldsets with their fields."""

from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from basis.formulieren import Groep
from escalatie.protocol.model import Keuze


class Jaofnee(forms.RadioSelect):
    """Ja, nee or not known, side by side. Of two kinds of event only one is asked, so no browser demands it."""

    def __init__(self) -> None:
        """Side by side."""
        super().__init__({"class": "cal-opties--naast"})

    def use_required_attribute(self, initial: Any) -> bool:
        """Never."""
        return False


class Criterium(forms.ChoiceField):
    """A triage question. It decides, so it is not called optional; left open it is unknown."""

    def clean(self, value: Any) -> Any:
        """Give the answer, or nothing."""
        return super().clean(value) if value else ""


class Deel(NamedTuple):
    """A fieldset on screen with its bound fields; `soort` is set when it belongs to one kind of event only;
    `staat_er`: what is recorded now, for one that is folded."""

    groep: Groep
    velden: list[BoundField]
    soort: str
    staat_er: str = ""


def opties_van(keuzes: tuple[Keuze, ...]) -> list[tuple[str, str]]:
    """Options of a list in the protocol file, as (code, name)."""
    return [(keuze.code, keuze.naam) for keuze in keuzes]
