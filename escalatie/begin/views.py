"""The page Klaar voor gebruik, and the two buttons of the test mail: send it, and say that it arrived."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from contacten.gebruikers.toegang import aangemeld
from contacten.rollen import Rol

from . import mailproef
from .pagina import maak_pagina


@require_safe
@rol_vereist(Rol.BEHEERDER)
def klaar_voor_gebruik(request: HttpRequest) -> HttpResponse:
    """Show what is still missing before the first melding."""
    return _toon(request)


@require_POST
@rol_vereist(Rol.BEHEERDER)
def proefmail_sturen(request: HttpRequest) -> HttpResponse:
    """Send a test mail to oneself. 409: refused, with the sentence."""
    try:
        mailproef.stuur(aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon(request, str(fout), 409)
    messages.success(request, "De proefmail gaat eruit. Open de link in die mail, en druk daar op de knop.")
    return redirect("klaar_voor_gebruik")


@require_http_methods(["GET", "HEAD", "POST"])
@rol_vereist(Rol.BEHEERDER)
def proefmail(request: HttpRequest, sleutel: str) -> HttpResponse:
    """The page behind the link in the mail: a button says that it arrived. 409: refused, with the sentence."""
    try:
        if request.method != "POST":
            mailproef.lees(sleutel, aangemeld(request), nu())
            return render(request, "begin/proefmail.html", {"zin": ""})
        mailproef.bevestig(sleutel, aangemeld(request), nu())
    except Geweigerd as fout:
        return render(request, "begin/proefmail.html", {"zin": str(fout)}, status=409)
    messages.success(request, "De mail van deze installatie komt aan.")
    return redirect("klaar_voor_gebruik")


def _toon(request: HttpRequest, zin: str = "", status: int = 200) -> HttpResponse:
    op = nu()
    return render(request, "begin/klaar.html", {"p": maak_pagina(op), "nu": op, "zin": zin}, status=status)
