"""Production, started for real from the .env that bin/maak-env makes: an empty region begins, a melding reaches Fase 1,
the mails arrive, and every part is killed once."""

from __future__ import annotations

import re
import shutil
import ssl
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import psycopg2
import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

from basis.klok import nu
from contacten.models import Aanbieder
from tests.bouw import Regio
from tests.contacten.bijlage_1 import als_plaktekst
from tests.diensten import tijdelijke_map, vrije_poort
from tests.escalatie.invullen import melding_velden
from tests.storing.processen import Kind, wacht_tot

from . import schip
from .bezoeker import Mens
from .blokken import blokken, leg_klaar, omgeving
from .samenstelling import UID, WORTEL, Samenstelling, als_gebruiker, maak_beeld

# Its processes run on the real clock.
pytestmark = pytest.mark.echte_klok
WACHTWOORD = "kraanvogel-tikt-zeven-emmers"
MAILWACHTWOORD = "post-mag-door-7"
BEHEERDER, REGIOMANAGER, CONTRACTMANAGER = "beheer@regio.test", "leiding@regio.test", "contract@regio.test"
LINK = re.compile(r"https://localhost:\d+(/\S+)")
DELEN = [*(("web", f"web{n}") for n in (1, 2)), *(("worker", f"worker{n}") for n in (1, 2))]
DELEN += [(dienst, dienst) for dienst in ("post", "controle", "overig")]
DELEN += [*(("beat", f"beat{n}") for n in (1, 2)), ("bewaker", "bewaker"), ("back-up", "back-up")]


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


def certificaat(map_: Path) -> None:
    """A certificate of this machine, signed by itself."""
    opdracht = ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
    opdracht += ["-addext", "subjectAltName=DNS:localhost", "-keyout", "site.sleutel", "-out", "site.pem"]
    subprocess.run(opdracht, cwd=map_, check=True, capture_output=True)


def maak_env(map_: Path, sitepoort: int, mailpoort: int) -> Path:
    """The .env of this installation, with nothing but the documented command."""
    sleutel = subprocess.run(
        [sys.executable, "-c", "import pyrage; print(pyrage.x25519.Identity.generate().to_public())"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout.strip()
    gezet = {
        "EMAIL_PORT": str(mailpoort),
        "EMAIL_HOST_USER": "regio",
        "EMAIL_HOST_PASSWORD": MAILWACHTWOORD,
        "EMAIL_TLS_CA": "/eigen/site.pem",
        "TLS_REGEL": "tls /eigen/site.pem /eigen/site.sleutel",
        "VERTROUWDE_PROXIES": "127.0.0.1",
    }
    opdracht = ["bin/maak-env", "--naar", str(map_ / ".env"), "--site", f"https://localhost:{sitepoort}"]
    opdracht += ["--mailserver", "localhost", "--afzender", "Regio <calamiteiten@regio.test>"]
    opdracht += ["--back-up-sleutel", sleutel]
    opdracht += [deel for naam, waarde in gezet.items() for deel in ("--zet", f"{naam}={waarde}")]
    subprocess.run(opdracht, cwd=WORTEL, check=True, capture_output=True)
    return map_ / ".env"


@pytest.fixture
def map_() -> Iterator[Path]:
    with tijdelijke_map() as pad:
        pad.chmod(0o755)
        for naam in ("tmp", "gegevens", "back-ups", "eigen"):
            (pad / naam).mkdir()
            if als_gebruiker():
                shutil.chown(pad / naam, int(UID), int(UID))
        certificaat(pad / "eigen")
        if als_gebruiker():
            shutil.chown(pad / "eigen" / "site.sleutel", int(UID), int(UID))
        maak_beeld(pad / "beeld")
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


class Installatie:
    """One whole installation, from empty to Fase 1."""

    def __init__(self, plan: Samenstelling, bus: Postbus, site: str) -> None:
        self.plan, self.bus, self.site = plan, bus, site

    def mens(self) -> Mens:
        """A browser of its own."""
        return Mens(self.site, self.plan.map / "eigen" / "site.pem")

    def sql(self, vraag: str) -> Any:
        """The first value that the owner of the database reads."""
        contact = psycopg2.connect(self.plan.databank.adres())
        try:
            with contact.cursor() as cursor:
                cursor.execute(vraag)
                rij = cursor.fetchone()
            return rij[0] if rij else None
        finally:
            contact.close()

    def start(self, caddy: str) -> None:
        """Database, Redis, migrate once, every part twice where that may be, and the proxy."""
        self.plan.databank.begin(self.plan.waarden["DATABASE_WACHTWOORD"])
        self.plan.start_redis()
        for keer in ("eerste", "tweede"):
            gedaan = self.plan.doe("gereedmaken", *self.plan.opdracht("gereedmaken", "gereedmaken"))
            assert gedaan.returncode == 0, (keer, gedaan.stderr[-3000:])
        for dienst, naam in DELEN:
            self.plan.start(dienst, naam)
        for _, naam in DELEN[:2]:
            wacht_tot(lambda naam=naam: self.plan.is_gezond(naam), 300, f"{naam} is gezond", tussen=1)  # type: ignore[misc]
        self.plan.start_proxy(caddy)
        self.antwoordt()

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
                gedaan = blok.draai(self.plan.map, omgeving(self.plan.map / "programmas"))
                assert gedaan.returncode in blok.mag_eindigen_met, (blok, gedaan.stdout[-2000:], gedaan.stderr[-2000:])

    def herstart_wie_stopte(self) -> None:
        """What `restart: unless-stopped` does."""
        for kind in self.plan.kinderen.values():
            if not kind.leeft:
                kind.start()
        self.antwoordt()


@pytest.fixture
def installatie(map_: Path, postbus: tuple[Postbus, int]) -> Iterator[Installatie]:
    caddy = shutil.which("caddy")
    if caddy is None:
        pytest.skip("caddy is hier niet; bin/test --alles installeert het")
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
    wacht_tot(lambda: [m for m in hier.bus.post if kenmerk in m["Subject"]], 240, "een mail over de melding")

    hier.dood_en_herstart()
    vervolg = hier.meld(contractmanager)
    wacht_tot(lambda: [m for m in hier.bus.post if vervolg in m["Subject"]], 300, "een mail na alles")

    hier.doe_de_docs()
    assert all(mail["From"] == "Regio <calamiteiten@regio.test>" for mail in hier.bus.post)
    assert regiomanager.haal(f"/meldingen/{kenmerk}/")[0] == 200
    wacht_tot(lambda: list((hier.plan.map / "back-ups").glob("*.age")), 300, "een back-up")
    klaar = beheerder.haal("/klaar-voor-gebruik/")[1]
    assert "Een proefmail kwam aan op" in klaar
    gecontroleerd = hier.plan.doe("bewaker", "python", "manage.py", "controleer")
    assert gecontroleerd.returncode == 0, gecontroleerd.stdout + gecontroleerd.stderr
    assert _bestanden(hier.plan.map) == eerst, "in het beeld is niets geschreven"
    assert all(kind.leeft for kind in hier.plan.kinderen.values()), "wie herstart is, blijft leven"
    assert _json_regels(hier.plan.kinderen["worker1"])


def _bestanden(map_: Path) -> set[Path]:
    """Every file of the image."""
    return set((map_ / "beeld").rglob("*"))


def _json_regels(kind: Kind) -> bool:
    """Whether what a part says is JSON, a line an event."""
    regels = [regel for regel in kind.verslag.read_text(encoding="utf-8").splitlines() if regel.startswith("{")]
    return len(regels) > 0
