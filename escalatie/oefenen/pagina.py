"""What the pages of the drills show, and the two pairs of buttons on them."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.conf import settings

from basis.kalender import lokale_datum
from basis.taal import moment
from calamiteiten.models import Deelname, Oefening, Oefenuitnodiging
from calamiteiten.oefening import deelnames, doet_mee, leidt, mag_erin
from contacten.models import Gebruiker
from contacten.rolnamen import versie_van_vandaag
from escalatie.protocol.lezen import geldende_versie, haal_protocol

from . import spelen, uitnodigen
from .einde import uiterlijk_op
from .register import functie_van
from .scenario import Scenario, bezwaar, van_hier

MEEDOEN: Mapping[str, Callable[[int, Gebruiker, datetime], object]] = MappingProxyType(
    {"aanmelden": spelen.meld_aan, "afmelden": spelen.meld_af}
)
UITNODIGINGEN: Mapping[str, tuple[Callable[[int, int, Gebruiker, datetime], None], str]] = MappingProxyType(
    {
        "opnieuw": (uitnodigen.stuur_opnieuw, "De uitnodiging gaat binnen een minuut opnieuw weg."),
        "intrekken": (uitnodigen.trek_in, "De uitnodiging is ingetrokken. Deze persoon krijgt niets meer."),
    }
)
BEGONNEN = "De oefening is begonnen. De eerste melding staat in de werkvoorraad van wie meedoet."
IN_REGISTER = "De oefening is gestopt, en staat in het paraatheidsregister."
NIET_IN_REGISTER = "De oefening is gestopt. Zij staat niet in het register: daar is nog geen actie voor oefeningen."
AFGEBROKEN = "De oefening is afgebroken. Zij telt niet mee in het register."


@dataclass(frozen=True)
class Keuze:
    """The stories: those that can be played here, and of the others why not."""

    kan: dict[str, Scenario]
    kan_niet: list[tuple[str, str]]


@dataclass(frozen=True)
class Lijstregel:
    """One drill in the list."""

    oefening: Oefening
    stand: str
    doet_mee: bool


@dataclass(frozen=True)
class Uitnodigingsregel:
    """One person without an account who was asked to take part, and how that stands."""

    nummer: int
    naam: str
    stand: str


@dataclass(frozen=True)
class Oefenpagina:
    """One drill, for this reader. `stopt_op`: when it ends by itself (aware), while it is played. For who leads: who
    was asked without an account, and where anybody asks for a link (`vraag_url`)."""

    oefening: Oefening
    stand: str
    zin: str
    deelnemers: list[tuple[str, str]]
    doet_mee: bool
    leidt: bool
    mag_erin: bool
    heeft_adres: bool
    stopt_op: datetime | None
    uitnodigingen: list[Uitnodigingsregel]
    vraag_url: str

    @property
    def loopt(self) -> bool:
        """Whether it is being played."""
        return self.oefening.loopt

    @property
    def is_klaar(self) -> bool:
        """Whether it is ready and has not begun."""
        return self.oefening.begonnen_op is None and self.oefening.gestopt_op is None


def stand(oefening: Oefening) -> str:
    """How it stands, in a word."""
    if oefening.is_afgebroken:
        return "afgebroken"
    if oefening.gestopt_op:
        return "gestopt"
    return "loopt" if oefening.begonnen_op else "klaar om te beginnen"


def keuze(nu: datetime) -> Keuze:
    """The stories under the protocol that holds at `nu` (aware)."""
    protocol, alle = haal_protocol(geldende_versie(lokale_datum(nu))), van_hier()
    bezwaren = {code: bezwaar(een, protocol) for code, een in alle.items()}
    return Keuze(
        {code: een for code, een in alle.items() if not bezwaren[code]},
        [(een.naam, bezwaren[code]) for code, een in alle.items() if bezwaren[code]],
    )


def lijst(gebruiker: Gebruiker) -> list[Lijstregel]:
    """Every drill, the newest first; two queries."""
    mee = Deelname.objects.filter(gebruiker=gebruiker, afgemeld_op__isnull=True)
    eigen = set(mee.values_list("oefening", flat=True))
    return [Lijstregel(een, stand(een), een.pk in eigen) for een in Oefening.objects.select_related("gemeente")]


def oefenpagina(oefening: Oefening, gebruiker: Gebruiker) -> Oefenpagina:
    """Everything on the page of one drill."""
    scenario, versie = van_hier().get(oefening.scenario), versie_van_vandaag()
    rijen = deelnames(oefening.pk).select_related("gebruiker__gemeente", "contactpersoon")
    return Oefenpagina(
        oefening=oefening,
        stand=stand(oefening),
        zin=scenario.zin if scenario else "",
        deelnemers=[(_naam(rij), functie_van(rij, versie)) for rij in rijen],
        doet_mee=doet_mee(oefening, gebruiker),
        leidt=leidt(gebruiker),
        mag_erin=oefening.begonnen_op is not None and mag_erin(oefening, gebruiker),
        heeft_adres=bool(gebruiker.email),
        stopt_op=uiterlijk_op(oefening) if oefening.loopt else None,
        uitnodigingen=_uitnodigingen(oefening) if leidt(gebruiker) else [],
        vraag_url=f"{settings.SITE_URL}{uitnodigen.vraagpad(oefening)}" if leidt(gebruiker) else "",
    )


def _naam(rij: Deelname) -> str:
    if rij.gebruiker:
        return rij.gebruiker.naam
    return f"{rij.contactpersoon.weergavenaam} (via een link)" if rij.contactpersoon else ""


def _uitnodigingen(oefening: Oefening) -> list[Uitnodigingsregel]:
    """Two queries, however many were asked."""
    mee = set(deelnames(oefening.pk).values_list("contactpersoon", flat=True))
    return [
        Uitnodigingsregel(rij.pk, rij.contactpersoon.weergavenaam, _stand_van(rij, mee))
        for rij in uitnodigen.geldende(oefening.pk)
    ]


def _stand_van(rij: Oefenuitnodiging, mee: Collection[int | None]) -> str:
    if rij.contactpersoon_id in mee:
        return "doet mee"
    if rij.afgeslagen_op:
        return f"liet op {moment(rij.afgeslagen_op)} weten niet mee te doen"
    wie = f"uitgenodigd door {rij.gemaakt_door.naam}" if rij.gemaakt_door else "vroeg zelf om een link"
    return f"{wie} op {moment(rij.gemaakt_op)}, doet nog niet mee"


def gevraagd(handeling: str, oefening: int, nummer: int, door: Gebruiker, nu: datetime) -> str:
    """Do this with an invitation, and say what it came to. Raises Geweigerd, and KeyError for what cannot be asked."""
    doe, zin = UITNODIGINGEN[handeling]
    doe(oefening, nummer, door, nu)
    return zin


def leid(handeling: str, nummer: int, data: Mapping[str, str], door: Gebruiker, nu: datetime) -> str:
    """Do what who leads asks, and say what it came to. Raises Geweigerd, and KeyError for what cannot be asked."""
    if handeling == "beginnen":
        spelen.begin(nummer, door, nu)
        return BEGONNEN
    if handeling == "stoppen":
        return IN_REGISTER if spelen.stop(nummer, door, nu) else NIET_IN_REGISTER
    if handeling != "afbreken":
        raise KeyError(handeling)
    spelen.breek_af(nummer, str(data.get("afbreken-reden", "")), door, nu)
    return AFGEBROKEN
