"""Who has no account answers with the link in his mail: for one duty, for a while, and recorded as his own act."""

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.test import Client

from basis.kalender import ZONE
from calamiteiten.models import Melding
from communicatie.models import Actielink, Bericht
from communicatie.post import actielinks
from communicatie.post.actielinks import GELDIG
from communicatie.post.berichten import verzend
from contacten import piket
from contacten.bijhouden.verzoeken import onderteken
from contacten.models import Bezetting, Contactpersoon, Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek import opvolging
from escalatie.draaiboek.betrokkenen import betrek_gemeente, laat_los
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.models import Taak
from tests import bouw, bouw_contacten, klok
from tests.bouw import Regio
from tests.conftest import Mailserver

UUR = timedelta(hours=1)
KANARIE = "Bijzonder onderwerp van deze zaak"
LINK = re.compile(r"https?://[^/\s]+(/actie/[^\s]+)")


@pytest.fixture
def zaak(regio: Regio, nu: datetime, mailserver: Mailserver) -> Melding:
    """In Fase 1; the manager of Zwolle, who is asked to confirm, has no account."""
    Gebruiker.objects.filter(rol="manager_gemeente").update(is_active=False)
    melding = bouw.in_fase_1(nu, onderwerp=KANARIE, omschrijving=f"{KANARIE}: wat er gebeurde.")
    verzend(nu)
    return melding


@pytest.fixture
def bericht(zaak: Melding) -> Bericht:
    """The message of Fase 1 to that manager."""
    return Bericht.objects.get(zaak=zaak, rol="manager_gemeente", gemeente__code="zwolle", sjabloon="fase_1_manager")


@pytest.fixture
def pad(bericht: Bericht, mailserver: Mailserver) -> str:
    """The path of the link in his mail."""
    return pad_in(mailserver, bericht)


def tekst_van(mailserver: Mailserver, bericht: Bericht) -> str:
    """The text of the mail of this message."""
    (mail,) = [m for m in mailserver.ontvangen if m["Message-ID"] == bericht.message_id]
    deel = mail.get_body(("plain",))
    assert deel
    return str(deel.get_content())


def pad_in(mailserver: Mailserver, bericht: Bericht) -> str:
    """The path of the link in it."""
    gevonden = LINK.search(tekst_van(mailserver, bericht))
    assert gevonden
    return gevonden[1]


@pytest.mark.eis("R101")
def test_de_mail_heeft_een_link_die_zonder_account_werkt(
    client: Client, zaak: Melding, pad: str, bericht: Bericht, mailserver: Mailserver
) -> None:
    antwoord = client.get(pad)

    pagina = antwoord.content.decode()
    assert antwoord.status_code == 200
    assert "Ik heb dit gelezen" in pagina
    assert zaak.kenmerk in pagina
    assert bericht.gemeente
    for woord in (KANARIE, zaak.aanbieder.naam, "scenario d"):
        assert woord not in pagina
    assert "zonder in te loggen" in tekst_van(mailserver, bericht)
    titels = Taak.objects.filter(zaak=zaak, rol="manager_gemeente", gemeente=bericht.gemeente, status="open")
    assert titels.exists()
    assert all(taak.titel in pagina for taak in titels)
    # On a phone at night one taps the number and the address.
    assert 'href="tel:0600000021"' in pagina
    assert 'href="mailto:r.lindeholt@rsj.example"' in pagina


def test_elke_pagina_voor_wie_geen_account_heeft_maakt_van_de_weg_naar_de_regio_een_link() -> None:
    """None of them writes the number and the address as words that nobody can tap."""
    als_tekst = re.compile(r"\{\{\s*(\w+\.)?route\s*\}\}")
    sjablonen = (Path(__file__).parents[2] / "templates").rglob("*.html")
    assert [pad.name for pad in sjablonen if als_tekst.search(pad.read_text())] == []


