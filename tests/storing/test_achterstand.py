"""F21, F27, F29: a weekend of arrears, a rotten row among a thousand, a dossier that moved before its mail went."""

import time

import pytest

from .conftest import ALLES
from .opstelling import Opstelling
from .processen import wacht_tot

AANTAL = 10_000 if ALLES else 200
DUIZEND = 1_000 if ALLES else 100
OPEN = "SELECT count(*) FROM escalatie_wekker WHERE gevuurd_op IS NULL AND vervallen_op IS NULL AND gaat_op <= now()"
VAN = "SELECT status, count(*) FROM communicatie_bericht WHERE regel = 'storing' GROUP BY 1"


@pytest.mark.eis("R79")
def test_een_weekend_achterstand_loopt_leeg_zonder_honderden_mails(opstelling: Opstelling) -> None:
    """F29: alarms and their mails, everything doubled, the senders at work all the while. One mail with many lines, not
    hundreds to one person, also for what trickles in."""
    opstelling.postkantoor()
    opstelling.daad("meldingen", "ontvangen", "3")
    opstelling.daad("oude_wekkers", str(AANTAL))
    begin = time.monotonic()
    for nummer in range(2):
        opstelling.lus("bewaak_lus", naam=f"wacht{nummer}")
        opstelling.lus("verzend_lus", "50", naam=f"verzender{nummer}", VERZAMEL_BOVEN="20", VERZAMEL_MINUTEN="0.2")
    wacht_tot(lambda: opstelling.tel(OPEN) == 0, 600, "alle wekkers gaan af")
    opstelling.wacht_tot_leeg(600)
    seconden = time.monotonic() - begin

    berichten = opstelling.tel("SELECT count(*) FROM communicatie_bericht WHERE sjabloon <> 'verzamelbericht'")
    nummers = [mail["id"] for mail in opstelling.post()]
    print(f"{AANTAL} wekkers, {berichten} berichten: {len(nummers)} mails, leeg na {seconden:.0f} s")
    assert opstelling.tel("SELECT count(*) FROM escalatie_wekker WHERE gevuurd_op IS NOT NULL") == AANTAL + 1
    assert berichten > AANTAL
    assert len(nummers) == len(set(nummers))
    assert "verzameld" in {status for status, _ in opstelling.sql(VAN.replace("regel = 'storing'", "true"))}
    niet_weg = "SELECT count(*) FROM communicatie_bericht WHERE status IN ('verzonden', 'verzameld')"
    assert opstelling.tel(f"{niet_weg} AND verzonden_op IS NULL") == 0
    assert len(nummers) < berichten / (50 if ALLES else 2)
    assert opstelling.controleer() == []


def test_het_nieuwste_wacht_niet_op_de_achterstand(opstelling: Opstelling) -> None:
    """F29: of the first few that ring and go, one is the newest."""
    opstelling.postkantoor()
    opstelling.daad("berichten_erbij", str(AANTAL))
    nieuwste = opstelling.daad("oude_wekkers", str(AANTAL))
    (kenmerk,) = opstelling.daad("meldingen", "ontvangen", "1")

    assert opstelling.daad("verzend_een_keer", "50") == 50
    assert opstelling.daad("bewaak_deel", "5") == 5

    assert (
        opstelling.tel("SELECT count(*) FROM escalatie_wekker WHERE id = %s AND gevuurd_op IS NOT NULL", nieuwste) == 1
    )
    assert kenmerk in {mail["onderwerp"].split(":")[0] for mail in opstelling.post()}
    assert opstelling.tel("SELECT count(*) FROM communicatie_bericht WHERE status = 'gepland'") > AANTAL - 50


@pytest.mark.eis("R99")
def test_een_rotte_rij_tussen_duizend_goede(opstelling: Opstelling) -> None:
    """F21: the rotten one is tried five times and parked, with somebody to phone; the others do not wait for it."""
    opstelling.postkantoor()
    opstelling.daad("berichten_erbij", str(DUIZEND))
    rot = opstelling.tel("SELECT min(id) + 10 FROM communicatie_bericht WHERE regel = 'storing'")
    opstelling.sql("UPDATE communicatie_bericht SET sjabloon = 'bestaat_niet' WHERE id = %s", rot)
    opstelling.lus("verzend_lus", "50")
    wacht_tot(lambda: dict(opstelling.sql(VAN)).get("verzonden") == DUIZEND - 1, 300, "al het andere gaat weg")
    for _ in range(5):
        opstelling.sql(
            "UPDATE communicatie_bericht SET volgende_poging_op = now() WHERE id = %s AND status = 'gepland'", rot
        )
        time.sleep(0.5)
    wacht_tot(lambda: dict(opstelling.sql(VAN)).get("vastgelopen") == 1, 30, "de rotte rij staat apart")

    opstelling.manage("bewaak", mag_falen=True)
    taken = "SELECT count(*) FROM escalatie_taak_berichten WHERE bericht_id = %s"
    assert opstelling.tel(taken, rot) == 1
    assert opstelling.tel("SELECT pogingen FROM communicatie_bericht WHERE id = %s", rot) == 5
    assert opstelling.controleer() == []


@pytest.mark.eis("R46")
def test_een_verhuisd_dossier_gaat_niet_meer_naar_de_oude_gemeente(opstelling: Opstelling) -> None:
    """F27: the right to a dossier is asked again when its mail is sent."""
    opstelling.postkantoor()
    (kenmerk,) = opstelling.daad("meldingen", "ontvangen", "1")
    oud = "SELECT aan FROM communicatie_bericht WHERE rol = 'toegang' AND status = 'gepland'"
    ((adres,),) = opstelling.sql(oud)
    opstelling.daad("verhuis", kenmerk, "zwolle", "kampen")

    opstelling.manage("bewaak", mag_falen=True)

    ontvangers = {aan for mail in opstelling.post() for aan in mail["aan"]}
    assert adres not in ontvangers
    # From half past seven the daily report goes too; it is of no dossier.
    van_dossier = opstelling.sql(
        "SELECT rol, aan FROM communicatie_bericht WHERE zaak_id IS NOT NULL AND status = 'verzonden'"
    )
    # Both contractmanagers, and the adviser who hears of every melding (R111).
    gehoord = sorted(rol for rol, aan in van_dossier if aan in ontvangers)
    assert gehoord == ["communicatieadviseur", "contractmanager", "contractmanager"]
    ((status, reden),) = opstelling.sql("SELECT status, reden FROM communicatie_bericht WHERE aan = %s", adres)
    assert (status, reden) == ("ingetrokken", "Deze plek heeft geen toegang meer tot het dossier.")
    assert opstelling.controleer() == []
