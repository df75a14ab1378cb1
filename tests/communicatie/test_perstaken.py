"""Whose turn it is with a press question: every task of the file in a worklist, told in the act that gives it; and what
people agree becomes an action with an owner and a date."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from basis.kalender import lokaal
from calamiteiten.toegang import zichtbaar_voor
from communicatie.models import Bericht, Persvraag
from communicatie.persvragen.toegang import ROLLEN_PERS_EIGEN
from contacten.bezetting import zetels
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking import controle
from escalatie.draaiboek import aanmaning, zegels
from escalatie.models import Taak, TaakStatus, Termijn
from escalatie.persvragen.opdrachten import Afspraak, Evaluatie, Gemeentedaad
from escalatie.werk.context import aantallen_voor, vergeet
from escalatie.werk.werkvoorraad import maak_werkvoorraad
from tests import bouw, klok
from tests.bouw import Regio
from tests.bouw_contacten import gebruiker as maak_gebruiker
from tests.communicatie import persbouw
from tests.communicatie.persbouw import EVALUATIE, TEKSTEN, WEG, WET
from tests.communicatie.persklikken import als, lees, stap

pytestmark = pytest.mark.django_db


def werk_van(gebruiker: Gebruiker, nu: datetime) -> dict[str, str]:
    """Title -> address of what stands in this user's worklist."""
    werk = maak_werkvoorraad(gebruiker, zichtbaar_voor(gebruiker), nu)
    return {rij.titel: rij.url for rij in werk.taken}


def gehoord(zaak: Persvraag, rol: str) -> int:
    return Bericht.objects.filter(zaak=zaak, rol=rol).count()


def op(moment: datetime) -> dict[str, str]:
    return {
        "actie_uiterlijk_op_0": f"{lokaal(moment):%Y-%m-%d}",
        "actie_uiterlijk_op_1": f"{lokaal(moment):%H:%M}",
    }


def lever(client: Client, zaak: Persvraag, nummer: int, einde: str, tekst: str) -> int:
    pad = f"/persvragen/{zaak.kenmerk}/acties/{nummer}/"
    return client.post(pad, {"einde": einde, "tekst": tekst}).status_code


@pytest.mark.eis("R8")
@pytest.mark.eis("R12")
@pytest.mark.eis("R13")
@pytest.mark.eis("R15")
@pytest.mark.eis("R20")
def test_elke_taak_van_het_bestand_staat_in_de_werkvoorraad_tot_zij_gedaan_is(regio: Regio, nu: datetime) -> None:
    zaak = persbouw.persvraag(nu)
    gezien: set[str] = set()
    voorheen: dict[str, int] = {}
    for code, wie in WEG:
        door = regio.gebruikers[wie]
        if code == "teksten":
            persbouw.bewaar(zaak, door, nu, **TEKSTEN)
            continue
        persbouw.stap(zaak, code, door, nu)
        open_ = {t.code: t for t in Taak.objects.filter(zaak=zaak.pk, status=TaakStatus.OPEN)}
        for regel in WET.perstaken:
            assert not (code in regel.klaar_bij and regel.code in open_), regel.code
            if code not in regel.bij or regel.code not in open_:
                continue
            gezien.add(regel.code)
            houder = next(g for g in regio.gebruikers.values() if g.rol == regel.rol)
            assert regel.naam in werk_van(houder, nu), regel.code
            # The step tells who holds it, unless that seat took it.
            assert gehoord(zaak, regel.rol) > voorheen.get(regel.rol, 0) or door.rol == regel.rol, regel.code
        voorheen = {rol: gehoord(zaak, rol) for rol in ("contractmanager", "regiomanager", "communicatieadviseur")}
    assert gezien | {"pers_beslissen", "pers_steun", "pers_familie"} == set(WET.taak_per_code)
    assert not Taak.objects.filter(zaak=zaak.pk, status=TaakStatus.OPEN).exists()
    assert not Taak.objects.filter(zaak=zaak.pk, status=TaakStatus.VERVALLEN).exists()
    assert controle.controleer(nu) == []


