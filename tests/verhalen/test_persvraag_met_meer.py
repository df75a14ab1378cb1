"""Stories of the press question: a Saturday paper before Pinksteren, three journalists with one question, and a
woordvoerder who answers."""

import re
from collections.abc import Callable
from datetime import datetime

import pytest
from django.test import Client

from basis.kalender import ZONE
from communicatie.models import Bericht, Persvraag, Persvrager
from contacten.rollen import Rol
from escalatie.bewaking import controle
from escalatie.models import Stap
from tests import klok
from tests.bouw_contacten import gebruiker as maak_gebruiker
from tests.conftest import Mailserver
from tests.escalatie.invullen import moment

from .persverteller import CITAAT, JOURNALIST, NUMMER, VRAAG, Persverteller
from .test_persvragen import ANDEREN, ANTWOORD, BIJNA, CM, TEKST_KREGEN

pytestmark = pytest.mark.django_db
WIE_BEHANDELT = ["communicatieadviseur", *CM]
IEDEREEN = [*WIE_BEHANDELT, "regiomanager"]
GEMEENTE = TEKST_KREGEN


@pytest.fixture
def begin(db: None, mailserver: Mailserver) -> Callable[[str], Persverteller]:
    """A story that begins at this moment in Amsterdam, with a woordvoerder of Zwolle and one of Kampen."""

    def _begin(lokale_tijd: str) -> Persverteller:
        nu = op(lokale_tijd)
        klok.zet(nu)
        verhaal = Persverteller(mailserver, nu)
        for plaats in ("zwolle", "kampen"):
            naam, gemeente = f"woordvoerder_{plaats}", verhaal.regio.gemeenten[plaats]
            verhaal.regio.gebruikers[naam] = maak_gebruiker(Rol.COMMUNICATIE_GEMEENTE, gemeente, username=naam)
        return verhaal

    return _begin


def op(lokale_tijd: str) -> datetime:
    return datetime.fromisoformat(lokale_tijd).replace(tzinfo=ZONE)


def tekst_aan(verhaal: Persverteller, rol: str) -> str:
    """The text part of the newest mail to this role, before it is counted."""
    mails = {str(mail["Message-ID"]): mail for mail in verhaal.server.ontvangen}
    rij = Bericht.objects.filter(rol=rol, message_id__in=mails).latest("pk")
    deel = mails[rij.message_id].get_body(("plain",))
    assert deel is not None
    return str(deel.get_content()).replace("\r\n", "\n")


def stuur_tekst(verhaal: Persverteller) -> None:
    verhaal.stap("verzamel_informatie")
    assert verhaal.post() == {"taak": ["communicatieadviseur"]}
    verhaal.schrijf()
    verhaal.stap("stem_af", "adviseur")
    verhaal.wordt(f"{verhaal.nu.astimezone(ZONE):%Y-%m-%d %H:%M}")


