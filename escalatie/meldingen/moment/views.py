"""The page on which the moment of a step is put right that a clock which was ahead wrote."""

from datetime import datetime

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.models import Melding
from calamiteiten.toegang import haal_melding, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek import scheef_begin
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.daarna import daarna
from escalatie.models import Termijn

from .forms import MomentForm


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def moment(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Ask when this step was taken; its terms follow. 404: nothing of it is wrong. 409: refused, with the sentence and
    the text kept."""
    melding, op = haal_melding(request.user, kenmerk), nu()
    termijnen = scheef_begin.van_stap(melding, nummer)
    if not termijnen:
        raise Http404
    form = MomentForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, melding, form, termijnen, op)
    try:
        scheef_begin.zet_recht(melding, nummer, *form.gegeven, aangemeld(request), op)
    except Geweigerd as fout:
        return _toon(request, melding, form, termijnen, op, str(fout))
    messages.success(request, daarna(melding, "Het moment is verbeterd. De termijn telt vanaf daar.", op))
    return redirect(melding)


def _toon(
    request: HttpRequest, melding: Melding, form: MomentForm, termijnen: list[Termijn], op: datetime, zin: str = ""
) -> HttpResponse:
    """The form, filled in with the latest that can be; `zin`: why it was refused."""
    vroegst, laatst = scheef_begin.grenzen(termijnen, op)
    form.initial.setdefault("op", laatst)
    gegevens = {"melding": melding, "form": form, "termijnen": termijnen, "weigering": zin}
    gegevens |= {"vroegst": vroegst, "laatst": laatst}
    return render(request, "meldingen/moment.html", gegevens, status=409 if zin else 200)
