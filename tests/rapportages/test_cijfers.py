"""Every figure of /rapportages/ again by plain loops over the rows, sharing no code; and the list behind each."""

import re
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from math import ceil
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.html import escape

from basis.wereld import Wereld, binnen
from calamiteiten.models import Betrokkenheid, Inzage, Melding, Oefening
from escalatie.models import Stap, Taak, Termijn, Verbeterpunt
from escalatie.rapportages.cijfers import looptijden, tellingen
from escalatie.rapportages.jaarrapport import maak
from escalatie.rapportages.keuze import Keuzeform, Periode, heel_jaar, in_periode, snelle_keuzes
from escalatie.rapportages.maten import MATEN
from escalatie.werk.filters import Namen, lees_namen
from tests import bouw
from tests.escalatie.rijen import vermenigvuldig

NU = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
HIER = ZoneInfo("Europe/Amsterdam")
pytestmark = [pytest.mark.django_db, pytest.mark.klok(NU)]
EINDES = {"niet_meldingswaardig", "ingetrokken", "dubbel", "afgerond"}


@pytest.fixture
def wereld():
    """A seeded year: every road, other gemeenten, a double, one that was taken back, and the turn of the year."""
    regio = bouw.regio(NU)
    bouw.in_fase_1(NU - timedelta(hours=50), gemeenten=("zwolle", "raalte"))
    bouw.tot("afgerond", NU - timedelta(days=90), categorie="suicide")
    bouw.in_scenario("b", NU - timedelta(days=3), gemeenten=("deventer",), aanbieder="brug")
    bouw.melding(NU - timedelta(days=20), melder="inspectie", gebeurd_datum=date(2026, 10, 28), gemeld_igj_op=None)
    bouw.tot("ingetrokken", NU - timedelta(days=8))
    bouw.tot("dubbel", NU - timedelta(days=9))
    bouw.melding(datetime(2025, 12, 31, 22, 30, tzinfo=UTC))
    # An hour later it is 2026 in the Netherlands, and still 2025 in UTC.
    bouw.melding(datetime(2025, 12, 31, 23, 30, tzinfo=UTC))
    return regio


def orakel(van, tot, nu, mag=lambda melding: True):
    """Every figure of this period by loops: measure -> key -> how many; and how long: measure -> key -> durations."""
    geteld: dict[str, Counter[str]] = {code: Counter() for code in MATEN}
    duur: dict[str, dict[str, list[timedelta]]] = {"stap": {}, "afgerond": {}}
    for melding in Melding.objects.all():
        ontvangen = melding.ontvangen_op.astimezone(HIER)
        if not van <= ontvangen.date() <= tot or melding.status in {"ingetrokken", "dubbel"} or melding.dubbel_van_id:
            continue
        if not mag(melding):
            continue
        geteld["alle"][""] += 1
        geteld["jaar"][str(ontvangen.year)] += 1
        geteld["maand"][f"{ontvangen:%Y%m}"] += 1
        geteld["kwartaal_scenario"][f"{(ontvangen.month + 2) // 3}|{melding.scenario}"] += 1
        for veld in ("soort", "categorie", "scenario", "status"):
            geteld[veld][getattr(melding, veld)] += 1
        geteld["aanbieder"][str(melding.aanbieder_id)] += 1
        zelf = melding.ontvangen_op if melding.melder == "aanbieder" else melding.gemeld_zelf_op
        geteld["gemeld_contractmanager"][vak(zelf, melding)] += 1
        geteld["gemeld_igj"][vak(melding.gemeld_igj_op, melding)] += 1
        for rij in Betrokkenheid.objects.filter(melding=melding):
            geteld["gemeente"][str(rij.gemeente_id)] += 1
            geteld["gemeld_toegang"][vak(rij.gemeld_op, melding)] += 1
        tel_wat_eraan_hangt(melding, geteld, nu)
        tel_stappen(melding, duur)
    for maat, per_sleutel in duur.items():
        geteld[maat] = Counter({sleutel: len(tijden) for sleutel, tijden in per_sleutel.items()})
    return {code: {s: n for s, n in teller.items() if n} for code, teller in geteld.items()}, duur


