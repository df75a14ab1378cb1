"""Stories of the gemeente that leads (R104): its woordvoerder, beleidsmedewerker and manager record what it did
themselves, with an account or with the link in their mail, also where another gemeente gives the answer."""

import re
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from basis.kalender import ZONE
from communicatie.models import Bericht, Persantwoord
from communicatie.persvragen.toegang import ROLLEN_PERS_EIGEN
from communicatie.post.actielinks import pad_voor
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking import controle
from escalatie.models import Stap
from tests import bouw, klok
from tests.bouw_contacten import gebruiker as maak_gebruiker
from tests.conftest import Mailserver
from tests.escalatie.invullen import moment, van_pagina

from .persverteller import CITAAT, JOURNALIST, NUMMER, TEKSTEN, VRAAG, Persverteller
from .test_pers_zonder_account import LINK, vul_in
from .test_persvraag_met_meer import GEMEENTE, WIE_BEHANDELT, tekst_aan
from .test_persvragen import ANDEREN

BEGIN = datetime(2026, 11, 24, 9, 0, tzinfo=ZONE)
# What a gemeente records of its own, and which mail tells the region.
DADEN = {
    "meld_monitoring": "gemeente_zegt",
    "meld_taakverdeling": "gemeente_zegt",
    "vraag_steun": "steun",
    "meld_gebeurd": "gemeente_zegt",
}
OOK = ["communicatie_gemeente kampen", "manager_gemeente kampen"]


@pytest.fixture
def verhaal(db: None, mailserver: Mailserver) -> Persverteller:
    """Nobody of a gemeente has an account."""
    klok.zet(BEGIN)
    verhaal = Persverteller(mailserver, BEGIN)
    Gebruiker.objects.filter(rol__in=ROLLEN_PERS_EIGEN).update(is_active=False)
    return verhaal


def tot_en_met_de_mail(verhaal: Persverteller) -> None:
    """A question that Zwolle answers and that concerns Kampen too, until everybody has its text."""
    verhaal.registreer(gemeenten="kampen")
    verhaal.stap("verzamel_informatie")
    verhaal.schrijf()
    verhaal.post()
    verhaal.stap("stem_af", "adviseur")
    verhaal.wordt("2026-11-24 09:10")


def pad_van(verhaal: Persverteller, rol: str) -> str:
    """The path of the link in the newest mail to this role."""
    gevonden = LINK.search(tekst_aan(verhaal, rol))
    assert gevonden, rol
    return gevonden[1]


def leg_vast(browser: Client, pad: str, **velden: Any) -> Any:
    """Open this page of the link, fill it in, and press the button twice."""
    ingevuld = {**van_pagina(browser.get(pad)), "formulier": str(uuid4()), **velden}
    antwoord = browser.post(pad, ingevuld)
    browser.post(pad, ingevuld)
    return antwoord


