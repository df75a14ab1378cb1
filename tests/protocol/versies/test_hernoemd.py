"""A version that calls roles and statuses otherwise: no page, mail or paper of its zaak says the old name."""

import re
from dataclasses import asdict
from datetime import datetime
from html import unescape
from typing import Any

import pytest
from django.core.management.base import SystemCheckError
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from communicatie.models import Bericht
from communicatie.sjablonen.bestanden import alle, lees
from communicatie.sjablonen.brieven import maak_brief
from contacten.models import Contactpersoon
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.protocol import plaatsen
from escalatie.protocol.lezen import ProtocolFout, haal_communicatieregels, haal_protocol
from tests import bouw
from tests.communicatie import persbouw

from .bestanden import AANGENOMEN
from .conftest import Neem
from .test_rolnamen import ALLES, adressen
from .test_waarden import teksten

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinig_papier")]

HERNOEMD = """
[rolnaam]
contractmanager = "zorgregisseur"
regiomanager = "regiodirecteur"
communicatieadviseur = "woordvoerder"
escalatieteam = "bestuurstafel"

[[status]]
code = "fase_1"
naam = "Eerste fase"

[[status]]
code = "fase_2"
naam = "Tweede fase"
"""
OUD = re.compile(
    r"\b(?:contractmanager|regiomanager|communicatieadviseur|escalatieteam|fase [12])(?![\w.])",
    re.IGNORECASE,
)


def bronnen(versie: str) -> list[str]:
    """The paragraphs of the paper, which keeps its own words."""
    rijen = [asdict(haal_protocol(versie)), asdict(haal_communicatieregels(versie))]
    alle_ = {rij["bron"] for deel in rijen for tabel in deel.values() if isinstance(tabel, tuple) for rij in tabel}
    return sorted(alle_, key=len, reverse=True)


def lekken(html: str, wat: str, versie: str) -> list[str]:
    """Where a person reads an old name: in no address, in no attribute, and not who is signed in."""
    html = re.sub(r"(?s)<(script|style|svg)\b.*?</\1>", " ", html)
    tekst = " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())
    for eigen in bronnen(versie):
        tekst = tekst.replace(eigen, "§")
    # What somebody's job is called on the contact list is no role of the protocol.
    for functie in Contactpersoon.objects.exclude(functie="").values_list("functie", flat=True):
        tekst = tekst.replace(f"· {functie} ", "§ ")
    # The stages of a persvraag are numbered, whatever they are called.
    tekst = re.sub(r"Fase \d Hier kan", "§", tekst)
    return [f"{wat}: …{tekst[max(0, m.start() - 50) : m.end() + 30]}…" for m in OUD.finditer(tekst)]


@pytest.fixture
def zaak(neem_aan: Neem, nu: datetime) -> tuple[Any, ...]:
    """A melding in the renamed Fase 1 with a persvraag about it, and a persvraag that stands alone."""
    versie = neem_aan(HERNOEMD)
    melding, los = bouw.in_fase_1(nu), persbouw.persvraag(nu)
    over = persbouw.persvraag(nu, melding=melding)
    persbouw.loop(los, "evalueer", nu)
    return versie, melding, los, over


def test_geen_pagina_zegt_een_oude_naam(client: Client, zaak: tuple[Any, ...], nu: datetime) -> None:
    versie, melding, *vragen = zaak
    fout: list[str] = []
    for plek, wie in enumerate(("contractmanager", "regiomanager", "adviseur", "toegang_zwolle")):
        client.force_login(bouw.regio(nu).gebruikers[wie])
        algemeen = [("werkvoorraad", "/"), *((n, reverse(n)) for n in ("dashboard", "meldingen", "persvragen"))]
        algemeen += [("melding_nieuw", reverse("melding_nieuw")), ("persvraag_nieuw", reverse("persvraag_nieuw"))]
        algemeen += [("protocol", f"{reverse('protocol')}?versie={versie}")]
        for nummer, (wat, adres) in enumerate((*adressen(melding, tuple(vragen)), *algemeen)):
            # The first reads every page, each of the others every third; at full size all read all.
            if plek and nummer % 3 != plek - 1 and not ALLES:
                continue
            antwoord = client.get(adres)
            # Who may open what is asked elsewhere; this cast together sees every page (test_rolnamen).
            fout += lekken(antwoord.content.decode(), f"{wie} {wat}", versie) if antwoord.status_code == 200 else []
    assert not fout, "\n".join(dict.fromkeys(fout))


def test_geen_mail_en_geen_papier_zegt_een_oude_naam(zaak: tuple[Any, ...], contractmanager, nu: datetime) -> None:
    versie, melding, *_ = zaak
    fout = lekken(render_to_string("pdf/bewijs.html", {"b": bewijs(melding, contractmanager, nu)}), "bewijs", versie)
    rijen = Bericht.objects.all()
    assert {"fase_1_start", "fase_1_manager"} <= set(rijen.values_list("sjabloon", flat=True))
    for rij in rijen:
        brief = maak_brief(rij, "https://calamiteiten.example/")
        for deel in (brief.onderwerp, brief.tekst, brief.opmaak):
            fout += lekken(deel, rij.sjabloon, versie)
        assert "{" not in brief.onderwerp + brief.tekst
    assert not fout, "\n".join(dict.fromkeys(fout))


