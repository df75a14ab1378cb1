"""A drill from start to debrief beside a real melding, told over HTTP with a held clock and a real mail server."""

import re
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from django.apps import apps
from django.conf import settings
from django.test import Client
from openpyxl import load_workbook

from basis import pdf
from basis.geweigerd import Geweigerd
from basis.wereld import binnen, hier
from calamiteiten.models import Deelname, KenmerkTeller, Melding, Oefening, Oefenuitnodiging, Paraatheidsfeit, Zaak
from communicatie.models import Bericht
from communicatie.post.deelnemers import DOET_NIET_MEE
from contacten.bezetting import bezet
from escalatie.bewaking import controle, dagbericht, gezondheid, ronde
from escalatie.models import Inspel, Taak
from escalatie.oefenen import einde, inspelen, spelen, uitnodigen
from escalatie.oefenen.scenario import MAP, ScenarioFout, bezwaar, fouten, scenarios, van_hier
from escalatie.protocol.lezen import geldende_versie, haal_protocol, versies
from tests import bouw, bouw_paraatheid, bouw_zhz, klok
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.escalatie.invullen import verstuur

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R153", "R175")]
CONTRACT, REGIOM, ADVISEUR = "contractmanager", "regiomanager", "adviseur"
# Every page of real work that lists, counts or reports; read by who sees most.
ECHTE_PAGINAS = (
    "/",
    "/dashboard/",
    "/communicatie/",
    "/meldingen/",
    "/meldingen/?q=letsel",
    "/persvragen/",
    "/aanbieders/",
    "/verbeterpunten/",
    "/lessen/",
    "/lessen/2026.pdf",
    "/paraatheid/",
    "/contacten/",
    "/protocol/proefdraaien/?versie=&van=2026-01-01&tot=2026-12-31",
    "/bewaking/",
    "/paraatheid/jaaroverzichten/",
    "/piket/",
)
# What leaves the house of it, as documents and tables.
UITVOER = (
    "/paraatheid/rapport/xlsx/",
    "/paraatheid/rapport/pdf/",
    "/contacten/uitvoer/csv/",
    "/contacten/uitvoer/xlsx/",
)
SLEUTEL = re.compile(r'csrfmiddlewaretoken" value="[^"]+"|nonce="[^"]+"|nonce-[\w+/=]+|[0-9a-f]{8}-[0-9a-f-]{27}')


class Oefenverteller:
    """Who does what in the drill; each with a browser of his own."""

    def __init__(self, regio: Regio, nu: datetime) -> None:
        self.regio, self.nu = regio, nu
        self.nummer = 0

    def als(self, wie: str) -> Client:
        """A browser of this user, or of nobody."""
        browser = Client()
        browser.force_login(self.regio.gebruikers[wie])
        return browser

    def stuur(self, wie: str, pad: str, verwacht: int = 302, /, **velden: Any) -> Any:
        """Press a button."""
        antwoord = self.als(wie).post(pad, velden)
        assert antwoord.status_code == verwacht, antwoord.content.decode()[:2000]
        return antwoord

    def zet_klaar(self, scenario: str = "nacht", snelheid: int = 12) -> Oefening:
        """Make it ready, over HTTP."""
        molen, zwolle = self.regio.aanbieders["molen"], self.regio.gemeenten["zwolle"]
        velden: dict[str, Any] = {
            "scenario": scenario,
            "snelheid": snelheid,
            "aanbieder": molen.pk,
            "gemeente": zwolle.pk,
        }
        self.stuur(CONTRACT, "/oefeningen/nieuw/", **velden)
        oefening = Oefening.objects.get()
        self.nummer = oefening.pk
        return oefening

    def doe(self, wie: str, wat: str, verwacht: int = 302, **velden: Any) -> Any:
        """A button of the page of the drill."""
        kamer = "meedoen" if wat in {"aanmelden", "afmelden"} else "leiden"
        return self.stuur(wie, f"/oefeningen/{self.nummer}/{kamer}/{wat}/", verwacht, **velden)

    def begin(self, *wie: str) -> Oefening:
        """Make it ready, let these sign up, and begin."""
        self.zet_klaar()
        for een in wie:
            self.doe(een, "aanmelden")
        self.doe(CONTRACT, "beginnen")
        return Oefening.objects.get()

    def wacht(self, minuten: int) -> None:
        """So many real minutes go by; the rounds come by, as beat rings them."""
        self.nu += timedelta(minutes=minuten)
        klok.zet(self.nu)
        ronde.bewaak(self.nu)
        ronde.verzend(lambda: self.nu)

    def leest(self, wie: str, pad: str, verwacht: int = 200) -> str:
        """What this user reads in the drill."""
        antwoord = self.als(wie).get(f"/oefening/{self.nummer}{pad}")
        assert antwoord.status_code == verwacht, pad
        return str(antwoord.content.decode())


