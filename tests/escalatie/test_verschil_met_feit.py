"""An answer that says otherwise than the fact beside it: shown, a reason to doubt until somebody says why it stands."""

from datetime import datetime, timedelta

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from calamiteiten.models import Impactanalyse, Melding
from contacten.models import Gebruiker
from escalatie.draaiboek import deur
from escalatie.draaiboek.opdrachten import Opdracht, Scenariokeuze
from escalatie.draaiboek.scenario import ONBEKEND, Analyse, adviseer
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.voorwaarden import ontbreekt
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Invoer
from escalatie.meldingen.beoordeling import verschillen
from escalatie.protocol.lezen import haal_protocol, versies
from tests import bouw
from tests.bouw import Regio

pytestmark = pytest.mark.eis("R51", "R52", "A7")
UUR = timedelta(hours=1)
# Every question with a fact, every answer to it, and every word that such a fact can suggest.
GEVALLEN = [
    (versie, vraag.code, optie.code, woord)
    for versie in versies()
    for vraag in haal_protocol(versie).vragen
    if vraag.feit
    for optie in vraag.antwoorden
    for woord in [*sorted({o.weegt for o in vraag.antwoorden} - {ONBEKEND}), ""]
]


@pytest.mark.parametrize(("versie", "code", "antwoord", "woord"), GEVALLEN)
def test_elk_antwoord_naast_elk_feit(versie: str, code: str, antwoord: str, woord: str) -> None:
    protocol = haal_protocol(versie)
    vraag = next(v for v in protocol.vragen if v.code == code)
    weegt = next(o.weegt for o in vraag.antwoorden if o.code == antwoord)
    feiten = {vraag.feit: {"tekst": "Het feit.", "antwoord": woord}}
    verklaard = [{"vraag": code, "antwoord": antwoord, "feit": "Het feit.", "reden": "Zo is het."}]

    advies = adviseer([Analyse(vraag.analyse, "RSJ", {code: antwoord}, feiten)], protocol)
    daarna = adviseer([Analyse(vraag.analyse, "RSJ", {code: antwoord}, feiten, verklaard)], protocol)

    verschilt = bool(woord) and weegt not in {ONBEKEND, woord}
    assert [t.vraag for t in advies.tegenspraken] == [code] * verschilt
    assert any("past niet bij het feit" in zin for zin in advies.twijfels) == verschilt
    assert advies.is_twijfel == (verschilt or weegt == ONBEKEND)
    assert daarna.is_twijfel == (weegt == ONBEKEND)


def test_een_verklaring_van_een_ander_antwoord_of_feit_telt_niet() -> None:
    protocol = haal_protocol(versies()[0])
    feiten = {"eerdere_meldingen": {"tekst": "6 eerdere meldingen.", "antwoord": "herhaling"}}
    goed = {"vraag": "signalen", "antwoord": "geen_signalen", "feit": "6 eerdere meldingen.", "reden": "Los."}
    for anders in ({"vraag": "werkgebied"}, {"antwoord": "meer_signalen"}, {"feit": "5 eerdere meldingen."}):
        analyse = Analyse("contractmanager", "RSJ", {"signalen": "geen_signalen"}, feiten, [{**goed, **anders}])
        assert adviseer([analyse], protocol).is_twijfel


@pytest.fixture
def zaak(regio: Regio, nu: datetime) -> Melding:
    """In the judgement: scenario a, with "no earlier signals" beside six earlier meldingen."""
    for dag in range(6):
        bouw.melding(nu - timedelta(days=10 + dag), aanbieder="molen")
    loper = bouw.loper(nu)
    loper.registreer(bouw.gegevens(nu, aanbieder="molen")).stap("start_impactanalyse").analyseer("a", alleen="toegang")
    antwoorden = {"werkgebied": "lokaal", "signalen": "geen_signalen", "onrust_regio": "geen_onrust"}
    invoer = Invoer(antwoorden, {"onrust_regio": "Niets bekend."})
    eigen = rij(loper.melding)
    analyses.dien_in(eigen, invoer, eigen.versie, regio.gebruikers["contractmanager"], nu)
    return loper.stap("start_beoordeling").bevestig("a").melding


def rij(zaak: Melding) -> Impactanalyse:
    return zaak.analyses.select_related("melding", "gemeente").get(soort="contractmanager")


def pagina(client: Client, zaak: Melding, wie: Gebruiker) -> str:
    client.force_login(wie)
    return client.get(f"/meldingen/{zaak.kenmerk}/beoordeling/").content.decode()