@pytest.mark.eis("R107", "R124")
def test_wat_een_gemeente_vraagt_of_zegt_staat_in_de_werkvoorraad_tot_er_iets_mee_is_gedaan(
    regio: Regio, nu: datetime
) -> None:
    """Told in the same act, once; with what was done in the record."""
    zaak = persbouw.persvraag(nu, melding=bouw.in_fase_1(nu))
    woordvoerder = maak_gebruiker(Rol.COMMUNICATIE_GEMEENTE, regio.gemeenten["zwolle"], username="spreekt")
    for vraagt, doet, code, wie in (
        ("vraag_steun", "geef_steun", "pers_steun", "adviseur"),
        ("meld_familie", "kijk_familie_na", "pers_familie", "contractmanager"),
    ):
        houder, regel = regio.gebruikers[wie], WET.taak_per_code[code]
        with pytest.raises(Geweigerd, match="vroeg hier niet om"):
            persbouw.stap(zaak, doet, houder, nu, motivering="Gedaan.")
        voorheen = gehoord(zaak, regel.rol)
        persbouw.stap(zaak, vraagt, woordvoerder, nu, gegevens=Gemeentedaad("Wilt u meelezen?"))
        assert gehoord(zaak, regel.rol) == voorheen + len(zetels(regel.rol, nu)[0].bezetters)
        assert werk_van(houder, nu)[regel.naam] == f"/persvragen/{zaak.kenmerk}/stap/{doet}/"
        with pytest.raises(Geweigerd, match="motivering"):
            persbouw.stap(zaak, doet, houder, nu)
        assert stap(als(houder), zaak, doet, motivering="Wij lazen mee.").status_code == 302
        assert regel.naam not in werk_van(houder, nu)
        assert "Wij lazen mee." in lees(als(houder), zaak)


@pytest.mark.eis("R15")
def test_de_regiomanager_wordt_gevraagd_door_te_sturen_en_ziet_dat_na_een_klik(
    regio: Regio, regiomanager: Gebruiker, nu: datetime
) -> None:
    zaak = persbouw.persvraag(nu)
    assert not any("escalatieteam" in titel for titel in werk_van(regiomanager, nu))
    persbouw.loop(zaak, "informeer_gemeenten", nu)
    adres = next(url for titel, url in werk_van(regiomanager, nu).items() if "escalatieteam" in titel)
    assert adres == f"/persvragen/{zaak.kenmerk}/stap/stuur_door/"
    assert Bericht.objects.get(zaak=zaak, sjabloon="persvraag_doorsturen").rol == Rol.REGIOMANAGER
    assert aantallen_voor(regiomanager)["werkvoorraad"] == 1
    assert stap(als(regiomanager), zaak, "stuur_door").status_code == 302
    assert werk_van(regiomanager, nu) == {}


def test_wat_niet_meer_kan_vervalt_en_begint_opnieuw_bij_een_andere_vraag(
    contractmanager: Gebruiker, nu: datetime
) -> None:
    zaak = persbouw.loop(persbouw.persvraag(nu), "informeer_gemeenten", nu)
    persbouw.stap(zaak, "hervat", contractmanager, nu, motivering="De vraag is een andere.")
    standen = dict(Taak.objects.filter(zaak=zaak.pk).order_by("pk").values_list("code", "status"))
    assert standen["pers_beslissen"] == TaakStatus.OPEN
    assert standen["pers_doorsturen"] == TaakStatus.OPEN
    afwijkingen = {"gemeente_in_regio": "n.v.t."}
    persbouw.stap(zaak, "antwoord_direct", contractmanager, nu, afwijkingen=afwijkingen)
    persbouw.stap(
        zaak,
        "communiceer",
        contractmanager,
        nu,
        afwijkingen=dict.fromkeys(
            ("nagevraagd", "gemeenten_geinformeerd", "doorgestuurd", "tekst_bijgewerkt"), "spoed"
        ),
    )
    persbouw.stap(zaak, "evalueer", contractmanager, nu, afwijkingen={"beantwoord": "geen antwoord"})
    navraag = Taak.objects.filter(zaak=zaak.pk, code="pers_navraag").latest("pk")
    assert (navraag.status, navraag.verslag) == (TaakStatus.VERVALLEN, "De persvraag ging anders verder.")


