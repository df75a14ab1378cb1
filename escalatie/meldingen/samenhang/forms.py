"""Linking two meldingen that tell of one event, and undoing that."""

from typing import Any

from django.core.exceptions import ValidationError

from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from calamiteiten.kenmerk import in_vorm

LANGSTE_REDEN = 1000


class KoppelForm(Signalering):
    """Which other melding, and why."""

    kenmerk = Tekst(
        label="Welke andere melding gaat over dezelfde gebeurtenis?",
        max_length=20,
        help_text="Het kenmerk, bijvoorbeeld CAL-2026-0005. Beide meldingen gaan verder.",
    )
    reden = Tekstvak(label="Waarom horen zij bij elkaar?", max_length=LANGSTE_REDEN, rijen=2)

    def clean_kenmerk(self) -> str:
        """The kenmerk in its one spelling."""
        if not (kenmerk := in_vorm(self.cleaned_data["kenmerk"])):
            raise ValidationError("Dit is geen kenmerk van een melding. Een kenmerk is bijvoorbeeld CAL-2026-0005.")
        return kenmerk


class DubbelForm(KoppelForm):
    """Of which other melding this one is a double, and why that is put right."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """The same two questions in other words."""
        super().__init__(*args, **kwargs)
        self.fields["kenmerk"].label = "Van welke melding is deze een dubbel?"
        self.fields["kenmerk"].help_text = "Het kenmerk, bijvoorbeeld CAL-2026-0005. Die melding gaat verder."
        self.fields["reden"].label = "Waarom verbetert u dit?"


class BandForm(Signalering):
    """Why two meldingen belong together after all, and why that reads otherwise."""

    reden = Tekstvak(label="Waarom horen zij bij elkaar?", max_length=LANGSTE_REDEN, rijen=2)
    waarom = Tekstvak(label="Waarom verbetert u dit?", max_length=LANGSTE_REDEN, rijen=2)


class OntkoppelForm(Signalering):
    """Why they do not belong together after all."""

    reden = Tekstvak(label="Waarom horen zij toch niet bij elkaar?", max_length=LANGSTE_REDEN, rijen=2)
