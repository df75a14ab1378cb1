"""The page that everyone starts with: own tasks, before when and why; nothing of others."""

import re
from datetime import UTC, datetime, timedelta

import pytest

from basis.kalender import ZONE
from calamiteiten.toegang import zichtbaar_voor
from contacten.rollen import Rol
from escalatie.draaiboek.bevoegdheid import is_eigen_taak
from escalatie.draaiboek.dringend import LATER, STRAKS, rang
from escalatie.models import Hartslag, Taak, Termijn
from escalatie.protocol.bereik import doorlopend, signaaltaken
from escalatie.werk.context import aantallen_voor, vergeet
from escalatie.werk.werkvoorraad import eigen, maak_werkvoorraad
from tests import bouw, klok
from tests.bouw_contacten import wijzig_rol
from tests.escalatie.rijen import vermenigvuldig
from tests.inbraak import inbraak

pytestmark = pytest.mark.django_db
NU = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _vergeten():
    vergeet()


def werk_van(gebruiker, nu=NU):
    return maak_werkvoorraad(gebruiker, zichtbaar_voor(gebruiker), nu)


@pytest.mark.sqlite
def test_een_nieuwe_melding_geeft_de_contractmanager_een_taak_met_moment_en_reden(contractmanager):
    melding = bouw.melding(NU)
    taak = next(werk for werk in werk_van(contractmanager).taken if "meldingswaardig" in werk.titel)
    assert (taak.kenmerk, taak.bron) == (melding.kenmerk, "Deel I, 1.2")
    assert taak.waarom.startswith("Loop de vragen")
    assert taak.termijn.toestand == "loopt"
    assert taak.url.startswith(f"/meldingen/{melding.kenmerk}/taken/")


@pytest.mark.sqlite
def test_te_laat_staat_vooraan_en_zonder_moment_niet_achteraan(contractmanager):
    bouw.melding(NU, gemeld_igj_op=None)
    bouw.melding(NU - timedelta(days=5))
    taken = werk_van(contractmanager).taken
    assert taken[0].is_te_laat
    assert [taak.termijn is None for taak in taken] == [False, True, False]


@pytest.mark.parametrize(("uur", "minuut"), [(0, 5), (3, 40), (7, 59), (8, 0), (16, 0), (23, 30)])
def test_wat_vandaag_af_moet_staat_onder_vandaag_hoe_laat_het_ook_is(uur, minuut):
    nu = datetime(2026, 12, 1, uur, minuut, tzinfo=ZONE)
    vandaag = datetime(2026, 12, 1, 23, 59, tzinfo=ZONE)
    overmorgen = datetime(2026, 12, 3, 0, 0, tzinfo=ZONE)
    assert (rang(vandaag, nu), rang(overmorgen, nu)) == (STRAKS, LATER)


def losse_taak(melding, titel, op=None, gemaakt_op=NU):
    return Taak.objects.create(
        zaak=melding, code="actie", titel=titel, rol=Rol.CONTRACTMANAGER, uiterlijk_op=op, gemaakt_op=gemaakt_op
    )


def test_honderdtien_taken_verbergen_die_van_vannacht_zonder_datum_niet(client, contractmanager):
    melding = bouw.tot("impactanalyse", NU)
    with inbraak():
        Taak.objects.filter(zaak=melding).delete()
    for nummer in range(110):
        losse_taak(melding, f"Volgende week {nummer}", NU + timedelta(days=7))
    losse_taak(melding, "Vannacht", gemaakt_op=NU)
    losse_taak(melding, "Vanavond om acht", NU + timedelta(hours=10))
    losse_taak(melding, "Vannacht om een uur", NU + timedelta(hours=15))
    losse_taak(melding, "Te laat", NU - timedelta(hours=1))

    werk = werk_van(contractmanager)
    eerste = ["Te laat", "Vanavond om acht", "Vannacht om een uur", "Vannacht"]
    assert [taak.titel for taak in werk.taken][:4] == eerste
    assert len(werk.taken) == 114

    client.force_login(contractmanager)
    pagina = client.get("/").content.decode()
    assert all(f"Volgende week {nummer}<" in pagina for nummer in range(110))
    assert "U ziet" not in pagina


