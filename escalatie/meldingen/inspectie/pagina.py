"""The read model of the track of the inspection: what is known, per soort, and every contact in one log."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.conf import settings

from basis import kalender
from basis.taal import datum
from calamiteiten.models import Inspectiefeit, Inspectiesoort, Melding
from contacten.models import Gebruiker
from escalatie.draaiboek import beschrijving, inspectie
from escalatie.draaiboek.bevoegdheid import mag_inspectiespoor, mag_verbeterpunt
from escalatie.meldingen.taken import vastgelegd
from escalatie.models import Taak
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol


@dataclass(frozen=True)
class Regel:
    """One fact as it stands. `url`: the task at which it was recorded, for what was not recorded here. `nummer`: of a
    fact that can be put right here, else 0."""

    op: str
    velden: tuple[tuple[str, str], ...]
    wie: str
    nummer: int = 0
    url: str = ""
    is_bevinding: bool = False


@dataclass(frozen=True)
class Vak:
    """One soort: its code and name, and what was recorded of it."""

    code: str
    naam: str
    regels: list[Regel]


@dataclass(frozen=True)
class Spoor:
    """The page. `ontvangsten`: when each party got the report, as its own task recorded it. `contacttaak`: where a
    contact is recorded now."""

    melding: Melding
    vakken: list[Vak]
    ontvangsten: list[tuple[str, str, str]]
    contacttaak: Taak | None
    mag: bool
    mag_verbeterpunt: bool

    @property
    def is_leeg(self) -> bool:
        """Whether nothing was recorded yet."""
        return not self.ontvangsten and not any(vak.regels for vak in self.vakken)


def spoor(melding: Melding, gebruiker: Gebruiker) -> Spoor:
    """The track of this melding for this user. A constant number of queries, and those of each contact at its task."""
    protocol = haal_protocol(melding.protocol_versie)
    per_soort: dict[str, list[tuple[date, Regel]]] = {soort: [] for soort in Inspectiesoort.values}
    for feit in Inspectiefeit.van(melding):
        per_soort[feit.soort].append((feit.op_datum, _regel(feit, protocol)))
    for taak in inspectie.contacten_bij_taken(melding):
        dag = kalender.lokale_datum(taak.afgerond_op or taak.gemaakt_op)
        per_soort[Inspectiesoort.CONTACT].append((dag, _van_taak(taak, dag)))
    vakken = [
        Vak(soort, str(naam), [regel for _, regel in sorted(per_soort[soort], key=lambda paar: paar[0])])
        for soort, naam in Inspectiesoort.choices
    ]
    return Spoor(
        melding=melding,
        vakken=vakken,
        ontvangsten=list(_ontvangsten(melding, protocol)),
        contacttaak=inspectie.open_contacttaak(melding),
        mag=mag_inspectiespoor(gebruiker),
        mag_verbeterpunt=mag_verbeterpunt(gebruiker),
    )


def _regel(feit: Inspectiefeit, protocol: Protocol) -> Regel:
    velden = inspectie.in_woorden(feit, protocol)
    op = velden.pop(inspectie.NAMEN["op_datum"])
    is_bevinding = feit.soort == Inspectiesoort.BEVINDING
    return Regel(op, tuple(velden.items()), feit.vastlegger, feit.pk, is_bevinding=is_bevinding)


def _van_taak(taak: Taak, dag: date) -> Regel:
    velden = tuple(vastgelegd.in_woorden(taak).items())
    return Regel(datum(dag), velden, vastgelegd.door_wie(taak), url=taak.get_absolute_url())


def _ontvangsten(melding: Melding, protocol: Protocol) -> Iterator[tuple[str, str, str]]:
    for rapport in melding.inspectierapporten.select_related("gemeente"):
        weg = beschrijving.naam_van(protocol, "igj_route", rapport.route)
        op = f"ontvangen op {datum(rapport.ontvangen_datum)}" if rapport.ontvangen_datum else ""
        wie = str(rapport.gemeente or settings.REGIO.organisatie)
        yield wie, ". ".join(filter(None, [op, weg])), rapport.verbeterpunten
