"""Who of the press asks, what it is about, and how a question ends: put right with a reason, and told to who knew."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from communicatie.models import Bericht, BerichtStatus, Persvraag, Persvrager
from contacten.models import Gemeente
from escalatie.bewaking import controle
from escalatie.models import Stap, Termijn
from escalatie.persvragen import teksten as persteksten
from escalatie.persvragen import vragers, wijzigen
from escalatie.persvragen.antwoordtermijn import antwoordtermijn
from escalatie.persvragen.opdrachten import GemeenteAntwoord, Gemeentedaad, Koppeling, Samenvoeging
from escalatie.persvragen.vragers import Vrager
from escalatie.persvragen.wijzigen import Intake
from tests import bouw, bouw_contacten
from tests.bouw import Regio
from tests.communicatie import persbouw

# Up to where the question came -> who knew of it by then, by the rule that told them.
TOT: dict[str, set[str]] = {
    "": set(),
    "teksten": set(),
    "stem_af": {"kernboodschap_naar_gemeente"},
    "informeer_gemeenten": {"kernboodschap_naar_gemeente", "mail_aan_gemeenten"},
    "communiceer": {"kernboodschap_naar_gemeente", "mail_aan_gemeenten", "mail_aan_escalatieteam"},
    "evalueer": {"kernboodschap_naar_gemeente", "mail_aan_gemeenten", "mail_aan_escalatieteam"},
}
RSJ = {"contractmanager", "communicatieadviseur", "regiomanager"}


def zijn_weg(zaak: Persvraag, op: datetime) -> None:
    """Everything that was planned so far arrived."""
    Bericht.objects.filter(zaak=zaak, status=BerichtStatus.GEPLAND).update(
        status=BerichtStatus.VERZONDEN, verzonden_op=op, volgende_poging_op=None
    )


def plekken(zaak: Persvraag, *regels: str) -> set[tuple[str, Any]]:
    rijen = Bericht.objects.filter(zaak=zaak, regel__in=regels).exclude(status=BerichtStatus.INGETROKKEN)
    return set(rijen.values_list("rol", "gemeente__code"))


@pytest.mark.eis("R21")
@pytest.mark.eis("A14")
@pytest.mark.parametrize("einde", ["ingetrokken", "samengevoegd"])
def test_van_elke_fase_naar_elk_einde_en_terug(regio: Regio, nu: datetime, einde: str) -> None:
    cm, rm = regio.gebruikers["contractmanager"], regio.gebruikers["regiomanager"]
    doel = persbouw.persvraag(nu)
    for tot, kenden in TOT.items():
        zaak = persbouw.persvraag(nu)
        if tot:
            persbouw.loop(zaak, tot, nu)
        zijn_weg(zaak, nu)
        # A mail that has not left yet stays here, and who would have got it knows nothing.
        if tot == "communiceer":
            persbouw.stap(zaak, "stuur_bij", cm, nu)
        code = "trek_persvraag_in" if einde == "ingetrokken" else "voeg_samen"
        gegevens = Samenvoeging(doel.pk) if einde == "samengevoegd" else None
        with pytest.raises(Geweigerd, match="Geef een motivering"):
            persbouw.stap(zaak, code, rm, nu, gegevens=gegevens)
        stap = persbouw.stap(zaak, code, rm, nu, gegevens=gegevens, motivering="De krant belde af.")
        zaak = Persvraag.objects.get(pk=zaak.pk)
        assert (zaak.status, zaak.afgerond_op) == (einde, nu), tot
        assert (
            not Bericht.objects.filter(zaak=zaak, status=BerichtStatus.GEPLAND)
            .exclude(aanleiding=f"stap:{stap.pk}")
            .exists()
        )
        assert not Termijn.objects.filter(zaak=zaak.pk, geeindigd_op__isnull=True).exists()
        naam = "vervalt" if einde == "ingetrokken" else "samen"
        assert {rol for rol, _ in plekken(zaak, naam)} == RSJ
        assert plekken(zaak, f"{naam}_buiten") == (plekken(zaak, *kenden) if kenden else set()), tot
        with pytest.raises(Geweigerd, match="kan niet vanuit"):
            persbouw.stap(zaak, "leg_antwoord_vast", cm, nu)
        if tot != "evalueer":
            wachtten = Persvrager.objects.filter(eerst_bij=zaak)
            assert wachtten.count() == (einde == "samengevoegd")

        zijn_weg(zaak, nu)
        persbouw.stap(zaak, "heropen", cm, nu + timedelta(minutes=5), motivering="Toch niet.")
        zaak = Persvraag.objects.get(pk=zaak.pk)
        assert (zaak.status, zaak.afgerond_op, zaak.samengevoegd_met) == ("vraagstelling", None, None)
        assert plekken(zaak, "heropend_buiten") == plekken(zaak, f"{naam}_buiten")
        # Of what was answered nobody waits, open or not.
        assert (antwoordtermijn(zaak).geeindigd_op is None) == (tot != "evalueer")
        assert Persvrager.objects.filter(persvraag=zaak).count() == 1
    assert controle.controleer(nu + timedelta(minutes=5)) == []


def test_wat_niet_samen_kan_wordt_geweigerd_en_een_gesloten_vraag_gaat_weer_open(regio: Regio, nu: datetime) -> None:
    cm = regio.gebruikers["contractmanager"]
    een, twee, drie = persbouw.persvraag(nu), persbouw.persvraag(nu), persbouw.persvraag(nu)
    zelfde = {"motivering": "Dezelfde vraag."}
    for naar in (een.pk, 0):
        with pytest.raises(Geweigerd, match="Kies een andere persvraag die nog open is"):
            persbouw.stap(een, "voeg_samen", cm, nu, gegevens=Samenvoeging(naar), **zelfde)
    persbouw.stap(een, "voeg_samen", cm, nu, gegevens=Samenvoeging(twee.pk), **zelfde)
    with pytest.raises(Geweigerd, match="Met deze persvraag is PV-2026-0001 al samengevoegd"):
        persbouw.stap(twee, "voeg_samen", cm, nu, gegevens=Samenvoeging(drie.pk), **zelfde)
    # Answered there, it is answered when it comes back.
    persbouw.stap(twee, "leg_antwoord_vast", cm, nu, afwijkingen={"kernboodschap_klaar": "spoed"})
    persbouw.stap(een, "heropen", cm, nu, **zelfde)
    een.refresh_from_db()
    assert (een.beantwoord_op, antwoordtermijn(een).geeindigd_op) == (nu, nu)

    klaar = persbouw.loop(drie, "rond_af", nu)
    persbouw.stap(klaar, "heropen", cm, nu, motivering="Er bleek een journalist te wachten.")
    rij = vragers.voeg_toe(klaar.pk, Vrager("Weekblad", deadline_op=nu + timedelta(hours=2)), cm, nu)
    klaar.refresh_from_db()
    assert (klaar.beantwoord_op, antwoordtermijn(klaar).vervalt_op) == (None, rij.deadline_op)
    vragers.trek_in(klaar.pk, rij.pk, "De krant belde af.", vragers.laatste_nummer(klaar), cm, nu)
    klaar.refresh_from_db()
    assert klaar.beantwoord_op == nu
    assert not Termijn.objects.filter(zaak=klaar.pk, geeindigd_op__isnull=True).exists()


@pytest.mark.eis("R5")
@pytest.mark.eis("R10")
def test_de_intake_wordt_verbeterd_en_wat_volgde_wordt_opnieuw_gewogen(regio: Regio, nu: datetime) -> None:
    cm, adviseur = regio.gebruikers["contractmanager"], regio.gebruikers["adviseur"]
    zaak = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu)
    zijn_weg(zaak, nu)
    kampen, aanbieder = regio.gemeenten["kampen"], regio.aanbieders["wissel"]

    def intake(**anders: Any) -> Intake:
        velden: dict[str, Any] = {"onderwerp": zaak.onderwerp, "vrager": zaak.vrager, "ontvangen_op": zaak.ontvangen_op}
        return Intake(**{**velden, "gemeente": zaak.gemeente, **anders})

    gezien = vragers.laatste_nummer(zaak)
    eerder = nu - timedelta(days=1)
    with pytest.raises(Geweigerd, match="Schrijf op waarom"):
        wijzigen.verbeter(zaak.pk, intake(ontvangen_op=eerder), " ", gezien, cm, nu)
    wijzigen.verbeter(zaak.pk, intake(ontvangen_op=eerder, aanbieder=aanbieder), "Gisteren al.", gezien, cm, nu)
    assert antwoordtermijn(zaak).start_op == eerder
    assert plekken(zaak, "gewijzigd_gemeente") == plekken(zaak, "kernboodschap_naar_gemeente")
    with pytest.raises(Geweigerd, match="Iemand anders heeft deze persvraag intussen gewijzigd"):
        wijzigen.verbeter(zaak.pk, intake(onderwerp="Anders"), "Beter.", gezien, adviseur, nu)
    with pytest.raises(Geweigerd, match="alleen wie de persvraag behandelt"):
        wijzigen.verbeter(zaak.pk, intake(), "Beter.", gezien, regio.gebruikers["manager_zwolle"], nu)
    stap = Stap.objects.filter(zaak=zaak.pk).latest("volgnummer")
    assert [naam for naam, _, _ in stap.gegevens["velden"]] == ["Aanbieder", "Binnengekomen"]

    # Another gemeente answers: the text of before stays here, who had it hears it, and the new one gets it first.
    persbouw.stap(zaak, "stuur_bij", adviseur, nu)
    zaak.refresh_from_db()
    anders = intake(gemeente=kampen, aanbieder=aanbieder, gemeenten=(regio.gemeenten["zwolle"],))
    wijzigen.verbeter(zaak.pk, anders, "Kampen voert het woord.", vragers.laatste_nummer(zaak), cm, nu)
    teksten = Bericht.objects.filter(zaak=zaak, regel="kernboodschap_naar_gemeente")
    assert set(teksten.values_list("status", flat=True)) == {BerichtStatus.VERZONDEN, BerichtStatus.INGETROKKEN}
    assert {plaats for _, plaats in plekken(zaak, "andere_gemeente")} == {"zwolle"}
    with pytest.raises(Geweigerd, match="Kampen antwoordt, en kreeg de tekst nog niet"):
        persbouw.stap(zaak, "informeer_gemeenten", adviseur, nu)
    persbouw.stap(zaak, "stuur_bij", adviseur, nu)
    zaak = Persvraag.objects.get(pk=zaak.pk)
    assert set(zaak.gemeenten.all()) == set(Gemeente.objects.filter(code="zwolle"))
    persbouw.stap(zaak, "informeer_gemeenten", adviseur, nu)
    assert controle.controleer(nu) == []


@pytest.mark.eis("R120")
def test_een_openbaar_persnummer_mag_en_een_ander_nummer_niet(regio: Regio, nu: datetime) -> None:
    zaak, adviseur = persbouw.persvraag(nu), regio.gebruikers["adviseur"]
    persbouw.stap(zaak, "verzamel_informatie", regio.gebruikers["contractmanager"], nu)
    tekst = "Bel 038 - 000 00 77 of mail pers@zwolle.example voor meer."
    persbouw.bewaar(zaak, adviseur, nu, kernboodschap=tekst, memo="Bel (038) 0000077.")
    with pytest.raises(Geweigerd, match="een e-mailadres"):
        persbouw.stap(zaak, "stem_af", adviseur, nu)
    persbouw.bewaar(zaak, adviseur, nu, openbaar="Perstelefoon: 038-0000077\npers@zwolle.example")
    persbouw.stap(zaak, "stem_af", adviseur, nu)
    persbouw.bewaar(zaak, adviseur, nu, kernboodschap=f"{tekst} Of bel 06-00000078.")
    with pytest.raises(Geweigerd, match="een telefoonnummer"):
        persbouw.stap(zaak, "stuur_bij", adviseur, nu)
    persbouw.bewaar(zaak, adviseur, nu, kernboodschap="Geboren 1-2-2010.", openbaar="1-2-2010")
    with pytest.raises(Geweigerd, match="een geboortedatum"):
        persbouw.stap(zaak, "stuur_bij", adviseur, nu)


@pytest.mark.eis("R22")
def test_wat_bij_een_vraag_openbaar_is_mag_ook_in_dezelfde_tekst_van_een_ander(regio: Regio, nu: datetime) -> None:
    """Of one melding: its kernboodschap is one text. Of another melding it is not."""
    adviseur, melding = regio.gebruikers["adviseur"], bouw._familie_weet_het(nu).melding
    een, ander, los = (persbouw.persvraag(nu, melding=m) for m in (melding, melding, None))
    for vraag in (een, ander, los):
        persbouw.stap(vraag, "verzamel_informatie", regio.gebruikers["contractmanager"], nu)
    tekst = {"kernboodschap": "Bel 038 - 000 00 77.", "memo": "Bel dat nummer."}
    persbouw.bewaar(een, adviseur, nu, openbaar="Perstelefoon: 038-0000077", **tekst)
    persbouw.bewaar(los, adviseur, nu, **tekst)
    persbouw.stap(ander, "stem_af", adviseur, nu)
    with pytest.raises(Geweigerd, match="een telefoonnummer"):
        persbouw.stap(los, "stem_af", adviseur, nu)


@pytest.mark.eis("R13")
def test_de_adviseur_kan_verbergen_om_welke_gemeente_het_gaat(regio: Regio, nu: datetime) -> None:
    zaak, adviseur = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu), regio.gebruikers["adviseur"]
    zaak.refresh_from_db()
    persteksten.bewaar(zaak.pk, {}, zaak.bewerking, adviseur, nu, verberg_gemeente=True)
    persbouw.stap(zaak, "informeer_gemeenten", adviseur, nu)
    gegevens = list(Bericht.objects.filter(zaak=zaak, regel="mail_aan_gemeenten").values_list("gegevens", flat=True))
    assert gegevens
    assert not any("gemeente" in rij for rij in gegevens)
    assert "Zwolle" not in str(gegevens)


@pytest.mark.eis("R104")
def test_een_gemeente_legt_alleen_vast_wat_zij_zelf_zei(regio: Regio, nu: datetime) -> None:
    zaak, manager = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu), regio.gebruikers["manager_zwolle"]
    raalte = GemeenteAntwoord(regio.gemeenten["raalte"].pk, "Raalte zegt ja.", nu, "woordvoerder")
    with pytest.raises(Geweigerd, match="wat uw eigen gemeente antwoordde"):
        persbouw.stap(zaak, "leg_antwoord_vast", manager, nu, gegevens=raalte)
    with pytest.raises(Geweigerd, match="gaat niet over een melding"):
        persbouw.stap(zaak, "meld_familie", manager, nu, gegevens=Gemeentedaad("De ouders zijn gebeld."))
    with pytest.raises(Geweigerd, match="Schrijf het op"):
        persbouw.stap(zaak, "meld_gebeurd", manager, nu, gegevens=Gemeentedaad(" "))
    persbouw.stap(zaak, "leg_antwoord_vast", manager, nu)
    assert {rol for rol, _ in plekken(zaak, "gemeente_antwoordde")} == {"contractmanager", "communicatieadviseur"}
    # Nobody was told of the question yet, so nobody is told of the answer.
    assert not plekken(zaak, "antwoord_naar_gemeenten", "antwoord_naar_escalatieteam")


@pytest.mark.eis("R125")
def test_wie_samenvoegt_haalt_niemand_onder_het_slot_vandaan(regio: Regio, nu: datetime) -> None:
    cm, melding = regio.gebruikers["contractmanager"], bouw.melding(nu)
    vast, los = persbouw.persvraag(nu), persbouw.persvraag(nu)
    persbouw.stap(vast, "koppel", cm, nu, gegevens=Koppeling(melding.pk))
    samen = {"gegevens": Samenvoeging(los.pk), "motivering": "Dezelfde vraag."}

    with pytest.raises(Geweigerd, match="Koppel eerst de andere persvraag"):
        persbouw.stap(vast, "voeg_samen", cm, nu, **samen)

    persbouw.stap(los, "koppel", cm, nu, gegevens=Koppeling(melding.pk))
    persbouw.stap(vast, "voeg_samen", cm, nu, **samen)
    assert Persvraag.objects.get(pk=vast.pk).samengevoegd_met == los


@pytest.mark.eis("R14")
def test_een_verborgen_gemeente_leest_een_andere_gemeente_nergens(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = persbouw.loop(persbouw.persvraag(nu, gemeenten=(regio.gemeenten["raalte"],)), "communiceer", nu)
    Persvraag.objects.filter(pk=zaak.pk).update(verberg_gemeente=True)
    persbouw.stap(zaak, "leg_antwoord_vast", regio.gebruikers["contractmanager"], nu)
    lezer = bouw_contacten.gebruiker("communicatie_gemeente", regio.gemeenten["raalte"], username="w@raalte.example")
    eigen = bouw_contacten.gebruiker("communicatie_gemeente", regio.gemeenten["zwolle"], username="w@zwolle.example")

    for wie, ziet in ((lezer, False), (eigen, True)):
        client.force_login(wie)
        for pad in ("/persvragen/?stand=alle", zaak.get_absolute_url()):
            assert ("Zwolle" in client.get(pad).content.decode().split("<main")[1]) == ziet, (wie.username, pad)
    client.force_login(lezer)
    assert zaak.kenmerk not in client.get("/persvragen/?stand=alle&q=Zwolle").content.decode().split("<main")[1]
