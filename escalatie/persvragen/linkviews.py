"""The page behind the link in a mail about a question of the press, for a gemeente without an account (R101).

Opening it changes nothing: a mail filter opens it too. 404: no link of ours to a question of the press; 410: it works
no more.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.statussen import PERSVRAAG
from communicatie.post import actielinks
from escalatie.meldingen.actielink.forms import AnderForm
from escalatie.meldingen.actielink.middleware import AL_GEDAAN, met_link

from . import antwoordlink

GET_EN_POST = ["GET", "HEAD", "POST"]
VASTGELEGD, DOORGEGEVEN = "vastgelegd", "doorgegeven"


@met_link(actielinks.ZOUT, "perslink", "actielink_opnieuw")
@require_http_methods(GET_EN_POST)
def perslink(request: HttpRequest, token: str) -> HttpResponse:
    """Show what the mail asked, and record what the gemeente answered. 409: refused, with the text kept."""
    moment = nu()
    link = actielinks.vind(token, moment, PERSVRAAG)
    form = antwoordlink.antwoordform(link, moment, request.POST if request.method == "POST" else None)
    gegevens = {"p": antwoordlink.antwoordpagina(link, moment), "form": form, "token": token}
    gegevens |= {"al_gedaan": AL_GEDAAN in request.GET, "vastgelegd": VASTGELEGD in request.GET}
    if not form.is_bound or not form.is_valid():
        return render(request, "persvragen/perslink.html", gegevens)
    try:
        antwoordlink.leg_vast(token, form, moment)
    except Geweigerd as fout:
        return render(request, "persvragen/perslink.html", {**gegevens, "zin": str(fout)}, status=409)
    return redirect(f"{request.path}?{VASTGELEGD}=ja")


@met_link(actielinks.ZOUT, "perslink", "actielink_opnieuw")
@require_http_methods(GET_EN_POST)
def perslink_ander(request: HttpRequest, token: str) -> HttpResponse:
    """Say who answers instead."""
    moment = nu()
    link = actielinks.vind(token, moment, PERSVRAAG)
    form = AnderForm(request.POST if request.method == "POST" else None)
    gegevens = {"p": antwoordlink.antwoordpagina(link, moment), "form": form, "token": token, "terug": "perslink"}
    gegevens["genoemd"] = DOORGEGEVEN in request.GET
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/actielink_ander.html", gegevens)
    antwoordlink.noem_ander(token, form.ander(), moment)
    return redirect(f"{request.path}?{DOORGEGEVEN}=ja")
