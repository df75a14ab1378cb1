"""Production, started for real from the .env that bin/maak-env makes: an empty region begins, a melding reaches Fase 1,
the mails arrive; it is flooded, every part is killed once, a new release comes in, and all is restored from its own
back-up."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
from collections import defaultdict, deque
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from time import sleep
from typing import Any
from urllib.parse import urlsplit

import psycopg2
import pyrage
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from basis.klok import nu
from calamiteiten import databaserollen
from contacten.models import Aanbieder
from tests.bouw import Regio
from tests.contacten.bijlage_1 import als_plaktekst
from tests.diensten import tijdelijke_map, vrije_poort
from tests.escalatie.invullen import melding_velden
from tests.storing.processen import wacht_tot
from tests.storing.test_overgaan import KOLOM, kloon, laatste_uitgave, met_een_veld
from tests.storing.test_vloed import RIJP, vloed

from . import schip
from .bezoeker import Mens
from .blokken import MAP, blokken, leg_klaar, omgeving
from .samenstelling import UID, WORTEL, Samenstelling, als_gebruiker, maak_beeld

# Its processes run on the real clock.
pytestmark = pytest.mark.echte_klok
WACHTWOORD = "kraanvogel-tikt-zeven-emmers"
MAILWACHTWOORD = "post-mag-door-7"
BEHEERDER, REGIOMANAGER, CONTRACTMANAGER = "beheer@regio.test", "leiding@regio.test", "contract@regio.test"
LINK = re.compile(r"https://localhost:\d+(/\S+)")
DELEN = [*(("web", f"web{n}") for n in (1, 2)), *(("worker", f"worker{n}") for n in (1, 2))]
DELEN += [(dienst, dienst) for dienst in ("post", "controle", "overig")]
# Of the new release, beside the old and then in its place: of each one, and two websites.
NIEUW = [("web", "web3"), ("web", "web4"), ("worker", "worker3"), ("post", "post2"), ("controle", "controle2")]
NIEUW += [("overig", "overig2"), ("beat", "beat3"), ("bewaker", "bewaker2")]
NU_AAN_DE_BEURT = """
    UPDATE escalatie_wekker SET gaat_op = now() - id * interval '1 ms' WHERE vervallen_op IS NULL AND gevuurd_op IS NULL
"""
NA_HERSTEL = "SELECT count(*) FROM escalatie_wekker WHERE is_na_herstel"
VERTELD = "SELECT md5(string_agg(s::text, '|' ORDER BY s.id)) FROM escalatie_stap s"
DELEN += [*(("beat", f"beat{n}") for n in (1, 2)), ("bewaker", "bewaker"), ("back-up", "back-up")]
DELEN_NAAR_DIENST = {naam: dienst for dienst, naam in DELEN}


class Postbus:
    """What the mail server accepted, over TLS and with a password only."""

    def __init__(self) -> None:
        self.post: list[EmailMessage] = []

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep it."""
        assert session.ssl is not None
        self.post.append(message_from_bytes(envelope.original_content, _class=EmailMessage, policy=policy.default))
        return "250 OK"

    def aan(self, adres: str) -> list[EmailMessage]:
        """The mails to this address, the oldest first."""
        return [mail for mail in self.post if mail["To"] == adres]

    def link(self, adres: str, deel: str) -> str:
        """The path behind the last link to this address in which `deel` stands; empty while there is none."""
        paden = [
            pad
            for mail in self.aan(adres)
            for pad in LINK.findall(str(mail.get_body(("plain",)).get_content()))  # type: ignore[union-attr]
        ]
        return next((pad for pad in reversed(paden) if deel in pad), "")


def geef_aan_het_beeld(pad: Path) -> None:
    """This is of the user of the image."""
    if als_gebruiker():
        shutil.chown(pad, int(UID), int(UID))


def certificaat(map_: Path) -> None:
    """A certificate of this machine, signed by itself."""
    opdracht = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    opdracht += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "site.sleutel", "-out", "site.pem"]
    subprocess.run(opdracht, cwd=map_, check=True, capture_output=True)


