"""The inventory of secrets and cryptography (docs/veiligheid.md) is whole: held beside the settings, the addresses that
open something without signing in, the tables that a reader may not see, and the source."""

import ast
import re
from pathlib import Path

from django.apps import apps

from calamiteiten.config.instellingen import lees
from calamiteiten.databaserollen import GEHEIM, GEHEIME_KOLOM
from escalatie.back_up.databank import ZONDER_RIJEN
from tests.toegang.tabel import OPENBAAR

from .bron import WORTEL, boom, kort, productbestanden

TEKST = (WORTEL / "docs" / "veiligheid.md").read_text(encoding="utf-8").partition("## Geheimen en cryptografie")[2]
GENOEMD = set(re.findall(r"`([^`]+)`", TEKST.partition("## Wat de organisatie")[0]))
# What makes, holds or compares a secret, or an extract of one.
BRONNEN = {"hashlib", "secrets", "hmac", "ssl", "jwt", "pyrage", "cryptography"}
VAN_DJANGO = re.compile(
    r"django\.(core\.signing|utils\.crypto|contrib\.auth\.hashers)|allauth\.mfa\.totp\.internal\.auth.*"
)
# Where a key is made for a purpose, and what such a purpose looks like.
TEKENT = re.compile(r"salted_hmac|Signer\(|signing\.|HKDF|^ZOUT", re.MULTILINE)
DOEL = re.compile(r'"((?:contacten|calamiteiten|communicatie|escalatie)(?:\.[a-z_-]+)+|mailproef)"')
# With such a name a setting is a secret, or an address that is one; these are not.
GEHEIME_NAAM = re.compile(r"(SLEUTEL|WACHTWOORD|TOKEN|PASSWORD|HARTSLAG_URL|DATABASE_URL|REDIS_URL|ORGANISATIES)")
GEEN = {"WACHTWOORDLINK_GELDIG_UREN"}


def _is_bron(knoop: ast.AST) -> bool:
    if isinstance(knoop, ast.Import):
        return any(naam.name.split(".")[0] in BRONNEN for naam in knoop.names)
    if not isinstance(knoop, ast.ImportFrom) or not knoop.module:
        return False
    namen = {knoop.module, *(f"{knoop.module}.{naam.name}" for naam in knoop.names)}
    return knoop.module.split(".")[0] in BRONNEN or any(VAN_DJANGO.fullmatch(naam) for naam in namen)


def test_elke_instelling_die_een_geheim_is_staat_in_de_lijst() -> None:
    geheim = {i.naam for i in lees()[1] if i.soort == "geheim" or GEHEIME_NAAM.search(i.naam)} - GEEN
    assert len(geheim) > 12
    assert geheim - GENOEMD == set()


def test_elk_adres_dat_iets_opent_zonder_inloggen_en_elke_cookie_staat_in_de_lijst() -> None:
    met_sleutel = re.compile(r"link|uitnodiging|agenda_|melden|contact_|reset_password_from_key$|^metrics$")
    adressen = {naam for naam in OPENBAAR if met_sleutel.search(naam)}
    assert len(adressen) > 20
    begin = {naam for naam in GENOEMD if "/" not in naam}
    assert [naam for naam in sorted(adressen) if not any(naam.startswith(een) for een in begin)] == []
    instellingen = (WORTEL / "calamiteiten/config/settings.py").read_text(encoding="utf-8")
    koekjes = set(re.findall(r'COOKIE_NAME = "([^"]+)"', instellingen))
    assert len(koekjes) == 4
    assert koekjes - GENOEMD == set()


def test_elke_tabel_en_kolom_die_een_lezer_niet_ziet_staat_in_de_lijst() -> None:
    kolommen = {f"{tabel}.{kolom}" for tabel, van in GEHEIME_KOLOM.items() for kolom in van}
    assert (GEHEIM | kolommen) - GENOEMD == set()


def test_elk_bestand_dat_met_een_geheim_of_een_afdruk_werkt_staat_in_de_lijst_en_elk_doel_ook() -> None:
    bronnen, doelen = set(), set()
    for pad in productbestanden():
        tekst = pad.read_text(encoding="utf-8")
        if any(_is_bron(knoop) for knoop in boom(pad).body + _binnenin(tekst, pad)):
            bronnen.add(kort(pad))
        if TEKENT.search(tekst):
            doelen |= set(DOEL.findall(tekst))
    assert len(doelen) > 14
    genoemd = {naam for naam in GENOEMD if naam.endswith(".py") and not naam.startswith("tests/")}
    assert (sorted(bronnen - genoemd), sorted(genoemd - bronnen)) == ([], [])
    assert sorted(doelen - GENOEMD) == []


def _binnenin(tekst: str, pad: Path) -> list[ast.stmt]:
    """What a file imports inside a function."""
    if not re.search(r"^ +(from|import) ", tekst, re.MULTILINE):
        return []
    return [knoop for knoop in ast.walk(boom(pad)) if isinstance(knoop, ast.Import | ast.ImportFrom)]


def test_geen_sleutel_van_een_sessie_ligt_in_een_back_up() -> None:
    """Whoever opens a stolen back-up comes in along none of them: every table with such a key stays out of it."""
    met_sleutel = {
        model._meta.db_table
        for model in apps.get_models()
        if any(veld.name == "session_key" for veld in model._meta.get_fields())
    }
    assert met_sleutel >= {"django_session", "usersessions_usersession"}
    assert met_sleutel <= set(ZONDER_RIJEN)
