"""The lock on everything that goes outside: first the family, and not through a criminal investigation (R125, R156).

Whatever leaves the circle of a dossier leaves an `Uiting` here, with the right by which it went. While a lock is on,
that right is a `Vrijgave`: leave for one step, in writing, by someone the protocol file names. The register takes what
had no right too, named for what it was; only what we send ourselves does not go then. A mail that is held back
(`Bericht` with status WACHT) goes when the last lock opens, or with leave.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import F, Q, QuerySet, Value

from basis.geweigerd import Geweigerd
from basis.taal import opsomming
from basis.voorbereid import voorbereid
from calamiteiten.grendels import vergrendeld
from calamiteiten.models import Melding, Samenhang, Zaak
from calamiteiten.toegang import doel, zichtbaar_voor
from communicatie.models import (
    ONTVANGST_MELDER,
    PERSTEKST,
    Bericht,
    BerichtStatus,
    Buitenom,
    Onderzoek,
    Persvraag,
    Uiting,
    Uitingsoort,
    Vrijgave,
)
from communicatie.post.woorden import zetelnaam
from communicatie.regels import Communicatieregels, SlotRegel
from contacten.models import Dader, Gebruiker, dader_velden
from contacten.rollen import ROLLEN_MET_DOSSIERS
from contacten.rolnamen import rolnaam

from .betrokkenen import niet_klaar, stand_van_de_lijst

FAMILIE = "familie"
# What stands between the key of an act and the number of its correction.
VERBETERING = ":v"
# How the key of leave for all mail that waits begins.
VAN_DE_POST = "vrijgave:"
ONDERZOEK = "onderzoek"
NIETS_NAAR_BUITEN = "Over deze zaak mag nu niets naar buiten. De regio weet waarom."
WACHT_REDEN = "Wacht: de jeugdige en de familie weten het nog niet, of er loopt een strafrechtelijk onderzoek."


class OpSlot(Geweigerd):
    """Something may not go outside while a lock is on; the sentence says which, to who may know that."""


@dataclass(frozen=True)
class Toestemming:
    """What somebody writes down of something that is outside while a lock is on: why, and who decided it (a function)
    when the lock asks for that. With `buiten_om` (a code of `Buitenom`) there was no leave, and `reden` says what
    happened."""

    reden: str = ""
    besluit_van: str = ""
    buiten_om: str = ""


@dataclass(frozen=True)
class Gezegd:
    """What is said of something that went outside: when (aware), where or to whom, and in whose name. `soort`: another
    kind than was recorded; empty for the same."""

    gedaan_op: datetime
    omschrijving: str
    namens: str = ""
    soort: str = ""


@dataclass(frozen=True)
class Toestand:
    """How the locks of one melding stand: does the family know, which investigation runs, which locks are on.
    `versie` names the roles: that of the rules by which it was weighed. `via`: the kenmerken of other meldingen of the
    same event that shut one."""

    wist_familie: bool
    onderzoek: Onderzoek | None
    dicht: tuple[SlotRegel, ...]
    versie: str
    via: tuple[str, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether something may go outside without leave."""
        return not self.dicht

    @property
    def vrijgave_door(self) -> tuple[str, ...]:
        """The roles that may give leave through every lock that is on."""
        rollen = [set(slot.vrijgave_door) for slot in self.dicht]
        return tuple(sorted(set.intersection(*rollen))) if rollen else ()

    @property
    def besluit_van(self) -> tuple[str, ...]:
        """The roles of which one must have decided it; empty when the one who gives leave decides himself."""
        return tuple(rol for slot in self.dicht for rol in slot.besluit_van)

    @property
    def wie_vrijgeeft(self) -> str:
        """Who can give leave, in Dutch, without a full stop; no fact of the dossier."""
        return f"De {opsomming(rolnaam(rol, self.versie) for rol in self.vrijgave_door)} kan met een reden vrijgeven"

    @property
    def uitleg(self) -> str:
        """Why nothing may go outside now, and who can give leave, in Dutch; empty when the locks are open."""
        if self.is_open:
            return ""
        besluit = opsomming(rolnaam(rol, self.versie) for rol in self.besluit_van)
        wie = f"{self.wie_vrijgeeft}, na een besluit van {besluit}." if besluit else f"{self.wie_vrijgeeft}."
        door = f"Dit komt door {opsomming(self.via)}: dezelfde gebeurtenis." if self.via else ""
        return " ".join(filter(None, [*(slot.zin for slot in self.dicht), door, wie]))


