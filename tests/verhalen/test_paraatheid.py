"""A year of the register, with reminders and somebody who never answers; and a yearly overview, told over HTTP."""

import re
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from basis.kalender import ZONE, lokaal
from calamiteiten.models import Bestand, Paraatheid, Paraatheidsfeit
from communicatie.models import Actielink, Bericht
from communicatie.post import berichten
from escalatie.bewaking import controle, ronde
from escalatie.models import Stap, Termijn
from tests import bestandsbouw, bouw, klok
from tests.conftest import Mailserver
from tests.escalatie.invullen import van_pagina

BEGIN = datetime(2025, 11, 3, 9, 0, tzinfo=ZONE)
LINK = re.compile(r"https?://[^/\s]+(/actie/[^\s]+/paraatheid/)")
DIRECTEUR, CONTRACT, REGIO = "directeur_aanbieder", "contractmanager", "regiomanager"


class Jaarverteller:
    """The register from page to page, with a held clock and a real mail server."""

    def __init__(self, server: Mailserver) -> None:
        klok.zet(BEGIN)
        self.server, self.nu, self.regio = server, BEGIN, bouw.regio(BEGIN)
        self.gezien: set[int] = set()
        self.laatste: dict[str, Any] = {}

    def als(self, wie: str) -> Client:
        """A browser of this user, or of nobody."""
        browser = Client()
        if wie:
            browser.force_login(self.regio.gebruikers[wie])
        return browser

    def wordt(self, dag: str) -> None:
        """It becomes nine o'clock on this day; every three weeks in between the sweep came by and the post left."""
        doel = datetime.fromisoformat(f"{dag} 09:00").replace(tzinfo=ZONE)
        while self.nu < doel:
            self.nu = min(self.nu + timedelta(days=21), doel)
            klok.zet(self.nu)
            ronde.bewaak(self.nu)
            berichten.verzend(self.nu, limiet=500)

    def post(self, zaak: Paraatheid) -> list[tuple[str, str]]:
        """What the mail server took about this action since the last time: (template, role). Who gets very much at once
        gets it in one mail, with a line for each."""
        berichten.verzend(self.nu, limiet=500)
        rijen = Bericht.objects.filter(zaak=zaak.pk, verzonden_op__isnull=False).exclude(pk__in=self.gezien)
        per_nummer = {str(mail["Message-ID"]): mail for mail in self.server.ontvangen}
        for rij in rijen:
            post = rij.verzameld_in or rij
            assert post.message_id in per_nummer, rij
            self.laatste[rij.rol] = per_nummer[post.message_id]
        gehad = sorted((rij.sjabloon, rij.rol) for rij in rijen)
        self.gezien |= {rij.pk for rij in rijen}
        return gehad

    def link(self, rol: str) -> str:
        """The path of the link in the last mail to this role."""
        tekst = str(self.laatste[rol].get_body(("plain",)).get_content())
        gevonden = LINK.search(tekst)
        assert gevonden, tekst
        return gevonden[1]

    def actie(self, code: str, aanbieder: str) -> Paraatheid:
        """An action of this aanbieder."""
        return Paraatheid.objects.get(actie=code, aanbieder=self.regio.aanbieders[aanbieder])

    def leest(self, wie: str, pad: str) -> str:
        """What this user reads there."""
        antwoord = self.als(wie).get(pad)
        assert antwoord.status_code == 200, pad
        return str(antwoord.content.decode())

    def verstuur(self, wie: str, pad: str, **velden: Any) -> Any:
        """Fill in the form of this page and send it."""
        browser = self.als(wie)
        return browser.post(pad, {**van_pagina(browser.get(pad)), **velden})


@pytest.fixture
def verhaal(db: None, mailserver: Mailserver) -> Jaarverteller:
    return Jaarverteller(mailserver)


def termijn(zaak: Paraatheid) -> Termijn:
    return Termijn.objects.get(zaak=zaak.pk, geeindigd_op__isnull=True)


