"""The outbox. The row is the promise; the mail server, the worker and the broker are only means. Nothing is
ever sent that is not a row first, and a row that reaches nobody is a row too, red on the dashboard (R99, F9).
"""

from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q

from calamiteiten.models import Melding, Zaak
from calamiteiten.statussen import MELDING
from calamiteiten.werelden import Wereldbeheer
from contacten.models import Aanbieder, Contactpersoon, Gebruiker, Gemeente, Verzegeld
from contacten.rollen import ROLLEN_MET_DOSSIERS, eis_rol


class BerichtStatus(models.TextChoices):
    """Where a message stands. `wacht`: held back until the family knows (R125). `verzameld`: part of one mail with many
    lines; it went when that one did (`verzonden_op`). `vastgelopen`: our own fault, again and again; a beheerder can
    release it. The last four are final, and four of all ask for a person with a telephone (`VRAAGT_TELEFOON`)."""

    WACHT = "wacht", "wacht tot de familie het weet"
    GEPLAND = "gepland", "klaar om te versturen"
    BEZIG = "bezig", "wordt verstuurd"
    VASTGELOPEN = "vastgelopen", "vastgelopen: vraagt een beheerder"
    VERZAMELD = "verzameld", "in een verzamelbericht"
    VERZONDEN = "verzonden", "aangenomen door de mailserver"
    MISLUKT = "mislukt", "niet afgeleverd"
    GEEN_ONTVANGER = "geen_ontvanger", "niemand op deze plek"
    TELEFONISCH = "telefonisch", "alleen telefonisch bereikbaar"
    INGETROKKEN = "ingetrokken", "ingetrokken"


# The key of `gegevens` that a mail with agreed texts about a press question has, and no other: how its reader, who has
# no account, reaches the region.
PERSTEKST = "antwoordroute"
# The key of `gegevens` that the appointment of a meeting stands under.
AGENDA = "agenda"
# The same for a mail to that reader without any such text; the numbers of who of the press waits for an answer, read
# when the mail is made; and the gemeente that it is about.
ROUTE, VRAGERS, GEMEENTE = "route", "vragers", "gemeente"
# The mail to who reported, about his own report: a lock keeps nothing from him that he did not say himself.
ONTVANGST_MELDER = "ontvangst_melder"
# The key of `gegevens` with the other gemeenten for whose same seat this one row stands: one person fills them all.
OOK_VOOR = "ook_voor"
# The key of `gegevens` with the kenmerken of the press questions that a mail about a melding is about too.
PERSVRAGEN = "persvragen"
NOG_TE_VERZENDEN = (BerichtStatus.GEPLAND, BerichtStatus.BEZIG)
# Reached the mail server as a mail of its own, or can be part of one that did: `verzonden_op` says whether.
AANGENOMEN = (BerichtStatus.VERZONDEN, BerichtStatus.VERZAMELD)
VRAAGT_TELEFOON = (
    BerichtStatus.MISLUKT,
    BerichtStatus.GEEN_ONTVANGER,
    BerichtStatus.TELEFONISCH,
    BerichtStatus.VASTGELOPEN,
)


class Actielink(models.Model):
    """A link for one person without an account to the duties of one seat about one melding: that this message was
    received, and what that seat is to do (R101). `sleutel` is what the link holds, signed. It ends by itself, when
    somebody takes it back, or when the person left the list; opening it does nothing, because a mail filter opens links
    too."""

    bericht = models.OneToOneField("Bericht", models.CASCADE, related_name="actielink")
    contactpersoon = models.ForeignKey(Contactpersoon, models.PROTECT, related_name="+")
    sleutel = models.UUIDField(unique=True, default=uuid4, editable=False)
    gemaakt_op = models.DateTimeField()
    verloopt_op = models.DateTimeField()
    ingetrokken_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    gebruikt_op = models.DateTimeField(null=True, blank=True)

    objects = Wereldbeheer["Actielink"]("bericht__zaak")

    class Meta:
        ordering = ["-gemaakt_op", "-pk"]
        verbose_name_plural = "actielinks"
        constraints = [
            models.CheckConstraint(condition=Q(verloopt_op__gt=F("gemaakt_op")), name="actielink_verloopt_na_begin")
        ]

    def __str__(self) -> str:
        return f"actielink van {self.contactpersoon_id}"


