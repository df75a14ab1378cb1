"""F6, F7, F8: the mail server refuses, says later, falls away after the mail, or is not there."""

import pytest

from .opstelling import Opstelling
from .processen import wacht_tot

STATUS = "SELECT aan, status, pogingen, mogelijk_dubbel FROM communicatie_bericht WHERE regel = 'storing' ORDER BY id"


@pytest.fixture
def adressen(opstelling: Opstelling) -> list[str]:
    """Three messages to three addresses, with a mail server that runs."""
    opstelling.postkantoor()
    opstelling.daad("berichten_erbij", "3")
    return [rij[0] for rij in opstelling.sql(STATUS)]


def verzend(opstelling: Opstelling) -> None:
    """One round of sending, as the watchdog does it."""
    opstelling.manage("bewaak", mag_falen=True)


@pytest.mark.eis("R14")
def test_elke_ontvanger_heeft_zijn_eigen_afloop(opstelling: Opstelling, adressen: list[str]) -> None:
    """F7: one accepted, one refused for good, one for now."""
    goed, weg, later = adressen
    opstelling.mailserver_doet(rcpt={weg: "550 5.1.1 onbekend", later: "451 4.7.1 probeer later"})
    verzend(opstelling)

    stand = {aan: (status, pogingen) for aan, status, pogingen, _ in opstelling.sql(STATUS)}
    assert stand == {goed: ("verzonden", 1), weg: ("mislukt", 1), later: ("gepland", 1)}
    taken = "SELECT count(*) FROM escalatie_taak_berichten b JOIN communicatie_bericht m ON m.id = b.bericht_id"
    verzend(opstelling)
    assert opstelling.tel(f"{taken} WHERE m.aan = %s AND m.regel = 'storing'", weg) == 1

    opstelling.mailserver_doet()
    opstelling.sql("UPDATE communicatie_bericht SET volgende_poging_op = now() WHERE status = 'gepland'")
    verzend(opstelling)
    assert {aan: status for aan, status, _, _ in opstelling.sql(STATUS)}[later] == "verzonden"
    assert opstelling.controleer() == []


def test_een_antwoord_dat_niet_gezien_is_wordt_gemerkt(opstelling: Opstelling, adressen: list[str]) -> None:
    """F8: the connection falls away after the mail. Sent again, with the same Message-ID and a mark."""
    opstelling.mailserver_doet(val_weg=1)
    verzend(opstelling)
    assert {(status, dubbel) for _, status, _, dubbel in opstelling.sql(STATUS)} == {("gepland", True)}

    opstelling.mailserver_doet()
    opstelling.sql("UPDATE communicatie_bericht SET volgende_poging_op = now() WHERE status = 'gepland'")
    verzend(opstelling)
    assert {status for _, status, _, _ in opstelling.sql(STATUS)} == {"verzonden"}
    eigen = {rij[0] for rij in opstelling.sql("SELECT message_id FROM communicatie_bericht WHERE regel = 'storing'")}
    assert {mail["id"] for mail in opstelling.post()} >= eigen


def test_zonder_mailserver_wacht_alles_en_gaat_het_daarna_weg(opstelling: Opstelling) -> None:
    """F6: nobody listens. Back-off in minutes, nothing final, and all of it goes when the server is back."""
    opstelling.daad("berichten_erbij", "5")
    for poging, minuten in enumerate((1, 2, 5, 15, 60, 60), start=1):
        verzend(opstelling)
        wacht = "extract(epoch FROM volgende_poging_op - now()) / 60"
        rijen = opstelling.sql(f"SELECT status, pogingen, {wacht} FROM communicatie_bericht WHERE regel = 'storing'")
        assert {(status, pogingen) for status, pogingen, _ in rijen} == {("gepland", poging)}
        assert all(minuten - 0.5 < rest <= minuten for _, _, rest in rijen)
        opstelling.sql("UPDATE communicatie_bericht SET volgende_poging_op = now() WHERE status = 'gepland'")

    opstelling.postkantoor()
    opstelling.lus("verzend_lus")
    wacht_tot(lambda: len(opstelling.post()) >= 5, 60, "de post gaat weg")
    opstelling.wacht_tot_leeg(30)
    assert opstelling.controleer() == []
