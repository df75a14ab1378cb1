"""Who looked: one row for every page with a zaak on it and for every refusal of one, in a chain that nobody changes
unseen (docs/besluiten/0037)."""

# ruff: noqa: S608  the only words put into these statements are names and keys of this test

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings as instellingen
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from basis import klok
from basis.keten import bereken
from calamiteiten.models import Bestand, Inzage, Melding
from calamiteiten.toegang import keten
from communicatie.models import Actielink, Bericht
from communicatie.post import actielinks
from contacten.models import Gebruiker
from escalatie.bewaking import controle, dagbericht, ronde
from escalatie.bewaren import verzoeken
from escalatie.draaiboek.zegels import leesbaar
from escalatie.inzage import pagina, signaal
from escalatie.inzage.pagina import waar
from tests import bestandsbouw, bouw
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.toegang import blik, kanarie
from tests.toegang.tabel import TABEL
from tests.toegang.test_tabel import adres, als, zaak  # noqa: F401  `zaak` is a fixture

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("weinig_papier")]


def rijen() -> list[Inzage]:
    return list(Inzage.objects.order_by("pk"))


def test_een_dossier_dat_niet_van_wie_vraagt_is_laat_een_weigering_na(client: Client, zaak: Any) -> None:  # noqa: F811
    """What everyone gets of the own dossier is asked in the walk of the table (blik.py)."""
    paden = [
        adres(naam, zaak["eigen"], zaak["vreemd"].kenmerk) for naam in TABEL if "kenmerk" in TABEL[naam].argumenten
    ]
    als(client, zaak, "buitenstaander")
    codes = [client.get(pad).status_code for pad in paden]
    geweigerd = [rij for rij in rijen() if rij.soort == "weigering" and rij.wat == zaak["vreemd"].kenmerk]
    assert {code for code in codes if code != 405} == {404}
    assert len(rijen()) == len(geweigerd) == codes.count(404)


# What is taken along and names no dossier: the contact list, and how the preparation stands.
ZONDER_DOSSIER = {"contacten_uitvoer", "paraatheid_rapport"}
# Nothing in this situation has such a number; of a zaak that is a refusal with a row, and these are of none. The
# certificates: tests/verhalen/test_bewaren.py.
ZONDER_ZAAK = {"akte", "akte_pdf", "proefmail", "signaal_verbeteren", "signaal_intrekken"}


def _maak_echt(client: Client, zaak: Any) -> dict[str, str]:  # noqa: F811
    """Things to open that the table has not: files, what is given out, a request and a hold. Name -> address."""
    eigen, wie = zaak["eigen"], zaak["spelers"]
    als(client, zaak, "contractmanager")
    for pad in (adres("bestanden", eigen), adres("paraatbestanden", eigen)):
        upload = bestandsbouw.als_upload("r.pdf", bestandsbouw.pdf(pad))
        client.post(pad, {"soort": "rapport", "omschrijving": "Rapport", "bestand": upload})
    gegeven = verzoeken.vraag_inzage("account", wie["adviseur"].email, "Verzoek.", wie["beheerder"], klok.nu())
    verzoeken.keur_goed(gegeven.pk, wie["regiomanager"], klok.nu())
    plicht = verzoeken.leg_plicht_op(zaak["vreemd"].kenmerk, "Onderzoek.", wie["beheerder"], klok.nu())
    nummers = {"bewaarverzoek": gegeven.pk, "inzage_bestand": gegeven.pk, "bewaarplicht_opheffen": plicht.pk}
    echt = {naam: reverse(naam, args=[nummer]) for naam, nummer in nummers.items()}
    for stuk in Bestand.objects.select_related("zaak"):
        begin = "bestand" if stuk.zaak_id == eigen.pk else "paraatbestand"
        namen = (begin, f"{begin}_verbeteren", f"{begin}_intrekken")
        echt |= {naam: reverse(naam, args=[stuk.zaak.kenmerk, stuk.pk]) for naam in namen}
    assert len(echt) == 9
    return echt


def _hoort(naam: str, antwoord: Any, inhoud: bytes) -> set[str]:
    """The kinds that the one row of this answer may be of; empty when there is to be none."""
    over_een_zaak = bool(blik.ZAAKVELDEN & set(TABEL[naam].argumenten))
    if antwoord.status_code in blik.DICHT:
        return {"weigering"}
    if antwoord.status_code in {409, 410}:
        return {"weigering"} if over_een_zaak else set()
    if antwoord.status_code != 200:
        return set()
    if antwoord.headers.get("Content-Disposition", "").startswith("attachment"):
        return {"pdf"} if antwoord.headers["Content-Type"] == "application/pdf" else {"uitvoer"}
    if over_een_zaak:
        return {"pagina"}
    return {"lijst", "zoeken", "pagina"} if blik.KENMERK.search(inhoud.decode()) else set()


