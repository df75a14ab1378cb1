"""What happened and what was found: the zaak, the melding, the analyses and the other facts of a dossier.

The status of a zaak is a lock with arrows; the law is the protocol file, and the one door that moves a zaak is
`escalatie.draaiboek`.
"""

from datetime import datetime
from typing import ClassVar
from uuid import uuid4

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse
from django_fsm import FSMField
from guardian.models import GroupObjectPermissionBase, UserObjectPermissionBase

from basis.grendel import Grendel
from basis.taal import moment
from basis.wereld import Wereld, nummer_hier
from contacten.models import (
    Aanbieder,
    AanbiederSoort,
    Contactpersoon,
    Gebruiker,
    Gemeente,
    Gemerkt,
    Vastgelegd,
    Verzegeld,
    Zegelbeheer,
    dadernaam,
    een_dader,
    met_dader,
)
from contacten.rollen import eis_rol

from .statussen import MELDING, PARAATHEID, PARTIJ, PERSVRAAG, Beeld, Soort, beeld
from .werelden import Wereldbeheer


class Oefening(models.Model):
    """A drill: a scenario played in a world of its own, beside real work and never in it (R153, R175).

    It is made ready (people sign up), begins (`begonnen_op`, real time), and is stopped or broken off; one without
    `gestopt_door` ended by itself. Its clock stood at `klok_op` when it began and goes `snelheid` times as fast.
    `aanbieder` and `gemeente` play the part that the scenario gives to "the" aanbieder and gemeente.
    """

    scenario = models.CharField(max_length=40)
    naam = models.CharField(max_length=120)
    snelheid = models.PositiveSmallIntegerField()
    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, related_name="+")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="+")
    gemaakt_op = models.DateTimeField()
    gemaakt_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    begonnen_op = models.DateTimeField(null=True, blank=True)
    klok_op = models.DateTimeField(null=True, blank=True)
    gestart_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    gestopt_op = models.DateTimeField(null=True, blank=True)
    gestopt_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    is_afgebroken = models.BooleanField(default=False, db_default=False)
    reden = models.TextField(blank=True)
    # What the link holds, signed, with which who has no account asks to take part.
    sleutel = models.UUIDField(unique=True, default=uuid4, editable=False)

    class Meta:
        ordering = ["-gemaakt_op", "-pk"]
        verbose_name_plural = "oefeningen"
        constraints = [
            models.CheckConstraint(condition=Q(snelheid__gte=1), name="oefening_gaat_vooruit"),
            models.CheckConstraint(
                condition=Q(begonnen_op__isnull=True, klok_op__isnull=True, gestart_door__isnull=True)
                | Q(begonnen_op__isnull=False, klok_op__isnull=False, gestart_door__isnull=False),
                name="oefening_begin_heel",
            ),
            models.CheckConstraint(
                condition=Q(gestopt_op__isnull=True, gestopt_door__isnull=True, is_afgebroken=False)
                | Q(gestopt_op__isnull=False, gestopt_door__isnull=False)
                | Q(gestopt_op__isnull=False, begonnen_op__isnull=False, is_afgebroken=False),
                name="oefening_einde_heel",
            ),
            models.CheckConstraint(
                condition=Q(is_afgebroken=False) | ~Q(reden=""), name="oefening_afgebroken_met_reden"
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def get_absolute_url(self) -> str:
        """The page of this drill, among real work."""
        return reverse("oefening", args=[self.pk])

    @property
    def wereld(self) -> Wereld | None:
        """The world that it is played in; None until it begins."""
        if self.begonnen_op is None or self.klok_op is None:
            return None
        return Wereld(self.pk, self.begonnen_op, self.klok_op, self.snelheid, self.gestopt_op)

    @property
    def loopt(self) -> bool:
        """Whether it is being played."""
        return self.begonnen_op is not None and self.gestopt_op is None


class Deelname(models.Model):
    """That somebody signed up for a drill, with the address at which its mail may reach him. Nobody else is reached.

    Either of an account, or of a person of the contact list who takes part by links (docs/besluiten/0044). `plekken`:
    for whom that person came, in words, as it was then; of an account its role says so.
    """

    oefening = models.ForeignKey(Oefening, models.PROTECT, related_name="deelnames")
    gebruiker = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    contactpersoon = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")
    plekken = models.CharField(max_length=300, blank=True)
    adres = models.EmailField(blank=True)
    aangemeld_op = models.DateTimeField()
    afgemeld_op = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["aangemeld_op", "pk"]
        verbose_name_plural = "deelnames"
        constraints = [
            models.UniqueConstraint(
                fields=["oefening", "gebruiker"], condition=Q(afgemeld_op__isnull=True), name="deelname_eenmaal"
            ),
            models.UniqueConstraint(
                fields=["oefening", "contactpersoon"],
                condition=Q(afgemeld_op__isnull=True),
                name="deelname_contact_eenmaal",
            ),
            models.CheckConstraint(
                condition=Q(gebruiker__isnull=False, contactpersoon__isnull=True)
                # Who takes part by links has an address, or nothing could ever reach him.
                | (Q(gebruiker__isnull=True, contactpersoon__isnull=False) & ~Q(adres="")),
                name="deelname_van_een",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gebruiker_id or f'contact {self.contactpersoon_id}'} in oefening {self.oefening_id}"


class Oefenuitnodiging(models.Model):
    """That a person of the contact list is asked to take part in a drill, without an account (docs/besluiten/0044).

    `sleutel` is what the link in that mail holds, signed; it went to `adres`, and works as long as that is his. Without
    `gemaakt_door` he asked for it himself. Nothing of the drill reaches him before he signs up with it: then there is a
    `Deelname`.
    """

    oefening = models.ForeignKey(Oefening, models.PROTECT, related_name="uitnodigingen")
    contactpersoon = models.ForeignKey(Contactpersoon, models.PROTECT, related_name="+")
    adres = models.EmailField()
    sleutel = models.UUIDField(unique=True, default=uuid4, editable=False)
    gemaakt_op = models.DateTimeField()
    gemaakt_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    afgeslagen_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["gemaakt_op", "pk"]
        verbose_name_plural = "oefenuitnodigingen"
        constraints = [
            models.UniqueConstraint(
                fields=["oefening", "contactpersoon"],
                condition=Q(ingetrokken_op__isnull=True),
                name="oefenuitnodiging_eenmaal",
            ),
            models.CheckConstraint(
                condition=Q(ingetrokken_op__isnull=True, ingetrokken_door__isnull=True)
                | Q(ingetrokken_op__isnull=False, ingetrokken_door__isnull=False),
                name="oefenuitnodiging_ingetrokken_heeft_door",
            ),
        ]

    def __str__(self) -> str:
        return f"uitnodiging van {self.contactpersoon_id} voor oefening {self.oefening_id}"


class Zaak(Vastgelegd, Grendel):
    """What every case has, whatever its procedure: the spine on which steps, terms, tasks and messages hang.

    A melding is a zaak and a press question is one: the row of each shares its key with a row here. `zaaksoort` says
    which. `status` changes along an arrow of the protocol files only: `escalatie.protocol.slot` puts the arrows of
    every version on this field when the application starts, and into the database when it is migrated. Why and by whom
    a zaak moves is the law of its own version (`protocol_versie`, fixed when it came in); the door asks that.

    `ontvangen_op` is the moment it reached the region; `afgerond_op` is set while the status is final. Moments are
    aware (UTC). `sleutel` makes a second submit harmless.
    """

    # Of a kind: the value of `zaaksoort`.
    SOORT: ClassVar[str] = ""
    # Where it stands is proved by its steps.
    ZEGEL_LOS = frozenset({"status", "laatste_stap_op", "afgerond_op"})

    # The drill that this is part of; empty for real work. Set as it is made, and never after.
    oefening = models.ForeignKey(
        Oefening, models.PROTECT, null=True, editable=False, default=nummer_hier, db_index=False, related_name="+"
    )
    zaaksoort = models.CharField(max_length=12, editable=False)
    kenmerk = models.CharField(max_length=16, unique=True)
    sleutel = models.UUIDField(unique=True, editable=False)
    protocol_versie = models.CharField(max_length=60)
    # SHA-256 of the whole version as it was when this zaak came in; empty for what came before there was one.
    protocol_digest = models.CharField(max_length=64, blank=True, default="", db_default="")
    status = FSMField(max_length=24, protected=True)
    onderwerp = models.CharField(max_length=120)
    ontvangen_op = models.DateTimeField()
    laatste_stap_op = models.DateTimeField()
    afgerond_op = models.DateTimeField(null=True, blank=True)

    objects = Wereldbeheer["Zaak"]()

    class Meta:
        ordering = ["-ontvangen_op", "-pk"]
        verbose_name_plural = "zaken"
        constraints = [
            een_dader("zaak_heeft_een_dader"),
            models.CheckConstraint(
                condition=Q(zaaksoort__in=[MELDING, PERSVRAAG, PARAATHEID]), name="zaak_is_van_een_soort"
            ),
        ]
        indexes = [
            # The lists are read from here, newest first, and then one row each of the kind itself.
            models.Index(fields=["-ontvangen_op", "-id"], name="zaak_nieuwste"),
            models.Index(fields=["-ontvangen_op", "-id"], name="zaak_open", condition=Q(afgerond_op__isnull=True)),
            # The list of one status, however seldom that is.
            models.Index(fields=["status", "-ontvangen_op", "-id"], name="zaak_met_status"),
            # Every list leaves these few out (`werelden.py`).
            models.Index(fields=["oefening"], name="zaak_in_oefening", condition=Q(oefening__isnull=False)),
        ]

    def __str__(self) -> str:
        return self.kenmerk

    def begin(self, status: str) -> None:
        """Stand where a new zaak of this kind begins. Raises TransitionNotAllowed for a saved row."""
        super().begin(status)
        self.zaaksoort = self.SOORT

    def get_absolute_url(self) -> str:
        """The page of this zaak."""
        return reverse(self.zaaksoort, args=[self.kenmerk])

    def is_open(self) -> bool:
        """Whether something can still have to be done."""
        return self.afgerond_op is None

    def get_status_display(self) -> str:
        """The status as the version of this zaak calls it."""
        return self.statusbeeld.naam

    @property
    def statusbeeld(self) -> Beeld:
        """The status as a badge."""
        return beeld(self.zaaksoort, self.protocol_versie, self.status)


# Who reported, of what the choice list "melder" holds: from these two something follows.
DE_AANBIEDER, EEN_ANDER = "aanbieder", "anders"


class Melding(Zaak):
    """One report of a calamity or violence, without names (R26–R45, R167).

    `gebeurd_datum` and `gebeurd_tijd` are local, because that is how people tell it. `melder`: which body told the
    contractmanager, by code of the choice list; `melder_anders`: which other one, a function or an organisation.
    `gemeld_zelf_op`: when the aanbieder told it as well, after another did (R28, R37, R43).
    """

    SOORT = MELDING
    # What is weighed again from the facts, and a count of the saves.
    ZEGEL_LOS = frozenset({"scenario", "versie", "spoed_sinds_op", "spoed_door"})

    zaak_ptr = models.OneToOneField(
        Zaak, models.CASCADE, parent_link=True, primary_key=True, related_name="als_melding"
    )
    scenario = models.CharField(max_length=10, blank=True)
    omschrijving = models.TextField()
    soort = models.CharField(max_length=20, choices=Soort)
    meldingssoort = models.CharField(max_length=20)
    categorie = models.CharField(max_length=40, blank=True)
    zorgcontext = models.CharField(max_length=40)
    grondslag = models.CharField(max_length=40)
    criteria = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    # What goes on at this moment, by code of the choice list "acuut".
    acuut = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    gebeurd_datum = models.DateField()
    gebeurd_tijd = models.TimeField(null=True, blank=True)
    plaatssoort = models.CharField(max_length=40)
    plaats = models.CharField(max_length=120, blank=True)

    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, related_name="+")
    aanbieder_soort = models.CharField(max_length=30, choices=AanbiederSoort)
    gemeente_verblijf = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    gemeente_verblijf_buiten = models.CharField(max_length=80, blank=True)
    gemeente_woonplaats = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    gemeente_woonplaats_buiten = models.CharField(max_length=80, blank=True)

    melder = models.CharField(max_length=20, default=DE_AANBIEDER)
    melder_anders = models.CharField(max_length=120, blank=True)
    gemeld_zelf_op = models.DateTimeField(null=True, blank=True)
    gemeld_igj_op = models.DateTimeField(null=True, blank=True)
    igj_kenmerk = models.CharField(max_length=40, blank=True)
    # The melding that tells of the same event, for one that was closed because of that.
    dubbel_van = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="dubbelen")
    versie = models.PositiveIntegerField(default=1)
    # Since when this is urgent; by which rules of the protocol file as last weighed; by whose hand when against those.
    spoed_sinds_op = models.DateTimeField(null=True, blank=True)
    spoed_door = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    spoed_hand = models.CharField(max_length=3, choices=[("aan", "aan"), ("uit", "uit")], blank=True)

    betrokken: "models.ManyToManyField[Gemeente, Betrokkenheid]" = models.ManyToManyField(
        Gemeente, through="Betrokkenheid", related_name="+"
    )

    objects: ClassVar[Wereldbeheer["Melding"]] = Wereldbeheer["Melding"]()

    class Meta:
        ordering = ["-ontvangen_op", "-pk"]
        verbose_name_plural = "meldingen"
        default_permissions = ("view",)
        # What may tell of the same event is looked for by its day.
        indexes = [
            models.Index(fields=["gebeurd_datum"], name="melding_gebeurd"),
            models.Index(fields=["spoed_sinds_op"], name="melding_spoed", condition=Q(spoed_sinds_op__isnull=False)),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(gemeente_verblijf__isnull=False) | Q(gemeente_woonplaats__isnull=False),
                name="melding_heeft_gemeente",
            ),
            models.CheckConstraint(
                condition=Q(dubbel_van__isnull=True) | ~Q(dubbel_van=F("zaak_ptr")), name="melding_niet_dubbel_van_zich"
            ),
        ]

    @property
    def is_spoed(self) -> bool:
        """Whether this is urgent now: terms in hours, and whoever is told answers within minutes."""
        return self.spoed_sinds_op is not None and self.is_open()

    @property
    def is_door_aanbieder(self) -> bool:
        """Whether the aanbieder itself reported it (R28)."""
        return self.melder == DE_AANBIEDER

    @property
    def gemeld_toegang(self) -> dict[str, datetime]:
        """When the aanbieder told the toegang of each involved gemeente, by its code; who was not told, or of whom that
        is not known, is left out (R28)."""
        rijen = self.betrokkenheden.order_by().values_list("gemeente__code", "gemeld_op")
        return {code: gemeld_op for code, gemeld_op in rijen if gemeld_op}

    @property
    def gemeenten_buiten_regio(self) -> list[str]:
        """Names of the gemeenten outside the region that this melding concerns (R29)."""
        namen = [self.gemeente_verblijf_buiten, self.gemeente_woonplaats_buiten]
        return sorted({naam for naam in namen if naam})


