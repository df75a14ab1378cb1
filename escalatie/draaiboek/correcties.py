"""Nothing recorded is final and nothing is overwritten: *verbeter* and *trek in*, each with who, when and why.

A correction is a sealed record between the steps. It moves no status: `van` is `naar`. Its `gegevens` say what it is
about (`wat`) and, for each thing that reads otherwise now, its name, how it read and how it reads (`velden`). What
follows from a correction is for the verb that makes it; this module only keeps it and says it in words.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from basis.geweigerd import Geweigerd
from basis.momenten import Wijziging
from calamiteiten.models import Zaak
from contacten.models import Dader, Linkhouder
from escalatie.models import Stap

from . import stappen

VERBETER, TREK_IN, BETREK, BEVESTIG = "verbeter", "trek_in", "betrek", "bevestig"
OVERLEG_GEPLAND, OVERLEG_GEWIJZIGD, OVERLEG_AFGEZEGD = "overleg_gepland", "overleg_gewijzigd", "overleg_afgezegd"
SPOED_AAN, SPOED_UIT, PAK_OP = "spoed_aan", "spoed_uit", "pak_op"
# A gemeente goes up in another, in this dossier too.
HERINDELING = "herindeling"
# Two meldingen tell of one event, or do so no more.
SAMEN, LOS = "samenhang", "samenhang_los"
# What somebody without an account said, and what became of the link with which he did.
GEZEGD, LINK = "gezegd", "link"
# A file was added, or a new version of one.
BESTAND = "bestand"
# Code of the record -> what the timeline says before what it is about, and its icon.
NAMEN = {
    VERBETER: "Verbeterd: ",
    TREK_IN: "Ingetrokken: ",
    BETREK: "",
    BEVESTIG: "",
    OVERLEG_GEPLAND: "Overleg gepland: ",
    OVERLEG_GEWIJZIGD: "Overleg gewijzigd: ",
    OVERLEG_AFGEZEGD: "Overleg gaat niet door: ",
    SPOED_AAN: "",
    SPOED_UIT: "",
    PAK_OP: "",
    GEZEGD: "",
    LINK: "",
    HERINDELING: "",
    BESTAND: "Bestand toegevoegd: ",
    SAMEN: "Dezelfde gebeurtenis als ",
    LOS: "Toch niet dezelfde gebeurtenis als ",
}
ICONEN = {
    VERBETER: "pencil",
    TREK_IN: "rotate-2",
    BETREK: "user-check",
    BEVESTIG: "user-check",
    OVERLEG_GEPLAND: "calendar-event",
    OVERLEG_GEWIJZIGD: "calendar-due",
    OVERLEG_AFGEZEGD: "ban",
    SPOED_AAN: "flame",
    SPOED_UIT: "check",
    PAK_OP: "user-check",
    GEZEGD: "mail",
    LINK: "send",
    HERINDELING: "users",
    BESTAND: "file-text",
    SAMEN: "link",
    LOS: "rotate-2",
}
REDEN = "Schrijf op waarom u dit verandert."
INTUSSEN = "Een ander heeft dit intussen veranderd. Open de pagina opnieuw en kijk of u dan nog iets wilt veranderen."


def leg_vast(
    zaak: Zaak,
    code: str,
    wat: str,
    door: Dader,
    nu: datetime,
    *,
    reden: str = "",
    velden: Iterable[Wijziging] = (),
    gegevens: Mapping[str, Any] | None = None,
) -> Stap:
    """Keep one record about `wat` ("de gegevens van de melding"), sealed with what came before it.

    `gegevens`: what only this kind of record needs, plain data. Call inside the transaction that holds the zaak. Raises
    Geweigerd for a correction or a withdrawal without a reason.
    """
    if code in {VERBETER, TREK_IN}:
        eis_reden(reden)
    rijen = [[veld.naam, veld.oud, veld.nieuw] for veld in velden]
    inhoud = {"wat": wat, "velden": rijen, **(gegevens or {})}
    return stappen.leg_vast(zaak, code, zaak.status, door, nu, motivering=reden, gegevens=inhoud)


def laatste_over(zaak_id: int, **waarover: int) -> int:
    """Number of the record that last changed this part of a zaak, such as `taak=12`; 0 while it reads as it was first
    recorded. A page carries it, so that nobody changes what another changed since."""
    van = {f"gegevens__{naam}": nummer for naam, nummer in waarover.items()}
    rijen = Stap.objects.filter(zaak=zaak_id, code__in=[VERBETER, TREK_IN], **van).order_by("-volgnummer")
    return rijen.values_list("volgnummer", flat=True).first() or 0


def eis_gezien(gezien: int | None, zaak_id: int, **waarover: int) -> None:
    """Raise Geweigerd when another changed this part since the page that this user read; None asks nothing."""
    if gezien is not None and gezien != laatste_over(zaak_id, **waarover):
        raise Geweigerd(INTUSSEN)


def al_gezegd(zaak: Zaak, wat: str, wie: Linkhouder, reden: str) -> Stap | None:
    """The record of this person in which this very thing stands, when it is the last that he said: sent again, it says
    nothing new."""
    laatste = Stap.objects.filter(zaak=zaak, code=GEZEGD, door_contact=wie.contactpersoon).order_by("volgnummer").last()
    is_zelfde = laatste is not None and (laatste.gegevens.get("wat"), laatste.motivering) == (wat, reden)
    return laatste if is_zelfde else None


def eis_reden(reden: str) -> None:
    """Raise Geweigerd when nothing is said of why."""
    if not reden.strip():
        raise Geweigerd(REDEN)


def verschil(oud: Mapping[str, str], nieuw: Mapping[str, str]) -> list[Wijziging]:
    """What reads otherwise in `nieuw` than in `oud`, by name on screen; the names of both, in their order."""
    namen = dict.fromkeys([*oud, *nieuw])
    paren = ((naam, oud.get(naam, ""), nieuw.get(naam, "")) for naam in namen)
    return [Wijziging(naam, was, is_) for naam, was, is_ in paren if was != is_]


def is_correctie(stap: Stap) -> bool:
    """Whether this is a record of this module, and no step of a protocol."""
    return stap.code in NAMEN


def door(stap: Stap) -> str:
    """Who recorded it, and in whose name."""
    namens = stap.gegevens.get("namens", "")
    return f"{stap.wie} namens {namens}" if namens else stap.wie


def in_woorden(stap: Stap) -> str:
    """For example "Verbeterd: de gegevens van de melding"."""
    return f"{NAMEN[stap.code]}{stap.gegevens.get('wat', '')}"


def wijzigingen(stap: Stap) -> tuple[Wijziging, ...]:
    """What reads otherwise since this record; empty for a step."""
    return tuple(Wijziging(*rij) for rij in stap.gegevens.get("velden", [])) if is_correctie(stap) else ()
