"""A gemeente goes up in another: what runs moves in one act, what is closed stays and can be read (R26, R101)."""

from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from basis.taal import moment
from calamiteiten.models import Betrokkenheid, Impactanalyse, Melding
from communicatie.models import Bericht, BerichtStatus
from contacten.bezetting import alle_zetels, bezet, lokale_dag
from contacten.models import Bezetting, Contactpersoon, Gebruiker, Gemeente, Werkgebied
from contacten.organisaties import regio_gemeenten
from contacten.rollen import PER_GEMEENTE
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.betrokkenen import betrek_gemeente
from escalatie.draaiboek.correcties import HERINDELING
from escalatie.draaiboek.informatie import VERBETERD
from escalatie.draaiboek.zegels import breuken
from escalatie.meldingen.beoordeling.beoordelen import bevestig
from escalatie.models import Stap, Taak, TaakStatus
from escalatie.paraatheid.herindeling import voeg_samen
from tests import bouw
from tests import bouw_contacten as lijst
from tests.contacten.test_contactpagina import opgeslagen
from tests.escalatie.invullen import van_pagina
from tests.statussen import Status
from tests.steekproef import steekproef

pytestmark = pytest.mark.django_db
BEVESTIG = "beoordeling_toegang"
OUD, NAAR = "zwolle", "raalte"
# A melding of the old gemeente alone, and one in which the successor takes part already.
WIE = {"alleen": (OUD,), "samen": (OUD, NAAR)}
GESLOTEN = {Status.AFGEROND, Status.NIET_MELDINGSWAARDIG, Status.INGETROKKEN, Status.DUBBEL}
LOPEND = [status for status in Status if status not in GESLOTEN]


@pytest.fixture
def oud(regio):
    return regio.gemeenten[OUD]


@pytest.fixture
def naar(regio):
    return regio.gemeenten[NAAR]


def samen(oud, naar, nu):
    return voeg_samen(oud.pk, naar, lokale_dag(nu), bouw.regio().gebruikers["regiomanager"], nu)


@pytest.mark.eis("R26", "R101")
@pytest.mark.parametrize(("status", "gemeenten"), steekproef(product(LOPEND, WIE.values())))
def test_in_elke_status_gaat_een_lopende_melding_mee_met_al_haar_taken(regio, oud, naar, nu, status, gemeenten):
    melding = bouw.tot(status, nu, gemeenten=gemeenten)
    open_ = set(Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN).values_list("code", "rol"))
    gevonden = controleer(nu)
    samen(oud, naar, nu)
    assert list(Betrokkenheid.objects.filter(melding=melding).values_list("gemeente", flat=True)) == [naar.pk]
    assert not Taak.objects.filter(zaak=melding, gemeente=oud, status=TaakStatus.OPEN).exists()
    assert set(Taak.objects.filter(zaak=melding, status=TaakStatus.OPEN).values_list("code", "rol")) == open_
    assert not Melding.objects.filter(pk=melding.pk, gemeente_verblijf=oud).exists()
    if len(gemeenten) == 1:
        assert not Impactanalyse.objects.filter(melding=melding, gemeente=oud).exists()
    assert controleer(nu) == gevonden


@pytest.mark.eis("R46", "R101")
@pytest.mark.parametrize("gemeenten", WIE.values(), ids=WIE)
def test_wie_een_taak_erbij_krijgt_hoort_dat_in_dezelfde_handeling(regio, oud, naar, nu, gemeenten):
    melding = bouw.in_fase_1(nu, gemeenten=gemeenten)
    van_oud = set(Taak.objects.filter(zaak=melding, gemeente=oud, status=TaakStatus.OPEN).values_list("pk", flat=True))
    assert van_oud
    straks = nu + timedelta(minutes=1)
    samen(oud, naar, straks)
    verhuisd = Taak.objects.filter(pk__in=van_oud, status=TaakStatus.OPEN)
    gehoord = Bericht.objects.filter(zaak=melding, gepland_op=straks)
    # Who fills two seats is written to once.
    for rol in {taak.rol for taak in verhuisd}:
        assert set(bezet(rol, straks, gemeente=naar).ontvangers) <= {rij.contactpersoon for rij in gehoord}, rol
    assert verhuisd.exists() is (len(gemeenten) == 1)


