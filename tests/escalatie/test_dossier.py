"""The dossier page: what now, before when and why; who reads which part; and no more questions with more rows."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis.momenten import Halte
from calamiteiten.models import Melding
from contacten.models import Bezetting, Gebruiker
from escalatie.meldingen.dossier import kamers
from escalatie.meldingen.dossier.pagina import Dossier, dossier
from escalatie.meldingen.dossier.rijen import Dossierrijen
from escalatie.meldingen.dossier.tabbladen import KAMERS
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol, versies
from tests import bouw, klok
from tests.communicatie.persklikken import als
from tests.escalatie.rijen import vermenigvuldig
from tests.inbraak import inbraak

pytestmark = pytest.mark.django_db


def pagina(client: Client, gebruiker: Gebruiker, melding: Melding, nu: datetime, kamer: str = "melding") -> str:
    """A room of the dossier, the first when none is named, as this user sees it at `nu`."""
    with klok.op(nu):
        client.force_login(gebruiker)
        antwoord = client.get(reverse(kamer, args=[melding.kenmerk]))
    assert antwoord.status_code == 200
    return antwoord.content.decode()


def voor(gebruiker: Gebruiker, melding: Melding, nu: datetime) -> Dossier:
    """The read model for this user."""
    return dossier(Dossierrijen(melding), gebruiker, nu)


def balk(gebruiker: Gebruiker, melding: Melding, nu: datetime) -> list[Halte]:
    """The bar of steps above the course of events."""
    return kamers.verloop(Dossierrijen(melding), gebruiker, nu).stappen


@pytest.mark.eis("R79")
def test_bovenaan_staat_wat_er_nu_moet_voor_wanneer_en_waarom(
    client: Client, regiomanager: Gebruiker, nu: datetime
) -> None:
    melding = bouw.in_fase_1(nu)

    tekst = pagina(client, regiomanager, melding, nu + timedelta(hours=44))

    assert "Fase 1: organisatie loopt af op 26 november 2026, 10:00 uur: nog 4 u." in tekst
    assert "Bepaal met de managers welke acties nodig zijn" in tekst
    assert "Waarom: Deel II, 3 Fase 1." in tekst


def test_een_verstreken_termijn_kleurt_rood_met_woorden(regiomanager: Gebruiker, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu)

    op_tijd = voor(regiomanager, melding, nu + timedelta(hours=10)).wat_nu
    te_laat = voor(regiomanager, melding, nu + timedelta(hours=51)).wat_nu

    assert op_tijd.soort == "info"
    assert te_laat.soort == "error"
    assert "liep af op" in te_laat.kop
    assert "3 u te laat" in te_laat.kop


def test_de_balk_volgt_de_weg_van_deze_melding(contractmanager: Gebruiker, nu: datetime) -> None:
    vroeg = [s.naam for s in balk(contractmanager, bouw.melding(nu), nu)]
    scenario_a = [s.naam for s in balk(contractmanager, bouw.tot("monitoring", nu), nu)]
    fase_1 = balk(contractmanager, bouw.in_fase_1(nu), nu)

    assert vroeg == ["Melding", "Impactanalyse", "Beoordeling", "Scenario", "Afgerond"]
    assert scenario_a == ["Melding", "Impactanalyse", "Beoordeling", "Scenario a", "Monitoring", "Afgerond"]
    assert [(s.naam, s.toestand) for s in fase_1[3:]] == [
        ("Scenario d", "klaar"),
        ("Fase 1", "nu"),
        ("Fase 2", "straks"),
        ("Afgerond", "straks"),
    ]


def test_elke_status_heeft_een_leesbaar_dossier(client: Client, contractmanager: Gebruiker, nu: datetime) -> None:
    for status in bouw.WEGEN:
        melding = bouw.tot(status, nu)
        assert melding.kenmerk in pagina(client, contractmanager, melding, nu), status


def test_een_onmogelijke_stap_zegt_waarom(client: Client, contractmanager: Gebruiker, nu: datetime) -> None:
    melding = bouw.tot("impactanalyse", nu)

    tekst = pagina(client, contractmanager, melding, nu)

    assert "kan nog niet" in tekst
    assert "De contractmanager RSJ heeft de impactanalyse nog niet ingediend." in tekst


@pytest.mark.parametrize("versie", versies())
def test_geen_zin_van_een_stap_zegt_zelf_dat_er_iets_klaar_is(versie: str) -> None:
    stappen = [*haal_protocol(versie).stap_per_code.values(), *haal_communicatieregels(versie).stap_per_code.values()]

    beweerd = re.compile(r"\b(is|zijn) (klaar|geweest|gegeven|ingevuld|binnen|gedaan|afgerond|vastgesteld)\b")
    wachtend = [stap for stap in stappen if stap.vereist or stap.verwacht]
    assert wachtend
    assert [stap.code for stap in wachtend if beweerd.search(stap.zin)] == []


def test_een_stap_die_op_iets_wacht_zegt_waarop(
    client: Client, contractmanager: Gebruiker, toegang_zwolle: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    """The toegang read "De analyses zijn klaar" above an analysis that nobody had made."""
    wacht = bouw.tot("impactanalyse", nu)
    for gebruiker in (toegang_zwolle, contractmanager):
        tekst = pagina(client, gebruiker, wacht, nu)
        assert "zijn klaar" not in tekst
        assert "kan nog niet" in tekst

    bezig = pagina(client, regiomanager, bouw.in_fase_1(nu), nu)
    assert "dingen open. Toch verder?" in bezig


def test_eigen_taken_staan_vooraan(manager_zwolle: Gebruiker, nu: datetime) -> None:
    melding = bouw.in_fase_1(nu, gemeenten=("zwolle", "deventer"))

    taken = kamers.taken(Dossierrijen(melding), manager_zwolle, nu).open_taken
    eigen = [regel.is_eigen for regel in taken]

    assert eigen == sorted(eigen, reverse=True)
    assert {str(regel.taak.gemeente) for regel in taken if regel.is_eigen} == {"Zwolle"}


@pytest.mark.eis("R28")
def test_de_drie_meldmomenten_staan_er_met_hun_werkdagen(
    client: Client, contractmanager: Gebruiker, nu: datetime
) -> None:
    tekst = pagina(client, contractmanager, bouw.melding(nu, gemeld_igj_op=None), nu, "melding_gegevens")

    assert "Nog geen moment bekend." in tekst
    assert "24 november 2026, 09:00 uur: 1 werkdag na de gebeurtenis." in tekst


@pytest.mark.eis("R99")
def test_een_lege_plek_is_rood_en_te_zien_bij_bellen(client: Client, contractmanager: Gebruiker, nu: datetime) -> None:
    zaak = bouw.melding(nu, gemeenten=("deventer",))

    assert "Niemand bekend op deze plek" in pagina(client, contractmanager, zaak, nu)
    berichten = pagina(client, contractmanager, zaak, nu, "melding_berichten")
    assert "Gemeentelijke toegang Deventer: niemand op deze plek" in berichten


def test_op_de_telefoon_is_een_nummer_een_knop(client: Client, contractmanager: Gebruiker, nu: datetime) -> None:
    assert 'href="tel:06' in pagina(client, contractmanager, bouw.melding(nu), nu)


def test_een_toegang_leest_voor_de_beoordeling_alleen_de_eigen_analyse(toegang_zwolle: Gebruiker, nu: datetime) -> None:
    eerst = kamers.analyses(
        Dossierrijen(bouw.tot("impactanalyse", nu, gemeenten=("zwolle", "deventer"))), toegang_zwolle, nu
    )
    samen = kamers.analyses(Dossierrijen(bouw.in_beoordeling(nu, gemeenten=("zwolle", "deventer"))), toegang_zwolle, nu)

    assert [str(r.analyse.gemeente) for r in eerst.analyses if r.mag_lezen] == ["Zwolle"]
    assert all(r.mag_lezen for r in samen.analyses)


def test_de_communicatieadviseur_leest_antwoorden_zonder_toelichting(
    client: Client, adviseur: Gebruiker, nu: datetime
) -> None:
    melding = bouw.in_beoordeling(nu, "b")
    melding.analyses.filter(soort="toegang").update(toelichtingen={"handelen": "KANARIE-TOELICHTING"})

    tekst = pagina(client, adviseur, melding, nu, "melding_analyses")

    assert "Nee, onvoldoende of niet juist" in tekst
    assert "KANARIE-TOELICHTING" not in tekst
    assert "Naar de beoordeling" not in tekst


def test_een_buitenstaander_vindt_niets(client: Client, buitenstaander: Gebruiker, nu: datetime) -> None:
    client.force_login(buitenstaander)

    assert client.get(reverse("melding", args=[bouw.melding(nu).kenmerk])).status_code == 404


# What every page asks (session, account, the counts of the menu with what there is), the row of who looked, and what
# the room is made of. Who sees a gemeente is asked into which dossiers he was let besides: one more.
MEESTE_VRAGEN = {
    "melding": 11,
    "melding_gegevens": 11,
    "melding_verloop": 14,
    "melding_analyses": 8,
    "melding_taken": 10,
    "melding_berichten": 6,
    "communicatie_dossier": 11,
    "bewijs": 14,
}


def gevraagd(client: Client, melding: Melding, kamer: str) -> int:
    """How many questions this room asks the database."""
    adres = reverse(kamer, args=[melding.kenmerk])
    client.get(adres)  # what a process asks once and remembers does not count
    with CaptureQueriesContext(connection) as vragen:
        assert client.get(adres).status_code == 200
    return len(vragen)


def test_meer_rijen_en_meer_meldingen_geven_niet_meer_vragen(client: Client, regio: Any, nu: datetime) -> None:
    weinig = bouw.in_fase_1(nu)
    veel = bouw.in_fase_1(nu, gemeenten=("zwolle", "deventer", "kampen", "raalte"))

    for naam, erbij in (("toegang_zwolle", 1), ("regiomanager", 0)):
        client.force_login(regio.gebruikers[naam])
        for kamer in KAMERS:
            if kamer.deel and kamer.deel not in regio.gebruikers[naam].ziet:
                continue
            gesteld = [gevraagd(client, melding, kamer.adres) for melding in (weinig, veel)]
            # The proof asks for what only some have.
            assert gesteld[0] == gesteld[1] or kamer.adres == "bewijs", (naam, kamer)
            assert max(gesteld) <= MEESTE_VRAGEN[kamer.adres] + erbij, (naam, kamer)
    vermenigvuldig(veel, 199)
    assert gevraagd(client, veel, "melding") <= MEESTE_VRAGEN["melding"]


@pytest.mark.eis("R41")
def test_het_eigen_protocol_van_gemeente_en_aanbieder_staat_bij_wie_u_belt(
    contractmanager: Gebruiker, regio: Any, nu: datetime
) -> None:
    """A field that is filled in is shown: on the dossier, and on the contact."""
    melding = bouw.melding(nu)
    regio.gemeenten["zwolle"].__class__.objects.filter(code="zwolle").update(protocol_url="https://zwolle.example/x")
    regio.aanbieders["wissel"].__class__.objects.update(protocol_url="https://wissel.example/y")
    client = als(contractmanager)
    pagina = client.get(melding.get_absolute_url()).content.decode()
    assert "https://zwolle.example/x" in pagina
    assert "https://wissel.example/y" in pagina
    contact = Bezetting.objects.filter(rol="toegang", gemeente__code="zwolle")[0].contactpersoon
    assert "https://zwolle.example/x" in client.get(f"/contacten/{contact.pk}/").content.decode()


def test_eigen_taken_die_bovenaan_niet_passen_worden_geteld_en_laat_en_vannacht_gaan_voor(
    client: Client, contractmanager: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.tot("monitoring", nu)
    with inbraak():
        Taak.objects.filter(zaak=zaak).delete()
    momenten = {"Later": 72, "Vanavond": 8, "Te laat": -1, "Morgen": 30, "Overmorgen": 48}
    taken = [("Zonder moment", None), *((titel, nu + timedelta(hours=uren)) for titel, uren in momenten.items())]
    for titel, op in taken:
        Taak.objects.create(zaak=zaak, code="actie", titel=titel, rol="contractmanager", uiterlijk_op=op, gemaakt_op=nu)

    client.force_login(contractmanager)
    with klok.op(nu):
        antwoord = client.get(zaak.get_absolute_url())

    d = antwoord.context["d"]
    volgorde = ["Te laat", "Vanavond", "Zonder moment", "Morgen", "Overmorgen", "Later"]
    assert ([regel.taak.titel for regel in d.wat_nu.taken], d.wat_nu.over) == (volgorde[:3], 3)
    assert "En nog 3 taken van u" in antwoord.content.decode()
    with klok.op(nu):
        open_taken = client.get(reverse("melding_taken", args=[zaak.kenmerk])).context["d"].open_taken
    assert [regel.taak.titel for regel in open_taken] == volgorde


@pytest.mark.eis("R125")
def test_de_eerste_kamer_zegt_dat_er_eerst_met_de_familie_wordt_gesproken(
    client: Client, contractmanager: Gebruiker, nu: datetime
) -> None:
    melding = bouw.tot("impactanalyse", nu)
    client.force_login(contractmanager)
    pagina = client.get(melding.get_absolute_url()).content.decode()
    assert "<strong>Eerst de familie.</strong>" in pagina
    assert f'href="/meldingen/{melding.kenmerk}/communicatie/">Wie het al weet</a>' in pagina
    # What was closed sends nothing any more.
    dicht = bouw.tot("niet_meldingswaardig", nu)
    assert "Eerst de familie." not in client.get(dicht.get_absolute_url()).content.decode()
