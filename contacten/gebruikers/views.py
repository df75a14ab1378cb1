"""The pages of accounts: the list and the review; and the page behind the link of an invitation.

Inviting, changing and ending stand in `escalatie.paraatheid`: they say which duties the change leaves behind.
"""

from http import HTTPStatus

from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis import klok
from contacten.beheer import voor_beheerder
from contacten.bezetting import lokale_dag
from contacten.bijhouden import linkposten
from contacten.inloggen import browser

from .forms import WachtwoordForm
from .overzicht import maak_gebruikerslijst
from .toegang import aangemeld
from .uitnodigingen import LinkWerktNiet, aanvaard, lees

tonen_of_bewaren = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@voor_beheerder
def lijst(request: HttpRequest) -> HttpResponse:
    """Show every account."""
    return render(request, "contacten/gebruikers.html", {"regels": maak_gebruikerslijst(klok.nu())})


@require_safe
@voor_beheerder
def controle(request: HttpRequest) -> HttpResponse:
    """Show the yearly review of rights: who has access, to print and to tick off."""
    nu = klok.nu()
    gegevens = {"regels": maak_gebruikerslijst(nu, is_alleen_actief=True), "dag": lokale_dag(nu)}
    return render(request, "contacten/gebruikers_controle.html", gegevens)


@require_POST
def sessie_einde(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign out on one other device; on this one, the page of signing out does."""
    sessie = get_object_or_404(UserSession, pk=pk, user=aangemeld(request))
    sessie.end()
    messages.success(request, "U bent op dat apparaat uitgelogd.")
    return redirect("usersessions_list")


@login_not_required
@sensitive_post_parameters("wachtwoord", "herhaling")
@tonen_of_bewaren
def uitnodiging(request: HttpRequest, token: str) -> HttpResponse:
    """Let the invited set a password. Looking uses nothing up (a mail filter looks too), and nobody is signed in."""
    nu = klok.nu()
    try:
        gevonden = lees(token, nu)
        if request.method == "POST":
            linkposten.tel(f"uitnodiging:{gevonden.pk}", nu)
        form = WachtwoordForm(request.POST or None, gebruiker=gevonden.gebruiker)
        if request.method == "POST" and form.is_valid():
            browser.onthoud(request, aanvaard(token, form.cleaned_data["wachtwoord"], nu))
            return render(request, "contacten/uitnodiging_klaar.html", {"gebruiker": form.gebruiker})
    except (LinkWerktNiet, linkposten.TeVaak) as fout:
        status = getattr(fout, "status", HTTPStatus.GONE)
        return render(request, "contacten/uitnodiging_dood.html", {"zin": str(fout)}, status=status)
    return render(request, "contacten/uitnodiging.html", {"form": form})
