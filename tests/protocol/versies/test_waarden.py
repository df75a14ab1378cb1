"""A value is written once: a version that changes a length changes every sentence, page, mail and PDF with it."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.core.management.base import SystemCheckError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from communicatie.models import Bericht
from communicatie.sjablonen.brieven import maak_brief
from contacten.models import Gebruiker
from escalatie.models import Taak
from escalatie.protocol.lezen import ProtocolFout, haal_communicatieregels, haal_protocol
from tests import bouw

from .bestanden import AANGENOMEN, KALENDERDAGEN, UREN_72
from .conftest import Neem

pytestmark = pytest.mark.django_db
MAAT_48 = re.compile(r"\b48\b|achtenveertig", re.IGNORECASE)


def teksten(waarde: Any) -> Iterator[str]:
    """Every text in the rules of a version."""
    if isinstance(waarde, str):
        yield waarde
    elif isinstance(waarde, dict):
        for deel in waarde.values():
            yield from teksten(deel)
    elif isinstance(waarde, (list, tuple)):
        for deel in waarde:
            yield from teksten(deel)


def test_een_plaats_krijgt_de_waarde_van_de_eigen_versie(neem_aan: Neem) -> None:
    oud, nieuw = haal_protocol(AANGENOMEN), haal_protocol(neem_aan(UREN_72 + KALENDERDAGEN))

    def zin(protocol: Any, status: str) -> str:
        return str(protocol.status_per_code[status].zin)

    assert "binnen 48 uur" in zin(oud, "fase_1")
    assert "binnen 72 uur" in zin(nieuw, "fase_1")
    assert "heeft u 2 maanden" in zin(oud, "fase_2")
    assert "heeft u 45 dagen" in zin(nieuw, "fase_2")
    vooraf = next(regel.zin for regel in oud.informatieregels if regel.code == "fase_1_nadert")
    assert "24 uur, 6 uur en 1 uur van tevoren" in vooraf


@pytest.mark.parametrize("versie", [AANGENOMEN, "proef-2026"])
def test_geen_plaats_blijft_leeg_staan(versie: str, neem_aan: Neem) -> None:
    neem_aan(UREN_72)

    alles = [*teksten(asdict(haal_protocol(versie))), *teksten(asdict(haal_communicatieregels(versie)))]

    assert not [tekst for tekst in alles if re.search(r"\{\w+:\w+\}", tekst)]


def test_met_72_uur_zegt_geen_zin_geen_bladzij_en_geen_mail_nog_48(
    nu: datetime, neem_aan: Neem, client: Client, regiomanager: Gebruiker
) -> None:
    versie = neem_aan(UREN_72)
    regels = [*teksten(asdict(haal_protocol(versie))), *teksten(asdict(haal_communicatieregels(versie)))]
    assert not [tekst for tekst in regels if MAAT_48.search(tekst)]

    melding = bouw.in_fase_1(nu)
    assert melding.protocol_versie == versie
    client.force_login(regiomanager)
    kenmerk = melding.kenmerk
    for adres in (
        melding.get_absolute_url(),
        reverse("bewijs", args=[kenmerk]),
        reverse("communicatie_dossier", args=[kenmerk]),
        *(taak.get_absolute_url() for taak in Taak.objects.filter(zaak=melding, status="open")),
        *("/", "/dashboard/", "/meldingen/", f"/protocol/?versie={versie}"),
    ):
        assert not _gelezen_48(client.get(adres).content.decode(), adres)
    pdf = bouw.papier(client, melding, "bewijs", nu)
    assert pdf.content.startswith(b"%PDF")
    # The page and the PDF are one template with the same rows.
    context = client.get(reverse("bewijs", args=[kenmerk])).context
    rijen = {naam: context[naam] for naam in context.keys()}  # noqa: SIM118  a list of contexts, and no dict
    assert not _gelezen_48(render_to_string("pdf/bewijs.html", rijen), "bewijs.pdf")

    berichten = Bericht.objects.filter(zaak=melding)
    assert berichten.filter(sjabloon="fase_1_manager").exists()
    for bericht in berichten:
        brief = maak_brief(bericht, "https://calamiteiten.example/")
        assert not MAAT_48.search(f"{brief.onderwerp} {brief.tekst}"), bericht.sjabloon


def _gelezen_48(bladzij: str, waar: str) -> list[str]:
    """Where a person reads 48: not in an address, an attribute or a drawing."""
    zichtbaar = re.sub(r"<(script|style|svg)\b.*?</\1>|<[^>]+>", " ", bladzij, flags=re.DOTALL)
    return [f"{waar}: {zichtbaar[max(0, m.start() - 40) : m.end() + 20]}" for m in MAAT_48.finditer(zichtbaar)]


@pytest.mark.parametrize(
    "zin", ["Klaar binnen 72 uur.", "Klaar in drie weken.", "Binnen één werkdag.", "Twee dagen tevoren."]
)
def test_een_lengte_in_een_zin_over_een_termijn_wordt_geweigerd(zin: str, neem_aan: Neem) -> None:
    with pytest.raises((SystemCheckError, CommandError), match=r"Die lengte staat al bij de termijn"):
        neem_aan(UREN_72 + f'zin = "{zin}"\n')


@pytest.mark.parametrize("zin", ["Voor 17:00 uur.", "Uiterlijk om 9.30 uur.", "Binnen {eigen:uren} uur."])
def test_een_tijdstip_of_een_plaats_mag(zin: str, neem_aan: Neem) -> None:
    neem_aan(UREN_72 + f'zin = "{zin}"\n')


@pytest.mark.parametrize("plaats", ["{lengte:fase_9}", "{rol:tovenaar}", "{eigen:kleur}", "{maat:fase_1}"])
def test_een_plaats_die_naar_niets_wijst_zegt_waar_zij_staat(plaats: str, neem_aan: Neem) -> None:
    with pytest.raises((SystemCheckError, ProtocolFout), match=rf"{re.escape(plaats)} in “fase_1” wijst naar niets"):
        neem_aan(UREN_72 + f'zin = "Binnen {plaats}."\n')


def test_het_commando_zegt_de_lengte_van_de_gevraagde_versie(
    neem_aan: Neem, capsys: pytest.CaptureFixture[str]
) -> None:
    versie = neem_aan(UREN_72)
    call_command("toon_protocol", versie=versie)
    assert not MAAT_48.search(capsys.readouterr().out)
    assert haal_protocol(versie).geldt_vanaf == date(2026, 11, 24)
