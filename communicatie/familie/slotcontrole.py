"""Whether the locks kept: questions of the auditor about what went outside, and about what still waits (R125, R156).

The locks of a melding hold for its own mail and for the texts of the press questions about it, and what locks one
melding of an event locks the others: all are looked at, by a path that asks nothing of what holds the mail back.
"""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from django.db.models import BigIntegerField, DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce, Concat

from basis.toekomst import onmogelijk
from basis.wereld import duur
from calamiteiten.models import Samenhang
from calamiteiten.statussen import MELDING
from calamiteiten.werelden import Zaken, van
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
from communicatie.post.wachtrij import LEASE
from contacten.rollen import Rol

from .betrokkenen import OP_DE_LIJST
from .naar_buiten import VAN_DE_POST, VERBETERING, buiten_de_kring
from .slotkring import ONDERZOEK, Slotkring, verbonden_met

# What leaves the circle of a dossier: to who opens none, or with the agreed texts about a question of the press.
_VOOR_BUITEN = Q(zaak__zaaksoort=MELDING) & buiten_de_kring() | Q(gegevens__has_key=PERSTEKST)
# A mail that a sender held when the lock went on may still leave.
ONDERWEG = timedelta(minutes=2)


def wacht_zonder_slot(nu: datetime) -> Iterable[str]:
    """Kenmerken of zaken with a message that is held back while no lock is on: it was forgotten."""
    wacht = Bericht.objects.filter(status=BerichtStatus.WACHT)
    if not wacht.exists():  # mostly, and the questions below are long
        return
    rijen = _met_slot(wacht).exclude(_op_slot_nu())
    los, verbonden = rijen.exclude(Exists(_banden())), rijen.filter(Exists(_banden()))
    yield from los.values_list("zaak__kenmerk", flat=True)
    # Another melding of the same event may keep it shut.
    velden = ("over", "zaak__kenmerk")
    if paren := list(verbonden.values_list(*velden)):
        kring = Slotkring(over for over, _ in paren)
        yield from (kenmerk for over, kenmerk in paren if not kring.sloten(over, nu))


def klaar_achter_slot(nu: datetime) -> Iterable[str]:
    """Kenmerken of zaken with a message that is ready to leave the circle while a lock is on, without leave: it should
    wait. What a sender holds may be on its way since before the lock went on."""
    onderweg = Q(status=BerichtStatus.BEZIG, lease_tot__gt=nu) & ~onmogelijk("lease_tot", nu, duur(LEASE))
    klaar = Bericht.objects.filter(_VOOR_BUITEN, status__in=NOG_TE_VERZENDEN).exclude(onderweg)
    if not klaar.exists():
        return
    rijen = _met_slot(klaar)
    los = rijen.exclude(Exists(_banden())).exclude(Exists(_leave_nu()))
    yield from los.filter(_op_slot_nu()).values_list("zaak__kenmerk", flat=True)
    yield from _door_de_kring(rijen.filter(Exists(_banden())), _leave(), nu)


def naar_buiten_zonder_recht(nu: datetime, zaken: Zaken) -> Iterable[str]:
    """Kenmerken of these zaken, and of those that share a lock with them, of which a mail left the circle before the
    family knew and without leave, or through an investigation without a decision; and of meldingen of which something
    else went outside like that."""
    zaken = None if zaken is None else _met_verbonden(zaken)
    post = van(zaken, Bericht.objects.filter(status__in=AANGENOMEN, verzonden_op__isnull=False))
    mail = _met_slot(post.filter(_VOOR_BUITEN))
    # Before the two were linked the locks of the one held nothing of the other.
    mail = mail.filter(verzonden_op__gt=F("vanaf"))
    if mail.exists():
        yield from _post_zonder_recht(mail)
    # What is recorded as having had no right says so itself, and has its own signal.
    met_recht = van(zaken, Uiting.objects.filter(buiten_om=""), "melding")
    zonder_besluit = met_recht.filter(Q(vrijgave__isnull=True) | Q(vrijgave__besluit_van=""), liep_onderzoek=True)
    yield from zonder_besluit.values_list("melding__kenmerk", flat=True)


def _post_zonder_recht(mail: QuerySet[Bericht]) -> Iterable[str]:
    """Of what left the circle: the kenmerken of the zaken of which it might not."""
    wist = Exists(_toen_op_de_lijst()) & ~Exists(_toen_onwetend())
    te_vroeg = mail.exclude(wist).filter(~Exists(_vrijgegeven()))
    door_onderzoek = mail.filter(Exists(_liep()), ~Exists(_vrijgegeven().filter(liep_onderzoek=True)))
    for rijen in (te_vroeg, door_onderzoek):
        yield from rijen.values_list("zaak__kenmerk", flat=True)
    # What another melding of the same event kept shut when it left.
    verbonden = mail.filter(Exists(_ooit_verbonden())).exclude(pk__in=te_vroeg.values("pk"))
    yield from _door_de_kring(verbonden.exclude(pk__in=door_onderzoek.values("pk")), _vrijgegeven())


def _met_verbonden(zaken: Collection[int]) -> set[int]:
    """These, the meldingen of the same event as one of them now or before, and the press questions about any."""
    kring = verbonden_met(zaken)
    return kring | set(Persvraag.objects.filter(melding__in=kring).values_list("pk", flat=True))


def _door_de_kring(rijen: QuerySet[Bericht], leave: QuerySet[Uiting], op: datetime | None = None) -> Iterable[str]:
    """Kenmerken of the zaken of those of these messages that a lock held, here or in another melding of the event, and
    for which there was no leave through each. At `op` (aware), or at the moment that each left."""
    marge = ONDERWEG if op is None else timedelta()
    met_besluit = leave.exclude(vrijgave__besluit_van="")
    velden = ("over", "verzonden_op", "zaak__kenmerk", "_vrij", "_besluit")
    paren = list(rijen.annotate(_vrij=Exists(leave), _besluit=Exists(met_besluit)).values_list(*velden))
    if not paren:
        return
    kring = Slotkring(over for over, *_ in paren)
    for over, verzonden_op, kenmerk, vrij, besluit in paren:
        dicht = kring.sloten(over, op or verzonden_op, marge)
        if dicht and not (besluit if ONDERZOEK in dicht else vrij):
            yield kenmerk


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


def _ooit_verbonden() -> QuerySet[Samenhang]:
    """What ties the melding whose locks hold a message to another, or did."""
    return Samenhang.objects.filter(Q(een=OuterRef("over")) | Q(twee=OuterRef("over")))


def _van_de_post() -> Q:
    """That what waited was let go at once, while this message was there: leave for one call or one step is for nothing
    else."""
    return Q(sleutel__startswith=VAN_DE_POST, soort=Uitingsoort.MAIL, vastgelegd_op__gte=OuterRef("gepland_op"))


def _leave_nu() -> QuerySet[Uiting]:
    """Leave by which a message that is ready may go: with a decision while an investigation runs."""
    loopt = Onderzoek.objects.filter(melding=OuterRef("melding"), geeindigd_op__isnull=True, herroeping__isnull=True)
    return _leave().filter(~Exists(loopt) | ~Q(vrijgave__besluit_van=""))


def _leave() -> QuerySet[Uiting]:
    """Leave of the step that sends a message, or for what waited at that moment."""
    return Uiting.objects.filter(
        _van_de_post() | _van_de_stap(),
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
        _van_de_post() | _van_de_stap(),
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
