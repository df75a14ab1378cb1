"""The page on which a draft of the protocol is tried on closed zaken, for who sees them all."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from basis.kalender import lokale_datum
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from contacten.rollen import Deel, die_zien
from escalatie.protocol.lezen import ProtocolFout, voorstellen

from .forms import ProefForm
from .pagina import maak_pagina
from .uitvoeren import draai


@require_safe
@rol_vereist(*die_zien(Deel.PROEFDRAAIEN))
def proefdraaien(request: HttpRequest) -> HttpResponse:
    """Show the form, and the report of what it asks; a draft that cannot be read says why."""
    namen = voorstellen()
    form = ProefForm(lokale_datum(nu()), namen, request.GET or None)
    gegevens = {"form": form, "voorstellen": namen, "p": None, "zin": ""}
    if form.is_valid():
        keuze = form.cleaned_data
        try:
            gegevens["p"] = maak_pagina(draai(keuze["versie"], keuze["van"], keuze["tot"]))
        except ProtocolFout as fout:
            gegevens["zin"] = str(fout)
    return render(request, "protocol/proefdraaien.html", gegevens)
