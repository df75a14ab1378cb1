"""The verbs of a drill: make it ready, sign up and off, begin, stop, break off (R153, R175).

What happens in the drill itself is done by the verbs of real work, in the world of the drill.
"""

from datetime import datetime
from uuid import uuid4

from django.db import transaction

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.wereld import Wereld, binnen
from calamiteiten.dossier import Gegevens
from calamiteiten.models import Deelname, Melding, Oefening
from calamiteiten.oefening import deelnames, leidt
from communicatie.models import Bericht
from communicatie.post.berichten import trek_rijen_in
from contacten.models import Aanbieder, Gebruiker, Gemeente
from escalatie.draaiboek.procedure import REGISTREER
from escalatie.meldingen.procedure import registreer
from escalatie.models import Inspel
from escalatie.protocol.lezen import geldende_versie, haal_protocol

from . import register
from .scenario import SNELST, Scenario, bezwaar, van_hier

NIET_VAN_U = "Een oefening leiden kan alleen de contractmanager of de regiomanager."
NIEMAND = "Er heeft zich nog niemand aangemeld. Meld u eerst zelf aan, en vraag anderen om dat ook te doen."
AL_BEGONNEN = "Deze oefening is al begonnen of al voorbij. Ververs de pagina."
LOOPT_NIET = "Deze oefening loopt niet (meer). Ververs de pagina."
WEG = "Dit scenario is er niet meer. Maak een nieuwe oefening."
GESTOPT = "De oefening is gestopt."
BEGIN_VAN_DE_OEFENING = "Begin van de oefening: er deed geen contractmanager mee."


def maak(
    scenario: Scenario, snelheid: int, aanbieder: Aanbieder, gemeente: Gemeente, door: Gebruiker, nu: datetime
) -> Oefening:
    """Make a drill ready; nobody is told and nothing happens until it begins. `nu`: real time (aware). Raises Geweigerd
    for another role, a speed that cannot be, and a story that the protocol of this region cannot play."""
    eis_leider(door)
    if zin := bezwaar(scenario, haal_protocol(geldende_versie(lokale_datum(nu)))):
        raise Geweigerd(zin)
    if not 1 <= snelheid <= SNELST:
        raise Geweigerd("Kies een snelheid uit de lijst.")
    return Oefening.objects.create(
        scenario=scenario.code,
        naam=scenario.naam,
        snelheid=snelheid,
        aanbieder=aanbieder,
        gemeente=gemeente,
        gemaakt_op=nu,
        gemaakt_door=door,
    )


def meld_aan(nummer: int, door: Gebruiker, nu: datetime) -> Oefening:
    """Sign up, with the address of the account: there its mail may go, and nowhere else. Twice changes nothing, unless
    the account got another address meanwhile: then that one holds. Raises Geweigerd when the drill is over."""
    with transaction.atomic():
        oefening = vast(nummer)
        if oefening.gestopt_op:
            raise Geweigerd(LOOPT_NIET)
        eigen = Deelname.objects.filter(oefening=oefening, gebruiker=door, afgemeld_op__isnull=True)
        eigen.exclude(adres__iexact=door.email).update(afgemeld_op=nu)
        if not eigen.exists():
            Deelname.objects.create(oefening=oefening, gebruiker=door, adres=door.email, aangemeld_op=nu)
    return oefening


def meld_af(nummer: int, door: Gebruiker, nu: datetime) -> Oefening:
    """Sign off: from here on nothing of the drill reaches this user. That he took part until now stays."""
    with transaction.atomic():
        oefening = vast(nummer)
        Deelname.objects.filter(oefening=oefening, gebruiker=door, afgemeld_op__isnull=True).update(afgemeld_op=nu)
    return oefening


def begin(nummer: int, door: Gebruiker, nu: datetime) -> Melding:
    """Begin: the clock of the drill starts, its melding comes in, and what the scenario throws in is laid ready as
    rows. Returns the melding. Raises Geweigerd for another role, without anybody who signed up, and when it began."""
    eis_leider(door)
    with transaction.atomic():
        oefening = vast(nummer)
        scenario = van_hier().get(oefening.scenario)
        if oefening.begonnen_op or oefening.gestopt_op:
            raise Geweigerd(AL_BEGONNEN)
        if scenario is None:
            raise Geweigerd(WEG)
        # Between making it ready and now a new version may have come into force.
        if zin := bezwaar(scenario, haal_protocol(geldende_versie(lokale_datum(nu)))):
            raise Geweigerd(zin)
        if not deelnames(oefening.pk).exists():
            raise Geweigerd(NIEMAND)
        oefening.begonnen_op, oefening.klok_op, oefening.gestart_door = nu, scenario.klok_op(nu), door
        oefening.save(update_fields=["begonnen_op", "klok_op", "gestart_door"])
        with binnen(oefening.wereld):
            return _leg_klaar(oefening, scenario, oefening.klok_op, door)


