"""Production starts with everything in place and refuses each shortcut by name; the driver is the measured one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import pytest

from .bron import WORTEL

Omgeving = Mapping[str, str | None]
GESTART = "print('gestart')"
PRODUCTIE = {
    "CALAMITEITEN_MODUS": "productie",
    "GEHEIME_SLEUTEL": "x9!" * 20,
    "DATABASE_URL": "postgres://product@127.0.0.1:1/product",
    "REDIS_URL": "redis://127.0.0.1:1/0",
    "SITE_URL": "https://calamiteiten.regio.test",
    "TOEGESTANE_HOSTS": "calamiteiten.regio.test",
    "VERTROUWDE_PROXIES": "192.0.2.0/28",
    "EMAIL_HOST": "mail.regio.test",
    "AFZENDER": "Regio <calamiteiten@regio.test>",
}


# Starts Django under each of a list of environments, in a child that has read nothing of ours; what every start reads
# besides that, is read once.
STARTER = """
import contextlib, io, json, os, sys, traceback
import allauth, celery, django.contrib.auth, django.core.management, environ, PIL.Image, psycopg2, redis, requests
for gezet in json.load(sys.stdin):
    if not (kind := os.fork()):
        uit, fout = io.StringIO(), ""
        os.environ.clear()
        os.environ.update(gezet)
        try:
            with contextlib.redirect_stdout(uit):
                django.setup()
                exec(sys.argv[1])
        except BaseException:
            fout = traceback.format_exc()
        print(json.dumps([uit.getvalue(), fout]), flush=True)
        os._exit(0)
    os.waitpid(kind, 0)