@pytest.mark.eis("R101", "R146")
def test_een_filter_dat_de_link_opent_bevestigt_niets(client: Client, pad: str, bericht: Bericht) -> None:
    for _ in range(3):
        client.get(pad)
        client.head(pad)
        client.options(pad)

    bericht.refresh_from_db()
    assert (bericht.bevestigd_op, bericht.gelezen_op) == (None, None)
    assert Actielink.objects.get(bericht=bericht).gebruikt_op is None


@pytest.mark.eis("R101", "R146")
@pytest.mark.klok(datetime.fromisoformat("2026-11-24T09:20:00+00:00"))
def test_een_klik_is_de_daad_van_die_persoon(
    client: Client, zaak: Melding, pad: str, bericht: Bericht, regio: Regio, nu: datetime
) -> None:
    assert client.post(pad).status_code == 302

    bericht.refresh_from_db()
    assert bericht.bevestigd_op == nu + timedelta(minutes=20)
    assert (bericht.bevestigd_door, bericht.bevestigd_door_contact) == (None, bericht.contactpersoon)
    assert "Bevestigd op" in client.get(pad).content.decode()
    blad = bewijs(zaak, regio.gebruikers["regiomanager"], nu + UUR)
    zinnen = [o.bevestigd.bij for plicht in blad.plichten for o in plicht.ontvangers if o.bevestigd.op]
    assert bericht.contactpersoon
    assert f"{bericht.contactpersoon.weergavenaam}, via de link in de mail" in zinnen
    client.post(pad)
    assert Bericht.objects.get(pk=bericht.pk).bevestigd_op == nu + timedelta(minutes=20)
    opvolging.bewaak(nu + 5 * UUR)
    assert Bericht.objects.get(pk=bericht.pk).opgevolgd_op is None
    assert not [s for s in controleer(nu + 5 * UUR) if s.nummer == 9]


def test_wie_laat_klikt_hoeft_niet_meer_te_worden_gebeld(
    client: Client, zaak: Melding, pad: str, bericht: Bericht, nu: datetime, mailserver: Mailserver
) -> None:
    for uren in (5, 10):
        opvolging.bewaak(nu + uren * UUR)
        verzend(nu + uren * UUR)
    beltaken = Taak.objects.filter(zaak=zaak, code="bel_lege_zetel", status="open", gemeente=bericht.gemeente)
    beltaken = beltaken.filter(zetel_rol="manager_gemeente")
    assert beltaken.exists()

    client.post(pad)

    assert not beltaken.exists()


@pytest.mark.eis("R101")
def test_ook_de_vervanger_zonder_account_krijgt_een_eigen_link(
    client: Client, zaak: Melding, bericht: Bericht, nu: datetime, mailserver: Mailserver
) -> None:
    bouw_contacten.bezetting("manager_gemeente", bericht.gemeente, volgorde=9)
    opvolging.bewaak(nu + 5 * UUR)
    verzend(nu + 5 * UUR)

    na = Bericht.objects.get(na=bericht)
    assert client.post(pad_in(mailserver, na)).status_code == 302

    na.refresh_from_db()
    assert na.bevestigd_door_contact == na.contactpersoon != bericht.contactpersoon


def test_wie_een_account_heeft_gaat_naar_het_dossier(zaak: Melding, mailserver: Mailserver) -> None:
    toegang = Bericht.objects.filter(zaak=zaak, rol="toegang", status="verzonden").first()
    assert toegang

    assert f"/meldingen/{zaak.kenmerk}/" in tekst_van(mailserver, toegang)
    assert not Actielink.objects.filter(bericht=toegang).exists()


