"""Whether the locks kept: questions of the auditor about what went outside, and about what still waits (R125, R156).

The locks of a melding hold for its own mail and for the texts of the press questions about it, so both are looked at.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from calamiteiten.statussen import MELDING
from communicatie.models import (
    AANGENOMEN,
    PERSTEKST,
    Bericht,
    BerichtStatus,
    Informeermoment,
    Informering,
    Onderzoek,
    Persvraag,
    Uiting,
    Uitingsoort,
)
from contacten.rollen import ROLLEN_MET_DOSSIERS, Rol

from .naar_buiten import is_dicht, over_welke

# A mail that a sender held when the lock went on may still leave.
ONDERWEG = timedelta(minutes=2)


def wacht_zonder_slot(nu: datetime) -> Iterable[str]:
    """Kenmerken of zaken with a message that is held back while no lock is on: it was forgotten."""
    familie = Informering.objects.filter(
        melding=OuterRef("over"), rol=Rol.JEUGDIGE_FAMILIE, geinformeerd_op__isnull=False
    )
    onderzoek = Onderzoek.objects.filter(melding=OuterRef("over"), geeindigd_op__isnull=True, herroeping__isnull=True)
    rijen = _met_slot(Bericht.objects.filter(status=BerichtStatus.WACHT)).filter(Exists(familie), ~Exists(onderzoek))
    # Another melding of the same event may keep it shut: asked of the few that are left.
    for bericht in rijen.select_related("zaak__als_melding"):
        over = over_welke(bericht)
        if bericht.zaak and over and not is_dicht(over):
            yield bericht.zaak.kenmerk


def naar_buiten_zonder_recht(nu: datetime) -> Iterable[str]:
    """Kenmerken of zaken of which a mail left the circle before the family knew and without leave, or through an
    investigation without a decision; and of meldingen of which something else went outside like that."""
    buiten = Q(zaak__zaaksoort=MELDING) & ~Q(rol__in=ROLLEN_MET_DOSSIERS) | Q(gegevens__has_key=PERSTEKST)
    mail = _met_slot(Bericht.objects.filter(buiten, status__in=AANGENOMEN, verzonden_op__isnull=False))
    # Before the two were linked the locks of the one held nothing of the other.
    mail = mail.filter(verzonden_op__gt=F("vanaf"))
    te_vroeg = mail.filter(~Exists(_geweten()), ~Exists(_vrijgegeven()))
    door_onderzoek = mail.filter(Exists(_liep()), ~Exists(_vrijgegeven().filter(liep_onderzoek=True)))
    for rijen in (te_vroeg, door_onderzoek):
        yield from rijen.values_list("zaak__kenmerk", flat=True)
    zonder_besluit = Uiting.objects.filter(Q(vrijgave__isnull=True) | Q(vrijgave__besluit_van=""), liep_onderzoek=True)
    yield from zonder_besluit.values_list("melding__kenmerk", flat=True)


def _met_slot(berichten: QuerySet[Bericht]) -> QuerySet[Bericht]:
    """With `over`, the melding whose locks hold this message, and `vanaf`, since when they do; without those of which
    there is none."""
    pers = Persvraag.objects.filter(pk=OuterRef("zaak"), melding__isnull=False)
    over = Coalesce(Subquery(pers.values("melding")[:1]), F("zaak__als_melding"), output_field=BigIntegerField())
    # A melding holds its own mail from the first.
    eigen = F("zaak__vastgelegd_op") - timedelta(days=1)
    vanaf = Coalesce(Subquery(pers.values("gekoppeld_op")[:1]), eigen, output_field=DateTimeField())
    return berichten.annotate(over=over, vanaf=vanaf).filter(over__isnull=False)


def _geweten() -> QuerySet[Informeermoment]:
    """That the family knew when it left. What was taken back later opened the lock all the same then: the mail broke no
    rule."""
    return Informeermoment.objects.filter(
        Q(herroeping__isnull=True) | Q(herroeping__op__gt=OuterRef("verzonden_op") - ONDERWEG),
        informering__melding=OuterRef("over"),
        informering__rol=Rol.JEUGDIGE_FAMILIE,
        geinformeerd_op__lte=OuterRef("verzonden_op"),
    )


def _vrijgegeven() -> QuerySet[Uiting]:
    """By what leave it left: that of the step that sent it, or mail was let go at once. That the locks were open when
    the step was taken is no leave: they may have shut since."""
    return Uiting.objects.filter(
        Q(herroeping__isnull=True) | Q(herroeping__op__gt=OuterRef("verzonden_op")),
        Q(soort=Uitingsoort.MAIL) | Q(sleutel=OuterRef("aanleiding")),
        melding=OuterRef("over"),
        vrijgave__isnull=False,
        gedaan_op__lte=OuterRef("verzonden_op"),
    )


def _liep() -> QuerySet[Onderzoek]:
    """An investigation that ran when it left, and that was known for longer than a mail is on its way."""
    return Onderzoek.objects.filter(
        Q(herroeping__isnull=True) | Q(herroeping__op__gt=OuterRef("verzonden_op")),
        Q(geeindigd_op__isnull=True) | Q(geeindigd_op__gt=OuterRef("verzonden_op")),
        melding=OuterRef("over"),
        vastgelegd_op__lt=OuterRef("verzonden_op") - ONDERWEG,
    )