def is_dicht(melding: Melding) -> bool:
    """Whether nothing about this melding may go outside now: a family does not know, or an investigation runs, here or
    in another melding of the same event."""
    kring = samen(melding)
    return bool(_onwetend(melding, kring)) or bool(_lopende_onderzoeken(*kring))


def toestand(melding: Melding, regels: Communicatieregels, op: datetime | None = None) -> Toestand:
    """How the locks stand. With `op` (aware, past) everybody on the list must have known at that moment; an
    investigation that runs now, or ran then, counts: what is recorded late gets no easier than it was."""
    sloten = regels.slot_per_code
    if op is None and (wist := _wist_alleen_hier(melding)) is not None:
        return Toestand(wist, None, () if wist else (sloten[FAMILIE],), regels.versie)
    kring = samen(melding)
    onwetend, onderzoek = _onwetend(melding, kring, op), _onderzoeken(kring, op).first()
    dicht = [sloten[FAMILIE]] if onwetend else []
    elders = (onwetend | ({onderzoek.melding_id} if onderzoek else set())) - {melding.pk}
    via = Zaak.objects.filter(pk__in=elders).order_by("kenmerk").values_list("kenmerk", flat=True) if elders else ()
    dicht += [sloten[ONDERZOEK]] if onderzoek else []
    return Toestand(not onwetend, onderzoek, tuple(dicht), regels.versie, tuple(via))


def _wist_alleen_hier(melding: Melding) -> bool | None:
    """Whether the family knows, of a melding that stands alone and of which no investigation runs, as most do: one
    question. None when there is more to ask."""
    rijen = list(_van_hier(melding))
    if any(soort != FAMILIE for soort, _ in rijen):
        return None
    return bool(rijen) and all(in_orde for _, in_orde in rijen)


@voorbereid
def _van_hier(melding: int) -> QuerySet[Any, tuple[str, bool]]:
    """Who is on the list and whether he is waited for no more, and that there is a link or an investigation."""
    lijst = _als(FAMILIE, stand_van_de_lijst(melding), F("in_orde"))
    banden = Samenhang.objects.filter(Q(een=melding) | Q(twee=melding), beeindigd_op__isnull=True)
    andere = (_als(ONDERZOEK, _onderzoeken({melding}), Value(True)), _als("band", banden, Value(True)))
    return lijst.union(*andere, all=True)


def _als(soort: str, rijen: QuerySet[Any, Any], waarde: F | Value) -> QuerySet[Any, tuple[str, bool]]:
    kolommen: dict[str, Any] = {"om_soort": Value(soort), "om_waarde": waarde}
    paren: QuerySet[Any, tuple[str, bool]] = rijen.order_by().annotate(**kolommen).values_list(*kolommen)
    return paren


def samen(melding: Melding) -> set[int]:
    """The keys of the meldingen that tell of this event, this one too: what locks the one locks what hangs on it."""
    kring, nieuw = {melding.pk}, {melding.pk}
    while nieuw:
        nieuw = {pk for paar in _banden(*nieuw) for pk in paar} - kring
        kring |= nieuw
    return kring


@voorbereid
def _banden(*meldingen: int) -> QuerySet[Any, tuple[int, int]]:
    """The links of these meldingen, as pairs of keys."""
    banden = Samenhang.objects.filter(Q(een__in=meldingen) | Q(twee__in=meldingen), beeindigd_op__isnull=True)
    return banden.values_list("een", "twee")


def van_de_gebeurtenis(melding: Melding) -> list[Melding]:
    """The meldingen that tell of this event, this one too, in one order."""
    return list(Melding.objects.filter(pk__in=samen(melding)).order_by("pk"))


def zou_dicht_zijn(melding: Melding, ander: Melding, *, is_open: bool) -> bool:
    """Whether a lock of this melding would be on, were the other one of its event open, or closed."""
    kring = samen(melding)
    telt = _tellend(melding, kring) - {ander.pk} | ({ander.pk} if is_open else set())
    return bool(niet_klaar(telt)) or _onderzoeken(kring).exists()


