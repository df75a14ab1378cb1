"""Press questions on one line each, for the list and the workbench: the term of an unanswered one first (R5)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.db.models import F, Q, QuerySet

from basis.resttijd import Resttijd, resttijd
from basis.taal import in_een_zin, kort_moment, met_hoofdletter
from calamiteiten.kenmerk import gezocht_in
from calamiteiten.statussen import PERSVRAAG, beeld
from communicatie.models import Persvraag
from communicatie.persvragen.toegang import ROLLEN_PERS_EIGEN, eigen_gemeente, zichtbare_persvragen
from contacten.models import Gebruiker, Gemeente
from escalatie.protocol.lezen import haal_communicatieregels, mappen, versies
from escalatie.werk.filters import lees_namen
from escalatie.werk.zoeken.sleutels import bos_van
from escalatie.werk.zoeken.vinden import VENSTER, vind_onder
from escalatie.werk.zoeken.vraag import lees_vraag

from .antwoordtermijn import met_vervalt_op

PER_BLAD = 25
HOOGSTE_TELLING = 1000
NUMMER = re.compile(r"[0-9]{1,18}", re.ASCII)
STANDEN = (("open", "Open"), ("alle", "Alle"), ("gesloten", "Gesloten"))
LANGSTE_ZOEKTEKST = 100
STAAT_STIL = "het slot: de termijn staat stil"
VERBORGEN = "Een andere gemeente"
BEANTWOORD = "het antwoord is gegeven"
# Whose turn it is in a stage, as the file says it.
VAN_GEMEENTE = "gemeente"


@dataclass(frozen=True)
class Statusbeeld:
    """A stage as `{% statusbadge %}` shows it."""

    naam: str
    icoon: str
    kleur: str


@dataclass(frozen=True)
class Persregel:
    """One question on one line; every moment is text already. `rest` is None once it is answered or closed."""

    kenmerk: str
    url: str
    onderwerp: str
    vrager: str
    gemeente: str
    ontvangen: str
    status: Statusbeeld
    rest: Resttijd | None
    beantwoord: str
    wacht_op: str
    staat_stil: bool = False
    # How many of the press wait, when that is more than one.
    wachtend: int = 0

    @property
    def is_te_laat(self) -> bool:
        """Whether the pers waits longer than the gemeenten promised."""
        return self.rest is not None and self.rest.toestand == "te_laat"


@dataclass(frozen=True)
class Perslijst:
    """One page of the list, with the filters that made it. `aantal` in words; `volgende`: the key of the last question
    on it when there are more, else ""; `is_verder`: it is not the first."""

    regels: list[Persregel]
    aantal: str
    volgende: str
    is_verder: bool
    stand: str
    zoek: str

    @property
    def is_gefilterd(self) -> bool:
        """Whether the search leaves something out."""
        return bool(self.zoek)


def perslijst(gebruiker: Gebruiker, stand: str, zoek: str, na: str, nu: datetime) -> Perslijst:
    """The page after question `na` (a key; else the first) of what this user may see, at `nu` (aware). What cannot be,
    narrows nothing. What is open stands by its term; what is searched, or also closed, the newest first."""
    gekozen = stand if stand in dict(STANDEN) else ("alle" if zoek.strip() else "open")
    eigen = eigen_gemeente(gebruiker)
    zoektekst = zoek.strip()[:LANGSTE_ZOEKTEKST].replace("\0", "")
    rijen = _in_stand(zichtbare_persvragen(gebruiker), gekozen)
    vorige = int(na) if NUMMER.fullmatch(na) else 0
    pks = _volgorde(rijen, gebruiker, gekozen, zoektekst, vorige)
    getoond = pks[:PER_BLAD]
    gelezen = {vraag.pk: vraag for vraag in met_alles(Persvraag.objects.filter(pk__in=getoond))}
    regels = persregels((gelezen[pk] for pk in getoond if pk in gelezen), nu, eigen)
    volgende = str(getoond[-1]) if len(pks) > PER_BLAD else ""
    aantal = "De nieuwste eerst" if zoektekst else _aantal(rijen)
    return Perslijst(regels, aantal, volgende, bool(vorige), gekozen, zoektekst)


def _volgorde(rijen: QuerySet[Persvraag], gebruiker: Gebruiker, stand: str, zoek: str, vorige: int) -> list[int]:
    """The keys after `vorige`, one more than a page shows."""
    if stand == "open" and not zoek:
        # Few, whatever the number of questions: their order is read whole, and no page counts how many come before it.
        alle = list(op_termijn(rijen).values_list("pk", flat=True))
        begin = alle.index(vorige) + 1 if vorige in alle else 0
        return alle[begin : begin + PER_BLAD + 1]
    op = Persvraag.objects.filter(pk=vorige).values_list("ontvangen_op", flat=True).first() if vorige else None
    plek = (op, vorige) if op else None
    if genoemd := gezocht_in(zoek):
        rijen, zoek = rijen.filter(kenmerk__in=genoemd), ""
    later = [Q(ontvangen_op__lte=plek[0]), Q(ontvangen_op__lt=plek[0]) | Q(pk__lt=plek[1])] if plek else []
    op_datum = rijen.filter(*later).order_by("-ontvangen_op", "-pk").values_list("ontvangen_op", "pk")
    if not zoek:
        return [pk for _, pk in op_datum[: PER_BLAD + 1]]
    vraag, nieuwste = lees_vraag(zoek, lees_namen()), list(op_datum[:VENSTER])
    return [pk for _, pk in vind_onder(vraag, bos_van(gebruiker), rijen, nieuwste, plek, PER_BLAD + 1)]


def _aantal(rijen: QuerySet[Persvraag]) -> str:
    hoeveel = Persvraag.objects.filter(pk__in=rijen.order_by().values("pk")[: HOOGSTE_TELLING + 1]).count()
    if hoeveel > HOOGSTE_TELLING:
        return "1.000+ persvragen"
    return f"{hoeveel} persvra{'ag' if hoeveel == 1 else 'gen'}"


def open_persvragen(gebruiker: Gebruiker) -> QuerySet[Persvraag]:
    """The questions that this user may see and with which there is still something to do."""
    return zichtbare_persvragen(gebruiker).filter(afgerond_op__isnull=True)


def te_beantwoorden(gebruiker: Gebruiker) -> QuerySet[Persvraag]:
    """The open questions of which the gemeente of this user must give the answer now, with `vervalt_op`; none for who
    does not lead the communication of one (R104). While a lock holds the term, nothing is due."""
    if not gebruiker.is_rol(*ROLLEN_PERS_EIGEN):
        return met_vervalt_op(Persvraag.objects.none())
    aan_zet = Q(pk__in=[])
    for versie, statussen in _wacht_op_gemeente(mappen(), versies()):
        aan_zet |= Q(protocol_versie=versie, status__in=statussen)
    eigen = open_persvragen(gebruiker).filter(aan_zet, gemeente=gebruiker.gemeente_id, beantwoord_op__isnull=True)
    return met_vervalt_op(eigen).filter(Q(geschorst_op__isnull=True))


@lru_cache(maxsize=8)
def _wacht_op_gemeente(mappen: object, versies: tuple[str, ...]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Version -> its stages in which the gemeente is to answer."""
    alle = ((versie, haal_communicatieregels(versie).statussen) for versie in versies)
    return tuple((v, tuple(s.code for s in statussen if s.wacht_op_wie == VAN_GEMEENTE)) for v, statussen in alle)


