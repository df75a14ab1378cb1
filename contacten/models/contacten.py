"""The contact list: people and mailboxes, and the seats they fill (R98–R103)."""

from collections.abc import Collection
from datetime import date

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce

from basis.adres import eis_gewoon_adres
from basis.jaren import eis_jaar
from basis.wereld import hier
from contacten.rollen import PER_AANBIEDER, PER_GEMEENTE, eis_rol
from contacten.rolnamen import rolnaam

from .organisaties import GAAT_DOOR, Aanbieder, Gemeente


class ContactSoort(models.TextChoices):
    """A person, or a mailbox that a team reads (R100)."""

    PERSOON = "persoon", "persoon"
    POSTBUS = "postbus", "postbus van een team"


class Contactpersoon(models.Model):
    """One row of the contact list: a person or a functional mailbox with at least one reachable channel (R98, R100)."""

    soort = models.CharField(max_length=10, choices=ContactSoort, default=ContactSoort.PERSOON)
    organisatie = models.CharField(max_length=120, blank=True)
    gemeente = models.ForeignKey(
        Gemeente, models.PROTECT, null=True, blank=True, related_name="+", limit_choices_to=GAAT_DOOR
    )
    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, null=True, blank=True, related_name="+")
    aanhef = models.CharField(max_length=20, blank=True)
    naam = models.CharField(max_length=120, blank=True)
    functie = models.CharField(max_length=120, blank=True)
    telefoon = models.CharField(max_length=24, blank=True)
    mobiel = models.CharField(max_length=24, blank=True)
    email = models.EmailField("e-mailadres", validators=[eis_gewoon_adres], blank=True)
    bevestigd_op = models.DateTimeField("laatst bevestigd op", validators=[eis_jaar], null=True, blank=True)
    vervallen_op = models.DateTimeField("vervallen op", validators=[eis_jaar], null=True, blank=True)
    onbereikbaar_op = models.DateTimeField("e-mail onbereikbaar sinds", null=True, blank=True, editable=False)
    onbereikbaar_adres = models.EmailField("onbereikbaar e-mailadres", blank=True, editable=False)
    onbereikbaar_reden = models.CharField("waarom onbereikbaar", max_length=300, blank=True, editable=False)

    class Meta:
        ordering = ["gemeente__naam", "naam", "email"]
        verbose_name = "contactpersoon"
        verbose_name_plural = "contactpersonen"
        constraints = [
            models.CheckConstraint(
                # Who left the list need not be reached, and is forgotten when his term is over.
                condition=~(Q(telefoon="") & Q(mobiel="") & Q(email="")) | Q(vervallen_op__isnull=False),
                name="contact_bereikbaar",
                violation_error_message="Vul een telefoonnummer, een mobiel nummer of een e-mailadres in.",
            ),
            models.CheckConstraint(
                condition=Q(soort=ContactSoort.POSTBUS) | ~Q(naam=""),
                name="contact_persoon_heeft_naam",
                violation_error_message="Vul de naam in, of kies 'postbus van een team'.",
            ),
        ]

    def __str__(self) -> str:
        return self.weergavenaam

    def validate_constraints(self, exclude: Collection[str] | None = None) -> None:
        """As Django does, whatever a form leaves out: a rule that also looks at a field which is not on the form would
        not be asked, and the database would refuse what the form took. Raises ValidationError."""
        super().validate_constraints(set(exclude or ()) - {"vervallen_op"})

    @property
    def weergavenaam(self) -> str:
        """How we name this contact on screen: aanhef and name, or the address of the mailbox."""
        return " ".join(deel for deel in (self.aanhef, self.naam) if deel) or self.email or self.nummer

    @property
    def is_onbereikbaar(self) -> bool:
        """Whether mail to this address came back; another address or a later confirmation ends that by itself."""
        if self.onbereikbaar_op is None or self.onbereikbaar_adres.casefold() != self.email.casefold():
            return False
        return self.bevestigd_op is None or self.bevestigd_op <= self.onbereikbaar_op

    @property
    def heeft_werkend_adres(self) -> bool:
        """Whether this contact can be mailed, as far as we know."""
        return bool(self.email) and not self.is_onbereikbaar

    @property
    def nummer(self) -> str:
        """The number to call first: mobile before landline; empty when there is none."""
        return next(iter(self.nummers), "")

    @property
    def nummers(self) -> list[str]:
        """The numbers to call, mobile before landline. In a drill nobody has any: who plays calls no real person."""
        return [] if hier() else [nummer for nummer in dict.fromkeys([self.mobiel, self.telefoon]) if nummer]


class Bezetting(models.Model):
    """Which contact fills which role, where, in which order, from when until when (R101, R103)."""

    contactpersoon = models.ForeignKey(Contactpersoon, models.CASCADE, related_name="bezettingen")
    rol = models.CharField(max_length=30, validators=[eis_rol])
    gemeente = models.ForeignKey(
        Gemeente, models.PROTECT, null=True, blank=True, related_name="+", limit_choices_to=GAAT_DOOR
    )
    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, null=True, blank=True, related_name="+")
    volgorde = models.PositiveSmallIntegerField(default=1, help_text="1 is de eerste, 2 de vervanger, enzovoort.")
    van_datum = models.DateField("van", validators=[eis_jaar])
    tot_datum = models.DateField("tot en met", validators=[eis_jaar], null=True, blank=True)
    afwezig_van_datum = models.DateField("afwezig van", validators=[eis_jaar], null=True, blank=True)
    afwezig_tot_datum = models.DateField("afwezig tot en met", validators=[eis_jaar], null=True, blank=True)

    class Meta:
        ordering = ["rol", "gemeente", "volgorde"]
        verbose_name_plural = "bezettingen"
        constraints = [
            models.CheckConstraint(
                condition=Q(tot_datum__isnull=True) | Q(tot_datum__gte=F("van_datum")),
                name="bezetting_tot_na_van",
                violation_error_message="De einddatum ligt voor de begindatum.",
            ),
            models.CheckConstraint(
                condition=Q(afwezig_tot_datum__isnull=True) | Q(afwezig_tot_datum__gte=F("afwezig_van_datum")),
                name="bezetting_afwezig_tot_na_van",
                violation_error_message="De afwezigheid eindigt voordat zij begint.",
            ),
            # Coalesce instead of nulls_distinct: SQLite skips the latter without a word.
            models.UniqueConstraint(
                "contactpersoon",
                "rol",
                Coalesce("gemeente", 0),
                Coalesce("aanbieder", 0),
                "van_datum",
                name="bezetting_uniek",
                violation_error_message="Dit contact heeft deze rol al vanaf deze datum.",
            ),
        ]
        indexes = [models.Index(fields=["rol", "gemeente", "volgorde"], name="bezetting_zetel")]

    def __str__(self) -> str:
        return f"{rolnaam(self.rol)}: {self.contactpersoon}"

    def clean(self) -> None:
        """The place that the role needs. Not a constraint: a list of roles in SQL makes every new role a migration."""
        if self.rol in PER_GEMEENTE and self.gemeente_id is None:
            raise ValidationError("Kies bij deze rol ook een gemeente.")
        if self.rol in PER_AANBIEDER and self.aanbieder_id is None:
            raise ValidationError("Kies bij deze rol ook een aanbieder.")

    def is_afwezig(self, dag: date) -> bool:
        """Whether the holder is away on this local day, so that the next in order takes the seat."""
        van, tot = self.afwezig_van_datum, self.afwezig_tot_datum
        return van is not None and van <= dag and (tot is None or tot >= dag)
