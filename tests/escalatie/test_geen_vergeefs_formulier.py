"""No page offers a form that the door will refuse for a reason that is known before anybody types: a lock that is shut,
a zaak that is closed, something that runs already or does not."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from calamiteiten.models import Melding
from communicatie.models import Persvrager
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_communicatieregels
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.toegang.tabel import TABEL

FORMULIER = re.compile(r"<form[^>]*method=\"post\"", re.IGNORECASE)
# What may be done with a melding that is closed, and why.
NA_SLUITEN = {
    "bewijs": "leest",
    "bewijs_pdf": "wie het op papier wil, vraagt het",
    "bestanden": "een rapport komt ook na het sluiten",
    "bestand_verbeteren": "een rapport komt ook na het sluiten",
    "bestand_intrekken": "wat er niet hoort, gaat ook na het sluiten weg",
    "inzage_doel": "wie buiten de zaak staat, zegt waarom hij kijkt",
    "laat_los": "een gemeente die er niet bij hoort, leest anders door",
    "communicatie_dossier": "wat gebeurde, wordt vastgelegd",
    "communicatie_vastleggen": "wat gebeurde, wordt vastgelegd",
    "verstrekking_nieuw": "wat gebeurde, wordt vastgelegd",
    "links": "een link wordt ingetrokken",
    "media": "wat in de media stond, is niet relevant of weer wel",
    "onrust": "leest",
    "overgang": "heropenen",
    "melding": "heropenen, en verbeteren wat verkeerd staat",
}


def hoofd(antwoord: Any) -> str:
    """The part of the page that is its own."""
    if "html" not in antwoord.headers["Content-Type"]:
        return ""
    tekst: str = antwoord.content.decode()
    return tekst[tekst.index("<main") :] if "<main" in tekst else tekst


def paden(zaak: Melding) -> dict[str, str]:
    """Every page of a dossier on which something is posted."""
    taak = Taak.objects.filter(zaak=zaak).order_by("pk")[0]
    gemeente = zaak.betrokkenheden.all()[0].gemeente_id
    waarden = {"kenmerk": zaak.kenmerk, "nummer": taak.pk, "gemeentecode": gemeente, "feit": "informeren"}
    waarden |= {"code": "heropen", "versie": 1}
    return {
        naam: reverse(naam, kwargs={argument: waarden[argument] for argument in rij.argumenten})
        for naam, rij in TABEL.items()
        if "kenmerk" in rij.argumenten and 200 in rij.get and set(rij.argumenten) <= set(waarden)
    }


def test_een_gesloten_melding_toont_geen_formulier_dat_geweigerd_wordt(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = bouw.tot("afgerond", nu)
    for wie in ("contractmanager", "regiomanager", "adviseur"):
        client.force_login(regio.gebruikers[wie])
        for naam, pad in paden(zaak).items():
            antwoord = client.get(pad)
            if naam not in NA_SLUITEN and antwoord.status_code == 200:
                assert not FORMULIER.search(hoofd(antwoord)), (wie, naam)


def test_een_gesloten_persvraag_toont_geen_formulier_dat_geweigerd_wordt(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = persbouw.loop(persbouw.persvraag(nu), "rond_af", nu)
    vrager, wet = Persvrager.objects.get(persvraag=zaak), haal_communicatieregels(zaak.protocol_versie)
    namen = ("persvraag_wijzigen", "persvrager_nieuw", "persteksten")
    adressen = [reverse(naam, args=[zaak.kenmerk]) for naam in namen]
    adressen += [reverse(naam, args=[zaak.kenmerk, vrager.pk]) for naam in ("persvrager", "persvrager_intrekken")]
    adressen += [
        reverse("persstap", args=[zaak.kenmerk, stap.code])
        for stap in wet.stappen
        if stap.van and zaak.status not in stap.van
    ]
    client.force_login(regio.gebruikers["contractmanager"])
    for pad in adressen:
        antwoord = client.get(pad)
        assert antwoord.status_code == 200, pad
        assert not FORMULIER.search(hoofd(antwoord)), pad


@pytest.mark.eis("R125")
def test_onder_een_slot_toont_geen_stap_naar_buiten_een_formulier_aan_wie_niet_mag_vrijgeven(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak = persbouw.loop(persbouw.persvraag(nu, melding=bouw.melding(nu)), "teksten", nu)
    wet = haal_communicatieregels(zaak.protocol_versie)
    gezien = 0
    for wie in ("contractmanager", "regiomanager", "adviseur"):
        client.force_login(regio.gebruikers[wie])
        for stap in wet.stappen:
            if not stap.naar_buiten or zaak.status not in stap.van:
                continue
            pagina = client.get(reverse("persstap", args=[zaak.kenmerk, stap.code]))
            tekst = hoofd(pagina)
            biedt = bool(FORMULIER.search(tekst))
            vraagt = "toestemming_reden" in tekst
            # Either it asks by what right, or there is nothing to fill in.
            assert biedt == vraagt, (wie, stap.code)
            gezien += not biedt
    assert gezien, "niemand zag een slot"


@pytest.mark.eis("R156")
def test_wat_al_loopt_of_er_niet_is_wordt_niet_gevraagd(client: Client, regio: Regio, nu: datetime) -> None:
    zaak = bouw.melding(nu)
    client.force_login(regio.gebruikers["regiomanager"])

    def biedt(feit: str) -> bool:
        return bool(FORMULIER.search(hoofd(client.get(reverse("communicatie_vastleggen", args=[zaak.kenmerk, feit])))))

    assert (biedt("onderzoek"), biedt("onderzoek_einde"), biedt("vrijgave")) == (True, False, True)
    op = {"begonnen_op_0": f"{nu:%Y-%m-%d}", "begonnen_op_1": "08:00", "beslist": "officier", "reden": "Gebeld."}
    client.post(reverse("communicatie_vastleggen", args=[zaak.kenmerk, "onderzoek"]), op)
    assert (biedt("onderzoek"), biedt("onderzoek_einde")) == (False, True)
