"""What has not been sent yet and no longer holds stays in: the steps that turn a melding withdraw it (A14, R99)."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from communicatie.models import Bericht, BerichtStatus
from communicatie.post import berichten
from escalatie.bewaking.ronde import bewaak
from tests import bouw
from tests.conftest import Mailserver
from tests.diensten import vrije_poort

pytestmark = [pytest.mark.django_db, pytest.mark.eis("A14")]
UUR = timedelta(hours=1)


def onderwerpen(server: Mailserver) -> set[str]:
    """The subjects that arrived, without the kenmerk."""
    return {str(mail["Subject"]).partition(": ")[2] for mail in server.ontvangen}


def regels(*statussen: str) -> set[str]:
    """The rules of the messages in these states."""
    return set(Bericht.objects.filter(status__in=statussen).values_list("regel", flat=True))


def test_na_een_storing_gaat_geen_waarschuwing_van_een_herroepen_fase_weg(
    mailserver: Mailserver, settings: Any, nu: datetime
) -> None:
    loper = bouw._tot_fase_1(nu)
    berichten.verzend(nu, limiet=1000)
    mailserver.ontvangen.clear()
    werkend, settings.EMAIL_PORT = settings.EMAIL_PORT, vrije_poort()
    straks = nu + 47 * UUR
    bewaak(straks)
    assert "fase_1_nadert" in regels("gepland")
    berichten.verzend(straks, limiet=1000)  # the mail server is down: everything waits

    loper.wacht(hours=47.5).stap("heroverweeg", "regiomanager", motivering="Het is kleiner dan gedacht.")
    settings.EMAIL_PORT = werkend
    bewaak(nu + 60 * UUR)
    berichten.verzend(nu + 60 * UUR, limiet=1000)

    assert onderwerpen(mailserver) == {"de melding wordt opnieuw beoordeeld"}
    assert "fase_1_nadert" in regels("ingetrokken")
    assert not regels("gepland", "bezig")
    reden = Bericht.objects.filter(regel="fase_1_nadert", status="ingetrokken").values_list("reden", flat=True)[0]
    assert reden == "Niet meer nodig door de stap “Heroverwegen”."


def test_dat_er_een_melding_is_blijft_waar_bij_heroverwegen(mailserver: Mailserver, nu: datetime) -> None:
    loper = bouw._tot_scenario(nu, "b")

    loper.stap("heroverweeg", motivering="Er is meer bekend.")
    berichten.verzend(nu, limiet=1000)

    gegaan = regels("verzonden")
    assert {"melding_naar_toegang", "communicatieadviseur_inschakelen", "heroverweging_naar_betrokkenen"} <= gegaan
    assert not {"b_naar_managers", "scenario_naar_toegang", "analyse_naar_toegang"} & gegaan
    assert {"b_naar_managers", "scenario_naar_toegang", "analyse_naar_toegang"} <= regels("ingetrokken")


def test_een_gesloten_melding_vraagt_niets_meer(mailserver: Mailserver, nu: datetime) -> None:
    loper = bouw._afgewezen(nu)
    berichten.verzend(nu, limiet=1000)
    assert onderwerpen(mailserver) == {"de melding is gesloten"}

    mailserver.ontvangen.clear()
    loper.stap("herzie_triage", motivering="Toch ernstiger dan eerst gemeld.")
    berichten.verzend(nu, limiet=1000)
    assert onderwerpen(mailserver) == {"er is een melding voor uw gemeente"}


@pytest.mark.sqlite
def test_wat_een_verzender_vasthoudt_wordt_na_een_mislukte_poging_alsnog_ingetrokken(
    settings: Any, nu: datetime
) -> None:
    melding = bouw.melding(nu)
    vast = berichten.huur(nu, 1)[0]
    settings.EMAIL_BACKEND, settings.EMAIL_HOST = "communicatie.post.mailverbinding.Verbinding", "127.0.0.1"
    settings.EMAIL_PORT = vrije_poort()

    assert berichten.trek_in(melding, "Vergissing") == 4
    vast.refresh_from_db()
    assert (vast.status, vast.reden) == (BerichtStatus.BEZIG, "")
    berichten._verwerk_fout(vast, ConnectionRefusedError(), nu, berichten.Telling())

    vast.refresh_from_db()
    assert (vast.status, vast.reden) == (BerichtStatus.INGETROKKEN, "Vergissing")
    assert berichten.huur(nu + UUR, 10) == []


def test_een_verzender_die_is_gestorven_laat_niets_achter_dat_nog_gaat(nu: datetime) -> None:
    melding = bouw.melding(nu)
    berichten.huur(nu, 1)
    berichten.trek_in(melding, "Vergissing")

    assert berichten.huur(nu + berichten.LEASE, 10) == []
    ingetrokken = Bericht.objects.filter(status="ingetrokken")
    assert ingetrokken.count() == 4
    assert ingetrokken.filter(mogelijk_dubbel=True).count() == 1
