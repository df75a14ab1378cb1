"""The private address of an agenda: what it gives, to whom, until when, and what is kept of who read it."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from basis.logboek import maskeer
from calamiteiten.models import Inzage, Melding
from contacten.gebruikers import leg_vast
from contacten.inloggen import tweede_stap
from contacten.models import Agendalink, Bezetting, Gebruiker
from escalatie.back_up.databank import ZONDER_RIJEN
from escalatie.draaiboek import overleggen, termijnen
from escalatie.inzage.pagina import van_zaak as van_de_zaak
from escalatie.inzage.pagina import waar
from escalatie.models import Termijn
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.test_overleggen import manager, plan

NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.klok(NU)]
ATOM = "{http://www.w3.org/2005/Atom}"


def maak(wie: Gebruiker, wachtwoord: str = bouw.WACHTWOORD) -> str:
    """Press the button, and say anew who it is; the token of the address that is shown."""
    mens = Client()
    mens.force_login(wie)
    opnieuw = mens.post(reverse("agenda_maken"))["Location"]
    assert opnieuw.startswith(reverse("account_reauthenticate"))
    assert "Wie dit adres heeft" not in mens.get(opnieuw).content.decode()
    tekst = mens.post(opnieuw, {"password": wachtwoord}).content.decode()
    (token,) = set(re.findall(r"/agenda/([0-9a-f]{64})\.ics", tekst))
    assert token not in mens.get(reverse("agenda")).content.decode()
    return token


def lees(token: str, vorm: str = "ics") -> Any:
    return Client().get(reverse(f"agenda_{vorm}", args=[token]))


def gebeurtenissen(token: str) -> dict[str, Any]:
    return {str(rij["uid"]): rij for rij in Calendar.from_ical(lees(token).content).walk("VEVENT")}


@pytest.fixture
def zaak(regio: Regio) -> Melding:
    return bouw.in_scenario("d", NU, gemeenten=["zwolle"])


def test_de_agenda_is_een_geldige_kalender_met_niets_van_de_zaak(regio: Regio, zaak: Melding) -> None:
    wie = regio.gebruikers["regiomanager"]
    overleg = plan(zaak, regio, NU, ("regiomanager", None), manager(regio, "zwolle"))
    token = maak(wie)
    antwoord = lees(token)
    assert antwoord["Content-Type"] == "text/calendar; charset=utf-8"
    assert "no-store" in antwoord["Cache-Control"]
    inhoud = antwoord.content
    assert inhoud.count(b"\n") == inhoud.count(b"\r\n")
    assert all(len(regel) <= 75 for regel in inhoud.split(b"\r\n"))
    rijen = gebeurtenissen(token)
    assert len(rijen) == inhoud.count(b"BEGIN:VEVENT")
    assert all({"UID", "DTSTAMP", "DTSTART", "SUMMARY", "URL"} <= set(rij) for rij in rijen.values())
    eerste = Termijn.objects.filter(zaak=zaak, rol="regiomanager", geeindigd_op__isnull=True)[0]
    uid = next(uid for uid in rijen if eerste.code in uid)
    assert rijen[uid].decoded("dtstart") == eerste.vervalt_op
    (sessie,) = [rij for uid, rij in rijen.items() if str(overleg.uid) in uid]
    assert sessie.decoded("dtend") - sessie.decoded("dtstart") == timedelta(minutes=60)
    plat = inhoud.replace(b"\r\n ", b"").decode()
    assert zaak.kenmerk in plat
    for geheim in (zaak.onderwerp, "Zwolle", zaak.aanbieder.naam, "zaal", wie.email, wie.naam):
        assert geheim not in plat, geheim
    assert lees(token).content == inhoud, "the same rows give the same bytes"
    atom = lees(token, "atom")
    feed = ET.fromstring(atom.content)  # noqa: S314 - made by us
    assert {rij.findtext(f"{ATOM}title") for rij in feed.iter(f"{ATOM}entry")} == {
        str(r["summary"]) for r in rijen.values()
    }
    assert "Zwolle" not in atom.content.decode()
    # Moved, it is the same thing; ended, it is gone; called off, it says so.
    Termijn.objects.filter(pk=eerste.pk).update(vervalt_op=eerste.vervalt_op + timedelta(hours=3))
    assert gebeurtenissen(token)[uid].decoded("dtstart") == eerste.vervalt_op + timedelta(hours=3)
    termijnen.eindig(Termijn.objects.get(pk=eerste.pk), NU, reden="x", is_gehaald=True)
    overleggen.zeg_af(overleg.pk, "Niet nodig.", wie, NU + timedelta(minutes=1))
    rijen = gebeurtenissen(token)
    assert uid not in rijen
    assert [str(rij["status"]) for u, rij in rijen.items() if str(overleg.uid) in u] == ["CANCELLED"]


def test_ieder_leest_wat_hem_wacht_en_alleen_van_wat_hij_mag_zien(regio: Regio, zaak: Melding) -> None:
    bouw.in_beoordeling(NU - timedelta(hours=1), gemeenten=["raalte"])
    for naam, ziet in (("toegang_zwolle", {zaak.kenmerk}), ("buitenstaander", set()), ("beheerder", set())):
        token = maak(regio.gebruikers[naam])
        gezien = {str(rij["summary"]).partition(":")[0] for rij in gebeurtenissen(token).values()}
        assert gezien <= ziet, naam
    assert gebeurtenissen(maak(regio.gebruikers["toegang_raalte"]))
    token, tellen = maak(regio.gebruikers["contractmanager"]), []
    for _ in range(2):
        with CaptureQueriesContext(connection) as vragen:
            lees(token)
        tellen.append(len(vragen))
        bouw.in_beoordeling(NU - timedelta(hours=2), gemeenten=["ommen"])
        lees(token)
    assert tellen[1] <= tellen[0]


def test_het_adres_sterft_met_het_account_en_zegt_nooit_waarom(regio: Regio, zaak: Melding) -> None:
    niets = lees("0" * 64)
    assert niets.status_code == 404

    def is_dood(token: str) -> bool:
        weg = [lees(token), lees(token, "atom")]
        assert all(rij.content == niets.content and rij["Cache-Control"] == niets["Cache-Control"] for rij in weg[:1])
        return {rij.status_code for rij in weg} == {404}

    wie = regio.gebruikers["toegang_zwolle"]
    eerste = maak(wie)
    tweede = maak(wie)
    assert is_dood(eerste)
    assert lees(tweede).status_code == 200
    mens = Client()
    mens.force_login(wie)
    mens.post(reverse("agenda_intrekken"))
    assert is_dood(tweede)
    assert not Agendalink.objects.exists()
    for velden in ({"rol": "contractmanager"}, {"gemeente": regio.gemeenten["raalte"]}, {"is_active": False}):
        token = maak(wie)
        assert lees(token).status_code == 200
        was = {veld: getattr(wie, veld) for veld in velden}
        Gebruiker.objects.filter(pk=wie.pk).update(**velden)
        assert is_dood(token), velden
        Gebruiker.objects.filter(pk=wie.pk).update(**was)
    # Of an address of which we know whose it was, the refusal is kept: once a day, however often it is asked.
    geweigerd = Inzage.objects.filter(soort="weigering", wat="agenda")
    assert [(rij.gebruiker, rij.uitkomst) for rij in geweigerd] == [(wie, 404)] * 3
    token = maak(wie)
    assert Agendalink.objects.get().op_plek, "somebody is in the seat of Zwolle"
    Bezetting.objects.filter(rol="toegang").update(tot_datum=NU.date() - timedelta(days=1))
    assert is_dood(token)
    assert "werkt niet meer" in mens.get(reverse("agenda")).content.decode()


def test_het_adres_sterft_met_wat_iemand_onveilig_vindt_en_komt_nooit_terug(regio: Regio, zaak: Melding) -> None:
    """A new password, a second step that is taken away, an end: what somebody else may hold opens nothing after it,
    also not when the account is as it was."""
    wie, beheerder = regio.gebruikers["toegang_zwolle"], regio.gebruikers["beheerder"]

    token = maak(wie)
    anders = "een-heel-ander-wachtwoord"
    wie.set_password(anders)
    wie.save()
    assert lees(token).status_code == 404

    token = maak(wie, anders)
    tweede_stap.wis(wie, beheerder, NU)
    assert lees(token).status_code == 404

    token = maak(wie, anders)
    for is_actief in (False, True):
        wie.is_active = is_actief
        leg_vast(wie)
    assert lees(token).status_code == 404
    # And no back-up brings it back.
    assert Agendalink._meta.db_table in ZONDER_RIJEN


def test_lezen_staat_in_de_inzage_een_keer_per_dag_en_als_er_iets_bij_komt(
    regio: Regio, zaak: Melding, monkeypatch: pytest.MonkeyPatch
) -> None:
    wie = regio.gebruikers["regiomanager"]
    token = maak(wie)
    voor = Inzage.objects.count()
    for _ in range(3):
        lees(token)
        lees(token, "atom")
    rij, van_zaak = Inzage.objects.order_by("pk")[voor:]
    assert (rij.soort, rij.wat, rij.gebruiker, rij.rol, rij.aantal) == ("link", "agenda", wie, "regiomanager", 1)
    # Who asks who looked at this zaak, finds that its term went to the agenda of this person.
    assert (van_zaak.soort, van_zaak.wat, van_zaak.gebruiker, van_zaak.aantal) == ("link", zaak.kenmerk, wie, None)
    gezien = van_de_zaak(wie, zaak.kenmerk)
    assert gezien is not None
    assert [blik.waar for blik in gezien.rijen.rijen] == [waar("agenda_ics")]
    assert token not in str([vars(rij), vars(van_zaak)])
    erbij = bouw.in_scenario("d", NU, gemeenten=["raalte"])
    lees(token)
    # Of each zaak once: the second reading says how many there were, and names what it told for the first time.
    nieuw = [(r.wat, r.aantal) for r in Inzage.objects.order_by("pk")[voor + 2 :]]
    assert nieuw == [("agenda", 2), (erbij.kenmerk, None)]
    # The address stands nowhere, and in no log.
    assert token not in str(list(Agendalink.objects.values_list()))
    assert token not in maskeer(f"Not Found: /agenda/{token}.ics") + maskeer(f"GET /agenda/{token}.atom HTTP/1.1")
    assert Agendalink.objects.get().gebruikt_op == NU
    while lees(token).status_code == 200:
        assert Inzage.objects.count() == voor + 4
    te_vaak = lees(token)
    assert (te_vaak.status_code, te_vaak["Retry-After"], te_vaak.content) == (429, "3600", b"")
