"""A press question at its door: taken in, worked through, refused where the protocol says so (Hoofdstuk 1)."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import IntegrityError
from django.http import Http404

from basis.geweigerd import Geweigerd
from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus, Persvraag, Uiting
from communicatie.persvragen import toegang as perstoegang
from contacten.models import Bezetting
from escalatie.bewaking import controle
from escalatie.draaiboek.mogelijkheden import mogelijkheden
from escalatie.models import Stap, Wekker
from escalatie.persvragen import informatie as persinformatie
from escalatie.persvragen import procedure
from escalatie.persvragen import teksten as persteksten
from escalatie.persvragen.forms.stap import PersstapForm
from escalatie.persvragen.forms.vormen import VORMEN
from escalatie.persvragen.opdrachten import GEGEVENS, DirectAntwoord, Koppeling, Volgdag
from tests import bouw
from tests.communicatie import persbouw

ANDERE = {
    *("dalfsen", "deventer", "hardenberg", "kampen", "olst-wijhe", "ommen", "raalte", "staphorst"),
    *("steenwijkerland", "zwartewaterland"),
}


def mails(zaak: Persvraag, *aanleiding: Stap) -> dict[str, set[str]]:
    """Template -> role (with gemeente) of everyone who must hear, of one step when given."""
    rijen = Bericht.objects.filter(zaak=zaak).select_related("gemeente")
    if aanleiding:
        rijen = rijen.filter(aanleiding__in=[f"stap:{stap.pk}" for stap in aanleiding])
    uit: dict[str, set[str]] = {}
    for rij in rijen:
        uit.setdefault(rij.sjabloon, set()).add(f"{rij.rol} {rij.gemeente.code if rij.gemeente else ''}".strip())
    return uit


@pytest.mark.eis("R3")
@pytest.mark.eis("R6")
@pytest.mark.eis("R7")
@pytest.mark.eis("R120")
def test_een_nieuwe_persvraag_krijgt_een_kenmerk_en_het_rsj_hoort_ervan(regio, nu):
    sleutel, wie = uuid4(), regio.gebruikers["adviseur"]
    zaak = procedure.registreer(persbouw.nieuw(nu), sleutel, wie, nu)

    assert (zaak.kenmerk, zaak.status) == ("PV-2026-0001", "vraagstelling")
    assert persbouw.persvraag(nu).kenmerk == "PV-2026-0002"
    assert mails(zaak) == {
        "persvraag_ontvangen": {"regiomanager"},
        "persvraag_beantwoorden": {"contractmanager"},
        "persvraag_meedenken": {"communicatieadviseur"},
    }
    assert all(set(rij.gegevens) == {"termijn"} for rij in Bericht.objects.filter(zaak=zaak))
    weer = procedure.registreer(persbouw.nieuw(nu), sleutel, wie, nu)
    assert (weer, Persvraag.objects.count()) == (zaak, 2)
    with pytest.raises(IntegrityError):
        procedure.registreer(persbouw.nieuw(nu), sleutel, regio.gebruikers["regiomanager"], nu)


@pytest.mark.eis("R3")
def test_wat_niet_kan_wordt_bij_het_vastleggen_geweigerd(regio, nu):
    for anders, zin in (
        ({"vraag": " "}, "wat er gevraagd wordt"),
        ({"gemeente": ""}, "Kies de gemeente"),
        ({"ontvangen_op": nu + timedelta(minutes=1)}, "in de toekomst"),
        ({"door": "toegang_zwolle"}, "is aan de contractmanager"),
        ({"door": "adviseur", "melding": Melding(pk=999_999)}, "niet voor u"),
    ):
        with pytest.raises(Geweigerd, match=zin):
            persbouw.persvraag(nu, **anders)
    assert not Persvraag.objects.exists()


def test_het_rsj_ziet_persvragen_en_een_gemeente_de_hare(regio, nu):
    zaak = persbouw.persvraag(nu)
    for naam, gebruiker in regio.gebruikers.items():
        mag = naam in {"contractmanager", "regiomanager", "adviseur", "manager_zwolle"}
        if naam == "manager_zwolle":
            with pytest.raises(Geweigerd, match="is aan de"):
                persbouw.stap(zaak, "verzamel_informatie", gebruiker, nu)
        assert perstoegang.zichtbare_persvragen(gebruiker).exists() == mag, naam
        if not mag:
            with pytest.raises(Http404):
                perstoegang.haal_persvraag(gebruiker, zaak.kenmerk)
            with pytest.raises(Geweigerd, match="is aan de"):
                persbouw.stap(zaak, "verzamel_informatie", gebruiker, nu)


@pytest.mark.eis("R8")
@pytest.mark.eis("R9")
@pytest.mark.eis("R10")
@pytest.mark.eis("R13")
@pytest.mark.eis("R14")
@pytest.mark.eis("R15")
@pytest.mark.eis("R16")
@pytest.mark.eis("R20")
@pytest.mark.eis("R21")
@pytest.mark.eis("A12")
def test_de_hele_weg_van_vraagstelling_tot_afgerond(regio, nu):
    zaak = persbouw.loop(persbouw.persvraag(nu), "rond_af", nu)

    assert (zaak.status, zaak.afgerond_op, zaak.beantwoord_op) == ("afgerond", nu, nu)
    assert zaak.evaluatie == persbouw.EVALUATIE
    stappen = {stap.code: stap for stap in persbouw.stappen(zaak)}
    assert list(stappen) == ["registreer", *(code for code, _ in persbouw.WEG)]
    assert mails(zaak, stappen["stem_af"]) == {
        "persvraag_kernboodschap": {
            f"{rol} zwolle" for rol in ("communicatie_gemeente", "beleidsmedewerker_jeugd", "manager_gemeente")
        }
    }
    assert mails(zaak, stappen["informeer_gemeenten"]) == {
        "persvraag_gemeenten": {f"beleidsmedewerker_jeugd {gemeente}" for gemeente in ANDERE},
        "persvraag_doorsturen": {"regiomanager"},
    }
    assert mails(zaak, stappen["stuur_door"]) == {"persvraag_escalatieteam": {"escalatieteam"}}
    assert Bericht.objects.filter(regel="mail_aan_escalatieteam").count() == 3
    naar_gemeenten = Bericht.objects.filter(regel="mail_aan_gemeenten")[0].gegevens
    # Nobody answered by then: a kernboodschap is no answer.
    assert {naam: tekst for naam, tekst in naar_gemeenten.items() if naam not in {"termijn", "antwoordroute"}} == {
        "vraag": zaak.vraag,
        "gemeente": "Zwolle",
        "kernboodschap": zaak.kernboodschap,
        "achtergrond": zaak.achtergrond,
        "memo": zaak.memo,
    }
    assert mails(zaak, stappen["leg_antwoord_vast"]) == {
        "persvraag_antwoord": {"escalatieteam", *(f"beleidsmedewerker_jeugd {gemeente}" for gemeente in ANDERE)}
    }
    echt = Bericht.objects.filter(regel="antwoord_naar_gemeenten")[0].gegevens
    assert (echt["antwoord"], "kernboodschap" in echt) == ("De wethouder: elk kind telt.", False)
    assert naar_gemeenten["antwoordroute"] == "Mail r.lindeholt@rsj.example of bel 06-00000021"
    assert not Wekker.objects.filter(vervallen_op__isnull=True, gevuurd_op__isnull=True).exists()
    assert controle.controleer(nu) == []


@pytest.mark.eis("R4")
@pytest.mark.eis("R11")
def test_de_contractmanager_antwoordt_meteen_en_de_gemeente_kleurt_zelf(regio, nu):
    zaak, cm = persbouw.persvraag(nu), regio.gebruikers["contractmanager"]
    with pytest.raises(Geweigerd, match="Schrijf de kernboodschap"):
        persbouw.stap(zaak, "antwoord_direct", cm, nu, gegevens=DirectAntwoord(" "))

    persbouw.stap(zaak, "antwoord_direct", cm, nu)
    persbouw.stap(zaak, "leg_antwoord_vast", cm, nu + timedelta(hours=1))
    zaak.refresh_from_db()

    assert (zaak.status, zaak.beantwoord_op) == ("afstemming", nu + timedelta(hours=1))
    assert zaak.kernboodschap == persbouw.TEKSTEN["kernboodschap"]
    antwoord = zaak.antwoorden.get()
    assert (antwoord.tekst, antwoord.beantwoord_door) == ("De wethouder: elk kind telt.", "woordvoerder")
    with pytest.raises(Geweigerd, match="Er is al een antwoord"):
        persbouw.stap(zaak, "leg_antwoord_vast", cm, nu + timedelta(hours=2))
    zwolle, kampen = zaak.gemeente, regio.gemeenten["kampen"]
    elders = replace(persbouw.antwoord(zaak, nu + timedelta(hours=2)), gemeente_id=kampen.pk, tekst="Kampen zegt ja.")
    reden = {"nog_geen_antwoord": "Kampen kreeg de vraag ook."}
    persbouw.stap(zaak, "leg_antwoord_vast", cm, nu + timedelta(hours=2), gegevens=elders, afwijkingen=reden)
    zaak.refresh_from_db()
    assert [rij.gemeente for rij in zaak.antwoorden.all()] == [zwolle, kampen]
    assert zaak.beantwoord_op == nu + timedelta(hours=1)
    stap = persbouw.stap(
        zaak, "informeer_gemeenten", cm, nu + timedelta(hours=3), afwijkingen={"memo_klaar": "telefonisch"}
    )
    assert stap.gegevens["teksten"]["antwoord"] == "De wethouder: elk kind telt."


@pytest.mark.eis("R2")
@pytest.mark.eis("R12")
def test_van_wat_verwacht_wordt_mag_met_een_reden_worden_afgeweken(regio, nu):
    zaak, cm = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu), regio.gebruikers["contractmanager"]
    open_ = {"nagevraagd", "gemeenten_geinformeerd", "doorgestuurd"}
    kansen = {k.regel.code: k for k in mogelijkheden(zaak, cm)}

    assert {naam for naam, _ in kansen["communiceer"].afwijkbaar} == open_
    assert kansen["communiceer"].mag
    assert (kansen["stuur_door"].mag, kansen["stuur_door"].reden) == (False, "Dit doet de regiomanager RSJ.")
    with pytest.raises(Geweigerd, match="Geef een reden als u hiervan afwijkt"):
        persbouw.stap(zaak, "communiceer", cm, nu, afwijkingen=dict.fromkeys(open_, " "))
    stap = persbouw.stap(zaak, "communiceer", cm, nu, afwijkingen=dict.fromkeys((*open_, "verzonnen"), "spoed"))
    assert set(stap.afwijkingen) == open_
    with pytest.raises(Geweigerd, match="was u voor"):
        persbouw.stap(zaak, "evalueer", cm, nu, verwachte_status="afstemming")
    with pytest.raises(Geweigerd, match="kan niet vanuit communicatie"):
        persbouw.stap(zaak, "rond_af", cm, nu)
    for code in ("registreer", "status", "refresh_from_db"):
        with pytest.raises(Geweigerd, match="bestaat niet in het protocol"):
            persbouw.stap(zaak, code, cm, nu)
    with pytest.raises(Geweigerd, match="Geef een motivering"):
        persbouw.stap(zaak, "hervat", cm, nu)
    persbouw.stap(zaak, "hervat", cm, nu, motivering="De vraag gaat over iets anders.")
    zaak.refresh_from_db()
    assert (zaak.status, zaak.heeft_afstemming_nodig) == ("vraagstelling", None)


@pytest.mark.eis("R8")
def test_twee_schrijvers_verliezen_elkaars_tekst_niet(regio, nu):
    zaak, adviseur, cm = persbouw.persvraag(nu), regio.gebruikers["adviseur"], regio.gebruikers["contractmanager"]
    persteksten.bewaar(zaak.pk, {"kernboodschap": " Een. "}, 0, adviseur, nu)

    with pytest.raises(Geweigerd, match="Iemand anders"):
        persteksten.bewaar(zaak.pk, {"kernboodschap": "Twee."}, 0, cm, nu)
    zaak = persteksten.bewaar(zaak.pk, {"kernboodschap": "Een."}, 1, cm, nu)
    assert (zaak.kernboodschap, zaak.bewerking, len(persbouw.stappen(zaak))) == ("Een.", 1, 2)
    with pytest.raises(Geweigerd, match="niet leeg"):
        persteksten.bewaar(zaak.pk, {"vraag": ""}, 1, cm, nu)
    with pytest.raises(Geweigerd, match="niet meer wijzigen"):
        persteksten.bewaar(zaak.pk, {"memo": "x"}, 1, regio.gebruikers["beheerder"], nu)


@pytest.mark.eis("R10")
@pytest.mark.eis("R13")
def test_een_gewijzigde_tekst_gaat_eerst_naar_de_vragende_gemeente(regio, nu):
    zaak, adviseur = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu), regio.gebruikers["adviseur"]
    persbouw.bewaar(zaak, adviseur, nu, kernboodschap="Binnen zes weken.")
    with pytest.raises(Geweigerd, match="Stuur eerst de gewijzigde tekst"):
        persbouw.stap(zaak, "informeer_gemeenten", adviseur, nu)

    persbouw.stap(zaak, "stuur_bij", adviseur, nu)
    persbouw.stap(zaak, "informeer_gemeenten", adviseur, nu)
    with pytest.raises(Geweigerd, match="kregen deze mail al"):
        persbouw.stap(zaak, "informeer_gemeenten", adviseur, nu)

    persbouw.bewaar(zaak, adviseur, nu, memo="Andere memo.")
    persbouw.stap(zaak, "stuur_door", regio.gebruikers["regiomanager"], nu)
    doorgestuurd = Bericht.objects.filter(regel="mail_aan_escalatieteam")[0].gegevens
    assert (doorgestuurd["kernboodschap"], doorgestuurd["memo"]) == ("Binnen zes weken.", persbouw.TEKSTEN["memo"])


@pytest.mark.eis("R44")
def test_geen_mail_met_persoonsgegevens_van_burgers(regio, nu):
    zaak, adviseur = persbouw.persvraag(nu, vraag="Bel moeder op 06-00000077?"), regio.gebruikers["adviseur"]
    persbouw.stap(zaak, "verzamel_informatie", adviseur, nu)
    persbouw.bewaar(zaak, adviseur, nu, **persbouw.TEKSTEN | {"achtergrond": "Mail jan@burger.example."})
    with pytest.raises(Geweigerd, match=r"In de vraag en de achtergrond staat een telefoonnummer en een e-mailadres\."):
        persbouw.stap(zaak, "stem_af", adviseur, nu)

    persbouw.bewaar(zaak, adviseur, nu, vraag="Hoe gaat het?", achtergrond="Wij meten dit.")
    persbouw.stap(zaak, "stem_af", adviseur, nu)
    met_bsn = replace(persbouw.antwoord(zaak, nu), tekst="Het gaat om 111222333.")
    with pytest.raises(Geweigerd, match="In het antwoord staat een burgerservicenummer"):
        persbouw.stap(zaak, "leg_antwoord_vast", adviseur, nu, gegevens=met_bsn)
    assert not zaak.antwoorden.exists()


@pytest.mark.eis("R99")
def test_een_lege_plek_blijft_zichtbaar_tot_er_is_gebeld(client, regio, nu):
    Bezetting.objects.filter(rol="beleidsmedewerker_jeugd", gemeente__code="deventer").delete()
    zaak = persbouw.loop(persbouw.persvraag(nu), "informeer_gemeenten", nu)

    rij = persinformatie.niet_bereikt(zaak).get()
    leeg = f"leeg:beleidsmedewerker_jeugd:{rij.gemeente_id}"
    assert (rij.status, rij.ontvanger) == (BerichtStatus.GEEN_ONTVANGER, leeg)
    with pytest.raises(Geweigerd):
        persinformatie.leg_telefoon_vast(zaak, rij.pk, regio.gebruikers["beheerder"], nu)
    client.force_login(regio.gebruikers["adviseur"])
    knop = f"/persvragen/{zaak.kenmerk}/gebeld/{rij.pk}/"
    assert knop in client.get(zaak.get_absolute_url()).content.decode()
    assert client.post(knop).status_code == 302
    assert client.post(knop).status_code == 409
    assert knop not in client.get(zaak.get_absolute_url()).content.decode()
    assert not persinformatie.niet_bereikt(zaak).exists()
    with pytest.raises(Geweigerd, match="niemand meer"):
        persinformatie.leg_telefoon_vast(zaak, rij.pk, regio.gebruikers["adviseur"], nu)
    assert controle.controleer(nu + timedelta(minutes=5)) == []


@pytest.mark.eis("R10")
def test_een_gemeente_buiten_de_regio_krijgt_de_tekst_van_een_mens(regio, nu):
    zaak, adviseur = persbouw.persvraag(nu, "", gemeente_buiten="Apeldoorn"), regio.gebruikers["adviseur"]
    persbouw.stap(zaak, "verzamel_informatie", adviseur, nu)
    persbouw.bewaar(zaak, adviseur, nu)
    with pytest.raises(Geweigerd, match="Apeldoorn staat niet in onze contactlijst"):
        persbouw.stap(zaak, "stem_af", adviseur, nu)
    stap = persbouw.stap(zaak, "stem_af", adviseur, nu, afwijkingen={"gemeente_in_regio": "voorgelezen"})
    assert mails(zaak, stap) == {}
    breed = persbouw.stap(zaak, "informeer_gemeenten", adviseur, nu)
    assert len(mails(zaak, breed)["persvraag_gemeenten"]) == 11


@pytest.mark.eis("R22")
@pytest.mark.eis("R125")
def test_gaat_de_vraag_over_een_calamiteit_dan_eerst_de_familie(regio, nu):
    melding, cm, rm = bouw.melding(nu), regio.gebruikers["contractmanager"], regio.gebruikers["regiomanager"]
    zaak = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu)
    with pytest.raises(Geweigerd, match="niet voor u"):
        persbouw.stap(zaak, "koppel", cm, nu, gegevens=Koppeling(melding.pk + 999))
    persbouw.stap(zaak, "koppel", cm, nu, gegevens=Koppeling(melding.pk))

    teruggehouden = Bericht.objects.filter(regel="kernboodschap_naar_gemeente")
    assert {rij.status for rij in teruggehouden} == {BerichtStatus.INGETROKKEN}
    with pytest.raises(Geweigerd, match="hoort al bij CAL-"):
        persbouw.stap(zaak, "koppel", cm, nu, gegevens=Koppeling(melding.pk))
    reden = {"gemeenten_geinformeerd": "spoed", "tekst_bijgewerkt": "spoed"}
    for code in ("stuur_bij", "informeer_gemeenten", "stuur_door", "leg_antwoord_vast"):
        with pytest.raises(Geweigerd, match="kan met een reden vrijgeven"):
            persbouw.stap(zaak, code, rm if code == "stuur_door" else cm, nu, afwijkingen=reden)
    assert not Uiting.objects.exists()

    stap = persbouw.stap(zaak, "leg_antwoord_vast", rm, nu, reden="De gemeente had al geantwoord.")
    uiting = Uiting.objects.get()
    assert (uiting.sleutel, uiting.soort, uiting.persvraag) == (f"stap:{stap.pk}", "persantwoord", zaak)
    assert uiting.vrijgave is not None
    assert uiting.vrijgave.reden == "De gemeente had al geantwoord."
    vervolg = persbouw.persvraag(nu, vervolg_op=Persvraag.objects.get(pk=zaak.pk))
    assert vervolg.melding == melding


@pytest.mark.parametrize("gegevens", [None, Volgdag()])
def test_de_deur_weigert_wat_niet_bij_de_stap_hoort(regio, nu, gegevens):
    zaak, cm = persbouw.persvraag(nu), regio.gebruikers["contractmanager"]

    with pytest.raises(Geweigerd, match="horen niet bij"):
        persbouw.stap(zaak, "antwoord_direct", cm, nu, gegevens=gegevens)
    with pytest.raises(Geweigerd, match="horen niet bij"):
        persbouw.stap(zaak, "verzamel_informatie", cm, nu, gegevens=Volgdag())
    zaak.refresh_from_db()
    assert zaak.status == "vraagstelling"


def test_een_stap_bewaart_wat_zijn_formulier_zei(regio, nu):
    zaak = persbouw.loop(persbouw.persvraag(nu), "rond_af", nu)

    rijen = {stap.code: stap.gegevens for stap in persbouw.stappen(zaak)}
    assert rijen["vraag_na"] == {"meer_informatie": "Nee, dit is genoeg.", "heeft_afstemming_nodig": False}
    assert rijen["communiceer"] == {"monitor_tot_datum": None}
    velden = {"gemeente_id", "tekst", "beantwoord_op", "beantwoord_door", "vragers"}
    assert set(rijen["leg_antwoord_vast"]) == {*velden, "teksten"}
    assert rijen["rond_af"] == {"evaluatie": persbouw.EVALUATIE}
    assert set(rijen["stem_af"]) == {"teksten"}
    assert rijen["verzamel_informatie"] == {}


def test_iedere_stap_met_gegevens_heeft_een_formulier_dat_ze_maakt():
    assert set(GEGEVENS) == {code for code, form in VORMEN.items() if form.gegevens is not PersstapForm.gegevens}
