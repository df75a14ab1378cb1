"""Lists handed in and lists taken out: who, when, what (R98, R102)."""

from datetime import datetime, timedelta

from django.db import models

GELDIG = timedelta(hours=24)


class Invoer(models.Model):
    """A list between preview and confirmation. Its rows live here, not in the browser; later only the report."""

    bron = models.CharField(max_length=120, help_text="Naam van het bestand, of 'geplakte tekst'.")
    rijen = models.JSONField(default=list)
    gemaakt_op = models.DateTimeField()
    door = models.ForeignKey("Gebruiker", models.PROTECT, null=True, related_name="+")
    verwerkt_op = models.DateTimeField(null=True)
    verwerkt_door = models.ForeignKey("Gebruiker", models.PROTECT, null=True, related_name="+")
    verslag = models.JSONField(default=dict)

    class Meta:
        ordering = ["-gemaakt_op", "-pk"]
        verbose_name_plural = "ingelezen lijsten"

    def __str__(self) -> str:
        return self.bron

    def is_verlopen(self, nu: datetime) -> bool:
        """Whether nobody confirmed this in time."""
        return self.verwerkt_op is None and self.gemaakt_op < nu - GELDIG


class UitvoerVorm(models.TextChoices):
    """The shapes in which the list can be taken out."""

    XLSX = "xlsx", "Excel"
    CSV = "csv", "CSV"
    VCF = "vcf", "adreskaartjes (vCard)"
    PDF = "pdf", "PDF om op te hangen"


class Uitvoer(models.Model):
    """Someone took the list out of the app: personal data of officials leaves the house (R102)."""

    op = models.DateTimeField()
    door = models.ForeignKey("Gebruiker", models.PROTECT, related_name="+")
    vorm = models.CharField(max_length=4, choices=UitvoerVorm)
    aantal = models.PositiveIntegerField(help_text="Hoeveel contacten erin stonden.")

    class Meta:
        ordering = ["-op", "-pk"]
        verbose_name_plural = "uitvoer"

    def __str__(self) -> str:
        return f"{self.get_vorm_display()} door {self.door}"
