"""The appointment in an invitation, read back by the library that calendars use (RFC 5545, RFC 5546)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from icalendar import Calendar

from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post import agenda

LINK = "https://calamiteiten.example/meldingen/CAL-2026-0001/taken/#overleg-1"
NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
HERFST = datetime(2026, 10, 25, 0, 0, tzinfo=UTC)
LENTE = datetime(2026, 3, 29, 0, 59, tzinfo=UTC)


def lees(bericht: Bericht, link: str = LINK) -> tuple[Any, Any]:
    """The calendar of this message, as its receiver reads it."""
    deel = agenda.maak_deel(bericht, link)
    assert deel
    kalender = Calendar.from_ical(deel[0])
    (gebeurtenis,) = kalender.walk("VEVENT")
    return kalender, gebeurtenis


def bericht_op(begin: datetime, volgnummer: int = 0, methode: str = agenda.REQUEST, duur: int = 60) -> Bericht:
    """A message with an appointment; nothing of it is in the database."""
    afspraak = agenda.maak_afspraak(
        "0b7a",
        volgnummer,
        methode,
        begin,
        timedelta(minutes=duur),
        "Overleg met de managers",
        "RSJ; zaal 2, eerste deur",
    )
    zaak = Melding(kenmerk="CAL-2026-0001")
    return Bericht(zaak=zaak, aan="manager@gemeente.example", gepland_op=NU, gegevens=afspraak.als_gegevens())


@given(st.integers(1_577_836_800, 2_114_380_800), st.integers(1, 300))
@example(int(HERFST.timestamp()) + 1800, 60)
@example(int(HERFST.timestamp()) + 5400, 60)
@example(int(LENTE.timestamp()), 2)
def test_een_afspraak_is_op_het_bedoelde_moment_ook_in_de_nacht_dat_de_klok_verspringt(
    seconden: int, duur: int
) -> None:
    op = datetime.fromtimestamp(seconden, UTC)
    _, gebeurtenis = lees(bericht_op(op, duur=duur))

    assert gebeurtenis["DTSTART"].dt.astimezone(UTC) == op
    assert gebeurtenis["DTEND"].dt.astimezone(UTC) == op + timedelta(minutes=duur)


def test_een_afspraak_noemt_kenmerk_soort_plaats_en_link_en_verder_niets() -> None:
    kalender, gebeurtenis = lees(bericht_op(NU + timedelta(days=1)))

    assert kalender["METHOD"] == "REQUEST"
    assert str(gebeurtenis["SUMMARY"]) == "CAL-2026-0001: Overleg met de managers"
    assert str(gebeurtenis["LOCATION"]) == "RSJ; zaal 2, eerste deur"
    assert str(gebeurtenis["DESCRIPTION"]) == LINK
    assert gebeurtenis["DTSTART"].params["TZID"] == "Europe/Amsterdam"
    assert [str(zone["TZID"]) for zone in kalender.walk("VTIMEZONE")] == ["Europe/Amsterdam"]
    assert str(gebeurtenis["ATTENDEE"]) == "mailto:manager@gemeente.example"
    assert str(gebeurtenis["ORGANIZER"]).startswith("mailto:")
    assert gebeurtenis["STATUS"] == "CONFIRMED"


def test_een_link_voor_een_persoon_staat_niet_in_een_agenda_die_anderen_zien() -> None:
    _, gebeurtenis = lees(bericht_op(NU), link="")

    assert str(gebeurtenis["DESCRIPTION"]) == agenda.VIA_DE_MAIL
    assert "URL" not in gebeurtenis


@pytest.mark.parametrize("volgnummer", [1, 7])
def test_een_afzegging_is_van_dezelfde_afspraak(volgnummer: int) -> None:
    kalender, weg = lees(bericht_op(NU, volgnummer, agenda.CANCEL))

    assert (kalender["METHOD"], weg["STATUS"], weg["SEQUENCE"]) == ("CANCEL", "CANCELLED", volgnummer)
    assert weg["UID"] == lees(bericht_op(NU))[1]["UID"]


def test_een_ander_bericht_heeft_geen_afspraak() -> None:
    assert agenda.maak_deel(Bericht(gegevens={"termijn": "vóór morgen"}), LINK) is None
