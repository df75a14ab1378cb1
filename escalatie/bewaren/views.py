"""The pages of keeping: what is past its term, who asks and approves, holds, certificates, and what is given out."""

from tempfile import TemporaryFile
from typing import Any, cast

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from basis.geweigerd import Geweigerd
from basis.klok import nu
from calamiteiten.toegang import inzage as spoor
from calamiteiten.toegang import rol_vereist
from contacten.gebruikers.toegang import aangemeld
from escalatie.models import Bewaarplicht, Bewaarverzoek, Vernietigingsakte

from . import inzageverzoek, pagina, verzoeken
from .forms import Inzageform, Plichtform, Redenform
from .verzoeken import ROLLEN, ROLLEN_INZAGE, ROLLEN_VERNIETIGEN

tonen_of_bewaren = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@rol_vereist(*ROLLEN)
def bewaren(request: HttpRequest) -> HttpResponse:
    """Show the terms, what is past them, what waits for a second person, the holds and the certificates."""
    return render(request, "bewaren/bewaren.html", {"b": pagina.maak_pagina(aangemeld(request), nu())})


@tonen_of_bewaren
@rol_vereist(*ROLLEN)
def bewaarverzoek(request: HttpRequest, nummer: int) -> HttpResponse:
    """Show one proposal or request; ask for it, with the reason. 409: refused, with the sentence and the text kept."""
    form = Redenform(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _toon(request, nummer, form=form)
    try:
        verzoeken.vraag(nummer, form.cleaned_data["reden"], aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon(request, nummer, form=form, zin=str(fout), status=409)
    messages.success(request, "Gevraagd. Een ander moet het goedkeuren.")
    return redirect("bewaren")


@require_POST
@rol_vereist(*ROLLEN)
def goedkeuren(request: HttpRequest, nummer: int) -> HttpResponse:
    """Approve, as the second person. 409: refused, with the sentence."""
    get_object_or_404(Bewaarverzoek, pk=nummer)
    try:
        gemaakt = verzoeken.keur_goed(nummer, aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon(request, nummer, zin=str(fout), status=409)
    messages.success(request, "Vernietigd. Dit is de akte." if gemaakt else "Goedgekeurd.")
    return redirect(gemaakt or "bewaarverzoek", *([] if gemaakt else [nummer]))


@require_POST
@rol_vereist(*ROLLEN)
def afwijzen(request: HttpRequest, nummer: int) -> HttpResponse:
    """Refuse or take back, with the reason. 409: refused, with the sentence and the text kept."""
    get_object_or_404(Bewaarverzoek, pk=nummer)
    form = Redenform(request.POST)
    if not form.is_valid():
        return _toon(request, nummer, form=form)
    try:
        verzoeken.wijs_af(nummer, form.cleaned_data["reden"], aangemeld(request), nu())
    except Geweigerd as fout:
        return _toon(request, nummer, form=form, zin=str(fout), status=409)
    messages.success(request, "Dit gaat niet door.")
    return redirect("bewaren")


@tonen_of_bewaren
@rol_vereist(*ROLLEN_VERNIETIGEN)
def bewaarplicht(request: HttpRequest) -> HttpResponse:
    """Hold a dossier, with the reason. 409: refused, with the sentence and the text kept."""
    form = Plichtform(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _formulier(request, form, "Bewaarplicht opleggen", "Opleggen")
    try:
        plicht = verzoeken.leg_plicht_op(**_gegeven(form), door=aangemeld(request), nu=nu())
    except Geweigerd as fout:
        return _formulier(request, form, "Bewaarplicht opleggen", "Opleggen", str(fout))
    messages.success(request, f"{plicht.zaak.kenmerk} blijft bewaard tot iemand de bewaarplicht opheft.")
    return redirect("bewaren")


@tonen_of_bewaren
@rol_vereist(*ROLLEN_VERNIETIGEN)
def opheffen(request: HttpRequest, nummer: int) -> HttpResponse:
    """Lift a hold, with the reason. 409: refused, with the sentence and the text kept."""
    titel = f"Bewaarplicht opheffen: {get_object_or_404(Bewaarplicht, pk=nummer).zaak.kenmerk}"
    form = Redenform(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _formulier(request, form, titel, "Opheffen")
    try:
        verzoeken.hef_plicht_op(nummer, form.cleaned_data["reden"], aangemeld(request), nu())
    except Geweigerd as fout:
        return _formulier(request, form, titel, "Opheffen", str(fout))
    messages.success(request, "De bewaarplicht is opgeheven.")
    return redirect("bewaren")


@tonen_of_bewaren
@rol_vereist(*ROLLEN_INZAGE)
def inzage(request: HttpRequest) -> HttpResponse:
    """Ask for all that is known of one account or dossier. 409: refused, with the sentence and the text kept."""
    form = Inzageform(request.POST if request.method == "POST" else None)
    if not form.is_bound or not form.is_valid():
        return _formulier(request, form, "Inzage vragen", "Vragen")
    try:
        verzoek = verzoeken.vraag_inzage(**_gegeven(form), door=aangemeld(request), nu=nu())
    except Geweigerd as fout:
        return _formulier(request, form, "Inzage vragen", "Vragen", str(fout))
    messages.success(request, "Gevraagd. Een ander moet het goedkeuren.")
    return redirect("bewaarverzoek", verzoek.pk)


@require_safe
@rol_vereist(*ROLLEN_INZAGE)
def bestand(request: HttpRequest, nummer: int) -> HttpResponse:
    """Give out all that is known, once a second person approved it; to who asked or approved, and for some days."""
    verzoek, moment = get_object_or_404(Bewaarverzoek, pk=nummer), nu()
    if not verzoeken.mag_ophalen(verzoek, aangemeld(request), moment):
        raise Http404
    spoor.gelezen(verzoek.kenmerk)
    archief = TemporaryFile()  # noqa: SIM115 (the answer closes it)
    alles = inzageverzoek.alles_van(verzoek.soort, verzoek.nummer, moment)
    spoor.getoond(alles.dossiers)
    inzageverzoek.schrijf_zip(alles, archief, aangemeld(request))
    naam = f"inzage-{verzoek.kenmerk.replace(' ', '-')}.zip"
    archief.seek(0)
    antwoord = FileResponse(archief, as_attachment=True, filename=naam, headers={"Cache-Control": "no-store"})
    return cast(HttpResponse, antwoord)  # streamed: with its files it can be large


@require_safe
@rol_vereist(*ROLLEN)
def akte(request: HttpRequest, nummer: int) -> HttpResponse:
    """Show one certificate."""
    rij = get_object_or_404(Vernietigingsakte, volgnummer=nummer)
    spoor.gelezen(rij.kenmerk)
    gegevens = {"a": rij, "naam": pagina.naam_van(rij.categorie), "tellingen": pagina.tellingen_van(rij)}
    return render(request, "bewaren/akte.html", gegevens)


@require_safe
@rol_vereist(*ROLLEN)
def akte_pdf(request: HttpRequest, nummer: int) -> HttpResponse:
    """The same on paper."""
    rij = get_object_or_404(Vernietigingsakte, volgnummer=nummer)
    spoor.gelezen(rij.kenmerk)
    kop = {"Content-Disposition": f'attachment; filename="akte-{rij.volgnummer}.pdf"'}
    inhoud = pagina.akte_op_papier(rij, aangemeld(request), nu())
    return HttpResponse(inhoud, content_type="application/pdf", headers=kop)


def _gegeven(form: Plichtform | Inzageform) -> dict[str, str]:
    return {naam: form.cleaned_data[naam] for naam in form.VELDEN}


def _toon(request: HttpRequest, nummer: int, **extra: Any) -> HttpResponse:
    """`extra`: the form of the reason (`form`), the sentence of a refusal (`zin`) with its `status`."""
    verzoek, status = get_object_or_404(Bewaarverzoek, pk=nummer), extra.pop("status", 200)
    blad = pagina.maak_blad(verzoek, aangemeld(request), nu())
    return render(request, "bewaren/verzoek.html", {"form": Redenform(), "v": blad, **extra}, status=status)


def _formulier(request: HttpRequest, form: Any, titel: str, knop: str, zin: str = "") -> HttpResponse:
    gegevens = {"form": form, "titel": titel, "knop": knop, "zin": zin}
    return render(request, "bewaren/formulier.html", gegevens, status=409 if zin else 200)
