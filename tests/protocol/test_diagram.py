"""The drawing shows the whole state machine, and says the same in words."""

import re
from dataclasses import replace

from django.template.loader import render_to_string

from escalatie.protocol.diagram import BREED, HOOG, teken
from escalatie.protocol.lezen import haal_protocol

PROTOCOL = haal_protocol("ijsselland-2019-02-13")


def test_elke_status_en_elke_overgang_staat_in_het_schema():
    diagram = teken(PROTOCOL)

    assert diagram is not None
    namen = [" ".join(regel for _, regel in vak.regels) for vak in diagram.vakken]
    assert namen == [status.naam for status in PROTOCOL.statussen]
    assert [lijn.nummer for lijn in diagram.lijnen] == list(range(1, len(PROTOCOL.overgangen) + 1))
    assert all(lijn.paden and lijn.nummers for lijn in diagram.lijnen)


def test_geen_twee_vakken_raken_elkaar_en_alles_past_op_het_vlak():
    diagram = teken(PROTOCOL)
    assert diagram is not None

    for vak in diagram.vakken:
        assert 0 <= vak.x <= diagram.breed - BREED
        assert 0 <= vak.y <= diagram.hoog - HOOG
        buren = [ander for ander in diagram.vakken if ander is not vak]
        assert all(abs(vak.x - b.x) >= BREED or abs(vak.y - b.y) >= HOOG for b in buren)
    getallen = [int(g) for lijn in diagram.lijnen for pad in lijn.paden for g in re.findall(r"\d+", pad)]
    assert max(getallen) <= diagram.breed


def test_het_schema_zegt_hetzelfde_in_woorden():
    diagram = teken(PROTOCOL)
    assert diagram is not None

    assert "Fase 1 starten: van Scenario d naar Fase 1." in diagram.beschrijving
    assert all(f"{overgang.naam}: van " in diagram.beschrijving for overgang in PROTOCOL.overgangen)
    svg = render_to_string("protocol/_schema.html", {"diagram": diagram})
    assert 'role="img" aria-labelledby="schema-titel schema-tekst"' in svg
    assert "<title" in svg
    assert f'<desc id="schema-tekst">{diagram.beschrijving}</desc>' in svg


def test_een_protocol_met_een_onbekende_stap_krijgt_geen_half_schema():
    vreemd = replace(PROTOCOL, statussen=(*PROTOCOL.statussen, replace(PROTOCOL.statussen[0], code="fase_3", plek=())))

    assert teken(vreemd) is None
