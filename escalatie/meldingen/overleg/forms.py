"""The forms of a meeting that is still to come: plan it, change it, call it off (R66, R69, R74, R81, R89)."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import URLValidator

from basis.formulieren import DatumTijdVeld, Optie, soms
from basis.taal import aantal
from basis.vrije_tekst import Signalering, Tekst
from escalatie.draaiboek.overleggen import UITERSTE, Afspraak
from escalatie.draaiboek.uitkomst import Plek
from escalatie.models import Overleg

# What people choose from; another length is none that a calendar minds.
DUREN = (15, 30, 45, 60, 90, 120, 180)


@dataclass(frozen=True)
class Plekkeuze:
    """A seat that can be invited: its key, its name, who fills it now (a sentence), and whether it is proposed."""

    plek: Plek
    naam: str
    wie: str
    is_voorgesteld: bool

    @property
    def code(self) -> str:
        """Its value in the form."""
        return f"{self.plek[0]}:{self.plek[1] or ''}"


@dataclass(frozen=True)
class Plancontext:
    """What the form must know: the seats that can be invited, the moment (aware), and the meeting as it is planned
    (None for a new one) with its invited seats."""

    keuzes: tuple[Plekkeuze, ...]
    nu: datetime
    overleg: Overleg | None = None
    genodigd: frozenset[Plek] = frozenset()


class Planform(Signalering):
    """When, how long, where, and who is invited."""

    gepland_op = DatumTijdVeld(label="Wanneer is het overleg?")
    duur = forms.TypedChoiceField(
        label="Hoe lang duurt het?",
        choices=[(n, aantal(n, "minuut", "minuten")) for n in DUREN],
        coerce=int,
        initial=60,
    )
    plaats = soms(
        Tekst(
            label="Waar is het?",
            help_text="Bijvoorbeeld: gemeentehuis. Dit staat ook in de agenda van wie u uitnodigt: schrijf geen namen "
            "op.",
            max_length=200,
        ),
        "zonder videogesprek",
    )
    link = soms(
        forms.URLField(
            label="Link van het videogesprek",
            max_length=200,
            assume_scheme="https",
            validators=[URLValidator(schemes=["https"])],
        ),
        "zonder plaats",
    )
    plekken = forms.MultipleChoiceField(
        label="Wie nodigt u uit?",
        help_text="Wie u kiest, krijgt een uitnodiging voor de agenda en laat weten of hij of zij komt.",
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, context: Plancontext, data: Any = None) -> None:
        """As it is planned now; a new one proposes the seats that the protocol names."""
        super().__init__(data)
        self.context = context
        veld = self.fields["plekken"]
        if isinstance(veld, forms.MultipleChoiceField):
            veld.choices = [(keuze.code, Optie(keuze.naam, keuze.wie)) for keuze in context.keuzes]
        overleg = context.overleg
        gekozen = [k.code for k in context.keuzes if (k.plek in context.genodigd if overleg else k.is_voorgesteld)]
        self.initial = {"plekken": gekozen}
        if overleg:
            velden = ("gepland_op", "duur", "plaats", "link")
            self.initial |= {naam: getattr(overleg, naam) for naam in velden} | {"gezien": overleg.volgnummer}

    def clean_gepland_op(self) -> datetime:
        """Refuse a moment that has passed, or is more than a year away: a slip of the pen."""
        op: datetime = self.cleaned_data["gepland_op"]
        if op <= self.context.nu:
            raise ValidationError("Dit moment is al geweest. Kies een moment in de toekomst.")
        if op > self.context.nu + UITERSTE:
            raise ValidationError("Controleer het jaar: dit is meer dan een jaar vooruit.")
        return op

    def clean(self) -> dict[str, Any]:
        """A meeting is somewhere."""
        schoon = super().clean()
        if not self.errors and not (schoon.get("plaats") or schoon.get("link")):
            self.add_error("plaats", "Vul in waar het is, of geef hieronder de link van het videogesprek.")
        return schoon

    def afspraak(self) -> Afspraak:
        """What is agreed; call after `is_valid`."""
        schoon, per_code = self.cleaned_data, {keuze.code: keuze.plek for keuze in self.context.keuzes}
        plekken = frozenset(per_code[code] for code in schoon["plekken"])
        return Afspraak(schoon["gepland_op"], schoon["duur"], schoon["plaats"], schoon["link"], plekken)


class Wijzigform(Planform):
    """The same, and why it changes."""

    # What the user read: who changes what another changed since, is told first.
    gezien = forms.IntegerField(widget=forms.HiddenInput)
    reden = Tekst(
        label="Waarom verandert u dit?", help_text="Uw reden staat in het dossier, niet in de mail.", max_length=300
    )


class Afzegform(Signalering):
    """Why it is called off."""

    reden = Tekst(
        label="Waarom gaat het niet door?", help_text="Uw reden staat in het dossier, niet in de mail.", max_length=300
    )


class Antwoordform(forms.Form):
    """Whether an invited seat comes."""

    genodigde = forms.IntegerField()
    komt = forms.TypedChoiceField(choices=[("ja", "ja"), ("nee", "nee")], coerce=lambda waarde: waarde == "ja")