@pytest.mark.eis("R101", "R102")
def test_mensen_accounts_en_werkgebied_gaan_mee_en_niemand_verdwijnt(regio, oud, naar, nu):
    for rol in PER_GEMEENTE:
        lijst.bezetting(rol, oud)
    weg = lijst.contact(gemeente=oud, vervallen_op=nu - timedelta(days=1))
    voor = {
        rol: bezet(rol, nu, gemeente=oud).bezetters + bezet(rol, nu, gemeente=naar).bezetters for rol in PER_GEMEENTE
    }
    eerst = {rol: bezet(rol, nu, gemeente=naar).eerste for rol in PER_GEMEENTE}
    accounts = set(Gebruiker.objects.filter(gemeente=oud).values_list("pk", flat=True))
    aanbieders = set(Werkgebied.objects.filter(gemeente=oud).values_list("aanbieder", flat=True))
    samen(oud, naar, nu)
    for rol in PER_GEMEENTE:
        zetel = bezet(rol, nu, gemeente=naar)
        assert set(zetel.bezetters) == set(voor[rol])
        assert eerst[rol] in {None, zetel.eerste}
    assert accounts <= set(Gebruiker.objects.filter(gemeente=naar).values_list("pk", flat=True))
    assert not Contactpersoon.objects.filter(gemeente=oud).exclude(pk=weg.pk).exists()
    assert aanbieders <= set(
        Werkgebied.objects.filter(gemeente=naar, tot_datum=None).values_list("aanbieder", flat=True)
    )
    assert oud not in regio_gemeenten()
    assert not any(zetel.gemeente == oud for zetel in alle_zetels(nu).values())


@pytest.mark.eis("R102")
@pytest.mark.parametrize("naam", ["toegang_zwolle", "manager_zwolle", "toegang_raalte"])
def test_wat_is_afgerond_blijft_van_de_oude_gemeente_en_te_lezen(client, regio, oud, naar, nu, naam):
    dicht = bouw.tot(Status.AFGEROND, nu, gemeenten=(OUD,))
    client.force_login(regio.gebruikers[naam])
    voor = client.get(dicht.get_absolute_url()).status_code
    rijen = list(Betrokkenheid.objects.filter(melding=dicht).values())
    taken = list(Taak.objects.filter(zaak=dicht).order_by("pk").values())
    samen(oud, naar, nu)
    assert list(Betrokkenheid.objects.filter(melding=dicht).values()) == rijen
    assert list(Taak.objects.filter(zaak=dicht).order_by("pk").values()) == taken
    antwoord = client.get(dicht.get_absolute_url())
    assert antwoord.status_code == (200 if naam.startswith("toegang") else voor)
    if antwoord.status_code == 200:
        assert "Zwolle" in antwoord.content.decode()


def test_wie_van_een_andere_gemeente_is_ziet_niets_meer_dan_eerst(client, regio, oud, naar, buitenstaander, nu):
    melding, dicht = bouw.melding(nu, gemeenten=(OUD,)), bouw.tot(Status.AFGEROND, nu, gemeenten=(OUD,))
    samen(oud, naar, nu)
    client.force_login(buitenstaander)
    assert {client.get(zaak.get_absolute_url()).status_code for zaak in (melding, dicht)} == {404}


def test_een_bericht_dat_nog_wacht_gaat_naar_de_plek_van_nu(regio, oud, naar, nu):
    melding = bouw.melding(nu, gemeenten=(OUD,))
    wachtend = Bericht.objects.filter(zaak=melding, gemeente=oud, status=BerichtStatus.GEPLAND)
    nummers = set(wachtend.values_list("pk", flat=True))
    assert nummers
    samen(oud, naar, nu)
    assert set(Bericht.objects.filter(pk__in=nummers).values_list("gemeente", flat=True)) == {naar.pk}