@pytest.mark.eis("R5")
@pytest.mark.eis("R10")
def test_vrijdag_vijf_voor_vijf_voor_pinksteren_met_een_krant_van_zaterdag(
    begin: Callable[[str], Persverteller],
) -> None:
    verhaal = begin("2026-05-22 16:55")
    verhaal.registreer(**moment("deadline_op", op("2026-05-23 08:00")))
    # Of the paper it would be Tuesday, after tweede pinksterdag.
    assert verhaal.termijn() == "2026-05-23 08:00"
    pagina = verhaal.lees("contractmanager")
    assert "de deadline van de journalist, die eerder is dan de termijn (26 mei 2026, 17:00 uur)" in pagina
    assert "Regioafspraak, geen protocoltermijn" in pagina
    assert verhaal.post() == {
        "beantwoorden": CM,
        "meedenken": ["communicatieadviseur"],
        "ontvangen": ["regiomanager"],
    }
    verhaal.wordt("2026-05-22 17:00")
    assert verhaal.post() == BIJNA, "vóór het lange weekend"
    stuur_tekst(verhaal)
    # Who has no account reads the number in the mail; who has one, on the page.
    brief = tekst_aan(verhaal, "beleidsmedewerker_jeugd")
    assert f"Dagblad De Brug, {JOURNALIST}, {NUMMER}, antwoord vóór 23 mei 2026, 08:00 uur" in brief
    assert "Antwoord vóór 23 mei 2026, 08:00 uur." in brief
    brief = tekst_aan(verhaal, "communicatie_gemeente")
    assert f"Dagblad De Brug, {JOURNALIST}, antwoord vóór 23 mei 2026, 08:00 uur" in brief
    assert verhaal.post() == {"kernboodschap": GEMEENTE}
    verhaal.wordt("2026-05-23 06:00")
    assert verhaal.post() == BIJNA
    verhaal.wordt("2026-05-23 08:00")
    assert verhaal.post() == {"bereikt": IEDEREEN}

    # The paper put it off: the intake is corrected, the old deadline stays readable, the term is weighed again.
    rij = Persvrager.objects.get()
    nieuw = {"medium": "Dagblad De Brug", "journalist": "Jip Schrijvers", "terugbelnummer": NUMMER}
    momenten = moment("deadline_op", op("2026-05-26 12:00")) | moment("ontvangen_op", op("2026-05-22 16:55"))
    verhaal.verstuur("adviseur", f"vragers/{rij.pk}/", **nieuw, **momenten, reden="De krant schuift het door.")
    assert verhaal.termijn() == "2026-05-26 12:00"
    pagina = verhaal.lees("adviseur")
    assert "was </span>23 mei 2026, 08:00 uur</del>" in pagina
    assert f"<s>{JOURNALIST} {NUMMER}</s>" in pagina
    assert JOURNALIST not in str(list(Stap.objects.values_list("gegevens", flat=True)))
    gekregen = verhaal.post()
    assert gekregen == {"gewijzigd": IEDEREEN, "gewijzigd_gemeente": GEMEENTE}

    verhaal.wordt("2026-05-26 10:00")
    assert verhaal.post() == BIJNA
    _sluit_en_wis(verhaal, rij)


def _sluit_en_wis(verhaal: Persverteller, rij: Persvrager) -> None:
    """Answered and closed; two weeks after that nobody reads any more who asked it."""
    verhaal.antwoord()
    verhaal.stap("communiceer", monitor_tot_datum="", **_redenen(verhaal, "communiceer"))
    verhaal.sluit()
    assert NUMMER in verhaal.lees("regiomanager")
    verhaal.wordt("2026-06-09 09:59")
    assert Persvrager.objects.get().naam == "Jip Schrijvers"
    verhaal.wordt("2026-06-09 10:01")
    rij.refresh_from_db()
    assert (rij.naam, rij.terugbelnummer, rij.eerder, rij.medium) == ("", "", [], "Dagblad De Brug")
    pagina = verhaal.lees("regiomanager")
    assert "Naam en nummer gewist op 9 juni 2026, 10:01 uur" in pagina
    assert "Namen en nummers van journalisten gewist" in pagina
    assert JOURNALIST not in pagina
    assert NUMMER not in pagina
    assert verhaal.post() == {}
    assert controle.controleer(verhaal.nu) == []


def _redenen(verhaal: Persverteller, code: str) -> dict[str, str]:
    """Why what the protocol expects was passed over, for everything that the form asks."""
    pagina = verhaal.lees("contractmanager", f"/persvragen/{verhaal.kenmerk}/stap/{code}/")
    return dict.fromkeys(re.findall(r'name="(afwijking_\w+)"', pagina), "Het weekend kwam ertussen.")