def test_elk_adres_met_een_dossier_laat_precies_een_rij_na(
    client: Client,
    zaak: Any,  # noqa: F811
    settings: Any,
    tmp_path: Any,
) -> None:
    """All that can be opened is opened: pages, lists, files, PDFs, and what streams. By links: test_linkposten."""
    settings.DATA = tmp_path
    echt = _maak_echt(client, zaak)
    fout, gezien = [], set()
    for wie in ("regiomanager", "beheerder", "contractmanager"):
        als(client, zaak, wie)
        for naam in [naam for naam in TABEL if naam not in gezien]:
            voor = Inzage.objects.count()
            antwoord = client.get(echt.get(naam) or adres(naam, zaak["eigen"]))
            hoort, erbij = _hoort(naam, antwoord, antwoord.getvalue()), list(Inzage.objects.order_by("pk")[voor:])
            goed = [rij.soort in hoort for rij in erbij] == [True] if hoort else len(erbij) < 2
            # Of a file it says of which zaak it is, or of how many.
            goed = goed and not any(
                rij.soort in {"pdf", "uitvoer"} and not rij.wat and rij.aantal is None and naam not in ZONDER_DOSSIER
                for rij in erbij
            )
            # Who keeps the accounts gives files out, and reads of no dossier what happened.
            goed = goed and not (wie == "beheerder" and kanarie.zingt(antwoord))
            if not goed:
                fout.append(f"{wie} {naam}: {antwoord.status_code} hoort {hoort}: {[vars(rij) for rij in erbij]}")
            if antwoord.status_code == 200:
                gezien.add(naam)
    assert not fout, "\n".join(fout)
    # What nobody got: a button, something that is not there (refused, with a row), or nothing of a zaak.
    over = [naam for naam in TABEL if naam not in gezien and 405 not in TABEL[naam].get]
    assert {naam for naam in over if not blik.ZAAKVELDEN & set(TABEL[naam].argumenten)} == ZONDER_ZAAK


def test_een_blik_blijft_ook_als_de_daad_wordt_teruggedraaid(client: Client, zaak: Any) -> None:  # noqa: F811
    assert not connection.settings_dict["ATOMIC_REQUESTS"]
    als(client, zaak, "toegang_zwolle")
    assert client.post(adres("advies", zaak["eigen"])).status_code == 409
    (rij,) = rijen()
    # The page of the dossier is shown all the same: a look, with what came of it.
    assert (rij.soort, rij.uitkomst, rij.wat) == ("pagina", 409, zaak["eigen"].kenmerk)