def test_twee_keer_achter_elkaar_verwijst_naar_de_laatste_en_nog_eens_verandert_niets(regio, oud, naar, nu):
    verder = regio.gemeenten["ommen"]
    samen(oud, naar, nu)
    samen(oud, naar, nu)
    samen(naar, verder, nu)
    oud.refresh_from_db()
    assert (oud.opvolger, oud.einde_datum) == (verder, lokale_dag(nu))
    assert set(Gemeente.objects.exclude(opvolger=None)) == {oud, naar}


@pytest.mark.parametrize("fout", ["zichzelf", "geeindigd", "toekomst", "ergens anders"])
def test_wat_niet_kan_wordt_geweigerd_en_verandert_niets(regio, oud, naar, nu, fout):
    ommen, dag = regio.gemeenten["ommen"], lokale_dag(nu)
    samen(naar, ommen, nu)
    doel, op = {"zichzelf": (oud, dag), "geeindigd": (naar, dag), "toekomst": (ommen, dag + timedelta(days=1))}.get(
        fout, (oud, dag)
    )
    wie = naar if fout == "ergens anders" else oud
    with pytest.raises(ValidationError):
        voeg_samen(wie.pk, doel, op, regio.gebruikers["regiomanager"], nu)
    oud.refresh_from_db()
    assert oud.opvolger is None
    assert Bezetting.objects.filter(gemeente=oud, tot_datum=None).exists()


@pytest.mark.parametrize("rol", ["beheerder", "contractmanager", "toegang_zwolle", "privacy"])
def test_niemand_dan_de_regiomanager_geeft_zo_de_dossiers_van_een_andere_gemeente(client, regio, oud, naar, nu, rol):
    """By it people of the one open what is of the other: who makes accounts cannot do that alone."""
    door = regio.gebruikers[rol]
    client.force_login(door)
    assert client.get(reverse("gemeente_samenvoegen", args=[oud.pk])).status_code == 404
    velden = {"opvolger": naar.pk, "einde_datum": lokale_dag(nu).isoformat(), "akkoord": "on"}
    assert client.post(reverse("gemeente_samenvoegen", args=[oud.pk]), velden).status_code == 404
    with pytest.raises(ValidationError, match="Alleen de regiomanager"):
        voeg_samen(oud.pk, naar, lokale_dag(nu), door, nu)
    oud.refresh_from_db()
    assert (oud.opvolger, oud.einde_datum) == (None, None)


@pytest.mark.sqlite
@pytest.mark.eis("R102")
def test_op_de_pagina_in_een_handeling_en_daarna_is_zij_nergens_meer_te_kiezen(client, regio, oud, naar, nu):
    bouw.melding(nu, gemeenten=(OUD,))
    adres = reverse("gemeente_samenvoegen", args=[oud.pk])
    client.force_login(regio.gebruikers["regiomanager"])
    tekst = client.get(adres).content.decode()
    assert "Lopende meldingen</dt><dd>1</dd>" in tekst
    assert opgeslagen(client, "gemeente_samenvoegen", oud.pk, opvolger=naar.pk).status_code == 200
    assert opgeslagen(client, "gemeente_samenvoegen", oud.pk, opvolger=naar.pk, akkoord="on").status_code == 302
    assert "daarna Raalte" in client.get(reverse("gemeenten")).content.decode()
    client.force_login(regio.gebruikers["beheerder"])
    wie = lijst.contact()
    for naam, argumenten in (("gebruiker_uitnodigen", []), ("contact_nieuw", []), ("plek_nieuw", [wie.pk])):
        keuzes = client.get(reverse(naam, args=argumenten)).context["form"].fields["gemeente"].queryset
        assert oud not in keuzes
        assert naar in keuzes


