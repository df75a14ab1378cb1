"""Press questions over the pages, at the moments when a werkdag is hard to count; from telephone to evaluation."""

from collections.abc import Callable
from datetime import datetime

import pytest

from basis.kalender import ZONE
from escalatie.bewaking import controle
from escalatie.persvragen.antwoordtermijn import antwoordtermijn
from tests import klok
from tests.conftest import Mailserver

from .persverteller import CITAAT, TEKSTEN, Persverteller

CM = ["contractmanager", "contractmanager"]
IEDEREEN = ["communicatieadviseur", *CM, "regiomanager"]
BIJNA = {"nadert": ["communicatieadviseur", *CM]}
ANDEREN = [
    f"beleidsmedewerker_jeugd {gemeente}"
    for gemeente in (
        *("dalfsen", "deventer", "hardenberg", "kampen", "olst-wijhe", "ommen", "raalte", "staphorst"),
        *("steenwijkerland", "zwartewaterland"),
    )
]
# Who leads the communication of the gemeente that answers.
TEKST_KREGEN = ["beleidsmedewerker_jeugd zwolle", "communicatie_gemeente zwolle", "manager_gemeente zwolle"]
# Who knew the question, and hears what the gemeente said.
ANTWOORD = {"antwoord": [*ANDEREN, "escalatieteam", "escalatieteam", "escalatieteam"]}
Begin = Callable[[str], Persverteller]


@pytest.fixture
def begin(db: None, mailserver: Mailserver) -> Begin:
    """A story that begins at this moment in Amsterdam."""

    def _begin(lokale_tijd: str) -> Persverteller:
        nu = datetime.fromisoformat(lokale_tijd).replace(tzinfo=ZONE)
        klok.zet(nu)
        return Persverteller(mailserver, nu)

    return _begin


def stem_af(verhaal: Persverteller) -> None:
    """From intake to a gemeente that can answer, and everybody who must know."""
    verhaal.stap("verzamel_informatie")
    assert verhaal.post() == {"taak": ["communicatieadviseur"]}
    verhaal.schrijf()
    verhaal.stap("stem_af", "adviseur")
    assert verhaal.post() == {"kernboodschap": TEKST_KREGEN}
    verhaal.stap("vraag_na", "adviseur", heeft_afstemming_nodig="nee", meer_informatie="")
    verhaal.stap("informeer_gemeenten", "adviseur")
    assert verhaal.post() == {"doorsturen": ["regiomanager"], "gemeenten": ANDEREN}
    verhaal.stap("stuur_door", "regiomanager")
    assert verhaal.post() == {"escalatieteam": ["escalatieteam"] * 3}


def is_klaar(verhaal: Persverteller) -> None:
    """Closed, with the evaluation, and nothing left that rings."""
    assert (verhaal.vraag.status, verhaal.vraag.afgerond_op) == ("afgerond", verhaal.nu)
    assert set(verhaal.vraag.evaluatie) == {"proces", "afspraken"}
    assert verhaal.post() == {}
    verhaal.wordt("2027-03-01 09:00")
    assert verhaal.post() == {}
    assert controle.controleer(verhaal.nu) == []


@pytest.mark.eis("R5")
@pytest.mark.eis("R6")
@pytest.mark.eis("R7")
@pytest.mark.eis("R10")
@pytest.mark.eis("R13")
@pytest.mark.eis("R14")
@pytest.mark.eis("R15")
@pytest.mark.eis("R20")
@pytest.mark.eis("A17")
def test_een_vraag_op_vrijdag_om_half_vijf_is_er_maandag_om_vijf_uur(begin: Begin) -> None:
    verhaal = begin("2026-11-20 16:30")
    verhaal.registreer()
    assert verhaal.termijn() == "2026-11-23 17:00"
    assert verhaal.post() == {
        "beantwoorden": CM,
        "meedenken": ["communicatieadviseur"],
        "ontvangen": ["regiomanager"],
    }
    verhaal.wordt("2026-11-20 17:00")
    assert verhaal.post() == BIJNA, "vóór het weekend"
    verhaal.wordt("2026-11-23 09:00")
    stem_af(verhaal)
    verhaal.stap("communiceer", monitor_tot_datum="")
    verhaal.wordt("2026-11-23 14:00")
    verhaal.antwoord()
    assert verhaal.post() == ANTWOORD
    assert (verhaal.vraag.kernboodschap, verhaal.vraag.antwoorden.get().tekst) == (TEKSTEN["kernboodschap"], CITAAT)
    verhaal.wordt("2026-11-25 09:00")
    assert verhaal.post() == {}
    verhaal.sluit()
    is_klaar(verhaal)