def _voegt_het_document_zelf_toe(telefoon: Client, pad: str, molen: Paraatheid) -> None:
    """By the same link, once; a document that is no document is refused, and who has no account opens none."""
    for inhoud, code in ((b"MZ geen document", 200), (bestandsbouw.pdf(), 302), (bestandsbouw.pdf(), 409)):
        stuk = {"omschrijving": "Ons protocol, versie 3", "bestand": bestandsbouw.als_upload("protocol.pdf", inhoud)}
        assert telefoon.post(f"{pad}bestand/", stuk).status_code == code
    rij = Bestand.objects.get(zaak=molen.pk)
    assert (rij.vastgelegd_door, rij.soort) == (None, "paraatheid")
    assert rij.vastgelegd_door_contact == Actielink.objects.get(bericht__zaak=molen.pk).contactpersoon
    assert "Ons protocol, versie 3" in telefoon.get(pad).content.decode()
    assert telefoon.get(f"{molen.get_absolute_url()}bestanden/{rij.pk}/").status_code == 302
    assert not Paraatheidsfeit.objects.exists()


@pytest.mark.eis("R162", "R163", "R165", "R41", "R101")
def test_een_jaar_van_het_register_met_een_die_invult_en_een_die_nooit_antwoordt(verhaal: Jaarverteller) -> None:
    assert verhaal.als(CONTRACT).post("/paraatheid/klaarzetten/").status_code == 302
    molen, brug = verhaal.actie("protocol_aanbieder", "molen"), verhaal.actie("protocol_aanbieder", "brug")
    assert verhaal.post(brug) == [("paraatheid_gevraagd", DIRECTEUR)]
    assert verhaal.post(molen) == [("paraatheid_gevraagd", DIRECTEUR)]
    pad, telefoon = verhaal.link(DIRECTEUR), Client()

    # The filter of the mail opens it first: nothing changes. The page names what is asked and no other organisation.
    assert {telefoon.get(pad).status_code, telefoon.head(pad).status_code} == {200}
    assert not Paraatheidsfeit.objects.exists()
    leest = telefoon.get(pad).content.decode()
    assert "Eigen protocol voor calamiteiten" in leest
    assert "De Brug" not in leest
    _voegt_het_document_zelf_toe(telefoon, pad, molen)
    ingevuld = {
        **van_pagina(telefoon.get(pad)),
        "op_datum": "2025-10-01",
        "link": "https://molen.example/calamiteiten.pdf",
        "documentversie": "3",
        "geldig_tot_datum": "2026-10-01",
    }
    for _ in range(2):
        assert telefoon.post(pad, ingevuld).status_code == 302
    feit, contact = molen.feiten.get(), Actielink.objects.get(bericht__zaak=molen.pk).contactpersoon
    assert (feit.vastgelegd_door, feit.vastgelegd_door_contact) == (None, contact)
    assert Stap.objects.get(zaak=molen.pk, code="leg_vast").door_contact == contact
    assert verhaal.post(molen)[0] == ("paraatheid_vastgelegd", CONTRACT)
    # A link opens its own action alone.
    assert telefoon.get(molen.get_absolute_url()).status_code == 302
    assert lokaal(termijn(molen).vervalt_op).date() == date(2026, 10, 1)

    _de_brug_zwijgt(verhaal, brug)
    _wat_ontbreekt_staat_op_de_melding(verhaal)
    _het_jaar_gaat_rond(verhaal, molen, pad)
    assert controle.controleer(verhaal.nu) == []


def _de_brug_zwijgt(verhaal: Jaarverteller, brug: Paraatheid) -> None:
    # The Brug is silent: reminded, then the contractmanager hears, then the regiomanager.
    verhaal.wordt("2026-01-26")
    assert set(verhaal.post(brug)) == {("paraatheid_nadert", DIRECTEUR)}
    verhaal.wordt("2026-02-09")
    assert set(verhaal.post(brug)) == {("paraatheid_bereikt", DIRECTEUR), ("paraatheid_bereikt", CONTRACT)}
    verhaal.wordt("2026-02-23")
    laat = {("paraatheid_te_laat", rol) for rol in (DIRECTEUR, CONTRACT, REGIO)}
    assert set(verhaal.post(brug)) == laat
    assert "Te laat" in verhaal.leest(REGIO, brug.get_absolute_url())
    assert brug.get_absolute_url() in verhaal.leest(REGIO, "/paraatheid/?stand=te_laat")
    verhaal.wordt("2026-04-13")
    assert set(verhaal.post(brug)) == laat


