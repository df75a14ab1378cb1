"""Putting the intake of a press question right: the old value stays readable, and what followed is weighed again.

The question itself stands with the texts (`teksten`), each journalist is put right by himself (`vragers`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import met_hoofdletter, moment, opsomming
from communicatie.models import Persvraag, Persvrager
from communicatie.persvragen.statussen import Vrager
from communicatie.regels import Communicatieregels
from contacten.models import Aanbieder, Gebruiker, Gemeente
from escalatie.draaiboek import correcties
from escalatie.models import Stap
from escalatie.protocol.lezen import haal_communicatieregels

from . import informatie, taken, vragers
from .antwoordtermijn import weeg

WAT = "de gegevens van de persvraag"
NU_EEN_ANDERE = "Een andere gemeente geeft het antwoord."
VELDEN = ("onderwerp", "vrager", "vrager_toelichting", "aanbieder", "gemeente", "gemeente_buiten", "ontvangen_op")


@dataclass(frozen=True)
class Intake:
    """What it is about, who brought it in, who answers; `ontvangen_op` is aware."""

    onderwerp: str
    vrager: str
    ontvangen_op: datetime
    vrager_toelichting: str = ""
    aanbieder: Aanbieder | None = None
    gemeente: Gemeente | None = None
    gemeente_buiten: str = ""
    gemeenten: tuple[Gemeente, ...] = ()


def verbeter(persvraag_id: int, intake: Intake, reden: str, gezien: int, door: Gebruiker, nu: datetime) -> Persvraag:
    """Let the intake read like this. `gezien`: the number of the last record that the page showed.

    The term is weighed again; another gemeente means that a text to the first one stays here, and that who got one
    already hears it; one that it is about too, or no more, hears that. Raises Geweigerd without a reason, when somebody
    else was first, and for what cannot be.
    """
    with transaction.atomic():
        persvraag = vragers.open_vraag(persvraag_id, door, gezien)
        _controleer(persvraag, intake, nu)
        velden = correcties.verschil(in_woorden(persvraag), _in_woorden(intake))
        if not velden:
            return persvraag
        is_andere = (persvraag.gemeente_id, persvraag.gemeente_buiten) != (
            intake.gemeente.pk if intake.gemeente else None,
            intake.gemeente_buiten.strip(),
        )
        eerder, eerst = {gemeente.pk for gemeente in persvraag.gemeenten.all()}, persvraag.gemeente_id
        _schrijf(persvraag, intake, nu)
        if is_andere:
            taken.neem_teksten_terug(persvraag, NU_EEN_ANDERE)
        stap = correcties.leg_vast(persvraag, correcties.VERBETER, WAT, door, nu, reden=reden, velden=velden)
        regels = haal_communicatieregels(persvraag.protocol_versie)
        weeg(persvraag, stap, regels, nu)
        _vertel(persvraag, stap, regels, eerder, eerst, is_andere=is_andere)
    return persvraag


def _vertel(
    persvraag: Persvraag,
    stap: Stap,
    regels: Communicatieregels,
    eerder: set[int],
    eerst: int | None,
    *,
    is_andere: bool,
) -> None:
    """Who handles the question or answers it hears what reads otherwise; `eerder`: about which other gemeenten (keys)
    it was, `eerst`: which one answered."""
    aanleiding, sleutel, nu = "intake:gemeente" if is_andere else "intake:verbeterd", f"stap:{stap.pk}", stap.op
    gehoord = informatie.kondig_aan(persvraag, regels, aanleiding=aanleiding, sleutel=sleutel, nu=nu)
    nu_over = {gemeente.pk for gemeente in persvraag.gemeenten.all()}
    weg = (eerder | ({eerst} if eerst else set())) - nu_over - {persvraag.gemeente_id}
    informatie.neem_afscheid(persvraag, weg, regels, sleutel, nu, gehoord)
    if persvraag.gemeenten_geinformeerd_op:
        # The others know it by then; before that it goes with the mail to all.
        erbij = nu_over - eerder
        informatie.kondig_aan(persvraag, regels, aanleiding="intake:erbij", sleutel=sleutel, nu=nu, alleen=erbij)


def in_woorden(persvraag: Persvraag) -> Mapping[str, str]:
    """The intake as people read it: name on screen -> value."""
    waarden = {veld: getattr(persvraag, veld) for veld in VELDEN}
    return _in_woorden(Intake(**waarden, gemeenten=tuple(persvraag.gemeenten.all())))


def _in_woorden(intake: Intake) -> Mapping[str, str]:
    return {
        "Onderwerp": intake.onderwerp.strip(),
        "Aanbieder": str(intake.aanbieder or ""),
        "Gevraagd door": met_hoofdletter(str(Vrager(intake.vrager).label)),
        "Functie of organisatie": intake.vrager_toelichting.strip(),
        "Gemeente die antwoordt": str(intake.gemeente or intake.gemeente_buiten.strip()),
        "Ook over": opsomming(sorted(str(gemeente) for gemeente in intake.gemeenten if gemeente != intake.gemeente)),
        "Binnengekomen": moment(intake.ontvangen_op),
    }


def _controleer(persvraag: Persvraag, intake: Intake, nu: datetime) -> None:
    if not intake.onderwerp.strip():
        raise Geweigerd("Vul een kort onderwerp in.")
    if intake.gemeente is None and not intake.gemeente_buiten.strip():
        raise Geweigerd("Kies de gemeente die antwoord geeft.")
    if intake.ontvangen_op > nu:
        raise Geweigerd("De vraag kan niet in de toekomst zijn ontvangen.")
    eersten = _eerste_vragers(persvraag)
    if any(rij.deadline_op and rij.deadline_op <= intake.ontvangen_op for rij in eersten):
        raise Geweigerd(vragers.TE_VROEG)


def _eerste_vragers(persvraag: Persvraag) -> list[Persvrager]:
    """Who asked it when the question came in: their moment is that of the question."""
    return list(Persvrager.objects.filter(persvraag=persvraag, gevraagd_op=persvraag.ontvangen_op))


def _schrijf(persvraag: Persvraag, intake: Intake, nu: datetime) -> None:
    Persvrager.objects.filter(pk__in=[rij.pk for rij in _eerste_vragers(persvraag)]).update(
        gevraagd_op=intake.ontvangen_op
    )
    persvraag.onderwerp, persvraag.vrager = intake.onderwerp.strip(), intake.vrager
    persvraag.vrager_toelichting, persvraag.aanbieder = intake.vrager_toelichting.strip(), intake.aanbieder
    persvraag.gemeente = intake.gemeente
    persvraag.gemeente_buiten = "" if intake.gemeente else intake.gemeente_buiten.strip()
    persvraag.ontvangen_op, persvraag.laatste_stap_op = intake.ontvangen_op, nu
    persvraag.save(update_fields=[*VELDEN, "laatste_stap_op"])
    persvraag.gemeenten.set(gemeente for gemeente in intake.gemeenten if gemeente != intake.gemeente)
