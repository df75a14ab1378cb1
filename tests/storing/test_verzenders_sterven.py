"""F3: senders are killed while they send. Nothing is lost; what came twice has one Message-ID and says so (M5)."""

import random
import time
from collections import Counter

import pytest

from .conftest import ALLES, ZAAD
from .opstelling import Opstelling
from .processen import Kind, wacht_tot

AANTAL, DODEN = (10_000, 200) if ALLES else (400, 12)
VERZENDERS = 3
NOOIT = "SELECT count(*) FROM communicatie_bericht WHERE status NOT IN ('verzonden')"


@pytest.mark.eis("R14")
def test_geen_bericht_gaat_verloren_als_verzenders_sterven(opstelling: Opstelling) -> None:
    """F3 (fault table of the design)."""
    dobbel = random.Random(ZAAD)
    opstelling.mailserver_doet(traag=0.002)
    opstelling.postkantoor()
    opstelling.daad("berichten_erbij", str(AANTAL))
    verzenders = [opstelling.lus("verzend_lus", naam=f"verzender{n}") for n in range(VERZENDERS)]
    wacht_tot(opstelling.post, 60, "de eerste mail komt aan")

    gedood = _dood_om_beurten(opstelling, verzenders, dobbel)
    _laat_twee_minuten_voorbijgaan(opstelling)
    opstelling.wacht_tot_leeg(1200 if ALLES else 120)

    verzonden = {rij[0] for rij in opstelling.sql("SELECT message_id FROM communicatie_bericht")}
    ontvangen = Counter(mail["id"] for mail in opstelling.post())
    dubbel = {nummer for nummer, keer in ontvangen.items() if keer > 1}
    gemerkt = {r[0] for r in opstelling.sql("SELECT message_id FROM communicatie_bericht WHERE mogelijk_dubbel")}
    print(f"{len(verzonden)} berichten, {gedood} keer SIGKILL: 0 kwijt, {len(dubbel)} dubbel (ZAAD {ZAAD})")
    assert opstelling.tel(NOOIT) == 0
    assert set(ontvangen) == verzonden
    assert len(dubbel) <= gedood
    assert dubbel <= gemerkt
    assert opstelling.controleer() == []


def _dood_om_beurten(opstelling: Opstelling, verzenders: list[Kind], dobbel: random.Random) -> int:
    """Kill one of the senders at a random moment, start another, until enough have died or all is sent."""
    gedood = 0
    while gedood < DODEN and opstelling.tel(NOOIT):
        time.sleep(dobbel.uniform(0.02, 0.25))
        slachtoffer = dobbel.choice([kind for kind in verzenders if kind.leeft])
        slachtoffer.dood()
        gedood += 1
        slachtoffer.start()
    return gedood


def _laat_twee_minuten_voorbijgaan(opstelling: Opstelling) -> None:
    """Let the leases of the dead run out, without waiting for it; a living sender keeps what it holds."""
    for kind in opstelling.kinderen:
        if kind.naam.startswith("verzender"):
            kind.dood()
    opstelling.sql("UPDATE communicatie_bericht SET lease_tot = now() WHERE status = 'bezig'")
    for nummer in range(VERZENDERS):
        opstelling.lus("verzend_lus", naam=f"verzender-na{nummer}")
