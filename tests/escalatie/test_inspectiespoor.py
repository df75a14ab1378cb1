"""The track of the inspection: what it does and found, from registration to after the end (R88, R129, R133–R138)."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from basis.geweigerd import Geweigerd
from basis.kalender import lokaal, lokale_datum
from calamiteiten.models import Inspectiefeit, Inspectiesoort, Melding
from communicatie.models import Bericht
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek import correcties, inspectie, verbeterpunten
from escalatie.draaiboek.inspectie import Feit
from escalatie.draaiboek.verbeterpunten import Leerpunt
from escalatie.meldingen.taken.vervulling import Actie
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol
from tests import bouw
from tests.bouw import Regio
from tests.communicatie.persklikken import als
from tests.escalatie.invullen import van_pagina, verstuur

DAG = timedelta(days=1)
REDEN = "Wij lazen de brief verkeerd."
# Soort -> what is filled in beside the day.
INGEVULD: dict[str, dict[str, str]] = {
    Inspectiesoort.ONDERZOEK: {"wie": "igj", "keuze": "inspectie_onderzoekt", "tekst": "Het team komt maandag."},
    Inspectiesoort.FEITENRELAAS: {"versie": "concept", "plek": "het zaaksysteem", "tekst": "Van de aanbieder."},
    Inspectiesoort.EIGEN_ONDERZOEK: {"keuze": "loopt", "versie": "", "plek": "", "tekst": "Klaar in zes weken."},
    Inspectiesoort.MEDEWERKING: {"keuze": "deels", "tekst": "Twee stukken komen later."},
    Inspectiesoort.RAPPORT: {"wie": "igj", "versie": "concept", "plek": "het zaaksysteem", "tekst": ""},
    Inspectiesoort.BEVINDING: {"wie": "igj", "partij": "de aanbieder", "keuze": "tekort", "tekst": "Toezicht ontbrak."},
    Inspectiesoort.AANGIFTE: {"wie": "igj", "tekst": "Bij de politie in de regio."},
    Inspectiesoort.CONTACT: {"wie": "igj", "keuze": "telefoon", "tekst": "De inspecteur vroeg om het rooster."},
}


@pytest.fixture
def cm(regio: Regio) -> Gebruiker:
    return regio.gebruikers["contractmanager"]


@pytest.fixture
def zaak(regio: Regio, nu: datetime) -> Melding:
    """A melding that just came in: nobody judged it yet."""
    return bouw.melding(nu, ["zwolle"], "molen")


def weg(zaak: Melding, rest: str = "") -> str:
    return f"{zaak.get_absolute_url()}inspectie/{rest}"


def velden(soort: str, nu: datetime, **anders: str) -> dict[str, Any]:
    return {"op_datum": f"{lokaal(nu):%Y-%m-%d}", **INGEVULD[soort], **anders}


def leg_vast(zaak: Melding, soort: str, wie: Gebruiker, nu: datetime, **anders: str) -> Inspectiefeit:
    antwoord = als(wie).post(weg(zaak, f"{soort}/"), velden(soort, nu, **anders))
    assert antwoord.status_code == 302, antwoord.context["form"].errors
    return Inspectiefeit.objects.order_by("-pk")[0]


def pagina(wie: Gebruiker, zaak: Melding) -> str:
    return als(wie).get(weg(zaak)).content.decode()


@pytest.mark.eis("R129", "R133", "R134", "R135", "R136", "R137", "R138")
@pytest.mark.parametrize("status", ["ontvangen", "afgerond"])
def test_elke_soort_is_vast_te_leggen_van_registratie_tot_na_het_einde(
    regio: Regio, cm: Gebruiker, nu: datetime, status: str
) -> None:
    zaak = bouw.tot(status, nu, gemeenten=["zwolle"], aanbieder="molen")
    assert set(INGEVULD) == set(Inspectiesoort.values) == set(inspectie.VELDEN)
    voor = zaak.status
    for soort in Inspectiesoort.values:
        leg_vast(zaak, soort, cm, nu)

    gelezen = pagina(regio.gebruikers["toegang_zwolle"], zaak)
    for soort, wat in INGEVULD.items():
        assert wat["tekst"] in gelezen, soort
    assert "De inspectie onderzoekt zelf" in gelezen
    assert "Werkt deels mee" in gelezen
    assert "Schoot tekort" in gelezen
    # It is hers: nothing of ours moves because of it.
    zaak.refresh_from_db()
    assert zaak.status == voor
    dossier = als(cm).get(f"{zaak.get_absolute_url()}verloop/").content.decode()
    assert "Toezicht ontbrak." in dossier
    assert [s for s in controleer(nu) if s.nummer not in (4, 9)] == []


@pytest.mark.eis("R134", "R136")
@pytest.mark.parametrize("soort", Inspectiesoort.values)
def test_elk_veld_van_elke_soort_wordt_verbeterd_en_het_oude_staat_doorgestreept(
    zaak: Melding, cm: Gebruiker, nu: datetime, soort: str
) -> None:
    feit = leg_vast(zaak, soort, cm, nu)
    keuzes = [code for code, _ in inspectie.opties(soort, haal_protocol(zaak.protocol_versie))]
    anders = {"wie": "inspectie_jenv", "keuze": next((code for code in keuzes if code != feit.keuze), "")}
    nieuw = {naam: anders.get(naam) or f"anders: {naam}" for naam in inspectie.VELDEN[soort]}
    gegevens = {"op_datum": f"{lokaal(nu - DAG):%Y-%m-%d}", **nieuw, "waarom__reden": REDEN}
    adres = weg(zaak, f"{feit.pk}/verbeteren/")
    assert als(cm).get(adres).status_code == 200
    assert verstuur(als(cm), adres, **gegevens).status_code == 302

    feit.refresh_from_db()
    assert {naam: getattr(feit, naam) for naam in nieuw} == nieuw
    stap = Stap.objects.get(zaak=zaak, code="verbeter")
    assert (stap.motivering, stap.gegevens["feit"]) == (REDEN, feit.pk)
    assert len(stap.gegevens["velden"]) == len(nieuw) + 1
    dossier = als(cm).get(f"{zaak.get_absolute_url()}verloop/").content.decode()
    assert f"was </span>{lokaal(nu):%-d} " in dossier
    # Again, with nothing that reads otherwise, nothing is recorded.
    assert verstuur(als(cm), adres, **gegevens).status_code == 302
    assert Stap.objects.filter(zaak=zaak, code="verbeter").count() == 1


@pytest.mark.eis("R136")
def test_een_bevinding_die_niet_klopte_neemt_haar_verbeterpunt_mee(
    regio: Regio, zaak: Melding, cm: Gebruiker, nu: datetime
) -> None:
    feit = leg_vast(zaak, Inspectiesoort.BEVINDING, cm, nu)
    actie = Actie("Maak een rooster", Rol.TOEGANG, "", nu + 30 * DAG, regio.gemeenten["zwolle"])
    taak = verbeterpunten.geef(zaak, f"bevinding-{feit.pk}", actie, Leerpunt("Vraag naar de nacht."), cm, nu)
    adres = weg(zaak, f"{feit.pk}/intrekken/")
    assert "Toezicht ontbrak." not in als(cm).get(weg(zaak, f"{feit.pk + 1}/intrekken/")).content.decode()
    assert verstuur(als(cm), adres).status_code == 200
    assert verstuur(als(cm), adres, waarom__reden=REDEN).status_code == 302

    taak.refresh_from_db()
    assert taak.status == TaakStatus.VERVALLEN
    assert Bericht.objects.filter(zaak=zaak, sjabloon="taak_ingetrokken", rol=Rol.TOEGANG).exists()
    assert "Schoot tekort" not in pagina(cm, zaak)
    assert "<del>" in als(cm).get(f"{zaak.get_absolute_url()}verloop/").content.decode()
    # It is gone: not put right, and not taken back again.
    assert als(cm).get(adres).status_code == 404
    with pytest.raises(Geweigerd):
        inspectie.trek_in(zaak, feit.pk, REDEN, cm, nu)


@pytest.mark.eis("R88")
def test_een_contact_in_fase_2_gaat_langs_de_taak_en_staat_in_hetzelfde_overzicht(
    regio: Regio, cm: Gebruiker, nu: datetime
) -> None:
    zaak = bouw.in_fase_2(nu, gemeenten=["zwolle"])
    taak = Taak.objects.get(zaak=zaak, code="contact_inspectie")
    assert f'href="{taak.get_absolute_url()}"' in pagina(cm, zaak)
    antwoord = als(cm).post(weg(zaak, "contact/"), velden(Inspectiesoort.CONTACT, nu))
    assert antwoord.status_code == 409
    assert "De inspecteur vroeg om het rooster." in antwoord.content.decode()
    bouw_contact = {
        "gehouden_op_0": f"{lokaal(nu):%Y-%m-%d}",
        "gehouden_op_1": f"{lokaal(nu):%H:%M}",
        "vorm": "telefoon",
        "deelnemers": "inspecteur",
        "uitkomst": "Het rapport komt in mei.",
    }
    assert als(cm).post(taak.get_absolute_url(), bouw_contact).status_code == 302
    assert "Het rapport komt in mei." in pagina(cm, zaak)
    assert not Inspectiefeit.objects.exists()


def test_wie_het_dossier_leest_legt_niets_vast_en_twee_keer_hetzelfde_is_een_keer(
    regio: Regio, zaak: Melding, cm: Gebruiker, nu: datetime
) -> None:
    toegang = regio.gebruikers["toegang_zwolle"]
    feit = leg_vast(zaak, Inspectiesoort.AANGIFTE, cm, nu)
    assert als(toegang).get(weg(zaak)).status_code == 200
    for rest in ("aangifte/", f"{feit.pk}/verbeteren/", f"{feit.pk}/intrekken/"):
        assert als(toegang).get(weg(zaak, rest)).status_code == 404
        assert als(toegang).post(weg(zaak, rest), {}).status_code == 404
    with pytest.raises(Geweigerd):
        inspectie.leg_vast(zaak, Feit("aangifte", lokale_datum(nu)), toegang, nu)
    assert als(cm).post(weg(zaak, "aangifte/"), velden(Inspectiesoort.AANGIFTE, nu)).status_code == 409
    morgen = velden(Inspectiesoort.AANGIFTE, nu + DAG)
    assert als(cm).post(weg(zaak, "aangifte/"), morgen).status_code == 200
    assert als(cm).get(weg(zaak, "verzonnen/")).status_code == 404
    ander = bouw.melding(nu, ["raalte"], "wissel")
    assert als(cm).get(weg(ander, f"{feit.pk}/verbeteren/")).status_code == 404
    assert Inspectiefeit.objects.count() == 1


def test_de_pagina_vraagt_evenveel_hoeveel_er_ook_vastligt(zaak: Melding, cm: Gebruiker, nu: datetime) -> None:
    def vragen() -> int:
        with CaptureQueriesContext(connection) as gevraagd:
            pagina(cm, zaak)
        return len(gevraagd)

    leg_vast(zaak, Inspectiesoort.RAPPORT, cm, nu)
    pagina(cm, zaak)
    eerst = vragen()
    for nummer in range(5):
        leg_vast(zaak, Inspectiesoort.RAPPORT, cm, nu, versie=f"concept {nummer}")
        leg_vast(zaak, Inspectiesoort.BEVINDING, cm, nu, tekst=f"Bevinding {nummer}.")
    assert vragen() == eerst


def test_wie_verbetert_wat_een_ander_intussen_veranderde_leest_dat_eerst(
    zaak: Melding, cm: Gebruiker, nu: datetime
) -> None:
    feit = leg_vast(zaak, Inspectiesoort.AANGIFTE, cm, nu)
    adres = weg(zaak, f"{feit.pk}/verbeteren/")
    oud = van_pagina(als(cm).get(adres))
    assert verstuur(als(cm), adres, tekst="Bij de politie.", waarom__reden=REDEN).status_code == 302
    antwoord = als(cm).post(adres, {**oud, "tekst": "Bij het OM.", "waarom-reden": REDEN})
    assert (antwoord.status_code, antwoord.context["zin"]) == (409, correcties.INTUSSEN)
    feit.refresh_from_db()
    assert feit.tekst == "Bij de politie."
