"""Files with a zaak: added through the pages, replaced, taken back, scanned and handed out; never overwritten."""

import hashlib
import os
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import Error, connection, transaction
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from basis.wereld import Wereld, binnen
from calamiteiten.bestanden import opslag
from calamiteiten.models import Bestand, Bestandstand, Melding
from communicatie.models import Bericht, Meldlink
from communicatie.post import meldlinks
from contacten.models import Bezetting, Linkhouder
from contacten.rollen import Rol
from escalatie.bewaking import ronde
from escalatie.bewaking.controle import controleer, vraag
from escalatie.draaiboek import bestanden
from escalatie.meldingen.bestanden.views import als_download
from escalatie.models import Stap, Taak
from tests import bestandsbouw, bouw, bouw_paraatheid
from tests.bouw import Regio
from tests.clamdienst import EICAR, TE_LASTIG, TE_TRAAG, clamd
from tests.toegang.test_tabel import maak_oefening

PDF = bestandsbouw.pdf()
SOM = hashlib.sha256(PDF).hexdigest()


@pytest.fixture(autouse=True)
def schijf(settings: Any, tmp_path: Path) -> Path:
    """A data folder of this test alone."""
    settings.DATA = tmp_path
    return tmp_path / opslag.MAP


@pytest.fixture
def zaak(regio: Regio, nu: datetime) -> Melding:
    """A melding of Zwolle in Fase 1."""
    return bouw.in_fase_1(nu, gemeenten=["zwolle"], aanbieder="molen")


def als(regio: Regio, wie: str) -> Client:
    """A browser of this user."""
    klant = Client()
    klant.force_login(regio.gebruikers[wie])
    return klant


def weg(zaak: Any, rest: str = "") -> str:
    return f"{zaak.get_absolute_url()}bestanden/{rest}"


def gezien_van(client: Client, zaak: Any, rij: Bestand, wat: str) -> dict[str, Any]:
    """Which version the page says that was read."""
    pagina = client.get(weg(zaak, f"{rij.pk}/{wat}/"))
    return {"waarom-gezien": pagina.context["waarom"].initial["gezien"]}


def velden(naam: str = "rapport.pdf", inhoud: bytes = PDF, **anders: Any) -> dict[str, Any]:
    bestand = bestandsbouw.als_upload(naam, inhoud)
    return {"soort": "rapport", "omschrijving": "Rapport, concept", "bestand": bestand, **anders}


def voeg_toe(client: Client, zaak: Any, *args: Any, **anders: Any) -> Bestand:
    antwoord = client.post(weg(zaak), velden(*args, **anders))
    assert antwoord.status_code == 302, antwoord.content.decode()
    return Bestand.objects.latest("pk")


def test_een_bestand_komt_erbij_wordt_vervangen_en_ingetrokken_en_niets_verdwijnt(
    regio: Regio, zaak: Melding, nu: datetime, schijf: Path
) -> None:
    cm = als(regio, "contractmanager")
    eerste = voeg_toe(cm, zaak)
    assert (eerste.naam, eerste.sha256, eerste.stand) == ("rapport.pdf", SOM, Bestandstand.ONGEKEURD)
    lijst = cm.get(weg(zaak)).content.decode()
    assert "niet gecontroleerd op virussen" in lijst
    assert eerste.naam in cm.get(f"{zaak.get_absolute_url()}inspectie/").content.decode()
    # The same bytes once more, whatever their name.
    dubbel = cm.post(weg(zaak), velden("anders.pdf", omschrijving="Nog eens dit"))
    assert (dubbel.status_code, "Nog eens dit" in dubbel.content.decode()) == (409, True)

    pagina = cm.get(weg(zaak, f"{eerste.pk}/verbeteren/"))
    waarom = {
        "waarom-gezien": pagina.context["waarom"].initial["gezien"],
        "waarom-reden": "De definitieve versie kwam.",
    }
    nieuw = velden(inhoud=bestandsbouw.pdf("Definitief"), omschrijving="Rapport, definitief", **waarom)
    assert cm.post(weg(zaak, f"{eerste.pk}/verbeteren/"), nieuw).status_code == 302
    tweede = Bestand.objects.get(vervangt=eerste)
    # Only other words: the bytes are the same, and lie there once.
    woorden = {
        "soort": "rapport",
        "omschrijving": "Eindrapport",
        **waarom,
        **gezien_van(cm, zaak, tweede, "verbeteren"),
    }
    assert cm.post(weg(zaak, f"{tweede.pk}/verbeteren/"), woorden).status_code == 302
    derde = Bestand.objects.get(vervangt=tweede)
    assert (derde.sleutel, derde.sha256, derde.omschrijving) == (tweede.sleutel, tweede.sha256, "Eindrapport")
    assert cm.get(weg(zaak, f"{eerste.pk}/verbeteren/")).status_code == 404

    reden = {**gezien_van(cm, zaak, derde, "intrekken"), "waarom-reden": "Hoort bij een andere melding."}
    assert cm.post(weg(zaak, f"{derde.pk}/intrekken/"), reden).status_code == 302
    lijst = cm.get(weg(zaak)).content.decode()
    assert lijst.count("<del>") == 3
    toegang = als(regio, "toegang_zwolle")
    gehaald = {c: [c.get(weg(zaak, f"{r.pk}/")).status_code for r in (eerste, derde)] for c in (cm, toegang)}
    assert list(gehaald.values()) == [[200, 200], [200, 404]]
    assert len(list(schijf.iterdir())) == 2

    stappen = list(Stap.objects.filter(zaak=zaak, gegevens__has_key="bestand").order_by("volgnummer"))
    assert [stap.code for stap in stappen] == ["bestand", "verbeter", "verbeter", "trek_in"]
    assert stappen[0].gegevens["sha256"] == SOM
    for pad in ("verloop/", "bewijs/"):
        assert SOM in cm.get(f"{zaak.get_absolute_url()}{pad}").content.decode(), pad
    assert not list(controleer(nu))


