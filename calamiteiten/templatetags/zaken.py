"""The status and the scenario of a case, each with word and colour, as template tags: `{% load zaken %}`."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from basis.templatetags.ui import badge, termijn
from calamiteiten.navigatie import als_html

register = template.Library()


@register.simple_tag(takes_context=True)
def hoofdnavigatie(context: Context) -> SafeString:
    """Give the navigation of this page with the counts beside it."""
    aantallen = context.get("aantallen") or {}
    return als_html(tuple(context["navigatie"]), tuple(aantallen.items()))


@register.simple_tag
def statusbadge(status: Any) -> SafeString:
    """Give the badge of a status: an object with naam, icoon and kleur."""
    return badge(status.naam, status.icoon, status.kleur)


@register.simple_tag
def scenario(letter: str | None) -> SafeString:
    """Give the chip of a scenario by its letter; a dash when there is none yet."""
    if not letter:
        return format_html(
            '<span class="cal-scn cal-scn--leeg"><span aria-hidden="true">–</span>'
            '<span class="alleen-voorlezen">{}</span></span>',
            "nog geen scenario",
        )
    return format_html(
        '<span class="cal-scn cal-scn--{0}"><span class="alleen-voorlezen">scenario </span>{0}</span>', letter
    )


@register.simple_tag
def meldingrij(rij: Any, met_scenario: Any) -> SafeString:
    """One melding as a row of a table (`escalatie.werk.lijst.Rij`). A page has fifty of them: it is written here at
    once, for in a template every value of it is a step of its own."""
    return format_html(
        _RIJ,
        url=rij.url,
        kenmerk=rij.kenmerk,
        gemeld=rij.gemeld,
        signaal=format_html("<br>{}", badge(rij.signaal, "alert-triangle", "negative")) if rij.signaal else "",
        aanbieder=rij.aanbieder,
        gemeenten=rij.gemeenten,
        scenario=format_html('<td class="hoek">{}</td>', scenario(rij.scenario)) if met_scenario else "",
        plek="rechts" if met_scenario else "hoek",
        status=statusbadge(rij.status),
        termijn=_termijncel(rij),
    )


_RIJ = """<tr>
        <td><a class="nl-link cal-kenmerk" href="{url}">{kenmerk}</a><br>\
<span class="muted heel">gemeld {gemeld}</span>{signaal}</td>
        <td>{aanbieder}<br><span class="muted">{gemeenten}</span></td>
        {scenario}
        <td class="{plek}">{status}</td>
        <td class="breed">{termijn}</td>
      </tr>"""


def _termijncel(rij: Any) -> SafeString:
    if not rij.termijn:
        return format_html('<span class="muted">{}</span>', "geen lopende termijn")
    return format_html('{}<span class="muted cal-termijnnaam">{}</span>', termijn(rij.termijn), rij.termijnnaam)
