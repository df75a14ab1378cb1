"""The form of the communication advice; its parts come from the protocol file, so another region has others (R115)."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from django import forms
from django.forms.boundfield import BoundField

from basis.formulieren import Groep, Groepen, Optie, met
from basis.vrije_tekst import Signalering, Tekst, Tekstvak
from communicatie.advies.adviezen import Adviesinhoud, Gemeenteafspraak
from communicatie.regels import Adviesdeel, Communicatieregels
from contacten.models import Gemeente
from escalatie.meldingen.taken.forms.taken import FUNCTIES
from escalatie.protocol.model import Keuze, Protocol

VASTSTELLEN = "vaststellen"
# Goal of a part -> heading and explanation of its frame, in the order of the page.
DOELEN = {
    "informatievoorziening": ("1. Informatie geven", "De feiten, met oog voor de privacy van wie het betreft."),
    "schade_beperken": ("2. Schade beperken", "De drie vragen van inwoners, en wat er verder leeft."),
    "betekenis_geven": ("3. Betekenis geven", "Dit is aan de gemeente: de wethouder jeugd of de burgemeester."),
    "aanpak": ("Zo pakken we het aan", "De lijn, de afspraken en met wie zij zijn gemaakt."),
}
LEIDT = [("ja", "De gemeente leidt en voert het woord"), ("nee", "Er is iets anders afgesproken")]


class Gemeenteblok(NamedTuple):
    """The three fields of one gemeente."""

    gemeente: Gemeente
    velden: list[BoundField]


class AdviesForm(Groepen, Signalering):
    """A concept may be incomplete; laying down (the button `vaststellen`) needs the required parts and the stance."""

    versie = forms.IntegerField(widget=forms.HiddenInput)
    bewerking = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Any = None,
        *,
        regels: Communicatieregels,
        protocol: Protocol,
        gemeenten: Iterable[Gemeente],
        begin: dict[str, Any],
        vraagt_namens: bool,
    ) -> None:
        """`begin`: from `beginwaarden`. `vraagt_namens`: someone else than the adviseur writes, and says for whom."""
        super().__init__(data, initial=begin)
        self.regels, self.gemeenten = regels, list(gemeenten)
        self.is_vaststellen = self.is_bound and VASTSTELLEN in self.data
        for deel in regels.adviesdelen:
            self.fields[f"deel_{deel.code}"] = _tekstveld(deel)
        self.fields["houding"] = _keuzeveld("Passief of actief?", protocol.keuzes_van("houding"))
        self.fields["bereik"] = _keuzeveld("Lokaal of regionaal?", protocol.keuzes_van("persbereik"))
        for gemeente in self.gemeenten:
            self._gemeente(gemeente)
        if vraagt_namens:
            self.fields["namens"] = Tekst(
                label="Namens wie schrijft u dit?", help_text=FUNCTIES, max_length=120, empty_value=""
            )
        if self.is_bound and not self.is_vaststellen:
            for naam, veld in self.fields.items():
                veld.required = naam in {"versie", "bewerking"}

    def veldgroepen(self) -> Iterator[tuple[Groep | None, list[BoundField]]]:
        """A fieldset per goal; then the stance, and what every gemeente does."""
        for doel, (titel, uitleg) in DOELEN.items():
            namen = tuple(f"deel_{deel.code}" for deel in self.regels.adviesdelen if deel.doel == doel)
            yield Groep(titel, namen, uitleg), [self[naam] for naam in namen]
        yield Groep("De lijn naar de pers", ("houding", "bereik")), [self["houding"], self["bereik"]]

    def gemeenteblokken(self) -> list[Gemeenteblok]:
        """The division of work, per gemeente (R57)."""
        return [Gemeenteblok(g, [self[f"{naam}_{g.code}"] for naam in _PER_GEMEENTE]) for g in self.gemeenten]

    def inhoud(self) -> Adviesinhoud:
        """What a valid form says."""
        schoon = self.cleaned_data
        return Adviesinhoud(
            delen={deel.code: schoon[f"deel_{deel.code}"] for deel in self.regels.adviesdelen},
            houding=schoon["houding"],
            bereik=schoon["bereik"],
            gemeenten={g.pk: self._afspraak(g) for g in self.gemeenten},
            namens=schoon.get("namens") or "",
        )

    def ververs(self, versie: int, bewerking: int) -> None:
        """After a conflict: sent again, it replaces what the colleague saved, which the page shows."""
        self.data = met(self.data, versie=str(versie), bewerking=str(bewerking))

    def _afspraak(self, gemeente: Gemeente) -> Gemeenteafspraak:
        leidt, woordvoerder, afspraken = (self.cleaned_data[f"{naam}_{gemeente.code}"] for naam in _PER_GEMEENTE)
        return Gemeenteafspraak(leidt != "nee", woordvoerder, afspraken)

    def _gemeente(self, gemeente: Gemeente) -> None:
        self.fields[f"leidt_{gemeente.code}"] = forms.ChoiceField(
            label="Wie leidt de communicatie?", choices=LEIDT, widget=forms.RadioSelect
        )
        self.fields[f"woordvoerder_{gemeente.code}"] = Tekst(
            label="Wie is woordvoerder?", help_text="Een functie, geen naam.", max_length=120
        )
        self.fields[f"afspraken_{gemeente.code}"] = Tekstvak(
            label="Wie doet wat?",
            help_text="Bijvoorbeeld: de regio houdt de media bij of schrijft mee aan de kernboodschap.",
            required=False,
            max_length=2000,
            rijen=2,
        )


_PER_GEMEENTE = ("leidt", "woordvoerder", "afspraken")


def beginwaarden(inhoud: Adviesinhoud, gemeenten: Iterable[Gemeente], versie: int, bewerking: int) -> dict[str, Any]:
    """What the form shows first."""
    waarden: dict[str, Any] = {f"deel_{code}": tekst for code, tekst in inhoud.delen.items()}
    for gemeente in gemeenten:
        afspraak = inhoud.gemeenten.get(gemeente.pk) or Gemeenteafspraak()
        waarden[f"leidt_{gemeente.code}"] = "ja" if afspraak.is_gemeente_in_de_lead else "nee"
        waarden[f"woordvoerder_{gemeente.code}"] = afspraak.woordvoerder
        waarden[f"afspraken_{gemeente.code}"] = afspraak.afspraken
    vast = {"houding": inhoud.houding, "bereik": inhoud.bereik, "namens": inhoud.namens}
    return {**waarden, **vast, "versie": versie, "bewerking": bewerking}


def _tekstveld(deel: Adviesdeel) -> Tekstvak:
    return Tekstvak(
        label=deel.naam,
        help_text=deel.zin,
        required=deel.verplicht,
        max_length=4000,
        rijen=3,
        error_messages={"required": "Vul dit in voordat u het advies vaststelt."},
    )


def _keuzeveld(label: str, keuzes: Iterable[Keuze]) -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=[(keuze.code, Optie(keuze.naam, keuze.zin)) for keuze in keuzes],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies dit voordat u het advies vaststelt."},
    )