@pytest.mark.eis("R12")
@pytest.mark.eis("R19")
@pytest.mark.eis("R20")
def test_afstemming_extra_communicatie_en_nieuwe_afspraken_worden_acties_met_eigenaar_en_datum(
    contractmanager: Gebruiker, adviseur: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    zaak = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu)
    cm, schrijver, leider = als(contractmanager), als(adviseur), als(regiomanager)
    ja = {"heeft_afstemming_nodig": "ja", "meer_informatie": ""}
    half = stap(cm, zaak, "vraag_na", **ja)
    assert half.status_code == 200
    assert {"actie_titel", "actie_rol", "actie_uiterlijk_op"} == set(half.context["form"].errors)
    wat = {"actie_titel": "Bel de adviseur van Zwolle", "actie_rol": "communicatieadviseur", "actie_eigenaar": ""}
    geweest = stap(cm, zaak, "vraag_na", **ja, **wat, **op(nu - timedelta(hours=1)))
    assert "Dit moment is al geweest" in geweest.content.decode()
    assert stap(cm, zaak, "vraag_na", **ja, **wat, **op(nu + timedelta(hours=2))).status_code == 302
    adres = werk_van(adviseur, nu)["Bel de adviseur van Zwolle"]
    mail = Bericht.objects.filter(zaak=zaak, sjabloon="persvraag_taak", rol="communicatieadviseur").latest("pk")
    assert mail.gegevens["termijn"].startswith("vóór ")
    nummer = int(adres.strip("/").split("/")[-1])
    assert lever(als(regiomanager), zaak, nummer + 1000, "gedaan", "x") == 404
    assert lever(schrijver, zaak, nummer, "gedaan", "") == 200
    assert lever(schrijver, zaak, nummer, "gedaan", "Gebeld: wij zeggen hetzelfde.") == 302
    assert lever(cm, zaak, nummer, "gedaan", "Nog eens.") == 409
    assert "Gebeld: wij zeggen hetzelfde." in lees(cm, zaak)

    persbouw.stap(zaak, "informeer_gemeenten", adviseur, nu)
    persbouw.stap(zaak, "stuur_door", regiomanager, nu)
    extra = {"extra_communicatie": "ja", "monitor_tot_datum": "", "actie_rol": "contractmanager", "actie_eigenaar": ""}
    brief = {**extra, "actie_titel": "Brief aan de scholen", **op(nu + timedelta(days=2))}
    assert stap(schrijver, zaak, "communiceer", **brief).status_code == 302
    assert "Brief aan de scholen" in werk_van(contractmanager, nu)
    actie = Taak.objects.get(zaak=zaak.pk, titel="Brief aan de scholen")
    assert lever(leider, zaak, actie.pk, "ingetrokken", "De gemeente doet het.") == 302
    assert Bericht.objects.filter(zaak=zaak, sjabloon="persvraag_taak_weg", rol="contractmanager").exists()

    persbouw.stap(zaak, "leg_antwoord_vast", adviseur, nu)
    _evalueer_met_een_afspraak(zaak, contractmanager, adviseur, regiomanager, nu)


Gehoord = set[tuple[str, str]]


