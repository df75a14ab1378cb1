"""What happens around a melding reaches whoever acts on it: each event of the file, and the term that stands still
(R5, R22, R104, R125, R149, R156)."""

import os
import re
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from basis import kalender
from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie.betrokkenen import op_de_lijst
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.onderzoeken import Begin
from communicatie.familie.regie import Overdracht
from communicatie.models import PERSVRAGEN, Bericht, Informeermoment, Persvraag
from communicatie.sjablonen.brieven import maak_brief
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking.controle import controleer
from escalatie.bewaking.ronde import bewaak
from escalatie.draaiboek import nieuws, zegels
from escalatie.draaiboek.termijnen import uitleg_in_zinnen
from escalatie.meldingen.communicatie import communiceren
from escalatie.meldingen.communicatie.communiceren import Einde, FamilieVerteld
from escalatie.models import Stap, Taak, Termijn, Wekker
from escalatie.persvragen.opdrachten import Koppeling
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from escalatie.protocol.rijen import GEBEURTENISSEN
from tests import bouw
from tests.bouw import Regio
from tests.bouw_contacten import gebruiker as maak_gebruiker
from tests.communicatie import persbouw

pytestmark = pytest.mark.django_db
UUR = timedelta(hours=1)
GEZIEN = "/gezien/"


def mails(zaak: Melding | Persvraag, sjabloon: str) -> set[str]:
    """Who was told with this template, by role."""
    return set(Bericht.objects.filter(zaak=zaak.pk, sjabloon=sjabloon).values_list("rol", flat=True))


def _vertel(zaak: Melding, door: Gebruiker, op: datetime) -> None:
    allen = tuple(op_de_lijst(zaak).values_list("pk", flat=True))
    communiceren.leg_vast(zaak, "familie", FamilieVerteld(allen, Inlichting(op, "gesprek", "aanbieder")), door, op)


def _trek_in(zaak: Melding, door: Gebruiker, op: datetime) -> None:
    moment = Informeermoment.objects.filter(herroeping__isnull=True).latest("pk")
    communiceren.trek_in(zaak, "informeermoment", moment.pk, "Verkeerde melding.", door, op)


def _begin(zaak: Melding, door: Gebruiker, op: datetime) -> None:
    communiceren.leg_vast(zaak, "onderzoek", Begin(op, "officier van justitie", "Gehoord."), door, op)


def _einde(zaak: Melding, door: Gebruiker, op: datetime) -> None:
    communiceren.leg_vast(zaak, "onderzoek_einde", Einde(op, "Gehoord."), door, op)


def _regie(zaak: Melding, door: Gebruiker, op: datetime) -> None:
    communiceren.leg_vast(zaak, "regie", Overdracht("burgemeester", "De onrust groeit.", op), door, op)


def _koppel(zaak: Melding, door: Gebruiker, op: datetime) -> None:
    los = persbouw.persvraag(op)
    persbouw.stap(los, "koppel", door, op, gegevens=Koppeling(zaak.pk))
    _hoort_wie_hem_behandelt(los, "persvraag_gekoppeld")


def _los(zaak: Melding, door: Gebruiker, op: datetime) -> None:
    los = Persvraag.objects.filter(melding=zaak).latest("pk")
    persbouw.stap(los, "ontkoppel", door, op)
    _hoort_wie_hem_behandelt(los, "persvraag_losgemaakt")


def _hoort_wie_hem_behandelt(los: Persvraag, sjabloon: str) -> None:
    rijen = Bericht.objects.filter(zaak=los, sjabloon=sjabloon)
    # The regiomanager did it.
    assert {(rij.rol, rij.gemeente) for rij in rijen} == RSJ - {("regiomanager", None)}


RSJ = {("contractmanager", None), ("regiomanager", None), ("communicatieadviseur", None)}
# In this order: each needs what the one before left. Template of the melding, and of a press question about it.
VERLOOP: list[tuple[str, Callable[[Melding, Gebruiker, datetime], None], str, str]] = [
    ("slot_open", _vertel, "slot_open", "persvraag_gaat_door"),
    ("slot_dicht", _trek_in, "slot_dicht", "persvraag_wacht"),
    ("onderzoek_begonnen", _begin, "onderzoek_veranderd", "persvraag_wacht"),
    ("onderzoek_klaar", _einde, "onderzoek_veranderd", "persvraag_gaat_door"),
    ("regie_verplaatst", _regie, "regie_verplaatst", ""),
    ("pers_gekoppeld", _koppel, "pers_gekoppeld", ""),
    ("pers_losgekoppeld", _los, "pers_gekoppeld", ""),
]


