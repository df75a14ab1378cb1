"""The files of a zaak as they are shown, and what the pages of a melding and of the register do alike."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.http import content_disposition_header

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.bestanden import scanner
from calamiteiten.bestanden.vormen import VORMEN
from calamiteiten.models import Bestand, Bestandstand, Zaak
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Gebruiker
from escalatie.draaiboek import bestanden, correcties
from escalatie.meldingen.taken.forms.taken import RedenForm

from .forms import BestandForm

KLEUREN = {Bestandstand.WACHT: "warning", Bestandstand.BESMET: "negative"}


@dataclass(frozen=True)
class Kamer:
    """Where the pages of this kind of zaak are, by name; `haal`: its door. Raises Http404 for who may not see it."""

    haal: Callable[[Gebruiker, str], Zaak]
    lijst: str
    inhoud: str
    verbeteren: str
    intrekken: str
    boven: tuple[str, str]


@dataclass(frozen=True)
class Regel:
    """One file as it is shown. `url`: where its bytes are; empty while nobody may have them. `einde`: "vervangen",
    "ingetrokken" or empty."""

    rij: Bestand
    soort: str
    uitleg: str
    url: str
    stand: str
    kleur: str
    einde: str
    verbeteren: str
    intrekken: str


@dataclass(frozen=True)
class Lijst:
    """The files of a zaak. `is_gescand`: this installation has a scanner; `is_gemengd`: of more soorten than one."""

    regels: list[Regel]
    url: str
    mag: bool
    is_gescand: bool
    is_gemengd: bool


def lijst(kamer: Kamer, zaak: Zaak, gebruiker: Gebruiker, soort: str = "") -> Lijst:
    """The files of this zaak that this user reads, of one soort or of all. One query."""
    mag = bestanden.mag_bijhouden(gebruiker, zaak)
    rijen = [rij for rij in bestanden.van(zaak, gebruiker) if not soort or rij.soort == soort]
    is_gemengd = not soort and len(bestanden.soorten(zaak)) > 1
    regels = [_regel(kamer, zaak, rij, mag=mag) for rij in rijen]
    return Lijst(regels, reverse(kamer.lijst, args=[zaak.kenmerk]), mag, scanner.is_er(), is_gemengd)


def mag_lezen(gebruiker: Gebruiker, zaak: Zaak) -> bool:
    """Whether this user reads files of this zaak at all."""
    return any(bestanden.leest(gebruiker, soort) for soort, _ in bestanden.soorten(zaak))


def leesbaar(kamer: Kamer, zaak: Zaak, gebruiker: Gebruiker, soort: str) -> Lijst | None:
    """The files of one soort, for a page about that; None for who does not read them."""
    return lijst(kamer, zaak, gebruiker, soort) if bestanden.leest(gebruiker, soort) else None


def _regel(kamer: Kamer, zaak: Zaak, rij: Bestand, *, mag: bool) -> Regel:
    einde = "ingetrokken" if rij.ingetrokken_op else "" if rij.geldt else "vervangen"
    te_openen = rij.is_te_openen and (mag or not rij.ingetrokken_op)
    waar, te_veranderen = [zaak.kenmerk, rij.pk], mag and rij.geldt
    return Regel(
        rij=rij,
        soort=rij.get_soort_display(),
        uitleg=f"{VORMEN[rij.vorm].naam}, {filesizeformat(rij.omvang)}",
        url=reverse(kamer.inhoud, args=waar) if te_openen else "",
        stand=rij.get_stand_display(),
        kleur=KLEUREN.get(Bestandstand(rij.stand), ""),
        einde=einde,
        verbeteren=reverse(kamer.verbeteren, args=waar) if te_veranderen else "",
        intrekken=reverse(kamer.intrekken, args=waar) if te_veranderen else "",
    )


def toon_lijst(request: HttpRequest, kamer: Kamer, kenmerk: str) -> HttpResponse:
    """The list with the form to add one. 409: refused, with the sentence and the text kept."""
    gebruiker = aangemeld(request)
    zaak = kamer.haal(gebruiker, kenmerk)
    if not mag_lezen(gebruiker, zaak) or (request.method == "POST" and not bestanden.mag_bijhouden(gebruiker, zaak)):
        raise Http404
    form = BestandForm(bestanden.soorten(zaak), *_gestuurd(request), soort=request.GET.get("soort", ""))
    if not form.is_bound or not form.is_valid():
        return _lijstpagina(request, kamer, zaak, form)
    try:
        bestanden.leg_vast(zaak, form.stuk(), form.gekeurd, gebruiker, nu())
    except Geweigerd as fout:
        return _lijstpagina(request, kamer, zaak, form, str(fout))
    messages.success(request, f"Toegevoegd: {form.gekeurd.naam}.")
    return redirect(kamer.lijst, zaak.kenmerk)


def verbeter(request: HttpRequest, kamer: Kamer, kenmerk: str, nummer: int) -> HttpResponse:
    """A new version beside the old one. 409: refused, with the sentence and the text kept."""
    zaak, rij = _te_veranderen(request, kamer, kenmerk, nummer)
    form, waarom = BestandForm(bestanden.soorten(zaak), *_gestuurd(request), rij=rij), _waarom(request, rij)
    if not all([form.is_bound, form.is_valid(), waarom.is_valid()]):
        return _formulier(request, kamer, zaak, rij, waarom, form)
    gekeurd, door = form.cleaned_data["bestand"], aangemeld(request)
    try:
        nieuw = bestanden.verbeter(zaak, nummer, form.stuk(), gekeurd, door=door, nu=nu(), **waarom.gezegd())
    except Geweigerd as fout:
        return _formulier(request, kamer, zaak, rij, waarom, form, str(fout))
    messages.success(request, "De nieuwe versie staat erbij." if nieuw else "Er is niets veranderd.")
    return redirect(kamer.lijst, zaak.kenmerk)


def trek_in(request: HttpRequest, kamer: Kamer, kenmerk: str, nummer: int) -> HttpResponse:
    """Take one file back. 409: refused, with the sentence."""
    zaak, rij = _te_veranderen(request, kamer, kenmerk, nummer)
    waarom = _waarom(request, rij)
    if not waarom.is_bound or not waarom.is_valid():
        return _formulier(request, kamer, zaak, rij, waarom)
    try:
        bestanden.trek_in(zaak, nummer, door=aangemeld(request), nu=nu(), **waarom.gezegd())
    except Geweigerd as fout:
        return _formulier(request, kamer, zaak, rij, waarom, zin=str(fout))
    messages.success(request, "Ingetrokken. Dat het er stond, blijft te lezen.")
    return redirect(kamer.lijst, zaak.kenmerk)


def geef_inhoud(request: HttpRequest, kamer: Kamer, kenmerk: str, nummer: int) -> HttpResponse:
    """The bytes, to keep and never to show in the page: no content of a file runs or draws with us. 404 for who may
    not have them; 409 when they are not what was recorded."""
    gebruiker = aangemeld(request)
    zaak = kamer.haal(gebruiker, kenmerk)
    rij = bestanden.geef(zaak, nummer, gebruiker)
    if rij is None:
        raise Http404
    try:
        inhoud = bestanden.haal_inhoud(rij, gebruiker)
    except Geweigerd as fout:
        return render(request, "409.html", {"zin": str(fout)}, status=409)
    return als_download(rij, inhoud)


def als_download(rij: Bestand, inhoud: bytes) -> HttpResponse:
    """An attachment with the headers that keep it out of our pages (T10)."""
    antwoord = HttpResponse(inhoud, content_type=VORMEN[rij.vorm].mime)
    antwoord.headers["Content-Disposition"] = content_disposition_header(True, rij.naam) or "attachment"
    antwoord.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    antwoord.headers["X-Content-Type-Options"] = "nosniff"
    antwoord.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    return antwoord


def _lijstpagina(request: HttpRequest, kamer: Kamer, zaak: Zaak, form: BestandForm, zin: str = "") -> HttpResponse:
    gegevens = {**_kop(kamer, zaak), "b": lijst(kamer, zaak, aangemeld(request)), "form": form, "zin": zin}
    return render(request, "meldingen/bestanden.html", gegevens, status=409 if zin else 200)


def _formulier(
    request: HttpRequest,
    kamer: Kamer,
    zaak: Zaak,
    rij: Bestand,
    waarom: RedenForm,
    form: BestandForm | None = None,
    zin: str = "",
) -> HttpResponse:
    gegevens = {**_kop(kamer, zaak), "rij": rij, "waarom": waarom, "form": form, "zin": zin}
    return render(request, "meldingen/bestand_formulier.html", gegevens, status=409 if zin else 200)


def _kop(kamer: Kamer, zaak: Zaak) -> dict[str, Any]:
    naam, boven = kamer.boven
    return {
        "zaak": zaak,
        "boven": naam,
        "boven_url": reverse(boven),
        "lijst_url": reverse(kamer.lijst, args=[zaak.kenmerk]),
    }


def _gestuurd(request: HttpRequest) -> tuple[Any, Any]:
    return (request.POST, request.FILES) if request.method == "POST" else (None, None)


def _waarom(request: HttpRequest, rij: Bestand) -> RedenForm:
    gezien = correcties.laatste_over(rij.zaak_id, bestand=rij.pk)
    return RedenForm(request.POST if request.method == "POST" else None, initial={"gezien": gezien})


def _te_veranderen(request: HttpRequest, kamer: Kamer, kenmerk: str, nummer: int) -> tuple[Zaak, Bestand]:
    """Raises Http404 for who does not keep the files, and for one that counts no more."""
    gebruiker = aangemeld(request)
    zaak = kamer.haal(gebruiker, kenmerk)
    rij = next((rij for rij in bestanden.van(zaak, gebruiker) if rij.pk == nummer), None)
    if rij is None or not rij.geldt or not bestanden.mag_bijhouden(gebruiker, zaak):
        raise Http404
    return zaak, rij
