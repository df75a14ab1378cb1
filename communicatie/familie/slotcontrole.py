"""Whether the locks kept: questions of the auditor about what went outside, and about what still waits (R125, R156).

The locks of a melding hold for its own mail and for the texts of the press questions about it, so both are looked at.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from calamiteiten.models import Samenhang
from calamiteiten.statussen import MELDING
from communicatie.models import (
    AANGENOMEN,
    NOG_TE_VERZENDEN,
    PERSTEKST,
    Bericht,
    BerichtStatus,
    Informeermoment,
    Informering,
    Onderzoek,
    Persvraag,
    Uiting,
    Uitingsoort,
    Uitzondering,
)
from contacten.rollen import Rol

from .betrokkenen import OP_DE_LIJST
from .naar_buiten import VERBETERING, buiten_de_kring, is_dicht, is_op_slot, over_welke

# What leaves the circle of a dossier: to who opens none, or with the agreed texts about a question of the press.
_VOOR_BUITEN = Q(zaak__zaaksoort=MELDING) & buiten_de_kring() | Q(gegevens__has_key=PERSTEKST)
# A mail that a sender held when the lock went on may still leave.
ONDERWEG = timedelta(minutes=2)


def wacht_zonder_slot(nu: datetime) -> Iterable[str]:
    """Kenmerken of zaken with a message that is held back while no lock is on: it was forgotten."""
    rijen = _met_slot(Bericht.objects.filter(status=BerichtStatus.WACHT)).exclude(_op_slot_nu())
    # Another melding of the same event may keep it shut: asked of the few that are left.
    for bericht in rijen.select_related("zaak__als_melding"):
        over = over_welke(bericht)
        if bericht.zaak and over and not is_dicht(over):
            yield bericht.zaak.kenmerk


def klaar_achter_slot(nu: datetime) -> Iterable[str]:
    """Kenmerken of zaken with a message that is ready to leave the circle while a lock is on, without leave: it should
    wait. What a sender holds may be on its way since before the lock went on."""
    onderweg = Q(status=BerichtStatus.BEZIG, lease_tot__gt=nu)
    klaar = Bericht.objects.filter(_VOOR_BUITEN, status__in=NOG_TE_VERZENDEN).exclude(onderweg)
    rijen = _met_slot(klaar).exclude(Exists(_leave_nu()))
    yield from rijen.filter(_op_slot_nu()).values_list("zaak__kenmerk", flat=True)
    # Or another melding of the same event keeps it shut: asked of those that hang together only.
    verbonden = rijen.exclude(_op_slot_nu()).filter(Exists(_banden()))
    for bericht in verbonden.select_related("zaak__als_melding"):
        if bericht.zaak and is_op_slot(bericht):
            yield bericht.zaak.kenmerk


def naar_buiten_zonder_recht(nu: datetime) -> Iterable[str]:
    """Kenmerken of zaken of which a mail left the circle before the family knew and without leave, or through an
    investigation without a decision; and of meldingen of which something else went outside like that."""
    mail = _met_slot(Bericht.objects.filter(_VOOR_BUITEN, status__in=AANGENOMEN, verzonden_op__isnull=False))
    # Before the two were linked the locks of the one held nothing of the other.
    mail = mail.filter(verzonden_op__gt=F("vanaf"))
    wist = Exists(_toen_op_de_lijst()) & ~Exists(_toen_onwetend())
    te_vroeg = mail.exclude(wist).filter(~Exists(_vrijgegeven()))
    door_onderzoek = mail.filter(Exists(_liep()), ~Exists(_vrijgegeven().filter(liep_onderzoek=True)))
    for rijen in (te_vroeg, door_onderzoek):
        yield from rijen.values_list("zaak__kenmerk", flat=True)
    # What is recorded as having had no right says so itself, and has its own signal.
    met_recht = Uiting.objects.filter(buiten_om="")
    zonder_besluit = met_recht.filter(Q(vrijgave__isnull=True) | Q(vrijgave__besluit_van=""), liep_onderzoek=True)
    yield from zonder_besluit.values_list("melding__kenmerk", flat=True)


def _met_slot(berichten: QuerySet[Bericht]) -> QuerySet[Bericht]:
    """With `over`, the melding whose locks hold this message, and `vanaf`, since when they do; without those of which
    there is none."""
    pers = Persvraag.objects.filter(pk=OuterRef("zaak"), melding__isnull=False)
    over = Coalesce(Subquery(pers.values("melding")[:1]), F("zaak__als_melding"), output_field=BigIntegerField())
    # A melding holds its own mail from the first.
    eigen = F("zaak__vastgelegd_op") - timedelta(days=1)
    vanaf = Coalesce(Subquery(pers.values("gekoppeld_op")[:1]), eigen, output_field=DateTimeField())
    return berichten.annotate(over=over, vanaf=vanaf).filter(over__isnull=False)


def _op_slot_nu() -> Q:
    """Somebody on the list of that melding does not know now, nobody is on it, or an investigation runs."""
    lijst = Informering.objects.filter(OP_DE_LIJST, melding=OuterRef("over"))
    uitzondering = Uitzondering.objects.filter(informering=OuterRef("pk"), herroeping__isnull=True)
    onwetend = lijst.filter(~Exists(uitzondering), geinformeerd_op__isnull=True)
    onderzoek = Onderzoek.objects.filter(melding=OuterRef("over"), geeindigd_op__isnull=True, herroeping__isnull=True)
    return Q(Exists(onwetend)) | ~Q(Exists(lijst)) | Q(Exists(onderzoek))


def _banden() -> QuerySet[Samenhang]:
    """What ties the melding whose locks hold a message to another."""
    hier = Q(een=OuterRef("over")) | Q(twee=OuterRef("over"))
    return Samenhang.objects.filter(hier, beeindigd_op__isnull=True)


def _van_de_stap() -> Q:
    """What went outside with the step that sent a message, as it was recorded or as it was put right."""
    verbeterd = Concat(OuterRef("aanleiding"), Value(VERBETERING))
    return Q(sleutel=OuterRef("aanleiding")) | Q(sleutel__startswith=verbeterd)


def _leave_nu() -> QuerySet[Uiting]:
    """Leave by which a message that is ready may go: of the step that sends it, or for what waited at that moment."""
    loopt = Onderzoek.objects.filter(melding=OuterRef("melding"), geeindigd_op__isnull=True, herroeping__isnull=True)
    return Uiting.objects.filter(
        Q(soort=Uitingsoort.MAIL, vastgelegd_op__gte=OuterRef("gepland_op")) | _van_de_stap(),
        ~Exists(loopt) | ~Q(vrijgave__besluit_van=""),
        melding=OuterRef("over"),
        vrijgave__isnull=False,
        herroeping__isnull=True,
    )


def _gold_toen(op: str, verzonden: OuterRef) -> Q:
    """That a row was not taken back yet when the mail left, give or take the time that a mail is on its way."""
    return Q(herroeping__isnull=True) | Q(**{f"{op}__gt": verzonden - ONDERWEG})


def _toen_op_de_lijst() -> QuerySet[Informering]:
    """Who was on the list when it left. What was taken back later counted all the same then: the mail broke no rule."""
    return Informering.objects.filter(
        _gold_toen("herroeping__op", OuterRef("verzonden_op")),
        Q(vervallen_op__isnull=True) | Q(vervallen_op__gt=OuterRef("verzonden_op") - ONDERWEG),
        ~Q(betrokkene=""),
        melding=OuterRef("over"),
        rol=Rol.JEUGDIGE_FAMILIE,
        vastgelegd_op__lte=OuterRef("verzonden_op"),
    )


def _toen_onwetend() -> QuerySet[Informering]:
    """Who was on the list well before it left, and did not know then and was not excepted."""
    verzonden = OuterRef(OuterRef("verzonden_op"))
    wist = Informeermoment.objects.filter(
        _gold_toen("herroeping__op", verzonden), informering=OuterRef("pk"), geinformeerd_op__lte=verzonden
    )
    uitgezonderd = Uitzondering.objects.filter(
        _gold_toen("herroeping__op", verzonden), informering=OuterRef("pk"), gegeven_op__lte=verzonden
    )
    al_even = _toen_op_de_lijst().filter(
        Q(herroeping__isnull=True) | Q(herroeping__op__gt=OuterRef("verzonden_op")),
        Q(vervallen_op__isnull=True) | Q(vervallen_op__gt=OuterRef("verzonden_op")),
        # Who came on it later shut a lock that may have been open.
        Q(vastgelegd_op=F("melding__vastgelegd_op")) | Q(vastgelegd_op__lte=OuterRef("verzonden_op") - ONDERWEG),
    )
    return al_even.filter(~Exists(wist), ~Exists(uitgezonderd))


def _vrijgegeven() -> QuerySet[Uiting]:
    """By what leave it left: that of the step that sent it, or mail was let go at once. That the locks were open when
    the step was taken is no leave: they may have shut since."""
    return Uiting.objects.filter(
        Q(herroeping__isnull=True) | Q(herroeping__op__gt=OuterRef("verzonden_op")),
        Q(soort=Uitingsoort.MAIL) | _van_de_stap(),
        melding=OuterRef("over"),
        vrijgave__isnull=False,
        gedaan_op__lte=OuterRef("verzonden_op"),
    )


def _liep() -> QuerySet[Onderzoek]:
    """An investigation that ran when it left, and that was known for longer than a mail is on its way."""
    return Onderzoek.objects.filter(
        Q(herroeping__isnull=True) | Q(herroeping__op__gt=OuterRef("verzonden_op")),
        Q(geeindigd_op__isnull=True) | Q(geeindigd_op__gt=OuterRef("verzonden_op")),
        melding=OuterRef("over"),
        vastgelegd_op__lt=OuterRef("verzonden_op") - ONDERWEG,
    )
