"""Every address of the app beside a drill that is played: no reader of real work sees it, and the reverse (R153)."""

import re
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern

from basis.wereld import binnen
from calamiteiten.models import Melding, Oefening, Zaak
from calamiteiten.oefening import wordt_gespeeld
from calamiteiten.statussen import PARAATHEID
from escalatie.bewaking import ronde
from escalatie.oefenen import spelen
from escalatie.oefenen.scenario import van_hier
from tests.toegang.kanarie import KANARIE
from tests.toegang.tabel import TABEL, adressen
from tests.toegang.test_tabel import NU, adres, zaak

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinig_papier"), pytest.mark.eis("R153", "R175")]
__all__ = ["zaak"]
# Of its world: the kenmerken, the words of its melding, and what is thrown in.
VAN_DE_OEFENING = re.compile(r"OEFM-|OEFP-|een tweede jeugdige is overstuur|Oefening\. Een jeugdige")
# Read among real work, these are about the drill itself.
OVER_OEFENINGEN = {"oefeningen", "oefening_nieuw", "oefening", "oefening_nabespreking", "oefening_pdf"}
WIE = "contractmanager"


@pytest.fixture
def oefening(zaak: dict[str, Any]) -> Oefening:
    """Played for some hours, with the aanbieder and the gemeente of a real melding, by who handles that one."""
    wie, echt = zaak["spelers"][WIE], zaak["eigen"]
    zwolle = echt.betrokkenheden.get().gemeente
    hier = spelen.maak(van_hier()["nacht"], 60, echt.aanbieder, zwolle, wie, NU)
    spelen.meld_aan(hier.pk, wie, NU)
    spelen.begin(hier.pk, wie, NU)
    ronde._in_oefeningen(ronde._bewaak_oefening, lambda: NU + timedelta(minutes=10))
    return Oefening.objects.get(pk=hier.pk)


def tekst(antwoord: Any) -> str:
    """What can be read of an answer; of a file that is no text nothing."""
    is_tekst = re.match(r"text/|application/json", antwoord.headers.get("Content-Type", ""))
    return antwoord.content.decode() if is_tekst else ""


def test_geen_adres_leest_over_de_muur(client: Client, zaak: dict[str, Any], oefening: Oefening) -> None:
    """Every address of the permission table: as it is, with the other kenmerk, and in the drill; by reading and by
    sending."""
    echt, patronen = zaak["eigen"], dict(adressen())
    # The register is real in every world: what it lacks is shown in a drill too.
    kenmerken = set(Zaak.objects.exclude(zaaksoort=PARAATHEID).values_list("kenmerk", flat=True))
    with binnen(oefening.wereld):
        geoefend = Melding.objects.get().kenmerk
    client.force_login(zaak["spelers"][WIE])
    voor, gelezen, fouten = f"/oefening/{oefening.pk}", 0, []
    for naam, rij in TABEL.items():
        verbs = [verb for verb in ("GET", "POST") if rij.verwacht(verb, WIE) in {200, 302}]
        pad = adres(naam, echt)
        andere = pad.replace(echt.kenmerk, geoefend)
        if naam not in OVER_OEFENINGEN and VAN_DE_OEFENING.search(tekst(client.get(pad))):
            fouten.append(f"{pad} laat iets van de oefening zien")
        if andere != pad:
            fouten += [f"{verb} {andere} opent de oefening" for verb in opent(client, andere, verbs)]
            fouten += [f"{verb} {voor}{pad} opent wat echt is" for verb in opent(client, f"{voor}{pad}", verbs)]
        if is_gespeeld(patronen[naam]):
            blad = client.get(f"{voor}{andere}")
            gelezen += blad.status_code == 200
            if lek := [een for een in (*kenmerken, KANARIE) if een in tekst(blad)]:
                fouten.append(f"{voor}{andere} laat {lek} zien")
    assert not fouten, "\n".join(fouten)
    assert gelezen > 20


def opent(client: Client, pad: str, verbs: list[str]) -> list[str]:
    """With which of these verbs this address shows or does something; reading may be sent on to the page of its own
    world."""
    mag = {"GET": {302, 404, 405}, "POST": {404, 405}}
    return [verb for verb in verbs if client.generic(verb, pad).status_code not in mag[verb]]


def is_gespeeld(patroon: URLPattern) -> bool:
    return wordt_gespeeld(patroon.callback)
