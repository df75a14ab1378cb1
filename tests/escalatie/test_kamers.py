"""The rooms of a dossier: who opens which, that every look is written down, and where every old link lands."""

import re
from datetime import datetime
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from calamiteiten.models import Inzage, Melding
from communicatie.models import Bericht
from contacten.models import Contactpersoon
from escalatie.draaiboek.nieuws import leg_vast
from escalatie.meldingen.dossier.delen import Belregel
from escalatie.meldingen.dossier.tabbladen import KAMERS, Kamer
from tests import bouw
from tests.communicatie.persklikken import als
from tests.escalatie.test_overleggen import plan
from tests.gelezen import zonder_tijdmerk

pytestmark = pytest.mark.django_db
IN_HET_DOSSIER = ("contractmanager", "regiomanager", "toegang_zwolle", "manager_zwolle", "adviseur")
NAV = re.compile(r'<nav class="cal-tabs".*?</nav>', re.DOTALL)


def adres(zaak: Melding, kamer: Kamer) -> str:
    """The address of this room."""
    return reverse(kamer.adres, args=[zaak.kenmerk])


def lees(client: Client, pad: str) -> str:
    """What stands on this page, which opens."""
    antwoord = client.get(pad)
    assert antwoord.status_code == 200, pad
    return zonder_tijdmerk(antwoord.content.decode())


@pytest.mark.eis("R102", "R79")
def test_een_tab_staat_er_als_zijn_kamer_opengaat_en_elke_blik_wordt_opgeschreven(regio: Any, nu: datetime) -> None:
    """What a tab leads to opens; what is not a tab does not open; each look has its own row."""
    zaak = bouw.in_fase_1(nu)
    vreemd = als(regio.gebruikers["buitenstaander"])
    for naam in IN_HET_DOSSIER:
        client = als(regio.gebruikers[naam])
        tabs = NAV.search(lees(client, zaak.get_absolute_url()))
        assert tabs
        for kamer in KAMERS:
            pad, voor = adres(zaak, kamer), Inzage.objects.count()
            antwoord = client.get(pad)
            assert (antwoord.status_code == 200) == (f'href="{pad}"' in tabs[0]), (naam, kamer.naam)
            rij = Inzage.objects.order_by("-pk")[0]
            assert (Inzage.objects.count(), rij.adres, rij.wat) == (voor + 1, kamer.adres, zaak.kenmerk)
            if antwoord.status_code == 200:
                assert f'href="{pad}" aria-current="page"' in antwoord.content.decode()
    assert {vreemd.get(adres(zaak, kamer)).status_code for kamer in KAMERS} == {404}


@pytest.mark.eis("R101")
def test_in_elke_kamer_is_het_bericht_gelezen(regio: Any, nu: datetime) -> None:
    """A link may lead to whichever room: who reads there, has read what was sent."""
    zaak = bouw.in_fase_1(nu)
    for kamer in (kamer for kamer in KAMERS if kamer.adres != "bewijs"):
        rijen = Bericht.objects.filter(zaak=zaak, rol="regiomanager")
        rijen.update(gelezen_op=None, gelezen_door=None, status="verzonden", verzonden_op=nu)
        lees(als(regio.gebruikers["regiomanager"]), adres(zaak, kamer))
        assert rijen.exists()
        assert not rijen.filter(gelezen_op__isnull=True).exists(), kamer.naam


def test_de_belknop_belt_het_eerste_nummer_dat_te_bellen_is() -> None:
    """What is no number is read in the list; a button that calls nobody is worse than none."""
    wie = Contactpersoon(naam="Iemand")
    regel = Belregel("Toegang", ((wie, (("toestel 12", ""), ("06-00000010", "tel:0600000010"))),))
    assert regel.eerst == (wie, "06-00000010", "tel:0600000010")
    assert Belregel("Toegang", ((wie, (("toestel 12", ""),)),)).eerst is None


def test_elke_oude_plek_leidt_naar_haar_kamer(regio: Any, nu: datetime) -> None:
    """A link from before the rooms ends at the tab of the room that holds what it meant; there that has its own place.
    Of a plan, the first room says itself when it is."""
    zaak = bouw.tot("fase_2", nu)
    client = als(regio.gebruikers["regiomanager"])
    begin = lees(client, zaak.get_absolute_url())
    for kamer in KAMERS:
        for anker in kamer.ankers:
            plek = re.search(rf'id="{anker}".*?<a href="([^"]+)"', begin, re.DOTALL)
            assert plek, anker
            assert plek[1] == adres(zaak, kamer), anker
    # Nothing of the one long page is left without a way to it, and no place is there twice.
    oud = {"taken", "overleggen", "matrix", "analyses", "melding", "berichten", "bellen", "tijdlijn", "acties"}
    oud |= {"termijnen", "partijen", "communicatie", "communicatieadvies", "rapport", "evaluatie"}
    ids = re.findall(r'\bid="([^"]+)"', begin)
    assert oud <= set(ids)
    assert len(ids) == len(set(ids))


def test_elke_link_naar_een_plek_in_een_dossier_vindt_die_plek(regio: Any, nu: datetime) -> None:
    """Every address with a place in it that the code makes: of a meeting, of news, of what is asked to be confirmed."""
    zaak = bouw.in_scenario("d", nu, gemeenten=["zwolle", "raalte"])
    overleg = plan(zaak, regio, nu, ("regiomanager", None))
    leg_vast([zaak], "slot_dicht", "slot:1", regio.gebruikers["adviseur"], nu)
    client = als(regio.gebruikers["regiomanager"])
    eigen = re.escape(zaak.get_absolute_url())
    adressen = re.findall(rf'href="({eigen}[^"]*#[^"]+)"', lees(client, "/") + lees(client, zaak.get_absolute_url()))
    adressen += [overleg.get_absolute_url(), f"{zaak.get_absolute_url()}#overleg-{overleg.pk}"]
    assert len({weg.split("#")[1].split("-")[0] for weg in adressen}) > 1
    for weg in dict.fromkeys(adressen):
        pad, plek = weg.split("#")
        assert f'id="{plek}"' in lees(client, pad), weg
