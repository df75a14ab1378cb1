"""Pages that belong to no dossier: errors, and "Niet opgeslagen" when the database does not answer (F10, F11).

Nothing of that last page asks the database: no session, no user, no page around it. What was typed goes back in hidden
fields, so that one button sends it again, without scripts. The forgery token goes back as it came: a form from
elsewhere, that never had a good one, still has none.
"""

import errno
import sys
from collections.abc import Iterator
from datetime import timedelta
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.db import InterfaceError, InternalError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string

from .ingevuld import vat_samen
from .klok import nu

# What the database says when it did not save, whatever the reason: away, busy, full, or only to be read (the last is an
# InternalError). A fault of ours in what was asked (a wrong value, a wrong statement) is none of these.
DATABASE_WEG = (OperationalError, InterfaceError, InternalError)
# And what the disk says: full, over its share, only to be read, broken.
SCHIJF_WEIGERT = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EIO})
# PostgreSQL: a lock was not given in time, a statement took too long, two waited for each other, another was first, or
# it took too long between two statements.
BEZET = frozenset({"55P03", "57014", "40P01", "40001", "25P03"})


def is_bezet(fout: BaseException) -> bool:
    """Whether the database is there, and only what was asked is held by somebody else or took too long."""
    return any(getattr(f, "pgcode", None) in BEZET or "database is locked" in str(f) for f in _keten(fout))


def is_niet_opgeslagen(fout: BaseException | None) -> bool:
    """Whether this means that nothing was saved, by whatever road it came here: itself, or what it came from."""
    return any(_is_niet_opgeslagen(f) for f in _keten(fout))


def _is_niet_opgeslagen(fout: BaseException) -> bool:
    return isinstance(fout, DATABASE_WEG) or (isinstance(fout, OSError) and fout.errno in SCHIJF_WEIGERT)


def _keten(fout: BaseException | None) -> Iterator[BaseException]:
    """This fault and those that it came from, each once."""
    gehad: set[int] = set()
    while fout is not None and id(fout) not in gehad:
        gehad.add(id(fout))
        yield fout
        fout = fout.__cause__ or fout.__context__


BEVEILIGING_GELDIG = timedelta(days=180)


def manifest(request: HttpRequest) -> HttpResponse:
    """What a phone reads to put the app on its first screen: name, icons and the colour of this region."""
    antwoord = render(request, "app.webmanifest", {"balk": settings.BALKKLEUR})
    antwoord.headers["Content-Type"] = "application/manifest+json"
    return antwoord


def beveiliging(request: HttpRequest) -> HttpResponse:
    """/.well-known/security.txt (RFC 9116): where to report a weakness. It expires within a year, as that asks: the day
    is computed, so an installation that runs is never out of date."""
    regels = {
        "Contact": settings.BEVEILIGING_CONTACT,
        "Expires": (nu() + BEVEILIGING_GELDIG).strftime("%Y-%m-%dT00:00:00Z"),
        "Preferred-Languages": "nl, en",
        "Canonical": f"{settings.SITE_URL}{request.path}",
    }
    tekst = "".join(f"{naam}: {waarde}\n" for naam, waarde in regels.items())
    return HttpResponse(tekst, content_type="text/plain; charset=utf-8", headers={"Cache-Control": "max-age=86400"})


def niet_gevonden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: it does not exist, or not for you; the page does not say which."""
    return render(request, "404.html", status=404)


def klopt_niet(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be read. Without user or session: what is wrong may be there."""
    return HttpResponse(render_to_string("400.html", {"verzoek": request}), status=400)


def serverfout(request: HttpRequest) -> HttpResponse:
    """500, or 503 when it was the database: the page is made without it, so that it comes whatever broke. Either gives
    back what was typed."""
    fout = sys.exc_info()[1]
    if fout is not None and is_niet_opgeslagen(fout):
        return niet_opgeslagen(request, fout)
    gegevens = {"n": vat_samen(request), "telefoon_route": settings.TELEFOON_ROUTE}
    return HttpResponse(render_to_string("500.html", gegevens), status=500)


def niet_opgeslagen(request: HttpRequest, fout: BaseException) -> HttpResponse:
    """503: says that nothing was saved, gives back what was typed, and shows whom to call."""
    gegevens = {"n": vat_samen(request, is_bezet=is_bezet(fout)), "telefoon_route": settings.TELEFOON_ROUTE}
    # A refresh in the background leaves the page as it is.
    koppen = {"Retry-After": "30", "Cache-Control": "no-store, private", "HX-Reswap": "none"}
    return HttpResponse(render_to_string("503.html", gegevens), status=503, headers=koppen)


def niet_bewaard(request: HttpRequest, eerst: str, *, waarom: str = "uitgelogd") -> HttpResponse:
    """403: this form needs somebody who is signed in ("uitgelogd"), who showed a second step ("tweede_stap") or who
    said why he looks ("doel"), which is done at `eerst`. Says that nothing was kept, and gives the text back; a tab
    that kept a draft of it is offered the way back to the form (`verder`)."""
    verder = f"{eerst}?{urlencode({REDIRECT_FIELD_NAME: request.get_full_path()})}"
    gegevens = {
        "n": vat_samen(request),
        "inloggen": eerst,
        "verder": verder,
        "is_uitgelogd": waarom == "uitgelogd",
        "waarom": waarom,
        "telefoon_route": settings.TELEFOON_ROUTE,
    }
    return render(request, "niet_bewaard.html", gegevens, status=403)


def pdf_mislukt(request: HttpRequest) -> HttpResponse:
    """503: the document could not be made; everything else still works."""
    return render(request, "pdf_mislukt.html", status=503)


def csrf_geweigerd(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 when the form was too old or came from elsewhere; the first gets the text back (`uw_tekst`)."""
    return render(request, "403_csrf.html", status=403)
