"""Attempts to sign in that failed: what slows down who guesses (contacten/inloggen/rem.py)."""

from django.db import models


class Inlogpoging(models.Model):
    """One failed attempt. `naam`: the name that was tried, as a keyed hash, because people type passwords there too;
    `netwerk`: the network it came from, behind the trusted proxies. Forgotten after a day."""

    naam = models.CharField(max_length=64)
    netwerk = models.CharField(max_length=43)
    op = models.DateTimeField()

    class Meta:
        ordering = ["-op", "-pk"]
        verbose_name_plural = "inlogpogingen"
        indexes = [models.Index(fields=["netwerk", "op"], name="inlogpoging_per_netwerk")]

    def __str__(self) -> str:
        return f"poging van {self.netwerk}"
