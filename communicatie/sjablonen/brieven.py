"""Turning a Bericht into a mail: subject, plain text and html from one file (`bestanden`), in the words of the
beheerder when there are any.

Both parts are made of the same lines: text by putting them under each other, html by one template, which escapes them.
A mail gets the values that its kind lets through and no others, so that none can tell a fact of the case (T13). A mail
about a persvraag to who has no account gets the agreed texts too that its rule lets through.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import css_inline
from django.conf import settings
from django.template.loader import render_to_string

from basis.taal import moment, opsomming
from basis.wereld import hier, merk
from calamiteiten.statussen import MELDING, PERSVRAAG
from communicatie.models import GEMEENTE, PERSTEKST, PERSVRAGEN, ROUTE, VRAGERS, Bericht, Persvrager
from contacten.rolnamen import rolnaam, versie_van_vandaag

from . import teksten as sjabloonteksten
from .bestanden import ONDERWERP, PLEK, Mail, kader, lees
from .delen import AFGESPROKEN, Woorden, namen_van, vul_in

Laatste = Callable[[str], sjabloonteksten.Rij]
# Below the word that marks a drill.
GEEN_ECHTE = "Dit is niet echt. U hoort dit omdat u meedoet aan een oefening."
# One mail with a line per message, when there are too many at once for one reader (verzamelpost).
VERZAMELBERICHT = "verzamelbericht"
# A token of a stylesheet with its colour, and the place of one in another; of two declarations the last holds.
_TOKEN, _PLEK_KLEUR = re.compile(r"(--basis-color-[\w-]+): (#\w{6});"), re.compile(r"var\((--basis-color-[\w-]+)\)")
# The sentence of the button for who has no account, and the part of the address by which such a link is known.
ZONDER_ACCOUNT, ACTIE = "knop_zonder_account", "actie"


@dataclass(frozen=True)
class Brief:
    """A rendered mail: one line of subject, plain text, and html with its css inlined. `opmerking`: what the dossier
    must know of how it was made, "" for nothing."""

    onderwerp: str
    tekst: str
    opmaak: str
    opmerking: str = ""


@dataclass(frozen=True)
class Briefregel:
    """One line of a mail with many: what it is about, before when, and where to read it; nothing else (T13)."""

    kenmerk: str
    termijn: str
    link: str


@dataclass(frozen=True)
class Voorbeeld:
    """A mail with invented data. `blad` is the html part without the document around it, to show in a page."""

    onderwerp: str
    tekst: str
    blad: str


@dataclass(frozen=True)
class Regel:
    """One line of a mail. `deel`: the part that it fills, which says how it looks; "" for words that always stand.
    `link`: where it leads; `kenmerk`: what stands out in it."""

    deel: str
    tekst: str
    link: str = ""
    kenmerk: str = ""

    @property
    def plat(self) -> str:
        """The line in plain text; one with an address keeps clear of the next."""
        return f"{self.tekst}{':' if self.deel == 'knop' else ''}\n{self.link}\n" if self.link else self.tekst

    @property
    def om_kenmerk(self) -> tuple[str, str]:
        """What stands before the kenmerk and after it."""
        voor, _, na = self.tekst.partition(self.kenmerk) if self.kenmerk else (self.tekst, "", "")
        return voor, na


@dataclass(frozen=True)
class Blok:
    """Lines that stand together, under a heading or without one."""

    kop: str
    regels: tuple[Regel, ...]

    @property
    def plat(self) -> str:
        """The piece in plain text."""
        return "\n".join([*([self.kop] if self.kop else []), *(regel.plat for regel in self.regels)]).strip("\n")


def is_link(adres: str) -> bool:
    """Whether this address is that of a page for who has no account, for one person alone."""
    return f"/{ACTIE}/" in adres


def maak_brief(
    bericht: Bericht, link: str, regels: Sequence[Briefregel] = (), laatste: Laatste = sjabloonteksten.laatste
) -> Brief:
    """Render the mail of this row with the wording of this moment, the standard when that cannot be used.

    `regels`: the lines of a mail with many; `laatste` gives the newest wording of a mail. Raises Mailfout when there is
    no such mail.
    """
    waarden = _waarden(bericht, link) | {"regels": regels, ZONDER_ACCOUNT: is_link(link)}
    afgesproken = [naam for naam in AFGESPROKEN if waarden.get(naam)]
    stand = sjabloonteksten.bruikbaar(bericht.sjabloon, afgesproken, laatste)
    return replace(stel_op(bericht.sjabloon, waarden, stand.woorden), opmerking=stand.opmerking)


def stel_op(code: str, waarden: Mapping[str, Any], eigen: Woorden | None = None) -> Brief:
    """Render this mail with these values, in these words (None: the standard). A value that its kind does not let
    through is left out; `versie` only says how roles and statuses are called.

    Raises KeyError for a wrong placeholder: ask `bezwaren` first.
    """
    onderwerp, blokken = _opzet(lees(code), waarden, eigen)
    opmaak = render_to_string("mail/_brief.html", {"onderwerp": onderwerp, "blokken": blokken})
    return Brief(onderwerp, _plat(blokken), _inliner(settings.REGIO_CSS).inline(opmaak))


def maak_voorbeeld(code: str, woorden: Woorden | None, rolnaam: str) -> Voorbeeld:
    """Render this mail with invented data, in these words (None: the standard). Raises KeyError for a wrong
    placeholder: ask `bezwaren` first."""
    mail = lees(code)
    onderwerp, blokken = _opzet(mail, _verzonnen(mail, rolnaam), woorden)
    return Voorbeeld(onderwerp, _plat(blokken), render_to_string("mail/_blad.html", {"blokken": blokken}))


def _opzet(mail: Mail, gegeven: Mapping[str, Any], eigen: Woorden | None) -> tuple[str, list[Blok]]:
    """The subject and the lines, of which both parts of the mail are made."""
    waarden = {naam: gegeven.get(naam, "") for naam in mail.soort.toont}
    zinnen = {**mail.zinnen, **(eigen.per_veld() if eigen else {})}
    if gegeven.get(ZONDER_ACCOUNT):
        zinnen["knop"] = zinnen[ZONDER_ACCOUNT]
    soort = PERSVRAAG if mail.gaat_over_persvraag else MELDING
    namen = namen_van(gegeven.get("versie") or versie_van_vandaag(), soort)
    gevuld = waarden | {naam: _zin(naam, zin, waarden, namen) for naam, zin in zinnen.items()}
    stukken = [(blok.kop, tuple(_regels(blok.regels, gevuld, waarden))) for blok in kader().blokken]
    gevulde = [Blok(kop, regels) for kop, regels in stukken if regels]
    # First of all, in both parts of the mail, and in the subject: that this is a drill.
    oefening = [Blok("", (Regel("", merk(GEEN_ECHTE)),))] if hier() else []
    return merk(" ".join(gevuld[ONDERWERP].split())), [*oefening, *gevulde]


def _zin(naam: str, zin: str, waarden: Mapping[str, Any], namen: Callable[[str], str]) -> str:
    """The sentence, or nothing when it hangs on the value of that name and there is none; a button hangs on its
    address."""
    if naam == "knop" and not waarden.get("link"):
        return ""
    return vul_in(zin, waarden, namen) if waarden.get(naam, True) else ""


def _regels(namen: Sequence[str], gevuld: Mapping[str, Any], waarden: Mapping[str, Any]) -> Iterator[Regel]:
    for vast in namen:
        plek = PLEK.fullmatch(vast)
        inhoud = gevuld.get(plek[1], "") if plek else vast
        for stuk in [inhoud] if isinstance(inhoud, str) else inhoud:
            if stuk:
                yield _regel(plek[1] if plek else "", stuk, waarden)


def _regel(deel: str, stuk: str | Briefregel, waarden: Mapping[str, Any]) -> Regel:
    if isinstance(stuk, Briefregel):
        tekst = f"{stuk.kenmerk}: {stuk.termijn}" if stuk.termijn else stuk.kenmerk
        return Regel(deel, tekst, stuk.link, stuk.kenmerk)
    return Regel(deel, stuk, waarden["link"] if deel == "knop" else "", waarden.get("kenmerk", ""))


def _plat(blokken: Sequence[Blok]) -> str:
    return "\n\n".join(blok.plat for blok in blokken) + "\n"


def _waarden(bericht: Bericht, link: str) -> dict[str, Any]:
    over = bericht.zaak
    is_pers = over is not None and over.zaaksoort == PERSVRAAG
    versie = over.protocol_versie if over else ""
    return {
        "versie": versie,
        "kenmerk": over.kenmerk if over else "",
        "termijn": bericht.gegevens.get("termijn", ""),
        PERSVRAGEN: opsomming(bericht.gegevens.get(PERSVRAGEN, [])),
        "link": link,
        "rolnaam": rolnaam(bericht.rol, versie) if bericht.rol else "",
        "afzender": _afzender(is_pers=is_pers),
        "bevestigen": moment(bericht.bevestigen_voor_op),
        "opsomming": bericht.gegevens.get("opsomming", []) if bericht.is_persoonlijk else [],
        **(_van_persvraag(bericht.gegevens, met_nummer=not link or is_link(link)) if is_pers else {}),
    }


def _van_persvraag(gegevens: Mapping[str, Any], *, met_nummer: bool) -> dict[str, Any]:
    """What only a mail about a press question can tell. `met_nummer`: its reader opens no page on which the
    number of the journalist stands, so the mail holds it."""
    teksten = {naam: gegevens.get(naam, "") for naam in (*AFGESPROKEN, GEMEENTE)}
    vragers = Persvrager.objects.filter(pk__in=gegevens.get(VRAGERS, []))
    return {
        **teksten,
        PERSTEKST: gegevens.get(PERSTEKST) or gegevens.get(ROUTE, ""),
        VRAGERS: [vrager_in_woorden(vrager, met_nummer=met_nummer) for vrager in vragers],
    }


def vrager_in_woorden(vrager: Persvrager, *, met_nummer: bool) -> str:
    """A journalist on one line: medium, name, number, and before when."""
    delen = [
        vrager.medium or "Medium niet bekend",
        vrager.naam,
        vrager.terugbelnummer if met_nummer else "",
        f"antwoord vóór {moment(vrager.deadline_op)}" if vrager.deadline_op else "",
    ]
    return ", ".join(filter(None, delen))


def _verzonnen(mail: Mail, rolnaam: str) -> dict[str, Any]:
    """Invented values for whatever this mail may show."""
    zaak, pad = "CAL-2026-0000", "meldingen"
    if mail.gaat_over_persvraag:
        zaak, pad = "PV-2026-0000", "persvragen"
    elif mail.gaat_over_paraatheid:
        zaak, pad = "PAR-2026-0000", "paraatheid"
    return {
        "kenmerk": zaak,
        "termijn": "vóór 24 november 2026, 18.40 uur",
        "link": f"{settings.SITE_URL}/{f'{pad}/{zaak}' if mail.gaat_over_zaak else 'voorbeeld'}/",
        "rolnaam": rolnaam,
        "afzender": _afzender(is_pers=mail.gaat_over_persvraag),
        GEMEENTE: "Voorbeeldgemeente",
        VRAGERS: ["Dagblad Voorbeeld, J. Voorbeeld, antwoord vóór 24 november 2026, 16:00 uur"],
        "bevestigen": "24 november 2026, 12.00 uur",
        "opsomming": ["Open meldingen: 3", "Open beltaken: 0"],
        **{naam: f"(hier staat wat is afgesproken als {naam})" for naam in AFGESPROKEN},
        PERSTEKST: "Bel 06-00000000",
        "regels": [_verzonnen_regel(nummer) for nummer in (1, 2, 3)],
    }


def _verzonnen_regel(nummer: int) -> Briefregel:
    kenmerk = f"CAL-2026-000{nummer}"
    return Briefregel(kenmerk, "vóór 24 november 2026, 18.40 uur", f"{settings.SITE_URL}/meldingen/{kenmerk}/")


def _afzender(*, is_pers: bool = False) -> str:
    return f"{'Persvragen jeugdhulp' if is_pers else 'Calamiteitenregie'}, {settings.REGIO.naam}"


@lru_cache(maxsize=2)
def _inliner(regio_css: str) -> css_inline.CSSInliner:
    """What writes the style into a mail. The accent of the region is a colour there and no token: mail programs know
    none. `regio_css`: the stylesheet that bin/thema makes of the file of the region, "" for the ordinary accent. Of
    those, what holds on a light ground: a mail is one."""
    static = settings.BASIS / "static"
    bladen = [static / "css" / "thema.css", *([static / regio_css] if regio_css else [])]
    licht = [blad.read_text(encoding="utf-8").partition("@media")[0] for blad in bladen]
    kleuren = dict(_TOKEN.findall("".join(licht)))
    stijl = _PLEK_KLEUR.sub(lambda plek: kleuren[plek[1]], (static / "css" / "mail.css").read_text(encoding="utf-8"))
    return css_inline.CSSInliner(extra_css=stijl, load_remote_stylesheets=False)
