"""A party that must be informed is a duty of one role, with a moment and a proof (R80).

The decision which parties hear it is a record (`communicatie.familie.informeringen`); what follows from it is here: a
task per party, told to who must do it, and done as soon as it is recorded that the party knows.
"""

from collections.abc import Iterable
from datetime import datetime

from basis.taal import in_een_zin
from calamiteiten.models import Melding
from communicatie.familie.betrokkenen import is_familie_klaar
from communicatie.familie.informeringen import Partij, is_familie
from communicatie.models import Informering, Slachtofferhulp
from contacten.models import Dader, dader_velden
from escalatie.models import Taak, TaakStatus, Termijn
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol, TaakRegel

from . import informatie, termijnen

PARTIJ_INFORMEREN = "partij_informeren"
NIET_MEER = "Deze partij hoeft geen bericht meer."


def besloten(taak: Taak) -> str:
    """The party that this task was made for when it was decided on; "" when whoever records it names the party."""
    return str(taak.gegevens["partij"]) if taak.code == PARTIJ_INFORMEREN else ""


def geef_taken(taak: Taak, partijen: Iterable[Partij], door: Dader, nu: datetime) -> list[Taak]:
    """Have a task for each of these parties that must hear it and does not know yet; returns the new ones. One of a
    party that need not hear it any more lapses. `taak`: the one in which they were decided on.

    Call inside the transaction of the decision.
    """
    melding, partijen = taak.melding, list(partijen)
    protocol = haal_protocol(melding.protocol_versie)
    open_ = Taak.objects.filter(zaak=melding, code=PARTIJ_INFORMEREN, status=TaakStatus.OPEN)
    wie = {p.naam: p.wie_informeert for p in partijen if p.moet_geinformeerd}
    # One that another role is to tell now, is that role's: who had it hears so.
    for oud in [een for een in open_ if wie.get(een.gegevens["partij"]) not in {"", een.rol}]:
        _laat_vervallen(oud, f"taak:{taak.pk}:vervallen:{oud.pk}", door, nu)
    heeft = {str(oud.gegevens["partij"]) for oud in open_.all()}
    rijen = Informering.objects.filter(melding=melding, gemeente=None, geinformeerd_op__isnull=False)
    weet_het = set(rijen.values_list("partij", flat=True))
    klaar = is_familie_klaar(melding)
    nodig = [p for p in partijen if p.moet_geinformeerd and p.naam not in heeft | weet_het]
    nodig = [p for p in nodig if not (klaar and is_familie(p.naam))]
    gevraagd = [_maak(melding, protocol, partij, nu) for partij in nodig]
    nieuw = Taak.objects.bulk_create(taak for taak in gevraagd if taak)
    if nieuw:
        sleutel = f"taak:{nieuw[0].pk}:gegeven"
        informatie.meld_taken(melding, nieuw, sleutel=sleutel, nu=nu, zelf=door, ook_collegas=True)
    return nieuw


def vraag_familie(melding: Melding, door: Dader, nu: datetime) -> Taak | None:
    """Have the duty to inform the family open again: somebody on its list does not know. None when it is open already,
    before the step that brings it, or in a closed melding. Inside the transaction of what changed the list."""
    protocol = haal_protocol(melding.protocol_versie)
    regel = _familieregel(protocol)
    gehad = Taak.objects.filter(zaak=melding, code=regel.code) if regel else Taak.objects.none()
    if regel is None or not melding.is_open() or not gehad.exists() or _staat_open(melding, regel):
        return None
    termijn = _termijn(melding, regel)
    taak = Taak.objects.create(
        zaak=melding,
        code=regel.code,
        titel=regel.naam,
        rol=regel.rol,
        termijn=termijn,
        uiterlijk_op=termijn.vervalt_op if termijn else None,
        gemaakt_op=nu,
    )
    informatie.meld_taken(melding, [taak], sleutel=f"taak:{taak.pk}:gegeven", nu=nu, zelf=door, ook_collegas=True)
    return taak


