"""Production starts with everything in place and refuses each shortcut by name; the driver is the measured one."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from .bron import WORTEL

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


def start(code: str = GESTART, **omgeving: str | None) -> subprocess.CompletedProcess[str]:
    """Load Django in a process of its own; None takes a variable away."""
    kaal = {naam: os.environ[naam] for naam in ("PATH", "HOME", "LANG") if naam in os.environ}
    alles = kaal | {"DJANGO_SETTINGS_MODULE": "calamiteiten.config.settings"} | omgeving
    gezet = {naam: waarde for naam, waarde in alles.items() if waarde is not None}
    opdracht = [sys.executable, "-c", f"import django; django.setup(); {code}"]
    return subprocess.run(opdracht, cwd=WORTEL, env=gezet, capture_output=True, text=True, check=False)


def test_productie_start_met_alles_op_zijn_plaats() -> None:
    uitslag = start(**PRODUCTIE)

    assert uitslag.stdout == "gestart\n", uitslag.stderr


def test_de_ingebedde_vorm_start_zonder_een_enkele_instelling() -> None:
    uitslag = start()

    assert uitslag.stdout == "gestart\n", uitslag.stderr


@pytest.mark.parametrize(
    "fout",
    [{"EMAIL_HOST": "mail.zwolle.test"}, {"EMAIL_HOST": "127.0.0.1.elders.test"}, {"SMS_URL": "https://s.test/"}],
)
def test_buiten_productie_gaat_geen_post_naar_een_andere_machine(fout: dict[str, str]) -> None:
    uitslag = start(**fout)

    assert uitslag.returncode
    assert f"{next(iter(fout))} is " in uitslag.stderr
    assert start(**(PRODUCTIE | fout)).stdout == "gestart\n"


@pytest.mark.parametrize(
    ("fout", "noemt"),
    [
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
    ],
    ids=str,
)
def test_productie_weigert_een_sluiproute(fout: dict[str, str | None], noemt: str) -> None:
    omgeving: dict[str, str | None] = {**PRODUCTIE, **fout}
    uitslag = start(GESTART, **omgeving)

    assert uitslag.returncode != 0
    laatste = uitslag.stderr.strip().splitlines()[-1]
    assert "ImproperlyConfigured" in laatste
    assert noemt in laatste


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

    assert start(vraag, **(PRODUCTIE | leeg)).stdout == "587 True Regio <calamiteiten@regio.test> Authorization\n"
    for woord, is_aan in (("ja", True), ("Nee", False), ("1", True), ("off", False)):
        assert f" {is_aan} " in start(vraag, **(PRODUCTIE | {"DOEL_VRAGEN": woord})).stdout


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