def tel_wat_eraan_hangt(melding, geteld, nu):
    for termijn in Termijn.objects.filter(zaak=melding):
        uitkomst = {"gehaald": "op_tijd", "te_laat": "te_laat"}.get(termijn.status)
        if termijn.status in {"loopt", "verstreken"} and termijn.vervalt_op < nu:
            uitkomst = "nog_open"
        if uitkomst:
            geteld["termijn"][f"{termijn.code}|{uitkomst}"] += 1
    for punt in Verbeterpunt.objects.filter(taak__zaak=melding):
        taak = punt.taak
        laat = "te_laat" if taak.uiterlijk_op and taak.uiterlijk_op <= nu else "open"
        geteld["punt"][{"afgerond": "klaar", "vervallen": "vervallen"}.get(taak.status, laat)] += 1
        geteld["les"][""] += bool(punt.les) and taak.status != "vervallen"


def tel_stappen(melding, duur):
    sinds = melding.ontvangen_op
    for stap in Stap.objects.filter(zaak=melding).order_by("volgnummer"):
        if stap.van == stap.naar or stap.volgnummer == 1:
            continue
        if stap.van not in EINDES:
            duur["stap"].setdefault(stap.van, []).append(stap.op - sinds)
        sinds = stap.op
    if melding.afgerond_op:
        duur["afgerond"].setdefault("", []).append(melding.afgerond_op - melding.ontvangen_op)


def vak(gemeld_op, melding):
    if gemeld_op is None:
        return "onbekend"
    dagen = (gemeld_op.astimezone(HIER).date() - melding.gebeurd_datum).days
    return "dag_zelf" if dagen <= 0 else "dag_erna" if dagen == 1 else "later"


def rang(tijden, deel):
    return sorted(tijden)[ceil(len(tijden) * deel) - 1]


def alle_rijen(client, url):
    """The list behind a figure, walked to its end."""
    gevonden = []
    while True:
        lijst = client.get(url).context["l"]
        gevonden += lijst.rijen
        if not lijst.volgende:
            assert lijst.totaal == len(gevonden), url
            return gevonden
        url = re.sub(r"&na=.*", "", url) + f"&na={lijst.volgende}"


def cellen(blad):
    yield blad.totaal
    for tabel in (*blad.staven, *blad.tabellen):
        yield from (staaf.cel for staaf in tabel.staven)
        yield from (cel for _, rij in tabel.rijen for cel in rij)


@pytest.mark.sqlite
def test_elk_cijfer_klopt_met_een_telling_met_de_hand_en_met_zijn_lijst(wereld, client):
    """All figures; then filters, whose figures, and what is kept of who looked. In one seeded region, for it takes long
    to make."""
    elk_cijfer_klopt(wereld, client)
    client.force_login(wereld.gebruikers["contractmanager"])
    filters_versmallen(wereld, client)
    er_blijft_staan_wie_keek(client)
    client.force_login(wereld.gebruikers["toegang_zwolle"])
    een_gemeente_ziet_haar_eigen_cijfers(wereld, client)
    client.force_login(wereld.gebruikers["manager_zwolle"])
    wie_niets_mag_openen_krijgt_jaarcijfers(client)


