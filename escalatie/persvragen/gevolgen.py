"""What each step of a press question leaves on the row, before it is saved (R11, R12, R16, R19, R20, R22)."""

from collections.abc import Callable
from datetime import datetime

from basis import kalender
from basis.geweigerd import Geweigerd
from communicatie.familie.naar_buiten import is_dicht, vergrendel
from communicatie.models import Persantwoord, Persvraag
from communicatie.persvragen.toegang import ROLLEN_PERS, koppelbare_meldingen
from contacten.models import Dader, Gemeente, dader_velden
from escalatie.draaiboek import gebeurtenissen
from escalatie.draaiboek.opdrachten import Stapgegevens
from escalatie.paraatheid.herindeling import haal_vraag_in

from . import informatie as persinformatie
from . import taken, vragers
from .opdrachten import (
    Afspraak,
    DirectAntwoord,
    Evaluatie,
    GemeenteAntwoord,
    Gemeentedaad,
    Koppeling,
    Navraag,
    Samenvoeging,
    Volgdag,
)

NU_EEN_MELDING = "Deze vraag hoort nu bij een melding. Stuur de tekst opnieuw als de familie het weet."


AL_GEKOPPELD = "Deze persvraag hoort al bij deze melding."
LOSGEMAAKT = "Deze vraag hoort niet meer bij een melding. Stuur de tekst opnieuw als die nog nodig is."
ANDERE_VRAAG = "De vraag is veranderd. Stuur de tekst opnieuw."
VERVALT = "De pers vraagt dit niet meer."
NU_SAMEN = "Deze vraag gaat verder bij een andere persvraag."
WEER_OPEN = "De persvraag is weer open."


def pas_toe(code: str, persvraag: Persvraag, gegevens: Stapgegevens | None, door: Dader, nu: datetime) -> None:
    """Write what this step says into the row (not saved yet). Raises Geweigerd when the form says what cannot be."""
    match gegevens:
        case DirectAntwoord():
            _antwoord_direct(persvraag, gegevens)
        case Navraag():
            _vraag_na(persvraag, gegevens)
        case Volgdag():
            _volg(persvraag, gegevens, nu)
        case GemeenteAntwoord():
            _leg_antwoord_vast(persvraag, gegevens, door, nu)
        case Evaluatie():
            _rond_af(persvraag, gegevens)
        case Koppeling() | Samenvoeging():
            _verbind(persvraag, gegevens, door, nu)
        case None | Gemeentedaad() | Afspraak():
            ZONDER_GEGEVENS.get(code, _niets)(persvraag, door, nu)
        case _:
            raise Geweigerd("Deze gegevens horen niet bij een persvraag.")


def _antwoord_direct(persvraag: Persvraag, direct: DirectAntwoord) -> None:
    persvraag.kernboodschap = direct.kernboodschap.strip()
    persvraag.achtergrond = direct.achtergrond.strip() or persvraag.achtergrond
    persvraag.bewerking += 1


def _vraag_na(persvraag: Persvraag, navraag: Navraag) -> None:
    persvraag.meer_informatie = navraag.meer_informatie.strip()
    persvraag.heeft_afstemming_nodig = navraag.heeft_afstemming_nodig


def _informeer_gemeenten(persvraag: Persvraag, door: Dader, nu: datetime) -> None:
    persvraag.gemeenten_geinformeerd_op = nu


def _stuur_door(persvraag: Persvraag, door: Dader, nu: datetime) -> None:
    persvraag.doorgestuurd_op = nu


def _volg(persvraag: Persvraag, volgen: Volgdag, nu: datetime) -> None:
    dag = volgen.monitor_tot_datum
    if dag is None:
        return
    if dag < kalender.lokale_datum(nu):
        raise Geweigerd("Kies een dag vanaf vandaag.")
    persvraag.monitor_tot_datum = dag


