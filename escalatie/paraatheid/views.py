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
from basis.telefoon import telefoon_waarschuwing
from contacten.beheer import voor_beheerder
from contacten.bezetting import lokale_dag
from contacten.models import Bezetting, Contactpersoon
from contacten.personen import lijst
from contacten.personen.forms import AfwezigForm, Bewerking, BezettingForm, ContactForm, EindeForm
from contacten.personen.gevolgen import LaatPlekLeeg
from contacten.personen.pagina import maak_contactpagina
from contacten.stand import Verouderd
from escalatie.protocol.bereik import regels_zonder_ontvanger

tonen_of_bewaren = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
def contact(request: HttpRequest, pk: int) -> HttpResponse:
    """Show one contact: how to reach it, its seats, and who changed what."""
    gevonden = get_object_or_404(Contactpersoon.objects.select_related("gemeente", "aanbieder"), pk=pk)
    return render(request, "contacten/contact.html", {"pagina": maak_contactpagina(gevonden, klok.nu())})


@tonen_of_bewaren
@voor_beheerder
def contact_nieuw(request: HttpRequest) -> HttpResponse:
    """Add a contact."""
    form = ContactForm(request.POST or None)

    def bewaar() -> HttpResponse:
        nieuw = lijst.leg_contact_vast(_met_bevestiging(form, klok.nu()))
        _waarschuw(request, nieuw)
        return redirect("contact", nieuw.pk)

    return _bewerk(request, form, bewaar, titel="Contact toevoegen", knop="Bewaren")


@tonen_of_bewaren
@voor_beheerder
def contact_wijzigen(request: HttpRequest, pk: int) -> HttpResponse:
    """Change the data of a contact."""
    wie = get_object_or_404(Contactpersoon, pk=pk, vervallen_op__isnull=True)
    gezien = lijst.stand_van_contact(wie)
    form = ContactForm(request.POST or None, instance=wie, initial={"gezien": gezien})

    def bewaar() -> HttpResponse:
        _waarschuw(request, lijst.wijzig_contact(pk, _met_bevestiging(form, klok.nu()), form.cleaned_data["gezien"]))
        return _klaar(request, pk, "De gegevens zijn bewaard.")

    return _bewerk(request, form, bewaar, titel="Contact wijzigen", knop="Bewaren", wie=wie)


