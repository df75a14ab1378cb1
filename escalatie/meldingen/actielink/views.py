"""The page behind the link in a mail, for who has no account (R101)."""

from contextlib import suppress
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from communicatie.models import Actielink
from communicatie.post import actielinks
from contacten.bijhouden.verzoeken import LinkWerktNiet
from escalatie.draaiboek import opvolging, overleggen

from .pagina import actiepagina


@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def actielink(request: HttpRequest, token: str) -> HttpResponse:
    """Show what this person is asked, and record that he knows. Opening the page changes nothing: a mail filter opens
    it too. 404: no link of ours; 410: it works no more."""
    moment = nu()
    try:
        link = actielinks.vind(token, moment)
    except LinkWerktNiet as fout:
        status = 404 if str(fout) == actielinks.ONGELDIG else 410
        return render(request, "meldingen/actielink_weg.html", {"zin": str(fout)}, status=status)
    if request.method == "POST":
        _leg_vast(request, link, moment)
        return redirect(request.path)
    return render(request, "meldingen/actielink.html", {"p": actiepagina(link, moment)})


def _leg_vast(request: HttpRequest, link: Actielink, moment: datetime) -> None:
    """That this person knows; of an invitation whether he comes. Of a meeting that is off there is nothing to answer:
    the page says so."""
    komt = request.POST.get("komt", "")
    if komt not in {"ja", "nee"}:
        opvolging.bevestig_met_link(link, moment)
    elif overleggen.uitnodiging_van(link):
        with suppress(Geweigerd):
            overleggen.antwoord_met_link(link, komt == "ja", moment)
