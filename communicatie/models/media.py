"""The media monitor: what was seen, by hand or in a feed, and what is being looked for (R18, R19, R107, R116)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from calamiteiten.models import Melding
from calamiteiten.werelden import Wereldbeheer
from contacten.models import Gebruiker

from .persvragen import Persvraag

_OVER_IETS = Q(melding__isnull=False) | Q(persvraag__isnull=False)


class Mediabereik(models.TextChoices):
    """How far a piece reaches."""

    LOKAAL = "lokaal", "lokaal"
    REGIONAAL = "regionaal", "regionaal"
    LANDELIJK = "landelijk", "landelijk"


class Mediatoon(models.TextChoices):
    """How it sounds."""

    NEUTRAAL = "neutraal", "neutraal"
    BEZORGD = "bezorgd", "bezorgd"
    KRITISCH = "kritisch", "kritisch"
    STEUNEND = "steunend", "steunend"


class Feed(models.Model):
    """An RSS or Atom feed that the beheerder lets us read. `is_actief` off keeps the history of what it gave."""

    naam = models.CharField(max_length=120)
    adres = models.URLField(max_length=500, unique=True)
    is_actief = models.BooleanField(default=True)
    toegevoegd_op = models.DateTimeField()
    toegevoegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    volgende_op = models.DateTimeField()
    gelukt_op = models.DateTimeField(null=True, blank=True)
    mislukt_aantal = models.PositiveSmallIntegerField(default=0)
    fout = models.CharField(max_length=300, blank=True)
    etag = models.CharField(max_length=200, blank=True)
    laatst_gewijzigd = models.CharField(max_length=60, blank=True)

    class Meta:
        ordering = ["naam"]
        verbose_name_plural = "feeds"

    def __str__(self) -> str:
        return self.naam


class Mediavolger(models.Model):
    """What the feeds are searched for: words, about a melding or a persvraag, until a chosen day (R19)."""

    melding = models.ForeignKey(Melding, models.PROTECT, null=True, blank=True, related_name="+")
    persvraag = models.ForeignKey(Persvraag, models.PROTECT, null=True, blank=True, related_name="+")
    trefwoorden = models.JSONField(default=list)
    tot_datum = models.DateField()
    begonnen_op = models.DateTimeField()
    begonnen_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    gestopt_op = models.DateTimeField(null=True, blank=True)

    objects = Wereldbeheer["Mediavolger"]("melding", "persvraag")

    class Meta:
        ordering = ["-begonnen_op"]
        verbose_name_plural = "mediavolgers"
        constraints = [
            models.CheckConstraint(condition=_OVER_IETS, name="mediavolger_gaat_over_iets"),
            models.UniqueConstraint(
                Coalesce("melding", 0),
                Coalesce("persvraag", 0),
                condition=Q(gestopt_op__isnull=True),
                name="mediavolger_een_lopend",
            ),
        ]

    def __str__(self) -> str:
        return ", ".join(self.trefwoorden)


class Mediasignaal(models.Model):
    """One piece in the media about a melding or a persvraag.

    `sleutel` recognises the piece, so that a feed that is read again adds nothing. `feed` and no `vastgelegd_door` when
    it was found, the other way round when somebody entered it. `behoefte`: what people want to know, as it shows.
    `niet_relevant_op` and `_door`: who last judged whether it is about the subject.
    """

    melding = models.ForeignKey(Melding, models.PROTECT, null=True, blank=True, related_name="+")
    persvraag = models.ForeignKey(Persvraag, models.PROTECT, null=True, blank=True, related_name="+")
    bron = models.CharField(max_length=120)
    titel = models.CharField(max_length=300)
    link = models.URLField(max_length=1000, blank=True)
    verschenen_op = models.DateTimeField()
    bereik = models.CharField(max_length=12, choices=Mediabereik, blank=True)
    toon = models.CharField(max_length=12, choices=Mediatoon, blank=True)
    behoefte = models.TextField(blank=True)
    feed = models.ForeignKey(Feed, models.PROTECT, null=True, blank=True, related_name="+")
    sleutel = models.CharField(max_length=64)
    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    is_niet_relevant = models.BooleanField(default=False)
    niet_relevant_op = models.DateTimeField(null=True, blank=True)
    niet_relevant_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")

    objects = Wereldbeheer["Mediasignaal"]("melding", "persvraag")

    class Meta:
        ordering = ["-verschenen_op", "-pk"]
        verbose_name_plural = "mediasignalen"
        constraints = [
            models.CheckConstraint(condition=_OVER_IETS, name="mediasignaal_gaat_over_iets"),
            models.CheckConstraint(
                condition=Q(feed__isnull=False) | Q(vastgelegd_door__isnull=False), name="mediasignaal_heeft_herkomst"
            ),
            models.UniqueConstraint(
                Coalesce("melding", 0), Coalesce("persvraag", 0), "sleutel", name="mediasignaal_eenmaal"
            ),
        ]
        indexes = [
            models.Index(fields=["melding", "verschenen_op"], name="mediasignaal_per_melding"),
            models.Index(fields=["persvraag", "verschenen_op"], name="mediasignaal_per_persvraag"),
        ]

    def __str__(self) -> str:
        return self.titel