@pytest.mark.parametrize("hoe", ["verlopen", "weg uit de lijst", "ingetrokken", "gemeente los", "ander zout", "vals"])
def test_een_link_die_niet_meer_geldt_toont_en_doet_niets(
    hoe: str, client: Client, zaak: Melding, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    raalte, cm = regio.gemeenten["raalte"], regio.gebruikers["contractmanager"]
    betrek_gemeente(zaak, raalte, cm, nu)
    verzend(nu)
    rij = Bericht.objects.filter(zaak=zaak, rol="manager_gemeente", gemeente=raalte, status="verzonden").first()
    assert rij
    pad, link, status = pad_in(mailserver, rij), Actielink.objects.get(bericht=rij), 410
    if hoe == "verlopen":
        Actielink.objects.update(gemaakt_op=nu - 2 * GELDIG, verloopt_op=nu)
    elif hoe == "weg uit de lijst":
        type(link.contactpersoon).objects.filter(pk=link.contactpersoon_id).update(vervallen_op=nu)
    elif hoe == "ingetrokken":
        Bericht.objects.filter(pk=rij.pk).update(status="ingetrokken")
    elif hoe == "gemeente los":
        laat_los(zaak, raalte, "Vergissing.", cm, nu)
    else:
        pad, status = f"/actie/{onderteken(link.sleutel, 'iets anders')}/" if hoe == "ander zout" else "/actie/x/", 404

    for verzoek in (client.get, client.post):
        antwoord = verzoek(pad)
        assert antwoord.status_code == status
        assert zaak.kenmerk not in antwoord.content.decode()
    assert Bericht.objects.get(pk=rij.pk).bevestigd_op is None


def test_een_link_antwoordt_niet_voor_wat_later_kwam(
    client: Client, zaak: Melding, bericht: Bericht, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    eerste = Bericht.objects.get(zaak=zaak, regel="d_naar_managers", gemeente=bericht.gemeente)
    pad = pad_in(mailserver, eerste)

    client.post(pad)
    client.post(pad)

    assert Bericht.objects.get(pk=eerste.pk).bevestigd_op
    assert Bericht.objects.get(pk=bericht.pk).bevestigd_op is None


def test_wie_de_plek_niet_meer_vult_bevestigt_niets(client: Client, pad: str, bericht: Bericht, nu: datetime) -> None:
    Bezetting.objects.filter(contactpersoon=bericht.contactpersoon).update(tot_datum=nu.date() - timedelta(days=1))

    assert (client.get(pad).status_code, client.post(pad).status_code) == (410, 410)
    assert Bericht.objects.get(pk=bericht.pk).bevestigd_op is None


@pytest.mark.eis("R101")
@pytest.mark.parametrize("acuut", [(), ("vermissing",)])
def test_de_link_van_wie_piket_heeft_werkt_zolang_de_beurt_duurt(
    client: Client, regio: Regio, mailserver: Mailserver, acuut: tuple[str, ...]
) -> None:
    """Who is on call opens the mail of the night in the morning: he is asked still, and answers."""
    nacht = datetime(2026, 11, 23, 23, 7, tzinfo=ZONE)
    klok.zet(nacht)
    Gebruiker.objects.filter(rol="toegang").update(is_active=False)
    wie = Contactpersoon.objects.create(naam="Piketdienst", email="piket@zwolle.example", mobiel="06-00000077")
    piket.leg_vast(wie, "toegang", regio.gemeenten["zwolle"], nacht - timedelta(hours=1), nacht + timedelta(hours=36))
    zaak = bouw.melding(nacht, acuut=list(acuut))
    verzend(nacht, limiet=500)
    bericht = Bericht.objects.filter(zaak=zaak, contactpersoon=wie).order_by("pk")[0]
    weg = actielinks.pad_voor(bericht, nacht)
    for uren in (1, 10, 35):
        klok.zet(nacht + timedelta(hours=uren))
        assert client.get(weg).status_code == 200, uren
    assert client.post(weg).status_code == 302
    bericht.refresh_from_db()
    assert bericht.bevestigen_voor_op is None or bericht.bevestigd_door_contact == wie
    klok.zet(nacht + timedelta(hours=37))
    assert client.get(weg).status_code == 410
