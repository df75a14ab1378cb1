"""The small parts of every page, as template tags: `{% load ui %}`. Larger markup is in templates/onderdelen/.

Icon, word and colour always go together; text is escaped by format_html or by the template.
"""

from collections.abc import Callable
from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import uuid4

from django import template
from django.conf import settings
from django.forms.utils import flatatt
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from basis import ingevuld, taal
from basis.kalender import lokaal

register = template.Library()


def of_leeg(functie: Callable[[Any], str]) -> Callable[[Any], str]:
    """Let a filter say nothing when there is nothing: a moment that has not come has no words."""
    return lambda waarde: functie(waarde) if waarde else ""


for _functie in (
    taal.datum,
    taal.korte_datum,
    taal.duur,
    taal.opsomming,
    taal.vindplaats,
):
    register.filter(_functie.__name__, of_leeg(_functie))


@register.simple_tag(takes_context=True)
def uw_tekst(context: template.Context) -> ingevuld.NietOpgeslagen | None:
    """What was typed in the form that this page refuses; None when nothing was, or another site may have sent it. Such
    a page can come before the token against forgery was looked at. `verzoek`: the request, on a page without user and
    session around it."""
    verzoek = context.get("verzoek") or context.get("request")
    if verzoek is None or not ingevuld.is_formulier(verzoek) or not ingevuld.is_van_hier(verzoek):
        return None
    return ingevuld.vat_samen(verzoek)


@register.filter
def tijdmerk(op: datetime | None) -> str:
    """A moment as html wants it in `datetime`, on the Dutch clock: whole seconds, for six decimals are not valid."""
    return lokaal(op).isoformat(timespec="seconds") if op else ""


def met_tijdmerk(functie: Callable[[datetime], str]) -> Callable[[datetime | None, str], SafeString | str]:
    """Let a filter give the words of a moment inside `<time>`, so that a machine reads it too. With "begin" as its
    argument they begin a sentence."""

    def filter_(op: datetime | None, plek: str = "") -> SafeString | str:
        if not op:
            return ""
        tekst = functie(op)
        woorden = taal.met_hoofdletter(tekst) if plek == "begin" else tekst
        return format_html('<time datetime="{}">{}</time>', tijdmerk(op), woorden)

    return filter_


for _van_moment in (taal.moment, taal.kort_moment, taal.weekdag_moment):
    register.filter(_van_moment.__name__, met_tijdmerk(_van_moment))


KADERS = {"info": "info-circle", "ok": "circle-check", "warning": "alert-triangle", "error": "alert-triangle"}
# level tag of django.contrib.messages -> alert
BERICHTEN = {"debug": "info", "info": "info", "success": "ok", "warning": "warning", "error": "error"}
TOESTANDEN = {"te_laat": "alert-triangle", "bijna": "clock", "loopt": "clock", "klaar": "check"}
KNOPPEN = {
    "primary": "nl-button--primary",
    "secondary": "nl-button--secondary",
    "subtle": "nl-button--subtle",
    "danger": "nl-button--primary nl-button--negative",
}


@register.simple_tag
def icoon(naam: str, titel: str = "") -> SafeString:
    """Give an icon of the sprite; decoration unless it has a `titel`."""
    if not titel:
        return _versiering(naam, settings.STATIC_URL)
    bron = static("vendor/tabler/iconen.svg")
    return format_html('<svg class="ico" role="img" aria-label="{}"><use href="{}#{}"/></svg>', titel, bron, naam)


@lru_cache(maxsize=256)
def _versiering(naam: str, _adres: str) -> SafeString:
    """Made once per process: a page has some thirty icons, and where the sprite stands changes with a new version of
    the product only (or with the setting that says where files are)."""
    return format_html(
        '<svg class="ico" aria-hidden="true"><use href="{}#{}"/></svg>', static("vendor/tabler/iconen.svg"), naam
    )


@register.simple_tag
def badge(tekst: str, naam: str = "", kleur: str = "neutral") -> SafeString:
    """Give a badge with an icon: `{% badge "Verhoogd risico" "flame" "warning" %}`."""
    teken = icoon(naam) if naam else ""
    return format_html('<span class="utrecht-status-badge cal-badge cal-badge--{}">{}{}</span>', kleur, teken, tekst)


@register.simple_tag
def termijnmeter(deel: float, soort: str = "loopt") -> SafeString:
    """Draw how much of a term (0-1) is gone; the words beside it say the same, so it is hidden from screen readers."""
    breedte = f"{100 * min(1.0, max(0.0, float(deel))):.1f}%"
    return format_html(
        '<svg class="cal-meter cal-meter--{}" width="100%" height="6" aria-hidden="true" focusable="false">'
        '<rect class="baan" width="100%" height="100%" rx="3"/><rect width="{}" height="100%" rx="3"/></svg>',
        soort,
        breedte,
    )


@register.simple_tag
def termijn(t: Any) -> SafeString:
    """Show a deadline. `t` has tekst, dag, deel (0-1) and toestand (te_laat, bijna, loopt, klaar). A list has one in
    every row, so it is written here and not in a template of its own."""
    tekst, dag, deel, toestand = (
        (t.get(naam) if isinstance(t, dict) else getattr(t, naam, None))
        for naam in ("tekst", "dag", "deel", "toestand")
    )
    toestand = toestand or "loopt"
    return format_html(
        '<div class="cal-deadline cal-deadline--{}"><span class="t">{}{}</span>{}{}</div>\n',
        toestand,
        icoon(TOESTANDEN.get(toestand, "clock")),
        tekst,
        "" if deel is None else termijnmeter(deel, toestand),
        format_html('<span class="d">{}</span>', dag) if dag else "",
    )


