"""Who does what: a page per actor and per step, made of the rules; in a running melding with what waits (R42)."""

from dataclasses import replace
from datetime import timedelta
from html import unescape

import pytest
from django.urls import reverse

from contacten.rollen import Rol
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.actoren.blad import actorblad
from escalatie.protocol.controle_actoren import rolbeschrijvingen
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from tests import bouw, klok

VERSIES = ("ijsselland-2019-02-13", "zhz-2015-01-01")
OP_DE_PAGINA = 9


@pytest.fixture(params=VERSIES)
def wetten(request):
    """A version: its two halves."""
    return haal_protocol(request.param), haal_communicatieregels(request.param)


def klachten(protocol, regels) -> list[str]:
    return list(rolbeschrijvingen(protocol, regels))


def zonder(actor, veld: str, code: str):
    return replace(actor, **{veld: tuple(c for c in getattr(actor, veld) if c != code)})


def test_elke_rol_en_elk_orgaan_is_precies_een_actor(wetten):
    protocol, regels = wetten
    assert klachten(protocol, regels) == []

    for actor in protocol.actoren:
        for veld in ("rollen", "organen"):
            for code in getattr(actor, veld):
                kaal = tuple(zonder(a, veld, code) if a is actor else a for a in protocol.actoren)
                assert f"{code!r} staat bij geen actor" in " ".join(klachten(replace(protocol, actoren=kaal), regels))
                ander = next(a for a in protocol.actoren if a is not actor)
                dubbel = replace(ander, **{veld: (*getattr(ander, veld), code)})
                dubbele = tuple(dubbel if a is ander else a for a in protocol.actoren)
                assert f"{code!r} staat bij meer dan" in " ".join(klachten(replace(protocol, actoren=dubbele), regels))


def test_wat_er_niet_is_hoort_bij_niemand(wetten):
    protocol, regels = wetten
    eerste, *rest = protocol.actoren
    for veld, code in (("rollen", "koning"), ("rollen", Rol.BEHEERDER), ("organen", "senaat")):
        vreemd = replace(eerste, **{veld: (*getattr(eerste, veld), str(code))})
        assert "hoort hier niet" in " ".join(klachten(replace(protocol, actoren=(vreemd, *rest)), regels))


def test_een_versie_die_niemand_beschrijft_mag(wetten):
    protocol, regels = wetten
    assert klachten(replace(protocol, actoren=()), regels) == []


@pytest.mark.eis("R42")
def test_elke_regel_die_een_rol_noemt_staat_bij_die_actor_en_bij_geen_ander(wetten):
    protocol, regels = wetten
    for actor in protocol.actoren:
        delen = actorblad(protocol, regels, actor).delen
        rollen = set(actor.rollen)
        doet = {rij.code for deel in delen for rij in deel.doet}
        hoort = {rij.code for deel in delen for rij in deel.hoort}
        vertelt = {rij.code for deel in delen for rij in deel.vertelt}
        bewaakt = {rij.code for deel in delen for rij in deel.bewaakt}
        mag = {rij.code for deel in delen for rij in deel.mag}
        assert doet == {t.code for t in protocol.taken if t.rol in rollen}
        assert hoort == {r.code for r in protocol.informatieregels if rollen & set(r.aan)}
        assert vertelt == {r.code for r in protocol.informatieregels if r.door in rollen}
        assert bewaakt == {t.code for t in protocol.termijnen if t.rol in rollen}
        eigen = {o.code for o in regels.organen if o.code in actor.organen or (o.rol and o.rol in rollen)}
        assert {rij.code for deel in delen for rij in deel.krijgt} == {
            t.code for t in protocol.taken if t.orgaan in eigen
        }
        door = {o.code: {rol for van in o.van or ("",) for rol in o.mag_door(van)} for o in protocol.overgangen}
        assert mag == {code for code, wie in door.items() if wie & rollen}


@pytest.mark.eis("R42")
def test_een_stap_staat_bij_de_status_waaruit_deze_actor_hem_mag_zetten(wetten):
    protocol, regels = wetten
    for actor in protocol.actoren:
        for deel in actorblad(protocol, regels, actor).delen:
            for rij in deel.mag:
                assert not rij.kop[0].isdigit(), rij.kop  # the numbers are of the diagram, which is not here
                overgang = protocol.stap_per_code[rij.code]
                if deel.status is None:
                    assert overgang.van == ()
                else:
                    assert deel.status.code in overgang.van
                    assert set(actor.rollen) & set(overgang.mag_door(deel.status.code))


