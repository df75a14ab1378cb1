"""The status and the scenario of a case, each with word and colour, as template tags: `{% load zaken %}`."""

from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from basis.templatetags.ui import badge
from calamiteiten.statussen import Status

register = template.Library()

# status -> (icon, colour)
STATUSSEN: dict[str, tuple[str, str]] = {
    Status.ONTVANGEN: ("flag", "info"),
    Status.NIET_MELDINGSWAARDIG: ("x", "neutral"),
    Status.IMPACTANALYSE: ("clipboard", "info"),
    Status.BEOORDELING: ("scale", "info"),
    Status.TWIJFEL: ("help-circle", "warning"),
    Status.SCENARIO_A: ("arrow-right", "positive"),
    Status.SCENARIO_B: ("message-2", "info"),
    Status.SCENARIO_C: ("users", "warning"),
    Status.SCENARIO_D: ("arrow-up", "negative"),
    Status.MONITORING: ("eye", "info"),
    Status.FASE_1: ("alert-triangle", "negative"),
    Status.FASE_2: ("hourglass", "warning"),
    Status.AFGEROND: ("check", "positive"),
}


@register.simple_tag
def statusbadge(status: Any) -> SafeString:
    """Give the badge of a status: its code, or an object with naam, icoon and kleur."""
    if hasattr(status, "icoon"):
        return badge(status.naam, status.icoon, status.kleur)
    teken, kleur = STATUSSEN[status]
    return badge(str(Status(status).label), teken, kleur)


@register.simple_tag
def scenario(letter: str | None) -> SafeString:
    """Give the chip of scenario a, b, c or d; a dash when there is none yet."""
    if not letter:
        return format_html(
            '<span class="cal-scn cal-scn--leeg"><span aria-hidden="true">–</span>'
            '<span class="alleen-voorlezen">{}</span></span>',
            "nog geen scenario",
        )
    return format_html(
        '<span class="cal-scn cal-scn--{0}"><span class="alleen-voorlezen">scenario </span>{0}</span>', letter
    )
