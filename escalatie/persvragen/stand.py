"""A press question as the conditions see it: the row, the step that is asked for, and what the form says."""

from dataclasses import dataclass
from functools import cached_property

from communicatie.models import Persantwoord, Persvraag
from communicatie.regels import Communicatieregels, PersstapRegel
from escalatie.draaiboek.opdrachten import Stapgegevens
from escalatie.models import Stap

from .opdrachten import DirectAntwoord, GemeenteAntwoord, gemailde_teksten

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
        alle = self.persvraag.antwoorden.all()
        eigen = [rij for rij in alle if rij.gemeente_id == self.persvraag.gemeente_id and not rij.weg]
        return eigen[-1] if eigen else None

    @cached_property
    def echt_antwoord(self) -> str:
        """What the gemeente that answers said, and what the form says of it; empty before that: a kernboodschap is no
        answer."""
        van_form = self.gegevens if isinstance(self.gegevens, GemeenteAntwoord) else None
        if van_form and van_form.gemeente_id == self.persvraag.gemeente_id:
            return van_form.tekst
        return self.antwoord.tekst if self.antwoord else ""

    @cached_property
    def teksten(self) -> dict[str, str]:
        """Every agreed text as it would be mailed now: what the form says goes first, empty ones are left out."""
        rij = self.persvraag
        direct = self.gegevens if isinstance(self.gegevens, DirectAntwoord) else DirectAntwoord("")
        kern = direct.kernboodschap.strip() or rij.kernboodschap
        alle = {
            "vraag": rij.vraag,
            "kernboodschap": kern,
            "achtergrond": direct.achtergrond.strip() or rij.achtergrond,
            "memo": rij.memo,
            "antwoord": self.echt_antwoord,
        }
        return {naam: tekst.strip() for naam, tekst in alle.items() if tekst.strip()}

    @cached_property
    def te_mailen(self) -> dict[str, str]:
        """The texts that go out with this step, by name."""
        regels = self.regels.informatieregels_bij(f"stap:{self.stap.code}")
        # What another gemeente answered is no answer to send round.
        is_van_ander = isinstance(self.gegevens, GemeenteAntwoord) and (
            self.gegevens.gemeente_id != self.persvraag.gemeente_id
        )
        met = {naam for regel in regels for naam in regel.teksten} if not is_van_ander else set()
        return {naam: tekst for naam, tekst in self.teksten.items() if naam in met}

    @cached_property
    def uitgaand(self) -> dict[str, str]:
        """The texts that go out now. What is forwarded is the mail that the gemeenten got (R15), with what was answered
        since."""
        is_doorsturen = self.stap.code == DOORSTUREN and self.persvraag.gemeenten_geinformeerd_op
        eerder = self.laatste_stap("informeer_gemeenten") if is_doorsturen else None
        if eerder is None:
            return self.te_mailen
        sindsdien = {"antwoord": self.echt_antwoord} if self.echt_antwoord else {}
        return gemailde_teksten(eerder) | sindsdien

    def laatste_stap(self, *codes: str) -> Stap | None:
        """The newest step with one of these codes."""
        return Stap.objects.filter(zaak=self.persvraag.pk, code__in=codes).order_by("-volgnummer").first()
