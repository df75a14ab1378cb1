"""Reading the list: every shape in which it comes gives the same rows; what cannot be the list gets a sentence."""

import io
import zipfile
from dataclasses import replace

import openpyxl
import pytest

from contacten.inlezen.invoer import InvoerFout, lees_bestand, lees_tekst
from contacten.inlezen.invoer.tabellen import GROOTSTE_BESTAND

from .bijlage_1 import GEMEENTEN, KOP, RIJEN, VORMEN, als_csv, als_plaktekst, als_xlsx


def lees(inhoud):
    return lees_bestand(inhoud, GEMEENTEN)


def een(*cellen):
    """The one row of a list with one row."""
    (rij,) = lees(als_csv(rijen=[cellen]))
    return rij


def met_formule():
    werkmap = openpyxl.Workbook()
    werkmap.active.append(KOP)
    werkmap.active.append(["Zwolle", '=HYPERLINK("http://x.example","k")', "", "", "06-00000011", ""])
    uit = io.BytesIO()
    werkmap.save(uit)
    return uit.getvalue()


def werkmap_met(deel, inhoud):
    """The workbook with one part of it replaced."""
    uit = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(als_xlsx())) as van, zipfile.ZipFile(uit, "w", zipfile.ZIP_DEFLATED) as naar:
        for naam in van.namelist():
            naar.writestr(naam, inhoud if naam == deel else van.read(naam))
    return uit.getvalue()


@pytest.mark.eis("R98")
@pytest.mark.eis("R99")
@pytest.mark.eis("R100")
@pytest.mark.parametrize("vorm", VORMEN)
def test_iedere_vorm_geeft_dezelfde_elf_gemeenten_en_twaalf_contacten(vorm):
    rijen = lees(VORMEN[vorm])
    gevuld = [rij for rij in rijen if not rij.is_leeg]
    assert [rij.gemeente for rij in rijen if rij.is_leeg] == ["Deventer"]
    assert {rij.gemeente for rij in rijen} == set(GEMEENTEN)
    assert [rij.gemeente for rij in gevuld if not rij.naam] == ["Olst-Wijhe"]
    assert not [rij for rij in rijen if rij.twijfels or rij.bezwaar]
    gelijk = [replace(rij, nummer=0) for rij in lees(VORMEN["xlsx"])]
    assert [replace(rij, nummer=0) for rij in rijen] == gelijk
    assert len(gevuld) == 12


def test_de_rijen_zijn_netjes_maar_de_naam_van_het_postvak_blijft_zoals_getypt():
    per_naam = {rij.wie: rij for rij in lees(VORMEN["xlsx"])}
    assert per_naam["Mevr. Jo Voorbeeld"].mobiel == "06-00000010"
    assert (per_naam["Mevr. Jo Voorbeeld"].aanhef, per_naam["Mevr. Jo Voorbeeld"].naam) == ("Mevr.", "Jo Voorbeeld")
    assert per_naam["Eva Voorbeeld"].aanhef == ""
    assert per_naam["Mevr. H. Voorbeeld"].gemeente == "Staphorst"
    assert een("Zwolle", "", "", "", "", "JeugdTeam@OW.Example").email == "JeugdTeam@ow.example"


@pytest.mark.parametrize(
    ("regel", "naam", "functie"),
    [
        ("Zwolle Mevr. K. de Proef Teamleider CJG 06-00000011 k.deproef@z.example", "K. de Proef", "Teamleider CJG"),
        ("Zwolle Dhr. K. Mooi-Proef Senior adviseur 06-00000011 k.proef@z.example", "K. Mooi-Proef", "Senior adviseur"),
        ("Gemeente Zwolle Kim Proef 038-0000011 06-00000011", "Kim Proef", ""),
        ("Zwolle  Mevrouw   K. Proef\tCJG coördinator 0031 6 00000011", "K. Proef", "CJG coördinator"),
    ],
)  # fmt: skip
def test_een_gekopieerde_regel_valt_uiteen_in_naam_en_functie(regel, naam, functie):
    (rij,) = lees_tekst(f"{' '.join(KOP)}\n{regel}", GEMEENTEN)
    assert (rij.naam, rij.functie, rij.mobiel, rij.twijfels) == (naam, functie, "06-00000011", ())


