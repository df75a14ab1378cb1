"""The rooms of a dossier, and the steps of a melding. Every step goes through one page and one door
(docs/ontwerp.md)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from basis.middleware import is_achtergrond
from calamiteiten.models import Melding
from calamiteiten.toegang import haal_melding, rol_vereist
from communicatie.post.ontvangst import markeer_gelezen
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from contacten.rollen import Deel, die_zien
from escalatie.draaiboek import nieuws, opvolging
from escalatie.draaiboek.daarna import daarna
from escalatie.draaiboek.deur import voer_uit
from escalatie.draaiboek.mogelijkheden import mogelijkheid
from escalatie.draaiboek.sluiting import te_bespreken
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.vooruitblik import vooruitblik
from escalatie.meldingen import vervolg
from escalatie.protocol.model import OvergangRegel
from escalatie.werk.afdruk import van_zaak
from escalatie.werk.middleware import levend

from . import kamers, pagina
from .forms import OvergangForm
from .rijen import Dossierrijen
from .tabbladen import tabbladen
from .vooraf import Vooraf, vooraf

# What a room reads: this melding, for this user, at this moment.
Kamerlezer = Callable[[Dossierrijen, Gebruiker, datetime], Any]


@require_safe
@levend(van_zaak)
def melding(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show the first room: what happened, what must happen now, and whom to phone."""
    gebruiker, moment = aangemeld(request), nu()
    gezien, eerst = open_kamer(request, kenmerk, moment)
    rijen = Dossierrijen(gezien, eerst.soorten)
    gegevens = {
        "d": pagina.dossier(rijen, gebruiker, moment),
        "vragen": opvolging.vragen(gezien, gebruiker, moment) if "gevraagd" in eerst.soorten else [],
        "nieuws": nieuws.ongezien(gebruiker, gezien) if "nieuws" in eerst.soorten else [],
        "aantallen": eerst.aantallen,
    }
    return _toon_kamer(request, gezien, "melding", "meldingen/dossier.html", gegevens)


@require_safe
def gegevens(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show what was reported, and what belongs with it."""
    return _kamer(request, kenmerk, "melding_gegevens", "gegevens", kamers.gegevens)


@require_safe
def verloop(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show how it went."""
    return _kamer(request, kenmerk, "melding_verloop", "verloop", kamers.verloop)


@require_safe
def analyses(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show what was found."""
    return _kamer(request, kenmerk, "melding_analyses", "analyses", kamers.analyses)


@require_safe
def taken(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show what is to be done, by whom."""
    return _kamer(request, kenmerk, "melding_taken", "taken", kamers.taken)


@require_safe
@rol_vereist(*die_zien(Deel.BERICHTEN))
def berichten(request: HttpRequest, kenmerk: str) -> HttpResponse:
    """Show who was written to, and whom it did not reach."""
    return _kamer(request, kenmerk, "melding_berichten", "berichten", kamers.berichten)


def open_kamer(request: HttpRequest, kenmerk: str, moment: datetime) -> tuple[Melding, Vooraf]:
    """The melding of this user, whose messages about it are read now, in whichever of its rooms, and what there is of
    it. A page that refreshes itself proves no reader: it may stand open on an empty desk."""
    gebruiker = aangemeld(request)
    gezien = haal_melding(gebruiker, kenmerk)
    eerst = vooraf(gezien, gebruiker, moment)
    if request.method == "GET" and not is_achtergrond(request) and "ongelezen" in eerst.soorten:
        markeer_gelezen(gezien, gebruiker, moment)
    return gezien, eerst


def _kamer(request: HttpRequest, kenmerk: str, adres: str, naam: str, lees: Kamerlezer) -> HttpResponse:
    moment = nu()
    gezien, eerst = open_kamer(request, kenmerk, moment)
    rijen = Dossierrijen(gezien, eerst.soorten)
    gegevens = {"d": lees(rijen, aangemeld(request), moment), "aantallen": eerst.aantallen}
    return _toon_kamer(request, gezien, adres, f"meldingen/dossier/{naam}.html", gegevens)


def _toon_kamer(
    request: HttpRequest, gezien: Melding, adres: str, sjabloon: str, gegevens: dict[str, Any]
) -> HttpResponse:
    bladen = tabbladen(gezien, aangemeld(request), adres)
    vast = {"melding": gezien, "tabbladen": bladen, "kamer": next(blad.naam for blad in bladen if blad.is_hier)}
    return render(request, sjabloon, vast | gegevens)


@require_http_methods(["GET", "HEAD", "POST"])
def overgang(request: HttpRequest, kenmerk: str, code: str) -> HttpResponse:
    """Ask for one step and take it. 409: refused, with the sentence and the text kept."""
    gebruiker, dossier_ = aangemeld(request), haal_melding(request.user, kenmerk)
    stand = Stand(dossier_)
    regel = _overgangregel(stand, code)
    form = _form(request, stand, regel, gebruiker)
    if not form.is_bound or not form.is_valid():
        return _toon_stap(request, stand, regel, form, status=200)
    try:
        stap = voer_uit(form.opdracht(dossier_, gebruiker), moment := nu())
    except Geweigerd as fout:
        return _toon_stap(request, stand, regel, form, zin=str(fout), status=409)
    zin = f"{regel.als_gedaan} De melding staat nu op “{stap.get_naar_display()}”."
    messages.success(request, daarna(dossier_, zin, moment))
    return redirect(vervolg.adres(dossier_, gebruiker))


def _form(request: HttpRequest, stand: Stand, regel: OvergangRegel, gebruiker: Gebruiker) -> OvergangForm:
    return OvergangForm(
        mogelijkheid(stand.melding, gebruiker, regel, stand),
        stand.melding.status,
        request.POST or None,
        te_bespreken(stand, regel),
        dubbel_van=request.GET.get("dubbel_van", ""),
        gemeenten=stand.gemeenten,
    )


def _overgangregel(stand: Stand, code: str) -> OvergangRegel:
    regel = stand.protocol.stap_per_code.get(code)
    if regel is None or not regel.van:
        raise Http404
    return regel


def _toon_stap(
    request: HttpRequest, stand: Stand, regel: OvergangRegel, form: OvergangForm, *, status: int, zin: str = ""
) -> HttpResponse:
    huidig: Melding = stand.melding
    gegevens = {
        "melding": huidig,
        "stap": form.stap,
        "form": form,
        "volgt": vooruitblik(stand, regel, nu()),
        "kan_vanuit": huidig.status in regel.van,
        "zin": zin,
    }
    return render(request, "meldingen/overgang.html", gegevens, status=status)
