"""Handing the list in, on the page and by command: nothing changes before the confirmation, then once (R98, R102)."""

from datetime import timedelta

import pytest
from auditlog.models import LogEntry
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import CommandError, call_command
from django.urls import reverse

from basis.klok import nu as klok_nu
from communicatie.post.contactpost import houd_bij
from contacten.models import Bezetting, Contactpersoon, Invoer
from contacten.rollen import ROLLEN_MET_ACCOUNT, Rol
from tests import bouw_contacten as bouw
from tests import klok

from .bijlage_1 import RIJEN, VORMEN, als_csv, als_plaktekst

pytestmark = pytest.mark.django_db
ADRES = "/contacten/inlezen/"
ANDER_NUMMER = [(*rij[:4], rij[4].replace("06-00000011", "06-00000099"), rij[5]) for rij in RIJEN]


@pytest.fixture
def beheerder(client):
    bouw.alle_gemeenten()
    gebruiker = bouw.gebruiker(Rol.BEHEERDER, username="beheerder")
    client.force_login(gebruiker)
    return gebruiker


def bestand(inhoud, naam="bijlage.csv"):
    return {"bestand": SimpleUploadedFile(naam, inhoud)}


def lever_in(client, gegevens):
    """Hand in; return the page with the proposal."""
    antwoord = client.post(ADRES, gegevens, follow=True)
    assert antwoord.status_code == 200
    return antwoord


def bevestig(client, pagina, **keuzes):
    form = pagina.context["form"]
    return client.post(pagina.request["PATH_INFO"], {"afdruk": form.voorstel.afdruk, **keuzes})


@pytest.mark.eis("R102")
@pytest.mark.parametrize("rol", [rol for rol in ROLLEN_MET_ACCOUNT if rol != Rol.BEHEERDER])
def test_inlezen_bestaat_alleen_voor_de_beheerder(client, beheerder, rol):
    lever_in(client, bestand(VORMEN["xlsx"]))
    client.force_login(bouw.gebruiker(rol))
    for adres in (ADRES, f"{ADRES}{Invoer.objects.get().pk}/"):
        assert client.get(adres).status_code == client.post(adres, {}).status_code == 404
    client.logout()
    assert client.get(ADRES)["Location"].startswith(reverse("account_login"))


@pytest.mark.sqlite
@pytest.mark.eis("R98")
@pytest.mark.parametrize(
    "gegevens", [bestand(VORMEN["xlsx"], "b.xlsx"), {"tekst": als_plaktekst()}], ids=["xlsx", "tekst"]
)
def test_van_bestand_of_geplakte_tekst_via_het_voorstel_naar_het_verslag(client, beheerder, gegevens):
    for waarde in gegevens.values():
        if hasattr(waarde, "seek"):
            waarde.seek(0)
    pagina = lever_in(client, gegevens)
    tekst = pagina.content.decode()
    assert "Nieuw (12)" in tekst
    assert "Gemeente zonder contact (1)" in tekst
    assert not Contactpersoon.objects.exists()
    verslag = client.get(bevestig(client, pagina)["Location"])
    assert "12 toegevoegd" in verslag.content.decode()
    assert Contactpersoon.objects.count() == Bezetting.objects.count() == 12
    invoer = Invoer.objects.get()
    assert (invoer.rijen, invoer.verwerkt_door) == ([], beheerder)
    regel = LogEntry.objects.get_for_objects(Contactpersoon.objects.all()).order_by("pk").last()
    assert regel.actor == beheerder
    # Who he was goes with his account: his address, and where he came from, would stay in what cannot be taken away.
    assert (regel.actor_email, regel.remote_addr, regel.remote_port, regel.cid) == (None, None, None, None)
    assert "niets te verwerken" in lever_in(client, {"tekst": als_plaktekst()}).content.decode()


@pytest.mark.eis("R102")
def test_een_gewijzigd_nummer_staat_van_oud_naar_nieuw_op_het_scherm(client, beheerder):
    bevestig(client, lever_in(client, {"tekst": als_plaktekst()}))
    pagina = lever_in(client, bestand(als_csv(rijen=ANDER_NUMMER)))
    tekst = pagina.content.decode()
    assert "Gewijzigd (1)" in tekst
    assert "06-00000011</del>" in tekst
    assert "06-00000099</ins>" in tekst
    bevestig(client, pagina)
    assert Contactpersoon.objects.get(naam="K. Voorbeeld").mobiel == "06-00000099"


def test_een_keuze_op_het_scherm_wordt_gevolgd_en_een_verzonnen_keuze_geweigerd(client, beheerder):
    bevestig(client, lever_in(client, {"tekst": als_plaktekst()}))
    pagina = lever_in(client, bestand(als_csv(rijen=RIJEN[:-1])))
    zetel = Bezetting.objects.get(gemeente__naam="Zwolle")
    assert bevestig(client, pagina, **{f"weg-{zetel.pk}": "verzonnen"}).status_code == 409
    zetel.refresh_from_db()
    assert zetel.tot_datum is None
    assert bevestig(client, pagina, **{f"weg-{zetel.pk}": "beeindig"}).status_code == 302
    zetel.refresh_from_db()
    assert zetel.tot_datum is not None


@pytest.mark.sqlite
def test_een_tweede_klik_verwerkt_niet_nog_eens(client, beheerder):
    pagina = lever_in(client, {"tekst": als_plaktekst()})
    assert bevestig(client, pagina).status_code == bevestig(client, pagina).status_code == 302
    assert Contactpersoon.objects.count() == 12
    assert "al verwerkt" in client.get(pagina.request["PATH_INFO"]).content.decode()


