"""What the login page of the demo shows; wired only when ``settings.DEMO`` is set."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from .accounts import WACHTWOORD, accounts_van


def demo(request: HttpRequest) -> dict[str, Any]:
    """Return ``demo_accounts`` and ``demo_wachtwoord`` in the demo, else nothing."""
    accounts = accounts_van(settings.REGIO.code)
    return {"demo_accounts": accounts, "demo_wachtwoord": WACHTWOORD} if settings.DEMO else {}
