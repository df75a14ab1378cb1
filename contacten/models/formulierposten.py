"""Which forms of signed-in users went through: sent again, they are no second act."""

from django.db import models

from .gebruikers import Gebruiker


class Formulierpost(models.Model):
    """One form that went through. `sleutel`: its key, its address and what was filled in, as one; `naar`: where its
    sender was sent on to."""

    gebruiker = models.ForeignKey(Gebruiker, models.CASCADE, related_name="+")
    sleutel = models.UUIDField()
    naar = models.CharField(max_length=2000, blank=True)
    op = models.DateTimeField()

    class Meta:
        ordering = ["-op"]
        verbose_name_plural = "formulierposten"
        constraints = [models.UniqueConstraint(fields=["gebruiker", "sleutel"], name="formulierpost_eenmaal")]
        indexes = [models.Index(fields=["op"], name="formulierpost_op")]

    def __str__(self) -> str:
        return str(self.sleutel)
