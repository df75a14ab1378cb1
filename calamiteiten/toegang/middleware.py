"""Middleware: writes one row for every page with a zaak on it, and for every refusal of one (docs/besluiten/0037).

The doors say what they opened; what a list shows is counted in the page itself, so no list can forget to tell. The row
is written when the page is ready and before it leaves: the transaction of the page is over by then, so its rollback
takes no row along, and no second connection is needed (which SQLite, with its one writer, could not give). When the row
cannot be written, the page does not leave either.
"""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.http import urlencode

from basis import klok
from basis.kalender import lokaal
from basis.toekomst import sinds
from basis.views import niet_bewaard
from basis.wereld import nummer_hier
from calamiteiten.kenmerk import BEGIN, BEGIN_OEFENING, in_vorm, kenmerken_in, soort_van
from calamiteiten.models import Inzage, InzageSoort
from calamiteiten.statussen import MELDING, PERSVRAAG
from contacten.inloggen.rem import netwerk_van
from contacten.models import Gebruiker

from . import doel, inzage
from .inzage import Spoor
from .keten import herkomst_van

# The parts of an address that name a zaak.
VELDEN = ("kenmerk", "perskenmerk", "paraatkenmerk")
WEIGERINGEN = frozenset({403, 404, 409, 410, 429})
# What one of our pages answers to who may not have it, whether it is about a zaak, a list or a file.
DICHT = frozenset({403, 404})
GEWEIGERD_MET_PAGINA = 409
# A page that refreshes itself is one look for as long as this. A file and a refusal are each their own.
EEN_BLIK = timedelta(hours=1)
VERVERST = frozenset({InzageSoort.PAGINA, InzageSoort.LIJST, InzageSoort.ZOEKEN, InzageSoort.LINK})
# The mailbox of the demo is no part of the product.
NIET_VAN_ONS = ("calamiteiten.demo.",)
VAN_ONS = ("calamiteiten.", "communicatie.", "contacten.", "escalatie.")
# Narrowing a list of zaken is looking, also when nothing is left.
LIJSTEN = ("communicatie.", "escalatie.")
ZOEKVELD = "q"
# What a page itself puts in its form, another each time.
VAN_DE_PAGINA = frozenset({"csrfmiddlewaretoken", "formulier", "sleutel"})
# Kind of zaak -> the page that asks why.
VRAAGT_DOEL = {MELDING: "inzage_doel", PERSVRAAG: "persinzage_doel"}
_BEGINNEN = "|".join(sorted({*BEGIN.values(), *BEGIN_OEFENING.values()}))
_OP_DE_PAGINA = re.compile(rf"\b(?:{_BEGINNEN})-[0-9]{{4}}-[0-9]{{4,6}}\b".encode())
_CODE = re.compile(r"[a-z0-9_-]{0,40}")


