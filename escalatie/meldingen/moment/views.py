"""The page on which the moment of a step is put right that a clock which was ahead wrote."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import haal_melding, rol_vereist
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek import scheef_begin
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.draaiboek.daarna import daarna

from .forms import MomentForm


@rol_vereist(*OPVOLGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def moment(request: HttpRequest, kenmerk: str, nummer: int) -> HttpResponse:
    """Ask when this step was taken; its terms follow. 404: nothing of it is wrong. 409: refused, with the sentence and
    the text kept."""
    melding = haal_melding(request.user, kenmerk)
    termijnen = scheef_begin.van_stap(melding, nummer)
    if not termijnen:
        raise Http404
    op = nu()
    vroegst, laatst = scheef_begin.grenzen(termijnen, op)
    form = MomentForm(request.POST if request.method == "POST" else None, initial={"op": laatst})
    bij: dict[str, Any] = {
        "melding": melding,
        "form": form,
        "termijnen": termijnen,
        "vroegst": vroegst,
        "laatst": laatst,
    }
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/moment.html", bij)
    try:
        schoon = form.cleaned_data
        scheef_begin.zet_recht(melding, nummer, schoon["op"], schoon["reden"], aangemeld(request), op)
    except Geweigerd as fout:
        return render(request, "meldingen/moment.html", {**bij, "weigering": str(fout)}, status=409)
    messages.success(request, daarna(melding, "Het moment is verbeterd. De termijn telt vanaf daar.", op))
    return redirect(melding)
