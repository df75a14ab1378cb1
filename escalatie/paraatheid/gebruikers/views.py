"""The pages on which the beheerder invites, changes and ends an account, with an eye on the seat of the same person,
and on which the regiomanager decides on what opens dossiers."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from basis import klok
from basis.geweigerd import Geweigerd
from contacten import gebruikers
from contacten.beheer import alleen_voor, voor_beheerder
from contacten.gebruikers import nieuws
from contacten.gebruikers.forms import AccountForm, AfwijsForm, UitnodigingForm
from contacten.gebruikers.overzicht import maak_gebruikersregel
from contacten.gebruikers.toegang import aangemeld
from contacten.inloggen.tweede_stap import opnieuw_bevestigd
from contacten.models import Accountverzoek, Gebruiker
from contacten.personen import accounts, verzoeken
from contacten.personen.forms import Bewerking, OverdrachtForm
from contacten.personen.geschiedenis import geschiedenis_van_gebruiker
from contacten.rollen import Rol
from escalatie.paraatheid import overdracht
from escalatie.paraatheid.helft import helft_van_account
from escalatie.paraatheid.views import bewerk, klaar, tonen_of_bewaren


@tonen_of_bewaren
@voor_beheerder
@opnieuw_bevestigd
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
            gaat = f"De uitnodiging voor {nieuw.naam} gaat naar {nieuw.email}."
            return klaar(request, "gebruiker", nieuw.pk, _of_gevraagd(nieuw, gaat))
    return render(request, "contacten/gebruiker_uitnodigen.html", {"form": form})


@tonen_of_bewaren
@voor_beheerder
@opnieuw_bevestigd
def gebruiker(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one account with its history; change its data and role."""
    wie, nu = _haal(pk), klok.nu()
    form = AccountForm(request.POST or None, gebruiker=wie, initial=_begin(wie))

    def bewaar() -> HttpResponse:
        door, gezien = aangemeld(request), form.cleaned_data["gezien"]
        overdracht.wijzig_account(pk, form.gegevens(), gezien, nu, form.keuze(), door=door)
        return klaar(request, "gebruiker", pk, _of_gevraagd(wie, "De gegevens zijn bewaard."))

    gegevens = {"regel": maak_gebruikersregel(wie, nu), "wijzigingen": geschiedenis_van_gebruiker(wie)}
    gegevens |= {"verzoek": verzoeken.open_verzoek(wie), "is_zelf": wie == request.user}
    helft = helft_van_account(wie, nu)
    return bewerk(request, form, bewaar, pagina="contacten/gebruiker.html", helft=helft, **gegevens)


@require_POST
@voor_beheerder
@opnieuw_bevestigd
def einde(request: HttpRequest, pk: int) -> HttpResponse:
    """End the access of an account at once; first ask what becomes of what it leaves behind."""
    wie, nu, titel = _haal(pk), klok.nu(), "Toegang beëindigen"
    helft = helft_van_account(wie, nu)
    form = OverdrachtForm(request.POST, zonder=helft.contact)

    def bewaar() -> HttpResponse:
        overdracht.beeindig_account(pk, form.cleaned_data["gezien"], nu, form.keuze(), door=aangemeld(request))
        return klaar(request, "gebruiker", pk, f"{wie.naam} heeft nu geen toegang meer.")

    return bewerk(request, form, bewaar, titel=titel, knop=titel, account=wie, helft=helft)


