"""Registering once: a double click, the back button and a second tab give one zaak; no text gets lost (F18)."""

from collections.abc import Callable, Iterable
from typing import TypeVar
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError

from basis.geweigerd import Geweigerd
from basis.taal import met_hoofdletter
from basis.wereld import nummer_hier
from calamiteiten.models import Zaak
from contacten.models import Gebruiker

Z = TypeVar("Z", bound=Zaak)


class AlVastgelegd(Geweigerd):
    """This form already gave a zaak, and says something else now."""

    def __init__(self, zaak: Zaak, verder: str = "") -> None:
        """`zaak` is the one that exists; `verder`: what else its kind has to say of that."""
        soort = zaak.zaaksoort
        super().__init__(
            f"Met dit formulier legde u net {zaak.kenmerk} vast, met een andere inhoud. Is dit een andere {soort}? "
            f"Kies dan nog een keer “{met_hoofdletter(soort)} vastleggen”. {verder}".strip()
        )
        self.zaak = zaak


def nieuwe_sleutel(soort: type[Zaak], door: Gebruiker, sessie: str) -> UUID:
    """The key of the next form of this kind. Equal in every tab of one session until this user has registered one."""
    rijen = soort._default_manager.filter(vastgelegd_door=door)
    laatste = rijen.order_by("-pk").values_list("pk", flat=True).first()
    # A drill counts for itself: its first form is not that of real work.
    waar = f":{nummer}" if (nummer := nummer_hier()) else ""
    return uuid5(NAMESPACE_URL, f"{soort.SOORT}:{door.pk}:{sessie}:{laatste or 0}{waar}")


def eenmaal(registreer: Callable[[], Z], gezegd: object, zelfde: Iterable[str], verder: str = "") -> Z:
    """Register, or give the zaak that this same form already made.

    `gezegd`: what the form says; `zelfde`: the fields that make it the same event. Raises AlVastgelegd when the zaak
    tells of something else, Geweigerd when it may not or cannot be.
    """
    try:
        zaak = registreer()
    except IntegrityError as fout:
        raise Geweigerd("Dit is niet bewaard. Controleer de gegevens en verstuur nog een keer.") from fout
    if any(getattr(zaak, naam) != getattr(gezegd, naam) for naam in zelfde):
        raise AlVastgelegd(zaak, verder)
    return zaak
