"""The mark of the application on the head of a chain (`basis/keten.py`): the seals of a chain anybody can work out, so
without it whoever rules the database takes rows off the end, writes the end anew or puts a row there (decision 45)."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Subquery

from basis.keten import Keten

from .models.zegels import Zegelstand, is_kop_van_ons, merk_van_kop


@dataclass(frozen=True)
class Kop:
    """The head of one chain, as the round that gives places left it: the `Zegelstand` of this name."""

    naam: str

    def mag_verder(self, nummer: int, zegel: str) -> bool:
        """Whether the round itself made this head, so that the chain may grow from it."""
        stand = Zegelstand.objects.filter(naam=self.naam).first()
        return nummer == 0 if stand is None else is_kop_van_ons(self.naam, stand.zegel, nummer, zegel)

    def merk(self, nummer: int, zegel: str) -> None:
        """Say that this head is ours. Call in the transaction that made it, or when somebody vouches for it."""
        stand = {"tot": nummer, "zegel": merk_van_kop(self.naam, nummer, zegel)}
        if not Zegelstand.objects.filter(naam=self.naam).update(**stand):
            Zegelstand.objects.create(naam=self.naam, **stand)

    def vreemd(self, keten: Keten) -> Iterator[str]:
        """The head of this chain, when it is not the one that the round made: rows were added with a place, or taken
        off, or the chain was written anew. Asked in one question, for the round goes on."""
        kop = keten.rijen.filter(volgnummer__isnull=False).order_by("-volgnummer")
        er_is, staat_er = keten.kop()[0], (Subquery(kop.values(naam)[:1]) for naam in ("volgnummer", "zegel"))
        rij = Zegelstand.objects.filter(naam=self.naam).values_list("zegel", *staat_er).first()
        is_vreemd = bool(er_is) if rij is None else not is_kop_van_ons(self.naam, rij[0], rij[1] or 0, rij[2] or "")
        if is_vreemd:
            yield "kop van de keten"
