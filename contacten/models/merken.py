"""The mark of the application on a row that gets its place in a chain later than it is written (docs/besluiten/0086).

Until the round gives it that place nothing else says where it came from: SQL that somebody types would be sealed as if
it were ours. The print of a sealed row (`zegels.py`) has its own.
"""

import secrets
from typing import Any, ClassVar, TypeVar

from django.conf import settings
from django.db import models
from django.utils.crypto import constant_time_compare, salted_hmac

from basis.keten import plat

M = TypeVar("M", bound="Gemerkt")
_DOEL = "contacten.merken"


class Merkveld(models.CharField):  # type: ignore[type-arg]  # Django takes none when it runs
    """The word of a row, which is marked when Django asks for that word: at one new row as at many together, so that no
    place in the code can forget it. It stands before the column of the mark, as Django asks the columns in order."""

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        """The word of the row, which is new with a new row."""
        if add and isinstance(model_instance, Gemerkt):
            model_instance.merk()
        return super().pre_save(model_instance, add)

    def deconstruct(self) -> Any:
        """For a migration it is the column that it is in the database."""
        naam, _, args, kwargs = super().deconstruct()
        return naam, "django.db.models.CharField", args, kwargs


class Gemerkt(models.Model):
    """Abstract: a row of a chain of its own (`basis/keten.py`), marked when it is written.

    `op`: when it was written, which a copy says too. `eenmaal`: another for each row, so that a copy is known by it.
    `zegel`: the mark, made with the key of this installation, until the row has its place in the chain (`volgnummer`);
    then it is the seal of that place. `GEMERKT`: what the mark is about, `eenmaal` among it.
    """

    GEMERKT: ClassVar[tuple[str, ...]]

    op = models.DateTimeField()
    eenmaal = Merkveld(max_length=22, blank=True, editable=False)
    volgnummer = models.PositiveBigIntegerField(null=True, blank=True, unique=True)
    zegel = models.CharField(max_length=64, blank=True)

    class Meta:
        abstract = True

    def merk(self) -> None:
        """Mark the row as ours, as it is in memory: it holds nothing that the database is still to fill in."""
        self.eenmaal = secrets.token_urlsafe(16)
        self.zegel = self._merk(settings.SECRET_KEY)

    def is_van_ons(self) -> bool:
        """Whether the application wrote this row, which has no place yet, with the key of now or one before it."""
        sleutels = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        return any(constant_time_compare(self._merk(sleutel), self.zegel) for sleutel in sleutels)

    def _merk(self, sleutel: str) -> str:
        tekst = plat([getattr(self, naam) for naam in self.GEMERKT])
        return salted_hmac(f"{_DOEL}.{self._meta.label_lower}", tekst, secret=sleutel, algorithm="sha256").hexdigest()


def van_ons(rijen: list[M]) -> list[M]:
    """Of these rows of one model without a place (in order) those that the application wrote, and each once. A copy has
    the moment of what it is a copy of."""
    echt = [rij for rij in rijen if rij.is_van_ons()]
    if not echt:
        return []
    model: Any = type(echt[0])
    hier = model.objects.filter(op__in={rij.op for rij in echt}).exclude(volgnummer=None)
    eerder = dict(hier.order_by().values_list("eenmaal", "pk"))
    # The round may give a row its place between these two questions: then it is found here, and is no copy of itself.
    return [rij for rij in echt if eerder.setdefault(rij.eenmaal, rij.pk) == rij.pk]
