"""The larger records of Fase 1 and Fase 2: the family knows, and was victim support offered (R124–R126); the parties
(R80); the evaluation with its questions (R89–R96)."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.boundfield import BoundField

from basis.formulieren import DatumTijdVeld, Groep, controleer_moment, soms
from basis.taal import met_hoofdletter
from basis.vrije_tekst import Tekst, Tekstvak
from communicatie.familie.betrokkenen import onwetenden
from communicatie.familie.forms import SLOTVELDEN
from communicatie.familie.informeringen import Partij
from communicatie.models import Informering
from contacten.rollen import REGIONAAL, ROLLEN_MET_DOSSIERS
from contacten.rolnamen import rolnaam
from escalatie.meldingen.taken.vervulling import Evaluatieverslag, Familiegesprek, Partijenlijst

from . import taken
from .overleg import GehoudenForm
from .taken import FUNCTIES, Context, TaakForm

JA_NEE = [("ja", "Ja"), ("nee", "Nee")]


class FamilieForm(TaakForm):
    """The two facts of the same talk."""

    groepen = (
        Groep(
            "De jeugdige en de familie zijn geïnformeerd",
            ("betrokkenen", "geinformeerd_op", "wijze", "door_wie"),
            "Weten zij het nog niet? Vul dan niets in. Bel eerst de aanbieder. De taak blijft open tot iedereen op de "
            "lijst het weet.",
        ),
        Groep(
            "Slachtofferhulp",
            ("slachtofferhulp", "aangeboden_op", "aangeboden_door", "slachtofferhulp_toelichting"),
        ),
        Groep("Verder", ("verslag", "namens")),
    )

    betrokkenen = forms.MultipleChoiceField(
        label="Wie weten het nu?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Kies wie het weten. Ieder telt apart."},
    )
    geinformeerd_op = DatumTijdVeld(label="Wanneer hoorden zij het?", is_geweest=True)
    wijze = Tekst(label="Hoe?", help_text="Bijvoorbeeld: in een gesprek, telefonisch.", max_length=120)
    door_wie = Tekst(label="Wie vertelde het?", help_text=FUNCTIES, max_length=120)
    slachtofferhulp = forms.ChoiceField(
        label="Is slachtofferhulp aangeboden?", choices=JA_NEE, widget=forms.RadioSelect
    )
    aangeboden_op = soms(DatumTijdVeld(label="Wanneer aangeboden?", is_geweest=True), "bij een ja")
    aangeboden_door = soms(Tekst(label="Door wie aangeboden?", help_text=FUNCTIES, max_length=120), "bij een ja")
    slachtofferhulp_toelichting = soms(
        Tekstvak(label="Toelichting", help_text="Niet aangeboden? Schrijf op waarom niet.", max_length=2000),
        "bij een nee",
    )
    verslag = Tekstvak(label="Is er nog iets te zeggen over het informeren?", required=False, max_length=4000, rijen=3)

    def __init__(self, context: Context, data: Any = None) -> None:
        """Those of the list who do not know yet, and whom this record is about."""
        super().__init__(context, data)
        van_hier = Informering.objects.filter(melding=context.taak.zaak_id, pk__in=context.begin.get("betrokkenen", ()))
        rijen = [*van_hier, *onwetenden(context.taak.melding)]
        self._vul("betrokkenen", [(str(rij.pk), rij.partij) for rij in dict.fromkeys(rijen)])

    def clean_geinformeerd_op(self) -> datetime:
        """Refuse a moment that has not come: a plan does not open the lock."""
        return self._geweest("geinformeerd_op")

    def clean_aangeboden_op(self) -> datetime | None:
        """Refuse a moment that has not come."""
        return self._geweest("aangeboden_op") if self.cleaned_data["aangeboden_op"] else None

    def clean(self) -> dict[str, Any]:
        """A yes says when and by whom, a no says why."""
        schoon = super().clean()
        nodig = {
            "ja": {"aangeboden_op": "Vul in wanneer.", "aangeboden_door": "Vul in door wie."},
            "nee": {"slachtofferhulp_toelichting": "Schrijf op waarom niet."},
        }
        for naam, zin in nodig.get(schoon.get("slachtofferhulp", ""), {}).items():
            if not schoon.get(naam) and naam not in self.errors:
                self.add_error(naam, zin)
        return schoon

    def gegevens(self) -> Familiegesprek:
        """The talk, and the offer that was made in it or not."""
        schoon = self.cleaned_data
        return Familiegesprek(
            betrokkenen=tuple(int(nummer) for nummer in schoon["betrokkenen"]),
            geinformeerd_op=schoon["geinformeerd_op"],
            wijze=schoon["wijze"],
            door_wie=schoon["door_wie"],
            slachtofferhulp=schoon["slachtofferhulp"],
            aangeboden_op=schoon["aangeboden_op"],
            aangeboden_door=schoon["aangeboden_door"],
            slachtofferhulp_toelichting=schoon["slachtofferhulp_toelichting"],
        )

    def _geweest(self, naam: str) -> datetime:
        moment: datetime = self.cleaned_data[naam]
        controleer_moment(moment, self.context.nu)
        return min(moment, self.context.nu)


VRIJE_RIJEN = 3
ANDERS = "anders"


class EvaluatieForm(TaakForm):
    """Every question is answered; a question without fixed answers is a text."""

    VERSLAG = ""
    # Only says that this form has frames; they come from the protocol, in `veldgroepen`.
    groepen = (Groep("Deelnemers", ()),)

    deelnemers = Tekst(label="Wie deden er mee?", help_text=FUNCTIES, max_length=300)

    def __init__(self, context: Context, data: Any = None) -> None:
        """The questions come from the protocol of this melding."""
        super().__init__(context, data)
        vragen = context.protocol.evaluatievragen
        for vraag in vragen:
            if vraag.antwoorden:
                opties = [(antwoord.code, antwoord.naam) for antwoord in vraag.antwoorden]
                self.fields[vraag.code] = forms.ChoiceField(label=vraag.zin, choices=opties, widget=forms.RadioSelect)
                self.fields[f"{vraag.code}_toelichting"] = Tekstvak(
                    label="Toelichting", required=False, max_length=4000
                )
            else:
                self.fields[vraag.code] = Tekstvak(label=vraag.zin, max_length=4000)
        self.vraaggroepen = [
            Groep(f"Vraag {nummer} van {len(vragen)}", (v.code, f"{v.code}_toelichting"))
            for nummer, v in enumerate(vragen, start=1)
        ]

    def veldgroepen(self) -> Iterator[tuple[Groep | None, list[BoundField]]]:
        """A fieldset per question."""
        namens = ("namens",) if "namens" in self.fields else ()
        for groep in [Groep("Deelnemers", ("deelnemers", *namens)), *self.vraaggroepen]:
            yield groep, [self[naam] for naam in groep.velden if naam in self.fields]
        yield None, [self[naam] for naam in ("bevestig_persoonsgegevens",) if not self[naam].is_hidden]

    def gegevens(self) -> Evaluatieverslag:
        """The answers by question code, and who took part."""
        buiten = {"namens", "deelnemers", "bevestig_persoonsgegevens", *SLOTVELDEN}
        antwoorden = {naam: waarde for naam, waarde in self.cleaned_data.items() if naam not in buiten and waarde}
        return Evaluatieverslag(antwoorden, self.cleaned_data["deelnemers"])


class PartijenForm(TaakForm):
    """A row per party of the protocol and a few free ones: is it involved, is it informed, and who does that."""

    def __init__(self, context: Context, data: Any = None) -> None:
        """The parties come from the protocol of this melding."""
        super().__init__(context, data)
        rollen = [rol for rol in ROLLEN_MET_DOSSIERS if rol in REGIONAAL]
        self.informeerders = [(rol, met_hoofdletter(rolnaam(rol, context.protocol.versie))) for rol in rollen]
        self.vast = [keuze for keuze in context.protocol.keuzes_van("partij") if keuze.code != ANDERS]
        for keuze in self.vast:
            self._voeg_rij_toe(keuze.code, keuze.naam)
        for nummer in range(1, VRIJE_RIJEN + 1):
            self.fields[f"naam_{nummer}"] = soms(
                Tekst(label=f"Andere partij {nummer}", max_length=120), "als u haar kiest"
            )
            self._voeg_rij_toe(f"vrij_{nummer}", f"andere partij {nummer}")

    def _voeg_rij_toe(self, code: str, naam: str) -> None:
        self.fields[f"betrokken_{code}"] = forms.BooleanField(label=f"{naam}: betrokken", required=False)
        self.fields[f"informeren_{code}"] = forms.BooleanField(label=f"{naam}: informeren", required=False)
        self.fields[f"wie_{code}"] = forms.ChoiceField(
            label=f"{naam}: wie informeert",
            choices=self.informeerders,
            initial=self.context.taak.rol,
            required=False,
            widget=forms.Select(attrs={"class": "utrecht-select"}),
        )

    def rijen(self) -> list[tuple[str, str, list[BoundField]]]:
        """For the table: name, explanation and the three fields of each fixed party."""
        return [(k.naam, k.zin, self._velden(k.code)) for k in self.vast]

    def vrije_rijen(self) -> list[tuple[BoundField, list[BoundField]]]:
        """For the table: the name field and the three fields of each free row."""
        return [(self[f"naam_{n}"], self._velden(f"vrij_{n}")) for n in range(1, VRIJE_RIJEN + 1)]

    def _velden(self, code: str) -> list[BoundField]:
        return [self[f"{soort}_{code}"] for soort in ("betrokken", "informeren", "wie")]

    def overige_velden(self) -> list[BoundField]:
        """The fields that stand below the table."""
        namen = ("namens", "bevestig_persoonsgegevens")
        return [self[naam] for naam in namen if naam in self.fields and not self[naam].is_hidden]

    def clean(self) -> dict[str, Any]:
        """At least one party, and no checkbox beside an empty name."""
        schoon = super().clean()
        for nummer in range(1, VRIJE_RIJEN + 1):
            is_gekozen = schoon.get(f"betrokken_vrij_{nummer}") or schoon.get(f"informeren_vrij_{nummer}")
            if is_gekozen and not schoon.get(f"naam_{nummer}"):
                self.add_error(f"naam_{nummer}", "Schrijf op welke partij dit is.")
        if not self.errors and not any(p.is_betrokken or p.moet_geinformeerd for p in self._partijen(schoon)):
            raise ValidationError("Kies minstens één partij die betrokken is of bericht krijgt.")
        return schoon

    def gegevens(self) -> Partijenlijst:
        """The parties that were chosen."""
        return Partijenlijst(
            tuple(p for p in self._partijen(self.cleaned_data) if p.is_betrokken or p.moet_geinformeerd)
        )

    def _partijen(self, schoon: dict[str, Any]) -> list[Partij]:
        paren = [(keuze.code, keuze.naam) for keuze in self.vast]
        paren += [(f"vrij_{n}", schoon.get(f"naam_{n}") or "") for n in range(1, VRIJE_RIJEN + 1)]
        return [
            Partij(
                naam,
                bool(schoon.get(f"betrokken_{code}")),
                bool(schoon.get(f"informeren_{code}")),
                schoon.get(f"wie_{code}") or "",
            )
            for code, naam in paren
            if naam
        ]


# `vorm` of the protocol -> the form that records it; the others have a page of their own.
VORMEN: dict[str, type[TaakForm]] = {
    "afvinken": taken.AfvinkForm,
    "acties": taken.AfvinkForm,
    "verslag": taken.VerslagForm,
    "overleg": GehoudenForm,
    "contact_inspectie": taken.ContactInspectieForm,
    "informering": taken.InformeringForm,
    "familie": FamilieForm,
    "inspectierapport": taken.InspectierapportForm,
    "keuze": taken.KeuzeForm,
    "geregeld": taken.GeregeldForm,
    "terugkoppeling": taken.TerugkoppelingForm,
    "evaluatie": EvaluatieForm,
    "partijen": PartijenForm,
}