def stop(nummer: int, door: Gebruiker, nu: datetime) -> bool:
    """End a drill that was played: what was not sent yet is withdrawn, and it goes into the register of what is
    arranged beforehand. Returns whether the register could take it. Raises Geweigerd for another role, and when it does
    not run."""
    with transaction.atomic():
        oefening = _sluit(nummer, door, nu)
        oefening.save(update_fields=["gestopt_op", "gestopt_door"])
        return register.schrijf_in(oefening, door, nu)


def breek_af(nummer: int, reden: str, door: Gebruiker, nu: datetime) -> None:
    """Break off: it counts as no drill, and the register does not get it. Raises Geweigerd as `stop`, and without a
    reason."""
    if not reden.strip():
        raise Geweigerd("Schrijf op waarom u de oefening afbreekt.")
    with transaction.atomic():
        oefening = _sluit(nummer, door, nu, ook_voor_begin=True)
        oefening.is_afgebroken, oefening.reden = True, reden.strip()
        oefening.save(update_fields=["gestopt_op", "gestopt_door", "is_afgebroken", "reden"])


def lopende() -> list[Wereld]:
    """The worlds of the drills that are being played, for the rounds."""
    rijen = Oefening.objects.filter(begonnen_op__isnull=False, gestopt_op__isnull=True).order_by("pk")
    return [oefening.wereld for oefening in rijen if oefening.wereld]


def _sluit(nummer: int, door: Gebruiker, nu: datetime, *, ook_voor_begin: bool = False) -> Oefening:
    eis_leider(door)
    oefening = vast(nummer)
    if oefening.gestopt_op or not (oefening.begonnen_op or ook_voor_begin):
        raise Geweigerd(LOOPT_NIET)
    if oefening.wereld:
        with binnen(oefening.wereld):
            trek_rijen_in(Bericht.objects.all(), GESTOPT)
    oefening.gestopt_op, oefening.gestopt_door = nu, door
    return oefening


def _leg_klaar(oefening: Oefening, scenario: Scenario, klok_op: datetime, door: Gebruiker) -> Melding:
    """The melding, by who may register it, and the rows of what is to come. Inside the world of the drill."""
    protocol = haal_protocol(geldende_versie(lokale_datum(klok_op)))
    regel = protocol.stap_per_code[REGISTREER]
    rijen = oefening.deelnames.select_related("gebruiker")
    deelnemers = [een.gebruiker for een in rijen if een.gebruiker]
    melder = next((wie for wie in (door, *deelnemers) if wie.is_rol(*regel.door)), door)
    waarom = "" if melder.is_rol(*regel.door) else BEGIN_VAN_DE_OEFENING
    feiten = dict(scenario.melding)
    gegevens = Gegevens(
        **{**feiten, "categorie": feiten.get("categorie", "")},
        gebeurd_datum=lokale_datum(klok_op),
        aanbieder=oefening.aanbieder,
        aanbieder_soort=oefening.aanbieder.soort,
        ontvangen_op=klok_op,
        gemeente_verblijf=oefening.gemeente,
        gemeente_woonplaats=oefening.gemeente,
        criteria={c.code: "ja" for c in protocol.criteria if c.definitie == feiten["soort"]},
    )
    melding = registreer(gegevens, uuid4(), melder, klok_op, waarom_namens=waarom)
    Inspel.objects.bulk_create(
        Inspel(oefening=oefening, volgnummer=nummer, gaat_op=klok_op + inspel.na)
        for nummer, inspel in enumerate(scenario.inspelen)
    )
    return melding


def vast(nummer: int) -> Oefening:
    """The drill, held until the transaction ends: two who press at once begin or end it once. Raises Geweigerd when
    there is none."""
    rij = Oefening.objects.select_for_update().filter(pk=nummer).first()
    if rij is None:
        raise Geweigerd(LOOPT_NIET)
    return rij


def eis_leider(door: Gebruiker) -> None:
    """Raises Geweigerd for who leads no drills."""
    if not leidt(door):
        raise Geweigerd(NIET_VAN_U)
