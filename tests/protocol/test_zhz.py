"""The protocol of Zuid-Holland Zuid: only what its paper says, beside that of IJsselland and apart from it."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from django.core.checks import run_checks
from django.test import Client

from communicatie.sjablonen.bestanden import lees
from contacten.rollen import ROLLEN
from contacten.rolnamen import rolnaam
from escalatie.protocol.controle import fouten, omgeving_hier, regels
from escalatie.protocol.controle_communicatie import alle_regels, fouten_communicatie, omgeving_van_persvragen
from escalatie.protocol.controle_naar_buiten import sloten
from escalatie.protocol.lezen import digest, geldende_versie, haal_communicatieregels, haal_protocol
from tests import bouw, bouw_zhz
from tests.wetten.bron import WORTEL

from .versies.conftest import Neem, neem_aan

__all__ = ["neem_aan"]

ZHZ, IJSSELLAND = "zhz-2015-01-01", "ijsselland-2019-02-13"
HET_PAPIER = {f"R{nummer}" for nummer in range(124, 180)}


def test_het_bestand_zegt_alles_van_het_papier_en_niets_dat_er_niet_op_staat() -> None:
    wet, informeren = haal_protocol(ZHZ), haal_communicatieregels(ZHZ)
    alles = [*regels(wet), *alle_regels(informeren)]
    leeg = (wet.scenarios, wet.partijen, wet.wegingen, wet.vragen, wet.evaluatievragen, informeren.evaluatievragen)

    assert set() == HET_PAPIER - {eis for _, regel in alles for eis in regel.eisen}
    assert leeg == ((),) * len(leeg)
    # No term of the paper: each length is ours, and says so.
    assert {(t.soort, bool(t.lezing)) for t in (*wet.termijnen, *informeren.termijnen)} == {("regioafspraak", True)}
    assert not {(48, 0), (0, 2)} & {(t.uren, t.maanden) for t in wet.termijnen}
    # Who cites nothing of this paper, cites a reading.
    assert not [r.code for _, r in alles if not HET_PAPIER & set(r.eisen) and not any(e[0] == "A" for e in r.eisen)]
    lezingen = {lezing.code for lezing in wet.lezingen}
    assert {eis for _, regel in alles for eis in regel.eisen if eis[0] == "A"} <= lezingen


def test_geen_woord_van_de_ene_regio_staat_in_het_bestand_of_de_mails_van_de_andere() -> None:
    eigen = [(WORTEL / f"escalatie/protocol/{ZHZ}{helft}.toml").read_text() for helft in ("", "-communicatie")]
    mails = [pad.read_text() for pad in (WORTEL / "templates/mail").glob("*.toml")]

    assert not [tekst for tekst in eigen for woord in ("RSJ", "IJsselland") if woord in tekst]
    assert not [tekst for tekst in mails for woord in ("RSJ", "IJsselland", "Serviceorganisatie") if woord in tekst]
    assert set(haal_protocol(ZHZ).rolnamen) == set(ROLLEN)
    # A mail of this region speaks of no step that its paper does not have.
    gebruikt = {r.sjabloon for r in haal_protocol(ZHZ).informatieregels if r.sjabloon}
    zinnen = [zin for code in gebruikt for zin in lees(code).zinnen.values()]
    assert not [zin for zin in zinnen for woord in ("impactanalyse", "scenario", "{status:") if woord in zin]


@pytest.mark.django_db
@pytest.mark.eis("A16")
def test_een_andere_regel_in_de_ene_regio_verandert_niets_in_de_andere(
    neem_aan: Neem,
    settings: Any,
    nu: datetime,
) -> None:
    rollen = {versie: [rolnaam(rol, versie) for rol in ROLLEN] for versie in (ZHZ, IJSSELLAND)}
    was = {versie: (digest(versie), haal_protocol(versie)) for versie in (ZHZ, IJSSELLAND)}
    anders = '[rolnaam]\nregiomanager = "baas"\n\n[[termijn]]\ncode = "triage"\nwerkdagen = 3\n'

    neem_aan(anders, "proef-ijsselland")
    assert geldende_versie(nu.date()) == "proef-ijsselland"
    bouw_zhz.kies(settings)
    assert geldende_versie(nu.date()) == ZHZ
    assert rolnaam("regiomanager") == "directeur Serviceorganisatie"
    assert {versie: (digest(versie), haal_protocol(versie)) for versie in (ZHZ, IJSSELLAND)} == was
    assert {versie: [rolnaam(rol, versie) for rol in ROLLEN] for versie in (ZHZ, IJSSELLAND)} == rollen

    # And the other way round: the file of the second region is another, the first is what it was.
    map_ = settings.PROTOCOL_MAPPEN[0]
    bestand = WORTEL / f"escalatie/protocol/{ZHZ}.toml"
    for helft in ("", "-communicatie"):
        tekst = bestand.with_name(f"{ZHZ}{helft}.toml").read_text().replace(ZHZ, "proef-zhz")
        tekst = tekst.replace("geldt_vanaf = 2015-01-01", "geldt_vanaf = 2026-11-24").replace("uren = 24", "uren = 12")
        with open(f"{map_}/proef-zhz{helft}.toml", "w", encoding="utf-8") as uit:
            uit.write(tekst)
    neem_aan(anders, "proef-ijsselland")
    assert geldende_versie(nu.date()) == "proef-zhz"
    assert haal_protocol("proef-zhz").termijn_per_code["informeren"].uren == 12
    assert (digest(IJSSELLAND), haal_protocol(IJSSELLAND)) == was[IJSSELLAND]


@pytest.mark.eis("R149")
def test_een_pijl_die_de_regie_verplaatst_past_bij_de_regierollen() -> None:
    wet, informeren = haal_protocol(ZHZ), haal_communicatieregels(ZHZ)
    assert not fouten(wet, omgeving_hier())
    assert not fouten_communicatie(informeren, omgeving_van_persvragen())
    for naar, motivering in (("verzonnen", "verplicht"), ("politie_om", "verplicht"), ("burgemeester", "geen")):
        anders = {o.code: replace(o, regie=naar, motivering=motivering) for o in wet.overgangen}
        pijlen = [anders[o.code] if o.code == "regie_naar_burgemeester" else o for o in wet.overgangen]
        gezegd = list(sloten(replace(wet, overgangen=tuple(pijlen)), informeren))
        assert [zin.split(":")[0] for zin in gezegd] == ["overgangen, regie_naar_burgemeester, regie"]


def test_waar_niemand_samen_oordeelt_mag_het_oordeel_ontbreken_en_anders_niet() -> None:
    wet = haal_protocol(ZHZ)
    half = replace(wet, statussen=tuple(replace(s, analyse=s.code == "behandeling") for s in wet.statussen))

    assert any("precies één status heeft oordeel" in zin for zin in fouten(half, omgeving_hier()))


@pytest.mark.eis("A16")
def test_een_installatie_van_zuid_holland_zuid_start_en_toont_haar_eigen_protocol(
    client: Client, regio_zhz: bouw.Regio
) -> None:
    assert run_checks(tags=["protocol"]) == []
    assert sorted(regio_zhz.gemeenten) == [
        "alblasserdam",
        "dordrecht",
        "gorinchem",
        "hardinxveld-giessendam",
        "hendrik-ido-ambacht",
        "hoeksche-waard",
        "molenlanden",
        "papendrecht",
        "sliedrecht",
        "zwijndrecht",
    ]
    client.force_login(regio_zhz.gebruikers["regiomanager"])
    for adres in ("/", "/meldingen/", "/meldingen/nieuw/", "/dashboard/", "/contacten/", "/persvragen/"):
        antwoord = client.get(adres)
        tekst = antwoord.content.decode()
        assert (adres, antwoord.status_code) == (adres, 200)
        assert not [woord for woord in ("RSJ", "IJsselland", "Zwolle") if woord in tekst], adres
    pagina = client.get("/protocol/").content.decode()
    assert "css/regio/zhz.css" in pagina
    assert "Zuid-Holland Zuid" in pagina
    assert "De regie gaat naar de burgemeester" in pagina
    assert "IJsselland" not in pagina
    dekking = client.get("/protocol/dekking/")
    assert dekking.status_code == 200
    assert "De regie gaat naar de burgemeester" in dekking.content.decode()
