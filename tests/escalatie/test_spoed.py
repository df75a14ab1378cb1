"""Spoed: facts of the file make it so and unmake it, terms get hours, and silence goes along until somebody answers."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post import berichten, ontvangst
from contacten import piket
from contacten.bezetting import aanwezig
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek import opvolging, spoed
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Invoer
from escalatie.models import Stap, Taak, Termijn
from escalatie.protocol.lezen import haal_protocol, versies
from tests import bouw, bouw_contacten, klok
from tests.bouw import Regio
from tests.conftest import Mailserver

pytestmark = [pytest.mark.django_db, pytest.mark.eis("A21")]
UUR, KWARTIER = timedelta(hours=1), timedelta(minutes=15)
VERSIE = versies()[0]
FEITEN = [(regel.code, feit) for regel in haal_protocol(VERSIE).spoed for feit in regel.bij]


def stappen(zaak: Melding) -> list[str]:
    """The records about spoed, in order."""
    rijen = Stap.objects.filter(zaak=zaak, code__in=["spoed_aan", "spoed_uit"])
    return list(rijen.order_by("volgnummer").values_list("code", flat=True))


def termijn(zaak: Melding, code: str) -> Termijn:
    """The running term of this code."""
    return Termijn.objects.get(zaak=zaak, code=code, geeindigd_op__isnull=True)


def antwoord(zaak: Melding, vraag: str, gegeven: str, op: datetime) -> None:
    """The toegang of Zwolle keeps a concept with this answer."""
    analyse = zaak.analyses.get(gemeente__code="zwolle")
    analyses.bewaar(analyse, Invoer({vraag: gegeven}), analyse.versie, bouw.regio().gebruikers["toegang_zwolle"], op)


@pytest.mark.parametrize(("code", "feit"), FEITEN)
def test_elk_feit_van_het_bestand_zet_spoed_aan_en_gaat_het_weg_ook_weer_uit(
    code: str, feit: str, regio: Regio, nu: datetime
) -> None:
    """Made from the file: a fact that the engine cannot ask of a zaak fails here."""
    soort, _, wat = feit.partition(":")
    loper = bouw.loper(nu).registreer(bouw.gegevens(nu))
    assert (loper.melding.is_spoed, stappen(loper.melding)) == (False, [])
    if soort in {"categorie", "acuut"}:
        veld: dict[str, Any] = {"categorie": wat} if soort == "categorie" else {"acuut": [wat]}
        loper.wijzig(**veld)
        weer: Any = lambda: loper.wijzig(categorie="anders", acuut=[])  # noqa: E731
    else:
        loper.stap("start_impactanalyse")
        vraag, gegeven = ("veiligheid", "niet_gewaarborgd") if soort == "signaal" else wat.split(":")
        antwoord(loper.melding, vraag, gegeven, nu)
        anders = {"veiligheid": "gewaarborgd", "onrust": "geen_onrust"}[vraag]
        weer = lambda: antwoord(loper.melding, vraag, anders, nu)  # noqa: E731
    assert loper.melding.spoed_door == [code]
    assert loper.melding.is_spoed
    assert Bericht.objects.filter(zaak=loper.melding, regel="spoed_naar_betrokkenen", is_dringend=True).exists()
    weer()
    assert (loper.melding.is_spoed, stappen(loper.melding)) == (False, ["spoed_aan", "spoed_uit"])
    assert Bericht.objects.filter(zaak=loper.melding, regel="spoed_voorbij").exists()
    assert controleer(nu) == []


def test_bij_spoed_gelden_uren_en_daarna_weer_de_gewone_lengte_vanaf_het_begin(regio: Regio, nu: datetime) -> None:
    gewoon = termijn(bouw.melding(nu), "triage").vervalt_op
    loper = bouw.loper(nu).registreer(bouw.gegevens(nu))
    loper.nu = nu + UUR
    loper.wijzig(acuut=["vermissing"])
    snel = termijn(loper.melding, "triage")
    assert (snel.vervalt_op, snel.is_protocol, snel.uitleg["lezing"]) == (nu + 3 * UUR, False, "A21")
    taak = Taak.objects.get(zaak=loper.melding, code="triage")
    assert (taak.termijn, taak.uiterlijk_op) == (snel, snel.vervalt_op)

    loper.nu = nu + 2 * UUR
    loper.wijzig(acuut=[])
    terug = termijn(loper.melding, "triage")
    assert (terug.vervalt_op, terug.start_op) == (gewoon, nu)
    taak.refresh_from_db()
    assert taak.uiterlijk_op == gewoon

    # A term that begins while it is urgent has its hours from the beginning; registered so, the first one too.
    ander = bouw.loper(loper.nu).registreer(bouw.gegevens(nu, categorie="suicide"))
    assert termijn(ander.melding, "triage").vervalt_op == loper.nu + 2 * UUR
    ander.stap("start_impactanalyse")
    assert termijn(ander.melding, "impactanalyse").vervalt_op == loper.nu + 4 * UUR
    assert controleer(loper.nu) == []
    # The auditor asks the facts, not the record: both ways.
    Melding.objects.filter(pk=ander.melding.pk).update(spoed_sinds_op=None)
    Melding.objects.filter(pk=loper.melding.pk).update(spoed_sinds_op=nu)
    (gevonden,) = [s for s in controleer(loper.nu) if s.nummer == 15]
    assert gevonden.kenmerken == (loper.melding.kenmerk, ander.melding.kenmerk)


def test_met_de_hand_gaat_het_beide_kanten_op_met_een_reden(
    client: Client, regiomanager: Gebruiker, toegang_zwolle: Gebruiker, nu: datetime
) -> None:
    melding = bouw.melding(nu)
    pad = f"/meldingen/{melding.kenmerk}/spoed/"
    client.force_login(toegang_zwolle)
    assert client.post(pad, {"stand": "aan", "reden": "Omdat het moet."}).status_code == 404
    client.force_login(regiomanager)
    assert client.post(pad, {"stand": "aan", "reden": " "}).status_code == 200
    assert client.post(pad, {"stand": "uit", "reden": "Het is voorbij."}).status_code == 409
    assert client.post(pad, {"stand": "aan", "reden": "De school belt."}).status_code == 302
    zaak = Melding.objects.get(pk=melding.pk)
    assert (zaak.is_spoed, zaak.spoed_hand, termijn(zaak, "triage").vervalt_op) == (True, "aan", nu + 2 * UUR)
    dossier = client.get(zaak.get_absolute_url()).content.decode()
    assert "Spoed sinds" in dossier
    assert "De school belt." in dossier
    assert "Spoed aangezet" in client.get(f"{zaak.get_absolute_url()}verloop/").content.decode()
    for overzicht in ("/meldingen/", "/dashboard/"):
        assert "Spoed" in client.get(overzicht).content.decode(), overzicht
    assert "Spoed aangezet" in client.get(f"{zaak.get_absolute_url()}bewijs/").content.decode()

    # Facts do not end what a person began, and what a person ended begins again only by a fact that is new.
    bouw_wijzig(zaak, nu, onderwerp="Iets anders")
    assert Melding.objects.get(pk=zaak.pk).is_spoed
    bouw_wijzig(zaak, nu, acuut=["media"])
    assert client.post(pad, {"stand": "uit", "reden": "De rust is terug."}).status_code == 302
    bouw_wijzig(zaak, nu, onderwerp="Nog iets anders")
    assert not Melding.objects.get(pk=zaak.pk).is_spoed
    bouw_wijzig(zaak, nu, acuut=["media", "gevaar"])
    zaak = Melding.objects.get(pk=zaak.pk)
    assert (zaak.is_spoed, zaak.spoed_hand) == (True, "")
    assert stappen(zaak) == ["spoed_aan", "spoed_aan", "spoed_uit", "spoed_aan"]


def bouw_wijzig(zaak: Melding, op: datetime, **feiten: Any) -> None:
    """The contractmanager corrects these facts."""
    loper = bouw.loper(op)
    loper._melding = zaak
    loper.wijzig(**feiten)


def test_wat_gesloten_is_is_geen_spoed_en_heropend_weer_wel(regio: Regio, nu: datetime) -> None:
    loper = bouw.loper(nu).registreer(bouw.gegevens(nu, categorie="suicide"))
    loper.stap("trek_melding_in", motivering="De aanbieder vergiste zich.")
    assert (loper.melding.is_spoed, loper.melding.spoed_sinds_op) == (False, None)
    with pytest.raises(Geweigerd):
        spoed.zet(loper.melding, spoed.AAN, "Toch wel.", regio.gebruikers["regiomanager"], nu)
    loper.stap("herzie_triage", motivering="Het klopte toch.")
    assert loper.melding.is_spoed
    assert controleer(nu) == []


def test_een_stille_plek_gaat_van_piket_langs_de_volgorde_naar_de_regiomanager_en_dan_belt_iemand(
    mailserver: Mailserver, regio: Regio, nu: datetime
) -> None:
    zwolle = regio.gemeenten["zwolle"]
    op_piket = bouw_contacten.contact("Piketdienst", email="piket@zwolle.example", mobiel="06-00000077")
    piket.leg_vast(op_piket, Rol.TOEGANG, zwolle, nu, nu + 12 * UUR)
    vast = [rij.contactpersoon for rij in bezet_toegang(zwolle, nu)]
    melding = bouw.loper(nu).registreer(bouw.gegevens(nu, categorie="suicide")).melding

    def gevraagd() -> list[str]:
        rijen = Bericht.objects.filter(zaak=melding, regel="spoed_naar_betrokkenen", rol=Rol.TOEGANG).order_by("pk")
        return [rij.contactpersoon.weergavenaam for rij in rijen if rij.contactpersoon]

    verwacht = [op_piket.weergavenaam]
    assert gevraagd() == verwacht
    op = nu
    for contact in vast:
        op += KWARTIER
        klok.zet(op)
        berichten.verzend(op, limiet=500)
        assert not hogerop(melding)
        opvolging.bewaak(op)
        opvolging.bewaak(op)
        verwacht.append(contact.weergavenaam)
        assert gevraagd() == verwacht
    op += KWARTIER
    opvolging.bewaak(op)
    (bericht,) = hogerop(melding)
    assert (bericht.rol, bericht.bevestigen_voor_op) == (Rol.REGIOMANAGER, op + KWARTIER)
    (taak,) = Taak.objects.filter(zaak=melding, code="bel_lege_zetel", zetel_rol=Rol.TOEGANG)
    assert (taak.rol, taak.gemeente, taak.uiterlijk_op) == (Rol.CONTRACTMANAGER, zwolle, op + KWARTIER)
    assert controleer(op + timedelta(minutes=6)) == []

    # One tap of who is signed in for a seat stops the road there, and is on record.
    berichten.verzend(op, limiet=500)
    opvolging.bevestig(melding, regio.gebruikers["regiomanager"], op)
    assert not ontvangst.te_bevestigen(melding, regio.gebruikers["regiomanager"])
    assert Stap.objects.filter(zaak=melding, code="pak_op").count() == 1


def hogerop(melding: Melding) -> list[Bericht]:
    """The messages that say that the seat of the toegang is silent."""
    eerste = Bericht.objects.filter(zaak=melding, regel="spoed_naar_betrokkenen", rol=Rol.TOEGANG).earliest("pk")
    return list(Bericht.objects.filter(zaak=melding, aanleiding=f"stil:{eerste.pk}"))


def bezet_toegang(gemeente: Any, op: datetime) -> list[Any]:
    """Who fills the seat, in order."""
    return list(aanwezig(op).filter(rol=Rol.TOEGANG, gemeente=gemeente))
