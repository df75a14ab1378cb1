"""What was recorded wrong is put right, and stays readable as it was: with who, when and why, sealed.

Every fact of a melding; a gemeente that does not belong there; what two people say that one toegang said.
"""

from dataclasses import fields, replace
from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from calamiteiten.dossier import Gegevens, zoals_nu
from calamiteiten.models import Melding
from calamiteiten.toegang import geef_toegang, mag_zien
from communicatie.models import Bericht
from communicatie.post.berichten import verzend
from contacten.models import Gebruiker
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.betrokkenen import betrek_gemeente, laat_los, wijzig
from escalatie.draaiboek.correcties import REDEN, TREK_IN, VERBETER
from escalatie.draaiboek.informatie import NIET_BETROKKEN, VERBETERD
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.zegels import breuken
from escalatie.meldingen.beoordeling.beoordelen import bevestig, trek_bevestiging_in
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.models import Stap, Taak
from tests import bouw
from tests.bouw import Regio
from tests.conftest import Mailserver

UUR = timedelta(hours=1)
WAAROM = "De aanbieder belde dat dit niet klopte."


def anders(regio: Regio, nu: datetime) -> dict[str, Any]:
    """Another value for every fact that is recorded."""
    return {
        "onderwerp": "Een ander onderwerp",
        "omschrijving": "Het ging anders dan eerst gemeld.",
        "soort": "geweld",
        "meldingssoort": "andere",
        "categorie": "letsel_ander",
        "zorgcontext": "jeugdreclassering",
        "grondslag": "procesafspraken",
        "gebeurd_datum": date(2026, 11, 20),
        "gebeurd_tijd": time(7, 5),
        "plaatssoort": "thuis",
        "plaats": "Bij het zwembad",
        "aanbieder": regio.aanbieders["molen"],
        "aanbieder_soort": "gecertificeerde_instelling",
        "ontvangen_op": nu - timedelta(hours=5),
        "gemeente_verblijf": regio.gemeenten["kampen"],
        "gemeente_verblijf_buiten": "Assen",
        "gemeente_woonplaats": regio.gemeenten["raalte"],
        "gemeente_woonplaats_buiten": "Meppel",
        "melder": "inspectie",
        "melder_anders": "huisartsenpost",
        "gemeld_zelf_op": nu - timedelta(hours=3),
        "gemeld_igj_op": nu - timedelta(hours=9),
        "igj_kenmerk": "V-000099",
        "gemeld_toegang": {"zwolle": nu - timedelta(hours=8)},
        "acuut": ["vermissing"],
        "criteria": {"onverwacht": "nee", "kwaliteit": "ja", "ernstig_gevolg": "ja"},
    }


FEITEN = [veld.name for veld in fields(Gegevens)]