def maak_env(map_: Path, sitepoort: int, mailpoort: int) -> Path:
    """The .env of this installation, with nothing but the documented command."""
    paar = pyrage.x25519.Identity.generate()
    (map_ / "sleutel.txt").write_text(f"{paar}\n", encoding="utf-8")
    geef_aan_het_beeld(map_ / "sleutel.txt")
    gezet = {
        "EMAIL_PORT": str(mailpoort),
        "EMAIL_HOST_USER": "regio",
        "EMAIL_HOST_PASSWORD": MAILWACHTWOORD,
        "EMAIL_TLS_CA": "/eigen/site.pem",
        "TLS_REGEL": "tls /eigen/site.pem /eigen/site.sleutel",
        "VERTROUWDE_PROXIES": "127.0.0.1",
        "MONITOR_TOKEN": "gezond-" + "7" * 40,
    }
    opdracht = ["bin/maak-env", "--naar", str(map_ / ".env"), "--site", f"https://localhost:{sitepoort}"]
    opdracht += ["--mailserver", "localhost", "--afzender", "Regio <calamiteiten@regio.test>"]
    opdracht += ["--back-up-sleutel", str(paar.to_public())]
    opdracht += [deel for naam, waarde in gezet.items() for deel in ("--zet", f"{naam}={waarde}")]
    subprocess.run(opdracht, cwd=WORTEL, check=True, capture_output=True)
    return map_ / ".env"


def uitgave(map_: Path) -> Path:
    """The checkout of the last release; the one of now, as long as there is none, and then it says so."""
    if label := laatste_uitgave():
        kloon(WORTEL, map_ / "uitgave", label)
        return map_ / "uitgave"
    sys.stdout.write("\nproductie begint met de code van nu: er is nog geen uitgave\n")
    return WORTEL


def een_later(beeld: Path) -> None:
    """A release after this one: a field of a message, and its migrations."""
    schoon = {"PATH": os.environ["PATH"], "CALAMITEITEN_DATA": str(beeld.parent / "bouw")}
    for naam in met_een_veld(beeld):
        opdracht = [sys.executable, "manage.py", "makemigrations", "communicatie", "--name", naam]
        subprocess.run(opdracht, cwd=beeld, env=schoon, check=True, capture_output=True)


@pytest.fixture
def map_() -> Iterator[Path]:
    with tijdelijke_map() as pad:
        pad.chmod(0o755)
        for naam in ("tmp", "gegevens", "back-ups", "eigen"):
            (pad / naam).mkdir()
            geef_aan_het_beeld(pad / naam)
        certificaat(pad / "eigen")
        geef_aan_het_beeld(pad / "eigen" / "site.sleutel")
        maak_beeld(pad / "beeld", uitgave(pad))
        yield pad


@pytest.fixture
def postbus(map_: Path) -> Iterator[tuple[Postbus, int]]:
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(map_ / "eigen" / "site.pem", map_ / "eigen" / "site.sleutel")
    bus, poort = Postbus(), vrije_poort()

    def mag(server: Any, session: Any, envelope: Any, soort: str, gegevens: Any) -> AuthResult:
        goed = (gegevens.login, gegevens.password) == (b"regio", MAILWACHTWOORD.encode())
        return AuthResult(success=goed, handled=False)

    bediening = Controller(
        bus,
        hostname="127.0.0.1",
        port=poort,
        tls_context=tls,
        require_starttls=True,
        auth_required=True,
        authenticator=mag,
    )
    bediening.start()
    yield bus, poort
    bediening.stop()


class _Nergens:
    """A database that is not there: settings load, and nothing connects."""

    poort = 1


def test_het_beeld_start_in_productie_met_wat_compose_meegeeft(map_: Path) -> None:
    sitepoort = vrije_poort()
    plan = Samenstelling.van(map_, maak_env(map_, sitepoort, 25), _Nergens())

    for dienst in ("web", "back-up"):
        gestart = plan.doe(dienst, "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING")
        assert gestart.returncode == 0, gestart.stderr
    geweigerd = plan.doe("web", "python", "manage.py", "zaai")
    assert "alleen voor de demo" in geweigerd.stderr
    schrijf = plan.doe("web", "python", "-c", "open('basis/nieuw.py', 'w')")
    assert ("PermissionError" in schrijf.stderr) == bool(als_gebruiker())
    plan.namen.sluit()


