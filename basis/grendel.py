"""The latch under every state machine: a protected status on a row that can be read again safely."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, cast

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField, TransitionNotAllowed, transition

VELD = "status"


@dataclass(frozen=True, order=True)
class Pijl:
    """One arrow: the step that takes it, and the statuses at its ends."""

    code: str
    van: str
    naar: str


class Grendel(ConcurrentTransitionMixin, models.Model):
    """Base of a model with an FSMField: who saves a row that moved meanwhile is refused.

    django-fsm-2 lifts `protected` from the shared field during a refresh and leaves it off when that fails
    (keuzes 2.1); here the value is taken out and put back instead, and the field stays locked.
    """

    class Meta:
        abstract = True

    def volg(self, code: str, naar: str) -> None:
        """Take the arrow of step `code` to `naar` from where the row stands. Raises TransitionNotAllowed."""
        pijl = getattr(self, _naam(code, naar), None)
        if pijl is None:
            raise TransitionNotAllowed(f"Geen protocol kent de stap {code} naar {naar}.")
        pijl()

    def begin(self, status: str) -> None:
        """Stand where a new row begins, by the rule that makes it. Raises TransitionNotAllowed for a saved row."""
        if self.pk is not None:
            raise TransitionNotAllowed("Een rij die er al is, begint niet opnieuw.")
        cast("FSMField", self._meta.get_field(VELD)).set_state(self, status)

    def refresh_from_db(self, using: str | None = None, fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Read the row again. Raises DoesNotExist as Django does; the values in memory then stay as they were."""
        gevraagd = None if fields is None else list(fields)
        # Every one, asked for or not: the row that is read knows its status, and Django writes over all that it knows.
        bewaard = {
            veld.attname: self.__dict__.pop(veld.attname)
            for veld in self._meta.concrete_fields
            if isinstance(veld, FSMField) and veld.attname in self.__dict__
        }
        try:
            models.Model.refresh_from_db(self, using=using, fields=gevraagd, **kwargs)
        except BaseException:
            self.__dict__.update(bewaard)
            raise
        niet_gevraagd = {naam: waarde for naam, waarde in bewaard.items() if gevraagd and naam not in gevraagd}
        self.__dict__.update(niet_gevraagd)
        if not niet_gevraagd:
            self._update_initial_state()


def leg_pijlen(model: type[Grendel], pijlen: Iterable[Pijl]) -> None:
    """Make these the arrows of the lock on `model`: a transition of django-fsm per step and end; no others are left.

    Two versions can have the same step with another end, so a step alone is not a name.
    """
    veld = cast("FSMField", model._meta.get_field(VELD))
    bronnen: dict[tuple[str, str], set[str]] = defaultdict(set)
    for pijl in pijlen:
        bronnen[pijl.code, pijl.naar].add(pijl.van)
    for naam in veld.transitions.get(model, {}):
        delattr(model, naam)
    veld.transitions[model] = {
        _naam(code, naar): _overgang(veld, _naam(code, naar), sorted(van), naar)
        for (code, naar), van in sorted(bronnen.items())
    }
    for naam, methode in veld.transitions[model].items():
        setattr(model, naam, methode)


def gelegde_pijlen(model: type[Grendel]) -> frozenset[Pijl]:
    """The arrows that are on the lock of `model` now."""
    veld = cast("FSMField", model._meta.get_field(VELD))
    return frozenset(
        Pijl(pijl.name.removesuffix(f"_naar_{pijl.target}"), str(pijl.source), str(pijl.target))
        for pijl in veld.get_all_transitions(model)
    )


def _naam(code: str, naar: str) -> str:
    return f"{code}_naar_{naar}"


def _overgang(veld: FSMField, naam: str, van: list[str], naar: str) -> Any:
    def stap(rij: Grendel) -> None:
        """An arrow has no condition, no permission and no side effect."""

    stap.__name__ = naam
    return transition(field=veld, source=van, target=naar)(stap)