def weeg_samen(melding: Melding, nu: datetime) -> None:
    """What tells of one event was linked, let go, closed or opened again: hold back or send on, in each. Inside the
    caller's transaction."""
    houd_tegen(melding)
    laat_gaan(melding, nu)


def uitleg_voor(melding: Melding, staat: Toestand, door: Dader) -> str:
    """Why nothing may go outside now, as this reader may know it: the reason of a lock is a fact of the dossier that
    shuts it."""
    return staat.uitleg if staat.is_open or mag_weten(melding, staat, door) else NIETS_NAAR_BUITEN


def mag_weten(melding: Melding, staat: Toestand, door: Dader) -> bool:
    """Whether this reader may know why these locks are on: he opens each dossier that shuts one, and need not say first
    why he looks at it."""
    kenmerken = {melding.kenmerk, *staat.via}
    wie: Gebruiker | AnonymousUser = door if isinstance(door, Gebruiker) else AnonymousUser()
    return doel.zonder_vraag(zichtbaar_voor(wie), wie, kenmerken).count() == len(kenmerken)


def mag_vrijgeven(gebruiker: Dader, staat: Toestand) -> bool:
    """Whether there is a lock on, and this user may give leave through it."""
    return not staat.is_open and gebruiker.is_rol(*staat.vrijgave_door)


def geef_vrij(
    melding: Melding, soort: str, toestemming: Toestemming, door: Gebruiker, nu: datetime, regels: Communicatieregels
) -> Vrijgave:
    """Give leave for one thing of this `Uitingsoort`. Leave for mail is used at once: what was held back goes.

    Raises Geweigerd when the locks are open, this user may not, the reason or the decider is missing, or leave lies
    unused (R125, R156).
    """
    with transaction.atomic():
        vergrendel(melding)
        staat = toestand(melding, regels)
        if ongebruikt(melding, soort, staat):
            raise Geweigerd(f"Er is al een vrijgave voor {_soort(soort)}; die is nog niet gebruikt.")
        vrijgave = _geef_vrij(melding, soort, toestemming, door, nu, staat)
        if soort == Uitingsoort.MAIL:
            _laat_mail_gaan(melding, vrijgave, door, nu, staat)
    return vrijgave


def leg_uiting_vast(
    melding: Melding,
    soort: str,
    sleutel: str,
    door: Dader,
    nu: datetime,
    regels: Communicatieregels,
    *,
    persvraag: Persvraag | None = None,
    omschrijving: str = "",
    gedaan_op: datetime | None = None,
    namens: str = "",
    toestemming: Toestemming | None = None,
    is_gebeurd: bool = True,
) -> Uiting:
    """Record that something goes outside, by the right it has: the locks are open, there is leave, or it had none.

    Call before the step itself takes effect, in its transaction. `sleutel` names the step ("taak:7"); a repeat gives
    the row that is there. `gedaan_op` is aware and not after `nu`. Leave is an unused Vrijgave of this soort, or
    `toestemming` by `door` who then must have that right. What happened without leave is recorded as that by anyone who
    may record it; what we ourselves send now (`is_gebeurd` is False) has leave or does not go. Raises Geweigerd, with
    who can give leave (R125, R156).
    """
    with transaction.atomic():
        vergrendel(melding)
        if bestaand := Uiting.objects.filter(sleutel=sleutel).first():
            return bestaand
        if gedaan_op and gedaan_op > nu:
            raise Geweigerd("Leg dit vast als het is gebeurd: dit moment ligt in de toekomst.")
        staat = toestand(melding, regels, gedaan_op)
        # A register takes whatever happened; only what we are about to send is no fact yet.
        if toestemming and toestemming.buiten_om and staat.dicht and not is_gebeurd:
            raise Geweigerd(uitleg_voor(melding, staat, door))
        zonder_recht = _zonder_recht(toestemming, staat)
        vrijgave = None if zonder_recht else _vrijgave_voor(melding, soort, toestemming, door, nu, staat)
        return Uiting.objects.create(
            melding=melding,
            persvraag=persvraag,
            soort=soort,
            sleutel=sleutel,
            omschrijving=omschrijving[:300],
            gedaan_op=gedaan_op or nu,
            namens=namens,
            wist_familie=staat.wist_familie,
            liep_onderzoek=staat.onderzoek is not None,
            vrijgave=vrijgave,
            buiten_om=zonder_recht.buiten_om if zonder_recht else "",
            toelichting=zonder_recht.reden.strip() if zonder_recht else "",
            vastgelegd_op=nu,
            **dader_velden(door),
        )


