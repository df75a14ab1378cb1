"""A meeting that is planned: what becomes of it when the case goes another way, and who may do what with it."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from icalendar import Calendar

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.post import actielinks
from communicatie.post.berichten import verzend
from contacten.models import Bezetting, Contactpersoon, Gebruiker
from escalatie.bewaking import controle
from escalatie.draaiboek import opvolging, overleggen, taken
from escalatie.draaiboek.betrokkenen import betrek_gemeente, laat_los
from escalatie.draaiboek.correcties import OVERLEG_GEWIJZIGD
from escalatie.draaiboek.uitkomst import Plek
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.meldingen.taken import herzien
from escalatie.meldingen.taken.vervulling import Actie, Overlegverslag, Vervulling
from escalatie.models import Genodigde, Overleg, Overlegantwoord, Stap, Taak
from escalatie.paraatheid.overdracht import bezet_zetel
from tests import bouw, klok
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.escalatie.test_vertrek import op_twee_plekken

pytestmark = pytest.mark.django_db
UUR = timedelta(hours=1)


def plan(zaak: Melding, regio: Regio, nu: datetime, *plekken: Plek, code: str = "managersoverleg") -> Overleg:
    """Plan the meeting of this task for tomorrow, with these seats."""
    door = "regiomanager"
    afspraak = overleggen.Afspraak(nu + 24 * UUR, 60, "RSJ, zaal 2", "", frozenset(plekken))
    return overleggen.plan_in(bouw.taak(zaak, code).pk, afspraak, regio.gebruikers[door], nu)


def manager(regio: Regio, plaats: str) -> Plek:
    """The seat of the manager there."""
    return "manager_gemeente", regio.gemeenten[plaats].pk


def gehoord(overleg: Overleg, op: datetime) -> set[tuple[str, str | None]]:
    """Template and gemeente of what was said of this meeting at this moment."""
    rijen = overleggen.berichten_van(overleg).filter(gepland_op=op).exclude(status="ingetrokken")
    return set(rijen.values_list("sjabloon", "gemeente__code").order_by())


@pytest.mark.eis("R74")
def test_een_plek_erbij_hoort_het_en_een_plek_eraf_ook_de_anderen_niet(
    regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    zaak, straks = bouw.in_scenario("d", nu, gemeenten=["zwolle", "deventer"]), nu + UUR
    zwolle, deventer, rm = manager(regio, "zwolle"), manager(regio, "deventer"), ("regiomanager", None)
    overleg = plan(zaak, regio, nu, zwolle, rm)
    assert overleg.gepland_op
    verzend(nu, limiet=500)
    anders = overleggen.Afspraak(overleg.gepland_op, 60, "RSJ, zaal 2", "", frozenset({deventer, rm}))

    overleggen.wijzig(overleg.pk, anders, "Zwolle is klaar.", regio.gebruikers["regiomanager"], straks)

    assert gehoord(overleg, straks) == {("overleg_gepland", "deventer"), ("overleg_afgezegd", "zwolle")}
    assert overleggen.plekken_van(overleg) == {deventer, rm}
    with pytest.raises(Geweigerd, match="intussen"):
        overleggen.wijzig(overleg.pk, anders, "Weer.", regio.gebruikers["regiomanager"], straks, gezien=0)
    assert controle.controleer(straks) == []


@pytest.mark.eis("R74")
def test_een_gemeente_die_vertrekt_en_een_andere_weg_zeggen_het_overleg_af(
    regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    zaak, straks = bouw.in_scenario("d", nu, gemeenten=["zwolle"]), nu + UUR
    betrek_gemeente(zaak, regio.gemeenten["raalte"], regio.gebruikers["contractmanager"], nu)
    overleg = plan(zaak, regio, nu, manager(regio, "zwolle"), manager(regio, "raalte"))
    verzend(nu, limiet=500)

    laat_los(zaak, regio.gemeenten["raalte"], "Hoort er niet bij.", regio.gebruikers["contractmanager"], straks)
    assert ("overleg_afgezegd", "raalte") in gehoord(overleg, straks)
    assert overleggen.plekken_van(overleg) == {manager(regio, "zwolle")}

    loper = bouw.loper(straks + UUR)
    loper._melding = zaak
    loper.stap("heroverweeg", "regiomanager", motivering="Nieuwe feiten.")
    overleg.refresh_from_db()
    assert overleg.status == "afgezegd"
    assert ("overleg_afgezegd", "zwolle") in gehoord(overleg, loper.nu)
    assert "Overleg gaat niet door: “Overleg met de managers van de gemeenten”" in [m.tekst for m in tijdlijn(zaak)]
    assert controle.controleer(loper.nu) == []


@pytest.mark.eis("R81")
def test_een_ingetrokken_verslag_haalt_de_acties_weg_en_het_overleg_staat_weer_gepland(
    regio: Regio, nu: datetime
) -> None:
    zaak, later = bouw.in_scenario("d", nu, gemeenten=["zwolle"]), nu + 25 * UUR
    overleg, door = plan(zaak, regio, nu, manager(regio, "zwolle")), regio.gebruikers["regiomanager"]
    (genodigde,) = overleg.genodigden.all()
    actie = Actie("Bel de school", "toegang", "", later + 48 * UUR, regio.gemeenten["zwolle"])
    verslag = Overlegverslag(later, "de wethouder", "Wij zijn het eens.", "video", "", (genodigde.pk,), (actie,))
    taak = taken.voltooi(bouw.taak(zaak, "managersoverleg").pk, door, Vervulling(gegevens=verslag), later)
    overleg.refresh_from_db()
    genodigde.refresh_from_db()
    assert (overleg.status, genodigde.was_er) == ("gehouden", True)
    assert overleg.deelnemers.endswith("Zwolle, de wethouder")
    gegeven = Taak.objects.get(zaak=zaak, code="actie")
    assert Bericht.objects.filter(zaak=zaak, gepland_op=later, sjabloon="taak_gegeven", rol="toegang").exists()

    anders = Overlegverslag(later, "de wethouder", "Wij zijn het oneens.", "video", "", ())
    assert herzien.verbeter(taak.pk, Vervulling(gegevens=anders), "Verkeerd gehoord.", door, later)
    genodigde.refresh_from_db()
    assert genodigde.was_er is False
    assert Overleg.objects.get(zaak=zaak).uitkomst == "Wij zijn het oneens."

    herzien.trek_in(taak.pk, "Dat was een ander overleg.", door, later + UUR)
    gegeven.refresh_from_db()
    overleg.refresh_from_db()
    assert (gegeven.status, overleg.status) == ("vervallen", "gepland")
    assert Bericht.objects.filter(zaak=zaak, sjabloon="taak_ingetrokken", rol="toegang").exists()


def test_wie_plant_antwoordt_en_wijzigt_is_wie_dat_mag(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.in_scenario("d", nu, gemeenten=["zwolle"])
    wie, zwolle = regio.gebruikers, manager(regio, "zwolle")
    afspraak = overleggen.Afspraak(nu + UUR, 60, "RSJ", "", frozenset({zwolle}))
    taak = bouw.taak(zaak, "managersoverleg")
    with pytest.raises(Geweigerd, match="niet aan u"):
        overleggen.plan_in(taak.pk, afspraak, wie["toegang_zwolle"], nu)
    with pytest.raises(Geweigerd, match="al geweest"):
        overleggen.plan_in(taak.pk, afspraak, wie["regiomanager"], nu + 2 * UUR)
    overleg = plan(zaak, regio, nu, zwolle)
    with pytest.raises(Geweigerd, match="al gepland"):
        overleggen.plan_in(taak.pk, afspraak, wie["regiomanager"], nu)
    genodigde = Genodigde.objects.get(overleg=overleg)
    with pytest.raises(Geweigerd, match="Alleen wie is uitgenodigd"):
        overleggen.antwoord(genodigde.pk, True, wie["toegang_zwolle"], nu)
    overleggen.antwoord(genodigde.pk, True, wie["manager_zwolle"], nu)
    # By telephone, to who keeps the meeting; the last answer holds.
    overleggen.antwoord(genodigde.pk, False, wie["regiomanager"], nu + UUR)
    assert list(Overlegantwoord.objects.values_list("komt", "door__username")) == [
        (True, wie["manager_zwolle"].username),
        (False, "regiomanager"),
    ]
    with pytest.raises(Geweigerd, match="Schrijf op waarom"):
        overleggen.zeg_af(overleg.pk, " ", wie["regiomanager"], nu)
    client.force_login(wie["toegang_zwolle"])
    for naam in ("overleg_wijzigen", "overleg_afzeggen"):
        assert client.get(reverse(naam, args=[zaak.kenmerk, overleg.pk])).status_code == 404
    assert client.get(reverse("overleg_plannen", args=[zaak.kenmerk, taak.pk])).status_code == 404


def test_de_controle_ziet_een_genodigde_die_niets_hoorde(regio: Regio, nu: datetime) -> None:
    zaak = bouw.in_scenario("d", nu, gemeenten=["zwolle"])
    overleg = plan(zaak, regio, nu, ("regiomanager", None))
    assert controle.controleer(nu) == []
    Genodigde.objects.create(overleg=overleg, rol="toegang", gemeente=regio.gemeenten["zwolle"], uitgenodigd_op=nu)
    assert [(s.nummer, s.kenmerken) for s in controle.controleer(nu)] == [(14, (zaak.kenmerk,))]


def test_meer_overleggen_vragen_niet_meer_van_de_database(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.in_scenario("d", nu, gemeenten=["zwolle"])
    plan(zaak, regio, nu, ("regiomanager", None))
    client.force_login(regio.gebruikers["regiomanager"])
    adressen = [zaak.get_absolute_url(), "/"]

    def tel() -> list[int]:
        aantallen = []
        for adres in adressen:
            with (
                klok.op(nu + UUR),
                CaptureQueriesContext(
                    connection,
                ) as vragen,
            ):
                assert client.get(adres).status_code == 200
            aantallen.append(len(vragen))
        return aantallen

    tel()
    een = tel()
    for code in ("taakverdeling", "werkafspraken"):
        overleg = plan(zaak, regio, nu, ("regiomanager", None), manager(regio, "zwolle"), code=code)
        overleggen.antwoord(overleg.genodigden.get(rol="regiomanager").pk, False, regio.gebruikers["regiomanager"], nu)
    assert tel() == een


@pytest.mark.eis("R81")
def test_wie_er_was_bij_een_overleg_dat_eerder_werd_gehouden_staat_in_het_verslag(regio: Regio, nu: datetime) -> None:
    zaak = bouw.in_scenario("d", nu, gemeenten=["zwolle"])
    overleg, door = plan(zaak, regio, nu, manager(regio, "zwolle")), regio.gebruikers["regiomanager"]
    (genodigde,) = overleg.genodigden.all()
    verslag = Overlegverslag(nu + UUR, "de wethouder", "Het kon vandaag al.", "telefoon", "", (genodigde.pk,))

    taken.voltooi(bouw.taak(zaak, "managersoverleg").pk, door, Vervulling(gegevens=verslag), nu + 2 * UUR)

    gehouden = Overleg.objects.get(zaak=zaak, status="gehouden")
    assert gehouden.deelnemers.endswith("Zwolle, de wethouder")
    overleg.refresh_from_db()
    assert overleg.status == "afgezegd"


@pytest.mark.eis("R101")
def test_een_uitnodiging_wordt_beantwoord_en_niet_bevestigd(
    client: Client, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    """Knowing of it is not coming: until that is said, the next on the seat is asked, and then somebody phones."""
    zaak = bouw.in_scenario("d", nu, gemeenten=["zwolle"])
    overleg = plan(zaak, regio, nu, manager(regio, "zwolle"))
    verzend(nu, limiet=500)
    wie = regio.gebruikers["manager_zwolle"]

    opvolging.bevestig(zaak, wie, nu)

    (rij,) = overleggen.berichten_van(overleg).filter(rol="manager_gemeente")
    assert (rij.bevestigd_op, rij.vraag_vervallen_op) == (None, None)
    assert rij.bevestigen_voor_op
    overleggen.antwoord(overleg.genodigden.get().pk, True, wie, nu)
    rij.refresh_from_db()
    assert rij.bevestigd_op == nu


@pytest.mark.eis("R66", "R101")
def test_een_directeur_zonder_account_antwoordt_met_een_link(
    client: Client, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    zaak = bouw._tot_scenario(nu, "b").doe("jeugdige_familie").melding
    cm = regio.gebruikers["contractmanager"]
    afspraak = overleggen.Afspraak(nu + 24 * UUR, 60, "RSJ", "", frozenset({("directeur_aanbieder", None)}))
    overleg = overleggen.plan_in(bouw.taak(zaak, "gesprek_directeur").pk, afspraak, cm, nu)
    verzend(nu, limiet=500)
    (rij,) = overleggen.berichten_van(overleg)
    (mail,) = [brief for brief in mailserver.ontvangen if brief["Message-ID"] == rij.message_id]
    tekst = mail.get_body(("plain",))
    assert tekst
    pad = next(woord for woord in tekst.get_content().split() if "/actie/" in woord)

    pagina = client.get(pad[pad.index("/actie/") :])
    assert "Ik kom niet" in pagina.content.decode()
    assert client.post(pad[pad.index("/actie/") :], {"komt": "nee"}).status_code == 302
    assert list(Overlegantwoord.objects.values_list("komt", flat=True)) == [False]


def agenda_van(mailserver: Mailserver, contact: Contactpersoon) -> list[tuple[str, int]]:
    """Method and number of each appointment that this person got by mail, in order."""
    gehad = []
    for brief in mailserver.ontvangen:
        for deel in brief.walk():
            if deel.get_content_type() == "text/calendar" and str(brief["To"]).casefold() == contact.email.casefold():
                kalender = Calendar.from_ical(deel.get_content())
                gehad += [(str(kalender["METHOD"]), int(str(e["SEQUENCE"]))) for e in kalender.walk("VEVENT")]
    return gehad


@pytest.mark.eis("R74", "R101")
@pytest.mark.parametrize("eraf", ["dalfsen", "raalte", "vertrekt"])
def test_wie_voor_twee_plekken_is_uitgenodigd_blijft_dat_voor_de_andere(
    client: Client, regio: Regio, nu: datetime, mailserver: Mailserver, eraf: str
) -> None:
    """One person fills the seat of two gemeenten: his calendar keeps the meeting until no seat of his is invited."""
    Gebruiker.objects.filter(rol="manager_gemeente").update(is_active=False)
    wie = op_twee_plekken(regio, nu, "manager_gemeente", "dalfsen", "raalte")
    zaak = bouw.in_scenario("d", nu, gemeenten=["zwolle", "zwolle", "dalfsen", "raalte"])
    twee = {manager(regio, "dalfsen"), manager(regio, "raalte")}
    overleg = plan(zaak, regio, nu, *twee, ("regiomanager", None))
    verzend(nu, limiet=500)
    assert agenda_van(mailserver, wie) == [("REQUEST", 0)]
    # He says once that he comes: it counts for both.
    (mail,) = overleggen.berichten_van(overleg).filter(contactpersoon=wie)
    klok.zet(nu + UUR)
    assert client.post(actielinks.pad_voor(mail, nu + UUR), {"komt": "ja"}).status_code == 302
    assert all(overleggen.geldend(g, overleg) for g in overleg.genodigden.filter(rol="manager_gemeente"))

    rm, weg = regio.gebruikers["regiomanager"], "raalte" if eraf == "vertrekt" else eraf
    if eraf == "vertrekt":
        laat_los(zaak, regio.gemeenten[weg], "Niet betrokken.", rm, nu + 2 * UUR)
    else:
        assert overleg.gepland_op
        rest = overleggen.plekken_van(overleg) - {manager(regio, weg)}
        anders = overleggen.Afspraak(overleg.gepland_op, 60, "RSJ, zaal 2", "", rest)
        overleggen.wijzig(overleg.pk, anders, "Een is genoeg.", rm, nu + 2 * UUR)
    verzend(nu + 2 * UUR, limiet=500)
    assert agenda_van(mailserver, wie) == [("REQUEST", 0)]
    (gebleven,) = twee - {manager(regio, weg)}
    mail.refresh_from_db()
    assert (mail.rol, mail.gemeente_id) == gebleven
    assert controle.controleer(nu + 2 * UUR) == []

    overleggen.zeg_af(overleg.pk, "Niet meer nodig.", rm, nu + 3 * UUR)
    verzend(nu + 3 * UUR, limiet=500)
    assert [methode for methode, _ in agenda_van(mailserver, wie)] == ["REQUEST", "CANCEL"]


@pytest.mark.eis("R74", "R101")
def test_een_gemeente_die_erbij_komt_is_ook_uitgenodigd(regio: Regio, nu: datetime, mailserver: Mailserver) -> None:
    zaak, rm = bouw.in_scenario("d", nu, gemeenten=["zwolle"]), regio.gebruikers["regiomanager"]
    zwolle, raalte = manager(regio, "zwolle"), manager(regio, "raalte")
    overleg = plan(zaak, regio, nu, zwolle, ("regiomanager", None))
    verzend(nu, limiet=500)

    betrek_gemeente(zaak, regio.gemeenten["raalte"], rm, nu + UUR)

    assert overleggen.plekken_van(overleg) == {zwolle, raalte, ("regiomanager", None)}
    assert gehoord(overleg, nu + UUR) == {("overleg_gepland", "raalte")}
    stap = Stap.objects.filter(zaak=zaak, code=OVERLEG_GEWIJZIGD).latest("pk")
    assert (stap.motivering, stap.door) == ("Raalte doet nu ook mee.", rm)
    # She leaves, and comes back: called off, and invited anew. Nobody else is told.
    laat_los(zaak, regio.gemeenten["raalte"], "Toch niet.", rm, nu + 2 * UUR)
    assert raalte not in overleggen.plekken_van(overleg)
    betrek_gemeente(zaak, regio.gemeenten["raalte"], rm, nu + 3 * UUR)
    assert gehoord(overleg, nu + 3 * UUR) == {("overleg_gepland", "raalte")}
    # A meeting to which not every gemeente comes, was planned so.
    eigen = frozenset({zwolle, ("regiomanager", None)})
    assert overleg.gepland_op
    anders = overleggen.Afspraak(overleg.gepland_op, 60, "RSJ, zaal 2", "", eigen)
    overleggen.wijzig(overleg.pk, anders, "Alleen Zwolle.", rm, nu + 4 * UUR)
    betrek_gemeente(zaak, regio.gemeenten["kampen"], rm, nu + 5 * UUR)
    assert overleggen.plekken_van(overleg) == eigen
    opvolging.bewaak(nu + 5 * UUR)
    assert controle.controleer(nu + 5 * UUR) == []


@pytest.mark.eis("R101")
def test_wie_op_een_genodigde_plek_komt_is_ook_uitgenodigd(regio: Regio, nu: datetime, mailserver: Mailserver) -> None:
    zaak = bouw.in_scenario("d", nu, gemeenten=["zwolle"])
    overleg = plan(zaak, regio, nu, manager(regio, "zwolle"), ("regiomanager", None))
    verzend(nu, limiet=500)
    genodigde = overleg.genodigden.get(rol="manager_gemeente")
    overleggen.antwoord(genodigde.pk, True, regio.gebruikers["manager_zwolle"], nu)
    plek = Bezetting.objects.get(rol="manager_gemeente", gemeente__code="zwolle")
    nieuw = Contactpersoon.objects.create(naam="Nieuwe Manager", email="nieuw@zwolle.example")
    straks = nu + UUR
    Bezetting.objects.filter(pk=plek.pk).update(tot_datum=(nu - timedelta(days=1)).date())

    velden = {"rol": "manager_gemeente", "gemeente": plek.gemeente, "aanbieder": None, "volgorde": 1}
    bezet_zetel(nieuw.pk, {**velden, "van_datum": nu.date(), "tot_datum": None}, straks)

    verzend(straks, limiet=500)
    assert agenda_van(mailserver, nieuw) == [("REQUEST", 0)]
    genodigde.refresh_from_db()
    assert overleggen.geldend(genodigde, overleg) is None
    assert controle.controleer(straks) == []


@pytest.mark.eis("R74")
def test_wie_opnieuw_wordt_uitgenodigd_antwoordt_opnieuw(regio: Regio, nu: datetime) -> None:
    zaak, rm = bouw.in_scenario("d", nu, gemeenten=["zwolle"]), regio.gebruikers["regiomanager"]
    zwolle, eigen = manager(regio, "zwolle"), ("regiomanager", None)
    overleg = plan(zaak, regio, nu, zwolle, eigen)
    genodigde = overleg.genodigden.get(rol="manager_gemeente")
    overleggen.antwoord(genodigde.pk, False, regio.gebruikers["manager_zwolle"], nu)
    assert overleg.gepland_op
    for uur, plekken in enumerate((frozenset({eigen}), frozenset({eigen, zwolle})), start=1):
        anders = overleggen.Afspraak(overleg.gepland_op, 60, "RSJ, zaal 2", "", plekken)
        overleggen.wijzig(overleg.pk, anders, "Toch anders.", rm, nu + uur * UUR)
    genodigde.refresh_from_db()
    assert overleggen.geldend(genodigde, overleg) is None
