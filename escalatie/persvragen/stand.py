"""A press question as the conditions see it: the row, the step that is asked for, and what the form says."""

from dataclasses import dataclass
from functools import cached_property

from communicatie.models import Persantwoord, Persvraag
from communicatie.regels import Communicatieregels, PersstapRegel
from escalatie.draaiboek.opdrachten import Stapgegevens
from escalatie.models import Stap

from .opdrachten import DirectAntwoord, gemailde_teksten

# Steps of which the asking gemeente gets the text.
DOORSTUREN = "stuur_door"
NAAR_DE_VRAGENDE = ("antwoord_direct", "stem_af", "stuur_bij")


@dataclass(frozen=True)
class Persstand:
    """One step of one press question. `gegevens`: what its form says, None for a step that carries nothing.

    `is_gevraagd`: somebody filled in the form and asks for the step; before that a condition on the form holds.
    """

    persvraag: Persvraag
    stap: PersstapRegel
    regels: Communicatieregels
    gegevens: Stapgegevens | None = None
    is_gevraagd: bool = False

    @cached_property
    def antwoord(self) -> Persantwoord | None:
        """The newest answer of the gemeente that asked, in its own words; None when there is none yet."""
        eigen = [rij for rij in self.persvraag.antwoorden.all() if rij.gemeente_id == self.persvraag.gemeente_id]
        return eigen[-1] if eigen else None

    @cached_property
    def teksten(self) -> dict[str, str]:
        """Every agreed text as it would be mailed now: what the form says goes first, empty ones are left out. The
        answer is what the gemeente said, else the kernboodschap."""
        rij = self.persvraag
        direct = self.gegevens if isinstance(self.gegevens, DirectAntwoord) else DirectAntwoord("")
        kern = direct.kernboodschap.strip() or rij.kernboodschap
        alle = {
            "vraag": rij.vraag,
            "kernboodschap": kern,
            "achtergrond": direct.achtergrond.strip() or rij.achtergrond,
            "memo": rij.memo,
            "antwoord": self.antwoord.tekst if self.antwoord else kern,
        }
        return {naam: tekst.strip() for naam, tekst in alle.items() if tekst.strip()}

    @cached_property
    def te_mailen(self) -> dict[str, str]:
        """The texts that go out with this step, by name."""
        met = {naam for r in self.regels.informatieregels_bij(f"stap:{self.stap.code}") for naam in r.met}
        return {naam: tekst for naam, tekst in self.teksten.items() if naam in met}

    @cached_property
    def uitgaand(self) -> dict[str, str]:
        """The texts that go out now. What is forwarded is the mail that the gemeenten got (R15)."""
        is_doorsturen = self.stap.code == DOORSTUREN and self.persvraag.gemeenten_geinformeerd_op
        eerder = self.laatste_stap("informeer_gemeenten") if is_doorsturen else None
        return gemailde_teksten(eerder) if eerder else self.te_mailen

    def laatste_stap(self, *codes: str) -> Stap | None:
        """The newest step with one of these codes."""
        return Stap.objects.filter(zaak=self.persvraag.pk, code__in=codes).order_by("-volgnummer").first()
