"""The rows of the dossier page, each made fit to show: terms, tasks, analyses, messages, people to call."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from basis.resttijd import Resttijd, resttijd
from basis.telefoon import telefoon_uri
from calamiteiten.models import Impactanalyse
from calamiteiten.toegang.onderdelen import mag_lezen
from communicatie.models import Informering
from contacten.bezetting import Zetel, zetels_van
from contacten.models import Contactpersoon, Gebruiker
from contacten.rollen import PER_GEMEENTE, REGIONAAL, Deel, Rol
from escalatie.draaiboek import correcties
from escalatie.draaiboek.bevoegdheid import is_eigen_taak, mag_analyse, mag_taak, mag_wijzigen
from escalatie.draaiboek.dringend import rang
from escalatie.draaiboek.scheef_begin import is_scheef, volgt_ontvangst
from escalatie.draaiboek.termijnen import uitleg_in_zinnen
from escalatie.meldingen.spoed.bellen import te_bellen
from escalatie.meldingen.spoed.pagina import opgepakt
from escalatie.models import Taak, TaakStatus, Termijn

from .inzage import mag_analyse_lezen, mag_partij_lezen
from .rijen import Dossierrijen
from .tijdlijn import termijnnaam

WEG = "Telt niet meer."


@dataclass(frozen=True)
class Termijnregel:
    """A running term: its name, whose it is, the time left and why it ends when it ends."""

    naam: str
    rol: str
    rest: Resttijd
    uitleg: list[str]
    is_protocol: bool
    # Where its begin is put right; empty when nothing is wrong with it, or this is not for who reads it.
    recht_url: str = ""


@dataclass(frozen=True)
class Taakregel:
    """A task for the list: whose, before when, why, and what this user may do with it."""

    taak: Taak
    wie: str
    bron: str
    rest: Resttijd | None
    is_eigen: bool
    mag: bool


@dataclass(frozen=True)
class Analyseregel:
    """An analysis: may this user fill it in or read it, and the answers in short when only those are for this role."""

    analyse: Impactanalyse
    mag_invullen: bool
    mag_lezen: bool
    kort: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Belregel:
    """A seat to call: its name, and who fills it with their numbers as (text, uri); empty when nobody does.

    `protocol_url`: what that gemeente or aanbieder itself has agreed for such a night.
    """

    naam: str
    mensen: tuple[tuple[Contactpersoon, tuple[tuple[str, str], ...]], ...]
    protocol_url: str = ""

    @property
    def eerst(self) -> tuple[Contactpersoon, str, str] | None:
        """Whom to call first, with the first number of his that can be dialled and its uri; None when there is none."""
        return next(((wie, tekst, uri) for wie, nummers in self.mensen for tekst, uri in nummers if uri), None)


@dataclass(frozen=True)
class Signaal:
    """Something to act on at once: what, where, since when; the duty that ends it, and may this user record that."""

    naam: str
    zin: str
    taak: Taak
    wie: str
    mag: bool


@dataclass(frozen=True)
class Spoed:
    """That it is urgent: why, who took it up, and how many seats must still be reached."""

    waarom: str
    opgepakt: list[str]
    te_bellen: int


@dataclass(frozen=True)
class Partijregel:
    """A party as this user may read it: `hoe` it was told and why it counts no more are empty when that is not his."""

    rij: Informering
    hoe: str
    weg: str


def partijen(rijen: Dossierrijen, gebruiker: Gebruiker) -> list[Partijregel]:
    """The parties, and whether each knows; how is of its own gemeente, or of the family."""
    return [
        Partijregel(rij, rij.wijze, rij.weg)
        if mag_partij_lezen(gebruiker, rijen.melding, rij.gemeente_id, is_familie=bool(rij.betrokkene))
        else Partijregel(rij, "", rij.weg and WEG)
        for rij in rijen.informeringen
    ]


def spoed(rijen: Dossierrijen) -> Spoed:
    """Why this melding is urgent: by which facts, or by whose hand."""
    melding = rijen.melding
    namen = [regel.naam for regel in rijen.protocol.spoed if regel.code in melding.spoed_door]
    aangezet = [stap for stap in rijen.stappen if stap.code == correcties.SPOED_AAN and stap.motivering]
    hand = aangezet[-1] if aangezet else None
    if hand and melding.spoed_hand:
        namen.append(f"{hand.wie}: {hand.motivering}")
    return Spoed(
        waarom=". ".join(naam.rstrip(".") for naam in namen) + "." * bool(namen),
        opgepakt=opgepakt(melding),
        te_bellen=len({(b.rol, b.gemeente_id) for b in te_bellen(melding)}),
    )


def signalen(rijen: Dossierrijen, gebruiker: Gebruiker) -> list[Signaal]:
    """The signals that stand, the longest standing first: until somebody records that it is arranged."""
    signalen_ = rijen.protocol.signalen
    open_ = sorted((t for t in rijen.open_taken if t.code in signalen_), key=lambda taak: taak.gemaakt_op)
    return [
        Signaal(
            naam=signalen_[taak.code].naam,
            zin=signalen_[taak.code].zin,
            taak=taak,
            wie=wie(taak, rijen.protocol.rolnamen),
            mag=mag_taak(gebruiker, taak),
        )
        for taak in open_
        if rijen.melding.is_open()
    ]


def termijnregel(termijn: Termijn, rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Termijnregel:
    """One running term at `nu` (aware), for this user."""
    return Termijnregel(
        naam=termijnnaam(termijn, rijen),
        rol=rijen.protocol.rolnamen.get(termijn.rol, termijn.rol),
        rest=resttijd(termijn.vervalt_op, nu, termijn.start_op),
        uitleg=uitleg_in_zinnen(termijn),
        is_protocol=termijn.is_protocol,
        recht_url=_recht_url(termijn, rijen, gebruiker) if is_scheef(termijn) else "",
    )


def _recht_url(termijn: Termijn, rijen: Dossierrijen, gebruiker: Gebruiker) -> str:
    melding = rijen.melding
    if not mag_wijzigen(gebruiker, melding):
        return ""
    if volgt_ontvangst(termijn):
        return reverse("melding_wijzig", args=[melding.kenmerk])
    stap = next(stap for stap in rijen.stappen if stap.pk == termijn.stap_id)
    return reverse("stapmoment", args=[melding.kenmerk, stap.volgnummer])


def taakregel(taak: Taak, rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> Taakregel:
    """One task as this user sees it at `nu` (aware)."""
    regel = rijen.protocol.taak_per_code.get(taak.code)
    return Taakregel(
        taak=taak,
        wie=wie(taak, rijen.protocol.rolnamen),
        bron=regel.bron if regel else "",
        rest=resttijd(taak.uiterlijk_op, nu) if taak.uiterlijk_op else None,
        is_eigen=is_eigen_taak(gebruiker, taak),
        mag=mag_taak(gebruiker, taak),
    )


def wie(taak: Taak, rolnamen: dict[str, str]) -> str:
    """Whose task it is: the role with its gemeente, or the owner that the parties named."""
    rol = rolnamen.get(taak.rol, taak.rol)
    tussen = " " if taak.rol in PER_GEMEENTE else ", voor "
    plaats = f"{rol}{tussen}{taak.gemeente}" if taak.gemeente and taak.code != "bel_lege_zetel" else rol
    return f"{taak.eigenaar} (vastleggen: {plaats})" if taak.eigenaar else plaats


def open_taken(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> list[Taakregel]:
    """The open tasks: this user's own first; of those, and of the others, what is late, then what is due tonight, then
    what has no moment, then the rest."""
    regels = [taakregel(taak, rijen, gebruiker, nu) for taak in rijen.open_taken]
    return sorted(
        regels, key=lambda r: (not r.is_eigen, rang(r.taak.uiterlijk_op, nu), r.taak.uiterlijk_op or nu, r.taak.pk)
    )


def gesloten_taken(rijen: Dossierrijen, gebruiker: Gebruiker, nu: datetime) -> list[Taakregel]:
    """The tasks that were done or lapsed, the newest first."""
    gesloten = [taak for taak in rijen.taken if taak.status != TaakStatus.OPEN]
    gesloten.sort(key=lambda taak: taak.afgerond_op or nu, reverse=True)
    return [taakregel(taak, rijen, gebruiker, nu) for taak in gesloten]


def analyseregels(rijen: Dossierrijen, gebruiker: Gebruiker) -> list[Analyseregel]:
    """The analyses of this melding, as this user may see them."""
    return [_analyseregel(analyse, rijen, gebruiker) for analyse in rijen.analyses]


def _analyseregel(analyse: Impactanalyse, rijen: Dossierrijen, gebruiker: Gebruiker) -> Analyseregel:
    invullen = mag_analyse(gebruiker, analyse) and rijen.melding.is_open()
    in_het_kort = analyse.is_definitief() and mag_lezen(gebruiker, Deel.ANALYSES_SAMENVATTING)
    return Analyseregel(
        analyse=analyse,
        mag_invullen=invullen and not analyse.is_definitief(),
        mag_lezen=mag_analyse_lezen(gebruiker, analyse, rijen.melding.status),
        kort=tuple(antwoorden_kort(analyse, rijen)) if in_het_kort else (),
    )


def antwoorden_kort(analyse: Impactanalyse, rijen: Dossierrijen) -> Iterable[tuple[str, str]]:
    """Question and chosen answer, without anyone's explanation: the summary for who advises on communication."""
    for vraag in rijen.protocol.vragen_van(analyse.soort):
        gegeven = next((a.naam for a in vraag.antwoorden if a.code == analyse.antwoorden.get(vraag.code)), "")
        yield vraag.zin, gegeven or "nog niet beantwoord"


