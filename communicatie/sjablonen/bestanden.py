"""The mails as files: one per mail, and what they share in `_kader.toml`, which tells the shape of both.

A file is read once and checked when it is read: a mail that says too little, or that has a place for a value which its
kind does not let through, is no mail.
"""

import logging
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings

from contacten.rollen import ROLLEN

log = logging.getLogger(__name__)
MAP = Path(settings.BASIS) / "templates" / "mail"
ONDERWERP = "onderwerp"
KADER = "_kader"
# What a file may hold beside the sentences of its kind.
VRIJ = frozenset({ONDERWERP, "let_op"})
GEBRUIK = frozenset({"wanneer", "aan", "zin"})

PLEK = re.compile(r"\{([a-z_]+|(?:rol|status):[a-z0-9_]+)\}")


def is_naam(plek: str) -> bool:
    """Whether this place is for the name of a role or status ("rol:regiomanager"), and such a role exists. Any sentence
    may have one: it tells nothing of a case."""
    soort, _, code = plek.partition(":")
    return soort == "status" if soort != "rol" else code in ROLLEN


class Mailfout(ValueError):
    """This file is no mail; the message says why."""


@dataclass(frozen=True)
class Soort:
    """What a mail can be about. `toont`: the only values that it can tell; `delen`: the sentences that each mail words
    itself or takes from `zinnen`, and that the beheerder may reword."""

    naam: str
    groep: str
    toont: tuple[str, ...]
    delen: tuple[str, ...]
    zinnen: Mapping[str, str]


@dataclass(frozen=True)
class Kaderblok:
    """What stands together in the frame: the parts under a heading, or without one."""

    kop: str
    regels: tuple[str, ...]


@dataclass(frozen=True)
class Kader:
    """The frame of every mail: its pieces in their order, and the kinds by name."""

    blokken: tuple[Kaderblok, ...]
    soorten: Mapping[str, Soort]


@dataclass(frozen=True)
class Mail:
    """One mail with every sentence of it, those of its kind too. `gebruik`: who gets it and when, without a rule."""

    code: str
    soort: Soort
    groep: str
    zinnen: Mapping[str, str]
    gebruik: Mapping[str, str] | None

    @property
    def gaat_over_zaak(self) -> bool:
        """Whether it is about a melding or a persvraag, and so has a kenmerk and a role."""
        return "kenmerk" in self.soort.toont

    @property
    def gaat_over_persvraag(self) -> bool:
        """Whether it is about a persvraag."""
        return self.soort.naam.startswith("persvraag")

    @property
    def gaat_over_paraatheid(self) -> bool:
        """Whether it is about an action of the register."""
        return self.soort.naam == "paraatheid"


def alle() -> list[str]:
    """The code of every mail there is."""
    return sorted(pad.stem for pad in MAP.glob("*.toml") if bestaat(pad.stem))


def bestaat(code: str) -> bool:
    """Whether there is a mail with this code that can be sent."""
    if not code or code.startswith("_") or not _pad(code).is_file():
        return False
    try:
        lees(code)
    except Mailfout:
        log.exception("this mail cannot be sent")
        return False
    return True


@lru_cache(maxsize=256)
def lees(code: str) -> Mail:
    """Read the file of this mail. Raises Mailfout without one, and when it is no mail."""
    return maak_mail(code, _lees_toml(code))


def maak_mail(code: str, inhoud: Mapping[str, Any]) -> Mail:
    """The mail of what stands in its file. Raises Mailfout when that is not all it needs, or more than it may hold."""
    gegevens = dict(inhoud)
    soort = kader().soorten.get(gegevens.pop("soort", ""))
    if soort is None:
        raise Mailfout(f"{code}: `soort` is one of {', '.join(kader().soorten)}.")
    gebruik = gegevens.pop("gebruik", None)
    groep = gegevens.pop("groep", soort.groep)
    if geen_zin := [naam for naam, zin in gegevens.items() if not isinstance(zin, str)]:
        raise Mailfout(f"{code}: {', '.join(geen_zin)} is no sentence.")
    mail = Mail(code, soort, groep, {**soort.zinnen, **gegevens}, gebruik)
    if fouten := [*_fouten_in_namen(mail, set(gegevens)), *_fouten_in_plekken(mail)]:
        raise Mailfout(f"{code}: {' '.join(fouten)}")
    return mail


@lru_cache(maxsize=1)
def kader() -> Kader:
    """Read the frame. Raises Mailfout when it cannot be read."""
    gegevens = _lees_toml(KADER)
    stukken = gegevens["volgorde"].strip().split("\n\n")
    gedeeld = {naam: tekst for naam, tekst in gegevens.items() if isinstance(tekst, str) and naam != "volgorde"}
    soorten = {naam: _soort(naam, gedeeld | tabel) for naam, tabel in gegevens["soort"].items()}
    return Kader(tuple(_kaderblok(stuk.splitlines()) for stuk in stukken), soorten)


def _soort(naam: str, tabel: dict[str, Any]) -> Soort:
    groep, toont, delen = tabel.pop("groep"), tuple(tabel.pop("toont")), tuple(tabel.pop("delen"))
    return Soort(naam, groep, toont, delen, tabel)


def _kaderblok(regels: list[str]) -> Kaderblok:
    kop = regels[0].removeprefix("# ")
    return Kaderblok(kop, tuple(regels[1:])) if kop != regels[0] else Kaderblok("", tuple(regels))


def _fouten_in_namen(mail: Mail, gegeven: set[str]) -> list[str]:
    vreemd = sorted(gegeven - VRIJ - set(mail.soort.delen))
    mist = [naam for naam in (ONDERWERP, *mail.soort.delen) if not mail.zinnen.get(naam)]
    gebruik = mail.gebruik is None or set(mail.gebruik) == GEBRUIK
    return [
        *(f"A mail of the kind {mail.soort.naam} has no {naam}." for naam in vreemd),
        *(f"There is no {naam}." for naam in mist),
        *([] if gebruik else [f"`gebruik` says {', '.join(sorted(GEBRUIK))}."]),
    ]


def _fouten_in_plekken(mail: Mail) -> list[str]:
    mag = set(mail.soort.toont)
    gevonden = {(naam, plek) for naam, zin in mail.zinnen.items() for plek in PLEK.findall(zin)}
    # A subject is read on a locked phone.
    los = {(naam, plek) for naam, plek in gevonden if not is_naam(plek)}
    vreemd = {(naam, plek) for naam, plek in los if plek not in (mag & {"kenmerk"} if naam == ONDERWERP else mag)}
    return [f"{naam} has no place {{{plek}}}." for naam, plek in sorted(vreemd)]


def _lees_toml(naam: str) -> dict[str, Any]:
    try:
        return tomllib.loads(_pad(naam).read_text(encoding="utf-8"))
    except (FileNotFoundError, UnicodeDecodeError, tomllib.TOMLDecodeError) as fout:
        raise Mailfout(f"{naam}: {fout}") from fout


def _pad(naam: str) -> Path:
    return MAP / f"{naam}.toml"
