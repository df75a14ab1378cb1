"""What a file is, judged by its content and never by its name alone (T10).

In: the name that somebody gave it and its bytes. Out: the bytes to keep, a name that is safe to show and to send, and
the kind. Whatever is not certain is refused, with a sentence for who chose the file.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from pathlib import PurePosixPath

import puremagic
from django.conf import settings

from basis.geweigerd import Geweigerd

from .afbeelding import schoon_af
from .archief import keur_archief
from .pdf import keur_pdf
from .vormen import OPSOMMING, PER_EXTENSIE, Vorm

LANGSTE_NAAM = 100
LEEG = "Dit bestand is leeg. Kies een ander bestand."
ANDERS = "Wat in dit bestand zit, past niet bij de naam. Sla het opnieuw op als {naam} en kies het nog eens."
GEEN_VORM = f"Dit soort bestand kan hier niet bij. Kies {OPSOMMING}."
MACROS = "In dit bestand kunnen macro’s zitten. Sla het op zonder macro’s, of als PDF, en kies het nog eens."
# Extensions of Office for what holds macros, of which the sentence says more than that it cannot.
_MET_MACROS = frozenset({"docm", "dotm", "xlsm", "xltm", "xlsb", "xlam", "pptm", "potm", "ppsm", "ppam"})
_VREEMD = re.compile(r"[^\w .,()+=@&'-]+")


@dataclass(frozen=True)
class Gekeurd:
    """What may be kept. `sha256`: of `inhoud`, as it is kept; `ontvangen`: of the bytes as they were sent."""

    naam: str
    vorm: str
    inhoud: bytes
    sha256: str
    ontvangen: str


def keur(naam: str, inhoud: bytes) -> Gekeurd:
    """Judge a file. Raises Geweigerd, with a sentence for who chose it, for all that is not taken."""
    if not inhoud:
        raise Geweigerd(LEEG)
    eis_grootte(len(inhoud))
    vorm = _vorm_van(naam)
    schoon = _keur_inhoud(vorm, inhoud)
    _eis_eens_met_puremagic(vorm, schoon)
    return Gekeurd(veilige_naam(naam, vorm), vorm.code, schoon, _som(schoon), _som(inhoud))


def eis_grootte(bytes_: int) -> None:
    """Raise Geweigerd for a file that is larger than the setting."""
    if bytes_ > settings.BESTAND_MAX_MB * 1024 * 1024:
        raise Geweigerd(
            f"Dit bestand is te groot: hoogstens {settings.BESTAND_MAX_MB} MB. Maak het kleiner of splits het."
        )


def veilige_naam(naam: str, vorm: Vorm) -> str:
    """The name without path, control and direction characters, with the extension of its kind."""
    kaal = unicodedata.normalize("NFC", naam.replace("\\", "/"))
    kaal = "".join(teken for teken in kaal if unicodedata.category(teken)[0] != "C")
    pad = PurePosixPath(kaal)
    stam = _VREEMD.sub("_", pad.stem).strip(" ._")[:LANGSTE_NAAM] or "bestand"
    ext = _extensie(naam)
    return f"{stam}.{ext if ext in vorm.extensies else vorm.extensies[0]}"


def _vorm_van(naam: str) -> Vorm:
    ext = _extensie(naam)
    if ext in _MET_MACROS:
        raise Geweigerd(MACROS)
    if ext not in PER_EXTENSIE:
        raise Geweigerd(GEEN_VORM)
    return PER_EXTENSIE[ext]


def _extensie(naam: str) -> str:
    return naam.rpartition(".")[2].strip().lower()


def _keur_inhoud(vorm: Vorm, inhoud: bytes) -> bytes:
    """The bytes to keep: those of an image are written anew, all others are kept as they are."""
    anders = ANDERS.format(naam=vorm.naam)
    if vorm.code == "pdf":
        keur_pdf(inhoud, anders)
    elif vorm.kern:
        keur_archief(inhoud, vorm, anders)
    else:
        return schoon_af(inhoud, vorm, anders)
    return inhoud


def _eis_eens_met_puremagic(vorm: Vorm, inhoud: bytes) -> None:
    """A second opinion from a library that knows many kinds: the beginning must be that of this kind."""
    try:
        gezien = {rij.extension.lstrip(".") for rij in puremagic.magic_string(inhoud)}
    except (puremagic.PureError, ValueError) as fout:
        raise Geweigerd(ANDERS.format(naam=vorm.naam)) from fout
    # An Office file is an archive to who reads only its first bytes.
    if not gezien & {*vorm.extensies, *(("zip",) if vorm.kern else ())}:
        raise Geweigerd(ANDERS.format(naam=vorm.naam))


def _som(inhoud: bytes) -> str:
    return hashlib.sha256(inhoud).hexdigest()
