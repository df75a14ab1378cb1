"""A round of the worker: feeds that are due, each once, whatever another feed does; and the page of the beheerder."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from communicatie.media import feeds
from communicatie.media import monitor as mediamonitor
from communicatie.models import Feed, Mediasignaal
from contacten.models import Gebruiker
from tests import bouw
from tests.communicatie.feedserver import Feedserver, druppel, feedserver, rss

pytestmark = pytest.mark.django_db
WOORDEN = ["woongroep Zwolle", "de Wissel"]


@pytest.fixture
def server(settings: Any) -> Iterator[Feedserver]:
    """A feed server that is on the list, and little patience."""
    with feedserver() as dienst:
        settings.MEDIA_HOSTS, settings.MEDIA_TIMEOUT = [dienst.plek], 3
        yield dienst


@pytest.fixture
def volgt(contractmanager: Gebruiker, nu: datetime) -> Any:
    """A melding that is followed until a week from now."""
    zaak = bouw.melding(nu)
    mediamonitor.volg(zaak, WOORDEN, lokale_datum(nu) + timedelta(days=7), contractmanager, nu)
    return zaak


def later(nu: datetime, minuten: int) -> datetime:
    return nu + timedelta(minutes=minuten)


@pytest.mark.eis("R116")
def test_een_bericht_komt_er_een_keer_in_wat_de_feed_ook_verandert(
    server: Feedserver, beheerder: Gebruiker, volgt: Any, nu: datetime
) -> None:
    adres = server.geef(
        "/feed",
        rss(
            ("1", "Onrust bij WOONGROEP Zwolle", "https://nieuws.example/1", "Tue, 24 Nov 2026 09:00:00 +0100"),
            ("2", "Gemeenteraad over woongroepen in Zwolle", "https://nieuws.example/2"),
            ("3", "De Wissel reageert", "javascript:alert(1)"),
            ("4", "De Wissel bestaat tien jaar", "https://nieuws.example/4", "Mon, 02 Nov 2026 09:00:00 +0100"),
            ("5", "Bel De Wissel: 06-00000012", "https://nieuws.example/5"),
            ("6", "De Wissel morgen", "", "Fri, 27 Nov 2026 09:00:00 +0100"),
        ),
    )
    feeds.voeg_toe("Nieuws", adres, beheerder, nu)
    assert feeds.haal_op(nu) == 4
    server.geef(
        "/feed",
        rss(
            ("1", "Onrust bij woongroep Zwolle groeit", "https://nieuws.example/1?bron=rss"),
            ("1b", "Onrust bij woongroep Zwolle", "https://nieuws.example/1"),
            ("7", "De Wissel opent deuren", "https://nieuws.example/7"),
            ("7", "De Wissel opent deuren", "https://nieuws.example/7"),
        ),
    )

    assert [feeds.haal_op(later(nu, 2)), feeds.haal_op(later(nu, 5)), feeds.haal_op(later(nu, 10))] == [0, 1, 0]
    gevonden = {s.titel: (s.link, s.verschenen_op) for s in mediamonitor.signalen(volgt)}
    assert gevonden["Onrust bij WOONGROEP Zwolle"] == ("https://nieuws.example/1", nu - timedelta(hours=1))
    assert gevonden["De Wissel reageert"] == ("", nu)
    assert gevonden["De Wissel morgen"] == ("", nu)
    assert "Titel niet overgenomen: er staat een telefoonnummer in" in gevonden
    assert len(gevonden) == 5


def test_een_trage_feed_en_een_kapotte_houden_de_andere_niet_op(
    server: Feedserver, beheerder: Gebruiker, volgt: Any, nu: datetime
) -> None:
    feeds.voeg_toe("Traag", server.doe("/traag", druppel), beheerder, nu)
    feeds.voeg_toe("Kapot", server.geef("/kapot", b"<rss><channel>"), beheerder, nu)
    feeds.voeg_toe("Weg", server.adres("/weg"), beheerder, nu)
    feeds.voeg_toe("Goed", server.geef("/goed", rss(("1", "De Wissel dicht", ""))), beheerder, nu)

    assert feeds.haal_op(nu) == 1
    fouten = dict(Feed.objects.values_list("naam", "fout"))
    assert "binnen 3 seconden" in fouten["Traag"]
    assert "geen geldige RSS" in fouten["Kapot"]
    assert "code 404" in fouten["Weg"]
    assert fouten["Goed"] == ""


def test_een_feed_die_faalt_wordt_steeds_minder_vaak_gevraagd_en_herstelt_vanzelf(
    server: Feedserver, beheerder: Gebruiker, nu: datetime
) -> None:
    feed = feeds.voeg_toe("Nieuws", server.geef("/feed", b"", 500), beheerder, nu)
    pauzes = [feeds.pauze(keer) for keer in range(1, 20)]
    assert pauzes == sorted(pauzes)
    assert pauzes[-1] == timedelta(hours=6)

    feeds.haal_op(nu)
    feeds.haal_op(later(nu, 5))
    assert len(server.gevraagd) == 1
    server.geef("/feed", rss())
    feeds.haal_op(later(nu, 10))

    feed.refresh_from_db()
    assert (feed.mislukt_aantal, feed.fout, feed.gelukt_op) == (0, "", later(nu, 10))


def test_wat_niet_veranderde_wordt_niet_opnieuw_gestuurd_tot_iemand_iets_nieuws_volgt(
    server: Feedserver, beheerder: Gebruiker, contractmanager: Gebruiker, volgt: Any, nu: datetime
) -> None:
    inhoud = rss(("1", "De Wissel dicht", "https://nieuws.example/1"))
    feeds.voeg_toe("Nieuws", server.geef("/feed", inhoud, ETag='"een"', Last_Modified="vandaag"), beheerder, nu)
    assert feeds.haal_op(nu) == 1
    server.geef("/feed", b"", 304)
    assert feeds.haal_op(later(nu, 5)) == 0
    gevraagd = server.gevraagd[-1][1]
    assert (gevraagd["If-None-Match"], gevraagd["If-Modified-Since"]) == ('"een"', "vandaag")

    server.geef("/feed", inhoud)
    ander = bouw.melding(nu, onderwerp="Een andere melding")
    mediamonitor.volg(ander, ["Wissel"], lokale_datum(nu), contractmanager, nu)
    assert feeds.haal_op(later(nu, 10)) == 1
    assert "If-None-Match" not in server.gevraagd[-1][1]


def test_twee_werkers_lezen_een_feed_niet_tegelijk(
    server: Feedserver, beheerder: Gebruiker, volgt: Any, nu: datetime
) -> None:
    """Both read the row; the first claims it, the second finds it changed."""
    feed = feeds.voeg_toe("Nieuws", server.geef("/feed", rss(("1", "De Wissel dicht", ""))), beheerder, nu)
    eerste, tweede = Feed.objects.get(pk=feed.pk), Feed.objects.get(pk=feed.pk)

    assert [feeds._claim(eerste, nu), feeds._claim(tweede, nu)] == [True, False]
    assert feeds.haal_op(nu) == 0
    assert server.gevraagd == []
    assert feeds.haal_op(nu + feeds.CLAIM) == 1  # the worker that had it died: due again after its claim


@pytest.mark.eis("R19")
def test_er_wordt_gevolgd_tot_en_met_de_gekozen_dag(
    server: Feedserver, beheerder: Gebruiker, volgt: Any, nu: datetime
) -> None:
    feeds.voeg_toe("Nieuws", server.geef("/feed", rss(("1", "De Wissel een", ""))), beheerder, nu)
    laatste, te_laat = nu + timedelta(days=7), nu + timedelta(days=8)

    assert feeds.haal_op(laatste) == 1
    server.geef("/feed", rss(("2", "De Wissel twee", "")))
    assert feeds.haal_op(te_laat) == 0


def test_wie_van_de_lijst_gaat_wordt_niet_meer_gevraagd_en_een_feed_die_uit_staat_ook_niet(
    server: Feedserver, beheerder: Gebruiker, nu: datetime, settings: Any
) -> None:
    feed = feeds.voeg_toe("Nieuws", server.geef("/feed", rss()), beheerder, nu)
    settings.MEDIA_HOSTS = []
    feeds.haal_op(nu)
    feed.refresh_from_db()
    assert "staat niet op de lijst" in feed.fout

    settings.MEDIA_HOSTS = [server.plek]
    feeds.zet(feed.pk, beheerder, nu, is_actief=False)
    feeds.haal_op(later(nu, 600))
    assert server.gevraagd == []
    feeds.zet(feed.pk, beheerder, nu, is_actief=True)
    feeds.haal_op(nu)
    assert server.paden_gevraagd == ["/feed"]


def test_de_beheerder_voegt_toe_en_leest_waarom_iets_niet_lukt(
    client: Client, server: Feedserver, beheerder: Gebruiker, contractmanager: Gebruiker, nu: datetime, settings: Any
) -> None:
    adres = server.geef("/feed", b"<html></html>")
    client.force_login(beheerder)
    vreemd = client.post(reverse("feeds"), {"naam": "Vreemd", "adres": "http://kwaad.example/feed"})
    bestand = client.post(reverse("feeds"), {"naam": "Bestand", "adres": "file:///etc/passwd"})
    goed = client.post(reverse("feeds"), {"naam": "Nieuws", "adres": adres})
    dubbel = client.post(reverse("feeds"), {"naam": "Nog eens", "adres": adres})
    feeds.haal_op(nu)
    pagina = client.get(reverse("feeds")).content.decode()
    uit = client.post(reverse("feed_zet", args=[Feed.objects.get().pk]), {"stand": "uit"})
    settings.MEDIA_HOSTS = []
    leeg = client.get(reverse("feeds")).content.decode()

    assert [vreemd.status_code, bestand.status_code, goed.status_code, dubbel.status_code] == [409, 409, 302, 409]
    assert "kwaad.example:80 staat niet op de lijst" in vreemd.content.decode()
    assert "Op dit adres staat geen RSS of Atom" in pagina
    assert "nog nooit" in pagina
    assert uit.status_code == 302
    assert not Feed.objects.get().is_actief
    assert "Er wordt nu niets opgehaald" in leeg
    with pytest.raises(Geweigerd):
        feeds.voeg_toe("Nieuws", adres, contractmanager, nu)
    assert Mediasignaal.objects.count() == 0
