"""A protocol file that is wrong says where: file, table, place, code and key."""

from datetime import date
from pathlib import Path

import pytest

from escalatie.protocol.bestand import lees_inhoud, maak_velden
from escalatie.protocol.lezen import MAP, OPBOUW, ProtocolFout, haal_protocol, versies
from escalatie.protocol.model import Protocol
from escalatie.protocol.plaatsen import vul

VERSIE = "ijsselland-2019-02-13"
GOED = """
[protocol]
versie = "proef"
titel = "Proef"
regio = "Proefregio"
vastgesteld_datum = 2026-01-01
vastgesteld_door = "niemand"

[rolnaam]
toegang = "toegang"

[voorwaardenaam]

[[status]]
code = "ontvangen"
naam = "Ontvangen"
stap = 1
zin = "Kijk."
bron = "1"
eisen = ["R1"]

[[termijn]]
code = "snel"
naam = "Snel"
bij = []
soort = "protocol"
uren = 48
wekkers = [{ soort = "voor", uren = 6 }]
zin = "Snel."
bron = "1"
eisen = ["R79"]
"""


def lees(pad: Path) -> Protocol:
    """One file of Hoofdstuk 2 that stands by itself."""
    inhoud = lees_inhoud(pad)
    return Protocol(**maak_velden(pad.name, vul(pad.name, inhoud, inhoud), OPBOUW))


@pytest.fixture
def schrijf(tmp_path: Path):
    def _schrijf(tekst: str) -> Path:
        pad = tmp_path / "proef.toml"
        pad.write_text(tekst, encoding="utf-8")
        return pad

    return _schrijf


def test_een_goed_bestand_wordt_een_protocol(schrijf):
    protocol = lees(schrijf(GOED))

    assert (protocol.versie, protocol.vastgesteld_datum) == ("proef", date(2026, 1, 1))
    assert protocol.termijn_per_code["snel"].wekkers[0].uren == 6
    assert protocol.status_per_code["ontvangen"].eind is False


@pytest.mark.parametrize(
    ("oud", "nieuw", "plek"),
    [
        (
            "stap = 1",
            "stap = 1\nstpa = 2",
            "proef.toml, [[status]] nummer 1 (ontvangen): de sleutel 'stpa' ken ik niet",
        ),
        ("stap = 1\n", "", "proef.toml, [[status]] nummer 1 (ontvangen): de sleutel 'stap' ontbreekt"),
        ("stap = 1", 'stap = "1"', "(ontvangen), stap: hier hoort een heel getal, niet '1'"),
        ("stap = 1", "stap = true", "(ontvangen), stap: hier hoort een heel getal, niet True"),
        ('naam = "Snel"', "naam = 7", "[[termijn]] nummer 1 (snel), naam: hier hoort tekst, niet 7"),
        ("bij = []", 'bij = "x"', "[[termijn]] nummer 1 (snel), bij: hier hoort een lijst"),
        ("bij = []", "bij = [3]", "(snel), bij, deel 1: hier hoort tekst, niet 3"),
        ("bij = []", 'bij = [""]', "(snel), bij, deel 1: deze tekst is leeg"),
        ('bron = "1"', 'bron = " "', "(ontvangen), bron: deze tekst is leeg"),
        ("uren = 6", 'uren = "6"', "(snel), wekkers, deel 1, uren: hier hoort een heel getal"),
        ("uren = 6", "uur = 6", "(snel), wekkers, deel 1: de sleutel 'uur' ken ik niet"),
        ("[[status]]", "[[statuus]]", "proef.toml: de sleutel 'statuus' ken ik niet"),
        ("[[status]]", "[status]", "proef.toml, status: schrijf elke rij als [[status]]"),
        ('versie = "proef"\n', "", "proef.toml, [protocol]: de sleutel 'versie' ontbreekt"),
        ("2026-01-01", '"2026-01-01"', "[protocol], vastgesteld_datum: hier hoort een datum"),
        ('toegang = "toegang"', 'toegang = ""', "[rolnaam], toegang: deze tekst is leeg"),
        ("[rolnaam]", "[rolnaam", "proef.toml: het bestand is niet te lezen"),
    ],
)
def test_een_fout_noemt_bestand_tabel_en_sleutel(schrijf, oud, nieuw, plek):
    assert oud in GOED

    with pytest.raises(ProtocolFout) as fout:
        lees(schrijf(GOED.replace(oud, nieuw, 1)))

    assert plek in str(fout.value)


def test_een_code_mag_maar_een_keer_in_een_tabel(schrijf):
    status = GOED[GOED.index("[[status]]") : GOED.index("[[termijn]]")]

    with pytest.raises(ProtocolFout, match=r"\[\[status\]\] nummer 2 \(ontvangen\), code: deze code staat er al"):
        lees(schrijf(GOED + status))


def test_dezelfde_keuze_mag_in_twee_lijsten(schrijf):
    keuze = (
        '\n[[keuze]]\nlijst = "{0}"\ncode = "anders"\nnaam = "Anders"\nzin = "Anders."\nbron = "1"\neisen = ["R1"]\n'
    )

    protocol = lees(schrijf(GOED + keuze.format("een") + keuze.format("twee")))

    assert len(protocol.keuzes) == 2
    with pytest.raises(ProtocolFout, match="deze code staat er al"):
        lees(schrijf(GOED + keuze.format("een") + keuze.format("een")))


def test_een_bestand_dat_er_niet_is_of_geen_tekst_is_wordt_geweigerd(tmp_path):
    (tmp_path / "kapot.toml").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(ProtocolFout, match=r"niets\.toml: het bestand is niet te lezen"):
        lees(tmp_path / "niets.toml")
    with pytest.raises(ProtocolFout, match=r"kapot\.toml: het bestand is niet te lezen"):
        lees(tmp_path / "kapot.toml")


@pytest.mark.eis("R1")
def test_elke_versie_die_er_is_kan_worden_gehaald_en_een_andere_niet():
    assert VERSIE in versies()
    for versie in versies():
        assert haal_protocol(versie).versie == versie
    with pytest.raises(ProtocolFout, match="geen protocol met versie"):
        haal_protocol("../settings")


def test_het_bestand_volgt_de_volgorde_van_het_protocol():
    regels = (MAP / f"{VERSIE}.toml").read_text(encoding="utf-8").splitlines()
    koppen = [regel for regel in regels if regel.startswith(("# ---- ", "# DEEL "))]

    volgorde = ["DEEL I:", "Deel I, 1.1", "Deel I, 1.2", "DEEL II:", "Deel II, 1:", "Deel II, 2.1", "Deel II, 2.2"]
    volgorde += [f"Deel II, 2.3 {letter} -" for letter in "abcd"] + ["DEEL II, 3", "Fase 1:", "Fase 2:"]
    plekken = [next(i for i, kop in enumerate(koppen) if stuk in kop) for stuk in volgorde]
    assert plekken == sorted(plekken)
