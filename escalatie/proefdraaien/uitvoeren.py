"""Trying a draft: read it, weigh it, and replay the closed zaken of a period under it."""

from dataclasses import dataclass, replace
from datetime import date

from basis.alleen_lezen import alleen_lezen
from basis.grendel import Pijl
from calamiteiten.statussen import MELDING
from escalatie.protocol.controle import fouten, omgeving_hier
from escalatie.protocol.controle_communicatie import fouten_communicatie, omgeving_van_persvragen
from escalatie.protocol.controle_naar_buiten import sloten
from escalatie.protocol.lezen import Voorstel, haal_communicatieregels, haal_protocol, haal_voorstel

from .feiten import lees
from .naspelen import proef
from .verschil import Verslag
from .wetten import Wet


@dataclass(frozen=True)
class Proef:
    """A trial: the draft, what in it does not fit yet (sentences), and the report."""

    voorstel: Voorstel
    bezwaren: tuple[str, ...]
    verslag: Verslag


def draai(versie: str, van: date, tot: date) -> Proef:
    """Try this draft on the zaken that were closed in these (local) days. The database refuses every write meanwhile.

    Raises ProtocolFout when there is no such draft or it cannot be read.
    """
    voorstel = haal_voorstel(versie)
    with alleen_lezen():
        zaken = lees(van, tot)
    verslag = proef(versie, zaken, wet_van, lambda soort: _helft(voorstel, soort))
    return Proef(voorstel, tuple(bezwaren(voorstel)), verslag)


def wet_van(soort: str, versie: str) -> Wet:
    """The rules that a zaak of this kind was handled under. Raises ProtocolFout."""
    return haal_protocol(versie) if soort == MELDING else haal_communicatieregels(versie)


def _helft(voorstel: Voorstel, soort: str) -> Wet:
    return voorstel.protocol if soort == MELDING else voorstel.communicatie


def bezwaren(voorstel: Voorstel) -> list[str]:
    """What the check would say of this draft as a version, with its own arrows on the lock as `migrate` would lay
    them."""
    protocol, wet = voorstel
    hier, pers = omgeving_hier(), omgeving_van_persvragen()
    eigen = frozenset(Pijl(o.code, van, o.naar) for o in protocol.overgangen for van in o.van)
    stappen = frozenset(Pijl(s.code, van, s.naar) for s in wet.stappen for van in s.van if s.naar)
    return [
        *fouten(protocol, replace(hier, pijlen=hier.pijlen | eigen)),
        *fouten_communicatie(wet, replace(pers, pijlen=pers.pijlen | stappen)),
        *sloten(protocol, wet),
    ]
