"""Builders of press questions: taken in and walked through the door, never set by hand."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from communicatie.familie.naar_buiten import Toestemming
from communicatie.models import Persvraag
from contacten.models import Gebruiker
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.opdrachten import Opdracht, Stapgegevens
from escalatie.models import Stap
from escalatie.persvragen import procedure
from escalatie.persvragen import teksten as persteksten
from escalatie.persvragen.opdrachten import (
    DirectAntwoord,
    Evaluatie,
    GemeenteAntwoord,
    Navraag,
    Volgdag,
)
from escalatie.persvragen.procedure import NieuwePersvraag
from escalatie.protocol.lezen import haal_communicatieregels
from tests import bouw

WET = haal_communicatieregels("ijsselland-2019-02-13")
TEKSTEN = {
    "kernboodschap": "Elk kind krijgt binnen acht weken hulp.",
    "achtergrond": "Wij meten dit elk kwartaal.",
    "memo": "Bel ons voor de cijfers.",
}
EVALUATIE = {"proces": "Het liep goed.", "afspraken": "Geen nieuwe afspraken."}
# What each step asks of its form.
GEGEVENS: dict[str, Stapgegevens] = {
    "antwoord_direct": DirectAntwoord(TEKSTEN["kernboodschap"], TEKSTEN["achtergrond"]),
    "vraag_na": Navraag(heeft_afstemming_nodig=False, meer_informatie="Nee, dit is genoeg."),
    "communiceer": Volgdag(),
    "rond_af": Evaluatie(EVALUATIE),
}
# The way from begin to end, and who takes each step.
WEG = (
    ("verzamel_informatie", "contractmanager"),
    ("teksten", "adviseur"),
    ("stem_af", "adviseur"),
    ("vraag_na", "adviseur"),
    ("informeer_gemeenten", "adviseur"),
    ("stuur_door", "regiomanager"),
    ("communiceer", "contractmanager"),
    ("leg_antwoord_vast", "adviseur"),
    ("evalueer", "contractmanager"),
    ("rond_af", "contractmanager"),
)


def nieuw(nu: datetime, gemeente: str = "zwolle", **anders: Any) -> NieuwePersvraag:
    """What the form says of a question for one gemeente, received at `nu`."""
    velden: dict[str, Any] = {
        "onderwerp": "Wachttijden in de jeugdhulp",
        "vraag": "Hoe lang wachten kinderen op hulp?",
        "vrager": "gemeente",
        "medium": "De Voorbeeldkrant",
        "gemeente": bouw.regio(nu).gemeenten[gemeente] if gemeente else None,
        "ontvangen_op": nu,
    }
    return NieuwePersvraag(**{**velden, **anders})


def persvraag(nu: datetime, gemeente: str = "zwolle", door: str = "contractmanager", **anders: Any) -> Persvraag:
    """A question in `vraagstelling`, taken in at `nu`."""
    regio = bouw.regio(nu)
    return procedure.registreer(nieuw(nu, gemeente, **anders), uuid4(), regio.gebruikers[door], nu)


def stappen(zaak: Persvraag) -> list[Stap]:
    """The steps that were taken, the first first."""
    return list(Stap.objects.filter(zaak=zaak.pk).order_by("volgnummer"))


def stap(zaak: Persvraag, code: str, door: Gebruiker, nu: datetime, **anders: Any) -> Stap:
    """Take one step with what its form asks; `gegevens`, `afwijkingen`, `motivering`, `toestemming` replace."""
    zaak.refresh_from_db()
    gegevens = antwoord(zaak, nu) if code == "leg_antwoord_vast" else GEGEVENS.get(code)
    toestemming = Toestemming(anders.pop("reden")) if "reden" in anders else None
    reden = {"motivering": "Zij gaan over hetzelfde."} if code in {"koppel", "ontkoppel"} else {}
    velden: dict[str, Any] = {"gegevens": gegevens, "toestemming": toestemming, **reden, **anders}
    opdracht = Opdracht(zaak.pk, code, door.pk, velden.pop("verwachte_status", zaak.status), **velden)
    return voer_uit(opdracht, nu)


def antwoord(zaak: Persvraag, nu: datetime) -> GemeenteAntwoord:
    """An answer of the gemeente that asked."""
    return GemeenteAntwoord(zaak.gemeente_id, "De wethouder: elk kind telt.", nu, "woordvoerder")


def bewaar(zaak: Persvraag, door: Gebruiker, nu: datetime, **teksten: str) -> Persvraag:
    """Write the agreed texts."""
    zaak.refresh_from_db()
    return persteksten.bewaar(zaak.pk, teksten or TEKSTEN, zaak.bewerking, door, nu)


def loop(zaak: Persvraag, tot: str, nu: datetime) -> Persvraag:
    """Walk the whole way up to and including the step `tot`."""
    gebruikers = bouw.regio(nu).gebruikers
    for code, wie in WEG:
        if code == "teksten":
            bewaar(zaak, gebruikers[wie], nu)
        else:
            stap(zaak, code, gebruikers[wie], nu)
        if code == tot:
            break
    zaak.refresh_from_db()
    return zaak