class MeldingUserObjectPermission(UserObjectPermissionBase):
    """A person let into one dossier; asked and granted in toegang.py only."""

    content_object = models.ForeignKey(Melding, models.CASCADE)


class MeldingGroupObjectPermission(GroupObjectPermissionBase):
    """A team let into one dossier; asked and granted in toegang.py only."""

    content_object = models.ForeignKey(Melding, models.CASCADE)


class BetrokkenReden(models.TextChoices):
    """Why a gemeente is involved (R29, A6)."""

    VERBLIJF = "verblijf", "jeugdige verblijft hier"
    WOONPLAATS = "woonplaats", "woonplaatsbeginsel"
    BEIDE = "beide", "verblijf en woonplaatsbeginsel"
    TOEGEVOEGD = "toegevoegd", "toegevoegd door de contractmanager"


class Betrokkenheid(Verzegeld):
    """A gemeente that a melding concerns; carries who sees it, when the aanbieder told it and which scenario its
    toegang confirmed (R28, R29, R59, A6).

    `ontvangen_op` repeats the melding's, so that one index serves the list of a gemeente (meten).
    `gemeld_op`: when the aanbieder told this toegang; empty as long as that is not known.
    `bevestigd_namens` is empty when the toegang confirmed herself; else who confirmed by phone (a function).
    `weersproken_scenario`: what somebody else recorded by phone after the toegang itself had confirmed something else.
    Both stand, and nothing is confirmed, until the toegang says which it is.
    """

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="betrokkenheden")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, related_name="+")
    reden = models.CharField(max_length=12, choices=BetrokkenReden)
    ontvangen_op = models.DateTimeField()
    gemeld_op = models.DateTimeField(null=True, blank=True)
    bevestigd_scenario = models.CharField(max_length=10, blank=True)
    bevestigd_op = models.DateTimeField(null=True, blank=True)
    bevestigd_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    bevestigd_door_contact = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")
    bevestigd_namens = models.CharField(max_length=120, blank=True)
    weersproken_scenario = models.CharField(max_length=10, blank=True)

    objects = Wereldbeheer["Betrokkenheid"]("melding")

    class Meta:
        ordering = ["gemeente__naam"]
        verbose_name_plural = "betrokkenheden"
        constraints = [
            models.UniqueConstraint(fields=["melding", "gemeente"], name="betrokkenheid_uniek"),
            models.CheckConstraint(
                condition=Q(bevestigd_scenario="", bevestigd_op__isnull=True)
                | (~Q(bevestigd_scenario="") & Q(bevestigd_op__isnull=False)),
                name="betrokkenheid_bevestiging_heel",
            ),
            models.CheckConstraint(
                condition=Q(weersproken_scenario="")
                | (
                    ~Q(bevestigd_scenario="")
                    & Q(bevestigd_namens="")
                    & ~Q(weersproken_scenario=F("bevestigd_scenario"))
                ),
                name="betrokkenheid_weersproken_is_anders",
            ),
            een_dader("betrokkenheid_een_dader", "bevestigd_door", Q(bevestigd_op__isnull=True)),
        ]
        indexes = [models.Index(fields=["gemeente", "-ontvangen_op", "-melding"], name="betrokkenheid_lijst")]

    def __str__(self) -> str:
        return f"{self.gemeente} bij {self.melding_id}"

    @property
    def eens_met(self) -> str:
        """The scenario that its toegang agrees with; empty while that is not known, or two people say two things."""
        return "" if self.weersproken_scenario else self.bevestigd_scenario

    @property
    def is_zelf_bevestigd(self) -> bool:
        """Whether the toegang itself said so, in the app or by link."""
        return bool(self.bevestigd_scenario) and not self.bevestigd_namens