@pytest.mark.eis("R26", "R101", "A14")
@pytest.mark.parametrize(("status", "gemeenten"), steekproef(product(sorted(GESLOTEN), WIE.values())))
def test_wat_weer_opengaat_gaat_verder_bij_de_opvolger(client, regio, oud, naar, nu, status, gemeenten):
    """Every arrow that opens a dossier again, after a merger that only moved what was open."""
    loper = bouw.WEGEN[status](nu, gemeenten=gemeenten)
    melding = loper.melding
    samen(oud, naar, nu)
    loper.nu = straks = nu + timedelta(hours=1)
    code = next(o.code for o in loper.stand().protocol.overgangen if status in o.van)

    loper.stap(code, motivering="Er is iets nieuws.")

    assert list(Betrokkenheid.objects.filter(melding=melding).values_list("gemeente", flat=True)) == [naar.pk]
    assert not Taak.objects.filter(zaak=melding, gemeente=oud, status=TaakStatus.OPEN).exists()
    gezegd = Bericht.objects.filter(zaak=melding, gepland_op=straks)
    assert gezegd.filter(gemeente=naar).exists()
    assert not gezegd.filter(gemeente=oud).exists()
    assert not gezegd.filter(status=BerichtStatus.GEEN_ONTVANGER, rol="toegang").exists()
    assert Stap.objects.filter(zaak=melding, code=HERINDELING).count() == 1
    client.force_login(regio.gebruikers["toegang_raalte"])
    assert client.get(melding.get_absolute_url()).status_code == 200
    assert controleer(straks) == []


BELLER = "teamleider toegang"


@pytest.mark.eis("R59", "R101")
@pytest.mark.parametrize(
    ("van_oud", "van_naar", "geldt", "bevestigd"),
    [
        (("a", ""), ("a", ""), "a", "a"),  # both said the same
        (("a", ""), None, "a", "a"),  # one of them said it
        (("b", BELLER), ("a", ""), "", "a"),  # two things: she who is asked says which
        (("b", BELLER), ("a", BELLER), "", ""),
        (None, ("a", ""), "a", "a"),  # what the successor said holds for both: nothing is asked of her again
        (None, None, "", ""),
    ],
)
def test_elk_lopend_dossier_zegt_dat_een_gemeente_verderging_en_wat_beide_bevestigden(
    client, regio, oud, naar, nu, van_oud, van_naar, geldt, bevestigd
):
    melding = bouw.in_beoordeling(nu, gemeenten=[OUD, NAAR])
    for gemeente, gezegd in ((oud, van_oud), (naar, van_naar)):
        if gezegd:
            naam = regio.gebruikers.get(f"toegang_{gemeente.code}") if not gezegd[1] else None
            door = naam or regio.gebruikers["contractmanager"]
            bevestig(melding, gemeente, gezegd[0], door, nu, gezegd[1] or ("" if naam else BELLER))

    samen(oud, naar, nu)

    rij = Betrokkenheid.objects.get(melding=melding)
    assert (rij.gemeente, rij.eens_met) == (naar, geldt)
    if rij.weersproken_scenario:
        assert {rij.bevestigd_scenario, rij.weersproken_scenario} == {van_oud[0], van_naar[0]}
    stap = Stap.objects.get(zaak=melding, code=HERINDELING)
    assert stap.door == regio.gebruikers["regiomanager"]
    anders = {naam for naam, _, _ in stap.gegevens["velden"] if naam.startswith("Bevestiging")}
    wie = {f"Bevestiging {gemeente}" for gemeente, wat in ((oud, van_oud), (naar, van_naar)) if wat}
    assert anders == (set() if van_oud in {None, van_naar} else wie)
    assert Taak.objects.filter(zaak=melding, code="beoordeling_toegang", status="open").exists() == (not geldt)
    verteld = Bericht.objects.filter(zaak=melding, regel=VERBETERD).values_list("rol", flat=True)
    assert {"contractmanager", "toegang"} <= set(verteld)
    client.force_login(regio.gebruikers["contractmanager"])
    assert f"{oud} gaat verder als {naar}" in client.get(f"{melding.get_absolute_url()}verloop/").content.decode()
    assert list(breuken()) == []


