"""The page and the command show every rule of the file, each with its paragraph, from the same rows."""

import re
from html import unescape
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse

from escalatie.protocol.controle import regels
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol, versies
from escalatie.protocol.overzicht import DELEN, maak_overzicht
from escalatie.protocol.stappen.blad import stapblad, stappen

ROL = "communicatieadviseur"
PROTOCOL = haal_protocol("ijsselland-2019-02-13")


@pytest.fixture
def haal(client, contractmanager):
    client.force_login(contractmanager)

    def _haal(**vraag):
        antwoord = client.get(reverse("protocol"), vraag)
        assert antwoord.status_code == 200
        return antwoord.content.decode()

    return _haal


def rij_van(pagina: str, anker: str) -> str:
    """The html of the row with this anchor."""
    begin = pagina.index(f'<tr id="{anker}"')
    return unescape(pagina[begin : pagina.index("</tr>", begin)])


def toon(*argumenten: str) -> str:
    uit = StringIO()
    call_command("toon_protocol", *argumenten, stdout=uit)
    return uit.getvalue()


def plat(tekst: str) -> str:
    return " ".join(tekst.split())


def test_het_overzicht_bevat_elke_regel_precies_een_keer():
    rijen = [rij for deel in maak_overzicht(PROTOCOL) for rij in deel.rijen]

    assert sorted(rij.zin for rij in rijen) == sorted(regel.zin for _, regel in regels(PROTOCOL))


def test_de_pagina_toont_elke_regel_met_de_paragraaf_en_de_nummers(haal):
    pagina = haal()

    for deel in maak_overzicht(PROTOCOL):
        for rij in deel.rijen:
            html = rij_van(pagina, f"{deel.anker}-{rij.code}")
            assert rij.kop in html
            assert rij.zin in html
            assert f'<span class="prot-bron">{rij.bron}</span>' in html
            assert ", ".join(rij.eisen) in html


def test_toon_protocol_drukt_dezelfde_rijen_af(haal):
    tekst, pagina = plat(toon()), haal()

    for deel in maak_overzicht(PROTOCOL):
        assert f"{deel.titel.upper()} ({deel.totaal})" in tekst
        for rij in deel.rijen:
            assert f'id="{deel.anker}-{rij.code}"' in pagina
            assert plat(rij.kop) in tekst
            assert plat(rij.zin) in tekst
            assert f"[{rij.bron}] {', '.join(rij.eisen)}" in tekst
            assert all(plat(f"{naam}: {waarde}") in tekst for naam, waarde in rij.gegevens)


def test_elk_anker_staat_een_keer_op_de_pagina(haal):
    ankers = [stuk.split('"')[0] for stuk in haal().split(' id="')[1:]]

    assert len(ankers) == len(set(ankers))


@pytest.mark.eis("R42")
@pytest.mark.parametrize("rol", list(PROTOCOL.rolnamen))
def test_met_een_rol_blijven_alleen_de_regels_van_die_rol(haal, rol):
    pagina = haal(rol=rol)

    for deel in maak_overzicht(PROTOCOL):
        for rij in deel.rijen:
            hoort = not rij.rollen or rol in rij.rollen
            assert (f'id="{deel.anker}-{rij.code}"' in pagina) == hoort, rij.code
    assert f'<option value="{rol}" selected>' in pagina


@pytest.mark.parametrize("vraag", [{"rol": "baas"}, {"rol": "<script>"}, {"rol": "a\x00b"}, {"versie": "../etc"}])
def test_een_vreemde_vraag_laat_alles_zien(haal, vraag):
    pagina = haal(**vraag)

    assert "<script>" not in pagina.split("<main", 1)[1]
    assert all(f'id="{d.anker}-{rij.code}"' in pagina for d in maak_overzicht(PROTOCOL) for rij in d.rijen)


def test_wie_niet_is_ingelogd_ziet_het_protocol_niet(client, db):
    assert client.get(reverse("protocol")).status_code == 302


def test_de_pagina_alleen_leest(client, contractmanager):
    client.force_login(contractmanager)

    assert client.post(reverse("protocol")).status_code == 405


