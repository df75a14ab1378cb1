"""Press questions that are no crisis (Hoofdstuk 1): the question, its steps, its alarms, the answers (R3–R22)."""

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import Q

from calamiteiten.models import Melding, Zaak
from calamiteiten.statussen import PERSVRAAG
from communicatie.persvragen.statussen import Vrager
from contacten.models import Gebruiker, Gemeente


class Persvraag(Zaak):
    """A question of the press about youth care, and what is agreed about it.

    `vrager` brings it in, `vrager_toelichting` says who in words (never a name of a citizen); `medium` is where it will
    appear. `gemeente` is the one that answers; None when that lies outside the region (`gemeente_buiten`).
    `kernboodschap`, `achtergrond` and `memo` are agreed texts (R8–R10); what a gemeente made of them is a
    `Persantwoord`. `melding`: the calamity it turned out to be about
    (R22). `vervolg_op`: the question of which this one is a follow-up (R17).
    """

    SOORT = PERSVRAAG

    # No window on this kind in the spine, which lies lower and does not know it.
    zaak_ptr = models.OneToOneField(Zaak, models.CASCADE, parent_link=True, primary_key=True, related_name="+")
    vraag = models.TextField()
    vrager = models.CharField(max_length=16, choices=Vrager)
    vrager_toelichting = models.CharField(max_length=160, blank=True)
    medium = models.CharField(max_length=120, blank=True)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    gemeente_buiten = models.CharField(max_length=80, blank=True)
    vervolg_op = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="vervolgvragen")
    melding = models.ForeignKey(Melding, models.PROTECT, null=True, blank=True, related_name="+")
    # Since when the locks of that calamity hold for what this question sends.
    gekoppeld_op = models.DateTimeField(null=True, blank=True)
    kernboodschap = models.TextField(blank=True)
    achtergrond = models.TextField(blank=True)
    memo = models.TextField(blank=True)
    meer_informatie = models.TextField(blank=True)
    heeft_afstemming_nodig = models.BooleanField(null=True, blank=True)
    gemeenten_geinformeerd_op = models.DateTimeField(null=True, blank=True)
    doorgestuurd_op = models.DateTimeField(null=True, blank=True)
    beantwoord_op = models.DateTimeField(null=True, blank=True)
    monitor_tot_datum = models.DateField(null=True, blank=True)
    evaluatie = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    bewerking = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["-ontvangen_op", "-pk"]
        verbose_name_plural = "persvragen"
        constraints = [
            models.CheckConstraint(
                condition=Q(gemeente__isnull=False) | ~Q(gemeente_buiten=""), name="persvraag_heeft_gemeente"
            ),
            models.CheckConstraint(
                condition=Q(melding__isnull=True, gekoppeld_op__isnull=True)
                | Q(melding__isnull=False, gekoppeld_op__isnull=False),
                name="persvraag_koppeling_heeft_moment",
            ),
        ]


class Persantwoord(models.Model):
    """What a gemeente answered in its own words (R11, R16). A later row corrects; none is changed."""

    persvraag = models.ForeignKey(Persvraag, models.PROTECT, related_name="antwoorden")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    tekst = models.TextField()
    beantwoord_op = models.DateTimeField()
    beantwoord_door = models.CharField(max_length=120)
    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")

    class Meta:
        ordering = ["beantwoord_op", "pk"]
        verbose_name_plural = "persantwoorden"

    def __str__(self) -> str:
        return f"antwoord bij {self.persvraag_id}"
