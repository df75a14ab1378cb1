"""The form of an improvement: an agreed action, with what was learned and what it means for the contract."""

from typing import Any

from basis.vrije_tekst import Signalering, Tekstvak
from escalatie.draaiboek.verbeterpunten import Leerpunt
from escalatie.meldingen.taken.forms.acties import ActieForm
from escalatie.models import Verbeterpunt

LES = "Wat leren anderen hiervan?"
LES_UITLEG = "Geen namen van personen. Wie dossiers leest, kan hierop zoeken; het komt ook in het leerverslag."
CONTRACT = "Wat betekent dit voor het contract?"
CONTRACT_UITLEG = "Laat leeg als het niets betekent."


def _les() -> Tekstvak:
    return Tekstvak(label=LES, help_text=LES_UITLEG, required=False, max_length=4000, rijen=3)


def _contract() -> Tekstvak:
    return Tekstvak(label=CONTRACT, help_text=CONTRACT_UITLEG, required=False, max_length=2000, rijen=2)


class Verbeterform(ActieForm):
    """A new improvement."""

    les = _les()
    contract = _contract()
    field_order = ("titel", "rol", "gemeente", "eigenaar", "uiterlijk_op", "les", "contract")

    def leerpunt(self) -> Leerpunt:
        """What was learned; call after `is_valid`."""
        return Leerpunt(self.cleaned_data["les"], self.cleaned_data["contract"])


class Leerform(Signalering):
    """What was learned reads otherwise."""

    les = _les()
    contract = _contract()

    def __init__(self, punt: Verbeterpunt, data: Any = None) -> None:
        """As it stands now."""
        super().__init__(data, initial={"les": punt.les, "contract": punt.contract})

    def leerpunt(self) -> Leerpunt:
        """What was filled in; call after `is_valid`."""
        return Leerpunt(self.cleaned_data["les"], self.cleaned_data["contract"])