@pytest.fixture
def o(regio: Regio, nu: datetime) -> Oefenverteller:
    """Beside a real melding; the contractmanager and the adviser have the address of their seat in the list."""
    bouw.melding(nu)
    for naam, rol in ((CONTRACT, "contractmanager"), (ADVISEUR, "communicatieadviseur")):
        eerste = bezet(rol, nu).eerste
        assert eerste
        regio.gebruikers[naam].email = eerste.email
        regio.gebruikers[naam].save(update_fields=["email"])
    return Oefenverteller(regio, nu)


def wereld_van(oefening: Oefening) -> Any:
    wereld = Oefening.objects.get(pk=oefening.pk).wereld
    assert wereld
    return wereld


def test_van_begin_tot_nabespreking_naast_een_echte_melding(
    o: Oefenverteller, nu: datetime, mailserver: Mailserver
) -> None:
    bouw_paraatheid.actie(nu, "oefening_college_raad", "zwolle")
    ronde.verzend(lambda: nu)
    eerder, echt = len(mailserver.ontvangen), Melding.objects.get()
    toen = echt.status
    o.zet_klaar()
    assert "nog niemand aangemeld" in o.doe(CONTRACT, "beginnen", 409).content.decode()
    for wie in (CONTRACT, CONTRACT, "toegang_zwolle"):
        o.doe(wie, "aanmelden")
    assert Deelname.objects.count() == 2
    o.doe(CONTRACT, "beginnen")
    oefening = Oefening.objects.get()
    geoefend = begonnen(o, oefening, echt)
    gespeeld(o, oefening, geoefend)
    alleen_aan_wie_meedoet(mailserver.ontvangen[eerder:], oefening)
    assert 19 not in {schending.nummer for schending in controle.controleer(o.nu)}
    nabesproken(o, oefening, geoefend)
    assert hier() is None
    echt.refresh_from_db()
    assert echt.status == toen
    assert Melding.objects.count() == 1


def begonnen(o: Oefenverteller, oefening: Oefening, echt: Melding) -> Melding:
    """The melding of the drill is there, for who plays and for nobody else."""
    with binnen(wereld_van(oefening)):
        geoefend = Melding.objects.get()
        assert geoefend.kenmerk == "OEFM-2026-0001"
        assert Taak.objects.filter(zaak=geoefend).exists()
    blad = o.leest(CONTRACT, "/")
    assert "OEFENING" in blad
    assert geoefend.kenmerk in blad
    assert echt.kenmerk not in blad
    assert f'href="/oefening/{oefening.pk}/meldingen/' in blad
    # The bar is not printed; what stands on every sheet says it too.
    assert "OEFENING: dit is niet echt. " in o.leest(CONTRACT, f"/meldingen/{geoefend.kenmerk}/")
    o.leest(CONTRACT, f"/meldingen/{echt.kenmerk}/", 404)
    assert o.als(CONTRACT).get(f"/meldingen/{geoefend.kenmerk}/").status_code == 404
    # The regiomanager leads and may look; who did not sign up finds nothing.
    o.leest(REGIOM, "/")
    o.leest("toegang_deventer", "/", 404)
    assert o.als("toegang_deventer").get(f"/oefeningen/{oefening.pk}/nabespreking/").status_code == 404
    return geoefend


def gespeeld(o: Oefenverteller, oefening: Oefening, geoefend: Melding) -> None:
    """A step is taken, something is thrown in, and what nobody does becomes late."""
    stap = f"/oefening/{oefening.pk}/meldingen/{geoefend.kenmerk}/stap/start_impactanalyse/"
    assert verstuur(o.als(CONTRACT), stap).status_code == 302
    # Whom to ring has no number here: who plays calls no real person.
    assert "tel:" not in o.leest(CONTRACT, f"/meldingen/{geoefend.kenmerk}/bellen/")
    o.wacht(2)  # twenty-four minutes on the clock of the drill
    with binnen(wereld_van(oefening)):
        assert Melding.objects.get().status == "impactanalyse"
        gekomen = Inspel.objects.get(gekomen_op__isnull=False)
        assert gekomen.taak
        assert gekomen.taak.titel.startswith("Telefoon: De aanbieder belt")
        assert gekomen.taak.rol == "contractmanager"
    assert "Telefoon: De aanbieder belt" in o.leest(CONTRACT, "/")
    o.wacht(60 * 2)  # a day further: what nobody did is late by now
    o.wacht(60 * 2)


