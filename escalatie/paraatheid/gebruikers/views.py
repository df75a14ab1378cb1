"""The pages on which the beheerder invites, changes and ends an account, with an eye on the seat of the same person."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from basis import klok
from contacten import gebruikers
from contacten.beheer import voor_beheerder
from contacten.gebruikers.forms import AccountForm, UitnodigingForm
from contacten.gebruikers.overzicht import maak_gebruikersregel
from contacten.gebruikers.toegang import aangemeld
from contacten.gebruikers.uitnodigingen import nodig_opnieuw_uit
from contacten.models import Gebruiker
from contacten.personen.forms import OverdrachtForm
from contacten.personen.geschiedenis import geschiedenis_van_gebruiker
from escalatie.paraatheid import overdracht
from escalatie.paraatheid.helft import helft_van_account
from escalatie.paraatheid.views import bewerk, klaar, tonen_of_bewaren


@tonen_of_bewaren
@voor_beheerder
def uitnodigen(request: HttpRequest) -> HttpResponse:
    """Invite someone: make the account, offer the seat, and have a mail sent with a link that sets the password."""
    form = UitnodigingForm(request.POST or None, initial={"op_plek": True})
    if request.method == "POST" and form.is_valid():
        try:
            door, op_plek = aangemeld(request), form.cleaned_data["op_plek"]
            nieuw = overdracht.nodig_uit(form.gegevens(), door, klok.nu(), op_plek=op_plek)
        except ValidationError as fout:
            form.add_error(None, fout.messages)
        else:
            return klaar(request, "gebruiker", nieuw.pk, f"De uitnodiging voor {nieuw.naam} gaat naar {nieuw.email}.")
    return render(request, "contacten/gebruiker_uitnodigen.html", {"form": form})


@tonen_of_bewaren
@voor_beheerder
def gebruiker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account with its history; change its data and role."""
    wie, nu = _haal(pk), klok.nu()
    form = AccountForm(request.POST or None, gebruiker=wie, initial=_begin(wie))

    def bewaar() -> HttpResponse:
        overdracht.wijzig_account(pk, form.gegevens(), form.cleaned_data["gezien"], nu, form.keuze())
        return klaar(request, "gebruiker", pk, "De gegevens zijn bewaard.")

    gegevens = {"regel": maak_gebruikersregel(wie, nu), "wijzigingen": geschiedenis_van_gebruiker(wie)}
    helft = helft_van_account(wie, nu)
    return bewerk(request, form, bewaar, pagina="contacten/gebruiker.html", helft=helft, **gegevens)


@require_POST
@voor_beheerder
def einde(request: HttpRequest, pk: int) -> HttpResponse:
    """End the access of an account at once; first ask what becomes of what it leaves behind."""
    wie, nu, titel = _haal(pk), klok.nu(), "Toegang beëindigen"
    helft = helft_van_account(wie, nu)
    form = OverdrachtForm(request.POST, zonder=helft.contact)

    def bewaar() -> HttpResponse:
        overdracht.beeindig_account(pk, form.cleaned_data["gezien"], nu, form.keuze())
        return klaar(request, "gebruiker", pk, f"{wie.naam} heeft nu geen toegang meer.")

    return bewerk(request, form, bewaar, titel=titel, knop=titel, account=wie, helft=helft)


@require_POST
@voor_beheerder
def opnieuw(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new invitation, or give ended access back with one."""
    get_object_or_404(Gebruiker, pk=pk)
    try:
        wie = nodig_opnieuw_uit(pk, aangemeld(request), klok.nu())
    except ValidationError as fout:
        return _mislukt(request, pk, fout)
    zin = f"Een nieuwe uitnodiging gaat naar {wie.email}. De vorige link werkt niet meer."
    return klaar(request, "gebruiker", pk, zin)


@require_POST
@voor_beheerder
def plek(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the owner of this account in the seat for which it signs in."""
    try:
        overdracht.zet_op_plek(_haal(pk), klok.nu())
    except ValidationError as fout:
        return _mislukt(request, pk, fout)
    return klaar(request, "gebruiker", pk, "Deze persoon staat nu op de plek en krijgt de berichten van de app.")


def _haal(pk: int) -> Gebruiker:
    return get_object_or_404(Gebruiker.objects.select_related("gemeente", "contactpersoon"), pk=pk)


def _begin(wie: Gebruiker) -> dict[str, Any]:
    return {
        "gezien": gebruikers.stand_van_gebruiker(wie),
        "voornaam": wie.first_name,
        "achternaam": wie.last_name,
        "email": wie.email,
        "rol": wie.rol,
        "gemeente": wie.gemeente_id,
        "contactpersoon": wie.contactpersoon_id,
    }


def _mislukt(request: HttpRequest, pk: int, fout: ValidationError) -> HttpResponse:
    messages.error(request, " ".join(fout.messages))
    return redirect("gebruiker", pk)
