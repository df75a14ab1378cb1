"""The read model of the first room of a dossier: what happened, what must happen now, before when and why, and whom to
phone. What else is known stands in the other rooms (`kamers.py`)."""

from dataclasses import dataclass, field
from datetime import datetime

from django.urls import reverse

from basis.regels import StapRegel
from basis.taal import in_een_zin, moment, opsomming
from calamiteiten.models import Melding
from communicatie.familie import naar_buiten
from contacten.models import Gebruiker
from contacten.rollen import Rol
from escalatie.draaiboek import beschrijving
from escalatie.draaiboek.bevoegdheid import mag_koppelen, mag_spoed, mag_wijzigen
from escalatie.draaiboek.herweging import let_op
from escalatie.draaiboek.leiding import leider
from escalatie.draaiboek.mogelijkheden import Mogelijkheid, mogelijkheden
from escalatie.draaiboek.stand import Stand
from escalatie.meldingen.bestanden import pagina as bestanden
from escalatie.meldingen.registratie.gelijkenis import Voorstel, voorstel_bij
from escalatie.meldingen.samenhang.verbanden import Verband, verbanden
from escalatie.models import Overleg
from escalatie.paraatheid.register.gemis import Gemis, gemis_bij
from escalatie.protocol.lezen import haal_communicatieregels
from escalatie.protocol.model import OvergangRegel

from . import delen
from .inzage import mag_analyse_lezen
from .rijen import Dossierrijen

HOOGSTENS_NU = 3
TE_LAAT = "te_laat"
TEKENS = {"info": "clock", "warning": "alert-triangle", "error": "alert-triangle", "ok": "circle-check"}


@dataclass(frozen=True)
class WatNu:
    """The answer on top: what to do, before when, why. `soort` is info | warning | error | ok, the kind of alert;
    `over`: how many tasks of this user stand further down only."""

    soort: str
    kop: str
    zin: str
    bron: str
    taken: list[delen.Taakregel] = field(default_factory=list)
    over: int = 0

    @property
    def teken(self) -> str:
        """The icon that says the same as the colour."""
        return TEKENS[self.soort]


@dataclass(frozen=True)
class Slot:
    """Nothing about this melding may go outside now: in three words, and why, as far as this reader may know it."""

    kop: str
    zin: str


@dataclass(frozen=True)
class Acties:
    """The steps out of the present status: for this user now, not yet (with why), and those of other roles. `einden`:
    what this user may do to close the melding before its road is walked; `namens`: what he may do for a role that
    cannot be reached."""

    nu: list[Mogelijkheid[StapRegel]]
    nog_niet: list[Mogelijkheid[StapRegel]]
    van_anderen: list[Mogelijkheid[StapRegel]]
    einden: list[Mogelijkheid[StapRegel]]
    namens: list[Mogelijkheid[StapRegel]] = field(default_factory=list)

    @property
    def volgende(self) -> Mogelijkheid[StapRegel] | None:
        """The one step that is ready and leads onward; none when there is a choice to make or work to do first."""
        klaar = [stap for stap in self.nu if not _is_omweg(stap) and not stap.afwijkbaar]
        return klaar[0] if len(klaar) == 1 else None


@dataclass(frozen=True)
class Dossier:
    """The first room: what happened, what this user must do and before when, whom to phone, and the step to take."""

    melding: Melding
    rijen: Dossierrijen
    vijf: list[tuple[str, str]]
    leiding: str
    signalen: list[delen.Signaal]
    spoed: delen.Spoed | None
    slot: Slot | None
    wat_nu: WatNu
    triage: str
    gemis: list[Gemis]
    acties: Acties
    verbanden: list[Verband]
    voorstel: Voorstel | None
    termijnen: list[delen.Termijnregel]
    overleggen: list[Overleg]
    bellen: list[delen.Belregel]
    mag_wijzigen: bool
    mag_koppelen: bool
    mag_verband: bool
    mag_beoordelen: bool
    mag_spoed: bool
    mag_bestanden: bool

    @property
    def sluit_als_dubbel(self) -> str:
        """The address of the step that closes this melding as a double; empty when this user cannot take it now."""
        return sluit_als_dubbel(self.melding, self.acties)

    @property
    def is_oordeel(self) -> bool:
        """Whether the parties judge together now."""
        return self.rijen.protocol.status_per_code[self.melding.status].oordeel


