"""The log: a line of JSON that says what happened and holds no text of a case, no token and no address."""

import io
import json
import logging
import logging.config
import re
import smtplib
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import structlog
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import get_resolver, reverse

from basis import logboek
from contacten.models import Gebruiker
from tests.diensten import vrije_poort
from tests.wetten.bron import WORTEL

GEHEIM = "Jip viel uit het raam van de groep"
TOKEN = "MTI:1vQ3aB:Zk3-9sX_abcdefghijklmnopqrstuvwxyz0123456789"


@pytest.fixture
def productielog(settings: Any) -> Iterator[io.StringIO]:
    """The log as production writes it, in memory; put back afterwards."""
    uit = io.StringIO()
    inrichting = logboek.instellingen("DEBUG", is_productie=True)
    inrichting["handlers"]["console"]["stream"] = uit
    logging.config.dictConfig(inrichting)
    yield uit
    logging.config.dictConfig(settings.LOGGING)


def regels(uit: io.StringIO) -> list[dict[str, Any]]:
    """Every line, which has to be JSON."""
    return [json.loads(regel) for regel in uit.getvalue().splitlines()]


def test_een_regel_is_json_met_moment_niveau_en_bron(productielog: io.StringIO) -> None:
    logging.getLogger("een.bibliotheek").warning("het %s niet", "lukt")

    (regel,) = regels(productielog)
    assert regel.pop("timestamp").endswith("Z")
    assert regel == {"event": "het lukt niet", "level": "warning", "logger": "een.bibliotheek"}


@pytest.mark.django_db
def test_een_fout_zegt_waar_en_niet_wat_er_stond(productielog: io.StringIO) -> None:
    """Celery writes the error in its sentence, PostgreSQL quotes the row in the error."""
    try:
        try:
            with connection.cursor() as cursor:
                cursor.execute("INSERT INTO contacten_gemeente (id, code, naam) VALUES (1, NULL, %s)", [GEHEIM])
        except IntegrityError as fout:
            raise ValueError(GEHEIM) from fout
    except ValueError as fout:
        logging.getLogger("celery.app.trace").error("Task x[1] raised unexpected: %r", fout, exc_info=True)

    assert GEHEIM not in productielog.getvalue()
    regel = regels(productielog)[-1]
    assert regel["event"] == "Task x[1] raised unexpected: [fout]"
    assert [fout["soort"] for fout in regel["fouten"]][:2] == ["ValueError", "IntegrityError"]
    assert "calamiteiten/test_logboek.py" in regel["fouten"][0]["plek"][0]


@pytest.mark.parametrize(
    ("regel", "geschreven"),
    [
        (f"Not Found: /contacten/bevestigen/{TOKEN}/", "Not Found: /contacten/bevestigen/[token]/"),
        (f"https://regio.example/uitnodiging/{TOKEN}/?x=1 op", "https://regio.example/uitnodiging/[token]/?[…] op"),
        ("GET /meldingen/?q=val+uit+raam&stand=open", "GET /meldingen/?[…]"),
        ("Forbidden: /meldingen/CAL-2026-0005/", "Forbidden: /meldingen/CAL-2026-0005/"),
        ("/beheer/sjablonen/persvraag_bevestiging_gemeente/", "/beheer/sjablonen/persvraag_bevestiging_gemeente/"),
        ("550 <a.b@kampen.example> onbekend", "550 <[een e-mailadres]> onbekend"),
        ("bel 06-00000012", "bel [een telefoonnummer]"),
        ("klaar? ja", "klaar? ja"),
        (f'Bad signature in "{TOKEN}"', 'Bad signature in "[token]"'),
        ("sessie 0123456789abcdefghijklmnopqrstuv weg", "sessie [token] weg"),
        ("Set-Cookie: __Host-sessie=abc123; Path=/", "Set-Cookie: [geheim]; Path=/"),
        ("{'csrfmiddlewaretoken': 'Zx9', 'soort': 'a'}", "{'csrfmiddlewaretoken': '[geheim]', 'soort': 'a'}"),
        ("client_secret=Ab~1.x GEHEIME_SLEUTEL=kort", "client_secret=[geheim] GEHEIME_SLEUTEL=[geheim]"),
        ('{"access_token": "ey.x", "scope": "openid"}', '{"access_token": "[geheim]", "scope": "openid"}'),
        ("EMAIL_HOST_PASSWORD: w8; api-key=12", "EMAIL_HOST_PASSWORD: [geheim]; api-key=[geheim]"),
        ("Authorization: Bearer abc.def", "Authorization: Bearer [geheim]"),
        ("amqp redis://:w8woord@redis:6379/0 weg", "amqp redis://[…]@redis:6379/0 weg"),
        ("/contacten/?zoekwoord", "/contacten/?[…]"),
        ("taak 1f0e7b1c-7d5e-4a44-9f3c-7c1f0a6a1b2c klaar", "taak 1f0e7b1c-7d5e-4a44-9f3c-7c1f0a6a1b2c klaar"),
    ],
)
def test_tokens_zoekvragen_en_adressen_zijn_gemaskeerd(regel: str, geschreven: str) -> None:
    assert logboek.maskeer(regel) == geschreven