def verstuur(client: Client, zaak: Melding, wie: Gebruiker, reden: str) -> int:
    client.force_login(wie)
    velden = {"analyse": rij(zaak).pk, "vraag": "signalen", "reden": reden}
    return client.post(f"/meldingen/{zaak.kenmerk}/beoordeling/verschil/", velden).status_code


def test_de_beoordeling_toont_het_verschil_en_twijfelt(
    client: Client, zaak: Melding, contractmanager: Gebruiker, toegang_zwolle: Gebruiker
) -> None:
    for wie in (contractmanager, toegang_zwolle):
        html = pagina(client, zaak, wie)
        assert "6 eerdere meldingen over deze aanbieder." in html
        assert "geen verschillen" not in html
        assert "1 verschil" in html
        assert "anders dan het feit" in html
        assert "Er is reden voor twijfel." in html
        assert ("Vastleggen waarom" in html) == (wie == contractmanager)
    assert "past niet bij het feit" in ontbreekt("geen_twijfel", Stand(zaak))
    with pytest.raises(Geweigerd, match="past niet bij het feit"):
        kies_a(zaak)


def kies_a(zaak: Melding) -> None:
    """The contractmanager takes the step without a reason to deviate."""
    contractmanager, keuze = bouw.regio().gebruikers["contractmanager"], Scenariokeuze("a")
    opdracht = Opdracht(zaak.pk, "kies_a", contractmanager.pk, zaak.status, gegevens=keuze)
    deur.voer_uit(opdracht, zaak.laatste_stap_op)


def test_wie_de_analyse_maakte_verklaart_het_en_dan_is_het_geen_twijfel_meer(
    client: Client, zaak: Melding, contractmanager: Gebruiker, toegang_zwolle: Gebruiker
) -> None:
    assert verstuur(client, zaak, contractmanager, "  ") == 200
    assert verstuur(client, zaak, toegang_zwolle, "Ik vind van wel.") == 409
    assert rij(zaak).verklaard == []

    assert verstuur(client, zaak, contractmanager, "Die zes gingen over een andere locatie.") == 302

    html = pagina(client, zaak, toegang_zwolle)
    assert "Die zes gingen over een andere locatie." in html
    assert "Er is reden voor twijfel." not in html
    assert "geen verschillen" in html
    dossier = client.get(f"/meldingen/{zaak.kenmerk}/verloop/").content.decode()
    assert "Verschil met een feit verklaard" in dossier
    kies_a(zaak)


def test_wie_voor_de_contractmanager_optreedt_verklaart_het_ook(
    client: Client, zaak: Melding, regiomanager: Gebruiker
) -> None:
    assert verstuur(client, zaak, regiomanager, "Die zes gingen over een andere locatie.") == 302
    assert len(rij(zaak).verklaard) == 1


def test_een_ander_antwoord_vraagt_een_nieuwe_verklaring(
    client: Client, zaak: Melding, contractmanager: Gebruiker, nu: datetime
) -> None:
    verstuur(client, zaak, contractmanager, "Die zes gingen over een andere locatie.")
    analyse = analyses.heropen(rij(zaak), "Er is meer bekend.", contractmanager, nu + UUR)
    antwoorden = {**analyse.antwoorden, "werkgebied": "regionaal"}
    analyses.dien_in(rij(zaak), Invoer(antwoorden, analyse.toelichtingen), analyse.versie, contractmanager, nu + UUR)

    advies = Stand(Melding.objects.get(pk=zaak.pk)).advies

    assert [(t.vraag, t.verklaring is None) for t in advies.tegenspraken] == [("werkgebied", True), ("signalen", False)]
    assert advies.is_twijfel


def test_na_de_keuze_en_voor_het_indienen_valt_er_niets_te_verklaren(
    zaak: Melding, contractmanager: Gebruiker, nu: datetime
) -> None:
    with pytest.raises(Geweigerd, match="is er niet meer"):
        verschillen.verklaar(rij(zaak), "werkgebied", "Zo is het.", contractmanager, nu)
    verschillen.verklaar(rij(zaak), "signalen", "Zo is het.", contractmanager, nu)
    kies_a(zaak)
    with pytest.raises(Geweigerd, match="ligt nu vast"):
        verschillen.verklaar(rij(zaak), "signalen", "Zo is het.", contractmanager, nu)