def alleen_aan_wie_meedoet(weg: list[EmailMessage], oefening: Oefening) -> None:
    """Every mail went to an address that signed up, and says in subject and both bodies what it is."""
    adressen = {adres.casefold() for adres in Deelname.objects.values_list("adres", flat=True)}
    assert weg
    for mail in weg:
        assert str(mail["To"]).casefold() in adressen
        assert str(mail["Subject"]).startswith("OEFENING ")
        for deel in ("plain", "html"):
            inhoud = mail.get_body((deel,))
            assert inhoud
            assert "OEFENING" in str(inhoud.get_content())
            assert f"/oefening/{oefening.pk}/" in str(inhoud.get_content())


def nabesproken(o: Oefenverteller, oefening: Oefening, geoefend: Melding) -> None:
    """It is stopped: nothing changes any more, the debrief says what was missed, and the register has it."""
    o.doe(REGIOM, "stoppen")
    o.stuur(CONTRACT, f"/oefening/{oefening.pk}/meldingen/{geoefend.kenmerk}/stap/trek_melding_in/", 404)
    o.leest(CONTRACT, f"/meldingen/{geoefend.kenmerk}/")
    blad = o.als(CONTRACT).get(f"/oefeningen/{oefening.pk}/nabespreking/").content.decode()
    for woord in (geoefend.kenmerk, "te laat", "niet gedaan", "Telefoon: De aanbieder belt", "Impactanalyse starten"):
        assert woord in blad, woord
    document = o.als(CONTRACT).get(f"/oefeningen/{oefening.pk}/nabespreking.pdf").content
    with pikepdf.open(BytesIO(document)) as blaadje, blaadje.open_metadata() as meta:
        assert str(meta["dc:title"]).startswith("OEFENING ")
    feit = Paraatheidsfeit.objects.get()
    assert "contractmanager" in feit.wie
    assert "Zwolle" in feit.wie
    assert "Een nacht" in feit.tekst


@pytest.mark.usefixtures("weinig_papier")
def test_geen_pagina_van_echt_werk_verandert_door_een_oefening(o: Oefenverteller, nu: datetime) -> None:
    def lees() -> dict[str, bytes]:
        paginas = {}
        for wie in (CONTRACT, REGIOM, ADVISEUR, "toegang_zwolle", "beheerder"):
            browser = o.als(wie)
            for pad in ECHTE_PAGINAS:
                antwoord = browser.get(pad)
                paginas[f"{wie} {pad}"] = SLEUTEL.sub("", antwoord.content.decode("utf-8", "replace")).encode()
        for pad in UITVOER:
            antwoord = o.als(CONTRACT).get(pad)
            assert antwoord.status_code == 200, pad
            paginas[pad] = wat_erin_staat(antwoord.content)
        zaak = Melding.objects.get()
        for deel in ("", "bewijs/", "bewijs.pdf", "bellen/", "links/", "inspectie/", "leren/", "samenhang/", "media/"):
            inhoud = wat_erin_staat(o.als(CONTRACT).get(f"{zaak.get_absolute_url()}{deel}").content)
            paginas[deel] = SLEUTEL.sub("", inhoud.decode("utf-8", "replace")).encode()
        return paginas

    lees()  # who opens a page has seen it: that is of the reader, and not of the drill
    voor = lees()
    bezwaren = controle.controleer(nu)
    cijfers, gezond = dagbericht.cijfers(nu), gezondheid.meet(nu)
    o.begin(CONTRACT, ADVISEUR)
    # The seats of the real melding play too, by links.
    speelt_met_links(o, 8)
    o.nu += timedelta(minutes=30)
    ronde._in_oefeningen(ronde._bewaak_oefening, lambda: o.nu)
    with binnen(wereld_van(Oefening.objects.get())):
        assert Inspel.objects.filter(gekomen_op__isnull=False).exists()
        assert Bericht.objects.exists()
    na = lees()
    assert [pad for pad in voor if voor[pad] != na[pad]] == []
    assert controle.controleer(nu) == bezwaren
    assert dict(dagbericht.cijfers(nu)) == dict(cijfers)
    assert gezondheid.meet(nu) == gezond
    # What the daily mail says, as it goes out beside a drill that goes on.
    dagbericht.plan(nu)
    post = Bericht.objects.filter(sjabloon=dagbericht.SJABLOON)
    assert post
    assert all("OEF" not in str(rij.gegevens) for rij in post)
    assert not KenmerkTeller.objects.filter(zaaksoort="melding", laatste__gt=1).exists()