def dossier(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Dossier:
    """The first room of this melding as this user may read it at `nu` (aware)."""
    melding = rijen.melding
    termijnen = [delen.termijnregel(termijn, rijen, gebruiker, nu) for termijn in rijen.lopende_termijnen]
    stappen = acties(rijen, gebruiker)
    is_begin = melding.status == rijen.protocol.begin.naar
    return Dossier(
        melding=melding,
        rijen=rijen,
        vijf=vijf_regels(rijen),
        leiding=leiding_zin(rijen),
        signalen=delen.signalen(rijen, gebruiker),
        spoed=delen.spoed(rijen) if melding.is_spoed else None,
        slot=slot(melding, gebruiker) if melding.is_open() else None,
        wat_nu=wat_nu(rijen, termijnen, delen.open_taken(rijen, gebruiker, nu)),
        triage=let_op(rijen),
        gemis=gemis_bij(melding, rijen.gemeenten, gebruiker) if melding.is_open() else [],
        acties=stappen,
        # Of a double the first thing to know is which goes on; of others it stands with what belongs together.
        verbanden=verbanden(melding, rijen.samenhangen, gebruiker) if melding.dubbel_van_id else [],
        # While nobody judged it yet, a double may end here; later it stands with what belongs together.
        voorstel=voorstel(rijen, gebruiker, nu) if is_begin else None,
        termijnen=termijnen,
        overleggen=rijen.geplande_overleggen,
        bellen=delen.belregels(rijen, gebruiker, aan_zet(rijen, stappen), nu),
        mag_wijzigen=mag_wijzigen(gebruiker, melding),
        mag_koppelen=mag_koppelen(gebruiker) and melding.is_open(),
        mag_verband=mag_koppelen(gebruiker),
        mag_beoordelen=mag_beoordelen(rijen, gebruiker),
        mag_spoed=mag_spoed(gebruiker, melding),
        mag_bestanden=bestanden.mag_lezen(gebruiker, melding),
    )


def slot(melding: Melding, gebruiker: Gebruiker) -> Slot | None:
    """What is shut now, before the press asks anything (R125, R156); None while nothing is."""
    staat = naar_buiten.toestand(melding, haal_communicatieregels(melding.protocol_versie))
    if staat.is_open:
        return None
    # Who reads this dossier may know what shuts it; of another one of the same event that is asked.
    mag_weten = not staat.via or naar_buiten.mag_weten(melding, staat, gebruiker)
    kop = "Er mag nu niets naar buiten" if staat.wist_familie or not mag_weten else "Eerst de familie"
    return Slot(kop, staat.uitleg if mag_weten else naar_buiten.NIETS_NAAR_BUITEN)


def mag_beoordelen(rijen: Dossierrijen, gebruiker: Gebruiker) -> bool:
    """Whether this user opens the page with all analyses side by side."""
    if not rijen.protocol.is_bij_oordeel(rijen.melding.status):
        return False
    return all(mag_analyse_lezen(gebruiker, analyse, rijen.melding.status) for analyse in rijen.analyses)


def voorstel(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Voorstel | None:
    """What looks like the same event, and is not linked already."""
    gekoppeld = [band.ander_dan(rijen.melding).pk for band in rijen.samenhangen]
    return voorstel_bij(rijen, gekoppeld, gebruiker, nu)


def sluit_als_dubbel(melding: Melding, acties: Acties) -> str:
    """The address of the step that closes this melding as a double; empty when this user cannot take it now."""
    for stap in (*acties.nu, *acties.einden):
        if isinstance(stap.regel, OvergangRegel) and stap.regel.vraagt_melding:
            return reverse("overgang", args=[melding.kenmerk, stap.code])
    return ""


def vijf_regels(rijen: Dossierrijen) -> list[tuple[str, str]]:
    """What happened, in five lines: for who is woken by it."""
    melding, protocol = rijen.melding, rijen.protocol
    gezegd = beschrijving.feiten(melding, protocol)
    speelt = in_een_zin(gezegd["Wat er nu speelt"])
    stand = protocol.status_per_code[melding.status].naam
    letter = f"scenario {melding.scenario}" if melding.scenario else ""
    stand = ", ".join([stand, letter] if letter and letter != stand.lower() else [stand])
    return [
        ("Wat", melding.onderwerp),
        ("Wanneer", gezegd["Gebeurd op"]),
        ("Waar", f"{gezegd['Waar']}. {melding.aanbieder}" if gezegd["Waar"] else str(melding.aanbieder)),
        ("Gemeenten", opsomming([*map(str, rijen.gemeenten), *melding.gemeenten_buiten_regio])),
        ("Stand", f"{stand}{f'. Nu speelt: {speelt}' if speelt else ''}"),
    ]


def wat_nu(rijen: Dossierrijen, termijnen: list[delen.Termijnregel], open_taken: list[delen.Taakregel]) -> WatNu:
    """What must happen now: the term that ends first, what the protocol says of this status, this user's own tasks."""
    status = rijen.protocol.status_per_code[rijen.melding.status]
    alle = [regel for regel in open_taken if regel.is_eigen]
    eigen, over = alle[:HOOGSTENS_NU], len(alle[HOOGSTENS_NU:])
    eerste = next(iter(termijnen), None)
    if eerste is None:
        is_dringend = any(regel.rest and regel.rest.toestand == TE_LAAT for regel in open_taken)
        soort = "ok" if status.eind else "warning" if is_dringend else "info"
        return WatNu(soort, f"{status.naam}.", status.zin, status.bron, eigen, over)
    soort = {"te_laat": "error", "bijna": "warning"}.get(eerste.rest.toestand, "info")
    eind = rijen.lopende_termijnen[0].vervalt_op
    werkwoord = "liep af op" if eerste.rest.toestand == TE_LAAT else "loopt af op"
    return WatNu(
        soort, f"{eerste.naam} {werkwoord} {moment(eind)}: {eerste.rest.tekst}.", status.zin, status.bron, eigen, over
    )


def leiding_zin(stand: Stand) -> str:
    """Which gemeente leads, as a sentence; empty where the protocol gives none the lead."""
    leidt = leider(stand)
    wie = stand.protocol.rolnamen.get(Rol.MANAGER_GEMEENTE, "")
    return f"De leiding heeft: {wie} {leidt}." if leidt else ""


def acties(rijen: Dossierrijen, gebruiker: Gebruiker) -> Acties:
    """The arrows out of this status, sorted by what this user can do with them."""
    # The choice of a scenario has a page of its own.
    alle = [stap for stap in mogelijkheden(rijen.melding, gebruiker, rijen) if not stap.scenario]
    namens = [m for m in alle if m.mag and m.namens]
    nu = sorted((m for m in alle if m.mag and not m.namens), key=lambda m: (_is_omweg(m), bool(m.afwijkbaar)))
    # In the triage to close is one of its two answers; later it is the exception, and stands apart.
    is_begin = rijen.melding.status == rijen.protocol.begin.naar
    einden = [m for m in nu if _is_omweg(m) and m.naar in rijen.protocol.gesloten and not is_begin]
    return Acties(
        nu=[m for m in nu if m not in einden],
        nog_niet=[m for m in alle if m.is_bevoegd and not m.mag and not m.namens],
        van_anderen=[m for m in alle if not m.is_bevoegd or (m.namens and not m.mag)],
        einden=einden,
        namens=namens,
    )


def aan_zet(rijen: Dossierrijen, acties: Acties) -> tuple[str, ...]:
    """The roles that the steps of others wait for, the first step first."""
    rollen = (rol for stap in acties.van_anderen for rol in stap.regel.mag_door(rijen.melding.status))
    return tuple(dict.fromkeys(map(str, rollen)))


def _is_omweg(stap: Mogelijkheid[StapRegel]) -> bool:
    """A step that always asks why leads back or aside: it comes last and is never the obvious one."""
    return stap.motivering == "verplicht"