@pytest.mark.eis("R16", "R18", "R101", "R104", "R107", "R114")
@pytest.mark.parametrize("rol", sorted(ROLLEN_PERS_EIGEN))
def test_ieder_die_er_de_communicatie_leidt_legt_zonder_account_alles_vast(verhaal: Persverteller, rol: str) -> None:
    tot_en_met_de_mail(verhaal)
    pad, telefoon = pad_van(verhaal, rol), Client()
    assert verhaal.post() == {"kernboodschap": GEMEENTE}
    hoofd = telefoon.get(pad).content.decode()
    assert TEKSTEN["kernboodschap"] in hoofd
    assert JOURNALIST not in hoofd
    assert NUMMER not in hoofd
    for code, mail in DADEN.items():
        adres = f"{pad}stap/{code}/"
        assert adres in hoofd, code
        # A filter opens it; nothing without words is recorded.
        assert {telefoon.get(adres).status_code, telefoon.head(adres).status_code} == {200}
        assert leg_vast(telefoon, adres, tekst="").status_code == 200
        assert not Stap.objects.filter(zaak=verhaal.vraag, code=code).exists()
        assert leg_vast(telefoon, adres, tekst=f"Wij zeggen dit bij {code}.").status_code == 302
        stap = Stap.objects.get(zaak=verhaal.vraag, code=code)
        assert (stap.door, stap.rol, stap.gegevens["van_gemeente"]) == (
            None,
            rol,
            verhaal.regio.gemeenten["zwolle"].pk,
        )
        assert verhaal.post() == {mail: WIE_BEHANDELT}, code
        for leest in (verhaal.lees("adviseur"), telefoon.get(pad).content.decode()):
            assert f"Wij zeggen dit bij {code}." in leest
    # Of no melding, so nothing of a family; what is of the region is of no link.
    for code in ("meld_familie", "stem_af", "koppel", "teksten", "onzin", "leg_antwoord_vast"):
        assert f"/stap/{code}/" not in hoofd
        assert telefoon.get(f"{pad}stap/{code}/").status_code == 410, code
        assert telefoon.post(f"{pad}stap/{code}/", {"tekst": "x", "formulier": str(uuid4())}).status_code == 410
    assert telefoon.post(pad, vul_in(telefoon.get(pad), verhaal, tekst=CITAAT)).status_code == 302
    assert Persantwoord.objects.get().tekst == CITAAT
    # A colleague with an account reads the same of this gemeente.
    collega = maak_gebruiker(Rol.COMMUNICATIE_GEMEENTE, verhaal.regio.gemeenten["zwolle"], username="collega")
    verhaal.regio.gebruikers["collega"] = collega
    assert "Wij zeggen dit bij vraag_steun." in verhaal.lees("collega")
    assert controle.controleer(verhaal.nu) == []


@pytest.mark.eis("R13", "R101", "R104")
def test_een_gemeente_waarover_het_ook_gaat_hoort_het_en_legt_vast_wat_zij_doet(verhaal: Persverteller) -> None:
    tot_en_met_de_mail(verhaal)
    verhaal.post()
    verhaal.stap("informeer_gemeenten", "adviseur")
    verhaal.wordt("2026-11-24 09:20")
    paden = {rol: pad_van(verhaal, rol) for rol in ("communicatie_gemeente", "manager_gemeente")}
    brief = tekst_aan(verhaal, "manager_gemeente")
    assert "gaat ook over uw gemeente" in brief
    assert JOURNALIST not in brief
    assert verhaal.post() == {"doorsturen": ["regiomanager"], "gemeenten": ANDEREN, "ook_over_u": OOK}
    beleid = Bericht.objects.get(regel="mail_aan_gemeenten", gemeente__code="kampen")
    vreemd = Bericht.objects.filter(regel="mail_aan_gemeenten").exclude(gemeente__code="kampen")
    assert hasattr(beleid, "actielink")
    assert not vreemd.filter(actielink__isnull=False).exists()

    telefoon = Client()
    for rol, pad in paden.items():
        hoofd = telefoon.get(pad).content.decode()
        assert "Zwolle geeft het antwoord" in hoofd
        assert VRAAG in hoofd
        assert "Dagblad De Brug" not in hoofd
        # The form of the answer stands on a page of its own; posted here it is nothing.
        assert telefoon.post(pad, {"tekst": CITAAT, "formulier": str(uuid4())}).status_code == 200
        assert leg_vast(telefoon, f"{pad}stap/meld_gebeurd/", tekst=f"Kampen zegt dit: {rol}.").status_code == 302
    assert not Persantwoord.objects.exists()
    assert verhaal.post() == {"gemeente_zegt": sorted(WIE_BEHANDELT * 2)}
    assert "Kampen zegt dit" in verhaal.lees("adviseur")
    # It answered a journalist of its own: that is kept, and the term of Zwolle runs on.
    antwoord = f"{paden['manager_gemeente']}stap/leg_antwoord_vast/"
    velden = {"tekst": CITAAT, "beantwoord_door": "wethouder jeugd", **moment("beantwoord_op", verhaal.nu)}
    assert leg_vast(telefoon, antwoord, **velden).status_code == 302
    assert Persantwoord.objects.get().gemeente == verhaal.regio.gemeenten["kampen"]
    assert verhaal.vraag.beantwoord_op is None
    verhaal.post()
    # The real answer goes to them too.
    verhaal.antwoord()
    assert verhaal.post() == {"antwoord": sorted([*ANDEREN, *OOK])}
    # Which gemeente it is can be hidden, and a gemeente that it is about no more has nothing to record.
    verhaal.verstuur("adviseur", "teksten/", **TEKSTEN, verberg_gemeente="on")
    hoofd = telefoon.get(paden["manager_gemeente"]).content.decode()
    assert "Zwolle" not in re.sub(r"<header.*?</header>", "", hoofd, flags=re.DOTALL)
    verhaal.vraag.gemeenten.clear()
    assert telefoon.get(paden["manager_gemeente"]).status_code == 410
    assert telefoon.get(f"{paden['manager_gemeente']}stap/meld_gebeurd/").status_code == 410
    assert controle.controleer(verhaal.nu) == []


