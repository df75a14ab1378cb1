"""The page of one contact, and the pages on which the beheerder changes it. Signing in is asked by the middleware."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from basis import klok
from basis.geweigerd import Geweigerd
from contacten.beheer import is_beheerder, voor_beheerder
from contacten.bezetting import lokale_dag
from contacten.models import Bezetting, Contactpersoon
from contacten.personen import lijst
from contacten.personen.forms import AfwezigForm, BezettingForm, ContactForm, EindeForm, OverdrachtForm
from contacten.personen.gevolgen import VraagtBesluit
from contacten.personen.pagina import maak_contactpagina
from contacten.stand import Verouderd
from escalatie.protocol.bereik import regels_zonder_ontvanger

from . import overdracht
from .helft import helft_van_contact

Daad = Callable[[], HttpResponse]
BEWERKEN = "contacten/bewerken.html"

tonen_of_bewaren = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contact: how to reach it, its seats, and who changed what."""
    gevonden = get_object_or_404(Contactpersoon.objects.select_related("gemeente", "aanbieder"), pk=pk)
    helft = helft_van_contact(gevonden, klok.nu()) if is_beheerder(request) else None
    gegevens = {"pagina": maak_contactpagina(gevonden, klok.nu()), "helft": helft}
    return render(request, "contacten/contact.html", gegevens)


@tonen_of_bewaren
@voor_beheerder
def contact_nieuw(request: HttpRequest) -> HttpResponse:
    """Add a contact."""
    form = ContactForm(request.POST or None)

    def bewaar() -> HttpResponse:
        nieuw = lijst.leg_contact_vast(_met_bevestiging(form, klok.nu()))
        return redirect("contact", nieuw.pk)

    return bewerk(request, form, bewaar, titel="Contact toevoegen", knop="Bewaren")