def test_wie_het_niet_mag_zien_krijgt_nergens_iets(regio: Regio, zaak: Melding) -> None:
    rij = voeg_toe(als(regio, "contractmanager"), zaak, naam="kanarie.pdf")
    for wie, codes in {
        "toegang_zwolle": (200, 200, 404),
        "regiomanager": (200, 200, 200),
        "adviseur": (404, 404, 404),
        "buitenstaander": (404, 404, 404),
        "manager_deventer": (404, 404, 404),
        "beheerder": (404, 404, 404),
    }.items():
        klant = als(regio, wie)
        gekregen = [klant.get(weg(zaak, rest)) for rest in ("", f"{rij.pk}/", f"{rij.pk}/intrekken/")]
        assert tuple(antwoord.status_code for antwoord in gekregen) == codes, wie
        dossier = b"".join(klant.get(f"{zaak.get_absolute_url()}{p}").content for p in ("", "verloop/", "inspectie/"))
        assert (b"kanarie" in dossier) == (codes[0] == 200), wie
        if codes[2] == 404:
            assert klant.post(weg(zaak), velden("a.pdf", bestandsbouw.pdf("a"))).status_code == 404
    # The number of a file of another zaak opens nothing.
    ander = bouw.melding(zaak.ontvangen_op, ["raalte"], "molen")
    assert als(regio, "contractmanager").get(weg(ander, f"{rij.pk}/")).status_code == 404
    assert Client().get(weg(zaak, f"{rij.pk}/")).status_code == 302


def test_een_bestand_komt_als_bijlage_die_niets_kan(regio: Regio, zaak: Melding, schijf: Path) -> None:
    cm = als(regio, "contractmanager")
    rij = voeg_toe(cm, zaak, naam='Rapport één; "x".pdf')
    antwoord = cm.get(weg(zaak, f"{rij.pk}/"))
    assert antwoord.content == PDF
    assert antwoord.headers["Content-Disposition"].startswith("attachment")
    assert '"' not in rij.naam
    assert antwoord.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert antwoord.headers["X-Content-Type-Options"] == "nosniff"
    assert antwoord.headers["Content-Type"] == "application/pdf"
    assert "no-store" in antwoord.headers["Cache-Control"]
    assert als_download(rij, b"x").headers["Cross-Origin-Resource-Policy"] == "same-origin"
    # Another wrote over it: nobody gets what was not recorded.
    for pad in schijf.iterdir():
        assert pad.name.startswith(rij.sleutel.hex)
        pad.write_bytes(b"iets anders")
    assert cm.get(weg(zaak, f"{rij.pk}/")).status_code == 409


