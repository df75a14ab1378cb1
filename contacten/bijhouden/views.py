"""Keeping the list current: the page behind the link in a mail, and the pages of the beheerder about it."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis import klok
from basis.kap import kap
from contacten.beheer import alleen_voor, voor_beheerder
from contacten.bezetting.bereikbaarheid import niet_bevestigd, onbereikbaar
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Oefenronde
from contacten.personen.overzicht import Regel
from contacten.personen.wegen import TERUG, overzicht
from contacten.rollen import Deel, die_zien

from . import linkposten, oefenen
from . import verzoeken as bijhouden
from . import voorstellen as wijzigingsvoorstellen
from .forms import AfwijzingForm, EigenGegevensForm, OefenForm

tonen_of_bewaren = require_http_methods(["GET", "HEAD", "POST"])


def _klaar(request: HttpRequest, titel: str, zin: str, status: int = 200) -> HttpResponse:
    return render(
        request, "contacten/link_klaar.html", {"titel": titel, "zin": zin, "is_goed": status == 200}, status=status
    )


def _werkt_niet(request: HttpRequest, fout: bijhouden.LinkWerktNiet) -> HttpResponse:
    titel = "Te vaak verstuurd" if isinstance(fout, linkposten.TeVaak) else "Deze link werkt niet"
    return _klaar(request, titel, str(fout), fout.status)


@login_not_required
@never_cache
@tonen_of_bewaren
def bevestigen(request: HttpRequest, token: str) -> HttpResponse:
    """Let a contact confirm or correct its own data, without an account. Opening the page changes nothing."""
    try:
        if request.method == "POST":
            linkposten.tel(linkposten.naam_van(token, bijhouden.ZOUT), klok.nu())
        contact = bijhouden.vind_verzoek(token, klok.nu()).contactpersoon
        if request.POST.get("antwoord") == "klopt":
            bijhouden.bevestig(token, klok.nu())
            return _klaar(request, "Dank u wel", "U heeft bevestigd dat uw gegevens kloppen.")
        form = EigenGegevensForm(request.POST or None, instance=contact)
        if form.is_valid():
            wijzigingsvoorstellen.stel_voor(token, form.gegevens(), form.cleaned_data["opmerking"], klok.nu())
            return _klaar(request, "Dank u wel", "De beheerder van de lijst bekijkt wat u heeft doorgegeven.")
    except bijhouden.LinkWerktNiet as fout:
        return _werkt_niet(request, fout)
    return render(request, "contacten/bevestigen.html", {"form": form, "contact": form.oud})


@require_safe
@voor_beheerder
def voorstellen(request: HttpRequest) -> HttpResponse:
    """Show the changes that contacts proposed."""
    rijen = wijzigingsvoorstellen.overzicht()
    return render(request, "contacten/voorstellen.html", {"voorstellen": rijen, "form": AfwijzingForm()})


@require_POST
@voor_beheerder
def voorstel_beoordelen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a proposal over, or refuse it with a reason."""
    door = aangemeld(request)
    try:
        if request.POST.get("besluit") == "overnemen":
            wijzigingsvoorstellen.neem_over(pk, door, klok.nu())
            messages.success(request, "Het voorstel is overgenomen in de lijst.")
        else:
            wijzigingsvoorstellen.wijs_af(pk, request.POST.get("reden", ""), door, klok.nu())
            messages.success(request, "Het voorstel is afgewezen. De lijst is niet gewijzigd.")
    except wijzigingsvoorstellen.VoorstelGeweigerd as fout:
        messages.error(request, str(fout))
    return redirect("contact_voorstellen")


@require_safe
@voor_beheerder
def aandacht(request: HttpRequest) -> HttpResponse:
    """Show the contacts that cannot be mailed any more, and those that gave no answer."""
    nu = klok.nu()
    rijen = {"onbereikbaar": onbereikbaar(nu), "stil": niet_bevestigd(nu)}
    gegevens = {
        naam: [Regel(c) for c in lijst.select_related("gemeente", "aanbieder")] for naam, lijst in rijen.items()
    }
    return render(request, "contacten/aandacht.html", gegevens)


@require_safe
@alleen_voor(*die_zien(Deel.CONTACTWEGEN))
def wegen(request: HttpRequest) -> HttpResponse:
    """Show who came in a seat or got another address in the last days, and by whom."""
    return render(request, "contacten/wegen.html", {"regels": overzicht(klok.nu()), "dagen": TERUG.days})


@tonen_of_bewaren
@alleen_voor(*die_zien(Deel.OEFENING))
def oefenronde(request: HttpRequest) -> HttpResponse:
    """Start a practice round, and see the ones before."""
    form = OefenForm(request.POST or None)
    if form.is_valid():
        keuze = form.cleaned_data
        ronde = oefenen.start(keuze["rol"], keuze["gemeente"], aangemeld(request), klok.nu())
        return redirect("contact_oefenronde_uitslag", ronde.pk)
    rondes = kap(Oefenronde.objects.select_related("gemeente", "gestart_door"), 20)
    return render(request, "contacten/oefenronde.html", {"form": form, "rondes": rondes})


@require_safe
@alleen_voor(*die_zien(Deel.OEFENING))
def oefenronde_uitslag(request: HttpRequest, pk: int) -> HttpResponse:
    """Show who answered in what time."""
    ronde = get_object_or_404(Oefenronde.objects.select_related("gemeente", "gestart_door"), pk=pk)
    return render(request, "contacten/oefenronde_uitslag.html", {"uitslag": oefenen.maak_uitslag(ronde)})


@login_not_required
@never_cache
@tonen_of_bewaren
def oefening(request: HttpRequest, token: str) -> HttpResponse:
    """Let the receiver of a practice message say that it came. Opening the page says nothing yet."""
    try:
        antwoord = oefenen.vind_antwoord(token, klok.nu())
        if request.method == "POST" or antwoord.beantwoord_op:
            if request.method == "POST":
                linkposten.tel(linkposten.naam_van(token, oefenen.ZOUT), klok.nu())
                oefenen.beantwoord(token, klok.nu())
            return _klaar(
                request, "Dank u wel", "Uw antwoord is binnen. Dit was een oefening, u hoeft niets meer te doen."
            )
    except bijhouden.LinkWerktNiet as fout:
        return _werkt_niet(request, fout)
    return render(request, "contacten/oefening.html", {"antwoord": antwoord})
