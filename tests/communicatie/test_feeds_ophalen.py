"""Fetching: what is slow, huge, wrong or points elsewhere ends in a sentence, and nothing else is asked."""

import gzip
import socket
from collections.abc import Iterator

import pytest

from communicatie.media import ophalen
from communicatie.media.ophalen import Grenzen
from communicatie.media.webadressen import OphaalFout, is_openbaar, ontleed
from tests.communicatie.feedserver import (
    Feedserver,
    antwoord,
    bom,
    druppel,
    druppel_koppen,
    eindeloos,
    feedserver,
    rss,
)

FEED = rss(("1", "Bericht", "https://nieuws.example/1"))


@pytest.fixture
def server() -> Iterator[Feedserver]:
    with feedserver() as dienst:
        yield dienst


def binnen(*hosts: str, seconden: float = 20, maximum: int = 100_000) -> Grenzen:
    return Grenzen(hosts=hosts, seconden=seconden, verbindtijd=seconden, bytes=maximum)


def reden(adres: str, grenzen: Grenzen) -> str:
    """Why this address is not fetched."""
    with pytest.raises(OphaalFout) as fout:
        ophalen.haal(adres, grenzen)
    return str(fout.value)


def test_een_gewone_feed_komt_heel_binnen_ook_ingepakt(server: Feedserver) -> None:
    gewoon = ophalen.haal(server.geef("/feed", FEED, Content_Type="text/xml; charset=utf-8"), binnen(server.plek))
    ingepakt = ophalen.haal(server.geef("/gz", gzip.compress(FEED), Content_Encoding="gzip"), binnen(server.plek))

    assert (gewoon.inhoud, gewoon.tekenset) == (FEED, "utf-8")
    assert ingepakt.inhoud == FEED
    assert server.gevraagd[0][1]["Host"] == server.plek


@pytest.mark.parametrize("doen", [druppel, druppel_koppen], ids=["inhoud", "koppen"])
def test_wie_druppelt_wordt_na_de_hele_tijd_afgekapt(server: Feedserver, doen: object) -> None:
    assert "binnen 0.4 seconden" in reden(server.doe("/traag", doen), binnen(server.plek, seconden=0.4))  # type: ignore[arg-type]


def test_een_server_die_niets_zegt_kost_niet_meer_dan_de_hele_tijd() -> None:
    with socket.create_server(("127.0.0.1", 0)) as stil:
        plek = f"127.0.0.1:{stil.getsockname()[1]}"

        assert "seconden" in reden(f"http://{plek}/", binnen(plek, seconden=0.4))


def test_te_veel_is_te_veel_voor_en_na_het_uitpakken(server: Feedserver) -> None:
    grenzen = binnen(server.plek)

    assert "groter dan 97 kB" in reden(server.doe("/eindeloos", eindeloos), grenzen)
    assert "groter dan" in reden(server.geef("/bom", bom(50), Content_Encoding="gzip"), grenzen)
    assert "groter dan" in reden(server.geef("/lang", b"x" * 100_001), grenzen)


def test_een_half_of_vreemd_antwoord_is_een_weigering(server: Feedserver) -> None:
    grenzen = binnen(server.plek)

    assert "brak het antwoord" in reden(
        server.doe("/half", lambda wie: antwoord(wie, FEED, 200, {"Content_Length": "9999"})), grenzen
    )
    assert "brak het antwoord" in reden(
        server.geef("/halfgz", gzip.compress(FEED)[:-9], Content_Encoding="gzip"), grenzen
    )
    assert "mislukte" in reden(server.geef("/geengz", b"geen gzip", Content_Encoding="gzip"), grenzen)
    assert "niet lezen" in reden(server.geef("/br", FEED, Content_Encoding="br"), grenzen)
    assert "code 500" in reden(server.geef("/stuk", b"", 500), grenzen)
    assert "mislukte" in reden(server.doe("/onzin", lambda wie: wie.wfile.write(b"\xff\xfe\r\n\r\n")), grenzen)


def test_een_omleiding_wordt_gevolgd_als_zij_mag_en_niet_vaker_dan_drie_keer(server: Feedserver) -> None:
    server.geef("/feed", FEED)
    server.verwijs("/een", "/feed")
    server.verwijs("/twee", server.adres("/een"))
    drie = server.verwijs("/drie", "/twee")
    vier = server.verwijs("/vier", "/drie")

    assert ophalen.haal(drie, binnen(server.plek)).inhoud == FEED
    assert "meer dan 3 keer" in reden(vier, binnen(server.plek))
    assert "meer dan 3 keer" in reden(server.verwijs("/rond", "/rond"), binnen(server.plek))


def test_een_omleiding_naar_wat_niet_mag_wordt_niet_gevolgd(server: Feedserver) -> None:
    with feedserver() as ander:
        ander.geef("/geheim", b"geheim")
        doelen = {
            ander.adres("/geheim"): "staat niet op de lijst",
            f"http://localhost:{ander.poort}/geheim": "staat niet op de lijst",
            "file:///etc/passwd": "http of https",
            "ftp://127.0.0.1/x": "http of https",
            "http://10.0.0.1/": "staat niet op de lijst",
            "http://169.254.169.254/latest/meta-data/": "staat niet op de lijst",
            f"http://iemand:geheim@{server.plek}/": "gebruikersnaam",
            "http://[::1/": "geen geldig webadres",
        }
        for doel, zin in doelen.items():
            assert zin in reden(server.verwijs("/weg", doel), binnen(server.plek)), doel

        assert ander.gevraagd == []


