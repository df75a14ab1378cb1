"""F10, F11, F12: the database restarts, holds a lock, or dies with everything else. What was committed is there."""

import time
from functools import partial

import psycopg2
import pytest

from .opstelling import Opstelling
from .processen import wacht_tot

OPEN = "SELECT count(*) FROM escalatie_wekker WHERE soort = 'voor' AND gevuurd_op IS NULL"


def _is_post_er(opstelling: Opstelling, aantal: int) -> bool:
    return len(opstelling.post()) > aantal


def test_na_een_harde_herstart_gaat_alles_door(opstelling: Opstelling) -> None:
    """F10: immediate restarts under load; senders reconnect by themselves and no mail is lost or doubled unmarked."""
    opstelling.postkantoor()
    opstelling.daad("berichten_erbij", "600")
    for n in range(2):
        opstelling.lus("verzend_lus", naam=f"verzender{n}")
    for _ in range(3):
        genoeg = len(opstelling.post()) + 20
        wacht_tot(partial(_is_post_er, opstelling, genoeg), 60, "er gaat weer post uit")
        opstelling.postgres.herstart_meteen()

    wacht_tot(lambda: len({mail["id"] for mail in opstelling.post()}) >= 560, 90, "bijna alles is weg")
    opstelling.sql("UPDATE communicatie_bericht SET lease_tot = now() WHERE status = 'bezig'")
    opstelling.wacht_tot_leeg(60)
    verwacht = {rij[0] for rij in opstelling.sql("SELECT message_id FROM communicatie_bericht")}
    assert {mail["id"] for mail in opstelling.post()} == verwacht
    assert opstelling.controleer() == []


def test_een_bezette_rij_houdt_de_andere_niet_op(opstelling: Opstelling) -> None:
    """F11: somebody holds one dossier; the sweep passes it by, rings all others, and comes back for it."""
    kenmerken = opstelling.daad("meldingen", "ontvangen", "12")
    opstelling.sql("UPDATE escalatie_wekker SET gaat_op = now() WHERE soort = 'voor'")
    houder = psycopg2.connect(opstelling.postgres.adres(opstelling.databank))
    with houder, houder.cursor() as cursor:
        cursor.execute("SELECT 1 FROM calamiteiten_zaak WHERE kenmerk = %s FOR UPDATE", [kenmerken[0]])
        assert opstelling.daad("bewaak_een_keer") == 11
        assert opstelling.tel(OPEN) == 1
    houder.close()

    assert opstelling.daad("bewaak_een_keer") == 1
    assert opstelling.tel(OPEN) == 0


@pytest.mark.eis("R79")
def test_na_stroomuitval_is_alles_er_nog(opstelling: Opstelling) -> None:
    """F12: database, Redis, workers, all killed in one moment. Started again, the work is finished once."""
    opstelling.postkantoor()
    opstelling.worker()
    opstelling.beat()
    kenmerken = opstelling.daad("meldingen", "impactanalyse", "8")
    opstelling.sql("UPDATE escalatie_wekker SET gaat_op = now() WHERE soort = 'voor' AND vervallen_op IS NULL")
    opstelling.daad("berichten_erbij", "150")
    wacht_tot(lambda: len(opstelling.post()) > 10, 60, "er gaat post uit")

    for kind in [*opstelling.kinderen, opstelling.redis.kind, opstelling.postgres.kind]:
        kind.dood()
    time.sleep(0.5)
    opstelling.postgres.start()
    opstelling.redis.start()

    bewaard = {rij[0] for rij in opstelling.sql("SELECT kenmerk FROM calamiteiten_zaak")}
    assert set(kenmerken) <= bewaard
    opstelling.sql("UPDATE communicatie_bericht SET lease_tot = now() WHERE status = 'bezig'")
    opstelling.postkantoor()
    opstelling.worker()
    opstelling.beat()
    wacht_tot(lambda: opstelling.tel(OPEN + " AND vervallen_op IS NULL") == 0, 90, "de wekkers gaan af")
    opstelling.wacht_tot_leeg(90)
    dubbel = opstelling.tel("SELECT count(*) FROM communicatie_bericht WHERE mogelijk_dubbel")
    nummers = [mail["id"] for mail in opstelling.post()]
    assert len(nummers) - len(set(nummers)) <= dubbel
    assert opstelling.controleer() == []