def wat_erin_staat(inhoud: bytes) -> bytes:
    """The text of an export: of a workbook its cells, of a document its pages without when it was drawn."""
    if inhoud.startswith(b"PK"):
        bladen = load_workbook(BytesIO(inhoud)).worksheets
        return repr([[list(rij) for rij in blad.iter_rows(values_only=True)] for blad in bladen]).encode()
    if not inhoud.startswith(b"%PDF"):
        return inhoud
    with pikepdf.open(BytesIO(inhoud)) as document:
        for pagina in document.pages:
            pagina.contents_coalesce()
        return b"".join(pagina.Contents.read_bytes() for pagina in document.pages)


def speelt_met_links(o: Oefenverteller, aantal: int) -> None:
    """So many of whom can be asked sign up with the link in an invitation, whatever became of its mail."""
    leider = o.regio.gebruikers[CONTRACT]
    kan = list(uitnodigen.te_vragen(Oefening.objects.get(), o.nu))[:aantal]
    assert uitnodigen.nodig_uit(o.nummer, kan, leider, o.nu) == aantal
    for rij in Oefenuitnodiging.objects.all():
        assert Client().post(uitnodigen.pad_van(rij), {"mee": "ja"}).status_code == 302


def test_elke_rij_die_aan_een_zaak_hangt_kent_haar_wereld(o: Oefenverteller, nu: datetime) -> None:
    """Of every model the rows of the two worlds are apart, and together they are all."""
    oefening = o.begin(CONTRACT)
    o.wacht(30)
    for model in apps.get_models():
        if type(model._default_manager).__name__ != "Wereldbeheer":
            continue
        echt = set(model._default_manager.values_list("pk", flat=True))
        with binnen(wereld_van(oefening)):
            geoefend = set(model._default_manager.values_list("pk", flat=True))
        assert not echt & geoefend, model
        assert echt | geoefend == set(model._base_manager.values_list("pk", flat=True)), model
    assert Zaak._base_manager.filter(oefening=oefening.pk).count() == 1


def test_wie_zich_niet_aanmeldde_krijgt_niets_ook_niet_als_hij_bij_het_versturen_is_afgemeld(
    o: Oefenverteller, mailserver: Mailserver
) -> None:
    ronde.verzend(lambda: o.nu)
    eerder = len(mailserver.ontvangen)
    oefening = o.begin(CONTRACT, ADVISEUR)
    with binnen(wereld_van(oefening)):
        assert Bericht.objects.filter(status="gepland").exists()
    o.doe(CONTRACT, "afmelden")
    o.doe(ADVISEUR, "afmelden")
    o.wacht(60)
    o.wacht(60)
    assert len(mailserver.ontvangen) == eerder
    with binnen(wereld_van(oefening)):
        redenen = set(Bericht.objects.values_list("status", "reden"))
    assert {status for status, _ in redenen} <= {"ingetrokken", "geen_ontvanger"}
    assert ("ingetrokken", "Doet niet mee aan de oefening: er gaat niets weg.") in redenen


def test_de_controle_ziet_langs_een_andere_weg_wat_een_oefening_verliet(o: Oefenverteller) -> None:
    oefening = o.begin(CONTRACT)
    with binnen(wereld_van(oefening)):
        rij = Bericht.objects.order_by("pk")[0]
    Bericht._base_manager.filter(pk=rij.pk).update(status="verzonden", verzonden_op=o.nu, aan="vreemd@elders.example")
    gevonden = {s.nummer: s for s in controle.controleer(o.nu)}
    assert gevonden[19].kenmerken == ("OEFM-2026-0001",)


