"""Telling the story of a press question through the pages: each user a browser of his own, a held clock, real mail.

What may not leave in a mail carries a canary; the agreed texts do not, and must stand in the mails that hold them.
"""

import re
from collections import defaultdict
from datetime import datetime
from email.message import EmailMessage

from django.test import Client

from basis.kalender import ZONE, lokaal
from basis.tekst import vind_persoonsgegevens
from communicatie.models import Bericht, Persvraag
from communicatie.post import berichten
from contacten.rollen import ROLLEN_MET_ACCOUNT
from escalatie.bewaking import ronde
from escalatie.persvragen.antwoordtermijn import antwoordtermijn
from tests import bouw, klok
from tests.conftest import Mailserver
from tests.escalatie.invullen import moment

from .verteller import KANARIE

VRAAG = "Hoe lang wachten kinderen in deze regio op hulp?"
TEKSTEN = {
    "vraag": VRAAG,
    "kernboodschap": "De wachttijd daalt sinds september.",
    "achtergrond": "Wij tellen elk kwartaal.",
    "memo": "Krijgt u deze vraag ook, bel dan even.",
}
CITAAT = "De wethouder zegt: geen kind hoort te wachten."


class Persverteller:
    """One press question, told from page to page."""

    def __init__(self, server: Mailserver, nu: datetime) -> None:
        self.server, self.nu = server, nu
        self.regio = bouw.regio(nu)
        self.kenmerk = ""

    @property
    def vraag(self) -> Persvraag:
        """As it stands now."""
        return Persvraag.objects.get(kenmerk=self.kenmerk)

    def wordt(self, lokale_tijd: str) -> None:
        """It becomes this moment in Amsterdam: the sweep comes by, the post leaves."""
        self.nu = datetime.fromisoformat(lokale_tijd).replace(tzinfo=ZONE)
        klok.zet(self.nu)
        ronde.bewaak(self.nu)
        berichten.verzend(self.nu, limiet=500)

    def registreer(self, wie: str = "contractmanager", vervolg: str = "") -> None:
        """Fill in the intake; the answering gemeente is Zwolle."""
        velden = {
            "vraag": VRAAG,
            "onderwerp": f"{KANARIE} onderwerp",
            "medium": f"{KANARIE} krant",
            "vrager": "journalist",
            "vrager_toelichting": f"{KANARIE} redactie",
            "gemeente": "zwolle",
            **moment("ontvangen_op", self.nu),
        }
        pad = f"/persvragen/nieuw/{f'?vervolg={vervolg}' if vervolg else ''}"
        self.kenmerk = self._verstuur(wie, pad, velden).strip("/").split("/")[-1]

    def schrijf(self, wie: str = "adviseur") -> None:
        """Write the agreed texts."""
        self._verstuur(wie, f"/persvragen/{self.kenmerk}/teksten/", TEKSTEN)

    def stap(self, code: str, wie: str = "contractmanager", **velden: str) -> None:
        """Take a step on its page; without another word nobody else must be told more."""
        vanzelf = {"extra_communicatie": "nee"} if code in {"communiceer", "volg_langer"} else {}
        self._verstuur(wie, f"/persvragen/{self.kenmerk}/stap/{code}/", {**vanzelf, **velden})

    def antwoord(self) -> None:
        """The gemeente answered, now."""
        velden = {"gemeente": "zwolle", "tekst": CITAAT, "beantwoord_door": "woordvoerder"}
        self.stap("leg_antwoord_vast", **velden, **moment("beantwoord_op", self.nu))

    def sluit(self) -> None:
        """Look back shortly, and close."""
        self.stap("evalueer", "adviseur")
        teksten = {"evaluatie_proces": f"{KANARIE} goed", "evaluatie_afspraken": f"{KANARIE} geen"}
        self.stap("rond_af", **teksten, keuze_afspraken="nee")

    def post(self) -> dict[str, list[str]]:
        """What the mail server got since the last time: mail -> roles (with gemeente) that got it."""
        berichten.verzend(self.nu, limiet=500)
        ontvangen = defaultdict(list)
        for mail in self.server.ontvangen:
            rij = Bericht.objects.select_related("gemeente", "contactpersoon").get(message_id=str(mail["Message-ID"]))
            assert rij.contactpersoon is not None
            assert str(mail["To"]) == rij.contactpersoon.email
            self._keur(mail, rij)
            plaats = rij.gemeente.code if rij.gemeente else ""
            ontvangen[rij.sjabloon.removeprefix("persvraag_")].append(f"{rij.rol} {plaats}".strip())
        self.server.ontvangen.clear()
        return {sjabloon: sorted(wie) for sjabloon, wie in sorted(ontvangen.items())}

    def _keur(self, mail: EmailMessage, rij: Bericht) -> None:
        """Who can sign in gets a link and no text; who cannot gets the text, a way to answer and no link."""
        assert str(mail["Subject"]).startswith(f"{self.kenmerk}: ")
        delen = [str(deel.get_content()) for deel in mail.walk() if deel.get_content_maintype() == "text"]
        alles = "\n".join([*map(str, mail.values()), *delen])
        assert KANARIE not in alles
        heeft_account = rij.rol in ROLLEN_MET_ACCOUNT
        for deel in delen:
            assert (f"/persvragen/{self.kenmerk}/" in deel) == heeft_account
            assert (VRAAG in deel) != heeft_account
            assert ("bel 06-00000021" in deel) != heeft_account
        afgesproken = " ".join(str(rij.gegevens.get(naam, "")) for naam in (*TEKSTEN, "antwoord"))
        assert vind_persoonsgegevens(afgesproken) == []

    def _verstuur(self, wie: str, pad: str, velden: dict[str, str]) -> str:
        """Open the page, keep its hidden fields, fill in the rest, press the button."""
        browser = Client()
        browser.force_login(self.regio.gebruikers[wie])
        pagina = browser.get(pad)
        assert pagina.status_code == 200, f"{pad} geeft {pagina.status_code}"
        rijen = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', pagina.content.decode())
        verborgen = {naam: waarde for naam, waarde in rijen if naam != "csrfmiddlewaretoken"}
        antwoord = browser.post(pad, {**verborgen, **velden})
        form = antwoord.context.get("form") if antwoord.status_code != 302 and antwoord.context else None
        assert antwoord.status_code == 302, f"{pad}: {antwoord.status_code} {getattr(form, 'errors', '')}"
        return str(antwoord["Location"])

    def termijn(self) -> str:
        """When the term ends, in Amsterdam."""
        return f"{lokaal(antwoordtermijn(self.vraag).vervalt_op):%Y-%m-%d %H:%M}"
