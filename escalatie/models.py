"""When, by whom, what must happen: steps, terms, alarms, tasks and meetings of a zaak, whatever its procedure.

These rows are the record: the timeline is computed from them, the sweeps read them, and nothing of a zaak lives only in
a broker.
"""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Coalesce
from django.urls import reverse

from calamiteiten.models import Inspectiefeit, Melding, Oefening, Zaak
from calamiteiten.statussen import PERSVRAAG, beeld
from calamiteiten.werelden import Wereldbeheer
from communicatie.models import Bericht
from contacten.models import (
    Contactpersoon,
    Dader,
    Gebruiker,
    Gemeente,
    Linkhouder,
    Vastgelegd,
    Verzegeld,
    VerzoekBesluit,
    Zegelbeheer,
    dadernaam,
    een_dader,
)
from contacten.rollen import eis_rol


class Stap(Verzegeld):
    """One step of a zaak, never edited: who, in which role, when, from, to, why, and what was skipped with which reason
    (R2). A record that moves no status (a mail to the gemeenten, an answer, a text) is a step too: `van` is `naar`."""

    zaak = models.ForeignKey(Zaak, models.PROTECT, related_name="+")
    volgnummer = models.PositiveIntegerField()
    code = models.CharField(max_length=40)
    van = models.CharField(max_length=24, blank=True)
    naar = models.CharField(max_length=24)
    door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    door_contact = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")
    rol = models.CharField(max_length=30, validators=[eis_rol])
    op = models.DateTimeField()
    motivering = models.TextField(blank=True)
    afwijkingen = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    gegevens = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    protocol_versie = models.CharField(max_length=60)
    # Fingerprint of this row and of the step before it, written with the row (`draaiboek/stappen.py`).
    zegel = models.CharField(max_length=64)

    objects = Wereldbeheer["Stap"]("zaak")

    class Meta:
        ordering = ["zaak", "volgnummer"]
        verbose_name_plural = "stappen"
        constraints = [
            models.UniqueConstraint(fields=["zaak", "volgnummer"], name="stap_volgnummer_uniek"),
            models.CheckConstraint(condition=Q(volgnummer__gte=1), name="stap_volgnummer_vanaf_1"),
            een_dader("stap_heeft_een_dader", "door"),
        ]

    def __str__(self) -> str:
        return f"{self.code} van {self.zaak_id}"

    @property
    def dader(self) -> Dader:
        """Who took it. Raises ValueError for a row that is not stored and has nobody yet."""
        if self.door:
            return self.door
        if self.door_contact is None:
            raise ValueError(self.code)
        return Linkhouder(self.door_contact, self.rol, self.door_contact.gemeente, self.door_contact.aanbieder)

    @property
    def wie(self) -> str:
        """The name of who took it."""
        return dadernaam(self, "door")

    def get_naar_display(self) -> str:
        """The status that this step led to, as the version of the zaak calls it."""
        return beeld(self.zaak.zaaksoort, self.protocol_versie, self.naar).naam


class TermijnStatus(models.TextChoices):
    """What became of a term."""

    LOOPT = "loopt", "loopt"
    VERSTREKEN = "verstreken", "verstreken"
    GESCHORST = "geschorst", "geschorst"
    GEHAALD = "gehaald", "gehaald"
    TE_LAAT = "te_laat", "te laat gehaald"
    GESTOPT = "gestopt", "gestopt"


