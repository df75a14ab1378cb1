"""Whoever was told of a press question hears what becomes of that: another answer, another question, a gemeente that it
is about no more, and that nothing may go outside now (R13, R16, R104, R125)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from calamiteiten.models import Melding
from communicatie.familie.onderzoeken import Begin
from communicatie.models import PERSTEKST, Actielink, Bericht, Persantwoord, Persvraag
from communicatie.post import actielinks
from communicatie.post.berichten import verzend
from communicatie.sjablonen.brieven import maak_brief
from contacten.bijhouden.verzoeken import onderteken
from contacten.models import Bezetting
from contacten.rollen import Rol
from escalatie.bewaking.controle import controleer
from escalatie.meldingen.communicatie import communiceren
from escalatie.meldingen.communicatie.communiceren import Einde
from escalatie.persvragen import antwoorden, vragers, wijzigen
from escalatie.persvragen.opdrachten import GemeenteAntwoord, Koppeling
from escalatie.persvragen.wijzigen import VELDEN, Intake
from tests import bouw, klok
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.communicatie.test_persvragers import plekken, zijn_weg
from tests.conftest import Mailserver

UUR = timedelta(hours=1)
LEIDEN = {Rol.COMMUNICATIE_GEMEENTE, Rol.BELEIDSMEDEWERKER_JEUGD, Rol.MANAGER_GEMEENTE}


def verbeter_intake(vraag: Persvraag, regio: Regio, op: datetime, **anders: Any) -> None:
    vraag.refresh_from_db()
    velden = {naam: getattr(vraag, naam) for naam in VELDEN} | {"gemeenten": tuple(vraag.gemeenten.all())}
    cm = regio.gebruikers["contractmanager"]
    intake = Intake(**{**velden, **anders})
    wijzigen.verbeter(vraag.pk, intake, "Verkeerd begrepen.", vragers.laatste_nummer(vraag), cm, op)
    vraag.refresh_from_db()


@pytest.mark.eis("R13", "R16")
def test_ieder_die_het_antwoord_kreeg_hoort_dat_het_anders_was_of_geen(regio: Regio, nu: datetime) -> None:
    ook = (regio.gemeenten["kampen"],)
    vraag = persbouw.loop(persbouw.persvraag(nu, gemeenten=ook), "leg_antwoord_vast", nu)
    zijn_weg(vraag, nu)
    kregen = plekken(vraag, "antwoord_naar_gemeenten", "antwoord_naar_escalatieteam")
    assert {rol for rol, plek in kregen if plek == "kampen"} == LEIDEN
    cm, rij = regio.gebruikers["contractmanager"], Persantwoord.objects.get(persvraag=vraag)
    wie = tuple(rij.vragers.values_list("pk", flat=True))
    goed = GemeenteAntwoord(rij.gemeente_id, "Wij doen meer.", rij.beantwoord_op, rij.beantwoord_door, wie)

    nieuw = antwoorden.verbeter(vraag.pk, rij.pk, goed, "Fout.", vragers.laatste_nummer(vraag), cm, nu + UUR)

    assert plekken(vraag, "antwoord_verbeterd_buiten") == kregen
    antwoorden.trek_in(vraag.pk, nieuw.pk, "Fout.", vragers.laatste_nummer(vraag), cm, nu + 2 * UUR)
    assert plekken(vraag, "antwoord_terug_buiten") == kregen


@pytest.mark.eis("R10", "R13", "R15")
def test_blijkt_de_vraag_anders_dan_hoort_wie_de_tekst_kreeg_dat_die_niet_meer_klopt(
    regio: Regio, nu: datetime
) -> None:
    ook, cm = (regio.gemeenten["kampen"],), regio.gebruikers["contractmanager"]
    vraag = persbouw.loop(persbouw.persvraag(nu, gemeenten=ook), "stuur_door", nu)
    zijn_weg(vraag, nu)
    kregen = {
        (rij.rol, rij.gemeente and rij.gemeente.code)
        for rij in Bericht.objects.filter(zaak=vraag, gegevens__has_key=PERSTEKST).select_related("gemeente")
    }

    persbouw.stap(vraag, "hervat", cm, nu + UUR, motivering="Het gaat over iets anders.")

    assert plekken(vraag, "begint_opnieuw") == kregen


@pytest.mark.eis("R13", "R104")
def test_een_gemeente_waarover_het_niet_meer_gaat_hoort_dat(regio: Regio, nu: datetime) -> None:
    kampen, raalte, ommen = (regio.gemeenten[code] for code in ("kampen", "raalte", "ommen"))
    vraag = persbouw.loop(persbouw.persvraag(nu, gemeenten=(kampen,)), "informeer_gemeenten", nu)
    zijn_weg(vraag, nu)
    # Told later, and not mailed yet: that stays here, and is not taken back from who never got it.
    verbeter_intake(vraag, regio, nu + UUR, gemeenten=(kampen, raalte))
    assert {rol for rol, _ in plekken(vraag, "gemeente_erbij")} == LEIDEN

    verbeter_intake(vraag, regio, nu + 2 * UUR, gemeenten=())

    # Who handles such questions in every gemeente knew of it anyhow.
    beleid = {("beleidsmedewerker_jeugd", "raalte")}
    assert plekken(vraag, "gemeente_eraf") == {(rol, "kampen") for rol in LEIDEN} | beleid
    assert plekken(vraag, "gemeente_erbij") == set()
    # Who answers no more hears that once, in the words for that.
    zijn_weg(vraag, nu)
    verbeter_intake(vraag, regio, nu + 3 * UUR, gemeente=ommen)
    assert plekken(vraag, "andere_gemeente") == {(rol, "zwolle") for rol in LEIDEN}
    assert ("communicatie_gemeente", "zwolle") not in plekken(vraag, "gemeente_eraf")
    assert controleer(nu + 3 * UUR) == []


@pytest.mark.eis("R101", "R104")
def test_wie_voor_twee_gemeenten_spreekt_houdt_zijn_link_voor_de_andere(
    regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    kampen, raalte = regio.gemeenten["kampen"], regio.gemeenten["raalte"]
    plek = Bezetting.objects.get(rol=Rol.COMMUNICATIE_GEMEENTE, gemeente=kampen)
    Bezetting.objects.filter(rol=Rol.COMMUNICATIE_GEMEENTE, gemeente=raalte).update(contactpersoon=plek.contactpersoon)
    vraag = persbouw.loop(persbouw.persvraag(nu, gemeenten=(kampen, raalte)), "informeer_gemeenten", nu)
    klok.zet(nu)
    verzend(nu, limiet=500)
    rij = Bericht.objects.get(zaak=vraag, regel="ook_over_deze_gemeente", rol=Rol.COMMUNICATIE_GEMEENTE)
    pad = f"/actie/{onderteken(Actielink.objects.get(bericht=rij).sleutel, actielinks.ZOUT)}/persvraag/"
    assert Client().get(pad).status_code == 200
    blijft = next(een for een in (kampen, raalte) if een != rij.gemeente)

    verbeter_intake(vraag, regio, nu, gemeenten=(blijft,))

    assert f"gemeente {blijft}" in Client().get(pad).content.decode()
    verbeter_intake(vraag, regio, nu, gemeenten=())
    assert Client().get(pad).status_code == 410
    verteld = Bericht.objects.filter(zaak=vraag, regel="gemeente_eraf", rol=Rol.COMMUNICATIE_GEMEENTE)
    assert set(verteld.values_list("gemeente__code", flat=True)) == {"kampen", "raalte"}


@pytest.mark.eis("R104", "R125", "R156")
def test_wie_bij_de_gemeente_van_de_vraag_weet_hoort_dat_er_niets_naar_buiten_mag(regio: Regio, nu: datetime) -> None:
    """Without a fact, and only who was told of the question; a seat that opens the dossier reads it there."""
    zaak: Melding = bouw.in_fase_1(nu)
    cm, ook = regio.gebruikers["contractmanager"], (regio.gemeenten["kampen"],)
    vraag, onbekend = persbouw.persvraag(nu, gemeenten=ook), persbouw.persvraag(nu, gemeente="ommen", melding=zaak)
    persbouw.loop(vraag, "informeer_gemeenten", nu)
    zijn_weg(vraag, nu)
    persbouw.stap(vraag, "koppel", cm, nu, gegevens=Koppeling(zaak.pk))
    weten = {(rol, plek) for rol in LEIDEN for plek in ("zwolle", "kampen")}

    onderzoek_begint(zaak, regio, nu + UUR)

    rijen = Bericht.objects.filter(zaak=vraag, regel="gemeente_wacht").select_related("gemeente", "zaak")
    gehoord = Bericht.objects.filter(zaak=zaak, aanleiding__startswith="gebeurtenis:onderzoek_begonnen")
    met_dossier = set(gehoord.values_list("rol", "gemeente__code"))
    assert plekken(vraag, "gemeente_wacht") == weten - met_dossier
    assert plekken(onbekend, "gemeente_wacht") == set()
    for rij in rijen:
        tekst = maak_brief(rij, "https://calamiteiten.example/").tekst
        for feit in (zaak.kenmerk, zaak.onderwerp, "onderzoek", "familie", "calamiteit"):
            assert feit.casefold() not in tekst.replace("https://calamiteiten.example", "").casefold(), tekst
    zijn_weg(vraag, nu + UUR)
    onderzoek_eindigt(zaak, regio, nu + 2 * UUR)
    assert plekken(vraag, "gemeente_gaat_door") == weten - met_dossier


def onderzoek_begint(zaak: Melding, regio: Regio, op: datetime) -> None:
    feit = Begin(op, "officier van justitie", "De politie belde.")
    communiceren.leg_vast(zaak, "onderzoek", feit, regio.gebruikers["regiomanager"], op)


def onderzoek_eindigt(zaak: Melding, regio: Regio, op: datetime) -> None:
    communiceren.leg_vast(zaak, "onderzoek_einde", Einde(op, "Klaar."), regio.gebruikers["regiomanager"], op)