class Actieloop:
    """One action of a press question, and who hears of it after each thing that is done with it."""

    def __init__(self, zaak: Persvraag, nu: datetime) -> None:
        self.zaak, self.nu = zaak, nu
        self.taak = Taak.objects.get(zaak=zaak.pk, titel="Brief")
        self.gezien = set(Bericht.objects.filter(zaak=zaak).values_list("pk", flat=True))

    def _nieuw(self) -> Gehoord:
        nieuw = Bericht.objects.filter(zaak=self.zaak).exclude(pk__in=self.gezien)
        gehoord_ = set(nieuw.values_list("rol", "sjabloon"))
        self.gezien |= set(nieuw.values_list("pk", flat=True))
        return gehoord_

    def bewaak(self, uren: int) -> Gehoord:
        """The sweep, so many hours on; a second time it says nothing."""
        aanmaning.bewaak(self.nu + timedelta(hours=uren))
        eerst = self._nieuw()
        aanmaning.bewaak(self.nu + timedelta(hours=uren))
        assert self._nieuw() == set()
        return eerst

    def doe(self, wie: Gebruiker, handeling: str, uren: int, **velden: str) -> tuple[int, Gehoord]:
        """On its page, with a reason."""
        pad = f"/persvragen/{self.zaak.kenmerk}/acties/{self.taak.pk}/{handeling}/"
        with klok.op(self.nu + timedelta(hours=uren)):
            code = als(wie).post(pad, {"reden": "Daarom.", **velden}).status_code
        return code, self._nieuw()


