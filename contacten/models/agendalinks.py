"""The private address with which a calendar reads what is due to one account (docs/besluiten/0056)."""

from django.db import models

from contacten.rollen import eis_rol

from .gebruikers import Gebruiker
from .organisaties import Gemeente


class Agendalink(models.Model):
    """One per account at most; who makes another ends the one before, and one that is ended is gone.

    `afdruk`: the SHA-256 of the token, which is kept nowhere. `rol`, `gemeente` and `op_plek`: for which seat its owner
    signed in when it was made, and whether he was in it, `wachtwoord`: a print of how he signed in; it works as long as
    that is so. `gezien`: a print of which
    zaken were read last, on `gezien_datum` (local), so that a calendar that asks all day leaves no row each time.
    """

    gebruiker = models.OneToOneField(Gebruiker, models.CASCADE, related_name="agendalink")
    afdruk = models.CharField(max_length=64, unique=True)
    rol = models.CharField(max_length=30, validators=[eis_rol])
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    op_plek = models.BooleanField()
    wachtwoord = models.CharField(max_length=64)
    gemaakt_op = models.DateTimeField()
    gebruikt_op = models.DateTimeField(null=True, blank=True)
    gezien = models.CharField(max_length=64, blank=True)
    gezien_datum = models.DateField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ["gemaakt_op", "pk"]
        verbose_name_plural = "agendalinks"

    def __str__(self) -> str:
        return f"agenda van {self.gebruiker_id}"
