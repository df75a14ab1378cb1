"""Holding a zaak: the one lock that everything about it waits for."""

from typing import TypeVar

from django.db.models import QuerySet

from .models import Zaak

Z = TypeVar("Z", bound=Zaak)


def vergrendeld(rijen: QuerySet[Z], *, sla_over: bool = False) -> QuerySet[Z]:
    """These zaken, held until the transaction ends. `sla_over`: leave out what somebody else holds, and do not wait.

    Both rows are held, that of the zaak and that of its kind. One would be enough to wait for, but after the waiting
    PostgreSQL reads again only the rows that it locks: of the other the reader would get what it was before. For that
    reason no row beside them comes along (`select_related` is undone): joined to what changed meanwhile it would be
    empty, as if a question had no melding, or would take the zaak itself out of the answer.
    """
    van = () if rijen.model is Zaak else ("self", "zaak_ptr")
    return rijen.select_related(None).select_for_update(of=van, skip_locked=sla_over)