@tonen_of_bewaren
@voor_beheerder
def contact_wijzigen(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the data of a contact."""
    wie = get_object_or_404(Contactpersoon, pk=pk, vervallen_op__isnull=True)
    gezien = lijst.stand_van_contact(wie)
    form = ContactForm(request.POST or None, instance=wie, zonder=wie, initial={"gezien": gezien})

    def bewaar() -> HttpResponse:
        nu, gezien = klok.nu(), form.cleaned_data["gezien"]
        overdracht.wijzig_contact(pk, _met_bevestiging(form, nu), gezien, nu, form.keuze())
        return klaar(request, "contact", pk, "De gegevens zijn bewaard.")

    helft = helft_van_contact(wie, klok.nu())
    return bewerk(request, form, bewaar, titel="Contact wijzigen", knop="Bewaren", wie=wie, helft=helft)


@tonen_of_bewaren
@voor_beheerder
def contact_einde(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a contact off the list."""
    wie = get_object_or_404(Contactpersoon, pk=pk, vervallen_op__isnull=True)
    form = OverdrachtForm(request.POST or None, zonder=wie, initial={"gezien": lijst.stand_van_contact(wie)})

    def bewaar() -> HttpResponse:
        overdracht.beeindig_contact(pk, form.cleaned_data["gezien"], klok.nu(), form.keuze())
        return klaar(request, "contact", pk, f"{wie.weergavenaam} staat niet meer in de lijst.")

    titel, helft = "Uit de lijst halen", helft_van_contact(wie, klok.nu())
    return bewerk(request, form, bewaar, titel=titel, knop=titel, wie=wie, helft=helft)


@tonen_of_bewaren
@voor_beheerder
def plek_nieuw(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a contact a seat."""
    wie = get_object_or_404(Contactpersoon, pk=pk, vervallen_op__isnull=True)
    begin = {
        "van_datum": lokale_dag(klok.nu()),
        "gemeente": wie.gemeente_id,
        "aanbieder": wie.aanbieder_id,
        "volgorde": 1,
    }
    form = BezettingForm(request.POST or None, initial=begin, vandaag=lokale_dag(klok.nu()))

    def bewaar() -> HttpResponse:
        overdracht.bezet_zetel(pk, form.gegevens(), klok.nu())
        return klaar(request, "contact", pk, "De plek is toegevoegd.")

    return bewerk(request, form, bewaar, titel="Plek toevoegen", knop="Bewaren", wie=wie)


@tonen_of_bewaren
@voor_beheerder
def plek_wijzigen(request: HttpRequest, pk: int, plek_pk: int) -> HttpResponse:
    """Change the role, the place, the order or the days of a seat."""
    rij = _haal_plek(pk, plek_pk)
    begin = {"gezien": lijst.stand_van_bezetting(rij)}
    vandaag = lokale_dag(klok.nu())
    form = BezettingForm(request.POST or None, instance=rij, zonder=rij.contactpersoon, initial=begin, vandaag=vandaag)

    def bewaar() -> HttpResponse:
        gezien = form.cleaned_data["gezien"]
        overdracht.wijzig_bezetting(plek_pk, form.gegevens(), gezien, klok.nu(), form.keuze())
        return klaar(request, "contact", pk, "De plek is gewijzigd.")

    return bewerk(request, form, bewaar, titel="Plek wijzigen", knop="Bewaren", **_plek(rij))


@tonen_of_bewaren
@voor_beheerder
def plek_afwezig(request: HttpRequest, pk: int, plek_pk: int) -> HttpResponse:
    """Say that the holder of a seat is away; empty days mean present again."""
    rij = _haal_plek(pk, plek_pk)
    dagen = {"afwezig_van_datum": rij.afwezig_van_datum, "afwezig_tot_datum": rij.afwezig_tot_datum}
    begin = {"gezien": lijst.stand_van_bezetting(rij), **dagen}
    form = AfwezigForm(request.POST or None, zonder=rij.contactpersoon, initial=begin, vandaag=lokale_dag(klok.nu()))

    def bewaar() -> HttpResponse:
        gezien = form.cleaned_data["gezien"]
        overdracht.meld_afwezig(plek_pk, form.gegevens().values(), gezien, klok.nu(), form.keuze())
        return klaar(request, "contact", pk, "De afwezigheid is bewaard.")

    return bewerk(request, form, bewaar, titel="Afwezig melden", knop="Bewaren", **_plek(rij))


@tonen_of_bewaren
@voor_beheerder
def plek_einde(request: HttpRequest, pk: int, plek_pk: int) -> HttpResponse:
    """End a seat."""
    rij = _haal_plek(pk, plek_pk)
    vandaag = lokale_dag(klok.nu())
    titel, waarden = "Plek beëindigen", {"gezien": lijst.stand_van_bezetting(rij), "tot_datum": vandaag}
    wie, begin = rij.contactpersoon, rij.van_datum
    form = EindeForm(request.POST or None, zonder=wie, initial=waarden, begin=begin, vandaag=vandaag)

    def bewaar() -> HttpResponse:
        vast = form.cleaned_data
        overdracht.beeindig_bezetting(plek_pk, vast["tot_datum"], vast["gezien"], klok.nu(), form.keuze())
        return klaar(request, "contact", pk, "De plek eindigt op de dag die u koos.")

    return bewerk(request, form, bewaar, titel=titel, knop=titel, **_plek(rij))


def bewerk(request: HttpRequest, form: Any, bewaar: Daad, pagina: str = BEWERKEN, **gegevens: Any) -> HttpResponse:
    """Show the form, or carry it out; a refusal keeps what was typed, and 409 says that nothing was changed."""
    status = 200
    if request.method == "POST" and form.is_valid():
        if antwoord := _probeer(form, bewaar):
            return antwoord
        status = 409
    gaten = [(gat, regels_zonder_ontvanger(gat.rol)) for gat in getattr(form, "gaten", ())]
    inhoud = {"wie": None, "plek": None, "helft": None, "form": form, "gaten": gaten, **gegevens}
    return render(request, pagina, inhoud, status=status)


def klaar(request: HttpRequest, pagina: str, pk: int, zin: str) -> HttpResponse:
    """Say that it is done, on the page of this contact or account."""
    messages.success(request, zin)
    return redirect(pagina, pk)


def _probeer(form: Any, bewaar: Daad) -> HttpResponse | None:
    """The answer of the verb, or None when it refused: what it said then stands in the form."""
    try:
        return bewaar()
    except VraagtBesluit as vraag:
        form.stel_vraag(vraag)
    except (Verouderd, Geweigerd) as fout:
        form.add_error(None, str(fout))
    except ValidationError as fout:
        form.add_error(None, fout.messages)
    return None


def _haal_plek(pk: int, plek_pk: int) -> Bezetting:
    rijen = Bezetting.objects.select_related("contactpersoon", "gemeente", "aanbieder")
    return get_object_or_404(rijen, pk=plek_pk, contactpersoon=pk, contactpersoon__vervallen_op__isnull=True)


def _plek(rij: Bezetting) -> dict[str, Any]:
    """What the pages of one seat show: whose it is, and what stands open there."""
    wie = rij.contactpersoon
    return {"wie": wie, "plek": rij, "helft": helft_van_contact(wie, klok.nu(), rij)}


def _met_bevestiging(form: ContactForm, nu: datetime) -> dict[str, Any]:
    return {**form.gegevens(), **({"bevestigd_op": nu} if form.cleaned_data["is_nagevraagd"] else {})}