# Who reads of an event, by name: with the melding (what it is called), with the press question only (in other words),
# or not at all. Of another gemeente or without a dossier nobody learns that there is one.
BINNEN = ("contractmanager", "adviseur", "toegang_zwolle", "manager_zwolle")
ALLES = os.environ.get("STORING") == "alles"
ALLEEN_PERS = ("woordvoerder", "beleid")
BUITEN = ("toegang_raalte", "buitenstaander", "woordvoerder_ommen", "beheerder")


def _lezers(regio: Regio) -> dict[str, Gebruiker]:
    lokaal = {
        "woordvoerder": (Rol.COMMUNICATIE_GEMEENTE, "zwolle"),
        "woordvoerder_ommen": (Rol.COMMUNICATIE_GEMEENTE, "ommen"),
        "beleid": (Rol.BELEIDSMEDEWERKER_JEUGD, "zwolle"),
    }
    nieuw = {
        naam: maak_gebruiker(rol, regio.gemeenten[plek], username=f"lezer-{naam}")
        for naam, (rol, plek) in lokaal.items()
    }
    return {**regio.gebruikers, **nieuw}


def _zien(lezers: dict[str, Gebruiker], code: str, zaak: Melding, vraag: Persvraag, buiten: Iterable[str]) -> None:
    """Every reader finds this event in his worklist, on the dashboard and above the zaak, and nowhere any more once he
    said that he saw it; nobody else finds anything."""
    regel = haal_communicatieregels(zaak.protocol_versie).gebeurtenis_per_code[code]
    ook_pers = {wie for wie in ALLEEN_PERS if lezers[wie].rol in regel.op_pers}
    for wie in (*BINNEN, *ALLEEN_PERS, *buiten):
        client = Client()
        client.force_login(lezers[wie])
        lijst = client.get(reverse("werkvoorraad")).content.decode()
        if wie not in BINNEN and wie not in ook_pers:
            assert GEZIEN not in lijst, (code, wie)
            continue
        naam = regel.naam if wie in BINNEN else regel.naam_buiten
        eigen = zaak if wie in BINNEN else vraag
        bladen = [eigen.get_absolute_url(), *([reverse("dashboard")] if wie == "contractmanager" else [])]
        if wie in ("contractmanager", "adviseur") and lezers[wie].rol in regel.op_pers:
            bladen.append(vraag.get_absolute_url())
        for html in (lijst, *(client.get(blad).content.decode() for blad in bladen)):
            assert naam in html, (code, wie)
            assert GEZIEN in html, (code, wie)
            assert wie in BINNEN or zaak.kenmerk not in html
        knop = reverse("gezien", args=[re.search(r"/gezien/(\d+)/", lijst)[1]])  # type: ignore[index]
        assert client.post(knop)["Location"].startswith(eigen.get_absolute_url())
        assert GEZIEN not in client.get(reverse("werkvoorraad")).content.decode(), (code, wie)
        assert client.post(knop).status_code == 404