@require_POST
@voor_beheerder
@opnieuw_bevestigd
def opnieuw(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a new invitation, or give ended access back with one."""
    get_object_or_404(Gebruiker, pk=pk)
    try:
        wie = accounts.nodig_opnieuw_uit(pk, aangemeld(request), klok.nu())
    except ValidationError as fout:
        return _mislukt(request, pk, fout)
    zin = f"Een nieuwe uitnodiging gaat naar {wie.email}. De vorige link werkt niet meer."
    return klaar(request, "gebruiker", pk, _of_gevraagd(wie, zin))


@require_POST
@voor_beheerder
@opnieuw_bevestigd
def plek(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the owner of this account in the seat for which it signs in."""
    try:
        overdracht.zet_op_plek(_haal(pk), klok.nu())
    except ValidationError as fout:
        return _mislukt(request, pk, fout)
    return klaar(request, "gebruiker", pk, "Deze persoon staat nu op de plek en krijgt de berichten van de app.")


@require_POST
@voor_beheerder
@opnieuw_bevestigd
def tweede_stap_wissen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take away the second step of who lost it."""
    try:
        accounts.wis_tweede_stap(_haal(pk).pk, aangemeld(request), klok.nu())
    except Geweigerd as fout:
        messages.error(request, str(fout))
        return redirect("gebruiker", pk)
    return klaar(
        request, "gebruiker", pk, "De tweede stap is gewist. Deze persoon stelt hem bij het inloggen opnieuw in."
    )


@require_POST
@voor_beheerder
@opnieuw_bevestigd
def verzoek_intrekken(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back what was asked for this account."""
    accounts.trek_verzoek_in(_haal(pk).pk, aangemeld(request), klok.nu())
    return klaar(request, "gebruiker", pk, "Het verzoek is ingetrokken.")


@require_safe
@alleen_voor(Rol.REGIOMANAGER)
def te_besluiten(request: HttpRequest) -> HttpResponse:
    """Show what waits for the regiomanager, and what changed last in who may see what."""
    laatste, ouder = nieuws.laatste()
    gegevens = {"verzoeken": verzoeken.te_besluiten(), "nieuws": laatste, "ouder": ouder}
    return render(request, "contacten/accountverzoeken.html", gegevens)


@tonen_of_bewaren
@alleen_voor(Rol.REGIOMANAGER)
@opnieuw_bevestigd
def besluiten(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve what was asked for an account; first ask what becomes of what that leaves behind."""
    verzoek = _haal_verzoek(pk)
    wie, nu = verzoek.gebruiker, klok.nu()
    helft = helft_van_account(wie, nu)
    form = Bewerking(request.POST or None, zonder=helft.contact, initial=_begin(wie))

    def bewaar() -> HttpResponse:
        overdracht.keur_goed(pk, aangemeld(request), form.cleaned_data["gezien"], nu, form.keuze())
        messages.success(request, f"Goedgekeurd: {wie.naam}, {verzoek.zetel}.")
        return redirect("accountverzoeken")

    mag = verzoeken.mag_besluiten(verzoek, aangemeld(request))
    gegevens = {"verzoek": verzoek, "mag": mag, "afwijzen": AfwijsForm(auto_id="afwijzen_%s"), "helft": helft}
    return bewerk(request, form, bewaar, pagina="contacten/accountverzoek.html", **gegevens)


@require_POST
@alleen_voor(Rol.REGIOMANAGER)
@opnieuw_bevestigd
def afwijzen(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse what was asked for an account, with the reason."""
    verzoek, form = _haal_verzoek(pk), AfwijsForm(request.POST)
    try:
        accounts.wijs_af(verzoek.pk, aangemeld(request), form.data.get("reden", ""), klok.nu())
    except (ValidationError, Geweigerd) as fout:
        messages.error(request, " ".join(getattr(fout, "messages", [str(fout)])))
        return redirect("accountverzoek", pk)
    messages.success(request, f"Afgewezen: {verzoek.gebruiker.naam}, {verzoek.zetel}.")
    return redirect("accountverzoeken")


def _haal_verzoek(pk: int) -> Accountverzoek:
    rijen = Accountverzoek.objects.select_related("gebruiker__gemeente", "gebruiker__contactpersoon", "gemeente")
    return get_object_or_404(rijen.select_related("gevraagd_door"), pk=pk)


def _of_gevraagd(wie: Gebruiker, zin: str) -> str:
    """The sentence, unless it waits for the regiomanager."""
    verzoek = verzoeken.open_verzoek(wie)
    return f"Ter goedkeuring gevraagd: {verzoek.zetel}. Tot die tijd blijft alles zoals het is." if verzoek else zin


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
