"""Hand in a list, look at what it would change, confirm: for the beheerder (R98, R102)."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from basis import klok
from basis.kap import kap
from contacten.beheer import alleen_voor
from contacten.gebruikers.toegang import aangemeld
from contacten.models import Invoer
from contacten.regio import ontbrekende_gemeenten, voeg_gemeenten_toe
from contacten.rollen import Rol

from .forms import InlezenForm, KeuzesForm
from .invoer import InvoerFout
from .klaarleggen import bekende_namen, bevestig, leg_klaar, verslag_van, voorstel_van
from .verwerking import VEROUDERD

AANTAL_LAATSTE = 10
LANGSTE_SLEUTEL = 18  # more digits than a key of the database has


@require_http_methods(["GET", "HEAD", "POST"])
@alleen_voor(Rol.BEHEERDER)
def inlezen(request: HttpRequest) -> HttpResponse:
    """Take a file or a pasted table; the rows are kept aside and nothing is changed yet."""
    gemeenten = bekende_namen()
    is_post = request.method == "POST"
    form = InlezenForm(request.POST if is_post else None, request.FILES if is_post else None, gemeenten=gemeenten)
    if form.is_valid():
        invoer = leg_klaar(form.rijen, form.bron, aangemeld(request), klok.nu())
        return redirect("contacten_inlezen_voorstel", invoer.pk)
    gedaan = Invoer.objects.filter(verwerkt_op__isnull=False).select_related("verwerkt_door")
    laatste = kap(gedaan, AANTAL_LAATSTE)
    gegevens = {"form": form, "laatste": laatste, "ontbrekend": ontbrekende_gemeenten()}
    return render(request, "contacten/inlezen.html", gegevens)


@require_POST
@alleen_voor(Rol.BEHEERDER)
def gemeenten(request: HttpRequest) -> HttpResponse:
    """Add the gemeenten of the region that are not there yet; back to the list that waits, when there is one."""
    try:
        nieuw = voeg_gemeenten_toe()
        messages.success(request, f"{len(nieuw)} gemeenten zijn toegevoegd. Controleer de namen in Beheer.")
    except ValidationError as fout:
        messages.error(request, " ".join(fout.messages))
    invoer = request.POST.get("invoer", "")
    is_nummer = invoer.isascii() and invoer.isdigit() and len(invoer) < LANGSTE_SLEUTEL
    wacht = is_nummer and Invoer.objects.filter(pk=int(invoer), verwerkt_op__isnull=True).exists()
    return redirect("contacten_inlezen_voorstel", int(invoer)) if wacht else redirect("contacten_inlezen")


@require_http_methods(["GET", "HEAD", "POST"])
@alleen_voor(Rol.BEHEERDER)
def voorstel(request: HttpRequest, pk: int) -> HttpResponse:
    """Show what would change, and on confirmation do it; afterwards this page is the report."""
    invoer = get_object_or_404(Invoer.objects.select_related("door", "verwerkt_door"), pk=pk)
    if invoer.verwerkt_op and request.method != "POST":
        return render(request, "contacten/inlezen_verslag.html", {"invoer": invoer, "regels": verslag_van(invoer)})
    try:
        form = KeuzesForm(voorstel_van(invoer, klok.nu()), request.POST if request.method == "POST" else None)
    except InvoerFout as fout:
        messages.warning(request, str(fout))
        return redirect("contacten_inlezen_voorstel" if invoer.verwerkt_op else "contacten_inlezen", *_sleutel(invoer))
    return _bevestig(request, invoer, form) if form.is_bound else _bekijk(request, invoer, form)


def _bevestig(request: HttpRequest, invoer: Invoer, form: KeuzesForm) -> HttpResponse:
    """Carry out what was looked at; what changed since is shown anew, with the reason."""
    if request.POST.get("afdruk") != form.voorstel.afdruk:
        return _bekijk(request, invoer, KeuzesForm(form.voorstel), zin=VEROUDERD, status=409)
    if not form.is_valid():
        return _bekijk(request, invoer, form, zin="Een van de keuzes bestaat niet. Er is niets verwerkt.", status=409)
    try:
        door = aangemeld(request)
        bevestig(invoer.pk, form.keuzes(), form.voorstel.afdruk, door, klok.nu())
    except InvoerFout as fout:
        return _bekijk(request, invoer, form, zin=str(fout), status=409)
    messages.success(request, "De lijst is verwerkt.")
    return redirect("contacten_inlezen_voorstel", invoer.pk)


def _bekijk(
    request: HttpRequest, invoer: Invoer, form: KeuzesForm, *, zin: str = "", status: int = 200
) -> HttpResponse:
    gegevens = {"invoer": invoer, "form": form, "voorstel": form.voorstel, "zin": zin}
    gegevens["ontbrekend"] = ontbrekende_gemeenten()
    return render(request, "contacten/inlezen_voorstel.html", gegevens, status=status)


def _sleutel(invoer: Invoer) -> tuple[int, ...]:
    return (invoer.pk,) if invoer.verwerkt_op else ()