class Bericht(Verzegeld):
    """One message to one recipient about one duty to inform; unique by (aanleiding, regel, ontvanger).

    aanleiding: what set it off, e.g. "stap:12". regel: the code of the informatieregel. ontvanger: a key of the
    recipient ("contact:7", or "leeg:toegang:2" for an empty seat, by gemeente). `aan` is the address as last resolved.
    `lease_tot`: until when one sender holds the row. `intrekken_om`: why it must not go out any more; a row that a
    sender holds is not taken from its hands, and ends withdrawn when this attempt fails. `message_id` is fixed when the
    row is made, so that a second delivery can be recognised. `mogelijk_dubbel`: the server's answer was not seen.
    `fouten`: tries in a row that failed by a fault of ours; `ongezien`: tries whose answer never came.
    `met_toegang`: this seat could see the dossier when the row was made; it gets nothing when it cannot any more.
    `verzameld_in`: the one mail with many lines this went along in.

    The provable chain (R101, R146): planned, accepted by the mail server or returned, `gelezen_op` (a user of this seat
    opened the dossier), `bevestigd_op` (one click). `bevestigen_voor_op`: when the rule wants to hear by; without an
    answer the row is `opgevolgd_op` then, and the row for the vervanger points back with `na`.
    `is_dringend`: of an urgent zaak; it goes along the order of the seat, one after the other, within minutes.
    `vraag_vervallen_op`: nobody needs to confirm any more (told by phone, or the melding went another way).

    A message is about a zaak. Without one it is personal: about the contact list or an account, to one address, for no
    seat.
    """

    # How far the work is. What was said, to whom, when it went and who read and confirmed it, is sealed.
    ZEGEL_LOS = frozenset(
        {
            *("status", "reden", "intrekken_om", "volgende_poging_op", "lease_tot", "pogingen", "fouten"),
            *("mogelijk_dubbel", "contactpersoon", "opgevolgd_op", "vraag_vervallen_op", "na"),
        }
    )

    zaak = models.ForeignKey(Zaak, models.PROTECT, null=True, blank=True, related_name="+")
    aanleiding = models.CharField(max_length=60)
    regel = models.CharField(max_length=60)
    ontvanger = models.CharField(max_length=80)
    rol = models.CharField(max_length=30, validators=[eis_rol], blank=True)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, null=True, blank=True, related_name="+")
    contactpersoon = models.ForeignKey(Contactpersoon, models.SET_NULL, null=True, blank=True, related_name="+")
    sjabloon = models.CharField(max_length=60)
    gegevens = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    status = models.CharField(max_length=16, choices=BerichtStatus, default=BerichtStatus.GEPLAND)
    reden = models.CharField(max_length=300, blank=True)
    intrekken_om = models.CharField(max_length=300, blank=True)
    gepland_op = models.DateTimeField()
    volgende_poging_op = models.DateTimeField(null=True, blank=True)
    lease_tot = models.DateTimeField(null=True, blank=True)
    pogingen = models.PositiveSmallIntegerField(default=0)
    fouten = models.PositiveSmallIntegerField(default=0, db_default=0)
    ongezien = models.PositiveSmallIntegerField(default=0, db_default=0)
    verzonden_op = models.DateTimeField(null=True, blank=True)
    met_toegang = models.BooleanField(default=False, db_default=False)
    is_dringend = models.BooleanField(default=False, db_default=False)
    verzameld_in = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="verzamelde")
    aan = models.EmailField(blank=True)
    message_id = models.CharField(max_length=120, unique=True)
    mogelijk_dubbel = models.BooleanField(default=False)
    gelezen_op = models.DateTimeField(null=True, blank=True)
    gelezen_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    bevestigen_voor_op = models.DateTimeField(null=True, blank=True)
    bevestigd_op = models.DateTimeField(null=True, blank=True)
    bevestigd_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    # By the link in the mail, without an account: that person's own act all the same.
    bevestigd_door_contact = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")
    opgevolgd_op = models.DateTimeField(null=True, blank=True)
    vraag_vervallen_op = models.DateTimeField(null=True, blank=True)
    na = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+")

    objects = Wereldbeheer["Bericht"]("zaak")

    class Meta:
        ordering = ["-gepland_op", "-pk"]
        verbose_name_plural = "berichten"
        constraints = [
            models.UniqueConstraint(fields=["aanleiding", "regel", "ontvanger"], name="bericht_eenmaal"),
            models.CheckConstraint(
                condition=Q(zaak__isnull=False) | Q(rol="") & ~Q(aan=""),
                name="bericht_over_zaak_of_persoonlijk",
            ),
            models.CheckConstraint(
                condition=Q(bevestigd_op__isnull=True)
                | Q(bevestigd_door__isnull=False)
                | Q(bevestigd_door_contact__isnull=False),
                name="bericht_bevestigd_heeft_door",
            ),
            models.CheckConstraint(
                condition=~Q(status="verzonden") | Q(verzonden_op__isnull=False), name="bericht_verzonden_heeft_moment"
            ),
            models.CheckConstraint(
                condition=~Q(status="verzameld") | Q(verzameld_in__isnull=False), name="bericht_verzameld_heeft_post"
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
            # Asked by every poll of `/gezond`.
            models.Index(fields=["gepland_op"], name="bericht_vastgelopen", condition=Q(status="vastgelopen")),
            # Asked by every round of a sender: what one address got these minutes (verzamelpost).
            models.Index(
                fields=["aan", "verzonden_op"], name="bericht_pas_gegaan", condition=Q(verzonden_op__isnull=False)
            ),
            models.Index(
                fields=["aan", "gepland_op"], name="bericht_verzamelpost", condition=Q(sjabloon="verzamelbericht")
            ),
            models.Index(fields=["zaak", "gepland_op"], name="bericht_per_zaak"),
            # What the auditor asks every minute: what waits for a lock, and what was followed up since.
            models.Index(fields=["zaak"], name="bericht_wacht", condition=Q(status="wacht")),
            models.Index(fields=["opgevolgd_op"], name="bericht_opgevolgd", condition=Q(opgevolgd_op__isnull=False)),
            # Asked by every page: what waits for a confirmation by a seat, and is late (escalatie.werk.werkvoorraad).
            models.Index(
                fields=["rol", "bevestigen_voor_op"],
                name="bericht_gevraagd_rol",
                condition=Q(
                    bevestigen_voor_op__isnull=False, bevestigd_op__isnull=True, vraag_vervallen_op__isnull=True
                ),
            ),
            # Asked by every worklist and by each round: few among all that was ever sent, found by the open zaken.
            models.Index(
                fields=["zaak"],
                name="bericht_gevraagd",
                condition=Q(
                    bevestigen_voor_op__isnull=False, bevestigd_op__isnull=True, vraag_vervallen_op__isnull=True
                ),
            ),
            models.Index(fields=["zaak"], name="bericht_rood", condition=Q(status__in=VRAAGT_TELEFOON)),
            models.Index(
                fields=["bevestigen_voor_op"],
                name="bericht_onbevestigd",
                condition=Q(bevestigen_voor_op__isnull=False, bevestigd_op__isnull=True, opgevolgd_op__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.regel} aan {self.ontvanger}"

    @property
    def is_persoonlijk(self) -> bool:
        """Whether this is about the contact list or an account, and not about a zaak."""
        return self.zaak_id is None

    @property
    def melding(self) -> Melding | None:
        """The melding that this is about; None when it is about something else. Fetch `zaak__als_melding` along."""
        return self.zaak.als_melding if self.zaak and self.zaak.zaaksoort == MELDING else None

    @property
    def is_voor_buiten(self) -> bool:
        """Whether this leaves the circle of a dossier: to who opens none, or with the agreed texts about a question of
        the press."""
        if not self.melding:
            return PERSTEKST in self.gegevens
        return self.rol not in ROLLEN_MET_DOSSIERS and self.sjabloon != ONTVANGST_MELDER

    @property
    def is_aangenomen(self) -> bool:
        """Whether the mail server took it, by itself or in one mail with others."""
        return self.status in AANGENOMEN and self.verzonden_op is not None

    @property
    def stand(self) -> BerichtStatus:
        """The status for people: what goes along in a mail with others is planned until that mail was accepted."""
        if self.status != BerichtStatus.VERZAMELD:
            return BerichtStatus(self.status)
        return BerichtStatus.VERZONDEN if self.is_aangenomen else BerichtStatus.GEPLAND

    @property
    def is_rood(self) -> bool:
        """Whether this duty to inform has not been met by the app and needs a person."""
        return self.status in VRAAGT_TELEFOON


class SmsStatus(models.TextChoices):
    """Where the second channel of a message stands. The last three are final."""

    GEPLAND = "gepland", "klaar om te versturen"
    BEZIG = "bezig", "wordt verstuurd"
    VERZONDEN = "verzonden", "aangenomen door de sms-dienst"
    MISLUKT = "mislukt", "niet afgeleverd"
    INGETROKKEN = "ingetrokken", "ingetrokken"


class Sms(Verzegeld):
    """The same message by a second channel: a text with kenmerk and link to the mobile number of who it is for.

    A row of its own, with a lease of its own: whatever the SMS service does, the mail and its proof are not touched.
    `sleutel` goes along, so that the service can recognise a second delivery.
    """

    ZEGEL_LOS = frozenset({"status", "reden", "volgende_poging_op", "lease_tot", "pogingen"})

    bericht = models.OneToOneField(Bericht, models.PROTECT, related_name="sms")
    sleutel = models.UUIDField(unique=True, default=uuid4, editable=False)
    status = models.CharField(max_length=12, choices=SmsStatus, default=SmsStatus.GEPLAND)
    reden = models.CharField(max_length=300, blank=True)
    naar = models.CharField(max_length=24, blank=True)
    gepland_op = models.DateTimeField()
    volgende_poging_op = models.DateTimeField(null=True, blank=True)
    lease_tot = models.DateTimeField(null=True, blank=True)
    pogingen = models.PositiveSmallIntegerField(default=0)
    verzonden_op = models.DateTimeField(null=True, blank=True)

    objects = Wereldbeheer["Sms"]("bericht__zaak")

    class Meta:
        ordering = ["-gepland_op", "-pk"]
        verbose_name_plural = "sms-berichten"
        constraints = [
            models.CheckConstraint(
                condition=~Q(status="verzonden") | Q(verzonden_op__isnull=False), name="sms_verzonden_heeft_moment"
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["gepland", "bezig"]) | Q(volgende_poging_op__isnull=False),
                name="sms_open_heeft_poging",
            ),
        ]
        indexes = [
            models.Index(
                fields=["volgende_poging_op"], name="sms_te_verzenden", condition=Q(status__in=["gepland", "bezig"])
            )
        ]

    def __str__(self) -> str:
        return f"sms bij bericht {self.bericht_id}"


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

    objects = Wereldbeheer["Stuiter"]("bericht__zaak")

    class Meta:
        ordering = ["-ontvangen_op", "-pk"]
        verbose_name_plural = "stuiters"

    def __str__(self) -> str:
        return f"{self.adres}: {self.get_soort_display()}"
