"""Who signs in."""

from django.contrib.auth.models import AbstractUser
from django.db import models
from django.db.models import Q

from contacten.rollen import ROLLEN_MET_GEMEENTE, Rol

from .contacten import Contactpersoon
from .organisaties import Gemeente


class Gebruiker(AbstractUser):
    """Someone who signs in. The role and the gemeente decide what this person sees (calamiteiten/toegang.py)."""

    rol = models.CharField(max_length=30, choices=Rol, blank=True)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    contactpersoon = models.OneToOneField(
        Contactpersoon, models.SET_NULL, null=True, blank=True, related_name="gebruiker"
    )

    class Meta(AbstractUser.Meta):
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        constraints = [
            models.CheckConstraint(
                condition=~Q(rol__in=sorted(ROLLEN_MET_GEMEENTE)) | Q(gemeente__isnull=False),
                name="gebruiker_gemeente_bij_rol",
                violation_error_message="Kies bij deze rol ook een gemeente.",
            )
        ]

    @property
    def naam(self) -> str:
        """Full name, or the user name when none is known."""
        return self.get_full_name() or self.username

    def is_rol(self, *rollen: str) -> bool:
        """Whether this user is active and has one of these roles."""
        return self.is_active and self.rol in rollen
