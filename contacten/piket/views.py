"""Who is on call: a page that everyone who signs in reads, and that the beheerder keeps."""

from collections.abc import Callable

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis import klok
from basis.kalender import lokale_datum
from contacten.beheer import is_beheerder, voor_beheerder
from contacten.models import Piket
from contacten.stand import Verouderd

from . import beeindig, leg_vast, stand_van, verbeter
from .forms import BeurtForm, PiketForm
from .pagina import maak_pagina

tonen_of_bewaren = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def piket(request: HttpRequest) -> HttpResponse:
    """Show one week."""
    gegevens = {"p": maak_pagina(klok.nu(), request.GET.get("week", "")), "mag": is_beheerder(request)}
    return render(request, "contacten/piket.html", gegevens)


@tonen_of_bewaren
@voor_beheerder
def nieuw(request: HttpRequest) -> HttpResponse:
    """Put somebody on call."""
    form = PiketForm(request.POST or None, vandaag=lokale_datum(klok.nu()))

    def bewaar() -> None:
        vast = form.cleaned_data
        leg_vast(vast["contactpersoon"], vast["rol"], vast["gemeente"], vast["van_op"], vast["tot_op"])

    return _bewerk(request, form, bewaar, "Piket toevoegen")


@tonen_of_bewaren
@voor_beheerder
def wijzigen(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct who, from when, until when."""
    rij = _haal(pk)
    begin = {"contactpersoon": rij.contactpersoon_id, "van_op": rij.van_op, "tot_op": rij.tot_op}
    begin = {**begin, "gezien": stand_van(rij)}
    form = BeurtForm(request.POST or None, initial=begin, vandaag=lokale_datum(klok.nu()))

    def bewaar() -> None:
        vast = form.cleaned_data
        verbeter(pk, vast["contactpersoon"], vast["van_op"], vast["tot_op"], vast["gezien"])

    return _bewerk(request, form, bewaar, "Piket wijzigen", rij)


@require_POST
@voor_beheerder
def einde(request: HttpRequest, pk: int) -> HttpResponse:
    """End a turn now, or take back one that is still to begin."""
    try:
        rij = beeindig(_haal(pk).pk, request.POST.get("gezien", ""), klok.nu())
        messages.success(request, f"Het piket van {rij.contactpersoon} is beëindigd.")
    except (Verouderd, ValidationError) as fout:
        messages.error(request, _zin(fout))
    return redirect("piket")


def _haal(pk: int) -> Piket:
    return get_object_or_404(Piket.objects.select_related("contactpersoon", "gemeente"), pk=pk)


def _bewerk(
    request: HttpRequest, form: BeurtForm, bewaar: Callable[[], None], titel: str, rij: Piket | None = None
) -> HttpResponse:
    """Show the form, or carry it out; 409: refused, and what was typed is still there."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            bewaar()
        except (Verouderd, ValidationError) as fout:
            form.add_error(None, _zin(fout))
            status = 409
        else:
            messages.success(request, "Het piket is bewaard.")
            return redirect("piket")
    gegevens = {"form": form, "titel": titel, "rij": rij, "gezien": stand_van(rij) if rij else ""}
    return render(request, "contacten/piket_bewerken.html", gegevens, status=status)


def _zin(fout: Verouderd | ValidationError) -> str:
    return " ".join(fout.messages) if isinstance(fout, ValidationError) else str(fout)
