"""What one user sees of one impactanalyse: may it be changed, read, or only its answers; the term; earlier versions."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime

from basis.resttijd import Resttijd, resttijd
from calamiteiten.models import Impactanalyse
from calamiteiten.toegang.onderdelen import mag_lezen
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.draaiboek.bevoegdheid import mag_analyse
from escalatie.meldingen.dossier import inzage
from escalatie.models import Termijn
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import OvergangRegel, Vraag


@dataclass(frozen=True)
class Regel:
    """One question with the answer, its explanation ("" when this user reads the summary), and the fact beside it."""

    vraag: str
    antwoord: str
    toelichting: str
    feit: dict[str, Any]


@dataclass(frozen=True)
class Versie:
    """A submitted version that was reopened: its lines, and who, when and why. Moments aware."""

    ingediend_op: datetime | None
    ingediend_door: str
    namens: str
    heropend_op: datetime | None
    heropend_door: str
    reden: str
    regels: list[Regel]


@dataclass(frozen=True)
class Blad:
    """The page of one analysis for one user. `samen`: the step that submitting it makes possible, because the others
    are in and it is this user's to take."""

    analyse: Impactanalyse
    regels: list[Regel]
    versies: list[Versie]
    termijn: Resttijd | None
    mag_bewerken: bool
    mag_heropenen: bool
    is_samenvatting: bool
    samen: OvergangRegel | None = None


def maak_blad(gebruiker: Gebruiker, analyse: Impactanalyse, nu: datetime) -> Blad | None:
    """The page at `nu`, or None when this user may not read it (the dossier itself was asked before)."""
    mag_antwoorden, is_samenvatting = _mag_lezen(gebruiker, analyse), not _mag_toelichting(gebruiker, analyse)
    if not mag_antwoorden and not _mag_samenvatting(gebruiker, analyse):
        return None
    protocol = haal_protocol(analyse.melding.protocol_versie)
    vragen = protocol.vragen_van(analyse.soort)
    mag = mag_analyse(gebruiker, analyse) and analyse.melding.status in protocol.in_analyse
    return Blad(
        analyse=analyse,
        regels=antwoordregels(
            vragen,
            analyse.antwoorden,
            {} if is_samenvatting else analyse.toelichtingen,
            _feiten(gebruiker, analyse),
        ),
        versies=[] if is_samenvatting else [_versie(vragen, oud) for oud in reversed(analyse.geschiedenis)],
        termijn=_termijn(analyse, nu),
        mag_bewerken=mag and not analyse.is_definitief(),
        mag_heropenen=mag and analyse.is_definitief(),
        is_samenvatting=is_samenvatting,
        samen=samen_beoordelen(gebruiker, analyse) if mag and not analyse.is_definitief() else None,
    )


def samen_beoordelen(gebruiker: Gebruiker, analyse: Impactanalyse) -> OvergangRegel | None:
    """The step to judging together, when only this analysis is still to come and this user may take it."""
    melding = analyse.melding
    protocol = haal_protocol(melding.protocol_versie)
    oordeel = protocol.oordeel.code if protocol.oordeel else ""
    if melding.analyses.exclude(pk=analyse.pk).filter(ingediend_op__isnull=True).exists():
        return None
    hier = (stap for stap in protocol.overgangen if melding.status in stap.van and stap.naar == oordeel)
    return next((s for s in hier if gebruiker.is_rol(*s.mag_door(melding.status))), None)


def _mag_lezen(gebruiker: Gebruiker, analyse: Impactanalyse) -> bool:
    """One's own always; someone else's once it is submitted and the status lets this role look."""
    if mag_analyse(gebruiker, analyse):
        return True
    return analyse.is_definitief() and inzage.mag_analyse_lezen(gebruiker, analyse, analyse.melding.status)


def _mag_toelichting(gebruiker: Gebruiker, analyse: Impactanalyse) -> bool:
    """One's own always; of another what the matrix says, once its answers may be read."""
    if mag_analyse(gebruiker, analyse):
        return True
    mag = inzage.mag_toelichting_lezen(gebruiker, analyse, analyse.melding.status)
    return mag and _mag_lezen(gebruiker, analyse)


def _feiten(gebruiker: Gebruiker, analyse: Impactanalyse) -> dict[str, Any]:
    """The facts; whoever does not see the whole region reads how many earlier meldingen there were, never which
    (T1)."""
    if mag_lezen(gebruiker, Deel.EERDERE_MELDINGEN):
        return dict(analyse.feiten)
    return {code: {**feit, "rijen": []} for code, feit in analyse.feiten.items()}


def _mag_samenvatting(gebruiker: Gebruiker, analyse: Impactanalyse) -> bool:
    return analyse.is_definitief() and mag_lezen(gebruiker, Deel.ANALYSES_SAMENVATTING)


def antwoordregels(
    vragen: tuple[Vraag, ...], antwoorden: dict[str, str], toelichtingen: dict[str, str], feiten: dict[str, Any]
) -> list[Regel]:
    """Each question with what was answered."""
    return [
        Regel(
            vraag.zin,
            next((a.naam for a in vraag.antwoorden if a.code == antwoorden.get(vraag.code)), "Nog niet beantwoord"),
            toelichtingen.get(vraag.code, ""),
            feiten.get(vraag.feit, {}) if vraag.feit else {},
        )
        for vraag in vragen
    ]


def _versie(vragen: tuple[Vraag, ...], oud: dict[str, Any]) -> Versie:
    return Versie(
        ingediend_op=_moment(oud.get("ingediend_op")),
        ingediend_door=oud.get("ingediend_door", ""),
        namens=oud.get("namens", ""),
        heropend_op=_moment(oud.get("heropend_op")),
        heropend_door=oud.get("heropend_door", ""),
        reden=oud.get("reden", ""),
        regels=antwoordregels(vragen, oud["antwoorden"], oud["toelichtingen"], {}),
    )


def _moment(waarde: Any) -> datetime | None:
    """JSON keeps a moment as text."""
    return parse_datetime(waarde) if isinstance(waarde, str) else waarde


def _termijn(analyse: Impactanalyse, nu: datetime) -> Resttijd | None:
    if analyse.is_definitief():
        return None
    protocol = haal_protocol(analyse.melding.protocol_versie)
    codes = [regel.termijn for regel in protocol.analysetaken(analyse.soort) if regel.termijn]
    rij = Termijn.objects.filter(zaak=analyse.melding, code__in=codes, geeindigd_op__isnull=True).first()
    return resttijd(rij.vervalt_op, nu, rij.start_op) if rij else None