def _wat_ontbreekt_staat_op_de_melding(verhaal: Jaarverteller) -> None:
    # Where it hurts: a melding of the Brug says so, one of the Molen does not.
    zin = "is geen protocol voor calamiteiten bekend"
    for code, ontbreekt in (("brug", True), ("molen", False)):
        plaats = {"brug": "deventer", "molen": "zwolle"}[code]
        melding = bouw.melding(verhaal.nu, gemeenten=(plaats,), aanbieder=code)
        assert (zin in verhaal.leest(CONTRACT, melding.get_absolute_url())) is ontbreekt


def _het_jaar_gaat_rond(verhaal: Jaarverteller, molen: Paraatheid, pad: str) -> None:
    telefoon = Client()
    # The year goes round: the document of the Molen ends, and its directeur says with a new link what holds now.
    verhaal.wordt("2026-08-10")
    assert verhaal.post(molen) == [("paraatheid_nadert", DIRECTEUR)]
    nieuw = verhaal.link(DIRECTEUR)
    velden = {**van_pagina(telefoon.get(nieuw)), "op_datum": "2026-08-01", "tekst": "Versie 4 ligt bij de directie."}
    assert telefoon.post(nieuw, velden).status_code == 302
    assert [f.documentversie for f in molen.feiten.filter(vervallen_op__isnull=True)] == ["", "3"]
    assert termijn(molen).vervalt_op > verhaal.nu + timedelta(days=600)
    wie = Actielink.objects.filter(bericht__zaak=molen.pk).latest("pk").contactpersoon.weergavenaam
    gelezen = verhaal.leest(CONTRACT, molen.get_absolute_url())
    assert f"{wie}, via de link in de mail" in gelezen
    # The paragraph is for the reader, our numbers of requirements are not.
    assert "Kadernotitie" in gelezen
    assert not re.search(r"\bR\d{1,3}\b", gelezen)
    # A link that is too old says so, and asks for a new one.
    assert telefoon.get(pad).status_code == 410
    assert telefoon.post(f"/actie/{pad.split('/')[2]}/opnieuw/").status_code == 200
    ronde.bewaak(verhaal.nu)
    assert ("paraatheid_nieuwe_link", DIRECTEUR) in verhaal.post(molen)


@pytest.mark.eis("R131", "R132")
def test_een_jaaroverzicht_wordt_gevraagd_ingeleverd_en_naast_andere_jaren_gelegd(verhaal: Jaarverteller) -> None:
    verhaal.als(CONTRACT).post("/paraatheid/klaarzetten/")
    molen, brug = verhaal.actie("jaaroverzicht", "molen"), verhaal.actie("jaaroverzicht", "brug")
    for zaak in (molen, brug):
        verhaal.post(zaak)
    verhaal.wordt("2026-01-12")
    assert verhaal.post(brug) == [("paraatheid_nadert", DIRECTEUR)]
    assert verhaal.post(molen) == [("paraatheid_nadert", DIRECTEUR)]
    pad, telefoon = verhaal.link(DIRECTEUR), Client()
    velden = van_pagina(telefoon.get(pad))
    assert velden["jaar"] == "2025"
    aantallen = {naam: "0" for naam in velden if naam.startswith("aantal_")}
    ingevuld = {
        **velden,
        **aantallen,
        "aantal_letsel": "4",
        "aantal_agressie": "2",
        "op_datum": "2026-01-10",
        "tekst": "Bel de moeder op 06-00000012.",
        "maatregelen": "Een extra begeleider in de avond.",
    }
    # No persons: the form asks first. And a count that is left out is no count.
    antwoord = telefoon.post(pad, ingevuld)
    assert (antwoord.status_code, "Hier lijkt" in antwoord.content.decode()) == (200, True)
    assert telefoon.post(pad, {**ingevuld, "tekst": "Rustig.", "aantal_letsel": ""}).status_code == 200
    assert not Paraatheidsfeit.objects.exists()
    goed = {**van_pagina(telefoon.get(pad)), **ingevuld, "tekst": "De avonden zijn druk."}
    assert telefoon.post(pad, goed).status_code == 302
    assert verhaal.post(molen)[0] == ("paraatheid_vastgelegd", CONTRACT)
    assert (molen.feiten.get().jaar, termijn(molen).uitleg["jaar"]) == (2025, 2026)

    _de_brug_levert_niet_in(verhaal, brug)
    _een_jaar_later_staan_de_jaren_naast_elkaar(verhaal, molen, brug, goed)


