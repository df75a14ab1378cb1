"""The toegang of a gemeente without a user makes its impactanalyse, and confirms a scenario, with the link in its
mail."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.models import Betrokkenheid, Impactanalyse, Melding
from communicatie.models import Actielink, Bericht
from communicatie.post.actielinks import GELDIG, houder
from communicatie.post.berichten import verzend
from contacten.models import Gebruiker, Linkhouder
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.betrokkenen import laat_los
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.beoordeling import beoordelen
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.models import Stap, Taak
from tests import bouw
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.escalatie.invullen import analyse_velden

KANARIE = "Bijzonder onderwerp van deze zaak"
LINK = re.compile(r"https?://[^/\s]+(/actie/[^\s]+)")
Bouwer = Callable[[str], Melding]


@pytest.fixture
def bouwer(regio: Regio, nu: datetime, mailserver: Mailserver) -> Bouwer:
    """A melding of Zwolle and Raalte in this status; nobody of the toegang of Zwolle can sign in."""

    def maak(status: str) -> Melding:
        feiten = {"onderwerp": KANARIE, "omschrijving": f"{KANARIE}: wat er gebeurde."}
        melding = bouw.tot(status, nu, gemeenten=["raalte", "deventer", "zwolle"], **feiten)
        Gebruiker.objects.filter(rol="toegang", gemeente__code="zwolle").update(is_active=False)
        verzend(nu)
        return melding

    return maak


def pad_van(mailserver: Mailserver, zaak: Melding, regel: str) -> str:
    """The path of the link in the mail of this rule to the toegang of Zwolle."""
    rij = Bericht.objects.filter(zaak=zaak, rol="toegang", gemeente__code="zwolle", regel=regel, status="verzonden")[0]
    (mail,) = [m for m in mailserver.ontvangen if m["Message-ID"] == rij.message_id]
    deel = mail.get_body(("plain",))
    assert deel
    gevonden = LINK.search(str(deel.get_content()))
    assert gevonden
    return gevonden[1]


def rij(zaak: Melding) -> Impactanalyse:
    return zaak.analyses.get(gemeente__code="zwolle")


def wie_van(zaak: Melding) -> Linkhouder:
    return houder(Actielink.objects.filter(bericht__zaak=zaak, bericht__rol="toegang").select_related("bericht")[0])


@pytest.mark.eis("R46", "R47", "R84", "R101")
def test_de_toegang_zonder_account_maakt_de_impactanalyse_met_de_link(
    client: Client, bouwer: Bouwer, mailserver: Mailserver, regio: Regio, nu: datetime
) -> None:
    zaak = bouwer("impactanalyse")
    hoofd = pad_van(mailserver, zaak, "analyse_naar_toegang")
    pad = f"{hoofd}analyse/{bouw.taak(zaak, 'analyse_toegang', 'zwolle').pk}/"
    assert pad in client.get(hoofd).content.decode()
    # A filter opens it first, and then again: nothing was recorded, and nothing of the case is on it.
    for _ in range(2):
        pagina = client.get(pad).content.decode()
        client.head(pad)
        assert rij(zaak).versie == 1
    for woord in (KANARIE, zaak.aanbieder.naam, "Raalte", "raalte", "eerdere melding"):
        assert woord not in pagina
    assert not Bericht.objects.filter(regel="gevaar_naar_leiding").exists()

    # The same checks as with an account: half may be kept, not submitted.
    half = {"versie": "1", "antwoord_veiligheid": "niet_gewaarborgd", "toelichting_onrust": "Nog vragen."}
    leeg = client.post(pad, {**half, "indienen": "1"})
    assert {"antwoord_handelen", "toelichting_veiligheid"} <= set(leeg.context["form"].errors)
    assert client.post(pad, {**half, "concept": "1"})["Location"] == f"{pad}?bewaard=ja"
    assert "concept is bewaard" in client.get(f"{pad}?bewaard=ja").content.decode()
    # There is danger: who leads is called from the concept on.
    geroepen = set(Bericht.objects.filter(zaak=zaak, regel="gevaar_naar_leiding").values_list("rol", flat=True))
    assert geroepen == {"contractmanager", "regiomanager", "manager_gemeente"}
    assert "Nog vragen." in client.get(pad).content.decode()
    # The same form once more is somebody who was first: the text is kept, and what stands is shown.
    botst = client.post(pad, {**half, "toelichting_onrust": "Van mij.", "concept": "1"})
    assert (botst.status_code, rij(zaak).versie) == (409, 2)
    assert all(zin in botst.content.decode() for zin in ("Van mij.", "Nog vragen."))

    _dient_in(client, zaak, regio, hoofd, nu)


def _dient_in(client: Client, zaak: Melding, regio: Regio, hoofd: str, nu: datetime) -> None:
    """Submitted once, as the act of that person; opened again, it is asked of that person again."""
    taak, ander = bouw.taak(zaak, "analyse_toegang", "zwolle"), bouw.taak(zaak, "analyse_toegang", "raalte")
    pad = f"{hoofd}analyse/{taak.pk}/"
    for _ in range(2):
        klaar = client.post(pad, analyse_velden(versie=2, indienen="1"))
        assert (klaar.status_code, klaar["Location"].split("?")[0]) == (302, hoofd)
    contact, analyse = wie_van(zaak).contactpersoon, rij(zaak)
    zin = f"{contact.weergavenaam}, via de link in de mail"
    assert (analyse.status, analyse.ingediend_door, analyse.ingediend_door_contact) == ("definitief", None, contact)
    taak.refresh_from_db()
    assert (taak.status, taak.afgerond_door, taak.afgerond_door_contact) == ("afgerond", None, contact)
    assert zin in {m.door for m in tijdlijn(zaak) if m.tekst.startswith("Impactanalyse ingediend")}
    assert zin in str(bewijs(zaak, regio.gebruikers["regiomanager"], nu))
    # Submitted: its text is read in the dossier, not behind a link; and nothing of another gemeente ever was.
    for verzoek in (client.get, client.post):
        assert verzoek(f"{hoofd}analyse/{ander.pk}/").status_code == 410
        assert verzoek(f"{hoofd}taak/{ander.pk}/").status_code == 410
    assert "u legde dit vast op" in client.get(hoofd).content.decode()
    assert client.get(pad).status_code == 302
    assert not list(controleer(nu))
    client.force_login(regio.gebruikers["contractmanager"])
    assert zin in client.get(f"/meldingen/{zaak.kenmerk}/analyses/").content.decode()
    # Opened again, it is asked of that person again, who finds its own text.
    analyses.heropen(analyse, "Er is nieuws.", regio.gebruikers["contractmanager"], nu + timedelta(minutes=5))
    assert rij(zaak).geschiedenis[-1]["ingediend_door"] == zin
    assert bouw.taak(zaak, "analyse_toegang", "zwolle").status == "open"


@pytest.mark.eis("R59", "R101")
def test_de_toegang_zonder_account_bevestigt_het_scenario_met_de_link(
    client: Client, bouwer: Bouwer, mailserver: Mailserver, regio: Regio, nu: datetime
) -> None:
    zaak = bouwer("beoordeling")
    hoofd, cm = pad_van(mailserver, zaak, "beoordeling_naar_toegang"), regio.gebruikers["contractmanager"]
    taak, ander = bouw.taak(zaak, "beoordeling_toegang", "zwolle"), bouw.taak(zaak, "beoordeling_toegang", "raalte")
    pad = f"{hoofd}scenario/{taak.pk}/"
    assert pad in client.get(hoofd).content.decode()
    pagina = client.get(pad).content.decode()
    for woord in (KANARIE, zaak.aanbieder.naam, "Raalte", "Advies", "checked"):
        assert woord not in pagina
    assert client.post(pad, {"scenario": "z"}).status_code == 200
    assert client.post(f"{hoofd}scenario/{ander.pk}/", {"scenario": "a"}).status_code == 410

    for _ in range(2):
        assert client.post(pad, {"scenario": "a"}).status_code == 302

    betrokken, contact = Betrokkenheid.objects.get(melding=zaak, gemeente__code="zwolle"), wie_van(zaak).contactpersoon
    assert (betrokken.eens_met, betrokken.is_zelf_bevestigd) == ("a", True)
    assert (betrokken.bevestigd_door, betrokken.bevestigd_door_contact) == (None, contact)
    assert [stap.door_contact for stap in zaak_stappen(zaak, "bevestig")] == [contact]
    # What she said herself is contradicted, never replaced; and her next link answers that.
    beoordelen.bevestig(zaak, betrokken.gemeente, "b", cm, nu, "teamleider")
    betrokken.refresh_from_db()
    assert (betrokken.bevestigd_scenario, betrokken.weersproken_scenario) == ("a", "b")
    nieuw = Taak.objects.get(zaak=zaak, code="beoordeling_toegang", gemeente__code="zwolle", status="open")
    assert client.post(f"{hoofd}scenario/{nieuw.pk}/", {"scenario": "b"}).status_code == 302
    betrokken.refresh_from_db()
    assert betrokken.eens_met == "b"
    assert not [s for s in controleer(nu) if s.nummer != 1]


def zaak_stappen(zaak: Melding, code: str) -> list[Stap]:
    return list(Stap.objects.filter(zaak=zaak, code=code))


@pytest.mark.eis("R46", "R59", "R101")
def test_wie_met_de_link_iets_zei_neemt_het_met_de_link_terug_tot_er_gekozen_is(
    client: Client, bouwer: Bouwer, mailserver: Mailserver, regio: Regio, nu: datetime
) -> None:
    zaak = bouwer("beoordeling")
    hoofd = pad_van(mailserver, zaak, "beoordeling_naar_toegang")
    taak = bouw.taak(zaak, "beoordeling_toegang", "zwolle")
    terug = f"{hoofd}terug/{taak.pk}/"
    assert client.get(terug).status_code == 410
    client.post(f"{hoofd}scenario/{taak.pk}/", {"scenario": "a"})
    assert terug in client.get(hoofd).content.decode()
    for verzoek in (client.get, client.head):
        verzoek(terug)
    assert Betrokkenheid.objects.get(melding=zaak, gemeente__code="zwolle").eens_met == "a"
    assert client.post(terug, {"reden": " "}).status_code == 200

    assert client.post(terug, {"reden": "Ik las het verkeerd."})["Location"] == hoofd

    betrokken, contact = Betrokkenheid.objects.get(melding=zaak, gemeente__code="zwolle"), wie_van(zaak).contactpersoon
    assert betrokken.eens_met == ""
    (stap,) = zaak_stappen(zaak, "trek_in")
    assert (stap.door_contact, stap.motivering) == (contact, "Ik las het verkeerd.")
    nieuw = Taak.objects.get(zaak=zaak, code="beoordeling_toegang", gemeente__code="zwolle", status="open")
    assert f"{hoofd}scenario/{nieuw.pk}/" in client.get(hoofd).content.decode()
    assert client.post(terug, {"reden": "Nog eens."}).status_code == 410
    assert not [s for s in controleer(nu) if s.nummer != 1]

    # What another says for her is not hers to take back; and once a scenario is chosen nothing is.
    client.post(f"{hoofd}scenario/{nieuw.pk}/", {"scenario": "a"})
    Melding.objects.filter(pk=zaak.pk).update(status="scenario_a")
    assert "terug/" not in client.get(hoofd).content.decode()
    assert client.post(f"{hoofd}terug/{nieuw.pk}/", {"reden": "Toch niet."}).status_code == 410


@pytest.mark.eis("R46", "R47", "R101")
def test_wie_met_de_link_indiende_opent_de_analyse_weer_met_de_link(
    client: Client, bouwer: Bouwer, mailserver: Mailserver, regio: Regio, nu: datetime
) -> None:
    zaak = bouwer("impactanalyse")
    hoofd, taak = (
        pad_van(mailserver, zaak, "analyse_naar_toegang"),
        bouw.taak(zaak, "analyse_toegang", "zwolle"),
    )
    client.post(f"{hoofd}analyse/{taak.pk}/", analyse_velden(versie=1, indienen="1"))
    assert rij(zaak).is_definitief()

    assert client.post(f"{hoofd}terug/{taak.pk}/", {"reden": "Er is nieuws."}).status_code == 302

    analyse, contact = rij(zaak), wie_van(zaak).contactpersoon
    assert not analyse.is_definitief()
    assert analyse.geschiedenis[-1]["reden"] == "Er is nieuws."
    (stap,) = zaak_stappen(zaak, "trek_in")
    assert (stap.door_contact, stap.gegevens["analyse"], len(stap.gegevens["inhoud"])) == (contact, analyse.pk, 64)
    assert {m.toelichting for m in tijdlijn(zaak) if "de indiening van" in m.tekst} == {"Er is nieuws."}
    assert analyse.naam in str(bewijs(zaak, regio.gebruikers["regiomanager"], nu))
    open_ = Taak.objects.get(zaak=zaak, code="analyse_toegang", gemeente__code="zwolle", status="open")
    assert f"{hoofd}analyse/{open_.pk}/" in client.get(hoofd).content.decode()


@pytest.mark.parametrize("hoe", ["verlopen", "ingetrokken", "gemeente los", "andere link", "vals"])
def test_een_link_die_niet_geldt_toont_niets_van_analyse_of_oordeel(
    hoe: str, client: Client, bouwer: Bouwer, mailserver: Mailserver, regio: Regio, nu: datetime
) -> None:
    zaak = bouwer("impactanalyse")
    hoofd, status = pad_van(mailserver, zaak, "analyse_naar_toegang"), 410
    taak = bouw.taak(zaak, "analyse_toegang", "zwolle")
    if hoe == "verlopen":
        Actielink.objects.update(gemaakt_op=nu - 2 * GELDIG, verloopt_op=nu)
    elif hoe == "ingetrokken":
        Actielink.objects.update(ingetrokken_op=nu, ingetrokken_door=regio.gebruikers["contractmanager"])
    elif hoe == "gemeente los":
        laat_los(zaak, regio.gemeenten["zwolle"], "Vergissing.", regio.gebruikers["contractmanager"], nu)
    elif hoe == "andere link":
        # Of the manager of the same gemeente: not his duty.
        Bericht.objects.filter(actielink__isnull=False).update(rol="manager_gemeente")
    else:
        hoofd, status = "/actie/x/", 404
    for pad in (f"{hoofd}analyse/{taak.pk}/", f"{hoofd}scenario/{taak.pk}/"):
        for verzoek in (client.get, client.post):
            antwoord = verzoek(pad, analyse_velden(indienen="1"))
            assert antwoord.status_code == status, pad
            assert not {zaak.kenmerk, "veiligheid"} & set(re.findall(r"[\w-]+", antwoord.content.decode()))
    assert rij(zaak).versie == 1


def test_een_link_van_het_rsj_spreekt_voor_niemand_anders(bouwer: Bouwer, mailserver: Mailserver, nu: datetime) -> None:
    zaak = bouwer("impactanalyse")
    wie = wie_van(zaak)
    vreemd = Linkhouder(wie.contactpersoon, "contractmanager")

    with pytest.raises(Geweigerd):
        analyses.bewaar(rij(zaak), analyses.Invoer(), 1, vreemd, nu)
    assert wie.gemeente
    with pytest.raises(Geweigerd):
        beoordelen.bevestig(bouwer("beoordeling"), wie.gemeente, "a", vreemd, nu, "teamleider")


@pytest.mark.eis("R57", "R101")
def test_de_link_noemt_wat_deze_persoon_bij_andere_meldingen_nog_doet_en_opent_daar_niets(
    client: Client, bouwer: Bouwer, mailserver: Mailserver, regio: Regio, nu: datetime
) -> None:
    een, twee = bouwer("impactanalyse"), bouw.tot("impactanalyse", nu, gemeenten=["raalte"])
    Gebruiker.objects.filter(rol="toegang", gemeente__code="zwolle").update(is_active=True)
    drie = bouw.tot("impactanalyse", nu, gemeenten=["zwolle"], onderwerp=KANARIE)
    Gebruiker.objects.filter(rol="toegang", gemeente__code="zwolle").update(is_active=False)
    verzend(nu)
    hoofd = pad_van(mailserver, een, "analyse_naar_toegang")

    pagina = client.get(hoofd).content.decode()

    kaart = pagina[pagina.index("kop-elders") :].partition("</section>")[0]
    assert drie.kenmerk in kaart
    for woord in (twee.kenmerk, een.kenmerk, KANARIE, "href"):
        assert woord not in kaart
    # Too old, or taken back: that one is not spoken of any more; nor when the person left the seat.
    Actielink.objects.filter(bericht__zaak=drie).update(
        ingetrokken_op=nu, ingetrokken_door=regio.gebruikers["beheerder"]
    )
    assert drie.kenmerk not in client.get(hoofd).content.decode()
    Actielink.objects.filter(bericht__zaak=drie).update(ingetrokken_op=None, ingetrokken_door=None)
    Actielink.objects.filter(bericht__zaak=drie).update(gemaakt_op=nu - 2 * GELDIG, verloopt_op=nu)
    assert drie.kenmerk not in client.get(hoofd).content.decode()
