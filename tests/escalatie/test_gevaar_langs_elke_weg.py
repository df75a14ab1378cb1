"""Whoever tells that there is danger, and wherever: the same people are called, and the same duties stand."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post.meldlinks import pad_van
from contacten.models import Contactpersoon
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.betrokkenen import betrek_gemeente
from escalatie.draaiboek.mogelijkheden import mogelijkheden
from escalatie.draaiboek.signalen import open_signalen
from escalatie.draaiboek.taken import voltooi
from escalatie.meldingen.melden import melden
from escalatie.meldingen.taken.vervulling import Keuze, Vervulling
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import melding_velden, verstuur
from tests.escalatie.test_gevaar import GEROEPEN, NAVRAGEN, NOG_GEVAAR, ONBEKEND, VEILIG, open_, regel_het, zeg

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R43", "R47", "R84", "A21")]
UUR = timedelta(hours=1)
SLUITEN = {"wijs_af", "trek_melding_in", "sluit_als_dubbel"}


def bij_het_vastleggen(client: Client, regio: Regio, nu: datetime) -> None:
    client.force_login(regio.gebruikers["contractmanager"])
    assert client.post("/meldingen/nieuw/", melding_velden(regio, nu, acuut="gevaar")).status_code == 302


def door_de_aanbieder(client: Client, regio: Regio, nu: datetime) -> None:
    aanbieder = regio.aanbieders[bouw.REGIONALE_AANBIEDER]
    wie = Contactpersoon.objects.filter(aanbieder=aanbieder).exclude(email="")[0]
    link = melden.stuur_link(aanbieder, melden.Melder(wie), regio.gebruikers["contractmanager"], nu)
    pad = pad_van(link)
    weg = ("aanbieder", "aanbieder_soort", "meldingssoort", "categorie", "sleutel", "ontvangen_op_0", "ontvangen_op_1")
    velden = {naam: w for naam, w in melding_velden(regio, nu, acuut="gevaar").items() if naam not in weg}
    assert client.post(pad, velden).status_code == 302


def bij_het_verbeteren(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.melding(nu)
    client.force_login(regio.gebruikers["contractmanager"])
    adres = f"/meldingen/{zaak.kenmerk}/wijzigen/"
    antwoord = verstuur(client, adres, acuut="gevaar", reden="De groepsleiding belde.")
    assert antwoord.status_code == 302, antwoord.context["form"].errors


def door_de_toegang(client: Client, regio: Regio, nu: datetime) -> None:
    zeg(bouw.tot("impactanalyse", nu), NOG_GEVAAR, nu)


def namens_de_toegang(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("impactanalyse", nu)
    client.force_login(regio.gebruikers["contractmanager"])
    velden = {"antwoord_veiligheid": NOG_GEVAAR, "namens": "teamleider toegang", "concept": "1"}
    assert verstuur(client, f"/meldingen/{zaak.kenmerk}/analyse/zwolle/", **velden).status_code == 302


def na_navragen(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("impactanalyse", nu)
    zeg(zaak, ONBEKEND, nu)
    taak = bouw.taak(zaak, NAVRAGEN, "zwolle")
    voltooi(taak.pk, regio.gebruikers["toegang_zwolle"], Vervulling("Nee.", gegevens=Keuze("nee")), nu)


WEGEN = [
    bij_het_vastleggen,
    door_de_aanbieder,
    bij_het_verbeteren,
    door_de_toegang,
    namens_de_toegang,
    na_navragen,
]


@pytest.mark.parametrize("weg", WEGEN)
def test_wie_het_ook_zegt_dezelfde_mensen_horen_het_en_dezelfde_taken_staan_open(
    weg: Callable[[Client, Regio, datetime], None], client: Client, regio: Regio, nu: datetime
) -> None:
    weg(client, regio, nu)

    zaak = Melding.objects.get()
    geroepen = Bericht.objects.filter(zaak=zaak, regel="gevaar_naar_leiding")
    assert set(geroepen.values_list("rol", "gemeente__code")) == GEROEPEN
    mensen = list(geroepen.values_list("contactpersoon", flat=True))
    assert len(mensen) == len(set(mensen))
    assert set(geroepen.values_list("bevestigen_voor_op", flat=True)) == {nu + timedelta(minutes=15)}
    assert open_(zaak) == [("gevaar_afstemmen", "zwolle"), ("veiligheid_regelen", "zwolle")]
    assert zaak.spoed_door == ["gevaar"]
    for wie in ("manager_zwolle", "contractmanager", "regiomanager"):
        client.force_login(regio.gebruikers[wie])
        assert "Er is nog gevaar in Zwolle" in client.get(zaak.get_absolute_url()).content.decode(), wie
    door = regio.gebruikers["contractmanager"]
    dicht = {m.regel.code: m for m in mogelijkheden(zaak, door) if m.regel.code in SLUITEN}
    assert set(dicht) == SLUITEN
    assert not [code for code, m in dicht.items() if m.mag]
    assert controleer(nu) == []

    regel_het(zaak, nu + UUR)
    zaak.refresh_from_db()
    assert not open_signalen().filter(zaak=zaak).exists()
    assert not zaak.is_spoed
    assert controleer(nu + UUR) == []


def test_gevaar_in_de_gegevens_geldt_voor_elke_gemeente_en_de_regio_hoort_het_een_keer(
    regio: Regio, nu: datetime
) -> None:
    loper = bouw.loper(nu).registreer(
        bouw.gegevens(nu, acuut=["gevaar"], gemeente_woonplaats=regio.gemeenten["raalte"])
    )
    zaak = loper.melding
    geroepen = Bericht.objects.filter(zaak=zaak, regel="gevaar_naar_leiding")
    assert set(geroepen.values_list("rol", "gemeente__code")) == GEROEPEN | {("manager_gemeente", "raalte")}
    mensen = list(geroepen.values_list("contactpersoon", flat=True))
    assert len(mensen) == len(set(mensen))
    # Who joins while it stands has it too; once it is arranged everywhere, who joins has not.
    betrek_gemeente(zaak, regio.gemeenten["kampen"], regio.gebruikers["contractmanager"], nu + UUR)
    regelaars = {gemeente for code, gemeente in open_(zaak) if code == "veiligheid_regelen"}
    assert regelaars == {"zwolle", "raalte", "kampen"}
    for gemeente in sorted(regelaars):
        regel_het(zaak, nu + UUR, gemeente)
    betrek_gemeente(zaak, regio.gemeenten["deventer"], regio.gebruikers["contractmanager"], nu + 2 * UUR)
    assert not open_signalen().filter(zaak=zaak).exists()
    assert controleer(nu + 2 * UUR) == []


def test_gevaar_gaat_mee_naar_de_gemeente_waar_het_echt_is_en_gaat_weg_met_het_vinkje(
    regio: Regio, nu: datetime
) -> None:
    loper = bouw.loper(nu).registreer(bouw.gegevens(nu, acuut=["gevaar"]))
    kampen = regio.gemeenten["kampen"]
    loper.nu = nu + UUR
    loper.wijzig(gemeente_verblijf=kampen, gemeente_woonplaats=kampen)
    assert open_(loper.melding) == [("gevaar_afstemmen", "kampen"), ("veiligheid_regelen", "kampen")]

    loper.nu = nu + 2 * UUR
    loper.wijzig(acuut=[])
    assert open_(loper.melding) == []
    assert not loper.melding.is_spoed
    voorbij = Bericht.objects.filter(zaak=loper.melding, regel="gevaar_voorbij", gepland_op=loper.nu)
    assert ("manager_gemeente", "kampen") in set(voorbij.values_list("rol", "gemeente__code"))
    assert controleer(loper.nu) == []


def test_zolang_een_van_twee_het_nog_zegt_is_er_gevaar(regio: Regio, nu: datetime) -> None:
    loper = bouw.loper(nu).registreer(bouw.gegevens(nu, acuut=["gevaar"])).stap("start_impactanalyse")
    zeg(loper.melding, NOG_GEVAAR, nu)
    zeg(loper.melding, VEILIG, nu + UUR)
    assert open_signalen().filter(zaak=loper.melding).exists()
    zeg(loper.melding, NOG_GEVAAR, nu + 2 * UUR)
    loper.nu = nu + 3 * UUR
    loper.wijzig(acuut=[])
    assert open_signalen().filter(zaak=loper.melding).exists()
    zeg(loper.melding, VEILIG, nu + 4 * UUR)
    assert not open_signalen().filter(zaak=loper.melding).exists()