@pytest.mark.parametrize(
    ("regel", "twijfel"),
    [
        ("Zwolle Kim Voorbeeld Proef Blauw 06-00000011", "waar de naam ophoudt"),
        ("Zwolle Kim Voorbeeld 14038 06-00000011", "cijfers"),
        ("Zwolle Kim Voorbeeld 06-00000011 06-00000012 06-00000013", "waar dit hoort"),
        ("Zwolle Kim Voorbeeld 06-00000011 a@z.example b@z.example", "waar dit hoort"),
        ("Zwolle Kim Voorbeeld 06-00000011\nkim@z.example", "regel eronder"),
    ],
)
def test_wat_niet_zeker_is_wordt_een_twijfel(regel, twijfel):
    (rij,) = lees_tekst(f"{' '.join(KOP)}\n{regel}", GEMEENTEN)
    assert twijfel in " ".join(rij.twijfels)


def test_een_onbekende_gemeente_in_een_gekopieerde_tekst_hoort_niet_bij_de_gemeente_erboven():
    tekst = f"{als_plaktekst(RIJEN[:1])}\nVerweg Mevr. X. Voorbeeld Teamleider 06-00000019 x@v.example"
    assert [rij.gemeente for rij in lees_tekst(tekst, GEMEENTEN)] == ["Dalfsen", "Verweg"]


@pytest.mark.parametrize(
    ("cellen", "twijfel"),
    [
        (("Zwolle", "K. V.", "", "", "600000011", ""), "mist de eerste nul"),
        (("Zwolle", "K. V.", "", "", "06-000", ""), "lijkt geen Nederlands telefoonnummer"),
        (("Zwolle", "K. V.", "", "", "06-00000011", "k at z.example"), "geen geldig e-mailadres"),
        (("Zwolle", "K. V.", "", "9" * 30, "06-00000011", ""), "te lang voor een telefoonnummer"),
    ],
)
def test_een_vreemde_cel_wordt_een_twijfel_en_de_rest_van_de_rij_blijft(cellen, twijfel):
    rij = een(*cellen)
    assert twijfel in " ".join(rij.twijfels)
    assert rij.mobiel
    assert not rij.bezwaar


def test_een_naam_zonder_kanaal_en_een_te_lange_naam_kunnen_niet_worden_opgeslagen():
    assert "geen telefoonnummer" in een("Zwolle", "K. Voorbeeld", "", "", "", "").bezwaar
    assert "120 tekens" in een("Zwolle", "K" * 121, "", "", "06-00000011", "").bezwaar


def test_een_getal_dat_excel_als_tekst_bewaarde_en_een_apostrof_worden_gelezen():
    rij = een("Zwolle", "'t Hart", "'=1+1", "", '="06-00000011"', "")
    assert (rij.naam, rij.functie, rij.mobiel) == ("'t Hart", "=1+1", "06-00000011")


@pytest.mark.parametrize(
    ("inhoud", "zin"),
    [
        (b"", "staat niets in"),
        (b"   \r\n", "staat niets in"),
        (b"x" * (GROOTSTE_BESTAND + 1), "groter dan 2 MB"),
        (b"%PDF-1.7 ...", "Dit is een PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", "oud Excel-bestand"),
        (b"\x00\x01\x02\x03", "geen tekst"),
        (b"\x81\x8d\x8f", "vinden de kolommen niet"),
        (b"\xff\xfe\x00", "geen tekst"),
        (b"PK\x03\x04 stuk", "niet lezen"),
        (als_xlsx()[:-200], "niet lezen"),
        (b"Naam;Adres\r\nKim;Straat 1", "Wij missen deze kolommen: Gemeente, Functie"),
        (b"Gemeente;Naam;Naam;Functie;Telefoon;Mobiel;E-mail\r\n", "elke kolom één keer"),
        (als_xlsx(rijen=[]), "geen rijen"),
        (als_csv(rijen=[("Zwolle", "Kim", "", "", f"06-{n:08}", "") for n in range(10_000)]), "meer dan 2000 rijen"),
        (als_xlsx(rijen=[("Zwolle", "Kim", "", "", "06-0", "")] * 2100), "meer dan 2000 rijen"),
        (als_csv(rijen=[("Zwolle", "=cmd|' /C calc'!A0", "", "", "06-00000011", "")]), "Regel 2 bevat een formule"),
        (met_formule(), "Cel B2 bevat een formule"),
        (werkmap_met("xl/workbook.xml", b'<!DOCTYPE x [<!ENTITY a "b">]><x>&a;</x>'), "niet lezen"),
        (werkmap_met("xl/styles.xml", b" " * 32_000_000), "te groot"),
        (("\n".join(["Zwolle Kim Voorbeeld 06-00000011"] * 2500)).encode(), "meer dan 2000 rijen"),
    ],
    ids=lambda waarde: waarde if isinstance(waarde, str) else "",
)
def test_wat_de_lijst_niet_kan_zijn_krijgt_een_duidelijke_zin(inhoud, zin):
    with pytest.raises(InvoerFout) as fout:
        lees(inhoud)
    assert zin in str(fout.value)