@pytest.mark.eis("R5")
@pytest.mark.eis("R17")
@pytest.mark.eis("A9")
def test_een_vraag_op_zaterdag_telt_vanaf_maandag_en_een_vervolgvraag_telt_zelf(begin: Begin) -> None:
    verhaal = begin("2026-11-21 11:00")
    verhaal.registreer("adviseur")
    assert verhaal.termijn() == "2026-11-24 17:00"
    verhaal.post()
    verhaal.wordt("2026-11-24 14:59")
    assert verhaal.post() == {}
    verhaal.wordt("2026-11-24 15:00")
    assert verhaal.post() == {"nadert": ["communicatieadviseur", *CM]}
    stem_af(verhaal)
    verhaal.antwoord()
    assert verhaal.post() == ANTWOORD
    verhaal.stap("communiceer", monitor_tot_datum="")
    verhaal.wordt("2026-11-24 17:30")
    assert verhaal.post() == {}
    verhaal.sluit()

    eerste = verhaal.vraag
    verhaal.registreer(vervolg=eerste.kenmerk)
    assert (verhaal.vraag.vervolg_op, verhaal.termijn()) == (eerste, "2026-11-26 17:00")


@pytest.mark.eis("R5")
@pytest.mark.eis("R6")
@pytest.mark.eis("A9")
def test_een_vraag_op_de_avond_voor_hemelvaart_wordt_te_laat_beantwoord(begin: Begin) -> None:
    verhaal = begin("2026-05-13 20:00")
    verhaal.registreer()
    assert verhaal.termijn() == "2026-05-18 17:00"
    verhaal.post()
    stem_af(verhaal)
    verhaal.wordt("2026-05-15 16:00")
    assert verhaal.post() == BIJNA, "vóór het weekend"
    verhaal.wordt("2026-05-18 14:00")
    assert verhaal.post() == {}
    for moment, mail, wie in (
        ("2026-05-18 15:00", "nadert", ["communicatieadviseur", *CM]),
        ("2026-05-18 17:00", "bereikt", IEDEREEN),
        ("2026-05-19 17:00", "te_laat", IEDEREEN),
    ):
        verhaal.wordt(moment)
        assert verhaal.post() == {mail: wie}
    verhaal.antwoord()
    assert verhaal.post() == ANTWOORD
    assert antwoordtermijn(verhaal.vraag).verstreken_op is not None
    verhaal.stap("communiceer", monitor_tot_datum="")
    verhaal.sluit()
    is_klaar(verhaal)


@pytest.mark.eis("R5")
@pytest.mark.eis("R18")
@pytest.mark.eis("R19")
def test_een_vraag_op_24_december_en_de_media_worden_gevolgd_tot_na_nieuwjaar(begin: Begin) -> None:
    verhaal = begin("2026-12-24 16:00")
    verhaal.registreer()
    assert verhaal.termijn() == "2026-12-28 17:00"
    verhaal.post()
    verhaal.wordt("2026-12-24 17:00")
    assert verhaal.post() == BIJNA, "vóór Kerst"
    verhaal.wordt("2026-12-28 10:00")
    stem_af(verhaal)
    verhaal.stap("communiceer", monitor_tot_datum="2027-01-04")
    verhaal.antwoord()
    assert verhaal.post() == ANTWOORD
    verhaal.wordt("2027-01-04 16:59")
    assert verhaal.post() == {}
    verhaal.wordt("2027-01-04 17:00")
    assert verhaal.post() == {"monitor": ["communicatieadviseur", *CM]}
    verhaal.sluit()
    is_klaar(verhaal)
