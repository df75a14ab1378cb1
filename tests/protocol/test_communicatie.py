"""The file of Hoofdstuk 1 and Bijlage 2: whole, in step with the lock, and shown to people."""

import re
from collections.abc import Callable
from dataclasses import replace
from html import unescape
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse

from basis.regels import WekkerRegel
from communicatie.regels import Communicatieregels
from communicatie.sjablonen.brieven import stel_op
from communicatie.sjablonen.delen import AFGESPROKEN
from escalatie.persvragen.voorwaarden import PERSVOORWAARDEN
from escalatie.protocol.controle_communicatie import (
    alle_regels,
    controleer_communicatie,
    fouten_communicatie,
    omgeving_van_persvragen,
)
from escalatie.protocol.lezen import haal_communicatieregels
from escalatie.protocol.overzicht_communicatie import maak_overzicht_communicatie

WET = haal_communicatieregels("ijsselland-2019-02-13")
HIER = omgeving_van_persvragen()
HOOFDSTUK_1 = {f"R{nummer}" for nummer in range(3, 23)}


def met(veld: str, code: str, /, **anders: Any) -> Communicatieregels:
    """The rules with one changed."""
    regels = tuple(replace(r, **anders) if r.code == code else r for r in getattr(WET, veld))
    assert regels != getattr(WET, veld)
    velden: dict[str, Any] = {veld: regels}
    return replace(WET, **velden)


def zonder(veld: str, code: str) -> Communicatieregels:
    """The rules without one."""
    regels = tuple(r for r in getattr(WET, veld) if r.code != code)
    assert len(regels) < len(getattr(WET, veld))
    velden: dict[str, Any] = {veld: regels}
    return replace(WET, **velden)


def test_wet_en_slot_van_een_persvraag_zijn_gelijk():
    assert fouten_communicatie(WET, HIER) == []
    assert controleer_communicatie(None) == []