class Installatie:
    """One whole installation, from empty to Fase 1."""

    def __init__(self, plan: Samenstelling, bus: Postbus, site: str) -> None:
        self.plan, self.bus, self.site = plan, bus, site

    def mens(self) -> Mens:
        """A browser of its own."""
        return Mens(self.site, self.plan.map / "eigen" / "site.pem")

    def sql(self, vraag: str) -> Any:
        """The first value that the owner of the database reads; None when it changes something."""
        with closing(psycopg2.connect(self.plan.databank.adres())) as contact:
            contact.autocommit = True
            with contact.cursor() as cursor:
                cursor.execute(vraag)
                rij = cursor.fetchone() if cursor.description else None
            return rij[0] if rij else None

    def mail_over(self, kenmerk: str) -> None:
        """Wait for a mail about this melding."""
        wacht_tot(lambda: [m for m in self.bus.post if kenmerk in m["Subject"]], 300, f"een mail over {kenmerk}")

    def start(self, caddy: str) -> None:
        """Database, Redis, migrate once, every part twice where that may be, and the proxy."""
        self.plan.databank.begin(self.plan.waarden["DATABASE_WACHTWOORD"])
        self.plan.start_redis()
        self.maak_gereed()
        for dienst, naam in DELEN:
            self.plan.start(dienst, naam)
        self.wordt_gezond(*(naam for _, naam in DELEN[:2]))
        self.plan.start_proxy(caddy)
        self.antwoordt()

    def wordt_gezond(self, *namen: str) -> None:
        """Wait until the health check of each says so."""
        for naam in namen:
            wacht_tot(lambda naam=naam: self.plan.is_gezond(naam), 300, f"{naam} is gezond", tussen=1)  # type: ignore[misc]

    def maak_gereed(self) -> None:
        """What `gereedmaken` does before each start: the second time (an update) there is less to do."""
        gedaan = self.plan.doe("gereedmaken", *self.plan.opdracht("gereedmaken", "gereedmaken"))
        assert gedaan.returncode == 0, gedaan.stdout[-3000:] + gedaan.stderr[-3000:]
        assert not [regel for regel in (gedaan.stdout + gedaan.stderr).splitlines() if not _is_json(regel)]

    def manage(self, dienst: str, *woorden: str) -> str:
        """Run a command in a container of this service; what it said."""
        gedaan = self.plan.doe(dienst, "python", "manage.py", *woorden)
        assert gedaan.returncode == 0, gedaan.stdout + gedaan.stderr
        return gedaan.stdout

    def antwoordt(self) -> None:
        """Wait until the site answers through the proxy."""

        def ja() -> bool:
            try:
                return self.mens().haal("/inloggen/")[0] == 200
            except OSError:
                return False

        wacht_tot(ja, 180, "de site antwoordt", tussen=0.5)

    def kies_wachtwoord(self, pad: str, wie: str) -> Mens:
        """Open the link of an invitation, choose a password and sign in."""
        mens = self.mens()
        status, html, _ = mens.verstuur(pad, {"wachtwoord": WACHTWOORD, "herhaling": WACHTWOORD})
        assert status in {200, 302}, html[-2000:]
        mens.kom_binnen(wie, WACHTWOORD)
        return mens

    def begin(self) -> tuple[Mens, Mens]:
        """The first two, as the documented command makes them."""
        opties = ["--beheerder", f"Eerste Beheer <{BEHEERDER}>", "--regiomanager", f"Eerste Leiding <{REGIOMANAGER}>"]
        begonnen = self.plan.doe("web", "python", "manage.py", "begin", *opties)
        assert begonnen.returncode == 0, begonnen.stderr
        regels = begonnen.stdout.splitlines()
        links = {wie.split()[0]: LINK.findall(link)[0] for wie, link in zip(regels[::2], regels[1::2], strict=True)}
        return self.kies_wachtwoord(links[BEHEERDER], BEHEERDER), self.kies_wachtwoord(
            links[REGIOMANAGER], REGIOMANAGER
        )

    def richt_in(self, beheerder: Mens) -> None:
        """Gemeenten, the pasted list, one aanbieder."""
        assert beheerder.verstuur("/contacten/inlezen/gemeenten/", {}, pagina="/contacten/inlezen/")[0] == 302
        status, html, naar = beheerder.verstuur("/contacten/inlezen/", {"tekst": als_plaktekst()})
        assert status == 302, html[-2000:]
        assert beheerder.verstuur(naar, {})[0] == 302, "de lijst is bevestigd"
        deel = {f"werkgebieden-{naam}": aantal for naam, aantal in (("TOTAL_FORMS", "0"), ("INITIAL_FORMS", "0"))}
        velden = {"naam": "Jeugdhulp De Proef", "soort": "jeugdhulpaanbieder", "kvk": "", "protocol_url": "", **deel}
        status, html, _ = beheerder.verstuur("/beheer/contacten/aanbieder/add/", velden)
        assert status == 302, html[-3000:]

    def nodig_uit(self, beheerder: Mens, regiomanager: Mens) -> Mens:
        """The contractmanager: asked by one, decided by another, invited by mail."""
        velden = {"voornaam": "Eerste", "achternaam": "Contract", "email": CONTRACTMANAGER, "rol": "contractmanager"}
        status, html, _ = beheerder.verstuur("/contacten/gebruikers/uitnodigen/", {**velden, "op_plek": "on"})
        assert status == 302, html[-3000:]
        verzoek = f"/contacten/gebruikers/verzoeken/{self.sql('SELECT max(id) FROM contacten_accountverzoek')}/"
        assert regiomanager.verstuur(verzoek, {})[0] == 302
        pad = wacht_tot(lambda: self.bus.link(CONTRACTMANAGER, "/uitnodiging"), 240, "de uitnodiging kwam aan")
        return self.kies_wachtwoord(pad, CONTRACTMANAGER)

    def meld(self, contractmanager: Mens) -> str:
        """Register a melding in the form; returns its kenmerk."""
        pk = self.sql("SELECT max(id) FROM contacten_aanbieder")
        plek = Regio({}, defaultdict(lambda: Aanbieder(pk=pk)), {})
        status, html, naar = contractmanager.verstuur("/meldingen/nieuw/", melding_velden(plek, nu()))
        assert status == 302, html[-3000:]
        return re.findall(r"CAL-\d+-\d+", naar)[0]

    def loop_naar_fase_1(self, kenmerk: str) -> None:
        """The steps in between, as the role of the application in the database."""
        gelopen = self.plan.doe("worker", "python", "-m", "tests.uitrol.loop", kenmerk, map_=WORTEL)
        assert gelopen.stdout == "fase_1", gelopen.stderr[-3000:]

    def dood_en_herstart(self) -> None:
        """Kill each part once; the site goes on or comes back by itself when the part is started again."""
        for naam, kind in list(self.plan.kinderen.items()):
            kind.dood()
            if naam.startswith("web"):
                self.antwoordt()
            kind.start()
            if naam in {"redis", "proxy"}:
                self.antwoordt()
        self.plan.databank.dood()
        self.plan.databank.start()
        self.herstart_wie_stopte()

    def doe_de_docs(self) -> None:
        """Every block of docs/beheer that is marked for a running installation, as it stands."""
        leg_klaar(self.plan.map)
        schip.bewaar(self.plan)
        for blok in blokken():
            if blok.soort in {"draait", "draait, mag klagen"}:
                hier = omgeving(self.plan.map / "programmas") | {
                    "CURL_CA_BUNDLE": str(self.plan.map / "eigen" / "site.pem"),
                    "MONITOR_TOKEN": self.plan.waarden["MONITOR_TOKEN"],
                }
                gedaan = blok.draai(self.plan.map, hier, {"https://calamiteiten.example": self.site})
                assert gedaan.returncode in blok.mag_eindigen_met, (blok, gedaan.stdout[-2000:], gedaan.stderr[-2000:])

    def herstart_wie_de_bladzijde_noemt(self) -> None:
        """Every `docker compose restart` of the page for a bad night: asked to stop, and started again."""
        bladzijde = (MAP / "slechte-nacht.md").read_text(encoding="utf-8")
        for diensten in re.findall(r"`docker compose restart ([a-z -]+)`", bladzijde):
            for naam, kind in self.plan.kinderen.items():
                if DELEN_NAAR_DIENST.get(naam, naam) in diensten.split():
                    kind.stop()
                    kind.start()
            if "database" in diensten.split():
                self.plan.databank.stop()
                self.plan.databank.start()
            self.herstart_wie_stopte()

    def overstroom(self, wie: Mens) -> dict[str, int]:
        """More visitors than the website can answer, some of whom send a letter a second; and every connection that its
        role may have is taken. Terms ring and mails go, and who is signed in comes back in when it is over. Returns the
        figures."""
        tls = ssl.create_default_context(cafile=str(self.plan.map / "eigen" / "site.pem"))
        voor, net = len(self.bus.post), f"FROM pg_stat_activity WHERE usename = '{databaserollen.WEB}'"
        grens = int(self.sql(f"SELECT rolconnlimit FROM pg_roles WHERE rolname = '{databaserollen.WEB}'"))
        with ExitStack() as samen:
            for _ in range(20):
                samen.enter_context(traag(self.site, tls))
            antwoorden = samen.enter_context(vloed(self.site, 260, 240, tls))
            wacht_tot(lambda: len(antwoorden) > 520, 120, "de vloed stroomt")
            van_de_website = int(self.sql(f"SELECT count(*) {net}"))
            self.neem_elke_verbinding(samen, grens)
            assert int(self.sql(f"SELECT count(*) {net}")) <= grens
            self.sql(NU_AAN_DE_BEURT)
            rijp = int(self.sql(RIJP))
            wacht_tot(lambda: self.sql(RIJP) == 0, 180, "alle termijnen zijn afgegaan")
            wacht_tot(lambda: len(self.bus.post) > voor, 180, "de mails gaan")
        wacht_tot(lambda: wie.haal("/")[0] == 200, 60, "wie was ingelogd komt er weer in")
        codes = {f"antwoord {code}": antwoorden.count(code) for code in sorted(set(antwoorden))}
        cijfers = {"vragen": len(antwoorden), **codes, "verbindingen van de website": van_de_website, "grens": grens}
        return cijfers | {"termijnen afgegaan": rijp, "mails ervoor": voor, "mails erna": len(self.bus.post)}

    def neem_elke_verbinding(self, samen: ExitStack, grens: int) -> None:
        """Sign in as the website until PostgreSQL refuses, as a third and a fourth website would."""
        adres = self.adres_van_de_website()
        with pytest.raises(psycopg2.OperationalError, match="too many connections"):
            deque((samen.enter_context(closing(psycopg2.connect(adres))) for _ in range(grens + 1)), 0)

    def adres_van_de_website(self) -> str:
        """The database as the role of the website."""
        wachtwoord = self.plan.waarden["DATABASE_APP_WACHTWOORD"]
        return f"postgres://{databaserollen.WEB}:{wachtwoord}@127.0.0.1:{self.plan.databank.poort}/calamiteiten"

    def ga_over(self, contractmanager: Mens) -> list[str]:
        """A new release comes in as docs/beheer/bijwerken.md says: it migrates while the old one works, they stand side
        by side, the old one goes. Returns what was registered before, beside and after."""
        maak_beeld(self.plan.map / "nieuw", verander=een_later)
        oud = [naam for naam in self.plan.kinderen if naam not in {"redis", "proxy"}]
        self.plan.beeld = "nieuw"
        self.maak_gereed()
        assert self.sql(KOLOM) == 1
        gemeld = [self.meld(contractmanager)]
        self.mail_over(gemeld[0])
        for dienst, naam in NIEUW:
            self.plan.start(dienst, naam)
        self.wordt_gezond("web3", "web4")
        self.plan.noem(*self.plan.webs)
        gemeld += [self.meld(contractmanager) for _ in range(4)]
        # Docker forgets the name of who stops.
        self.plan.noem("web3", "web4")
        sleep(2)
        self.plan.stop(*oud)
        gemeld += [self.meld(contractmanager)]
        for kenmerk in gemeld:
            self.mail_over(kenmerk)
            assert contractmanager.haal(f"/meldingen/{kenmerk}/")[0] == 200
        return gemeld

    def verlies_alles_en_herstel(self, contractmanager: Mens, beheerder: Mens) -> None:
        """The worst day, as docs/beheer/back-up.md says it: a mail waits and a term passes unseen, a back-up, more
        work, all stops, and only the owner works: from the encrypted file into a new database."""
        webs = [naam for naam in self.plan.kinderen if naam.startswith("web")]
        self.plan.stop(*(naam for naam in self.plan.kinderen if naam not in {"redis", "proxy", *webs}))
        wachtend, voor = self.meld(contractmanager), len(self.bus.post)
        self.sql(NU_AAN_DE_BEURT)
        te_laat, eerder, verteld = int(self.sql(RIJP)), int(self.sql(NA_HERSTEL)), self.sql(VERTELD)
        gezegd = self.manage("back-up", "maak_backup")
        bestand = re.findall(r"/\S+\.age", gezegd)[0]
        verloren = self.meld(contractmanager)
        self.plan.stop(*webs)
        opties = ["--sleutel", str(self.plan.map / "sleutel.txt"), "--overschrijf"]
        gezegd = self.manage("gereedmaken", "herstel_backup", bestand, *opties)
        assert "Alle tellingen zijn gelijk" in gezegd
        assert "De controle vindt niets dat gemist is." in gezegd
        assert self.sql(VERTELD) == verteld, "wat was vastgelegd, staat er woord voor woord"
        na = int(self.sql(NA_HERSTEL)) - eerder
        assert 0 < na <= te_laat
        for dienst, naam in NIEUW:
            self.plan.start(dienst, naam)
        self.antwoordt()
        # It says that the mail is held, and so ends with a fault.
        ronde = self.plan.doe("bewaker", "python", "manage.py", "bewaak")
        assert (ronde.returncode, "Verstuurd: 0" in ronde.stdout) == (1, True), ronde.stderr
        assert len(self.bus.post) == voor, "de post staat stil"
        beheerder.kom_terug(BEHEERDER, WACHTWOORD)
        contractmanager.kom_terug(CONTRACTMANAGER, WACHTWOORD)
        assert contractmanager.haal(f"/meldingen/{verloren}/")[0] == 404
        assert beheerder.verstuur("/bewaking/vrijgeven/", {}, pagina="/bewaking/")[0] == 302
        self.mail_over(wachtend)
        print(f"hersteld: {te_laat} te laat, {na} gemeld na herstel, {voor} mails ervoor, {len(self.bus.post)} erna")
        merk = "SELECT z.kenmerk FROM escalatie_wekker w JOIN escalatie_termijn t ON t.id = w.termijn_id"
        kenmerk = self.sql(f"{merk} JOIN calamiteiten_zaak z ON z.id = t.zaak_id WHERE is_na_herstel")
        verhaal = contractmanager.haal(f"/meldingen/{kenmerk}/verloop/")[1]
        assert "na herstel van een back-up" in verhaal

    def rollen_houden(self) -> None:
        """Who uses the restored database is who used the old one, and may no more."""
        rollen = "SELECT count(DISTINCT usename) FROM pg_stat_activity WHERE datname = 'calamiteiten' AND usename IN "
        wacht_tot(
            lambda: self.sql(f"{rollen} ('{databaserollen.WEB}', '{databaserollen.APP}')") == 2, 60, "beide rollen"
        )
        for rol in (databaserollen.WEB, databaserollen.APP):
            assert not self.sql(f"SELECT has_table_privilege('{rol}', 'escalatie_stap', 'UPDATE, DELETE')")
            assert not self.sql(f"SELECT has_table_privilege('{rol}', 'calamiteiten_zaak', 'DELETE')")
        assert self.sql(f"SELECT rolconnlimit FROM pg_roles WHERE rolname = '{databaserollen.WEB}'") == 40
        for dienst in ("web", "worker"):
            self.manage(dienst, "databaserollen", "--controleer")

    def herstart_wie_stopte(self) -> None:
        """What `restart: unless-stopped` does."""
        for kind in self.plan.kinderen.values():
            if not kind.leeft:
                kind.start()
        self.antwoordt()


