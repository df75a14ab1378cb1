"""The pages of accounts: list, invite, change, end, review; and the page behind the link of an invitation."""

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis import klok
from contacten import gebruikers
from contacten.beheer import voor_beheerder
from contacten.bezetting import lokale_dag
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from contacten.personen.geschiedenis import geschiedenis_van_gebruiker
from contacten.stand import Verouderd

from .forms import AccountForm, UitnodigingForm, WachtwoordForm
from .overzicht import maak_gebruikerslijst, maak_gebruikersregel
from .uitnodigingen import LinkWerktNiet, aanvaard, lees, nodig_opnieuw_uit, nodig_uit

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


@tonen_of_bewaren
@voor_beheerder
def uitnodigen(request: HttpRequest) -> HttpResponse:
    """Invite someone: make the account, and have a mail sent with a link that sets the password."""
    form = UitnodigingForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            nieuw = nodig_uit(form.cleaned_data, aangemeld(request), klok.nu())
        except ValidationError as fout:
            form.add_error(None, fout.messages)
        else:
            messages.success(request, f"De uitnodiging voor {nieuw.naam} gaat naar {nieuw.email}.")
            return redirect("gebruiker", nieuw.pk)
    return render(request, "contacten/gebruiker_uitnodigen.html", {"form": form})


@tonen_of_bewaren
@voor_beheerder
def gebruiker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account with its history; change its data and role."""
    wie = get_object_or_404(Gebruiker.objects.select_related("gemeente", "contactpersoon"), pk=pk)
    form = AccountForm(request.POST or None, gebruiker=wie, initial=_begin(wie))
    if request.method == "POST" and form.is_valid() and _is_gewijzigd(pk, form):
        return _klaar(request, pk, "De gegevens zijn bewaard.")
    status = 409 if form.is_bound and form.non_field_errors() else 200
    gegevens = {
        "form": form,
        "regel": maak_gebruikersregel(wie, klok.nu()),
        "wijzigingen": geschiedenis_van_gebruiker(wie),
    }
    return render(request, "contacten/gebruiker.html", gegevens, status=status)


@require_POST
@voor_beheerder
def einde(request: HttpRequest, pk: int) -> HttpResponse:
    """End the access of an account at once."""
    wie = get_object_or_404(Gebruiker, pk=pk)
    try:
        gebruikers.beeindig_toegang(pk, request.POST.get("gezien", ""))
    except (Verouderd, ValidationError) as fout:
        return _mislukt(request, pk, fout)
    return _klaar(request, pk, f"{wie.naam} heeft nu geen toegang meer.")


@require_POST
@voor_beheerder
def opnieuw(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new invitation, or give ended access back with one."""
    get_object_or_404(Gebruiker, pk=pk)
    try:
        wie = nodig_opnieuw_uit(pk, aangemeld(request), klok.nu())
    except ValidationError as fout:
        return _mislukt(request, pk, fout)
    return _klaar(request, pk, f"Een nieuwe uitnodiging gaat naar {wie.email}. De vorige link werkt niet meer.")


@login_not_required
@sensitive_post_parameters("wachtwoord", "herhaling")
@tonen_of_bewaren
def uitnodiging(request: HttpRequest, token: str) -> HttpResponse:
    """Let the invited set a password. Looking uses nothing up (a mail filter looks too), and nobody is signed in."""
    nu = klok.nu()
    try:
        form = WachtwoordForm(request.POST or None, gebruiker=lees(token, nu).gebruiker)
        if request.method == "POST" and form.is_valid():
            aanvaard(token, form.cleaned_data["wachtwoord"], nu)
            return render(request, "contacten/uitnodiging_klaar.html", {"gebruiker": form.gebruiker})
    except LinkWerktNiet as fout:
        return render(request, "contacten/uitnodiging_dood.html", {"zin": str(fout)}, status=410)
    return render(request, "contacten/uitnodiging.html", {"form": form})


def _begin(wie: Gebruiker) -> dict[str, object]:
    return {
        "gezien": gebruikers.stand_van_gebruiker(wie),
        "voornaam": wie.first_name,
        "achternaam": wie.last_name,
        "email": wie.email,
        "rol": wie.rol,
        "gemeente": wie.gemeente_id,
        "contactpersoon": wie.contactpersoon_id,
    }


def _zinnen(fout: Exception) -> list[str]:
    return list(fout.messages) if isinstance(fout, ValidationError) else [str(fout)]


def _is_gewijzigd(pk: int, form: AccountForm) -> bool:
    """Carry out the change; what refuses it then stands in the form."""
    try:
        gebruikers.wijzig_gebruiker(pk, form.gegevens(), form.cleaned_data["gezien"])
    except (Verouderd, ValidationError) as fout:
        for zin in _zinnen(fout):
            form.add_error(None, zin)
    return not form.errors


def _mislukt(request: HttpRequest, pk: int, fout: Exception) -> HttpResponse:
    messages.error(request, " ".join(_zinnen(fout)))
    return redirect("gebruiker", pk)


def _klaar(request: HttpRequest, pk: int, zin: str) -> HttpResponse:
    messages.success(request, zin)
    return redirect("gebruiker", pk)
