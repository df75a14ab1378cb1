"""The media of a melding: enter, follow, judge, count per day, and the question when the attention rises."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from calamiteiten.models import Melding
from communicatie.media import monitor as mediamonitor
from communicatie.media.monitor import NieuwSignaal
from communicatie.media.trend import begin_van_stijging, is_stijgend, telling_per_dag
from communicatie.models import Bericht, Mediasignaal
from contacten.models import Gebruiker
from escalatie.bewaking import ronde
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.media import stijging as mediastijging
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_communicatieregels
from tests import bouw, klok

pytestmark = pytest.mark.django_db
REGELS = haal_communicatieregels("ijsselland-2019-02-13")
UUR = timedelta(hours=1)
DAG = timedelta(days=1)


def signaal(zaak: Melding, op: datetime, door: Gebruiker, **velden: Any) -> Mediasignaal:
    """A piece that appeared at this moment."""
    nieuw = NieuwSignaal(**{"bron": "Krant", "titel": "Bericht", "verschenen_op": op, **velden})
    return mediamonitor.leg_vast(zaak, nieuw, uuid4(), door, op)


def signalen(zaak: Melding, aantal: int, op: datetime, door: Gebruiker) -> list[Mediasignaal]:
    return [signaal(zaak, op, door) for _ in range(aantal)]


def formulier(**velden: str) -> dict[str, str]:
    """What the form of a piece sends."""
    basis = {"sleutel": str(uuid4()), "bron": "Omroep", "titel": "Vragen over de groep", "link": ""}
    moment = {"verschenen_op_0": "2026-11-24", "verschenen_op_1": "09:15"}
    return {**basis, **moment, "bereik": "regionaal", "toon": "bezorgd", "behoefte": "", **velden}


@pytest.mark.eis("R18")
@pytest.mark.eis("R116")
def test_de_adviseur_legt_vast_wat_zij_ziet_en_wat_mensen_willen_weten(
    client: Client, adviseur: Gebruiker, toegang_zwolle: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_beoordeling(nu)
    url = reverse("media", args=[zaak.kenmerk])
    gegevens = formulier(link="https://nieuws.example/1", behoefte="Is mijn kind daar veilig?")
    client.force_login(adviseur)
    gelukt = client.post(url, gegevens)
    nogmaals = client.post(url, gegevens)
    zelfde_link = client.post(url, {**gegevens, "sleutel": str(uuid4())})
    kwaad = client.post(url, formulier(link="javascript:alert(1)"))
    nummer = client.post(url, formulier(titel="Bel 06-00000012"))
    client.force_login(toegang_zwolle)
    gelezen = client.get(url).content.decode()
    geweigerd = client.post(url, formulier(titel="Van de toegang"))

    assert [a.status_code for a in (gelukt, nogmaals, zelfde_link, kwaad, nummer)] == [302, 302, 409, 200, 200]
    assert "Deze link staat er al" in zelfde_link.content.decode()
    assert "Hier lijkt een telefoonnummer te staan" in nummer.content.decode()
    assert geweigerd.status_code == 409
    assert "Van de toegang" not in [s.titel for s in mediamonitor.signalen(zaak)]
    assert mediamonitor.signalen(zaak).count() == 1
    assert "Is mijn kind daar veilig?" in gelezen
    assert "<title id=" in gelezen
    assert "24 nov: 1." in gelezen
    assert "Niet relevant<" not in gelezen


def test_wat_niet_relevant_is_telt_niet_mee_en_blijft_staan_met_wie_dat_vond(
    client: Client, contractmanager: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.melding(nu)
    weg, blijft = signalen(zaak, 2, nu, contractmanager)
    with klok.op(nu + UUR):
        client.force_login(contractmanager)
        client.post(reverse("media_relevant", args=[zaak.kenmerk, weg.pk]), {"relevant": "nee"})
        pagina = client.get(reverse("media", args=[zaak.kenmerk])).content.decode()

    weg.refresh_from_db()
    assert (weg.is_niet_relevant, weg.niet_relevant_door) == (True, contractmanager)
    assert telling_per_dag(zaak, nu + UUR)[-1].aantal == 1
    assert "Niet relevant (1)" in pagina
    mediamonitor.beoordeel(zaak, weg.pk, contractmanager, nu + UUR, is_niet_relevant=False)
    assert telling_per_dag(zaak, nu + UUR)[-1].aantal == 2
    vreemd = bouw.melding(nu, onderwerp="Een andere melding")
    mediamonitor.beoordeel(vreemd, blijft.pk, contractmanager, nu, is_niet_relevant=True)
    assert telling_per_dag(zaak, nu + UUR)[-1].aantal == 2


def test_een_dag_is_een_nederlandse_dag(contractmanager: Gebruiker, nu: datetime) -> None:
    zaak = bouw.melding(nu)
    vlak_na_middernacht = nu.replace(hour=23, minute=30) - DAG  # 00:30 on the 24th in Amsterdam
    signaal(zaak, vlak_na_middernacht, contractmanager)
    signaal(zaak, vlak_na_middernacht - UUR, contractmanager)

    assert [telling.aantal for telling in telling_per_dag(zaak, nu)][-3:] == [0, 1, 1]
    assert len(telling_per_dag(zaak, nu)) == 14


@pytest.mark.eis("R19")
def test_volgen_begint_verandert_en_stopt_en_zegt_wat_er_niet_kan(
    client: Client, adviseur: Gebruiker, toegang_zwolle: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_beoordeling(nu)
    url = reverse("media_volgen", args=[zaak.kenmerk])
    client.force_login(adviseur)
    client.post(url, {"trefwoorden": "De Brug\nwoongroep Zwolle", "tot_datum": "2026-12-01"})
    te_kort = client.post(url, {"trefwoorden": "ab", "tot_datum": "2026-12-01"})
    verleden = client.post(url, {"trefwoorden": "De Brug", "tot_datum": "2026-11-01"})
    client.post(url, {"trefwoorden": "De Brug", "tot_datum": "2026-12-02"})
    loopt = mediamonitor.volger(zaak)
    client.post(url, {"stop": "1"})

    assert [te_kort.status_code, verleden.status_code] == [409, 409]
    assert "3 tot 80 tekens" in te_kort.content.decode()
    assert loopt is not None
    assert loopt.trefwoorden == ["De Brug"]
    assert mediamonitor.volger(zaak) is None
    with pytest.raises(Geweigerd, match="houden de mediamonitor bij"):
        mediamonitor.volg(zaak, ["De Brug"], lokale_datum(nu), toegang_zwolle, nu)
    with pytest.raises(Geweigerd, match="gesloten"):
        mediamonitor.volg(bouw.tot("afgerond", nu), ["De Brug"], lokale_datum(nu + DAG), contractmanager, nu)


@pytest.mark.eis("R119")
@pytest.mark.eis("A14")
def test_een_stijging_vraagt_eenmaal_om_een_besluit(
    client: Client, adviseur: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_scenario("c", nu)
    signalen(zaak, 4, nu, adviseur)
    assert mediastijging.bewaak(nu) == 0
    signalen(zaak, 1, nu + UUR, adviseur)
    ronde.bewaak(nu + UUR)
    ronde.bewaak(nu + 2 * UUR)

    taak = Taak.objects.get(zaak=zaak, code="media_stijging")
    mails = Bericht.objects.filter(zaak=zaak, regel="media_stijgt")
    assert set(mails.values_list("rol", flat=True)) == {"communicatieadviseur", "contractmanager"}
    aantal_mails = mails.count()
    assert set(mails.values_list("sjabloon", flat=True)) == {"media_stijgt"}
    with klok.op(nu + 2 * UUR):
        client.force_login(contractmanager)
        pagina = client.get(taak.get_absolute_url()).content.decode()
        gedaan = client.post(taak.get_absolute_url(), {"keuze": "nee", "reden": "De aanpak past nog."})
    assert "Kies ja als u de melding opnieuw beoordeelt" in pagina
    assert gedaan.status_code == 302
    # Who heard that it rises, hears what was decided.
    besloten = Bericht.objects.filter(zaak=zaak, regel="media_besloten")
    assert set(besloten.values_list("rol", flat=True)) == {"communicatieadviseur"}

    signalen(zaak, 20, nu + DAG, adviseur)  # the same rise goes on
    assert mediastijging.bewaak(nu + DAG) == 0
    assert mails.count() == aantal_mails
    signalen(zaak, 60, nu + 4 * DAG, adviseur)  # a new one, after quiet days
    assert mediastijging.bewaak(nu + 4 * DAG) == 1
    assert Taak.objects.filter(zaak=zaak, code="media_stijging").count() == 2


def test_heroverwegen_zelf_is_ook_een_antwoord(adviseur: Gebruiker, nu: datetime) -> None:
    zaak = bouw.in_scenario("c", nu)
    signalen(zaak, 5, nu, adviseur)
    mediastijging.bewaak(nu)
    door = bouw.regio().gebruikers["contractmanager"]
    voer_uit(Opdracht(zaak.pk, "heroverweeg", door.pk, "scenario_c", motivering="De aandacht stijgt."), nu)

    assert bouw.taak(zaak, "media_stijging").status == "afgerond"


def test_een_gesloten_melding_en_een_drukke_gewone_dag_vragen_niets(adviseur: Gebruiker, nu: datetime) -> None:
    druk, dicht = bouw.melding(nu), bouw.tot("afgerond", nu)
    for dagen in range(1, 8):
        signalen(druk, 4, nu - dagen * DAG, adviseur)
    signalen(druk, 7, nu, adviseur)
    signalen(dicht, 9, nu, adviseur)

    assert not is_stijgend(druk, REGELS, nu)
    assert mediastijging.bewaak(nu) == 0
    signaal(druk, nu, adviseur)
    assert is_stijgend(druk, REGELS, nu)
    assert begin_van_stijging(druk, REGELS, nu) == lokale_datum(nu)
    assert begin_van_stijging(druk, REGELS, nu - DAG) is None