def test_afbreken_vraagt_een_reden_en_telt_niet_mee(o: Oefenverteller, nu: datetime) -> None:
    bouw_paraatheid.actie(nu, "oefening_college_raad", "zwolle")
    oefening = o.begin(CONTRACT)
    assert "Schrijf op waarom" in o.doe(CONTRACT, "afbreken", 409).content.decode()
    o.doe(CONTRACT, "afbreken", **dict[str, Any]({"afbreken-reden": "Er kwam een echte melding binnen."}))
    assert Oefening.objects.get(pk=oefening.pk).is_afgebroken
    assert not Paraatheidsfeit.objects.exists()
    assert (
        "Afgebroken: Er kwam een echte melding binnen."
        in o.als(CONTRACT).get(f"/oefeningen/{oefening.pk}/").content.decode()
    )
    o.doe(CONTRACT, "stoppen", 409)
    assert spelen.lopende() == []


def test_een_oefening_die_niemand_stopt_stopt_vanzelf_en_wie_haar_leidt_hoort_dat(
    o: Oefenverteller, mailserver: Mailserver
) -> None:
    bouw_paraatheid.actie(o.nu, "oefening_college_raad", "zwolle")
    oefening = o.begin(CONTRACT, ADVISEUR)
    tot = einde.uiterlijk_op(oefening)
    assert tot == o.nu + timedelta(hours=van_hier()["nacht"].hoogstens_uren)
    o.wacht(int((tot - o.nu) / timedelta(minutes=1)) - 1)
    assert "Stopt vanzelf" in o.als(CONTRACT).get(f"/oefeningen/{oefening.pk}/").content.decode()
    assert spelen.lopende()
    eerder = len(mailserver.ontvangen)
    o.wacht(1)
    assert spelen.lopende() == []
    (mail,) = [een for een in mailserver.ontvangen[eerder:] if "OEFENING" in str(een["Subject"])]
    assert (mail["To"], mail["Subject"]) == (o.regio.gebruikers[CONTRACT].email, "OEFENING vanzelf gestopt")
    inhoud = mail.get_body(("plain",))
    assert inhoud
    assert f"/oefeningen/{oefening.pk}/" in str(inhoud.get_content())
    with binnen(wereld_van(oefening)):
        assert not Bericht.objects.filter(status__in=["gepland", "bezig", "wacht"]).exists()
    # Days later too nothing more is sent; the page says how it ended, and the register has it not.
    o.wacht(3 * 24 * 60)
    assert [m for m in mailserver.ontvangen[eerder:] if "OEFENING" in str(m["Subject"])] == [mail]
    assert "vanzelf: niemand stopte haar" in o.als(CONTRACT).get(f"/oefeningen/{oefening.pk}/").content.decode()
    assert not Paraatheidsfeit.objects.exists()
    o.doe(CONTRACT, "stoppen", 409)


def test_een_trage_oefening_stopt_niet_voor_het_laatste_is_gekomen() -> None:
    for scenario in van_hier().values():
        laatste = max(regel.na + regel.binnen for regel in scenario.inspelen)
        assert scenario.duurt_hoogstens(1) == max(timedelta(hours=scenario.hoogstens_uren), laatste)
        assert scenario.duurt_hoogstens(240) == timedelta(hours=scenario.hoogstens_uren)


def test_buiten_de_procedure_is_alles_echt(o: Oefenverteller) -> None:
    oefening = o.begin(CONTRACT)
    antwoord = o.als(CONTRACT).get(f"/oefening/{oefening.pk}/contacten/?q=a")
    assert (antwoord.status_code, antwoord["Location"]) == (302, "/contacten/?q=a")
    o.stuur(CONTRACT, f"/oefening/{oefening.pk}/meldingen/link/", 404)
    assert "OEFENING" not in o.als(CONTRACT).get("/meldingen/").content.decode()


