"""A table of cases of which the ordinary run takes a sample; at full size (`bin/test --alles`) every case runs."""

from collections.abc import Iterable
from typing import Any

import pytest


def steekproef(rijen: Iterable[tuple[Any, ...]]) -> list[Any]:
    """These cases for `parametrize`. Every value of every column stays in the ordinary run: for each first value one
    case, each time another of its own, and whatever holds a value that was not there yet. The others get the mark
    `alleen_alles`."""
    alle = list(rijen)
    groepen: dict[Any, list[int]] = {}
    for plek, rij in enumerate(alle):
        groepen.setdefault(rij[0], []).append(plek)
    houd = {groep[nummer % len(groep)] for nummer, groep in enumerate(groepen.values())}
    gezien = {(kolom, waarde) for plek in houd for kolom, waarde in enumerate(alle[plek])}
    for plek, rij in enumerate(alle):
        if not set(enumerate(rij)) <= gezien:
            houd.add(plek)
            gezien |= set(enumerate(rij))
    return [pytest.param(*rij, marks=() if plek in houd else pytest.mark.alleen_alles) for plek, rij in enumerate(alle)]
