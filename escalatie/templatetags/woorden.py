"""A sentence in which our own words can be looked up: `{% met_woorden zin %}`, with `{% load woorden %}`."""

from collections.abc import Iterator
from typing import Any

from django import template
from django.urls import reverse
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString

from escalatie.handleiding.woorden import Woord, zoekpatroon

register = template.Library()
# Where a page remembers which words it has explained.
UITGELEGD = "_uitgelegd"


@register.simple_tag(takes_context=True)
def met_woorden(context: template.Context, tekst: str) -> SafeString:
    """The sentence (text, escaped here) with each of our words explained the first time that the page uses it: a link
    to the word list, which `static/js/woorden.js` makes into an explanation beside the word."""
    request = context.get("request")
    al = request.__dict__.setdefault(UITGELEGD, set()) if request is not None else set()
    return format_html_join("", "{}", ((stuk,) for stuk in _stukken(str(tekst or ""), al)))


def _stukken(tekst: str, al: set[str]) -> Iterator[Any]:
    patroon, per_naam = zoekpatroon()
    plek = 0
    for gevonden in patroon.finditer(tekst):
        woord = per_naam[gevonden[0].casefold()]
        if woord.code in al:
            continue
        al.add(woord.code)
        yield conditional_escape(tekst[plek : gevonden.start()])
        yield _woord(gevonden[0], woord)
        plek = gevonden.end()
    yield conditional_escape(tekst[plek:])


def _woord(zoals_het_staat: str, woord: Woord) -> SafeString:
    return format_html(
        '<span class="cal-woord"><a href="{}#{}" data-uitleg="{}">{}</a></span>',
        reverse("woordenlijst"),
        woord.code,
        woord.uitleg,
        zoals_het_staat,
    )