@register.inclusion_tag("onderdelen/_stappen.html")
def stappen(lijst: list[Any], label: str = "Voortgang") -> dict[str, Any]:
    """Show steps; each has naam, sub and toestand (klaar, nu, straks)."""
    return {"lijst": lijst, "label": label}


@register.inclusion_tag("onderdelen/_tijdlijn.html")
def tijdlijn(momenten: Any) -> dict[str, Any]:
    """Show moments, in the order given; each has op (aware) and tekst, and may have icoon, kleur, door, toelichting."""
    return {"momenten": momenten}


@register.inclusion_tag("onderdelen/_staven.html")
def staven(rijen: list[dict[str, Any]], titel: str) -> dict[str, Any]:
    """Draw a bar chart that is a table as well; a row has naam, aantal and optionally kleur and url."""
    hoogste = max((rij["aantal"] for rij in rijen), default=0) or 1
    return {"titel": titel, "rijen": [{**rij, "breedte": f"{100 * rij['aantal'] / hoogste:.1f}%"} for rij in rijen]}


@register.inclusion_tag("onderdelen/_leeg.html")
def leeg(tekst: str, teken: str = "inbox", uitleg: str = "") -> dict[str, str]:
    """Say that there is nothing here, and what that means."""
    return {"tekst": tekst, "teken": teken, "uitleg": uitleg}


@register.inclusion_tag("onderdelen/_kruimelpad.html")
def kruimelpad(*delen: str) -> dict[str, Any]:
    """Show the way back: tekst, url, tekst, url, ... and the name of this page last."""
    paren = list(zip(delen[:-1:2], delen[1:-1:2], strict=True))
    return {"stappen": paren, "hier": delen[-1]}


@register.simple_tag
def formuliersleutel() -> SafeString:
    """Give a form that comes with a link a key of its own: pressed twice, it is one form."""
    return format_html('<input type="hidden" name="formulier" value="{}">', uuid4())


@register.simple_tag
def kop(tekst: str, niveau: int = 2, klein: bool = False, **attrs: Any) -> SafeString:
    """Give a heading of level 1-4, `klein` for a side card; other arguments become attributes (`id="..."`)."""
    eigen = flatatt({naam.replace("_", "-"): waarde for naam, waarde in attrs.items()})
    klasse = f"nl-heading nl-heading--level-{niveau}{' nl-heading--klein' if klein else ''}"
    return format_html('<h{0} class="{1}"{2}>{3}</h{0}>', niveau, klasse, eigen, tekst)


@register.simple_block_tag
def knop(
    content: SafeString, url: str = "", soort: str = "primary", icoon: str = "", klein: bool = False, **attrs: Any
) -> SafeString:
    """Give a link that looks like a button (with `url`) or a submit button; soort is a key of KNOPPEN."""
    klasse = f"nl-button {KNOPPEN[soort]}{' nl-button--klein' if klein else ''}"
    teken = format_html('<span class="nl-button__icon-start">{}</span>', TEKEN(icoon)) if icoon else ""
    binnen = format_html('{}<span class="nl-button__label">{}</span>', teken, SafeString(content.strip()))  # nosec B703
    eigen = {naam.rstrip("_").replace("_", "-"): waarde for naam, waarde in attrs.items() if waarde not in ("", None)}
    if url:
        return format_html('<a class="{}" href="{}"{}>{}</a>', klasse, url, flatatt(eigen), binnen)
    return format_html('<button class="{}"{}>{}</button>', klasse, flatatt({"type": "submit", **eigen}), binnen)


@register.simple_block_tag
def melding_kader(content: SafeString, soort: str = "info", rol: str = "", teken: str = "") -> SafeString:
    """Give an alert: info, ok, warning or error. `rol` is status or alert when it appears after an action."""
    gegevens = {"soort": soort, "rol": rol, "teken": teken or KADERS[soort], "inhoud": content}
    return SafeString(render_to_string("onderdelen/_melding_kader.html", gegevens))  # nosec B703


@register.filter
def kader(niveau: str) -> str:
    """Give the kind of alert that fits the level of a Django message."""
    return BERICHTEN.get(niveau, "info")


@register.filter
def in_een_zin(naam: Any) -> str:
    """Give a name as it reads in the middle of a sentence."""
    return taal.in_een_zin(str(naam))


@register.filter
def initialen(naam: str) -> str:
    """Give the first letters of the first and the last word of a name."""
    woorden = [woord for woord in str(naam).replace("-", " ").split() if woord[0].isalpha()]
    return "".join(woord[0] for woord in dict.fromkeys([*woorden[:1], *woorden[-1:]])).upper()


@register.filter
def bij_naam(tabel: Any, naam: str) -> Any:
    """Look up a value under a name that is itself a variable; None when it is not there."""
    return tabel.get(naam) if hasattr(tabel, "get") else None


# `knop` has an argument named icoon, which hides the tag of that name.
TEKEN = icoon