@pytest.mark.eis("R22", "R104", "R125", "R149", "R156")
def test_elke_gebeurtenis_bereikt_wie_eraan_werkt_en_niemand_anders(regio: Regio, nu: datetime) -> None:
    assert {code for code, *_ in VERLOOP} == set(GEBEURTENISSEN)
    zaak, rm = bouw.in_fase_1(nu), regio.gebruikers["regiomanager"]
    vragen, lezers = [persbouw.persvraag(nu, melding=zaak), persbouw.persvraag(nu, melding=zaak)], _lezers(regio)
    for lezer in lezers.values():
        for oud in nieuws.ongezien(lezer):
            nieuws.zie(oud.nummer, lezer, nu)
    protocol = haal_protocol(zaak.protocol_versie)
    for nummer, (code, doe, sjabloon, pers) in enumerate(VERLOOP, start=1):
        assert protocol.informatieregels_bij(f"gebeurtenis:{code}"), code
        voor = set(Bericht.objects.values_list("pk", flat=True))
        doe(zaak, rm, nu + nummer * UUR)
        nieuw = Bericht.objects.exclude(pk__in=voor).filter(aanleiding__startswith=f"gebeurtenis:{code}:")
        assert not nieuws.ongezien(rm), code
        los = Persvraag.objects.latest("pk") if code.startswith("pers_") else vragen[0]
        # Of the outsiders one for each event, at full size all of them.
        _zien(lezers, code, zaak, los, BUITEN if ALLES else [BUITEN[nummer % len(BUITEN)]])
        # Who sees the dossier hears it; a gemeente that is not in it does not learn that there is one.
        eigen = nieuw.filter(zaak=zaak, sjabloon=sjabloon)
        # Who handles the press hears of a press question with a mail about that question, and who acted knows.
        anders = set() if code.startswith("pers_") else RSJ - {("regiomanager", None)}
        assert set(eigen.values_list("rol", "gemeente__code")) == anders | {
            ("toegang", "zwolle"),
            ("manager_gemeente", "zwolle"),
        } | {(rij.rol, rij.gemeente.code) for rij in eigen if rij.gemeente and rij.met_toegang}, code
        assert all(rij.met_toegang for rij in eigen), code
        assert not nieuw.filter(contactpersoon=rm.contactpersoon_id).exists(), code
        # One mail to each person, which names every question that he handles.
        personen = list(nieuw.values_list("ontvanger", flat=True))
        assert len(personen) == len(set(personen)), code
        genoemd = {rij.rol for rij in eigen if rij.gegevens.get(PERSVRAGEN) == [v.kenmerk for v in vragen]}
        assert genoemd == ({"contractmanager", "communicatieadviseur"} if pers else set()), code
        assert not nieuw.filter(zaak__in=vragen).exists(), code
        for rij in eigen.filter(rol="contractmanager"):
            tekst = maak_brief(rij, "https://calamiteiten.example/").tekst
            assert all((v.kenmerk in tekst) == bool(pers) for v in vragen), tekst
        # One act, one mail to each: an investigation says itself what it does to the locks and to directing.
        assert (
            not Bericht.objects.exclude(pk__in=voor)
            .filter(zaak=zaak)
            .exclude(aanleiding__startswith=f"gebeurtenis:{code}:")
            .filter(sjabloon__in=["slot_dicht", "slot_open", "onderzoek_veranderd", "regie_verplaatst"])
        )
    assert not [b for b in controleer(nu + 9 * UUR) if b.nummer in {5, 6, 10, 11, 14}]


@pytest.mark.eis("R125")
def test_wie_de_persvraag_behandelt_en_het_dossier_niet_ziet_hoort_het_met_de_persvraag(
    regio: Regio, nu: datetime
) -> None:
    """An adviseur who is not in the circle of the dossier."""
    zaak, rm = bouw.melding(nu), regio.gebruikers["regiomanager"]
    vragen = [persbouw.persvraag(nu, melding=zaak), persbouw.persvraag(nu, melding=zaak)]
    voor = set(Bericht.objects.values_list("pk", flat=True))
    _begin(zaak, rm, nu + UUR)
    nieuw = Bericht.objects.exclude(pk__in=voor).filter(rol="communicatieadviseur")
    assert [(rij.zaak_id, rij.sjabloon) for rij in nieuw] == [(vragen[0].pk, "persvraag_wacht")]