def test_wat_laat_is_gaat_voor_en_alles_wordt_geteld(contractmanager):
    melding = bouw.tot("impactanalyse", NU)
    with inbraak():
        Taak.objects.filter(zaak=melding).delete()
    for nummer in range(50):
        losse_taak(melding, f"Laat {nummer}", NU - timedelta(hours=1))
        losse_taak(melding, f"Straks {nummer}", NU + timedelta(hours=3))
        losse_taak(melding, f"Zonder {nummer}")
        losse_taak(melding, f"Later {nummer}", NU + timedelta(days=3))

    werk = werk_van(contractmanager)

    assert [taak.titel.split()[0] for taak in werk.taken] == ["Laat"] * 50 + ["Straks"] * 50 + ["Zonder"] * 50 + [
        "Later"
    ] * 50
    assert aantallen_voor(contractmanager, NU)["te_laat"] == 50


def test_vijftig_zaken_per_kop_en_de_volgende_een_link_verder(client, contractmanager):
    """What is late stands first and is counted whole; the zaken that do not fit are one link further, each once."""
    vermenigvuldig(bouw.melding(NU - timedelta(days=5)), 60)
    losse_taak(bouw.melding(NU), "Vanavond", NU + timedelta(hours=3))
    client.force_login(contractmanager)
    with klok.op(NU):
        eerste, tweede = client.get("/"), client.get("/?deel=te-laat&vanaf=50")
        te_ver = client.get("/?deel=te-laat&vanaf=5000")
    delen = [antwoord.context["werk"].delen[0] for antwoord in (eerste, tweede, te_ver)]
    assert {(deel.code, deel.zaken.aantal) for deel in delen} == {("te-laat", 61)}
    kenmerken = [[zaak.kenmerk for zaak in deel.zaken.rijen] for deel in delen]
    assert (len(kenmerken[0]), len({*kenmerken[0], *kenmerken[1]})) == (50, 61)
    assert kenmerken[2] == kenmerken[1]
    assert delen[0].aantal == aantallen_voor(contractmanager, NU)["te_laat"]
    pagina = eerste.content.decode()
    assert f"{delen[0].aantal} in 61 zaken" in pagina
    assert "U ziet 1 tot en met 50 van 61 zaken." in pagina
    assert 'href="?deel=te-laat&amp;vanaf=50#te-laat">Toon de volgende</a>' in pagina
    # What is for today is not pushed off by what is late, on neither page.
    for antwoord in (eerste, tweede):
        assert "Vanavond" in antwoord.content.decode()
    vervolg = tweede.content.decode()
    assert "U ziet 51 tot en met 61 van 61 zaken." in vervolg
    assert 'href="?deel=te-laat&amp;vanaf=0#te-laat">Toon de vorige</a>' in vervolg


@pytest.mark.parametrize(
    "vraag", ["deel=te-laat&vanaf=-1", "deel=%00&vanaf=1", "vanaf=x", "deel=te-laat&vanaf=9" + "9" * 99]
)
def test_onzin_in_het_adres_geeft_gewoon_het_begin(client, contractmanager, vraag):
    client.force_login(contractmanager)
    assert client.get(f"/?{vraag}").status_code == 200


def test_een_termijn_die_een_taak_al_zegt_is_geen_eigen_regel(contractmanager):
    vermenigvuldig(bouw.melding(NU), 30)
    assert werk_van(contractmanager).termijnen == []
    with inbraak():
        Taak.objects.all().delete()
    assert len(werk_van(contractmanager).termijnen) == 31


@pytest.mark.eis("R46")
def test_de_toegang_ziet_alleen_de_taken_van_de_eigen_gemeente(toegang_zwolle, toegang_deventer, buitenstaander):
    melding = bouw.tot("impactanalyse", NU, gemeenten=("zwolle", "deventer"))
    for gebruiker, plaats in ((toegang_zwolle, "Zwolle"), (toegang_deventer, "Deventer")):
        taken = werk_van(gebruiker).taken
        assert {werk.gemeente for werk in taken} == {plaats}
        assert {werk.kenmerk for werk in taken} == {melding.kenmerk}
    assert werk_van(buitenstaander).taken == []


