"""Who has no account does the duties of his seat with the link in his mail, names another, asks for a new link."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from basis.kalender import lokaal
from calamiteiten.models import Melding
from communicatie.models import Actielink, Bericht, Informeermoment
from communicatie.post.actielinks import GELDIG, PER_UUR, pad_voor
from communicatie.post.berichten import verzend
from contacten.models import Bezetting, Contactpersoon, Gebruiker
from escalatie.bewaking import linkvragen
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.taken import voeg_actie_toe, voltooi
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.meldingen.taken.vervulling import Actie, Vervulling
from escalatie.models import Stap, Taak
from tests import bouw, klok
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.escalatie.test_vertrek import op_twee_plekken

UUR = timedelta(hours=1)
KANARIE = "Bijzonder onderwerp van deze zaak"
TAAKLINK = re.compile(r"/(taak|analyse|scenario)/(\d+)/")
LINK = re.compile(r"https?://[^/\s]+(/actie/[^\s]+)")


@pytest.fixture
def zaak(regio: Regio, nu: datetime, mailserver: Mailserver) -> Melding:
    """In Fase 1; the managers have no account."""
    Gebruiker.objects.filter(rol="manager_gemeente").update(is_active=False)
    melding = bouw.in_fase_1(nu, onderwerp=KANARIE, omschrijving=f"{KANARIE}: wat er gebeurde.")
    verzend(nu)
    return melding


def pad_naar(mailserver: Mailserver, contact: Contactpersoon | None, sjabloon: str) -> str:
    """The path of the link in the last mail of this kind to this person."""
    rij = Bericht.objects.filter(contactpersoon=contact, sjabloon=sjabloon, status="verzonden").order_by("-pk")[0]
    (mail,) = [m for m in mailserver.ontvangen if m["Message-ID"] == rij.message_id]
    deel = mail.get_body(("plain",))
    assert deel
    gevonden = LINK.search(str(deel.get_content()))
    assert gevonden
    return gevonden[1]


@pytest.fixture
def manager(zaak: Melding) -> Contactpersoon:
    """The manager of Zwolle."""
    rij = Bericht.objects.get(zaak=zaak, rol="manager_gemeente", gemeente__code="zwolle", sjabloon="fase_1_manager")
    assert rij.contactpersoon
    return rij.contactpersoon


@pytest.fixture
def pad(mailserver: Mailserver, manager: Contactpersoon) -> str:
    """The path of the link in his mail about Fase 1."""
    return pad_naar(mailserver, manager, "fase_1_manager")


def taak(zaak: Melding, code: str) -> Taak:
    """The task of Zwolle with this code."""
    return Taak.objects.get(zaak=zaak, code=code, gemeente__code="zwolle")


def moment(naam: str, op: datetime) -> dict[str, str]:
    """The two inputs of a moment."""
    return {f"{naam}_0": f"{lokaal(op):%Y-%m-%d}", f"{naam}_1": f"{lokaal(op):%H:%M}"}


@pytest.mark.eis("R101", "R84", "R85")
def test_een_taak_wordt_de_daad_van_die_persoon(
    client: Client, zaak: Melding, pad: str, manager: Contactpersoon, regio: Regio, nu: datetime
) -> None:
    veiligheid, college = taak(zaak, "veiligheid"), taak(zaak, "college_informeren")
    for rij in (veiligheid, college):
        for _ in range(2):
            pagina = client.get(f"{pad}taak/{rij.pk}/").content.decode()
            client.head(f"{pad}taak/{rij.pk}/")
        assert rij.titel in pagina
        assert KANARIE not in pagina
        assert zaak.aanbieder.naam not in pagina
        rij.refresh_from_db()
        assert rij.status == "open"

    leeg = client.post(f"{pad}taak/{college.pk}/", {"wijze": "in een gesprek"})
    assert leeg.status_code == 200
    assert "in een gesprek" in leeg.content.decode()
    gezegd = {"partij": "College", "wijze": "in een gesprek", **moment("geinformeerd_op", nu)}
    assert client.post(f"{pad}taak/{college.pk}/", gezegd).status_code == 409, "eerst de familie"
    loper = bouw.loper(nu)
    loper._melding = zaak
    loper.doe("jeugdige_familie")
    assert client.post(f"{pad}taak/{college.pk}/", gezegd).status_code == 302
    assert client.post(f"{pad}taak/{veiligheid.pk}/", {"verslag": ""}).status_code == 302

    zin = f"{manager.weergavenaam}, via de link in de mail"
    for rij in (veiligheid, college):
        rij.refresh_from_db()
        assert (rij.status, rij.afgerond_door, rij.afgerond_door_contact) == ("afgerond", None, manager)
        assert rij.afronder == zin
    assert Informeermoment.objects.get(informering__melding=zaak, informering__orgaan="college").vastlegger == zin
    assert [m.door for m in tijdlijn(zaak) if m.tekst.startswith("Gedaan: Zorg")] == [zin] or zin in {
        m.door for m in tijdlijn(zaak)
    }
    blad = bewijs(zaak, regio.gebruikers["regiomanager"], nu + UUR)
    assert zin in {gesprek.bij for gesprek in blad.gesprekken}
    assert zin in {regel[3] for regel in blad.momenten}
    # Doing the duty says that he knows.
    assert not Bericht.objects.filter(contactpersoon=manager, bevestigd_op__isnull=True, regel="fase_1_naar_managers")
    hoofd = client.get(pad).content.decode()
    assert hoofd.count("u legde dit vast op") == 2
    # Going back, or the same form twice: told that it stands, and nothing more is recorded.
    for verzoek in (client.get, client.post):
        assert "U had dit al vastgelegd" in verzoek(f"{pad}taak/{veiligheid.pk}/", follow=True).content.decode()
    assert Taak.objects.get(pk=veiligheid.pk).verslag == veiligheid.verslag
    assert not list(controleer(nu + UUR))
    client.force_login(regio.gebruikers["regiomanager"])
    for deel in ("verloop/", "bewijs/", f"taken/{veiligheid.pk}/"):
        assert zin in client.get(f"/meldingen/{zaak.kenmerk}/{deel}").content.decode(), deel


def test_wat_naar_buiten_gaat_zegt_niet_welk_slot_dicht_is(
    client: Client, zaak: Melding, pad: str, nu: datetime
) -> None:
    brief = taak(zaak, "raad_informeren")
    gezegd = {"partij": "Raad", "wijze": "met een brief", **moment("geinformeerd_op", nu - UUR)}

    antwoord = client.post(f"{pad}taak/{brief.pk}/", gezegd)

    assert antwoord.status_code == 409
    assert "Dit mag nu nog niet naar buiten" in antwoord.content.decode()
    assert "met een brief" in antwoord.content.decode()
    assert "familie" not in antwoord.content.decode()
    brief.refresh_from_db()
    assert brief.status == "open"
    assert not Actielink.objects.filter(gebruikt_op__isnull=False).exists()


@pytest.mark.eis("R81", "R101")
def test_een_taak_die_later_komt_gaat_met_een_link_naar_wie_geen_account_heeft(
    client: Client, zaak: Melding, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    actie = Actie(f"{KANARIE} bespreken", "wethouder", "", nu + UUR, regio.gemeenten["zwolle"])
    nieuw = voeg_actie_toe(zaak, actie, regio.gebruikers["regiomanager"], nu)
    ander = voeg_actie_toe(
        zaak,
        Actie("Van een ander", "burgemeester", "", nu + UUR, regio.gemeenten["zwolle"]),
        regio.gebruikers["regiomanager"],
        nu,
    )
    # Outside the circle of the dossier: held back until the family knows.
    Bericht.objects.filter(rol="wethouder", status="wacht").update(status="gepland", volgende_poging_op=nu)
    rij = Bericht.objects.get(zaak=zaak, rol="wethouder", sjabloon="taak_gegeven")
    assert rij.contactpersoon
    pad = pad_voor(rij, nu)
    pagina = client.get(pad).content.decode()
    assert KANARIE not in pagina
    assert "Een actie die met u is afgesproken" in pagina
    assert client.get(f"{pad}taak/{ander.pk}/").status_code == 410
    assert client.post(f"{pad}taak/{ander.pk}/", {"verslag": ""}).status_code == 410
    assert client.post(f"{pad}taak/{nieuw.pk}/", {"verslag": ""}).status_code == 302
    nieuw.refresh_from_db()
    ander.refresh_from_db()
    assert (nieuw.afgerond_door_contact, ander.status) == (rij.contactpersoon, "open")


@pytest.mark.eis("R101", "R103")
def test_wie_een_ander_noemt_laat_die_bellen_en_verandert_de_lijst_niet(
    client: Client, zaak: Melding, pad: str, manager: Contactpersoon, nu: datetime, mailserver: Mailserver
) -> None:
    zetels = list(Bezetting.objects.order_by("pk").values())
    mailserver.ontvangen.clear()
    client.get(f"{pad}ander/")
    assert not Stap.objects.filter(code="gezegd").exists()
    assert client.post(f"{pad}ander/", {"naam": ""}).status_code == 200

    gezegd = {"naam": "Sanne de Proef", "functie": "teamleider", "telefoon": "06 0000 0099"}
    assert "Klopt dit zo?" in client.post(f"{pad}ander/", {**gezegd, "telefoon": "06-12"}).content.decode()
    assert not Stap.objects.filter(code="gezegd").exists()
    antwoord = client.post(f"{pad}ander/", gezegd, follow=True)

    assert "<strong>Doorgegeven.</strong> Wij bellen die persoon." in antwoord.content.decode()
    bel = Taak.objects.get(zaak=zaak, code="bel_lege_zetel", zetel_rol="manager_gemeente", gemeente__code="zwolle")
    assert bel.titel == "Bel Sanne de Proef via 06-00000099"
    assert bel.rol == "contractmanager"
    stap = Stap.objects.get(zaak=zaak, code="gezegd")
    assert (stap.door, stap.door_contact, stap.rol) == (None, manager, "manager_gemeente")
    assert "Sanne de Proef, teamleider, 06-00000099" in stap.motivering
    assert list(Bezetting.objects.order_by("pk").values()) == zetels
    verzend(nu)
    verteld = Bericht.objects.filter(sjabloon="ander_genoemd", status="verzonden").values_list("rol", flat=True)
    assert set(verteld) == {"contractmanager", "regiomanager"}
    assert "Sanne" not in "".join(str(mail) for mail in mailserver.ontvangen)
    assert Bericht.objects.filter(contactpersoon=manager, regel="fase_1_naar_managers", bevestigd_op=None).exists()
    assert not list(controleer(nu))


@pytest.mark.eis("R101")
def test_wie_een_verlopen_link_heeft_vraagt_een_nieuwe_aan_zijn_adres_in_de_lijst(
    client: Client, zaak: Melding, pad: str, manager: Contactpersoon, nu: datetime, mailserver: Mailserver
) -> None:
    zelfde = client.post("/actie/x/opnieuw/").content
    assert client.get(f"{pad}opnieuw/").status_code == 405
    Actielink.objects.update(gemaakt_op=nu - 2 * GELDIG, verloopt_op=nu)
    assert "Stuur mij een nieuwe link" in client.get(pad).content.decode()
    mailserver.ontvangen.clear()

    antwoorden = set()
    for minuut in range(PER_UUR + 2):
        klok.zet(nu + timedelta(minutes=minuut))
        # Two clicks at one moment are one.
        antwoorden |= {client.post(f"{pad}opnieuw/").content for _ in range(2)}
        linkvragen.stuur(nu + timedelta(minutes=minuut))

    assert antwoorden == {zelfde}
    verzend(nu + UUR)
    assert len(mailserver.ontvangen) == PER_UUR
    assert {str(mail["To"]) for mail in mailserver.ontvangen} == {manager.email}
    nieuw = pad_naar(mailserver, manager, "nieuwe_link")
    assert nieuw != pad
    assert client.post(nieuw).status_code == 302
    assert Bericht.objects.get(contactpersoon=manager, regel="fase_1_naar_managers").bevestigd_door_contact == manager
    assert client.post(f"{nieuw}taak/{taak(zaak, 'veiligheid').pk}/", {"verslag": ""}).status_code == 302


@pytest.mark.eis("R101")
def test_het_rsj_trekt_een_link_in_en_stuurt_een_nieuwe(
    client: Client, zaak: Melding, pad: str, manager: Contactpersoon, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    rsj = Client()
    rsj.force_login(regio.gebruikers["contractmanager"])
    lijst = f"/meldingen/{zaak.kenmerk}/links/"
    pagina = rsj.get(lijst).content.decode()
    assert manager.weergavenaam in pagina
    link = Actielink.objects.filter(contactpersoon=manager).order_by("-pk")[0]
    assert rsj.get(f"{lijst}{link.pk}/intrekken/").status_code == 405
    assert rsj.post(f"{lijst}{link.pk}/weggooien/").status_code == 404
    vreemd = Client()
    vreemd.force_login(regio.gebruikers["toegang_zwolle"])
    assert vreemd.post(f"{lijst}{link.pk}/intrekken/").status_code == 404

    assert rsj.post(f"{lijst}{link.pk}/intrekken/").status_code == 302
    assert client.get(pad).status_code == 410
    assert client.post(f"{pad}opnieuw/").status_code == 200
    mailserver.ontvangen.clear()
    verzend(nu)
    assert not mailserver.ontvangen
    assert rsj.post(f"{lijst}{link.pk}/opnieuw/").status_code == 302
    verzend(nu)
    assert client.get(pad).status_code == 410
    assert client.post(pad_naar(mailserver, manager, "nieuwe_link")).status_code == 302

    tekst = rsj.get(f"/meldingen/{zaak.kenmerk}/bewijs/").content.decode()
    for zin in ("Link ingetrokken van", "Nieuwe link gestuurd aan"):
        assert f"{zin} {manager.weergavenaam}" in tekst
    assert "ingetrokken op" in rsj.get(lijst).content.decode()


@pytest.mark.eis("R70", "R84", "R101")
@pytest.mark.parametrize("rol", ["manager_gemeente", "toegang"])
def test_wie_drie_gemeenten_dient_doet_met_zijn_links_wat_elk_vraagt(
    client: Client, regio: Regio, nu: datetime, mailserver: Mailserver, rol: str
) -> None:
    """One person on the same seat of three gemeenten gets one mail of each occasion: no duty of any is out of reach."""
    plaatsen = ["dalfsen", "raalte", "kampen"]
    wie = op_twee_plekken(regio, nu, rol, *plaatsen)
    if rol == "toegang":
        melding = bouw.tot("impactanalyse", nu, gemeenten=plaatsen)
    else:
        melding = bouw.in_fase_1(nu, gemeenten=plaatsen)
    verzend(nu, limiet=500)
    taken = Taak.objects.filter(zaak=melding, rol=rol, status="open").exclude(code="bel_lege_zetel")
    links = [pad_voor(link.bericht, nu) for link in Actielink.objects.filter(bericht__zaak=melding, contactpersoon=wie)]
    waar = {
        int(nummer): f"{adres}{deel}/{nummer}/"
        for adres in links
        for deel, nummer in TAAKLINK.findall(client.get(adres).content.decode())
    }
    assert set(taken.values_list("pk", flat=True)) <= set(waar)
    hoofd = client.get(links[0]).content.decode()
    assert "Dalfsen" in hoofd or "Raalte" in hoofd
    # Each is the act of the seat of its own gemeente.
    for taak_ in taken.filter(code="veiligheid"):
        assert client.post(waar[taak_.pk], {"verslag": ""}).status_code == 302, taak_.gemeente
        taak_.refresh_from_db()
        assert (taak_.status, taak_.afgerond_door_contact) == ("afgerond", wie)
    assert not list(controleer(nu))
    # Who left one of his seats, does nothing there any more.
    Bezetting.objects.filter(contactpersoon=wie, rol=rol, gemeente__code="dalfsen").delete()
    nog = {int(nummer) for adres in links for _, nummer in TAAKLINK.findall(client.get(adres).content.decode())}
    daar = set(taken.filter(gemeente__code="dalfsen").values_list("pk", flat=True))
    assert daar
    assert not daar & nog
    for pk in daar:
        assert client.post(waar[pk], {"verslag": ""}).status_code == 410


@pytest.mark.eis("R2", "R84", "R101")
def test_wie_met_de_link_iets_vastlegde_neemt_het_met_de_link_terug(
    client: Client, zaak: Melding, pad: str, manager: Contactpersoon, regio: Regio, nu: datetime
) -> None:
    """It stays to be read, struck through, and is to do again; what another recorded is not his to take back."""
    loper = bouw.loper(nu)
    loper._melding = zaak
    loper.doe("jeugdige_familie")
    veiligheid, college = taak(zaak, "veiligheid"), taak(zaak, "college_informeren")
    gezegd = {"partij": "College", "wijze": "in een gesprek", **moment("geinformeerd_op", nu)}
    for rij, velden in ((veiligheid, {"verslag": ""}), (college, gezegd)):
        assert client.get(f"{pad}terug/{rij.pk}/").status_code == 410
        assert client.post(f"{pad}taak/{rij.pk}/", velden).status_code == 302
    for rij in (veiligheid, college):
        terug = f"{pad}terug/{rij.pk}/"
        assert terug in client.get(pad).content.decode()
        client.get(terug)
        client.head(terug)
        assert client.post(terug, {"reden": " "}).status_code == 200
        rij.refresh_from_db()
        assert rij.status == "afgerond"
        assert client.post(terug, {"reden": "Het was een ander."}).status_code == 302
        rij.refresh_from_db()
        assert (rij.status, rij.afgerond_door_contact, rij.verslag) == ("open", None, "")
        stap = Stap.objects.get(zaak=zaak, code="trek_in", gegevens__taak=rij.pk)
        assert (stap.door_contact, stap.motivering) == (manager, "Het was een ander.")
        assert client.post(terug, {"reden": "Nog eens."}).status_code == 410
    weg = Informeermoment.objects.get(informering__melding=zaak, informering__orgaan="college").herroeping
    assert (weg.door, weg.door_contact) == (None, manager)
    blad = bewijs(zaak, regio.gebruikers["regiomanager"], nu + UUR)
    assert any(
        f"door {manager.weergavenaam}, via de link in de mail: Het was een ander." in r[2] for r in blad.momenten
    )
    # Done again with the same link; what the region recorded is the region's.
    assert client.post(f"{pad}taak/{college.pk}/", gezegd).status_code == 302
    voltooi(veiligheid.pk, regio.gebruikers["regiomanager"], Vervulling("Gedaan.", "manager gemeente"), nu)
    assert client.post(f"{pad}terug/{veiligheid.pk}/", {"reden": "Niet van mij."}).status_code == 410
    assert not [s for s in controleer(nu) if s.nummer != 1]
