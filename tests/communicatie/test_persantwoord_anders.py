"""What was recorded of an answer to the press is put right or taken back: the old one stays, what followed is weighed
again, and who was told hears it (R11, R16)."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from basis.geweigerd import Geweigerd
from communicatie.models import Bericht, BerichtStatus, Persantwoord, Persvraag, Persvrager, Uiting
from escalatie.bewaking import controle
from escalatie.models import Stap, Taak, TaakStatus, TermijnStatus
from escalatie.persvragen import antwoorden, vragers
from escalatie.persvragen.antwoordtermijn import antwoordtermijn
from escalatie.persvragen.opdrachten import GemeenteAntwoord
from escalatie.persvragen.vragers import Vrager
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.communicatie.test_persvragers import plekken, zijn_weg
from tests.escalatie.invullen import van_pagina

WAAROM = "Verkeerd opgeschreven."


def beantwoord(nu: datetime) -> tuple[Persvraag, Persantwoord]:
    zaak = persbouw.loop(persbouw.persvraag(nu), "leg_antwoord_vast", nu)
    zijn_weg(zaak, nu)
    return zaak, Persantwoord.objects.get(persvraag=zaak)


def zoals(rij: Persantwoord, **anders: Any) -> GemeenteAntwoord:
    wie = tuple(rij.vragers.values_list("pk", flat=True))
    was = GemeenteAntwoord(rij.gemeente_id, rij.tekst, rij.beantwoord_op, rij.beantwoord_door, wie)
    return replace(was, **anders)


def verbeter(zaak: Persvraag, rij: Persantwoord, regio: Regio, nu: datetime, **anders: Any) -> Persantwoord:
    door = regio.gebruikers[anders.pop("door", "contractmanager")]
    return antwoorden.verbeter(zaak.pk, rij.pk, zoals(rij, **anders), WAAROM, vragers.laatste_nummer(zaak), door, nu)


@pytest.mark.eis("R11")
@pytest.mark.eis("R16")
@pytest.mark.parametrize(
    ("anders", "naam"),
    [
        ({"tekst": "De wethouder: wij helpen elk kind."}, "Antwoord"),
        ({"beantwoord_door": "wethouder jeugd"}, "Gegeven door"),
        ({"gemeente_id": "kampen"}, "Gemeente"),
        ({"beantwoord_op": timedelta(minutes=30)}, "Gegeven op"),
    ],
)
def test_elk_veld_wordt_verbeterd_met_het_oude_doorgestreept(
    client: Client, regio: Regio, nu: datetime, anders: dict[str, Any], naam: str
) -> None:
    zaak, rij = beantwoord(nu)
    if "gemeente_id" in anders:
        anders = {"gemeente_id": regio.gemeenten[anders["gemeente_id"]].pk}
    if "beantwoord_op" in anders:
        anders = {"beantwoord_op": rij.beantwoord_op + anders["beantwoord_op"]}
    later = nu + timedelta(hours=1)

    nieuw = verbeter(zaak, rij, regio, later, **anders)

    rij.refresh_from_db()
    assert (bool(rij.weg), bool(nieuw.weg), nieuw.verbetering_van) == (True, False, rij)
    stap = Stap.objects.filter(zaak=zaak.pk, code="verbeter").latest("volgnummer")
    assert ([veld for veld, _, _ in stap.gegevens["velden"]], stap.motivering) == ([naam], WAAROM)
    client.force_login(regio.gebruikers["contractmanager"])
    pagina = client.get(f"/persvragen/{zaak.kenmerk}/").content.decode()
    assert f"<s>{rij.tekst}</s>" in pagina
    assert rij.weg in pagina
    # Who recorded it knows.
    assert {"communicatieadviseur", "regiomanager"} <= {rol for rol, _ in plekken(zaak, "antwoord_anders")}
    assert controle.controleer(later) == []


@pytest.mark.eis("R5")
@pytest.mark.eis("R16")
def test_wie_geen_ander_antwoord_kreeg_wacht_weer_en_taak_en_termijn_lopen_weer(regio: Regio, nu: datetime) -> None:
    zaak, rij = beantwoord(nu)
    eind = antwoordtermijn(zaak).vervalt_op
    cm = regio.gebruikers["contractmanager"]

    antwoorden.trek_in(zaak.pk, rij.pk, WAAROM, vragers.laatste_nummer(zaak), cm, nu)

    zaak.refresh_from_db()
    termijn = antwoordtermijn(zaak)
    assert (zaak.beantwoord_op, Persvrager.objects.get(persvraag=zaak).wacht) == (None, True)
    assert (termijn.status, termijn.vervalt_op, termijn.geeindigd_op) == (TermijnStatus.LOOPT, eind, None)
    taak = Taak.objects.get(zaak=zaak.pk, code="pers_antwoord")
    assert (taak.status, taak.termijn, taak.uiterlijk_op) == (TaakStatus.OPEN, termijn, eind)
    assert plekken(zaak, "antwoord_terug_buiten") == plekken(zaak, "mail_aan_gemeenten", "mail_aan_escalatieteam")
    assert plekken(zaak, "antwoord_anders_gemeente") == plekken(zaak, "kernboodschap_naar_gemeente")

    # Recorded again, it stands as if that had been said at once.
    persbouw.stap(zaak, "leg_antwoord_vast", cm, nu)
    zaak.refresh_from_db()
    taak.refresh_from_db()
    assert (zaak.beantwoord_op, antwoordtermijn(zaak).status) == (nu, TermijnStatus.GEHAALD)
    assert taak.status == TaakStatus.AFGEROND
    assert controle.controleer(nu) == []


@pytest.mark.eis("R5")
def test_een_later_moment_maakt_dat_het_te_laat_was(regio: Regio, nu: datetime) -> None:
    zaak, rij = beantwoord(nu)
    laat = antwoordtermijn(zaak).vervalt_op + timedelta(minutes=1)
    verbeter(zaak, rij, regio, laat, beantwoord_op=laat)
    assert antwoordtermijn(zaak).status == TermijnStatus.TE_LAAT
    verbeter(zaak, Persantwoord.objects.latest("pk"), regio, laat, beantwoord_op=nu)
    assert antwoordtermijn(zaak).status == TermijnStatus.GEHAALD


@pytest.mark.eis("R13")
@pytest.mark.eis("R14")
def test_andere_woorden_gaan_naar_wie_het_antwoord_kreeg_en_wat_nog_wacht_blijft_hier(
    regio: Regio, nu: datetime
) -> None:
    ook = (regio.gemeenten["deventer"],)
    zaak = persbouw.loop(persbouw.persvraag(nu, gemeenten=ook), "communiceer", nu)
    zijn_weg(zaak, nu)
    persbouw.stap(zaak, "leg_antwoord_vast", regio.gebruikers["adviseur"], nu)
    rij = Persantwoord.objects.get(persvraag=zaak)
    kenden = plekken(zaak, "antwoord_naar_gemeenten", "antwoord_naar_escalatieteam")
    # Of the gemeente that the question is about too, who handles it there knows the answer as well.
    assert {"manager_gemeente", "beleidsmedewerker_jeugd", "escalatieteam"} <= {rol for rol, _ in kenden}

    verbeter(zaak, rij, regio, nu, tekst="De wethouder: wij doen meer.")

    assert plekken(zaak, "antwoord_verbeterd_buiten") == kenden
    nog = Bericht.objects.filter(zaak=zaak, gegevens__antwoord=rij.tekst)
    assert set(nog.values_list("status", flat=True)) == {BerichtStatus.INGETROKKEN}
    # Only another moment: nobody reads other words.
    aantal = Bericht.objects.filter(zaak=zaak, regel="antwoord_verbeterd_buiten").count()
    tweede = Persantwoord.objects.latest("pk")
    verbeter(zaak, tweede, regio, nu + timedelta(hours=1), beantwoord_op=nu + timedelta(minutes=5))
    assert Bericht.objects.filter(zaak=zaak, regel="antwoord_verbeterd_buiten").count() == aantal
    # Taken back, the same people hear that.
    laatste, cm = Persantwoord.objects.latest("pk"), regio.gebruikers["contractmanager"]
    antwoorden.trek_in(zaak.pk, laatste.pk, WAAROM, vragers.laatste_nummer(zaak), cm, nu + timedelta(hours=2))
    assert plekken(zaak, "antwoord_terug_buiten") == kenden


@pytest.mark.eis("R16")
def test_van_meer_journalisten_wacht_weer_wie_het_antwoord_toch_niet_kreeg(regio: Regio, nu: datetime) -> None:
    zaak, cm = persbouw.persvraag(nu), regio.gebruikers["contractmanager"]
    ook = vragers.voeg_toe(zaak.pk, Vrager("Weekblad", deadline_op=nu + timedelta(hours=2)), cm, nu)
    persbouw.stap(zaak, "leg_antwoord_vast", cm, nu, afwijkingen={"kernboodschap_klaar": "spoed"})
    assert Persvraag.objects.get(pk=zaak.pk).beantwoord_op == nu
    rij = Persantwoord.objects.get(persvraag=zaak)
    eerste = Persvrager.objects.exclude(pk=ook.pk).get(persvraag=zaak)

    verbeter(zaak, rij, regio, nu, vragers=(eerste.pk,))

    zaak.refresh_from_db()
    ook.refresh_from_db()
    assert (zaak.beantwoord_op, ook.wacht) == (None, True)
    assert antwoordtermijn(zaak).vervalt_op == ook.deadline_op


@pytest.mark.eis("R125")
def test_wat_bij_een_melding_naar_buiten_ging_gaat_mee(regio: Regio, nu: datetime) -> None:
    melding = bouw.melding(nu)
    zaak, cm = persbouw.persvraag(nu, melding=melding), regio.gebruikers["contractmanager"]
    persbouw.stap(
        zaak,
        "leg_antwoord_vast",
        regio.gebruikers["regiomanager"],
        nu,
        afwijkingen={"kernboodschap_klaar": "spoed"},
        reden="De burgemeester.",
    )
    uiting, rij = Uiting.objects.get(melding=melding), Persantwoord.objects.get(persvraag=zaak)

    nieuw = verbeter(zaak, rij, regio, nu + timedelta(hours=1), beantwoord_op=nu + timedelta(minutes=5))
    tweede = Uiting.objects.get(melding=melding, herroeping__isnull=True)
    assert (tweede.verbetering_van, tweede.gedaan_op, tweede.vrijgave) == (uiting, nieuw.beantwoord_op, uiting.vrijgave)

    antwoorden.trek_in(zaak.pk, nieuw.pk, WAAROM, vragers.laatste_nummer(zaak), cm, nu + timedelta(hours=2))
    assert not Uiting.objects.filter(melding=melding, herroeping__isnull=True).exists()


@pytest.mark.eis("R16")
@pytest.mark.eis("R104")
def test_een_gemeente_verbetert_wat_zij_zelf_zei_en_niet_wat_een_ander_zei(
    client: Client, regio: Regio, nu: datetime
) -> None:
    zaak, rij = beantwoord(nu)
    eigen = f"/persvragen/{zaak.kenmerk}/antwoorden/{rij.pk}/"
    gezien = vragers.laatste_nummer(zaak)
    for wie, code in (("manager_zwolle", 200), ("manager_deventer", 404), ("toegang_zwolle", 404), ("adviseur", 200)):
        client.force_login(regio.gebruikers[wie])
        for pad in (eigen, f"{eigen}intrekken/"):
            assert client.get(pad).status_code == code, (wie, pad)
    client.force_login(regio.gebruikers["manager_zwolle"])
    pagina = client.get(eigen).content.decode()
    assert rij.tekst in pagina
    assert f'href="{eigen}"' in client.get(f"/persvragen/{zaak.kenmerk}/").content.decode()
    # The page carries what was recorded; what is typed over it, is what counts from now on.
    velden = {**van_pagina(client.get(eigen)), "tekst": "De wethouder: wij helpen elk kind."}
    assert client.post(eigen, {**velden, "reden": " "}).status_code == 200
    assert client.post(eigen, {**velden, "reden": WAAROM}).status_code == 302
    assert "wij helpen elk kind" in client.get(f"/persvragen/{zaak.kenmerk}/").content.decode()
    assert client.get(eigen).status_code == 404
    rij, gezien = Persantwoord.objects.latest("pk"), vragers.laatste_nummer(zaak)
    eigen = f"/persvragen/{zaak.kenmerk}/antwoorden/{rij.pk}/"
    assert client.post(f"{eigen}intrekken/", {"gezien": gezien, "reden": " "}).status_code == 200
    assert client.post(f"{eigen}intrekken/", {"gezien": gezien - 1, "reden": WAAROM}).status_code == 409
    assert client.post(f"{eigen}intrekken/", {"gezien": gezien, "reden": WAAROM}).status_code == 302
    assert client.get(eigen).status_code == 404


def test_zonder_reden_in_de_toekomst_en_na_een_ander_wordt_geweigerd(regio: Regio, nu: datetime) -> None:
    zaak, rij = beantwoord(nu)
    cm, gezien = regio.gebruikers["contractmanager"], vragers.laatste_nummer(zaak)
    for anders, reden, nummer, zin in (
        ({"tekst": "Anders."}, " ", gezien, "Schrijf op waarom"),
        ({"beantwoord_op": nu + timedelta(days=1)}, WAAROM, gezien, "niet in de toekomst"),
        ({"tekst": " "}, WAAROM, gezien, "Schrijf op wat het antwoord was"),
        ({"vragers": (0,)}, WAAROM, gezien, "niet .meer. bij deze persvraag"),
        ({"tekst": "Anders."}, WAAROM, gezien - 1, "intussen gewijzigd"),
    ):
        with pytest.raises(Geweigerd, match=zin):
            antwoorden.verbeter(zaak.pk, rij.pk, zoals(rij, **anders), reden, nummer, cm, nu)
    assert antwoorden.verbeter(zaak.pk, rij.pk, zoals(rij), WAAROM, gezien, cm, nu) == rij
    assert not Stap.objects.filter(zaak=zaak.pk, code="verbeter").exists()
    persbouw.stap(zaak, "evalueer", cm, nu)
    persbouw.stap(zaak, "rond_af", cm, nu)
    with pytest.raises(Geweigerd, match="Deze persvraag is gesloten"):
        antwoorden.trek_in(zaak.pk, rij.pk, WAAROM, vragers.laatste_nummer(zaak), cm, nu)