@pytest.mark.sqlite
def test_eigen_in_sql_is_eigen_in_python(regio):
    for status in ("impactanalyse", "scenario_c", "fase_1", "fase_2"):
        bouw.tot(status, NU, gemeenten=("zwolle", "deventer"))
    for naam in ("contractmanager", "regiomanager", "adviseur", "toegang_zwolle", "manager_zwolle"):
        gebruiker = regio.gebruikers[naam]
        volgens_sql = set(Taak.objects.filter(eigen(gebruiker)).values_list("pk", flat=True))
        assert volgens_sql == {taak.pk for taak in Taak.objects.all() if is_eigen_taak(gebruiker, taak)}, naam


def test_taken_van_een_gesloten_melding_zijn_geen_werk(contractmanager):
    melding = bouw.tot("afgerond", NU - timedelta(days=2))
    Taak.objects.create(zaak=melding, code="actie", titel="Vergeten", rol=Rol.CONTRACTMANAGER, gemaakt_op=NU)
    assert werk_van(contractmanager).taken == []


@pytest.mark.eis("R99")
def test_wie_gebeld_moet_worden_staat_apart(contractmanager):
    bouw.melding(NU, gemeenten=("deventer",))
    werk = werk_van(contractmanager)
    assert ["Deventer" in rij.titel for rij in werk.bellen] == [True]
    assert not any("telefonisch" in rij.titel for rij in werk.taken)
    assert werk.bellen[0].termijn.tekst == "nog 1 u"


def test_mijn_termijnen_zijn_die_van_mijn_rol(contractmanager, regiomanager):
    melding = bouw.in_fase_1(NU)
    with inbraak():
        Taak.objects.filter(rol=Rol.REGIOMANAGER).update(uiterlijk_op=None)
    assert [(werk.kenmerk, werk.termijn.tekst) for werk in werk_van(regiomanager).termijnen] == [
        (melding.kenmerk, "nog 2 dagen")
    ]
    rollen = Termijn.objects.filter(geeindigd_op__isnull=True).values_list("rol", flat=True)
    assert Rol.CONTRACTMANAGER not in rollen
    assert werk_van(contractmanager).termijnen == []


def test_een_afgesproken_actie_noemt_haar_eigenaar(regiomanager):
    melding = bouw.in_fase_1(NU)
    Taak.objects.create(
        zaak=melding, code="actie", titel="Bel de school", rol=Rol.REGIOMANAGER, eigenaar="GGD", gemaakt_op=NU
    )
    actie = next(werk for werk in werk_van(regiomanager).taken if werk.titel == "Bel de school")
    assert "Eigenaar: GGD." in actie.waarom


def test_de_beheerder_ziet_hoeveel_plekken_leeg_zijn_en_geen_meldingen(client, beheerder):
    melding = bouw.in_fase_1(NU)
    client.force_login(beheerder)
    pagina = client.get("/").content.decode()
    assert "plek heeft niemand" in pagina
    assert melding.kenmerk not in pagina
    assert "/contacten/#dekking" in pagina


@pytest.mark.parametrize(
    ("naam", "zin"),
    [
        ("contractmanager", "Kies dan Nieuwe melding."),
        ("regiomanager", "Op het dashboard ziet u alle open meldingen."),
        ("toegang_zwolle", "dan krijgt u een e-mail"),
    ],
)
def test_een_lege_werkvoorraad_zegt_wat_u_kunt_doen(client, regio, naam, zin):
    client.force_login(regio.gebruikers[naam])
    assert zin in client.get("/").content.decode()


def test_zonder_rol_staat_er_wie_u_een_rol_geeft(client, contractmanager):
    bouw.melding(NU)
    wijzig_rol(contractmanager, Rol.BEHEERDER)
    type(contractmanager).objects.filter(pk=contractmanager.pk).update(rol="")
    client.force_login(contractmanager)
    pagina = client.get("/").content.decode()
    assert "Vraag de beheerder" in pagina
    assert "CAL-" not in pagina


