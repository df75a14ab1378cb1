"""Alarms: told once per six hours, to those who keep the machine running, without a fact of a case."""

import logging
from datetime import timedelta

import pytest

from communicatie.models import Bericht
from communicatie.post.berichten import verzend
from contacten.models import Bezetting, Gebruiker
from escalatie.bewaking import alarmen, levensteken, ronde
from escalatie.bewaking.hartslagen import klop
from escalatie.models import Alarm
from tests import bouw

pytestmark = pytest.mark.django_db
UUR = timedelta(hours=1)


@pytest.fixture
def wachters(regio):
    """The accounts of the beheerder and the regiomanager have an address of their own."""
    for naam in ("beheerder", "regiomanager"):
        Gebruiker.objects.filter(username=naam).update(email=f"{naam}@rsj.example")
    return ["regiomanager@rsj.example", "beheerder@rsj.example"]


def ontvangers(mailserver):
    return [mail["To"] for mail in mailserver.ontvangen]


@pytest.mark.sqlite
def test_een_alarm_gaat_naar_beheerder_en_regiomanager_met_een_link_en_zonder_kenmerk(mailserver, wachters, nu):
    melding = bouw.in_fase_1(nu)
    Bericht.objects.all().update(status="ingetrokken", volgende_poging_op=None)

    assert alarmen.meld_alle({"worker_staat_stil": "De worker doet niets meer.", "bevinding:6": "Zegel (2)"}, nu)
    verzend(nu)

    assert ontvangers(mailserver) == wachters
    for mail in mailserver.ontvangen:
        tekst = mail.get_body(("plain",)).get_content()
        assert "De worker doet niets meer." in tekst
        assert "Zegel (2)" in tekst
        assert "/bewaking/" in tekst
        assert melding.kenmerk not in mail.as_string()


@pytest.mark.sqlite
def test_hetzelfde_wordt_zes_uur_lang_maar_een_keer_gemeld(wachters, nu):
    assert alarmen.meld_alle({"x": "Er is iets."}, nu)
    assert not alarmen.meld_alle({"x": "Er is iets."}, nu + timedelta(minutes=1))
    assert not alarmen.meld_alle({"x": "Er is iets."}, nu + 6 * UUR - timedelta(seconds=1))
    assert alarmen.meld_alle({"x": "Er is iets.", "y": "Er is nog iets."}, nu + 2 * UUR) == ["y"]
    assert alarmen.meld_alle({"x": "Er is iets."}, nu + 6 * UUR)
    assert Bericht.objects.filter(sjabloon="alarm").count() == 3 * len(wachters)
    assert Alarm.objects.get(pk="x").begonnen_op == nu


def test_zonder_adressen_blijven_logboek_en_afsluitcode(regio, nu, caplog):
    Gebruiker.objects.update(email="")
    Bezetting.objects.filter(rol__in=alarmen.ROLLEN).delete()
    with caplog.at_level(logging.CRITICAL):
        alarmen.meld_alle({"worker_staat_stil": "De worker doet niets meer."}, nu)
    assert "worker_staat_stil: De worker doet niets meer." in caplog.text
    assert not Alarm.objects.exists(), "wat niemand hoorde, is niet gemeld"


def test_twee_wachten_tegelijk_melden_een_keer(wachters, nu):
    alarmen.meld_alle({"x": "Er is iets."}, nu)
    alarmen.meld_alle({"x": "Er is iets."}, nu)
    assert Bericht.objects.filter(sjabloon="alarm").count() == len(wachters)


@pytest.mark.sqlite
def test_een_stil_onderdeel_geeft_alarm_en_geen_levensteken(wachters, nu, settings, monitor):
    settings.BEWAAKTE_ONDERDELEN = ["bewaking", "worker"]
    klop("bewaking", nu)
    klop("worker", nu - UUR)

    uitslag = ronde.waak(lambda: nu)

    assert list(uitslag.fouten) == ["worker_staat_stil"]
    assert Bericht.objects.filter(sjabloon="alarm").count() == 2
    assert monitor == []


@pytest.mark.sqlite
def test_het_levensteken_gaat_alleen_als_alles_goed_is(wachters, nu, monitor):
    klop("bewaking", nu)
    assert ronde.waak(lambda: nu).fouten == {}
    assert monitor == ["/ik-leef"]


@pytest.mark.parametrize("adres", ["", "file:///etc/passwd", "http://127.0.0.1:1/dicht", "http://[kapot"])
def test_een_monitor_die_er_niet_is_houdt_niets_op(settings, adres):
    settings.HARTSLAG_URL = adres
    assert levensteken.geef() is False


@pytest.fixture
def monitor(settings):
    """A monitor elsewhere: keeps the paths that were asked for."""
    import threading
    from http.server import BaseHTTPRequestHandler, HTTPServer

    gehoord = []

    class Luisteraar(BaseHTTPRequestHandler):
        def do_GET(self):
            gehoord.append(self.path)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *args):
            """Say nothing on the terminal."""

    server = HTTPServer(("127.0.0.1", 0), Luisteraar)
    draad = threading.Thread(target=server.serve_forever, daemon=True)
    draad.start()
    settings.HARTSLAG_URL = f"http://127.0.0.1:{server.server_port}/ik-leef"
    yield gehoord
    server.shutdown()
    server.server_close()
    draad.join()
