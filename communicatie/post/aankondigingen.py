"""From a duty to inform to rows in the outbox: one per recipient, in the transaction of what set it off."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings

from calamiteiten.models import Melding, Zaak
from calamiteiten.toegang import Kring, kringen
from communicatie.familie.naar_buiten import WACHT_REDEN, is_dicht
from communicatie.models import OOK_VOOR, Bericht, BerichtStatus
from contacten.bezetting import Zetel
from contacten.models import Contactpersoon

from . import kanaal, linkkluis
from .bestemmingen import Bestemming, bij_planning
from .deelnemers import van_wie_meedoet


@dataclass(frozen=True)
class Aankondiging:
    """A duty to inform that has come up: the rule, what set it off, and the seats it goes to.

    About a melding `gegevens` may hold `termijn` (text), `pad` (where its link leads) and the appointment of a meeting
    (`agenda`) only: such a message carries kenmerk, term and link, and no more. About a persvraag it may hold the
    agreed texts too. `naar_buiten`: it leaves the circle of the dossier and is held back while a lock is on (R125).
    `bevestigen_binnen`: confirm receipt within this time. `na`: the message that got no answer, of which this one is
    the follow-up. `is_dringend`: it goes along the order of the seat within minutes, and by SMS too where that is set
    up.
    """

    zaak: Zaak
    aanleiding: str
    regel: str
    sjabloon: str
    zetels: tuple[Zetel, ...]
    gegevens: dict[str, Any] = field(default_factory=dict)
    naar_buiten: bool = False
    bevestigen_binnen: timedelta | None = None
    na: Bericht | None = None
    is_dringend: bool = False


def plan(aankondigingen: Iterable[Aankondiging], nu: datetime) -> list[Bericht]:
    """Make a row per recipient; an empty seat and a contact without an address become red rows too.

    Call inside the transaction of what sets it off. A row that exists already is left alone. Returns the new rows.
    """
    aankondigingen = list(aankondigingen)
    wie = kringen({melding.pk for een in aankondigingen if een.zetels and (melding := _melding(een))})
    rijen = [rij for aankondiging in aankondigingen for rij in _rijen(aankondiging, nu, wie)]
    aanleidingen = {rij.aanleiding for rij in rijen}
    bestaand = set(Bericht.objects.filter(aanleiding__in=aanleidingen).values_list("aanleiding", "regel", "ontvanger"))
    nieuw = [rij for rij in _uniek(rijen) if (rij.aanleiding, rij.regel, rij.ontvanger) not in bestaand]
    berichten = Bericht.objects.bulk_create(nieuw)
    kanaal.plan(berichten, nu)
    return berichten


def _rijen(aankondiging: Aankondiging, nu: datetime, wie: Mapping[int, Kring]) -> list[Bericht]:
    melding = _melding(aankondiging)
    return [
        _rij(aankondiging, zetel, contact, nu, wie[melding.pk] if melding else None)
        for zetel in map(van_wie_meedoet, aankondiging.zetels)
        for contact in (zetel.ontvangers or (None,))
    ]


def _rij(
    aankondiging: Aankondiging, zetel: Zetel, contact: Contactpersoon | None, nu: datetime, wie: Kring | None
) -> Bericht:
    versie = aankondiging.zaak.protocol_versie
    bestemming = _eerst_de_familie(aankondiging, bij_planning(zetel, contact, versie))
    binnen = aankondiging.bevestigen_binnen
    return Bericht(
        zaak=aankondiging.zaak,
        na=aankondiging.na,
        bevestigen_voor_op=nu + binnen if binnen and contact else None,
        aanleiding=aankondiging.aanleiding,
        regel=aankondiging.regel,
        ontvanger=f"contact:{contact.pk}" if contact else _lege_zetel(zetel),
        rol=zetel.rol,
        gemeente=zetel.gemeente,
        aanbieder=zetel.aanbieder,
        contactpersoon=contact,
        met_toegang=wie is not None and wie.heeft(zetel.rol, zetel.gemeente),
        is_dringend=aankondiging.is_dringend,
        sjabloon=aankondiging.sjabloon,
        gegevens=aankondiging.gegevens,
        status=bestemming.status,
        reden=bestemming.reden,
        gepland_op=nu,
        volgende_poging_op=nu if bestemming.is_te_mailen else None,
        aan=contact.email if contact else "",
        message_id=f"<{uuid4()}@{settings.MAIL_DOMEIN}>",
    )


def _eerst_de_familie(aankondiging: Aankondiging, bestemming: Bestemming) -> Bestemming:
    """Hold back what leaves the circle of a dossier whose family does not know yet, by mail or by telephone;
    `naar_buiten` lets it go, and then it is decided again where it goes."""
    melding = _melding(aankondiging)
    if melding and aankondiging.naar_buiten and bestemming.contact and is_dicht(melding):
        return Bestemming(BerichtStatus.WACHT, bestemming.contact, bestemming.adres, WACHT_REDEN)
    return bestemming


def _melding(aankondiging: Aankondiging) -> Melding | None:
    return aankondiging.zaak if isinstance(aankondiging.zaak, Melding) else None


def ontvangers_van(zetel: Zetel) -> list[str]:
    """Whom a message for this seat goes to, as its row names them: each person, or the empty seat."""
    return [f"contact:{contact.pk}" for contact in van_wie_meedoet(zetel).ontvangers] or [_lege_zetel(zetel)]


def _lege_zetel(zetel: Zetel) -> str:
    plaats = zetel.gemeente.pk if zetel.gemeente else zetel.aanbieder.pk if zetel.aanbieder else "regio"
    return f"leeg:{zetel.rol}:{plaats}"


def _uniek(rijen: Iterable[Bericht]) -> list[Bericht]:
    """One row per key: a person who fills two seats of one rule is written to once. The row knows for which gemeenten
    it stands too: when its own leaves the dossier, it is theirs."""
    per_sleutel: dict[tuple[str, str, str], Bericht] = {}
    for rij in rijen:
        sleutel = (rij.aanleiding, rij.regel, rij.ontvanger)
        eerder = per_sleutel.get(sleutel)
        if eerder and eerder.gemeente_id != rij.gemeente_id and eerder.rol == rij.rol:
            ook = [*eerder.gegevens.get(OOK_VOOR, []), eerder.gemeente_id]
            # Two forms have one page above them: the dossier.
            is_een_doel = linkkluis.haal(eerder.gegevens) == linkkluis.haal(rij.gegevens)
            zelfde = {naam: wat for naam, wat in rij.gegevens.items() if is_een_doel or naam != linkkluis.PAD}
            rij.gegevens = {**zelfde, OOK_VOOR: ook}
        per_sleutel[sleutel] = rij
    return list(per_sleutel.values())
