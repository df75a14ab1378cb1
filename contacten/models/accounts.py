"""What goes before and after a change to an account: the question to a second person, and the news of what was done."""

from django.db import models
from django.db.models import F, Q

from basis.adres import eis_gewoon_adres
from contacten.rollen import eis_rol
from contacten.rolnamen import rolnaam

from .gebruikers import Gebruiker
from .organisaties import Gemeente
from .zegels import Verzegeld, Zegelbeheer


class VerzoekBesluit(models.TextChoices):
    """What became of a request."""

    OPEN = "", "wacht op de tweede persoon"
    GOEDGEKEURD = "goedgekeurd", "goedgekeurd"
    AFGEWEZEN = "afgewezen", "afgewezen"
    INGETROKKEN = "ingetrokken", "ingetrokken"


class Accountverzoek(Verzegeld):
    """What the beheerder asks for an account that would open dossiers by it: this role, gemeente and address.

    Nothing of it holds until a second person approves. `op_plek`: the owner is to fill the seat of that role too.
    """

    gebruiker = models.ForeignKey(Gebruiker, models.PROTECT, related_name="accountverzoeken")
    rol = models.CharField(max_length=30, validators=[eis_rol])
    gemeente = models.ForeignKey(Gemeente, models.PROTECT, null=True, blank=True, related_name="+")
    email = models.EmailField("e-mailadres", validators=[eis_gewoon_adres])
    op_plek = models.BooleanField(default=False)
    gevraagd_door = models.ForeignKey(Gebruiker, models.PROTECT, related_name="+")
    gevraagd_op = models.DateTimeField()
    besluit = models.CharField(max_length=12, choices=VerzoekBesluit, default=VerzoekBesluit.OPEN, blank=True)
    besloten_door = models.ForeignKey(Gebruiker, models.PROTECT, null=True, blank=True, related_name="+")
    besloten_op = models.DateTimeField(null=True, blank=True)
    reden = models.CharField(max_length=300, blank=True)

    objects = Zegelbeheer["Accountverzoek"]()

    class Meta:
        ordering = ["gevraagd_op", "pk"]
        verbose_name_plural = "accountverzoeken"
        constraints = [
            models.UniqueConstraint(fields=["gebruiker"], condition=Q(besluit=""), name="accountverzoek_een_open"),
            models.CheckConstraint(
                condition=Q(besluit="", besloten_op__isnull=True)
                | ~Q(besluit="") & Q(besloten_op__isnull=False, besloten_door__isnull=False),
                name="accountverzoek_besloten",
            ),
            # Two people: neither who asked nor whose account it is can say yes, whatever the code does.
            models.CheckConstraint(
                condition=~Q(besluit="goedgekeurd")
                | ~Q(besloten_door=F("gevraagd_door")) & ~Q(besloten_door=F("gebruiker")),
                name="accountverzoek_tweede_persoon",
            ),
        ]

    def __str__(self) -> str:
        return f"verzoek voor {self.gebruiker_id}: {self.zetel}"

    @property
    def zetel(self) -> str:
        """The role that is asked for, in words: "gemeentelijke toegang Kampen"."""
        return " ".join(filter(None, (rolnaam(self.rol), str(self.gemeente or ""))))


class Nieuws(models.TextChoices):
    """What happened to an account; the code is the name of the mail to its owner."""

    UITGENODIGD = "account_uitgenodigd", "uitgenodigd"
    ROL = "account_rol", "rol of gemeente gewijzigd"
    ADRES = "account_adres", "e-mailadres gewijzigd"
    EINDE = "account_einde", "toegang beëindigd"
    TERUG = "account_terug", "toegang teruggegeven"
    FACTOR_GEWIST = "account_factor_gewist", "tweede stap gewist door de beheerder"
    GEVRAAGD = "account_gevraagd", "gevraagd aan de regiomanager"
    BESLOTEN = "account_besloten", "over een verzoek besloten"
    WACHTWOORD_VERGETEN = "account_wachtwoord_vergeten", "nieuw wachtwoord aangevraagd"
    WACHTWOORD = "account_wachtwoord", "wachtwoord gewijzigd"
    FACTOR = "account_factor", "tweede stap gewijzigd"
    BROWSER = "account_nieuwe_browser", "ingelogd in een nieuwe browser"
    ORGANISATIE = "account_organisatie", "koppeling met de organisatie gewijzigd"
    ORGANISATIE_WIJKT_AF = "account_organisatie_wijkt_af", "organisatie noemt een andere rol of gemeente"


class Accountnieuws(models.Model):
    """One thing that happened to an account, for the outbox to tell: no mail leaves this app (communicatie does that).

    `aan`: the address of its owner at that moment; empty when only the regiomanagers hear it. `naar_regio`: whether
    they do. Without `gebruiker` somebody asked for an address that may belong to nobody.
    """

    gebruiker = models.ForeignKey(Gebruiker, models.CASCADE, null=True, blank=True, related_name="nieuws")
    soort = models.CharField(max_length=40, choices=Nieuws)
    aan = models.EmailField(blank=True)
    naar_regio = models.BooleanField(default=False)
    door = models.ForeignKey(Gebruiker, models.SET_NULL, null=True, blank=True, related_name="+")
    gebeurd_op = models.DateTimeField()
    gemaild_op = models.DateTimeField("aan de mail gegeven op", null=True, blank=True)

    class Meta:
        ordering = ["-gebeurd_op", "-pk"]
        verbose_name_plural = "accountnieuws"
        indexes = [
            models.Index(fields=["gebeurd_op"], name="accountnieuws_te_mailen", condition=Q(gemaild_op__isnull=True))
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()}: {self.gebruiker_id}"
