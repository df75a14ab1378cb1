"""The ring list: whom to phone now, one tap for how it went, and the next one comes up."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from calamiteiten.models import Melding
from communicatie.models import Bericht
from contacten import piket
from contacten.models import Contactpersoon, Gebruiker
from contacten.rollen import Rol
from escalatie.draaiboek.informatie import NIET_BEVESTIGD, NIET_GEWACHT
from escalatie.meldingen.spoed.pagina import Belplek, maak_bellijst
from escalatie.models import Stap, Taak
from tests import bouw, bouw_contacten, klok
from tests.bouw import Regio
from tests.inbraak import inbraak

pytestmark = [pytest.mark.django_db, pytest.mark.eis("A21")]
UUR = timedelta(hours=1)


@pytest.fixture
def op_piket(regio: Regio, nu: datetime) -> Contactpersoon:
    """Is on call for the toegang of Zwolle."""
    wie = bouw_contacten.contact("Piketdienst", email="piket@zwolle.example", mobiel="06-00000077")
    piket.leg_vast(wie, Rol.TOEGANG, regio.gemeenten["zwolle"], nu - UUR, nu + 12 * UUR)
    return wie


@pytest.fixture
def zaak(op_piket: Contactpersoon, nu: datetime) -> Melding:
    """Somebody is missing; the gemeente of the woonplaatsbeginsel is not of this region."""
    feiten: dict[str, Any] = {"gemeente_woonplaats": None, "gemeente_woonplaats_buiten": "Meppel"}
    return bouw.melding(nu, acuut=["vermissing"], **feiten)


def plek(zaak: Melding, door: Gebruiker, op: datetime, rol: str = Rol.TOEGANG) -> Belplek | None:
    """This seat on the list."""
    return next((p for p in maak_bellijst(zaak, door, op).plekken if p.rol == rol), None)


def druk(client: Client, zaak: Melding, hier: Belplek, uitkomst: str, contact: Any = None, gezien: Any = None) -> int:
    """Press one of the two buttons."""
    wie = contact or (hier.nu and hier.nu.contact.pk)
    velden = {"rol": hier.rol, "gemeente": hier.gemeente.pk if hier.gemeente else "", "contact": wie}
    velden |= {"gezien": hier.gezien if gezien is None else gezien, "uitkomst": uitkomst}
    return client.post(f"/meldingen/{zaak.kenmerk}/bellen/", velden).status_code


def test_de_lijst_gaat_van_piket_naar_eerste_naar_regiomanager_en_een_tik_zegt_hoe_het_ging(
    client: Client, zaak: Melding, op_piket: Contactpersoon, regiomanager: Gebruiker, nu: datetime
) -> None:
    client.force_login(regiomanager)
    pagina = client.get(f"/meldingen/{zaak.kenmerk}/bellen/").content.decode()
    assert "tel:0600000077" in pagina
    # Who is in no list, is still on the page.
    assert "Ook nog vertellen" in pagina

    hier = plek(zaak, regiomanager, nu)
    assert hier
    assert hier.nu
    plaatsen = [hier.nu.plaats, *(mens.plaats for mens in hier.daarna)]
    assert plaatsen[0] == "heeft piket"
    assert plaatsen[1] == "eerste"
    assert plaatsen[-1] == "regiomanager RSJ"

    gebeld = []
    for _ in plaatsen:
        hier = plek(zaak, regiomanager, nu)
        assert hier
        assert hier.nu
        gebeld.append(hier.nu.contact.pk)
        assert druk(client, zaak, hier, "niet_bereikt") == 302
        # The same tap again, as of a colleague with an old page, changes nothing.
        assert druk(client, zaak, hier, "niet_bereikt") == 409
    assert len(set(gebeld)) == len([p for p in plaatsen if p])
    hier = plek(zaak, regiomanager, nu)
    assert hier
    assert hier.nu
    assert (hier.nu.contact, hier.ronde, hier.gezien) == (op_piket, 2, len(plaatsen))

    klok.zet(nu + timedelta(minutes=12))
    assert druk(client, zaak, hier, "bereikt") == 302
    assert plek(zaak, regiomanager, nu) is None
    (taak,) = Taak.objects.filter(zaak=zaak, code="bel_lege_zetel", zetel_rol=Rol.TOEGANG)
    assert (taak.status, taak.afgerond_door, taak.gegevens["wijze"]) == ("afgerond", regiomanager, "telefonisch")
    gevraagd = Bericht.objects.filter(zaak=zaak, rol=Rol.TOEGANG, is_dringend=True)
    assert not gevraagd.filter(vraag_vervallen_op__isnull=True).exists()
    for waar in ("verloop/", "bewijs/"):
        assert "niet bereikt" in client.get(f"{zaak.get_absolute_url()}{waar}").content.decode(), waar
    # Nobody needs to phone there any more, and a stranger to the seat is not one to phone.
    assert druk(client, zaak, hier, "bereikt", gezien=0) == 409


def test_ik_pak_het_op_stopt_de_vraag_aan_de_eigen_plek(client: Client, zaak: Melding, regiomanager: Gebruiker) -> None:
    Bericht.objects.filter(zaak=zaak).update(status="verzonden", verzonden_op=zaak.ontvangen_op)
    client.force_login(regiomanager)
    assert "Ik pak het op" in client.get(f"/meldingen/{zaak.kenmerk}/bellen/").content.decode()
    antwoord = client.post(f"/meldingen/{zaak.kenmerk}/ontvangst/", {"terug": "bellen"})
    assert antwoord.headers["Location"].endswith("/bellen/")
    pagina = client.get(zaak.get_absolute_url()).content.decode()
    assert "Pakt het op: regiomanager RSJ" in pagina
    client.post(f"/meldingen/{zaak.kenmerk}/ontvangst/")
    assert Stap.objects.filter(zaak=zaak, code="pak_op").count() == 1


def test_wie_geen_rsj_is_belt_niet_vanaf_deze_lijst(client: Client, zaak: Melding, toegang_zwolle: Gebruiker) -> None:
    client.force_login(toegang_zwolle)
    assert client.get(f"/meldingen/{zaak.kenmerk}/bellen/").status_code == 404


@pytest.mark.eis("R99")
def test_de_beltaak_zegt_waarom_er_werd_gebeld(
    client: Client, zaak: Melding, regiomanager: Gebruiker, nu: datetime
) -> None:
    """Who phones at once did not wait for an answer: nobody was late."""
    client.force_login(regiomanager)
    redenen = {}
    for op in (nu, nu + 2 * UUR):
        klok.zet(op)
        with inbraak():
            Taak.objects.filter(zaak=zaak, code="bel_lege_zetel").delete()
        hier = plek(zaak, regiomanager, op)
        assert hier
        assert druk(client, zaak, hier, "niet_bereikt", gezien=0) == 302
        redenen[op] = Taak.objects.get(zaak=zaak, code="bel_lege_zetel", zetel_rol=Rol.TOEGANG).gegevens["reden"]
    assert redenen == {nu: NIET_GEWACHT, nu + 2 * UUR: NIET_BEVESTIGD}
