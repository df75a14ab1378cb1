"""The communication advice of a melding: versions with their parts, and who does what per gemeente (R55–R58, R115)."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from calamiteiten.models import Melding, Zaak
from calamiteiten.werelden import Wereldbeheer
from contacten.models import Gebruiker, Gemeente, Verzegeld


class Houding(models.TextChoices):
    """How to deal with the media (R83)."""

    PASSIEF = "passief", "passief: alleen antwoord op vragen"
    ACTIEF = "actief", "actief: zelf naar buiten"


class Bereik(models.TextChoices):
    """Who speaks: one gemeente or the region (R83)."""

    LOKAAL = "lokaal", "lokaal: de gemeente voert het woord"
    REGIONAAL = "regionaal", "regionaal: de regio stemt het woord af"


class Communicatieadvies(Verzegeld):
    """One version of the communication advice of a melding (R55–R58, R82, R83, R105–R119).

    `delen`: text per part, by the codes of the adviesdelen in the protocol file. A version is a concept until
    `vastgesteld_op`; from then on it never changes (on PostgreSQL a trigger refuses it, migration
    `advies_ligt_vast`). `bewerking` counts the saves of a concept, so that two writers see each other. One concept at a
    time. `houding` and `bereik` are empty until they were chosen; `namens`: the function of the one in whose name the
    region wrote it.
    """

    ZEGEL_LOS = frozenset({"bewerking"})

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    versie = models.PositiveSmallIntegerField()
    delen = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    houding = models.CharField(max_length=10, choices=Houding, blank=True)
    bereik = models.CharField(max_length=10, choices=Bereik, blank=True)
    namens = models.CharField(max_length=120, blank=True)
    bewerking = models.PositiveIntegerField(default=0)
    opgesteld_op = models.DateTimeField()
    opgesteld_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    bewerkt_op = models.DateTimeField(null=True, blank=True)
    vastgesteld_op = models.DateTimeField(null=True, blank=True)
    vastgesteld_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")

    objects = Wereldbeheer["Communicatieadvies"]("melding")

    class Meta:
        ordering = ["-versie"]
        verbose_name_plural = "communicatieadviezen"
        constraints = [
            models.UniqueConstraint(fields=["melding", "versie"], name="advies_versie_uniek"),
            models.UniqueConstraint(
                fields=["melding"], condition=Q(vastgesteld_op__isnull=True), name="advies_een_concept"
            ),
            models.CheckConstraint(
                condition=Q(vastgesteld_op__isnull=True) | Q(vastgesteld_door__isnull=False),
                name="advies_vastgesteld_heeft_door",
            ),
            models.CheckConstraint(
                condition=Q(vastgesteld_op__isnull=True) | (~Q(houding="") & ~Q(bereik="")),
                name="advies_vastgesteld_heeft_lijn",
            ),
        ]

    def __str__(self) -> str:
        return f"advies {self.versie} bij {self.melding_id}"

    def is_vastgesteld(self) -> bool:
        """Whether this version was laid down."""
        return self.vastgesteld_op is not None


class AdviesGemeente(Verzegeld):
    """Who does what in one gemeente, by one version of the advice (R57, R58): the gemeente leads unless agreed
    otherwise."""

    advies = models.ForeignKey(Communicatieadvies, models.CASCADE, related_name="gemeenten")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="+")
    is_gemeente_in_de_lead = models.BooleanField(default=True)
    woordvoerder = models.CharField(max_length=120, blank=True)
    afspraken = models.TextField(blank=True)

    objects = Wereldbeheer["AdviesGemeente"]("advies__melding")

    class Meta:
        ordering = ["gemeente__naam"]
        verbose_name_plural = "taakverdelingen"
        constraints = [models.UniqueConstraint(fields=["advies", "gemeente"], name="taakverdeling_per_gemeente")]

    def __str__(self) -> str:
        return f"{self.gemeente} bij {self.advies_id}"


class Adviestekst(Verzegeld):
    """A text of the advice of a melding, which is that of every open press question about it too: each time that it
    changed, with who did it and on the page of which zaak (`bij`). `deel`: which part of the advice. Rows are only
    added; the newest of a part holds (docs/besluiten/0026)."""

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    deel = models.CharField(max_length=40)
    tekst = models.TextField(blank=True)
    bij = models.ForeignKey(Zaak, models.PROTECT, related_name="+")
    op = models.DateTimeField()
    door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")

    objects = Wereldbeheer["Adviestekst"]("melding")

    class Meta:
        ordering = ["-op", "-pk"]
        verbose_name_plural = "adviesteksten"
        indexes = [models.Index(fields=["melding", "-op"], name="adviestekst_per_melding")]

    def __str__(self) -> str:
        return f"{self.deel} van {self.melding_id}"
