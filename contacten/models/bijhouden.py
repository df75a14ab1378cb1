"""What keeps the list current: the question whether a contact is right, and a change that it proposes (R103)."""

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from .contacten import Contactpersoon
from .gebruikers import Gebruiker


class VerzoekUitkomst(models.TextChoices):
    """How a request to confirm ended."""

    BEVESTIGD = "bevestigd", "bevestigd"
    VOORSTEL = "voorstel", "wijziging voorgesteld"
    VERLOPEN = "verlopen", "geen antwoord"


BEANTWOORD = (VerzoekUitkomst.BEVESTIGD, VerzoekUitkomst.VOORSTEL)


class Bevestigingsverzoek(models.Model):
    """A request to one contact to look at its data. `sleutel` is what the link in the mail holds, signed; used once."""

    contactpersoon = models.ForeignKey(Contactpersoon, models.CASCADE, related_name="bevestigingsverzoeken")
    sleutel = models.UUIDField(unique=True, default=uuid4, editable=False)
    gemaakt_op = models.DateTimeField()
    verloopt_op = models.DateTimeField()
    herinnerd_op = models.DateTimeField(null=True, blank=True)
    gebruikt_op = models.DateTimeField(null=True, blank=True)
    uitkomst = models.CharField(max_length=10, choices=VerzoekUitkomst, blank=True)

    class Meta:
        ordering = ["-gemaakt_op", "-pk"]
        verbose_name_plural = "bevestigingsverzoeken"
        constraints = [
            models.UniqueConstraint(
                fields=["contactpersoon"], condition=Q(uitkomst=""), name="bevestigingsverzoek_een_open"
            ),
            models.CheckConstraint(
                condition=Q(uitkomst__in=sorted(BEANTWOORD), gebruikt_op__isnull=False)
                | ~Q(uitkomst__in=sorted(BEANTWOORD)) & Q(gebruikt_op__isnull=True),
                name="bevestigingsverzoek_gebruikt_heeft_uitkomst",
            ),
        ]

    def __str__(self) -> str:
        return f"verzoek aan {self.contactpersoon}"


class VoorstelStatus(models.TextChoices):
    """Where a proposed change stands."""

    OPEN = "open", "wacht op de beheerder"
    OVERGENOMEN = "overgenomen", "overgenomen"
    AFGEWEZEN = "afgewezen", "afgewezen"


class Wijzigingsvoorstel(models.Model):
    """A change that a contact proposed without an account. Nothing of it is in the list until a beheerder takes it.

    velden: {"mobiel": {"oud": "…", "nieuw": "…"}}. `gemeld_op`: when the mail about it to the beheerder was planned.
    """

    contactpersoon = models.ForeignKey(Contactpersoon, models.CASCADE, related_name="wijzigingsvoorstellen")
    velden = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    opmerking = models.CharField(max_length=500, blank=True)
    ingediend_op = models.DateTimeField()
    gemeld_op = models.DateTimeField(null=True, blank=True)
    status = models.CharField(max_length=12, choices=VoorstelStatus, default=VoorstelStatus.OPEN)
    reden = models.CharField(max_length=300, blank=True)
    beoordeeld_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    beoordeeld_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["ingediend_op", "pk"]
        verbose_name_plural = "wijzigingsvoorstellen"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", beoordeeld_op__isnull=True)
                | ~Q(status="open") & Q(beoordeeld_op__isnull=False, beoordeeld_door__isnull=False),
                name="wijzigingsvoorstel_beoordeeld",
            ),
            models.CheckConstraint(
                condition=~Q(status="afgewezen") | ~Q(reden=""), name="wijzigingsvoorstel_afgewezen_heeft_reden"
            ),
        ]

    def __str__(self) -> str:
        return f"voorstel van {self.contactpersoon}"