def _de_brug_levert_niet_in(verhaal: Jaarverteller, brug: Paraatheid) -> None:
    # The Brug does not answer: late on the first of March, and two weeks later the regiomanager hears.
    verhaal.wordt("2026-03-09")
    assert ("paraatheid_bereikt", CONTRACT) in verhaal.post(brug)
    verhaal.wordt("2026-03-23")
    assert ("paraatheid_te_laat", REGIO) in verhaal.post(brug)
    leest = verhaal.leest(REGIO, "/paraatheid/jaaroverzichten/")
    for woord in ("Nog niet binnen over 2025:", "Behandelgroep De Brug", "De avonden zijn druk.", "te laat"):
        assert woord in leest
    assert Termijn.objects.get(zaak=brug.pk, geeindigd_op__isnull=True).uitleg["jaar"] == 2025
    stap = f"{brug.get_absolute_url()}stap/sla_over/"
    assert verhaal.verstuur(CONTRACT, stap).status_code == 200
    assert verhaal.verstuur(CONTRACT, stap, reden="De groep was een half jaar dicht.").status_code == 302
    assert ("paraatheid_veranderd", DIRECTEUR) in verhaal.post(brug)
    assert termijn(brug).uitleg["jaar"] == 2026


def _een_jaar_later_staan_de_jaren_naast_elkaar(
    verhaal: Jaarverteller, molen: Paraatheid, brug: Paraatheid, goed: dict[str, Any]
) -> None:
    # A year later both hand in, and the years stand side by side.
    verhaal.wordt("2027-01-18")
    for zaak, letsel in ((molen, "1"), (brug, "5")):
        velden = {**goed, "aantal_letsel": letsel, "op_datum": "2027-01-15"}
        pagina = van_pagina(verhaal.als(CONTRACT).get(f"{zaak.get_absolute_url()}vastleggen/"))
        assert pagina["jaar"] == "2026"
        antwoord = verhaal.als(CONTRACT).post(
            f"{zaak.get_absolute_url()}vastleggen/", {**velden, "jaar": "2026", "gezien": pagina["gezien"]}
        )
        assert antwoord.status_code == 302
    jaren = verhaal.als(REGIO).get("/paraatheid/jaaroverzichten/").context["j"]
    per_soort = dict(jaren.soorten)
    assert jaren.jaren[:3] == [2027, 2026, 2025]
    assert per_soort["Val of ander letsel"][:3] == [None, 6, 4]
    assert (jaren.totalen[:3], jaren.ingeleverd[:3]) == ([None, 10, 6], [0, 2, 1])
    cellen = dict(jaren.rijen)["Behandelgroep De Brug"]
    assert [(cel.totaal, cel.zin) for cel in cellen[:3]] == [
        (None, "nog niet gevraagd" if termijn(brug).uitleg["jaar"] != 2027 else "gevraagd"),
        (7, "ingeleverd"),
        (None, "kwam niet"),
    ]
    assert controle.controleer(verhaal.nu) == []