@pytest.mark.eis("R154")
@pytest.mark.parametrize("versie", VERSIES)
def test_communicatie_hoort_bij_meer_fasen_bij_elke_onrust_en_bij_de_pers(versie):
    protocol, regels = haal_protocol(versie), haal_communicatieregels(versie)
    communicatie = [a for a in protocol.actoren if {"communicatieadviseur", "communicatie_gemeente"} & set(a.rollen)]
    bladen = [actorblad(protocol, regels, actor) for actor in communicatie]
    statussen = {deel.status.code for blad in bladen for deel in blad.delen if deel.status}
    onrustig = {s.code for s in protocol.statussen if s.onrust or protocol.heeft_onrust(s.code, s.scenario)}
    assert onrustig
    assert onrustig <= statussen
    assert len(statussen) > len(onrustig)
    assert any(blad.pers for blad in bladen)


def test_elke_actor_heeft_een_pagina_die_zegt_wie_waarvoor_en_wanneer(client, contractmanager):
    client.force_login(contractmanager)
    protocol = haal_protocol(VERSIES[0])
    lijst = unescape(client.get(reverse("actoren")).content.decode())
    for actor in protocol.actoren:
        assert reverse("actor", args=[actor.code]) in lijst
        pagina = unescape(client.get(reverse("actor", args=[actor.code])).content.decode())
        for zin in (actor.wie, actor.zin, actor.wanneer, actor.bron, *actor.weten, *actor.omgaan):
            assert zin in pagina
    assert client.get(reverse("actor", args=["koning"])).status_code == 404
    assert reverse("actoren") in client.get(reverse("protocol")).content.decode()


@pytest.mark.eis("R152")
def test_college_en_raad_lezen_wat_zij_weten_wanneer_en_wat_zij_antwoorden(client, contractmanager):
    client.force_login(contractmanager)
    pagina = unescape(client.get(reverse("actor", args=["college_en_raad"])).content.decode())
    regels = haal_communicatieregels(VERSIES[0])
    assert regels.orgaan_per_code["college"].zin in pagina
    assert regels.orgaan_per_code["raad"].zin in pagina
    assert "Hoe zij ermee omgaan" in pagina
    assert "Wie het hun vertelt" in pagina
    assert "Na de familie" in pagina


@pytest.mark.eis("R42")
def test_in_een_lopende_melding_staat_per_actor_wat_open_is_en_wat_te_laat_is(client, regio, nu):
    melding = bouw.in_fase_1(nu)
    protocol = haal_protocol(melding.protocol_versie)
    with klok.op(nu + timedelta(days=30)):
        client.force_login(regio.gebruikers["contractmanager"])
        lijst = unescape(client.get(reverse("melding_actoren", args=[melding.kenmerk])).content.decode())
        for actor in protocol.actoren:
            adres = reverse("melding_actor", args=[melding.kenmerk, actor.code])
            assert adres in lijst
            pagina = unescape(client.get(adres).content.decode())
            wachtend = Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN, rol__in=actor.rollen)
            for taak in wachtend:
                assert reverse("taak", args=[melding.kenmerk, taak.pk]) in pagina
            laat = wachtend.filter(uiterlijk_op__lt=nu + timedelta(days=30)).count()
            assert pagina.count("te laat: was") == laat
            anderen = Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN).exclude(rol__in=actor.rollen)
            assert not [t for t in anderen if reverse("taak", args=[melding.kenmerk, t.pk]) + '"' in pagina]
        assert client.get(reverse("melding_actor", args=[melding.kenmerk, "koning"])).status_code == 404


def test_het_dossier_wijst_de_weg(client, regio, nu):
    melding = bouw.melding(nu)
    client.force_login(regio.gebruikers["contractmanager"])
    assert reverse("melding_actoren", args=[melding.kenmerk]) in client.get(melding.get_absolute_url()).content.decode()


def test_het_aantal_vragen_aan_de_database_groeit_niet(client, regio, nu, django_assert_max_num_queries):
    melding = bouw.in_fase_1(nu)
    client.force_login(regio.gebruikers["contractmanager"])
    adres = reverse("melding_actor", args=[melding.kenmerk, "manager"])
    client.get(adres)
    with django_assert_max_num_queries(OP_DE_PAGINA):
        client.get(adres)
