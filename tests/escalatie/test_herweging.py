"""An uncertain triage goes on with a reason and a duty; a change of the facts weighs the triage again (R2, R40)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.models import Melding
from communicatie.models import Bericht
from contacten.models import Gebruiker
from escalatie.draaiboek import deur, taken, termijnen
from escalatie.draaiboek.informatie import TAAK_GEGEVEN
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.meldingen.taken.vervulling import Vervulling
from escalatie.models import Stap, Taak, Termijn, Wekker
from escalatie.protocol.lezen import haal_protocol
from tests import bouw
from tests.bouw import CRITERIA, Regio
from tests.statussen import Status

DAG = timedelta(days=1)
ONZEKER = {**dict.fromkeys(CRITERIA["calamiteit"], "ja"), "kwaliteit": "onbekend"}
NEE = {**ONZEKER, "kwaliteit": "nee"}
JA = {**ONZEKER, "kwaliteit": "ja"}
REDEN = "De aanbieder onderzoekt dit nog, en de buurt is onrustig."
VASTSTELLEN, HERWEGEN = "triage_vaststellen", "triage_herwegen"
DICHT = haal_protocol("ijsselland-2019-02-13").gesloten
NA_ONTVANGEN = [status for status in Status if status not in {Status.ONTVANGEN, *DICHT}]


def onderweg(zaak: Melding, nu: datetime) -> Loper:
    """A walker that goes on with this melding."""
    loper = bouw.loper(nu)
    loper._melding = zaak
    return loper


def start(zaak: Melding, door: Gebruiker, nu: datetime, reden: str = "") -> Stap:
    """Ask the door to start the impactanalyse, with this reason to pass over what is uncertain."""
    afwijkingen = {"meldingswaardig": reden} if reden else {}
    return deur.voer_uit(Opdracht(zaak.pk, "start_impactanalyse", door.pk, zaak.status, afwijkingen=afwijkingen), nu)


def open_plichten(zaak: Melding) -> set[str]:
    """The duties that rest on the triage and are still to do."""
    rijen = Taak.objects.filter(zaak=zaak, code__in=[VASTSTELLEN, HERWEGEN], status="open")
    return set(rijen.values_list("code", flat=True))


def lopend(zaak: Melding) -> set[str]:
    """Their terms that run."""
    rijen = Termijn.objects.filter(zaak=zaak, code__in=[VASTSTELLEN, HERWEGEN], geeindigd_op__isnull=True)
    return set(rijen.values_list("code", flat=True))


def verteld(zaak: Melding, op: datetime) -> set[str]:
    """The roles that were told at this moment that they have a task."""
    return set(Bericht.objects.filter(zaak=zaak, regel=TAAK_GEGEVEN, gepland_op=op).values_list("rol", flat=True))


@pytest.mark.eis("R2", "R40")
def test_wat_nog_vast_te_stellen_is_gaat_verder_met_een_reden_en_een_taak_met_een_termijn(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.melding(nu, criteria=ONZEKER)
    client.force_login(contractmanager)
    weg = f"{zaak.get_absolute_url()}stap/start_impactanalyse/"
    assert "nog vast te stellen" in client.get(weg).content.decode()
    zonder = client.post(weg, {"verwachte_status": "ontvangen"})
    assert (zonder.status_code, Melding.objects.get().status) == (200, "ontvangen")

    client.post(weg, {"verwachte_status": "ontvangen", "afwijking_meldingswaardig": REDEN})

    zaak.refresh_from_db()
    assert zaak.status == "impactanalyse"
    assert Stap.objects.filter(zaak=zaak).latest("volgnummer").afwijkingen == {"meldingswaardig": REDEN}
    taak = bouw.taak(zaak, VASTSTELLEN)
    assert (taak.rol, taak.status) == ("contractmanager", "open")
    assert taak.termijn is not None
    assert lokale_datum(taak.termijn.vervalt_op) - lokale_datum(taak.termijn.start_op) == 42 * DAG
    assert taak.uiterlijk_op == taak.termijn.vervalt_op
    assert not taak.termijn.is_protocol
    assert open_plichten(zaak) == lopend(zaak) == {VASTSTELLEN}
    dossier = client.get(zaak.get_absolute_url()).content.decode()
    assert "Nog vast te stellen of dit meldingswaardig is." in dossier
    assert REDEN in client.get(reverse("melding_verloop", args=[zaak.kenmerk])).content.decode()
    assert client.get(taak.get_absolute_url())["Location"].startswith(f"{zaak.get_absolute_url()}wijzigen/")


@pytest.mark.eis("R36", "R37", "R40")
@pytest.mark.parametrize("feiten", [{"criteria": NEE}, {"soort": "incident"}, {"meldingssoort": "andere"}])
def test_een_nee_kan_niet_starten_ook_niet_met_een_reden(
    regio: Regio, nu: datetime, contractmanager: Gebruiker, feiten: dict[str, Any]
) -> None:
    zaak = bouw.melding(nu, **feiten)
    for reden in ("", REDEN):
        with pytest.raises(Geweigerd, match="Dit is geen"):
            start(zaak, contractmanager, nu, reden)
    assert Melding.objects.get().status == "ontvangen"


def test_wie_zeker_is_krijgt_geen_taak_en_geen_termijn(regio: Regio, nu: datetime, contractmanager: Gebruiker) -> None:
    zaak = bouw.melding(nu)
    start(zaak, contractmanager, nu)
    assert open_plichten(zaak) == lopend(zaak) == set()


def test_een_half_jaar_later_is_er_gewaarschuwd(regio: Regio, nu: datetime, contractmanager: Gebruiker) -> None:
    zaak = bouw.melding(nu, criteria=ONZEKER)
    start(zaak, contractmanager, nu, REDEN)
    termijnen.bewaak(nu + 180 * DAG)
    gewekt = Wekker.objects.filter(termijn__code=VASTSTELLEN, gevuurd_op__isnull=False)
    gehoord = set(Bericht.objects.filter(zaak=zaak, rol="contractmanager").values_list("aanleiding", flat=True))
    assert [wekker.soort for wekker in gewekt] == ["op", "na"]
    assert {f"wekker:{wekker.pk}" for wekker in gewekt} <= gehoord


@pytest.mark.eis("R40")
@pytest.mark.parametrize(("nieuw", "plicht"), [(ONZEKER, VASTSTELLEN), (NEE, HERWEGEN)])
@pytest.mark.parametrize("status", NA_ONTVANGEN)
def test_in_elke_status_brengt_een_wijziging_een_taak_en_neemt_een_volgende_haar_terug(
    client: Client, contractmanager: Gebruiker, nu: datetime, status: Status, nieuw: dict[str, str], plicht: str
) -> None:
    zaak = bouw.tot(status, nu)
    loper = onderweg(zaak, nu + DAG)
    assert open_plichten(zaak) == set()

    loper.wijzig(criteria=nieuw)

    assert open_plichten(zaak) == lopend(zaak) == {plicht}
    assert verteld(zaak, nu + DAG) == {"contractmanager"}
    client.force_login(contractmanager)
    dossier = client.get(zaak.get_absolute_url()).content.decode()
    assert "Let op de triage." in dossier
    nieuws = [moment for moment in tijdlijn(zaak) if moment.op == nu + DAG and moment.tekst.startswith("Nieuwe taak")]
    assert [moment.door for moment in nieuws] == [contractmanager.naam]

    # The same facts again, another field: nothing is asked twice.
    loper.wacht(days=1).wijzig(plaats="Bij de ingang")
    assert verteld(zaak, nu + 2 * DAG) == set()
    assert Taak.objects.filter(zaak=zaak, code=plicht).count() == 1

    loper.wacht(days=1).wijzig(criteria=JA)
    assert open_plichten(zaak) == lopend(zaak) == set()
    taak = bouw.taak(zaak, plicht)
    assert taak.status == ("afgerond" if plicht == VASTSTELLEN else "vervallen")
    assert "De gegevens zijn gewijzigd." in taak.verslag
    assert "Let op de triage." not in client.get(zaak.get_absolute_url()).content.decode()
    assert Melding.objects.get(pk=zaak.pk).status == status

    # And once more: it may happen again under the same step.
    loper.wacht(days=1).wijzig(criteria=nieuw)
    assert open_plichten(zaak) == lopend(zaak) == {plicht}


def test_van_onzeker_naar_nee_en_terug_is_er_steeds_een_taak(regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("impactanalyse", nu)
    loper = onderweg(zaak, nu)
    for criteria, plicht in ((ONZEKER, VASTSTELLEN), (NEE, HERWEGEN), (ONZEKER, VASTSTELLEN)):
        loper.wacht(days=1).wijzig(criteria=criteria)
        assert open_plichten(zaak) == lopend(zaak) == {plicht}


def test_in_ontvangen_is_de_triage_zelf_de_taak(regio: Regio, nu: datetime) -> None:
    zaak = bouw.melding(nu)
    onderweg(zaak, nu + DAG).wijzig(criteria=NEE)
    assert open_plichten(zaak) == lopend(zaak) == set()
    assert bouw.taak(zaak, "triage").status == "open"


@pytest.mark.parametrize("status", sorted(DICHT))
def test_een_gesloten_melding_verandert_pas_als_zij_weer_open_is(regio: Regio, nu: datetime, status: str) -> None:
    zaak = bouw.tot(status, nu)
    with pytest.raises(Geweigerd, match="kan niet meer worden gewijzigd"):
        onderweg(zaak, nu + DAG).wijzig(criteria=JA)
    assert not Taak.objects.filter(zaak=zaak, gemaakt_op=nu + DAG).exists()


def test_na_opnieuw_beoordelen_telt_wat_er_nu_staat(regio: Regio, nu: datetime, contractmanager: Gebruiker) -> None:
    """What was no calamity turns out to be one: the facts change once it is open again, and then it goes on."""
    zaak = bouw.tot("niet_meldingswaardig", nu)
    loper = onderweg(zaak, nu + DAG).stap("herzie_triage", motivering="De jeugdige is alsnog overleden.")
    with pytest.raises(Geweigerd, match="Dit is geen calamiteit of geweld"):
        loper.stap("start_impactanalyse")
    loper.wijzig(soort="calamiteit", criteria=JA).stap("start_impactanalyse")
    assert loper.melding.status == "impactanalyse"
    assert open_plichten(zaak) == set()


def test_toch_doorgaan_wordt_vastgelegd_en_niet_nog_eens_gevraagd(
    regio: Regio, nu: datetime, contractmanager: Gebruiker
) -> None:
    zaak = bouw.tot("scenario_c", nu)
    loper = onderweg(zaak, nu + DAG).wijzig(soort="incident", criteria={})
    taken.voltooi(bouw.taak(zaak, HERWEGEN).pk, contractmanager, Vervulling(REDEN), nu + DAG)
    assert open_plichten(zaak) == lopend(zaak) == set()
    loper.wacht(days=1).wijzig(plaats="Bij de ingang")
    assert open_plichten(zaak) == set()
    loper.stap("heroverweeg", motivering="De onrust is groter.")
    assert open_plichten(zaak) == set()


@pytest.mark.parametrize(("nieuw", "plicht"), [(ONZEKER, VASTSTELLEN), (NEE, HERWEGEN)])
def test_een_heroverweging_neemt_de_taak_niet_weg(
    regio: Regio, nu: datetime, nieuw: dict[str, str], plicht: str
) -> None:
    zaak = bouw.tot("scenario_c", nu)
    onderweg(zaak, nu + DAG).wijzig(criteria=nieuw).stap("heroverweeg", motivering="De onrust is groter.")
    assert open_plichten(zaak) == lopend(zaak) == {plicht}


def test_vaststellen_doet_u_in_de_gegevens(regio: Regio, nu: datetime, contractmanager: Gebruiker) -> None:
    zaak = bouw.tot("impactanalyse", nu)
    onderweg(zaak, nu + DAG).wijzig(criteria=ONZEKER)
    with pytest.raises(Geweigerd, match="zodra de gegevens van de melding zeggen"):
        taken.voltooi(bouw.taak(zaak, VASTSTELLEN).pk, contractmanager, Vervulling("Gedaan."), nu + DAG)
    assert open_plichten(zaak) == {VASTSTELLEN}


def test_een_suicide_maakt_van_een_nee_een_ja(regio: Regio, nu: datetime) -> None:
    zaak = bouw.tot("impactanalyse", nu)
    loper = onderweg(zaak, nu + DAG).wijzig(criteria=NEE)
    assert open_plichten(zaak) == {HERWEGEN}
    loper.wijzig(categorie="suicide")
    assert open_plichten(zaak) == lopend(zaak) == set()
