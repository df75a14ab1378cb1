"""The latch under every state machine: a protected status on a row that can be read again safely."""

from collections.abc import Iterable
from typing import Any

from django.db import models
from django_fsm import ConcurrentTransitionMixin, FSMField


class Grendel(ConcurrentTransitionMixin, models.Model):
    """Base of a model with an FSMField: who saves a row that moved meanwhile is refused.

    django-fsm-2 lifts `protected` from the shared field during a refresh and leaves it off when that fails
    (keuzes 2.1); here the value is taken out and put back instead, and the field stays locked.
    """

    class Meta:
        abstract = True

    def refresh_from_db(self, using: str | None = None, fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Read the row again. Raises DoesNotExist as Django does; the values in memory then stay as they were."""
        gevraagd = None if fields is None else list(fields)
        bewaard = {
            veld.attname: self.__dict__.pop(veld.attname)
            for veld in self._meta.concrete_fields
            if isinstance(veld, FSMField)
            and veld.attname in self.__dict__
            and (gevraagd is None or veld.attname in gevraagd)
        }
        try:
            models.Model.refresh_from_db(self, using=using, fields=gevraagd, **kwargs)
        except BaseException:
            self.__dict__.update(bewaard)
            raise
        self._update_initial_state()