"""


class Start(NamedTuple):
    """What a start said, and its last words when it failed."""

    zei: str
    laatste: str


def _omgeving(anders: Omgeving) -> dict[str, str]:
    kaal = {naam: os.environ[naam] for naam in ("PATH", "HOME", "LANG") if naam in os.environ}
    alles = kaal | {"DJANGO_SETTINGS_MODULE": "calamiteiten.config.settings"} | dict(anders)
    return {naam: waarde for naam, waarde in alles.items() if waarde is not None}


def start(code: str = GESTART, **omgeving: str | None) -> subprocess.CompletedProcess[str]:
    """Load Django in a process of its own; None takes a variable away."""
    opdracht = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    return subprocess.run(opdracht, cwd=WORTEL, env=_omgeving(omgeving), capture_output=True, text=True, check=False)


def starten(omgevingen: Iterable[Omgeving], code: str = GESTART) -> list[Start]:
    """Load Django under each of these, one after another, for little more than the price of one process."""
    vraag = json.dumps([_omgeving(omgeving) for omgeving in omgevingen])
    opdracht = [sys.executable, "-c", STARTER, code]
    gedaan = subprocess.run(
        opdracht, cwd=WORTEL, input=vraag, env=_omgeving({}), capture_output=True, text=True, check=True
    )
    antwoorden = [json.loads(regel) for regel in gedaan.stdout.splitlines()]
    return [Start(zei, fout.strip().rpartition("\n")[2]) for zei, fout in antwoorden]


def test_productie_start_met_alles_op_zijn_plaats() -> None:
    uitslag = start(**PRODUCTIE)

    assert uitslag.stdout == "gestart\n", uitslag.stderr


def test_de_ingebedde_vorm_start_zonder_een_enkele_instelling() -> None:
    uitslag = start()

    assert uitslag.stdout == "gestart\n", uitslag.stderr


def test_buiten_productie_gaat_geen_post_naar_een_andere_machine() -> None:
    elders = [
        {"EMAIL_HOST": "mail.zwolle.test"},
        {"EMAIL_HOST": "127.0.0.1.elders.test"},
        {"SMS_URL": "https://s.test/"},
    ]

    for anders, hier, productie in zip(elders, starten(elders), starten(PRODUCTIE | a for a in elders), strict=True):
        assert f"{next(iter(anders))} is " in hier.laatste
        assert productie == Start("gestart\n", "")


WEIGERT: list[tuple[dict[str, str | None], str]] = [
    ({"DATABASE_URL": None}, "DATABASE_URL"),
    ({"DATABASE_URL": "sqlite:///x.sqlite3"}, "SQLite"),
    ({"DEBUG": "1"}, "DEBUG"),
    ({"DEMO": "1"}, "DEMO"),
    ({"GEHEIME_SLEUTEL": None}, "GEHEIME_SLEUTEL"),
    ({"GEHEIME_SLEUTEL": "kort"}, "GEHEIME_SLEUTEL"),
    ({"REDIS_URL": None}, "REDIS_URL"),
    ({"REDIS_URL": "redis://redis:6379/0"}, "REDIS_URL heeft geen wachtwoord"),
    ({"TOEGESTANE_HOSTS": None}, "TOEGESTANE_HOSTS"),
    ({"VERTROUWDE_PROXIES": None}, "VERTROUWDE_PROXIES"),
    ({"TWEEDE_STAP_VERPLICHT": "0"}, "TWEEDE_STAP_VERPLICHT"),
    ({"SITE_URL": "http://calamiteiten.regio.test"}, "SITE_URL"),
    ({"EMAIL_HOST": None}, "EMAIL_HOST ontbreekt"),
    ({"AFZENDER": None}, "AFZENDER eindigt op een naam die van niemand is (rsj.example)"),
    ({"DOEL_VRAGEN": "jaa"}, "DOEL_VRAGEN is 'jaa'; kies ja of nee"),
    ({"SESSIE_STIL_MINUTEN": "half uur"}, "SESSIE_STIL_MINUTEN is geen getal"),
    ({"EMAIL_TLS": "geen"}, "EMAIL_TLS mag alleen 'geen' zijn"),
    ({"EMAIL_TLS": "ja"}, "EMAIL_TLS is 'ja'"),
    ({"EMAIL_TLS_CA": "/er/niet.pem"}, "EMAIL_TLS_CA"),
    ({"KLOK": "systeem"}, "KLOK"),
    ({"INLOG_ORGANISATIES": "[{}]"}, "INLOG_ORGANISATIES (zonder code): code, naam, issuer"),
    ({"CALAMITEITEN_MODUS": "produktie"}, "CALAMITEITEN_MODUS"),
]


def test_productie_weigert_elke_sluiproute() -> None:
    gestart = starten({**PRODUCTIE, **fout} for fout, _ in WEIGERT)

    assert len(gestart) == len(WEIGERT)
    for (fout, noemt), (_, laatste) in zip(WEIGERT, gestart, strict=True):
        assert "ImproperlyConfigured" in laatste, fout
        assert noemt in laatste, fout


def test_productie_weigert_elke_naam_die_van_niemand_is() -> None:
    fout = {
        "SITE_URL": "https://calamiteiten.example",
        "EMAIL_HOST": "mail.example",
        "AFZENDER": "Regio <x@rsj.example>",
        "AFZENDER_PERS": "Pers <x@rsj.example>",
        "MAIL_DOMEIN": "calamiteiten.invalid",
        "BEVEILIGING_CONTACT": "mailto:x@rsj.example",
    }
    laatste = start(**(PRODUCTIE | fout)).stderr.strip().splitlines()[-1]

    assert [naam for naam in fout if f"{naam} eindigt op een naam die van niemand is" not in laatste] == []


def test_een_ingestelde_organisatie_heeft_een_adres() -> None:
    zwolle = '[{"code":"zwolle","naam":"Z","issuer":"https://id.zwolle.test","client_id":"c","geheim":"heel-geheim"}]'
    vraag = "from django.urls import reverse; print(reverse('organisatie_begin', args=['zwolle']))"

    uitslag = start(vraag, **(PRODUCTIE | {"INLOG_ORGANISATIES": zwolle}))

    assert uitslag.stdout == "/inloggen/organisatie/zwolle/\n", uitslag.stderr
    assert "heel-geheim" not in start(**(PRODUCTIE | {"INLOG_ORGANISATIES": zwolle.replace("https", "http")})).stderr


def test_een_lege_instelling_is_er_geen_en_ja_is_ja() -> None:
    vraag = "from django.conf import settings as s; print(s.EMAIL_PORT, s.DOEL_VRAGEN, s.DEFAULT_FROM_EMAIL, s.SMS_KOP)"
    leeg = {"EMAIL_PORT": "", "DOEL_VRAGEN": "", "SMS_KOP": ""}

    anders = [leeg, *({"DOEL_VRAGEN": woord} for woord in ("ja", "Nee", "1", "off"))]

    zegt, *gezegd = [gestart.zei for gestart in starten((PRODUCTIE | a for a in anders), vraag)]
    assert zegt == "587 True Regio <calamiteiten@regio.test> Authorization\n"
    assert [zin.split()[1] for zin in gezegd] == ["True", "False", "True", "False"]


def test_de_sleutel_staat_niet_in_de_foutmelding() -> None:
    uitslag = start(**(PRODUCTIE | {"GEHEIME_SLEUTEL": "heel-geheim"}))

    assert "heel-geheim" not in uitslag.stderr


@pytest.mark.parametrize(
    "opdracht", sorted(p.stem for p in (WORTEL / "calamiteiten/demo/management/commands").glob("[!_]*.py"))
)
def test_elke_opdracht_van_de_demo_weigert_in_productie(opdracht: str) -> None:
    code = f"from django.core.management import call_command; call_command({opdracht!r})"
    uitslag = start(code, **PRODUCTIE)

    assert uitslag.returncode
    assert "CommandError: Deze opdracht is alleen voor de demo" in uitslag.stderr.splitlines()[-1]


def test_de_databasedriver_is_psycopg2() -> None:
    from django.db.backends.postgresql.psycopg_any import is_psycopg3

    assert not is_psycopg3
