"""A practice round: is everyone on the list really reached, and how fast?"""

from uuid import uuid4

from django.db import models
from django.db.models import Q

from contacten.rollen import eis_rol
from contacten.rolnamen import rolnaam

from .contacten import Contactpersoon
from .gebruikers import Gebruiker
from .organisaties import Gemeente


class Oefenronde(models.Model):
    """One practice message to the seats of a role, of a gemeente, or of a role in a gemeente.

    `uitgenodigd_op`: when the mails were planned; the web page makes the rows and a worker plans the mails.
    """

    rol = models.CharField(max_length=30, validators=[eis_rol], blank=True)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    gestart_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    gestart_op = models.DateTimeField()
    uitgenodigd_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-gestart_op", "-pk"]
        verbose_name_plural = "oefenrondes"
        constraints = [
            models.CheckConstraint(condition=~Q(rol="") | Q(gemeente__isnull=False), name="oefenronde_rol_of_gemeente")
        ]

    def __str__(self) -> str:
        return f"oefening {self.doel}"

    @property
    def doel(self) -> str:
        """Whom it is for, in words."""
        rol = rolnaam(self.rol) if self.rol else "alle rollen"
        return f"{rol} {self.gemeente}" if self.gemeente_id else rol


class OefenAntwoord(models.Model):
    """One receiver of a practice message: the seat, who fills it now, and when the answer came.

    Without `contactpersoon` the seat was empty. Without `aan` the contact cannot be mailed and must be phoned.
    """

    oefenronde = models.ForeignKey(Oefenronde, models.CASCADE, related_name="antwoorden")
    contactpersoon = models.ForeignKey(Contactpersoon, models.CASCADE, null=True, blank=True, related_name="+")
    zetel = models.CharField(max_length=200)
    aan = models.EmailField(blank=True)
    sleutel = models.UUIDField(unique=True, default=uuid4, editable=False)
    beantwoord_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["zetel", "pk"]
        verbose_name_plural = "antwoorden op een oefening"
        constraints = [
            models.UniqueConstraint(
                fields=["oefenronde", "contactpersoon"],
                condition=Q(contactpersoon__isnull=False),
                name="oefenantwoord_eenmaal",
            )
        ]

    def __str__(self) -> str:
        return f"{self.zetel}: {self.contactpersoon or 'niemand'}"
