"""Press questions that are no crisis (Hoofdstuk 1): the question, its steps, its alarms, the answers (R3–R22)."""

from typing import ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property

from basis.taal import moment, opsomming
from calamiteiten.models import Melding, Zaak
from calamiteiten.statussen import PERSVRAAG
from calamiteiten.werelden import Wereldbeheer
from communicatie.persvragen.statussen import Vrager
from contacten.models import Aanbieder, Gebruiker, Gemeente, Vastgelegd, Verzegeld, een_dader


class Persvraag(Zaak):
    """A question of the press about youth care, and what is agreed about it.

    `vrager` brings it in, `vrager_toelichting` says who in words (never a name of a citizen); who of the press asks it,
    and for what medium, is a `Persvrager`, of which there can be several. `aanbieder`: whom it is about. `gemeente` is
    the one that answers; None when that lies outside the region (`gemeente_buiten`). `gemeenten`: which others it
    concerns. `verberg_gemeente`: the others do not read which gemeente it is about. `openbaar`: the numbers and
    addresses, a line each, that anybody may read and that may stand in an outgoing text.
    `kernboodschap`, `achtergrond` and `memo` are agreed texts (R8–R10); what a gemeente made of them is a
    `Persantwoord`. `melding`: the calamity it turned out to be about
    (R22). `vervolg_op`: the question of which this one is a follow-up (R17). `samengevoegd_met`: the question that goes
    on for this one, while it is closed because of that.
    """

    SOORT = PERSVRAAG

    # No window on this kind in the spine, which lies lower and does not know it.
    ZEGEL_LOS = frozenset({"bewerking"})

    zaak_ptr = models.OneToOneField(Zaak, models.CASCADE, parent_link=True, primary_key=True, related_name="+")
    vraag = models.TextField()
    vrager = models.CharField(max_length=16, choices=Vrager)
    vrager_toelichting = models.CharField(max_length=160, blank=True)
    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, null=True, blank=True, related_name="+")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    gemeente_buiten = models.CharField(max_length=80, blank=True)
    gemeenten: "models.ManyToManyField[Gemeente, models.Model]" = models.ManyToManyField(Gemeente, related_name="+")
    verberg_gemeente = models.BooleanField(default=False)
    openbaar = models.TextField(blank=True)
    samengevoegd_met = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="samengevoegde_vragen"
    )
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

    objects: ClassVar[Wereldbeheer["Persvraag"]] = Wereldbeheer["Persvraag"]()

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
            models.CheckConstraint(
                condition=Q(samengevoegd_met__isnull=True) | ~Q(samengevoegd_met=F("zaak_ptr")),
                name="persvraag_niet_samengevoegd_met_zich",
            ),
        ]

    @property
    def medium(self) -> str:
        """Where it will appear, of everyone who asks it still. Fetch `vragers` along."""
        return opsomming(dict.fromkeys(vrager.medium for vrager in self.vragers.all() if not vrager.is_weg))

    @cached_property
    def openbare_regels(self) -> list[str]:
        """The numbers and addresses that may stand in its texts. Questions about one melding say the same text, so what
        was marked at one of them may stand in that of each."""
        eigen = self.openbaar.splitlines()
        if self.melding_id is None:
            return eigen
        samen = Persvraag.objects.filter(melding=self.melding_id).exclude(pk=self.pk).exclude(openbaar="")
        return [*eigen, *(regel for tekst in samen.values_list("openbaar", flat=True) for regel in tekst.splitlines())]


class Persvrager(Verzegeld):
    """One journalist who asks a question: for what medium, where to call back, and before when.

    `naam`, `terugbelnummer` and `eerder` (how the two read before they were put right) are erased some days after the
    end: `gewist_op`. Nothing else may hold them, so no step and no message does. `eerst_bij`: the question from which
    this one came along when the two became one. `beantwoord_op`: when this journalist had an answer. `ingetrokken_op`:
    this journalist asks it no more.
    """

    persvraag = models.ForeignKey(Persvraag, models.PROTECT, related_name="vragers")
    eerst_bij = models.ForeignKey(Persvraag, models.PROTECT, null=True, blank=True, related_name="+")
    medium = models.CharField(max_length=120, blank=True)
    naam = models.CharField(max_length=120, blank=True)
    terugbelnummer = models.CharField(max_length=60, blank=True)
    eerder = models.JSONField(default=list, blank=True)
    gevraagd_op = models.DateTimeField()
    deadline_op = models.DateTimeField(null=True, blank=True)
    beantwoord_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)
    gewist_op = models.DateTimeField(null=True, blank=True)
    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")

    objects = Wereldbeheer["Persvrager"]("persvraag")

    class Meta:
        ordering = ["gevraagd_op", "pk"]
        verbose_name_plural = "persvragers"
        constraints = [
            models.CheckConstraint(
                condition=Q(deadline_op__isnull=True) | Q(deadline_op__gt=F("gevraagd_op")),
                name="persvrager_deadline_na_vraag",
            ),
        ]

    def __str__(self) -> str:
        return self.medium or "de pers"

    @property
    def is_weg(self) -> bool:
        """Whether this journalist asks it no more."""
        return self.ingetrokken_op is not None

    @property
    def wacht(self) -> bool:
        """Whether this journalist still waits for an answer."""
        return self.beantwoord_op is None and self.ingetrokken_op is None


class Persantwoord(Vastgelegd):
    """What a gemeente answered in its own words, and to whom of the press (R11, R16). A later row corrects; none is
    changed: a `Herroeping` says that one counts no more. `verbetering_van`: the first row that said it, when this one
    puts it right. `is_kernboodschap`: it gave the agreed text, without words of its own."""

    persvraag = models.ForeignKey(Persvraag, models.PROTECT, related_name="antwoorden")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    vragers: "models.ManyToManyField[Persvrager, models.Model]" = models.ManyToManyField(Persvrager, related_name="+")
    tekst = models.TextField()
    beantwoord_op = models.DateTimeField()
    beantwoord_door = models.CharField(max_length=120)
    is_kernboodschap = models.BooleanField(default=False)
    verbetering_van = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="verbeteringen")

    objects = Wereldbeheer["Persantwoord"]("persvraag")

    class Meta:
        ordering = ["beantwoord_op", "pk"]
        constraints = [een_dader("persantwoord_een_dader")]
        verbose_name_plural = "persantwoorden"

    def __str__(self) -> str:
        return f"antwoord bij {self.persvraag_id}"

    @property
    def weg(self) -> str:
        """By whom, when and why this counts no more; "" while it does. Fetch its doer along."""
        herroeping = getattr(self, "herroeping", None)
        if herroeping is None:
            return ""
        return f"Telt niet meer: {herroeping.wie}, {moment(herroeping.op)}: {herroeping.reden}"
