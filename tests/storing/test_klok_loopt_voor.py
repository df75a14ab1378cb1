"""F14: the clock of a worker's machine is two days off. The database's clock decides: nothing early, nothing late."""

from datetime import timedelta

import pytest

from tests.klok import verschoven

from .opstelling import Opstelling
from .processen import wacht_tot

AF = "SELECT count(*) FROM escalatie_wekker WHERE gevuurd_op IS NOT NULL"


@pytest.mark.eis("R79")
@pytest.mark.parametrize("dagen", [2, -2])
def test_een_verkeerde_klok_laat_niets_te_vroeg_of_te_laat_afgaan(opstelling: Opstelling, dagen: int) -> None:
    opstelling.postkantoor()
    opstelling.daad("meldingen", "fase_1", "2")
    assert opstelling.tel(AF) == 0
    opstelling.lus("ronde_lus", naam="scheve-wacht", **verschoven(timedelta(days=dagen)))
    wacht_tot(opstelling.post, 60, "de scheve wacht werkt")

    assert opstelling.tel(AF) == 0
    opstelling.sql(
        "UPDATE escalatie_wekker SET gaat_op = now() WHERE id = (SELECT min(w.id) FROM escalatie_wekker w "
        "JOIN escalatie_termijn t ON t.id = w.termijn_id WHERE t.code = 'fase_1')"
    )
    wacht_tot(lambda: opstelling.tel(AF) == 1, 60, "wat nu moet, gaat nu af")
    assert opstelling.tel("SELECT count(*) FROM escalatie_wekker WHERE gevuurd_op < gaat_op") == 0
    opstelling.wacht_tot_leeg(60)
    verkeerd = "SELECT count(*) FROM communicatie_bericht WHERE verzonden_op > now() + interval '1 minute'"
    assert opstelling.tel(verkeerd) == 0
