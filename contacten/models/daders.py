"""Who did it: somebody who signed in, or a person of the contact list with the link in a mail (design 4.8).

A row says so with two references of which one is filled: `<name>` to the account and `<name>_contact` to the person.
The verbs get the one thing that both are here, a `Dader`.
"""

from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import Q

from .contacten import Contactpersoon
from .gebruikers import Gebruiker
from .organisaties import Aanbieder, Gemeente
from .zegels import Verzegeld

# What follows the name of who answered by link.
VIA_LINK = ", via de link in de mail"


@dataclass(frozen=True)
class Linkhouder:
    """A person without an account who acts for one seat: as much of a user as a verb asks of one."""

    contactpersoon: Contactpersoon
    rol: str
    gemeente: Gemeente | None = None
    aanbieder: Aanbieder | None = None

    @property
    def contactpersoon_id(self) -> int:
        """As of an account."""
        return self.contactpersoon.pk

    @property
    def gemeente_id(self) -> int | None:
        """As of an account."""
        return self.gemeente.pk if self.gemeente else None

    @property
    def naam(self) -> str:
        """How a dossier and its proof name who answered by link."""
        return namens_link(self.contactpersoon)

    def is_rol(self, *rollen: str) -> bool:
        """Whether the seat of this link is of one of these roles."""
        return self.rol in rollen


Dader = Gebruiker | Linkhouder


def namens_link(contact: Contactpersoon) -> str:
    """How a dossier and its proof name who answered by link."""
    return f"{contact.weergavenaam}{VIA_LINK}"


def dader_velden(door: Dader | None, veld: str = "vastgelegd_door") -> dict[str, Any]:
    """What a row keeps of who did it: both references, of which one at most is filled."""
    if isinstance(door, Linkhouder):
        return {veld: None, f"{veld}_contact": door.contactpersoon}
    return {veld: door, f"{veld}_contact": None}


def dadernaam(rij: models.Model, veld: str = "vastgelegd_door") -> str:
    """The name of who did it; "" when nobody did."""
    if gebruiker := getattr(rij, veld):
        return str(gebruiker.naam)
    contact = getattr(rij, f"{veld}_contact")
    return namens_link(contact) if contact else ""


def met_dader(veld: str = "vastgelegd_door") -> tuple[str, str]:
    """What to fetch along with a row to name who did it."""
    return veld, f"{veld}_contact"


def een_dader(naam: str, veld: str = "vastgelegd_door", anders: Q | None = None) -> models.CheckConstraint:
    """The rule that a row has exactly one doer; `anders`: the rows that may have none."""
    leeg, leeg_contact = Q(**{f"{veld}__isnull": True}), Q(**{f"{veld}_contact__isnull": True})
    een = (leeg & ~leeg_contact) | (~leeg & leeg_contact)
    return models.CheckConstraint(condition=een | (anders & leeg & leeg_contact) if anders else een, name=naam)


class Vastgelegd(Verzegeld):
    """Abstract: a row that somebody recorded, with an account or by a link. Add `een_dader` to its constraints."""

    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    vastgelegd_door_contact = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta(Verzegeld.Meta):
        abstract = True

    @property
    def vastlegger(self) -> str:
        """The name of who recorded it."""
        return dadernaam(self)
