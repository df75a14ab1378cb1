"""Every page of the demo, as each account reaches it: from its first page along every link, and from the mails."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve
from playwright.sync_api import BrowserContext

from calamiteiten.demo.accounts import WACHTWOORD

LINK = re.compile(r"""<a\b[^>]*?\bhref="([^"]*)\"""")
# A page with something behind the question mark is the same page with another filter: one of each kind of address.
VRAGEN = 1
# Of one kind of address so many (thirty tasks look the same); of a dossier more, for each status has its own page.
PER_SOORT, PER_DOSSIER = 2, 9
# Signs out, or sends a session away; a file is no page.
NIET = {"account_logout"}


@dataclass(frozen=True)
class Bladzijde:
    """One page as one account gets it."""

    wie: str
    naam: str
    pad: str
    html: str

    @property
    def bouw(self) -> tuple[str, frozenset[str]]:
        """Of which parts it is made: what differs in words alone, is built the same."""
        delen = re.findall(r"<([a-z][\w-]*)((?:\s[^<>]*)?)>", self.html)
        return self.naam, frozenset(f"{soort} {_klasse(rest)}" for soort, rest in delen)


def _klasse(attributen: str) -> str:
    klasse = re.search(r'\bclass="([^"]*)"', attributen)
    namen = sorted(set(re.findall(r"\b([a-z-]+)=", attributen)) & {"role", "aria-label", "aria-describedby", "type"})
    return " ".join([*sorted(klasse[1].split() if klasse else []), *namen])


def log_in(context: BrowserContext, adres: str, wie: str) -> None:
    """Sign in with the password that the demo shows; an empty name stays a stranger."""
    if not wie:
        return
    page = context.new_page()
    page.goto(f"{adres}/inloggen/")
    page.get_by_label("Gebruikersnaam").fill(wie)
    page.get_by_label("Wachtwoord", exact=True).fill(WACHTWOORD)
    page.get_by_role("main").get_by_role("button", name="Inloggen", exact=True).click()
    page.wait_for_url(lambda url: "/inloggen/" not in url)
    page.close()


def loop(context: BrowserContext, adres: str, wie: str) -> Iterator[Bladzijde]:
    """Every page that `wie`, signed in within this context, reaches; each address once, of each kind a few."""
    rij, gezien, soorten = (
        deque(["/" if wie else "/inloggen/", "/dit-bestaat-niet/", *([] if wie else ["/demo/postvak/"])]),
        set[str](),
        Counter[str](),
    )
    while rij:
        pad = rij.popleft()
        naam = _naam(pad)
        if pad in gezien or not naam or soorten[soort := f"{naam}?" if "?" in pad else naam] >= _hoogstens(soort):
            continue
        gezien.add(pad)
        antwoord = context.request.get(f"{adres}{pad}", max_redirects=0)
        if naar := antwoord.headers.get("location"):
            rij.append(_pad(naar, adres))
            continue
        if not antwoord.headers.get("content-type", "").startswith("text/html"):
            continue
        soorten[soort] += 1
        html = antwoord.text()
        yield Bladzijde(wie or "niemand", naam, pad, html)
        rij += [doel for link in LINK.findall(html) if (doel := _pad(unescape(link), adres)) not in gezien]


def _hoogstens(soort: str) -> int:
    if soort.endswith("?"):
        return VRAGEN
    return PER_DOSSIER if soort in {"melding", "demo_bericht"} else PER_SOORT


def _pad(link: str, adres: str) -> str:
    """The path of a link of ours, without the place on the page; empty for every other link."""
    delen = urlsplit(link)
    if delen.scheme and not link.startswith(adres):
        return ""
    return delen.path + (f"?{delen.query}" if delen.query else "")


def _naam(pad: str) -> str:
    """The name of the address; empty for what is no page of ours to open."""
    if not pad.startswith("/") or pad.startswith(("/static/", "/beheer/")):
        return ""
    try:
        naam = resolve(pad.partition("?")[0]).view_name
    except Resolver404:
        return "404"
    return "" if naam in NIET else naam