@pytest.mark.eis("R13", "R104")
def test_blijkt_het_later_ook_over_een_gemeente_te_gaan_dan_hoort_die_het(verhaal: Persverteller) -> None:
    tot_en_met_de_mail(verhaal)
    verhaal.stap("informeer_gemeenten", "adviseur")
    verhaal.post()
    adres = f"/persvragen/{verhaal.kenmerk}/wijzigen/"
    browser = Client()
    browser.force_login(verhaal.regio.gebruikers["adviseur"])
    velden = {**van_pagina(browser.get(adres)), "gemeenten": ["kampen", "raalte"], "reden": "Raalte belde."}
    antwoord = browser.post(adres, velden)
    assert antwoord.status_code == 302, antwoord.context["form"].errors
    verhaal.wordt("2026-11-24 09:30")
    brief = tekst_aan(verhaal, "manager_gemeente")
    assert "blijkt ook over uw gemeente te gaan" in brief
    gehoord = [f"{rol} raalte" for rol in sorted(ROLLEN_PERS_EIGEN)]
    assert verhaal.post()["erbij"] == gehoord
    rij = Bericht.objects.get(regel="gemeente_erbij", rol="manager_gemeente")
    assert Client().get(pad_voor(rij, verhaal.nu)).status_code == 200
    # What is answered then, they hear too.
    verhaal.antwoord()
    assert f"{rij.rol} raalte" in verhaal.post()["antwoord"]


@pytest.mark.eis("R104", "R124", "R125")
def test_de_gemeente_zegt_met_de_link_dat_de_familie_het_weet(verhaal: Persverteller) -> None:
    tot_en_met_de_mail(verhaal)
    pad, telefoon = pad_van(verhaal, Rol.MANAGER_GEMEENTE), Client()
    verhaal.post()
    zaak = bouw.in_fase_1(verhaal.nu)
    verhaal.wordt("2026-11-24 11:00")
    verhaal.stap("koppel", "adviseur", melding=zaak.kenmerk, motivering="Het gaat over dit incident.")
    verhaal.post()
    adres = f"{pad}stap/meld_familie/"
    assert adres in telefoon.get(pad).content.decode()
    leest = telefoon.get(adres).content.decode()
    for feit in (zaak.kenmerk, zaak.onderwerp, zaak.aanbieder.naam):
        assert feit not in leest
    assert leg_vast(telefoon, adres, tekst="De ouders weten het sinds 10 uur, van de wijkagent.").status_code == 302
    assert verhaal.post() == {"familie": ["contractmanager", "contractmanager", "regiomanager"]}
    # It says so, and opens no lock: who keeps the dossier records it there.
    assert "er mag nu niets naar buiten" in telefoon.get(pad).content.decode()
