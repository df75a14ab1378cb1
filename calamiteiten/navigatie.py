"""What stands around every page: the navigation of this role, and the name of the region."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import NoReverseMatch, get_script_prefix, get_urlconf, reverse
from django.utils.functional import SimpleLazyObject
from django.utils.safestring import SafeString

from basis import klok
from basis.wereld import WOORD, hier
from contacten.rollen import ROLLEN_MET_DOSSIERS, Deel, Mate, Rol, die_zien


@dataclass(frozen=True)
class Ingang:
    """One line of the navigation. `rollen` None means everyone, else only these."""

    naam: str
    tekst: str
    icoon: str
    rollen: Collection[str] | None = None

    def is_voor(self, rol: str) -> bool:
        """Tell whether this role sees the line."""
        return self.rollen is None or rol in self.rollen


@dataclass(frozen=True)
class Regel:
    """A line as the template needs it."""

    naam: str
    tekst: str
    icoon: str
    url: str
    is_hier: bool


# Who handles press questions (R3); who sees one is decided in communicatie.
PERS = die_zien(Deel.PERS)
# Who has anything to search: dossiers, or press questions.
LEZERS = {*ROLLEN_MET_DOSSIERS, *PERS, *die_zien(Deel.PERS, Mate.EIGEN)}
# Who keeps the register, and who fills in what is of its own gemeente.
PARAATHEID = die_zien(Deel.PARAATHEID) | die_zien(Deel.PARAATHEID, Mate.EIGEN)
# Of the region, or of its own gemeente.
RAPPORTAGES = die_zien(Deel.RAPPORTAGES) | die_zien(Deel.RAPPORTAGES, Mate.EIGEN)
BEHEER = (Rol.BEHEERDER,)
INGANGEN: tuple[tuple[str, tuple[Ingang, ...]], ...] = (
    (
        "Werk",
        (
            Ingang("werkvoorraad", "Werkvoorraad", "list-check"),
            Ingang("dashboard", "Dashboard", "layout-dashboard", die_zien(Deel.DASHBOARD)),
            Ingang("meldingen", "Meldingen", "alert-triangle", ROLLEN_MET_DOSSIERS),
            Ingang("aanbieders", "Aanbieders", "building", die_zien(Deel.AANBIEDERS)),
        ),
    ),
    (
        "Leren",
        (
            Ingang("rapportages", "Rapportages", "chart-bar", RAPPORTAGES),
            Ingang("verbeterpunten", "Verbeterpunten", "list-details", ROLLEN_MET_DOSSIERS),
            Ingang("lessen", "Lessen", "notes", ROLLEN_MET_DOSSIERS),
        ),
    ),
    (
        "Communicatie",
        (
            Ingang("werkbank", "Communicatie", "speakerphone", PERS),
            Ingang("persvragen", "Persvragen", "news", PERS | die_zien(Deel.PERS, Mate.EIGEN)),
        ),
    ),
    (
        "Naslag",
        (
            Ingang("contacten", "Contactpersonen", "address-book"),
            Ingang("register", "Paraatheid", "clipboard-check", PARAATHEID),
            Ingang("oefeningen", "Oefeningen", "refresh", ROLLEN_MET_DOSSIERS),
            Ingang("protocol", "Protocol", "book"),
            Ingang("hulp", "Hulp", "help-circle"),
            Ingang("sjablonen", "Mailsjablonen", "mail", BEHEER),
            Ingang("feeds", "Mediafeeds", "news", BEHEER),
            Ingang("inzagen", "Inzage", "eye", die_zien(Deel.INZAGE)),
            Ingang("bewaking", "Bewaking", "shield-check", die_zien(Deel.BEWAKING)),
            Ingang("bewaren", "Bewaren en vernietigen", "trash", die_zien(Deel.BEWAREN)),
            Ingang("klaar_voor_gebruik", "Klaar voor gebruik", "checkbox", BEHEER),
            Ingang("admin:index", "Beheer", "settings", BEHEER),
        ),
    ),
    (
        "Mijn account",
        (
            Ingang("agenda", "Agenda in uw telefoon", "calendar"),
            Ingang("mfa_index", "Inloggen en beveiliging", "key"),
        ),
    ),
)


def _adres(naam: str) -> str | None:
    """Give the address of a page in this world and on this site, or None while it does not exist."""
    return _opgezocht(naam, get_script_prefix(), get_urlconf() or settings.ROOT_URLCONF)


@lru_cache(maxsize=512)
def _opgezocht(naam: str, voor: str, site: str) -> str | None:
    try:
        return reverse(naam)
    except NoReverseMatch:
        return None


def _regels(ingangen: tuple[Ingang, ...], rol: str, pad: str) -> Iterator[Regel]:
    for ingang in ingangen:
        url = _adres(ingang.naam)
        if url and ingang.is_voor(rol):
            is_hier = pad == url or (url != "/" and pad.startswith(url))
            yield Regel(ingang.naam, ingang.tekst, ingang.icoon, url, is_hier)


def groepen_voor(rol: str, pad: str) -> list[tuple[str, tuple[Regel, ...]]]:
    """Give the navigation of a role in groups; `pad` is the path shown. Pages that do not exist are left out."""
    groepen = [(titel, tuple(_regels(ingangen, rol, pad))) for titel, ingangen in INGANGEN]
    return [(titel, regels) for titel, regels in groepen if regels]


@lru_cache(maxsize=512)
def als_html(groepen: tuple[tuple[str, tuple[Regel, ...]], ...], aantallen: tuple[tuple[str, int], ...]) -> SafeString:
    """The navigation with the counts beside it. It stands twice on every page (in the menu of a phone and beside the
    page), and is the same for everyone with this role and these counts."""
    gegevens = {"navigatie": groepen, "aantallen": dict(aantallen), "versie": settings.VERSIE}
    return render_to_string("onderdelen/_navigatie.html", gegevens)


def navigatie(request: HttpRequest) -> dict[str, Any]:
    """Context processor: `navigatie` (lazy; empty for a visitor who is not signed in), `mag_zoeken`: whether there is
    anything to search, `regio`, `regio_css`, the stylesheet with its accent when that is not the ordinary one, and
    `balkkleur`, the colour around the app on a phone."""

    def maak() -> list[tuple[str, tuple[Regel, ...]]]:
        gebruiker = getattr(request, "user", None)
        if gebruiker is None or not gebruiker.is_authenticated:
            return []
        return groepen_voor(str(getattr(gebruiker, "rol", "")), request.path)

    return {
        "navigatie": SimpleLazyObject(maak),
        "mag_zoeken": SimpleLazyObject(lambda: getattr(getattr(request, "user", None), "rol", "") in LEZERS),
        "regio": settings.REGIO,
        "regio_css": settings.REGIO_CSS,
        "balkkleur": settings.BALKKLEUR,
        "wereld": _oefening(),
    }


def _oefening() -> dict[str, Any] | None:
    """What every page of a drill says of it: the word, what its clock says, how fast that goes; None on a real page."""
    wereld = hier()
    if wereld is None:
        return None
    return {
        "woord": WOORD,
        "klok": klok.nu(),
        "snelheid": wereld.snelheid,
        "is_gestopt": wereld.gestopt_op is not None,
        "pad": f"/oefeningen/{wereld.nummer}/",
    }