def op_termijn(persvragen: QuerySet[Persvraag]) -> QuerySet[Persvraag]:
    """Unanswered first, the nearest term in front; then answered, then closed ones, newest first."""
    return met_alles(persvragen).order_by(
        F("afgerond_op").desc(nulls_first=True), F("beantwoord_op").desc(nulls_first=True), F("vervalt_op"), "pk"
    )


def met_alles(persvragen: QuerySet[Persvraag]) -> QuerySet[Persvraag]:
    """With what a line of them shows."""
    return met_vervalt_op(persvragen).select_related("gemeente").prefetch_related("vragers")


def persregels(persvragen: Iterable[Persvraag], nu: datetime, eigen: Gemeente | None = None) -> list[Persregel]:
    """These questions as lines at `nu` (aware), for the region or for this gemeente."""
    return [persregel(persvraag, nu, eigen) for persvraag in persvragen]


def persregel(persvraag: Persvraag, nu: datetime, eigen: Gemeente | None = None) -> Persregel:
    """One question as a line at `nu` (aware); `gemeente` must have been fetched along."""
    # Laid on the row by `met_vervalt_op`.
    vervalt_op: datetime = persvraag.vervalt_op
    staat_stil = persvraag.geschorst_op is not None
    loopt = persvraag.is_open() and persvraag.beantwoord_op is None and not staat_stil
    wie = [met_hoofdletter(str(persvraag.get_vrager_display())), persvraag.medium]
    wachtend = sum(vrager.wacht for vrager in persvraag.vragers.all())
    return Persregel(
        kenmerk=persvraag.kenmerk,
        url=persvraag.get_absolute_url(),
        onderwerp=persvraag.onderwerp,
        vrager=" · ".join(filter(None, wie)),
        gemeente=gemeentenaam(persvraag, eigen),
        ontvangen=kort_moment(persvraag.ontvangen_op),
        status=statusbeeld(persvraag),
        rest=resttijd(vervalt_op, nu, persvraag.ontvangen_op) if loopt else None,
        beantwoord=kort_moment(persvraag.beantwoord_op),
        wacht_op=STAAT_STIL if staat_stil else wacht_op(persvraag, eigen),
        staat_stil=staat_stil,
        wachtend=wachtend if wachtend > 1 else 0,
    )