def test_elk_scenario_dat_hier_kan_begint(o: Oefenverteller, regio: Regio, nu: datetime) -> None:
    wie = regio.gebruikers[CONTRACT]
    for scenario in van_hier().values():
        oefening = spelen.maak(scenario, 24, regio.aanbieders["molen"], regio.gemeenten["zwolle"], wie, nu)
        spelen.meld_aan(oefening.pk, wie, nu)
        melding = spelen.begin(oefening.pk, wie, nu)
        with binnen(wereld_van(oefening)):
            assert list(Melding.objects.values_list("pk", flat=True)) == [melding.pk]
            assert Inspel.objects.filter(oefening=oefening).count() == len(scenario.inspelen)
            assert inspelen.kom(nu + timedelta(days=30)) == len(scenario.inspelen)
            assert inspelen.kom(nu + timedelta(days=31)) == 0
            # Whoever the protocol wants to tell: only the address that signed up is ever made ready.
            klaar = Bericht.objects.filter(status__in=["gepland", "bezig", "wacht", "telefonisch"])
            assert set(klaar.values_list("aan", flat=True)) <= {wie.email}
            assert Bericht.objects.filter(reden=DOET_NIET_MEE).exists()


def test_een_document_uit_een_oefening_is_op_elke_bladzijde_gemerkt(o: Oefenverteller) -> None:
    html = f"<html lang='nl'><head></head><body>{'<p>Regel</p>' * 120}</body></html>"
    assert pdf._gemerkt(html) == html
    with binnen(wereld_van(o.begin(CONTRACT))):
        document = pdf.maak_pdf(html, "Blad", op=o.nu, door="Kim")
    rood = b"0.639"  # the colour of the mark, and of nothing else on these pages
    with pikepdf.open(BytesIO(document)) as blad:
        assert len(blad.pages) > 1
        for pagina in blad.pages:
            pagina.contents_coalesce()
            assert rood in pagina.Contents.read_bytes()


def test_wat_een_oefening_niet_speelt_staat_er_eerlijk_bij(o: Oefenverteller) -> None:
    protocol = haal_protocol(geldende_versie(o.nu.date()))
    fase = van_hier()["fase-1-met-pers"]
    assert bezwaar(fase, protocol) == ""
    elders = next(haal_protocol(versie) for versie in versies() if haal_protocol(versie).regio != protocol.regio)
    assert "start fase 1" in bezwaar(fase, elders)
    assert [code for code, een in van_hier().items() if not bezwaar(een, elders)] == [
        "nacht",
        "strafrechtelijk-onderzoek",
    ]
    assert [zin for een in van_hier().values() for zin in fouten(een, [elders])] == []


@pytest.mark.parametrize(
    ("oud", "nieuw", "zin"),
    [
        ('rol = "contractmanager"', 'rol = "burgemeester"', "heeft geen werkvoorraad"),
        ('soort = "telefoon"', 'soort = "fax"', "bestaat niet"),
        ("{contractmanager}", "{baas}", "is geen rol"),
        ('categorie = "letsel_jeugdige"', 'categorie = "iets"', "staat niet in het protocol"),
        ("snelheid = 12", "snelheid = 0", "kies 1 tot en met"),
        ("hoogstens_uren = 8", "hoogstens_uren = 0", "hoogstens_uren is 0"),
        ("hoogstens_uren = 8", "hoogstens_uren = 25", "hoogstens_uren is 25"),
        ('naam = "Een nacht"', "", "kan niet worden gelezen"),
    ],
)
def test_een_scenario_dat_niet_past_zegt_wat_er_niet_past(tmp_path: Path, oud: str, nieuw: str, zin: str) -> None:
    tekst = (MAP / "nacht.toml").read_text(encoding="utf-8")
    assert oud in tekst
    (tmp_path / "nacht.toml").write_text(tekst.replace(oud, nieuw), encoding="utf-8")
    protocol = haal_protocol(next(v for v in versies() if haal_protocol(v).regio == settings.REGIO.regio))
    try:
        gevonden = [zin for een in scenarios("ijsselland", tmp_path).values() for zin in fouten(een, [protocol])]
    except ScenarioFout as fout:
        gevonden = [str(fout)]
    assert any(zin in een for een in gevonden), gevonden


def test_een_keuze_die_een_nieuwe_versie_niet_meer_kent_houdt_de_start_niet_tegen(nu: datetime) -> None:
    protocol = haal_protocol(geldende_versie(nu.date()))
    nacht = van_hier()["nacht"]
    keuzes = tuple(keuze for keuze in protocol.keuzes if keuze.code != nacht.melding["categorie"])
    nieuwer = replace(protocol, keuzes=keuzes)

    assert fouten(nacht, [protocol, nieuwer]) == []
    assert "noemt een keuze die deze versie" in bezwaar(nacht, nieuwer)
    assert "staat niet in het protocol" in fouten(nacht, [nieuwer])[0]