DALFSEN = "Dalfsen Mevr. A. Voorbeeld Teamleider 0529-000001"
ZWOLLE = "Zwolle Mevr. K. Proef Teamleider 06-00000011 k.proef@zwolle.example"
# What may come loose from the row of somebody of another gemeente, and land under the last one.
VAN_EEN_ANDER = {
    "een adres dat er al staat": ("a.voorbeeld@d.example", "a.voorbeeld@d.example", "hoort bij Mevr. A. Voorbeeld"),
    "ook met hoofdletters": ("a.voorbeeld@d.example", "A.Voorbeeld@D.example", "hoort bij Mevr. A. Voorbeeld"),
    "het adres dat er ontbreekt": ("", "a.voorbeeld@d.example", "hoort misschien bij Mevr. A. Voorbeeld"),
    "alleen de achternaam": ("", "voorbeeld@d.example", "hoort misschien bij Mevr. A. Voorbeeld"),
    "aan elkaar": ("", "avoorbeeld@d.example", "hoort misschien bij Mevr. A. Voorbeeld"),
    "een postbus van die gemeente": ("", "jeugd@dalfsen.example", "lijkt van Dalfsen, maar staat onder Zwolle"),
    "een nummer": ("", "0529-000001", "Dit nummer hoort bij Mevr. A. Voorbeeld van Dalfsen"),
}


def als_tabel(*regels):
    """The same rows as a table, with the loose one in its own column."""
    return als_csv(rijen=regels)


@pytest.mark.eis("R98", "R101")
@pytest.mark.parametrize(("eigen", "los", "zin"), VAN_EEN_ANDER.values(), ids=VAN_EEN_ANDER)
def test_een_losse_regel_van_iemand_van_een_andere_gemeente_is_twijfelachtig(eigen, los, zin):
    tekst = f"{' '.join(KOP)}\n{DALFSEN} {eigen}\n{ZWOLLE}\n{los}"
    nummer = los if los[0] == "0" else ""
    tabel = als_tabel(
        ("Dalfsen", "Mevr. A. Voorbeeld", "Teamleider", "0529-000001", "", eigen),
        ("Zwolle", "Mevr. K. Proef", "Teamleider", "", "06-00000011", "k.proef@zwolle.example"),
        ("", "", "", nummer, "", "" if nummer else los),
    )
    for rijen in (lees_tekst(tekst, GEMEENTEN), lees(tabel)):
        assert [rij.gemeente for rij in rijen] == ["Dalfsen", "Zwolle", "Zwolle"]
        assert zin in " ".join(rijen[-1].twijfels)
        assert not [rij for rij in rijen[:-1] if rij.twijfels]


@pytest.mark.parametrize("los", ["jeugdteam@z.example", "toegang@zwolle.example", "k.voorbeeld@zwolle.example"])
def test_een_postbus_van_de_eigen_gemeente_wordt_niet_betwijfeld(los):
    rijen = lees_tekst(f"{' '.join(KOP)}\n{DALFSEN}\n{ZWOLLE}\n{los}", GEMEENTEN)
    assert (rijen[-1].gemeente, rijen[-1].email, rijen[-1].twijfels) == ("Zwolle", los, ())


@pytest.mark.eis("R98")
@pytest.mark.parametrize("nummer", range(len(RIJEN)))
def test_elk_adres_van_bijlage_1_is_op_de_laatste_regel_van_zijn_eigenaar(nummer):
    """Each address of the table once more at the end: doubted, unless it is of the last gemeente itself."""
    adres = RIJEN[nummer][5]
    if adres:
        laatste = lees_tekst(f"{als_plaktekst()}\n{adres}", GEMEENTEN)[-1]
        assert bool(laatste.twijfels) is (nummer != len(RIJEN) - 1)