@pytest.mark.sqlite
def test_zonder_rij_gaat_de_pagina_niet_weg(client: Client, regio: Regio, nu: datetime, monkeypatch: Any) -> None:
    melding = bouw.melding(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    client.raise_request_exception = False

    def breekt(*_: Any, **__: Any) -> None:
        raise DatabaseError("geen plaats")

    monkeypatch.setattr(Inzage, "save", breekt)
    antwoord = client.get(melding.get_absolute_url())
    assert antwoord.status_code == 500
    assert melding.kenmerk not in antwoord.content.decode()


@pytest.mark.sqlite
def test_een_pagina_kost_een_insert_en_geen_vraag(client: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    client.get(melding.get_absolute_url())
    with CaptureQueriesContext(connection) as vragen:
        client.get(melding.get_absolute_url())
    (over,) = [v["sql"] for v in vragen if "calamiteiten_inzage" in v["sql"]]
    assert over.startswith("INSERT")


@pytest.mark.sqlite
def test_een_lijst_telt_wat_zij_toont_en_bewaart_geen_zoekwoord(client: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)
    bouw.melding(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    for vraag in ("", "?q=Pietersen", "?q=%20pietersen", f"?q={melding.kenmerk}&stand=open"):
        client.get(f"/meldingen/{vraag}")
    lijst, geen, zelfde, een = rijen()
    assert (lijst.soort, lijst.aantal, lijst.filter) == ("lijst", 2, "")
    assert (geen.soort, geen.aantal, een.aantal) == ("zoeken", 0, 1)
    assert geen.filter == zelfde.filter != een.filter
    assert "stand=open" in een.filter
    assert "pietersen" not in geen.filter.lower()


@pytest.mark.sqlite
def test_verversen_is_een_blik_en_doen_alsof_helpt_niet(client: Client, regio: Regio, nu: datetime) -> None:
    melding, ander = bouw.melding(nu), bouw.melding(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    kop = {"HX-Request": "true"}
    client.get(melding.get_absolute_url())
    client.get(melding.get_absolute_url(), headers=kop)
    assert [rij.wat for rij in rijen()] == [melding.kenmerk]
    client.get(ander.get_absolute_url(), headers=kop)
    assert [rij.wat for rij in rijen()] == [melding.kenmerk, ander.kenmerk]
    # Opened once more by hand is another look.
    client.get(ander.get_absolute_url())
    assert len(rijen()) == 3


@pytest.mark.sqlite
def test_een_bestand_is_nooit_een_verversing_en_de_rij_zegt_welk(client: Client, regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    for nummer in (1, 2):
        client.get(f"{melding.get_absolute_url()}bestanden/{nummer}/", headers={"HX-Request": "true"})
    assert [(rij.soort, rij.adres, rij.filter) for rij in rijen()] == [
        ("weigering", "bestand", "nummer=1"),
        ("weigering", "bestand", "nummer=2"),
    ]


def test_wie_een_link_gebruikt_staat_erbij_ook_als_die_niet_meer_werkt(
    client: Client, regio: Regio, nu: datetime
) -> None:
    melding = bouw.in_fase_1(nu)
    Gebruiker.objects.filter(rol="manager_gemeente").update(is_active=False)
    bericht = Bericht.objects.get(zaak=melding, sjabloon="fase_1_manager", gemeente__code="zwolle")
    pad = actielinks.pad_voor(bericht, nu)
    assert client.get(pad).status_code == 200
    Actielink.objects.update(ingetrokken_op=nu)
    assert client.get(pad).status_code == 410
    assert client.get("/actie/1-1.x/").status_code == 404
    goed, niet = rijen()
    assert {(r.wat, r.contactpersoon_id, r.gebruiker_id) for r in (goed, niet)} == {
        (melding.kenmerk, bericht.contactpersoon_id, None)
    }
    assert (goed.soort, niet.soort) == ("link", "weigering")


@pytest.mark.sqlite
def test_wie_buiten_de_zaak_staat_zegt_eerst_waarom(client: Client, regio: Regio, nu: datetime, settings: Any) -> None:
    settings.DOEL_VRAGEN = True
    melding = bouw.melding(nu)
    Bericht.objects.filter(zaak=melding).update(aan="iemand@voorbeeld.example", contactpersoon=None)
    wie = regio.gebruikers["regiomanager"]
    client.force_login(wie)
    gevraagd = f"{melding.get_absolute_url()}bewijs/"
    antwoord = client.get(gevraagd)
    assert antwoord.status_code == 302
    vraag = antwoord.headers["Location"]
    assert vraag.startswith(reverse("inzage_doel", args=[melding.kenmerk]))
    pagina = client.get(vraag)
    assert melding.onderwerp not in pagina.content.decode()
    assert client.post(vraag, {"doel": ""}).status_code == 200
    _ook_geen_formulier_toont_het(client, "kenmerk", melding)
    assert client.post(vraag, {"doel": "Ik neem waar"}).headers["Location"] == gevraagd
    assert client.get(gevraagd).status_code == 200
    assert client.get(melding.get_absolute_url()).status_code == 200
    assert {rij.doel for rij in rijen() if rij.soort != "weigering"} == {"", "Ik neem waar"}
    # Elsewhere than on this site nobody is sent.
    vreemd = client.post(f"{vraag.partition('?')[0]}?terug=//kwaad.example/", {"doel": "Zo"})
    assert vreemd.headers["Location"] == melding.get_absolute_url()
    _ook_van_een_persvraag(client, regio, nu)


def _ook_geen_formulier_toont_het(client: Client, veld: str, waarover: Any) -> None:
    """One that is refused shows the dossier as a page does: whatever is sent to any address of it gets the question
    first, and its text back."""
    tekst, namen = "Een lange tekst die niemand nog eens typt.", [n for n in TABEL if {*TABEL[n].argumenten} == {veld}]
    antwoorden = [client.post(reverse(naam, args=[waarover.kenmerk]), {"toelichting": tekst}) for naam in namen]
    gezegd = [(een.status_code, een.getvalue().decode(errors="replace")) for een in antwoorden]
    assert [naam for naam, (_, inhoud) in zip(namen, gezegd, strict=True) if waarover.onderwerp in inhoud] == []
    gevraagd = [(status, tekst in inhoud) for status, inhoud in gezegd if "zeg eerst waarom u kijkt" in inhoud]
    assert len(gevraagd) > 2, list(zip(namen, gezegd, strict=True))
    assert set(gevraagd) == {(403, True)}


def _ook_van_een_persvraag(client: Client, regio: Regio, nu: datetime) -> None:
    """Asked of who sees all of them and has no part in this one: it is closed, and nobody wrote to him."""
    vraag = persbouw.persvraag(nu, onderwerp="Wachttijden")
    cm, adviseur = regio.gebruikers["contractmanager"], regio.gebruikers["adviseur"]
    persbouw.stap(vraag, "trek_persvraag_in", cm, nu, motivering="Niet meer nodig.")
    Bericht.objects.filter(zaak=vraag.pk).update(aan="iemand@voorbeeld.example", contactpersoon=None)
    client.force_login(cm)
    assert client.get(vraag.get_absolute_url()).status_code == 200  # he took it in
    client.force_login(adviseur)
    pad = client.get(vraag.get_absolute_url()).headers["Location"]
    assert pad.startswith(reverse("persinzage_doel", args=[vraag.kenmerk]))
    assert "Wachttijden" not in client.get(pad).content.decode()
    _ook_geen_formulier_toont_het(client, "perskenmerk", vraag)
    assert client.post(pad, {"doel": "Een vraag van nu"}).headers["Location"] == vraag.get_absolute_url()
    assert client.get(vraag.get_absolute_url()).status_code == 200
    assert Inzage.objects.latest("pk").doel == "Een vraag van nu"


@pytest.mark.sqlite
def test_wie_erbij_hoort_wordt_niets_gevraagd(client: Client, regio: Regio, nu: datetime, settings: Any) -> None:
    settings.DOEL_VRAGEN = True
    melding = bouw.in_fase_1(nu)
    for naam in ("contractmanager", "regiomanager", "toegang_zwolle"):
        client.force_login(regio.gebruikers[naam])
        assert client.get(melding.get_absolute_url()).status_code == 200, naam


@pytest.mark.sqlite
def test_de_regiomanager_leest_wie_een_dossier_bekeek_en_dat_staat_er_ook_bij(
    client: Client, regio: Regio, nu: datetime
) -> None:
    melding, kijker = bouw.melding(nu), regio.gebruikers["toegang_zwolle"]
    client.force_login(kijker)
    client.get(melding.get_absolute_url())
    client.force_login(regio.gebruikers["regiomanager"])
    assert reverse("bekeken", args=[melding.kenmerk]) in client.get(melding.get_absolute_url()).content.decode()
    assert kijker.naam in client.get(reverse("bekeken", args=[melding.kenmerk])).content.decode()
    assert kijker.naam in client.get(reverse("inzagen")).content.decode()
    assert melding.kenmerk in client.get(reverse("inzage_persoon", args=[kijker.pk])).content.decode()
    assert [rij.adres for rij in rijen()][-3:] == ["bekeken", "inzagen", "inzage_persoon"]
    _leest_een_periode(client, kijker, nu)
    vraag = persbouw.persvraag(nu)
    weg = reverse("persbekeken", args=[vraag.kenmerk])
    assert weg in client.get(vraag.get_absolute_url()).content.decode()
    assert regio.gebruikers["regiomanager"].naam in client.get(weg).content.decode()


def _leest_een_periode(client: Client, kijker: Gebruiker, nu: datetime) -> None:
    """Of longer ago than a month: by the days, page by page, and as a file."""
    toen, pad = nu - timedelta(days=90), reverse("inzage_persoon", args=[kijker.pk])
    eigen = {"gebruiker": kijker, "rol": kijker.rol, "soort": "pagina", "uitkomst": 200, "adres": "melding"}
    oud = [Inzage(op=toen, wat=f"CAL-2025-{9000 + n}", doel="=1+1", **eigen) for n in range(pagina.MEESTE + 1)]
    Inzage.objects.bulk_create(oud)
    assert "CAL-2025-9" not in client.get(pad).content.decode()
    assert "Niets in deze periode." in client.get(pad, {"van": "1-1-2020", "tot": "2-1-2020"}).content.decode()
    keuze = {"van": f"{toen:%d-%m-%Y}", "tot": f"{toen:%Y-%m-%d}"}
    eerste = client.get(pad, keuze)
    assert f"{pagina.MEESTE + 1} keer" in eerste.content.decode()
    verder = client.get(pad, {**keuze, "na": eerste.context["blad"].volgende}).content.decode()
    assert eerste.content.decode().count("CAL-2025-") == 2 * pagina.MEESTE
    # The last first: the oldest key is on the last page, and only there.
    assert ("CAL-2025-9000" in verder, "CAL-2025-9000" in eerste.content.decode()) == (True, False)
    assert "Naar het begin" in verder
    for vraag in ({"van": "gisteren?"}, {**keuze, "tot": "1-1-2020"}, {"na": "x"}):
        assert client.get(pad, vraag).status_code == 200, vraag
    uit = client.get(reverse("inzage_uitvoer", args=[kijker.pk]), keuze).content.decode("utf-8-sig").splitlines()
    assert (len(uit), uit[0].split(";")[0]) == (pagina.MEESTE + 2, "Wanneer")
    assert "'=1+1" in uit[1]
    rij = Inzage.objects.latest("pk")
    assert (rij.soort, rij.wat, rij.aantal) == ("uitvoer", f"inzage van account {kijker.pk}", pagina.MEESTE + 1)


def test_wat_iemand_bekeek_staat_er_in_woorden() -> None:
    """For every address: a name of our code says a reader nothing."""
    assert waar("melding") == "dossier"
    assert waar("melding_wijzig") == "wijzigen"
    assert waar("aanbieder") == "aanbieders"
    assert waar("bestand", "nummer=2") == waar("bestand", "pk=2") == "bestanden, nummer 2"
    assert waar("meldingen", "q=#0a1b&status=impactanalyse") == "meldingen, q #0a1b, status impactanalyse"
    woorden = {naam: waar(naam) for naam in TABEL}
    assert {naam for naam, woord in woorden.items() if not woord or set("_%<>/") & set(woord)} == set()


def _kijk(wie: Gebruiker, op: datetime, aantal: int) -> None:
    Inzage.objects.bulk_create(
        Inzage(
            op=op, gebruiker=wie, rol=wie.rol, soort="pagina", wat=f"CAL-2026-{n:04d}", adres="melding", uitkomst=200
        )
        for n in range(aantal)
    )


@pytest.mark.sqlite
def test_wie_meer_opent_dan_de_grens_van_de_regio_valt_eenmaal_op(regio: Regio) -> None:
    grens, wie = instellingen.REGIO.inzage, regio.gebruikers["contractmanager"]
    nacht = datetime(2026, 11, 24, 23, 30, tzinfo=UTC)
    _kijk(wie, nacht, grens.per_nacht)
    # What the calendar of somebody fetched by itself was not opened.
    eigen = {"gebruiker": wie, "rol": wie.rol, "soort": "link", "uitkomst": 200}
    Inzage.objects.create(op=nacht, wat="CAL-2026-9999", adres="agenda_ics", **eigen)
    assert signaal.bewaak(nacht) == 0
    _kijk(wie, nacht, grens.per_nacht + 1)
    assert signaal.bewaak(nacht + timedelta(minutes=1)) == 2
    signaal.bewaak(nacht + timedelta(minutes=2))
    berichten = Bericht.objects.filter(sjabloon="inzage_signaal")
    # Both who watch over that hear it, once.
    assert {b.aan for b in berichten} == {regio.gebruikers[naam].email for naam in ("regiomanager", "privacy")}
    assert {b.gegevens["pad"] for b in berichten} == {reverse("inzage_persoon", args=[wie.pk])}
    assert wie.naam not in str([b.gegevens for b in berichten])
    overdag = datetime(2026, 11, 26, 12, 0, tzinfo=UTC)
    _kijk(wie, overdag, grens.per_dag + 1)
    assert signaal.bewaak(overdag) == 2


@pytest.mark.sqlite
def test_wie_honderden_dossiers_in_lijsten_ziet_valt_op_en_dezelfde_lijst_telt_een_keer(regio: Regio) -> None:
    grens, wie = instellingen.REGIO.inzage, regio.gebruikers["contractmanager"]
    overdag = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)

    def toon(soort: str, filter_: str, aantal: int) -> None:
        Inzage.objects.create(
            op=overdag, gebruiker=wie, rol=wie.rol, soort=soort, adres="x", filter=filter_, aantal=aantal, uitkomst=200
        )

    for _ in range(5):
        toon("lijst", "", grens.getoond_per_dag - 2)
    toon("zoeken", "q=#0a1b", 1)
    toon("uitvoer", "jaar=2026", 1)
    assert signaal.bewaak(overdag) == 0
    toon("zoeken", "q=#0a1c", 1)
    assert signaal.bewaak(overdag) == 2
    assert f"Getoond tot dit moment: {grens.getoond_per_dag + 1}" in str(Bericht.objects.latest("pk").gegevens)
    # At night the smaller number holds.
    assert signaal.getoond(Inzage.objects.all()) == {wie.pk: grens.getoond_per_dag + 1}
    assert grens.getoond_per_nacht < grens.getoond_per_dag


def test_wie_toezicht_houdt_leest_wie_keek_en_niets_van_het_dossier(client: Client, zaak: Any) -> None:  # noqa: F811
    eigen, vreemd = zaak["eigen"], zaak["vreemd"]
    kijker = zaak["spelers"]["regiomanager"]
    client.force_login(kijker)
    client.get(vreemd.get_absolute_url())
    als(client, zaak, "privacy")
    # By the kenmerk as people write it, by the person, and by the navigation.
    weg = client.get(reverse("inzagen"), {"kenmerk": vreemd.kenmerk.lower()})
    assert weg.headers["Location"] == reverse("bekeken", args=[vreemd.kenmerk])
    per_persoon = client.get(reverse("inzage_persoon", args=[kijker.pk])).content.decode()
    assert f'href="{reverse("bekeken", args=[vreemd.kenmerk])}"' in per_persoon
    tekst = client.get(weg.headers["Location"]).content.decode()
    assert kijker.naam in tekst
    for feit in (vreemd.onderwerp, "Raalte", f'"{vreemd.get_absolute_url()}"'):
        assert feit not in tekst
    assert "kennen wij niet" in client.get(reverse("inzagen"), {"kenmerk": "CAL-2026-9999"}).content.decode()
    assert client.get(reverse("bekeken", args=["CAL-2026-9999"])).status_code == 404
    # What is kept, without deciding on it; and no page of a dossier at all.
    assert client.get(reverse("bewaren")).status_code == 200
    paden = [eigen.get_absolute_url(), reverse("bewaarplicht"), reverse("bewaking"), reverse("persvragen")]
    paden += [reverse("meldingen"), reverse("dashboard"), reverse("register")]
    assert {pad: client.get(pad).status_code for pad in paden} == dict.fromkeys(paden, 404)


@pytest.fixture
def gekeken(regio: Regio, nu: datetime) -> list[Inzage]:
    """Five looks, sealed."""
    _kijk(regio.gebruikers["contractmanager"], nu, 5)
    assert keten.verzegel() == 5
    return list(Inzage.objects.order_by("volgnummer"))


def langs_de_deur(*opdrachten: str) -> None:
    """As who owns the server can: past our code and past the triggers."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = replica")
        else:
            cursor.execute("DROP TRIGGER IF EXISTS inzage_blijft")
            cursor.execute("DROP TRIGGER IF EXISTS inzage_verdwijnt_niet")
        for opdracht in opdrachten:
            cursor.execute(opdracht)
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL session_replication_role = DEFAULT")


@pytest.mark.sqlite
def test_een_vervalste_een_weggehaalde_en_een_verplaatste_rij_worden_gevonden(gekeken: Any, nu: datetime) -> None:
    een, twee, drie, *_, laatste = (rij.pk for rij in gekeken)
    tabel = "calamiteiten_inzage"
    kolommen = [v.column for v in Inzage._meta.concrete_fields if v.column not in {"id", "volgnummer", "zegel", "op"}]
    gevallen = [[f"UPDATE {tabel} SET uitkomst = 404 WHERE id = {een}"]]
    gevallen += [[f"UPDATE {tabel} SET op = '2026-01-01 12:00:00' WHERE id = {twee}"]]
    gevallen += [[f"DELETE FROM {tabel} WHERE id = {pk}"] for pk in (een, twee, laatste)]
    gevallen += [[f"DELETE FROM {tabel}"], [f"UPDATE {tabel} SET volgnummer = 0 WHERE id = {laatste}"]]
    alle = ", ".join(map(str, kolommen))
    erbij = (
        f"INSERT INTO {tabel} (op, volgnummer, zegel, {alle}) SELECT op, %s, 'x', {alle} FROM {tabel} WHERE id = {een}"
    )
    gevallen += [[erbij % nummer] for nummer in (0, 6, 99)]
    gevallen += [
        [
            f"UPDATE {tabel} SET volgnummer = 99 WHERE id = {twee}",
            f"UPDATE {tabel} SET volgnummer = 2 WHERE id = {drie}",
            f"UPDATE {tabel} SET volgnummer = 3 WHERE id = {twee}",
        ]
    ]
    getallen = {"gebruiker_id", "contactpersoon_id", "wereld", "aantal", "uitkomst"}
    gevallen += [[f"UPDATE {tabel} SET {k} = {'7' if k in getallen else chr(39) + 'x' + chr(39)}"] for k in kolommen]
    assert controle.controleer(nu) == []
    for geval in gevallen:
        with transaction.atomic():
            langs_de_deur(*geval)
            assert list(keten.gebroken(nu)), geval
            assert list(keten.breuken()), geval
            transaction.set_rollback(True)
    assert list(keten.gebroken(nu)) == list(keten.breuken()) == []


@pytest.mark.sqlite
def test_een_rij_die_er_met_sql_bij_komt_krijgt_geen_zegel(gekeken: Any, regio: Regio, nu: datetime) -> None:
    """Until the round comes nothing but the mark says where a row is from: that of another row, of none, or of a row
    that was changed since, is not one."""
    _kijk(regio.gebruikers["contractmanager"], nu, 2)
    open_pk, ander = Inzage.objects.filter(volgnummer=None).order_by("pk").values_list("pk", flat=True)
    tabel, kolommen = "calamiteiten_inzage", [str(v.column) for v in Inzage._meta.concrete_fields if v.column != "id"]

    def erbij(van: int, **nieuw: str) -> str:
        waarden = ", ".join(nieuw.get(kolom, kolom) for kolom in kolommen)
        return f"INSERT INTO {tabel} ({', '.join(kolommen)}) SELECT {waarden} FROM {tabel} WHERE id = {van}"

    gesloten = gekeken[0].pk
    gevallen = [
        (erbij(open_pk, zegel="''"), 2),
        (erbij(open_pk, zegel="'" + "0" * 64 + "'"), 2),
        (erbij(open_pk), 2),  # a copy, mark and all
        (erbij(gesloten, volgnummer="NULL"), 2),
        (erbij(open_pk, wat="'CAL-2026-0009'"), 2),
        (erbij(open_pk, eenmaal="'nog een keer'"), 2),
        (f"UPDATE {tabel} SET gebruiker_id = {regio.gebruikers['beheerder'].pk} WHERE id = {ander}", 1),
        (f"UPDATE {tabel} SET op = '2026-01-01 12:00:00' WHERE id = {ander}", 1),
    ]
    for opdracht, echt in gevallen:
        with transaction.atomic():
            langs_de_deur(opdracht)
            vals = Inzage.objects.latest("pk").pk if echt == 2 else ander
            genoemd = [f"inzage zonder merk, rij {vals}"]
            assert list(keten.gebroken(nu)) == list(keten.breuken()) == genoemd, opdracht
            assert keten.verzegel() == echt, opdracht
            assert Inzage.objects.get(volgnummer=None).pk == vals
            # And it stays so, whatever comes after it.
            _kijk(regio.gebruikers["contractmanager"], nu, 1)
            assert keten.verzegel() == 1
            assert list(keten.gebroken(nu)) == list(keten.breuken()) == genoemd, opdracht
            transaction.set_rollback(True)
    assert keten.verzegel() == 2


@pytest.mark.sqlite
def test_het_eind_van_de_keten_is_van_ons_of_groeit_niet(
    gekeken: Any, regio: Regio, nu: datetime, settings: Any
) -> None:
    """The seals of a chain anybody can work out: whoever takes rows off its end, or writes the end anew so that all of
    it fits, is found by its head; and nothing is put behind that, as if it were right."""
    tabel, kop = "calamiteiten_inzage", ["kop van de keten"]
    waarden = [getattr(gekeken[3], veld) for veld in keten.VELDEN]
    nieuw = bereken([*waarden[:5], "pdf", *waarden[6:]], 4, gekeken[2].zegel)
    weg = f"DELETE FROM {tabel} WHERE volgnummer >= 4"
    anders = f"UPDATE {tabel} SET soort = 'pdf', zegel = '{nieuw}' WHERE volgnummer = 4"
    for geval in (
        [weg],
        [f"DELETE FROM {tabel} WHERE volgnummer = 5", anders],
        [weg, "DELETE FROM contacten_zegelstand"],
    ):
        with transaction.atomic():
            langs_de_deur(*geval)
            assert list(keten.gebroken(nu)) == list(keten.breuken()) == kop, geval
            _kijk(regio.gebruikers["contractmanager"], nu, 1)
            assert keten.verzegel() == 0
            assert list(keten.gebroken(nu)) == kop, geval
            transaction.set_rollback(True)
    # Another key: nothing goes on until somebody vouches for what stands there.
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "x" * 60, []
    assert list(keten.gebroken(nu)) == kop
    call_command("controleer", "--nieuwe-sleutel")
    _kijk(regio.gebruikers["contractmanager"], nu, 1)
    assert keten.verzegel() == 1
    assert list(keten.gebroken(nu)) == list(keten.breuken()) == []


@pytest.mark.sqlite
def test_de_database_weigert_alles_behalve_het_zegel(gekeken: Any, regio: Regio, nu: datetime) -> None:
    _kijk(regio.gebruikers["contractmanager"], nu, 1)
    pk, dicht = Inzage.objects.get(volgnummer=None).pk, gekeken[0].pk
    zegel = "volgnummer = 6, zegel = 'x'"
    for opdracht in (
        f"UPDATE calamiteiten_inzage SET uitkomst = 404 WHERE id = {pk}",
        f"UPDATE calamiteiten_inzage SET {zegel}, wat = 'x' WHERE id = {pk}",
        f"UPDATE calamiteiten_inzage SET {zegel} WHERE id = {dicht}",
        f"UPDATE calamiteiten_inzage SET volgnummer = NULL, zegel = '' WHERE id = {dicht}",
        f"DELETE FROM calamiteiten_inzage WHERE id = {dicht}",
    ):
        with pytest.raises(DatabaseError, match="blijft staan"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(opdracht)


@pytest.mark.sqlite
@pytest.mark.echte_klok  # the database refuses by its own
def test_van_waar_iemand_keek_gaat_na_de_termijn_weg_en_de_keten_blijft_heel(regio: Regio, settings: Any) -> None:
    settings.REGIO = replace(settings.REGIO, inzage=replace(settings.REGIO.inzage, herkomst_dagen=60))
    wie = regio.gebruikers["contractmanager"]
    nu = datetime.now(UTC)
    dagen = (100, 59, 20)
    eigen = {"gebruiker": wie, "rol": wie.rol, "soort": "pagina", "uitkomst": 200, "adres": "melding"}
    for dag in dagen:
        Inzage.objects.create(op=nu - timedelta(days=dag), **eigen, **keten.herkomst_van("192.0.2.7"))
    assert keten.wis_herkomst(nu) == 0  # what has no place in the chain yet, is not touched
    keten.verzegel()
    zegels = list(Inzage.objects.values_list("zegel", flat=True))
    assert [keten.wis_herkomst(nu) for _ in range(2)] == [1, 0]
    assert [*Inzage.objects.order_by("op").values_list("herkomst", flat=True)] == ["", "192.0.2.7", "192.0.2.7"]
    assert list(keten.gebroken(nu)) == []
    assert list(Inzage.objects.values_list("zegel", flat=True)) == zegels
    # Sooner than any region may choose the database itself refuses it, and no salt is left to guess with.
    laatste = Inzage.objects.latest("op").pk
    with pytest.raises(DatabaseError, match="blijft staan"), transaction.atomic():
        Inzage.objects.filter(pk=laatste).update(herkomst="", herkomst_zout="")
    with transaction.atomic():
        langs_de_deur(f"UPDATE calamiteiten_inzage SET herkomst = '192.0.2.8' WHERE id = {laatste}")
        assert list(keten.gebroken(nu)) == ["inzage 3"]
        transaction.set_rollback(True)
    # And who goes past the database is found: a print without its words is for what is past its term.
    with transaction.atomic():
        langs_de_deur(f"UPDATE calamiteiten_inzage SET herkomst = '', herkomst_zout = '' WHERE id = {laatste}")
        assert list(keten.gebroken(nu)) == list(keten.breuken()) == ["inzage 3"]
        transaction.set_rollback(True)
    assert Inzage.objects.earliest("op").herkomst_zout == ""


@pytest.mark.sqlite
def test_de_controle_gaat_in_een_dag_over_de_hele_keten(gekeken: Any, nu: datetime, monkeypatch: Any) -> None:
    monkeypatch.setattr(keten, "RECENT", 1)
    eerste, laatste = gekeken[0].pk, gekeken[-1].pk
    minuten = [nu.replace(hour=m // 60, minute=m % 60) for m in range(keten.MINUTEN)]
    assert not [m for m in minuten[:10] if list(keten.gebroken(m))]
    langs_de_deur(f"UPDATE calamiteiten_inzage SET uitkomst = 404 WHERE id = {eerste}")
    assert [bool(list(keten.gebroken(m))) for m in reversed(minuten[:10])] == [False] * 9 + [True]
    # What was found is named until it is right, whatever has its turn.
    assert list(keten.gebroken(minuten[5])) == ["inzage 1"]
    langs_de_deur(f"UPDATE calamiteiten_inzage SET uitkomst = 404 WHERE id = {laatste}")
    assert all(list(keten.gebroken(m)) for m in minuten[:10])


@pytest.mark.sqlite
def test_de_ronde_verzegelt_in_ladingen_en_de_kop_staat_in_het_dagbericht(
    gekeken: Any, regio: Regio, nu: datetime, capsys: Any, monkeypatch: Any
) -> None:
    monkeypatch.setattr("basis.keten.LADING", 2)
    _kijk(regio.gebruikers["contractmanager"], nu, 5)
    ronde.bewaak(nu)
    assert [*Inzage.objects.order_by("volgnummer").values_list("volgnummer", flat=True)] == [*range(1, 11)]
    assert list(keten.gebroken(nu)) == []
    cijfers = dagbericht.cijfers(nu + timedelta(days=1))
    kop = Inzage.objects.get(volgnummer=10).zegel
    assert cijfers["Wie dossiers bekeek, tot en met regel 10"] == leesbaar(kop)
    call_command("controleer", "--inzagezegel", "10")
    assert capsys.readouterr().out.strip() == leesbaar(kop)


def test_elke_melding_heeft_zo_een_spoor_in_de_oefening_niet(client: Client, regio: Regio, nu: datetime) -> None:
    melding: Melding = bouw.melding(nu)
    client.force_login(regio.gebruikers["regiomanager"])
    assert client.get(f"/oefening/999{melding.get_absolute_url()}").status_code == 404
    (rij,) = rijen()
    assert (rij.soort, rij.wat) == ("weigering", melding.kenmerk)
