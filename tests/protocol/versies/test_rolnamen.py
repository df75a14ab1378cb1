"""A zaak speaks of roles in the words of its own version, on every page, in every mail and on paper; pages about no
zaak in those of the version in force here today."""

import os
import re
from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta
from html import unescape
from typing import Any

import pytest
from django.template.loader import render_to_string
from django.test import Client
from django.urls import reverse

from communicatie.models import Bericht, Persvraag
from communicatie.post import berichten
from contacten.models import Gebruiker
from contacten.rollen import ROLLEN, Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek.mogelijkheden import mogelijkheden
from escalatie.meldingen.bewijs.pagina import bewijs
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_communicatieregels
from tests import bouw, klok
from tests.communicatie import persbouw

from .bestanden import AANGENOMEN
from .conftest import Neem

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinig_papier")]
EEN, TWEE = "proef-een", "proef-twee"
ALLES = os.environ.get("STORING") == "alles"
Zaken = dict[str, tuple[Any, ...]]


def namen(woord: str) -> str:
    """A version that gives every role another name, recognisable by this word."""
    return "[rolnaam]\n" + "".join(f'{rol} = "{woord} {rol.replace("_", " ")}"\n' for rol in ROLLEN)


@pytest.fixture
def versies(neem_aan: Neem) -> None:
    """Three versions one day after the other; the newest began today."""
    neem_aan(namen("eekhoorn"), EEN, "2026-11-23")
    neem_aan(namen("tapir"), TWEE, "2026-11-24")


@pytest.fixture
def zaken(versies: None, mailserver, nu: datetime) -> Zaken:
    """A melding in Fase 1 and a finished persvraag under each version, with their mails sent."""
    gemaakt = {}
    for versie, dagen in ((AANGENOMEN, 2), (EEN, 1), (TWEE, 0)):
        toen = nu - timedelta(days=dagen)
        melding, vraag = bouw.in_fase_1(nu, ontvangen_op=toen), persbouw.persvraag(nu, ontvangen_op=toen)
        over = persbouw.persvraag(nu, ontvangen_op=toen, melding=melding)
        persbouw.loop(vraag, "rond_af", nu)
        assert {melding.protocol_versie, vraag.protocol_versie, over.protocol_versie} == {versie}
        gemaakt[versie] = (melding, vraag, over)
    berichten.verzend(nu, limiet=1000)
    return gemaakt


def woorden(html: str) -> str:
    """What the page itself says, without who is signed in."""
    html = re.sub(r'(?s)<span class="cal-user__naam">.*?</small>', " ", html)
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split()).casefold()


PAGINAS = ("melding", "bewijs", "communicatie_dossier", "beoordeling", "advies", "taak_nieuw", "melding_wijzig")
STAPPEN = ("start_fase_2", "heroverweeg")


def adressen(melding, vragen: tuple[Persvraag, ...]) -> Iterator[tuple[str, str]]:
    """Every page about a zaak: what it is, and its address."""
    yield from ((naam, reverse(naam, args=[melding.kenmerk])) for naam in PAGINAS)
    for taak in Taak.objects.filter(zaak=melding):
        yield f"taak {taak.code}", reverse("taak", args=[melding.kenmerk, taak.pk])
    yield from ((code, reverse("overgang", args=[melding.kenmerk, code])) for code in STAPPEN)
    for vraag in vragen:
        yield "persvraag", vraag.get_absolute_url()
        for regel in haal_communicatieregels(vraag.protocol_versie).stappen:
            if regel.van:
                yield f"persstap {regel.code}", reverse("persstap", args=[vraag.kenmerk, regel.code])


def vreemde(versie: str) -> set[str]:
    """The words by which the names of another version are known."""
    return {"eekhoorn", "tapir"} - {{EEN: "eekhoorn", TWEE: "tapir"}.get(versie, "")}


def test_een_zaak_noemt_overal_de_rollen_van_haar_versie(
    client: Client, zaken: Zaken, mailserver, nu: datetime
) -> None:
    """On every page, in every mail, in what a step lays down, on paper and in a refusal: of zaken made once."""
    mensen = bouw.regio(nu).gebruikers
    elke_mail(mailserver)
    wat_een_stap_vastlegt(zaken)
    het_bewijs_op_papier(zaken, mensen["contractmanager"], nu)
    een_weigering(zaken, mensen["toegang_zwolle"])
    elke_pagina(client, zaken, nu)


