"""The rooms of a dossier behind the first: a page each, that reads only its own rows (docs/besluiten/0053)."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.conf import settings

from basis.momenten import Halte, Moment
from basis.taal import datum, moment, opsomming
from calamiteiten.meldtijden import Meldtijd, meldtijden, per_gemeente
from calamiteiten.models import Melding, Persoonsgegevens
from calamiteiten.toegang.onderdelen import mag_lezen
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.draaiboek import beschrijving
from escalatie.draaiboek.berichtregels import Berichtregel, berichtregels
from escalatie.draaiboek.bevoegdheid import mag_actie_toevoegen, mag_koppelen, mag_verstrekken, mag_wijzigen
from escalatie.draaiboek.verbeterpunten import antwoord
from escalatie.draaiboek.verloop import Tijdlijn
from escalatie.meldingen.overleg.pagina import Overlegkaart, overlegkaart
from escalatie.meldingen.registratie.gelijkenis import Voorstel
from escalatie.meldingen.samenhang.verbanden import Verband, verbanden

from . import delen
from .beeld import Beeld, beeld
from .inzage import is_samen
from .matrix import Matrix, matrix
from .pagina import TE_LAAT, acties, mag_beoordelen, sluit_als_dubbel, voorstel
from .rijen import Dossierrijen
from .stappen import stappen
from .tijdlijn import tijdlijn


@dataclass(frozen=True)
class Gegevens:
    """What was reported: the facts, when whom was told, what was given, and what belongs with it."""

    melding: Melding
    feiten: list[tuple[str, str]]
    criteria: list[tuple[str, str]]
    meldtijden: list[Meldtijd]
    verstrekkingen: list[Persoonsgegevens]
    verbanden: list[Verband]
    voorstel: Voorstel | None
    sluit_als_dubbel: str
    mag_wijzigen: bool
    mag_verband: bool
    mag_verstrekken: bool


@dataclass(frozen=True)
class Verloop:
    """How it went: the bar of steps, steps and terms as a picture, and all that happened."""

    melding: Melding
    stappen: list[Halte]
    beeld: Beeld | None
    tijdlijn: Tijdlijn


@dataclass(frozen=True)
class Analyses:
    """What was found: the analyses, the report of the inspection and the evaluation, as far as this user reads them."""

    melding: Melding
    rijen: Dossierrijen
    analyses: list[delen.Analyseregel]
    rapporten: list[tuple[str, str, str]]
    evaluatie: list[tuple[str, str]]
    mag_beoordelen: bool


@dataclass(frozen=True)
class Taken:
    """What is to be done: this user's own tasks, those of others, what each gemeente owes, and the meetings."""

    melding: Melding
    open_taken: list[delen.Taakregel]
    gesloten_taken: list[delen.Taakregel]
    matrix: Matrix | None
    overleggen: Overlegkaart
    mag_actie: bool

    @property
    def eigen(self) -> list[delen.Taakregel]:
        """The open tasks of this user."""
        return [regel for regel in self.open_taken if regel.is_eigen]

    @property
    def laat(self) -> int:
        """How many open tasks of others are late."""
        return sum(regel.rest is not None and regel.rest.toestand == TE_LAAT for regel in self.van_anderen)

    @property
    def van_anderen(self) -> list[delen.Taakregel]:
        """The open tasks of others."""
        return [regel for regel in self.open_taken if not regel.is_eigen]


@dataclass(frozen=True)
class Berichten:
    """Who was written to, and whom it did not reach."""

    melding: Melding
    berichten: list[Berichtregel]
    mag_koppelen: bool

    @property
    def niet_bereikt(self) -> list[Berichtregel]:
        """The messages that reached nobody, by seat."""
        return sorted((regel for regel in self.berichten if regel.bericht.is_rood), key=lambda regel: regel.wie)


def gegevens(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Gegevens:
    """What was reported, as this user may read it at `nu` (aware)."""
    melding = rijen.melding
    gelijk = voorstel(rijen, gebruiker, nu)
    return Gegevens(
        melding=melding,
        feiten=feiten(rijen),
        criteria=criteria(rijen),
        meldtijden=meldtijden(melding, per_gemeente(rijen.betrokkenheden), melding.protocol_versie),
        verstrekkingen=rijen.verstrekkingen if mag_lezen(gebruiker, Deel.VERSTREKKINGEN) else [],
        verbanden=verbanden(melding, rijen.samenhangen, gebruiker),
        voorstel=gelijk,
        sluit_als_dubbel=sluit_als_dubbel(melding, acties(rijen, gebruiker)) if gelijk else "",
        mag_wijzigen=mag_wijzigen(gebruiker, melding),
        mag_verband=mag_koppelen(gebruiker),
        mag_verstrekken=mag_verstrekken(gebruiker),
    )


def verloop(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Verloop:
    """How it went, as this user may read it at `nu` (aware)."""
    melding = rijen.melding
    momenten = Tijdlijn([leesbaar(moment, gebruiker, rijen) for moment in tijdlijn(rijen)])
    return Verloop(melding, stappen(rijen, nu), beeld(rijen, nu), momenten)


def analyses(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Analyses:
    """What was found, as this user may read it."""
    melding = rijen.melding
    return Analyses(
        melding=melding,
        rijen=rijen,
        analyses=delen.analyseregels(rijen, gebruiker),
        rapporten=rapporten(rijen) if mag_lezen(gebruiker, Deel.INSPECTIE) else [],
        evaluatie=evaluatie(rijen) if mag_lezen(gebruiker, Deel.EVALUATIE) else [],
        mag_beoordelen=mag_beoordelen(rijen, gebruiker),
    )


def taken(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Taken:
    """What is to be done at `nu` (aware)."""
    melding = rijen.melding
    return Taken(
        melding=melding,
        open_taken=delen.open_taken(rijen, gebruiker, nu),
        gesloten_taken=delen.gesloten_taken(rijen, gebruiker, nu),
        matrix=matrix(rijen, nu),
        overleggen=overlegkaart(rijen, gebruiker, nu),
        mag_actie=mag_actie_toevoegen(gebruiker, melding),
    )


def berichten(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Berichten:
    """Who was written to."""
    melding = rijen.melding
    zinnen = {regel.code: regel.zin for regel in rijen.protocol.informatieregels}
    regels = berichtregels(rijen.berichten, zinnen, rijen.protocol.versie)
    return Berichten(melding, regels, mag_koppelen(gebruiker) and melding.is_open())


def leesbaar(gebeurd: Moment, gebruiker: Gebruiker, rijen: Dossierrijen) -> Moment:
    """A moment without what this user does not read."""
    samen = is_samen(rijen.protocol, rijen.melding.status)

    def is_dicht(deel: str) -> bool:
        return bool(deel) and not mag_lezen(gebruiker, Deel(deel), gebeurd.van, is_samen=samen)

    return replace(
        gebeurd,
        velden=() if is_dicht(gebeurd.deel) else gebeurd.velden,
        toelichting="" if is_dicht(gebeurd.deel_toelichting) else gebeurd.toelichting,
    )


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
