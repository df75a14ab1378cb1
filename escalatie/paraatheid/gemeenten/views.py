"""The pages on which the gemeenten are seen, and on which the regiomanager has one go up in another."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from basis import klok
from contacten.beheer import alleen_voor
from contacten.bezetting import lokale_dag
from contacten.gebruikers.toegang import aangemeld
from contacten.inloggen.tweede_stap import opnieuw_bevestigd
from contacten.models import Gemeente
from contacten.rollen import Deel, Rol, die_zien
from escalatie.paraatheid import herindeling
from escalatie.paraatheid.views import bewerk, tonen_of_bewaren

from .forms import SamenvoegForm


@require_safe
@alleen_voor(*die_zien(Deel.GEMEENTEN))
def gemeenten(request: HttpRequest) -> HttpResponse:
    """Show every gemeente, those that ended too."""
    rijen = Gemeente.objects.select_related("opvolger").order_by("einde_datum", "naam")
    return render(request, "contacten/gemeenten.html", {"gemeenten": rijen})


@tonen_of_bewaren
@alleen_voor(Rol.REGIOMANAGER)
@opnieuw_bevestigd
def samenvoegen(request: HttpRequest, pk: int) -> HttpResponse:
    """Have a gemeente go up in another: seats, accounts and running zaken move in one act."""
    oud, nu = get_object_or_404(Gemeente.objects.select_related("opvolger"), pk=pk), klok.nu()
    begin = {"einde_datum": oud.einde_datum or lokale_dag(nu), "opvolger": oud.opvolger_id}
    form = SamenvoegForm(request.POST or None, oud=oud, initial=begin)

    def bewaar() -> HttpResponse:
        vast = form.cleaned_data
        herindeling.voeg_samen(pk, vast["opvolger"], vast["einde_datum"], aangemeld(request), nu)
        return redirect("gemeenten")

    gegevens = {"oud": oud, "omvang": herindeling.omvang(oud, nu)}
    return bewerk(request, form, bewaar, "contacten/gemeente_samenvoegen.html", **gegevens)