def elk_cijfer_klopt(wereld, client):
    """For the region and for one gemeente, over the year and over a part of it."""
    punt = Taak.objects.filter(zaak__status="afgerond")[0]
    Verbeterpunt.objects.create(
        taak=punt,
        bron="evaluatie",
        vraag="x",
        les="Bel eerst.",
        vastgelegd_op=NU,
        vastgelegd_door=wereld.gebruikers["contractmanager"],
    )
    zwolle = set(Betrokkenheid.objects.filter(gemeente=wereld.gemeenten["zwolle"]).values_list("melding", flat=True))
    perioden = [
        (date(2026, 1, 1), date(2026, 12, 31)),
        (date(2026, 10, 1), date(2026, 11, 20)),
        (date(2025, 12, 31),) * 2,
    ]
    for naam, mag in (("regiomanager", lambda m: True), ("toegang_zwolle", lambda m: m.pk in zwolle)):
        client.force_login(wereld.gebruikers[naam])
        for van, tot in perioden:
            verwacht, duur = orakel(van, tot, NU, mag)
            selectie = in_periode(
                Melding.objects.filter(pk__in=[m.pk for m in Melding.objects.all() if mag(m)]), Periode(van, tot)
            )
            gemeten = tellingen(selectie, MATEN, NU)
            assert {code: gemeten.get(code, {}) for code in MATEN} == verwacht
            for maat, per_sleutel in duur.items():
                tijden = looptijden(selectie, maat, NU)
                assert {s: (t.aantal, t.helft, t.negen) for s, t in tijden.items()} == {
                    s: (len(d), rang(d, 0.5), rang(d, 0.9)) for s, d in per_sleutel.items()
                }
            antwoord = client.get(reverse("rapportages"), {"van": van, "tot": tot})
            blad = antwoord.context["r"]
            assert blad.aantal == verwacht["alle"].get("", 0)
            for cel in cellen(blad):
                if cel.url:
                    assert len(alle_rijen(client, cel.url)) == int(cel.tekst), cel
    assert verwacht["alle"] == {"": 1}, "the evening of 31 December belongs to the old year"


def filters_versmallen(wereld, client):
    def tel(**vraag):
        return client.get(reverse("rapportages"), {"van": "2026-01-01", "tot": "2026-12-31", **vraag})

    alles = tel().context["r"].aantal
    brug = wereld.aanbieders["brug"].pk
    assert tel(aanbieder=brug).context["r"].aantal == 1
    assert tel(categorie="suicide").context["r"].aantal == 1
    assert tel(gemeente="raalte").context["r"].aantal == 1
    # The one of an inspection, the one of New Year's Eve, and the one that another turned out to tell of.
    assert tel(scenario="geen").context["r"].aantal == 3
    assert tel(scenario="d", gemeente="raalte").context["r"].aantal == 1
    fout = tel(scenario="zz", van="2026-99-99")
    assert fout.context["r"].aantal == alles
    # What is wrong stands there in words, with each field and on the list behind a figure too.
    lijst = client.get(reverse("rapportage_lijst", args=["scenario"]), {"scenario": "zz", "van": "2026-99-99"})
    for gelezen in (fout.content.decode(), lijst.content.decode()):
        assert "Een deel van uw vraag kan niet" in gelezen
        for veld in ("van", "scenario"):
            (zin,) = fout.context["form"].errors[veld]
            assert f"{escape(zin)}</li>" in gelezen, veld
    omgekeerd = client.get(reverse("rapportages"), {"van": "2026-05-01", "tot": "2026-01-01"})
    assert omgekeerd.context["r"].periode == Periode(date(2026, 1, 1), date(2026, 12, 31))
    leeg = tel(van="2024-01-01", tot="2024-01-31")
    assert "In deze periode kwam geen melding binnen" in leeg.content.decode()


def er_blijft_staan_wie_keek(client):
    voor, heel = Inzage.objects.count(), {"van": "2026-01-01", "tot": "2026-12-31"}
    client.get(reverse("rapportages"), {**heel, "scenario": "d"})
    client.get(reverse("rapportage_lijst", args=["scenario"]), {**heel, "waarde": "d"})
    client.get(reverse("jaarrapport", args=[2025, "xlsx"]))
    cijfers, lijst, bestand = Inzage.objects.order_by("pk")[voor:]
    assert (cijfers.wat, cijfers.aantal) == ("rapportage", 1)
    assert "scenario=d" in cijfers.filter
    assert (lijst.soort, lijst.aantal) == ("lijst", 1)
    assert "waarde=d" in lijst.filter
    assert (bestand.soort, bestand.wat, bestand.aantal) == ("uitvoer", "jaarrapport 2025", 1)
    assert "jaar=2025" in bestand.filter