def test_een_geweigerd_bestand_laat_de_tekst_staan(regio: Regio, zaak: Melding, settings: Any, schijf: Path) -> None:
    settings.BESTAND_MAX_MB = settings.BESTAND_MAX_AANTAL = 1
    cm = als(regio, "contractmanager")
    for naam, inhoud, zin in (
        ("a.docm", PDF, "macro"),
        ("a.pdf", b"MZ", "past niet bij de naam"),
        ("a.pdf", bestandsbouw.pdf("x" * 2**21), "te groot"),
        ("a.pdf", b"", "leeg"),
    ):
        antwoord = cm.post(weg(zaak), velden(naam, inhoud, omschrijving="Mijn getypte tekst"))
        tekst = antwoord.content.decode()
        assert (antwoord.status_code, "Mijn getypte tekst" in tekst, zin in tekst) == (200, True, True), naam
    assert not Bestand.objects.exists()
    assert not schijf.exists()
    voeg_toe(cm, zaak)
    vol = cm.post(weg(zaak), velden(inhoud=bestandsbouw.pdf("b")))
    assert (vol.status_code, "Meer kan hier niet" in vol.content.decode()) == (409, True)
    # What was refused after it was written, does not stay.
    assert len(list(schijf.iterdir())) == 1


def test_met_scanner_is_een_bestand_pas_te_openen_als_het_schoon_is(
    regio: Regio, zaak: Melding, nu: datetime, settings: Any, schijf: Path
) -> None:
    cm = als(regio, "contractmanager")
    settings.CLAMAV_ADRES = "tcp://127.0.0.1:1"
    schoon, besmet = voeg_toe(cm, zaak), voeg_toe(cm, zaak, naam="v.pdf", inhoud=bestandsbouw.pdf(EICAR.decode()))
    # The scanner is away: nothing is known, so nothing opens, and nothing is lost.
    assert ronde.keur_bestanden(nu) == 0
    assert [cm.get(weg(zaak, f"{rij.pk}/")).status_code for rij in (schoon, besmet)] == [404, 404]
    assert "Wordt gecontroleerd op virussen" in cm.get(weg(zaak)).content.decode()

    with clamd() as (adres, gezien):
        settings.CLAMAV_ADRES = adres
        assert ronde.keur_bestanden(nu) == 2
        assert ronde.keur_bestanden(nu) == 0
        lijst = cm.get(weg(zaak)).content.decode()
    assert gezien == [PDF, bestandsbouw.pdf(EICAR.decode())]
    assert [cm.get(weg(zaak, f"{rij.pk}/")).status_code for rij in (schoon, besmet)] == [200, 404]
    assert "er zit een virus in" in lijst
    assert "worden hier niet gecontroleerd" not in lijst
    besmet.refresh_from_db()
    assert (besmet.stand, besmet.bevinding) == (Bestandstand.BESMET, "Eicar-Test-Signature")
    assert [pad.name for pad in (schijf / opslag.QUARANTAINE).iterdir()] == [besmet.sleutel.hex]
    bericht = Bericht.objects.get(sjabloon=bestanden.BESMET)
    assert bericht.aan == regio.gebruikers["contractmanager"].email
    assert not list(controleer(nu))


def test_een_bestand_zonder_oordeel_houdt_geen_ander_op(
    regio: Regio, zaak: Melding, nu: datetime, settings: Any, schijf: Path
) -> None:
    cm = als(regio, "contractmanager")
    settings.CLAMAV_ADRES = "tcp://127.0.0.1:1"
    settings.CLAMAV_SECONDEN = 0.5
    lastig, traag, kwijt, goed = (
        voeg_toe(cm, zaak, inhoud=bestandsbouw.pdf(wat))
        for wat in (TE_LASTIG.decode(), TE_TRAAG.decode(), "kwijt", "goed")
    )
    for pad in schijf.glob(f"{kwijt.sleutel.hex}*"):
        pad.unlink()
    (schijf / f"vreemd{opslag.DEEL}").touch()
    os.utime(schijf / f"vreemd{opslag.DEEL}", (0, 0))
    with clamd() as (settings.CLAMAV_ADRES, _):
        assert bestanden.keur_wachtende(nu, limiet=1) == 1
        assert ronde.keur_bestanden(nu) == 0
    standen = {rij.pk: rij.stand for rij in Bestand.objects.all()}
    assert standen == {rij.pk: "wacht" for rij in (lastig, traag, kwijt)} | {goed.pk: "schoon"}