@pytest.mark.eis("R28", "R101")
def test_wat_de_aanbieder_een_van_beide_vertelde_weet_de_opvolger(regio, oud, naar, nu):
    """Of one toegang there is one moment: the first. Who knows is not asked about, and what stood is in the record."""
    vroeg, laat = nu - timedelta(hours=3), nu - timedelta(hours=2)
    gevallen: tuple[Any, ...] = (
        ({OUD: vroeg}, vroeg),
        ({NAAR: vroeg}, vroeg),
        ({OUD: laat, NAAR: vroeg}, vroeg),
        ({}, None),
    )
    rijen = [(bouw.melding(nu, [OUD, NAAR], gemeld_toegang=was), wordt) for was, wordt in gevallen]

    samen(oud, naar, nu)

    for melding, wordt in rijen:
        assert melding.gemeld_toegang == ({NAAR: wordt} if wordt else {})
        open_ = Taak.objects.filter(zaak=melding, code="toegang_melding_navragen", status=TaakStatus.OPEN)
        assert [taak.gemeente for taak in open_] == ([] if wordt else [naar])
    velden = Stap.objects.get(zaak=rijen[0][0], code=HERINDELING).gegevens["velden"]
    toegang = "Gemeld bij de gemeentelijke toegang van"
    assert velden == [[f"{toegang} {oud}", moment(vroeg), ""], [f"{toegang} {naar}", "", moment(vroeg)]]
    assert list(breuken()) == []


@pytest.mark.eis("R28", "R101")
def test_wie_de_gegevens_nog_van_voor_de_samenvoeging_voor_zich_heeft_ziet_eerst_wat_er_nu_staat(
    client, regio, oud, naar, nu
):
    vroeg = nu - timedelta(hours=3)
    zaak = bouw.melding(nu, [NAAR, NAAR, OUD], gemeld_toegang={OUD: vroeg})
    client.force_login(regio.gebruikers["contractmanager"])
    adres = f"{zaak.get_absolute_url()}wijzigen/"
    open_pagina = van_pagina(client.get(adres))
    samen(oud, naar, nu)

    velden = {**open_pagina, "onderwerp": "Anders", "reden": "Beter gezegd."}
    assert client.post(adres, velden).status_code == 409
    assert Melding.objects.get(pk=zaak.pk).gemeld_toegang == {NAAR: vroeg}


@pytest.mark.eis("R59", "R101")
@pytest.mark.parametrize("hoe", ["herindeling", "erbij", "erbij na twijfel"])
def test_wie_tijdens_het_oordeel_meedoet_wordt_gevraagd_te_bevestigen(regio, oud, naar, nu, hoe):
    """Also when everyone else confirmed already, and whatever the newest step was."""
    melding = bouw.in_beoordeling(nu, gemeenten=[OUD])
    cm, straks = regio.gebruikers["contractmanager"], nu + timedelta(minutes=1)
    if hoe.endswith("twijfel"):
        # By another step than the first the parties judge again.
        loper = bouw.WEGEN[Status.TWIJFEL](nu, gemeenten=[OUD])
        loper.doe_alles()
        melding = loper.stap("hervat_beoordeling").melding
    if hoe == "herindeling":
        # Nothing stood open for the old gemeente, and nothing stands for it any more.
        Taak.objects.filter(zaak=melding, code=BEVESTIG).update(status=TaakStatus.VERVALLEN, afgerond_op=nu)
        samen(oud, naar, straks)
    else:
        bevestig(melding, oud, "a", cm, nu, BELLER)
        betrek_gemeente(melding, naar, cm, straks)
    taak = Taak.objects.get(zaak=melding, code=BEVESTIG, gemeente=naar, status=TaakStatus.OPEN)
    gehoord = Bericht.objects.filter(zaak=melding, rol="toegang", gemeente=naar, gepland_op=straks)
    assert gehoord.exists(), taak
    assert [regel for regel in controleer(straks) if regel.nummer != 1] == []