def verbeter_uiting(
    oud: Uiting,
    gezegd: Gezegd,
    door: Dader,
    nu: datetime,
    regels: Communicatieregels,
    *,
    toestemming: Toestemming | None = None,
    sleutel: str = "",
) -> Uiting:
    """What went outside reads otherwise: a row of its own says so, weighed by how the locks stood at the moment that it
    names. The leave that was given for this act holds for it, when it passes every lock of that moment; what had no
    right keeps what was said of that, unless `toestemming` says otherwise.

    The caller takes `oud` back in the same transaction. `sleutel`: of what it is part of by now, when that changed
    too. Raises Geweigerd as `leg_uiting_vast` does.
    """
    if gezegd.gedaan_op > nu:
        raise Geweigerd("Leg dit vast als het is gebeurd: dit moment ligt in de toekomst.")
    with transaction.atomic():
        vergrendel(oud.melding)
        staat = toestand(oud.melding, regels, gezegd.gedaan_op)
        if oud.buiten_om and toestemming is None:
            toestemming = Toestemming(oud.toelichting, buiten_om=oud.buiten_om)
        zonder_recht = _zonder_recht(toestemming, staat)
        vrijgave = oud.vrijgave if past(oud.vrijgave, staat) and not zonder_recht else None
        if not vrijgave and not zonder_recht:
            vrijgave = _vrijgave_voor(oud.melding, gezegd.soort or oud.soort, toestemming, door, nu, staat)
        basis = oud.sleutel.partition(VERBETERING)[0]
        eerder = Uiting.objects.filter(sleutel__startswith=f"{basis}{VERBETERING}").count()
        return Uiting.objects.create(
            melding=oud.melding,
            persvraag=oud.persvraag,
            soort=gezegd.soort or oud.soort,
            sleutel=sleutel or f"{basis}{VERBETERING}{eerder + 1}",
            omschrijving=gezegd.omschrijving[:300],
            gedaan_op=gezegd.gedaan_op,
            namens=gezegd.namens,
            wist_familie=staat.wist_familie,
            liep_onderzoek=staat.onderzoek is not None,
            vrijgave=vrijgave,
            buiten_om=zonder_recht.buiten_om if zonder_recht else "",
            toelichting=zonder_recht.reden.strip() if zonder_recht else "",
            verbetering_van=oud,
            vastgelegd_op=nu,
            **dader_velden(door),
        )


def past(vrijgave: Vrijgave | None, staat: Toestand) -> bool:
    """Whether this leave passes every lock that is on."""
    return vrijgave is not None and (not staat.besluit_van or bool(vrijgave.besluit_van)) and not staat.is_open


def ongebruikt(melding: Melding, soort: str, staat: Toestand) -> Vrijgave | None:
    """The leave of this soort that was not used yet and goes through every lock that is on now; None without."""
    rijen = Vrijgave.objects.filter(melding=melding, soort=soort, gebruikt_op__isnull=True)
    return (rijen.exclude(besluit_van="") if staat.besluit_van else rijen).first() if staat.dicht else None


def laat_gaan(melding: Melding, nu: datetime) -> int:
    """Send on what was held back, of each melding of this event and of the press questions about it, when no lock is on
    any more; how many messages. Inside the caller's transaction."""
    open_ = [een for een in van_de_gebeurtenis(melding) if not is_dicht(een)]
    return sum(_plan_opnieuw(wachtend(een).values_list("pk", flat=True), nu) for een in open_)


def houd_tegen(melding: Melding) -> int:
    """Hold back what was planned for outside the circle of the dossier and has not left, of each melding of this event
    whose lock is on and of the press questions about it; how many messages. Inside the caller's transaction, when a
    lock goes on."""
    return sum(_houd_tegen(een) for een in van_de_gebeurtenis(melding) if is_dicht(een))


