"""The read model of the dossier page: what must happen now, before when and why; then everything that is known."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse

from basis.momenten import Halte, Moment
from basis.regels import StapRegel
from basis.taal import datum, moment, opsomming
from calamiteiten.meldtijden import Meldtijd, meldtijden, per_gemeente
from calamiteiten.models import Melding
from calamiteiten.toegang.onderdelen import mag_lezen
from contacten.models import Gebruiker
from contacten.rollen import Deel, Rol
from escalatie.draaiboek import beschrijving
from escalatie.draaiboek.berichtregels import Berichtregel, berichtregels
from escalatie.draaiboek.bevoegdheid import (
    mag_actie_toevoegen,
    mag_koppelen,
    mag_spoed,
    mag_verstrekken,
    mag_wijzigen,
)
from escalatie.draaiboek.herweging import let_op
from escalatie.draaiboek.leiding import leider
from escalatie.draaiboek.mogelijkheden import Mogelijkheid, mogelijkheden
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.verbeterpunten import antwoord
from escalatie.draaiboek.verloop import Tijdlijn
from escalatie.meldingen.bestanden import pagina as bestanden
from escalatie.meldingen.communicatie.pagina import Kaart, kaart
from escalatie.meldingen.overleg.pagina import Overlegkaart, overlegkaart
from escalatie.meldingen.registratie.gelijkenis import Voorstel, voorstel_bij
from escalatie.meldingen.samenhang.verbanden import Verband, verbanden
from escalatie.paraatheid.register.gemis import Gemis, gemis_bij
from escalatie.protocol.model import OvergangRegel

from . import delen
from .inzage import is_samen
from .matrix import Matrix, matrix
from .rijen import Dossierrijen
from .stappen import stappen
from .tijdlijn import tijdlijn

HOOGSTENS_NU = 4
TE_LAAT = "te_laat"


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
    """Everything the template shows; parts that this role does not read are empty."""

    melding: Melding
    rijen: Dossierrijen
    lead: str
    leiding: str
    signalen: list[delen.Signaal]
    spoed: delen.Spoed | None
    stappen: list[Halte]
    wat_nu: WatNu
    triage: str
    gemis: list[Gemis]
    acties: Acties
    verbanden: list[Verband]
    voorstel: Voorstel | None
    feiten: list[tuple[str, str]]
    criteria: list[tuple[str, str]]
    meldtijden: list[Meldtijd]
    analyses: list[delen.Analyseregel]
    termijnen: list[delen.Termijnregel]
    partijen: list[delen.Partijregel]
    open_taken: list[delen.Taakregel]
    gesloten_taken: list[delen.Taakregel]
    matrix: Matrix | None
    communicatie: Kaart
    overleggen: Overlegkaart
    berichten: list[Berichtregel]
    evaluatie: list[tuple[str, str]]
    verstrekkingen: list[Any]
    rapporten: list[tuple[str, str, str]]
    bellen: list[delen.Belregel]
    tijdlijn: Tijdlijn
    mag_wijzigen: bool
    mag_koppelen: bool
    mag_verband: bool
    mag_actie: bool
    mag_beoordelen: bool
    mag_spoed: bool
    mag_verstrekken: bool
    mag_bestanden: bool

    @property
    def sluit_als_dubbel(self) -> str:
        """The address of the step that closes this melding as a double; empty when this user cannot take it now."""
        for stap in (*self.acties.nu, *self.acties.einden):
            if isinstance(stap.regel, OvergangRegel) and stap.regel.vraagt_melding:
                return reverse("overgang", args=[self.melding.kenmerk, stap.code])
        return ""

    @property
    def is_oordeel(self) -> bool:
        """Whether the parties judge together now."""
        return self.rijen.protocol.status_per_code[self.melding.status].oordeel

    @property
    def niet_bereikt(self) -> list[Berichtregel]:
        """The messages that reached nobody, by seat."""
        return sorted((regel for regel in self.berichten if regel.bericht.is_rood), key=lambda regel: regel.wie)


def dossier(melding: Melding, gebruiker: Gebruiker, nu: datetime) -> Dossier:
    """The dossier of this melding as this user may read it at `nu` (aware)."""
    rijen = Dossierrijen(melding)
    open_taken = delen.open_taken(rijen, gebruiker, nu)
    termijnen = [delen.termijnregel(termijn, rijen, nu) for termijn in rijen.lopende_termijnen]
    analyses = delen.analyseregels(rijen, gebruiker)
    return Dossier(
        melding=melding,
        rijen=rijen,
        lead=" · ".join([melding.onderwerp, str(melding.aanbieder), opsomming(map(str, rijen.gemeenten))]),
        leiding=leiding_zin(rijen),
        signalen=delen.signalen(rijen, gebruiker),
        spoed=delen.spoed(rijen) if melding.is_spoed else None,
        stappen=stappen(rijen, nu),
        wat_nu=wat_nu(rijen, termijnen, open_taken),
        triage=let_op(rijen),
        gemis=gemis_bij(melding, rijen.gemeenten, gebruiker) if melding.is_open() else [],
        acties=acties(rijen, gebruiker),
        verbanden=verbanden(melding, rijen.samenhangen, gebruiker),
        voorstel=voorstel_bij(rijen, [band.ander_dan(melding).pk for band in rijen.samenhangen], gebruiker, nu),
        feiten=feiten(rijen),
        criteria=criteria(rijen),
        meldtijden=meldtijden(melding, per_gemeente(rijen.betrokkenheden), melding.protocol_versie),
        analyses=analyses,
        termijnen=termijnen,
        partijen=delen.partijen(rijen, gebruiker),
        open_taken=open_taken,
        gesloten_taken=delen.gesloten_taken(rijen, gebruiker, nu),
        matrix=matrix(rijen, nu),
        communicatie=kaart(rijen),
        overleggen=overlegkaart(rijen, gebruiker, nu),
        berichten=_berichten(rijen) if mag_lezen(gebruiker, Deel.BERICHTEN) else [],
        evaluatie=evaluatie(rijen) if mag_lezen(gebruiker, Deel.EVALUATIE) else [],
        verstrekkingen=rijen.verstrekkingen if mag_lezen(gebruiker, Deel.VERSTREKKINGEN) else [],
        rapporten=rapporten(rijen) if mag_lezen(gebruiker, Deel.INSPECTIE) else [],
        bellen=delen.belregels(rijen, nu),
        tijdlijn=Tijdlijn([_leesbaar(moment, gebruiker, rijen) for moment in tijdlijn(rijen)]),
        mag_wijzigen=mag_wijzigen(gebruiker, melding),
        mag_koppelen=mag_koppelen(gebruiker) and melding.is_open(),
        mag_verband=mag_koppelen(gebruiker),
        mag_actie=mag_actie_toevoegen(gebruiker, melding),
        mag_spoed=mag_spoed(gebruiker, melding),
        mag_verstrekken=mag_verstrekken(gebruiker),
        mag_bestanden=bestanden.mag_lezen(gebruiker, melding),
        mag_beoordelen=rijen.protocol.is_bij_oordeel(melding.status) and all(a.mag_lezen for a in analyses),
    )


def _leesbaar(gebeurd: Moment, gebruiker: Gebruiker, rijen: Stand) -> Moment:
    """A moment without what this user does not read."""
    samen = is_samen(rijen.protocol, rijen.melding.status)

    def is_dicht(deel: str) -> bool:
        return bool(deel) and not mag_lezen(gebruiker, Deel(deel), gebeurd.van, is_samen=samen)

    return replace(
        gebeurd,
        velden=() if is_dicht(gebeurd.deel) else gebeurd.velden,
        toelichting="" if is_dicht(gebeurd.deel_toelichting) else gebeurd.toelichting,
    )


def _berichten(rijen: Dossierrijen) -> list[Berichtregel]:
    zinnen = {regel.code: regel.zin for regel in rijen.protocol.informatieregels}
    return berichtregels(rijen.berichten, zinnen, rijen.protocol.versie)


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


def _is_omweg(stap: Mogelijkheid[StapRegel]) -> bool:
    """A step that always asks why leads back or aside: it comes last and is never the obvious one."""
    return stap.motivering == "verplicht"


def feiten(rijen: Dossierrijen) -> list[tuple[str, str]]:
    """The facts of the melding as label and text; what is empty is left out."""
    gezegd = beschrijving.feiten(rijen.melding, rijen.protocol)
    eigen = {"Betrokken gemeenten": opsomming(map(str, rijen.gemeenten))}
    # What the aanbieder reported stands beside its other moments.
    if not rijen.melding.is_door_aanbieder:
        eigen["Ontvangen op"] = moment(rijen.melding.ontvangen_op)
    plek = list(gezegd).index("Kenmerk van de IGJ")
    paren = [*list(gezegd.items())[:plek], *eigen.items(), *list(gezegd.items())[plek:]]
    return [(label, tekst) for label, tekst in paren if tekst]


def criteria(rijen: Dossierrijen) -> list[tuple[str, str]]:
    """The questions of the triage that belong to this kind of event, with their answers."""
    antwoorden = rijen.melding.criteria
    eigen = [c for c in rijen.protocol.criteria if c.definitie == rijen.melding.soort]
    return [(c.zin, str(antwoorden.get(c.code) or "niet beantwoord").replace("_", " ")) for c in eigen]


def rapporten(rijen: Dossierrijen) -> list[tuple[str, str, str]]:
    """What is known of the report of the inspection: (party, when it came in or which road there is, improvements)."""
    regels = []
    for rapport in rijen.rapporten:
        weg = beschrijving.naam_van(rijen.protocol, "igj_route", rapport.route)
        ontvangen = f"ontvangen op {datum(rapport.ontvangen_datum)}" if rapport.ontvangen_datum else ""
        zin = ". ".join(filter(None, [ontvangen or weg, weg if ontvangen else ""]))
        regels.append((str(rapport.gemeente or settings.REGIO.organisatie), zin, rapport.verbeterpunten))
    return regels


def evaluatie(rijen: Dossierrijen) -> list[tuple[str, str]]:
    """The evaluation questions with their answers; empty while there is none."""
    gegeven = rijen.evaluatie.antwoorden if rijen.evaluatie else {}
    vragen = rijen.protocol.evaluatievragen
    return [(vraag.zin, antwoord(vraag, gegeven)) for vraag in vragen if vraag.code in gegeven]
