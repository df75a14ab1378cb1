"""What who handles the press may know of a melding whose dossier is not open for him (R111): that it is there, and whom
to call. It opens nothing, and says no fact."""

from dataclasses import dataclass
from datetime import datetime

from basis.taal import moment
from calamiteiten.kenmerk import in_vorm
from calamiteiten.toegang import zichtbaar_voor
from communicatie.persvragen.toegang import koppelbare_meldingen, zichtbare_persvragen
from contacten.models import Contactpersoon, Gebruiker
from escalatie.meldingen.registratie.gelijkenis import bellen

from .lijst import Persregel, op_termijn, persregels

MEESTE_VRAGEN = 25


@dataclass(frozen=True)
class Meldingpagina:
    """The kenmerk, since when it is there, the dossier when this user may open it, whom to call, and the open press
    questions: those that belong to it, and those that could."""

    kenmerk: str
    vastgelegd: str
    dossier_url: str
    bellen: list[tuple[Contactpersoon, str, str]]
    gekoppeld: list[Persregel]
    los: list[Persregel]


def meldingpagina(kenmerk: str, gebruiker: Gebruiker, nu: datetime) -> Meldingpagina | None:
    """The page of the melding with this kenmerk for this user; None when it is not there."""
    melding = koppelbare_meldingen(gebruiker).filter(kenmerk=in_vorm(kenmerk)).first()
    if melding is None:
        return None
    vragen = op_termijn(zichtbare_persvragen(gebruiker))
    return Meldingpagina(
        kenmerk=melding.kenmerk,
        vastgelegd=moment(melding.vastgelegd_op),
        dossier_url=melding.get_absolute_url() if zichtbaar_voor(gebruiker).filter(pk=melding.pk).exists() else "",
        bellen=bellen(nu),
        gekoppeld=persregels(vragen.filter(melding=melding), nu),
        los=persregels(vragen.filter(melding__isnull=True, afgerond_op__isnull=True)[:MEESTE_VRAGEN], nu),
    )