def een_gemeente_ziet_haar_eigen_cijfers(wereld, client):
    antwoord = client.get(reverse("rapportages"), {"gemeente": "deventer"})
    assert "gemeente" not in antwoord.context["form"].fields
    tekst = antwoord.content.decode()
    assert "Per gemeente" not in tekst
    assert "Zwolle: " in tekst
    eigen = Melding.objects.filter(betrokkenheden__gemeente=wereld.gemeenten["zwolle"]).values_list(
        "kenmerk", flat=True
    )
    gezien = {rij.kenmerk for rij in alle_rijen(client, antwoord.context["r"].totaal.url)}
    assert gezien
    assert gezien <= set(eigen)


def wie_niets_mag_openen_krijgt_jaarcijfers(client):
    tekst = client.get(reverse("rapportages"), {"jaar": "2025", "scenario": "d"}).content.decode()
    assert "minder dan 5 meldingen" in tekst
    assert reverse("rapportage_lijst", args=["alle"]) not in tekst
    assert client.get(reverse("rapportage_lijst", args=["alle"])).status_code == 404
    assert client.get(reverse("jaarrapport", args=[2025, "xlsx"])).status_code == 404


def test_de_velden_van_en_tot_zeggen_welke_periode_er_telt():
    def waarden(**vraag):
        form = Keuzeform(vraag, Namen({}, {}), NU, met_gemeente=False)
        return form["van"].value(), form["tot"].value()

    assert waarden() == ("01-01-2026", "31-12-2026")
    assert waarden(van="2025-03-01", tot="2025-03-31") == ("01-03-2025", "31-03-2025")
    assert waarden(van="1-4-2026") == ("01-04-2026", "31-12-2026")
    # What is no day stays as it was typed, beside what is wrong with it.
    assert waarden(van="ooit", tot="2026-05-01") == ("ooit", "2026-05-01")


def test_de_snelle_keuzes_zijn_hele_maanden_kwartalen_en_jaren():
    gevonden = {naam: (p.van.isoformat(), p.tot.isoformat()) for naam, p in snelle_keuzes(NU)}
    assert gevonden == {
        "Deze maand": ("2026-11-01", "2026-11-30"),
        "Vorige maand": ("2026-10-01", "2026-10-31"),
        "Dit kwartaal": ("2026-10-01", "2026-12-31"),
        "Vorig kwartaal": ("2026-07-01", "2026-09-30"),
        "Dit jaar": ("2026-01-01", "2026-12-31"),
        "Vorig jaar": ("2025-01-01", "2025-12-31"),
    }


@pytest.mark.parametrize("aantal", [50, pytest.param(5000, marks=pytest.mark.alleen_alles)])
def test_de_pagina_stelt_evenveel_vragen_hoeveel_meldingen_er_ook_zijn(client, aantal):
    """Once the report of a year too; and what is played counts nowhere."""
    regio = bouw.regio(NU)
    echt = bouw.in_fase_1(NU - timedelta(hours=51))
    leider = regio.gebruikers["regiomanager"]
    spel = Oefening.objects.create(
        scenario="nacht",
        naam="Nacht",
        snelheid=60,
        aanbieder=echt.aanbieder,
        gemeente=regio.gemeenten["zwolle"],
        gemaakt_op=NU,
        gemaakt_door=leider,
    )
    with binnen(Wereld(spel.pk, NU, NU, 60)):
        bouw.melding(NU)
    client.force_login(leider)
    client.get(reverse("rapportages"))
    tellen = []
    for erbij in (0, aantal):
        if erbij:
            vermenigvuldig(echt, erbij)
        with CaptureQueriesContext(connection) as vragen:
            blad = client.get(reverse("rapportages")).context["r"]
        tellen.append(len(vragen))
        assert blad.aantal == erbij + 1
        with CaptureQueriesContext(connection) as vragen:
            maak(in_periode(Melding.objects.all(), heel_jaar(2026)), 2026, "regio", lees_namen(), NU, per_gemeente=True)
        # The counts, the names being known; and how long, twice, when there is enough to say anything of.
        assert len(vragen) == (3 if erbij else 1)
    assert tellen[0] == tellen[1]
