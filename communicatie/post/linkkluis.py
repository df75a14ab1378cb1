"""The path of a link that waits in the outbox for its mail. One that opens something without signing in stands there
behind the key of the installation: who reads the database or finds a back-up of it opens nothing with it, also when the
mail server has been down for hours (design 4.8; docs/besluiten/0070)."""

from collections.abc import Mapping
from typing import Any

from contacten.inloggen import kluis
from contacten.inloggen.linkdeur import link_van

PAD = "pad"
DOEL = b"communicatie.linkkluis"
_MERK = "achter-slot:"


def berg(pad: str) -> str:
    """What of this path may stand in a row: itself, or behind our key when it holds a link that we signed."""
    adres, _, vraag = pad.partition("?")
    return f"{_MERK}{kluis.versleutel(pad, DOEL)}" if link_van(adres, vraag) else pad


def haal(gegevens: Mapping[str, Any]) -> str:
    """The path that stands in a row, as its mail says it; "" without one.

    Raises KeyError for one that no key of ours opens: the link in it, which the same key signed, is dead as well.
    """
    staat = str(gegevens.get(PAD, ""))
    if not staat.startswith(_MERK):
        return staat
    pad = kluis.open_(staat.removeprefix(_MERK), DOEL)
    if pad is None:
        raise KeyError(PAD)
    return pad
