"""A child of one gemeente, the woonplaats outside the region, Saturday 23:07: nobody answers for three hours."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post import berichten
from contacten import piket
from contacten.rollen import Rol
from escalatie.bewaking import ronde
from escalatie.bewaking.controle import controleer
from escalatie.models import Taak, Termijn
from tests import bouw, bouw_contacten, klok
from tests.conftest import Mailserver
from tests.escalatie.invullen import melding_velden
from tests.smsdienst import smsdienst

# Saturday 28 November 2026, 23:07 in Amsterdam.
NACHT = datetime(2026, 11, 28, 22, 7, tzinfo=UTC)
KWARTIER = timedelta(minutes=15)

pytestmark = [pytest.mark.django_db, pytest.mark.klok(NACHT), pytest.mark.eis("A21", "A22")]


def browser(naam: str) -> Client:
    """A browser in which this user signed in."""
    eigen = Client()
    eigen.force_login(bouw.regio().gebruikers[naam])
    return eigen


def wordt(op: datetime) -> None:
    """It becomes this moment: the sweep comes by, post and texts leave."""
    klok.zet(op)
    ronde.bewaak(op)
    berichten.verzend(op, limiet=500)
    ronde.verzend_sms(lambda: op)


def test_zaterdagnacht_antwoordt_drie_uur_lang_niemand(mailserver: Mailserver, settings: Any) -> None:
    settings.SESSIE_STIL_MINUTEN = 30
    regio = bouw.regio(NACHT)
    wie = bouw_contacten.contact("Nachtdienst", email="nacht@zwolle.example", mobiel="06-00000077")
    piket.leg_vast(wie, Rol.TOEGANG, None, NACHT - KWARTIER, NACHT + timedelta(days=1))
    with smsdienst() as dienst:
        settings.SMS_URL = dienst.adres
        # The contractmanager does not answer: the regiomanager registers, with the reason.
        rm = browser("regiomanager")
        velden = melding_velden(
            regio,
            NACHT,
            acuut=["vermissing"],
            gemeente_woonplaats="buiten",
            gemeente_woonplaats_buiten="Meppel",
            vervanging="Drie keer gebeld, geen gehoor.",
        )
        assert rm.post("/meldingen/nieuw/", velden).status_code == 302
        melding = Melding.objects.get()
        wordt(NACHT)
        assert melding.is_spoed
        termijn = Termijn.objects.get(zaak=melding, geeindigd_op__isnull=True)
        assert termijn.vervalt_op == NACHT + timedelta(hours=2)
        aan = {str(mail["To"]) for mail in mailserver.ontvangen}
        assert "nacht@zwolle.example" in aan
        assert {p["to"] for p in dienst.ontvangen} >= {"+31600000077"}
        assert all(tekst["text"].startswith(f"{melding.kenmerk} http") for tekst in dienst.ontvangen)

        # Three hours of silence. Every quarter the sweep comes by; nothing is said twice.
        for keer in range(1, 13):
            wordt(NACHT + keer * KWARTIER)
        stil = Bericht.objects.filter(zaak=melding, regel="spoed_naar_betrokkenen")
        assert not stil.filter(bevestigd_op__isnull=False).exists()
        per_plek = stil.filter(rol=Rol.TOEGANG).order_by("pk")
        assert next(b.contactpersoon.naam for b in per_plek if b.contactpersoon) == "Nachtdienst"
        assert per_plek.count() == len({b.contactpersoon_id for b in per_plek}) > 1
        hogerop = Bericht.objects.filter(zaak=melding, regel="spoed_geen_antwoord")
        assert set(hogerop.values_list("rol", flat=True)) == {"regiomanager"}
        assert hogerop.values("aanleiding").distinct().count() == 2
        bellen = Taak.objects.filter(zaak=melding, code="bel_lege_zetel", status="open")
        assert {taak.zetel_rol for taak in bellen} >= {"toegang", "contractmanager", "regiomanager"}
        assert controleer(NACHT + 12 * KWARTIER + timedelta(minutes=2)) == []

        _zij_belt(rm, melding, bellen, NACHT + 13 * KWARTIER)
        _zij_is_gevonden(rm, melding, mailserver, NACHT + 13 * KWARTIER)


def _zij_belt(rm: Client, melding: Melding, bellen: Any, op: datetime) -> None:
    """02:20. The regiomanager wakes, signs in anew (nothing was asked for three hours) and phones along the list."""
    wordt(op)
    assert rm.get(f"/meldingen/{melding.kenmerk}/bellen/")["Location"].startswith("/inloggen/")
    rm.force_login(bouw.regio().gebruikers["regiomanager"])
    assert rm.post(f"/meldingen/{melding.kenmerk}/ontvangst/", {"terug": "bellen"}).status_code == 302
    lijst = rm.get(f"/meldingen/{melding.kenmerk}/bellen/")
    assert "tel:0600000077" in lijst.content.decode()
    assert "Meppel" in str([taak.melding.gemeenten_buiten_regio for taak in lijst.context["b"].taken])
    for uitkomst in ("niet_bereikt", "bereikt"):
        plek = next(
            p for p in rm.get(f"/meldingen/{melding.kenmerk}/bellen/").context["b"].plekken if p.rol == "toegang"
        )
        vast = {"rol": plek.rol, "gemeente": plek.gemeente.pk, "contact": plek.nu.contact.pk, "gezien": plek.gezien}
        assert rm.post(f"/meldingen/{melding.kenmerk}/bellen/", {**vast, "uitkomst": uitkomst}).status_code == 302
    assert not bellen.filter(zetel_rol="toegang").exists()


def _zij_is_gevonden(rm: Client, melding: Melding, mailserver: Mailserver, op: datetime) -> None:
    """The correction ends it, and who was alarmed hears that."""
    zaak = Melding.objects.get(pk=melding.pk)
    assert (
        rm.post(f"/meldingen/{zaak.kenmerk}/spoed/", {"stand": "uit", "reden": "Zij is gevonden."}).status_code == 302
    )
    mailserver.ontvangen.clear()
    wordt(op + KWARTIER)
    onderwerpen = {str(mail["Subject"]) for mail in mailserver.ontvangen}
    assert f"{zaak.kenmerk}: geen spoed meer" in onderwerpen
    voor = Bericht.objects.count()
    wordt(op + 8 * KWARTIER)
    assert not Bericht.objects.filter(regel__startswith="spoed", pk__gt=0, gepland_op=op + 8 * KWARTIER).exists()
    assert Bericht.objects.count() >= voor
    rm = browser("regiomanager")  # hours later her session has ended
    dossier = rm.get(f"{zaak.get_absolute_url()}verloop/").content.decode()
    for zin in ("Spoed: er is iemand vermist", "Pakt het op: regiomanager", "niet bereikt", "Geen spoed meer"):
        assert zin in dossier, zin
    bewijs = rm.get(f"{zaak.get_absolute_url()}bewijs/").content.decode()
    for zin in ("sms aangenomen door de sms-dienst", "die niet bereikbaar was", "Geen spoed meer"):
        assert zin in bewijs or zin in dossier, zin
    assert controleer(op + 8 * KWARTIER + timedelta(minutes=2)) == []