def test_alleen_wie_mag_melden_heeft_de_knop_nieuwe_melding(client, regio):
    for naam, gebruiker in regio.gebruikers.items():
        client.force_login(gebruiker)
        assert ("Nieuwe melding" in client.get("/").content.decode()) == (
            naam in {"contractmanager", "regiomanager"}
        ), naam


def test_de_tellers_naast_de_navigatie_tellen_wat_u_mag_zien(
    regio, toegang_zwolle, buitenstaander, beheerder, adviseur
):
    bouw.in_fase_1(NU, gemeenten=("zwolle",))
    bouw.tot("impactanalyse", NU, gemeenten=("zwolle", "deventer"))
    bouw.tot("afgerond", NU - timedelta(days=2))
    taken = len(werk_van(toegang_zwolle).taken)
    getallen = aantallen_voor(toegang_zwolle, NU)
    assert (getallen["meldingen"], getallen["werkvoorraad"]) == (2, taken)
    assert aantallen_voor(adviseur)["meldingen"] == 2
    assert aantallen_voor(adviseur)["persvragen"] == 0
    assert not any(aantallen_voor(buitenstaander).values())
    assert aantallen_voor(beheerder) == {}


def test_wat_te_laat_is_staat_vooraan_en_kop_menu_en_titel_noemen_hetzelfde_getal(client, regio):
    """Every role, on the page itself and elsewhere: one count, which is that of the lines under *te laat*."""
    bouw.in_fase_1(NU - timedelta(hours=51), gemeenten=("zwolle",))
    bouw.melding(NU - timedelta(days=2), gemeenten=("deventer",))
    gezien = {}
    with klok.op(NU):
        for naam, gebruiker in regio.gebruikers.items():
            client.force_login(gebruiker)
            antwoord = client.get("/")
            delen = antwoord.context["werk"].delen
            laat = delen[0].aantal if delen and delen[0].code == "te-laat" else 0
            gezien[naam] = laat
            for pagina in (antwoord.content.decode(), client.get("/contacten/").content.decode()):
                kop = re.findall(r'class="cal-laat"[^>]*>.*?</svg>(\d+)<span[^>]*> te laat<', pagina)
                menu = re.findall(r'class="n n--laat">.*?</svg>(\d+)<span[^>]*> te laat<', pagina)
                titel = re.findall(r"<title>\((\d+) te laat\)", pagina)
                # The menu stands on the page twice: beside it, and on a phone.
                assert (kop, menu, titel) == (([str(laat)], [str(laat)] * 2, [str(laat)]) if laat else ([], [], [])), (
                    naam
                )
    assert gezien["regiomanager"] > 1
    assert gezien["contractmanager"]
    client.force_login(regio.gebruikers["regiomanager"])
    with klok.op(NU):
        pagina = client.get("/").content.decode()
    koppen = [f'id="{deel}"' for deel in ("te-laat", "laat-bij-anderen", "nieuws", "vandaag", "week", "wacht")]
    volgorde = [pagina.index(kop) for kop in koppen if kop in pagina]
    assert volgorde == sorted(volgorde)
    assert len(volgorde) > 1


@pytest.mark.parametrize("aantal", [49, 199])
def test_het_aantal_vragen_aan_de_database_groeit_niet(client, contractmanager, django_assert_num_queries, aantal):
    vermenigvuldig(bouw.melding(NU), aantal)
    client.force_login(contractmanager)
    client.get("/")
    with django_assert_num_queries(11):
        antwoord = client.get("/")
    assert len(antwoord.context["werk"].taken) == aantal + 1


@pytest.mark.parametrize(
    ("naam", "ziet"),
    [
        ("contractmanager", True),
        ("regiomanager", True),
        ("beheerder", True),
        ("toegang_zwolle", False),
        ("adviseur", False),
    ],
)
def test_stilstand_van_de_bewaking_staat_op_elke_pagina_van_de_staf(client, regio, naam, ziet):
    client.force_login(regio.gebruikers[naam])
    assert ("De bewaking van termijnen staat stil." in client.get("/contacten/").content.decode()) == ziet


def test_loopt_de_bewaking_dan_is_er_geen_balk(client, regiomanager):
    Hartslag.objects.create(component="bewaking", op=NU)
    client.force_login(regiomanager)
    assert "staat stil" not in client.get("/contacten/").content.decode()


