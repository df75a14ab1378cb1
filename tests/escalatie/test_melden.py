"""An aanbieder reports with a link, gives the report later, and sees nothing but its own."""

import re
from datetime import datetime, timedelta

import pytest
from django.test import Client

from calamiteiten.models import Melding
from communicatie.models import Bericht, Meldlink
from communicatie.post.actielinks import EVEN, PER_UUR
from communicatie.post.berichten import verzend
from communicatie.post.meldlinks import NIEUWSTE, OM_TE_MELDEN, ZOUT, maak, pad_van
from contacten.bijhouden.verzoeken import onderteken
from contacten.models import Bezetting, Contactpersoon
from escalatie.bewaking import linkvragen
from escalatie.bewaking.controle import controleer
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.models import Stap
from tests import bouw, klok
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.escalatie.invullen import melding_velden

UUR = timedelta(hours=1)
LINK = re.compile(r"https?://[^/\s]+(/melden/[^\s]+)")
ADRES = "melder@wissel.example"
NIET_GEVRAAGD = ("aanbieder", "aanbieder_soort", "meldingssoort", "categorie", "sleutel", "melder", "melder_anders")


def pad_in(mailserver: Mailserver) -> str:
    """The path of the link in the last mail to the reporter."""
    mail = [m for m in mailserver.ontvangen if str(m["To"]) == ADRES][-1]
    deel = mail.get_body(("plain",))
    assert deel
    gevonden = LINK.search(str(deel.get_content()))
    assert gevonden
    return gevonden[1]


def velden(regio: Regio, nu: datetime, **anders: str) -> dict[str, str]:
    """The form as an aanbieder gets it."""
    alles = melding_velden(regio, nu, **anders)
    return {naam: waarde for naam, waarde in alles.items() if naam not in NIET_GEVRAAGD and "ontvangen_op" not in naam}


@pytest.fixture
def link(regio: Regio, nu: datetime, mailserver: Mailserver) -> Meldlink:
    """The contractmanager sent a link to somebody new."""
    rsj = Client()
    rsj.force_login(regio.gebruikers["contractmanager"])
    aanbieder = regio.aanbieders[bouw.REGIONALE_AANBIEDER]
    wie = {"naam": "Melder de Proef", "functie": "gedragswetenschapper", "email": ADRES}
    assert rsj.post("/meldingen/link/", {"aanbieder": aanbieder.pk, **wie}).status_code == 302
    verzend(nu)
    return Meldlink.objects.get()


