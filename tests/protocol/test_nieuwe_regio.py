"""A third region that starts: one command makes its two files, and with those it takes in a melding."""

import os
import subprocess
import sys
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from basis.regio import lees_regio
from calamiteiten.dossier import Gegevens
from contacten.models import Aanbieder
from contacten.regio import voeg_gemeenten_toe
from contacten.rollen import ROLLEN, Rol
from contacten.rolnamen import rolnaam
from escalatie.meldingen.procedure import registreer
from escalatie.models import Taak, Termijn
from escalatie.protocol import lezen, slot
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol, ruwe_inhoud
from tests.bouw import CRITERIA
from tests.bouw_contacten import gebruiker
from tests.wetten.bron import WORTEL

ANTWOORDEN: dict[str, Any] = {
    "code": "elders",
    "regio": "Elders",
    "organisatie": "SOE",
    "voluit": "Serviceorganisatie Elders",
    "maildomein": "elders.example",
    "gemeente": [("Verweg", "GM9998"), ("Verder Weg", "GM9997")],
    "vanaf": "2026-01-01",
    "vastgesteld_door": "bestuur van Elders",
    "rolnaam": [("regiomanager", "directeur SOE")],
}
VOORBEELDEN = {"ijsselland-2019-02-13": "RSJ", "zhz-2015-01-01": "SOJ ZHZ"}
VERSIE = "elders-2026-01-01"


def maak(map_: Path, voorbeeld: str = "ijsselland-2019-02-13", **anders: Any) -> None:
    """Run the command, as on the command line."""
    antwoorden = {**ANTWOORDEN, "map": map_, "voorbeeld": voorbeeld, **anders}
    delen = [
        deel
        for naam, waarde in antwoorden.items()
        for een in (waarde if isinstance(waarde, list) else [waarde])
        for deel in (f"--{naam.replace('_', '-')}", "=".join(een) if isinstance(een, tuple) else str(een))
    ]
    call_command("nieuwe_regio", *delen, verbosity=0)


@pytest.fixture
def elders(tmp_path: Path, settings: Any) -> Iterator[Path]:
    """An installation of the new region: its folder chosen, as with PROTOCOL_MAPPEN and REGIO."""
    maak(tmp_path)
    settings.PROTOCOL_MAPPEN = [str(tmp_path)]
    settings.REGIO_MAPPEN = (*settings.REGIO_MAPPEN, tmp_path / "regios")
    settings.REGIO = lees_regio("elders", *settings.REGIO_MAPPEN)
    lezen.vergeet()
    slot.leg_aan()
    yield tmp_path
    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()
    slot.leg_aan()