@pytest.mark.eis("R3")
@pytest.mark.eis("R16")
def test_drie_journalisten_en_een_vraag(begin: Callable[[str], Persverteller]) -> None:
    verhaal = begin("2026-11-24 09:00")
    verhaal.registreer(**moment("deadline_op", op("2026-11-24 16:00")))
    eerste = verhaal.kenmerk
    verhaal.post()

    # The second: while typing it is said that the question is there, and sent all the same it is asked once.
    browser = Client()
    browser.force_login(verhaal.regio.gebruikers["adviseur"])
    getypt = {"vraag": "Hoe lang moeten kinderen in de regio wachten op hulp?", "onderwerp": "", "gemeente": ""}
    lijkt = browser.post("/persvragen/lijkt-op/", getypt).content.decode()
    assert eerste in lijkt
    assert f'formaction="/persvragen/{eerste}/vragers/nieuw/"' in lijkt
    assert (
        browser.post("/persvragen/lijkt-op/", {"vraag": "Wat kost een nieuwe school?"}).content.decode().strip() == ""
    )
    velden = {
        **getypt,
        "onderwerp": "Wachten op hulp",
        "gemeente": "kampen",
        "vrager": "journalist",
        "medium": "Omroep Oost",
        "journalist": "Kim Omroeper",
        "terugbelnummer": "06-00000078",
        "sleutel": str(verhaal.vraag.sleutel)[:-1] + "0",
        **moment("ontvangen_op", verhaal.nu),
        **moment("deadline_op", op("2026-11-24 13:00")),
    }
    assert "Is deze vraag er al?" in browser.post("/persvragen/nieuw/", velden).content.decode()
    assert Persvraag.objects.count() == 1
    # One press of the button in that box, with the form as it is.
    assert browser.post(f"/persvragen/{eerste}/vragers/nieuw/", velden).status_code == 302
    assert verhaal.termijn() == "2026-11-24 13:00"
    assert verhaal.post() == {"gewijzigd": IEDEREEN}

    _voeg_derde_toe(verhaal, eerste)
    _antwoord_elk(verhaal)


def _voeg_derde_toe(verhaal: Persverteller, eerste: str) -> None:
    """The third was taken in as a question of its own, and is joined later."""
    verhaal.registreer("regiomanager", medium="Weekblad Salland", journalist="", terugbelnummer="")
    derde = verhaal.kenmerk
    verhaal.post()
    verhaal.stap("voeg_samen", "regiomanager", persvraag=eerste, motivering="Dezelfde vraag.")
    assert verhaal.vraag.status == "samengevoegd"
    assert eerste in verhaal.lees("regiomanager")
    assert verhaal.post() == {"gewijzigd": IEDEREEN, "samen": IEDEREEN}
    verhaal.kenmerk = eerste
    pagina = verhaal.lees("adviseur")
    assert derde in pagina
    assert "Omroep Oost" in pagina
    assert "Weekblad Salland" in pagina
    assert "3 journalisten wachten" in verhaal.lees("adviseur", "/persvragen/")
    assert "Wie het vraagt (3)" in pagina


def _antwoord_elk(verhaal: Persverteller) -> None:
    """One mail to who answers; then each journalist is answered and recorded by himself."""
    stuur_tekst(verhaal)
    brief = tekst_aan(verhaal, "beleidsmedewerker_jeugd")
    assert "Omroep Oost, Kim Omroeper, 06-00000078, antwoord vóór 24 november 2026, 13:00 uur" in brief
    assert f"Dagblad De Brug, {JOURNALIST}, {NUMMER}, antwoord vóór 24 november 2026, 16:00 uur" in brief
    assert "Weekblad Salland" in brief
    assert verhaal.post() == {"kernboodschap": GEMEENTE}, "één keer, voor drie journalisten"

    for medium, tijd, daarna in (
        ("Omroep Oost", "12:30", "2026-11-24 16:00"),
        ("Dagblad De Brug", "15:00", "2026-11-25 17:00"),
        ("Weekblad Salland", "15:30", ""),
    ):
        verhaal.wordt(f"2026-11-24 {tijd}")
        rij = Persvrager.objects.get(medium=medium)
        assert verhaal.vraag.beantwoord_op is None
        verhaal.antwoord(vragers=str(rij.pk), tekst=f"{medium}: {CITAAT}")
        rij.refresh_from_db()
        assert rij.beantwoord_op == verhaal.nu
        assert not daarna or verhaal.termijn() == daarna
    assert verhaal.vraag.beantwoord_op == verhaal.nu
    assert [rij.tekst.split(":")[0] for rij in verhaal.vraag.antwoorden.all()] == [
        "Omroep Oost",
        "Dagblad De Brug",
        "Weekblad Salland",
    ]
    verhaal.post()
    verhaal.wordt("2026-11-26 18:00")
    assert verhaal.post() == {}
    assert controle.controleer(verhaal.nu) == []


