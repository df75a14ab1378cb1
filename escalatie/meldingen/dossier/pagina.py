"""The read model of the dossier page: what must happen now, before when and why; then everything that is known."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from basis.momenten import Halte
from basis.regels import StapRegel
from basis.taal import datum, moment, opsomming
from calamiteiten.meldtijden import Meldtijd, meldtijden
from calamiteiten.models import Melding
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.draaiboek.berichtregels import Berichtregel, berichtregels
from escalatie.draaiboek.bevoegdheid import mag_actie_toevoegen, mag_wijzigen
from escalatie.draaiboek.mogelijkheden import Mogelijkheid, mogelijkheden
from escalatie.draaiboek.verloop import Tijdlijn
from escalatie.meldingen.communicatie.pagina import Kaart, kaart
from escalatie.protocol.model import EvaluatieVraag, Protocol

from . import delen
from .inzage import mag_lezen
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
    """The steps out of the present status: for this user now, not yet (with why), and those of other roles."""

    nu: list[Mogelijkheid[StapRegel]]
    nog_niet: list[Mogelijkheid[StapRegel]]
    van_anderen: list[Mogelijkheid[StapRegel]]

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
    stappen: list[Halte]
    wat_nu: WatNu
    acties: Acties
    feiten: list[tuple[str, str]]
    criteria: list[tuple[str, str]]
    meldtijden: list[Meldtijd]
    analyses: list[delen.Analyseregel]
    termijnen: list[delen.Termijnregel]
    open_taken: list[delen.Taakregel]
    gesloten_taken: list[delen.Taakregel]
    matrix: Matrix | None
    communicatie: Kaart
    berichten: list[Berichtregel]
    evaluatie: list[tuple[str, str]]
    verstrekkingen: list[Any]
    bellen: list[delen.Belregel]
    tijdlijn: Tijdlijn
    mag_wijzigen: bool
    mag_actie: bool
    mag_beoordelen: bool

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
        stappen=stappen(rijen, nu),
        wat_nu=wat_nu(rijen, termijnen, open_taken),
        acties=acties(rijen, gebruiker),
        feiten=feiten(rijen),
        criteria=criteria(rijen),
        meldtijden=meldtijden(melding, melding.protocol_versie),
        analyses=analyses,
        termijnen=termijnen,
        open_taken=open_taken,
        gesloten_taken=delen.gesloten_taken(rijen, gebruiker, nu),
        matrix=matrix(rijen, nu),
        communicatie=kaart(rijen),
        berichten=_berichten(rijen) if mag_lezen(gebruiker, Deel.BERICHTEN) else [],
        evaluatie=evaluatie(rijen) if mag_lezen(gebruiker, Deel.EVALUATIE) else [],
        verstrekkingen=rijen.verstrekkingen if mag_lezen(gebruiker, Deel.VERSTREKKINGEN) else [],
        bellen=delen.belregels(rijen, nu),
        tijdlijn=Tijdlijn(tijdlijn(rijen)),
        mag_wijzigen=mag_wijzigen(gebruiker, melding),
        mag_actie=mag_actie_toevoegen(gebruiker, melding),
        mag_beoordelen=rijen.protocol.is_bij_oordeel(melding.status) and all(a.mag_lezen for a in analyses),
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


def acties(rijen: Dossierrijen, gebruiker: Gebruiker) -> Acties:
    """The arrows out of this status, sorted by what this user can do with them."""
    # The choice of a scenario has a page of its own.
    alle = [stap for stap in mogelijkheden(rijen.melding, gebruiker, rijen) if not stap.scenario]
    return Acties(
        nu=sorted((m for m in alle if m.mag), key=lambda m: (_is_omweg(m), bool(m.afwijkbaar))),
        nog_niet=[m for m in alle if m.is_bevoegd and not m.mag],
        van_anderen=[m for m in alle if not m.is_bevoegd],
    )


def _is_omweg(stap: Mogelijkheid[StapRegel]) -> bool:
    """A step that always asks why leads back or aside: it comes last and is never the obvious one."""
    return stap.motivering == "verplicht"


def feiten(rijen: Dossierrijen) -> list[tuple[str, str]]:
    """The facts of the melding as label and text; what is empty is left out."""
    m, p = rijen.melding, rijen.protocol
    gebeurd = datum(m.gebeurd_datum) + (f", {m.gebeurd_tijd:%H:%M} uur" if m.gebeurd_tijd else ", tijd niet bekend")
    plaats = naam_van(p, "plaatssoort", m.plaatssoort)
    paren = [
        ("Soort", naam_van(p, "soort", m.soort)),
        ("Categorie", naam_van(p, "categorie", m.categorie)),
        ("Zorgcontext", naam_van(p, "zorgcontext", m.zorgcontext)),
        ("Gebeurd op", gebeurd),
        ("Waar", f"{plaats}: {m.plaats}" if m.plaats else plaats),
        ("Aanbieder", f"{m.aanbieder} ({m.get_aanbieder_soort_display().lower()})"),
        ("Gemeente van verblijf", _gemeente(m.gemeente_verblijf, m.gemeente_verblijf_buiten)),
        ("Gemeente volgens woonplaatsbeginsel", _gemeente(m.gemeente_woonplaats, m.gemeente_woonplaats_buiten)),
        ("Betrokken gemeenten", opsomming(map(str, rijen.gemeenten))),
        ("Kenmerk van de IGJ", m.igj_kenmerk),
        ("Grondslag", naam_van(p, "grondslag", m.grondslag)),
        ("Soort melding", naam_van(p, "meldingssoort", m.meldingssoort)),
        ("Beschrijving", m.omschrijving),
    ]
    return [(label, tekst) for label, tekst in paren if tekst]


def naam_van(protocol: Protocol, lijst: str, code: str) -> str:
    """What an option of a choice list is called; the code itself when this version does not know it."""
    return next((keuze.naam for keuze in protocol.keuzes_van(lijst) if keuze.code == code), code)


def _gemeente(gemeente: Any, buiten: str) -> str:
    return str(gemeente) if gemeente else f"{buiten} (buiten de regio)" if buiten else ""


def criteria(rijen: Dossierrijen) -> list[tuple[str, str]]:
    """The questions of the triage that belong to this kind of event, with their answers."""
    antwoorden = rijen.melding.criteria
    eigen = [c for c in rijen.protocol.criteria if c.definitie == rijen.melding.soort]
    return [(c.zin, str(antwoorden.get(c.code) or "niet beantwoord").replace("_", " ")) for c in eigen]


def evaluatie(rijen: Dossierrijen) -> list[tuple[str, str]]:
    """The evaluation questions with their answers; empty while there is none."""
    gegeven = rijen.evaluatie.antwoorden if rijen.evaluatie else {}
    return [(vraag.zin, _antwoord(vraag, gegeven)) for vraag in rijen.protocol.evaluatievragen if vraag.code in gegeven]


def _antwoord(vraag: EvaluatieVraag, gegeven: dict[str, str]) -> str:
    code, toelichting = gegeven[vraag.code], gegeven.get(f"{vraag.code}_toelichting", "")
    naam = next((antwoord.naam for antwoord in vraag.antwoorden if antwoord.code == code), code)
    return f"{naam}. {toelichting}" if toelichting else naam
