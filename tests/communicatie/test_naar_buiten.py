"""Nothing goes outside before the family knows, or through an investigation, without leave: every way is walked."""

from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from django.contrib import admin
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.familie import familielijst, informeringen, naar_buiten, onderzoeken
from communicatie.familie.betrokkenen import op_de_lijst
from communicatie.familie.informeringen import Inlichting
from communicatie.familie.naar_buiten import Toestemming
from communicatie.familie.onderzoeken import Begin
from communicatie.models import (
    Bericht,
    BerichtStatus,
    Informering,
    Onderzoek,
    Persvraag,
    Uiting,
    Uitingsoort,
    Vrijgave,
)
from communicatie.post import berichten
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking import controle
from tests import bouw
from tests.communicatie import persbouw
from tests.communicatie.slotbouw import BESLUIT, FAMILIE, REDEN, REGELS, UUR, breng, plan_naar_buiten, vertel_de_familie
from tests.inbraak import inbraak

pytestmark = pytest.mark.django_db


def geweigerd(stap: Any) -> str:
    """The sentence of a refusal, after which nothing went outside."""
    voor = (Uiting.objects.count(), Vrijgave.objects.count())
    with pytest.raises(Geweigerd) as fout, transaction.atomic():
        stap()
    assert (Uiting.objects.count(), Vrijgave.objects.count()) == voor
    return str(fout.value)


def formulieren(zaak: Melding) -> list[tuple[str, str, dict[str, Any]]]:
    """The pages with which something is brought outside: who, where, what is typed."""
    taak = bouw.taak(zaak, "raad_informeren", "zwolle")
    gesprek = {"geinformeerd_op_0": "2026-11-24", "geinformeerd_op_1": "09:00", "wijze": "brief", "door_wie": "griffie"}
    persbericht = {
        "soort": "persbericht",
        "omschrijving": "de website",
        "namens": "gemeente Zwolle",
        "sleutel": str(uuid4()),
        "gedaan_op_0": "2026-11-24",
        "gedaan_op_1": "09:30",
    }
    return [
        ("manager_zwolle", reverse("taak", args=[zaak.kenmerk, taak.pk]), {"partij": "de raad", **gesprek}),
        (
            "contractmanager",
            reverse("communicatie_vastleggen", args=[zaak.kenmerk, "informeren"]),
            {"orgaan": "raad", "gemeente": bouw.regio().gemeenten["zwolle"].pk, **gesprek},
        ),
        ("contractmanager", reverse("communicatie_vastleggen", args=[zaak.kenmerk, "uiting"]), persbericht),
    ]


@pytest.mark.eis("R124")
@pytest.mark.eis("R125")
def test_elke_weg_naar_buiten_is_dicht_tot_de_familie_het_weet(
    client: Client, contractmanager: Gebruiker, nu: datetime, mailserver: Any
) -> None:
    zaak = bouw.in_fase_1(nu)
    pers = persbouw.persvraag(nu, melding=zaak)
    vastleggen = [(bouw.regio().gebruikers[wie], adres, velden) for wie, adres, velden in formulieren(zaak)]
    for wie, adres, velden in vastleggen:
        client.force_login(wie)
        # A reason typed along by somebody without the right opens nothing.
        getypt = {"hoe_buiten": "vrijgave", "vrijgave_reden": "Het moet.", "vrijgave_besluit_van": "ik"}
        antwoord = client.post(adres, {**velden, **getypt})
        assert antwoord.status_code == 200, adres
        assert "De regiomanager RSJ kan met een reden vrijgeven" in antwoord.content.decode()
    # The steps of a press question about this melding.
    with pytest.raises(Geweigerd):
        persbouw.loop(pers, "rond_af", nu)
    # The outbox holds a mail outside the circle back, and sends it to nobody.
    wacht = plan_naar_buiten(zaak, nu)
    assert wacht.status == BerichtStatus.WACHT
    berichten.verzend(nu, limiet=500)
    assert not Bericht.objects.filter(regel="communicatielijn_naar_rsj", status=BerichtStatus.VERZONDEN).exists()
    # No road in the admin.
    assert not {Uiting, Vrijgave, Informering, Onderzoek, Bericht, Persvraag, Melding} & set(admin.site._registry)
    assert not Uiting.objects.exists()
    assert controle.controleer(nu) == []

    vertel_de_familie(zaak, contractmanager, nu - UUR)
    for wie, adres, velden in vastleggen:
        client.force_login(wie)
        assert client.post(adres, velden).status_code == 302, adres
    wacht.refresh_from_db()
    assert wacht.status == BerichtStatus.GEPLAND
    berichten.verzend(nu, limiet=500)
    wacht.refresh_from_db()
    assert wacht.status == BerichtStatus.VERZONDEN
    assert sorted(Uiting.objects.values_list("soort", "wist_familie")) == [
        ("persbericht", True),
        ("raadsbrief", True),
        ("raadsbrief", True),
    ]
    assert controle.controleer(nu) == []


