"""The family first, per person: who is on the list, knows or is excepted, and what that does to the lock (R125)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie import familielijst
from communicatie.familie.betrokkenen import is_familie_klaar, onwetenden, op_de_lijst
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.naar_buiten import is_dicht, toestand
from communicatie.models import Bericht, Herroeping, Informeermoment, Uitzondering
from contacten.models import Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.models import Stap, Taak
from tests import bouw, klok
from tests.bouw import Regio
from tests.communicatie.slotbouw import REGELS, UUR, plan_naar_buiten
from tests.escalatie.invullen import moment, verstuur
from tests.inbraak import inbraak

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R124", "R125")]
GEWELD: dict[str, Any] = {
    "soort": "geweld",
    "categorie": "",
    "criteria": {
        **dict.fromkeys(bouw.CRITERIA["geweld"], "ja"),
        "geweldsvorm": "lichamelijk",
        "slachtoffer": "jeugdige",
        "pleger": "medebewoner",
    },
}
WAAROM = "Dit hoort bij een andere melding."


def delen(zaak: Melding) -> list[str]:
    """The parts that are on the list."""
    return list(op_de_lijst(zaak).values_list("betrokkene", flat=True))


def stuur(client: Client, wie: Gebruiker, zaak: Melding, code: str, op: datetime, **velden: Any) -> int:
    """Send the form of one fact; the status of the answer."""
    gesprek = {**moment("geinformeerd_op", op), "wijze": "in een gesprek", "door_wie": "aanbieder"}
    with klok.op(op):
        client.force_login(wie)
        adres = reverse("communicatie_vastleggen", args=[zaak.kenmerk, code])
        return client.post(adres, {**(gesprek if code == "familie" else {}), **velden}).status_code


def trek_in(client: Client, wie: Gebruiker, zaak: Melding, soort: str, nummer: int, op: datetime) -> int:
    """Take one fact back on its page; the status of the answer."""
    with klok.op(op):
        client.force_login(wie)
        adres = reverse("communicatie_intrekken", args=[zaak.kenmerk, soort, nummer])
        status: int = verstuur(client, adres, waarom__reden=WAAROM).status_code
        return status


@pytest.mark.parametrize(
    ("feiten", "verwacht"),
    [
        ({}, ["jeugdige", "ouder"]),
        ({"categorie": "suicide"}, ["ouder", "familie"]),
        ({"categorie": "niet_natuurlijke_dood"}, ["jeugdige", "ouder", "familie"]),
        (GEWELD, ["ouder", "slachtoffer", "familie_dader"]),
        ({**GEWELD, "criteria": {"slachtoffer": "ouder", "pleger": "medewerker"}}, ["jeugdige", "slachtoffer"]),
    ],
)
def test_de_lijst_volgt_uit_wat_van_de_melding_bekend_is(
    feiten: dict[str, Any], verwacht: list[str], nu: datetime
) -> None:
    bouw.regio(nu)
    zaak = bouw.melding(nu, **feiten)

    assert delen(zaak) == verwacht
    assert is_dicht(zaak)


def test_slachtoffer_en_dader_tellen_elk_apart(client: Client, regio: Regio, nu: datetime) -> None:
    """One family told is one family told: the other keeps the lock on."""
    zaak, cm, rm = (
        bouw.in_scenario("c", nu, **GEWELD),
        regio.gebruikers["contractmanager"],
        regio.gebruikers["regiomanager"],
    )
    wacht = plan_naar_buiten(zaak, nu)
    ouder, slachtoffer, dader = op_de_lijst(zaak)

    assert stuur(client, cm, zaak, "familie", nu, betrokkenen=[ouder.pk, slachtoffer.pk]) == 302
    assert is_dicht(zaak)
    assert list(onwetenden(zaak)) == [dader]
    # Who may record cannot decide that somebody is passed over.
    assert stuur(client, cm, zaak, "uitzondering", nu, nummer=dader.pk, reden="Niet te vinden.") == 404
    assert stuur(client, rm, zaak, "uitzondering", nu, nummer=dader.pk, reden="") == 200
    assert stuur(client, rm, zaak, "uitzondering", nu, nummer=dader.pk, reden="Niet te vinden.") == 302
    wacht.refresh_from_db()
    assert (is_dicht(zaak), wacht.status) == (False, "gepland")
    with klok.op(nu):
        pagina = client.get(reverse("communicatie_dossier", args=[zaak.kenmerk])).content.decode()
    assert "Niet te vinden." in pagina
    assert "Het slot is open." in pagina

    # The exception is taken back: shut again, and what waits waits.
    assert trek_in(client, rm, zaak, "uitzondering", Uitzondering.objects.get().pk, nu + UUR) == 302
    wacht.refresh_from_db()
    assert (is_dicht(zaak), wacht.status) == (True, "wacht")
    assert stuur(client, cm, zaak, "familie", nu + UUR, betrokkenen=[dader.pk]) == 302
    assert not is_dicht(zaak)
    # What is recorded late gets no easier: at nu one of them did not know.
    assert not toestand(zaak, REGELS, nu).wist_familie
    assert controleer(nu + UUR) == []


def test_wie_erbij_komt_doet_het_slot_weer_dicht_en_vraagt_opnieuw_om_bellen(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak, cm = bouw._familie_weet_het(nu).melding, regio.gebruikers["contractmanager"]
    wacht = plan_naar_buiten(zaak, nu)
    taken = Taak.objects.filter(zaak=zaak, code="jeugdige_familie")
    assert (wacht.status, [taak.status for taak in taken]) == ("gepland", ["afgerond"])

    assert stuur(client, regio.gebruikers["adviseur"], zaak, "betrokkene", nu, betrokkene="ouder", reden="x") == 404
    gescheiden = "De ouders wonen apart."
    assert stuur(client, cm, zaak, "betrokkene", nu + UUR, betrokkene="ouder", reden=gescheiden) == 302

    wacht.refresh_from_db()
    assert (is_dicht(zaak), wacht.status) == (True, "wacht")
    nieuw = op_de_lijst(zaak).latest("pk")
    assert nieuw.partij == "Ouder of verzorger 2"
    assert Stap.objects.filter(zaak=zaak, motivering=gescheiden, code="betrek").exists()
    assert sorted(taken.values_list("status", flat=True)) == ["afgerond", "open"]
    assert Bericht.objects.filter(zaak=zaak, sjabloon="slot_dicht").exists()
    # It was a mistake: off the list with a reason, and everything goes on. The row stays, and stays off.
    assert trek_in(client, cm, zaak, "informering", nieuw.pk, nu + 2 * UUR) == 302
    wacht.refresh_from_db()
    assert (is_dicht(zaak), wacht.status) == (False, "gepland")
    assert Herroeping.objects.get(informering=nieuw).reden == WAAROM
    assert familielijst.stel_op(zaak, REGELS, cm, nu) == []
    assert controleer(nu + 2 * UUR) == []


@pytest.mark.eis("R126")
def test_de_familie_weet_het_op_de_verkeerde_melding_gaat_terug_per_persoon(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak, cm = bouw._familie_weet_het(nu).melding, regio.gebruikers["contractmanager"]
    eerste, tweede = Informeermoment.objects.order_by("pk")

    assert trek_in(client, cm, zaak, "informeermoment", tweede.pk, nu + UUR) == 302

    assert [rij.pk for rij in onwetenden(zaak)] == [tweede.informering_id]
    assert not Herroeping.objects.filter(informeermoment=eerste).exists()
    assert Taak.objects.filter(zaak=zaak, code="jeugdige_familie", status="open").count() == 1
    assert trek_in(client, cm, zaak, "informeermoment", eerste.pk, nu + 2 * UUR) == 302
    assert onwetenden(zaak).count() == 2
    assert Taak.objects.filter(zaak=zaak, code="jeugdige_familie", status="open").count() == 1
    bouw.loper(nu)
    assert controleer(nu + 2 * UUR) == []


def test_een_verbetering_van_de_feiten_zet_wie_erbij_hoort_op_de_lijst(regio: Regio, nu: datetime) -> None:
    loper = bouw._tot_scenario(nu, "c").doe("jeugdige_familie")
    assert is_familie_klaar(loper.melding)

    loper.wacht(hours=1).wijzig(categorie="niet_natuurlijke_dood")

    assert delen(loper.melding) == ["jeugdige", "ouder", "familie"]
    assert not is_familie_klaar(loper.melding)
    assert "jeugdige_familie" in {taak.code for taak in Taak.objects.filter(zaak=loper.melding, status="open")}


def test_zonder_iemand_op_de_lijst_blijft_het_dicht(regio: Regio, nu: datetime) -> None:
    zaak, cm = bouw.melding(nu), regio.gebruikers["contractmanager"]
    with inbraak():
        op_de_lijst(zaak).delete()

    assert is_dicht(zaak)
    with pytest.raises(Geweigerd, match="Kies wie het weten"):
        familielijst.vertel(zaak, [], Inlichting(nu), cm, nu, REGELS)
    with pytest.raises(Geweigerd, match="Kies om wie het gaat"):
        familielijst.voeg_toe(zaak, "oom", cm, nu - timedelta(hours=1), REGELS)


def test_de_pagina_vraagt_even_vaak_hoe_lang_de_lijst_ook_is(client: Client, regio: Regio, nu: datetime) -> None:
    zaak, cm = bouw.melding(nu), regio.gebruikers["contractmanager"]
    adres = reverse("communicatie_dossier", args=[zaak.kenmerk])
    client.force_login(cm)

    def vragen() -> int:
        with CaptureQueriesContext(connection) as gevraagd:
            assert client.get(adres).status_code == 200
        return len(gevraagd)

    vragen()
    kort = vragen()
    for _ in range(6):
        familielijst.voeg_toe(zaak, "slachtoffer", cm, nu, REGELS)
    allen = list(op_de_lijst(zaak).values_list("pk", flat=True))
    familielijst.vertel(zaak, allen, Inlichting(nu, "gesprek", "aanbieder"), cm, nu, REGELS)

    assert vragen() == kort