@pytest.mark.eis("A16")
@pytest.mark.parametrize("voorbeeld", VOORBEELDEN)
def test_wat_de_opdracht_maakt_start_zonder_een_klacht(tmp_path: Path, voorbeeld: str) -> None:
    maak(tmp_path, voorbeeld)
    assert sorted(str(pad.relative_to(tmp_path)) for pad in tmp_path.rglob("*.toml")) == [
        f"{VERSIE}.toml",
        "regios/elders.toml",
    ]
    nagekeken = subprocess.run(
        [sys.executable, "manage.py", "check", "--fail-level", "WARNING"],
        cwd=WORTEL,
        env={**os.environ, "REGIO": "elders", "PROTOCOL_MAPPEN": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert nagekeken.returncode == 0, nagekeken.stderr


@pytest.mark.eis("A16")
@pytest.mark.parametrize(("voorbeeld", "organisatie"), VOORBEELDEN.items())
def test_geen_zin_noemt_nog_de_regio_van_het_voorbeeld(
    tmp_path: Path, settings: Any, voorbeeld: str, organisatie: str
) -> None:
    maak(tmp_path, voorbeeld)
    settings.PROTOCOL_MAPPEN = [str(tmp_path)]
    lezen.vergeet()
    zinnen = [zin for helft in ruwe_inhoud(VERSIE) for zin in _zinnen(helft)]
    settings.PROTOCOL_MAPPEN = []
    lezen.vergeet()

    assert len(zinnen) > 500
    assert [zin for zin in zinnen if organisatie in zin or haal_protocol(voorbeeld).regio in zin] == []


def _zinnen(waarde: Any, sleutel: str = "") -> Iterator[str]:
    """Every text that people read and that is no citation of the paper."""
    if isinstance(waarde, dict):
        for naam, deel in waarde.items():
            yield from _zinnen(deel, naam)
    elif isinstance(waarde, list):
        for deel in waarde:
            yield from _zinnen(deel, sleutel)
    elif isinstance(waarde, str) and sleutel != "bron":
        yield waarde


@pytest.mark.eis("A16", "R26")
@pytest.mark.django_db
def test_in_de_nieuwe_regio_komt_een_melding_binnen_met_haar_namen(elders: Path, nu: datetime, client: Client) -> None:
    verweg, _ = sorted(voeg_gemeenten_toe(), key=lambda gemeente: len(gemeente.naam))
    verte = Aanbieder.objects.create(naam="De Verte")
    wie = gebruiker(Rol.CONTRACTMANAGER, username="accounthouder")
    melding = registreer(
        Gegevens(
            onderwerp="Val van een trap",
            omschrijving="Een jeugdige viel van de trap en brak een arm.",
            soort="calamiteit",
            meldingssoort="verplicht",
            categorie="letsel_jeugdige",
            zorgcontext="jeugdhulp",
            grondslag="jeugdwet",
            gebeurd_datum=nu.date(),
            plaatssoort="bij_aanbieder",
            aanbieder=verte,
            aanbieder_soort=verte.soort,
            ontvangen_op=nu,
            gemeente_verblijf=verweg,
            gemeente_woonplaats=verweg,
            criteria=dict.fromkeys(CRITERIA["calamiteit"], "ja"),
        ),
        uuid4(),
        wie,
        nu,
    )

    assert melding.protocol_versie == VERSIE
    assert [t.code for t in Termijn.objects.filter(zaak=melding)] == ["triage"]
    assert "triage" in Taak.objects.filter(zaak=melding).values_list("code", flat=True)
    assert haal_protocol(VERSIE).rolnamen["regiomanager"] == "directeur SOE"
    assert haal_communicatieregels(VERSIE).regio == "Elders"
    # What is not called otherwise is called as in the example, everywhere: nobody reads a code.
    namen = {rol: rolnaam(rol) for rol in ROLLEN}
    assert namen["manager_gemeente"] == "manager gemeente"
    assert {rol: naam for rol, naam in namen.items() if "_" in naam} == {}
    client.force_login(wie)
    pagina = client.get(melding.get_absolute_url())
    assert (pagina.status_code, "Regio Elders" in pagina.content.decode()) == (200, True)


@pytest.mark.parametrize(
    ("anders", "zin"),
    [
        ({"code": "El ders"}, "kleine letters"),
        ({"code": "zhz"}, "Er is al een regio 'zhz'"),
        ({"tint": 400}, "van 0 tot 360"),
        ({"rolnaam": [("keizer", "Keizer")]}, "De rol 'keizer' staat niet in het voorbeeld"),
        ({"voorbeeld": "nergens"}, "geen protocol met versie 'nergens'"),
        ({"gemeente": ["Verweg"]}, "naam=waarde"),
    ],
)
def test_wat_geen_regio_maakt_wordt_geweigerd_en_laat_geen_bestand_achter(
    tmp_path: Path, anders: dict[str, Any], zin: str
) -> None:
    with pytest.raises(CommandError, match=zin):
        maak(tmp_path / "map", **anders)

    assert not (tmp_path / "map").exists()


def test_een_bestand_dat_er_al_is_blijft_staan(tmp_path: Path) -> None:
    maak(tmp_path)
    eerst = (tmp_path / f"{VERSIE}.toml").read_text(encoding="utf-8")

    with pytest.raises(CommandError, match="is er al"):
        maak(tmp_path, organisatie="Anders")
    assert (tmp_path / f"{VERSIE}.toml").read_text(encoding="utf-8") == eerst
