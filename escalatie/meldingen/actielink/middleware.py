"""The way in for who has no account: a signed link, and what is said of one that does not work."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache

from basis.klok import nu
from communicatie.post.actielinks import LinkVerlopen
from contacten.bijhouden import linkposten
from contacten.bijhouden.linkposten import AlVerstuurd
from contacten.bijhouden.verzoeken import LinkWerktNiet
from contacten.gebruikers import eenmaal

from .forms import AdresForm

View = Callable[..., HttpResponse]
AL_GEDAAN = "al_gedaan"


def met_link(zout: str, hoofdpagina: str, nieuwe: str = "") -> Callable[[View], View]:
    """View decorator for a page behind a link that is signed with `zout`. Whatever is wrong with the link, the page
    says so and nothing else. What is posted counts, and the same form goes through once: sent again, it leads to the
    page that says so (`hoofdpagina`, by name); with something else in it, it is another form. `nieuwe`: the page where
    a new link is asked, by name."""

    def versier(view: View) -> View:
        @login_not_required
        @never_cache
        @wraps(view)
        def bewaakt(request: HttpRequest, token: str, **kwargs: Any) -> HttpResponse:
            try:
                if request.method != "POST":
                    return view(request, token, **kwargs)
                link, moment = linkposten.naam_van(token, zout), nu()
                linkposten.tel(link, moment)
                formulier = eenmaal.sleutel_van(request.path, request.POST, request.FILES)
                with linkposten.eenmaal(link, str(formulier or ""), moment) as inzending:
                    antwoord = view(request, token, **kwargs)
                    # What goes through sends the reader on.
                    inzending.gaat_door = antwoord.status_code == HTTPStatus.FOUND
                return antwoord
            except AlVerstuurd:
                return redirect(f"{reverse(hoofdpagina, args=[token])}?{AL_GEDAAN}=ja")
            except LinkVerlopen as fout:
                opnieuw = reverse(nieuwe or f"{hoofdpagina}_opnieuw", args=[token])
                return weg(request, str(fout), fout.status, opnieuw, AdresForm() if fout.vraagt_adres else None)
            except LinkWerktNiet as fout:
                return weg(request, str(fout), fout.status)

        return bewaakt

    return versier


def weg(request: HttpRequest, zin: str, status: int, opnieuw: str = "", form: AdresForm | None = None) -> HttpResponse:
    """The page of a link that does nothing (any more); `opnieuw`: where a new one is asked, with what `form` asks."""
    gegevens = {"zin": zin, "opnieuw": opnieuw, "form": form, "is_te_vaak": status == HTTPStatus.TOO_MANY_REQUESTS}
    return render(request, "meldingen/actielink_weg.html", gegevens, status=status)
