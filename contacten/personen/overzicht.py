"""Read model of the contact list: who to call, by gemeente, and which seats are empty (R98-R103)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from basis.tekst import plat
from basis.telefoon import telefoon_uri
from contacten.bezetting import Sleutel, Zetel, alle_zetels, lokale_dag, lopend, sleutel
from contacten.bezetting.bereikbaarheid import geldig
from contacten.bezetting.dekking import Cel, maak_dekking
from contacten.models import Bezetting, Contactpersoon, Gemeente
from contacten.organisaties import regio_gemeenten
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE, ROLLEN, Bereik, Rol, Rolgroep
from contacten.rolnamen import rolnaam

ZONDER_PLEK = "Zonder plek"
LOKALE_ROLLEN = Rolgroep(lambda rij: rij.heeft_plek and rij.bereik == Bereik.GEMEENTE)
REGIO_ROLLEN = Rolgroep(lambda rij: rij.heeft_plek and rij.bereik == Bereik.REGIO)


@dataclass
class Regel:
    """One contact under a gemeente, the region or an aanbieder, with the roles it has there."""

    contact: Contactpersoon
    is_voorop: bool = False
    rollen: list[str] = field(default_factory=list)
    afwezig: str = ""
    plaats: str = ""

    @property
    def nummers(self) -> list[tuple[str, str]]:
        """The numbers with their links, the one to try first in front."""
        gevuld = [nummer for nummer in (self.contact.mobiel, self.contact.telefoon) if nummer]
        return [(nummer, telefoon_uri(nummer)) for nummer in gevuld]


@dataclass
class Groep:
    """A block of the list. `leeg` names the roles of which nobody is present."""

    titel: str
    anker: str
    regels: list[Regel] = field(default_factory=list)
    leeg: list[str] = field(default_factory=list)

    @property
    def voorop(self) -> list[Regel]:
        """Whom to call at night: the gemeentelijke toegang that is present, in order, at most two."""
        return [regel for regel in self.regels if regel.is_voorop and not regel.afwezig][:2]


@dataclass(frozen=True)
class Overzicht:
    """The whole page. `dekking` has one row per gemeente, in the order of `LOKALE_ROLLEN`."""

    groepen: list[Groep]
    dekking: list[tuple[str, list[Cel]]]
    dekking_regio: list[Cel]
    aantal: int
    aantal_leeg: int


def maak_overzicht(nu: datetime, *, zoek: str = "", rol: str = "") -> Overzicht:
    """Return the list at `nu` (aware), narrowed to a role and to rows that hold every word of `zoek`; six queries."""
    zetels = alle_zetels(nu)
    gemeenten = regio_gemeenten()
    rijen = list(lopend(nu).select_related("contactpersoon", "gemeente", "aanbieder"))
    regels = _regels(rijen, lokale_dag(nu), rol)
    groepen = [_gemeentegroep(gemeente, regels, zetels, rol) for gemeente in gemeenten]
    groepen.append(Groep("Regio", "regio", regels.get("regio", []), _lege_regiozetels(zetels, rol)))
    groepen.append(_aanbiedersgroep(regels, zetels, rol))
    groepen.append(_zonder_plek(rijen, nu, rol))
    groepen = [groep for groep in (_zoek(groep, zoek) for groep in groepen) if groep.regels or groep.leeg]
    dekking = maak_dekking(rijen, zetels, nu)
    return Overzicht(
        groepen=groepen,
        dekking=[(plaats.naam, [dekking[sleutel(r, plaats)] for r in LOKALE_ROLLEN]) for plaats in gemeenten],
        dekking_regio=[dekking[sleutel(r)] for r in REGIO_ROLLEN],
        aantal=len({regel.contact.pk for groep in groepen for regel in groep.regels}),
        aantal_leeg=sum(zetel.is_leeg for zetel in zetels.values()),
    )


def _regels(rijen: Iterable[Bezetting], dag: date, rol: str) -> dict[str, list[Regel]]:
    """Group the seatings by block, one line per contact and place, in the order of the roles."""
    volgorde = {rol: plek for plek, rol in enumerate(ROLLEN)}
    gevonden: dict[tuple[str, str, int], Regel] = {}
    for rij in sorted(rijen, key=lambda rij: (volgorde.get(rij.rol, len(volgorde)), rij.volgorde, rij.pk)):
        if rol and rij.rol != rol:
            continue
        anker, plaats = _blok(rij)
        regel = gevonden.setdefault(
            (anker, plaats, rij.contactpersoon_id), Regel(rij.contactpersoon, afwezig=_afwezig(rij, dag), plaats=plaats)
        )
        regel.is_voorop = regel.is_voorop or rij.rol == Rol.TOEGANG
        if (naam := rolnaam(rij.rol)) not in regel.rollen:
            regel.rollen.append(naam)
    blokken: dict[str, list[Regel]] = {}
    for (anker, _, _), regel in gevonden.items():
        blokken.setdefault(anker, []).append(regel)
    return blokken


def _blok(rij: Bezetting) -> tuple[str, str]:
    """Return the anchor of the block and the name of the place within it."""
    if rij.rol in PER_AANBIEDER:
        return "aanbieders", str(rij.aanbieder or "")
    if rij.rol in PER_GEMEENTE and rij.gemeente:
        return f"gemeente-{rij.gemeente.code}", ""
    return "regio", ""


def _afwezig(rij: Bezetting, dag: date) -> str:
    if not rij.is_afwezig(dag):
        return ""
    return f"afwezig tot en met {rij.afwezig_tot_datum:%d-%m-%Y}" if rij.afwezig_tot_datum else "afwezig"


def _gemeentegroep(gemeente: Gemeente, regels: dict[str, list[Regel]], zetels: dict[Sleutel, Zetel], rol: str) -> Groep:
    """Bijlage 1 is the list of the gemeentelijke toegang: without a filter, that is the seat that must not be empty."""
    anker = f"gemeente-{gemeente.code}"
    gevraagd = rol or Rol.TOEGANG
    is_leeg = gevraagd in LOKALE_ROLLEN and zetels[sleutel(gevraagd, gemeente)].is_leeg
    return Groep(gemeente.naam, anker, regels.get(anker, []), [rolnaam(gevraagd)] if is_leeg else [])


def _lege_regiozetels(zetels: dict[Sleutel, Zetel], rol: str) -> list[str]:
    gevraagd = [rol] if rol else REGIO_ROLLEN
    return [rolnaam(r) for r in gevraagd if r in REGIO_ROLLEN and zetels[sleutel(r)].is_leeg]


def _aanbiedersgroep(regels: dict[str, list[Regel]], zetels: dict[Sleutel, Zetel], rol: str) -> Groep:
    """The directors; an aanbieder without one is named."""
    leeg = [zetel for zetel in zetels.values() if zetel.aanbieder and zetel.is_leeg and rol in {"", zetel.rol}]
    namen = [_naam_plek(zetel) for zetel in leeg]
    rijen = sorted(regels.get("aanbieders", []), key=lambda regel: regel.plaats)
    return Groep("Jeugdhulpaanbieders", "aanbieders", rijen, namen)


def _zonder_plek(rijen: Iterable[Bezetting], nu: datetime, rol: str) -> Groep:
    """Who is in the list but fills no seat now: to be found and phoned, and written to about nothing."""
    if rol:
        return Groep(ZONDER_PLEK, "zonder-plek")
    bezet = {rij.contactpersoon_id for rij in rijen}
    anderen = geldig(nu).select_related("gemeente", "aanbieder").order_by("naam", "email", "pk")
    regels = [
        Regel(wie, rollen=["geen plek"], plaats=str(wie.gemeente or wie.aanbieder or ""))
        for wie in anderen
        if wie.pk not in bezet
    ]
    return Groep(ZONDER_PLEK, "zonder-plek", regels)


def _naam_plek(zetel: Zetel) -> str:
    """The seat in words; of a director the block says already that it is one of an aanbieder."""
    return f"directeur {zetel.aanbieder}" if zetel.rol == Rol.DIRECTEUR_AANBIEDER else zetel.naam


def _zoek(groep: Groep, zoek: str) -> Groep:
    """Keep the rows that hold every word; the name of the block counts for all its rows."""
    woorden = plat(zoek).split()
    if not woorden:
        return groep
    regels = [regel for regel in groep.regels if all(woord in _hooiberg(groep, regel) for woord in woorden)]
    leeg = [naam for naam in groep.leeg if all(woord in plat(f"{groep.titel} {naam}") for woord in woorden)]
    return Groep(groep.titel, groep.anker, regels, leeg)


def _hooiberg(groep: Groep, regel: Regel) -> str:
    """Everything a row can be found by; numbers also without their dashes."""
    contact = regel.contact
    delen = [groep.titel, regel.plaats, contact.weergavenaam, contact.functie, contact.organisatie, contact.email]
    delen += [*regel.rollen, contact.telefoon, contact.mobiel, contact.soort]
    delen += [re.sub(r"\D", "", nummer) for nummer in (contact.telefoon, contact.mobiel)]
    return plat(" ".join(delen))
