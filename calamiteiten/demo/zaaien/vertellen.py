"""Telling one story of the demo, or none of it."""

from collections.abc import Callable
from typing import ParamSpec

from django.db import transaction

from basis.geweigerd import Geweigerd

P = ParamSpec("P")


def vertel(titel: str, speel: Callable[P, object], *args: P.args, **kwargs: P.kwargs) -> list[str]:
    """Play a story within its own savepoint. What the version of the protocol does not have, the door refuses: then
    nothing of this story stays, and the sentence that says so comes back. Empty when it was told."""
    try:
        with transaction.atomic():
            speel(*args, **kwargs)
    except (Geweigerd, LookupError, StopIteration) as fout:
        # A question, answer or task that this version does not have is looked for in its rules and not found.
        return [f"Weggelaten: “{titel}”. Dit verhaal past niet bij deze versie van het protocol. {fout}".rstrip()]
    return []