def weeg_slot(melding: Melding, nu: datetime, *, was_dicht: bool) -> None:
    """Hold back or send on, after something was taken back. A lock that was on already held back what it should; what
    went by leave since goes on."""
    if not is_dicht(melding):
        laat_gaan(melding, nu)
    elif not was_dicht:
        houd_tegen(melding)


def _houd_tegen(melding: Melding) -> int:
    gepland = Bericht.objects.filter(voor_buiten(melding), status=BerichtStatus.GEPLAND)
    return gepland.update(status=BerichtStatus.WACHT, reden=WACHT_REDEN, volgende_poging_op=None)


def vergrendel(melding: Melding | int) -> None:
    """One at a time per melding (the row or its key): informing, an investigation and going outside see each other's
    outcome. Inside the caller's transaction."""
    sleutel = melding if isinstance(melding, int) else melding.pk
    vergrendeld(Zaak.objects.all()).get(pk=sleutel)


def wachtend(melding: Melding | int) -> QuerySet[Bericht]:
    """The messages that are held back, of this melding and of the press questions about it."""
    pers = Persvraag.objects.filter(melding=melding).values("pk")
    return Bericht.objects.filter(Q(zaak=melding) | Q(zaak__in=pers), status=BerichtStatus.WACHT)


def voor_buiten(melding: Melding) -> Q:
    """Which messages the locks of this melding hold: its own to who opens no dossier, and those with the agreed texts
    of the press questions about it. See `Bericht.is_voor_buiten`."""
    pers = Persvraag.objects.filter(melding=melding).values("pk")
    return Q(zaak=melding) & buiten_de_kring() | Q(zaak__in=pers, gegevens__has_key=PERSTEKST)


def buiten_de_kring() -> Q:
    """Which messages about a melding leave the circle of its dossier: to who opens none, but for the receipt of who
    reported."""
    return ~Q(rol__in=ROLLEN_MET_DOSSIERS) & ~Q(sjabloon=ONTVANGST_MELDER)


def is_op_slot(bericht: Bericht) -> bool:
    """Whether this message would leave the circle of a dossier of which a lock is on now, without leave."""
    over = over_welke(bericht) if bericht.is_voor_buiten else None
    return over is not None and is_dicht(over) and not _is_vrijgegeven(bericht, over)


def _is_vrijgegeven(bericht: Bericht, melding: Melding) -> bool:
    """Whether there was leave for this message, through every lock that is on now: for the step that sent it, or for
    what waited."""
    met_leave = Uiting.objects.filter(melding=melding, vrijgave__isnull=False, herroeping__isnull=True)
    if _onderzoeken(samen(melding)).exists():
        met_leave = met_leave.exclude(vrijgave__besluit_van="")
    # Leave for one call or one step is for nothing else.
    van_post = Q(sleutel__startswith=VAN_DE_POST, soort=Uitingsoort.MAIL, vastgelegd_op__gte=bericht.gepland_op)
    van_stap = Q(sleutel=bericht.aanleiding) | Q(sleutel__startswith=f"{bericht.aanleiding}{VERBETERING}")
    return met_leave.filter(van_post | van_stap).exists()


def over_welke(bericht: Bericht) -> Melding | None:
    """The melding whose locks hold this message."""
    pers = Persvraag.objects.filter(zaak_ptr=bericht.zaak_id, melding__isnull=False)
    return bericht.melding or Melding.objects.filter(pk__in=pers.values("melding")).first()


def _zonder_recht(toestemming: Toestemming | None, staat: Toestand) -> Toestemming | None:
    """What is said of something that is outside without leave; None when it is not."""
    if toestemming is None or not toestemming.buiten_om or not staat.dicht:
        return None
    if toestemming.buiten_om not in Buitenom.values:
        raise Geweigerd("Kies hoe dit naar buiten kwam.")
    if not toestemming.reden.strip():
        raise Geweigerd("Schrijf op hoe dit naar buiten kwam.")
    return toestemming


