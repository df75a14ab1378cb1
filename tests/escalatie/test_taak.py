"""The page of one task: each kind of record, in whose name, and what is refused."""

import os
from datetime import datetime

import pytest
from django.test import Client
from django.urls import reverse

from basis.geweigerd import Geweigerd
from basis.taal import als_zin
from calamiteiten.models import Evaluatie, Inspectierapport, Melding
from communicatie.models import Informering
from contacten.models import Gebruiker
from escalatie.draaiboek.taken import voltooi
from escalatie.meldingen.taken.forms.fasen import VORMEN
from escalatie.meldingen.taken.forms.taken import TaakForm
from escalatie.meldingen.taken.vervulling import GEGEVENS, Keuze, Vervulling
from escalatie.models import Overleg, Taak
from escalatie.protocol.lezen import haal_protocol
from tests import bouw, klok

pytestmark = pytest.mark.django_db
OVERLEG = {
    "gehouden_op_0": "2026-11-24",
    "gehouden_op_1": "09:30",
    "vorm": "video",
    "deelnemers": "managers Zwolle en Deventer",
    "uitkomst": "Regionaal opschalen is nodig.",
}
EVALUATIE = {
    "deelnemers": "regiomanager en managers",
    "uniek": "deels",
    "inschattingsfouten": "nee",
    "systeemfouten": "ja",
    "systeemfouten_toelichting": "De overdracht ging mis.",
    "afhandeling": "ja",
    "lessen": "Eerder bellen.",
    "contractgevolgen": "nee",
    "samenwerking": "goed",
}


def adres(taak: Taak) -> str:
    """The page of a task."""
    return reverse("taak", args=[taak.melding.kenmerk, taak.pk])


def leg_vast(client: Client, gebruiker: Gebruiker, taak: Taak, nu: datetime, **velden: object) -> tuple[int, str]:
    """Send the form of this task as this user; gives status and page."""
    with klok.op(nu):
        client.force_login(gebruiker)
        antwoord = client.post(adres(taak), velden)
    return antwoord.status_code, antwoord.content.decode()


def status(taak: Taak) -> str:
    """How the task stands now."""
    return Taak.objects.get(pk=taak.pk).status


def test_elke_vorm_van_het_protocol_heeft_een_formulier_of_een_eigen_pagina(nu: datetime, db: None) -> None:
    protocol = haal_protocol(bouw.melding(nu).protocol_versie)

    assert {regel.vorm for regel in protocol.taken} <= {
        *VORMEN,
        "analyse",
        "beoordeling",
        "communicatieadvies",
        "triage",
    }