def test_wat_doorloopt_telt_niet_als_werk_dat_wacht(client, adviseur):
    bouw.in_fase_1(NU)
    client.force_login(adviseur)

    pagina = client.get("/")

    werk = pagina.context["werk"]
    assert "Doorlopend, zolang de melding loopt" in pagina.content.decode()
    assert {w.titel for w in werk.doorlopend}.isdisjoint(w.titel for w in werk.taken)
    assert aantallen_voor(adviseur)["werkvoorraad"] == len(werk.taken) + len(werk.bellen)


def test_per_zaak_staat_wat_vandaag_deze_week_of_later_moet_en_niets_raakt_weg(client, adviseur, nu):
    """Three zaken, one of them in danger: what is for today is open, of the rest one task per zaak, and the rest is
    counted; what goes on is one line per zaak."""
    zaken = [bouw.tot("scenario_c", nu, gemeenten=(plaats,)) for plaats in ("zwolle", "kampen", "raalte")]
    with inbraak():
        Taak.objects.filter(rol=Rol.COMMUNICATIEADVISEUR).exclude(code__in=doorlopend()).delete()
    gevaar = zaken[2]
    code = next(iter(signaaltaken()))
    Taak.objects.create(zaak=gevaar, code=code, titel="Veilig?", rol=Rol.MANAGER_GEMEENTE, gemaakt_op=nu)
    for nummer, zaak in enumerate(zaken):
        for titel, op in (
            ("Te laat", nu - timedelta(hours=1)),
            ("Straks", nu + timedelta(hours=3)),
            ("Vrijdag", nu + timedelta(days=3)),
            ("Vrijdag ook", nu + timedelta(days=3)),
            ("Zaterdag", nu + timedelta(days=4)),
            ("Volgende maand", nu + timedelta(days=30)),
            ("Zonder moment", None),
        ):
            Taak.objects.create(
                zaak=zaak,
                code="actie",
                titel=f"{titel} {nummer}",
                rol=Rol.COMMUNICATIEADVISEUR,
                uiterlijk_op=op,
                gemaakt_op=nu,
            )

    werk = werk_van(adviseur, nu)

    delen = {deel.code: deel for deel in werk.delen}
    assert list(delen) == ["te-laat", "vandaag", "zonder", "week", "later", "doorlopend"]
    # Danger comes first, and of a zaak in danger all that is not late is for today.
    volgorde = [gevaar.kenmerk, zaken[0].kenmerk, zaken[1].kenmerk]
    assert [(zaak.kenmerk, len(zaak.open)) for zaak in delen["te-laat"].zaken.rijen] == [(een, 1) for een in volgorde]
    vandaag = [(zaak.kenmerk, zaak.heeft_signaal, len(zaak.open)) for zaak in delen["vandaag"].zaken.rijen]
    assert vandaag == list(zip(volgorde, (True, False, False), (6, 1, 1), strict=True))
    week = [([w.titel for w in zaak.open], len(zaak.dicht)) for zaak in delen["week"].zaken.rijen]
    assert week == [(["Vrijdag 0"], 2), (["Vrijdag 1"], 2)]
    assert [len(zaak.open) for zaak in delen["zonder"].zaken.rijen] == [1, 1]
    assert delen["doorlopend"].zaken.aantal == 3
    assert not any(zaak.dicht for zaak in delen["doorlopend"].zaken.rijen)
    alle = [werk for deel in werk.delen for zaak in deel.zaken.rijen for werk in (*zaak.open, *zaak.dicht)]
    assert len(alle) == len(werk.taken) + len(werk.doorlopend) == sum(deel.aantal for deel in werk.delen)
    wacht = {regel.kenmerk for regel in (*werk.wacht.laat.rijen, *werk.wacht.verder.rijen)}
    assert wacht == {zaak.kenmerk for zaak in zaken}
    client.force_login(adviseur)
    pagina = client.get("/").content.decode()
    assert f"Nog 2 in {zaken[0].kenmerk}" in pagina
    assert "Wacht op anderen" in pagina
    for titel in (werk.titel for werk in alle):
        assert titel in pagina