class AnalyseStatus(models.TextChoices):
    """Concept or definitive."""

    CONCEPT = "concept", "concept"
    DEFINITIEF = "definitief", "definitief"


class Samenhang(Verzegeld):
    """Two meldingen that tell of one event and both go on: who said so and why, and who undid it (R43).

    `een` is the one with the lower key, so that a pair is one row.
    """

    een = models.ForeignKey(Melding, models.CASCADE, related_name="+")
    twee = models.ForeignKey(Melding, models.CASCADE, related_name="+")
    reden = models.TextField()
    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    beeindigd_op = models.DateTimeField(null=True, blank=True)
    beeindigd_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    einde_reden = models.TextField(blank=True)

    objects = Wereldbeheer["Samenhang"]("een")

    class Meta:
        ordering = ["vastgelegd_op", "pk"]
        verbose_name_plural = "samenhangen"
        constraints = [
            models.UniqueConstraint(
                fields=["een", "twee"], condition=Q(beeindigd_op__isnull=True), name="samenhang_een_lopend"
            ),
            models.CheckConstraint(condition=Q(een__lt=F("twee")), name="samenhang_van_twee"),
            models.CheckConstraint(
                condition=Q(beeindigd_op__isnull=True) | (Q(beeindigd_door__isnull=False) & ~Q(einde_reden="")),
                name="samenhang_einde_met_reden",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.een_id} en {self.twee_id}"

    @classmethod
    def van(cls, melding: Melding) -> "models.QuerySet[Samenhang]":
        """The links of this melding, those that were undone too, with the meldingen and who made them."""
        rijen = cls._default_manager.filter(Q(een=melding) | Q(twee=melding))
        return rijen.select_related("een", "twee", "vastgelegd_door", "beeindigd_door")

    def ander_dan(self, melding: Melding) -> Melding:
        """The other melding of this pair."""
        return self.twee if self.een_id == melding.pk else self.een


class Impactanalyse(Verzegeld):
    """The impact analysis of one party (R46–R53): answers by question code of the protocol. `soort`: the party.

    `feiten` are the prefilled facts with their source, as they stood when they were looked up. `geschiedenis` keeps
    every submitted version that was reopened, with who, when and why. `verklaard` keeps why an answer holds though the
    fact beside it says otherwise: question, answer, fact, reason, who and when; nothing is taken from it.
    """

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="analyses")
    soort = models.CharField(max_length=30)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    antwoorden = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    toelichtingen = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    feiten = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    status = models.CharField(max_length=12, choices=AnalyseStatus, default=AnalyseStatus.CONCEPT)
    ingediend_op = models.DateTimeField(null=True, blank=True)
    ingediend_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    ingediend_door_contact = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")
    namens = models.CharField(max_length=120, blank=True)
    gewijzigd_op = models.DateTimeField()
    versie = models.PositiveIntegerField(default=1)
    geschiedenis = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    verklaard = models.JSONField(default=list, encoder=DjangoJSONEncoder)

    objects = Wereldbeheer["Impactanalyse"]("melding")

    class Meta:
        ordering = ["-soort", "gemeente__naam"]
        verbose_name_plural = "impactanalyses"
        constraints = [
            models.UniqueConstraint("melding", "soort", Coalesce("gemeente", 0), name="analyse_uniek"),
            models.CheckConstraint(
                condition=Q(status="concept", ingediend_op__isnull=True)
                | Q(status="definitief", ingediend_op__isnull=False),
                name="analyse_ingediend_is_definitief",
            ),
            een_dader("analyse_een_dader", "ingediend_door", Q(ingediend_op__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.naam} ({self.get_status_display()})"

    def get_absolute_url(self) -> str:
        """The page on which it is filled in or read."""
        vraag = "" if self._beeld.eerste else f"?partij={self.soort}"
        if self.gemeente:
            return reverse("analyse_gemeente", args=[self.melding.kenmerk, self.gemeente_id]) + vraag
        return reverse("analyse", args=[self.melding.kenmerk]) + vraag

    @property
    def naam(self) -> str:
        """What this analysis is called on screen."""
        return f"{self._beeld.naam} {self.gemeente or ''}".strip()

    @property
    def _beeld(self) -> Beeld:
        return beeld(PARTIJ, self.melding.protocol_versie, self.soort)

    @property
    def indiener(self) -> str:
        """The name of who submitted it; "" when nobody did."""
        return dadernaam(self, "ingediend_door")

    def is_definitief(self) -> bool:
        """Whether it was submitted."""
        return self.status == AnalyseStatus.DEFINITIEF


class Persoonsgegevens(Vastgelegd):
    """That personal data were supplied outside this application: purpose, channel and to whom (a function), never the
    data (R44, R45). `ingetrokken_op`: it was not so; by whom and why. How it read before stands in the steps."""

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="verstrekkingen")
    doel = models.CharField(max_length=300)
    kanaal = models.CharField(max_length=120)
    ontvanger = models.CharField(max_length=120, blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)
    ingetrokken_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    ingetrokken_reden = models.TextField(blank=True)

    objects = Wereldbeheer["Persoonsgegevens"]("melding")

    class Meta:
        ordering = ["vastgelegd_op", "pk"]
        verbose_name_plural = "persoonsgegevens"
        constraints = [
            een_dader("persoonsgegevens_een_dader"),
            models.CheckConstraint(
                condition=Q(ingetrokken_op__isnull=True)
                | (Q(ingetrokken_door__isnull=False) & ~Q(ingetrokken_reden="")),
                name="persoonsgegevens_ingetrokken_met_reden",
            ),
        ]

    def __str__(self) -> str:
        return f"verstrekking bij {self.melding_id}"

    @property
    def weg(self) -> str:
        """By whom, when and why this was taken back; "" while it counts."""
        if self.ingetrokken_door is None:
            return ""
        return f"Ingetrokken door {self.ingetrokken_door.naam}, {moment(self.ingetrokken_op)}: {self.ingetrokken_reden}"


class Inspectierapport(Vastgelegd):
    """The receipt of the report of the inspection by one party; without gemeente the party is the region (R87).

    ontvangen_datum: empty on a road of the inspection that has no report, or none yet (A18).
    """

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="inspectierapporten")
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    ontvangen_datum = models.DateField(null=True, blank=True)
    route = models.CharField(max_length=40, blank=True)
    verbeterpunten = models.TextField(blank=True)

    objects = Wereldbeheer["Inspectierapport"]("melding")

    class Meta:
        ordering = ["ontvangen_datum"]
        verbose_name_plural = "inspectierapporten"
        constraints = [
            een_dader("rapport_een_dader"),
            models.UniqueConstraint("melding", Coalesce("gemeente", 0), name="rapport_per_partij"),
        ]

    def __str__(self) -> str:
        return f"rapport bij {self.gemeente or settings.REGIO.organisatie}"


