"""The dossier and the steps of a melding. Every step goes through one page and one door (docs/ontwerp.md)."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Melding
from calamiteiten.toegang import haal_melding
from communicatie.post.ontvangst import markeer_gelezen
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from escalatie.draaiboek import nieuws, opvolging
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.mogelijkheden import mogelijkheid
from escalatie.draaiboek.sluiting import te_bespreken
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.vooruitblik import vooruitblik
from escalatie.protocol.model import OvergangRegel

from .forms import OvergangForm
from .pagina import dossier


@require_safe
def melding(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show the dossier."""
    gebruiker, moment = aangemeld(request), nu()
    gezien = haal_melding(gebruiker, kenmerk)
    if request.method == "GET":
        markeer_gelezen(gezien, gebruiker, moment)
    vragen = opvolging.vragen(gezien, gebruiker, moment)
    gegevens = {"d": dossier(gezien, gebruiker, moment), "melding": gezien, "vragen": vragen}
    gegevens |= {"nieuws": nieuws.ongezien(gebruiker, gezien)}
    return render(request, "meldingen/dossier.html", gegevens)


@require_http_methods(["GET", "HEAD", "POST"])
def overgang(request: HttpRequest, kenmerk: str, code: str) -> HttpResponse:
    """Ask for one step and take it. 409: refused, with the sentence and the text kept."""
    gebruiker, dossier_ = aangemeld(request), haal_melding(request.user, kenmerk)
    stand = Stand(dossier_)
    regel = _overgangregel(stand, code)
    form = _form(request, stand, regel, gebruiker)
    if not form.is_bound or not form.is_valid():
        return _toon_stap(request, stand, regel, form, status=200)
    try:
        stap = voer_uit(form.opdracht(dossier_, gebruiker), nu())
    except Geweigerd as fout:
        return _toon_stap(request, stand, regel, form, zin=str(fout), status=409)
    messages.success(request, f"{regel.naam}: gelukt. De melding staat nu op “{stap.get_naar_display()}”.")
    return redirect(dossier_)


def _form(request: HttpRequest, stand: Stand, regel: OvergangRegel, gebruiker: Gebruiker) -> OvergangForm:
    return OvergangForm(
        mogelijkheid(stand.melding, gebruiker, regel, stand),
        stand.melding.status,
        request.POST or None,
        te_bespreken(stand, regel),
        dubbel_van=request.GET.get("dubbel_van", ""),
        gemeenten=stand.gemeenten,
    )


def _overgangregel(stand: Stand, code: str) -> OvergangRegel:
    regel = stand.protocol.stap_per_code.get(code)
    if regel is None or not regel.van:
        raise Http404
    return regel


def _toon_stap(
    request: HttpRequest, stand: Stand, regel: OvergangRegel, form: OvergangForm, *, status: int, zin: str = ""
) -> HttpResponse:
    huidig: Melding = stand.melding
    gegevens = {
        "melding": huidig,
        "stap": form.stap,
        "form": form,
        "volgt": vooruitblik(stand, regel, nu()),
        "kan_vanuit": huidig.status in regel.van,
        "zin": zin,
    }
    return render(request, "meldingen/overgang.html", gegevens, status=status)
