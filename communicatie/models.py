"""What we say and to whom: the outbox, the communication advice and the record of who was informed.

`Bericht` is the outbox. The row is the promise; the mail server, the worker and the broker are only means. Nothing is
ever sent that is not a row first, and a row that reaches nobody is a row too, red on the dashboard (R99, F9).
"""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from calamiteiten.models import Melding
from contacten.models import Aanbieder, Contactpersoon, Gebruiker, Gemeente
from contacten.rollen import Rol


class BerichtStatus(models.TextChoices):
    """Where a message stands. The last four are final; the middle two of those ask for a person with a telephone."""

    GEPLAND = "gepland", "klaar om te versturen"
    BEZIG = "bezig", "wordt verstuurd"
    VERZONDEN = "verzonden", "aangenomen door de mailserver"
    MISLUKT = "mislukt", "niet afgeleverd"
    GEEN_ONTVANGER = "geen_ontvanger", "niemand op deze plek"
    TELEFONISCH = "telefonisch", "alleen telefonisch bereikbaar"
    INGETROKKEN = "ingetrokken", "ingetrokken"


NOG_TE_VERZENDEN = (BerichtStatus.GEPLAND, BerichtStatus.BEZIG)
VRAAGT_TELEFOON = (BerichtStatus.MISLUKT, BerichtStatus.GEEN_ONTVANGER, BerichtStatus.TELEFONISCH)


class Bericht(models.Model):
    """One message to one recipient about one duty to inform; unique by (aanleiding, regel, ontvanger) (ontwerp 4.4).

    aanleiding: what set it off, e.g. "overgang:12". regel: the code of the informatieregel. ontvanger: a key of the
    recipient ("contact:7", or "leeg:toegang:deventer" for an empty seat). `aan` is the address as last resolved.
    `lease_tot`: until when one sender holds the row. `message_id` is fixed when the row is made, so that a second
    delivery can be recognised. `mogelijk_dubbel`: the server's answer was not seen.

    Without a melding the message is personal: about the contact list or an account, to one address, for no seat.
    """

    melding = models.ForeignKey(Melding, models.PROTECT, null=True, blank=True, related_name="+")
    aanleiding = models.CharField(max_length=60)
    regel = models.CharField(max_length=60)
    ontvanger = models.CharField(max_length=80)
    rol = models.CharField(max_length=30, choices=Rol, blank=True)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, null=True, blank=True, related_name="+")
    contactpersoon = models.ForeignKey(Contactpersoon, models.SET_NULL, null=True, blank=True, related_name="+")
    sjabloon = models.CharField(max_length=60)
    gegevens = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    status = models.CharField(max_length=16, choices=BerichtStatus, default=BerichtStatus.GEPLAND)
    reden = models.CharField(max_length=300, blank=True)
    gepland_op = models.DateTimeField()
    volgende_poging_op = models.DateTimeField(null=True, blank=True)
    lease_tot = models.DateTimeField(null=True, blank=True)
    pogingen = models.PositiveSmallIntegerField(default=0)
    verzonden_op = models.DateTimeField(null=True, blank=True)
    aan = models.EmailField(blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    mogelijk_dubbel = models.BooleanField(default=False)

    class Meta:
        ordering = ["-gepland_op", "-pk"]
        verbose_name_plural = "berichten"
        constraints = [
            models.UniqueConstraint(fields=["aanleiding", "regel", "ontvanger"], name="bericht_eenmaal"),
            models.CheckConstraint(
                condition=Q(melding__isnull=False) | Q(rol="") & ~Q(aan=""), name="bericht_melding_of_persoonlijk"
            ),
            models.CheckConstraint(
                condition=~Q(status="verzonden") | Q(verzonden_op__isnull=False), name="bericht_verzonden_heeft_moment"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["gepland", "bezig"]) | Q(volgende_poging_op__isnull=False),
                name="bericht_open_heeft_poging",
            ),
        ]
        indexes = [
            models.Index(
                fields=["volgende_poging_op"], name="bericht_te_verzenden", condition=Q(status__in=["gepland", "bezig"])
            ),
            models.Index(fields=["melding", "gepland_op"], name="bericht_per_melding"),
        ]

    def __str__(self) -> str:
        return f"{self.regel} aan {self.ontvanger}"

    @property
    def is_persoonlijk(self) -> bool:
        """Whether this is about the contact list or an account, and not about a melding."""
        return self.melding_id is None

    @property
    def is_rood(self) -> bool:
        """Whether this duty to inform has not been met by the app and needs a person."""
        return self.status in VRAAGT_TELEFOON


