"""What an answer sets off, at once, in the transaction that keeps it (R47, A19, A21): one of an impactanalyse, also of
a concept, and what the facts of the melding say that goes on now.

A changed answer is weighed again. What no answer can lead to any more ends; what the new one leads to begins, and
rings, also when it did so before.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime

from django.db.models import QuerySet

from basis.regels import Antwoord
from calamiteiten.models import Impactanalyse, Melding
from communicatie.models import Bericht
from contacten.models import Dader, Gemeente
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol
from escalatie.protocol.model import Gevolg, Keuze, Protocol, Vraag
from escalatie.protocol.vraagregels import ACUUT

from . import signalen, taken
from .stand import Stand

ANDERS = "Niet meer nodig: het antwoord in de impactanalyse is gewijzigd."
FEITEN_ANDERS = "Niet meer nodig: in de gegevens van de melding staat dit niet meer."


def weeg(analyse: Impactanalyse, eerder: Mapping[str, str], door: Dader, nu: datetime) -> None:
    """Follow what changed between the answers `eerder` and those of this analysis now. Call inside the transaction.

    A question that is left open says nothing: what an earlier answer set off stands.
    """
    protocol = haal_protocol(analyse.melding.protocol_versie)
    for vraag in protocol.vragen_van(analyse.soort):
        gegeven = optie_van(vraag, analyse.antwoorden)
        if gegeven and gegeven.code != eerder.get(vraag.code):
            _volg(analyse, vraag, gegeven, protocol, door, nu)


def weeg_feiten(melding: Melding, eerder: Collection[str], door: Dader, nu: datetime) -> None:
    """Follow what changed in what goes on now, between `eerder` (codes of that list) and the facts of this melding.
    Call inside the transaction that changed them."""
    protocol, bron = haal_protocol(melding.protocol_versie), _bron(melding)
    gemeenten, keuzes = Stand(melding).gemeenten, protocol.keuzes_van(ACUUT)
    weg = protocol.keten(k for k in keuzes if k.code in eerder and k.code not in melding.acuut)
    for gemeente in gemeenten:
        blijft = protocol.keten(_gegeven(melding, gemeente, protocol))
        for code in weg.keys() - blijft.keys():
            signalen.laat_vervallen(melding, protocol, weg[code], gemeente, FEITEN_ANDERS, bron, nu)
    nieuw = [keuze for keuze in _acuut(melding, protocol) if keuze.code not in eerder]
    _laat_feiten_volgen(melding, protocol.gevolgen_van(nieuw), gemeenten, door, nu)


def volg_feiten(melding: Melding, gemeenten: list[Gemeente], door: Dader, nu: datetime) -> None:
    """These gemeenten join: what goes on by the facts goes on for them too, unless it was arranged meanwhile. Call
    inside the transaction in which they join."""
    protocol = haal_protocol(melding.protocol_versie)
    for gevolg in protocol.gevolgen_van(_acuut(melding, protocol)):
        if not _is_geregeld(melding, gevolg):
            weten = _open(melding, gevolg).values_list("gemeente", flat=True)
            _laat_feiten_volgen(melding, [gevolg], [g for g in gemeenten if g.pk not in weten], door, nu)


def optie_van(vraag: Vraag, antwoorden: Mapping[str, str]) -> Antwoord | None:
    """The option that was chosen; None when the question is open."""
    return next((optie for optie in vraag.antwoorden if optie.code == antwoorden.get(vraag.code)), None)


def _bron(melding: Melding) -> str:
    return f"feiten:{melding.pk}:{melding.versie}"


def _acuut(melding: Melding, protocol: Protocol) -> list[Keuze]:
    return [keuze for keuze in protocol.keuzes_van(ACUUT) if keuze.code in melding.acuut]


def _is_geregeld(melding: Melding, gevolg: Gevolg) -> bool:
    """Whether somebody recorded how it was arranged, and nobody has it still to do."""
    gedaan = Taak.objects.filter(zaak=melding, code=gevolg.tot, status=TaakStatus.AFGEROND)
    return gedaan.exists() and not _open(melding, gevolg).exists()


def _open(melding: Melding, gevolg: Gevolg) -> QuerySet[Taak]:
    return Taak.objects.filter(zaak=melding, code=gevolg.tot, status=TaakStatus.OPEN)


def _laat_feiten_volgen(
    melding: Melding, gevolgen: Iterable[Gevolg], gemeenten: list[Gemeente], door: Dader, nu: datetime
) -> None:
    """Each gemeente has its own duty, as after an answer of its own; the region hears it once."""
    for gevolg in gevolgen:
        gehoord: list[Bericht] = []
        for gemeente in gemeenten:
            gehoord += taken.laat_volgen(
                melding, gevolg, gemeente, bron=_bron(melding), door=door, nu=nu, gehoord=tuple(gehoord)
            )


def _volg(
    analyse: Impactanalyse, vraag: Vraag, gegeven: Antwoord, protocol: Protocol, door: Dader, nu: datetime
) -> None:
    melding, gemeente, bron = analyse.melding, analyse.gemeente, f"analyse:{analyse.pk}:{analyse.versie}"
    blijft = protocol.keten([gegeven, *_gegeven(melding, gemeente, protocol, behalve=vraag)])
    for code, gevolg in protocol.keten(vraag.antwoorden).items():
        if code not in blijft:
            signalen.laat_vervallen(melding, protocol, gevolg, gemeente, ANDERS, bron, nu)
    for nieuw in protocol.gevolgen_van([gegeven]):
        taken.laat_volgen(melding, nieuw, gemeente, bron=bron, door=door, nu=nu)


def _gegeven(
    melding: Melding, gemeente: Gemeente | None, protocol: Protocol, behalve: Vraag | None = None
) -> list[Antwoord | Keuze]:
    """What else stands for this gemeente, apart from the answer to `behalve`: what that leads to does not end."""
    rijen = melding.analyses.filter(gemeente=gemeente)
    paren = [(v, rij.antwoorden) for rij in rijen for v in protocol.vragen_van(rij.soort)]
    niet = behalve.code if behalve else ""
    gezegd = [optie for v, a in paren if v.code != niet and (optie := optie_van(v, a))]
    return [*gezegd, *_acuut(melding, protocol)]
