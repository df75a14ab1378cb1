"""There is still danger: from the answer on, who leads hears it, and the dossier comes first until it is arranged."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.models import Impactanalyse, Melding
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import berichten
from contacten.models import Bezetting, Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.betrokkenen import betrek_gemeente, laat_los
from escalatie.draaiboek.opvolging import bewaak
from escalatie.draaiboek.signalen import open_signalen
from escalatie.draaiboek.taken import voltooi
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Invoer
from escalatie.meldingen.taken.vervulling import Keuze, Regeling, Vervulling
from escalatie.models import Taak
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import analyse_velden, moment
from tests.escalatie.test_eindes import sluit

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R47", "R84", "A19")]
UUR, KWARTIER = timedelta(hours=1), timedelta(minutes=15)
GEVAAR: dict[str, Any] = {"antwoord_veiligheid": "niet_gewaarborgd"}
GEROEPEN = {("contractmanager", None), ("regiomanager", None), ("manager_gemeente", "zwolle")}
# The codes of the answers and of their duties.
VEILIG, NOG_GEVAAR, ONBEKEND = "gewaarborgd", "niet_gewaarborgd", "onbekend"
REGELEN, NAVRAGEN = "veiligheid_regelen", "veiligheid_navragen"


def rij(zaak: Melding, gemeente: str = "zwolle") -> Impactanalyse:
    return zaak.analyses.select_related("melding", "gemeente").get(gemeente__code=gemeente)


def zeg(zaak: Melding, antwoord: str, op: datetime, gemeente: str = "zwolle") -> None:
    """The toegang keeps a concept in which this is the answer about safety."""
    analyse, door = rij(zaak, gemeente), bouw.regio().gebruikers[f"toegang_{gemeente}"]
    analyses.bewaar(analyse, Invoer({"veiligheid": antwoord} if antwoord else {}), analyse.versie, door, op)


def geroepen(zaak: Melding, op: datetime) -> set[tuple[str, str | None]]:
    """Who was called for this danger at this moment, by role and gemeente."""
    rijen = Bericht.objects.filter(zaak=zaak, regel="gevaar_naar_leiding", gepland_op=op)
    return set(rijen.values_list("rol", "gemeente__code"))


def open_(zaak: Melding) -> list[tuple[str, str]]:
    rijen = Taak.objects.filter(zaak=zaak, status="open", code__in=[REGELEN, NAVRAGEN, "gevaar_afstemmen"])
    return sorted(rijen.values_list("code", "gemeente__code"))


def regel_het(zaak: Melding, op: datetime, gemeente: str = "zwolle") -> Taak:
    """The manager records that safety is arranged."""
    taak = bouw.taak(zaak, REGELEN, gemeente)
    bewijs = Regeling(op, "teamleider toegang")
    regiomanager = bouw.regio().gebruikers["regiomanager"]
    return voltooi(taak.pk, regiomanager, Vervulling("Iedereen is elders.", "manager", bewijs), op)


@pytest.mark.parametrize("knop", ["concept", "indienen"])
def test_het_antwoord_zelf_roept_wie_leidt_ook_in_een_concept(
    knop: str, browser: Client, melding: Melding, nu: datetime
) -> None:
    antwoord = browser.post(f"/meldingen/{melding.kenmerk}/analyse/zwolle/", analyse_velden(**{**GEVAAR, knop: "1"}))

    assert antwoord.status_code == 302
    assert geroepen(melding, nu) == GEROEPEN
    mails = Bericht.objects.filter(zaak=melding, regel="gevaar_naar_leiding")
    assert {bericht.bevestigen_voor_op for bericht in mails} == {nu + KWARTIER}
    assert open_(melding) == [("gevaar_afstemmen", "zwolle"), (REGELEN, "zwolle")]
    assert all(taak.uiterlijk_op for taak in Taak.objects.filter(zaak=melding, code=REGELEN))


@pytest.mark.eis("R84")
def test_het_sein_landt_ook_als_er_geen_contractmanager_is_en_de_regiomanager_blijft_het_zien(
    melding: Melding, client: Client, regio: Regio, mailserver: Any, nu: datetime
) -> None:
    """The regiomanager holds no duty of his own in it: he is told, and the danger stays on top of each of his pages."""
    Bezetting.objects.filter(rol="contractmanager").delete()
    zeg(melding, NOG_GEVAAR, nu)
    berichten.verzend(nu, limiet=500)

    mails = Bericht.objects.filter(zaak=melding, regel="gevaar_naar_leiding")
    assert {bericht.rol for bericht in mails.filter(status=BerichtStatus.VERZONDEN)} == {
        "regiomanager",
        "manager_gemeente",
    }
    assert mails.get(rol="contractmanager").status == BerichtStatus.GEEN_ONTVANGER
    # Nobody is in that seat: that is a call to make, and the talk about the danger is for the regiomanager to do.
    assert Taak.objects.filter(zaak=melding, code="bel_lege_zetel", zetel_rol="contractmanager", status="open").exists()
    client.force_login(regio.gebruikers["regiomanager"])
    client.post(f"/meldingen/{melding.kenmerk}/ontvangst/")
    for adres in ("/", "/dashboard/", f"/meldingen/{melding.kenmerk}/"):
        assert "Er is nog gevaar in Zwolle" in re.sub(r"<[^>]*>", "", client.get(adres).content.decode()), adres
    assert volgorde(client, "/meldingen/")[0] == melding.kenmerk
    afstemmen = bouw.taak(melding, "gevaar_afstemmen", "zwolle")
    velden = {"verslag": "Gebeld met de manager.", "namens": "de contractmanager, die er niet is"}
    assert client.post(afstemmen.get_absolute_url(), velden).status_code == 302
    regel_het(melding, nu)
    assert "Er is nog gevaar" not in client.get("/").content.decode()


@pytest.mark.eis("R47", "A21")
def test_spoed_eindigt_niet_met_de_hand_zolang_er_nog_gevaar_is(
    melding: Melding, client: Client, regiomanager: Gebruiker, nu: datetime
) -> None:
    zeg(melding, NOG_GEVAAR, nu)
    client.force_login(regiomanager)
    pad, dossier = f"/meldingen/{melding.kenmerk}/spoed/", melding.get_absolute_url()
    uit = {"stand": "uit", "reden": "Het is rustig."}

    assert "Spoed beëindigen" not in client.get(dossier).content.decode()
    pagina = client.get(pad).content.decode()
    assert ("Leg eerst vast hoe dat is geregeld." in pagina, '<button type="submit"' in pagina) == (True, False)
    geweigerd = client.post(pad, uit)
    assert (geweigerd.status_code, "Het is rustig." in geweigerd.content.decode()) == (409, True)
    assert Melding.objects.get(pk=melding.pk).is_spoed

    # Arranged: the fact is gone, and with it the spoed. What somebody begins by hand, he ends by hand.
    regel_het(melding, nu)
    assert not Melding.objects.get(pk=melding.pk).is_spoed
    assert client.post(pad, {"stand": "aan", "reden": "De school belt."}).status_code == 302
    assert client.post(pad, uit).status_code == 302


def test_wat_twee_keer_is_gevraagd_staat_een_keer_op_het_dossier(
    melding: Melding, client: Client, contractmanager: Gebruiker, mailserver: Any, nu: datetime
) -> None:
    """Two holders of a seat each get the mail; whoever opens the dossier reads each sentence once."""
    zeg(melding, NOG_GEVAAR, nu)
    berichten.verzend(nu, limiet=500)
    client.force_login(contractmanager)
    assert Bericht.objects.filter(zaak=melding, regel="gevaar_naar_leiding", rol="contractmanager").count() == 2

    zinnen = [vraag.zin for vraag in client.get(melding.get_absolute_url()).context["vragen"]]
    assert sorted(zinnen) == sorted(set(zinnen))
    assert any("nog gevaar" in zin for zin in zinnen)
    client.post(f"/meldingen/{melding.kenmerk}/ontvangst/")
    assert client.get(melding.get_absolute_url()).context["vragen"] == []


def test_indienen_na_een_concept_roept_geen_tweede_keer(melding: Melding, browser: Client, nu: datetime) -> None:
    adres = f"/meldingen/{melding.kenmerk}/analyse/zwolle/"
    browser.post(adres, analyse_velden(**GEVAAR, concept="1"))
    browser.post(adres, analyse_velden(**GEVAAR, versie=2, indienen="1"))

    assert rij(melding).is_definitief()
    mails = Bericht.objects.filter(zaak=melding, regel="gevaar_naar_leiding")
    assert len({bericht.aanleiding for bericht in mails}) == 1
    assert len(open_(melding)) == 2


def test_de_manager_komt_in_het_dossier_en_ziet_het_rode_kader(
    melding: Melding, client: Client, manager_zwolle: Gebruiker, nu: datetime
) -> None:
    client.force_login(manager_zwolle)
    assert client.get(f"/meldingen/{melding.kenmerk}/").status_code == 404

    zeg(melding, NOG_GEVAAR, nu)

    pagina = client.get(f"/meldingen/{melding.kenmerk}/").content.decode()
    assert "Er is nog gevaar in Zwolle." in pagina
    assert pagina.index("Er is nog gevaar in Zwolle.") < pagina.index("kop-nu")
    assert "Leg vast dat het is geregeld" in pagina


def test_de_mail_zegt_niets_over_de_zaak_en_vraagt_een_bevestiging(mailserver: Any, melding: Melding, nu: datetime):
    zeg(melding, NOG_GEVAAR, nu)
    berichten.verzend(nu, limiet=500)

    mails = [m for m in mailserver.ontvangen if "spoed, open nu het dossier" in str(m["Subject"])]
    assert len(mails) == Bericht.objects.filter(zaak=melding, regel="gevaar_naar_leiding").count() > 2
    for mail in mails:
        tekst = mail.get_body(("plain",)).get_content()
        assert "gevaar" not in tekst.lower()
        assert "Bevestig" in tekst


def test_wie_niet_bevestigt_wordt_na_een_uur_gebeld_of_vervangen(mailserver: Any, melding: Melding, nu: datetime):
    zeg(melding, NOG_GEVAAR, nu)
    berichten.verzend(nu, limiet=500)

    bewaak(nu + UUR)

    rijen = Bericht.objects.filter(zaak=melding, regel="gevaar_naar_leiding")
    opgevolgd = {(b.rol, b.gemeente.code if b.gemeente else None) for b in rijen.filter(na__isnull=False)}
    bellen = Taak.objects.filter(zaak=melding, code="bel_lege_zetel", berichten__in=rijen)
    assert opgevolgd | set(bellen.values_list("zetel_rol", "gemeente__code")) == GEROEPEN


def test_het_signaal_gaat_pas_weg_met_wie_wanneer_en_hoe(melding: Melding, client: Client, regio: Regio, nu: datetime):
    zeg(melding, NOG_GEVAAR, nu)
    client.force_login(regio.gebruikers["manager_zwolle"])
    taak = bouw.taak(melding, REGELEN, "zwolle")
    adres = f"/meldingen/{melding.kenmerk}/taken/{taak.pk}/"
    velden = {**moment("geregeld_op", nu), "door_wie": "teamleider toegang", "verslag": "Iedereen is elders."}

    for weg in ("door_wie", "verslag", "geregeld_op_0"):
        assert client.post(adres, {k: v for k, v in velden.items() if k != weg}).status_code == 200
    assert client.post(adres, {**velden, **moment("geregeld_op", nu + UUR)}).status_code == 200
    assert open_signalen().filter(zaak=melding).exists()

    assert client.post(adres, velden).status_code == 302

    assert not open_signalen().filter(zaak=melding).exists()
    assert open_(melding) == []
    assert "cal-signalen" not in client.get(f"/meldingen/{melding.kenmerk}/").content.decode()
    pagina = client.get(f"/meldingen/{melding.kenmerk}/verloop/").content.decode()
    assert "teamleider toegang. Iedereen is elders." in pagina
    gedaan = client.get(adres).content.decode()
    assert "Geregeld sinds" in gedaan
    assert "24 november 2026" in gedaan


def test_wie_geroepen_is_hoort_dat_het_voorbij_is_en_hoeft_niet_meer_te_bevestigen(melding: Melding, nu: datetime):
    zeg(melding, NOG_GEVAAR, nu)
    straks = nu + UUR

    regel_het(melding, straks)

    voorbij = Bericht.objects.filter(zaak=melding, regel="gevaar_voorbij", gepland_op=straks)
    assert set(voorbij.values_list("rol", "gemeente__code")) == GEROEPEN | {("toegang", "zwolle")}
    open_vragen = Bericht.objects.filter(zaak=melding, regel="gevaar_naar_leiding", vraag_vervallen_op__isnull=True)
    assert not open_vragen.exclude(status=BerichtStatus.INGETROKKEN).exists()


@pytest.mark.parametrize("ertussen", [VEILIG])
def test_veilig_en_weer_gevaar_roept_opnieuw_en_laat_een_signaal_staan(ertussen: str, melding: Melding, nu: datetime):
    zeg(melding, NOG_GEVAAR, nu)
    zeg(melding, ertussen, nu + UUR)
    assert open_(melding) == []
    assert not open_signalen().filter(zaak=melding).exists()
    vervallen = Taak.objects.filter(zaak=melding, code=REGELEN)
    assert [taak.verslag for taak in vervallen] == ["Niet meer nodig: het antwoord in de impactanalyse is gewijzigd."]
    assert Bericht.objects.filter(zaak=melding, regel="gevaar_voorbij", gepland_op=nu + UUR).exists()

    zeg(melding, NOG_GEVAAR, nu + 2 * UUR)

    assert geroepen(melding, nu + 2 * UUR) == GEROEPEN
    assert open_(melding) == [("gevaar_afstemmen", "zwolle"), (REGELEN, "zwolle")]
    assert open_signalen().filter(zaak=melding).count() == 1


@pytest.mark.parametrize("daarna", [ONBEKEND, ""])
def test_wie_het_niet_meer_weet_of_het_antwoord_weghaalt_neemt_het_gevaar_niet_weg(
    daarna: str, melding: Melding, nu: datetime
):
    zeg(melding, NOG_GEVAAR, nu)

    zeg(melding, daarna, nu + UUR)

    assert open_signalen().filter(zaak=melding).count() == 1
    zeg(melding, NOG_GEVAAR, nu + 2 * UUR)
    assert geroepen(melding, nu + 2 * UUR) == GEROEPEN
    assert open_signalen().filter(zaak=melding).count() == 1


def test_na_regelen_en_opnieuw_gevaar_begint_het_opnieuw(melding: Melding, nu: datetime):
    zeg(melding, NOG_GEVAAR, nu)
    regel_het(melding, nu + UUR)
    zeg(melding, NOG_GEVAAR, nu + 2 * UUR)
    assert not open_signalen().filter(zaak=melding).exists()

    zeg(melding, VEILIG, nu + 3 * UUR)
    zeg(melding, NOG_GEVAAR, nu + 4 * UUR)

    assert geroepen(melding, nu + 4 * UUR) == GEROEPEN
    assert open_signalen().filter(zaak=melding).count() == 1
    assert Taak.objects.filter(zaak=melding, code=REGELEN).count() == 2


def test_het_gevaar_in_de_ene_gemeente_gaat_niet_weg_met_dat_in_de_andere(melding: Melding, nu: datetime):
    zeg(melding, NOG_GEVAAR, nu)
    zeg(melding, NOG_GEVAAR, nu + UUR, "raalte")
    assert geroepen(melding, nu + UUR) == {*GEROEPEN - {("manager_gemeente", "zwolle")}, ("manager_gemeente", "raalte")}

    zeg(melding, VEILIG, nu + 2 * UUR)

    assert open_(melding) == [("gevaar_afstemmen", "raalte"), (REGELEN, "raalte")]
    gevraagd = Bericht.objects.filter(zaak=melding, regel="gevaar_naar_leiding", gepland_op=nu + UUR)
    assert not gevraagd.filter(vraag_vervallen_op__isnull=False).exists()
    regel_het(melding, nu + 3 * UUR, "raalte")
    assert not open_signalen().filter(zaak=melding).exists()


@pytest.mark.parametrize(("uitkomst", "staat"), [("ja", 0), ("nee", 1)])
def test_onbekend_vraagt_om_het_uit_te_zoeken_en_nee_is_dan_gevaar(
    uitkomst: str, staat: int, melding: Melding, toegang_zwolle: Gebruiker, nu: datetime
):
    zeg(melding, ONBEKEND, nu)
    taak = bouw.taak(melding, NAVRAGEN, "zwolle")
    assert open_(melding) == [(NAVRAGEN, "zwolle")]
    assert taak.uiterlijk_op
    assert taak.uiterlijk_op > nu
    assert geroepen(melding, nu) == set()

    voltooi(taak.pk, toegang_zwolle, Vervulling("Nagevraagd.", gegevens=Keuze(uitkomst)), nu + UUR)

    assert open_signalen().filter(zaak=melding).count() == staat
    assert geroepen(melding, nu + UUR) == (GEROEPEN if staat else set())
    zeg(melding, VEILIG, nu + 2 * UUR)
    assert open_(melding) == []


def test_wie_het_namens_een_toegang_vastlegt_roept_net_zo_hard(melding: Melding, regio: Regio, nu: datetime):
    analyse = rij(melding, "raalte")
    invoer = Invoer({"veiligheid": NOG_GEVAAR}, namens="teamleider toegang, telefonisch")

    analyses.bewaar(analyse, invoer, 1, regio.gebruikers["contractmanager"], nu)

    assert ("manager_gemeente", "raalte") in geroepen(melding, nu)
    assert open_signalen().filter(zaak=melding).count() == 1


def test_een_weigering_laat_niets_achter(melding: Melding, toegang_zwolle: Gebruiker, nu: datetime):
    with pytest.raises(Geweigerd):
        analyses.dien_in(rij(melding), Invoer({"veiligheid": NOG_GEVAAR}), 1, toegang_zwolle, nu)

    assert open_(melding) == []
    assert geroepen(melding, nu) == set()


def test_heroverwegen_laat_het_signaal_en_de_vraag_om_te_bevestigen_staan(regio: Regio, nu: datetime):
    loper = bouw.loper(nu)
    loper.registreer(bouw.gegevens(nu)).stap("start_impactanalyse").analyseer("a").stap("start_beoordeling")
    zaak, toegang = loper.melding, regio.gebruikers["toegang_zwolle"]
    analyses.heropen(rij(zaak), "Er is meer bekend.", toegang, nu)
    zeg(zaak, NOG_GEVAAR, nu)
    rest = {"handelen": "voldoende", "herhaling": "geen_herhaling", "onrust": "geen_onrust"}
    nieuw = {**rest, **rij(zaak).antwoorden}
    uitleg = dict.fromkeys(nieuw, "Zo is het nu.")
    analyses.dien_in(rij(zaak), Invoer(nieuw, uitleg), rij(zaak).versie, toegang, nu)
    loper.bevestig("a").stap("kies_a").stap("heroverweeg", motivering="Het ligt anders.")

    assert open_(zaak) == [("gevaar_afstemmen", "zwolle"), (REGELEN, "zwolle")]
    assert geroepen(zaak, nu) == GEROEPEN
    gevraagd = Bericht.objects.filter(zaak=zaak, regel="gevaar_naar_leiding")
    assert not gevraagd.filter(vraag_vervallen_op__isnull=False).exists()
    assert not gevraagd.filter(status=BerichtStatus.INGETROKKEN).exists()


def test_een_melding_met_gevaar_gaat_niet_dicht(regio: Regio, nu: datetime):
    loper = bouw.loper(nu)
    loper.registreer(bouw.gegevens(nu)).stap("start_impactanalyse")
    zeg(loper.melding, NOG_GEVAAR, nu)
    loper.analyseer("a").stap("start_beoordeling")
    # The analysis that was submitted says that all are safe; so the danger comes from another.
    assert open_signalen().filter(zaak=loper.melding).count() == 0
    analyses.heropen(rij(loper.melding), "Er is meer bekend.", regio.gebruikers["toegang_zwolle"], nu)
    zeg(loper.melding, NOG_GEVAAR, nu)
    loper.bevestig("a")
    redenen = {"verwacht": "Wij wachten daar niet op."}
    stappen = {"volgens_advies": redenen["verwacht"], "geen_twijfel": redenen["verwacht"]}
    loper.stap("kies_a", motivering="Dit past.", afwijkingen=stappen)
    loper.doe("lokaal_informeren", "jeugdige_familie").stap("start_monitoring").doe("monitoring_rapport")
    afwijken = dict.fromkeys(["rapport_afgehandeld", "teruggekoppeld", "taken_af"], redenen["verwacht"])

    with pytest.raises(Geweigerd, match=r"er is nog gevaar \(Zwolle\)"):
        loper.stap("rond_af", afwijkingen=afwijken)

    regel_het(loper.melding, nu)
    loper.stap("rond_af", afwijkingen=afwijken)


@pytest.mark.parametrize("code", ["wijs_af", "trek_melding_in", "sluit_als_dubbel"])
def test_geen_einde_terwijl_er_nog_gevaar_is(code: str, regio: Regio, nu: datetime) -> None:
    ander = bouw.melding(nu)
    loper = bouw.loper(nu)
    loper.registreer(bouw.gegevens(nu)).stap("start_impactanalyse")
    zeg(loper.melding, NOG_GEVAAR, nu)

    with pytest.raises(Geweigerd, match="er is nog gevaar"):
        sluit(loper, code, "contractmanager", ander)

    regel_het(loper.melding, nu)
    sluit(loper, code, "contractmanager", ander)


def test_wie_vertrekt_neemt_haar_gevaar_mee(regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("impactanalyse", nu, gemeenten=("zwolle", "zwolle", "raalte"))
    cm = regio.gebruikers["contractmanager"]
    zeg(zaak, NOG_GEVAAR, nu, gemeente="raalte")
    assert open_signalen().filter(zaak=zaak).count() == 1

    laat_los(zaak, regio.gemeenten["raalte"], "Dit was een vergissing.", cm, nu + UUR)

    assert not open_signalen().filter(zaak=zaak).exists()
    assert not any(schending.kenmerken for schending in controleer(nu + UUR))


def test_wie_erbij_komt_wordt_niet_geroepen_voor_het_gevaar_van_een_ander(melding: Melding, regio: Regio, nu: datetime):
    zeg(melding, NOG_GEVAAR, nu)

    betrek_gemeente(melding, regio.gemeenten["ommen"], regio.gebruikers["contractmanager"], nu + UUR)

    assert open_(melding) == [("gevaar_afstemmen", "zwolle"), (REGELEN, "zwolle")]
    assert geroepen(melding, nu + UUR) == set()


def test_de_melding_met_gevaar_staat_overal_vooraan(
    client: Client, regio: Regio, contractmanager: Gebruiker, nu: datetime
):
    oud = bouw.tot("impactanalyse", nu - timedelta(days=30))
    anderen = [bouw.tot("impactanalyse", nu - timedelta(days=dag)) for dag in (20, 10, 0)]
    client.force_login(contractmanager)
    # What is late longest stands first.
    assert volgorde(client, "/meldingen/")[0] == oud.kenmerk

    zeg(anderen[2], NOG_GEVAAR, nu)
    zeg(anderen[1], NOG_GEVAAR, nu + UUR)

    for adres in ("/meldingen/", "/dashboard/", "/"):
        gevonden = volgorde(client, adres)
        assert set(gevonden[:2]) == {anderen[2].kenmerk, anderen[1].kenmerk}, adres
    lijst = volgorde(client, "/meldingen/")
    assert sorted(lijst) == sorted({oud.kenmerk, *(m.kenmerk for m in anderen)})
    kader = client.get("/dashboard/").content.decode()
    assert kader.index("Er is nog gevaar in Zwolle") < kader.index("cal-kpis")
    regel_het(anderen[2], nu)
    regel_het(anderen[1], nu)
    assert "Er is nog gevaar" not in client.get("/dashboard/").content.decode()
    assert volgorde(client, "/meldingen/")[0] == oud.kenmerk


def volgorde(client: Client, adres: str) -> list[str]:
    """The kenmerken on this page in the order in which they stand: of the table, or of the tasks."""
    inhoud = client.get(adres).context
    if "blad" in inhoud:
        return [rij.kenmerk for rij in inhoud["blad"].rijen]
    if "dashboard" in inhoud:
        return [rij.kenmerk for rij in inhoud["dashboard"].rijen]
    return list(dict.fromkeys(werk.kenmerk for werk in inhoud["werk"].taken))


def test_bladeren_toont_elke_melding_eenmaal_ook_met_signalen(
    client: Client, regio: Regio, contractmanager: Gebruiker, nu: datetime, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("escalatie.werk.lijst.RIJEN", 2)
    zaken = [bouw.tot("impactanalyse", nu - timedelta(days=dag)) for dag in range(5)]
    zeg(zaken[0], NOG_GEVAAR, nu)
    client.force_login(contractmanager)

    gezien, adres = [], "/meldingen/"
    while adres:
        blad = client.get(adres).context["blad"]
        gezien += [rij.kenmerk for rij in blad.rijen]
        adres = f"/meldingen/?na={blad.volgende}" if blad.volgende else ""

    assert gezien[:2] == [zaken[0].kenmerk, zaken[4].kenmerk]
    assert sorted(gezien) == sorted(zaak.kenmerk for zaak in zaken)