@pytest.mark.parametrize(
    ("stuk", "zin"),
    [
        (lambda: met("stappen", "stem_af", naar="evaluatie"), "van informatie_verzamelen naar evaluatie staat niet op"),
        (lambda: met("stappen", "stem_af", van=("weg",)), "stem_af: status 'weg' bestaat niet"),
        (lambda: zonder("statussen", "evaluatie"), "stappen, evalueer: status 'evaluatie' bestaat niet"),
        (lambda: met("statussen", "evaluatie", code="nazit"), "statussen, nazit: geen enkele stap komt hier uit"),
        (
            lambda: replace(zonder("stappen", "heropen"), statussen=met("statussen", "afgerond", eind=False).statussen),
            "afgerond: een fase heeft een weg verder",
        ),
        (lambda: met("statussen", "afgerond", eind=False), "heropen: uit een einde gaat alleen een eigen stap terug"),
        (lambda: zonder("stappen", "registreer"), "precies één stap maakt een persvraag"),
        (lambda: met("stappen", "stem_af", door=("toegang",)), "stem_af, door: alleen beleidsmedewerker_jeugd"),
        (lambda: met("stappen", "stem_af", door=("baas",)), "stappen, stem_af: rol 'baas' bestaat niet"),
        (lambda: met("stappen", "stem_af", vereist=("zin",)), "voorwaarde 'zin' bestaat niet"),
        (lambda: replace(WET, voorwaardenamen={}), "'kernboodschap_klaar' heeft geen naam in [voorwaardenaam]"),
        (lambda: met("stappen", "stem_af", motivering="zin"), "motivering: 'zin' kan niet"),
        (lambda: met("stappen", "stem_af", naar_buiten="zin"), "naar_buiten: 'zin' kan niet"),
        # A text that leaves with a step that asks no lock would pass the family by.
        (lambda: met("stappen", "stem_af", naar_buiten=""), "'stap:stem_af' heeft geen naar_buiten"),
        (lambda: met("informatieregels", "mail_aan_escalatieteam", met=()), "escalatieteam kan niet inloggen"),
        (lambda: met("informatieregels", "mail_aan_gemeenten", met=("roddel",)), "met: 'roddel' kan niet"),
        (lambda: met("informatieregels", "mail_aan_gemeenten", aan=()), "een mail zonder ontvangers"),
        (lambda: met("informatieregels", "mail_aan_gemeenten", aan=("politie_om",)), "sturen wij nooit mail"),
        (lambda: met("informatieregels", "mail_aan_gemeenten", bij=("stap:zin",)), "'stap:zin' gebeurt nooit"),
        (lambda: met("informatieregels", "mail_aan_gemeenten", bij=()), "'' gebeurt nooit"),
        (lambda: met("informatieregels", "mail_aan_gemeenten", sjabloon="zin"), "sjabloon 'zin' is niet compleet"),
        (lambda: met("informatieregels", "mail_aan_gemeenten", gemeenten="zin"), "gemeenten: 'zin' kan niet"),
        (lambda: zonder("informatieregels", "monitor_klaar"), "termijn:monitor:op: deze wekker heeft geen informatie"),
        (lambda: replace(WET, termijnen=()), "een persvraag heeft één termijn"),
        (
            lambda: met("termijnen", "antwoord", werkdagen=0),
            "antwoord: noem precies één van uren, dagen, maanden of werkdagen",
        ),
        (lambda: met("termijnen", "antwoord", wekkers=(WekkerRegel("op", 2),)), "wekker 'op' met 2 uren kan niet"),
        (lambda: met("termijnen", "antwoord", vanaf="zin"), "termijnen, antwoord, vanaf: 'zin' kan niet"),
        (lambda: met("termijnen", "antwoord", soort="zin"), "termijnen, antwoord, soort: 'zin' kan niet"),
        (lambda: met("termijnen", "antwoord", rol="baas"), "termijnen, antwoord: rol 'baas' bestaat niet"),
        (lambda: met("termijnen", "monitor", bij=("evalueer",)), "monitor: bij 'evalueer' kiest niemand een dag"),
        (lambda: met("termijnen", "monitor", wekkers=(WekkerRegel("na", 2),)), "een wekker daarna gaat nooit"),
        (lambda: met("stappen", "stem_af", door_per_van={"zin": ()}), "stem_af, door_per_van: elke status"),
        (
            lambda: met("stappen", "stem_af", door_per_van={"informatie_verzamelen": ("toegang",)}),
            "stem_af, door_per_van: elke status staat ook in van, elke rol ook in door",
        ),
        (lambda: zonder("sloten", "familie"), "sloten: 'familie' ontbreekt"),
        (lambda: met("sloten", "familie", vrijgave_door=()), "familie: niemand kan vrijgeven"),
        (lambda: replace(WET, organen=()), "het slot kan dan nooit open"),
        (lambda: replace(WET, evaluatievragen=()), "er staat geen vraag"),
        (lambda: replace(WET, stijgingen=()), "er is precies één maat"),
        (lambda: met("statussen", "evaluatie", bron=" "), "statussen, evaluatie: de bron ontbreekt"),
        (lambda: met("statussen", "evaluatie", eisen=()), "noem in eisen ten minste één"),
        (lambda: met("statussen", "evaluatie", eisen=("X1",)), "'X1' is geen R- of A-nummer"),
    ],
)
def test_een_gat_in_het_communicatiebestand_wordt_gezien(stuk: Callable[[], Communicatieregels], zin: str):
    gezien = fouten_communicatie(stuk(), HIER)

    assert any(zin in fout for fout in gezien), gezien


def test_elke_eis_van_hoofdstuk_1_staat_in_het_bestand():
    assert {eis for _, regel in alle_regels(WET) for eis in regel.eisen} >= HOOFDSTUK_1


def test_elke_voorwaarde_wordt_gebruikt_en_heeft_een_naam():
    gebruikt = {naam for stap in WET.stappen for naam in (*stap.vereist, *stap.verwacht)}

    assert gebruikt == set(PERSVOORWAARDEN) == set(WET.voorwaardenamen)


# trigger -> who must hear of it (eisen 13), of which gemeenten, and which agreed texts.
MATRIX = [
    ("stap:registreer", {"regiomanager", "communicatieadviseur", "contractmanager"}, "", set(), {"R6", "R7"}),
    ("stap:stem_af", {"communicatie_gemeente", "beleidsmedewerker_jeugd"}, "vragende", {"kernboodschap"}, {"R10"}),
    ("stap:stem_af", {"manager_gemeente"}, "vragende", {"kernboodschap"}, {"R104"}),
    ("stap:informeer_gemeenten", {"communicatie_gemeente", "manager_gemeente"}, "betrokken", {"vraag"}, {"R104"}),
    ("stap:antwoord_direct", {"communicatie_gemeente"}, "vragende", {"kernboodschap", "achtergrond"}, {"R10"}),
    ("stap:informeer_gemeenten", {"beleidsmedewerker_jeugd"}, "overige", {"vraag", "antwoord"}, {"R13", "R14"}),
    ("stap:stuur_door", {"escalatieteam"}, "", {"vraag", "antwoord", "achtergrond"}, {"R15"}),
]


