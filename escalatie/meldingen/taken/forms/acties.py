"""The forms of an agreed action: give it, change it, hand it over, give it back, withdraw it (R81)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from basis.formulieren import DatumTijdVeld
from basis.taal import met_hoofdletter
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from contacten.models import Gemeente
from contacten.rolnamen import rolnaam
from escalatie.meldingen.taken.vervulling import Actie

from .taken import FUNCTIES

UITERSTE_ACTIE = timedelta(days=730)
GEEN_GEMEENTE = "Geen: de hele regio, of elke betrokken gemeente"


@dataclass(frozen=True)
class Actiecontext:
    """What the form of an action must know: the version, the roles and the gemeenten that can be chosen, the moment
    (aware), and how the action stands now (None for a new one)."""

    versie: str
    rollen: tuple[str, ...]
    gemeenten: tuple[Gemeente, ...]
    nu: datetime
    actie: Actie | None = None


def eis_straks(moment: datetime, nu: datetime) -> None:
    """Refuse a moment that has passed at `nu`, or is further than two years away. Raises ValidationError."""
    if moment <= nu:
        raise ValidationError("Dit moment is al geweest. Kies een moment in de toekomst.")
    if moment > nu + UITERSTE_ACTIE:
        raise ValidationError("Controleer het jaar: dit is meer dan twee jaar vooruit.")


class Redenform(Signalering):
    """Why an action is given back or withdrawn."""

    reden = Tekstvak(label="Waarom?", help_text="Uw reden staat in de tijdlijn.", max_length=2000, rijen=3)

    def __init__(self, context: Actiecontext, data: Any = None) -> None:
        """`context` for the fields that a subclass has."""
        super().__init__(data)
        self.context = context

    @property
    def motivering(self) -> str:
        """The reason; call after `is_valid`."""
        return str(self.cleaned_data.get("reden", ""))


class Overdrachtform(Redenform):
    """Another seat gets the action; what it is and when it is due stay."""

    rol = forms.ChoiceField(label="Van welke rol is de actie?", widget=forms.RadioSelect)
    gemeente = forms.ChoiceField(label="Van of voor welke gemeente?", required=False)
    eigenaar = Tekst(label="Wie doet het?", help_text=FUNCTIES, required=False, max_length=120)
    # Why comes last: first what changes.
    field_order: tuple[str, ...] = ("rol", "gemeente", "eigenaar", "reden")

    def __init__(self, context: Actiecontext, data: Any = None) -> None:
        """The roles and gemeenten that can open the zaak that it is about."""
        super().__init__(context, data)
        rollen = [(rol, met_hoofdletter(rolnaam(rol, context.versie))) for rol in context.rollen]
        self._kies("rol", rollen)
        self._kies("gemeente", [("", GEEN_GEMEENTE), *((str(g.pk), str(g)) for g in context.gemeenten)])
        if not context.gemeenten:
            del self.fields["gemeente"]
        if actie := context.actie:
            gemeente = actie.gemeente.pk if actie.gemeente else ""
            self.initial = {"rol": actie.rol, "gemeente": str(gemeente), "eigenaar": actie.eigenaar}

    def _kies(self, naam: str, opties: Iterable[tuple[str, str]]) -> None:
        veld = self.fields[naam]
        if isinstance(veld, forms.ChoiceField):
            veld.choices = list(opties)

    def _gemeente(self) -> Gemeente | None:
        gekozen = self.cleaned_data.get("gemeente", "")
        return next((g for g in self.context.gemeenten if str(g.pk) == gekozen), None)

    def actie(self) -> Actie:
        """The action with its new seat; call after `is_valid`. Raises ValueError for an action that there is not."""
        if self.context.actie is None:
            raise ValueError("There is no action to hand over.")
        schoon, hier = self.cleaned_data, self.context.actie
        return Actie(hier.titel, schoon["rol"], schoon["eigenaar"], hier.uiterlijk_op, self._gemeente())


class Wijzigform(Overdrachtform):
    """The whole action, and why it changes."""

    titel = Tekst(label="Welke actie?", max_length=200, help_text="Begin met een werkwoord. Geen namen van personen.")
    uiterlijk_op = DatumTijdVeld(label="Wanneer is het uiterlijk klaar?")
    field_order: tuple[str, ...] = ("titel", "rol", "gemeente", "eigenaar", "uiterlijk_op", "reden")

    def __init__(self, context: Actiecontext, data: Any = None) -> None:
        """As the action stands now, when there is one."""
        super().__init__(context, data)
        if context.actie:
            hier = {"titel": context.actie.titel, "uiterlijk_op": context.actie.uiterlijk_op}
            self.initial = {**self.initial, **hier}

    def clean_uiterlijk_op(self) -> datetime:
        """Refuse a moment that has passed, or is further than two years away: a slip of the pen. One that stays as it
        was is none."""
        moment: datetime = self.cleaned_data["uiterlijk_op"]
        if not (self.context.actie and moment == self.context.actie.uiterlijk_op):
            eis_straks(moment, self.context.nu)
        return moment

    def actie(self) -> Actie:
        """What is agreed now; call after `is_valid`."""
        schoon = self.cleaned_data
        return Actie(schoon["titel"], schoon["rol"], schoon["eigenaar"], schoon["uiterlijk_op"], self._gemeente())


class ActieForm(Wijzigform):
    """A new action: what, whose it is, who does it, and when it is done."""

    def __init__(self, context: Actiecontext, data: Any = None) -> None:
        """Nothing is changed yet, so nobody is asked why."""
        super().__init__(context, data)
        del self.fields["reden"]