class Evaluatie(Verzegeld):
    """The evaluation with the questions of the protocol (R89–R96). One per melding; it stays editable."""

    ZEGEL_LOS = frozenset({"versie"})

    melding = models.OneToOneField(Melding, models.CASCADE, related_name="evaluatie")
    antwoorden = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    deelnemers = models.CharField(max_length=300, blank=True)
    vastgesteld_op = models.DateTimeField(null=True, blank=True)
    vastgesteld_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    versie = models.PositiveIntegerField(default=1)

    objects = Wereldbeheer["Evaluatie"]("melding")

    class Meta:
        verbose_name_plural = "evaluaties"

    def __str__(self) -> str:
        return f"evaluatie van {self.melding_id}"


class Organisatie(models.TextChoices):
    """Whose action it is that must be arranged beforehand (R162-R179)."""

    AANBIEDER = "aanbieder", "aanbieders"
    GEMEENTE = "gemeente", "gemeenten"
    REGIO = "regio", "regio"
    JEUGDTEAMS = "jeugdteams", "jeugdteams"


class Paraatheid(Zaak):
    """One action that one organisation owes beforehand: an agreement, a document, a training, a yearly overview.

    `actie` is a rule of the protocol file. `organisatie` says whose it is: of a gemeente or an aanbieder that one is
    named, of the region and the jeugdteams there is one. What was recorded of it are its `feiten`.
    """

    SOORT = PARAATHEID

    zaak_ptr = models.OneToOneField(
        Zaak, models.CASCADE, parent_link=True, primary_key=True, related_name="als_paraatheid"
    )
    actie = models.CharField(max_length=40)
    organisatie = models.CharField(max_length=12, choices=Organisatie)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, null=True, blank=True, related_name="+")

    # Arranged for real, and the same in every drill: no drill has any of its own.
    objects: ClassVar[Zegelbeheer["Paraatheid"]] = Zegelbeheer()  # type: ignore[assignment]

    class Meta:
        ordering = ["organisatie", "gemeente__naam", "aanbieder__naam", "pk"]
        verbose_name_plural = "paraatheid"
        constraints = [
            # The map and the button that makes what is missing both rest on this.
            models.UniqueConstraint(
                "actie",
                "organisatie",
                Coalesce("gemeente", 0),
                Coalesce("aanbieder", 0),
                name="paraatheid_een_per_actie",
            ),
            models.CheckConstraint(
                condition=Q(organisatie=Organisatie.GEMEENTE, gemeente__isnull=False, aanbieder__isnull=True)
                | Q(organisatie=Organisatie.AANBIEDER, gemeente__isnull=True, aanbieder__isnull=False)
                | Q(organisatie__in=["regio", "jeugdteams"], gemeente__isnull=True, aanbieder__isnull=True),
                name="paraatheid_organisatie_past",
            ),
        ]

    @property
    def plaats(self) -> Gemeente | Aanbieder | None:
        """The gemeente or the aanbieder whose it is; None for what there is one of."""
        return self.gemeente or self.aanbieder