@pytest.mark.parametrize(("aanleiding", "rollen", "gemeenten", "teksten", "eisen"), MATRIX)
def test_elke_rij_van_de_matrix_over_persvragen_heeft_een_regel(aanleiding, rollen, gemeenten, teksten, eisen):
    gevonden = WET.informatieregels_bij(aanleiding)

    assert rollen <= {rol for regel in gevonden for rol in regel.aan}
    assert eisen <= {eis for regel in gevonden for eis in regel.eisen}
    assert teksten <= {naam for regel in gevonden for naam in regel.met}
    assert not gemeenten or {regel.gemeenten for regel in gevonden if rollen & {*regel.aan}} == {gemeenten}


@pytest.mark.eis("R15")
def test_alleen_de_regiomanager_stuurt_door_aan_het_escalatieteam():
    assert WET.stap_per_code["stuur_door"].door == ("regiomanager",)


def plat(tekst: str) -> str:
    """The words, without tags and without the way they are spaced."""
    return "".join(unescape(re.sub(r"<[^>]+>", " ", tekst)).split())


@pytest.mark.parametrize("regel", WET.informatieregels, ids=lambda regel: regel.code)
def test_een_persmail_zegt_in_tekst_en_opmaak_hetzelfde(regel):
    teksten = {naam: f"Dit is de {naam} & meer.\nTweede regel." for naam in regel.met}
    context = {
        **dict.fromkeys(AFGESPROKEN, ""),
        **teksten,
        "kenmerk": "PV-2026-0034",
        "termijn": "vóór 24 november 2026, 17:00 uur",
        "link": "https://calamiteiten.example/persvragen/PV-2026-0034/",
        "rolnaam": "regiomanager RSJ",
        "afzender": "Calamiteitenregie, Regio Proef",
        "antwoordroute": "Mail cm@rsj.example of bel 06-00000000",
    }
    is_buiten = bool(regel.met) or regel.gemeenten == "ontvangers"
    brief = stel_op(regel.sjabloon, context)
    tekst, opmaak = brief.tekst, brief.opmaak

    assert re.fullmatch(r"PV-2026-0034: [^\n]{8,60}", brief.onderwerp)
    for zin in tekst.splitlines():
        assert plat(zin.removesuffix(":")) in plat(opmaak), zin
    for stuk in ("kenmerk", "termijn", "rolnaam", "afzender", *(["antwoordroute"] if is_buiten else [])):
        assert context[stuk] in tekst
    assert all(inhoud in tekst for inhoud in teksten.values())
    assert context["link"] in tekst
    assert context["link"] in opmaak
    zonder_link = stel_op(regel.sjabloon, context | {"link": ""})
    assert "calamiteiten.example" not in zonder_link.tekst + zonder_link.opmaak
    zonder_termijn = stel_op(regel.sjabloon, context | {"termijn": ""}).tekst
    assert not re.search(r"(antwoordt|Antwoord|zijn|media) \.", zonder_termijn)


def test_het_overzicht_bevat_elke_regel_van_communicatie_een_keer_en_de_pagina_toont_haar(client, contractmanager):
    delen = maak_overzicht_communicatie(WET)
    client.force_login(contractmanager)
    pagina = unescape(client.get(reverse("protocol")).content.decode())
    uit = StringIO()
    call_command("toon_protocol", stdout=uit)
    gedrukt = plat(uit.getvalue())

    assert sorted(rij.zin for deel in delen for rij in deel.rijen) == sorted(r.zin for _, r in alle_regels(WET))
    for deel in delen:
        for rij in deel.rijen:
            assert f'id="{deel.anker}-{rij.code}"' in pagina
            assert rij.zin in pagina
            assert plat(rij.zin) in gedrukt
            assert plat(f"[{rij.bron}] {', '.join(rij.eisen)}") in gedrukt


def test_met_een_rol_blijven_alleen_de_persstappen_van_die_rol():
    stappen = {deel.anker: deel for deel in maak_overzicht_communicatie(WET, "regiomanager")}["persstap"]

    assert {rij.code for rij in stappen.rijen} == {
        *("registreer", "stuur_door", "leg_antwoord_vast", "spreek_af", "koppel", "ontkoppel", "waarschuw"),
        *("trek_persvraag_in", "voeg_samen", "heropen", "schort_termijn_op", "hervat_termijn"),
        *("geef_steun", "kijk_familie_na"),
    }
    assert stappen.is_gefilterd
