"""A name in the middle of a sentence keeps its own capitals: a role, a body or a gemeente is not written small."""

import re
from pathlib import Path

import pytest

from basis.taal import in_een_zin

WORTEL = Path(__file__).parents[2]
APPS = ("calamiteiten", "communicatie", "contacten", "escalatie")
# Of a name, a title or a label nothing is made small but the first letter.
FOUT = re.compile(r"(naam|titel|partij|label|zin|display\(\))(\))*\.lower\(\)|\|lower\b")


def overtredingen(tekst: str) -> list[str]:
    return [gevonden.group(0) for gevonden in FOUT.finditer(tekst)]


@pytest.mark.parametrize(
    ("naam", "zo"),
    [
        ("Overleg met de regiomanager RSJ", "overleg met de regiomanager RSJ"),
        ("IGJ-rapport binnen", "IGJ-rapport binnen"),
        ("Zorg", "zorg"),
        ("A", "a"),
        ("", ""),
    ],
)
def test_alleen_de_eerste_letter_wordt_klein_en_een_afkorting_blijft(naam: str, zo: str) -> None:
    assert in_een_zin(naam) == zo


def test_geen_naam_wordt_in_een_zin_klein_geschreven() -> None:
    assert overtredingen('f"Nog te doen: {taak.titel.lower()}"') == ["titel.lower()"]
    assert overtredingen("{{ melding.get_status_display|lower }}") == ["|lower"]
    assert not overtredingen('f"Nog te doen: {in_een_zin(taak.titel)}"')
    paden = [pad for app in APPS for pad in (WORTEL / app).rglob("*.py") if "migrations" not in pad.parts]
    paden += (WORTEL / "templates").rglob("*.html")
    fout = {str(pad.relative_to(WORTEL)): wat for pad in paden if (wat := overtredingen(pad.read_text("utf-8")))}
    assert not fout
