"""Help for everyone who signs in: the manual of one's role, and the word list."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from basis.kalender import lokale_datum
from basis.klok import nu
from contacten.gebruikers.toegang import aangemeld
from contacten.gebruikers.voorkeuren import onthoud_eerste_keer
from escalatie.protocol.lezen import geldende_versie

from .pagina import hulp as maak_hulp
from .woorden import woordenlijst as maak_woordenlijst

LANGSTE_VRAAG = 100


@require_safe
def hulp(request: HttpRequest) -> HttpResponse:
    """Show the manual of this role, narrowed to the words that are looked for (`q`), and whom to phone."""
    vraag = request.GET.get("q", "").strip()[:LANGSTE_VRAAG]
    return render(request, "handleiding/hulp.html", {"h": maak_hulp(aangemeld(request), vraag, nu())})


@require_POST
def gelezen(request: HttpRequest) -> HttpResponse:
    """Keep that this person read what a first visit shows, and go on with the work."""
    onthoud_eerste_keer(aangemeld(request))
    return redirect("werkvoorraad")


@require_safe
def woordenlijst(request: HttpRequest) -> HttpResponse:
    """Show the words that we use, in the words of the protocol of today."""
    return render(
        request, "handleiding/woordenlijst.html", {"woorden": maak_woordenlijst(geldende_versie(lokale_datum(nu())))}
    )
