"""A restore of a back-up: from then on nothing is mailed until somebody has looked (hazard F24)."""

from django.db import models
from django.db.models import Q

from contacten.models import Gebruiker


class Herstel(models.Model):
    """One restore: when, of a back-up of which moment, and who let the mail go again; nobody yet: quarantine."""

    hersteld_op = models.DateTimeField()
    back_up_van_op = models.DateTimeField()
    vrijgegeven_op = models.DateTimeField(null=True, blank=True)
    vrijgegeven_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-hersteld_op", "-pk"]
        verbose_name_plural = "herstellingen"
        constraints = [
            models.CheckConstraint(
                condition=Q(vrijgegeven_op__isnull=True, vrijgegeven_door__isnull=True)
                | Q(vrijgegeven_op__isnull=False, vrijgegeven_door__isnull=False),
                name="herstel_vrijgave_heeft_door",
            ),
        ]

    def __str__(self) -> str:
        return f"Herstel van {self.hersteld_op:%d-%m-%Y}"