class StuiterSoort(models.TextChoices):
    """Why a message came back: the address is dead, or something that may pass."""

    HARD = "hard", "het adres werkt niet"
    TIJDELIJK = "tijdelijk", "tijdelijk niet af te leveren"


class Stuiter(models.Model):
    """A message that came back, at the door of the mail server or as a report days later; one per message (F9)."""

    bericht = models.OneToOneField(Bericht, models.CASCADE, related_name="+")
    adres = models.EmailField()
    soort = models.CharField(max_length=10, choices=StuiterSoort)
    code = models.CharField(max_length=12, blank=True)
    ontvangen_op = models.DateTimeField()

    class Meta:
        ordering = ["-ontvangen_op", "-pk"]
        verbose_name_plural = "stuiters"

    def __str__(self) -> str:
        return f"{self.adres}: {self.get_soort_display()}"


class Houding(models.TextChoices):
    """How to deal with the media (R83)."""

    PASSIEF = "passief", "passief: alleen antwoord op vragen"
    ACTIEF = "actief", "actief: zelf naar buiten"


class Bereik(models.TextChoices):
    """Who speaks: one gemeente or the region (R83)."""

    LOKAAL = "lokaal", "lokaal: de gemeente voert het woord"
    REGIONAAL = "regionaal", "regionaal: de regio stemt het woord af"


class Communicatieadvies(models.Model):
    """One version of the communication advice of a melding (R55–R58, R82, R83). A laid-down version never changes."""

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    versie = models.PositiveSmallIntegerField()
    informatievoorziening = models.TextField()
    schade_beperken = models.TextField(blank=True)
    betekenis_geven = models.TextField(blank=True)
    taakverdeling = models.TextField(blank=True)
    houding = models.CharField(max_length=10, choices=Houding)
    bereik = models.CharField(max_length=10, choices=Bereik)
    opgesteld_op = models.DateTimeField()
    opgesteld_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    vastgesteld_op = models.DateTimeField(null=True, blank=True)
    vastgesteld_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["-versie"]
        verbose_name_plural = "communicatieadviezen"
        constraints = [models.UniqueConstraint(fields=["melding", "versie"], name="advies_versie_uniek")]

    def __str__(self) -> str:
        return f"advies {self.versie} bij {self.melding_id}"

    def is_vastgesteld(self) -> bool:
        """Whether this version was laid down."""
        return self.vastgesteld_op is not None


class Informering(models.Model):
    """A party of a melding: is it involved, must it be informed, and who told it when and how (R80, R85, R125,
    R152)."""

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    rol = models.CharField(max_length=30, choices=Rol, blank=True)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    partij = models.CharField(max_length=120)
    is_betrokken = models.BooleanField(default=False)
    moet_geinformeerd = models.BooleanField(default=True)
    geinformeerd_op = models.DateTimeField(null=True, blank=True)
    wijze = models.CharField(max_length=120, blank=True)
    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["partij"]
        verbose_name_plural = "informeringen"
        constraints = [models.UniqueConstraint("melding", "partij", Coalesce("gemeente", 0), name="informering_uniek")]

    def __str__(self) -> str:
        return f"{self.partij} bij {self.melding_id}"