class Paraatheidsfeit(Vastgelegd):
    """What was recorded of an action: agreed, laid down, trained or handed in on `op_datum`.

    Never changed: who puts it right adds a row with `verbetert`, who takes it back sets `vervallen_op`, each with a
    reason on the step. `jaar` and `aantallen` (kind -> count) are of a yearly overview, whose analysis is `tekst`.
    `wie` names functions and bodies, never a person of a dossier.
    """

    paraatheid = models.ForeignKey(Paraatheid, models.PROTECT, related_name="feiten")
    op_datum = models.DateField()
    partner = models.CharField(max_length=160, blank=True)
    wie = models.CharField(max_length=300, blank=True)
    link = models.URLField(max_length=300, blank=True)
    documentversie = models.CharField(max_length=40, blank=True)
    geldig_tot_datum = models.DateField(null=True, blank=True)
    herzien_datum = models.DateField(null=True, blank=True)
    jaar = models.PositiveSmallIntegerField(null=True, blank=True)
    aantallen = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    tekst = models.TextField(blank=True)
    maatregelen = models.TextField(blank=True)
    verbetert = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="verbeterd_door", editable=False
    )
    vervallen_op = models.DateTimeField(null=True, blank=True)

    objects = Zegelbeheer["Paraatheidsfeit"]()

    class Meta:
        ordering = ["-op_datum", "-pk"]
        verbose_name_plural = "paraatheidsfeiten"
        constraints = [
            een_dader("paraatheidsfeit_een_dader"),
            # One overview per year counts in the comparison, also when two send it at once.
            models.UniqueConstraint(
                fields=["paraatheid", "jaar"],
                condition=Q(vervallen_op__isnull=True, jaar__isnull=False),
                name="paraatheidsfeit_een_per_jaar",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.paraatheid_id} op {self.op_datum}"


class Inspectiesoort(models.TextChoices):
    """What can be recorded of the track of the inspection (R129, R133–R138)."""

    ONDERZOEK = "onderzoek", "Onderzoek van een inspectie"
    FEITENRELAAS = "feitenrelaas", "Feitenrelaas"
    EIGEN_ONDERZOEK = "eigen_onderzoek", "Eigen onderzoek van de aanbieder"
    MEDEWERKING = "medewerking", "Medewerking van de aanbieder"
    RAPPORT = "rapport", "Versie van een rapport"
    BEVINDING = "bevinding", "Bevinding over een partij"
    AANGIFTE = "aangifte", "Aangifte door de inspectie"
    CONTACT = "contact", "Contact met de inspectie"


class Inspectiefeit(Vastgelegd):
    """One fact of the track of the inspection, from registration to the end and after it (R88, R129, R133–R138).

    `wie`: which inspection, by code of the list "toezichthouder". `keuze`: the road, how far it is, what was found or
    how the contact was, by the code of the list of its soort. `partij`: of a finding, about whom; a function or an
    organisation. `versie` and `plek`: of a paper, which version it is and where it lies; the paper itself is not here.
    A row that was taken back has `ingetrokken_op` and counts nowhere; why stands in the sealed record beside it.
    """

    melding = models.ForeignKey(Melding, models.CASCADE, related_name="inspectiefeiten")
    soort = models.CharField(max_length=20, choices=Inspectiesoort)
    op_datum = models.DateField()
    wie = models.CharField(max_length=40, blank=True)
    keuze = models.CharField(max_length=40, blank=True)
    partij = models.CharField(max_length=120, blank=True)
    versie = models.CharField(max_length=60, blank=True)
    plek = models.CharField(max_length=200, blank=True)
    tekst = models.TextField(blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)

    objects = Wereldbeheer["Inspectiefeit"]("melding")

    class Meta:
        ordering = ["op_datum", "pk"]
        verbose_name_plural = "inspectiefeiten"
        constraints = [
            een_dader("inspectiefeit_een_dader"),
            models.CheckConstraint(
                condition=~Q(soort="bevinding") | ~Q(partij=""), name="inspectiefeit_bevinding_noemt_partij"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} bij {self.melding_id}"

    @classmethod
    def van(cls, melding: Melding) -> "models.QuerySet[Inspectiefeit]":
        """What counts of this melding, the first first, with who recorded it."""
        rijen = cls._default_manager.filter(melding=melding, ingetrokken_op__isnull=True)
        return rijen.select_related(*met_dader())


class Signaal(Vastgelegd):
    """Something about an aanbieder that is no melding: below the threshold, and worth knowing at the next one.

    Rows are only added. One that reads otherwise is followed by the row that says so (`verbetering_van`); the old one
    stays, with when it ended and why, and so does one that was taken back.
    """

    aanbieder = models.ForeignKey(Aanbieder, models.PROTECT, related_name="+")
    op_datum = models.DateField()
    herkomst = models.CharField(max_length=120)
    tekst = models.TextField()
    verbetering_van = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="verbeterd_als")
    beeindigd_op = models.DateTimeField(null=True, blank=True)
    beeindigd_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    einde_reden = models.TextField(blank=True)

    objects = Zegelbeheer["Signaal"]()

    class Meta:
        ordering = ["-op_datum", "-pk"]
        verbose_name_plural = "signalen"
        indexes = [models.Index(fields=["aanbieder", "-op_datum", "-id"], name="signaal_van_aanbieder")]
        constraints = [
            een_dader("signaal_een_dader"),
            models.CheckConstraint(
                condition=Q(beeindigd_op__isnull=True) | (Q(beeindigd_door__isnull=False) & ~Q(einde_reden="")),
                name="signaal_einde_met_reden",
            ),
        ]

    def __str__(self) -> str:
        return f"signaal over {self.aanbieder_id}"

    @property
    def geldt(self) -> bool:
        """Whether it counts: it was not taken back, and nothing says it better."""
        return self.beeindigd_op is None


class Bestandsoort(models.TextChoices):
    """What a file belongs to; who reads which is in `escalatie.draaiboek.bestanden`."""

    RAPPORT = "rapport", "Rapport of ander stuk van de inspectie"
    EVALUATIE = "evaluatie", "Stuk bij de evaluatie"
    DOSSIER = "dossier", "Ander stuk bij de melding"
    PARAATHEID = "paraatheid", "Document van de voorbereiding"


class Bestandstand(models.TextChoices):
    """What is known of a file by the scanner. ONGEKEURD: this installation has none."""

    WACHT = "wacht", "wordt gecontroleerd op virussen"
    SCHOON = "schoon", "gecontroleerd op virussen"
    BESMET = "besmet", "tegengehouden: er zit een virus in"
    ONGEKEURD = "ongekeurd", "niet gecontroleerd op virussen"


class Bestand(Vastgelegd):
    """A file with a zaak: what it is, and where its bytes lie (`sleutel`, see `calamiteiten.bestanden.opslag`).

    Never changed: a new version is a row that says which one it follows (`vervangt`) and may have the same bytes; one
    that was taken back has `ingetrokken_op`, and why stands in the sealed record beside it. What the scanner says is
    the only thing that comes later. `sha256` is of the bytes as they are kept, `sha256_ontvangen` of those that were
    sent: an image is written anew (docs/besluiten/0038).
    """

    zaak = models.ForeignKey(Zaak, models.PROTECT, related_name="bestanden")
    soort = models.CharField(max_length=12, choices=Bestandsoort)
    sleutel = models.UUIDField(db_index=True, editable=False)
    naam = models.CharField(max_length=120)
    vorm = models.CharField(max_length=8)
    omvang = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    sha256_ontvangen = models.CharField(max_length=64)
    omschrijving = models.CharField(max_length=200)
    vervangt = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="opvolger", editable=False
    )
    stand = models.CharField(max_length=10, choices=Bestandstand)
    gekeurd_op = models.DateTimeField(null=True, blank=True)
    bevinding = models.CharField(max_length=200, blank=True)
    ingetrokken_op = models.DateTimeField(null=True, blank=True)

    objects = Wereldbeheer["Bestand"]("zaak")

    class Meta:
        ordering = ["vastgelegd_op", "pk"]
        verbose_name_plural = "bestanden"
        constraints = [
            een_dader("bestand_een_dader"),
            models.CheckConstraint(
                condition=Q(stand__in=["wacht", "ongekeurd"], gekeurd_op__isnull=True)
                | Q(stand__in=["schoon", "besmet"], gekeurd_op__isnull=False),
                name="bestand_gekeurd_heeft_moment",
            ),
            models.CheckConstraint(condition=Q(omvang__gte=1), name="bestand_is_niet_leeg"),
        ]
        indexes = [
            # The sweep asks every half minute what must be scanned.
            models.Index(fields=["id"], name="bestand_te_keuren", condition=Q(gekeurd_op__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"bestand {self.pk} bij {self.zaak_id}"

    @property
    def geldt(self) -> bool:
        """Whether it counts: not taken back, and no newer version follows it. Fetch `opvolger` along."""
        return self.ingetrokken_op is None and getattr(self, "opvolger", None) is None

    @property
    def is_te_openen(self) -> bool:
        """Whether its bytes may be handed out: not while it waits for the scanner, and never when it is infected."""
        return self.stand in {Bestandstand.SCHOON, Bestandstand.ONGEKEURD}


class KenmerkTeller(models.Model):
    """The last number given out to a kind of zaak in a year; locked while one is registered."""

    zaaksoort = models.CharField(max_length=12)
    jaar = models.PositiveSmallIntegerField()
    laatste = models.PositiveIntegerField(default=0)

    class Meta:
        verbose_name_plural = "kenmerktellers"
        constraints = [models.UniqueConstraint(fields=["zaaksoort", "jaar"], name="kenmerkteller_uniek")]

    def __str__(self) -> str:
        return f"{self.zaaksoort} {self.jaar}: {self.laatste}"


class InzageSoort(models.TextChoices):
    """In what way somebody looked."""

    PAGINA = "pagina", "Pagina"
    LIJST = "lijst", "Lijst"
    ZOEKEN = "zoeken", "Zoekopdracht"
    PDF = "pdf", "PDF"
    UITVOER = "uitvoer", "Uitvoer"
    LINK = "link", "Link uit een mail"
    WEIGERING = "weigering", "Geweigerd"


class Inzage(Gemerkt):
    """Somebody looked, or was refused: one row per page that left the house (docs/besluiten/0037).

    `wat`: the kenmerk of the zaak, or another thing by name ("aanbieder 12"); empty for a list. No foreign key: a
    refusal names what may not be there, and the record outlives the zaak. `wereld`: the number of the drill. `adres`:
    the name of the page; `filter`: how a list was narrowed, with a print instead of words; `aantal`: how many zaken it
    showed. `doel`: why, by who stands outside the zaak. `op` is real time, also in a drill. `herkomst`: from which
    network, erased with its salt when the term of the region is over; the print of it stays.

    A row begins without a place, so that nobody waits for another reader, and with a mark instead of a seal; the round
    gives each its place in the chain (`volgnummer`, `zegel`), and after that nothing changes any more
    (toegang/keten.py).
    """

    # Of where somebody was its print, as in the chain.
    GEMERKT = (
        "op",
        "gebruiker_id",
        "contactpersoon_id",
        "rol",
        "soort",
        "wat",
        "wereld",
        "adres",
        "filter",
        "aantal",
        "uitkomst",
        "doel",
        "eenmaal",
        "herkomst_afdruk",
    )

    gebruiker = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    contactpersoon = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")
    rol = models.CharField(max_length=30, validators=[eis_rol], blank=True)
    soort = models.CharField(max_length=10, choices=InzageSoort)
    wat = models.CharField(max_length=40, blank=True)
    wereld = models.PositiveIntegerField(null=True, blank=True)
    adres = models.CharField(max_length=80)
    filter = models.CharField(max_length=300, blank=True)
    aantal = models.PositiveIntegerField(null=True, blank=True)
    uitkomst = models.PositiveSmallIntegerField()
    doel = models.CharField(max_length=200, blank=True)
    herkomst = models.CharField(max_length=50, blank=True)
    herkomst_zout = models.CharField(max_length=16, blank=True)
    herkomst_afdruk = models.CharField(max_length=64, blank=True)

    class Meta:
        ordering = ["-op", "-pk"]
        verbose_name_plural = "inzagen"
        indexes = [
            models.Index(fields=["wat", "-op"], name="inzage_van_zaak"),
            models.Index(fields=["gebruiker", "-op"], name="inzage_van_persoon"),
            # The signal asks a day or a night of everyone, at every round.
            models.Index(fields=["-op"], name="inzage_laatst"),
            # What waits for its seal is found without reading what has one.
            models.Index(fields=["id"], condition=Q(volgnummer__isnull=True), name="inzage_zonder_zegel"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(volgnummer__isnull=True) | ~Q(zegel=""),
                name="inzage_zegel_heel",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.wat} op {self.op}"
