"""Telling a story through the pages: each user with a browser of his own, a held clock, and a real mail server.

Every text that is typed carries a canary, so that a mail that says anything of the case is seen.
"""

from collections import defaultdict
from datetime import datetime
from typing import Any

from django.test import Client
from django.urls import reverse

from basis.kalender import lokaal
from calamiteiten.demo.zaaien.adviesteksten import EERSTE
from calamiteiten.demo.zaaien.antwoorden import CONTRACTMANAGER, TOEGANG
from calamiteiten.models import Melding
from communicatie.familie.betrokkenen import onwetenden
from communicatie.models import Bericht
from communicatie.post import berichten
from communicatie.post.ontvangst import te_bevestigen
from contacten.models import Bezetting
from contacten.rollen import Rol
from escalatie.bewaking import ronde
from escalatie.meldingen.dossier.tabbladen import KAMERS
from escalatie.models import Taak, TaakStatus, Termijn
from escalatie.protocol.lezen import haal_protocol
from tests import bouw, klok
from tests.conftest import Mailserver
from tests.escalatie.invullen import melding_velden, moment, van_pagina

KANARIE = "Kanarievogel"
EVALUATIE = {
    "uniek": "deels",
    "inschattingsfouten": "nee",
    "systeemfouten": "ja",
    "afhandeling": "ja",
    "lessen": f"{KANARIE} lessen",
    "contractgevolgen": "nee",
    "samenwerking": "goed",
}