@pytest.mark.eis("A16")
def test_in_de_tweede_regio_speelt_wat_haar_protocol_kent(settings: Any, nu: datetime) -> None:
    bouw_zhz.kies(settings)
    plek = bouw_zhz.regio(nu)
    wie = next(een for een in plek.gebruikers.values() if een.rol == "contractmanager")
    protocol = haal_protocol(geldende_versie(nu.date()))
    gespeelde = []
    for scenario in van_hier().values():
        if bezwaar(scenario, protocol):
            with pytest.raises(Geweigerd, match="het protocol van deze regio"):
                spelen.maak(scenario, 24, plek.aanbieders["dijk"], plek.gemeenten["dordrecht"], wie, nu)
            continue
        oefening = spelen.maak(scenario, 24, plek.aanbieders["dijk"], plek.gemeenten["dordrecht"], wie, nu)
        spelen.meld_aan(oefening.pk, wie, nu)
        spelen.begin(oefening.pk, wie, nu)
        with binnen(wereld_van(oefening)):
            assert Melding.objects.get().kenmerk.startswith("OEFM-")
            assert inspelen.kom(nu + timedelta(days=30)) == len(scenario.inspelen)
        gespeelde.append(scenario.code)
    assert gespeelde == ["nacht", "strafrechtelijk-onderzoek"]


VREEMD = [
    (b"begin = 22:30:00", b'begin = "22:30"', "begin is een tijdstip"),
    (b"snelheid = 12", b'snelheid = "snel"', "snelheid is een getal"),
    (b"snelheid = 12", b"snelheid = true", "snelheid is een getal"),
    (b"{contractmanager}", b"{contractmanager", "kan niet worden gelezen"),
    (b"{contractmanager}", b"{contractmanager!r}", "is geen rol"),
    (b"{contractmanager}", b"{contractmanager:>400}", "is geen rol"),
    (b"na_minuten = 10", b"na_minuten = 1e300", "kan niet worden gelezen"),
    (b"na_minuten = 10", b"na_minuten = nan", "kan niet worden gelezen"),
    (b'rol = "contractmanager"', b'rol = ["contractmanager"]', "kan niet worden gelezen"),
    (b'soort = "telefoon"', b"soort = {}", "kan niet worden gelezen"),
    (b"[melding]", b"[melding]\niets = 1", "melding.iets"),
    (b"[melding]", b"[melding]\nkenmerk = 'CAL-2026-0001'", "melding.kenmerk"),
    (b'acuut = ["gevaar"]', b'acuut = "gevaar"', "melding.acuut is een lijst"),
    (b'acuut = ["gevaar"]', b"acuut = [{}]", "melding.acuut is een lijst"),
    (b'naam = "Een nacht"', b'naam = "' + b"n" * 200 + b'"', "naam is langer dan"),
    (b'naam = "Een nacht"', b'naam = ""', "naam ontbreekt"),
    (b'naam = "Een nacht"', b"naam = 7", "naam is tekst"),
    (b'code = "nacht"', b'code = "' + b"c" * 60 + b'"', "code is langer dan"),
    (b'naam = "Een nacht"', b'naam = "\xff"', "kan niet worden gelezen"),
]


def test_vreemde_inhoud_van_een_scenario_wordt_bij_het_starten_een_zin_en_nooit_een_fout(tmp_path: Path) -> None:
    heel = (MAP / "nacht.toml").read_bytes()
    protocol = haal_protocol(next(v for v in versies() if haal_protocol(v).regio == settings.REGIO.regio))
    for nummer, (oud, nieuw, zin) in enumerate(VREEMD):
        map_ = tmp_path / str(nummer)
        map_.mkdir()
        assert oud in heel, oud
        (map_ / "nacht.toml").write_bytes(heel.replace(oud, nieuw, 1))
        try:
            gevonden = [x for een in scenarios("ijsselland", map_).values() for x in fouten(een, [protocol])]
        except ScenarioFout as fout:
            gevonden = [str(fout)]
        assert any(zin in een for een in gevonden), (nieuw, gevonden)


def test_twee_scenarios_met_dezelfde_code_kunnen_niet(tmp_path: Path) -> None:
    for naam in ("een", "twee"):
        (tmp_path / f"{naam}.toml").write_bytes((MAP / "nacht.toml").read_bytes())
    with pytest.raises(ScenarioFout, match="dezelfde code"):
        scenarios("ijsselland", tmp_path)