def _vrijgave_voor(
    melding: Melding, soort: str, toestemming: Toestemming | None, door: Dader, nu: datetime, staat: Toestand
) -> Vrijgave | None:
    """The leave this step uses up; None when the locks are open. Raises Geweigerd when there is none."""
    if staat.is_open:
        return None
    vrijgave = ongebruikt(melding, soort, staat)
    if vrijgave is None:
        # Leave is given with an account: a link is for one duty, and this is another.
        if toestemming is None or not isinstance(door, Gebruiker):
            raise OpSlot(uitleg_voor(melding, staat, door))
        vrijgave = _geef_vrij(melding, soort, toestemming, door, nu, staat)
    vrijgave.gebruikt_op = nu
    vrijgave.save(update_fields=["gebruikt_op"])
    return vrijgave


def _geef_vrij(
    melding: Melding, soort: str, toestemming: Toestemming, door: Gebruiker, nu: datetime, staat: Toestand
) -> Vrijgave:
    reden, besluit_van = toestemming.reden.strip(), toestemming.besluit_van.strip()
    if staat.is_open:
        raise Geweigerd("Er is geen slot dicht. Vrijgeven is niet nodig.")
    if not mag_vrijgeven(door, staat):
        raise Geweigerd(uitleg_voor(melding, staat, door))
    if not reden:
        raise Geweigerd("Schrijf op waarom dit naar buiten mag terwijl het slot dicht is.")
    if staat.besluit_van and not besluit_van:
        raise Geweigerd("Schrijf op wie dit heeft besloten: er loopt een strafrechtelijk onderzoek.")
    return Vrijgave.objects.create(
        melding=melding,
        soort=soort,
        reden=reden,
        besluit_van=besluit_van[:120],
        gegeven_op=nu,
        gegeven_door=door,
    )


def _laat_mail_gaan(melding: Melding, vrijgave: Vrijgave, door: Gebruiker, nu: datetime, staat: Toestand) -> None:
    """Use the leave at once, for everything that is held back now; what is planned later waits again."""
    rijen = list(wachtend(melding).select_related("gemeente"))
    if not rijen:
        raise Geweigerd("Er wacht geen bericht. Vrijgeven is niet nodig.")
    vrijgave.gebruikt_op = nu
    vrijgave.save(update_fields=["gebruikt_op"])
    Uiting.objects.create(
        melding=melding,
        soort=Uitingsoort.MAIL,
        sleutel=f"{VAN_DE_POST}{vrijgave.pk}",
        omschrijving=f"Aan {opsomming(sorted({zetelnaam(rij, melding.protocol_versie) for rij in rijen}))}"[:300],
        gedaan_op=nu,
        wist_familie=staat.wist_familie,
        liep_onderzoek=staat.onderzoek is not None,
        vrijgave=vrijgave,
        vastgelegd_op=nu,
        vastgelegd_door=door,
    )
    _plan_opnieuw([rij.pk for rij in rijen], nu)


def _plan_opnieuw(sleutels: Iterable[int], nu: datetime) -> int:
    return Bericht.objects.filter(pk__in=list(sleutels), status=BerichtStatus.WACHT).update(
        status=BerichtStatus.GEPLAND, reden="", volgende_poging_op=nu
    )


def _soort(soort: str) -> str:
    return Uitingsoort(soort).label


def _onwetend(melding: Melding, kring: set[int], op: datetime | None = None) -> set[int]:
    """Those of these meldingen of which somebody on the list does not know (at `op`, aware)."""
    return niet_klaar(_tellend(melding, kring), op)


def _tellend(melding: Melding, kring: set[int]) -> set[int]:
    """Those of these meldingen of which the list counts: one that was closed beside this one keeps nothing shut."""
    andere = Zaak.objects.filter(pk__in=kring - {melding.pk}, afgerond_op__isnull=True).values_list("pk", flat=True)
    return {melding.pk, *(andere if len(kring) > 1 else ())}


def _onderzoeken(kring: set[int], op: datetime | None = None) -> QuerySet[Onderzoek]:
    """Those that run now, and with `op` also those that ran at that moment; one that was taken back never did."""
    loopt = Q(geeindigd_op__isnull=True)
    return Onderzoek.objects.filter(
        loopt | Q(begonnen_op__lte=op, geeindigd_op__gt=op) if op else loopt,
        melding__in=kring,
        herroeping__isnull=True,
    )


@voorbereid
def _lopende_onderzoeken(*kring: int) -> QuerySet[Any, int]:
    return _onderzoeken(set(kring)).order_by("pk").values_list("pk", flat=True)
