"""Invitations to sign in: the row that the outbox turns into a mail, and that knows whether its link still works."""

from django.db import models
from django.db.models import Q

from .gebruikers import Gebruiker


class Uitnodiging(models.Model):
    """A link with which one person sets a password, once. It is signed and not stored (uitnodigingen.py)."""

    gebruiker = models.ForeignKey(Gebruiker, models.CASCADE, related_name="uitnodigingen")
    aan = models.EmailField()
    door = models.ForeignKey(Gebruiker, models.SET_NULL, null=True, related_name="+")
    gemaakt_op = models.DateTimeField()
    verloopt_op = models.DateTimeField()
    gemaild_op = models.DateTimeField("aan de mail gegeven op", null=True, blank=True)
    gebruikt_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-gemaakt_op", "-pk"]
        verbose_name_plural = "uitnodigingen"
        constraints = [
            models.UniqueConstraint(
                fields=["gebruiker"],
                condition=Q(gebruikt_op__isnull=True, ingetrokken_op__isnull=True),
                name="uitnodiging_een_open",
            ),
            models.CheckConstraint(
                condition=Q(gebruikt_op__isnull=True) | Q(ingetrokken_op__isnull=True),
                name="uitnodiging_gebruikt_of_ingetrokken",
            ),
        ]
        indexes = [
            models.Index(fields=["gemaakt_op"], name="uitnodiging_te_mailen", condition=Q(gemaild_op__isnull=True))
        ]

    def __str__(self) -> str:
        return f"uitnodiging voor {self.gebruiker_id}"