@pytest.mark.eis("R13")
@pytest.mark.eis("R104")
@pytest.mark.eis("R107")
def test_een_woordvoerder_die_antwoordt(begin: Callable[[str], Persverteller]) -> None:
    verhaal = begin("2026-11-24 09:00")
    verhaal.registreer(**moment("deadline_op", op("2026-11-24 16:00")))
    verhaal.post()
    # She sees the questions about her own gemeente, and nothing that was not sent to her yet.
    wie, vreemd = "woordvoerder_zwolle", "woordvoerder_kampen"
    assert verhaal.kenmerk in verhaal.lees(wie, "/persvragen/")
    assert verhaal.kenmerk not in verhaal.lees(vreemd, "/persvragen/")
    pagina = verhaal.lees(wie)
    assert "Uw gemeente geeft het antwoord, vóór 24 november 2026, 16:00 uur" in pagina
    assert f"{JOURNALIST}" in pagina
    assert 'href="tel:0380000077"' in pagina
    assert "De regio heeft nog geen tekst gestuurd" in pagina
    verhaal.stap("verzamel_informatie")
    verhaal.schrijf()
    assert "De wachttijd daalt" not in verhaal.lees(wie)
    assert "De wachttijd daalt" not in verhaal.lees(wie, f"/persvragen/{verhaal.kenmerk}/stap/leg_antwoord_vast/")
    verhaal.stap("stem_af", "adviseur")
    verhaal.wordt("2026-11-24 09:10")
    brief = tekst_aan(verhaal, "communicatie_gemeente")
    assert "Open de persvraag en leg uw antwoord vast" in brief
    assert f"/persvragen/{verhaal.kenmerk}/" in brief
    assert NUMMER not in brief
    verhaal.post()
    assert "De wachttijd daalt" in verhaal.lees(wie)
    verhaal.stap("informeer_gemeenten", "adviseur")
    verhaal.wordt("2026-11-24 09:20")
    brief = tekst_aan(verhaal, "beleidsmedewerker_jeugd")
    assert "Over welke gemeente het gaat\nZwolle" in brief
    assert "De kernboodschap" in brief
    assert "Het antwoord\n" not in brief, "er is nog geen antwoord"
    verhaal.stap("stuur_door", "regiomanager")
    verhaal.post()

    _leg_vast_en_antwoord(verhaal, wie, vreemd)


def _leg_vast_en_antwoord(verhaal: Persverteller, wie: str, vreemd: str) -> None:
    """What she did and asks for is heard at once; her answer goes to who knew the question."""
    for code, mail, aan in (
        ("vraag_steun", "steun", WIE_BEHANDELT),
        ("meld_monitoring", "gemeente_zegt", WIE_BEHANDELT),
        ("meld_taakverdeling", "gemeente_zegt", WIE_BEHANDELT),
        ("meld_gebeurd", "gemeente_zegt", WIE_BEHANDELT),
    ):
        verhaal.stap(code, wie, tekst=f"Wij zeggen dit bij {code}.")
        assert verhaal.post() == {mail: aan}, code
        assert f"Wij zeggen dit bij {code}." in verhaal.lees("adviseur")
    kampen, pad = Client(), f"/persvragen/{verhaal.kenmerk}/"
    kampen.force_login(verhaal.regio.gebruikers[vreemd])
    zwolle = Client()
    zwolle.force_login(verhaal.regio.gebruikers[wie])
    for waar in ("", "stap/leg_antwoord_vast/", "stap/meld_gebeurd/", "teksten/", "wijzigen/", "vragers/nieuw/"):
        assert kampen.get(f"{pad}{waar}").status_code == 404
    for waar in ("stap/stem_af/", "stap/meld_onzin/", "teksten/", "wijzigen/", "vragers/nieuw/"):
        assert zwolle.get(f"{pad}{waar}").status_code == 404
    # About no melding there is no family to tell; a page of another gemeente cannot be answered for.
    assert "gaat niet over een melding" in verhaal.lees(wie, f"{pad}stap/meld_familie/")

    verhaal.wordt("2026-11-24 13:00")
    verhaal.antwoord(wie)
    assert verhaal.post() == {**ANTWOORD, "beantwoord": WIE_BEHANDELT}
    assert verhaal.vraag.antwoorden.get().vastgelegd_door == verhaal.regio.gebruikers[wie]
    assert CITAAT in verhaal.lees("adviseur").replace("&#x27;", "'")
    assert "Beantwoord op 24 november 2026, 13:00 uur" in verhaal.lees(wie)
    assert len(ANDEREN) == Bericht.objects.filter(regel="antwoord_naar_gemeenten", gegevens__vraag=VRAAG).count()
    assert controle.controleer(verhaal.nu) == []
