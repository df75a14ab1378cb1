"""How a setting is read from the environment: an empty one is none, and a yes or no is said in words that we know."""

import os
from typing import Any

import environ
from django.core.exceptions import ImproperlyConfigured

# A name server that is silent is given up after seconds and not half a minute, by what looks names up itself too: the
# libraries of PostgreSQL and Redis (docs/besluiten/0088).
os.environ.setdefault("RES_OPTIONS", "timeout:2 attempts:2")
JA = {"ja", "true", "on", "ok", "y", "yes", "1"}
LEEG = environ.Env.NOTSET
NEE = {"nee", "false", "off", "n", "no", "0"}


class Omgeving(environ.Env):  # type: ignore[misc]  # the library has no types
    """The reader of settings.py. Docker Compose, a shell and systemd all give `NAAM=` as an empty value: that means the
    default, also where a number is asked."""

    def get_value(
        self, var: Any, cast: Any = None, default: Any = environ.Env.NOTSET, parse_default: bool = False
    ) -> Any:
        """The value in the type of `cast`. Raises ImproperlyConfigured for what is not of that type."""
        if not os.environ.get(str(var), "").strip() and default is not LEEG:
            return default
        try:
            return super().get_value(var, cast, default, parse_default)
        except ValueError as fout:
            raise ImproperlyConfigured(f"{var} is geen getal: {os.environ[str(var)]!r}") from fout

    def bool(self, var: Any, default: Any = LEEG) -> Any:
        """Yes or no. Raises ImproperlyConfigured for another word: a slip must not switch anything off."""
        woord = os.environ.get(str(var), "").strip().casefold()
        if not woord:
            return default
        if woord not in JA | NEE:
            raise ImproperlyConfigured(f"{var} is {woord!r}; kies ja of nee")
        return woord in JA