@tonen_of_bewaren
@voor_beheerder
def contact_einde(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a contact off the list."""
    wie = get_object_or_404(Contactpersoon, pk=pk, vervallen_op__isnull=True)
    form = Bewerking(request.POST or None, initial={"gezien": lijst.stand_van_contact(wie)})

    def bewaar() -> HttpResponse:
        vlag = form.cleaned_data["mag_leeg"]
        lijst.beeindig_contact(pk, form.cleaned_data["gezien"], klok.nu(), mag_leeg=vlag)
        return _klaar(request, pk, f"{wie.weergavenaam} staat niet meer in de lijst.")

    return _bewerk(request, form, bewaar, titel="Uit de lijst halen", knop="Uit de lijst halen", wie=wie)


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
    form = BezettingForm(request.POST or None, initial=begin)

    def bewaar() -> HttpResponse:
        lijst.bezet_zetel(pk, form.gegevens())
        return _klaar(request, pk, "De plek is toegevoegd.")

    return _bewerk(request, form, bewaar, titel="Plek toevoegen", knop="Bewaren", wie=wie)


@tonen_of_bewaren
@voor_beheerder
def plek_wijzigen(request: HttpRequest, pk: int, plek_pk: int) -> HttpResponse:
    """Change the role, the place, the order or the days of a seat."""
    rij = _haal_plek(pk, plek_pk)
    form = BezettingForm(request.POST or None, instance=rij, initial={"gezien": lijst.stand_van_bezetting(rij)})

    def bewaar() -> HttpResponse:
        vast = form.cleaned_data
        lijst.wijzig_bezetting(plek_pk, form.gegevens(), vast["gezien"], klok.nu(), mag_leeg=vast["mag_leeg"])
        return _klaar(request, pk, "De plek is gewijzigd.")

    return _bewerk(request, form, bewaar, titel="Plek wijzigen", knop="Bewaren", wie=rij.contactpersoon, plek=rij)


@tonen_of_bewaren
@voor_beheerder
def plek_afwezig(request: HttpRequest, pk: int, plek_pk: int) -> HttpResponse:
    """Say that the holder of a seat is away; empty days mean present again."""
    rij = _haal_plek(pk, plek_pk)
    dagen = {"afwezig_van_datum": rij.afwezig_van_datum, "afwezig_tot_datum": rij.afwezig_tot_datum}
    form = AfwezigForm(request.POST or None, initial={"gezien": lijst.stand_van_bezetting(rij), **dagen})

    def bewaar() -> HttpResponse:
        vast, (van, tot) = form.cleaned_data, form.gegevens().values()
        lijst.meld_afwezig(plek_pk, van, tot, vast["gezien"], klok.nu(), mag_leeg=vast["mag_leeg"])
        return _klaar(request, pk, "De afwezigheid is bewaard.")

    return _bewerk(request, form, bewaar, titel="Afwezig melden", knop="Bewaren", wie=rij.contactpersoon, plek=rij)


@tonen_of_bewaren
@voor_beheerder
def plek_einde(request: HttpRequest, pk: int, plek_pk: int) -> HttpResponse:
    """End a seat."""
    rij = _haal_plek(pk, plek_pk)
    titel, begin = "Plek beëindigen", {"gezien": lijst.stand_van_bezetting(rij), "tot_datum": lokale_dag(klok.nu())}
    form = EindeForm(request.POST or None, initial=begin, begin=rij.van_datum)

    def bewaar() -> HttpResponse:
        vast = form.cleaned_data
        lijst.beeindig_bezetting(plek_pk, vast["tot_datum"], vast["gezien"], klok.nu(), mag_leeg=vast["mag_leeg"])
        return _klaar(request, pk, "De plek eindigt op de dag die u koos.")

    return _bewerk(request, form, bewaar, titel=titel, knop=titel, wie=rij.contactpersoon, plek=rij)


def _bewerk(request: HttpRequest, form: Any, bewaar: Callable[[], HttpResponse], **gegevens: Any) -> HttpResponse:
    """Show the form, or carry it out; a refusal keeps what was typed, and 409 says that nothing was changed."""
    status = 200
    if request.method == "POST" and form.is_valid():
        antwoord, status = _probeer(form, bewaar)
        if antwoord:
            return antwoord
    gaten = [(gat, regels_zonder_ontvanger(gat.rol)) for gat in form.gaten]
    inhoud = {"wie": None, "plek": None, "form": form, "gaten": gaten, **gegevens}
    return render(request, "contacten/bewerken.html", inhoud, status=status)


def _probeer(form: Any, bewaar: Callable[[], HttpResponse]) -> tuple[HttpResponse | None, int]:
    """The answer of the verb, or None with the status of its refusal, which then stands in the form."""
    try:
        return bewaar(), 200
    except LaatPlekLeeg as gevolg:
        form.vraag_bevestiging(gevolg.gaten)
    except Verouderd as fout:
        form.add_error(None, str(fout))
    except ValidationError as fout:
        form.add_error(None, fout.messages)
        return None, 200
    return None, 409


def _haal_plek(pk: int, plek_pk: int) -> Bezetting:
    rijen = Bezetting.objects.select_related("contactpersoon", "gemeente", "aanbieder")
    return get_object_or_404(rijen, pk=plek_pk, contactpersoon=pk, contactpersoon__vervallen_op__isnull=True)


def _met_bevestiging(form: ContactForm, nu: datetime) -> dict[str, Any]:
    return {**form.gegevens(), **({"bevestigd_op": nu} if form.cleaned_data["is_nagevraagd"] else {})}


def _klaar(request: HttpRequest, pk: int, zin: str) -> HttpResponse:
    messages.success(request, zin)
    return redirect("contact", pk)


def _waarschuw(request: HttpRequest, wie: Contactpersoon) -> None:
    for nummer in (wie.telefoon, wie.mobiel):
        if zin := telefoon_waarschuwing(nummer):
            messages.warning(request, zin)