def sluit_familie(melding: Melding, door: Dader, nu: datetime) -> None:
    """Finish the duty to inform the family, wherever it was recorded: everybody on its list knows or is excepted, and
    it is known whether victim support was offered (R125, R126). Inside the transaction of what changed that."""
    protocol = haal_protocol(melding.protocol_versie)
    regel = _familieregel(protocol)
    aanbod = Slachtofferhulp.objects.filter(melding=melding, herroeping__isnull=True)
    if regel is None or not is_familie_klaar(melding) or not aanbod.exists():
        return
    for taak in Taak.objects.filter(zaak=melding, code=regel.code, status=TaakStatus.OPEN):
        _sluit(taak, TaakStatus.AFGEROND, door, nu)
        termijnen.stop_bij_taak(taak, protocol, nu)


def sluit_wie_het_weet(melding: Melding, door: Dader, nu: datetime) -> int:
    """Finish the tasks to inform a party that knows by now, wherever that was recorded; returns how many."""
    rijen = Informering.objects.filter(melding=melding, geinformeerd_op__isnull=False)
    weet_het = set(rijen.values_list("partij", flat=True))
    taken = Taak.objects.filter(zaak=melding, code=PARTIJ_INFORMEREN, status=TaakStatus.OPEN)
    klaar = [taak for taak in taken if taak.gegevens.get("partij") in weet_het]
    for taak in klaar:
        _sluit(taak, TaakStatus.AFGEROND, door, nu)
    return len(klaar)


def _laat_vervallen(taak: Taak, sleutel: str, door: Dader, nu: datetime) -> None:
    """Close the task of a party that need not hear it any more; who held it hears that."""
    _sluit(taak, TaakStatus.VERVALLEN, None, nu, NIET_MEER)
    informatie.meld_over_taak(
        taak,
        informatie.plekken_van(taak, ()),
        sjabloon=informatie.TAAK_INGETROKKEN,
        sleutel=sleutel,
        nu=nu,
        zelf=door,
        is_van_hen=False,
    )


def _maak(melding: Melding, protocol: Protocol, partij: Partij, nu: datetime) -> Taak | None:
    """The task of this party, not stored yet. The family has its own, which opens its lock: it is not asked twice."""
    is_gezin = is_familie(partij.naam)
    regel = _familieregel(protocol) if is_gezin else protocol.taak_per_code[PARTIJ_INFORMEREN]
    if regel is None or (is_gezin and _staat_open(melding, regel)):
        return None
    termijn = _termijn(melding, regel)
    return Taak(
        zaak=melding,
        code=regel.code,
        titel=regel.naam if is_gezin else f"Informeer {_in_een_zin(partij.naam, protocol)}"[:200],
        rol=regel.rol if is_gezin else partij.wie_informeert or regel.rol,
        termijn=termijn,
        uiterlijk_op=termijn.vervalt_op if termijn else None,
        gemaakt_op=nu,
        gegevens={} if is_gezin else {"partij": partij.naam},
    )


def _in_een_zin(partij: str, protocol: Protocol) -> str:
    """A party as it reads in a sentence: "politie en OM". A name that somebody typed keeps the capital that he gave."""
    return in_een_zin(partij) if partij in {keuze.naam for keuze in protocol.keuzes_van("partij")} else partij


def _familieregel(protocol: Protocol) -> TaakRegel | None:
    return next((regel for regel in protocol.taken if regel.vorm == "familie"), None)


def _staat_open(melding: Melding, regel: TaakRegel) -> bool:
    return Taak.objects.filter(zaak=melding, code=regel.code, status=TaakStatus.OPEN).exists()


def _termijn(melding: Melding, regel: TaakRegel) -> Termijn | None:
    """The term of the rule while it runs; after it, what ends first now: a duty without a moment waits for ever."""
    lopend = list(Termijn.objects.filter(zaak=melding, geeindigd_op__isnull=True))
    return next((t for t in lopend if t.code == regel.termijn), lopend[0] if lopend else None)


def _sluit(taak: Taak, status: TaakStatus, door: Dader | None, nu: datetime, verslag: str = "") -> None:
    wie = dader_velden(door, "afgerond_door")
    for naam, waarde in {"status": status, "afgerond_op": nu, "verslag": verslag, **wie}.items():
        setattr(taak, naam, waarde)
    taak.save(update_fields=["status", "afgerond_op", "verslag", *wie])
