"""Two steps under one button, a mail that opens its form, and a message that says who heard and what is next (0054)."""

from __future__ import annotations

import os
from datetime import datetime

import pytest
from django.test import Client

from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus
from contacten.models import Gebruiker
from escalatie.models import Stap, Taak, TaakStatus
from tests import bouw
from tests.bouw import Regio
from tests.escalatie.invullen import analyse_velden, melding_velden

URL = "/meldingen/nieuw/"


def gezet(melding: Melding) -> list[str]:
    rijen = Stap.objects.filter(zaak=melding).order_by("volgnummer")
    return [stap.code for stap in rijen if stap.van != stap.naar]


def gezegd(client: Client, antwoord: object) -> str:
    """The page after this answer."""
    return client.get(antwoord["Location"], follow=True).content.decode()  # type: ignore[index]


@pytest.mark.eis("R46")
def test_vastleggen_en_starten_zijn_twee_stappen_en_twee_aankondigingen(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    client.force_login(contractmanager)
    velden = melding_velden(regio, nu, meteen="1")

    antwoord = client.post(URL, velden)

    melding = Melding.objects.get()
    assert gezet(melding) == ["registreer", "start_impactanalyse"]
    aan_toegang = Bericht.objects.filter(zaak=melding, rol="toegang").values_list("sjabloon", flat=True)
    assert {"melding_ontvangen_toegang", "impactanalyse_maken"} <= set(aan_toegang)
    pagina = gezegd(client, antwoord)
    assert f"vastgelegd als {melding.kenmerk}. Om 10:00 uur gaat er bericht naar" in pagina
    assert "Hierna: impactanalyses maken, vóór 25 november 2026, 17:00 uur." in pagina
    # The same form once more: one melding, and each step once.
    assert client.post(URL, velden).status_code == 302
    assert gezet(Melding.objects.get()) == ["registreer", "start_impactanalyse"]


def test_is_de_triage_niet_duidelijk_dan_staat_de_melding_vast_en_wacht_de_stap(
    client: Client, contractmanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    client.force_login(contractmanager)

    antwoord = client.post(URL, melding_velden(regio, nu, meteen="1", criterium_kwaliteit="onbekend"))

    melding = Melding.objects.get()
    assert gezet(melding) == ["registreer"]
    assert antwoord["Location"] == melding.get_absolute_url()
    assert "“Impactanalyse starten” is nog niet gedaan." in gezegd(client, antwoord)


def test_zonder_die_knop_wordt_er_alleen_vastgelegd(
    client: Client, contractmanager: Gebruiker, regiomanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    client.force_login(contractmanager)
    assert "Vastleggen en impactanalyse starten" in client.get(URL).content.decode()
    client.post(URL, melding_velden(regio, nu))
    assert gezet(Melding.objects.get()) == ["registreer"]
    # Who acts for another says why, step by step.
    client.force_login(regiomanager)
    assert "Vastleggen en" not in client.get(URL).content.decode()


@pytest.mark.eis("R101")
def test_de_link_in_de_mail_is_het_formulier_en_openen_is_lezen(
    client: Client, toegang_zwolle: Gebruiker, nu: datetime
) -> None:
    melding = bouw.tot("impactanalyse", nu)
    bericht = Bericht.objects.get(zaak=melding, regel="analyse_naar_toegang", gemeente=toegang_zwolle.gemeente)
    Bericht.objects.filter(pk=bericht.pk).update(status=BerichtStatus.VERZONDEN, verzonden_op=nu)
    client.force_login(toegang_zwolle)

    client.head(client.head(bericht.gegevens["pad"])["Location"])
    assert not Bericht.objects.get(pk=bericht.pk).gelezen_op, "Alleen wie opent, leest"
    pagina = client.get(bericht.gegevens["pad"], follow=True)

    assert pagina.redirect_chain == [(f"/meldingen/{melding.kenmerk}/analyse/{toegang_zwolle.gemeente_id}/", 302)]
    assert melding.omschrijving in pagina.content.decode()
    assert Bericht.objects.get(pk=bericht.pk).gelezen_door == toegang_zwolle


@pytest.mark.eis("R59")
def test_wie_de_laatste_analyse_indient_begint_het_oordeel(
    client: Client, toegang_zwolle: Gebruiker, contractmanager: Gebruiker, nu: datetime
) -> None:
    melding = bouw.tot("impactanalyse", nu)
    adres = f"/meldingen/{melding.kenmerk}/analyse/zwolle/"
    client.force_login(toegang_zwolle)
    assert "Indienen en samen beoordelen" not in client.get(adres).content.decode()
    # Sent by a page that thought otherwise: the analysis is in, and the step waits.
    client.post(adres, analyse_velden(indienen="samen"))
    assert melding.analyses.get(soort="toegang").is_definitief()
    assert gezet(melding)[-1] == "start_impactanalyse"

    client.force_login(contractmanager)
    eigen = f"/meldingen/{melding.kenmerk}/analyse/"
    assert "Indienen en samen beoordelen" in client.get(eigen).content.decode()
    antwoorden = {"werkgebied": "lokaal", "signalen": "geen_signalen", "onrust_regio": "geen_onrust"}
    velden = {f"antwoord_{code}": antwoord for code, antwoord in antwoorden.items()}
    velden |= {f"toelichting_{code}": "Onze uitleg." for code in antwoorden}
    antwoord = client.post(eigen, {"versie": "1", **velden, "indienen": "samen"})

    assert gezet(melding)[-1] == "start_beoordeling"
    assert "Samen beoordelen" in gezegd(client, antwoord)


def test_elke_taak_opent_wat_haar_doet_en_dat_is_lezen(regio: Regio, nu: datetime) -> None:
    """Whoever may record it lands on a page that opens, by whichever road; and the message that asked it is read."""
    geopend: set[str] = set()
    for fase in ("impactanalyse", "beoordeling", "fase_1"):
        melding = bouw.tot(fase, nu)
        for plek, naam in enumerate(
            ("contractmanager", "regiomanager", "toegang_zwolle", "manager_zwolle", "adviseur")
        ):
            client, gebruiker = Client(), regio.gebruikers[naam]
            client.force_login(gebruiker)
            if client.get(melding.get_absolute_url()).status_code == 404:
                continue
            mijn = Bericht.objects.filter(zaak=melding, rol=gebruiker.rol, gemeente=gebruiker.gemeente)
            open_ = Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN).select_related("zaak")
            # The first opens every task, each of the others every fourth; at full size all open all.
            for nummer, taak in enumerate(open_.order_by("pk")):
                if plek and nummer % 4 != plek - 1 and os.environ.get("STORING") != "alles":
                    continue
                mijn.update(status=BerichtStatus.VERZONDEN, verzonden_op=nu, gelezen_op=None, gelezen_door=None)
                pagina = client.get(taak.get_absolute_url(), follow=True)
                assert pagina.status_code == 200, (fase, naam, taak.code, pagina.redirect_chain)
                assert not mijn.filter(gelezen_op__isnull=True).exists(), (fase, naam, taak.code)
                geopend.update(naam for naam, _ in pagina.redirect_chain)
    assert {weg.split("/")[3] for weg in geopend} >= {"communicatieadvies", "analyse", "beoordeling"}
