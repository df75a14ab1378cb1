"""Each form of a signed-in user once: sent again by the back button, a second press or a bad line, it is one act and
has one receipt (docs/besluiten/0047).

The key stands in every form (`basis.templatetags.formulier`). It is written in the transaction of the act itself: both
are there or neither. Who goes back and changes something sends another form, whatever its key says.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any
from uuid import NAMESPACE_URL, UUID, uuid5

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.urls import get_script_prefix
from django.utils.datastructures import MultiValueDict

from basis.toekomst import onmogelijk
from contacten.models import Formulierpost, Gebruiker

VELD = "formulier"
# Longer than any tab stays open.
ONTHOUDEN = timedelta(days=14)
LANGSTE_NAAR = 2000
_ZEGT_NIETS = frozenset({"csrfmiddlewaretoken", VELD})


class AlVerstuurd(Exception):
    """This very form went through before. `naar`: where its sender was sent on to."""

    def __init__(self, naar: str) -> None:
        """The receipt of the first."""
        super().__init__(naar)
        self.naar = naar


@dataclass
class Inzending:
    """One form that is dealt with now. With `naar` it went through; without it the same form may come again; with
    `is_mislukt` nothing of it stays. `is_bij_de_pagina`: the page itself answered, and nothing before or around it."""

    naar: str = ""
    is_mislukt: bool = False
    is_bij_de_pagina: bool = False


def sleutel_van(
    adres: str, velden: "MultiValueDict[str, str]", bestanden: "MultiValueDict[str, UploadedFile[Any]]"
) -> UUID | None:
    """What names this very form: its key, its address and all that was filled in. None for one without a key."""
    try:
        eigen = UUID(velden.get(VELD) or "")
    except ValueError:
        return None
    som = sha256()
    for naam, waarden in sorted(velden.lists()):
        if naam not in _ZEGT_NIETS:
            som.update(repr((naam, waarden)).encode("utf-8", "surrogatepass"))
    for naam, rij in sorted(bestanden.lists()):
        for bestand in rij:
            som.update(repr((naam, bestand.name, bestand.size)).encode("utf-8", "surrogatepass"))
            for deel in bestand.chunks():
                som.update(deel)
            bestand.seek(0)
    return uuid5(NAMESPACE_URL, f"{eigen}:{adres}:{som.hexdigest()}")


@contextmanager
def eenmaal(gebruiker: Gebruiker, sleutel: UUID, nu: datetime) -> Iterator[Inzending]:
    """Deal with this form unless it went through before: a second that comes meanwhile waits for the first. Raises
    AlVerstuurd, and TransactionManagementError when the database will undo what the page says that it did."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                rij = Formulierpost.objects.create(gebruiker=gebruiker, sleutel=sleutel, op=nu)
        except IntegrityError:
            eerder = Formulierpost.objects.filter(gebruiker=gebruiker, sleutel=sleutel).first()
            raise AlVerstuurd(eerder.naar if eerder else "") from None
        inzending = Inzending()
        yield inzending
        if inzending.is_mislukt:
            transaction.set_rollback(True)
        elif connection.needs_rollback:
            # A fault was passed over that undoes all: who reads a receipt would believe what is not there.
            raise transaction.TransactionManagementError("the page answers, and nothing of it can be kept")
        else:
            _schrijf(rij, inzending.naar)


def vergeet(nu: datetime) -> None:
    """Forget what nobody sends again, and what a wrong clock wrote."""
    Formulierpost.objects.filter(Q(op__lte=nu - ONTHOUDEN) | onmogelijk("op", nu)).delete()


def _schrijf(rij: Formulierpost, naar: str) -> None:
    if naar:
        # One that is too long to keep leads to the front page: the act is worth more than the way back.
        rij.naar = naar if len(naar) <= LANGSTE_NAAR else get_script_prefix()
        rij.save(update_fields=["naar"])
    else:
        rij.delete()