def test_geen_regel_zegt_een_oude_naam(neem_aan: Neem) -> None:
    versie = neem_aan(HERNOEMD)

    wetten = [_zonder_bron(asdict(haal_protocol(versie))), _zonder_bron(asdict(haal_communicatieregels(versie)))]
    assert not [tekst for wet in wetten for tekst in teksten(wet) if OUD.search(tekst) and " " in tekst]
    assert haal_protocol(versie).termijn_per_code["fase_1"].naam == "Eerste fase: organisatie"


def _zonder_bron(waarde: Any) -> Any:
    if isinstance(waarde, dict):
        return {k: _zonder_bron(v) for k, v in waarde.items() if k != "bron"}
    return [_zonder_bron(v) for v in waarde] if isinstance(waarde, list | tuple) else waarde


@pytest.mark.parametrize("code", alle())
def test_geen_zin_van_een_mail_zegt_zelf_hoe_een_rol_of_status_heet(code: str) -> None:
    een, ander = asdict(haal_protocol(AANGENOMEN)), asdict(haal_communicatieregels(AANGENOMEN))
    alles = {"rolnaam": een["rolnamen"], "status": list(een["statussen"]), "persstatus": list(ander["statussen"])}
    mail = lees(code)
    zinnen = {"code": code, **mail.zinnen, **(mail.gebruik or {})}

    kaal = {naam: re.sub(r"\{\w+:\w+\}", " ", zin) for naam, zin in zinnen.items()}

    gezegd = [zin for zin in plaatsen.namen({"mail": [kaal]}, alles) if "{rol:toegang}" not in zin]
    statussen = {rij["code"] for rij in (*een["statussen"], *ander["statussen"])}
    assert {code for zin in zinnen.values() for code in re.findall(r"\{status:(\w+)\}", zin)} <= statussen
    assert not gezegd, "Schrijf een plaats: {rol:regiomanager}, {status:fase_1}."


@pytest.mark.parametrize(
    ("zin", "plaats"),
    [
        ("De regiomanager belt.", "{rol:regiomanager}"),
        ("De Regiomanager RSJ belt.", "{rol:regiomanager}"),
        ("De gemeentelijke toegang belt.", "{rol:toegang}"),
        ("In fase 1 belt u.", "{status:fase_1}"),
        ("Dit hoort bij Scenario d.", "{status:scenario_d}"),
    ],
)
def test_een_zin_die_zelf_een_naam_zegt_wordt_geweigerd(zin: str, plaats: str, neem_aan: Neem) -> None:
    with pytest.raises((SystemCheckError, ProtocolFout)) as fout:
        neem_aan(f'[[principe]]\ncode = "zelfde_taal"\nonderwerp = "X"\nzin = "{zin}"\nbron = "P"\neisen = ["R1"]\n')

    assert f"dat is {plaats}. Zet hier die plaats." in str(fout.value)


NAZORG = """
[[status]]
code = "fase_2"
naam = "Nazorg"

[[principe]]
code = "zelfde_taal"
onderwerp = "X"
bron = "P"
eisen = ["R1"]
"""


def test_een_naam_van_een_woord_is_alleen_met_haar_hoofdletter_die_naam(neem_aan: Neem) -> None:
    neem_aan(f'{NAZORG}zin = "De gemeente regelt nazorg voor het gezin."\n')

    with pytest.raises((SystemCheckError, ProtocolFout), match=r"“Nazorg”, dat is \{status:fase_2\}"):
        neem_aan(f'{NAZORG}zin = "De gemeente is klaar met Nazorg."\n', "proef-2027")
    with pytest.raises((SystemCheckError, ProtocolFout), match=r"“fase 2”, dat is \{status:fase_2\}"):
        neem_aan(f'{NAZORG}zin = "De gemeente is klaar met fase 2."\n', "proef-2028")


def test_de_naam_van_vroeger_is_ook_in_een_nieuwe_versie_geen_woord(neem_aan: Neem) -> None:
    """The code stays, so who writes the next version cannot fall back to the old word."""
    with pytest.raises((SystemCheckError, ProtocolFout), match=r"dat is \{rol:regiomanager\}"):
        neem_aan(HERNOEMD + '[[taak]]\ncode = "partijen"\nzin = "Kies samen met de regiomanager."\n')


def test_een_nieuwe_naam_mag_een_woord_zijn_dat_de_basis_al_gebruikt_maar_niet_in_een_eigen_zin(neem_aan: Neem) -> None:
    neem_aan(HERNOEMD)
    assert "woordvoerder" in haal_protocol(AANGENOMEN).taak_per_code["communicatieadvies_fase_1"].zin

    with pytest.raises((SystemCheckError, ProtocolFout), match=r"“woordvoerder”, dat is \{rol:communicatieadviseur\}"):
        neem_aan(HERNOEMD + '[[taak]]\ncode = "partijen"\nzin = "Kies samen met de woordvoerder."\n', "proef-2027")
