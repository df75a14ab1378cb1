"""The log: a line of JSON that says what happened and holds no text of a case, no token and no address."""

import io
import json
import logging
import logging.config
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.urls import get_resolver, reverse

from basis import logboek
from contacten.models import Gebruiker

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
    ],
)
def test_tokens_zoekvragen_en_adressen_zijn_gemaskeerd(regel: str, geschreven: str) -> None:
    assert logboek.maskeer(regel) == geschreven


def met_token(patronen: Any, begin: str = "") -> Iterator[str]:
    """Every route with a token or a key in it."""
    for patroon in patronen:
        route = f"{begin}{patroon.pattern}"
        yield from met_token(patroon.url_patterns, route) if hasattr(patroon, "url_patterns") else [route]


def test_elk_adres_met_een_token_is_gemaskeerd() -> None:
    routes = [route for route in met_token(get_resolver().url_patterns) if "<str:token>" in route]

    assert len(routes) >= 3
    for route in routes:
        assert TOKEN not in logboek.maskeer(f"Not Found: /{route.replace('<str:token>', TOKEN)}")


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
    maak = vormgever.pop("()")
    naam = GEHEIM.upper()
    try:
        raise ValueError(naam.title())
    except ValueError as fout:
        info = (type(fout), fout, fout.__traceback__)
    regel = maak(**vormgever).format(logging.LogRecord("x", logging.ERROR, "", 1, "mislukt", None, info))

    assert "mislukt" in regel
    assert naam.title() in regel
    assert naam not in regel  # no local variables, though rich is installed
    with pytest.raises(json.JSONDecodeError):
        json.loads(regel)