def test_een_bestand_dat_de_scanner_nooit_keurt_wordt_na_een_half_uur_genoemd(
    regio: Regio, zaak: Melding, nu: datetime, settings: Any
) -> None:
    """Away or without a verdict, the round itself goes well each time: its heartbeat says nothing."""
    cm = als(regio, "contractmanager")
    settings.CLAMAV_ADRES = "tcp://127.0.0.1:1"
    lastig = voeg_toe(cm, zaak, inhoud=bestandsbouw.pdf(TE_LASTIG.decode()))
    half_uur = lastig.vastgelegd_op + timedelta(minutes=30)
    ronde.keur_bestanden(nu)
    assert vraag(25, half_uur - timedelta(seconds=1)) is None
    for adres in (settings.CLAMAV_ADRES, None):
        with clamd() as (er_is, _):
            settings.CLAMAV_ADRES = adres or er_is
            ronde.keur_bestanden(half_uur)
        schending = vraag(25, half_uur)
        assert schending
        assert schending.kenmerken == (zaak.kenmerk,)
    assert [s.nummer for s in controleer(half_uur) if s.nummer == 25] == [25]
    # Struck through it is not missed; without a scanner the page says that nothing is scanned.
    Bestand.objects.filter(pk=lastig.pk).update(ingetrokken_op=nu)
    assert vraag(25, half_uur) is None


def test_de_bestanden_van_een_verzoek_tellen_samen(settings: Any) -> None:
    settings.BESTAND_MAX_MB = 1
    negen = {f"b{i}": SimpleUploadedFile(f"{i}.pdf", b"x" * 900_000) for i in range(9)}
    verzoek = RequestFactory().post("/", negen)
    assert sum(bestand.size or 0 for _, rij in verzoek.FILES.lists() for bestand in rij) < 1_300_000
    verzoek.close()


def test_een_aanbieder_voegt_zes_weken_later_het_rapport_toe_met_zijn_link(
    regio: Regio, zaak: Melding, nu: datetime, settings: Any
) -> None:
    plek = Bezetting.objects.filter(rol=Rol.AANBIEDER, aanbieder=zaak.aanbieder).first()
    assert plek
    link = meldlinks.maak(zaak.aanbieder, plek.contactpersoon, regio.gebruikers["contractmanager"], nu)
    Meldlink.objects.filter(pk=link.pk).update(melding=zaak, verloopt_op=nu + meldlinks.OM_AAN_TE_VULLEN)
    zonder, pad = Client(), meldlinks.pad_van(link)
    settings.CLAMAV_ADRES = "tcp://127.0.0.1:1"
    assert "Een bestand toevoegen" in zonder.get(pad).content.decode()
    assert "enctype" in zonder.get(f"{pad}bestand/").content.decode()
    fout = zonder.post(f"{pad}bestand/", velden("a.exe", b"MZ", omschrijving="Onze tekst"))
    assert (fout.status_code, "Onze tekst" in fout.content.decode()) == (200, True)
    assert zonder.post(f"{pad}bestand/", velden("rapport.pdf")).status_code == 302
    rij = Bestand.objects.get()
    assert (rij.vastgelegd_door, rij.vastgelegd_door_contact, rij.soort) == (None, plek.contactpersoon, "rapport")
    assert "rapport.pdf" in zonder.get(pad).content.decode()
    # What the region has already is not for him to hear; what he sent himself is.
    anders = bestandsbouw.pdf("van de regio")
    voeg_toe(als(regio, "contractmanager"), zaak, naam="geheim.pdf", inhoud=anders)
    assert zonder.post(f"{pad}bestand/", velden("rapport.pdf")).status_code == 409
    assert zonder.post(f"{pad}bestand/", velden("b.pdf", anders)).status_code == 302
    rij.refresh_from_db()
    assert Taak.objects.filter(zaak=zaak, titel="Bekijk het bestand dat de aanbieder toevoegde", status="open").exists()
    # Once added it is of the region: with the link nobody reads a file.
    assert zonder.get(weg(zaak, f"{rij.pk}/")).status_code == 302
    with clamd() as (settings.CLAMAV_ADRES, _):
        ronde.keur_bestanden(nu)
    assert als(regio, "contractmanager").get(weg(zaak, f"{rij.pk}/")).status_code == 200
    assert not list(controleer(nu))