def test_het_aantal_vragen_aan_de_database_hangt_niet_aan_het_aantal_regels(
    client, contractmanager, django_assert_max_num_queries
):
    client.force_login(contractmanager)
    with django_assert_max_num_queries(5):
        client.get(reverse("protocol"))


def test_toon_protocol_toont_een_deel_en_een_rol():
    tekst = toon("--deel", "termijn", "--rol", "regiomanager")

    assert "DE TERMIJNEN (4 van 12)" in tekst
    assert "Fase 1: organisatie" in tekst
    assert "48 uur" in tekst
    assert "DE STAPPEN" not in tekst


def test_toon_protocol_weigert_wat_niet_bestaat():
    with pytest.raises(CommandError, match="geen protocol met versie"):
        toon("--versie", "atlantis-1")
    with pytest.raises(CommandError, match="Rol 'baas' bestaat niet"):
        toon("--rol", "baas")
    with pytest.raises(CommandError):
        toon("--deel", "niets")


def test_de_delen_dekken_wat_de_pagina_belooft():
    assert {"overgang", "scenario", "informatie", "termijn", "taak", "vraag", "lezing"} <= set(DELEN)


@pytest.mark.parametrize("versie", versies())
def test_stap_voor_stap_komt_elke_pijl_en_elke_taak_van_een_pijl_voorbij(versie):
    bladen = [blad for code, _ in stappen(versie) if (blad := stapblad(versie, code))]
    codes = [code for code, _ in stappen(versie)]
    delen = [(deel.anker, groep) for blad in bladen for deel in blad.delen for groep in deel.groepen]
    gezien = {(anker, regel.code) for anker, groep in delen for regel in groep.regels}
    protocol, pers = haal_protocol(versie), haal_communicatieregels(versie)
    pijlen = {stap.code for stap in protocol.overgangen}
    assert {("overgang", o.code) for o in protocol.overgangen if o.van} <= gezien
    assert {("persstap", s.code) for s in pers.stappen if s.van} <= gezien
    assert {("taak", t.code) for t in protocol.taken if pijlen & set(t.bij)} <= gezien
    assert {("termijn", t.code) for t in protocol.termijnen if pijlen & set(t.bij)} <= gezien
    # One road forth, and the same back.
    assert [blad.volgende and blad.volgende.code for blad in bladen] == [*codes[1:], None]
    assert [blad.vorige and blad.vorige.code for blad in bladen] == [None, *codes[:-1]]
    assert stapblad(versie, "verzonnen") is None


@pytest.mark.parametrize("versie", versies())
def test_een_stap_is_een_paar_schermen_en_de_taken_van_de_lezer_staan_open(versie):
    namen = haal_protocol(versie).rolnamen
    for code, _ in stappen(versie):
        blad = stapblad(versie, code, ROL)
        assert blad is not None
        groepen = [g for deel in blad.delen for g in deel.groepen]
        assert sum(len(groep.regels) for groep in groepen if groep.is_open) <= 18, code
        # What is said of each is where it stands and who does it; the rest is folded.
        assert not any(naam in {"Van", "Door", "Lezing"} for g in groepen for r in g.regels for naam, _ in r.meer)
        van_rollen = [groep for groep in groepen if groep.kop.lower() in {naam.lower() for naam in namen.values()}]
        if sum(len(groep.regels) for groep in van_rollen) > 3:
            assert [g.kop.lower() for g in van_rollen if g.is_open] in ([], [namen[ROL].lower()]), code


def test_een_stap_is_een_bladzijde_met_de_vorige_en_de_volgende(client, contractmanager):
    client.force_login(contractmanager)
    pagina = client.get("/protocol/stap/impactanalyse/").content.decode()
    assert 'rel="prev"' in pagina
    assert 'rel="next"' in pagina
    assert "Wat iedereen nu doet" in pagina
    # Words and no codes: only the overview itself shows numbers of requirements.
    assert not re.search(r"\b[RA]\d{1,3}\b", re.sub(r"<[^>]*>", " ", pagina.split("<main")[1]))
    assert len(pagina) < 60_000
    assert client.get("/protocol/stap/verzonnen/").status_code == 404
    assert 'href="/protocol/stap/ontvangen/"' in client.get("/hulp/").content.decode()
