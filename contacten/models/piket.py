"""Who is on call: a person, for a role, from one moment until another (R101, R103)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from contacten.rollen import PER_GEMEENTE, eis_rol
from contacten.rolnamen import rolnaam

from .contacten import Contactpersoon
from .organisaties import GAAT_DOOR, Gemeente


class Piket(models.Model):
    """One turn on call. Of a role per gemeente without a `gemeente` it is for every gemeente; a turn for that very
    gemeente goes before it. `vervallen_op`: it was taken back before it began; one that ended early has another
    `tot_op`. What it said before stands in the history."""

    contactpersoon = models.ForeignKey(Contactpersoon, models.CASCADE, related_name="piketten")
    rol = models.CharField(max_length=30, validators=[eis_rol])
    gemeente = models.ForeignKey(
        Gemeente, models.PROTECT, null=True, blank=True, related_name="+", limit_choices_to=GAAT_DOOR
    )
    van_op = models.DateTimeField("van")
    tot_op = models.DateTimeField("tot")
    vervallen_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["van_op", "pk"]
        verbose_name_plural = "piketten"
        constraints = [
            models.CheckConstraint(
                condition=Q(tot_op__gt=F("van_op")),
                name="piket_tot_na_van",
                violation_error_message="Het einde ligt niet na het begin.",
            ),
        ]
        indexes = [models.Index(fields=["rol", "tot_op"], name="piket_rol")]

    def __str__(self) -> str:
        return f"piket {self.plek}: {self.contactpersoon}"

    def clean(self) -> None:
        """A role of the region has no gemeente."""
        if self.gemeente_id and self.rol not in PER_GEMEENTE:
            raise ValidationError("Deze rol geldt voor de hele regio. Kies geen gemeente.")

    @property
    def plek(self) -> str:
        """For which seat, in words: "gemeentelijke toegang Zwolle", or of every gemeente."""
        waar = str(self.gemeente) if self.gemeente else "alle gemeenten" if self.rol in PER_GEMEENTE else ""
        return " ".join(filter(None, (rolnaam(self.rol), waar)))
