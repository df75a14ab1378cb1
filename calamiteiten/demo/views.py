"""The mailbox of the demo: every mail that the product sent, readable for whoever sits at this machine."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from . import postvak

View = Callable[..., HttpResponse]


def postmap() -> Path:
    """Return the folder that the catching server writes to."""
    return Path(settings.DATA) / "postvak"


def alleen_hier(view: View) -> View:
    """Answer 404 outside the demo and to any other machine."""

    @wraps(view)
    def beschermd(request: HttpRequest, **gegevens: str) -> HttpResponse:
        if not settings.DEMO or request.META.get("REMOTE_ADDR") not in {"127.0.0.1", "::1"}:
            raise Http404
        return view(request, **gegevens)

    return beschermd


@login_not_required
@require_safe
@alleen_hier
def lijst(request: HttpRequest) -> HttpResponse:
    """Show the caught mails, newest first, 25 a page."""
    pagina = Paginator(postvak.paden(postmap()), 25).get_page(request.GET.get("pagina"))
    return render(request, "demo/postvak.html", {"pagina": pagina, "post": [postvak.lees(pad) for pad in pagina]})


@login_not_required
@require_safe
@alleen_hier
def toon(request: HttpRequest, naam: str) -> HttpResponse:
    """Show one mail: its text part and the addresses in it that lead back to this product."""
    post = postvak.zoek(postmap(), naam)
    if post is None:
        raise Http404
    eigen = [adres for adres in post.links if adres.startswith(f"{settings.SITE_URL}/")]
    return render(request, "demo/bericht.html", {"post": post, "links": eigen})