@pytest.mark.eis("R28", "R43")
@pytest.mark.parametrize("naam", FEITEN)
def test_van_elk_feit_blijft_leesbaar_wat_er_stond(naam: str, regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.melding(nu), nu + UUR
    was, nieuw = getattr(zaak, naam), anders(regio, nu)[naam]
    # Outside the region is said instead of a gemeente, never beside it.
    leeg: dict[str, Any] = {naam.removesuffix("_buiten"): None} if naam.endswith("_buiten") else {}
    gegevens, door = replace(zoals_nu(zaak), **leeg, **{naam: nieuw}), regio.gebruikers["contractmanager"]
    with pytest.raises(Geweigerd, match=REDEN):
        wijzig(zaak, gegevens, zaak.versie, door, straks)
    assert getattr(Melding.objects.get(), naam) == was

    wijzig(zaak, gegevens, zaak.versie, door, straks, WAAROM)

    zaak = Melding.objects.get()
    assert getattr(zaak, naam) == nieuw
    stap = Stap.objects.get(zaak=zaak, code=VERBETER)
    assert (stap.door, stap.op, stap.motivering, stap.van, stap.naar) == (
        door,
        straks,
        WAAROM,
        "ontvangen",
        "ontvangen",
    )
    (moment,) = [m for m in tijdlijn(zaak) if m.velden]
    assert all(veld.oud != veld.nieuw for veld in moment.velden)
    assert (moment.door, moment.toelichting) == (door.naam, WAAROM)
    assert list(breuken()) == []


def test_elk_feit_heeft_een_andere_waarde_in_deze_toets(regio: Regio, nu: datetime) -> None:
    assert set(anders(regio, nu)) == set(FEITEN)


@pytest.mark.eis("R28")
def test_het_oude_moment_van_melden_staat_doorgestreept_in_het_dossier(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak, straks = bouw.melding(nu), nu + UUR
    gegevens = replace(zoals_nu(zaak), gemeld_igj_op=nu - 3 * UUR, omschrijving="Zo ging het echt.")
    wijzig(zaak, gegevens, zaak.versie, regio.gebruikers["contractmanager"], straks, WAAROM)
    client.force_login(regio.gebruikers["toegang_zwolle"])

    pagina = client.get(f"{zaak.get_absolute_url()}verloop/").content.decode()

    assert f"was </span>{zaak.omschrijving}</del>" in pagina
    assert "was </span>24 november 2026, 08:00 uur</del>" in pagina
    assert "is nu </span>24 november 2026, 07:00 uur</ins>" in pagina


@pytest.mark.parametrize("status", ["ontvangen", "beoordeling", "fase_1", "monitoring"])
def test_wie_op_de_feiten_oordeelt_hoort_dat_ze_anders_zijn(status: str, regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.tot(status, nu, gemeenten=("zwolle", "zwolle", "raalte")), nu + UUR
    gegevens = replace(zoals_nu(zaak), omschrijving="Zo ging het echt.", gemeente_woonplaats=regio.gemeenten["kampen"])

    wijzig(zaak, gegevens, zaak.versie, regio.gebruikers["contractmanager"], straks, WAAROM)

    verteld = Bericht.objects.filter(zaak=zaak, regel=VERBETERD).values_list("rol", "gemeente__code")
    assert set(verteld) == {("toegang", "zwolle"), ("toegang", "raalte")}


STATUSSEN = [
    *("ontvangen", "impactanalyse", "beoordeling", "twijfel", "scenario_a", "scenario_b", "scenario_c", "scenario_d"),
    *("monitoring", "fase_1", "fase_2"),
]


@pytest.mark.eis("R29", "A6")
@pytest.mark.parametrize("status", STATUSSEN)
def test_een_gemeente_die_er_niet_bij_hoort_laat_de_zaak_los(status: str, regio: Regio, nu: datetime) -> None:
    zaak, straks, later = bouw.tot(status, nu), nu + UUR, nu + 2 * UUR
    raalte, door = regio.gemeenten["raalte"], regio.gebruikers["contractmanager"]
    open_eerst = set(Taak.objects.filter(zaak=zaak, status="open").values_list("pk", flat=True))
    betrek_gemeente(zaak, raalte, door, straks)
    geef_toegang(zaak, "manager_gemeente", raalte)
    toegang = regio.gebruikers["toegang_raalte"]
    assert mag_zien(toegang, zaak)

    laat_los(zaak, raalte, WAAROM, door, later)

    assert not mag_zien(toegang, zaak)
    assert [g.code for g in Stand(zaak).gemeenten] == ["zwolle"]
    assert set(Taak.objects.filter(zaak=zaak, status="open").values_list("pk", flat=True)) >= open_eerst
    assert not Taak.objects.filter(zaak=zaak, gemeente=raalte, status="open").exclude(code="bel_lege_zetel").exists()
    # Nothing left, so nobody was told: nothing to tell either, and nothing waits. The managers of where the aanbieder
    # works are invited whether their gemeente is involved or not.
    wacht = Bericht.objects.filter(zaak=zaak, gemeente=raalte, status="gepland").values_list("regel", flat=True)
    assert set(wacht) == ({"d_naar_managers"} if status in {"scenario_d", "fase_1", "fase_2"} else set())
    stap = Stap.objects.get(zaak=zaak, code=TREK_IN)
    assert (stap.door, stap.motivering) == (door, WAAROM)
    assert "Raalte" in stap.gegevens["wat"]
    assert all(analyse.gemeente_id != raalte.pk for analyse in Stand(zaak).analyses)
    assert list(breuken()) == []


@pytest.mark.eis("R29")
def test_wie_al_bericht_kreeg_hoort_dat_het_niet_geldt_en_ziet_niets_meer(
    client: Client, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    zaak, straks, later = bouw.tot("impactanalyse", nu), nu + UUR, nu + 2 * UUR
    raalte, door = regio.gemeenten["raalte"], regio.gebruikers["contractmanager"]
    betrek_gemeente(zaak, raalte, door, straks)
    verzend(straks)
    mailserver.ontvangen.clear()

    laat_los(zaak, raalte, WAAROM, door, later)
    verzend(later)

    onderwerpen = {str(mail["Subject"]) for mail in mailserver.ontvangen}
    assert onderwerpen == {f"{zaak.kenmerk}: u bent niet meer betrokken"}
    tekst = mailserver.ontvangen[0].get_body(("plain",)).get_content()  # type: ignore[union-attr]
    assert zaak.kenmerk in tekst
    assert f"/meldingen/{zaak.kenmerk}/" not in tekst
    rollen = Bericht.objects.filter(zaak=zaak, regel=NIET_BETROKKEN).values_list("rol", "gemeente__code")
    assert set(rollen) == {("toegang", "raalte")}
    client.force_login(regio.gebruikers["toegang_raalte"])
    for naam in ("melding", "beoordeling", "communicatie_dossier", "advies"):
        assert client.get(reverse(naam, args=[zaak.kenmerk])).status_code == 404
    assert client.get(reverse("analyse_gemeente", args=[zaak.kenmerk, "raalte"])).status_code == 404
    assert zaak.kenmerk not in client.get("/").content.decode()
    assert zaak.kenmerk not in client.get("/meldingen/").content.decode()


def test_wie_terugkomt_hoort_alles_opnieuw(regio: Regio, nu: datetime) -> None:
    zaak, door, raalte = bouw.in_fase_1(nu), regio.gebruikers["contractmanager"], regio.gemeenten["raalte"]
    betrek_gemeente(zaak, raalte, door, nu + UUR)
    eerst = set(Bericht.objects.filter(zaak=zaak, gemeente=raalte).values_list("rol", "regel"))
    laat_los(zaak, raalte, WAAROM, door, nu + 2 * UUR)

    betrek_gemeente(zaak, raalte, door, nu + 3 * UUR)

    opnieuw = Bericht.objects.filter(zaak=zaak, gemeente=raalte, gepland_op=nu + 3 * UUR, status="gepland")
    assert set(opnieuw.values_list("rol", "regel")) == {
        paar for paar in eerst if paar in set(opnieuw.values_list("rol", "regel"))
    }
    assert ("toegang", "melding_naar_toegang") in set(opnieuw.values_list("rol", "regel"))
    assert Taak.objects.filter(zaak=zaak, gemeente=raalte, status="open").exists()


def test_een_gemeente_die_niet_meer_in_de_feiten_staat_laat_de_zaak_los(regio: Regio, nu: datetime) -> None:
    zaak, straks = bouw.tot("impactanalyse", nu), nu + UUR
    kampen = regio.gemeenten["kampen"]
    gegevens = replace(zoals_nu(zaak), gemeente_verblijf=kampen, gemeente_woonplaats=kampen)

    gevolg = wijzig(zaak, gegevens, zaak.versie, regio.gebruikers["contractmanager"], straks, WAAROM)

    assert ([g.code for g in gevolg.erbij], [g.code for g in gevolg.eraf]) == (["kampen"], ["zwolle"])
    assert not mag_zien(regio.gebruikers["toegang_zwolle"], zaak)
    assert [g.code for g in Stand(zaak).gemeenten] == ["kampen"]


def test_een_gemeente_die_in_de_feiten_staat_gaat_daar_uit(regio: Regio, nu: datetime) -> None:
    zaak, zwolle = bouw.melding(nu), regio.gemeenten["zwolle"]

    with pytest.raises(Geweigerd, match="Verbeter daar de gemeente"):
        laat_los(zaak, zwolle, WAAROM, regio.gebruikers["contractmanager"], nu)

    assert mag_zien(regio.gebruikers["toegang_zwolle"], zaak)


@pytest.mark.parametrize("wie", ["toegang_zwolle", "manager_zwolle", "adviseur", "beheerder", "buitenstaander"])
def test_een_ander_laat_geen_gemeente_los(wie: str, regio: Regio, nu: datetime) -> None:
    zaak = bouw.melding(nu, ["zwolle", "zwolle", "raalte"])

    with pytest.raises(Geweigerd):
        laat_los(zaak, regio.gemeenten["raalte"], WAAROM, regio.gebruikers[wie], nu)

    assert zaak.betrokkenheden.count() == 2


def test_loslaten_kan_ook_na_het_sluiten_en_vraagt_een_reden(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("afgerond", nu, gemeenten=("zwolle", "zwolle", "raalte"))
    client.force_login(regio.gebruikers["contractmanager"])
    adres = reverse("laat_los", args=[zaak.kenmerk])

    assert client.post(adres, {"gemeente": "raalte", "reden": " "}).status_code == 200
    assert mag_zien(regio.gebruikers["toegang_raalte"], zaak)
    assert client.post(adres, {"gemeente": "raalte", "reden": WAAROM}).status_code == 302

    assert not mag_zien(regio.gebruikers["toegang_raalte"], zaak)
    assert client.post(adres, {"gemeente": "raalte", "reden": WAAROM}).status_code == 200


def standen(zaak: Melding, code: str = "zwolle") -> tuple[str, str, str]:
    """What stands for this gemeente: confirmed, contradicted, and what counts."""
    rij = zaak.betrokkenheden.get(gemeente__code=code)
    return rij.bevestigd_scenario, rij.weersproken_scenario, rij.eens_met


@pytest.fixture
def oordeel(regio: Regio, nu: datetime) -> Melding:
    """One gemeente; its toegang confirmed a herself."""
    zaak = bouw.in_beoordeling(nu, "a")
    bevestig(zaak, regio.gemeenten["zwolle"], "a", regio.gebruikers["toegang_zwolle"], nu)
    return zaak


@pytest.mark.eis("R59")
def test_wat_een_ander_namens_de_toegang_zegt_vervangt_haar_antwoord_niet(
    client: Client, oordeel: Melding, regio: Regio, nu: datetime
) -> None:
    zwolle, cm = regio.gemeenten["zwolle"], regio.gebruikers["contractmanager"]

    bevestig(oordeel, zwolle, "b", cm, nu + UUR, namens="teamleider toegang")

    assert standen(oordeel) == ("a", "b", "")
    gezegd = [m.tekst for m in tijdlijn(oordeel) if "scenario" in m.tekst.lower() and "oegang" in m.tekst]
    # She never said b: the record says who did, and what she said herself.
    assert gezegd == [
        "Scenario b vastgelegd voor de gemeentelijke toegang Zwolle, die zelf scenario a bevestigde",
        "Gemeentelijke toegang Zwolle bevestigt scenario a",
    ]
    hoort = Bericht.objects.filter(zaak=oordeel, gepland_op=nu + UUR).values_list("rol", "gemeente__code")
    assert set(hoort) == {("toegang", "zwolle")}
    assert Taak.objects.filter(zaak=oordeel, code="beoordeling_toegang", status="open").exists()
    client.force_login(cm)
    for letter in "ab":
        kies = reverse("overgang", args=[oordeel.kenmerk, f"kies_{letter}"])
        client.post(kies, {"verwachte_status": "beoordeling", "motivering": "Toch.", "afwijking_volgens_advies": "Ja."})
        assert Melding.objects.get().status == "beoordeling"
    assert "twee antwoorden" in client.get(reverse("beoordeling", args=[oordeel.kenmerk])).content.decode()


@pytest.mark.parametrize("letter", ["a", "b"])
def test_de_toegang_zegt_zelf_welk_antwoord_geldt(letter: str, oordeel: Melding, regio: Regio, nu: datetime) -> None:
    zwolle, cm = regio.gemeenten["zwolle"], regio.gebruikers["contractmanager"]
    bevestig(oordeel, zwolle, "b", cm, nu + UUR, namens="teamleider toegang")

    bevestig(oordeel, zwolle, letter, regio.gebruikers["toegang_zwolle"], nu + 2 * UUR)

    assert standen(oordeel) == (letter, "", letter)
    assert not Taak.objects.filter(zaak=oordeel, code="beoordeling_toegang", status="open").exists()
    assert Stap.objects.filter(zaak=oordeel, code="bevestig").count() == 3


def test_wie_zich_vergiste_namens_een_ander_trekt_dat_in(oordeel: Melding, regio: Regio, nu: datetime) -> None:
    zwolle, cm = regio.gemeenten["zwolle"], regio.gebruikers["contractmanager"]
    bevestig(oordeel, zwolle, "b", cm, nu + UUR, namens="teamleider toegang")

    trek_bevestiging_in(oordeel, zwolle, "Dat was een andere melding.", cm, nu + 2 * UUR)

    assert standen(oordeel) == ("a", "", "a")
    assert not Taak.objects.filter(zaak=oordeel, code="beoordeling_toegang", status="open").exists()
    with pytest.raises(Geweigerd, match="niets van u"):
        trek_bevestiging_in(oordeel, zwolle, "Nog een keer.", cm, nu + 3 * UUR)
    assert standen(oordeel) == ("a", "", "a")


@pytest.mark.parametrize(("wie", "namens"), [("toegang_zwolle", ""), ("contractmanager", "teamleider toegang")])
def test_een_bevestiging_gaat_terug_en_wordt_opnieuw_gevraagd(
    client: Client, wie: str, namens: str, regio: Regio, nu: datetime
) -> None:
    zaak, door = bouw.in_beoordeling(nu, "a"), regio.gebruikers[wie]
    bevestig(zaak, regio.gemeenten["zwolle"], "a", door, nu, namens)
    client.force_login(door)
    adres = reverse("bevestiging_intrekken", args=[zaak.kenmerk])

    assert client.post(adres, {"gemeente": "zwolle", "reden": ""}).status_code == 200
    assert standen(zaak) == ("a", "", "a")
    assert client.post(adres, {"gemeente": "zwolle", "reden": WAAROM}).status_code == 302

    assert standen(zaak) == ("", "", "")
    assert Taak.objects.filter(zaak=zaak, code="beoordeling_toegang", status="open").exists()
    assert WAAROM in {m.toelichting for m in tijdlijn(zaak)}
    assert not any(bevinding.kenmerken for bevinding in controleer(nu))


def test_een_ander_trekt_niet_in_wat_de_toegang_zei(oordeel: Melding, regio: Regio, nu: datetime) -> None:
    zwolle = regio.gemeenten["zwolle"]
    for wie in ("contractmanager", "regiomanager", "toegang_deventer", "manager_zwolle"):
        with pytest.raises(Geweigerd):
            trek_bevestiging_in(oordeel, zwolle, WAAROM, regio.gebruikers[wie], nu)

    assert standen(oordeel) == ("a", "", "a")


def test_wie_een_zaak_niet_ziet_hoort_niet_waar_zij_staat(regio: Regio, nu: datetime) -> None:
    from escalatie.draaiboek import deur
    from escalatie.draaiboek.opdrachten import Opdracht

    zaak = bouw.tot("impactanalyse", nu)
    vreemd: Gebruiker = regio.gebruikers["toegang_deventer"]

    with pytest.raises(Geweigerd) as fout:
        deur.voer_uit(Opdracht(zaak.pk, "start_beoordeling", vreemd.pk, "ontvangen"), nu)

    assert "was u voor" not in str(fout.value)
    assert "mpactanalyse”" not in str(fout.value)
