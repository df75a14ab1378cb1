"""The term of a press question: one werkdag, explained, with alarms that ring once (R5, R17, R19, A9)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from basis.geweigerd import Geweigerd
from basis.kalender import ZONE, lokaal
from communicatie.models import Bericht, Persvraag
from escalatie.bewaking import controle, ronde
from escalatie.draaiboek import termijnen
from escalatie.models import Wekker
from escalatie.persvragen.antwoordtermijn import antwoordregel, antwoordtermijn
from escalatie.persvragen.opdrachten import Volgdag
from tests.communicatie import persbouw

EIND = datetime(2026, 11, 25, 16, 0, tzinfo=UTC)


def hier(tekst: str) -> datetime:
    """A moment in Amsterdam."""
    return datetime.fromisoformat(tekst).replace(tzinfo=ZONE)


def gegaan(zaak: Persvraag) -> list[str]:
    """Which alarms rang, in order."""
    rijen = Wekker.objects.filter(termijn__zaak=zaak.pk, gevuurd_op__isnull=False).order_by("gaat_op")
    return [soort if code == "antwoord" else code for soort, code in rijen.values_list("soort", "termijn__code")]


def test_de_wekkers_gaan_elk_een_keer_en_het_verstrijken_wordt_gezien(regio, nu):
    zaak = persbouw.persvraag(nu)
    assert antwoordtermijn(zaak).vervalt_op == EIND
    for moment, soorten in (
        (EIND - timedelta(hours=2, seconds=1), []),
        (EIND - timedelta(hours=2), ["voor"]),
        (EIND, ["voor", "op"]),
        (EIND + timedelta(hours=24), ["voor", "op", "na"]),
    ):
        nieuw = len(soorten) - len(gegaan(zaak))
        assert termijnen.bewaak(moment) == nieuw
        assert ronde.bewaak(moment) == 0
        assert gegaan(zaak) == soorten
        assert controle.controleer(moment) == []
    assert antwoordtermijn(zaak).verstreken_op == EIND
    hoorden = Bericht.objects.filter(zaak=zaak, regel="termijn_bereikt")
    assert set(hoorden.values_list("rol", flat=True)) == {"contractmanager", "communicatieadviseur", "regiomanager"}


def test_na_een_stilstand_komt_alleen_de_nieuwste_waarschuwing(regio, nu):
    zaak = persbouw.persvraag(nu, ontvangen_op=nu - timedelta(days=10))
    assert [bevinding.nummer for bevinding in controle.controleer(nu + timedelta(minutes=5))] == [2]

    assert ronde.bewaak(nu) == 1
    assert gegaan(zaak) == ["na"]
    assert antwoordtermijn(zaak).verstreken_op == nu
    assert controle.controleer(nu + timedelta(minutes=5)) == []


def test_een_antwoord_stopt_de_termijn(regio, nu):
    zaak = persbouw.loop(persbouw.persvraag(nu), "leg_antwoord_vast", nu)

    assert ronde.bewaak(EIND + timedelta(days=3)) == 0
    zaak.refresh_from_db()
    assert (zaak.beantwoord_op, antwoordtermijn(zaak).verstreken_op) == (nu, None)
    assert antwoordtermijn(zaak).status == "gehaald"
    assert "termijn" in Bericht.objects.filter(zaak=zaak)[0].gegevens


def test_een_stap_die_stuk_is_houdt_de_andere_niet_tegen(regio, nu):
    stuk, goed = persbouw.persvraag(nu), persbouw.persvraag(nu)
    Persvraag.objects.filter(pk=stuk.pk).update(protocol_versie="weg")

    assert ronde.bewaak(EIND) == 1
    assert gegaan(goed) == ["op"]
    wekker = Wekker.objects.get(termijn__zaak=stuk.pk, soort="op")
    assert (wekker.pogingen, wekker.gevuurd_op, wekker.fout) == (1, None, "ProtocolFout")
    assert [bevinding.nummer for bevinding in controle.controleer(EIND + timedelta(minutes=5))] == [2, 12]


@pytest.mark.eis("R18")
@pytest.mark.eis("R19")
def test_de_media_worden_gevolgd_tot_een_gekozen_dag_en_langer(regio, nu):
    zaak, cm = persbouw.loop(persbouw.persvraag(nu), "leg_antwoord_vast", nu), regio.gebruikers["contractmanager"]
    for dag in (date(2026, 11, 30), date(2026, 12, 7), date(2026, 11, 30), date(2026, 12, 4)):
        persbouw.stap(zaak, "volg_langer", cm, nu, gegevens=Volgdag(dag))
    with pytest.raises(Geweigerd, match="vanaf vandaag"):
        persbouw.stap(zaak, "volg_langer", cm, nu, gegevens=Volgdag(date(2026, 11, 23)))
    persbouw.stap(zaak, "evalueer", cm, nu)
    with pytest.raises(Geweigerd, match="U volgt de media nog"):
        persbouw.stap(zaak, "rond_af", cm, nu)

    assert ronde.bewaak(hier("2026-12-04T16:59")) == 0
    assert ronde.bewaak(hier("2026-12-04T17:00")) == 1
    assert gegaan(zaak) == ["monitor"]
    assert not Wekker.objects.filter(gevuurd_op__isnull=False, vervallen_op__isnull=False).exists()
    brief = Bericht.objects.filter(zaak=zaak, regel="monitor_klaar")[0]
    assert brief.gegevens["termijn"] == "tot en met 4 december 2026"
    persbouw.stap(zaak, "rond_af", cm, hier("2026-12-04T17:05"))


@pytest.mark.eis("R17")
def test_een_vervolgvraag_heeft_een_eigen_termijn(regio, nu):
    eerste = persbouw.loop(persbouw.persvraag(nu), "rond_af", nu)
    later = nu + timedelta(days=2)
    vervolg = persbouw.persvraag(later, vervolg_op=eerste)

    assert list(eerste.vervolgvragen.all()) == [vervolg]
    assert f"{lokaal(antwoordtermijn(vervolg).vervalt_op):%Y-%m-%d %H:%M}" == "2026-11-27 17:00"
    assert antwoordtermijn(eerste).vervalt_op == EIND


@pytest.mark.eis("R5")
@pytest.mark.eis("A9")
@pytest.mark.parametrize(
    ("ontvangen", "vervalt", "overgeslagen"),
    [
        ("2026-11-20 16:30", "2026-11-23 17:00", ["zaterdag", "zondag"]),
        ("2026-11-20 17:01", "2026-11-24 17:00", ["na 17:00 uur", "zaterdag", "zondag"]),
        ("2026-11-21 11:00", "2026-11-24 17:00", ["zaterdag", "zondag"]),
        ("2026-05-13 20:00", "2026-05-18 17:00", ["na 17:00 uur", "Hemelvaartsdag", "zaterdag", "zondag"]),
        ("2026-12-24 16:00", "2026-12-28 17:00", ["Eerste kerstdag", "Tweede kerstdag", "zondag"]),
    ],
)
def test_een_werkdag_slaat_vrije_dagen_over_en_zegt_welke(ontvangen, vervalt, overgeslagen):
    uitkomst = termijnen.berekening(antwoordregel(persbouw.WET), hier(ontvangen))

    assert f"{lokaal(uitkomst.eind_op):%Y-%m-%d %H:%M}" == vervalt
    assert [dag.reden for dag in uitkomst.overgeslagen] == overgeslagen