class Verteller:
    """One melding, told from page to page."""

    def __init__(self, server: Mailserver, nu: datetime, regio: bouw.Regio | None = None) -> None:
        self.server, self.nu = server, nu
        self.regio = regio or bouw.regio(nu)
        self.kenmerk = ""
        self.kenmerken: list[str] = []
        self.stil: set[str] = set()

    @property
    def melding(self) -> Melding:
        """As it stands now."""
        return Melding.objects.get(kenmerk=self.kenmerk)

    def wordt(self, lokale_tijd: str) -> None:
        """It becomes this moment in Amsterdam ("2026-11-25 10:00"): the sweep comes by, the post leaves.

        Who was asked to confirm did so in the meantime, unless they are silent."""
        self._antwoord()
        self.nu = datetime.fromisoformat(f"{lokale_tijd}").replace(tzinfo=lokaal(self.nu).tzinfo)
        klok.zet(self.nu)
        ronde.bewaak(self.nu)
        berichten.verzend(self.nu, limiet=500)

    def post(self) -> dict[str, list[str]]:
        """What the mail server got since the last time: template -> roles (with gemeente) that got it. What is asked
        each day while there is unrest has a story of its own."""
        berichten.verzend(self.nu, limiet=500)
        zetels = {rij.contactpersoon.email: _zetel(rij) for rij in Bezetting.objects.select_related()}
        ontvangen = defaultdict(list)
        for mail in self.server.ontvangen:
            self._keur(mail)
            rij = Bericht.objects.get(message_id=str(mail["Message-ID"]))
            if rij.aanleiding.startswith("onrust:"):
                continue
            ontvangen[rij.sjabloon].append(zetels[str(mail["To"])])
        self.server.ontvangen.clear()
        return {sjabloon: sorted(wie) for sjabloon, wie in sorted(ontvangen.items())}

    def _keur(self, mail: Any) -> None:
        assert len(mail["To"].addresses) == 1
        assert mail["Cc"] is None
        assert mail["Bcc"] is None
        assert any(kenmerk in str(mail["Subject"]) for kenmerk in (*self.kenmerken, self.kenmerk))
        delen = [str(deel.get_content()) for deel in mail.walk() if deel.get_content_maintype() == "text"]
        alles = "\n".join([*map(str, mail.values()), *delen]).lower()
        assert KANARIE.lower() not in alles
        assert not [g for g in self.regio.gemeenten.values() if g.naam.lower() in str(mail["Subject"]).lower()]

    def registreer(self, *gemeenten: str, aanbieder: str = bouw.REGIONALE_AANBIEDER, **velden: Any) -> None:
        """The contractmanager fills in the form."""
        feiten = {
            "aanbieder": str(self.regio.aanbieders[aanbieder].pk),
            "gemeente_verblijf": gemeenten[0],
            "gemeente_woonplaats": gemeenten[-1],
            "onderwerp": f"{KANARIE} onderwerp",
            "omschrijving": f"{KANARIE} omschrijving",
            "plaats": f"{KANARIE} plein",
            **moment("gemeld_igj_op", self.nu),
            **moment("gemeld_verblijf_op", self.nu),
            **(moment("gemeld_woonplaats_op", self.nu) if gemeenten[-1] != gemeenten[0] else {}),
            "igj_kenmerk": f"V-{KANARIE}",
        }
        antwoord = self._als("contractmanager").post(
            "/meldingen/nieuw/", melding_velden(self.regio, self.nu, **{**feiten, **velden})
        )
        self.kenmerk = self._gelukt(antwoord).strip("/").split("/")[1]
        self.kenmerken.append(self.kenmerk)

    def typt(self, lijkt_op: str, aanbieder: str, onderwerp: str) -> None:
        """The contractmanager types of an event of yesterday in Zwolle, and is told that this one looks like it."""
        alle = melding_velden(self.regio, self.nu, aanbieder=str(self.regio.aanbieders[aanbieder].pk))
        velden = {naam: alle[naam] for naam in ("aanbieder", "gebeurd_datum", "gemeente_verblijf")}
        adres, velden = "/meldingen/nieuw/lijkt-op/", {**velden, "onderwerp": f"{KANARIE} {onderwerp}"}
        assert f"koppel aan {lijkt_op}" in self._als("contractmanager").post(adres, velden).content.decode()

    def betrek(self, gemeente: str, *, is_gemeld: bool = True) -> None:
        """The contractmanager adds a gemeente that the facts do not name; the aanbieder told it, or not yet."""
        velden = {"gemeente": gemeente, **(moment("gemeld_op", self.nu) if is_gemeld else {})}
        self._gelukt(self._als("contractmanager").post(f"/meldingen/{self.kenmerk}/betrekken/", velden))

    def laat_los(self, gemeente: str) -> None:
        """The contractmanager lets go of a gemeente that is not involved."""
        self._verstuur("contractmanager", "loslaten/", gemeente=gemeente, reden=f"{KANARIE} verkeerde gemeente")

    def ziet(self, wie: str, *zinnen: str, pad: str = "") -> int:
        """What this user gets at a page of the melding; every sentence must stand on it, or, without `pad`, somewhere
        in the rooms of the dossier."""
        browser = self._als(wie)
        antwoord = browser.get(f"/meldingen/{self.kenmerk}/{pad}")
        kamers = [] if pad else [browser.get(reverse(kamer.adres, args=[self.kenmerk])) for kamer in KAMERS]
        tekst = "".join(een.content.decode().lower() for een in (antwoord, *kamers))
        assert not [zin for zin in zinnen if zin.lower() not in tekst]
        return int(antwoord.status_code)

    def sluit_als_dubbel(self, van: str) -> None:
        """Close this melding as a double, by the link that names the other; of each duty that is open it says why it
        need not be done here."""
        pad = f"stap/sluit_als_dubbel/?dubbel_van={van}"
        form = self._als("contractmanager").get(f"/meldingen/{self.kenmerk}/{pad}").context["form"]
        plichten = {naam: f"{KANARIE} daar" for naam in form.fields if naam.startswith("plicht_")}
        self._verstuur("contractmanager", pad, motivering=f"{KANARIE} dubbel", **plichten)

    def stap(self, code: str, wie: str = "contractmanager", **redenen: str) -> None:
        """Take a step on its page; `redenen` fills `motivering` and reasons for what is passed over."""
        self._verstuur(wie, f"stap/{code}/", **{n: f"{KANARIE}: {r}" for n, r in redenen.items()})

    def analyseer(self, uitslag: str, **wie_per_gemeente: str) -> None:
        """Both parties fill in their analysis and submit it; `wie_per_gemeente`: the account of each gemeente."""
        for gemeente, wie in wie_per_gemeente.items():
            self._analyse(wie, f"analyse/{gemeente}/", TOEGANG[uitslag])
        self._analyse("contractmanager", "analyse/", CONTRACTMANAGER[uitslag])

    def analyse(self, wie: str, gemeente: str, antwoorden: dict[str, str]) -> None:
        """One toegang fills in its analysis with these answers and submits it."""
        self._analyse(wie, f"analyse/{gemeente}/", antwoorden)

    def bevestig(self, scenario: str, **wie_per_gemeente: str) -> None:
        """Each toegang confirms; the contractmanager does it for a gemeente in that name, and says first why an answer
        holds where a fact says otherwise."""
        self.verklaar()
        for gemeente, wie in wie_per_gemeente.items():
            namens = {"namens": f"{KANARIE} functie"} if wie == "contractmanager" else {}
            antwoord = self._als(wie).post(
                f"/meldingen/{self.kenmerk}/beoordeling/bevestigen/",
                {"gemeente": gemeente, "scenario": scenario, **namens},
            )
            self._gelukt(antwoord)

    def verklaar(self) -> None:
        """The contractmanager says why an answer holds though the fact beside it says otherwise."""
        browser, adres = self._als("contractmanager"), f"/meldingen/{self.kenmerk}/beoordeling/"
        for verschil, form in browser.get(adres).context["verschillen"]:
            if verschil.wat.verklaring is None:
                velden = {**form.initial, "reden": f"{KANARIE} verklaring"}
                self._gelukt(browser.post(f"{adres}verschil/", velden))

    def doe(self, code: str, wie: str, gemeente: str = "") -> None:
        """Record one open task on its page."""
        self._leg_vast(self._open().get(code=code, **({"gemeente__code": gemeente} if gemeente else {})), wie)

    def doe_de_rest(self, wie: str = "regiomanager") -> None:
        """The regiomanager records all that is still open, in the name of whom it concerns; some repeat."""
        gedaan: set[int] = set()
        while taak := self._open().exclude(pk__in=gedaan).first():
            gedaan.add(taak.pk)
            self._leg_vast(taak, wie)

    def open_taken(self) -> list[str]:
        """Codes of what is still to do, with the gemeente; without what is asked each day."""
        paren = self._open().exclude(code="onrust_peilen").values_list("code", "gemeente__code")
        return sorted(f"{code} {gemeente or ''}".strip() for code, gemeente in paren)

    def termijnen(self) -> dict[str, str]:
        """Running terms: code -> end, in Amsterdam."""
        lopend = Termijn.objects.filter(zaak=self.melding, geeindigd_op__isnull=True)
        return {t.code: f"{lokaal(t.vervalt_op):%Y-%m-%d %H:%M}" for t in lopend}

    def afgelopen_termijnen(self) -> dict[str, str]:
        """Ended terms: code -> how."""
        rijen = Termijn.objects.filter(zaak=self.melding, geeindigd_op__isnull=False)
        return dict(rijen.values_list("code", "status"))

    def _antwoord(self) -> None:
        """Everyone with an account who is asked to confirm a message that has left presses the button."""
        if self.kenmerk:
            berichten.verzend(self.nu, limiet=500)
            for naam in sorted(self.regio.gebruikers.keys() - self.stil):
                if te_bevestigen(self.melding, self.regio.gebruikers[naam]):
                    self.bevestig_ontvangst(naam)

    def bevestig_ontvangst(self, naam: str) -> None:
        """One user opens the dossier and presses the button."""
        browser, adres = self._als(naam), f"/meldingen/{self.kenmerk}/"
        assert "U bent geïnformeerd" in browser.get(adres).content.decode()
        self._gelukt(browser.post(f"{adres}ontvangst/"))

    def _open(self) -> Any:
        return Taak.objects.filter(zaak=self.melding, status=TaakStatus.OPEN).order_by("pk")

    def _als(self, naam: str) -> Client:
        client = Client()
        client.force_login(self.regio.gebruikers[naam])
        return client

    def _verstuur(self, wie: str, pad: str, **velden: Any) -> None:
        """Open the page, change what is given, press the button."""
        adres, browser = f"/meldingen/{self.kenmerk}/{pad}", self._als(wie)
        pagina = browser.get(adres)
        assert pagina.status_code == 200, f"{adres} geeft {pagina.status_code}"
        self._gelukt(browser.post(adres, {**van_pagina(pagina), **velden}))

    def _gelukt(self, antwoord: Any) -> str:
        form = antwoord.context.get("form") if antwoord.status_code != 302 and antwoord.context else None
        uitleg = f"{antwoord.status_code} {getattr(form, 'errors', '')} {(antwoord.context or {}).get('zin', '')}"
        assert antwoord.status_code == 302, uitleg
        return str(antwoord["Location"])

    def _analyse(self, wie: str, pad: str, antwoorden: dict[str, str]) -> None:
        velden = {f"antwoord_{vraag}": antwoord for vraag, antwoord in antwoorden.items()}
        velden |= {f"toelichting_{vraag}": f"{KANARIE} uitleg" for vraag in antwoorden}
        if wie == "contractmanager" and pad != "analyse/":
            velden["namens"] = f"{KANARIE} functie"
        self._verstuur(wie, pad, **velden, indienen="")

    def _leg_vast(self, taak: Taak, wie: str) -> None:
        """Fill in the form of this task; the advice has a page of its own and is done with all tasks that ask for
        it."""
        regel = haal_protocol(self.melding.protocol_versie).taak_per_code.get(taak.code)
        vorm = regel.vorm if regel else "afvinken"
        eigen = self.regio.gebruikers[wie].rol == taak.rol
        zonder_gevolg = [a.code for a in regel.antwoorden if a.gevolg == "geen"] if regel else []
        keuze = {"keuze": zonder_gevolg[0]} if zonder_gevolg else {}
        velden = {**velden_van(vorm, self.nu), **keuze, **({} if eigen else {"namens": f"{KANARIE} functie"})}
        if vorm == "communicatieadvies":
            self._verstuur(wie, "communicatieadvies/?bewerken=1", **velden, vaststellen="1")
        else:
            if vorm == "familie":
                velden["betrokkenen"] = [str(rij.pk) for rij in onwetenden(self.melding)]
            self._verstuur(wie, f"taken/{taak.pk}/", **velden)


