"""What cannot wait and what is planned, on a desk and a phone: the meeting, who is on call, the ring list, unrest."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

import pytest

from basis.kalender import lokaal
from communicatie.post.berichten import verzend
from contacten.models import Bezetting, Contactpersoon, Gebruiker
from escalatie.models import Genodigde, Overleg, Taak
from escalatie.onrust import peiling
from tests import bouw, bouw_contacten
from tests.bouw import Regio

from .conftest import LinkUitMail, Openen
from .venster import Venster

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
UUR, DAG = timedelta(hours=1), timedelta(days=1)


def moment(venster: Venster, vraag: str, op: datetime) -> None:
    """Fill in this moment."""
    venster.vul_moment(vraag, f"{lokaal(op):%Y-%m-%d}", f"{lokaal(op):%H:%M}")


@pytest.mark.eis("R74", "R81")
def test_een_overleg_gepland_twee_keer_verzet_en_gehouden(
    openen: Openen, breedte: int, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.in_scenario("c", nu - UUR)
    rsj = openen(breedte)
    rsj.log_in("contractmanager")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/taken/{bouw.taak(zaak, 'spoedoverleg').pk}/plannen/", "overleg-plannen")
    moment(rsj, "Wanneer is het overleg?", nu + DAG)
    rsj.vul("Waar is het?", "RSJ, zaal 2")
    rsj.druk("Overleg plannen")
    rsj.bekijk("overleg-gepland")
    for keer in (2, 3):
        rsj.volg("Wijzigen", in_=rsj.inhoud.locator("#overleggen"))
        moment(rsj, "Wanneer is het overleg?", nu + keer * DAG)
        rsj.vul("Waarom verandert u dit?", "De zaal is bezet.")
        rsj.druk("Overleg wijzigen")
    rsj.bekijk("overleg-twee-keer-verzet")
    overleg = Overleg.objects.get(zaak=zaak)
    assert overleg.volgnummer == 2

    # The day comes.
    Overleg.objects.filter(pk=overleg.pk).update(gepland_op=nu - UUR / 2, bekend_op=nu - UUR)
    rsj.ga(f"/meldingen/{zaak.kenmerk}/taken/", "overleg-geweest")
    rsj.volg("Leg vast wat eruit kwam")
    rsj.bekijk("overleg-vastleggen")
    rsj.inhoud.get_by_role("checkbox", name=re.compile("^contractmanager", re.IGNORECASE)).first.check()
    rsj.inhoud.get_by_role("radio", name="Telefoon").check()
    rsj.vul("Wat kwam eruit?", "Samen optrekken.")
    rsj.inhoud.locator("details:has(#id_titel_1) > summary").first.click()
    rsj.vul("Welke actie?", "Bel de school")
    rsj.selecteer("Van of voor welke gemeente?", "Zwolle")
    rol = rsj.inhoud.get_by_label(re.compile("^Van welke rol")).first
    rol.select_option("toegang")
    rsj.page.locator("#id_uiterlijk_op_1").fill(f"{lokaal(nu + 7 * DAG):%Y-%m-%d} 12:00")
    rsj.druk("Vastleggen")
    rsj.bekijk("overleg-gehouden")
    assert Genodigde.objects.filter(overleg=overleg, was_er=True).exists()
    assert Taak.objects.get(zaak=zaak, code="actie").rol == "toegang"


@pytest.mark.eis("A21")
def test_wie_piket_heeft_wordt_gebeld_en_dan_de_volgende(
    openen: Openen, breedte: int, regio: Regio, nu: datetime
) -> None:
    wie = bouw_contacten.contact("Nachtdienst", email="nacht@zwolle.example", mobiel="06-00000077")
    beheerder = openen(breedte)
    beheerder.log_in("beheerder")
    beheerder.ga("/contacten/piket/", "piket-leeg")
    beheerder.volg("Piket toevoegen")
    beheerder.inhoud.get_by_label("Rol", exact=True).select_option("toegang")
    beheerder.selecteer("Gemeente", "Zwolle")
    beheerder.inhoud.get_by_label(re.compile("^Wie")).select_option(str(wie.pk))
    moment(beheerder, "Van", nu - UUR)
    moment(beheerder, "Tot", nu + 12 * UUR)
    beheerder.druk("Bewaren")
    beheerder.ziet("heeft nu piket")
    beheerder.bekijk("piket-deze-week")
    beheerder.volg("Wijzigen of beëindigen")
    moment(beheerder, "Tot", nu + 24 * UUR)
    beheerder.bekijk("piket-wijzigen")
    beheerder.druk("Bewaren")
    beheerder.ziet("heeft nu piket")

    zaak = bouw.melding(nu - UUR, acuut=["vermissing"])
    verzend(nu, limiet=500)
    leider = openen(breedte)
    leider.log_in("regiomanager")
    leider.ga(f"/meldingen/{zaak.kenmerk}/bellen/", "bellen")
    plek = leider.inhoud.get_by_role("region", name=re.compile("toegang Zwolle", re.IGNORECASE))
    leider.druk("Niet bereikt", in_=plek)
    leider.bekijk("bellen-de-volgende")
    leider.druk("Bereikt", in_=plek)
    leider.bekijk("bellen-bereikt")
    assert plek.count() == 0
    leider.druk("Ik pak het op")
    leider.bekijk("bellen-opgepakt")


@pytest.mark.eis("R50", "R73")
def test_de_onrust_elke_dag_gevraagd_en_als_lijn_te_zien(
    openen: Openen, breedte: int, regio: Regio, nu: datetime
) -> None:
    middag = lokaal(nu).replace(hour=12, minute=0)
    zaak = bouw.in_scenario("d", middag - 3 * DAG, gemeenten=("zwolle", "raalte"))
    for dag in (2, 1, 0):
        peiling.bewaak(middag - dag * DAG)
    toegang, rsj = openen(breedte), openen(breedte)
    toegang.log_in("toegang_zwolle")
    toegang.ga(f"/meldingen/{zaak.kenmerk}/onrust/", "onrust-gevraagd")
    toegang.druk("De onrust stijgt")
    toegang.bekijk("onrust-beantwoord")
    rsj.log_in("contractmanager")
    rsj.ga(f"/meldingen/{zaak.kenmerk}/onrust/", "onrust-per-dag")
    rsj.ziet("Zwolle: de onrust stijgt")


@pytest.mark.eis("R46", "R59", "R101")
def test_de_toegang_zonder_account_analyseert_met_een_link(
    openen: Openen, breedte: int, regio: Regio, nu: datetime, link_uit_mail: LinkUitMail
) -> None:
    zaak = bouw.tot("impactanalyse", nu - UUR)
    Gebruiker.objects.filter(rol="toegang").update(is_active=False)
    contact = _toegang()
    toegang = openen(breedte)
    toegang.ga(link_uit_mail(contact, zaak.kenmerk), "actielink-toegang")
    toegang.volg("Invullen")
    toegang.bekijk("actielink-analyse")
    toegang.druk("Indienen")
    toegang.bekijk("actielink-analyse-met-fouten")
    for groep in toegang.inhoud.get_by_role("group").all():
        groep.get_by_role("radio").first.check()
    for vak in toegang.inhoud.get_by_role("textbox").all():
        vak.fill("Onze uitleg.")
    toegang.druk("Concept bewaren")
    toegang.bekijk("actielink-analyse-concept")
    toegang.druk("Indienen")
    toegang.ziet("u legde dit vast op")
    toegang.bekijk("actielink-analyse-ingediend")
    assert zaak.analyses.get(soort="toegang").ingediend_door_contact == contact


def _toegang() -> Contactpersoon:
    """The first of the toegang of Zwolle."""
    return Bezetting.objects.filter(rol="toegang", gemeente__code="zwolle").order_by("volgorde")[0].contactpersoon