@pytest.mark.eis("R12", "R19", "R20", "R81")
def test_een_actie_bij_een_persvraag_gaat_als_die_van_een_melding(
    contractmanager: Gebruiker, adviseur: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    """Reminded beforehand, said when late, handed over, given back, changed and withdrawn; each with who hears it."""
    zaak = persbouw.loop(persbouw.persvraag(nu), "verzamel_informatie", nu)
    wanneer = nu + timedelta(days=3)
    persbouw.stap(zaak, "spreek_af", adviseur, nu, gegevens=Afspraak("Brief", "contractmanager", wanneer))
    loop = Actieloop(zaak, nu)
    had, kreeg = "persvraag_taak_weg", "persvraag_taak"

    assert loop.bewaak(24) == set()
    assert loop.bewaak(48) == {("contractmanager", "persvraag_actie_nadert")}
    assert loop.bewaak(72) == {("contractmanager", "persvraag_actie_te_laat")}
    # Who does not hold it gives nothing back.
    assert loop.doe(adviseur, "teruggeven", 1) == (409, set())
    code, gehoord_ = loop.doe(contractmanager, "overdragen", 1, rol="regiomanager", eigenaar="")
    assert (code, ("regiomanager", kreeg) in gehoord_) == (302, True)
    assert loop.doe(regiomanager, "teruggeven", 25) == (302, {("communicatieadviseur", kreeg)})
    velden = {f"uiterlijk_op_{naam[-1]}": waarde for naam, waarde in op(nu + timedelta(days=4)).items()}
    velden |= {"titel": "Brief aan ouders", "rol": "communicatieadviseur", "eigenaar": ""}
    gewijzigd = {("communicatieadviseur", "persvraag_taak_gewijzigd")}
    assert loop.doe(regiomanager, "wijzigen", 25, **velden) == (302, gewijzigd)
    assert loop.bewaak(73) == {("communicatieadviseur", "persvraag_actie_nadert")}
    assert loop.doe(regiomanager, "intrekken", 74) == (302, {("communicatieadviseur", had)})
    assert loop.bewaak(240) == set()
    blad = lees(als(contractmanager), zaak)
    for regel in ("Actie gewijzigd: Brief", "Was: Brief", "Actie ingetrokken: Brief aan ouders"):
        assert regel in blad
    assert list(zegels.breuken()) == []
    # Only the actions were watched here, and nothing was sent.
    assert {schending.nummer for schending in controle.controleer(wanneer)} <= {2, 4}


def _evalueer_met_een_afspraak(
    zaak: Persvraag, contractmanager: Gebruiker, adviseur: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    """What was agreed afterwards stands as an action before the question is closed, or says why not."""
    persbouw.stap(zaak, "evalueer", contractmanager, nu + timedelta(minutes=1))
    later = nu + timedelta(minutes=2)
    met_ja = Evaluatie(EVALUATIE, {"afspraken": "ja"})
    with pytest.raises(Geweigerd, match="Leg elke nieuwe afspraak eerst vast"):
        persbouw.stap(zaak, "rond_af", contractmanager, later, gegevens=met_ja)
    nieuw = Afspraak("Werk de belijst bij", "contractmanager", nu + timedelta(days=9), "teamleider")
    persbouw.stap(zaak, "spreek_af", regiomanager, later, gegevens=nieuw)
    with pytest.raises(Geweigerd, match="Werk de belijst bij"):
        persbouw.stap(zaak, "rond_af", contractmanager, later, gegevens=met_ja)
    persbouw.stap(
        zaak,
        "rond_af",
        adviseur,
        later,
        gegevens=met_ja,
        afwijkingen={"acties_af": "Staat op de agenda van het team."},
    )
    gesloten = Taak.objects.get(zaak=zaak.pk, titel="Werk de belijst bij")
    assert (gesloten.status, gesloten.verslag) == (TaakStatus.VERVALLEN, "Staat op de agenda van het team.")
    assert Bericht.objects.filter(zaak=zaak, sjabloon="persvraag_taak_weg", rol="contractmanager").count() >= 2
    assert controle.controleer(later) == []


@pytest.mark.eis("R104")
@pytest.mark.parametrize("rol", sorted(ROLLEN_PERS_EIGEN))
def test_het_antwoord_van_de_gemeente_staat_in_de_werkvoorraad_tot_het_er_is(
    regio: Regio, nu: datetime, rol: str
) -> None:
    """From the moment that it is the gemeente's turn, for each who leads its communication, and counted in the menu."""
    zwolle, raalte = (
        maak_gebruiker(rol, regio.gemeenten[naam], username=f"{rol}-{naam}") for naam in ("zwolle", "raalte")
    )
    zaak = persbouw.persvraag(nu)
    persbouw.stap(zaak, "verzamel_informatie", regio.gebruikers["contractmanager"], nu)
    assert _te_beantwoorden(zwolle, zaak) == (False, 0)
    persbouw.bewaar(zaak, regio.gebruikers["adviseur"], nu)
    persbouw.stap(zaak, "stem_af", regio.gebruikers["adviseur"], nu)
    assert _te_beantwoorden(zwolle, zaak) == (True, 1)
    assert _te_beantwoorden(raalte, zaak) == (False, 0)
    persbouw.stap(zaak, "leg_antwoord_vast", zwolle, nu)
    assert _te_beantwoorden(zwolle, zaak) == (False, 0)


def test_zolang_het_slot_het_antwoord_tegenhoudt_vraagt_de_werkvoorraad_het_de_gemeente_niet(
    regio: Regio, nu: datetime
) -> None:
    woordvoerder = maak_gebruiker(Rol.COMMUNICATIE_GEMEENTE, regio.gemeenten["zwolle"], username="spreekt")
    zaak = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu)
    assert _te_beantwoorden(woordvoerder, zaak) == (True, 1)
    Termijn.objects.filter(zaak=zaak.pk, geeindigd_op__isnull=True).update(geschorst_op=nu, status="geschorst")
    assert _te_beantwoorden(woordvoerder, zaak) == (False, 0)


def _te_beantwoorden(wie: Gebruiker, zaak: Persvraag) -> tuple[bool, int]:
    """Whether the start page leads to the form of the answer, and what the menu counts."""
    vergeet()
    pagina = als(wie).get("/").content.decode()
    staat_er = f'href="/persvragen/{zaak.kenmerk}/stap/leg_antwoord_vast/"' in pagina
    assert staat_er != ("U hebt nu geen taken." in pagina)
    assert not staat_er or "(Hoofdstuk 1, communicatie en afstemming)" in pagina
    return staat_er, aantallen_voor(wie)["werkvoorraad"]