class Inzagespoor:
    """Middleware, within which the page and its world are: follows the doors, and writes what they said."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        """Middleware of Django."""
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Have the page made, write who looked, let the page go. Raises what the database says when that fails."""
        with inzage.gevolgd(request, lokaal(klok.hier_ongeveer()).date()) as spoor:
            antwoord = self.get_response(request)
        rij = maak_rij(request, antwoord, spoor)
        if rij is not None and not _is_nog_dezelfde_blik(request, rij):
            per_zaak = _per_zaak(request, rij, spoor)
            rij.save(force_insert=True)
            Inzage.objects.bulk_create(per_zaak)
        return antwoord

    def process_view(
        self, request: HttpRequest, view: Any, args: tuple[Any, ...], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Know in which world the page is made."""
        spoor = inzage.hier()
        if spoor is not None:
            spoor.wereld = nummer_hier()
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Send on to the question why, for who stands outside the zaak; a form gets its text back. Leave all else to
        Django."""
        if not isinstance(exception, doel.VraagDoel):
            return None
        pad = reverse(VRAAGT_DOEL[soort_van(exception.kenmerk)], args=[exception.kenmerk])
        if request.method not in doel.LEZEND:
            return niet_bewaard(request, pad, waarom="doel")
        return HttpResponseRedirect(f"{pad}?{urlencode({'terug': request.get_full_path()})}")


def maak_rij(request: HttpRequest, antwoord: HttpResponse, spoor: Spoor) -> Inzage | None:
    """The row of this answer, not yet stored; None when it shows and refuses nothing of a zaak."""
    wat = _wat(request, spoor)
    gevonden = _kenmerken(request, antwoord)
    soort = _soort(request, antwoord, spoor, wat, gevonden)
    if soort is None:
        return None
    wie = spoor.lezer or (request.user if isinstance(request.user, Gebruiker) else None)
    if wie is None and spoor.contact is None:
        return None
    plek = request.resolver_match
    zegt_doel = wie is not None and bool(wat)
    return Inzage(
        op=klok.in_de_rij(),
        gebruiker=wie,
        contactpersoon_id=spoor.contact,
        rol=wie.rol if wie else "",
        soort=soort,
        wat=wat[:40],
        wereld=spoor.wereld,
        adres=plek.view_name[:80] if plek else "",
        filter=filter_van(request, is_gezocht=soort == InzageSoort.ZOEKEN),
        aantal=len(gevonden) if soort in {InzageSoort.LIJST, InzageSoort.ZOEKEN} else spoor.getoond,
        uitkomst=antwoord.status_code,
        doel=doel.genoemd(request.session, wat, spoor.vandaag) if zegt_doel else "",
        **herkomst_van(netwerk_van(request)),
    )


def _per_zaak(request: HttpRequest, rij: Inzage, spoor: Spoor) -> list[Inzage]:
    """Of what a calendar fetched: a row for each zaak that it told somebody of for the first time. Of the page of a
    zaak: one for each other dossier that it shows something of."""
    if not spoor.vernomen:
        return []
    gelijk = {veld.attname: getattr(rij, veld.attname) for veld in Inzage._meta.concrete_fields if veld.name != "id"}
    return [
        Inzage(
            **{
                **gelijk,
                "wat": kenmerk,
                "aantal": None,
                "doel": doel.genoemd(request.session, kenmerk, spoor.vandaag) if spoor.lezer is None else "",
            }
        )
        for kenmerk in spoor.vernomen
    ]


def filter_van(request: HttpRequest, *, is_gezocht: bool = False) -> str:
    """Which number stands in the address (of a file, a task), and how the list was narrowed. Codes stand as they are;
    what somebody typed is a print: the same words give the same print, and nobody reads them back. Who searches with a
    form (`is_gezocht`) is known by the print of all that it held: else every search there would be the same one, and
    count once for who watches over it."""
    plek = request.resolver_match
    nummers = [(naam, str(waarde)) for naam, waarde in plek.kwargs.items() if isinstance(waarde, int)] if plek else []
    delen = nummers + [(naam, waarde) for naam, waarden in sorted(request.GET.lists()) for waarde in waarden if waarde]
    if is_gezocht and request.method == "POST":
        gestuurd = [f"{naam}={waarde}" for naam, waarde in sorted(request.POST.items()) if naam not in VAN_DE_PAGINA]
        delen.append((ZOEKVELD, "&".join(gestuurd)))
    return "&".join(f"{_naam(naam)}={_print(naam, waarde)}" for naam, waarde in delen)[:300]


def _naam(naam: str) -> str:
    return naam if _CODE.fullmatch(naam) else "?"


def _print(naam: str, waarde: str) -> str:
    if naam != ZOEKVELD and _CODE.fullmatch(waarde):
        return waarde
    return "#" + salted_hmac("calamiteiten.inzage", waarde.strip().casefold(), algorithm="sha256").hexdigest()[:10]


def _wat(request: HttpRequest, spoor: Spoor) -> str:
    """The zaak that the address names; without one the first that a door opened."""
    plek = request.resolver_match
    genoemd = [in_vorm(str(plek.kwargs[veld])) for veld in VELDEN if veld in plek.kwargs] if plek else []
    # A drill that somebody may not enter ends before its address is taken apart.
    genoemd = genoemd or ([] if plek else kenmerken_in(request.path))
    return next(iter([wat for wat in genoemd if wat] or spoor.gelezen), "")


def _kenmerken(request: HttpRequest, antwoord: HttpResponse) -> set[bytes]:
    """Every kenmerk that stands on this page."""
    if antwoord.streaming or not str(antwoord.get("Content-Type", "")).startswith("text/html"):
        return set()
    return set(_OP_DE_PAGINA.findall(antwoord.content))


def _soort(
    request: HttpRequest, antwoord: HttpResponse, spoor: Spoor, wat: str, gevonden: set[bytes]
) -> InzageSoort | None:
    """What kind of looking this was; None for none."""
    kamer = _kamer(request)
    if _toont_toch(antwoord, spoor, wat, gevonden):
        return InzageSoort.LINK if spoor.contact is not None else InzageSoort.PAGINA
    if antwoord.status_code in WEIGERINGEN:
        return InzageSoort.WEIGERING if wat or spoor.is_geweigerd or _is_dicht(antwoord, kamer) else None
    if antwoord.status_code != 200 or kamer.startswith(NIET_VAN_ONS):
        return None
    if spoor.contact is not None or spoor.lezer is not None:
        return InzageSoort.LINK
    return _paginasoort(request, antwoord, kamer, wat, gevonden)


def _is_dicht(antwoord: HttpResponse, kamer: str) -> bool:
    """Whether a page of ours was refused as a whole. Seen in the answer, so that no view can forget to tell."""
    return antwoord.status_code in DICHT and kamer.startswith(VAN_ONS) and not kamer.startswith(NIET_VAN_ONS)


def _paginasoort(
    request: HttpRequest, antwoord: HttpResponse, kamer: str, wat: str, gevonden: set[bytes]
) -> InzageSoort | None:
    if bestand := _bestandsoort(antwoord):
        return bestand if kamer.startswith(VAN_ONS) else None
    return InzageSoort.PAGINA if wat else _lijstsoort(request, kamer, gevonden)


def _toont_toch(antwoord: HttpResponse, spoor: Spoor, wat: str, gevonden: set[bytes]) -> bool:
    """What was sent is refused, and the page of the dossier is shown all the same: that is looking."""
    is_geweigerd = antwoord.status_code == GEWEIGERD_MET_PAGINA
    return is_geweigerd and wat in spoor.gelezen and wat.encode() in gevonden


def _lijstsoort(request: HttpRequest, kamer: str, gevonden: set[bytes]) -> InzageSoort | None:
    if not gevonden and not (request.GET and kamer.startswith(LIJSTEN)):
        return None
    # What a form that was sent shows of other zaken, is what looks like what it holds.
    is_gezocht = request.GET.get(ZOEKVELD) or request.method == "POST"
    return InzageSoort.ZOEKEN if is_gezocht else InzageSoort.LIJST


def _bestandsoort(antwoord: HttpResponse) -> InzageSoort | None:
    if str(antwoord.get("Content-Type", "")).startswith("application/pdf"):
        return InzageSoort.PDF
    is_bijlage = str(antwoord.get("Content-Disposition", "")).startswith("attachment")
    return InzageSoort.UITVOER if is_bijlage else None


def _kamer(request: HttpRequest) -> str:
    """The module of the view."""
    plek = request.resolver_match
    return f"{getattr(plek.func, '__module__', '')}." if plek else ""


def _is_nog_dezelfde_blik(request: HttpRequest, rij: Inzage) -> bool:
    """Whether a page only refreshed itself that this person has open. What asks for a refresh can say so of anything:
    it counts only when the row of that look is there."""
    if request.headers.get("HX-Request") != "true" or request.method != "GET":
        return False
    if rij.soort not in VERVERST:
        return False
    wie = {"gebruiker": rij.gebruiker_id, "contactpersoon": rij.contactpersoon_id}
    nu = klok.hier_ongeveer()
    eerder = Inzage.objects.filter(sinds("op", nu - EEN_BLIK, nu), **wie, wat=rij.wat)
    return eerder.filter(soort=rij.soort, adres=rij.adres, filter=rij.filter, wereld=rij.wereld).exists()
