"""How the locks of meldingen of one event stood at a moment, read from the rows and reckoned here: the auditor's own
way to the answer, which asks nothing of what holds a message back (R125, R156).

Only meldingen that are or were tied to another are read: of one that stands alone the questions in SQL tell all.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q

from calamiteiten.models import Samenhang, Zaak
from communicatie.models import Informeermoment, Informering, Onderzoek, Uitzondering
from contacten.rollen import Rol

FAMILIE, ONDERZOEK = "familie", "onderzoek"


@dataclass(frozen=True)
class _Tijd:
    """From when something counted, until when; None: still."""

    van: datetime
    tot: datetime | None

    def op(self, op: datetime, marge: timedelta) -> bool:
        """Whether it counted at this moment, and for longer than the margin."""
        return self.van <= op - marge and (self.tot is None or self.tot > op)


def verbonden_met(meldingen: Iterable[int]) -> set[int]:
    """These, and all that are or were tied to one of them, or to one that was."""
    kring = set(meldingen)
    nieuw = set(kring)
    while nieuw:
        banden = Samenhang.objects.filter(Q(een__in=nieuw) | Q(twee__in=nieuw)).values_list("een", "twee")
        nieuw = {pk for paar in banden for pk in paar} - kring
        kring |= nieuw
    return kring


class Slotkring:
    """The rows of these meldingen and of all that is or was tied to them, read once; asked by key and moment
    (aware)."""

    def __init__(self, meldingen: Iterable[int]) -> None:
        """Read them: a query per table."""
        self._banden: dict[int, list[tuple[int, _Tijd]]] = defaultdict(list)
        banden = Samenhang.objects.filter(een__in=verbonden_met(meldingen))
        for een, twee, van, tot in banden.values_list("een", "twee", "vastgelegd_op", "beeindigd_op"):
            self._banden[een].append((twee, _Tijd(van, tot)))
            self._banden[twee].append((een, _Tijd(van, tot)))
        hier = set(self._banden)
        zaken = Zaak.objects.filter(pk__in=hier).values_list("pk", "afgerond_op")
        self._dicht_op: dict[int, datetime | None] = dict(zaken)
        self._onderzoeken: dict[int, list[_Tijd]] = defaultdict(list)
        rijen = Onderzoek.objects.filter(melding__in=hier)
        for pk, van, einde, terug in rijen.values_list("melding", "vastgelegd_op", "geeindigd_op", "herroeping__op"):
            self._onderzoeken[pk].append(_Tijd(van, _eerst(einde, terug)))
        self._lees_lijsten(hier)

    def _lees_lijsten(self, hier: set[int]) -> None:
        """Who is on which list, and since when each of them knew or was excepted."""
        op_lijst = Informering.objects.filter(melding__in=hier, rol=Rol.JEUGDIGE_FAMILIE).exclude(betrokkene="")
        self._lijst: dict[int, list[tuple[int, _Tijd]]] = defaultdict(list)
        kolommen = ("melding", "pk", "vastgelegd_op", "herroeping__op", "vervallen_op")
        for melding, pk, van, terug, vervallen_op in op_lijst.values_list(*kolommen):
            # Whom the facts name no more is off the list as well.
            self._lijst[melding].append((pk, _Tijd(van, _eerst(terug, vervallen_op))))
        self._weet: dict[int, list[_Tijd]] = defaultdict(list)
        momenten = Informeermoment.objects.filter(informering__melding__in=hier)
        for pk, van, terug in momenten.values_list("informering", "geinformeerd_op", "herroeping__op"):
            self._weet[pk].append(_Tijd(van, terug))
        uit = Uitzondering.objects.filter(informering__melding__in=hier)
        for pk, van, terug in uit.values_list("informering", "gegeven_op", "herroeping__op"):
            self._weet[pk].append(_Tijd(van, terug))

    def sloten(self, melding: int, op: datetime, marge: timedelta = timedelta()) -> set[str]:
        """Which locks held this melding at this moment, by itself or by another of the same event; with `marge` those
        that were on for longer than that."""
        kring = self._kring(melding, op, marge)
        # One that was closed beside this one keeps nothing shut, but for an investigation.
        telt = {een for een in kring if een == melding or not self._was_dicht(een, op)}
        dicht = {FAMILIE} if any(self._onwetend(een, op, marge) for een in telt) else set()
        return dicht | ({ONDERZOEK} if any(self._liep(een, op, marge) for een in kring) else set())

    def _kring(self, melding: int, op: datetime, marge: timedelta) -> set[int]:
        kring, nieuw = {melding}, [melding]
        while nieuw:
            for ander, tijd in self._banden[nieuw.pop()]:
                if ander not in kring and tijd.op(op, marge):
                    kring.add(ander)
                    nieuw.append(ander)
        return kring

    def _was_dicht(self, melding: int, op: datetime) -> bool:
        dicht_op = self._dicht_op.get(melding)
        return dicht_op is not None and dicht_op <= op

    def _liep(self, melding: int, op: datetime, marge: timedelta) -> bool:
        return any(tijd.op(op, marge) for tijd in self._onderzoeken[melding])

    def _onwetend(self, melding: int, op: datetime, marge: timedelta) -> bool:
        """Whether somebody on the list did not know for longer than the margin, or nobody was on it."""
        toen = [pk for pk, tijd in self._lijst[melding] if tijd.op(op, timedelta())]
        al_even = [pk for pk, tijd in self._lijst[melding] if tijd.op(op, marge)]
        if not toen:
            return True
        return any(not any(_gold(tijd, op, marge) for tijd in self._weet[pk]) for pk in al_even)


def _gold(tijd: _Tijd, op: datetime, marge: timedelta) -> bool:
    """Whether this record held at the moment, or was taken back so shortly before that a mail may have been on its
    way."""
    return tijd.van <= op and (tijd.tot is None or tijd.tot > op - marge)


def _eerst(*momenten: datetime | None) -> datetime | None:
    return min((moment for moment in momenten if moment), default=None)
