"""Taking the list out: who may, what is in it, that it is recorded and that no cell is a formula (R98, R102)."""

import csv
import io

import openpyxl
import pikepdf
import pytest
from django.urls import reverse

from basis.pdf import haal_statisch, maak_pdf
from contacten.inlezen.invoer import lees_bestand
from contacten.inlezen.vergelijking import vergelijk
from contacten.inlezen.verwerking import verwerk
from contacten.models import Uitvoer
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from contacten.uitvoer.bestanden import als_csv, als_html, als_vcf, als_xlsx
from contacten.uitvoer.bijlage import bijlage_1
from tests import bouw_contacten as bouw

from .bijlage_1 import GEMEENTEN, KOP, VORMEN

pytestmark = pytest.mark.django_db
MOGEN = {Rol.BEHEERDER, Rol.CONTRACTMANAGER, Rol.REGIOMANAGER}
GEVAARLIJK = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    '=HYPERLINK("http://x.example")',
    "=cmd|' /C calc'!A0",
    "＝1",
    "＋1",
    "－1",
    "＠x",
]


@pytest.fixture
def lijst(nu):
    """Bijlage 1, read in."""
    bouw.alle_gemeenten()
    verwerk(vergelijk(lees_bestand(VORMEN["xlsx"], GEMEENTEN), nu), {}, nu)


def haal(client, vorm, rol=Rol.BEHEERDER):
    client.force_login(bouw.gebruiker(rol))
    return client.get(reverse("contacten_uitvoer", args=[vorm]))


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", ROLLEN_MET_ACCOUNT)
def test_alleen_beheerder_contractmanager_en_regiomanager_nemen_de_lijst_mee(client, lijst, rol):
    verwacht = 200 if rol in MOGEN else 404
    assert haal(client, "csv", rol).status_code == verwacht
    assert client.get(reverse("contacten_uitvoer_lijst")).status_code == verwacht
    assert ("Meenemen" in client.get(reverse("contacten")).content.decode()) is (rol in MOGEN)
    assert Uitvoer.objects.count() == (rol in MOGEN)


@pytest.mark.eis("R102")
@pytest.mark.parametrize("vorm", ["xlsx", "csv", "vcf", "pdf"])
def test_iedere_uitvoer_wordt_vastgelegd_en_de_beheerder_ziet_door_wie(client, lijst, nu, vorm):
    antwoord = haal(client, vorm, Rol.REGIOMANAGER)
    assert antwoord["Content-Disposition"] == f'attachment; filename="bijlage-1-2026-11-24.{vorm}"'
    assert "no-store" in antwoord["Cache-Control"]
    rij = Uitvoer.objects.get()
    assert (rij.op, rij.door.rol, rij.vorm, rij.aantal) == (nu, "regiomanager", vorm, 12)
    assert "Wie nam de lijst mee?" not in client.get(reverse("contacten_uitvoer_lijst")).content.decode()
    client.force_login(bouw.gebruiker(Rol.BEHEERDER))
    tekst = client.get(reverse("contacten_uitvoer_lijst")).content.decode()
    assert rij.door.naam in tekst


def test_een_andere_vorm_of_een_ander_verb_bestaat_niet(client, lijst):
    assert haal(client, "exe").status_code == 404
    assert client.post(reverse("contacten_uitvoer", args=["csv"])).status_code == 405
    assert not Uitvoer.objects.exists()


@pytest.mark.eis("R99")
def test_csv_en_xlsx_hebben_de_kolommen_van_bijlage_1_en_een_rij_voor_deventer(lijst, nu):
    bijlage = bijlage_1(nu)
    uit_csv = list(csv.reader(io.StringIO(als_csv(bijlage).decode("utf-8-sig")), delimiter=";"))
    blad = openpyxl.load_workbook(io.BytesIO(als_xlsx(bijlage))).active
    uit_xlsx = [[cel or "" for cel in rij] for rij in blad.iter_rows(values_only=True)]
    assert uit_csv == uit_xlsx
    assert uit_csv[0] == list(KOP)
    assert [rij for rij in uit_csv if rij[0] == "Deventer"] == [["Deventer", "", "", "", "", ""]]
    assert len(uit_csv) == 14


