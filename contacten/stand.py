"""What a user saw of a row when the form was opened, so that a later save does not silently undo someone else's."""

from collections.abc import Iterable
from hashlib import sha256

from django.db import models


class Verouderd(Exception):
    """Someone else changed this row after the user opened it; the message is a Dutch sentence."""

    def __init__(self) -> None:
        """Say what happened and what to do."""
        super().__init__("Iemand anders heeft dit intussen gewijzigd. Open de pagina opnieuw en kijk wat er nu staat.")


def stand(rij: models.Model, velden: Iterable[str]) -> str:
    """Return a fingerprint of these fields as they are now, for a hidden field of a form."""
    waarden = (rij.serializable_value(veld) for veld in velden)
    return sha256("\x1f".join(f"{waarde!s}" for waarde in waarden).encode()).hexdigest()[:24]


def eis_gelijk(is_nu: str, gezien: str) -> None:
    """Raise Verouderd when the row is no longer what the user saw."""
    if is_nu != gezien:
        raise Verouderd