def test_wat_intussen_veranderde_wordt_eerst_opnieuw_getoond(client, beheerder):
    bevestig(client, lever_in(client, {"tekst": als_plaktekst()}))
    pagina = lever_in(client, bestand(als_csv(rijen=ANDER_NUMMER)))
    Contactpersoon.objects.filter(naam="K. Voorbeeld").update(mobiel="06-00000055")
    antwoord = bevestig(client, pagina)
    assert antwoord.status_code == 409
    assert "intussen gewijzigd" in antwoord.content.decode()
    assert Contactpersoon.objects.get(naam="K. Voorbeeld").mobiel == "06-00000055"
    assert bevestig(client, antwoord).status_code == 302
    assert Contactpersoon.objects.get(naam="K. Voorbeeld").mobiel == "06-00000099"


def test_na_een_dag_is_een_voorstel_verlopen_en_later_verdwijnt_het(client, beheerder):
    pagina = lever_in(client, {"tekst": als_plaktekst()})
    client.logout()
    klok.verder(timedelta(hours=25))
    client.force_login(beheerder)
    antwoord = client.post(pagina.request["PATH_INFO"], {"afdruk": "x"}, follow=True)
    assert "verlopen" in antwoord.content.decode()
    assert not Contactpersoon.objects.exists()
    houd_bij(klok_nu())
    assert not Invoer.objects.exists()


@pytest.mark.parametrize(
    ("gegevens", "zin"),
    [
        ({}, "Kies een bestand, of plak de tabel."),
        ({"tekst": "   "}, "Kies een bestand, of plak de tabel."),
        ({"tekst": "Naam;Adres"}, "Wij missen deze kolommen"),
        ({"tekst": "a\x00b"}, "onzichtbaar teken"),
        ({"tekst": "x" * 300_001}, "300000"),
    ],
)
def test_een_verkeerde_invoer_geeft_een_zin_bij_het_veld_en_bewaart_niets(client, beheerder, gegevens, zin):
    tekst = client.post(ADRES, gegevens).content.decode()
    assert zin.lower() in tekst.lower()
    assert not Invoer.objects.exists()


@pytest.mark.parametrize("inhoud", [b"", b"\x00\x01", b"PK\x03\x04", b"%PDF-1.7", b"x" * 2_200_000, b"\xff" * 50])
def test_een_verkeerd_bestand_geeft_een_zin_en_geen_fout(client, beheerder, inhoud):
    antwoord = client.post(ADRES, bestand(inhoud, "x.xlsx"))
    assert antwoord.status_code == 200
    assert antwoord.context["form"].errors["bestand"]


def test_namen_in_het_bestand_worden_nooit_html(client, beheerder):
    rij = ("Zwolle", "<script>alert(1)</script>", "<b>x</b>", "", "06-00000011", "")
    tekst = lever_in(client, bestand(als_csv(rijen=[rij]))).content.decode()
    assert "<script>alert" not in tekst
    assert "&lt;script&gt;alert" in tekst


def test_honderden_twijfels_worden_niet_honderden_vragen(client, beheerder):
    rijen = [("Zwolle", f"K{nummer}", "", "", "bel", "") for nummer in range(450)]
    pagina = lever_in(client, bestand(als_csv(rijen=rijen)))
    assert "te veel twijfelachtige rijen" in pagina.content.decode()
    assert bevestig(client, pagina).status_code == 302
    assert not Contactpersoon.objects.exists()


@pytest.mark.eis("R98")
def test_het_commando_toont_eerst_en_schrijft_met_bevestig(tmp_path, capsys, db):
    bouw.alle_gemeenten()
    pad = tmp_path / "bijlage.xlsx"
    pad.write_bytes(VORMEN["xlsx"])
    call_command("importeer_contacten", pad)
    assert capsys.readouterr().out.count("nieuw ") == 12
    assert not Contactpersoon.objects.exists()
    call_command("importeer_contacten", pad, "--bevestig")
    assert "Verwerkt: 12 toegevoegd, 1 geen contact." in capsys.readouterr().out
    assert Contactpersoon.objects.count() == 12
    call_command("importeer_contacten", pad, "--bevestig")
    assert "Er is niets te verwerken." in capsys.readouterr().out
    assert Contactpersoon.objects.count() == 12


def test_het_commando_weigert_een_verkeerd_bestand_met_een_zin(tmp_path, db):
    pad = tmp_path / "x.csv"
    pad.write_bytes(b"\x00")
    with pytest.raises(CommandError, match="geen tekst"):
        call_command("importeer_contacten", pad, "--bevestig")
    with pytest.raises(CommandError, match="niet te lezen"):
        call_command("importeer_contacten", tmp_path / "weg.csv")


def test_een_adres_van_een_ander_is_een_vraag_ook_bij_een_bekend_contact(client, beheerder):
    """Taken over unasked, what is for Zwolle would go to somebody of Kampen."""
    bevestig(client, lever_in(client, bestand(als_csv())))
    van_kampen = next(rij[5] for rij in RIJEN if rij[0] == "Kampen")
    pagina = lever_in(client, bestand(als_csv(rijen=[*RIJEN[:-1], (*RIJEN[-1][:5], van_kampen)])))
    assert "Dit e-mailadres is al van" in pagina.content.decode().replace("&#x27;", "'")
    bevestig(client, pagina)
    assert Contactpersoon.objects.get(naam="K. Voorbeeld").email == RIJEN[-1][5]
