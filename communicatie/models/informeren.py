"""Who was told by a person, what went outside and by whose leave, and who directs (R80, R85, R124–R126, R143–R157)."""

from functools import reduce
from operator import or_

from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from basis.taal import moment
from calamiteiten.models import Melding
from calamiteiten.werelden import Wereldbeheer
from contacten.models import (
    Contactpersoon,
    Gebruiker,
    Gemeente,
    Vastgelegd,
    Verzegeld,
    Zegelbeheer,
    dadernaam,
    een_dader,
)
from contacten.rollen import Rol, eis_rol

from .persvragen import Persantwoord, Persvraag


class Informering(Vastgelegd):
    """A party of a melding: is it involved, must it be informed, and when it first was (R80, R85, R125, R152).

    `orgaan`: the code of a body in the protocol file (driehoek, college …), when it is one. `betrokkene`: the part of
    someone directly involved in what happened: each is a row, and the lock of the family opens when all of them know.
    `uit_feiten`: the facts of the melding put it on the list; once they name it no more it stands off it
    (`vervallen_op`, by whose correction and why), and comes back with them. Each time that somebody told the party is
    an `Informeermoment`; `geinformeerd_op`, `wijze` and `door_wie` are those of the first.
    """

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    rol = models.CharField(max_length=30, validators=[eis_rol], blank=True)
    orgaan = models.CharField(max_length=40, blank=True)
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    betrokkene = models.CharField(max_length=40, blank=True)
    partij = models.CharField(max_length=120)
    is_betrokken = models.BooleanField(default=False)
    moet_geinformeerd = models.BooleanField(default=True)
    uit_feiten = models.BooleanField(default=False)
    vervallen_op = models.DateTimeField(null=True, blank=True)
    vervallen_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    vervallen_reden = models.TextField(blank=True)
    geinformeerd_op = models.DateTimeField(null=True, blank=True)
    wijze = models.CharField(max_length=120, blank=True)
    door_wie = models.CharField(max_length=120, blank=True)

    objects = Wereldbeheer["Informering"]("melding")

    class Meta:
        ordering = ["partij"]
        verbose_name_plural = "informeringen"
        constraints = [
            models.UniqueConstraint("melding", "partij", Coalesce("gemeente", 0), name="informering_uniek"),
            # No one speaks for a whole family: what opens the lock is known of each by itself.
            models.CheckConstraint(
                condition=~Q(rol=Rol.JEUGDIGE_FAMILIE) | ~Q(betrokkene=""), name="informering_familie_per_persoon"
            ),
            een_dader("informering_een_dader"),
            models.CheckConstraint(
                condition=Q(vervallen_op__isnull=True)
                | Q(uit_feiten=True, vervallen_door__isnull=False) & ~Q(vervallen_reden=""),
                name="informering_vervallen_met_reden",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.partij} bij {self.melding_id}"

    @property
    def weg(self) -> str:
        """By whom, when and why this counts no more; "" while it does."""
        herroeping = getattr(self, "herroeping", None)
        if herroeping is not None:
            return f"Ingetrokken door {herroeping.wie}, {moment(herroeping.op)}: {herroeping.reden}"
        if self.vervallen_door is None:
            return ""
        return f"Van de lijst door {self.vervallen_door.naam}, {moment(self.vervallen_op)}: {self.vervallen_reden}"


class Informeermoment(Vastgelegd):
    """One time that somebody told a party: when, how, by whom in fact (a function), and who recorded it."""

    informering = models.ForeignKey(Informering, models.PROTECT, related_name="momenten")
    geinformeerd_op = models.DateTimeField()
    wijze = models.CharField(max_length=120, blank=True)
    door_wie = models.CharField(max_length=120, blank=True)
    toelichting = models.TextField(blank=True)

    objects = Wereldbeheer["Informeermoment"]("informering__melding")

    class Meta:
        ordering = ["geinformeerd_op", "pk"]
        verbose_name_plural = "informeermomenten"
        constraints = [een_dader("informeermoment_een_dader")]

    def __str__(self) -> str:
        return f"{self.informering_id} op {self.geinformeerd_op}"


class Uitzondering(Verzegeld):
    """Someone directly involved who cannot or need not be told before the rest: why, and who says so (R125). Rows are
    added, never changed."""

    informering = models.ForeignKey(Informering, models.PROTECT, related_name="uitzonderingen")
    reden = models.TextField()
    gegeven_op = models.DateTimeField()
    gegeven_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")

    objects = Wereldbeheer["Uitzondering"]("informering__melding")

    class Meta:
        ordering = ["-gegeven_op", "-pk"]
        verbose_name_plural = "uitzonderingen"
        constraints = [models.CheckConstraint(condition=~Q(reden=""), name="uitzondering_heeft_reden")]

    def __str__(self) -> str:
        return f"uitzondering voor {self.informering_id}"


class Slachtofferhulp(Verzegeld):
    """Was victim support offered: yes or no, when, by whom (R126). A later row says more; none is changed."""

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    is_aangeboden = models.BooleanField()
    aangeboden_op = models.DateTimeField(null=True, blank=True)
    door_wie = models.CharField(max_length=120, blank=True)
    toelichting = models.TextField(blank=True)
    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")

    objects = Wereldbeheer["Slachtofferhulp"]("melding")

    class Meta:
        ordering = ["-vastgelegd_op", "-pk"]
        verbose_name_plural = "slachtofferhulp"
        constraints = [
            models.CheckConstraint(
                condition=Q(is_aangeboden=False) | (Q(aangeboden_op__isnull=False) & ~Q(door_wie="")),
                name="slachtofferhulp_wanneer_en_wie",
            )
        ]

    def __str__(self) -> str:
        return f"slachtofferhulp bij {self.melding_id}"


class Uitingsoort(models.TextChoices):
    """What can go outside (R125)."""

    PERSANTWOORD = "persantwoord", "antwoord aan de pers"
    GEMEENTENMAIL = "gemeentenmail", "mail over een persvraag"
    PERSBERICHT = "persbericht", "persbericht"
    PUBLICATIE = "publicatie", "bericht op website of sociale media"
    COLLEGEBERICHT = "collegebericht", "bericht aan het college"
    RAADSBRIEF = "raadsbrief", "raadsbrief"
    LOKAAL = "lokaal", "bericht aan lokale partijen"
    MAIL = "mail", "mail buiten de kring van het dossier"


class Buitenom(models.TextChoices):
    """How something went outside without leave while a lock was on: it is recorded as what it was."""

    BUITEN_ONS = "buiten_ons", "buiten ons om"
    GELEKT = "gelekt", "uitgelekt"
    TE_VROEG = "te_vroeg", "eerder dan mocht"

    @property
    def naam(self) -> str:
        """The label at the beginning of a sentence."""
        return f"{str(self.label)[:1].upper()}{str(self.label)[1:]}"


class Vrijgave(Verzegeld):
    """Leave to go outside once although a lock is on: of which kind, why, by whose decision (R125, R156).

    `gebruikt_op`: the moment it was used; it opens the lock for one step only.
    """

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    soort = models.CharField(max_length=20, choices=Uitingsoort)
    reden = models.TextField()
    besluit_van = models.CharField(max_length=120, blank=True)
    gegeven_op = models.DateTimeField()
    gegeven_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    gebruikt_op = models.DateTimeField(null=True, blank=True)

    objects = Wereldbeheer["Vrijgave"]("melding")

    class Meta:
        ordering = ["-gegeven_op", "-pk"]
        verbose_name_plural = "vrijgaven"
        constraints = [models.CheckConstraint(condition=~Q(reden=""), name="vrijgave_heeft_reden")]

    def __str__(self) -> str:
        return f"{self.soort} bij {self.melding_id}"


class Uiting(Vastgelegd):
    """Something that went outside, and by what right: the family knew, there was leave, or it had none (R125, R156).

    A lock guards what we send; this register says what happened. What had no right says so itself, with how it came
    (`buiten_om`, `toelichting`): the database refuses a row that says nothing of it. `sleutel` names what it was for
    (`taak:7`, `persvraag:3`), so that one step leaves one row. `verbetering_van`: the row that said it wrongly, which
    was taken back; leave that was given for the act goes along.
    """

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    persvraag = models.ForeignKey(Persvraag, models.PROTECT, null=True, blank=True, related_name="+")
    soort = models.CharField(max_length=20, choices=Uitingsoort)
    sleutel = models.CharField(max_length=60, unique=True)
    omschrijving = models.CharField(max_length=300, blank=True)
    gedaan_op = models.DateTimeField()
    namens = models.CharField(max_length=120, blank=True)
    wist_familie = models.BooleanField()
    liep_onderzoek = models.BooleanField(default=False)
    vrijgave = models.ForeignKey(Vrijgave, models.PROTECT, null=True, blank=True, related_name="+")
    buiten_om = models.CharField(max_length=12, choices=Buitenom, blank=True)
    toelichting = models.TextField(blank=True)
    verbetering_van = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="verbeterd_als")

    objects = Wereldbeheer["Uiting"]("melding")

    class Meta:
        ordering = ["-gedaan_op", "-pk"]
        verbose_name_plural = "uitingen"
        constraints = [
            een_dader("uiting_een_dader"),
            models.CheckConstraint(
                condition=Q(wist_familie=True) | Q(vrijgave__isnull=False) | ~Q(buiten_om=""),
                name="uiting_na_de_familie",
            ),
            models.CheckConstraint(
                condition=Q(liep_onderzoek=False) | Q(vrijgave__isnull=False) | ~Q(buiten_om=""),
                name="uiting_bij_onderzoek_met_besluit",
            ),
            models.CheckConstraint(
                condition=Q(buiten_om="") | (Q(vrijgave__isnull=True) & ~Q(toelichting="")),
                name="uiting_buiten_om_heeft_toelichting",
            ),
            # Leave opens the lock for one step only; what puts that step right is no other step.
            models.UniqueConstraint(
                fields=["vrijgave"], condition=Q(verbetering_van__isnull=True), name="uiting_een_per_vrijgave"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.soort} bij {self.melding_id}"


class Regie(Verzegeld):
    """Who directs from which moment, and why (R141, R149, R156). Rows are added, never changed.

    `wie`: a code of the regierollen in the protocol file; `functie`: who that is in words, never a name.
    """

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    wie = models.CharField(max_length=40)
    functie = models.CharField(max_length=120, blank=True)
    vanaf_op = models.DateTimeField()
    reden = models.TextField()
    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")

    objects = Wereldbeheer["Regie"]("melding")

    class Meta:
        ordering = ["-vanaf_op", "-pk"]
        verbose_name_plural = "regie"

    def __str__(self) -> str:
        return f"{self.wie} bij {self.melding_id}"


class Onderzoek(Verzegeld):
    """A criminal investigation: while it runs, what goes outside is decided by `beslist` (R137, R156, R157)."""

    melding = models.ForeignKey(Melding, models.PROTECT, related_name="+")
    begonnen_op = models.DateTimeField()
    beslist = models.CharField(max_length=120)
    reden = models.TextField()
    vastgelegd_op = models.DateTimeField()
    vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    geeindigd_op = models.DateTimeField(null=True, blank=True)
    einde_reden = models.TextField(blank=True)
    einde_vastgelegd_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")

    objects = Wereldbeheer["Onderzoek"]("melding")

    class Meta:
        ordering = ["-begonnen_op", "-pk"]
        verbose_name_plural = "onderzoeken"
        constraints = [
            models.UniqueConstraint(
                fields=["melding"], condition=Q(geeindigd_op__isnull=True), name="onderzoek_een_lopend"
            ),
            models.CheckConstraint(
                condition=Q(geeindigd_op__isnull=True) | (~Q(einde_reden="") & Q(einde_vastgelegd_door__isnull=False)),
                name="onderzoek_einde_met_reden",
            ),
        ]

    def __str__(self) -> str:
        return f"onderzoek bij {self.melding_id}"


# The facts of the communication that can be taken back; each is a field of `Herroeping` that names its row.
HERROEPBAAR = ("informering", "uitzondering", "informeermoment", "slachtofferhulp", "uiting", "regie", "onderzoek")
# And what a gemeente answered the press.
HERROEPEN_RIJEN = (*HERROEPBAAR, "persantwoord")


def _gaat_over_een() -> Q:
    """Exactly one of the fields is filled."""
    per_veld = (Q(**{f"{naam}__isnull": naam != gevuld for naam in HERROEPEN_RIJEN}) for gevuld in HERROEPEN_RIJEN)
    return reduce(or_, per_veld)


class Herroeping(Verzegeld):
    """Taken back: a row that was recorded wrongly counts no more. Rows are added, never changed; the row that it is
    about stays as it was."""

    informering = models.OneToOneField(Informering, models.PROTECT, null=True, blank=True, related_name="herroeping")
    uitzondering = models.OneToOneField(Uitzondering, models.PROTECT, null=True, blank=True, related_name="herroeping")
    informeermoment = models.OneToOneField(
        Informeermoment, models.PROTECT, null=True, blank=True, related_name="herroeping"
    )
    slachtofferhulp = models.OneToOneField(
        Slachtofferhulp, models.PROTECT, null=True, blank=True, related_name="herroeping"
    )
    uiting = models.OneToOneField(Uiting, models.PROTECT, null=True, blank=True, related_name="herroeping")
    regie = models.OneToOneField(Regie, models.PROTECT, null=True, blank=True, related_name="herroeping")
    onderzoek = models.OneToOneField(Onderzoek, models.PROTECT, null=True, blank=True, related_name="herroeping")
    persantwoord = models.OneToOneField(Persantwoord, models.PROTECT, null=True, blank=True, related_name="herroeping")
    reden = models.TextField()
    op = models.DateTimeField()
    door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    door_contact = models.ForeignKey(Contactpersoon, models.PROTECT, null=True, blank=True, related_name="+")

    objects = Zegelbeheer["Herroeping"]()

    class Meta:
        ordering = ["op", "pk"]
        verbose_name_plural = "herroepingen"
        constraints = [
            een_dader("herroeping_een_dader", "door"),
            models.CheckConstraint(condition=_gaat_over_een(), name="herroeping_gaat_over_een"),
            models.CheckConstraint(condition=~Q(reden=""), name="herroeping_heeft_reden"),
        ]

    def __str__(self) -> str:
        return f"herroeping op {self.op}"

    @property
    def wie(self) -> str:
        """Who took it back: with an account, or by a link. Fetch both along."""
        return dadernaam(self, "door")
