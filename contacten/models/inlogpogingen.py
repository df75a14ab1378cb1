"""Attempts to sign in that failed: what slows down who guesses (contacten/inloggen/rem.py)."""

from django.db import models


class Inlogpoging(models.Model):
    """One attempt that failed, or of which that is not known yet. `naam`: the name that was tried, as a keyed hash,
    because people type passwords there too, or the second step that was; `netwerk`: the network it came from, behind
    the trusted proxies, or the browser when it is known for that name. Forgotten after a day."""

    naam = models.CharField(max_length=64)
    netwerk = models.CharField(max_length=43)
    op = models.DateTimeField()

    class Meta:
        ordering = ["-op", "-pk"]
        verbose_name_plural = "inlogpogingen"
        # Each attempt asks for both: those of one network, and those of one name from everywhere.
        indexes = [
            models.Index(fields=["netwerk", "op"], name="inlogpoging_per_netwerk"),
            models.Index(fields=["naam", "op"], name="inlogpoging_per_naam"),
        ]

    def __str__(self) -> str:
        return f"poging van {self.netwerk}"
