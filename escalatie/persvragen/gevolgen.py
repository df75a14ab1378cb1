"""What each step of a press question leaves on the row, before it is saved (R11, R12, R16, R19, R20, R22)."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from basis import kalender
from basis.geweigerd import Geweigerd
from calamiteiten.toegang import zichtbaar_voor
from communicatie.familie.naar_buiten import is_dicht
from communicatie.models import Persantwoord, Persvraag
from contacten.models import Gebruiker, Gemeente

from . import informatie as persinformatie
from . import termijnen as perstermijnen

Gevolg = Callable[[Persvraag, Mapping[str, Any], Gebruiker, datetime], None]
NU_EEN_MELDING = "Deze vraag hoort nu bij een melding. Stuur de tekst opnieuw als de familie het weet."


def pas_toe(code: str, persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    """Write what this step says into the row (not saved yet). Raises Geweigerd when the form says what cannot be."""
    if gevolg := GEVOLGEN.get(code):
        gevolg(persvraag, gegevens, door, nu)


def _antwoord_direct(persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    persvraag.kernboodschap = str(gegevens["kernboodschap"]).strip()
    persvraag.achtergrond = str(gegevens.get("achtergrond") or "").strip() or persvraag.achtergrond
    persvraag.bewerking += 1


def _vraag_na(persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    persvraag.meer_informatie = str(gegevens.get("meer_informatie") or "").strip()
    persvraag.heeft_afstemming_nodig = gegevens["heeft_afstemming_nodig"]


def _informeer_gemeenten(persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    persvraag.gemeenten_geinformeerd_op = nu


def _stuur_door(persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    persvraag.doorgestuurd_op = nu


def _volg(persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    dag = gegevens.get("monitor_tot_datum")
    if dag is None:
        return
    if not isinstance(dag, date) or dag < kalender.lokale_datum(nu):
        raise Geweigerd("Kies een dag vanaf vandaag.")
    persvraag.monitor_tot_datum = dag
    perstermijnen.volg_tot(persvraag, dag, nu)


def _leg_antwoord_vast(persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    """R16: the words of the gemeente apart from ours (R11). The answer of the asking gemeente ends the term (R5)."""
    op = gegevens["beantwoord_op"]
    vanaf = persvraag.ontvangen_op.replace(second=0, microsecond=0)
    if not isinstance(op, datetime) or not vanaf <= op <= nu:
        raise Geweigerd("Het antwoord ligt na de ontvangst van de vraag en niet in de toekomst. Kijk het moment na.")
    gemeente = gegevens.get("gemeente_id")
    if gemeente is not None and not Gemeente.objects.filter(pk=gemeente).exists():
        raise Geweigerd("Deze gemeente staat niet in de lijst.")
    Persantwoord.objects.create(
        persvraag=persvraag,
        gemeente_id=gemeente,
        tekst=str(gegevens["tekst"]).strip(),
        beantwoord_op=op,
        beantwoord_door=str(gegevens["beantwoord_door"]).strip()[:120],
        vastgelegd_op=nu,
        vastgelegd_door=door,
    )
    if gemeente == persvraag.gemeente_id:
        persvraag.beantwoord_op = op
        perstermijnen.stop(persvraag, nu)


def _rond_af(persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    persvraag.evaluatie = {code: str(tekst).strip() for code, tekst in gegevens["evaluatie"].items()}
    perstermijnen.stop(persvraag, nu, ook_monitor=True)


def _hervat(persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    """Another question: who was told of the first one is told again. The steps keep what was."""
    persvraag.gemeenten_geinformeerd_op = persvraag.doorgestuurd_op = None
    persvraag.heeft_afstemming_nodig, persvraag.meer_informatie = None, ""


def _koppel(persvraag: Persvraag, gegevens: Mapping[str, Any], door: Gebruiker, nu: datetime) -> None:
    """R22: from now on Bijlage 2 and its locks apply; a text that has not left yet stays here while one is on."""
    melding = zichtbaar_voor(door).filter(pk=gegevens["melding_id"]).first()
    if melding is None:
        raise Geweigerd("Deze melding bestaat niet of is niet voor u.")
    persvraag.melding = melding
    if is_dicht(melding):
        persinformatie.trek_teksten_in(persvraag, NU_EEN_MELDING)


GEVOLGEN: dict[str, Gevolg] = {
    "antwoord_direct": _antwoord_direct,
    "vraag_na": _vraag_na,
    "informeer_gemeenten": _informeer_gemeenten,
    "stuur_door": _stuur_door,
    "communiceer": _volg,
    "volg_langer": _volg,
    "leg_antwoord_vast": _leg_antwoord_vast,
    "rond_af": _rond_af,
    "hervat": _hervat,
    "koppel": _koppel,
}
