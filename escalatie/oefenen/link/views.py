"""The two pages with which who has no account takes part in a drill: his own, and where he asks for it (R153).

Opening them changes nothing: a mail filter opens a link too. 404: no link of ours; 410: it works no more.
"""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.klok import nu
from escalatie.meldingen.actielink.middleware import AL_GEDAAN, met_link
from escalatie.oefenen import uitnodigen
from escalatie.oefenen.forms import VraagForm

GET_EN_POST = ["GET", "HEAD", "POST"]
GEVRAAGD = "gevraagd"
ANTWOORDEN = {"ja": uitnodigen.meld_aan, "nee": uitnodigen.meld_af}


@met_link(uitnodigen.ZOUT, "oefenlink")
@require_http_methods(GET_EN_POST)
def oefenlink(request: HttpRequest, token: str) -> HttpResponse:
    """Show what this drill is, and let who has the link sign up or off."""
    moment = nu()
    if request.method == "POST":
        if doe := ANTWOORDEN.get(request.POST.get("mee", "")):
            doe(token, moment)
        return redirect("oefenlink", token)
    rij = uitnodigen.vind(token, moment)
    gegevens = {"rij": rij, "plekken": uitnodigen.plekken_van(rij.contactpersoon, moment)}
    gegevens |= {"doet_mee": uitnodigen.doet_mee(rij), "al_gedaan": AL_GEDAAN in request.GET}
    return render(request, "oefenen/oefenlink.html", gegevens)


@met_link(uitnodigen.ZOUT_VRAAG, "oefenlink_vraag")
@require_http_methods(GET_EN_POST)
def oefenlink_vraag(request: HttpRequest, token: str) -> HttpResponse:
    """Ask for a link of one's own. The answer is the same, whatever becomes of it."""
    form = VraagForm(request.POST if request.method == "POST" else None)
    klaar = GEVRAAGD in request.GET or AL_GEDAAN in request.GET
    gegevens = {"oefening": uitnodigen.vind_oefening(token), "form": form, "is_gevraagd": klaar}
    if not form.is_bound or not form.is_valid():
        return render(request, "oefenen/oefenlink_vraag.html", gegevens)
    uitnodigen.vraag_zelf(token, form.cleaned_data["email"], nu())
    return redirect(f"{request.path}?{GEVRAAGD}=ja")
