"""What was arranged beforehand in the demo: most of it filled in, some late, some missing, over more than a year.

Walked through the door with a held clock, moment by moment, so that reminders rang and mails left at their own time.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import count

from basis.kalender import lokale_datum
from calamiteiten.models import Paraatheid
from contacten.bezetting import bezet
from contacten.models import Aanbieder, Dader, Gebruiker, Gemeente, Linkhouder
from contacten.rollen import PER_AANBIEDER
from escalatie.draaiboek import termijnen
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.opdrachten import Opdracht
from escalatie.models import Wekker
from escalatie.paraatheid.register import vastleggen
from escalatie.paraatheid.register.opdrachten import Inhoud, Vastlegging
from escalatie.paraatheid.register.pagina import context_van
from escalatie.paraatheid.register.stand import actie_van

from .accounts import Spelers

GELEDEN = timedelta(days=425)
# Of so many actions one is never filled in, one comes to its day again, and one was taken back lately.
NOOIT, AFGELOPEN, TERUG = 6, 5, 17
# So many aanbieders were asked.
EERSTE_AANBIEDERS = 4
Moment = tuple[datetime, Callable[[datetime], object]]


def zaai_paraatheid(
    wie: Spelers, nu: datetime, verzend: Callable[[datetime], None], moment: Callable[[datetime], datetime]
) -> None:
    """Ask every organisation a year ago for what it owes, and let most of them answer. `verzend` sends what is due;
    `moment` moves a moment of long ago into office hours."""
    begin = moment(nu - GELEDEN)
    zaken = vastleggen.zet_klaar(wie.contractmanager, begin, _nog_niet_gevraagd(wie))
    verzend(begin)
    daden = sorted((daad for paar in zip(count(), zaken) for daad in _daden(*paar, wie, nu, moment)), key=_wanneer)
    for op, doe in (daad for daad in daden if begin < daad[0] <= nu):
        _laat_tijd_gaan(op, verzend)
        doe(op)
        verzend(op)
    _laat_tijd_gaan(nu, verzend)


def _nog_niet_gevraagd(wie: Spelers) -> list[Gemeente | Aanbieder]:
    """Who is left for who tries out the demo, and asks with the button: the gemeenten without an account but one, and
    some of the aanbieders."""
    bezig = {plaats for _, plaats in wie.lokaal}
    gemeenten = [gemeente for gemeente in Gemeente.objects.order_by("naam") if gemeente.code not in bezig]
    return [*gemeenten[1:], *Aanbieder.objects.order_by("naam")[EERSTE_AANBIEDERS:]]


def _wanneer(daad: Moment) -> datetime:
    return daad[0]


def _daden(
    nummer: int, zaak: Paraatheid, wie: Spelers, nu: datetime, moment: Callable[[datetime], datetime]
) -> Iterator[Moment]:
    """What becomes of one action: when, and what is done then."""
    if nummer % NOOIT == NOOIT - 1:
        return
    actie = actie_van(zaak)
    door = _dader(zaak, wie, nu)
    if actie.is_jaarlijks:
        dit = lokale_datum(nu).year
        # Of two aanbieders one hands in both years, the other the first alone: that of last year is late.
        for jaar in (dit - 2, dit - 1)[: 1 + nummer % 2]:
            op = moment(nu - timedelta(days=280 - 10 * (jaar - dit + 2)))
            yield op, _vastleggen(zaak, door, _overzicht(zaak, jaar, nummer, op))
        return
    op = moment(nu - GELEDEN + timedelta(days=20 + nummer % 60))
    is_kort = nummer % AFGELOPEN == 0
    yield op, _vastleggen(zaak, door, _inhoud(zaak, op, is_kort=is_kort))
    if nummer % TERUG == TERUG - 1:
        yield moment(nu - timedelta(days=12)), _intrekken(zaak, wie)


def _vastleggen(zaak: Paraatheid, door: Dader, inhoud: Inhoud) -> Callable[[datetime], object]:
    def doe(op: datetime) -> object:
        context = context_van(Paraatheid.objects.get(pk=zaak.pk), op)
        houder = door if isinstance(door, Linkhouder) else None
        opdracht = Opdracht(
            zaak.pk,
            context.code,
            door.pk if isinstance(door, Gebruiker) else None,
            context.zaak.status,
            gegevens=Vastlegging(inhoud, context.gezien),
            houder=houder,
        )
        return voer_uit(opdracht, op)

    return doe


def _intrekken(zaak: Paraatheid, wie: Spelers) -> Callable[[datetime], object]:
    def doe(op: datetime) -> object:
        feit = zaak.feiten.filter(vervallen_op__isnull=True).latest("pk")
        return vastleggen.trek_in(feit.pk, "Dit blijkt het oude stuk te zijn.", wie.contractmanager, op)

    return doe


def _dader(zaak: Paraatheid, wie: Spelers, nu: datetime) -> Dader:
    """Who fills it in: an aanbieder by his link, a gemeente itself where it has an account, else the region."""
    rol = actie_van(zaak).rol
    if rol in PER_AANBIEDER and isinstance(zaak.plaats, Aanbieder):
        eerste = bezet(rol, nu, aanbieder=zaak.plaats).eerste
        return Linkhouder(eerste, rol, None, zaak.plaats) if eerste else wie.contractmanager
    return wie.voor(rol, zaak.gemeente)


def _inhoud(zaak: Paraatheid, op: datetime, *, is_kort: bool) -> Inhoud:
    actie, dag = actie_van(zaak), lokale_datum(op)
    herzien = dag + timedelta(days=200) if is_kort else None
    if actie.vorm == "document":
        adres = f"https://stukken.example/{zaak.kenmerk.lower()}"
        return Inhoud(dag, link=adres, documentversie="1.0", geldig_tot_datum=herzien)
    if actie.vorm == "oefening":
        wie = "college, griffie en communicatie"
        return Inhoud(
            dag, wie=wie, partner=actie.partner, tekst="Een avond over vragen van de pers.", herzien_datum=herzien
        )
    return Inhoud(
        dag, partner=actie.partner, tekst="Besproken en vastgelegd in het jaargesprek.", herzien_datum=herzien
    )


def _overzicht(zaak: Paraatheid, jaar: int, nummer: int, op: datetime) -> Inhoud:
    soorten = actie_van(zaak).soorten
    aantallen = {code: (nummer + plek + jaar) % 7 for plek, code in enumerate(soorten)}
    return Inhoud(
        op_datum=lokale_datum(op),
        jaar=jaar,
        aantallen=aantallen,
        tekst="De meeste incidenten zijn in de avond, als er minder mensen op de groep zijn.",
        maatregelen="Het rooster van de avond is veranderd. In het voorjaar kijken wij of het helpt.",
    )


def _laat_tijd_gaan(tot: datetime, verzend: Callable[[datetime], None]) -> None:
    """Ring the alarms of the register that are due by then, each at its own moment, and send what they said."""
    van_register = Wekker.objects.filter(
        termijn__zaak__zaaksoort="paraatheid", gevuurd_op__isnull=True, vervallen_op__isnull=True, gaat_op__lte=tot
    )
    while op := van_register.order_by("gaat_op").values_list("gaat_op", flat=True).first():
        termijnen.bewaak(op, limiet=10_000)
        verzend(op)
