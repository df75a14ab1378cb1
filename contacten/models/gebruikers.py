"""Who signs in."""

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.auth.models import AbstractUser, UserManager
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from basis.adres import eis_gewoon_adres
from contacten.rollen import ROLLEN, ROLLEN_MET_GEMEENTE, Deel, Mate, eis_rol, feiten
from contacten.rolnamen import rolnaam

from .contacten import Contactpersoon
from .organisaties import GAAT_DOOR, Gemeente
from .zegels import Verzegeld, Zegelrijen


class Gebruikersbeheer(UserManager["Gebruiker"]):
    """The accounts; what is written to one leaves a print."""

    use_in_migrations = False
    _queryset_class = Zegelrijen


class Gebruiker(Verzegeld, AbstractUser):
    """Someone who signs in. The role and the gemeente decide what this person sees (calamiteiten/toegang/)."""

    # When somebody signed in is no record, nor how he likes his list; the contact list loosens whose contact this is.
    ZEGEL_LOS = frozenset({"last_login", "contactpersoon", "voorkeuren"})

    # Who is invited signs in with the address: whatever an address may hold and however long it may be, a name may be.
    username = models.CharField(
        "gebruikersnaam",
        max_length=254,
        unique=True,
        validators=[RegexValidator(r"\A[^\s\x00-\x1f\x7f]+\Z", "Vul een gebruikersnaam zonder spaties in.")],
        error_messages={"unique": "Er is al een account met deze gebruikersnaam."},
    )
    email = models.EmailField("e-mailadres", validators=[eis_gewoon_adres], blank=True)
    rol = models.CharField(max_length=30, validators=[eis_rol], blank=True)
    gemeente = models.ForeignKey(
        Gemeente, models.PROTECT, null=True, blank=True, related_name="+", limit_choices_to=GAAT_DOOR
    )
    contactpersoon = models.OneToOneField(
        Contactpersoon, models.SET_NULL, null=True, blank=True, related_name="gebruiker"
    )
    # What this person set for himself (contacten/gebruikers/voorkeuren.py).
    voorkeuren = models.JSONField(default=dict, blank=True, editable=False)

    objects: ClassVar[Gebruikersbeheer] = Gebruikersbeheer()

    class Meta(AbstractUser.Meta):
        verbose_name = "gebruiker"
        verbose_name_plural = "gebruikers"
        # People sign in with their address or name, in whatever capitals: each opens one account at most.
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                condition=~Q(email=""),
                name="gebruiker_een_adres",
                violation_error_message="Er is al een account met dit e-mailadres.",
            ),
            models.UniqueConstraint(
                Lower("username"),
                name="gebruiker_een_naam",
                violation_error_message="Er is al een account met deze gebruikersnaam.",
            ),
        ]

    def clean(self) -> None:
        """A role of a gemeente needs one. Not a constraint, as in `Bezetting`; without it toegang.py shows nothing."""
        super().clean()
        if self.rol in ROLLEN_MET_GEMEENTE and self.gemeente_id is None:
            raise ValidationError("Kies bij deze rol ook een gemeente.")

    @property
    def naam(self) -> str:
        """Full name, or the user name when none is known."""
        return self.get_full_name() or self.username

    @property
    def rolnaam(self) -> str:
        """The role in words; empty without one."""
        return rolnaam(self.rol)

    @property
    def maker(self) -> str:
        """Who made a paper, as every page of it says: the name and the role."""
        return ", ".join(filter(None, [self.naam, self.rolnaam]))

    @property
    def ziet(self) -> Mapping[Deel, Mate]:
        """What the role of this user sees and how much of it, while the account is active."""
        return feiten(self.rol).ziet if self.is_active and self.rol in ROLLEN else {}

    def is_rol(self, *rollen: str) -> bool:
        """Whether this user is active and has one of these roles."""
        return self.is_active and self.rol in rollen
