"""Whether the lock kept: questions of the auditor about what went outside, and about what still waits (R125, R156)."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, Q

from calamiteiten.statussen import MELDING
from communicatie.models import (
    AANGENOMEN,
    Bericht,
    BerichtStatus,
    Informeermoment,
    Informering,
    Onderzoek,
    Uiting,
    Uitingsoort,
)
from contacten.rollen import ROLLEN_MET_DOSSIERS, Rol


def wacht_zonder_slot(nu: datetime) -> Iterable[str]:
    """Kenmerken of meldingen with a message that is held back while no lock is on: it was forgotten."""
    familie = Informering.objects.filter(
        melding=OuterRef("zaak"), rol=Rol.JEUGDIGE_FAMILIE, geinformeerd_op__isnull=False
    )
    onderzoek = Onderzoek.objects.filter(melding=OuterRef("zaak"), geeindigd_op__isnull=True)
    rijen = Bericht.objects.filter(Exists(familie), ~Exists(onderzoek), status=BerichtStatus.WACHT)
    return rijen.values_list("zaak__kenmerk", flat=True)


def naar_buiten_zonder_recht(nu: datetime) -> Iterable[str]:
    """Kenmerken of meldingen of which a mail left the circle before the family knew and without leave, or of which
    something went outside through an investigation without a decision."""
    # What was taken back later opened the lock all the same when the mail left: the mail broke no rule.
    geweten = Informeermoment.objects.filter(
        Q(herroeping__isnull=True) | Q(herroeping__op__gt=OuterRef("verzonden_op")),
        informering__melding=OuterRef("zaak"),
        informering__rol=Rol.JEUGDIGE_FAMILIE,
        geinformeerd_op__lte=OuterRef("verzonden_op"),
    )
    vrijgegeven = Uiting.objects.filter(
        melding=OuterRef("zaak"), soort=Uitingsoort.MAIL, gedaan_op__lte=OuterRef("verzonden_op")
    )
    mail = Bericht.objects.filter(
        ~Exists(geweten),
        ~Exists(vrijgegeven),
        status__in=AANGENOMEN,
        verzonden_op__isnull=False,
        zaak__zaaksoort=MELDING,
    )
    yield from (mail.exclude(rol__in=ROLLEN_MET_DOSSIERS).values_list("zaak__kenmerk", flat=True))
    zonder_besluit = Uiting.objects.filter(Q(vrijgave__isnull=True) | Q(vrijgave__besluit_van=""), liep_onderzoek=True)
    yield from zonder_besluit.values_list("melding__kenmerk", flat=True)
