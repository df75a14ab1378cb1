"""What an answer of an impactanalyse sets off, at once, in the transaction that keeps it: also of a concept (R47, A19).

A changed answer is weighed again. What no answer can lead to any more ends; what the new one leads to begins, and
rings, also when it did so before.
"""

from collections.abc import Mapping
from datetime import datetime

from basis.regels import Antwoord
from calamiteiten.models import Impactanalyse
from contacten.models import Dader
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Protocol, Vraag

from . import signalen, taken

ANDERS = "Niet meer nodig: het antwoord in de impactanalyse is gewijzigd."


def weeg(analyse: Impactanalyse, eerder: Mapping[str, str], door: Dader, nu: datetime) -> None:
    """Follow what changed between the answers `eerder` and those of this analysis now. Call inside the transaction.

    A question that is left open says nothing: what an earlier answer set off stands.
    """
    protocol = haal_protocol(analyse.melding.protocol_versie)
    for vraag in protocol.vragen_van(analyse.soort):
        gegeven = optie_van(vraag, analyse.antwoorden)
        if gegeven and gegeven.code != eerder.get(vraag.code):
            _volg(analyse, vraag, gegeven, protocol, door, nu)


def optie_van(vraag: Vraag, antwoorden: Mapping[str, str]) -> Antwoord | None:
    """The option that was chosen; None when the question is open."""
    return next((optie for optie in vraag.antwoorden if optie.code == antwoorden.get(vraag.code)), None)


def _volg(
    analyse: Impactanalyse, vraag: Vraag, gegeven: Antwoord, protocol: Protocol, door: Dader, nu: datetime
) -> None:
    melding, gemeente, bron = analyse.melding, analyse.gemeente, f"analyse:{analyse.pk}:{analyse.versie}"
    blijft = protocol.keten([gegeven, *_andere(analyse, vraag, protocol)])
    for code, gevolg in protocol.keten(vraag.antwoorden).items():
        if code not in blijft:
            signalen.laat_vervallen(melding, protocol, gevolg, gemeente, ANDERS, bron, nu)
    for nieuw in protocol.gevolgen_van([gegeven]):
        taken.laat_volgen(melding, nieuw, gemeente, bron=bron, door=door, nu=nu)


def _andere(analyse: Impactanalyse, vraag: Vraag, protocol: Protocol) -> list[Antwoord]:
    """The other answers that stand for the same gemeente: what one of them leads to does not end with this one."""
    rijen = analyse.melding.analyses.filter(gemeente=analyse.gemeente_id)
    paren = [(v, rij.antwoorden) for rij in rijen for v in protocol.vragen_van(rij.soort) if v.code != vraag.code]
    return [optie for v, antwoorden in paren if (optie := optie_van(v, antwoorden))]
