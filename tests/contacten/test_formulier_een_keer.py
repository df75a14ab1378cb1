"""Each form of a signed-in user goes through once, and none is lost without a word (gevallen 5.14, 5.16, 5.17)."""

import errno
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlencode
from uuid import uuid4

import psycopg2.errors
import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.messages import ERROR, get_messages
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
    transaction,
)
from django.db.transaction import TransactionManagementError
from django.http import Http404, HttpResponseRedirect
from django.test import Client, RequestFactory
from django.urls import reverse

from basis.views import is_niet_opgeslagen
from calamiteiten.models import Melding
from contacten.gebruikers import eenmaal
from contacten.inloggen import toeloop
from contacten.models import Formulierpost
from escalatie.models import Taak
from tests import bouw, klok
from tests.bouw import Regio
from tests.escalatie.invullen import van_pagina

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
VORM = re.compile(r"<form\b[^>]*method=\"post\"[^>]*>.*?</form>", re.S)
TELT_NIET = {"Formulierpost", "Session", "Inzage", "LogEntry"}
TEKST = "Dit is een lange tekst die niemand twee keer wil typen."


def alles() -> dict[str, int]:
    """How many rows there are of every kind that is an act."""
    return {m.__name__: m._default_manager.count() for m in apps.get_models() if m.__name__ not in TELT_NIET}


def formulier(client: Client, melding: Melding, titel: str = "Bel de school") -> tuple[str, dict[str, str]]:
    """The form of an action, as a browser sends it."""
    pad = f"/meldingen/{melding.kenmerk}/taken/nieuw/"
    gezegd = {"titel": titel, "rol": "contractmanager", "uiterlijk_op_0": "2026-11-26", "uiterlijk_op_1": "12:00"}
    return pad, {**van_pagina(client.get(pad)), **gezegd}


def test_elk_formulier_heeft_de_sleutel() -> None:
    """A form that is posted has the tag that gives it one; the page without a database gives back what it got."""
    zonder = {
        str(pad.relative_to(settings.BASIS))
        for pad in Path(settings.BASIS, "templates").rglob("*.html")
        for vorm in VORM.findall(pad.read_text(encoding="utf-8"))
        if "{% csrf_token %}" not in vorm
    }
    assert zonder == {"templates/503.html"}


