"""The media monitor: what was seen about a melding or a press question, and what the feeds are searched for.

By hand or from a feed, a piece stands once per subject (R18, R107, R116). Nothing is thrown away: what is not about the
subject is marked, by whom and when, and no longer counts.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from django.db import transaction
from django.db.models import Q, QuerySet

from basis.geweigerd import Geweigerd
from basis.kalender import lokale_datum
from basis.taal import datum, kort_moment, opsomming
from basis.tekst import soorten
from calamiteiten.models import Melding
from communicatie.models import Feed, Mediasignaal, Mediavolger, Persvraag
from contacten.models import Gebruiker
from contacten.rollen import Deel, die_zien
from contacten.rolnamen import rolnaam

from . import trefwoorden
from .feedinhoud import Item, veilige_link

Onderwerp = Melding | Persvraag
# Who enters, follows and judges; whoever sees the dossier reads along (R18, R107).
ROLLEN = die_zien(Deel.PERS)
# A feed holds old news too: what appeared longer than this before the search began is left out.
TERUGKIJKEN = timedelta(days=7)
LANGST_VOLGEN = timedelta(days=366)


@dataclass(frozen=True)
class NieuwSignaal:
    """A piece as somebody enters it; `verschenen_op` is aware. Choices are values of Mediabereik and Mediatoon."""

    bron: str
    titel: str
    verschenen_op: datetime
    link: str = ""
    bereik: str = ""
    toon: str = ""
    behoefte: str = ""


def over(onderwerp: Onderwerp) -> dict[str, Onderwerp]:
    """The subject as the column that holds it."""
    return {"melding" if isinstance(onderwerp, Melding) else "persvraag": onderwerp}


def mag_invoeren(gebruiker: Gebruiker) -> bool:
    """Whether this role enters pieces and decides what is followed."""
    return gebruiker.is_rol(*ROLLEN)


def signalen(onderwerp: Onderwerp) -> QuerySet[Mediasignaal]:
    """Every piece about this subject, newest first, also what was marked as not relevant."""
    rijen = Mediasignaal.objects.filter(**over(onderwerp))
    return rijen.select_related("feed", "vastgelegd_door", "niet_relevant_door")


def volger(onderwerp: Onderwerp) -> Mediavolger | None:
    """What the feeds are searched for now, about this subject; None when nothing is."""
    return (
        Mediavolger.objects.filter(**over(onderwerp), gestopt_op__isnull=True).select_related("begonnen_door").first()
    )


def leg_vast(onderwerp: Onderwerp, nieuw: NieuwSignaal, sleutel: UUID, door: Gebruiker, nu: datetime) -> Mediasignaal:
    """Enter a piece by hand. The same `sleutel` a second time gives the first row back.

    Raises Geweigerd for another role, a link that no browser should open, or a link that stands there already.
    """
    _alleen_invoerders(door)
    if nieuw.link and not veilige_link(nieuw.link):
        raise Geweigerd("De link moet beginnen met http:// of https://.")
    with transaction.atomic():
        _vergrendel(onderwerp)
        if bestaand := signalen(onderwerp).filter(sleutel=f"hand:{sleutel}").first():
            return bestaand
        if nieuw.link and (dubbel := signalen(onderwerp).filter(link=nieuw.link).first()):
            raise Geweigerd(f"Deze link staat er al, sinds {kort_moment(dubbel.vastgelegd_op)}.")
        return Mediasignaal.objects.create(
            **over(onderwerp), **vars(nieuw), sleutel=f"hand:{sleutel}", vastgelegd_op=nu, vastgelegd_door=door
        )


def beoordeel(onderwerp: Onderwerp, nummer: int, door: Gebruiker, nu: datetime, *, is_niet_relevant: bool) -> None:
    """Mark a piece as not about this subject, or take the mark back. Raises Geweigerd for another role."""
    _alleen_invoerders(door)
    Mediasignaal.objects.filter(**over(onderwerp), pk=nummer).exclude(is_niet_relevant=is_niet_relevant).update(
        is_niet_relevant=is_niet_relevant, niet_relevant_op=nu, niet_relevant_door=door
    )


def volg(onderwerp: Onderwerp, woorden: Iterable[str], tot_datum: date, door: Gebruiker, nu: datetime) -> Mediavolger:
    """Search the feeds for these words until and including `tot_datum`; replaces what was searched for before (R19).

    Raises Geweigerd for another role, a closed melding, a day that has passed, or words that would find everything.
    """
    _alleen_invoerders(door)
    _controleer_volgen(onderwerp, woorden := trefwoorden.ontleed("\n".join(woorden)), tot_datum, nu)
    with transaction.atomic():
        _vergrendel(onderwerp)
        _stop(onderwerp, nu)
        nieuw = Mediavolger.objects.create(
            **over(onderwerp), trefwoorden=woorden, tot_datum=tot_datum, begonnen_op=nu, begonnen_door=door
        )
    # "Not changed" would hide what a feed already holds from somebody who only now begins to look. After the
    # transaction: a round that is finishing holds its feed and waits for the subject, never the other way round.
    Feed.objects.update(etag="", laatst_gewijzigd="")
    return nieuw


def stop(onderwerp: Onderwerp, door: Gebruiker, nu: datetime) -> None:
    """Search no longer; what was found stays. Raises Geweigerd for another role."""
    _alleen_invoerders(door)
    with transaction.atomic():
        _vergrendel(onderwerp)
        _stop(onderwerp, nu)


def lopende_volgers(nu: datetime) -> list[Mediavolger]:
    """Everything that is searched for at `nu` (aware): until its day, and for a melding while it is open."""
    rijen = Mediavolger.objects.filter(gestopt_op__isnull=True, tot_datum__gte=lokale_datum(nu))
    open_ = Q(melding__isnull=True) | Q(melding__afgerond_op__isnull=True)
    return list(rijen.filter(open_).select_related("melding", "persvraag").order_by("melding", "persvraag"))


def neem_op(feed: Feed, items: list[Item], nu: datetime) -> int:
    """Keep what these items say about anything that is followed; returns how many rows are new.

    A piece is recognised by its own mark in this feed, or by its link when another feed or a person brought it.
    Call inside a transaction.
    """
    teksten = [(item, trefwoorden.normaal(f"{item.titel} {item.samenvatting}")) for item in items]
    return sum(_neem_op_voor(volger, feed, teksten, nu) for volger in (lopende_volgers(nu) if teksten else ()))


def _neem_op_voor(volger: Mediavolger, feed: Feed, teksten: list[tuple[Item, str]], nu: datetime) -> int:
    vanaf = volger.begonnen_op - TERUGKIJKEN
    raak = [i for i, tekst in teksten if (i.op or nu) >= vanaf and trefwoorden.gevonden(volger.trefwoorden, [tekst])]
    onderwerp = volger.melding or volger.persvraag
    if not raak or onderwerp is None:
        return 0
    _vergrendel(onderwerp)
    gezien = set(signalen(onderwerp).values_list("sleutel", flat=True))
    links = set(signalen(onderwerp).exclude(link="").values_list("link", flat=True))
    nieuw: dict[str, Mediasignaal] = {}
    for item in raak:
        sleutel = _sleutel(feed, item)
        if sleutel not in gezien and item.link not in links:
            nieuw.setdefault(sleutel, _signaal(onderwerp, feed, item, sleutel, nu))
            links |= {item.link} - {""}
    Mediasignaal.objects.bulk_create(nieuw.values(), batch_size=500)
    return len(nieuw)


def _signaal(onderwerp: Onderwerp, feed: Feed, item: Item, sleutel: str, nu: datetime) -> Mediasignaal:
    return Mediasignaal(
        **over(onderwerp),
        bron=feed.naam,
        titel=_zonder_persoonsgegevens(item.titel),
        link=item.link,
        verschenen_op=min(item.op or nu, nu),
        feed=feed,
        sleutel=sleutel,
        vastgelegd_op=nu,
    )


def _zonder_persoonsgegevens(titel: str) -> str:
    """The title, unless it holds what may not stand in a dossier (R44); the link still leads to the piece."""
    gevonden = soorten({"titel": titel}).get("titel")
    return f"Titel niet overgenomen: er staat {opsomming(gevonden)} in" if gevonden else titel


def _sleutel(feed: Feed, item: Item) -> str:
    return sha256(f"{feed.pk}\n{item.sleutel}".encode()).hexdigest()


def _alleen_invoerders(door: Gebruiker) -> None:
    if not mag_invoeren(door):
        wie = opsomming(f"de {rolnaam(rol)}" for rol in ROLLEN)
        raise Geweigerd(f"{wie[:1].upper()}{wie[1:]} houden de mediamonitor bij.")


def _controleer_volgen(onderwerp: Onderwerp, woorden: list[str], tot_datum: date, nu: datetime) -> None:
    if isinstance(onderwerp, Melding) and not onderwerp.is_open():
        raise Geweigerd("Deze melding is gesloten. U kunt haar niet meer volgen in de media.")
    if not lokale_datum(nu) <= tot_datum <= lokale_datum(nu + LANGST_VOLGEN):
        raise Geweigerd(f"Kies een dag van vandaag tot en met {datum(lokale_datum(nu + LANGST_VOLGEN))}.")
    if bezwaar := trefwoorden.bezwaar(woorden):
        raise Geweigerd(bezwaar)


def _vergrendel(onderwerp: Onderwerp) -> None:
    """Lock the subject, so that two who bring the same piece come one after the other."""
    type(onderwerp).objects.select_for_update().only("pk").get(pk=onderwerp.pk)


def _stop(onderwerp: Onderwerp, nu: datetime) -> None:
    Mediavolger.objects.filter(**over(onderwerp), gestopt_op__isnull=True).update(gestopt_op=nu)