def statusbeeld(persvraag: Persvraag) -> Statusbeeld:
    """The stage with its icon and colour."""
    zo = beeld(PERSVRAAG, persvraag.protocol_versie, persvraag.status)
    return Statusbeeld(zo.naam, zo.icoon, zo.kleur)


def is_verborgen(persvraag: Persvraag, eigen: Gemeente | None) -> bool:
    """Whether this gemeente does not read which other one it is about (R14); the region (None) does."""
    return persvraag.verberg_gemeente and eigen is not None and eigen.pk != persvraag.gemeente_id


def gemeentenaam(persvraag: Persvraag, eigen: Gemeente | None = None) -> str:
    """The gemeente that answers, also when it lies outside the region; no name for a gemeente that does not read it."""
    if is_verborgen(persvraag, eigen):
        return VERBORGEN
    return str(persvraag.gemeente) if persvraag.gemeente else f"{persvraag.gemeente_buiten} (buiten de regio)"


def wacht_op(persvraag: Persvraag, eigen: Gemeente | None = None) -> str:
    """What has to come next, and from whom, in a few words; empty when nothing has."""
    wie = (
        in_een_zin(VERBORGEN)
        if is_verborgen(persvraag, eigen)
        else str(persvraag.gemeente or persvraag.gemeente_buiten)
    )
    zo = beeld(PERSVRAAG, persvraag.protocol_versie, persvraag.status)
    if zo.wacht_op_wie == VAN_GEMEENTE and persvraag.beantwoord_op:
        return BEANTWOORD
    return zo.wacht_op.replace("{gemeente}", wie)


def _in_stand(persvragen: QuerySet[Persvraag], stand: str) -> QuerySet[Persvraag]:
    return persvragen if stand == "alle" else persvragen.filter(afgerond_op__isnull=stand == "open")
