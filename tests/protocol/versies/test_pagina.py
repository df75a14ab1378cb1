"""`/protocol/` and `toon_protocol` show any version, and what two versions say differently, rule by rule."""

from copy import deepcopy
from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from contacten.models import Gebruiker
from escalatie.protocol import slot
from escalatie.protocol.diagram import teken
from escalatie.protocol.lezen import haal_protocol, ruwe_inhoud
from escalatie.protocol.vergelijking import vergelijk

from .bestanden import AANGENOMEN, FASE_3, UREN_72, ZONDER_D, ZONDER_TWIJFEL
from .conftest import Neem


def test_de_pagina_toont_elke_versie_en_het_verschil(
    client: Client, contractmanager: Gebruiker, neem_aan: Neem
) -> None:
    versie = neem_aan(UREN_72 + FASE_3)
    client.force_login(contractmanager)

    nieuw = client.get(reverse("protocol"), {"versie": versie, "met": AANGENOMEN}).content.decode()

    assert f'<option value="{versie}" selected>' in nieuw
    assert 'id="verschil-termijn-fase_1"' in nieuw
    assert "48 uur</del>" in nieuw
    assert "72 uur</ins>" in nieuw
    assert 'id="verschil-stap-fase_3"' in nieuw
    assert 'id="verschil-taak-triage"' not in nieuw
    oud = client.get(reverse("protocol"), {"versie": AANGENOMEN}).content.decode()
    assert 'id="stap-fase_3"' not in oud
    assert 'id="verschillen"' not in oud


def test_een_vreemde_versie_om_mee_te_vergelijken_zegt_niets(client: Client, contractmanager: Gebruiker) -> None:
    client.force_login(contractmanager)

    pagina = client.get(reverse("protocol"), {"met": "../etc"})

    assert pagina.status_code == 200
    assert 'id="verschillen"' not in pagina.content.decode()


def test_het_commando_toont_het_verschil(neem_aan: Neem) -> None:
    versie = neem_aan(ZONDER_D)
    uit = StringIO()
    call_command("toon_protocol", "--versie", versie, "--met", AANGENOMEN, stdout=uit)

    assert "Fase 1 [weg]" in uit.getvalue()
    assert "Naam: Scenario c: onrust in één gemeente -> Scenario c: onrust" in uit.getvalue()
    with pytest.raises(CommandError, match="geen protocol met versie"):
        call_command("toon_protocol", "--met", "atlantis", stdout=StringIO())


def test_een_schema_laat_nooit_een_pijl_zien_die_er_niet_is(neem_aan: Neem) -> None:
    assert teken(haal_protocol(neem_aan(ZONDER_TWIJFEL))) is not None
    assert teken(haal_protocol(neem_aan(ZONDER_D))) is None


def test_een_versie_laat_de_versie_waarop_zij_rust_zoals_die_was(neem_aan: Neem) -> None:
    was = deepcopy(ruwe_inhoud(AANGENOMEN))
    # Twice: what the first changed in its base, the second would not see any more.
    for _ in range(2):
        assert teken(haal_protocol(neem_aan(ZONDER_D))) is None
        assert ruwe_inhoud(AANGENOMEN) == was


def test_een_versie_verschilt_niet_van_zichzelf(nu: datetime) -> None:
    assert vergelijk(AANGENOMEN, AANGENOMEN) == ()


def test_een_slot_dat_niet_bij_de_bestanden_hoort_houdt_de_start_tegen(neem_aan: Neem) -> None:
    neem_aan(FASE_3)
    with connection.cursor() as cursor:
        cursor.execute(slot.opdrachten("melding", [], {})[0])

    with pytest.raises(CommandError, match="van fase_2 naar fase_3 staat niet op het slot"):
        call_command("check", databases=["default"])

    call_command("migrate", verbosity=0)
    call_command("check", databases=["default"])
