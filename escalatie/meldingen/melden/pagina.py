"""What an aanbieder reads behind its link: its own report as it was written, and what it may add; nothing else."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from basis.kalender import lokale_datum
from calamiteiten.models import Bestand, Bestandsoort, Inspectierapport
from communicatie.models import Meldlink
from communicatie.post import meldlinks
from escalatie.draaiboek import bestanden
from escalatie.meldingen.bestanden.forms import BestandForm
from escalatie.meldingen.taken.forms.taken import Context, InspectierapportForm
from escalatie.models import Taak
from escalatie.persvragen.informatie import Antwoordroute, antwoordroute
from escalatie.protocol.lezen import geldende_versie, haal_protocol

from .forms import AanbiederMeldtForm
from .melden import rapporttaken


@dataclass(frozen=True)
class EigenPagina:
    """The receipt. `feiten`: what else was filled in, as label and text, as it read then. `kan_rapport`: the region
    waits for the report of the inspection; `rapport_op`: when this person gave it, None when he did not."""

    kenmerk: str
    aanbieder: str
    ontvangen_op: datetime
    onderwerp: str
    omschrijving: str
    feiten: tuple[tuple[str, str], ...]
    kan_rapport: bool
    rapport_op: datetime | None
    bestanden: list[Bestand]
    route: Antwoordroute


def eigen_pagina(link: Meldlink, nu: datetime) -> EigenPagina:
    """The page of this link, which has been used to report with, at `nu` (aware)."""
    melding = link.melding
    if melding is None:
        raise ValueError(link.pk)
    eigen = Inspectierapport.objects.filter(melding=melding, vastgelegd_door_contact=link.contactpersoon).first()
    return EigenPagina(
        kenmerk=melding.kenmerk,
        aanbieder=str(link.aanbieder),
        ontvangen_op=melding.vastgelegd_op,
        onderwerp=str(link.gezegd.get("onderwerp", "")),
        omschrijving=str(link.gezegd.get("omschrijving", "")),
        feiten=tuple((str(label), str(tekst)) for label, tekst in link.gezegd.get("feiten", [])),
        kan_rapport=bool(rapporttaken(link)),
        rapport_op=eigen.vastgelegd_op if eigen else None,
        bestanden=bestanden.van_de_link(melding, meldlinks.houder(link)),
        route=antwoordroute(nu),
    )


def maak_meldform(link: Meldlink, nu: datetime, data: Any = None) -> AanbiederMeldtForm:
    """The form to report with, by the version of today."""
    protocol = haal_protocol(geldende_versie(lokale_datum(nu)))
    return AanbiederMeldtForm(data, protocol=protocol, nu=nu, aanbieder=link.aanbieder)


def maak_rapportform(link: Meldlink, nu: datetime, data: Any = None) -> InspectierapportForm | None:
    """The form of the report of the inspection, as the contractmanager has it; None when nobody waits for one."""
    taken: list[Taak] = rapporttaken(link)
    if not taken:
        return None
    protocol = haal_protocol(taken[0].zaak.protocol_versie)
    return InspectierapportForm(Context(taken[0], protocol, True, nu, {}), data)


# What an aanbieder adds: what belongs to the evaluation is of the region.
_VAN_DE_AANBIEDER = [
    (Bestandsoort.RAPPORT.value, str(Bestandsoort.RAPPORT.label)),
    (Bestandsoort.DOSSIER.value, str(Bestandsoort.DOSSIER.label)),
]


def maak_bestandform(data: Any = None, files: Any = None) -> BestandForm:
    """The form with which an aanbieder adds a file."""
    return BestandForm(_VAN_DE_AANBIEDER, data, files, soort=Bestandsoort.RAPPORT)
