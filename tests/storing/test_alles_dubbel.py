"""F5: two workers, two beats, two watchdogs at once. Every alarm rings once, every mail goes once (M4)."""

from collections import Counter

import pytest

from .conftest import ALLES
from .opstelling import Opstelling
from .processen import wacht_tot

AANTAL = 1000 if ALLES else 60
NIET_AF = "SELECT count(*) FROM escalatie_wekker WHERE soort = 'voor' AND gevuurd_op IS NULL"


@pytest.mark.eis("R79")
def test_elke_termijn_gaat_een_keer_af_ook_als_alles_dubbel_draait(opstelling: Opstelling) -> None:
    opstelling.postkantoor()
    opstelling.daad("meldingen", "ontvangen", str(AANTAL))
    opstelling.sql("UPDATE escalatie_wekker SET gaat_op = now() WHERE soort = 'voor'")

    for naam in ("een", "twee"):
        opstelling.worker(naam=f"worker-{naam}")
        opstelling.beat(naam=f"beat-{naam}")
        opstelling.lus("ronde_lus", naam=f"wacht-{naam}")
    wacht_tot(lambda: opstelling.tel(NIET_AF) == 0, 300, "alle wekkers gaan af")
    opstelling.wacht_tot_leeg(600)

    per_wekker = "SELECT count(*) FROM communicatie_bericht WHERE aanleiding LIKE 'wekker:%%'"
    ontvangen = Counter(mail["id"] for mail in opstelling.post())
    print(f"{AANTAL} termijnen tegelijk, alles dubbel: {sum(ontvangen.values())} mails, elk een keer")
    assert opstelling.tel("SELECT count(*) FROM escalatie_wekker WHERE gevuurd_op IS NOT NULL") == AANTAL
    assert opstelling.tel(per_wekker) >= AANTAL
    assert set(ontvangen.values()) == {1}
    assert opstelling.tel("SELECT count(*) FROM escalatie_wekker WHERE gevuurd_op < gaat_op") == 0
    assert opstelling.controleer() == []
