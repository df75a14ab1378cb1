"""The question to who stands outside a zaak, and which zaak somebody asks after."""

from datetime import datetime, timedelta
from typing import Any

from django import forms

from basis.formulieren import DatumVeld
from basis.kalender import lokale_datum
from basis.vrije_tekst import Signalering, Tekst
from escalatie.rapportages.keuze import Periode, Periodeform

# What is shown when nobody says from when: a month and its first day.
TERUG = timedelta(days=31)


class DoelForm(Signalering):
    """Why somebody opens a dossier."""

    doel = Tekst(
        label="Waarom opent u dit dossier?",
        max_length=200,
        help_text="Bijvoorbeeld: ik neem waar voor een collega. Noem geen namen.",
    )


class KenmerkForm(forms.Form):
    """Of which zaak one wants to know who looked."""

    kenmerk = forms.CharField(label="Kenmerk", max_length=40)


class PeriodeForm(Periodeform):
    """From which day until which day. One end is enough; without any it is the last month."""

    van = DatumVeld(label="Van", required=False, is_geweest=True)
    tot = DatumVeld(label="Tot en met", required=False, is_geweest=True)

    def __init__(self, data: Any, *, nu: datetime) -> None:
        """Read `data` (the query) at `nu` (aware), and show in the fields which days are read."""
        super().__init__(data=data)
        self.nu = nu
        self.vul_periode()

    @property
    def periode(self) -> Periode:
        """What was asked; what cannot be is left out, and said on the page."""
        self.is_valid()
        van, tot = self.cleaned_data.get("van"), self.cleaned_data.get("tot")
        laatste = tot or max(lokale_datum(self.nu), van or lokale_datum(self.nu))
        return Periode(van or laatste - TERUG, laatste)

    @property
    def vraag(self) -> dict[str, str]:
        """The same, as it stands in an address."""
        return {"van": f"{self.periode.van}", "tot": f"{self.periode.tot}"}