def belregels(rijen: Dossierrijen, gebruiker: Gebruiker, aan_zet: Collection[str], nu: datetime) -> list[Belregel]:
    """Whom to call: who of the region is to act now, the toegang of each involved gemeente and the director of the
    aanbieder; where nobody can be phoned, and this user's own seat, last."""
    melding = rijen.melding
    regio = [rol for rol in aan_zet if rol in REGIONAAL and rol != gebruiker.rol][:1]
    rollen: list[str] = [*regio, Rol.TOEGANG]
    rollen.append(Rol.DIRECTEUR_AANBIEDER)
    plekken = zetels_van(
        rollen,
        nu,
        gemeenten=rijen.gemeenten,
        aanbieder=melding.aanbieder,
        is_spoed=melding.is_spoed,
    )
    regels = [_belregel(zetel, rijen.protocol.versie) for zetel in plekken]
    eigen = [(zetel.rol, zetel.gemeente) == (gebruiker.rol, gebruiker.gemeente) for zetel in plekken]
    op_volgorde = sorted(zip(regels, eigen, strict=True), key=lambda paar: (paar[1], paar[0].eerst is None))
    return [regel for regel, _ in op_volgorde]


def _belregel(zetel: Zetel, versie: str) -> Belregel:
    naam = zetel.heet(versie)
    mensen = tuple((contact, tuple(_nummers(contact))) for contact in zetel.bezetters)
    plaats = zetel.gemeente or zetel.aanbieder
    return Belregel(naam[:1].upper() + naam[1:], mensen, plaats.protocol_url if plaats else "")


def _nummers(contact: Contactpersoon) -> Iterable[tuple[str, str]]:
    return ((nummer, telefoon_uri(nummer)) for nummer in contact.nummers)
