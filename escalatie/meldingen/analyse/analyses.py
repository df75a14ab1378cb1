"""Verbs on an impactanalyse: keep as concept, submit, reopen; its task follows in the same transaction (R46–R53)."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.core.serializers.json import DjangoJSONEncoder
from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.taal import aantal
from calamiteiten import dossier
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Impactanalyse, Melding
from contacten.models import Dader, Gebruiker, Linkhouder, dader_velden, met_dader
from escalatie.draaiboek import antwoorden, correcties, deur, informatie, opvolging, spoed, taken
from escalatie.draaiboek.bevoegdheid import mag_analyse
from escalatie.draaiboek.mogelijkheden import mogelijkheid
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.models import Stap, Termijn
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol, TaakRegel

VERPLICHT = "verplicht"


@dataclass(frozen=True)
class Invoer:
    """What was typed: answers and explanations by question code; `namens`: the function of who said it by phone."""

    antwoorden: Mapping[str, str] = field(default_factory=dict)
    toelichtingen: Mapping[str, str] = field(default_factory=dict)
    namens: str = ""


@dataclass(frozen=True)
class Inzending:
    """One form that was sent: what was typed, the version that the page showed, and whether it is submitted."""

    invoer: Invoer
    versie: int
    is_indienen: bool


def vraagt_namens(gebruiker: Dader, analyse: Impactanalyse) -> bool:
    """Whether this user fills it in for someone else, who then must be named."""
    partij = haal_protocol(analyse.melding.protocol_versie).partij_per_code.get(analyse.soort)
    if isinstance(gebruiker, Linkhouder):
        return False
    return partij is not None and gebruiker.is_rol(*partij.namens) and not gebruiker.is_rol(partij.rol)


def bewaar(analyse: Impactanalyse, invoer: Invoer, versie: int, door: Dader, nu: datetime) -> Impactanalyse:
    """Keep as concept, complete or not, and follow what its answers set off. `versie` is the one the user saw.

    Raises Geweigerd when it may not be (any more), Gewijzigd when a colleague saved or submitted first.
    """
    with transaction.atomic():
        huidig = _vergrendel(analyse, door)
        eerder = huidig.antwoorden
        nieuw = dossier.bewaar_analyse(
            huidig, dict(invoer.antwoorden), dict(invoer.toelichtingen), versie, nu, namens=invoer.namens
        )
        antwoorden.weeg(nieuw, eerder, door, nu)
        spoed.weeg(nieuw.melding, door, nu)
    return nieuw


def dien_in(analyse: Impactanalyse, invoer: Invoer, versie: int, door: Dader, nu: datetime) -> Impactanalyse:
    """Keep, make definitive and close the task. The same form sent twice is submitted once.

    Raises Geweigerd when answers are missing or it may not be, Gewijzigd when a colleague was first.
    """
    with transaction.atomic():
        huidig = _vergrendel(analyse, door)
        if _is_zo_ingediend(huidig, invoer, door):
            return huidig
        protocol = haal_protocol(huidig.melding.protocol_versie)
        if open_ := ontbrekend(protocol, huidig.soort, invoer):
            raise Geweigerd(f"Er {'ontbreekt' if len(open_) == 1 else 'ontbreken'} nog {_antwoorden(len(open_))}.")
        if vraagt_namens(door, huidig) and not invoer.namens:
            raise Geweigerd("Vul in namens wie u dit vastlegt.")
        huidig = dossier.dien_analyse_in(bewaar(huidig, invoer, versie, door, nu), door, nu)
        for regel in _taakregels(protocol, huidig):
            taken.rond_vanzelf_af(huidig.melding, regel.code, door, nu, huidig.gemeente, invoer.namens)
        if isinstance(door, Gebruiker):
            # Who answers what was asked, received the question: nobody phones about that.
            opvolging.bevestig(huidig.melding, door, nu)
    return huidig


def beoordeel_samen(melding: Melding, door: Gebruiker, nu: datetime) -> Stap | None:
    """Begin to judge together, through the door, in the same act as submitting the last analysis; None when somebody
    else did by now. Raises Geweigerd while an analysis is still to come, or as the door does."""
    huidig = Melding.objects.get(pk=melding.pk)
    protocol = haal_protocol(huidig.protocol_versie)
    regel = next((s for s in protocol.overgangen if huidig.status in s.van and s.naar == _oordeel(protocol)), None)
    if regel is None or huidig.status == regel.naar:
        return None
    hier = mogelijkheid(huidig, door, regel)
    if mist := [*hier.ontbreekt, *(zin for _, zin in hier.afwijkbaar)]:
        raise Geweigerd(f"“{regel.naam}” kan nog niet. {' '.join(mist)}")
    return deur.voer_uit(Opdracht(huidig.pk, regel.code, door.pk, huidig.status, gegevens=hier.gegevens), nu)


def heropen(analyse: Impactanalyse, reden: str, door: Dader, nu: datetime) -> Impactanalyse:
    """Back to concept with a reason; the task comes back. Confirmations of a scenario lapse, and whoever confirmed has
    that task again. What was submitted stays a version, of which the sealed record keeps the fingerprint.

    Raises Geweigerd without a reason or when it may not be, Gewijzigd when it is open already.
    """
    if not reden.strip():
        raise Geweigerd("Geef een reden.")
    with transaction.atomic():
        te_openen = _vergrendel(analyse, door)
        melding, protocol = te_openen.melding, haal_protocol(te_openen.melding.protocol_versie)
        bevestigd = [rij.gemeente for rij in melding.betrokkenheden.select_related("gemeente") if rij.bevestigd_op]
        huidig = dossier.heropen_analyse(te_openen, reden.strip(), door, nu)
        _leg_heropenen_vast(huidig, reden, door, nu)
        lopend = {t.code: t for t in Termijn.objects.filter(zaak=melding, geeindigd_op__isnull=True)}
        eigen = [huidig.gemeente] if huidig.gemeente else []
        nieuw = taken.voor_gemeenten(melding, _taakregels(protocol, huidig), eigen, nu, termijn=lopend)
        if protocol.status_per_code[melding.status].oordeel:
            nieuw += taken.voor_gemeenten(melding, protocol.bevestigtaken, bevestigd, nu, termijn=lopend)
        sleutel = f"analyse:{huidig.pk}:{huidig.versie}"
        informatie.meld_taken(melding, nieuw, sleutel=sleutel, nu=nu, zelf=door, ook_collegas=True)
    return huidig


def _leg_heropenen_vast(analyse: Impactanalyse, reden: str, door: Dader, nu: datetime) -> None:
    """The record says that it was opened again, and by a fingerprint what stood there: not everyone who reads the
    timeline reads the answers."""
    oud = analyse.geschiedenis[-1]
    inhoud = json.dumps(oud, sort_keys=True, cls=DjangoJSONEncoder).encode()
    gegevens = {"analyse": analyse.pk, "versie": oud["versie"], "inhoud": hashlib.sha256(inhoud).hexdigest()}
    wat = f"de indiening van {analyse.naam}"
    correcties.leg_vast(analyse.melding, correcties.TREK_IN, wat, door, nu, reden=reden, gegevens=gegevens)


def ontbrekend(protocol: Protocol, soort: str, invoer: Invoer) -> list[str]:
    """Codes of the questions without a valid answer, or without the explanation that they ask for."""
    return [
        vraag.code
        for vraag in protocol.vragen_van(soort)
        if invoer.antwoorden.get(vraag.code) not in {antwoord.code for antwoord in vraag.antwoorden}
        or (vraag.toelichting == VERPLICHT and not invoer.toelichtingen.get(vraag.code, "").strip())
    ]


def _oordeel(protocol: Protocol) -> str:
    return protocol.oordeel.code if protocol.oordeel else ""


def _vergrendel(analyse: Impactanalyse, door: Dader) -> Impactanalyse:
    """Lock the melding first, as the door does, so that an analysis and a step never wait for each other."""
    melding = vergrendeld(Melding.objects.all()).get(pk=analyse.melding_id)
    if melding.status not in haal_protocol(melding.protocol_versie).in_analyse:
        raise Geweigerd(f"De melding staat op “{melding.get_status_display()}”: de impactanalyse ligt nu vast.")
    rijen = Impactanalyse.objects.select_related("melding", "gemeente", *met_dader("ingediend_door"))
    huidig = rijen.get(pk=analyse.pk)
    if not mag_analyse(door, huidig):
        raise Geweigerd(f"Deze impactanalyse is van {huidig.naam}.")
    return huidig


def _is_zo_ingediend(analyse: Impactanalyse, invoer: Invoer, door: Dader) -> bool:
    inhoud = (dict(invoer.antwoorden), dict(invoer.toelichtingen), invoer.namens)
    is_dezelfde = all(getattr(analyse, veld) == wie for veld, wie in dader_velden(door, "ingediend_door").items())
    return is_dezelfde and inhoud == (analyse.antwoorden, analyse.toelichtingen, analyse.namens)


def _taakregels(protocol: Protocol, analyse: Impactanalyse) -> list[TaakRegel]:
    return list(protocol.analysetaken(analyse.soort))


def _antwoorden(hoeveel: int) -> str:
    return aantal(hoeveel, "antwoord of toelichting", "antwoorden of toelichtingen")