def test_een_toegestane_naam_die_naar_een_eigen_adres_wijst_wordt_niet_gevraagd(server: Feedserver) -> None:
    """A name on the list may be pointed anywhere by who owns it; only the literal address opens a private one."""
    server.geef("/", FEED)
    adres = f"http://localhost:{server.poort}/"

    assert "eigen netwerk" in reden(adres, binnen(f"localhost:{server.poort}"))
    assert server.gevraagd == []
    ophalen.haal(adres, binnen(f"localhost:{server.poort}", server.plek, f"[::1]:{server.poort}"))
    assert server.paden_gevraagd == ["/"]


def test_een_naam_die_na_de_controle_anders_antwoordt_wint_niets(
    server: Feedserver, monkeypatch: pytest.MonkeyPatch
) -> None:
    """DNS rebinding: the name is asked once, and the connection goes to the address that was checked."""
    vragen: list[str] = []
    echt = socket.getaddrinfo

    def dns(host: str, *args: object, **kwargs: object) -> object:
        vragen.append(host)
        return echt("127.0.0.1" if len(vragen) == 1 else "127.0.0.2", *args, **kwargs)  # type: ignore[arg-type]

    monkeypatch.setattr("socket.getaddrinfo", dns)
    server.geef("/feed", FEED)
    adres = f"http://nieuws.example:{server.poort}/feed"

    assert ophalen.haal(adres, binnen(f"nieuws.example:{server.poort}", server.plek)).inhoud == FEED
    assert vragen == ["nieuws.example"]
    assert server.gevraagd[0][1]["Host"] == f"nieuws.example:{server.poort}"


def test_een_proxy_uit_de_omgeving_telt_niet(server: Feedserver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:1")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")

    assert ophalen.haal(server.geef("/feed", FEED), binnen(server.plek)).inhoud == FEED


def test_https_zonder_geldig_certificaat_wordt_geweigerd(server: Feedserver) -> None:
    assert "certificaat" in reden(f"https://{server.plek}/", binnen(server.plek))


@pytest.mark.parametrize(
    ("adres", "hosts", "zin"),
    [
        ("http://nieuws.example/feed", (), "staat niet op de lijst"),
        ("http://nieuws.example:8080/feed", ("nieuws.example",), "staat niet op de lijst"),
        ("http://kwaad.nieuws.example/feed", ("nieuws.example",), "staat niet op de lijst"),
        ("http://nieuws.example.kwaad.example/", ("nieuws.example",), "staat niet op de lijst"),
        ("http://nieuws.example@kwaad.example/", ("nieuws.example",), "gebruikersnaam"),
        ("http://nieuws.example\\@kwaad.example/", ("nieuws.example",), "geen geldig"),
        ("http://nieuws.example/\r\nX: y", ("nieuws.example",), "geen geldig"),
        ("http://nieuws.example:99999/", ("nieuws.example",), "geen geldig"),
        ("gopher://nieuws.example/", ("nieuws.example",), "http of https"),
        ("//nieuws.example/", ("nieuws.example",), "http of https"),
        ("http:///feed", ("nieuws.example", ""), "staat niet op de lijst"),
        (f"http://nieuws.example/{'a' * 600}", ("nieuws.example",), "geen geldig"),
    ],
)
def test_een_adres_dat_niet_mag_wordt_al_geweigerd_voor_er_iets_wordt_opgezocht(
    adres: str, hosts: tuple[str, ...], zin: str
) -> None:
    with pytest.raises(OphaalFout, match=zin):
        ontleed(adres, hosts)


def test_hoofdletters_een_punt_en_andere_letters_zijn_dezelfde_host() -> None:
    assert ontleed("HTTPS://Nieuws.Example./a?b=c#d", ("nieuws.example",)).pad == "/a?b=c"
    assert ontleed("https://café.example/", ("xn--caf-dma.example",)).host == "xn--caf-dma.example"


def test_alleen_adressen_van_het_openbare_internet_heten_openbaar() -> None:
    eigen = [
        *(
            "127.0.0.1",
            "10.1.2.3",
            "192.168.1.1",
            "172.16.0.1",
            "169.254.169.254",
            "100.64.0.1",
            "0.0.0.0",  # noqa: S104 - an address to refuse
            "224.0.0.1",
        ),
        *("240.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.2.1"),
        *("::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "ff02::1", "::ffff:127.0.0.1", "::ffff:8.8.8.8"),
        *("64:ff9b::7f00:1", "2002:7f00:1::", "2001:0:1::1", "2001:db8::1"),
    ]

    assert [ip for ip in eigen if is_openbaar(ip)] == []
    assert is_openbaar("93.184.215.14")
    assert is_openbaar("2a00:1450:4009::1")
