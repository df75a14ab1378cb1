"""The link with which somebody of an aanbieder, without an account, reports and comes back to what he reported."""

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from calamiteiten.models import Melding
from calamiteiten.werelden import Wereldbeheer
from contacten.models import Aanbieder, Contactpersoon, Gebruiker


class Meldlink(models.Model):
    """A link for one person of one aanbieder: to one report, and later to that report alone (R28, R43, R101).

    `sleutel` is what the link holds, signed, and the key of the melding too, so that two clicks are one melding.
    `gezegd` keeps what was written here as it was written: what others change in the dossier is not shown to its
    reporter. It ends by itself, when it is taken back, or when the person left the list.
    """

    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, related_name="+")
    contactpersoon = models.ForeignKey(Contactpersoon, models.PROTECT, related_name="+")
    sleutel = models.UUIDField(unique=True, default=uuid4, editable=False)
    gemaakt_op = models.DateTimeField()
    gemaakt_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    verloopt_op = models.DateTimeField()
    ingetrokken_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    melding = models.OneToOneField(Melding, models.PROTECT, null=True, blank=True, related_name="+")
    gezegd = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = Wereldbeheer["Meldlink"]("melding")

    class Meta:
        ordering = ["-gemaakt_op", "-pk"]
        verbose_name_plural = "meldlinks"
        constraints = [
            models.CheckConstraint(condition=Q(verloopt_op__gt=F("gemaakt_op")), name="meldlink_verloopt_na_begin"),
            models.CheckConstraint(
                condition=Q(ingetrokken_op__isnull=True, ingetrokken_door__isnull=True)
                | Q(ingetrokken_op__isnull=False, ingetrokken_door__isnull=False),
                name="meldlink_ingetrokken_heeft_door",
            ),
        ]

    def __str__(self) -> str:
        return f"meldlink van {self.contactpersoon_id}"
