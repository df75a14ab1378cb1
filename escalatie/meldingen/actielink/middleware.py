"""The way in for who has no account: a signed link, and what is said of one that does not work."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache

from communicatie.post.actielinks import LinkVerlopen
from contacten.bijhouden.verzoeken import LinkWerktNiet


def met_link(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """View decorator: whatever is wrong with the link, the page says so and nothing else."""

    @login_not_required
    @never_cache
    @wraps(view)
    def bewaakt(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
        try:
            return view(request, token, **kwargs)
        except LinkWerktNiet as fout:
            return weg(request, str(fout), fout.status, token if isinstance(fout, LinkVerlopen) else "")

    return bewaakt


def weg(request: HttpRequest, zin: str, status: int, opnieuw: str = "") -> HttpResponse:
    """The page of a link that does nothing (any more); `opnieuw`: the token with which a new one is asked."""
    return render(request, "meldingen/actielink_weg.html", {"zin": zin, "opnieuw": opnieuw}, status=status)
