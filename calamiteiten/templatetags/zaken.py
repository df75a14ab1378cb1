"""The status and the scenario of a case, each with word and colour, as template tags: `{% load zaken %}`."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from basis.templatetags.ui import badge
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
