"""Who hears of an action: the seat that owns it, and whom the file names beside."""

from collections.abc import Iterator
from datetime import datetime

from calamiteiten.models import Paraatheid
from communicatie.models import Bericht
from communicatie.post.berichten import Aankondiging, plan
from contacten.bezetting import Zetel, zetels
from contacten.models import Dader
from escalatie.draaiboek.informatie import zonder_wie
from escalatie.draaiboek.termijnen import voor_mail
from escalatie.protocol.paraatheidsregels import ParaatheidberichtRegel
from escalatie.protocol.rijen_paraatheid import EIGENAAR

from .stand import actie_van, wet_van
from .termijnen import lopende


def kondig_aan(
    zaak: Paraatheid, aanleiding: str, sleutel: str, nu: datetime, zelf: Dader | None = None
) -> list[Bericht]:
    """Plan every message that `aanleiding` ("stap:registreer", "termijn:regelen:op", "verbeterd") sets off. `sleutel`
    names this very occasion, so that a repeat plans nothing twice; `zelf`: who did it, and knows. Inside its
    transaction."""
    regels = wet_van(zaak).informatieregels_bij(aanleiding)
    termijn = voor_mail(lopende(zaak)) if regels else ""
    return plan(
        [
            Aankondiging(
                zaak=zaak,
                aanleiding=sleutel,
                regel=regel.code,
                sjabloon=regel.sjabloon,
                zetels=zonder_wie(_zetels(regel, zaak, nu), zelf),
                gegevens={"termijn": termijn},
            )
            for regel in regels
        ],
        nu,
    )


def eigenaar(zaak: Paraatheid, nu: datetime) -> Zetel | None:
    """The seat that owns this action, with who fills it now."""
    return next(iter(_van_rol(actie_van(zaak).rol, zaak, nu)), None)


def _zetels(regel: ParaatheidberichtRegel, zaak: Paraatheid, nu: datetime) -> Iterator[Zetel]:
    """Each seat once: who owns it may be named by the rule too."""
    rollen = [actie_van(zaak).rol] if regel.ook == EIGENAAR else []
    for rol in dict.fromkeys([*rollen, *regel.aan]):
        yield from _van_rol(rol, zaak, nu)


def _van_rol(rol: str, zaak: Paraatheid, nu: datetime) -> list[Zetel]:
    return zetels(rol, nu, gemeenten=[zaak.gemeente] if zaak.gemeente else [], aanbieder=zaak.aanbieder)
