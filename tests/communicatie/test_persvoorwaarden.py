"""Every condition of a step of a press question, held and not held, on both sides of where it turns."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from communicatie.models import Bericht, Persvraag
from contacten.rollen import Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import termijnen
from escalatie.models import Taak, Termijn
from escalatie.persvragen import schorsing
from escalatie.persvragen.opdrachten import (
    Afspraak,
    DirectAntwoord,
    Evaluatie,
    GemeenteAntwoord,
    Gemeentedaad,
    Koppeling,
    Navraag,
    Samenvoeging,
    Volgdag,
)
from escalatie.persvragen.voorwaarden import ACTIE, ontbreekt
from tests import bouw
from tests.bouw import Regio
from tests.communicatie import persbouw
from tests.communicatie.persbouw import WET

OP = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
SECONDE = timedelta(seconds=1)
TEAM, REGIOMANAGER = rolnaam(Rol.ESCALATIETEAM, WET.versie), rolnaam(Rol.REGIOMANAGER, WET.versie)


def lijst(*rijen: Any) -> SimpleNamespace:
    """Related rows, as the question has them."""
    return SimpleNamespace(all=lambda: list(rijen))


def stand(vraag: Any = None, **feiten: Any) -> Any:
    """How a question stands: these facts, and nothing else."""
    vast = {"stap": SimpleNamespace(code="bel"), "regels": WET, "gegevens": None, "is_gevraagd": False, "teksten": {}}
    eigen = {"laatste_stap": lambda *_: None, "te_mailen": {}, **feiten}
    return SimpleNamespace(persvraag=vraag or persvraag(), **{**vast, **eigen})


def persvraag(**anders: Any) -> SimpleNamespace:
    """A question of Zwolle in which nothing was written or done."""
    leeg = dict.fromkeys(("gemeenten_geinformeerd_op", "doorgestuurd_op", "beantwoord_op", "heeft_afstemming_nodig"))
    teksten = {"kernboodschap": "", "memo": "", "openbare_regels": [], "gemeente_buiten": "Utrecht"}
    banden = {"vragers": lijst(), "antwoorden": lijst(), "samengevoegde_vragen": lijst(), "melding": None}
    velden = {"pk": 1, "gemeente_id": 1, "gemeente": "Zwolle", "melding_id": None, "protocol_versie": WET.versie}
    return SimpleNamespace(**{**leeg, **teksten, **banden, **velden, **anders})


def test_wat_op_de_vraag_zelf_staat() -> None:
    """Field by field: what is missing without it, and with it."""
    nog_niet, al = "De andere gemeenten weten het nog niet.", "De andere gemeenten kregen deze mail al."
    stuur = f"Het {TEAM} weet het nog niet; dat doet de {REGIOMANAGER}."
    na = "Vraag bij de gemeente na of er meer informatie of afstemming nodig is."
    buiten = "Utrecht staat niet in onze contactlijst. Geef de tekst zelf door en schrijf op hoe."
    tabel: tuple[tuple[str, dict[str, Any], str], ...] = (
        ("kernboodschap_klaar", {}, "Schrijf eerst de kernboodschap."),
        ("kernboodschap_klaar", {"kernboodschap": "  "}, "Schrijf eerst de kernboodschap."),
        ("kernboodschap_klaar", {"kernboodschap": "Ja."}, ""),
        ("memo_klaar", {}, "De memo voor de andere gemeenten is er nog niet."),
        ("memo_klaar", {"memo": "Bel."}, ""),
        ("gemeente_in_regio", {}, ""),
        ("gemeente_in_regio", {"gemeente_id": None}, buiten),
        ("nagevraagd", {}, na),
        ("nagevraagd", {"heeft_afstemming_nodig": False}, ""),
        ("nagevraagd", {"heeft_afstemming_nodig": True}, ""),
        ("gemeenten_geinformeerd", {}, nog_niet),
        ("gemeenten_geinformeerd", {"gemeenten_geinformeerd_op": OP}, ""),
        ("nog_niet_geinformeerd", {}, ""),
        ("nog_niet_geinformeerd", {"gemeenten_geinformeerd_op": OP}, al),
        ("doorgestuurd", {}, stuur),
        ("doorgestuurd", {"doorgestuurd_op": OP}, ""),
        ("nog_niet_doorgestuurd", {}, ""),
        ("nog_niet_doorgestuurd", {"doorgestuurd_op": OP}, f"Het {TEAM} kreeg deze mail al."),
        ("beantwoord", {}, "Er is nog geen antwoord van de gemeente vastgelegd."),
        ("beantwoord", {"beantwoord_op": OP}, ""),
        ("nog_niet_gekoppeld", {}, ""),
        (
            "nog_niet_gekoppeld",
            {"melding": SimpleNamespace(kenmerk="M-1")},
            "Deze persvraag hoort al bij M-1.",
        ),
        ("is_gekoppeld", {}, "Deze persvraag gaat niet over een melding."),
        ("is_gekoppeld", {"melding_id": 3}, ""),
        ("niets_samengevoegd", {}, ""),
        (
            "niets_samengevoegd",
            {"samengevoegde_vragen": lijst(SimpleNamespace(kenmerk="P-2"), SimpleNamespace(kenmerk="P-3"))},
            "Met deze persvraag is P-2 en P-3 al samengevoegd. Doe het andersom: open de andere persvraag.",
        ),
    )
    for naam, feiten, verwacht in tabel:
        assert ontbreekt(naam, stand(persvraag(**feiten))) == verwacht, (naam, feiten)
    with pytest.raises(KeyError):
        ontbreekt("bestaat_niet", stand())


@pytest.mark.eis("R11")
def test_een_tweede_antwoord_alleen_voor_wie_nog_wacht() -> None:
    def mist(wacht: tuple[bool, ...], weg: tuple[bool, ...]) -> str:
        vragers = lijst(*(SimpleNamespace(wacht=een) for een in wacht))
        antwoorden = lijst(*(SimpleNamespace(weg=een) for een in weg))
        return ontbreekt("nog_geen_antwoord", stand(persvraag(vragers=vragers, antwoorden=antwoorden)))

    al = "Er is al een antwoord vastgelegd."
    assert mist((False,), (False,)) == al
    assert mist((), (True, False)) == al
    assert mist((False,), (True,)) == ""
    assert mist((False,), ()) == ""
    assert mist((False, True), (False,)) == ""


@pytest.mark.eis("R44", "R120")
def test_persoonsgegevens_in_een_tekst_die_naar_buiten_gaat() -> None:
    telefoon, mail = "Bel 06-00000012.", "Mail naar jan@voorbeeld.example."
    schoon = stand(te_mailen={"kernboodschap": "Elk kind telt."})
    assert ontbreekt("zonder_persoonsgegevens", schoon) == ""
    zin = ontbreekt("zonder_persoonsgegevens", stand(te_mailen={"kernboodschap": telefoon, "memo": mail}))
    assert zin.startswith("In de kernboodschap en de memo staat ")
    assert zin.endswith("Haal dat weg: deze tekst gaat naar buiten.")
    # What the form of an answer says counts as well; another form says nothing that is kept as an answer.
    antwoord = GemeenteAntwoord(1, telefoon, OP, "woordvoerder")
    assert ontbreekt("zonder_persoonsgegevens", stand(gegevens=antwoord)).startswith("In het antwoord staat ")
    assert ontbreekt("zonder_persoonsgegevens", stand(gegevens=Gemeentedaad(telefoon))) == ""
    # Neither is a number that anybody may read.
    openbaar = persvraag(openbare_regels=[telefoon])
    assert ontbreekt("zonder_persoonsgegevens", stand(openbaar, te_mailen={"memo": telefoon})) == ""


def test_een_voorwaarde_over_het_formulier_geldt_pas_als_iemand_de_stap_vraagt() -> None:
    afspraak = Afspraak("Bellen", "contractmanager", OP)
    # Name -> what is enough, and what is not.
    tabel: dict[str, tuple[list[Any], list[Any]]] = {
        "kernboodschap_ingevuld": ([DirectAntwoord("Ja.")], [DirectAntwoord(" "), Gemeentedaad("Ja.")]),
        "navraag_ingevuld": ([Navraag(heeft_afstemming_nodig=False)], [afspraak]),
        "antwoord_ingevuld": (
            [GemeenteAntwoord(1, "Ja.", OP, "wie")],
            [GemeenteAntwoord(1, " ", OP, "wie"), GemeenteAntwoord(1, "Ja.", OP, " ")],
        ),
        "monitor_ingevuld": ([Volgdag(date(2026, 11, 24))], [Volgdag()]),
        "afspraak_ingevuld": ([afspraak], [Afspraak(" ", "contractmanager", OP)]),
        "melding_gekozen": ([Koppeling(1)], [Samenvoeging(1)]),
        "vraag_gekozen": ([Samenvoeging(1)], [Koppeling(1)]),
        "daad_ingevuld": ([Gemeentedaad("Wij belden.")], [Gemeentedaad(" ")]),
        "evaluatie_ingevuld": (
            [Evaluatie({vraag.code: "Goed." for vraag in WET.evaluatievragen})],
            [
                Evaluatie({}),
                Evaluatie({vraag.code: "Goed." for vraag in WET.evaluatievragen[1:]}),
                Evaluatie({vraag.code: " " for vraag in WET.evaluatievragen}),
                afspraak,
            ],
        ),
    }
    for naam, (goed, fout) in tabel.items():
        for gegevens in (*goed, *fout, None):
            assert ontbreekt(naam, stand(gegevens=gegevens)) == "", naam
            mist = ontbreekt(naam, stand(gegevens=gegevens, is_gevraagd=True))
            assert bool(mist) == (gegevens not in goed), (naam, gegevens, mist)


def _stap(op: datetime, **teksten: str) -> SimpleNamespace:
    return SimpleNamespace(op=op, gegevens={"teksten": teksten})


@pytest.mark.eis("R10", "R12")
def test_wat_de_vragende_gemeente_heeft_is_wat_er_nu_staat() -> None:
    def mist(toen: dict[str, str] | None, nu: dict[str, str]) -> str:
        stap = None if toen is None else _stap(OP, **toen)
        # Nobody in our list answers: what somebody else got is not asked.
        buiten = persvraag(gemeente_id=None)
        return ontbreekt("tekst_bijgewerkt", stand(buiten, laatste_stap=lambda *_: stap, teksten=nu))

    anders = "De tekst is gewijzigd nadat de vragende gemeente hem kreeg. Stuur eerst de gewijzigde tekst."
    een, twee = {"kernboodschap": "Ja."}, {"kernboodschap": "Ja.", "achtergrond": "Zo."}
    assert mist(None, een) == ""
    assert mist(een, een) == ""
    assert mist(een, {"kernboodschap": "Nee."}) == anders
    assert mist(een, twee) == anders
    assert mist(twee, een) == anders
    assert mist(twee, twee) == ""
    # A text that never went to it may change.
    assert mist(een, {**een, "memo": "Bel."}) == ""


@pytest.mark.django_db
@pytest.mark.eis("R10", "R12", "R22")
def test_wie_nu_antwoordt_heeft_de_tekst_zelf_gekregen(regio: Regio, nu: datetime) -> None:
    vraag = persbouw.loop(persbouw.persvraag(nu), "stem_af", nu)
    stap = persbouw.stappen(vraag)[-1]
    teksten = dict(stap.gegevens["teksten"])

    def mist(van: Persvraag) -> str:
        return ontbreekt("tekst_bijgewerkt", stand(van, laatste_stap=lambda *_: stap, teksten=teksten))

    assert mist(vraag) == ""
    niemand = "Niemand buiten de regio kreeg al een tekst over deze vraag."
    assert ontbreekt("tekst_al_weg", stand(vraag)) == niemand
    Bericht.objects.filter(zaak=vraag).update(status="verzonden", verzonden_op=nu)
    assert (mist(vraag), ontbreekt("tekst_al_weg", stand(vraag))) == ("", "")
    # What stayed here was sent to nobody, and another gemeente did not get what this one got.
    Bericht.objects.filter(zaak=vraag).update(status="ingetrokken", verzonden_op=None)
    nog_niet = "antwoordt, en kreeg de tekst nog niet. Stuur eerst de tekst."
    assert mist(vraag) == f"{vraag.gemeente} {nog_niet}"
    assert ontbreekt("tekst_al_weg", stand(vraag)) == niemand
    Bericht.objects.filter(zaak=vraag).update(status="gepland")
    assert mist(vraag) == ""
    vraag.gemeente = regio.gemeenten["kampen"]
    assert mist(vraag) == f"{vraag.gemeente} {nog_niet}"


def _actie(zaak: Persvraag, op: datetime, **anders: Any) -> Taak:
    vast = {"code": ACTIE, "titel": "Bel de krant", "rol": "contractmanager", "gemaakt_op": op}
    return Taak.objects.create(**{"zaak": zaak, **vast, **anders})


@pytest.mark.django_db
@pytest.mark.eis("R20")
def test_een_afspraak_is_een_actie_van_deze_vraag_en_deze_evaluatie(regio: Regio, nu: datetime) -> None:
    vraag, ander = persbouw.persvraag(nu), persbouw.persvraag(nu)
    met, zonder = (
        next((v.code, a.code) for v in WET.evaluatievragen for a in v.antwoorden if (a.gevolg == ACTIE) is is_actie)
        for is_actie in (True, False)
    )

    def mist(keuze: tuple[str, str], begin: datetime | None) -> bool:
        stap = _stap(begin) if begin else None
        gegevens = Evaluatie({}, dict([keuze]))
        hier = stand(vraag, gegevens=gegevens, laatste_stap=lambda code: stap if code == "evalueer" else None)
        return bool(ontbreekt("afspraken_als_actie", hier))

    def open_() -> str:
        return ontbreekt("acties_af", stand(vraag))

    _actie(ander, nu)
    _actie(vraag, nu, code="bel")
    assert [mist(met, nu), mist(met, None), mist(zonder, nu), open_()] == [True, True, False, ""]
    assert ontbreekt("afspraken_als_actie", stand(vraag, gegevens=DirectAntwoord("Ja."))) == ""
    actie = _actie(vraag, nu)
    assert [mist(met, nu), mist(met, nu - SECONDE), mist(met, nu + SECONDE), mist(met, None)] == [
        *(False, False, True, False)
    ]
    assert open_() == "Er staat nog een actie open: Bel de krant."
    Taak.objects.filter(pk=actie.pk).update(status="vervallen", afgerond_op=nu)
    assert (open_(), mist(met, nu)) == ("", False)


@pytest.mark.django_db
@pytest.mark.eis("R107", "R124")
def test_een_stap_die_iemand_vroeg_heeft_een_open_taak(regio: Regio, nu: datetime) -> None:
    vraag, ander = persbouw.persvraag(nu), persbouw.persvraag(nu)
    regel = next(regel for regel in WET.perstaken if regel.klaar_bij == ("stem_af",))

    def mist(code: str) -> bool:
        return bool(ontbreekt("daarom_gevraagd", stand(vraag, stap=SimpleNamespace(code=code))))

    _actie(ander, nu, code=regel.code)
    assert mist("stem_af")
    taak = _actie(vraag, nu, code=regel.code)
    assert (mist("stem_af"), mist("rond_af")) == (False, True)
    Taak.objects.filter(pk=taak.pk).update(status="vervallen", afgerond_op=nu)
    assert mist("stem_af")


@pytest.mark.django_db
@pytest.mark.eis("R5", "R18", "R19", "R125")
def test_termijnen_en_sloten_van_de_vraag(regio: Regio, nu: datetime) -> None:
    vraag, ander = persbouw.persvraag(nu), persbouw.persvraag(nu)
    volgen = next(regel for regel in WET.termijnen if regel.gekozen)

    def mist() -> tuple[bool, ...]:
        namen = ("monitor_afgelopen", "termijn_loopt", "termijn_geschorst", "slot_dicht")
        return tuple(bool(ontbreekt(naam, stand(vraag))) for naam in namen)

    assert mist() == (False, False, True, True)
    stap = persbouw.stappen(ander)[0]
    rij: dict[str, Any] = {
        "stap": stap,
        "rol": "contractmanager",
        "is_protocol": True,
        "start_op": nu,
        "vervalt_op": nu + SECONDE,
    }
    Termijn.objects.create(zaak=ander, code=volgen.code, **rij)
    assert mist() == (False, False, True, True)
    eigen = Termijn.objects.create(zaak=vraag, code=volgen.code, **{**rij, "stap": persbouw.stappen(vraag)[0]})
    assert mist() == (True, False, True, True)
    termijnen.eindig(eigen, nu, reden="klaar", is_gehaald=True)
    assert mist() == (False, False, True, True)

    loopt = schorsing.lopende(vraag)
    assert loopt
    termijnen.schort_op(loopt, nu)
    # It stands still for the lock of a melding; on its own it runs on.
    assert mist() == (False, True, True, True)
    vraag.melding = bouw.melding(nu)
    assert mist() == (False, True, False, False)
    termijnen.hervat(loopt, nu)
    assert mist() == (False, False, True, False)
