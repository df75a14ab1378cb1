"""The page of a press question for the gemeente: what is asked and before when, what the region gave it, and what it
did itself (R104).

Only what was mailed to this gemeente stands here: a text that is still being written, or that waits for the family, is
nobody's yet. The names of journalists are for who answers.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from basis.regels import StapRegel
from basis.resttijd import Resttijd, resttijd
from basis.taal import in_een_zin, moment
from basis.telefoon import te_bellen, telefoon_uri
from communicatie.familie import naar_buiten
from communicatie.models import Persantwoord, Persvraag, Persvrager
from communicatie.regels import Communicatieregels
from contacten.models import Gebruiker, Gemeente, met_dader
from escalatie.draaiboek.mogelijkheden import Mogelijkheid, mogelijkheden
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_communicatieregels

from . import lijst as perslijst
from .antwoorden import mag_verbeteren
from .antwoordtermijn import antwoordtermijn
from .informatie import Antwoordroute, antwoordroute
from .opdrachten import GEGEVENS, Gemeentedaad
from .stap import NAMEN, gemailde_gegevens
from .taken import ANTWOORD


@dataclass(frozen=True)
class Vragerregel:
    """A journalist: the row, the address by which the number is dialled (empty when it is none), and how it stands:
    wacht | klaar | weg."""

    rij: Persvrager
    uri: str
    stand: str


@dataclass(frozen=True)
class Daad:
    """What a gemeente recorded: what it is called, its words, by whom, when."""

    naam: str
    tekst: str
    door: str
    op: datetime


@dataclass(frozen=True)
class Gemeentepagina:
    """Everything the template shows. `antwoordt`: this gemeente is the one that gives the answer, and reads who waits
    for it. `is_op_slot`: nothing may go outside now. `is_verborgen`: it does not read which other gemeente
    it is about."""

    lead: str
    status: perslijst.Statusbeeld
    kop: str
    soort: str
    zin: str
    rest: Resttijd | None
    antwoordt: bool
    vragers: list[Vragerregel]
    teksten: list[tuple[str, str]]
    antwoorden: list[Persantwoord]
    te_verbeteren: set[int]
    daden: list[Daad]
    antwoord: Mogelijkheid[StapRegel] | None
    stappen: list[Mogelijkheid[StapRegel]]
    is_op_slot: bool
    is_verborgen: bool
    route: Antwoordroute


def vragerregels(persvraag: Persvraag) -> list[Vragerregel]:
    """Who asks it: those who wait first, the earliest deadline in front; who asks no more last."""
    alle = persvraag.vragers.all()
    rijen = sorted(alle, key=lambda rij: (rij.is_weg, not rij.wacht, rij.deadline_op or rij.gevraagd_op))
    return [
        Vragerregel(
            rij,
            telefoon_uri(te_bellen(rij.terugbelnummer)),
            "weg" if rij.is_weg else "wacht" if rij.wacht else "klaar",
        )
        for rij in rijen
    ]


def gemeentepagina(persvraag: Persvraag, gebruiker: Gebruiker, nu: datetime) -> Gemeentepagina:
    """The page of this question for this user of a gemeente, at `nu` (aware)."""
    antwoordt = persvraag.gemeente_id == gebruiker.gemeente_id
    termijn = antwoordtermijn(persvraag)
    loopt = persvraag.is_open() and persvraag.beantwoord_op is None
    rest = resttijd(termijn.vervalt_op, nu, termijn.start_op) if loopt else None
    kansen = [kans for kans in mogelijkheden(persvraag, gebruiker) if kans.mag]
    antwoorden = list(
        persvraag.antwoorden.select_related(
            "gemeente", "herroeping__door", "herroeping__door_contact"
        ).prefetch_related("vragers")
    )
    soort, kop, zin = _wat_nu(persvraag, rest, termijn.vervalt_op, gebruiker.gemeente)
    return Gemeentepagina(
        lead=" · ".join([persvraag.onderwerp, perslijst.gemeentenaam(persvraag, gebruiker.gemeente)]),
        status=perslijst.statusbeeld(persvraag),
        kop=kop,
        soort=soort,
        zin=zin,
        rest=rest,
        antwoordt=antwoordt,
        vragers=[regel for regel in vragerregels(persvraag) if regel.stand != "weg"] if antwoordt else [],
        teksten=gekregen(persvraag, gebruiker.gemeente_id),
        antwoorden=antwoorden,
        te_verbeteren={rij.pk for rij in antwoorden if mag_verbeteren(persvraag, rij, gebruiker)},
        daden=daden_van(persvraag, gebruiker.gemeente_id),
        antwoord=next((kans for kans in kansen if kans.code == ANTWOORD), None),
        stappen=eigen_stappen(kansen),
        is_op_slot=_is_op_slot(persvraag),
        is_verborgen=perslijst.is_verborgen(persvraag, gebruiker.gemeente),
        route=antwoordroute(nu),
    )


def _wat_nu(
    persvraag: Persvraag, rest: Resttijd | None, vervalt_op: datetime, eigen: Gemeente | None
) -> tuple[str, str, str]:
    """How urgent it is, in a word; what holds; and what to do."""
    if not persvraag.is_open():
        return "info", f"Deze persvraag is {in_een_zin(persvraag.get_status_display())}.", "U hoeft niets meer te doen."
    if rest is None:
        return "ok", f"Beantwoord op {moment(persvraag.beantwoord_op)}.", "Komt er een vervolgvraag? Laat het weten."
    soort = {"te_laat": "error", "bijna": "warning"}.get(rest.toestand, "info")
    if eigen is None or persvraag.gemeente_id != eigen.pk:
        wie = perslijst.gemeentenaam(persvraag, eigen)
        return "info", f"{wie} geeft het antwoord.", "Het gaat ook over uw gemeente. Leg vast wat u doet of weet."
    kop = f"Uw gemeente geeft het antwoord, vóór {moment(vervalt_op)}: {rest.tekst}."
    return soort, kop, "Antwoord zelf, in uw eigen woorden. Leg daarna vast wat u zei, en aan wie."


def gekregen(
    persvraag: Persvraag, gemeente: int | None, namen: Iterable[str] = ("kernboodschap", "achtergrond", "memo")
) -> list[tuple[str, str]]:
    """These agreed texts of the newest mail that left for this gemeente, by name on screen."""
    gegevens = gemailde_gegevens(persvraag, gemeente)
    return [(NAMEN[naam], gegevens[naam]) for naam in namen if gegevens.get(naam)]


def eigen_stappen(kansen: Iterable[Mogelijkheid[StapRegel]]) -> list[Mogelijkheid[StapRegel]]:
    """The steps among these with which a gemeente says what it did, agreed or asks for (R104, R107, R114)."""
    return [kans for kans in kansen if GEGEVENS.get(kans.code) is Gemeentedaad]


def daden_van(persvraag: Persvraag, gemeente: int | None) -> list[Daad]:
    """What the gemeente with this key recorded, with an account or by link, the newest first."""
    return daden(persvraag, Q(door__gemeente=gemeente) | Q(gegevens__van_gemeente=gemeente))


def daden(persvraag: Persvraag, van: Q) -> list[Daad]:
    """What was recorded of a gemeente by these people (a condition on the steps), the newest first."""
    codes = [code for code, soort in GEGEVENS.items() if soort is Gemeentedaad]
    rijen = Stap.objects.filter(van, zaak=persvraag.pk, code__in=codes)
    regels = haal_communicatieregels(persvraag.protocol_versie)
    return [daad(stap, regels) for stap in rijen.select_related(*met_dader("door")).order_by("-volgnummer")]


def daad(stap: Stap, regels: Communicatieregels) -> Daad:
    """A step of a gemeente in words."""
    regel = regels.stap_per_code.get(stap.code)
    return Daad(regel.naam if regel else stap.code, str(stap.gegevens.get("tekst", "")), stap.wie, stap.op)


def _is_op_slot(persvraag: Persvraag) -> bool:
    """Whether nothing may go outside now. Why, is a fact of a dossier that this user need not be able to open."""
    return persvraag.melding is not None and persvraag.is_open() and naar_buiten.is_dicht(persvraag.melding)
