"""The form of an answer to the press that was recorded wrongly, with what was recorded."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from communicatie.familie.naar_buiten import Toestemming, past, toestand
from communicatie.models import Persantwoord, Persvraag, Uiting
from contacten.models import Dader
from escalatie.persvragen.antwoorden import uiting_van
from escalatie.persvragen.forms.intake import BUITEN, Wijzigen
from escalatie.persvragen.forms.stap import HOE, Stapcontext
from escalatie.persvragen.forms.vormen import AntwoordForm
from escalatie.persvragen.opdrachten import GemeenteAntwoord
from escalatie.persvragen.stap import met_sloten, mogelijkheid, stapcontext
from escalatie.persvragen.taken import ANTWOORD


class AntwoordWijzigForm(AntwoordForm, Wijzigen):
    """What a gemeente answered, as it should read, and why. The fields are those of recording it."""

    def __init__(self, rij: Persantwoord, uiting: Uiting | None, context: Stapcontext, gezien: int, data: Any) -> None:
        """`uiting`: what the answer left in the register of what went outside."""
        self.rij, self.uiting, self.nummer = rij, uiting, gezien
        super().__init__(context, data)
        if "vragers" in self.fields:
            self.fields["vragers"].initial = [vrager.pk for vrager in rij.vragers.all()]
            # Of another gemeente than the one that answers, nobody need have been waiting.
            self.fields["vragers"].required = bool(self.fields["vragers"].initial)

    def begin(self, context: Stapcontext) -> dict[str, Any]:
        """What was recorded."""
        is_kern = self.rij.is_kernboodschap and self.rij.tekst == context.kernboodschap
        slot = {HOE: self.uiting.buiten_om, "toestemming_reden": self.uiting.toelichting} if self.uiting else {}
        return {
            "gezien": self.nummer,
            "gemeente": self.rij.gemeente.code if self.rij.gemeente else BUITEN,
            "tekst": "" if is_kern else self.rij.tekst,
            "is_kernboodschap": is_kern,
            "beantwoord_op": self.rij.beantwoord_op,
            "beantwoord_door": self.rij.beantwoord_door,
            **slot,
        }

    def gegevens(self) -> GemeenteAntwoord:
        """The answer as it should read; who had it stays when that is not asked."""
        if "vragers" in self.fields:
            return super().gegevens()
        return replace(super().gegevens(), vragers=tuple(vrager.pk for vrager in self.rij.vragers.all()))

    def toestemming(self) -> Toestemming | None:
        """By what right it was outside; None when that is not asked. Call after `is_valid`."""
        return self._toestemming()


def wijzigform(
    persvraag: Persvraag, rij: Persantwoord, gebruiker: Dader, gezien: int, nu: datetime, data: Any = None
) -> AntwoordWijzigForm:
    """The form as sent. A moment at which a lock was on asks by what right it was outside, unless the leave that it had
    holds then too."""
    kans = mogelijkheid(persvraag, gebruiker, ANTWOORD)
    if kans is None:
        raise KeyError(ANTWOORD)
    uiting = uiting_van(rij)
    vrij = replace(kans, ontbreekt=(), afwijkbaar=())
    zonder = replace(stapcontext(persvraag, vrij, gebruiker, nu, {}), sloten=(), wegen=())
    form = AntwoordWijzigForm(rij, uiting, _met_sloten(zonder, uiting, gebruiker, rij.beantwoord_op), gezien, data)
    op = form.cleaned_data.get("beantwoord_op") if form.is_bound and form.is_valid() else None
    if op is None:
        return form
    toen = _met_sloten(zonder, uiting, gebruiker, op)
    return form if toen.sloten == form.context.sloten else AntwoordWijzigForm(rij, uiting, toen, gezien, data)


def _met_sloten(context: Stapcontext, uiting: Uiting | None, gebruiker: Dader, op: datetime) -> Stapcontext:
    if uiting is None or context.persvraag.melding != uiting.melding:
        return context
    if past(uiting.vrijgave, toestand(uiting.melding, context.regels, op)):
        return context
    return met_sloten(context, gebruiker, op)
