"""Around a page that refreshes itself: asked again every half minute, and sent again when it changed (decision 52).

The answer has a print in its ETag, and until when its words stay true by the passing of time alone. Who comes with that
print before that moment gets 304: nothing is read but the print, and nobody looked.
"""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from typing import Concatenate, ParamSpec, cast

from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from basis.kalender import ZONE, lokaal
from basis.klok import nu
from basis.resttijd import gevolgd
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from escalatie.draaiboek.dringend import OCHTEND

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
Afdruk = Callable[Concatenate[Gebruiker, datetime, P], str]
# A bar that is drawn and the words of a term that is hours away may be so old.
HOOGSTENS = timedelta(minutes=5)
# Stands in the page where its print comes, which is known when the page is made.
PLEK = b'data-afdruk=""'


def levend(afdruk: Afdruk[P]) -> Callable[[View[P]], View[P]]:
    """View decorator, within the one that says for whom the page is. `afdruk`: the print of the page of this user at
    this moment, from the arguments of the view; empty: there is none, and the page is sent."""

    def versier(view: View[P]) -> View[P]:
        @wraps(view)
        def vers(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            request.levend = True  # type: ignore[attr-defined]
            # Who opens a page pays for no print; the first time that it asks again it gets one.
            if request.headers.get("HX-Request") != "true":
                return view(request, *args, **kwargs)
            op = nu()
            merk = afdruk(aangemeld(request), op, *args, **kwargs)
            if merk and _is_nog_zo(request.headers.get("If-None-Match", ""), merk, op):
                return HttpResponseNotModified()
            with gevolgd() as houdbaar:
                antwoord = view(request, *args, **kwargs)
            return _met_afdruk(antwoord, merk, houdbaar.tot(_uiterlijk(op)))

        return cast(View[P], vers)

    return versier


def _is_nog_zo(gevraagd: str, merk: str, op: datetime) -> bool:
    """Whether who asks has this print, and the moment until which its words are true did not come."""
    genoemd, _, tot = gevraagd.removeprefix("W/").strip('"').partition(".")
    return genoemd == merk and tot.isdecimal() and op.timestamp() < int(tot)


def _uiterlijk(op: datetime) -> datetime:
    """The next moment that a page changes by itself: a day that begins, a morning, or a while from now."""
    hier = lokaal(op)
    dagen = [hier.date(), hier.date() + timedelta(days=1)]
    grenzen = [datetime.combine(dag, uur, tzinfo=ZONE) for dag in dagen for uur in (time(0), OCHTEND)]
    return min(op + HOOGSTENS, *(grens for grens in grenzen if grens > op))


def _met_afdruk(antwoord: HttpResponse, merk: str, tot: datetime) -> HttpResponse:
    if merk and antwoord.status_code == 200:
        zegel = f"{merk}.{int(tot.timestamp())}"
        antwoord.headers["ETag"] = f'W/"{zegel}"'
        antwoord.content = antwoord.content.replace(PLEK, b'data-afdruk="' + zegel.encode() + b'"', 1)
    return antwoord
