"""The form of a meeting that was held: who of the invited came, what came of it, and the actions that were agreed."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from basis.formulieren import DatumTijdVeld, Groep, soms
from basis.vrije_tekst import BEVESTIG, Tekst, Tekstvak
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import overleggen
from escalatie.meldingen.taken.handelingen import context_van
from escalatie.meldingen.taken.vervulling import Actie, Overlegverslag

from .acties import GEEN_GEMEENTE, eis_straks
from .taken import FUNCTIES, Context, OverlegForm

# How many actions the form of a meeting has room for; more can be added to the dossier itself.
ACTIES = {1: "Eerste actie", 2: "Tweede actie", 3: "Derde actie"}
NODIG = {
    "titel": "Schrijf op welke actie dit is.",
    "rol": "Kies van welke rol de actie is.",
    "uiterlijk_op": "Vul in wanneer de actie klaar is.",
}
BIJ_ACTIE = "bij een actie"
UITLEG = (
    "Een afspraak met een eigenaar en een dag wordt een actie. De eigenaar krijgt bericht, en later een herinnering."
)


class GehoudenForm(OverlegForm):
    """A meeting, with those who were invited to it when it was planned (R66, R69, R74, R81, R89)."""

    aanwezig = soms(
        forms.MultipleChoiceField(label="Wie van de genodigden was er?", widget=forms.CheckboxSelectMultiple),
        "als hieronder niemand staat",
    )
    afspraken = Tekstvak(
        label="Welke afspraken maakte u verder?",
        help_text="Afspraken met een eigenaar en een dag zet u hieronder: die worden acties.",
        required=False,
        max_length=4000,
    )
    # Only says that this form has frames; they are made in `veldgroepen`.
    groepen = (Groep("Het overleg", ()),)

    def __init__(self, context: Context, data: Any = None) -> None:
        """Who was invited is asked of the meeting that is planned for this task."""
        super().__init__(context, data)
        versie = context.protocol.versie
        genodigden = overleggen.genodigden_bij(context.taak)
        if genodigden:
            self._vul("aanwezig", [(str(g.pk), _hoofdletter(overleggen.naam_van(g, versie))) for g in genodigden])
            self.fields["deelnemers"].label = "Wie deden er nog meer mee?"
            soms(self.fields["deelnemers"], "als u hierboven niemand kiest")
        else:
            del self.fields["aanwezig"]
        if not context.is_verbetering:
            self._voeg_acties_toe(context)
        self.order_fields(["gehouden_op", "vorm", "aanwezig", "deelnemers", "uitkomst", "afspraken"])

    def _voeg_acties_toe(self, context: Context) -> None:
        acties = context_van(context.taak.melding, context.nu)
        rollen = [
            ("", "Kies een rol"),
            *((rol, _hoofdletter(rolnaam(rol, acties.versie))) for rol in acties.rollen),
        ]
        self.gemeenten = {str(gemeente.pk): gemeente for gemeente in acties.gemeenten}
        plaatsen = [("", GEEN_GEMEENTE), *((pk, str(gemeente)) for pk, gemeente in self.gemeenten.items())]
        for n in ACTIES:
            hulp = "Begin met een werkwoord. Geen namen van personen."
            self.fields[f"titel_{n}"] = soms(Tekst(label="Welke actie?", max_length=200, help_text=hulp), BIJ_ACTIE)
            self.fields[f"rol_{n}"] = soms(forms.ChoiceField(label="Van welke rol?", choices=rollen), BIJ_ACTIE)
            self.fields[f"gemeente_{n}"] = forms.ChoiceField(
                label="Van of voor welke gemeente?", choices=plaatsen, required=False
            )
            self.fields[f"eigenaar_{n}"] = Tekst(
                label="Wie doet het?", help_text=FUNCTIES, required=False, max_length=120
            )
            klaar = DatumTijdVeld(label="Wanneer is het uiterlijk klaar?")
            self.fields[f"uiterlijk_op_{n}"] = soms(klaar, BIJ_ACTIE)

    def veldgroepen(self) -> Iterator[tuple[Groep | None, list[BoundField]]]:
        """The meeting, and a frame to unfold per action."""
        eigen = [f"{deel}_{n}" for n in ACTIES for deel in (*NODIG, "gemeente", "eigenaar")]
        zichtbaar = [veld for veld in self.visible_fields() if veld.name not in {*eigen, "namens", BEVESTIG}]
        yield Groep("Het overleg", ()), zichtbaar
        for n, naam in ACTIES.items():
            delen = ("titel", "rol", "gemeente", "eigenaar", "uiterlijk_op")
            velden = [self[f"{deel}_{n}"] for deel in delen if f"{deel}_{n}" in self.fields]
            is_open = any(veld.errors or (self.is_bound and veld.data not in (None, "", ["", ""])) for veld in velden)
            if velden:
                yield Groep(naam, (), UITLEG if n == 1 else "", "open" if is_open else "dicht"), velden
        over = [self[naam] for naam in ("namens", BEVESTIG) if naam in self.fields and not self[naam].is_hidden]
        yield None, over

    def clean(self) -> dict[str, Any]:
        """Somebody took part; an action has a name, an owner and a moment to come."""
        schoon = super().clean()
        if "aanwezig" in self.fields and not (schoon.get("aanwezig") or schoon.get("deelnemers")):
            self.add_error("aanwezig", "Kies wie er was, of schrijf het hieronder op.")
        for n in ACTIES if "titel_1" in self.fields else ():
            self._keur_actie(n, schoon)
        return schoon

    def _keur_actie(self, n: int, schoon: dict[str, Any]) -> None:
        if not any(schoon.get(f"{deel}_{n}") for deel in (*NODIG, "gemeente", "eigenaar")):
            return
        for deel, zin in NODIG.items():
            if not schoon.get(f"{deel}_{n}") and f"{deel}_{n}" not in self.errors:
                self.add_error(f"{deel}_{n}", zin)
        op: datetime | None = schoon.get(f"uiterlijk_op_{n}")
        if op:
            try:
                eis_straks(op, self.context.nu)
            except ValidationError as fout:
                self.add_error(f"uiterlijk_op_{n}", fout)

    def gegevens(self) -> Overlegverslag:
        """When, how, with whom, what came of it, and which actions."""
        schoon = self.cleaned_data
        return Overlegverslag(
            gehouden_op=schoon["gehouden_op"],
            vorm=schoon["vorm"],
            deelnemers=schoon["deelnemers"],
            uitkomst=schoon["uitkomst"],
            afspraken=schoon["afspraken"],
            aanwezig=tuple(int(pk) for pk in schoon["aanwezig"]) if "aanwezig" in self.fields else None,
            acties=tuple(self._actie(n, schoon) for n in ACTIES if schoon.get(f"titel_{n}")),
        )

    def _actie(self, n: int, schoon: dict[str, Any]) -> Actie:
        gemeente = self.gemeenten.get(schoon[f"gemeente_{n}"])
        return Actie(
            schoon[f"titel_{n}"], schoon[f"rol_{n}"], schoon[f"eigenaar_{n}"], schoon[f"uiterlijk_op_{n}"], gemeente
        )


def _hoofdletter(tekst: str) -> str:
    return tekst[:1].upper() + tekst[1:]
