"""A party that must be informed is a duty of one role: told, with a moment, and done when the proof is there (R80)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie.informeringen import Partij
from communicatie.models import Bericht, Informering
from escalatie.bewaking import controle
from escalatie.draaiboek.taken import voltooi
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.meldingen.taken.vervulling import Informeerverslag, Partijenlijst, Vervulling
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_protocol
from tests import bouw, klok
from tests.bouw import Regio

UUR = timedelta(hours=1)
MAIL = "taak_gegeven"
pytestmark = pytest.mark.sqlite


def bepaal(zaak: Melding, regio: Regio, op: datetime, *partijen: Partij) -> list[Taak]:
    """The regiomanager decides which parties hear it; the duties that follow, in order."""
    taak = bouw.taak(zaak, "partijen")
    voltooi(taak.pk, regio.gebruikers["regiomanager"], Vervulling(gegevens=Partijenlijst(partijen)), op)
    return list(Taak.objects.filter(zaak=zaak, code="partij_informeren").select_related("zaak").order_by("pk"))


def vertel(taak: Taak, regio: Regio, op: datetime, partij: str = "") -> None:
    gegevens = Informeerverslag(partij=partij, geinformeerd_op=op, wijze="telefonisch")
    door = regio.gebruikers["regiomanager"]
    voltooi(taak.pk, door, Vervulling(namens="RSJ" if taak.rol != door.rol else "", gegevens=gegevens), op)


@pytest.mark.eis("R80")
def test_elke_partij_die_bericht_krijgt_is_een_taak_met_een_moment_en_wie_haar_krijgt_hoort_het(
    regio: Regio, nu: datetime
) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR

    politie, school = bepaal(
        zaak,
        regio,
        straks,
        Partij("Politie en OM", False, True, "contractmanager"),
        Partij("Basisschool", True, True),
        Partij("Jeugdhulpaanbieder", True, False),
    )

    assert (politie.titel, politie.rol) == ("Informeer politie en OM", "contractmanager")
    assert (school.titel, school.rol) == ("Informeer Basisschool", "regiomanager")
    assert {politie.uiterlijk_op, school.uiterlijk_op} == {nu + 48 * UUR}
    mails = Bericht.objects.filter(zaak=zaak, gepland_op=straks, sjabloon=MAIL)
    assert set(mails.values_list("rol", flat=True)) >= {"contractmanager"}
    assert all("26 november" in mail.gegevens["termijn"] for mail in mails)
    assert controle.controleer(straks) == []


@pytest.mark.eis("R80")
def test_nog_te_doen_houdt_op_als_is_vastgelegd_dat_de_partij_het_weet(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    (taak,) = bepaal(zaak, regio, straks, Partij("Politie en OM", False, True))
    assert "Politie en OM" in bewijs(zaak, regio.gebruikers["regiomanager"], straks).partijen_open

    vertel(taak, regio, straks + UUR, partij="de politie")

    rij = Informering.objects.get(melding=zaak, partij="Politie en OM")
    assert (rij.geinformeerd_op, rij.wijze) == (straks + UUR, "telefonisch")
    taak.refresh_from_db()
    assert (taak.status, taak.afgerond_door) == ("afgerond", regio.gebruikers["regiomanager"])
    assert "Politie en OM" not in bewijs(zaak, regio.gebruikers["regiomanager"], straks + UUR).partijen_open


def test_ook_wat_bij_communicatie_wordt_vastgelegd_maakt_de_taak_af(client: Client, regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    (taak,) = bepaal(zaak, regio, straks, Partij("Dagelijks en algemeen bestuur RSJ", False, True))
    velden = {"orgaan": "db_ab", "wijze": "telefonisch", "door_wie": "regiomanager"}
    velden |= {"geinformeerd_op_0": "2026-11-24", "geinformeerd_op_1": "10:30"}

    with klok.op(straks):
        client.force_login(regio.gebruikers["regiomanager"])
        client.post(reverse("communicatie_vastleggen", args=[zaak.kenmerk, "informeren"]), velden)

    taak.refresh_from_db()
    assert taak.status == "afgerond"


def test_wie_het_al_weet_is_geen_taak(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    Informering.objects.create(
        melding=zaak,
        partij="Basisschool",
        geinformeerd_op=nu,
        vastgelegd_op=nu,
        vastgelegd_door=regio.gebruikers["regiomanager"],
    )

    assert bepaal(zaak, regio, straks, Partij("Basisschool", True, True)) == []
    assert not Bericht.objects.filter(zaak=zaak, gepland_op=straks, sjabloon=MAIL).exists()


@pytest.mark.eis("R125")
def test_de_familie_houdt_haar_eigen_taak_die_het_slot_opent(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    familie = Taak.objects.filter(zaak=zaak, code="jeugdige_familie", status="open")
    assert familie.count() == 1
    keuzes = {keuze.code: keuze.naam for keuze in haal_protocol(zaak.protocol_versie).keuzes_van("partij")}

    assert bepaal(zaak, regio, straks, Partij(keuzes["jeugdige_familie"], True, True)) == []

    assert familie.count() == 1


def test_op_de_pagina_kiest_u_wie_informeert_en_typt_u_de_partij_niet_opnieuw(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.in_fase_1(nu)
    taak = bouw.taak(zaak, "partijen")
    client.force_login(regio.gebruikers["regiomanager"])
    velden = {
        "informeren_inspectie": "on",
        "wie_inspectie": "contractmanager",
        "naam_1": "Basisschool",
        "informeren_vrij_1": "on",
        "wie_vrij_1": "regiomanager",
    }
    with klok.op(nu + UUR):
        assert client.post(reverse("taak", args=[zaak.kenmerk, taak.pk]), velden).status_code == 302
        rijen = Taak.objects.filter(zaak=zaak, code="partij_informeren")
        assert set(rijen.values_list("titel", "rol")) == {
            ("Informeer inspectie (IGJ)", "contractmanager"),
            ("Informeer Basisschool", "regiomanager"),
        }
        pagina = client.get(rijen.get(rol="regiomanager").get_absolute_url()).content.decode()

    assert 'name="partij"' not in pagina
    assert 'name="geinformeerd_op"' in pagina


def test_een_andere_lijst_laat_de_taak_van_een_partij_vervallen(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    bepaal(zaak, regio, straks, Partij("Basisschool", True, True), Partij("Huisarts", True, True, "contractmanager"))
    Taak.objects.filter(zaak=zaak, code="partijen").update(status="open", afgerond_op=None, afgerond_door=None)

    school, huisarts, opvang = bepaal(
        zaak, regio, straks + UUR, Partij("Basisschool", True, True), Partij("Opvang", True, True, "contractmanager")
    )

    assert (school.status, huisarts.status, huisarts.verslag) == (
        "open",
        "vervallen",
        "Deze partij hoeft geen bericht meer.",
    )
    mails = Bericht.objects.filter(zaak=zaak, gepland_op=straks + UUR, sjabloon="taak_ingetrokken")
    assert set(mails.values_list("rol", flat=True)) == {"contractmanager"}
    nieuw = Bericht.objects.filter(zaak=zaak, gepland_op=straks + UUR, sjabloon=MAIL, rol="contractmanager")
    assert opvang.rol == "contractmanager"
    assert nieuw.exists()


def test_een_partij_die_het_nog_niet_kan_weten_wordt_geweigerd(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.in_fase_1(nu), nu + UUR
    (taak,) = bepaal(zaak, regio, straks, Partij("Basisschool", True, True))

    gegevens = Informeerverslag(geinformeerd_op=straks + 5 * UUR, wijze="telefonisch")
    with pytest.raises(Geweigerd):
        voltooi(taak.pk, regio.gebruikers["regiomanager"], Vervulling(gegevens=gegevens), straks)

    taak.refresh_from_db()
    assert taak.status == "open"
