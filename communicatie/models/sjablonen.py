"""The wording of a mail as the beheerder changed it; the files under `templates/mail/` are the standard."""

from django.db import models

from contacten.models import Gebruiker


class Sjabloontekst(models.Model):
    """One version of the wording of a mail template. The highest version counts; `is_standaard`: back to the file.

    `delen`: text per part of the mail (`gebeurd`, `doen`, `knop` …), with placeholders in braces. The frame around the
    parts, with the link and what must never be written, is not the beheerder's to change.
    """

    code = models.CharField(max_length=60)
    versie = models.PositiveSmallIntegerField()
    is_standaard = models.BooleanField(default=False)
    onderwerp = models.CharField(max_length=150, blank=True)
    delen = models.JSONField(default=dict)
    reden = models.CharField(max_length=300, blank=True)
    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["code", "-versie"]
        verbose_name_plural = "sjabloonteksten"
        constraints = [models.UniqueConstraint(fields=["code", "versie"], name="sjabloontekst_versie_uniek")]

    def __str__(self) -> str:
        return f"{self.code} versie {self.versie}"
