"""The pages behind the link of an aanbieder, without an account, and the page from which the region sends one.

Opening a page changes nothing. 404: no link of ours; 410: it works no more. 409: refused, with the text kept.
"""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import rol_vereist
from communicatie.models import Meldlink
from communicatie.post import meldlinks
from contacten.bijhouden import linkposten
from contacten.bijhouden.verzoeken import LinkWerktNiet
from contacten.gebruikers.toegang import aangemeld
from escalatie.draaiboek.bevoegdheid import OPVOLGERS
from escalatie.meldingen.actielink.forms import AdresForm
from escalatie.meldingen.actielink.middleware import AL_GEDAAN, met_link, weg

from . import melden as werkwoorden
from .forms import BerichtForm, LinkForm
from .pagina import eigen_pagina, maak_bestandform, maak_meldform, maak_rapportform

GEVRAAGD = (
    "Is dit het adres waarop u de link kreeg, en mag u hem nog gebruiken? Dan krijgt u binnen enkele minuten een mail "
    "met de link."
)
# What was just done, by its word in the address.
GELUKT = {
    "rapport": "Het rapport is vastgelegd.",
    "bericht": "Uw bericht is verstuurd.",
    "bestand": "Het bestand is toegevoegd.",
}


@met_link(meldlinks.ZOUT, "melden")
@require_http_methods(["GET", "HEAD", "POST"])
def melden(request: HttpRequest, token: str) -> HttpResponse:
    """The form to report with; once reported, the receipt and what may be added."""
    moment = nu()
    link = meldlinks.vind(token, moment)
    if link.melding:
        return _toon_eigen(request, link, token)
    form = maak_meldform(link, moment, request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/melden.html", {"form": form, "link": link})
    try:
        werkwoorden.meld(token, form.gegevens(), moment, form.verstrekking())
    except Geweigerd as fout:
        return render(request, "meldingen/melden.html", {"form": form, "link": link, "zin": str(fout)}, status=409)
    return redirect(request.path)


@met_link(meldlinks.ZOUT, "melden")
@require_http_methods(["GET", "HEAD", "POST"])
def melden_rapport(request: HttpRequest, token: str) -> HttpResponse:
    """Add the report of the inspection."""
    moment = nu()
    link = meldlinks.vind(token, moment)
    form = maak_rapportform(link, moment, request.POST if request.method == "POST" else None)
    if form is None:
        return redirect("melden", token)
    gegevens = {"form": form, "token": token, "link": link}
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/melden_rapport.html", gegevens)
    try:
        werkwoorden.geef_rapport(token, form.vervulling(), moment)
    except Geweigerd as fout:
        return render(request, "meldingen/melden_rapport.html", {**gegevens, "zin": str(fout)}, status=409)
    return _naar_eigen(token, "rapport")


@met_link(meldlinks.ZOUT, "melden")
@require_http_methods(["GET", "HEAD", "POST"])
def melden_bestand(request: HttpRequest, token: str) -> HttpResponse:
    """Add a file, such as the report of the inspection."""
    link = meldlinks.vind(token, nu())
    form = maak_bestandform(request.POST, request.FILES) if request.method == "POST" else maak_bestandform()
    gegevens = {"form": form, "token": token, "link": link}
    if link.melding is None:
        return redirect("melden", token)
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/melden_bestand.html", gegevens)
    try:
        werkwoorden.geef_bestand(token, form.stuk(), form.gekeurd, nu())
    except Geweigerd as fout:
        return render(request, "meldingen/melden_bestand.html", {**gegevens, "zin": str(fout)}, status=409)
    return _naar_eigen(token, "bestand")


@met_link(meldlinks.ZOUT, "melden")
@require_http_methods(["GET", "HEAD", "POST"])
def melden_bericht(request: HttpRequest, token: str) -> HttpResponse:
    """Say what must be put right, taken back or added."""
    moment = nu()
    link = meldlinks.vind(token, moment)
    form = BerichtForm(request.POST if request.method == "POST" else None)
    gegevens = {"form": form, "token": token, "link": link}
    if link.melding is None:
        return redirect("melden", token)
    if not form.is_bound or not form.is_valid():
        return render(request, "meldingen/melden_bericht.html", gegevens)
    try:
        werkwoorden.stuur_bericht(token, form.cleaned_data["tekst"], moment)
    except Geweigerd as fout:
        return render(request, "meldingen/melden_bericht.html", {**gegevens, "zin": str(fout)}, status=409)
    return _naar_eigen(token, "bericht")


@login_not_required
@never_cache
@require_POST
def melden_opnieuw(request: HttpRequest, token: str) -> HttpResponse:
    """Ask again for a link that is too old. The answer is the same, whatever becomes of it."""
    moment, form = nu(), AdresForm(request.POST)
    if not form.is_valid():
        return weg(request, meldlinks.VERLOPEN, 200, request.path, form)
    try:
        werkwoorden.vraag_nieuwe(token, form.cleaned_data["email"], moment)
    except linkposten.TeVaak as fout:
        return weg(request, str(fout), fout.status)
    except LinkWerktNiet:
        pass  # no link of ours: told the same
    return render(request, "meldingen/actielink_weg.html", {"zin": GEVRAAGD, "is_gevraagd": True})


@require_http_methods(["GET", "HEAD", "POST"])
@rol_vereist(*OPVOLGERS)
def meldlink_nieuw(request: HttpRequest) -> HttpResponse:
    """Send somebody of an aanbieder a link to report with, and see which were sent."""
    form = LinkForm(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon_links(request, form)
    try:
        link = werkwoorden.stuur_link(form.cleaned_data["aanbieder"], form.melder(), aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon_links(request, form, zin=str(fout), status=409)
    messages.success(request, f"De link gaat naar {link.contactpersoon.weergavenaam}, {link.contactpersoon.email}.")
    return redirect("meldlink_nieuw")


@require_POST
@rol_vereist(*OPVOLGERS)
def meldlink_handeling(request: HttpRequest, nummer: int, handeling: str) -> HttpResponse:
    """Take a link back, or send it again."""
    verbs = {"intrekken": werkwoorden.trek_in, "opnieuw": werkwoorden.stuur_opnieuw}
    link = meldlinks.alle().filter(pk=nummer).first()
    if link is None or handeling not in verbs:
        raise Http404
    try:
        gedaan = verbs[handeling](link, aangemeld(request), nu())
    except Geweigerd as fout:
        return render(request, "409.html", {"zin": str(fout)}, status=409)
    messages.success(request, f"{gedaan}.")
    return redirect("meldlink_nieuw")


def _toon_links(request: HttpRequest, form: LinkForm, *, zin: str = "", status: int = 200) -> HttpResponse:
    op = nu()
    links, over = meldlinks.overzicht(op)
    gegevens: dict[str, Any] = {"form": form, "zin": zin, "links": links, "over": over, "nu": op}
    return render(request, "meldingen/meldlinks.html", gegevens, status=status)


def _naar_eigen(token: str, gelukt: str) -> HttpResponse:
    """Sent away, so that the same page asked again sends nothing twice."""
    return redirect(f"{reverse('melden', args=[token])}?gelukt={gelukt}")


def _toon_eigen(request: HttpRequest, link: Meldlink, token: str) -> HttpResponse:
    gegevens = {"p": eigen_pagina(link, nu()), "token": token, "gelukt": GELUKT.get(request.GET.get("gelukt", ""), "")}
    gegevens["al_gedaan"] = AL_GEDAAN in request.GET
    return render(request, "meldingen/melden_eigen.html", gegevens)