@pytest.mark.eis("R81")
def test_dezelfde_actie_twee_keer_verstuurd_is_een_actie(client: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    pad, velden = formulier(client, melding)
    assert velden["formulier"]

    eerste = client.post(pad, velden)
    assert eerste.status_code == 302, van_pagina(eerste)
    na_een = alles()
    klok.verder(timedelta(minutes=3))
    tweede = client.post(pad, velden)

    assert alles() == na_een
    assert (tweede.status_code, tweede["Location"]) == (302, eerste["Location"])
    assert "Dit formulier was al binnen. Het is één keer gedaan." in map(str, get_messages(tweede.wsgi_request))
    # Who goes back and changes it, sends another.
    assert client.post(pad, {**velden, "titel": "Bel de huisarts"}).status_code == 302
    assert Taak.objects.filter(zaak=melding, code="actie").count() == 2


def test_wat_geweigerd_is_mag_nog_een_keer(client: Client, regio: Regio, nu: datetime) -> None:
    client.force_login(regio.gebruikers["regiomanager"])
    pad, velden = formulier(client, bouw.in_fase_1(nu))

    assert client.post(pad, {**velden, "titel": ""}).status_code == 200
    assert not Formulierpost.objects.exists()
    assert client.post(pad, velden).status_code == 302


def test_een_fout_onderweg_laat_niets_half_achter(
    client: Client, regio: Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the act wrote before it broke goes with its key."""
    client.force_login(regio.gebruikers["regiomanager"])
    client.raise_request_exception = False
    pad, velden = formulier(client, bouw.in_fase_1(nu))
    begin = alles()

    def kapot(*_: object) -> None:
        raise RuntimeError

    with monkeypatch.context() as lap:
        lap.setattr("escalatie.meldingen.taken.views.redirect", kapot)
        assert client.post(pad, velden).status_code == 500
    assert alles() == begin
    assert not Formulierpost.objects.exists()
    assert client.post(pad, velden).status_code == 302


def test_wat_met_een_doorverwijzing_geweigerd_is_mag_nog_een_keer(client: Client, regio: Regio, nu: datetime) -> None:
    """The page that it leads to says that it was not done: nobody may read later that it was."""
    melding = bouw.in_fase_1(nu)
    client.force_login(regio.gebruikers["contractmanager"])
    pad, velden = reverse("betrek", args=[melding.kenmerk]), {"formulier": str(uuid4()), "gemeente": ""}

    for _ in range(2):
        antwoord = client.post(pad, velden)
        *_, gezegd = get_messages(antwoord.wsgi_request)
        assert (antwoord.status_code, gezegd.level) == (302, ERROR)
    assert not Formulierpost.objects.exists()


def test_wat_de_pagina_niet_bereikte_mag_nog_een_keer(
    client: Client, regio: Regio, nu: datetime, settings: Any
) -> None:
    """Something else had to be done first, and the form was not looked at."""
    client.force_login(regio.gebruikers["regiomanager"])
    pad, velden = formulier(client, bouw.in_fase_1(nu))
    settings.TWEEDE_STAP_VERPLICHT = True
    geweigerd = client.post(pad, velden)
    assert (geweigerd.status_code, reverse("mfa_index") in geweigerd.content.decode()) == (403, True)

    settings.TWEEDE_STAP_VERPLICHT = False
    assert client.post(pad, velden).status_code == 302
    assert Taak.objects.filter(code="actie").count() == 1


def test_een_lange_weg_terug_houdt_niets_tegen(client: Client, regio: Regio, nu: datetime) -> None:
    client.force_login(regio.gebruikers["regiomanager"])
    melding = bouw.in_fase_1(nu)
    terug = "/meldingen/?q=" + "a" * 2010  # longer is no address to go back to
    pad = f"{reverse('inzage_doel', args=[melding.kenmerk])}?{urlencode({'terug': terug})}"
    velden = van_pagina(client.get(pad))
    gekozen = {**velden, "doel": "Ik neem waar voor een collega"}

    assert client.post(pad, gekozen)["Location"] == terug
    assert client.post(pad, gekozen)["Location"] == "/"


def test_een_antwoord_dat_niets_bewaart_zegt_niet_dat_het_gelukt_is(
    client: Client, regio: Regio, nu: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page passes over a fault after which the database undoes all: its receipt would be of nothing."""
    client.force_login(regio.gebruikers["regiomanager"])
    client.raise_request_exception = False
    pad, velden = formulier(client, bouw.in_fase_1(nu))

    def na_een_fout(*_: object) -> HttpResponseRedirect:
        transaction.set_rollback(True)
        return HttpResponseRedirect("/")

    monkeypatch.setattr("escalatie.meldingen.taken.views.redirect", na_een_fout)
    assert client.post(pad, velden).status_code == 500
    assert not Taak.objects.filter(code="actie").exists()


def test_de_sleutel_is_van_dit_formulier_met_deze_inhoud() -> None:
    def sleutel(pad: str = "/a/", bestand: bytes = b"x", **velden: str) -> object:
        waarden = {"formulier": eigen, "csrfmiddlewaretoken": str(uuid4()), "tekst": "a", **velden}
        verzoek = RequestFactory().post(pad, {**waarden, "f": SimpleUploadedFile("f.txt", bestand)})
        return eenmaal.sleutel_van(pad, verzoek.POST, verzoek.FILES)

    eigen = str(uuid4())
    assert sleutel() == sleutel()
    assert (
        len({sleutel(), sleutel("/b/"), sleutel(bestand=b"y"), sleutel(tekst="b"), sleutel(formulier=str(uuid4()))})
        == 5
    )
    assert sleutel(formulier="") is None


def test_vergeet_na_twee_weken(regio: Regio, nu: datetime) -> None:
    for dagen in (-15, -13, 2):
        op = nu + timedelta(days=dagen)
        Formulierpost.objects.create(gebruiker=regio.gebruikers["beheerder"], sleutel=uuid4(), op=op)

    eenmaal.vergeet(nu)

    assert [rij.op for rij in Formulierpost.objects.all()] == [nu - timedelta(days=13)]


def test_wie_intussen_is_uitgelogd_krijgt_zijn_tekst_terug(client: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)
    pad = f"/meldingen/{melding.kenmerk}/taken/nieuw/"
    begin = alles()

    antwoord = client.post(pad, {"titel": TEKST, "formulier": str(uuid4())})

    assert antwoord.status_code == 403
    pagina = antwoord.content.decode()
    assert "Niets bewaard" in pagina
    assert TEKST in pagina
    assert 'href="/inloggen/"' in pagina
    assert alles() == begin
    assert TEKST not in client.post("/wachtwoord/", {"oldpassword": TEKST}).content.decode()
    assert client.get(pad).status_code == 302, "a page is opened after signing in"


NIET_BEWAARD: dict[str, Callable[[], BaseException]] = {
    "alleen lezen": lambda: InternalError(psycopg2.errors.ReadOnlySqlTransaction("x")),
    "schijf van de database vol": lambda: OperationalError(psycopg2.errors.DiskFull("x")),
    "slot niet op tijd": lambda: OperationalError(psycopg2.errors.LockNotAvailable("x")),
    "te lang": lambda: OperationalError(psycopg2.errors.QueryCanceled("x")),
    "wachtten op elkaar": lambda: OperationalError(psycopg2.errors.DeadlockDetected("x")),
    "een ander was eerst": lambda: OperationalError(psycopg2.errors.SerializationFailure("x")),
    "verbinding weg": lambda: InterfaceError("connection already closed"),
    "te veel verbindingen": lambda: OperationalError(psycopg2.errors.TooManyConnections("x")),
    "wordt afgesloten": lambda: OperationalError(psycopg2.errors.AdminShutdown("x")),
    "sqlite op slot": lambda: OperationalError("database is locked"),
    "sqlite vol": lambda: OperationalError("database or disk is full"),
    "eigen schijf vol": lambda: OSError(errno.ENOSPC, "No space left on device"),
    "eigen schijf alleen lezen": lambda: OSError(errno.EROFS, "Read-only file system"),
}


@pytest.mark.parametrize("soort", NIET_BEWAARD)
def test_elke_fout_die_niet_bewaard_betekent_geeft_de_tekst_terug(
    client: Client, regio: Regio, nu: datetime, soort: str
) -> None:
    """One kind, whatever its class: the page says so and the text is on it."""
    melding = bouw.in_fase_1(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    client.raise_request_exception = False
    pad, velden = formulier(client, melding, TEKST)

    def weiger(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
        if sql.startswith('INSERT INTO "escalatie_taak"'):
            raise NIET_BEWAARD[soort]()
        return execute(sql, params, many, context)

    with connection.execute_wrapper(weiger):
        antwoord = client.post(pad, velden)

    assert (antwoord.status_code, "Niet opgeslagen" in antwoord.content.decode()) == (503, True)
    assert TEKST in antwoord.content.decode()
    assert "één keer in" in antwoord.content.decode(), "pressed twice, it is one act"
    assert client.post(pad, velden).status_code == 302, "and the same form goes through afterwards"


HIER = ({"origin": settings.SITE_URL}, {"sec-fetch-site": "same-origin", "origin": "http://ander.example"})
ELDERS = ({"origin": "https://elders.example"}, {"sec-fetch-site": "cross-site"}, {"origin": "null"})
VAN_ONS: dict[type[BaseException], int] = {
    TransactionManagementError: 500,
    DatabaseError: 500,
    ProgrammingError: 500,
    DataError: 500,
    IntegrityError: 500,
    FileNotFoundError: 500,
    ValueError: 500,
    OperationalError: 503,
    PermissionDenied: 403,
    Http404: 404,
    SuspiciousOperation: 400,
}


def test_elke_weigering_en_elke_fout_geeft_de_tekst_terug_maar_niet_aan_een_ander(
    client: Client, regio: Regio, nu: datetime, settings: Any
) -> None:
    """Whatever stopped it, and wherever: in the page, before it, or at the door of strangers."""
    melding = bouw.in_fase_1(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    client.raise_request_exception = False
    pad, velden = formulier(client, melding, TEKST)
    begin = alles()

    def weiger(fout: type[BaseException]) -> Callable[..., object]:
        def bij(execute: Callable[..., object], sql: str, params: object, many: bool, context: object) -> object:
            if sql.startswith('INSERT INTO "escalatie_taak"'):
                raise fout("x")
            return execute(sql, params, many, context)

        return bij

    def stuur(wie: Client, status: int) -> None:
        for herkomst, krijgt in (*((een, True) for een in HIER), *((een, False) for een in ELDERS)):
            antwoord = wie.post(pad, velden, headers=herkomst)
            assert (antwoord.status_code, TEKST in antwoord.content.decode()) == (status, krijgt)

    for fout, status in VAN_ONS.items():
        with connection.execute_wrapper(weiger(fout)):
            stuur(client, status)

    streng = Client(enforce_csrf_checks=True)
    streng.force_login(regio.gebruikers["regiomanager"])
    # What cannot be read gives nothing back, and is no fault of ours.
    latijn = "application/x-www-form-urlencoded; charset=latin-1"
    gekregen = [wie.post(pad, b"omschrijving=x", latijn, headers=HIER[0]) for wie in (client, streng, Client())]
    assert [antwoord.status_code for antwoord in gekregen] == [400, 403, 403]
    stuur(streng, 403)
    stuur(Client(), 403)
    settings.TWEEDE_STAP_VERPLICHT = True
    stuur(client, 403)
    toeloop.vergeet()
    settings.ANONIEM_PER_MINUUT = 1
    vreemde = Client()
    vreemde.get("/")
    stuur(vreemde, 429)
    groot = {**velden, "omschrijving": "a" * 2048}
    settings.ANONIEM_MAX_KB, settings.ANONIEM_PER_MINUUT = 1, 100
    toeloop.vergeet()
    assert "data-concept-verder" in vreemde.post(pad, groot, headers=HIER[0]).content.decode(), "the tab has the draft"
    toeloop.vergeet()
    assert alles() == begin
    for veld in ("wachtwoord", "new_password1", "credential"):
        geweigerd = streng.post(pad, {veld: "geheim dat lang genoeg is"}, headers=HIER[0])
        assert "geheim dat lang genoeg is" not in geweigerd.content.decode()


def test_een_fout_van_ons_is_geen_niet_bewaard() -> None:
    assert not is_niet_opgeslagen(ValueError())
    assert not is_niet_opgeslagen(IntegrityError())
    assert not is_niet_opgeslagen(FileNotFoundError(errno.ENOENT, "weg"))
    assert not is_niet_opgeslagen(None)
    erna = ValueError()
    erna.__context__ = OperationalError()
    assert is_niet_opgeslagen(erna), "what came after it hides nothing"
