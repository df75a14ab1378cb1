"""What somebody reads after an act: what was done, who was told of it and when, and what is next and before when."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from basis.kalender import lokaal
from basis.taal import als_zin, in_een_zin, moment, opsomming
from calamiteiten.models import Zaak
from communicatie.models import AANGENOMEN, NOG_TE_VERZENDEN, VRAAGT_TELEFOON, Bericht, BerichtStatus
from communicatie.post.quarantaine import is_in_quarantaine
from contacten.models import Gemeente
from contacten.rolnamen import rolnaam
from escalatie.models import Termijn, TermijnStatus

from .procedure import van_soort

# Of this zaak and no other: what an act let go elsewhere is not for everyone who did it.
NIEMAND = "Niemand kreeg hierover bericht."
GEEN_TERMIJN = "Er loopt nu geen termijn."
KLAAR = "Hier hoeft niets meer te gebeuren."
# Why a lock is on may be a fact of another dossier: that it is, is enough.
WACHT = "Bericht wacht tot er iets naar buiten mag, voor {}."
STAAT_STIL = "Bericht wacht tot de beheerder de post weer laat gaan, voor {}."


def daarna(zaak: Zaak, gedaan: str, nu: datetime, eigen: Gemeente | None = None) -> str:
    """What was `gedaan`, with what came of it: the messages that this act planned or let go at `nu` (aware, the very
    moment that was given to it), and the first term that runs. Read from the rows, so that it says no more than they
    do. `eigen`: whose reader may not know which other gemeenten it concerns."""
    return f"{als_zin(gedaan.strip())} {verteld(zaak, nu, eigen) or NIEMAND} {hierna(zaak, nu) or _stil(zaak)}"


def verteld(zaak: Zaak, nu: datetime, eigen: Gemeente | None = None) -> str:
    """Who is mailed by what was done at `nu` and when, who is to be phoned and who has to wait; "" for nobody."""
    # What waited keeps the moment at which it was planned, and gets the one at which it may go.
    hierdoor = Q(gepland_op=nu) | Q(volgende_poging_op=nu, status__in=NOG_TE_VERZENDEN)
    rijen = list(Bericht.objects.filter(hierdoor, zaak=zaak).select_related("gemeente"))
    om = f"Om {lokaal(nu):%H:%M} uur"
    delen = (
        (set(NOG_TE_VERZENDEN), STAAT_STIL if rijen and is_in_quarantaine() else f"{om} gaat er bericht naar {{}}."),
        (set(AANGENOMEN), f"{om} ging er bericht naar {{}}."),
        (set(VRAAGT_TELEFOON), "Nog te bellen: {}."),
        ({BerichtStatus.WACHT}, WACHT),
    )
    groepen = ((zin, [rij for rij in rijen if rij.status in stand]) for stand, zin in delen)
    return " ".join(zin.format(_plekken(wie, zaak.protocol_versie, eigen)) for zin, wie in groepen if wie)


def hierna(zaak: Zaak, nu: datetime) -> str:
    """What has to be done first, and before when, or that it is late at `nu` (aware); "" when no term runs."""
    lopend = Termijn.objects.filter(zaak=zaak, geeindigd_op__isnull=True).exclude(status=TermijnStatus.GESCHORST)
    eerste = lopend.order_by("vervalt_op").first()
    regels = van_soort(zaak.zaaksoort).wet(zaak.protocol_versie).termijn_per_code
    regel = regels.get(eerste.code) if eerste else None
    if eerste is None or regel is None:
        return ""
    te_laat = "" if eerste.vervalt_op > nu else "te laat: dat moest "
    return f"Hierna: {in_een_zin(regel.naam)}, {te_laat}vóór {moment(eerste.vervalt_op)}."


def _stil(zaak: Zaak) -> str:
    """No term runs: because it is closed, or because nothing has to be done before a moment. The row is read again:
    what was done may have closed it."""
    is_dicht = Zaak.objects.filter(pk=zaak.pk, afgerond_op__isnull=False).exists()
    return KLAAR if is_dicht else GEEN_TERMIJN


def _plekken(berichten: Iterable[Bericht], versie: str, eigen: Gemeente | None) -> str:
    """The seats by role: "de toegang van Deventer en Zwolle, de wethouder van Zwolle"; never the name of a person."""
    per_rol: dict[str, set[str]] = {}
    for bericht in berichten:
        per_rol.setdefault(bericht.rol, set()).update([_naam(bericht.gemeente, eigen)] if bericht.gemeente else [])
    return opsomming(
        f"de {rolnaam(rol, versie)}{f' van {opsomming(sorted(waar))}' if waar else ''}" for rol, waar in per_rol.items()
    )


def _naam(gemeente: Gemeente, eigen: Gemeente | None) -> str:
    return str(gemeente) if eigen is None or eigen == gemeente else "een andere gemeente"
