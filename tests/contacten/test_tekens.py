"""Names with letters beyond ASCII, in each encoding of an office: read well, or doubted aloud (R98)."""

import io
import re

import openpyxl
import pytest

from contacten.inlezen.invoer import lees_bestand, lees_tekst
from contacten.inlezen.invoer.tekens import heeft_vreemde_tekens, herstel

from .bijlage_1 import GEMEENTEN, KOP

NAMEN = (
    "Renée Brouër",
    "RENÉE BROUËR",
    "René",
    "Renée-Zoë",
    "Zoë",
    "Loïs Noël",
    "Michaël",
    "Zoë Çelik",
    "Özlem Yılmaz",
    "Françoise d’Hondt",
    "’t Hart",
    "Jürgen Müller",
    "Jäger",
    "Søren Ångström",
    "Björn Strauß",
    "José Peña",
    "Anaïs Benoît",
    "Éva Ünal",
    "Élise",
    "Máxima Juárez",
    "Ána Á",
    "João Simões",
    "Inês Conceição",
    "Hélène Père",
    "Ílse Öztürk",
    "Änne Ölçer",
    "Óscar Íñigo",
    "Gülşah Çiğdem",
    "Zdeněk Dvořák",
    "Łukasz Ślązak",
    "Šárka Žižková",
)
EENMAAL = ("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp850", "mac_roman")
TWEEMAAL = ("cp1252", "cp850", "mac_roman")
# Every program reads these without asking: there is nothing to doubt.
ZEKER = ("utf-8", "utf-8-sig", "utf-16")


def kan(naam, codering):
    """Whether this encoding has all letters of the name."""
    return naam.encode(codering, "ignore").decode(codering) == naam


def verminkt(naam, was, gelezen_als):
    """What comes of a name that was saved in the one encoding and read in the other; empty when that cannot be."""
    try:
        return naam.encode(was).decode(gelezen_als)
    except UnicodeError:
        return ""


def lijst(naam, functie="Teamleider"):
    return f"{';'.join(KOP)}\r\nZwolle;{naam};{functie};;06-00000011;a@zwolle.example"


def een(inhoud):
    (rij,) = lees_bestand(inhoud, GEMEENTEN)
    return rij


def verkeerd_gelezen(tekst, codering):
    """UTF-8 that a program took for this encoding; Windows passes on the bytes that its table leaves open."""
    stukken = (bytes([byte]) for byte in tekst.encode())
    return "".join(
        stuk.decode("latin-1" if codering == "cp1252" and stuk in b"\x81\x8d\x8f\x90\x9d" else codering)
        for stuk in stukken
    )


def is_goed_of_betwijfeld(rij, naam):
    return rij.naam == naam or any("vreemde tekens" in twijfel for twijfel in rij.twijfels)


@pytest.mark.eis("R98")
@pytest.mark.parametrize("codering", EENMAAL)
def test_iedere_naam_in_iedere_codering_is_goed_of_betwijfeld(codering):
    namen = [naam for naam in NAMEN if kan(naam, codering)]
    assert len(namen) > 20
    for naam in namen:
        rij = een(lijst(naam).encode(codering))
        assert is_goed_of_betwijfeld(rij, naam), (naam, rij)
        if codering in ZEKER:
            assert (rij.naam, rij.twijfels) == (naam, ())


@pytest.mark.eis("R98")
@pytest.mark.parametrize("naam", NAMEN)
@pytest.mark.parametrize("codering", TWEEMAAL)
def test_wat_twee_keer_is_gecodeerd_wordt_hersteld(naam, codering):
    fout = verkeerd_gelezen(naam, codering)
    assert een(verkeerd_gelezen(lijst(naam), codering).encode()).naam == naam
    assert [rij.naam for rij in lees_tekst(lijst(fout), GEMEENTEN)] == [naam]
    assert een(verkeerd_gelezen(lijst(fout), codering).encode()).naam == naam
    werkmap = openpyxl.Workbook()
    werkmap.active.append(KOP)
    werkmap.active.append(["Zwolle", fout, "", "", "06-00000011", ""])
    uit = io.BytesIO()
    werkmap.save(uit)
    assert een(uit.getvalue()).naam == naam


@pytest.mark.eis("R98")
@pytest.mark.parametrize("codering", EENMAAL)
def test_een_lijst_zoals_bijlage_1_wordt_zonder_twijfel_gelezen(codering):
    """One word that is a word in one encoding only settles the file."""
    rij = een(lijst("Renée Brouër", "Coördinator jeugd").encode(codering))
    assert (rij.naam, rij.functie, rij.twijfels) == ("Renée Brouër", "Coördinator jeugd", ())


@pytest.mark.parametrize("gelezen_als", TWEEMAAL)
@pytest.mark.parametrize("was", TWEEMAAL)
def test_wat_al_verkeerd_is_bewaard_wordt_betwijfeld_als_er_een_teken_in_een_woord_staat(was, gelezen_als):
    """Bytes of one encoding read in another and then saved as UTF-8: a sign within a word gives it away.

    When only letters came out of it ("Brouâr") nobody can see it; that is not asked here.
    """
    for naam in NAMEN:
        fout = verminkt(naam, was, gelezen_als)
        if fout and fout != naam and re.search(r"[^\W\d_][^\w\s'’.–-][^\W\d_]", fout):
            rij = een(lijst(fout).encode())
            assert is_goed_of_betwijfeld(rij, naam), (naam, fout, rij)


@pytest.mark.eis("R98")
@pytest.mark.parametrize("tekst", ["Ren‚e", "RenŽe", "Ren├®e", "Ren\ufffde", "Ren\x82e", "RenÇe", "Brou‰r", "Bj™rn"])
def test_bekende_sporen_van_een_verkeerde_codering_worden_betwijfeld(tekst):
    rij = een(lijst(tekst).encode())
    assert rij.naam == "Renée" or "vreemde tekens" in " ".join(rij.twijfels)


@pytest.mark.parametrize("naam", [*NAMEN, "Анна Иванова", "أحمد", "O’Neill – de Wit", "J. (Jan) van ’t Hek", "“Bo”"])
def test_een_gewone_naam_wordt_niet_hersteld_en_niet_betwijfeld(naam):
    assert herstel(naam) == naam
    assert not heeft_vreemde_tekens(naam)
