"""A version that would go wrong later is refused now, with a sentence; and two versions hide no difference."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks
from django.core.management.base import SystemCheckError

from escalatie.protocol import lezen, slot
from escalatie.protocol.lezen import ProtocolFout
from escalatie.protocol.vergelijking import vergelijk

from .bestanden import AANGENOMEN, KOP, UREN_72
from .conftest import Neem

pytestmark = pytest.mark.django_db
FOUT = (SystemCheckError, ProtocolFout)

GEWEIGERD = {
    "een dossier dat nooit dicht kan": (
        '[weg]\nstatus = ["monitoring"]\n',
        "statussen, scenario_a: (van hier komt een melding nooit bij een einde|er is geen weg verder)",
    ),
    "een stap die niemand zet": (
        '[[overgang]]\ncode = "start_fase_1"\ndoor = ["jeugdteams"]\n',
        "geen van deze rollen kan inloggen",
    ),
    "een tikfout in een gewicht": (
        '[[vraag]]\ncode = "handelen"\nantwoorden = [{ code = "a", naam = "Ja", weegt = "voldoende" }, '
        '{ code = "b", naam = "Nee", weegt = "onvoldoende" }, { code = "c", naam = "Erg", weegt = "onvoldoend" }]\n',
        "'onvoldoend' hoort niet bij de andere antwoorden",
    ),
    "een antwoord dubbel": (
        '[[vraag]]\ncode = "handelen"\nantwoorden = [{ code = "a", naam = "Ja", weegt = "voldoende" }, '
        '{ code = "a", naam = "Nee", weegt = "onvoldoende" }]\n',
        "het antwoord 'a' staat er al",
    ),
    "een waarschuwing voor het begin": ('[[termijn]]\ncode = "fase_1"\nuren = 12\n', "is de termijn nog niet begonnen"),
    "een code dubbel": (UREN_72 + UREN_72.replace("72", "96"), r"\[\[termijn\]\], fase_1: deze code staat 2 keer"),
    "een enkele haak": ('[termijn]\ncode = "fase_1"\n', r"\[termijn\]: dit hoort \[\[termijn\]\] te zijn"),
    "dubbele haken": ('[[rolnaam]]\ntoegang = "x"\n', r"\[rolnaam\]: dit hoort \[rolnaam\] te zijn"),
    "een lege zetel die niemand belt": (
        '[weg]\ntaak = ["bel_lege_zetel"]\n',
        r"taken: bel_lege_zetel ontbreekt\. Die taak maakt de applicatie zelf",
    ),
    "een stijging waar niemand naar kijkt": ('[weg]\ntaak = ["media_stijging"]\n', "taken: media_stijging ontbreekt"),
    "een taak met de naam van een afspraak": (
        '[[taak]]\ncode = "actie"\nnaam = "Actie"\nrol = "contractmanager"\nbij = ["rond_af"]\nzin = "Doe iets."\n'
        'bron = "Proef"\neisen = ["R81"]\n',
        "taken, actie: zo heet een afgesproken actie",
    ),
    "een persvraag zonder begin": (
        '[weg]\npersstap = ["registreer"]\n\n[[persstap]]\ncode = "noteer"\nnaam = "Noteren"\nvan = []\n'
        'naar = "vraagstelling"\ndoor = ["contractmanager"]\nzin = "U noteert."\nbron = "Proef"\neisen = ["R3"]\n',
        "met code registreer",
    ),
}

# Names and places that point at nothing: what is written is read, or refused.
WIJST_NAAR_NIETS = {
    **{
        f"een zin met {zin!r}": (f'[[termijn]]\ncode = "fase_1"\nzin = "Klaar in {zin}."\n', patroon)
        for zin, patroon in {
            "{lengte: fase_1}": "accolades die geen plaats zijn",
            "{ lengte:fase_1}": "accolades die geen plaats zijn",
            "{lengte:fase_1": "accolades die geen plaats zijn",
            "lengte:fase_1}": "accolades die geen plaats zijn",
            "{lengte}": "accolades die geen plaats zijn",
            "{lengte:}": "accolades die geen plaats zijn",
            "{lengte:fase-1}": "accolades die geen plaats zijn",
            "{{lengte:fase_1}}": "accolades die geen plaats zijn",
            "{gemeente}": "accolades die geen plaats zijn",
            "{duur:fase_1}": "wijst naar niets",
            "{lengte:fase_9}": "wijst naar niets",
        }.items()
    },
    "een naam van een rol met een accolade": ('[rolnaam]\ntoegang = "{gemeente}"\n', r"\[\[rolnaam\]\], toegang"),
    "een onbekende plek in wat er komt": (
        '[[persstatus]]\ncode = "afstemming"\nwacht_op = "antwoord van {gemeenten}"\n',
        "persstatus.*afstemming, wacht_op: .*accolades die geen plaats zijn",
    ),
    "een rij na een rij die er niet is": (
        '[[principe]]\ncode = "x"\nna = "zelfde"\nonderwerp = "X"\nzin = "X."\nbron = "Proef"\neisen = ["R1"]\n',
        r"proef-2026.toml, \[\[principe\]\], x, na: 'zelfde' staat niet in deze tabel",
    ),
    "een keuze na een code zonder lijst": (
        '[[keuze]]\ncode = "x"\nlijst = "categorie"\nna = "anders"\nnaam = "X"\nzin = "X."\nbron = "Proef"\n'
        'eisen = ["R1"]\n',
        "na: 'anders' staat niet in deze tabel",
    ),
    "een keuze in een lijst die niemand toont": (
        '[[keuze]]\ncode = "x"\nlijst = "categorien"\nnaam = "X"\nzin = "X."\nbron = "Proef"\neisen = ["R1"]\n',
        "keuzes, x, lijst: 'categorien' kan niet",
    ),
    "een bericht dat blijft en er niet is": (
        '[[overgang]]\ncode = "heroverweeg"\nberichten_blijven = ["spook"]\n',
        "berichten_blijven: 'spook' is geen mail",
    ),
    "een regie in een status die er niet is": (
        '[[regierol]]\ncode = "burgemeester"\nbij = ["spook"]\n',
        "status 'spook' bestaat niet",
    ),
    "een voorstel in een status die er niet is": (
        '[[regierol]]\ncode = "burgemeester"\nvoorstel_bij = ["spook"]\n',
        "status 'spook' bestaat niet",
    ),
    "een taak met een orgaan dat er niet is": (
        '[[taak]]\ncode = "wethouder_informeren"\norgaan = "spook"\n',
        "orgaan 'spook' bestaat niet",
    ),
    "een antwoord dubbel in de evaluatie": (
        '[[evaluatievraag]]\ncode = "contractgevolgen"\nantwoorden = [{ code = "a", naam = "Ja" }, '
        '{ code = "a", naam = "Nee" }]\n',
        "evaluatievragen, contractgevolgen: het antwoord 'a' staat er al",
    ),
    "een antwoord dubbel in de evaluatie van een persvraag": (
        '[[persevaluatie]]\ncode = "proces"\nantwoorden = [{ code = "a", naam = "Ja" }, '
        '{ code = "a", naam = "Nee" }]\n',
        "evaluatievragen, proces: het antwoord 'a' staat er al",
    ),
}


@pytest.mark.parametrize("geval", WIJST_NAAR_NIETS)
def test_wat_naar_niets_wijst_wordt_geweigerd(geval: str, neem_aan: Neem) -> None:
    tekst, zin = WIJST_NAAR_NIETS[geval]

    with pytest.raises(FOUT) as fout:
        neem_aan(tekst)

    assert re.search(zin, str(fout.value)), fout.value


def test_de_plek_voor_de_gemeente_die_antwoordt_blijft(neem_aan: Neem) -> None:
    neem_aan('[[persstatus]]\ncode = "afstemming"\nwacht_op = "het antwoord van {gemeente}"\n')


@pytest.mark.parametrize("geval", GEWEIGERD)
def test_wat_later_misgaat_wordt_nu_geweigerd(geval: str, neem_aan: Neem) -> None:
    tekst, zin = GEWEIGERD[geval]

    with pytest.raises(FOUT) as fout:
        neem_aan(tekst)

    assert re.search(zin, str(fout.value)), fout.value


def test_een_bestand_uit_kladblok_wordt_gelezen(tmp_path: Path, settings: Any) -> None:
    pad = tmp_path / "proef-2026.toml"
    pad.write_bytes(b"\xef\xbb\xbf" + (KOP.format(versie="proef-2026") + UREN_72).replace("\n", "\r\n").encode())
    settings.PROTOCOL_MAPPEN = [str(tmp_path)]
    lezen.vergeet()

    assert lezen.haal_protocol("proef-2026").termijn_per_code["fase_1"].uren == 72

    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()
    slot.leg_aan()


@pytest.mark.parametrize(
    ("tekst", "sleutel"),
    [
        ('[[taak]]\ncode = "evaluatie"\nrol = "manager_gemeente"\n', "rol"),
        ('[[overgang]]\ncode = "rond_af"\ntrekt_toegang_in = false\n', "trekt_toegang_in"),
        ('[[informatieregel]]\ncode = "fase_1_bereikt"\nsjabloon = "termijn_te_laat"\n', "sjabloon"),
        ('[[vraag]]\ncode = "veiligheid"\ntoelichting = "optioneel"\n', "toelichting"),
    ],
)
def test_een_verschil_dat_de_bladzij_niet_toont_staat_er_toch(tekst: str, sleutel: str, neem_aan: Neem) -> None:
    versie = neem_aan(tekst)

    (verschil,) = (v for deel in vergelijk(AANGENOMEN, versie) for v in deel.verschillen)

    assert sleutel in {wijziging.naam for wijziging in verschil.wijzigingen}


def test_gelijke_versies_verschillen_niet(neem_aan: Neem) -> None:
    assert vergelijk(AANGENOMEN, neem_aan("")) == ()


def test_de_webserver_start_niet_op_een_gebroken_bestand(tmp_path: Path, settings: Any) -> None:
    """`calamiteiten.config.wsgi` asks these checks before it answers anyone."""
    assert not run_checks(tags=["protocol"])
    (tmp_path / "proef-2026.toml").write_text(KOP.format(versie="proef-2026") + "uur = 72\n", encoding="utf-8")
    settings.PROTOCOL_MAPPEN = [str(tmp_path)]
    lezen.vergeet()

    assert any("proef-2026.toml" in str(fout) for fout in run_checks(tags=["protocol"]))

    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()


@pytest.mark.parametrize("opdracht", ["worker -c 1", "worker -c 1 -B -s {plan}", "beat -s {plan}"])
def test_worker_en_klok_starten_niet_op_een_gebroken_bestand(opdracht: str, tmp_path: Path) -> None:
    """As processes: Celery swallows what its listeners raise, so only the real command shows that it ends."""
    (tmp_path / "proef-2026.toml").write_text(KOP.format(versie="proef-2026") + "uur = 72\n", encoding="utf-8")

    proces = subprocess.run(
        [
            sys.executable,
            "-m",
            "celery",
            "-A",
            "calamiteiten.config.celery:app",
            *opdracht.format(plan=tmp_path / "plan").split(),
        ],
        env={**os.environ, "PROTOCOL_MAPPEN": str(tmp_path)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )

    assert proces.returncode == 1
    assert re.search(r"De applicatie start niet\. .*proef-2026\.toml", proces.stderr)


def test_wat_er_met_de_mappen_mis_is(tmp_path: Path, settings: Any) -> None:
    een, ander = tmp_path / "een", tmp_path / "ander"
    for map_ in (een, ander):
        map_.mkdir()
        (map_ / "proef-2026.toml").write_text(KOP.format(versie="proef-2026"), encoding="utf-8")
    (een / "los-communicatie.toml").write_text("", encoding="utf-8")
    settings.PROTOCOL_MAPPEN = [str(een), f" {ander}", str(tmp_path / "weg")]
    lezen.vergeet()

    gezegd = " ".join(str(fout) for fout in run_checks(tags=["protocol"]))

    for zin in (
        "proef-2026.toml staat in twee mappen",
        "weg bestaat niet",
        "hoort bij los.toml, en dat bestand is er niet",
    ):
        assert zin in gezegd
    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()