def test_elke_open_taak_heeft_een_pagina(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    client.force_login(regiomanager)
    gezien = set[tuple[str, str]]()
    for soort in bouw.WEGEN:
        for taak in Taak.objects.filter(zaak=bouw.tot(soort, nu)).select_related("zaak"):
            # The same task as it stood on the way to here has the same page.
            if (taak.code, taak.status) in gezien and os.environ.get("STORING") != "alles":
                continue
            gezien.add((taak.code, taak.status))
            assert client.get(adres(taak), follow=True).status_code == 200, taak


@pytest.mark.eis("R28")
@pytest.mark.parametrize("code", ["igj_melding_navragen", "toegang_melding_navragen", "aanbieder_melding_navragen"])
def test_wie_een_moment_navraagt_vindt_waar_het_hoort_of_zegt_wat_hij_hoorde(
    client: Client, contractmanager: Gebruiker, nu: datetime, code: str
) -> None:
    melding = bouw.melding(nu, gemeld_igj_op=None, igj_kenmerk="", gemeld_toegang={}, melder="gemeente")
    taak = bouw.taak(melding, code)
    client.force_login(contractmanager)

    assert f"{melding.get_absolute_url()}wijzigen/" in client.get(adres(taak)).content.decode()
    leeg = client.post(adres(taak), {"verslag": ""})
    assert (leeg.status_code, Taak.objects.get(pk=taak.pk).status) == (200, "open")
    assert client.post(adres(taak), {"verslag": "De aanbieder meldt morgen."}).status_code == 302
    assert Taak.objects.get(pk=taak.pk).status == "afgerond"


def test_een_taak_die_een_vraag_is_krijgt_geen_punt_achter_het_vraagteken() -> None:
    assert als_zin("Vastgelegd: Is er onrust?") == "Vastgelegd: Is er onrust?"
    assert als_zin("Vastgelegd: Informeer het college") == "Vastgelegd: Informeer het college."


@pytest.mark.eis("R74")
def test_een_overleg_wordt_een_verslag(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    taak = bouw.taak(bouw.in_scenario("d", nu), "managersoverleg")

    assert leg_vast(client, regiomanager, taak, nu, **OVERLEG)[0] == 302
    overleg = Overleg.objects.get(taak=taak)
    assert overleg.deelnemers == "managers Zwolle en Deventer"
    assert overleg.gehouden_op
    assert overleg.gehouden_op.isoformat() == "2026-11-24T08:30:00+00:00"


def test_een_overleg_in_de_toekomst_is_geen_verslag(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    taak = bouw.taak(bouw.in_scenario("d", nu), "managersoverleg")

    code, tekst = leg_vast(client, regiomanager, taak, nu, **{**OVERLEG, "gehouden_op_1": "12:00"})

    assert code == 200
    assert "Dit moment ligt in de toekomst." in tekst
    assert "Regionaal opschalen is nodig." in tekst
    assert status(taak) == "open"


@pytest.mark.eis("R84")
def test_wie_namens_een_ander_vastlegt_zegt_namens_wie(
    client: Client, regiomanager: Gebruiker, manager_zwolle: Gebruiker, nu: datetime
) -> None:
    melding = bouw.in_fase_1(nu)
    taak = bouw.taak(melding, "veiligheid", "zwolle")

    assert leg_vast(client, regiomanager, taak, nu)[0] == 200
    assert status(taak) == "open"
    assert leg_vast(client, regiomanager, taak, nu, namens="manager Zwolle, telefonisch")[0] == 302
    assert Taak.objects.get(pk=taak.pk).namens == "manager Zwolle, telefonisch"

    eigen = bouw.taak(melding, "college_informeren", "zwolle")
    client.force_login(manager_zwolle)
    assert "Namens wie" not in client.get(adres(eigen)).content.decode()


def test_een_andere_gemeente_leest_mee_en_legt_niet_vast(
    client: Client, manager_deventer: Gebruiker, nu: datetime
) -> None:
    taak = bouw.taak(bouw.in_fase_1(nu, gemeenten=("zwolle", "deventer")), "veiligheid", "zwolle")

    code, tekst = leg_vast(client, manager_deventer, taak, nu, verslag="Mijn tekst.", namens="x")

    assert code == 409
    assert "Mijn tekst." in tekst
    assert status(taak) == "open"
    assert "U leest mee." in client.get(adres(taak)).content.decode()


def test_een_tweede_keer_vastleggen_leest_wie_het_al_deed(
    client: Client, manager_zwolle: Gebruiker, nu: datetime
) -> None:
    taak = bouw.taak(bouw.in_fase_1(nu), "veiligheid", "zwolle")

    assert leg_vast(client, manager_zwolle, taak, nu, verslag="Iedereen is veilig.")[0] == 302
    code, tekst = leg_vast(client, manager_zwolle, taak, nu, verslag="Nog eens.")

    assert code == 409
    assert f"Deze taak is al afgerond door {manager_zwolle.naam}" in tekst
    assert Taak.objects.get(pk=taak.pk).verslag == "Iedereen is veilig."


@pytest.mark.eis("R85")
def test_een_informering_zegt_wie_wanneer_en_hoe(client: Client, manager_zwolle: Gebruiker, nu: datetime) -> None:
    taak = bouw.taak(bouw._familie_weet_het(nu).melding, "college_informeren", "zwolle")
    velden = {"partij": "het college", "geinformeerd_op_0": "2026-11-24", "geinformeerd_op_1": "10:00"}

    assert leg_vast(client, manager_zwolle, taak, nu, wijze="telefonisch", **velden)[0] == 302
    rij = Informering.objects.get(melding=taak.melding, partij="het college")
    assert (rij.wijze, str(rij.gemeente)) == ("telefonisch", "Zwolle")


@pytest.mark.eis("R80")
def test_partijen_met_twee_vinkjes_en_een_eigen_rij(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    taak = bouw.taak(bouw.in_fase_1(nu), "partijen")

    leeg, tekst = leg_vast(client, regiomanager, taak, nu)
    assert leeg == 200
    assert "Kies minstens één partij" in tekst
    naamloos, tekst = leg_vast(client, regiomanager, taak, nu, informeren_vrij_1="on")
    assert naamloos == 200
    assert "Schrijf op welke partij dit is." in tekst

    velden = {
        "betrokken_aanbieder": "on",
        "informeren_politie_om": "on",
        "naam_1": "Basisschool",
        "betrokken_vrij_1": "on",
    }
    assert leg_vast(client, regiomanager, taak, nu, **velden)[0] == 302
    rijen = Informering.objects.filter(
        melding=taak.melding, partij__in=["Jeugdhulpaanbieder", "Politie en OM", "Basisschool"]
    )
    assert {(r.partij, r.is_betrokken, r.moet_geinformeerd) for r in rijen} == {
        ("Jeugdhulpaanbieder", True, False),
        ("Politie en OM", False, True),
        ("Basisschool", True, False),
    }


@pytest.mark.eis("R87")
def test_het_rapport_heeft_een_dag_en_een_route(client: Client, contractmanager: Gebruiker, nu: datetime) -> None:
    taak = bouw.taak(bouw.tot("monitoring", nu), "monitoring_rapport")
    velden = {"ontvangen_datum": "2026-11-24", "route": "aanbieder_onderzoekt", "verbeterpunten": "Overdracht."}

    assert leg_vast(client, contractmanager, taak, nu, **{**velden, "ontvangen_datum": "2026-11-25"})[0] == 200
    assert leg_vast(client, contractmanager, taak, nu, **velden)[0] == 302
    assert Inspectierapport.objects.get(melding=taak.melding).route == "aanbieder_onderzoekt"


@pytest.mark.eis("R90", "R91", "R92", "R93", "R94", "R96")
def test_alle_zeven_evaluatievragen_zijn_nodig(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    taak = bouw.taak(bouw.in_fase_2(nu), "evaluatie")

    for vraag in ("uniek", "inschattingsfouten", "systeemfouten", "afhandeling", "lessen", "samenwerking"):
        zonder = {naam: waarde for naam, waarde in EVALUATIE.items() if naam != vraag}
        assert leg_vast(client, regiomanager, taak, nu, **zonder)[0] == 200
    assert leg_vast(client, regiomanager, taak, nu, **EVALUATIE)[0] == 302

    assert (
        Evaluatie.objects.get(melding=taak.melding).antwoorden["systeemfouten_toelichting"] == "De overdracht ging mis."
    )
    tekst = client.get(f"{taak.melding.get_absolute_url()}analyses/").content.decode()
    assert "Ja. De overdracht ging mis." in tekst


@pytest.mark.eis("R72")
def test_een_keuze_heeft_een_reden(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    taak = bouw.taak(bouw.in_scenario("c", nu), "voorzitter_zo_nodig")

    assert leg_vast(client, regiomanager, taak, nu, keuze="nee")[0] == 200
    assert leg_vast(client, regiomanager, taak, nu, keuze="nee", reden="De onrust blijft klein.")[0] == 302
    gedaan = Taak.objects.get(pk=taak.pk)
    assert (gedaan.gegevens["keuze"], gedaan.verslag) == ("nee", "De onrust blijft klein.")


@pytest.mark.eis("R97")
def test_de_terugkoppeling_noemt_het_overleg(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    taak = bouw.taak(bouw.in_fase_2(nu), "terugkoppeling")

    velden = {"forum": ["mo", "bo"], "datum": "2026-11-24", "verslag": "Besproken."}
    assert leg_vast(client, regiomanager, taak, nu, **velden)[0] == 302
    assert Taak.objects.get(pk=taak.pk).gegevens["forum"] == "MO, BO"


@pytest.mark.eis("R88")
def test_contact_met_de_inspectie_blijft_open_en_telt_op(
    client: Client, contractmanager: Gebruiker, nu: datetime
) -> None:
    taak = bouw.taak(bouw.in_fase_2(nu), "contact_inspectie")

    for _ in range(2):
        assert leg_vast(client, contractmanager, taak, nu, **OVERLEG)[0] == 302
    assert status(taak) == "open"
    assert Overleg.objects.filter(taak__code=taak.code, taak__status="afgerond").count() == 2


@pytest.mark.eis("R81")
def test_een_actie_heeft_een_eigenaar_en_een_moment(
    client: Client, regiomanager: Gebruiker, manager_zwolle: Gebruiker, nu: datetime
) -> None:
    melding = bouw.in_fase_1(nu)
    nieuw = reverse("taak_nieuw", args=[melding.kenmerk])
    velden = {
        "titel": "Bel de school",
        "rol": "contractmanager",
        "eigenaar": "jeugdteam Zwolle",
        "uiterlijk_op_0": "2026-11-25",
        "uiterlijk_op_1": "12:00",
    }
    client.force_login(manager_zwolle)
    assert client.post(nieuw, velden).status_code == 409
    client.force_login(regiomanager)
    assert client.post(nieuw, {**velden, "uiterlijk_op_0": "2026-11-23"}).status_code == 200
    assert client.post(nieuw, velden).status_code == 302

    taak = Taak.objects.get(zaak=melding, code="actie")
    assert (taak.titel, taak.eigenaar, taak.rol) == ("Bel de school", "jeugdteam Zwolle", "contractmanager")


def test_een_taak_van_een_andere_melding_is_er_niet(client: Client, regiomanager: Gebruiker, nu: datetime) -> None:
    taak, ander = bouw.taak(bouw.melding(nu), "triage"), bouw.melding(nu)
    client.force_login(regiomanager)

    assert client.get(reverse("taak", args=[ander.kenmerk, taak.pk])).status_code == 404
    assert Melding.objects.count() == 2


@pytest.mark.parametrize("gegevens", [None, Keuze("ja")])
def test_de_deur_weigert_wat_niet_bij_de_vorm_van_de_taak_hoort(
    regiomanager: Gebruiker, nu: datetime, gegevens: Keuze | None
) -> None:
    taak = bouw.taak(bouw.in_scenario("d", nu), "managersoverleg")

    with pytest.raises(Geweigerd, match="horen niet bij"):
        voltooi(taak.pk, regiomanager, Vervulling("Gedaan.", gegevens=gegevens), nu)
    assert Taak.objects.get(pk=taak.pk).status == "open"


def test_iedere_soort_gegevens_hoort_bij_een_vorm_met_een_formulier() -> None:
    assert set(GEGEVENS) == {vorm for vorm, form in VORMEN.items() if form.gegevens is not TaakForm.gegevens}