def test_een_document_van_het_register_is_van_wie_de_actie_bijhoudt(regio: Regio, nu: datetime) -> None:
    actie = bouw_paraatheid.actie(nu, "rollen_college_raad", "zwolle")
    toegang = als(regio, "toegang_zwolle")
    antwoord = toegang.post(weg(actie), {"omschrijving": "Versie 2", "bestand": bestandsbouw.als_upload("p.pdf", PDF)})
    assert antwoord.status_code == 302
    rij = Bestand.objects.get()
    assert (rij.zaak_id, rij.soort) == (actie.pk, "paraatheid")
    for wie, code in {"toegang_zwolle": 200, "contractmanager": 200, "buitenstaander": 404, "adviseur": 404}.items():
        assert als(regio, wie).get(weg(actie, f"{rij.pk}/")).status_code == code, wie
    assert "p.pdf" in toegang.get(actie.get_absolute_url()).content.decode()
    assert SOM in toegang.get(actie.get_absolute_url()).content.decode()
    reden = {**gezien_van(toegang, actie, rij, "intrekken"), "waarom-reden": "Verkeerd document."}
    assert toegang.post(weg(actie, f"{rij.pk}/intrekken/"), reden).status_code == 302
    assert "<del>" in toegang.get(weg(actie)).content.decode()


def test_een_bestand_van_een_oefening_blijft_daar(regio: Regio, nu: datetime, settings: Any, schijf: Path) -> None:
    oefening = maak_oefening(regio.gebruikers["contractmanager"])
    assert isinstance(oefening.wereld, Wereld)
    with binnen(oefening.wereld):
        zaak = bouw.melding(nu, ["zwolle"], "molen")
        pad = weg(zaak)
    cm = als(regio, "contractmanager")
    assert cm.post(pad, velden("oefening.pdf")).status_code == 302
    assert not Bestand.objects.exists()
    with binnen(oefening.wereld):
        rij = Bestand.objects.get()
    assert cm.get(f"{pad}{rij.pk}/").content == PDF
    assert cm.get(f"{pad}{rij.pk}/".removeprefix(f"/oefening/{oefening.pk}")).status_code == 404
    assert [pad.name for pad in schijf.iterdir()] == [f"oefening-{oefening.pk}"]
    # Scanned there too, and told by the page: a mail without a zaak would be a real one.
    assert cm.post(pad, velden("v.pdf", bestandsbouw.pdf(EICAR.decode()))).status_code == 302
    with clamd() as (settings.CLAMAV_ADRES, _):
        ronde.keur_bestanden(nu)
    assert "er zit een virus in" in cm.get(pad).content.decode()
    assert not Bericht.objects.filter(sjabloon=bestanden.BESMET).exists()


def test_de_database_weigert_een_ander_bestand_in_dezelfde_rij(regio: Regio, zaak: Melding) -> None:
    rij = voeg_toe(als(regio, "contractmanager"), zaak)
    for sql in (
        "UPDATE calamiteiten_bestand SET sha256 = 'x'",
        "UPDATE calamiteiten_bestand SET naam = 'x'",
        "DELETE FROM calamiteiten_bestand",
    ):
        with pytest.raises(Error), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql)
    rij.refresh_from_db()
    assert rij.sha256 == SOM


def test_de_lijst_vraagt_even_veel_bij_een_als_bij_tien_bestanden(regio: Regio, zaak: Melding, nu: datetime) -> None:
    cm = als(regio, "contractmanager")
    tellingen = []
    for ronde_ in (1, 9):
        for nummer in range(ronde_):
            voeg_toe(cm, zaak, inhoud=bestandsbouw.pdf(f"{ronde_}-{nummer}"))
        with CaptureQueriesContext(
            connection,
        ) as vragen:
            cm.get(weg(zaak))
        tellingen.append(len(vragen))
    assert tellingen[0] == tellingen[1]


def test_wie_een_link_heeft_houdt_alleen_bij_wat_van_hem_is(regio: Regio, zaak: Melding, nu: datetime) -> None:
    plek = Bezetting.objects.filter(rol=Rol.AANBIEDER)[0]
    houder = Linkhouder(plek.contactpersoon, Rol.AANBIEDER, aanbieder=plek.aanbieder)
    assert bestanden.mag_bijhouden(houder, zaak)
    assert not bestanden.mag_bijhouden(Linkhouder(plek.contactpersoon, Rol.WETHOUDER), zaak)
    anders = next(code for code, een in regio.aanbieders.items() if een != plek.aanbieder)
    eigen = next(code for code, een in regio.aanbieders.items() if een == plek.aanbieder)
    bouw_paraatheid.vraag(nu, regio.aanbieders[eigen], regio.aanbieders[anders])
    assert bestanden.mag_bijhouden(houder, bouw_paraatheid.actie(nu, plek=eigen))
    assert not bestanden.mag_bijhouden(houder, bouw_paraatheid.actie(nu, plek=anders))
