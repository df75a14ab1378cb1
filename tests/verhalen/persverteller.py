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
from calamiteiten.statussen import PERSVRAAG
from communicatie.models import Bericht, Persvraag
from communicatie.persvragen.toegang import ROLLEN_PERS, plek_legt_vast, plek_ziet
from communicatie.post import berichten
from contacten.models import Gebruiker
from escalatie.bewaking import ronde
from escalatie.persvragen.antwoordtermijn import antwoordtermijn
from tests import bouw, klok
from tests.conftest import Mailserver
from tests.escalatie.invullen import moment
from tests.gelezen import zonder_tijdmerk

from .verteller import KANARIE

VRAAG = "Hoe lang wachten kinderen in deze regio op hulp?"
TEKSTEN = {
    "vraag": VRAAG,
    "kernboodschap": "De wachttijd daalt sinds september.",
    "achtergrond": "Wij tellen elk kwartaal.",
    "memo": "Krijgt u deze vraag ook, bel dan even.",
}
# Of who asks: only who answers reads it.
JOURNALIST, NUMMER = "Jip Schrijver", "038-0000077"
VOOR_WIE_ANTWOORDT = {"persvraag_kernboodschap", "persvraag_gewijzigd_gemeente"}
CITAAT = "De wethouder zegt: geen kind hoort te wachten."


def plaats_met_account(rij: Bericht) -> bool:
    """Whether somebody signs in for the seat of this message, of a gemeente that the question is of."""
    wie = Gebruiker.objects.filter(is_active=True, rol=rij.rol, gemeente=rij.gemeente_id, gemeente__isnull=False)
    return wie.exists() and rij.zaak is not None and plek_ziet(rij.zaak.pk, rij.rol, rij.gemeente_id)


class Persverteller:
    """One press question, told from page to page."""

    def __init__(self, server: Mailserver, nu: datetime, regio: bouw.Regio | None = None) -> None:
        self.server, self.nu = server, nu
        self.regio = regio or bouw.regio(nu)
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

    def registreer(self, wie: str = "contractmanager", vervolg: str = "", **anders: str) -> None:
        """Fill in the intake; the answering gemeente is Zwolle. `anders`: other fields of the form."""
        velden = {
            "vraag": VRAAG,
            "onderwerp": f"{KANARIE} onderwerp",
            "medium": "Dagblad De Brug",
            "journalist": JOURNALIST,
            "terugbelnummer": NUMMER,
            "vrager": "journalist",
            "vrager_toelichting": f"{KANARIE} redactie",
            "gemeente": "zwolle",
            "gelijkenis_gelezen": "ja",
            **moment("ontvangen_op", self.nu),
            **anders,
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

    def antwoord(self, wie: str = "contractmanager", **anders: str) -> None:
        """The gemeente answered, now."""
        velden = {"gemeente": "zwolle", "tekst": CITAAT, "beantwoord_door": "woordvoerder", **anders}
        self.stap("leg_antwoord_vast", wie, **velden, **moment("beantwoord_op", self.nu))

    def lees(self, wie: str, pad: str = "") -> str:
        """What this user reads on the page of the question, or on another."""
        browser = Client()
        browser.force_login(self.regio.gebruikers[wie])
        antwoord = browser.get(pad or f"/persvragen/{self.kenmerk}/")
        assert antwoord.status_code == 200, f"{pad} geeft {antwoord.status_code}"
        return zonder_tijdmerk(antwoord.content.decode())

    def verstuur(self, wie: str, pad: str, **velden: str) -> str:
        """Fill in the form behind a page of the question and press the button; where it leads."""
        return self._verstuur(wie, f"/persvragen/{self.kenmerk}/{pad}", velden)

    def sluit(self) -> None:
        """Look back shortly, and close."""
        self.stap("evalueer", "adviseur")
        teksten = {"evaluatie_proces": f"{KANARIE} goed", "evaluatie_afspraken": f"{KANARIE} geen"}
        self.stap("rond_af", **teksten, keuze_afspraken="nee")

    def post(self) -> dict[str, list[str]]:
        """What the mail server got about press questions since the last time: mail -> roles (with gemeente) that got
        it."""
        berichten.verzend(self.nu, limiet=500)
        ontvangen = defaultdict(list)
        for mail in self.server.ontvangen:
            rij = Bericht.objects.select_related("gemeente", "contactpersoon").get(message_id=str(mail["Message-ID"]))
            if rij.zaak and rij.zaak.zaaksoort != PERSVRAAG:
                continue
            assert rij.contactpersoon is not None
            assert str(mail["To"]) == rij.contactpersoon.email
            self._keur(mail, rij)
            plaats = rij.gemeente.code if rij.gemeente else ""
            ontvangen[rij.sjabloon.removeprefix("persvraag_")].append(f"{rij.rol} {plaats}".strip())
        self.server.ontvangen.clear()
        return {sjabloon: sorted(wie) for sjabloon, wie in sorted(ontvangen.items())}

    def _keur(self, mail: EmailMessage, rij: Bericht) -> None:
        """The RSJ gets a link and no text; a gemeente without an account gets the text, and a link of its own when it
        leads the communication about it. Who asks it is told to who answers it, and nobody calls it a calamity."""
        assert rij.zaak is not None
        kenmerk = rij.zaak.kenmerk
        assert str(mail["Subject"]).startswith(f"{kenmerk}: ")
        delen = [str(deel.get_content()) for deel in mail.walk() if deel.get_content_maintype() == "text"]
        alles = "\n".join([*map(str, mail.values()), *delen])
        assert KANARIE not in alles
        assert "alamiteit" not in str(mail["From"])
        assert (JOURNALIST in alles) == (rij.sjabloon in VOOR_WIE_ANTWOORDT)
        assert (NUMMER in alles) == (JOURNALIST in alles and not plaats_met_account(rij))
        is_regio, heeft_tekst = rij.rol in ROLLEN_PERS, bool(rij.gegevens.get("vraag"))
        kan_openen = is_regio or plaats_met_account(rij)
        for deel in delen:
            assert (f"/persvragen/{kenmerk}/" in deel) == kan_openen
            assert (VRAAG in deel) == heeft_tekst
            legt_vast = plek_legt_vast(rij.zaak.pk, rij.rol, rij.gemeente_id)
            # Of a question that is closed meanwhile the mail was made before.
            assert "/actie/" not in deel or not kan_openen
            assert "/actie/" in deel or kan_openen or not legt_vast
            assert ("bel 06-00000021" in deel) != is_regio
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