@pytest.mark.klok(datetime(2026, 11, 27, 14, 0, tzinfo=UTC))
@pytest.mark.eis("R5", "R125")
def test_de_termijn_staat_stil_zolang_het_slot_dicht_is_en_loopt_met_de_rest_door(
    client: Client, regio: Regio, nu: datetime
) -> None:
    """Friday 15:00: the question came on Thursday, two hours are left."""
    vrijdag = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    donderdag = vrijdag - timedelta(days=1)
    zaak, cm = bouw.in_fase_1(donderdag), regio.gebruikers["contractmanager"]
    vraag = persbouw.persvraag(donderdag, melding=zaak)
    termijn = Termijn.objects.get(zaak=vraag)
    rest = termijn.vervalt_op - vrijdag
    assert rest == 2 * UUR

    with pytest.raises(Geweigerd, match="motivering"):
        persbouw.stap(vraag, "schort_termijn_op", cm, vrijdag)
    persbouw.stap(vraag, "schort_termijn_op", cm, vrijdag, motivering="De familie is niet bereikt.")
    maandag = vrijdag + timedelta(days=3, minutes=30)
    bewaak(maandag)
    termijn.refresh_from_db()
    # Nothing rings, nothing is late, and the page and the list say why.
    assert (termijn.status, termijn.verstreken_op) == ("geschorst", None)
    assert not Wekker.objects.filter(termijn=termijn, gevuurd_op__isnull=False).exists()
    client.force_login(cm)
    pagina = client.get(vraag.get_absolute_url()).content.decode()
    assert "De termijn staat stil sinds" in pagina
    assert "staat stil" in client.get(reverse("persvragen")).content.decode()
    assert not [b for b in controleer(maandag) if b.nummer == 2]

    _vertel(zaak, cm, maandag)

    termijn.refresh_from_db()
    # Two hours from 15:30 is after the office closed: the end of the next working day.
    assert termijn.status == "loopt"
    assert termijn.vervalt_op == kalender.naar_kantooruren(maandag + rest)
    assert termijn.vervalt_op == datetime(2026, 12, 1, 16, 0, tzinfo=UTC)
    laatste = Stap.objects.filter(zaak=vraag).latest("volgnummer")
    assert (laatste.code, laatste.door) == ("hervat_termijn", cm)
    assert any(zin.startswith("Stond stil van") for zin in uitleg_in_zinnen(termijn))
    assert "Termijn laten doorlopen" in client.get(vraag.get_absolute_url()).content.decode()
    assert list(zegels.breuken()) == []
    bewaak(datetime(2026, 12, 1, 16, 1, tzinfo=UTC))
    termijn.refresh_from_db()
    assert termijn.status == "verstreken"


@pytest.mark.eis("R5")
def test_stilzetten_kan_alleen_zolang_een_slot_iets_tegenhoudt(regio: Regio, nu: datetime) -> None:
    cm = regio.gebruikers["contractmanager"]
    los, zaak = persbouw.persvraag(nu), bouw.in_fase_1(nu)
    with pytest.raises(Geweigerd, match="geen slot dicht"):
        persbouw.stap(los, "schort_termijn_op", cm, nu, motivering="Druk.")
    vraag = persbouw.persvraag(nu, melding=zaak)
    # What is asked of somebody goes by the term: it has no moment while that stands still, and moves along.
    taak = Taak.objects.get(zaak=vraag, code="pers_beslissen")
    assert taak.uiterlijk_op == Termijn.objects.get(zaak=vraag).vervalt_op
    with pytest.raises(Geweigerd, match="staat niet stil"):
        persbouw.stap(vraag, "hervat_termijn", cm, nu)
    persbouw.stap(vraag, "schort_termijn_op", cm, nu, motivering="Het slot is dicht.")
    with pytest.raises(Geweigerd, match="loopt niet"):
        persbouw.stap(vraag, "schort_termijn_op", cm, nu, motivering="Nog eens.")
    taak.refresh_from_db()
    assert taak.uiterlijk_op is None
    persbouw.stap(vraag, "hervat_termijn", cm, nu + UUR)
    taak.refresh_from_db()
    assert taak.uiterlijk_op == Termijn.objects.get(zaak=vraag).vervalt_op
    assert Termijn.objects.get(zaak=vraag).status == "loopt"
    # What is answered while it stands still was not too late.
    persbouw.stap(vraag, "schort_termijn_op", cm, nu + UUR, motivering="Toch weer.")
    later = nu + timedelta(days=9)
    _vertel(zaak, cm, later)
    termijn = Termijn.objects.get(zaak=vraag)
    assert (termijn.status, termijn.geschorst_op) == ("loopt", None)
    # Let go of the melding, no lock holds it: it runs on by itself.
    persbouw.stap(los, "koppel", cm, nu, gegevens=Koppeling(bouw.in_fase_1(nu).pk))
    persbouw.stap(los, "schort_termijn_op", cm, nu, motivering="Het slot is dicht.")
    persbouw.stap(los, "ontkoppel", cm, nu + UUR)
    assert Termijn.objects.get(zaak=los).status == "loopt"
    persbouw.stap(los, "trek_persvraag_in", cm, nu + UUR, motivering="Niet meer nodig.")
    persbouw.stap(los, "heropen", cm, nu + 2 * UUR, motivering="Toch wel.")
    open_ = Taak.objects.filter(zaak=los, status="open").values_list("code", "termijn__status")
    assert list(open_) == [("pers_beslissen", "loopt")]