def elke_pagina(client: Client, zaken: Zaken, nu: datetime) -> None:
    mensen = bouw.regio(nu).gebruikers
    gelezen = set[str]()
    fout, gezien, standen = [], dict.fromkeys(zaken, ""), defaultdict[tuple[str, str], set[int]](set)
    for versie, (melding, *vragen) in zaken.items():
        for wie in ("contractmanager", "regiomanager"):
            client.force_login(mensen[wie])
            for wat, adres in adressen(melding, tuple(vragen)):
                # Who reads the same page after somebody else, reads the same names: only at full size both do.
                if adres in gelezen and not ALLES:
                    continue
                # A task that is a form elsewhere sends on to it.
                antwoord = client.get(adres, follow=wat.startswith("taak "))
                standen[versie, wat].add(antwoord.status_code)
                gelezen |= {adres} if antwoord.status_code == 200 else set()
                tekst = woorden(antwoord.content.decode())
                gezien[versie] += tekst
                lek = [m for w in vreemde(versie) if (m := re.search(w, tekst))]
                fout += [(adres, tekst[m.start() - 60 : m.end() + 30]) for m in lek]
    assert not fout
    # A page that neither of the two may open would prove nothing.
    assert not {plek: codes for plek, codes in standen.items() if 200 not in codes}
    assert "eekhoorn regiomanager" in gezien[EEN]
    assert "tapir regiomanager" in gezien[TWEE]
    assert rolnaam(Rol.REGIOMANAGER, AANGENOMEN).casefold() in gezien[AANGENOMEN]


def elke_mail(mailserver) -> None:
    versie_van = {
        rij.message_id: rij.zaak.protocol_versie
        for rij in Bericht.objects.select_related("zaak").exclude(message_id="")
        if rij.zaak
    }
    gezien = set()
    for mail in mailserver.ontvangen:
        versie = versie_van.get(str(mail["Message-ID"]))
        tekst = " ".join(str(deel.get_content()) for deel in mail.walk() if deel.get_content_maintype() == "text")
        assert versie is None or not [w for w in vreemde(versie) if w in tekst], tekst
        gezien |= {(versie, w) for w in ("eekhoorn", "tapir") if w in tekst}
    assert {(EEN, "eekhoorn"), (TWEE, "tapir")} <= gezien


def wat_een_stap_vastlegt(zaken: Zaken) -> None:
    """What is stored as a sentence: titles of telephone tasks, and why a message reached nobody."""
    for versie, (melding, *_) in zaken.items():
        rijen = [*Taak.objects.filter(zaak=melding).values_list("titel", flat=True)]
        rijen += Bericht.objects.filter(zaak=melding).values_list("reden", flat=True)
        assert not [tekst for tekst in rijen for w in vreemde(versie) if w in tekst]


def het_bewijs_op_papier(zaken: Zaken, contractmanager: Gebruiker, nu: datetime) -> None:
    for versie, (melding, *_) in zaken.items():
        tekst = woorden(render_to_string("pdf/bewijs.html", {"b": bewijs(melding, contractmanager, nu)}))
        assert rolnaam(Rol.REGIOMANAGER, versie).casefold() in tekst
        assert not [w for w in vreemde(versie) if w in tekst]


def een_weigering(zaken: Zaken, toegang_zwolle: Gebruiker) -> None:
    for versie, (_, _, vraag) in zaken.items():
        kans = mogelijkheden(vraag, toegang_zwolle)[0]
        assert not kans.mag
        assert rolnaam(Rol.CONTRACTMANAGER, versie) in kans.reden


@pytest.mark.parametrize("versie", [AANGENOMEN, EEN, TWEE])
def test_de_protocolpagina_noemt_de_rollen_van_de_gekozen_versie(client, versies, contractmanager, versie) -> None:
    client.force_login(contractmanager)
    tekst = woorden(client.get(reverse("protocol"), {"versie": versie}).content.decode())
    assert not [w for w in vreemde(versie) if w in tekst]


def test_een_versie_van_morgen_of_van_een_andere_regio_noemt_hier_nog_niets(
    client: Client, neem_aan: Neem, contractmanager: Gebruiker, nu: datetime
) -> None:
    neem_aan(namen("tapir"), TWEE, "2026-11-25")
    neem_aan(f'regio = "Elders"\n{namen("eekhoorn")}', EEN, "2026-11-23")
    client.force_login(contractmanager)

    vandaag = client.get(reverse("contacten")).content.decode()
    with klok.op(nu + timedelta(days=1)):
        client.force_login(contractmanager)
        morgen = client.get(reverse("contacten")).content.decode()

    assert "tapir" not in vandaag
    assert rolnaam(Rol.REGIOMANAGER, AANGENOMEN) in vandaag
    assert "eekhoorn" not in vandaag + morgen
    assert "tapir regiomanager" in morgen
