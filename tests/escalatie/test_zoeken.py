"""Searching: in any spelling, by words and names, within what somebody may read, and the same as the plain question."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.db import InternalError
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis
from hypothesis import strategies as st

from calamiteiten.models import Betrokkenheid, Melding
from communicatie.models import Persvraag
from contacten import zegels
from contacten.bezetting import lokale_dag
from contacten.models import Aanbieder
from escalatie.models import Overleg, Taak, TaakStatus, Zoekrij
from escalatie.paraatheid.herindeling import voeg_samen
from escalatie.werk.filters import Namen, lees_namen
from escalatie.werk.zoeken import index, teksten, vinden
from escalatie.werk.zoeken.sleutels import Bos, bos_van
from escalatie.werk.zoeken.vraag import lees_vraag, takken
from tests import bouw
from tests.communicatie import persbouw
from tests.escalatie.rijen import vermenigvuldig
from tests.inbraak import inbraak

NU = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)
pytestmark = [pytest.mark.django_db, pytest.mark.klok(NU)]
RAAM = "Een jeugdige viel 's nachts uit het raam van de slaapkamer. De coördinator belde 112."


def gevonden(client: Any, q: str, **verder: str) -> list[str]:
    antwoord = client.get("/zoeken/", {"q": q, **verder})
    assert antwoord.status_code == 200
    return [vondst.kenmerk for vondst in antwoord.context["r"].vondsten]


@pytest.fixture
def raam(regio: bouw.Regio) -> Melding:
    return bouw.melding(NU - timedelta(hours=1), gemeenten=("zwolle", "raalte"), omschrijving=RAAM)


@pytest.mark.sqlite
def test_een_melding_wordt_gevonden_op_woorden_namen_en_elk_kenmerk(client, regio, raam) -> None:
    ander = bouw.melding(NU - timedelta(hours=2), gemeenten=("deventer",), aanbieder="brug")
    client.force_login(regio.gebruikers["regiomanager"])
    _, jaar, nummer = raam.kenmerk.split("-")
    kort = int(nummer)
    for q in ("val uit raam", "RAAM", "coordinator", "raam zwolle", "wissel raam", "slaapkamer 112", "raam raalte"):
        assert gevonden(client, q) == [raam.kenmerk], q
    for q in (
        raam.kenmerk.lower(),
        f"cal {jaar} {kort}",
        f"cal{jaar}{nummer}",
        f"CAL-{jaar.replace('0', 'O')}-{nummer}",
    ):
        assert gevonden(client, q) == [raam.kenmerk], q
    assert gevonden(client, "wissell") == [raam.kenmerk]  # one letter too many in the name
    assert gevonden(client, "cal-2026") == [raam.kenmerk, ander.kenmerk]
    for q in ("raam deventer", "vliegtuig", "raam vliegtuig", "", "   ", "%", "\x00", "'; --", "a" * 5000, "!&|()"):
        assert gevonden(client, q) == [], q
    pagina = client.get("/zoeken/", {"q": "val raam"}).content.decode()
    assert all(wat in pagina for wat in ("<mark>viel</mark>", "<mark>raam</mark>", "Wat er gebeurde:"))


def test_de_nederlandse_stam_vindt_een_andere_uitgang(client, regio, raam) -> None:
    """PostgreSQL only. What no stemmer does: a word within a longer one."""
    client.force_login(regio.gebruikers["regiomanager"])
    for q in ("ramen", "slaapkamers", "vallen uit ramen", "jeugdigen"):
        assert gevonden(client, q) == [raam.kenmerk], q
    assert gevonden(client, "kamer") == []


@pytest.mark.sqlite
def test_een_verbetering_en_een_verlies_van_zicht_gelden_meteen(client, regio, raam) -> None:
    client.force_login(regio.gebruikers["toegang_zwolle"])
    assert gevonden(client, "raam") == [raam.kenmerk]
    with inbraak():
        Melding.objects.filter(pk=raam.pk).update(omschrijving="Een jeugdige viel van de trap.")
    assert (gevonden(client, "raam"), gevonden(client, "trap")) == ([], [raam.kenmerk])
    with inbraak():
        Betrokkenheid.objects.filter(melding=raam, gemeente__code="zwolle").delete()
    assert gevonden(client, "trap") == []


def test_een_vondst_in_wat_ik_niet_mag_lezen_bestaat_voor_mij_niet(client, regio, raam) -> None:
    """Not found, not counted, not in the piece of text; and the question is the same, whoever wrote the word."""
    zwolle = regio.gemeenten["zwolle"]
    with inbraak():
        taak = Taak.objects.filter(zaak=raam, status=TaakStatus.OPEN).earliest("pk")
        Taak.objects.filter(pk=taak.pk).update(
            code="actie",
            rol="toegang",
            gemeente=zwolle,
            status=TaakStatus.AFGEROND,
            afgerond_op=NU,
            afgerond_door=regio.gebruikers["regiomanager"],
            verslag="Het woord is kanarievogel en het raam is dicht.",
        )
        vast = {"vastgelegd_op": NU, "vastgelegd_door": regio.gebruikers["regiomanager"]}
        Overleg.objects.create(zaak=raam, soort="Overleg", gehouden_op=NU, uitkomst="Iets over een papegaai.", **vast)
    zegels.verzegel()
    index.volg()
    kan = {"regiomanager": (1, 1), "contractmanager": (1, 1), "toegang_zwolle": (1, 0), "toegang_raalte": (0, 0)}
    for naam, (kanarie, papegaai) in (kan | {"toegang_deventer": (0, 0), "adviseur": (0, 0)}).items():
        client.force_login(regio.gebruikers[naam])
        assert (len(gevonden(client, "kanarievogel")), len(gevonden(client, "papegaai"))) == (kanarie, papegaai), naam
        tekst = client.get("/zoeken/", {"q": "raam"}).content.decode()
        assert ("kanarievogel" in tekst) <= bool(kanarie), naam
    vraag, bos = lees_vraag("kanarievogel", lees_namen()), bos_van(regio.gebruikers["toegang_raalte"])
    nergens = lees_vraag("nooitgeschreven", lees_namen())
    plannen = [
        str(tak.explain()).replace("kanarievogel", "nooitgeschreven")
        for v in (vraag, nergens)
        for tak in takken(v, bos)
    ]
    assert len({regel.split("(cost")[0] for regel in plannen}) == 1


@pytest.mark.sqlite
def test_persvragen_worden_ook_gevonden_en_een_gemeente_vindt_alleen_wat_zij_leest(client, regio) -> None:
    vraag = persbouw.persvraag(NU - timedelta(hours=1), vraag="Klopt het van de brand in de keuken?")
    with inbraak():
        Persvraag.objects.filter(pk=vraag.pk).update(memo="Intern: de woordvoerder aarzelt.")
        vraag.gemeenten.add(regio.gemeenten["deventer"])
        Persvraag.objects.filter(pk=vraag.pk).update(verberg_gemeente=True)
    jaar, nummer = vraag.kenmerk.split("-")[1:]
    client.force_login(regio.gebruikers["adviseur"])
    for q in ("brand keuken", "woordvoerder", "zwolle brand", f"pv{jaar}{nummer}", f"PV {jaar} {int(nummer)}"):
        assert gevonden(client, q) == [vraag.kenmerk], q
    client.force_login(regio.gebruikers["manager_deventer"])
    assert gevonden(client, "brand keuken") == [vraag.kenmerk]
    # Not the text that is being written, nor which gemeente it is about (R14).
    assert (gevonden(client, "woordvoerder"), gevonden(client, "zwolle brand")) == ([], [])
    client.force_login(regio.gebruikers["toegang_zwolle"])
    assert gevonden(client, "brand keuken") == []
    with inbraak():
        vraag.gemeenten.clear()
    client.force_login(regio.gebruikers["manager_deventer"])
    assert gevonden(client, "brand keuken") == []


def test_zoeken_in_twee_stappen_geeft_wat_de_gewone_vraag_geeft(regio, raam, monkeypatch) -> None:
    """Random texts and keys, a small window, every page: the same zaken in the same order as when all is looked at."""
    monkeypatch.setattr(vinden, "VENSTER", 4)
    zaken = [raam, *vermenigvuldig(raam, 13)]
    zwolle = regio.gemeenten["zwolle"].pk
    bossen = [
        Bos(("*|feiten", "*|pers"), is_regio=True),
        Bos((f"g{zwolle}|feiten",), gemeente=zwolle),
        Bos((f"g{zwolle}|feiten",), ("*|feiten",), tuple(zaak.pk for zaak in zaken[::5])),
        Bos(("*|pers",), ("*|feiten",), (zaken[2].pk,)),
    ]
    alle_sleutels = ["*|feiten", "*|pers", f"g{zwolle}|feiten", "g0|feiten"]
    stuk = st.tuples(
        st.sampled_from(zaken),
        st.lists(st.sampled_from(["boom", "vis", "roos"])),
        st.sets(st.sampled_from(alle_sleutels)),
    )

    @hypothesis(max_examples=40, suppress_health_check=list(HealthCheck))
    @given(st.lists(stuk, max_size=25), st.sampled_from(["boom", "vis roos"]), st.integers(1, 4))
    def vergelijk(stukken: list[Any], q: str, hoeveel: int) -> None:
        Zoekrij.objects.all().delete()
        Zoekrij.objects.bulk_create(
            Zoekrij(
                zaak=zaak,
                bron=str(nummer),
                waar="x",
                tekst=" ".join(woorden),
                woorden=f" {' '.join(woorden)} ",
                sleutels=f" {' '.join(sleutels)} ",
                ontvangen_op=zaak.ontvangen_op,
            )
            for nummer, (zaak, woorden, sleutels) in enumerate(stukken)
        )
        vraag = lees_vraag(q, Namen({}, {}))
        for bos in bossen:
            gewoon = {
                (zaak.ontvangen_op, zaak.pk)
                for zaak, woorden, sleutels in stukken
                if set(q.split()) <= set(woorden)
                and (sleutels & set(bos.sleutels) or (zaak.pk in bos.in_zaken and sleutels & set(bos.ook)))
            }
            gezien: list[Any] = []
            while bladzijde := vinden.vind(vraag, bos, gezien[-1] if gezien else None, hoeveel):
                gezien += bladzijde
            assert gezien == sorted(gewoon, reverse=True)

    vergelijk()


@pytest.mark.sqlite
def test_de_index_is_gelijk_aan_de_feiten_en_zegt_het_als_dat_niet_zo_is(regio, raam, capsys) -> None:
    bouw.in_fase_1(NU - timedelta(hours=30), gemeenten=("zwolle", "deventer"))
    zegels.verzegel()
    assert index.volg() == 2
    assert index.volg() == 0
    call_command("zoekindex")
    assert "goed" in capsys.readouterr().out
    Zoekrij.objects.filter(zaak=raam).update(sleutels=" *|alles ")
    with pytest.raises(SystemExit):
        call_command("zoekindex")
    assert raam.kenmerk in capsys.readouterr().out
    call_command("zoekindex", "--opnieuw")
    assert "goed" in capsys.readouterr().out


@pytest.mark.sqlite
def test_een_stopwoord_dat_in_een_naam_staat_versmalt_niets(client, regio, raam) -> None:
    """Of "een" only the name would be asked, and nothing was found of any other aanbieder."""
    Aanbieder.objects.create(naam="Steen en Been voor Elkaar")
    client.force_login(regio.gebruikers["regiomanager"])
    for q in ("een raam", "voor het raam", "raam", "de jeugdige en het raam"):
        assert gevonden(client, q) == [raam.kenmerk], q
    assert gevonden(client, "voor een") == []


@pytest.mark.sqlite
def test_het_verslag_van_een_andere_gemeente_in_hetzelfde_dossier_wordt_niet_gevonden(client, regio, raam) -> None:
    """Of the same role, and on SQLite too, which reads no capitals in a key."""
    with inbraak():
        taak = Taak.objects.filter(zaak=raam, status=TaakStatus.OPEN).earliest("pk")
        klaar = {"status": TaakStatus.AFGEROND, "afgerond_op": NU, "afgerond_door": regio.gebruikers["regiomanager"]}
        wat = {"rol": "toegang", "gemeente": regio.gemeenten["raalte"], "verslag": "Het woord is kanarievogel."}
        Taak.objects.filter(pk=taak.pk).update(code="actie", **klaar, **wat)
    for naam, hoeveel in {"toegang_raalte": 1, "toegang_zwolle": 0, "regiomanager": 1}.items():
        client.force_login(regio.gebruikers[naam])
        assert len(gevonden(client, "kanarievogel")) == hoeveel, naam


@pytest.mark.sqlite
def test_over_welke_aanbieder_de_pers_vraagt_vindt_een_gemeente_niet(client, regio) -> None:
    vraag = persbouw.persvraag(NU - timedelta(hours=1), vraag="Klopt het van de brand in de keuken?")
    with inbraak():
        Persvraag.objects.filter(pk=vraag.pk).update(aanbieder=regio.aanbieders["brug"])
    naam = regio.aanbieders["brug"].naam
    for wie, verwacht in {"adviseur": [vraag.kenmerk], "manager_zwolle": []}.items():
        client.force_login(regio.gebruikers[wie])
        assert gevonden(client, "brand") == [vraag.kenmerk]
        assert gevonden(client, f"brand {naam}") == verwacht, wie


@pytest.mark.sqlite
def test_na_een_herindeling_is_de_index_gelijk_aan_de_feiten(client, regio, raam) -> None:
    """Also of a press question that only concerns the gemeente: whom it is about has no print of its own."""
    vraag = persbouw.persvraag(NU - timedelta(hours=1), gemeente="deventer", vraag="Klopt het van de brand?")
    with inbraak():
        vraag.gemeenten.add(regio.gemeenten["zwolle"])
    index.maak_alles()
    zegels.verzegel()
    index.volg()
    oud, naar = regio.gemeenten["zwolle"], regio.gemeenten["raalte"]
    voeg_samen(oud.pk, naar, lokale_dag(NU), regio.gebruikers["regiomanager"], NU)
    zegels.verzegel()
    index.volg()
    assert list(index.verschillen()) == []
    # Who worked for the old one works for its successor.
    client.force_login(regio.gebruikers["manager_zwolle"])
    assert gevonden(client, "brand") == [vraag.kenmerk]


@pytest.mark.sqlite
@pytest.mark.parametrize("waar", ["lezen", "schrijven"])
def test_een_zaak_die_niet_kan_worden_geindexeerd_houdt_niets_anders_tegen(
    client, regio, raam, monkeypatch, waar
) -> None:
    """Not another zaak, not the round, not a search; and what it said before is found no more."""
    ander = bouw.melding(NU - timedelta(hours=2), gemeenten=("zwolle",), omschrijving="Een ander raam.")
    index.maak_alles()
    echt = teksten.rijen_van

    def kapot(zaken: Any) -> list[Zoekrij]:
        rijen = echt(zaken)
        if raam.pk in zaken and waar == "lezen":
            raise KeyError("a version of the protocol that is gone")
        # Two rows with one name cannot be stored.
        return rijen + [rij for rij in echt(zaken) if rij.zaak_id == raam.pk]

    with monkeypatch.context() as zolang:
        zolang.setattr(index, "rijen_van", kapot)
        with inbraak():
            Melding.objects.filter(pk__in=[raam.pk, ander.pk]).update(omschrijving="Nu een trap.")
        client.force_login(regio.gebruikers["regiomanager"])
        assert (gevonden(client, "trap"), gevonden(client, "raam")) == ([ander.kenmerk], [])
        zegels.verzegel()
        assert index.volg() == 2
        assert index.volg() == 0
        assert list(index.verschillen()) == [raam.kenmerk]
    index.maak_alles()
    assert gevonden(client, "trap") == [raam.kenmerk, ander.kenmerk]


def test_als_de_database_niet_schrijft_wordt_gezocht_in_wat_er_al_stond(client, regio, raam, monkeypatch) -> None:
    index.maak_alles()
    client.force_login(regio.gebruikers["regiomanager"])
    with inbraak():
        Melding.objects.filter(pk=raam.pk).update(omschrijving="Nu een trap.")

    def weigert(*_: Any, **__: Any) -> None:
        raise InternalError("cannot execute SELECT FOR UPDATE in a read-only transaction")

    monkeypatch.setattr(index, "_houd_vast", weigert)
    assert gevonden(client, "raam") == [raam.kenmerk]
    assert client.head("/zoeken/", {"q": "raam"}).status_code == 200


@pytest.mark.sqlite
def test_een_ronde_maakt_een_deel_en_de_volgende_gaat_verder(regio, raam, monkeypatch) -> None:
    bouw.melding(NU - timedelta(hours=2), gemeenten=("zwolle",))
    zegels.verzegel()
    monkeypatch.setattr(index, "LADING", 1)
    keren = 0
    while index.volg(1):
        keren += 1
    assert keren > 1
    assert list(index.verschillen()) == []
