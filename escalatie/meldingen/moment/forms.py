"""When a step was taken in fact, and why that is put right."""

from datetime import datetime

from basis.formulieren import DatumTijdVeld
from basis.vrije_tekst import Signalering, Tekstvak


class MomentForm(Signalering):
    """The moment, and how somebody knows."""

    op = DatumTijdVeld(label="Wanneer is deze stap gezet?", is_geweest=True)
    reden = Tekstvak(label="Hoe weet u dat?", max_length=300, rijen=3)

    @property
    def gegeven(self) -> tuple[datetime, str]:
        """The moment (aware) and the reason, of a valid form."""
        return self.cleaned_data["op"], self.cleaned_data["reden"]
