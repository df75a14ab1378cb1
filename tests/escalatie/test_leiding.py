"""Exactly one gemeente leads where the file gives the lead to a gemeente; the others know which (R70, A20)."""

from datetime import datetime, timedelta
from itertools import product

import pytest
from django.test import Client

from calamiteiten.models import Melding
from communicatie.models import Bericht
from communicatie.sjablonen.bestanden import alle, lees
from escalatie.draaiboek.betrokkenen import betrek_gemeente
from escalatie.draaiboek.leiding import leider
from escalatie.draaiboek.stand import Stand
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_protocol, versies
from tests import bouw
from tests.bouw import Regio

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R70")]
UUR = timedelta(hours=1)
LEIDT = "u heeft de leiding"


def taken(zaak: Melding, code: str) -> list[str]:
    rijen = Taak.objects.filter(zaak=zaak, code=code, status="open")
    return sorted(rijen.values_list("gemeente__code", flat=True))


def mails(zaak: Melding, sjabloon: str) -> list[str]:
    return sorted(Bericht.objects.filter(zaak=zaak, sjabloon=sjabloon).values_list("gemeente__code", flat=True))


def wie_leidt(zaak: Melding) -> str:
    gevonden = leider(Stand(zaak))
    return gevonden.code if gevonden else ""