def velden_van(vorm: str, nu: datetime) -> dict[str, Any]:
    """What is typed on the page of a task with this kind of record."""
    dag, tekst = f"{lokaal(nu):%Y-%m-%d}", f"{KANARIE} tekst"
    overleg = {**moment("gehouden_op", nu), "vorm": "video", "deelnemers": tekst, "uitkomst": tekst, "afspraken": tekst}
    velden: dict[str, dict[str, Any]] = {
        "afvinken": {"verslag": tekst},
        "acties": {"verslag": tekst},
        "overleg": overleg,
        "contact_inspectie": overleg,
        "informering": {"partij": tekst, **moment("geinformeerd_op", nu), "wijze": tekst},
        "familie": {
            **moment("geinformeerd_op", nu),
            **moment("aangeboden_op", nu),
            "wijze": tekst,
            "door_wie": tekst,
            "slachtofferhulp": "ja",
            "aangeboden_door": tekst,
        },
        "inspectierapport": {"ontvangen_datum": dag, "route": "aanbieder_onderzoekt", "verbeterpunten": tekst},
        "verslag": {"verslag": tekst},
        "communicatieadvies": {
            **{f"deel_{code}": tekst for code in EERSTE},
            "houding": "passief",
            "bereik": "regionaal",
        },
        "keuze": {"keuze": "nee", "reden": tekst},
        "geregeld": {**moment("geregeld_op", nu), "door_wie": tekst, "verslag": tekst},
        "terugkoppeling": {"forum": ["mo", "bo"], "datum": dag, "verslag": tekst},
        "evaluatie": {"deelnemers": tekst, **EVALUATIE},
        "partijen": {"betrokken_gemeenten": "on", "informeren_bestuur_rsj": "on", "naam_1": tekst},
    }
    return velden[vorm]


def _zetel(rij: Bezetting) -> str:
    return f"{Rol(rij.rol).value} {rij.gemeente.code if rij.gemeente else ''}".strip()
