"""Gemeenten, aanbieders and where they work (R26, R30, R51)."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q

from basis.jaren import eis_jaar

# What forms say where there is no gemeente to choose: no gemeente may have one of these as its code.
BUITEN, ZELFDE, ONBEKEND = "buiten", "zelfde", "onbekend"
GEEN_GEMEENTE = frozenset({BUITEN, ZELFDE, ONBEKEND})
# Who or what is new belongs to a gemeente that goes on; what is older may name one that ended.
GAAT_DOOR = Q(einde_datum__isnull=True)


class Gemeente(models.Model):
    """A gemeente of the region (R26, R99); one that went up in another keeps its row, for what was done in its time."""

    naam = models.CharField(max_length=80, unique=True)
    code = models.SlugField(max_length=40, unique=True)
    cbs_code = models.CharField("CBS-code", max_length=6, unique=True)
    protocol_url = models.URLField(
        "richtlijn maatschappelijke onrust", blank=True, help_text="Link naar het eigen protocol van de gemeente (R41)."
    )

    einde_datum = models.DateField("laatste dag", validators=[eis_jaar], null=True, blank=True, editable=False)
    opvolger = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        ordering = ["naam"]
        verbose_name_plural = "gemeenten"
        constraints = [
            models.CheckConstraint(
                condition=Q(einde_datum__isnull=True, opvolger__isnull=True)
                | Q(einde_datum__isnull=False, opvolger__isnull=False),
                name="gemeente_einde_heeft_opvolger",
            ),
            models.CheckConstraint(
                condition=Q(opvolger__isnull=True) | ~Q(opvolger=F("pk")), name="gemeente_is_niet_haar_opvolger"
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def clean(self) -> None:
        """Refuse a code that means something else in a form."""
        if self.code in GEEN_GEMEENTE:
            raise ValidationError(
                {"code": f"De code “{self.code}” is al in gebruik voor iets anders. Kies een andere."}
            )


class AanbiederSoort(models.TextChoices):
    """Kinds of institutions to which the definitions apply (R30)."""

    JEUGDHULPAANBIEDER = "jeugdhulpaanbieder", "jeugdhulpaanbieder"
    GECERTIFICEERDE_INSTELLING = "gecertificeerde_instelling", "gecertificeerde instelling"
    VEILIG_THUIS = "veilig_thuis", "Veilig Thuis"


class Aanbieder(models.Model):
    """An institution that gives youth care under the framework agreement."""

    naam = models.CharField(max_length=120, unique=True)
    soort = models.CharField(max_length=30, choices=AanbiederSoort, default=AanbiederSoort.JEUGDHULPAANBIEDER)
    kvk = models.CharField("KvK-nummer", max_length=8, blank=True)
    protocol_url = models.URLField("eigen calamiteitenprotocol", blank=True)
    gemeenten: "models.ManyToManyField[Gemeente, Werkgebied]" = models.ManyToManyField(
        Gemeente, through="Werkgebied", related_name="+"
    )

    class Meta:
        ordering = ["naam"]
        verbose_name_plural = "aanbieders"

    def __str__(self) -> str:
        return self.naam


class Werkgebied(models.Model):
    """In which gemeente an aanbieder gives jeugdhulp, from when until when (R51)."""

    aanbieder = models.ForeignKey(Aanbieder, models.CASCADE, related_name="werkgebieden")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="+")
    van_datum = models.DateField("van", validators=[eis_jaar])
    tot_datum = models.DateField("tot en met", validators=[eis_jaar], null=True, blank=True)

    class Meta:
        ordering = ["aanbieder", "gemeente", "van_datum"]
        verbose_name_plural = "werkgebieden"
        constraints = [
            models.UniqueConstraint(fields=["aanbieder", "gemeente", "van_datum"], name="werkgebied_uniek"),
            models.CheckConstraint(
                condition=Q(tot_datum__isnull=True) | Q(tot_datum__gte=F("van_datum")),
                name="werkgebied_tot_na_van",
                violation_error_message="De einddatum ligt voor de begindatum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.aanbieder} in {self.gemeente}"
