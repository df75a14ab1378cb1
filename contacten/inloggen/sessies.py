"""The session of a signed-in user, as Django keeps it in the database: looked up by every page, so its SQL is kept."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as InDeDatabase
from django.contrib.sessions.models import Session
from django.db.models import QuerySet

from basis.klok import hier_ongeveer
from basis.voorbereid import voorbereid


@voorbereid
def _sessie(code: str, nu: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=code, expire_date__gt=nu)


class SessionStore(InDeDatabase):
    """What `SESSION_ENGINE` names."""

    def _get_session_from_db(self) -> Session | None:
        """The row of this key, when it has not ended; without one the key is forgotten, as Django does."""
        gevonden = _sessie(self.session_key, hier_ongeveer()) if self.session_key else []
        if not gevonden:
            self._session_key = None
        return next(iter(gevonden), None)