def _leg_antwoord_vast(persvraag: Persvraag, antwoord: GemeenteAntwoord, door: Dader, nu: datetime) -> None:
    """R16: the words of the gemeente apart from ours (R11)."""
    op, gemeente = antwoord.beantwoord_op, antwoord.gemeente_id
    vanaf = persvraag.ontvangen_op.replace(second=0, microsecond=0)
    if not vanaf <= op <= nu:
        raise Geweigerd("Het antwoord ligt na de ontvangst van de vraag en niet in de toekomst. Kijk het moment na.")
    if not door.is_rol(*ROLLEN_PERS) and gemeente != door.gemeente_id:
        raise Geweigerd("Leg alleen vast wat uw eigen gemeente antwoordde.")
    if gemeente is not None and not Gemeente.objects.filter(pk=gemeente).exists():
        raise Geweigerd("Deze gemeente staat niet in de lijst.")
    aan = vragers.gekozen(persvraag, antwoord.vragers)
    rij = Persantwoord.objects.create(
        persvraag=persvraag,
        gemeente_id=gemeente,
        tekst=antwoord.tekst.strip(),
        beantwoord_op=op,
        beantwoord_door=antwoord.beantwoord_door.strip()[:120],
        vastgelegd_op=nu,
        is_kernboodschap=antwoord.is_kernboodschap,
        **dader_velden(door),
    )
    rij.vragers.set(aan)
    if gemeente == persvraag.gemeente_id:
        vragers.beantwoord(persvraag, aan, op)


def _rond_af(persvraag: Persvraag, evaluatie: Evaluatie) -> None:
    persvraag.evaluatie = {code: tekst.strip() for code, tekst in evaluatie.evaluatie.items()}


def _niets(persvraag: Persvraag, door: Dader, nu: datetime) -> None:
    """What most steps leave: the step itself is all."""


def _hervat(persvraag: Persvraag, door: Dader, nu: datetime) -> None:
    """Another question: who was told of the first one is told again, and a text about the first that has not left yet
    stays here. The steps keep what was."""
    persinformatie.trek_teksten_in(persvraag, ANDERE_VRAAG)
    persvraag.gemeenten_geinformeerd_op = persvraag.doorgestuurd_op = None
    persvraag.heeft_afstemming_nodig, persvraag.meer_informatie = None, ""


def _trek_in(persvraag: Persvraag, door: Dader, nu: datetime) -> None:
    """Nobody asks it any more: what has not left stays here."""
    persinformatie.trek_alles_in(persvraag, VERVALT)


def _heropen(persvraag: Persvraag, door: Dader, nu: datetime) -> None:
    """It was not done: whoever went along to another question comes back."""
    haal_vraag_in(persvraag)
    persinformatie.trek_alles_in(persvraag, WEER_OPEN)
    vragers.keer_terug(persvraag, door, nu)


def _verbind(persvraag: Persvraag, gegevens: Koppeling | Samenvoeging, door: Dader, nu: datetime) -> None:
    """With the melding that it turns out to be about, or with the question that asks the same."""
    if isinstance(gegevens, Koppeling):
        _koppel(persvraag, gegevens, door, nu)
        return
    vragers.verhuis(persvraag, gegevens.persvraag_id, door, nu)
    persinformatie.trek_alles_in(persvraag, NU_SAMEN)


def _koppel(persvraag: Persvraag, koppeling: Koppeling, door: Dader, nu: datetime) -> None:
    """R22: from now on Bijlage 2 and its locks apply; a text that has not left yet stays here while one is on."""
    melding = koppelbare_meldingen(door).filter(pk=koppeling.melding_id).first()
    if melding is None:
        raise Geweigerd("Deze melding bestaat niet of is niet voor u.")
    if persvraag.melding == melding:
        # Since when the locks hold it, the auditor goes by.
        raise Geweigerd(AL_GEKOPPELD)
    _ontkoppel(persvraag, door, nu)
    persvraag.melding, persvraag.gekoppeld_op = melding, nu
    # A lock that goes on at this very moment is waited for, and seen.
    vergrendel(melding)
    if is_dicht(melding):
        taken.neem_teksten_terug(persvraag, NU_EEN_MELDING)


def _ontkoppel(persvraag: Persvraag, door: Dader, nu: datetime) -> None:
    """It is not about that melding: its locks hold this question no more, and what they held back stays here."""
    if persvraag.melding:
        vergrendel(persvraag.melding)
        gebeurtenissen.meld(persvraag.melding, gebeurtenissen.LOSGEKOPPELD, door, nu, alleen=persvraag)
        persinformatie.trek_wachtende_in(persvraag, LOSGEMAAKT)
    persvraag.melding = persvraag.gekoppeld_op = None


# What the steps that carry nothing leave on the row.
ZONDER_GEGEVENS: dict[str, Callable[[Persvraag, Dader, datetime], None]] = {
    "trek_persvraag_in": _trek_in,
    "heropen": _heropen,
    "informeer_gemeenten": _informeer_gemeenten,
    "stuur_door": _stuur_door,
    "hervat": _hervat,
    "ontkoppel": _ontkoppel,
}
