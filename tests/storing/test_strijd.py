"""F19: two users, two steps, one melding, one moment: one wins, one step is written, the other is told (M8)."""

import pytest

from .conftest import ALLES
from .opstelling import Opstelling

PAREN = 1000 if ALLES else 60


@pytest.mark.eis("R59")
def test_van_elk_paar_wint_er_een(opstelling: Opstelling) -> None:
    uitslag = opstelling.daad("strijd", str(PAREN))

    print(f"{PAREN} paren: {sum(gewonnen == 1 for gewonnen, _ in uitslag)} keer een winnaar")
    assert [paar for paar in uitslag if paar != [1, 1]] == []
    assert opstelling.controleer() == []