# What a part of an address can be: a secret, with one as it looks; or what anybody may read who may read the log.
GEHEIM_DEEL = {"token": TOKEN, "sleutel": TOKEN, "key": "cyxyz1-0123456789abcdef0123456789abcdef"}
# The admin of Django names its rows by number or code.
OPEN_DEEL = {
    *("actorcode", "app_label", "bron", "code", "content_type_id", "feit", "gemeentecode", "handeling", "jaar"),
    *(
        "kenmerk",
        "maat",
        "naam",
        "nummer",
        "object_id",
        "oefening",
        "papiersoort",
        "paraatkenmerk",
        "perskenmerk",
        "pk",
        "plek_pk",
    ),
    *("sjablooncode", "soort", "uidb36", "url", "versie", "vorm"),
}
VOORBEELD = {"int": "1", "slug": "x", "str": "x", "path": "x"}


def adressen(patronen: Any, begin: str = "") -> Iterator[tuple[str, set[str]]]:
    """Every address of the site, filled in, with the names of its parts."""
    for patroon in patronen:
        route = f"{begin}{patroon.pattern}"
        if hasattr(patroon, "url_patterns"):
            yield from adressen(patroon.url_patterns, route)
            continue
        delen = set(re.findall(r"<(?:\w+:)?(\w+)>", route))
        adres = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda m: GEHEIM_DEEL.get(m[1], "1"), route)
        adres = re.sub(r"<(\w+):(\w+)>", lambda m: GEHEIM_DEEL.get(m[2], VOORBEELD[m[1]]), adres)
        yield "/" + re.sub(r"[\^$?]", "", adres), delen


@pytest.mark.django_db
def test_geen_adres_met_een_geheim_laat_het_achter_in_het_logboek(client: Client, productielog: io.StringIO) -> None:
    """Every address with a signed link, an invitation or a key to a new password, asked for in four ways; whatever
    Django, allauth and we write meanwhile."""
    alle = list(adressen(get_resolver().url_patterns))
    onbekend = {deel for _, delen in alle for deel in delen} - set(GEHEIM_DEEL) - OPEN_DEEL
    assert not onbekend, f"Is dit geheim, of mag wie het logboek leest het lezen? {onbekend}"
    geheim = [adres for adres, delen in alle if delen & set(GEHEIM_DEEL)]
    assert len(geheim) >= 20

    client.raise_request_exception = False
    for adres in geheim:
        client.get(adres, {"q": GEHEIM})
        client.head(adres)
        client.post(adres, {"tekst": GEHEIM})
        client.get(f"{adres}x", headers={"referer": f"https://regio.example{adres}"})
    client.get(geheim[0], headers={"host": "elders.example"})

    geschreven = productielog.getvalue()
    assert len(regels(productielog)) >= 4 * len(geheim)
    for woord in (*GEHEIM_DEEL.values(), TOKEN.rpartition(":")[2], "raam", client.session.session_key or "geen"):
        assert woord not in geschreven


WOORD = "pietjepuk"


@pytest.mark.django_db
def test_wat_een_bezoeker_typt_waar_een_kenmerk_hoort_staat_in_geen_regel(
    contractmanager: Gebruiker, productielog: io.StringIO, settings: Any
) -> None:
    """Path, question, method, name of the site, origin and referer, in every kind of line of Django about a refusal."""
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 3
    slordig, streng = Client(raise_request_exception=False), Client(enforce_csrf_checks=True)
    for client in (slordig, streng):
        client.force_login(contractmanager)
    elders = f"https://{WOORD}.example"
    codes = {
        antwoord.status_code
        for pad in (f"/meldingen/{WOORD}/", f"/persvragen/{WOORD}/", f"/{WOORD}/{WOORD}", f"/static/{WOORD}.css")
        for antwoord in (
            slordig.get(pad, {"q": WOORD}),
            slordig.head(pad, headers={"referer": f"{elders}/"}),
            slordig.delete(pad),
            slordig.generic(WOORD.upper(), pad),
            slordig.get(pad, headers={"host": f"{WOORD}.example"}),
            slordig.get(pad, {f"{WOORD}{nummer}": WOORD for nummer in range(5)}),
            streng.post(pad, {WOORD: WOORD}),
            streng.post(pad, headers={"origin": elders}),
            streng.post(pad, secure=True, headers={"referer": f"{elders}/"}),
        )
    }
    logging.getLogger("django.request").error("Internal Server Error: %s", f"/{WOORD}/", extra={"status_code": 500})

    assert codes >= {400, 403, 404, 405}
    assert WOORD not in productielog.getvalue().lower()
    van_django = [regel for regel in regels(productielog) if regel["logger"].startswith("django.")]
    assert {"Not Found", "Method Not Allowed", "Forbidden", "Internal Server Error"} <= {r["event"] for r in van_django}
    assert {"csrf", "DisallowedHost"} <= {regel.get("soort") for regel in van_django}