@pytest.mark.parametrize(
    ("gemeenten", "aanbieder", "leidt"),
    [
        (["raalte", "deventer", "zwolle"], "molen", "zwolle"),  # where the aanbieder works
        (["raalte", "deventer", "kampen"], "molen", "raalte"),  # it works in none of these: where the child stays
        (["raalte", "deventer", "zwolle"], "wissel", "raalte"),  # it works in each of these
        (["deventer"], "molen", "deventer"),
    ],
)
def test_een_leider_bij_scenario_c_en_de_anderen_weten_wie(
    gemeenten: list[str], aanbieder: str, leidt: str, client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.in_scenario("c", nu, gemeenten=gemeenten, aanbieder=aanbieder)
    anderen = sorted({*gemeenten} - {leidt})

    assert wie_leidt(zaak) == leidt
    assert (taken(zaak, "gemeentelijk_protocol"), taken(zaak, "sluit_aan_bij_leiding")) == ([leidt], anderen)
    assert mails(zaak, "scenario_c_manager") == [leidt]
    assert mails(zaak, "scenario_c_andere_manager") == anderen
    naam = f"De leiding heeft: manager gemeente {regio.gemeenten[leidt]}."
    client.force_login(regio.gebruikers["regiomanager"])
    assert naam in client.get(f"/meldingen/{zaak.kenmerk}/").content.decode()
    for taak in Taak.objects.filter(zaak=zaak, code__in=["gemeentelijk_protocol", "sluit_aan_bij_leiding"]):
        assert naam in client.get(taak.get_absolute_url()).content.decode()


def test_wie_er_later_bij_komt_neemt_de_leiding_niet_over(regio: Regio, nu: datetime) -> None:
    zaak = bouw.in_scenario("c", nu, gemeenten=["raalte", "deventer"], aanbieder="molen")
    assert wie_leidt(zaak) == "raalte"

    betrek_gemeente(zaak, regio.gemeenten["zwolle"], regio.gebruikers["contractmanager"], nu + UUR)

    assert wie_leidt(zaak) == "raalte"
    assert taken(zaak, "gemeentelijk_protocol") == ["raalte"]
    assert taken(zaak, "sluit_aan_bij_leiding") == ["deventer", "zwolle"]
    assert mails(zaak, "scenario_c_manager") == ["raalte"]
    assert mails(zaak, "scenario_c_andere_manager") == ["deventer", "zwolle"]


def test_bij_een_nieuwe_keuze_wordt_de_leiding_opnieuw_gegeven(regio: Regio, nu: datetime) -> None:
    loper = bouw.loper(nu)
    feiten = bouw.gegevens(nu, ["raalte", "deventer"], "molen")
    loper.registreer(feiten).stap("start_impactanalyse").analyseer("c").stap("start_beoordeling")
    loper.bevestig("c").stap("kies_c").stap("heroverweeg", motivering="Het ligt anders.")
    assert wie_leidt(loper.melding) == ""
    betrek_gemeente(loper.melding, regio.gemeenten["zwolle"], regio.gebruikers["contractmanager"], nu)
    loper.analyseer("c").bevestig("c").stap("kies_c")

    assert wie_leidt(loper.melding) == "zwolle"
    assert taken(loper.melding, "gemeentelijk_protocol") == ["zwolle"]


@pytest.mark.parametrize("status", ["ontvangen", "beoordeling", "scenario_a", "scenario_b", "scenario_d", "fase_1"])
def test_waar_geen_gemeente_leidt_zegt_niemand_dat(status: str, client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot(status, nu, gemeenten=["zwolle", "raalte"])
    client.force_login(regio.gebruikers["regiomanager"])

    assert wie_leidt(zaak) == ""
    assert "De leiding heeft" not in client.get(f"/meldingen/{zaak.kenmerk}/").content.decode()


def test_de_stap_zegt_vooraf_wie_gaat_leiden(client: Client, regio: Regio, nu: datetime) -> None:
    loper = bouw.loper(nu)
    loper.registreer(bouw.gegevens(nu, ["raalte", "zwolle"], "molen")).stap("start_impactanalyse")
    loper.analyseer("c").stap("start_beoordeling").bevestig("c")
    client.force_login(regio.gebruikers["contractmanager"])

    vooraf = client.get(f"/meldingen/{loper.melding.kenmerk}/stap/kies_c/").context["volgt"]

    per_taak = {gevolg.wat: gevolg.wie for gevolg in vooraf.taken}
    protocol = haal_protocol(loper.melding.protocol_versie)
    namen = [protocol.taak_per_code[code].naam for code in ("gemeentelijk_protocol", "sluit_aan_bij_leiding")]
    assert [per_taak[naam] for naam in namen] == ["manager gemeente Zwolle", "manager gemeente Raalte"]


def test_er_is_er_altijd_precies_een(regio: Regio, nu: datetime) -> None:
    """Whatever the facts are: of those involved one leads, by the first word of the file that says which."""
    for aanbieder, verblijf, woonplaats in product(
        ["molen", "wissel", "brug"], ["zwolle", "ommen"], ["ommen", "kampen"]
    ):
        zaak = bouw.melding(nu, gemeenten=[verblijf, woonplaats, "dalfsen"], aanbieder=aanbieder)
        stand = Stand(zaak)
        gevonden = leider(stand, "c")
        werkt = {g.code for g in stand.werkgebied} & {g.code for g in stand.gemeenten}
        over = werkt or {g.code for g in stand.gemeenten}
        assert gevonden
        assert gevonden in stand.gemeenten
        assert gevonden.code in over
        assert gevonden.code == verblijf or verblijf not in over


@pytest.mark.parametrize("versie", versies())
def test_alleen_de_leider_leest_dat_hij_leidt(versie: str) -> None:
    """Every mail and every duty that says so is for the one that leads."""
    protocol = haal_protocol(versie)
    zeggen_het = {code for code in alle() if LEIDT in str(lees(code)).lower()}
    regels = [regel for regel in protocol.informatieregels if regel.sjabloon in zeggen_het]
    plichten = [taak for taak in protocol.taken if LEIDT in f"{taak.naam} {taak.zin}".lower()]

    # A version in which no gemeente leads (Zuid-Holland Zuid) says so nowhere.
    kent_leider = any(scenario.leiding for scenario in protocol.scenarios)
    assert bool(regels) == kent_leider
    assert bool(plichten) == kent_leider
    assert {regel.voor for regel in regels} | {taak.voor for taak in plichten} <= {"leider"}


def test_wie_door_een_verbetering_komt_en_leidt_hoort_dat_een_keer(regio: Regio, nu: datetime) -> None:
    loper = bouw._tot_scenario(nu, "c")
    loper.nu, kampen = nu + UUR, regio.gemeenten["kampen"]

    loper.wijzig(gemeente_verblijf=kampen, gemeente_woonplaats=kampen)

    assert (wie_leidt(loper.melding), taken(loper.melding, "gemeentelijk_protocol")) == ("kampen", ["kampen"])
    gehoord = Bericht.objects.filter(zaak=loper.melding, rol="manager_gemeente", gemeente=kampen)
    assert list(gehoord.values_list("sjabloon", flat=True)) == ["scenario_c_manager"]


@pytest.mark.parametrize("status", ["scenario_a", "monitoring"])
def test_wie_er_later_bij_komt_hoort_een_keer_welk_scenario_geldt(status: str, regio: Regio, nu: datetime) -> None:
    zaak, raalte = bouw.tot(status, nu), regio.gemeenten["raalte"]

    betrek_gemeente(zaak, raalte, regio.gebruikers["contractmanager"], nu + UUR)

    gehoord = Bericht.objects.filter(zaak=zaak, rol="toegang", gemeente=raalte, regel="scenario_naar_toegang")
    assert gehoord.count() == 1
