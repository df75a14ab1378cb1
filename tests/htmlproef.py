"""Whether a page is good HTML, as far as that can be told in a few milliseconds.

It parses without an error, each name in it is there once, and what points at a name finds it. The whole judgement is
that of tests/schermproef.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Any

from tinyhtml5.parser import HTMLParser

WIJZERS = ("for", "aria-labelledby", "aria-describedby", "aria-controls", "aria-owns", "list", "headers", "form")
# Attributes of our own begin with data-; those of htmx too (data-hx-).
VREEMD = re.compile(r"^(hx-|x-|on[a-z]+$|style$|align$|border$|bgcolor$)|[:@.]")
KOPPEN = {f"h{niveau}" for niveau in range(2, 7)}
SVG = "{http://www.w3.org/2000/svg}"


def fouten(html: str) -> Iterator[str]:
    """What is wrong with this page, in words; nothing when it is good."""
    lezer = HTMLParser()
    boom = lezer.parse(html)
    for (regel, kolom), code, _ in lezer.errors:
        yield f"{code} in regel {regel}: {html.splitlines()[regel - 1][max(0, kolom - 60) : kolom + 20].strip()}"
    delen = [deel for deel in boom.iter() if isinstance(deel.tag, str)]
    namen = Counter(naam for deel in delen if (naam := deel.get("id")))
    yield from (f"id {naam} staat er {aantal} keer" for naam, aantal in namen.items() if aantal > 1)
    yield from _zonder_naam(delen)
    for deel in delen:
        yield from _van(deel.tag.rpartition("}")[2], dict(deel.attrib), set(namen), is_svg=deel.tag.startswith(SVG))


def _zonder_naam(delen: list[Any]) -> Iterator[str]:
    """Sections that nothing calls by a name, and tables that slide but cannot be reached with the keyboard."""
    for deel in delen:
        if deel.tag.endswith("}section") and not any(naam in deel.attrib for naam in ("aria-label", "aria-labelledby")):
            koppen = [binnen for binnen in deel.iter() if str(binnen.tag).rpartition("}")[2] in KOPPEN]
            if not koppen:
                yield f"<section class={deel.get('class')!r}> heeft geen kop en geen naam"
        if "cal-table-wrap" in deel.get("class", "").split() and deel.get("tabindex") != "0":
            yield "Een tabel die schuift, is met het toetsenbord niet te bereiken"


def _van(soort: str, attributen: dict[str, str], namen: set[str], *, is_svg: bool) -> Iterator[str]:
    """What is wrong with one element."""
    for wijzer in WIJZERS:
        yield from (
            f'<{soort} {wijzer}="{naam}"> wijst nergens naar'
            for naam in attributen.get(wijzer, "").split()
            if naam not in namen and not (wijzer == "form" and soort == "svg")
        )
    if not is_svg:
        yield from (f"<{soort}> heeft {naam}" for naam in attributen if VREEMD.search(naam))
    if soort == "time" and "." in attributen.get("datetime", ""):
        yield f"<time> noemt delen van seconden: {attributen['datetime']}"