@contextmanager
def traag(site: str, tls: ssl.SSLContext) -> Iterator[None]:
    """A visitor who says half of what he wants, and then nothing."""
    plek = urlsplit(site)
    with (
        socket.create_connection((plek.hostname or "", plek.port or 443), 60) as lijn,
        tls.wrap_socket(lijn, server_hostname=plek.hostname) as dicht,
    ):
        dicht.sendall(b"POST /inloggen/ HTTP/1.1\r\nHost: localhost\r\nContent-Le")
        yield


@pytest.fixture
def installatie(map_: Path, postbus: tuple[Postbus, int]) -> Iterator[Installatie]:
    caddy = shutil.which("caddy")
    assert caddy, "caddy is hier niet; bin/test --alles installeert het"
    bus, mailpoort = postbus
    sitepoort = vrije_poort()
    plan = Samenstelling.van(map_, maak_env(map_, sitepoort, mailpoort))
    hier = Installatie(plan, bus, f"https://localhost:{sitepoort}")
    try:
        hier.start(caddy)
        yield hier
    finally:
        for naam, kind in plan.kinderen.items():
            print(f"--- {naam}: {kind.woorden()[-1500:]}")
        plan.sluit()


@pytest.mark.alleen_alles
@pytest.mark.eis("R20", "R26", "R102")
def test_een_lege_regio_begint_meldt_en_overleeft_de_dood_van_elk_deel(installatie: Installatie) -> None:
    hier, eerst = installatie, _bestanden(installatie.plan.map)
    beheerder, regiomanager = hier.begin()
    assert "Nog niet in de app: Dalfsen" in beheerder.haal("/klaar-voor-gebruik/")[1]
    hier.richt_in(beheerder)
    contractmanager = hier.nodig_uit(beheerder, regiomanager)
    assert beheerder.verstuur("/klaar-voor-gebruik/proefmail/", {}, pagina="/klaar-voor-gebruik/")[0] == 302
    proef = wacht_tot(lambda: hier.bus.link(BEHEERDER, "/proefmail/"), 240, "de proefmail kwam aan")
    assert beheerder.verstuur(proef, {})[0] == 302

    kenmerk = hier.meld(contractmanager)
    hier.loop_naar_fase_1(kenmerk)
    hier.mail_over(kenmerk)
    print(f"vloed: {hier.overstroom(contractmanager)}")

    hier.dood_en_herstart()
    hier.wordt_gezond(*hier.plan.kinderen, "database")
    hier.mail_over(hier.meld(contractmanager))

    hier.doe_de_docs()
    hier.herstart_wie_de_bladzijde_noemt()
    assert all(mail["From"] == "Regio <calamiteiten@regio.test>" for mail in hier.bus.post)
    assert regiomanager.haal(f"/meldingen/{kenmerk}/")[0] == 200
    # By itself, under its own role and with its password: a back-up, and that back-up put back beside the database.
    proef = "SELECT count(*) FROM escalatie_hartslag WHERE component = 'proefherstel'"
    wacht_tot(lambda: hier.sql(proef), 300, "een back-up is op proef teruggezet")
    assert list((hier.plan.map / "back-ups").glob("*.age"))
    assert hier.sql("SELECT count(*) FROM pg_database WHERE datname LIKE '%herstel%'") == 0
    assert "Een proefmail kwam aan op" in beheerder.haal("/klaar-voor-gebruik/")[1]
    hier.manage("bewaker", "controleer")
    assert _bestanden(hier.plan.map) == eerst, "in het beeld is niets geschreven"
    assert all(kind.leeft for kind in hier.plan.kinderen.values()), "wie herstart is, blijft leven"
    assert _geen_json(hier.plan.map) == {}

    hier.ga_over(contractmanager)
    hier.verlies_alles_en_herstel(contractmanager, beheerder)
    hier.rollen_houden()
    hier.manage("bewaker", "controleer")
    nummers = [mail["Message-ID"] for mail in hier.bus.post]
    assert len(set(nummers)) == len(nummers), "geen mail ging er dubbel uit"
    assert _geen_json(hier.plan.map) == {}


def _bestanden(map_: Path) -> set[Path]:
    """Every file of the image."""
    return set((map_ / "beeld").rglob("*"))


def _geen_json(map_: Path) -> dict[str, list[str]]:
    """Of each part what it said that is no line of JSON, however often it was killed, stopped and started. Not of the
    servers that are not ours: PostgreSQL and Redis know one way only."""
    uit = {}
    for verslag in map_.glob("*.log"):
        if verslag.stem not in {"redis", "postgres"}:
            regels = verslag.read_text(encoding="utf-8").splitlines()
            assert regels, f"{verslag.stem} zei niets"
            uit[verslag.stem] = [regel for regel in regels if not _is_json(regel)]
    assert len(uit) >= len(DELEN)
    return {naam: regels for naam, regels in uit.items() if regels}


def _is_json(regel: str) -> bool:
    try:
        return isinstance(json.loads(regel), dict)
    except ValueError:
        return False
