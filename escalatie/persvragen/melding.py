"""What who handles the press may know of a melding whose dossier is not open for him (R111): that it is there, and whom
to call. It opens nothing, and says no fact."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse

from basis.taal import kort_moment, moment, opsomming
from calamiteiten.kenmerk import in_vorm
from calamiteiten.models import Melding
from calamiteiten.toegang import zichtbaar_voor
from communicatie.models import Bericht, BerichtStatus
from communicatie.persvragen.toegang import koppelbare_meldingen, zichtbare_persvragen
from communicatie.post.ontvangst import van
from contacten.models import Contactpersoon, Gebruiker
from escalatie.draaiboek.dringend import Afgekapt, kap_lijst
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
    los: Afgekapt[Persregel]


@dataclass(frozen=True)
class Nieuwemelding:
    """A melding that this user was told of and may not open: its kenmerk, the gemeenten that it concerns, since when it
    is there, and the page on which a press question is linked to it."""

    kenmerk: str
    gemeenten: str
    vastgelegd: str
    url: str


def nieuwe_meldingen(gebruiker: Gebruiker, zicht: QuerySet[Melding]) -> list[Nieuwemelding]:
    """The open meldingen of which the seat of this user was told and that `zicht` (what toegang lets him see) leaves
    out, the newest first (R111). Not what happened, nor with which aanbieder: that is of the dossier."""
    verteld = Bericht.objects.filter(van(gebruiker), zaak=OuterRef("pk")).exclude(status=BerichtStatus.INGETROKKEN)
    rijen = koppelbare_meldingen(gebruiker).filter(Exists(verteld), afgerond_op__isnull=True)
    rijen = rijen.exclude(pk__in=zicht.order_by().values("pk")).order_by("-vastgelegd_op", "-pk")
    return [
        Nieuwemelding(
            kenmerk=melding.kenmerk,
            gemeenten=opsomming(sorted(str(rij.gemeente) for rij in melding.betrokkenheden.all())),
            vastgelegd=kort_moment(melding.vastgelegd_op),
            url=reverse("melding_en_pers", args=[melding.kenmerk]),
        )
        for melding in rijen.prefetch_related("betrokkenheden__gemeente")
    ]


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
        los=kap_lijst(persregels(vragen.filter(melding__isnull=True, afgerond_op__isnull=True), nu), MEESTE_VRAGEN),
    )