@pytest.mark.parametrize("tekst", GEVAARLIJK)
def test_geen_cel_is_een_formule_en_de_tekst_komt_ongeschonden_terug(nu, tekst):
    bouw.bezetting(Rol.TOEGANG, bouw.gemeente("Zwolle"), bouw.contact(tekst, functie=tekst))
    bijlage = bijlage_1(nu)
    for cel in openpyxl.load_workbook(io.BytesIO(als_xlsx(bijlage))).active[2]:
        assert cel.data_type in {"s", "n"}
        assert cel.value is None or cel.data_type == "s"
    _, rij = csv.reader(io.StringIO(als_csv(bijlage).decode("utf-8-sig")), delimiter=";")
    assert all(not cel or cel[0] not in "=+-@\t\r＝＋－＠" for cel in rij)
    for inhoud in (als_csv(bijlage), als_xlsx(bijlage)):
        (gelezen,) = lees_bestand(inhoud, GEMEENTEN)
        assert (gelezen.naam, gelezen.functie) == (tekst, tekst)


@pytest.mark.parametrize("maak", [als_csv, als_xlsx])
def test_uitvoer_weer_inlezen_verandert_niets(lijst, nu, maak):
    assert not vergelijk(lees_bestand(maak(bijlage_1(nu)), GEMEENTEN), nu).wijzigt_iets


def test_een_adreskaartje_is_vcard_4_met_een_nummer_dat_overal_werkt(lijst, nu):
    bouw.bezetting(
        Rol.TOEGANG, bouw.gemeente("Zwolle"), bouw.contact("Proef; met, tekens\\", functie="é" * 80), volgorde=9
    )
    regels = als_vcf(bijlage_1(nu)).decode().split("\r\n")
    assert all(len(regel.encode()) <= 75 for regel in regels)
    tekst = "\n".join(regels).replace("\n ", "")
    assert tekst.count("BEGIN:VCARD\nVERSION:4.0\n") == tekst.count("END:VCARD") == 13
    assert 'TEL;TYPE="cell,work";VALUE=uri:tel:+31600000011' in tekst
    assert "FN:Mevr. K. Voorbeeld\nN:K. Voorbeeld;;;Mevr.;\nORG:Zwolle" in tekst
    assert "KIND:org" in tekst
    assert "FN:Proef\\; met\\, tekens\\\\" in tekst


@pytest.mark.eis("R98")
def test_het_blad_voor_aan_de_muur_is_een_pagina_met_datum_en_het_gat(lijst, nu):
    bijlage = bijlage_1(nu)
    html = als_html(bijlage)
    assert "24 november 2026, 10:00 uur" in html
    assert "Geen contactpersoon bekend" in html
    with pikepdf.open(io.BytesIO(maak_pdf(html, "Bijlage 1", op=nu, door="Kim"))) as pdf:
        assert len(pdf.pages) == 1
        assert str(pdf.docinfo["/Title"]) == "Bijlage 1"
        assert str(pdf.Root.Lang) == "nl"
        assert "/StructTreeRoot" in pdf.Root
        liggend = pdf.pages[0].mediabox
        assert liggend[2] > liggend[3]


@pytest.mark.parametrize(
    "adres",
    ["file:///etc/passwd", "http://127.0.0.1/", "data:text/plain,x", "static:../manage.py", "static:bestaat/niet"],
)
def test_een_pdf_haalt_niets_op_dan_onze_eigen_statische_bestanden(adres, nu):
    from django.core.exceptions import SuspiciousFileOperation

    with pytest.raises((ValueError, SuspiciousFileOperation)):
        haal_statisch(adres)
    pdf = maak_pdf(f'<link rel="attachment" href="{adres}"><img src="{adres}" alt=""><p>x', "x", op=nu, door="Kim")
    with pikepdf.open(io.BytesIO(pdf)) as geopend:
        assert not geopend.attachments


def test_een_statisch_bestand_komt_met_zijn_soort():
    inhoud, soort = haal_statisch("static:css/pdf_bijlage.css")
    assert (soort, b"@page" in inhoud) == ("text/css", True)