@pytest.mark.eis("R125")
def test_een_vrijgave_geldt_een_keer_voor_een_soort(
    contractmanager: Gebruiker, regiomanager: Gebruiker, adviseur: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_scenario("c", nu)
    for wie in (contractmanager, adviseur):
        zin = geweigerd(lambda: breng(zaak, "persbericht", wie, nu, toestemming=REDEN))  # noqa: B023
        assert "De jeugdige en de familie weten het nog niet." in zin
    assert "waarom" in geweigerd(lambda: breng(zaak, "persbericht", regiomanager, nu, toestemming=Toestemming("  ")))

    vrijgave = naar_buiten.geef_vrij(zaak, "persbericht", REDEN, regiomanager, nu, REGELS)
    assert "Er is al een vrijgave" in geweigerd(
        lambda: naar_buiten.geef_vrij(zaak, "persbericht", REDEN, regiomanager, nu, REGELS)
    )
    geweigerd(lambda: breng(zaak, "raadsbrief", contractmanager, nu))
    assert breng(zaak, "persbericht", contractmanager, nu).vrijgave == vrijgave
    geweigerd(lambda: breng(zaak, "persbericht", contractmanager, nu))
    eerste = naar_buiten.leg_uiting_vast(zaak, "lokaal", "taak:1", regiomanager, nu, REGELS, toestemming=REDEN)
    assert naar_buiten.leg_uiting_vast(zaak, "lokaal", "taak:1", contractmanager, nu, REGELS) == eerste

    vertel_de_familie(zaak, contractmanager, nu + UUR)
    assert breng(zaak, "persbericht", contractmanager, nu + 2 * UUR).vrijgave is None
    # What is recorded late gets no easier: at that moment they did not know.
    geweigerd(lambda: breng(zaak, "persbericht", contractmanager, nu + 2 * UUR, gedaan_op=nu))
    assert "niet nodig" in geweigerd(
        lambda: naar_buiten.geef_vrij(zaak, "persbericht", REDEN, regiomanager, nu + 2 * UUR, REGELS)
    )


@pytest.mark.eis("R125")
def test_mail_buiten_de_kring_gaat_met_een_reden_en_wat_later_komt_wacht_weer(
    regiomanager: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_scenario("c", nu)
    geweigerd(lambda: naar_buiten.geef_vrij(zaak, "mail", REDEN, regiomanager, nu, REGELS))
    bericht = plan_naar_buiten(zaak, nu)
    naar_buiten.geef_vrij(zaak, "mail", REDEN, regiomanager, nu, REGELS)
    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.GEPLAND
    uiting = Uiting.objects.select_related("vrijgave").get(soort=Uitingsoort.MAIL)
    assert uiting.vrijgave
    assert (uiting.wist_familie, uiting.vrijgave.reden) == (False, REDEN.reden)
    later = plan_naar_buiten(zaak, nu)
    assert later.status == BerichtStatus.WACHT

    # The auditor sees a message that is forgotten, and one that slipped out.
    op_de_lijst(zaak).update(geinformeerd_op=nu + UUR)
    assert [b.nummer for b in controle.controleer(nu)] == [10]
    naar_buiten.laat_gaan(zaak, nu)
    assert controle.controleer(nu) == []
    with inbraak():
        Uiting.objects.all().delete()
    Bericht.objects.filter(pk=later.pk).update(status=BerichtStatus.VERZONDEN, verzonden_op=nu)
    assert [b.nummer for b in controle.controleer(nu)] == [11]


@pytest.mark.eis("R156")
def test_een_onderzoek_houdt_ook_tegen_wat_al_klaarstond(
    contractmanager: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_scenario("d", nu)
    vertel_de_familie(zaak, contractmanager, nu)
    bericht = plan_naar_buiten(zaak, nu)
    naar_binnen = Bericht.objects.filter(zaak=zaak, rol=Rol.TOEGANG).count()
    assert bericht.status == BerichtStatus.GEPLAND

    onderzoeken.begin(zaak, Begin(nu, "officier van justitie", "Gehoord."), contractmanager, nu + UUR, REGELS)
    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.WACHT
    assert Bericht.objects.filter(zaak=zaak, rol=Rol.TOEGANG, status=BerichtStatus.GEPLAND).count() == naar_binnen
    zin = geweigerd(lambda: breng(zaak, "persbericht", regiomanager, nu + UUR, toestemming=REDEN))
    assert "Schrijf op wie dit heeft besloten" in zin
    geweigerd(lambda: breng(zaak, "persbericht", regiomanager, nu + UUR, gedaan_op=nu - UUR, toestemming=REDEN))
    uiting = breng(zaak, "persbericht", regiomanager, nu + UUR, toestemming=BESLUIT)
    assert uiting.vrijgave
    assert (uiting.wist_familie, uiting.liep_onderzoek, uiting.vrijgave.besluit_van) == (
        True,
        True,
        "officier van justitie",
    )
    onderzoeken.eindig(zaak, "De officier meldde het.", nu + UUR, contractmanager, nu + 2 * UUR, REGELS)
    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.GEPLAND
    assert controle.controleer(nu + 2 * UUR) == []


@pytest.mark.eis("R125")
def test_de_familie_wordt_alleen_als_de_familie_vastgelegd(
    contractmanager: Gebruiker, adviseur: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_scenario("c", nu)
    zin = geweigerd(
        lambda: informeringen.leg_vast(zaak, " Jeugdige en Familie", None, Inlichting(nu), contractmanager, nu)
    )
    assert "op de pagina Communicatie" in zin
    geweigerd(lambda: vertel_de_familie(zaak, adviseur, nu))
    for op in (nu, nu + UUR):
        inlichting = Inlichting(op, "x", "y")
        geweigerd(lambda: informeringen.leg_orgaan_vast(zaak, FAMILIE, None, inlichting, contractmanager, nu, REGELS))  # noqa: B023
    allen = list(op_de_lijst(zaak).values_list("pk", flat=True))
    for wie in ([], [*allen, 0]):
        geweigerd(lambda: familielijst.vertel(zaak, wie, Inlichting(nu), contractmanager, nu, REGELS))  # noqa: B023
    geweigerd(lambda: familielijst.vertel(zaak, allen, Inlichting(nu + UUR), contractmanager, nu, REGELS))
    assert naar_buiten.is_dicht(zaak)


@pytest.mark.eis("R125")
@pytest.mark.eis("R156")
def test_ook_buiten_de_app_om_weigert_de_database(contractmanager: Gebruiker, nu: datetime) -> None:
    zaak = bouw.in_scenario("c", nu)
    vertel_de_familie(zaak, contractmanager, nu)
    uiting = breng(zaak, "persbericht", contractmanager, nu)
    for zet, regel in (
        ("wist_familie = %s", "uiting_na_de_familie"),
        ("liep_onderzoek = NOT %s", "uiting_bij_onderzoek_met_besluit"),
    ):
        with (
            inbraak(),
            pytest.raises(IntegrityError, match=regel),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE communicatie_uiting SET {zet} WHERE id = %s", [False, uiting.pk])  # noqa: S608
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO communicatie_vrijgave (melding_id, soort, reden, besluit_van, gegeven_op, gegeven_door_id)"
            " VALUES (%s, 'mail', '', '', %s, %s)",
            [zaak.pk, nu, contractmanager.pk],
        )