@pytest.mark.eis("R28", "R43", "R44", "R101")
def test_een_aanbieder_meldt_met_een_link_en_ziet_alleen_het_eigene(
    client: Client, link: Meldlink, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    pad, wie = pad_in(mailserver), link.contactpersoon
    assert Bezetting.objects.get(contactpersoon=wie).rol == "aanbieder"
    for _ in range(2):
        pagina = client.get(pad).content.decode()
        client.head(pad)
    assert str(link.aanbieder) in pagina
    for naam in NIET_GEVRAAGD:
        assert f'name="{naam}"' not in pagina
    assert not Melding.objects.exists()

    eerst = client.post(pad, velden(regio, nu, omschrijving="Mail groepsleiding@wissel.example voor meer."))
    assert eerst.status_code == 200
    assert "groepsleiding@wissel.example" in eerst.content.decode()
    assert not Melding.objects.exists()
    goed = velden(regio, nu, omschrijving="Een jeugdige viel uit het raam.", onderwerp="Val uit raam")
    mailserver.ontvangen.clear()
    for anders in ({}, {}, {"omschrijving": "Heel iets anders."}):
        assert client.post(pad, {**goed, **anders}).status_code in {200, 302}

    melding = Melding.objects.get()
    assert (melding.status, melding.aanbieder, melding.ontvangen_op) == ("ontvangen", link.aanbieder, nu)
    assert (melding.vastgelegd_door, melding.vastgelegd_door_contact, melding.melder) == (None, wie, "aanbieder")
    stap = Stap.objects.get(zaak=melding)
    assert (stap.door, stap.door_contact, stap.rol) == (None, wie, "aanbieder")
    zin = f"{wie.weergavenaam}, via de link in de mail"
    assert zin in {m.door for m in tijdlijn(melding)}
    verzend(nu)
    verteld = set(Bericht.objects.filter(zaak=melding, status="verzonden").values_list("sjabloon", "rol"))
    assert ("melding_ontvangen", "contractmanager") in verteld
    assert ("ontvangst_melder", "aanbieder") in verteld
    assert "Val uit raam" not in "".join(str(mail) for mail in mailserver.ontvangen)
    assert pad_in(mailserver) == pad
    assert not list(controleer(nu))

    # What the contractmanager makes of it is not for the reporter.
    intern = {"onderwerp": "Intern oordeel", "omschrijving": "Intern verhaal", "plaats": "Intern plein"}
    Melding.objects.filter(pk=melding.pk).update(**intern, gemeente_verblijf=regio.gemeenten["raalte"])
    pagina = client.get(pad).content.decode()
    assert melding.kenmerk in pagina
    assert "Een jeugdige viel uit het raam." in pagina
    for zin in ("Calamiteit", "bij de aanbieder", "Zwolle", "tijd niet bekend"):
        assert zin.lower() in pagina.lower(), zin
    for woord in ("Intern", "Raalte", "scenario", "impactanalyse", "meldingswaardig"):
        assert woord not in pagina
    assert client.get(f"/meldingen/{melding.kenmerk}/").status_code == 302
    assert client.get(f"{pad}rapport/").status_code == 302
    assert client.post(f"{pad}rapport/", {"route": "geen_onderzoek"}).status_code == 302


def test_een_meldlink_die_niet_meer_geldt_toont_en_doet_niets(
    client: Client, link: Meldlink, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    door, wie = regio.gebruikers["regiomanager"], link.contactpersoon
    paden = {"vals": "/melden/x/", "ander zout": f"/melden/{onderteken(link.sleutel, f'{ZOUT}.x')}/"}
    for hoe in ("verlopen", "ingetrokken", "dicht"):
        nieuw = maak(link.aanbieder, wie, door, nu)
        paden[hoe] = pad_van(nieuw)
        if hoe == "verlopen":
            Meldlink.objects.filter(pk=nieuw.pk).update(gemaakt_op=nu - 2 * OM_TE_MELDEN, verloopt_op=nu)
        elif hoe == "ingetrokken":
            rsj = Client()
            rsj.force_login(door)
            assert rsj.post(f"/meldingen/link/{nieuw.pk}/intrekken/").status_code == 302
            assert rsj.post(f"/meldingen/link/{nieuw.pk}/opnieuw/").status_code == 409
        else:
            Meldlink.objects.filter(pk=nieuw.pk).update(melding=bouw.tot("niet_meldingswaardig", nu))

    def toont_niets(pad: str, status: int) -> None:
        for deel in ("", "rapport/", "bericht/"):
            for verzoek in (client.get, client.post):
                antwoord = verzoek(f"{pad}{deel}", velden(regio, nu))
                assert antwoord.status_code == status, pad
                assert str(link.aanbieder) not in antwoord.content.decode()

    for hoe, pad in paden.items():
        toont_niets(pad, 404 if hoe in {"vals", "ander zout"} else 410)
    pad = pad_van(maak(link.aanbieder, wie, door, nu + UUR))
    assert client.get(pad).status_code == 200
    gisteren = nu.date() - timedelta(days=1)
    Bezetting.objects.filter(contactpersoon=wie).update(van_datum=gisteren, tot_datum=gisteren)
    toont_niets(pad, 410)
    Bezetting.objects.filter(contactpersoon=wie).update(tot_datum=None)
    Contactpersoon.objects.filter(pk=wie.pk).update(vervallen_op=nu)
    toont_niets(pad, 410)
    assert Melding.objects.count() == 1


def test_wie_de_link_stuurt_kiest_iemand_van_die_aanbieder_of_typt_een_adres(
    client: Client, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    client.force_login(regio.gebruikers["contractmanager"])
    wissel, molen = regio.aanbieders[bouw.REGIONALE_AANBIEDER], regio.aanbieders["molen"]
    directeur = Bezetting.objects.filter(rol="directeur_aanbieder", aanbieder=wissel)[0].contactpersoon
    assert 'name="email"' in client.get("/meldingen/link/").content.decode()
    leeg = client.post("/meldingen/link/", {"aanbieder": wissel.pk})
    fout = client.post("/meldingen/link/", {"aanbieder": molen.pk, "contact": directeur.pk})
    assert ("Vul de naam in." in leeg.content.decode(), leeg.status_code) == (True, 200)
    assert "hoort bij een andere aanbieder" in fout.content.decode()
    assert not Meldlink.objects.exists()

    for _ in range(2):
        assert client.post("/meldingen/link/", {"aanbieder": wissel.pk, "contact": directeur.pk}).status_code == 302

    assert Bezetting.objects.filter(contactpersoon=directeur, rol="aanbieder", aanbieder=wissel).count() == 1
    verzend(nu)
    rij = Meldlink.objects.all()[0]
    assert client.post(f"/meldingen/link/{rij.pk}/opnieuw/").status_code == 302
    assert "nog niet gebruikt" in client.get("/meldingen/link/").content.decode()
    assert "/melden/" not in "".join(str(b.gegevens) for b in Bericht.objects.filter(status="verzonden"))


@pytest.mark.eis("R101")
def test_een_nieuwe_link_om_te_melden_wordt_hoogstens_zo_vaak_per_uur_gestuurd(
    client: Client, link: Meldlink, nu: datetime
) -> None:
    pad = f"{pad_van(link)}opnieuw/"
    Meldlink.objects.update(gemaakt_op=nu - 2 * OM_TE_MELDEN, verloopt_op=nu)
    Bericht.objects.update(gepland_op=nu - 2 * UUR)

    def gestuurd() -> int:
        return Bericht.objects.filter(regel="meldlink", gepland_op__gte=nu).count()

    for stap in range(4 * PER_UUR):
        klok.zet(nu + stap * EVEN / 2)
        antwoord = client.post(pad, {"email": ADRES})
        linkvragen.stuur(nu + stap * EVEN / 2)
        # Who asks is told the same, whatever becomes of it.
        assert "binnen enkele minuten" in antwoord.content.decode()
    assert gestuurd() == PER_UUR
    # Another address gets nothing, and an hour later it works again.
    klok.zet(nu + 2 * UUR)
    client.post(pad, {"email": "iemand@anders.example"})
    linkvragen.stuur(nu + 2 * UUR)
    assert gestuurd() == PER_UUR
    client.post(pad, {"email": ADRES})
    linkvragen.stuur(nu + 2 * UUR)
    assert gestuurd() == PER_UUR + 1


@pytest.mark.eis("R101")
def test_een_link_die_nog_werkt_staat_altijd_op_de_pagina_en_wat_ontbreekt_wordt_geteld(
    client: Client, link: Meldlink, regio: Regio, nu: datetime
) -> None:
    """What works can be taken back, however many were sent since."""
    later = [
        Meldlink(
            aanbieder=link.aanbieder,
            contactpersoon=link.contactpersoon,
            gemaakt_op=nu + UUR,
            gemaakt_door=link.gemaakt_door,
            verloopt_op=nu + OM_TE_MELDEN,
            ingetrokken_op=nu + UUR,
            ingetrokken_door=link.gemaakt_door,
        )
        for _ in range(NIEUWSTE + 2)
    ]
    Meldlink.objects.bulk_create(later)
    client.force_login(regio.gebruikers["contractmanager"])
    pagina = client.get("/meldingen/link/").content.decode()
    assert f"/meldingen/link/{link.pk}/intrekken/" in pagina
    assert "Nog 2 oudere links staan niet op deze pagina: die werken niet meer." in pagina
