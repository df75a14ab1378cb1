"""Terms as rows, by rules of our own: when each begins, rings, stands still, ends and runs on, on both sides of every
moment where that turns."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from basis import kalender
from basis.regels import TermijnRegel, WekkerRegel
from basis.taal import kort_moment, moment
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from escalatie.draaiboek import termijnen
from escalatie.draaiboek.termijnen import Verplaatst
from escalatie.models import Stap, Taak, Termijn, Wekker
from escalatie.protocol import model
from tests import bouw
from tests.bouw import Regio

OP = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECONDE, HALFUUR, UUR = timedelta(seconds=1), timedelta(minutes=30), timedelta(hours=1)
WEKKERS = (WekkerRegel("voor", 1), WekkerRegel("op"), WekkerRegel("na", 1))


def regel(code: str, **anders: Any) -> TermijnRegel:
    """A term of two hours with an alarm an hour before, at its end and an hour after."""
    vast = {"naam": f"Termijn {code}", "bij": ("registreer",), "soort": "protocol", "uren": 2, "wekkers": WEKKERS}
    lengte = dict.fromkeys(("uren",), 0) if {"dagen", "maanden", "werkdagen"} & set(anders) else {}
    return TermijnRegel(code, "Zin.", "1.1", (), **{**vast, **lengte, **anders})


def test_een_wekker_gaat_na_het_begin_en_een_keer_per_moment() -> None:
    wekkers = (*WEKKERS, WekkerRegel("voor", 2), WekkerRegel("voor", 3), WekkerRegel("na", 1))
    verwacht = [("na", OP + 3 * UUR), ("op", OP + 2 * UUR), ("voor", OP + UUR)]
    assert termijnen.momenten(regel("t", wekkers=wekkers), OP, OP + 2 * UUR) == verwacht
    # Before the end by a second more than its length: the warning comes a second after the begin.
    (eerste,) = termijnen.momenten(regel("t", wekkers=(WekkerRegel("voor", 2),)), OP, OP + 2 * UUR + SECONDE)
    assert eerste == ("voor", OP + SECONDE)
    vrij = regel("t", wekkers=(WekkerRegel("voor", 2, voor_vrije_dagen=True),))
    vrijdag = datetime(2026, 11, 27, 14, 0, tzinfo=UTC)
    assert termijnen.momenten(vrij, OP, datetime(2026, 11, 28, 9, 0, tzinfo=UTC)) == [("voor", vrijdag)]
    assert termijnen.momenten(vrij, OP, OP + 2 * UUR) == []


@pytest.mark.eis("A1", "A2", "A9")
def test_elke_lengte_telt_op_haar_eigen_manier() -> None:
    for anders, uitkomst in (
        ({"uren": 3}, kalender.uren(OP, 3)),
        ({"dagen": 3}, kalender.dagen(OP, 3)),
        ({"maanden": 3}, kalender.maanden(OP, 3)),
        ({"werkdagen": 3}, kalender.werkdagen(OP, 3)),
    ):
        assert termijnen.berekening(regel("t", **anders), OP) == uitkomst


@pytest.mark.eis("R19")
def test_wat_bij_de_ontvangst_begint_en_wat_tot_een_gekozen_dag_loopt() -> None:
    def uitkomst(
        nummer: int, nu: datetime, dag: date | None = None, vanaf: str = "stap", *, is_gekozen: bool = False
    ) -> kalender.Uitkomst:
        stap: Any = SimpleNamespace(volgnummer=nummer, zaak=SimpleNamespace(ontvangen_op=OP))
        eigen = regel("t", vanaf=vanaf, uren=0 if is_gekozen else 2, gekozen=is_gekozen)
        return termijnen._uitkomst(eigen, stap, nu, dag)

    assert uitkomst(1, OP + UUR, vanaf="ontvangst").start_op == OP
    assert uitkomst(2, OP + UUR, vanaf="ontvangst").start_op == OP + UUR
    assert uitkomst(1, OP + UUR).start_op == OP + UUR
    dag, dicht = date(2026, 11, 27), datetime(2026, 11, 27, 16, 0, tzinfo=UTC)
    for nu, eind in (
        (OP, dicht),
        (dicht - SECONDE, dicht),
        (dicht, dicht + SECONDE),
        (dicht + UUR, dicht + UUR + SECONDE),
    ):
        gevonden = uitkomst(1, nu, dag, is_gekozen=True)
        assert (gevonden.start_op, gevonden.eind_op) == (nu, eind)
        assert gevonden.regel == "tot en met 27 nov 2026"
    # A day that was chosen says nothing of a rule with a length.
    assert uitkomst(1, OP, dag).eind_op == OP + 2 * UUR


def test_de_uitleg_noemt_alles_wat_er_is_en_niets_wat_er_niet_is() -> None:
    def zinnen(is_protocol: bool = True, geschorst_op: datetime | None = None, **uitleg: Any) -> list[str]:
        termijn = Termijn(start_op=OP, vervalt_op=OP + UUR, is_protocol=is_protocol, geschorst_op=geschorst_op)
        termijn.uitleg = {"regel": "2 uur", "bron": "1.1", **uitleg}
        return termijnen.uitleg_in_zinnen(termijn)

    begin = [f"Telt vanaf {moment(OP)}.", "Regel: 2 uur."]
    assert zinnen() == [*begin, "Termijn uit het protocol: 1.1."]
    assert zinnen(is_protocol=False, lezing="A8")[-1] == "Regioafspraak, geen protocoltermijn: 1.1, een lezing."
    assert zinnen(telt_later="25 november")[2] == "Het begin geldt als 25 november."
    assert zinnen(overgeslagen=[("28", "zaterdag"), ("29", "zondag")])[2] == (
        "Niet meegeteld: 28 (zaterdag), 29 (zondag)."
    )
    stil = zinnen(geschorst_op=OP, geschorst=[("ma", "di")])
    assert stil[2:4] == ["Stond stil van ma tot di.", f"Staat stil sinds {moment(OP)}."]
    termijn = Termijn(vervalt_op=OP)
    assert (termijnen.voor_mail(None), termijnen.voor_mail(termijn)) == ("", f"vóór {moment(OP)}")
    assert (termijnen.uiterlijk_van(None), termijnen.uiterlijk_van(termijn)) == (None, OP)
    assert termijnen.uiterlijk_van(Termijn(vervalt_op=OP, geschorst_op=OP)) is None


def test_wat_een_rij_van_haar_uitkomst_bewaart() -> None:
    nu, later = kalender.werkdagen(OP, 1), kalender.werkdagen(datetime(2026, 11, 27, 17, 0, tzinfo=UTC), 1)
    gewoon = termijnen._uitleg(regel("t", lezing="A1"), nu)
    assert gewoon == {"regel": nu.regel, "bron": "1.1", "lezing": "A1", "telt_later": "", "overgeslagen": []}
    assert termijnen._uitleg(regel("t"), later)["telt_later"] == "30 nov 2026"
    velden: dict[str, Any] = {"naam": "T", "bij": (), "soort": "protocol"}
    for uren, spoed_uren, is_spoed in (
        *((1, 1, True), (2, 2, True)),
        *((4, 2, False), (2, 4, False), (0, 0, False), (1, 0, False)),
    ):
        van_spoed = model.TermijnRegel("t", "", "", (), **{**velden, "uren": uren, "spoed_uren": spoed_uren})
        gezegd = termijnen._uitleg(van_spoed, nu).get(termijnen.IS_SPOED, False)
        assert gezegd is is_spoed, (uren, spoed_uren)
    # A rule of a kind of zaak that knows no spoed has none of its hours, whatever its length.
    assert [uren for uren in range(4) if termijnen.IS_SPOED in termijnen._uitleg(regel("t", uren=uren), nu)] == []


# Rows -----------------------------------------------------------------------------------------------------------------


@pytest.fixture
def zaak(regio: Regio, nu: datetime) -> Melding:
    """A melding of which no term runs."""
    melding = bouw.melding(nu)
    for termijn in Termijn.objects.filter(termijnen.LOPEND, zaak=melding):
        termijnen.eindig(termijn, nu, reden="proef", is_gehaald=False)
    return melding


def eerste(zaak: Melding) -> Stap:
    """The step with which the melding began."""
    return Stap.objects.select_related("zaak").get(zaak=zaak, volgnummer=1)


def lopend(zaak: Melding, code: str, nu: datetime, **anders: Any) -> Termijn:
    """A term of this code that begins at `nu`."""
    eigen = regel(code, **anders)
    return termijnen.begin_met(eigen, eerste(zaak), termijnen.berekening(eigen, nu))


def nog(termijn: Termijn) -> list[str]:
    """Which alarms of this term can still ring."""
    return sorted(termijn.wekkers.filter(gevuurd_op=None, vervallen_op=None).values_list("soort", flat=True))


def lees(termijn: Termijn) -> Termijn:
    """The row as it is."""
    return Termijn.objects.select_related("stap__zaak").get(pk=termijn.pk)


def taak(zaak: Melding, code: str, **anders: Any) -> Taak:
    """An open task."""
    return Taak.objects.create(zaak=zaak, code=code, titel=code, rol="contractmanager", gemaakt_op=OP, **anders)


def test_gehaald_is_tot_en_met_het_einde_en_wat_stilstond_was_nog_niet_voorbij(zaak: Melding, nu: datetime) -> None:
    einde = nu + 2 * UUR
    for nummer, (op, gedaan_op, stil, status) in enumerate(
        (
            (einde, None, None, "gehaald"),
            (einde + SECONDE, None, None, "te_laat"),
            (einde + UUR, einde, None, "gehaald"),
            (einde + UUR, einde + SECONDE, None, "te_laat"),
            (einde + UUR, None, nu + UUR, "gehaald"),
            (einde + UUR, einde + UUR, einde, "gehaald"),
        )
    ):
        termijn = lopend(zaak, f"t{nummer}", nu)
        if stil:
            termijnen.schort_op(termijn, stil)
        termijn.wekkers.filter(soort="voor").update(gevuurd_op=nu + UUR)
        termijnen.eindig(termijn, op, reden="klaar", is_gehaald=True, gedaan_op=gedaan_op)
        rij = lees(termijn)
        assert (rij.status, rij.geeindigd_op, rij.reden, rij.geschorst_op) == (status, op, "klaar", None), nummer
        assert sorted(termijn.wekkers.filter(vervallen_op=op).values_list("soort", flat=True)) == ["na", "op"]
    gestopt = lopend(zaak, "gestopt", nu)
    termijnen.eindig(gestopt, nu + UUR, reden="weg", is_gehaald=False)
    assert lees(gestopt).status == "gestopt"


def test_een_stap_begint_wat_bij_haar_hoort_en_een_andere_dag_vervangt_de_vorige(zaak: Melding, nu: datetime) -> None:
    stap = eerste(zaak)
    regels = [
        regel("bij", vanaf="ontvangst"),
        regel("anders", bij=("andere_stap",)),
        regel("dag", uren=0, gekozen=True),
    ]
    assert set(termijnen.start(stap, regels, nu + UUR)) == {"bij"}
    assert lees(Termijn.objects.get(code="bij")).start_op == nu
    een = termijnen.start(stap, regels[1:], nu + UUR, date(2026, 11, 27))
    twee = termijnen.start(stap, regels[1:], nu + 2 * UUR, date(2026, 11, 26))
    assert (set(een), set(twee)) == ({"dag"}, {"dag"})
    rij = lees(een["dag"])
    assert (rij.status, rij.reden, rij.geeindigd_op) == ("gestopt", stap.code, nu + 2 * UUR)
    assert lees(twee["dag"]).geeindigd_op is None
    # What runs by a length goes on when a day is chosen.
    assert Termijn.objects.get(code="bij").geeindigd_op is None
    # Begun by hand, it begins once.
    los = termijnen.begin(regel("los"), stap, nu)
    assert termijnen.begin(regel("los"), stap, nu + UUR) == los
    assert Termijn.objects.filter(code="los").count() == 1


def test_een_stap_beeindigt_wat_zij_beeindigt_en_wat_geen_regel_meer_heeft(zaak: Melding, nu: datetime) -> None:
    stap = eerste(zaak)
    regels = [regel("stopt", stopt_bij=(stap.code,)), regel("loopt", stopt_bij=("andere_stap",))]
    stopt, loopt, zonder = (lopend(zaak, code, nu) for code in ("stopt", "loopt", "zonder_regel"))
    ander = lopend(bouw.melding(nu), "stopt", nu)

    termijnen.stop_bij_stap(stap, regels, nu + UUR, is_gehaald=True)
    assert [lees(t).status for t in (stopt, loopt, zonder, ander)] == ["gehaald", "loopt", "gehaald", "loopt"]
    stap.zaak.afgerond_op = nu
    termijnen.stop_bij_stap(stap, regels, nu + UUR, is_gehaald=True)
    assert (lees(loopt).status, lees(loopt).reden) == ("gestopt", stap.code)
    nogmaals = lopend(zaak, "stopt", nu + UUR)
    termijnen.stop_bij_stap(stap, regels, nu + 2 * UUR, is_gehaald=False)
    assert lees(nogmaals).status == "gestopt"


def test_de_laatste_taak_beeindigt_de_termijn_en_wie_haar_heropent_laat_haar_lopen(
    zaak: Melding, contractmanager: Gebruiker, regio: Regio, nu: datetime
) -> None:
    protocol: Any = SimpleNamespace(termijnen=[regel("t", stopt_bij_taak="bel")])
    een, twee = (taak(zaak, "bel", gemeente=regio.gemeenten[plaats]) for plaats in ("zwolle", "raalte"))
    klaar: dict[str, Any] = {"status": "afgerond", "afgerond_op": nu, "afgerond_door": contractmanager}
    weg: dict[str, Any] = {"status": "vervallen", "afgerond_op": nu}
    open_: dict[str, Any] = {"status": "open", "afgerond_op": None, "afgerond_door": None}

    def zet(van_een: dict[str, Any], van_twee: dict[str, Any]) -> None:
        for rij, velden in ((een, van_een), (twee, van_twee)):
            Taak.objects.filter(pk=rij.pk).update(**{**open_, **velden})

    # Other tasks, and those of another melding, say nothing.
    taak(zaak, "schrijf")
    taak(bouw.melding(nu), "bel")
    gevallen = [
        (klaar, open_, "loopt"),
        (weg, open_, "loopt"),
        (klaar, klaar, "gehaald"),
        (weg, klaar, "gehaald"),
        (weg, weg, "gestopt"),
    ]
    for nummer, (a, b, status) in enumerate(gevallen):
        begin = nu + nummer * SECONDE
        termijn, apart = lopend(zaak, "t", begin), lopend(zaak, "apart", begin)
        zet(a, b)
        termijnen.stop_bij_taak(een, protocol, nu + UUR)
        rij = lees(termijn)
        assert (rij.status, lees(apart).status) == (status, "loopt"), nummer
        assert rij.reden == ("" if status == "loopt" else "taak:bel")
        if status != "loopt":
            termijn.wekkers.filter(soort="na").update(vervallen_op=nu)
            termijnen.heropen_bij_taak(een, protocol)
            rij = lees(termijn)
            assert (rij.status, rij.geeindigd_op, rij.reden, nog(rij)) == ("loopt", None, "", ["op", "voor"])
        for loopt in (termijn, apart):
            termijnen.eindig(loopt, nu + UUR, reden="proef", is_gehaald=False)
    # Of those that it ended the last; and none when one runs.
    oud = lopend(zaak, "t", nu + 5 * UUR)
    termijnen.eindig(oud, nu + 6 * UUR, reden="taak:bel", is_gehaald=True)
    nieuw = lopend(zaak, "t", nu + 6 * UUR)
    termijnen.heropen_bij_taak(een, protocol)
    assert lees(oud).geeindigd_op == nu + 6 * UUR
    termijnen.eindig(nieuw, nu + 7 * UUR, reden="taak:bel", is_gehaald=True)
    Termijn.objects.filter(pk=nieuw.pk).update(verstreken_op=nu + 7 * UUR)
    termijnen.heropen_bij_taak(twee, protocol)
    assert (lees(oud).status, lees(nieuw).status) == ("gehaald", "verstreken")


def test_stilstaan_en_verderlopen_met_wat_er_over_was(zaak: Melding, nu: datetime) -> None:
    termijn, ander = lopend(zaak, "t", nu), lopend(zaak, "ander", nu)
    volgt, klaar = (taak(zaak, code, termijn=termijn, uiterlijk_op=nu + 2 * UUR) for code in ("bel", "schrijf"))
    Taak.objects.filter(pk=klaar.pk).update(status="vervallen", afgerond_op=nu, uiterlijk_op=nu)
    los = taak(zaak, "mail", termijn=ander, uiterlijk_op=nu)
    elders = taak(bouw.melding(nu), "bel", termijn=termijn, uiterlijk_op=nu)

    def uiterlijk() -> list[datetime | None]:
        return [Taak.objects.get(pk=rij.pk).uiterlijk_op for rij in (volgt, klaar, los, elders)]

    termijnen.hervat(termijn, nu + UUR)
    assert (lees(termijn).vervalt_op, lees(termijn).uitleg["regel"]) == (nu + 2 * UUR, termijn.uitleg["regel"])
    termijnen.schort_op(termijn, nu + HALFUUR)
    assert (lees(termijn).status, lees(termijn).geschorst_op) == ("geschorst", nu + HALFUUR)
    assert uiterlijk() == [None, nu, nu, nu]
    assert termijnen.bewaak(nu + UUR) == 1  # of the other term only
    termijnen.hervat(termijn, nu + HALFUUR + UUR)
    rij = lees(termijn)
    assert (rij.status, rij.geschorst_op, rij.vervalt_op) == ("loopt", None, nu + 3 * UUR)
    assert uiterlijk() == [nu + 3 * UUR, nu, nu, nu]
    assert dict(rij.wekkers.values_list("soort", "gaat_op")) == {
        "voor": nu + 2 * UUR,
        "op": nu + 3 * UUR,
        "na": nu + 4 * UUR,
    }
    assert rij.uitleg["geschorst"] == [[kort_moment(nu + HALFUUR), kort_moment(nu + HALFUUR + UUR)]]
    # A second time; what was left ends outside office hours, so it is the end of the next working day.
    termijnen.schort_op(rij, nu + 2 * UUR)
    termijnen.hervat(rij, nu + 7 * UUR)
    rij = lees(termijn)
    assert rij.vervalt_op == datetime(2026, 11, 25, 16, 0, tzinfo=UTC)
    assert [len(rij.uitleg[sleutel]) for sleutel in ("geschorst", termijnen.STILTES)] == [2, 2]
    assert rij.uitleg[termijnen.STILTES][1] == [(nu + 2 * UUR).isoformat(), (nu + 7 * UUR).isoformat()]


def test_opnieuw_met_een_ander_einde_waarschuwt_niet_twee_keer(zaak: Melding, nu: datetime) -> None:
    termijn, stap = lopend(zaak, "t", nu), eerste(zaak)
    lang = replace(regel("t"), uren=4)
    op_tijd, einde = nu + 3 * UUR, nu + 4 * UUR
    # Only a warning beforehand is not said again: an end that passed already rings in the next round.
    momenten = ((op_tijd, ["na", "op"]), (op_tijd - SECONDE, ["na", "op", "voor"]), (einde + UUR, ["na", "op"]))
    for nummer, (op, over) in enumerate(momenten, 1):
        uitkomst = replace(kalender.uren(nu, 4), start_op=nu + nummer * SECONDE)
        nieuw = termijnen.begin_opnieuw(termijn, lang, stap, uitkomst, op, nu - UUR)
        assert (lees(termijn).status, lees(termijn).reden) == ("gestopt", stap.code)
        assert nog(nieuw) == over
        assert termijnen.begin_van(lees(nieuw), lang) == nu - UUR
        termijn = nieuw
    zonder = termijnen.begin_opnieuw(termijn, lang, stap, kalender.uren(nu + UUR, 4), nu + UUR)
    assert termijnen.begin_van(lees(zonder), lang) == nu + UUR
    # One that came with the receipt began then, whenever its row counts from.
    assert termijnen.begin_van(lees(zonder), replace(lang, vanaf="ontvangst")) == zaak.ontvangen_op
    assert termijnen.begin_van(lees(zonder), replace(lang, vanaf="ontvangst", bij=("anders",))) == nu + UUR


def test_een_ander_moment_van_ontvangst_verplaatst_wat_daarbij_begon(zaak: Melding, nu: datetime) -> None:
    """The receipt an hour later: what runs ends later, what ended is asked again whether it was in time."""
    regels = [
        regel(code, vanaf="ontvangst") for code in ("loopt", "op_tijd", "te_laat", "weg", "voorbij", "snel", "langs")
    ]
    regels.append(regel("van_de_stap"))
    rijen = termijnen.start(eerste(zaak), [*regels, regel("zonder_regel", vanaf="ontvangst")], nu)
    einde = nu + 3 * UUR
    volgt = taak(zaak, "bel", termijn=rijen["loopt"], uiterlijk_op=nu)
    rijen["loopt"].wekkers.filter(soort="voor").update(gevuurd_op=nu + UUR)
    termijnen.eindig(rijen["op_tijd"], einde, reden="klaar", is_gehaald=True)
    termijnen.eindig(rijen["te_laat"], einde + SECONDE, reden="klaar", is_gehaald=True)
    termijnen.eindig(rijen["weg"], nu, reden="weg", is_gehaald=False)
    Termijn.objects.filter(code="voorbij").update(status="verstreken", verstreken_op=nu + 2 * UUR)
    snel = {**rijen["snel"].uitleg, termijnen.IS_SPOED: True}
    Termijn.objects.filter(code="snel").update(uitleg=snel, vervalt_op=einde)
    Termijn.objects.filter(code="langs").update(uitleg=snel, vervalt_op=einde + SECONDE)
    zaak.ontvangen_op = nu + UUR

    verplaatst = termijnen.verplaats(zaak, regels, einde - SECONDE)

    na = {code: lees(rij) for code, rij in rijen.items()}
    naar = {code: rij.vervalt_op for code, rij in na.items()}
    gelijk = {"van_de_stap": nu + 2 * UUR, "zonder_regel": nu + 2 * UUR}
    assert naar == {**dict.fromkeys(naar, einde), **gelijk}
    assert {v.naam for v in verplaatst} == {f"Termijn {c}" for c in ("loopt", "op_tijd", "te_laat", "voorbij", "langs")}
    assert Verplaatst("Termijn loopt", nu + 2 * UUR, einde) in verplaatst
    statussen = {code: rij.status for code, rij in na.items() if rij.status != "loopt"}
    assert statussen == {"op_tijd": "gehaald", "te_laat": "te_laat", "weg": "gestopt"}
    assert na["voorbij"].verstreken_op is None
    assert (na["snel"].start_op, na["snel"].uitleg[termijnen.BEGON_OP]) == (nu, (nu + UUR).isoformat())
    assert (na["langs"].start_op, termijnen.IS_SPOED in na["langs"].uitleg) == (nu + UUR, False)
    assert Taak.objects.get(pk=volgt.pk).uiterlijk_op == einde
    # It was warned of; the new warning is still to come all the same when its moment is.
    assert nog(na["loopt"]) == ["na", "op"]
    assert nog(na["van_de_stap"]) == ["na", "op", "voor"]
    terug = termijnen.verplaats(zaak, regels, einde - SECONDE)
    assert terug == []
    # At the very end it has passed: it stays so.
    Termijn.objects.filter(code="voorbij").update(status="verstreken", verstreken_op=einde)
    termijnen.verplaats(zaak, regels, einde)
    assert lees(rijen["voorbij"]).status == "verstreken"


def test_de_ronde_laat_elke_wekker_een_keer_gaan_vanaf_haar_moment(zaak: Melding, nu: datetime) -> None:
    termijn = lopend(zaak, "t", nu)
    for op, gegaan, status in (
        (nu + UUR - SECONDE, 0, "loopt"),
        (nu + UUR, 1, "loopt"),
        (nu + 2 * UUR - SECONDE, 0, "loopt"),
        (nu + 2 * UUR, 1, "verstreken"),
        (nu + 3 * UUR, 1, "verstreken"),
    ):
        assert (termijnen.bewaak(op), termijnen.bewaak(op), lees(termijn).status) == (gegaan, 0, status), op
    assert lees(termijn).verstreken_op == nu + 2 * UUR
    assert set(termijn.wekkers.values_list("gevuurd_op", flat=True)) == {nu + n * UUR for n in (1, 2, 3)}

    # After a standstill a warning is too late; what says that it passed is not.
    laat = lopend(zaak, "laat", nu)
    assert termijnen.bewaak(nu + 2 * UUR) == 1
    gemist = laat.wekkers.get(soort="voor")
    assert (gemist.gevuurd_op, gemist.vervallen_op) == (None, nu + 2 * UUR)
    assert gemist.fout == "ingehaald door een latere waarschuwing"
    assert (nog(laat), lees(laat).status) == (["na"], "verstreken")
    later = lopend(zaak, "later", nu)
    assert termijnen.bewaak(nu + 4 * UUR) == 3  # of this one both, and what was left of the other
    assert nog(later) == []


def test_een_wekker_die_vaak_mislukte_of_hoort_bij_wat_stilstaat_gaat_niet(zaak: Melding, nu: datetime) -> None:
    termijn, stil = lopend(zaak, "t", nu), lopend(zaak, "stil", nu)
    termijnen.schort_op(stil, nu)
    wekker = Wekker.objects.filter(termijn=termijn, soort="voor")
    wekker.update(pogingen=termijnen.MAX_POGINGEN)
    assert termijnen.bewaak(nu + UUR) == 0
    wekker.update(pogingen=termijnen.MAX_POGINGEN - 1)
    assert termijnen.bewaak(nu + UUR) == 1
    assert nog(stil) == ["na", "op", "voor"]
    # So long and no longer: with nothing of its time left a round does nothing.
    assert termijnen.bewaak(nu + 2 * UUR, duur=timedelta()) == 0
    assert termijnen.bewaak(nu + 2 * UUR, limiet=0) == 0
    assert termijnen.bewaak(nu + 2 * UUR, duur=SECONDE) == 1