class Termijn(models.Model):
    """One running or ended term of a zaak (R5, R19, R79, R86, A1, A2, A8).

    `uitleg` says how `vervalt_op` came about: rule, moment it counts from, days skipped, reading. `verstreken_op` is
    the moment the sweep saw it pass; a term that passed stays visible until what it guards is done. `geschorst_op`:
    since when it stands still; what was left of it then runs on afterwards.
    """

    zaak = models.ForeignKey(Zaak, models.PROTECT, related_name="+")
    stap = models.ForeignKey(Stap, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    rol = models.CharField(max_length=30, validators=[eis_rol])
    is_protocol = models.BooleanField()
    start_op = models.DateTimeField()
    vervalt_op = models.DateTimeField()
    uitleg = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    status = models.CharField(max_length=12, choices=TermijnStatus, default=TermijnStatus.LOOPT)
    verstreken_op = models.DateTimeField(null=True, blank=True)
    geschorst_op = models.DateTimeField(null=True, blank=True)
    geeindigd_op = models.DateTimeField(null=True, blank=True)
    reden = models.CharField(max_length=300, blank=True)

    objects = Wereldbeheer["Termijn"]("zaak")

    class Meta:
        ordering = ["vervalt_op", "pk"]
        verbose_name_plural = "termijnen"
        constraints = [
            models.UniqueConstraint(fields=["stap", "code", "start_op"], name="termijn_per_stap"),
            models.UniqueConstraint(
                fields=["zaak", "code"], condition=Q(geeindigd_op__isnull=True), name="termijn_een_open"
            ),
            models.CheckConstraint(condition=Q(vervalt_op__gt=F("start_op")), name="termijn_vervalt_na_start"),
            models.CheckConstraint(
                condition=Q(status__in=["loopt", "verstreken", "geschorst"], geeindigd_op__isnull=True)
                | Q(status__in=["gehaald", "te_laat", "gestopt"], geeindigd_op__isnull=False),
                name="termijn_einde_past_bij_status",
            ),
            models.CheckConstraint(
                condition=Q(status="geschorst", geschorst_op__isnull=False)
                | (~Q(status="geschorst") & Q(geschorst_op__isnull=True)),
                name="termijn_geschorst_heeft_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["vervalt_op"], name="termijn_open", condition=Q(geeindigd_op__isnull=True)),
        ]

    def __str__(self) -> str:
        return f"{self.code} van {self.zaak_id}"


class Wekker(models.Model):
    """A moment before, at or after a term at which something must be said. Rung once: `gevuurd_op`, or dropped with
    the term. `is_na_herstel`: it was due before a back-up was put back, so it may have rung before, too."""

    termijn = models.ForeignKey(Termijn, models.CASCADE, related_name="wekkers")
    soort = models.CharField(max_length=4, choices=[("voor", "voor"), ("op", "op"), ("na", "na")])
    gaat_op = models.DateTimeField()
    gevuurd_op = models.DateTimeField(null=True, blank=True)
    vervallen_op = models.DateTimeField(null=True, blank=True)
    pogingen = models.PositiveSmallIntegerField(default=0)
    fout = models.CharField(max_length=300, blank=True)
    is_na_herstel = models.BooleanField(default=False, db_default=False)

    objects = Wereldbeheer["Wekker"]("termijn__zaak")

    class Meta:
        ordering = ["gaat_op", "pk"]
        verbose_name_plural = "wekkers"
        constraints = [
            models.UniqueConstraint(fields=["termijn", "soort", "gaat_op"], name="wekker_uniek"),
            models.CheckConstraint(
                condition=Q(gevuurd_op__isnull=True) | Q(gevuurd_op__gte=F("gaat_op")), name="wekker_nooit_te_vroeg"
            ),
        ]
        indexes = [
            models.Index(
                fields=["gaat_op"],
                name="wekker_open",
                condition=Q(gevuurd_op__isnull=True, vervallen_op__isnull=True),
            ),
            # The auditor asks each minute which rang since.
            models.Index(fields=["gevuurd_op"], name="wekker_gevuurd", condition=Q(gevuurd_op__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.soort} {self.termijn_id}"


class TaakStatus(models.TextChoices):
    """Open, done, or lapsed because the zaak went another way."""

    OPEN = "open", "open"
    AFGEROND = "afgerond", "afgerond"
    VERVALLEN = "vervallen", "vervallen"


class Taak(Verzegeld):
    """One obligation of one role, for one gemeente when the protocol says so; done with a record of who, when and what.

    `code` is the rule of the protocol, or "actie" for an action the parties agreed (R81): then `titel` and `eigenaar`
    are theirs. `namens`: by whom in fact, when someone else recorded it. A
    telephone task has the `berichten` that reached nobody by mail, all for one seat: `zetel_rol` and `gemeente`.
    `herinneren_op`: of an action, when its owner is reminded next; first beforehand, then when it is late.
    `overleeft`: of an improvement: it does not end when its zaak is closed (docs/besluiten/0031).
    """

    # Before when, which follows its term.
    ZEGEL_LOS = frozenset({"termijn", "uiterlijk_op", "herinneren_op"})

    zaak = models.ForeignKey(Zaak, models.PROTECT, related_name="+")
    stap = models.ForeignKey(Stap, models.PROTECT, null=True, blank=True, related_name="+")
    berichten: "models.ManyToManyField[Bericht, Any]" = models.ManyToManyField(Bericht, related_name="+")
    zetel_rol = models.CharField(max_length=30, validators=[eis_rol], blank=True)
    code = models.CharField(max_length=60)
    titel = models.CharField(max_length=200)
    rol = models.CharField(max_length=30, validators=[eis_rol])
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    eigenaar = models.CharField(max_length=120, blank=True)
    termijn = models.ForeignKey(Termijn, models.SET_NULL, null=True, blank=True, related_name="+")
    uiterlijk_op = models.DateTimeField(null=True, blank=True)
    herinneren_op = models.DateTimeField(null=True, blank=True)
    overleeft = models.BooleanField(default=False, db_default=False)
    status = models.CharField(max_length=10, choices=TaakStatus, default=TaakStatus.OPEN)
    gemaakt_op = models.DateTimeField()
    afgerond_op = models.DateTimeField(null=True, blank=True)
    afgerond_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    # By the link in the mail, without an account: that person's own act all the same.
    afgerond_door_contact = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")
    namens = models.CharField(max_length=120, blank=True)
    verslag = models.TextField(blank=True)
    gegevens = models.JSONField(default=dict, encoder=DjangoJSONEncoder)

    objects = Wereldbeheer["Taak"]("zaak")

    class Meta:
        ordering = ["uiterlijk_op", "pk"]
        verbose_name_plural = "taken"
        constraints = [
            models.CheckConstraint(
                condition=Q(status="open", afgerond_op__isnull=True)
                | (~Q(status="open") & Q(afgerond_op__isnull=False)),
                name="taak_einde_past_bij_status",
            ),
            een_dader("taak_afgerond_heeft_door", "afgerond_door", anders=~Q(status="afgerond")),
            models.UniqueConstraint(
                "zaak",
                "code",
                Coalesce("gemeente", 0),
                "zetel_rol",
                condition=Q(status="open") & ~Q(code__in=["actie", "partij_informeren"]),
                name="taak_een_open",
            ),
        ]
        indexes = [
            models.Index(fields=["rol", "gemeente", "uiterlijk_op"], name="taak_open", condition=Q(status="open")),
            models.Index(fields=["zaak", "status"], name="taak_per_zaak"),
            models.Index(
                fields=["herinneren_op"],
                name="taak_herinneren",
                condition=Q(status="open", herinneren_op__isnull=False),
            ),
            # Few rows among all tasks: the worklist finds those of closed meldingen without reading these.
            models.Index(fields=["zaak"], name="taak_overleeft", condition=Q(overleeft=True)),
        ]

    def __str__(self) -> str:
        return f"{self.titel} ({self.get_status_display()})"

    def get_absolute_url(self) -> str:
        """The page on which it is recorded."""
        naam = "persactie" if self.zaak.zaaksoort == PERSVRAAG else "taak"
        return reverse(naam, args=[self.zaak.kenmerk, self.pk])

    @property
    def afronder(self) -> str:
        """The name of who did it; "" when nobody did."""
        return dadernaam(self, "afgerond_door")

    @property
    def melding(self) -> Melding:
        """The melding that this is a task of. Raises DoesNotExist for a task of another kind of zaak."""
        return self.zaak.als_melding


class Verbeterbron(models.TextChoices):
    """What an improvement came of (R90–R96, R136, R139, R158–R161)."""

    EVALUATIE = "evaluatie", "de evaluatie"
    BEVINDING = "bevinding", "een bevinding van de inspectie"
    VERSLAG = "verslag", "wat bij een taak is vastgelegd"


class Verbeterpunt(Vastgelegd):
    """That an action is an improvement: what it came of, what was learned, and what it means for the contract.

    What is done, by which seat and before when stands on its task, so that one engine reminds of it. Of `bron`
    evaluatie `vraag` is the code of the question; of bevinding `feit` is the finding; of verslag `uit` is the task in
    whose record it was found. `les`: what others can learn of it, without persons; "" when there is nothing to add.
    """

    taak = models.OneToOneField(Taak, models.PROTECT, related_name="verbeterpunt")
    bron = models.CharField(max_length=12, choices=Verbeterbron)
    vraag = models.CharField(max_length=60, blank=True)
    feit = models.ForeignKey(Inspectiefeit, models.PROTECT, null=True, blank=True, related_name="+")
    uit = models.ForeignKey(Taak, models.PROTECT, null=True, blank=True, related_name="+")
    les = models.TextField(blank=True)
    contract = models.TextField(blank=True)

    objects = Wereldbeheer["Verbeterpunt"]("taak__zaak")

    class Meta:
        ordering = ["-vastgelegd_op", "-pk"]
        verbose_name_plural = "verbeterpunten"
        constraints = [
            een_dader("verbeterpunt_een_dader"),
            models.CheckConstraint(
                condition=(Q(bron="evaluatie") & ~Q(vraag="") & Q(feit__isnull=True))
                | Q(bron="bevinding", vraag="", feit__isnull=False, uit__isnull=True)
                | Q(bron="verslag", vraag="", feit__isnull=True, uit__isnull=False),
                name="verbeterpunt_heeft_een_bron",
            ),
        ]

    def __str__(self) -> str:
        return f"verbeterpunt {self.taak_id}"


class OverlegStatus(models.TextChoices):
    """Still to come, held, or called off."""

    GEPLAND = "gepland", "gepland"
    GEHOUDEN = "gehouden", "gehouden"
    AFGEZEGD = "afgezegd", "afgezegd"


class Overleg(Vastgelegd):
    """A meeting: planned with who is invited, and held with what came of it (R66, R69, R74, R81, R88, R89). One that
    nobody planned is recorded afterwards.

    `uid` and `volgnummer` are those of the appointment in a calendar: the first stays, the second rises with every
    change. `bekend_op`: since when it is planned for this moment; what was answered before that is about another one.
    `duur` is in minutes.
    """

    zaak = models.ForeignKey(Zaak, models.PROTECT, related_name="+")
    taak = models.ForeignKey(Taak, models.PROTECT, null=True, blank=True, related_name="+")
    soort = models.CharField(max_length=60)
    status = models.CharField(max_length=10, choices=OverlegStatus, default=OverlegStatus.GEHOUDEN)
    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    volgnummer = models.PositiveSmallIntegerField(default=0)
    gepland_op = models.DateTimeField(null=True, blank=True)
    bekend_op = models.DateTimeField(null=True, blank=True)
    duur = models.PositiveSmallIntegerField(default=60)
    plaats = models.CharField(max_length=200, blank=True)
    link = models.URLField(blank=True)
    vorm = models.CharField(max_length=40, blank=True)
    gehouden_op = models.DateTimeField(null=True, blank=True)
    deelnemers = models.CharField(max_length=1000, blank=True)
    uitkomst = models.TextField(blank=True)
    afspraken = models.TextField(blank=True)

    objects = Wereldbeheer["Overleg"]("zaak")

    class Meta:
        ordering = [Coalesce("gehouden_op", "gepland_op"), "pk"]
        verbose_name_plural = "overleggen"
        constraints = [
            een_dader("overleg_een_dader"),
            models.CheckConstraint(
                condition=Q(status="gehouden", gehouden_op__isnull=False)
                | (~Q(status="gehouden") & Q(gehouden_op__isnull=True)),
                name="overleg_gehouden_heeft_moment",
            ),
            models.CheckConstraint(
                condition=Q(status="gehouden") | Q(gepland_op__isnull=False, bekend_op__isnull=False),
                name="overleg_gepland_heeft_moment",
            ),
        ]
        indexes = [
            models.Index(fields=["gepland_op"], name="overleg_gepland", condition=Q(status="gepland")),
        ]

    def __str__(self) -> str:
        return f"{self.soort} bij {self.zaak_id}"

    def get_absolute_url(self) -> str:
        """Its place among the tasks of the dossier."""
        return f"{reverse('melding_taken', args=[self.zaak.kenmerk])}#overleg-{self.pk}"


class Genodigde(Verzegeld):
    """A seat that is invited to a meeting; `vervallen_op`: not any more. `was_er`: whether it took part, unknown until
    that was recorded."""

    overleg = models.ForeignKey(Overleg, models.CASCADE, related_name="genodigden")
    rol = models.CharField(max_length=30, validators=[eis_rol])
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    uitgenodigd_op = models.DateTimeField()
    vervallen_op = models.DateTimeField(null=True, blank=True)
    was_er = models.BooleanField(null=True, blank=True)

    objects = Wereldbeheer["Genodigde"]("overleg__zaak")

    class Meta:
        ordering = ["rol", "gemeente__naam", "pk"]
        verbose_name_plural = "genodigden"
        constraints = [
            models.UniqueConstraint("overleg", "rol", Coalesce("gemeente", 0), name="genodigde_een_per_plek"),
        ]

    def __str__(self) -> str:
        return f"{self.rol} bij {self.overleg_id}"


class Overlegantwoord(Verzegeld):
    """What a seat answered to an invitation; rows are only added, the last one holds. `door_contact`: by the link in
    the mail, without an account."""

    genodigde = models.ForeignKey(Genodigde, models.CASCADE, related_name="antwoorden")
    komt = models.BooleanField()
    op = models.DateTimeField()
    door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    door_contact = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")

    objects = Wereldbeheer["Overlegantwoord"]("genodigde__overleg__zaak")

    class Meta:
        ordering = ["op", "pk"]
        verbose_name_plural = "overlegantwoorden"
        constraints = [
            models.CheckConstraint(
                condition=Q(door__isnull=False) | Q(door_contact__isnull=False), name="overlegantwoord_heeft_door"
            ),
        ]

    def __str__(self) -> str:
        return f"{'komt' if self.komt else 'komt niet'}: {self.genodigde_id}"


class Gebeurtenis(models.Model):
    """Something happened around a zaak that whoever acts on it must see: a lock, an investigation, who directs, a
    question of the press (`draaiboek/gebeurtenissen.py`). One occasion is one row per zaak that hangs on it, with one
    `sleutel`. `achterhaald_op`: since when something later says otherwise. The proof of what happened stands elsewhere;
    this is who still has to see it."""

    zaak = models.ForeignKey(Zaak, models.PROTECT, related_name="+")
    code = models.CharField(max_length=40)
    sleutel = models.CharField(max_length=60)
    op = models.DateTimeField()
    achterhaald_op = models.DateTimeField(null=True, blank=True)

    objects = Wereldbeheer["Gebeurtenis"]("zaak")

    class Meta:
        ordering = ["-op", "-pk"]
        verbose_name_plural = "gebeurtenissen"
        constraints = [models.UniqueConstraint(fields=["zaak", "sleutel"], name="gebeurtenis_eenmaal_per_zaak")]
        indexes = [
            models.Index(fields=["zaak", "code"], name="gebeurtenis_nu", condition=Q(achterhaald_op__isnull=True)),
            models.Index(fields=["sleutel"], name="gebeurtenis_sleutel"),
        ]

    def __str__(self) -> str:
        return f"{self.code} bij {self.zaak_id}"


class Gezien(models.Model):
    """That this user saw this occasion, on whichever page; or brought it about."""

    sleutel = models.CharField(max_length=60)
    gebruiker = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    op = models.DateTimeField()

    class Meta:
        ordering = ["-op", "-pk"]
        verbose_name_plural = "gezien"
        constraints = [models.UniqueConstraint(fields=["gebruiker", "sleutel"], name="gezien_eenmaal")]

    def __str__(self) -> str:
        return f"{self.gebruiker_id} zag {self.sleutel}"


class Hartslag(models.Model):
    """When a component last did its round; the banner and `/gezond` look at it."""

    component = models.CharField(max_length=30, primary_key=True)
    op = models.DateTimeField()
    bijzonderheid = models.CharField(max_length=300, blank=True)
    # How long its round took, where that is measured.
    duur = models.DurationField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "hartslagen"

    def __str__(self) -> str:
        return f"{self.component}: {self.op}"


class Bevinding(models.Model):
    """An invariant that the auditor found broken: since when, at how many dossiers, and how it came right.

    One open row per invariant; a row that has `verdwenen_op` stays as history.
    """

    nummer = models.PositiveSmallIntegerField()
    zin = models.CharField(max_length=300)
    kenmerken = models.JSONField(default=list)
    gevonden_op = models.DateTimeField()
    laatst_op = models.DateTimeField()
    verdwenen_op = models.DateTimeField(null=True, blank=True)
    hersteld_door = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["-gevonden_op", "nummer"]
        verbose_name_plural = "bevindingen"
        constraints = [
            models.UniqueConstraint(
                fields=["nummer"], condition=Q(verdwenen_op__isnull=True), name="bevinding_een_open"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nummer}. {self.zin}"


class Controlebeurt(models.Model):
    """When the auditor last asked an invariant, and how long that took: what it asks next goes by these rows.

    Of one that goes round all zaken in parts (`bewaking/rondgang.py`) also how far it came: the line of the seal up to
    which it saw what changed (`tot`), the zaak at which its walk is (`plek`), when it was last round (`rond_op`), and
    the keys of the zaken that are broken and not right yet (`gebroken`).
    """

    nummer = models.PositiveSmallIntegerField(primary_key=True)
    gevraagd_op = models.DateTimeField()
    duur = models.DurationField()
    tot = models.BigIntegerField(default=0, db_default=0)
    plek = models.BigIntegerField(default=0, db_default=0)
    rond_op = models.DateTimeField(null=True, blank=True)
    gebroken = models.JSONField(default=list)

    class Meta:
        verbose_name_plural = "controlebeurten"

    def __str__(self) -> str:
        return f"{self.nummer}: {self.gevraagd_op}"


class Alarm(models.Model):
    """Something that the beheerder and the regiomanager must hear of: since when, and when they were last told."""

    sleutel = models.CharField(max_length=60, primary_key=True)
    zin = models.CharField(max_length=300)
    begonnen_op = models.DateTimeField()
    gemeld_op = models.DateTimeField()

    class Meta:
        verbose_name_plural = "alarmen"

    def __str__(self) -> str:
        return f"{self.sleutel}: {self.zin}"


class Inspel(models.Model):
    """What a scenario throws into a drill: at `gaat_op`, on the clock of the drill, it becomes a `taak` in the worklist
    of its role (R153); none when its melding was closed by then. Due and rung by the round that rings every alarm."""

    oefening = models.ForeignKey(Oefening, models.PROTECT, related_name="+")
    volgnummer = models.PositiveSmallIntegerField()
    gaat_op = models.DateTimeField()
    gekomen_op = models.DateTimeField(null=True, blank=True)
    taak = models.ForeignKey(Taak, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        ordering = ["gaat_op", "pk"]
        verbose_name_plural = "inspelen"
        constraints = [
            models.UniqueConstraint(fields=["oefening", "volgnummer"], name="inspel_eenmaal"),
            models.CheckConstraint(
                condition=Q(gekomen_op__isnull=True) | Q(gekomen_op__gte=F("gaat_op")), name="inspel_nooit_te_vroeg"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.volgnummer} van oefening {self.oefening_id}"


class Bewaarsoort(models.TextChoices):
    """What can be past its term, and so be destroyed; of a dossier, an account and somebody of the
    contact list all can be asked for too."""

    ZAAK = "zaak", "dossier"
    OEFENING = "oefening", "oefening"
    SIGNAAL = "signaal", "signaal over een aanbieder"
    ACCOUNT = "account", "account"
    CONTACT = "contact", "contactpersoon"
    POST = "post", "mail die bij geen dossier hoort"


class Handeling(models.TextChoices):
    """What is asked of a second person."""

    VERNIETIGEN = "vernietigen", "vernietigen"
    INZAGE = "inzage", "inzage geven"


class Bewaarverzoek(Verzegeld):
    """What two persons decide together: to destroy what is past its term, or to give out all that is known of one.

    It begins as a proposal of the night (nobody asked yet), or as a question of a person. `nummer` is the key of the
    dossier, drill, signal, account or contact, or the month (202611) of the mail; no foreign key, for this row outlives
    it. `categorie`: which term, of so many months, was over on `sinds_datum`.
    """

    handeling = models.CharField(max_length=12, choices=Handeling)
    soort = models.CharField(max_length=10, choices=Bewaarsoort)
    nummer = models.BigIntegerField()
    kenmerk = models.CharField(max_length=40)
    categorie = models.CharField(max_length=40, blank=True)
    maanden = models.PositiveSmallIntegerField(null=True, blank=True)
    sinds_datum = models.DateField(null=True, blank=True)
    voorgesteld_op = models.DateTimeField()
    gevraagd_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    gevraagd_op = models.DateTimeField(null=True, blank=True)
    reden = models.CharField(max_length=300, blank=True)
    besluit = models.CharField(max_length=12, choices=VerzoekBesluit, default=VerzoekBesluit.OPEN, blank=True)
    besloten_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    besloten_op = models.DateTimeField(null=True, blank=True)
    toelichting = models.CharField(max_length=300, blank=True)

    objects = Zegelbeheer["Bewaarverzoek"]()

    class Meta:
        ordering = ["sinds_datum", "voorgesteld_op", "pk"]
        verbose_name_plural = "bewaarverzoeken"
        constraints = [
            models.UniqueConstraint(
                fields=["handeling", "soort", "nummer"], condition=Q(besluit=""), name="bewaarverzoek_een_open"
            ),
            models.CheckConstraint(
                condition=Q(gevraagd_door__isnull=True, gevraagd_op__isnull=True)
                | Q(gevraagd_door__isnull=False, gevraagd_op__isnull=False) & ~Q(reden=""),
                name="bewaarverzoek_vraag_heel",
            ),
            models.CheckConstraint(
                condition=Q(besluit="", besloten_op__isnull=True)
                | ~Q(besluit="")
                & Q(besloten_op__isnull=False, besloten_door__isnull=False, gevraagd_door__isnull=False),
                name="bewaarverzoek_besloten",
            ),
            # Two people: who asked cannot say yes, whatever the code does.
            models.CheckConstraint(
                condition=~Q(besluit="goedgekeurd") | ~Q(besloten_door=F("gevraagd_door")),
                name="bewaarverzoek_tweede_persoon",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_handeling_display()}: {self.kenmerk}"

    def get_absolute_url(self) -> str:
        """The page of this request."""
        return reverse("bewaarverzoek", args=[self.pk])


class Bewaarplicht(Verzegeld):
    """A hold: this dossier stays, whatever its term says, until somebody lifts it (a claim, an investigation)."""

    zaak = models.ForeignKey(Zaak, models.PROTECT, related_name="+")
    reden = models.CharField(max_length=300)
    opgelegd_op = models.DateTimeField()
    opgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    opgeheven_op = models.DateTimeField(null=True, blank=True)
    opgeheven_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    opheffing_reden = models.CharField(max_length=300, blank=True)

    objects = Wereldbeheer["Bewaarplicht"]("zaak")

    class Meta:
        ordering = ["-opgelegd_op", "-pk"]
        verbose_name_plural = "bewaarplichten"
        constraints = [
            models.CheckConstraint(condition=~Q(reden=""), name="bewaarplicht_met_reden"),
            models.CheckConstraint(
                condition=Q(opgeheven_op__isnull=True, opgeheven_door__isnull=True)
                | Q(opgeheven_op__isnull=False, opgeheven_door__isnull=False) & ~Q(opheffing_reden=""),
                name="bewaarplicht_opgeheven_heel",
            ),
        ]

    def __str__(self) -> str:
        return f"bewaarplicht op {self.zaak_id}"


class Papier(models.Model):
    """A long paper of a melding that one person asked for: a worker makes it, that person fetches it until it expires.

    `soort`: which paper (`escalatie/meldingen/papier/soorten.py`). `begonnen_op`: since when a worker is at it.
    `inhoud`: the PDF, until `verloopt_op`; then the row says that it was there. `voor`: in which role, and of which
    gemeente, that person was when it was made: it holds what that one reads.
    """

    zaak = models.ForeignKey(Zaak, models.PROTECT, related_name="+")
    soort = models.CharField(max_length=20)
    gevraagd_op = models.DateTimeField()
    gevraagd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    begonnen_op = models.DateTimeField(null=True, blank=True)
    klaar_op = models.DateTimeField(null=True, blank=True)
    mislukt_op = models.DateTimeField(null=True, blank=True)
    verloopt_op = models.DateTimeField(null=True, blank=True)
    inhoud = models.BinaryField(null=True)
    voor = models.CharField(max_length=60, blank=True)

    objects = Wereldbeheer["Papier"]("zaak")

    class Meta:
        ordering = ["-gevraagd_op", "-pk"]
        verbose_name_plural = "papieren"
        constraints = [
            models.CheckConstraint(
                condition=Q(klaar_op__isnull=True, verloopt_op__isnull=True, inhoud__isnull=True)
                | Q(klaar_op__isnull=False, verloopt_op__isnull=False, mislukt_op__isnull=True),
                name="papier_klaar_verloopt",
            ),
            # Who presses twice gets one; the second would be the same.
            models.UniqueConstraint(
                fields=["zaak", "soort", "gevraagd_door"],
                condition=Q(klaar_op__isnull=True, mislukt_op__isnull=True),
                name="papier_een_tegelijk",
            ),
        ]
        indexes = [
            # The sweep looks every few seconds for the few that wait, and for what expired.
            models.Index(
                fields=["gevraagd_op"],
                name="papier_wacht",
                condition=Q(klaar_op__isnull=True, mislukt_op__isnull=True),
            ),
            models.Index(fields=["verloopt_op"], name="papier_verloopt", condition=Q(inhoud__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.soort} van {self.zaak_id}"

    def is_te_halen(self, nu: datetime) -> bool:
        """Whether it can be fetched at `nu` (aware)."""
        return self.inhoud is not None and self.verloopt_op is not None and nu < self.verloopt_op


class Vernietigingsakte(Verzegeld):
    """The certificate of one destruction, without personal data of a dossier: what, under which term, how many rows of
    which table, who asked and who approved. Rows are only added, each sealed with the one before; that the application
    wrote one says its print (docs/besluiten/0093), for that seal anybody can work out.

    `zaken`: the keys of the dossiers that went; `sleutel` recognises one in a back-up. `koppen`: per dossier and local
    day the last seal of that day, so that the seal of the region of every past day can still be proved. `verbonden`:
    the kenmerken of the dossiers that stayed and were linked to it. `transactie`: the one transaction in which the
    database lets go of what this certificate names (PostgreSQL fills it in, migration 0002). The persons are names and
    not keys: a restore of an older back-up may not know them.
    """

    volgnummer = models.PositiveIntegerField(unique=True)
    soort = models.CharField(max_length=10, choices=Bewaarsoort)
    nummer = models.BigIntegerField()
    kenmerk = models.CharField(max_length=40)
    sleutel = models.CharField(max_length=36, blank=True)
    categorie = models.CharField(max_length=40)
    maanden = models.PositiveSmallIntegerField()
    sinds_datum = models.DateField()
    zaken = models.JSONField(default=list)
    tellingen = models.JSONField(default=dict)
    koppen = models.JSONField(default=list)
    verbonden = models.JSONField(default=list)
    gevraagd_nummer = models.BigIntegerField()
    gevraagd_door = models.CharField(max_length=320)
    gevraagd_op = models.DateTimeField()
    besloten_nummer = models.BigIntegerField()
    besloten_door = models.CharField(max_length=320)
    op = models.DateTimeField()
    zegel = models.CharField(max_length=64)
    transactie = models.BigIntegerField(null=True, editable=False)

    # The database fills it in itself.
    ZEGEL_LOS = frozenset({"transactie"})

    objects = Zegelbeheer["Vernietigingsakte"]()

    class Meta:
        ordering = ["-volgnummer"]
        verbose_name_plural = "vernietigingsakten"
        constraints = [
            models.CheckConstraint(condition=Q(volgnummer__gte=1), name="akte_volgnummer_vanaf_1"),
            models.CheckConstraint(condition=~Q(gevraagd_nummer=F("besloten_nummer")), name="akte_twee_personen"),
        ]
        indexes = [models.Index(fields=["transactie"], name="akte_transactie")]

    def __str__(self) -> str:
        return f"akte {self.volgnummer}: {self.kenmerk}"

    def get_absolute_url(self) -> str:
        """The page of this certificate."""
        return reverse("akte", args=[self.volgnummer])


class Zoekrij(models.Model):
    """One text of a zaak as a search finds it: a copy, made of the facts and never the record of anything.

    `bron`: which text of the zaak it is; `waar`: the same in words. `tekst` is what is shown of it, `woorden` what is
    searched: its words in one form, with the numbers of the gemeenten and the aanbieder. `sleutels`: who may read it,
    as words (`werk/zoeken/sleutels.py`); each of the two begins and ends with a space. `ontvangen_op` repeats that of
    the zaak, by which what is found is ordered. In PostgreSQL the row has two columns more, made of these (0002).
    """

    zaak = models.ForeignKey(Zaak, models.CASCADE, related_name="+")
    bron = models.CharField(max_length=40)
    waar = models.CharField(max_length=240)
    tekst = models.TextField()
    woorden = models.TextField()
    sleutels = models.TextField()
    ontvangen_op = models.DateTimeField()

    objects = Wereldbeheer["Zoekrij"]("zaak")

    class Meta:
        ordering = ["-ontvangen_op", "-zaak", "pk"]
        verbose_name_plural = "zoekrijen"
        # No index by moment alone: with one, PostgreSQL walks every row by date for a word that hardly occurs, instead
        # of asking the index of words.
        constraints = [models.UniqueConstraint(fields=["zaak", "bron"], name="zoekrij_een_per_bron")]

    def __str__(self) -> str:
        return f"{self.bron} van {self.zaak_id}"


class Zoekstand(models.Model):
    """How far the index follows the record: `tot` is the last place in the chain of prints that was read, `vers` the
    last line of those that have no place yet. One row."""

    tot = models.BigIntegerField(default=0)
    vers = models.BigIntegerField(default=0)

    class Meta:
        verbose_name_plural = "zoekstanden"

    def __str__(self) -> str:
        return f"{self.tot}, {self.vers}"