def test_geen_webserver_schrijft_zelf_op_welk_adres_gevraagd_is() -> None:
    """Granian writes the whole path when it keeps a log of its own; a variable of the environment could ask it to."""
    for pad in ("docker-compose.yml", "deploy/systemd/calamiteiten-web@.service", "calamiteiten/demo/__main__.py"):
        opdrachten = [r for r in (WORTEL / pad).read_text().splitlines() if re.search(r"granian\W.*wsgi", r)]
        assert opdrachten
        assert "--no-access-log" in (WORTEL / pad).read_text()


@pytest.mark.django_db
def test_een_mislukte_aanmelding_staat_erin_met_het_netwerk_en_zonder_naam(
    client: Client, productielog: io.StringIO
) -> None:
    for _ in range(7):
        client.post(reverse("account_login"), {"login": "jip.jansen", "password": GEHEIM})

    rijen = [regel for regel in regels(productielog) if regel["logger"] == "inloggen"]
    assert [rij["event"] for rij in rijen] == ["inloggen mislukt"] * 5 + ["inloggen geremd"] * 2
    assert {rij["netwerk"] for rij in rijen} == {"127.0.0.1"}
    assert "jip" not in productielog.getvalue()
    assert "raam" not in productielog.getvalue()


def test_wat_diep_in_een_regel_zit_is_ook_gemaskeerd(productielog: io.StringIO) -> None:
    structlog.stdlib.get_logger("x").warning("klaar", wat={"lijst": [("a", f"/actie/{TOKEN}/")]}, wie=ValueError(TOKEN))

    assert TOKEN not in productielog.getvalue()
    assert regels(productielog)[-1]["wat"] == {"lijst": [["a", "/actie/[token]/"]]}


def test_de_mailvanger_van_de_demo_zegt_niets_over_wat_hij_vangt(tmp_path: Path) -> None:
    """The mail itself is a file, which is what the catcher is for; what it prints goes to a log."""
    poort = vrije_poort()
    opdracht = [sys.executable, "-m", "calamiteiten.demo.postbus", str(poort), str(tmp_path)]
    proces = subprocess.Popen(opdracht, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, cwd=WORTEL)
    try:
        _bezorg(poort, f"Subject: x\n\nhttps://regio.example/actie/{TOKEN}/")
    finally:
        proces.terminate()
    assert proces.communicate(timeout=10)[0] == b""
    assert TOKEN in next(tmp_path.glob("*.eml")).read_text()


def _bezorg(poort: int, tekst: str) -> None:
    for _ in range(200):
        try:
            with smtplib.SMTP("127.0.0.1", poort, timeout=5) as post:
                post.sendmail("regio@regio.example", ["iemand@gemeente.example"], tekst)
                return
        except ConnectionRefusedError:
            time.sleep(0.05)
    raise AssertionError("de mailvanger start niet")


@pytest.mark.django_db
def test_een_verzoek_is_een_regel_met_de_route(
    client: Client, contractmanager: Gebruiker, productielog: io.StringIO
) -> None:
    client.force_login(contractmanager)
    client.get(reverse("uitnodiging", args=[TOKEN]))
    client.get(reverse("meldingen"), {"q": GEHEIM})
    client.get("/livez")

    assert TOKEN not in productielog.getvalue()
    assert "raam" not in productielog.getvalue()
    verzoeken = [regel for regel in regels(productielog) if regel["logger"] == "verzoek"]
    assert [(v["methode"], v["route"]) for v in verzoeken] == [
        ("GET", "uitnodiging/<str:token>/"),
        ("GET", "meldingen/"),
    ]
    assert len({v["verzoek"] for v in verzoeken}) == 2
    assert all(isinstance(v["status"], int) and isinstance(v["ms"], int) for v in verzoeken)


def test_tijdens_het_ontwikkelen_is_een_regel_leesbaar_met_de_hele_fout() -> None:
    inrichting = logboek.instellingen("INFO", is_productie=False)
    vormgever = inrichting["formatters"]["regel"]
    maak, instelling = vormgever.pop("()"), vormgever
    naam = GEHEIM.upper()
    try:
        raise ValueError(naam.title())
    except ValueError as fout:
        info = (type(fout), fout, fout.__traceback__)
    regel = maak(**vormgever).format(logging.LogRecord("x", logging.ERROR, "", 1, "mislukt", None, info))

    assert "mislukt" in regel
    assert naam.title() in regel
    assert naam not in regel  # no local variables, though rich is installed
    assert TOKEN not in maak(**instelling).format(
        logging.LogRecord("x", logging.ERROR, "", 1, "mislukt", None, (ValueError, ValueError(TOKEN), None))
    )
    with pytest.raises(json.JSONDecodeError):
        json.loads(regel)
