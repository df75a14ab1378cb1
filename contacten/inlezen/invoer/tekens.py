"""In which encoding a text was saved, and the signs that it was read in another one (R98).

Bytes that are no UTF-8 fit more than one encoding of Dutch offices. The one in which every word looks like a word is
taken; a word that looks like one in two of them is doubted, and never silently guessed.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field

# Windows, DOS, and the Mac of before; the first that fits is preferred.
CODERINGEN = ("cp1252", "cp850", "mac_roman")
_LETTERS = frozenset("áàäâãåçéèëêíìïîñóòöôõøúùüûýÿšžœæßıÁÀÄÂÃÅÇÉÈËÊÍÌÏÎÑÓÒÖÔÕØÚÙÜÛÝŸŠŽŒ")
# Signs that stand in or beside a word, and those that never stand between two letters.
_IN_WOORD = frozenset("’\u00a0")
_NAAST_WOORD = frozenset("´‘“”„–—…€°·•«»")
# What most non-ASCII characters of a Dutch list are: of two readings that are possible, the one with more of these.
_VAAK = frozenset("éëïöüèêáàäçñóíôî’–ÉËÖÜÁÇ")
_KLINKERS = frozenset("aeiouyäëïöüáéíóú")
# Words of these lists that settle it: in another encoding they are no words.
_ZEKER = re.compile("coördina|cliënt|financië|beëdig|patiënt|officiële|zoë|loïs|noël|michaël|daniël", re.IGNORECASE)
_WOORD = re.compile(r"[^ \t\r\n;,|\"]*[^\x00-\x7f][^ \t\r\n;,|\"]*")
# What comes out of a word that was encoded twice: letters of Western and Central Europe, and the signs above.
_GEWOON = re.compile("[\u00a0-\u017f\u2010-\u2026€]")
_MEESTE_KEREN = 3


@dataclass(frozen=True)
class Gelezen:
    """A text, and the words in it that may also be another word: word -> the other."""

    tekst: str
    twijfels: dict[str, str] = field(default_factory=dict)


def lees_tekens(inhoud: bytes) -> Gelezen | None:
    """Return the text of these bytes: UTF-8 or UTF-16 with mark, UTF-8 without, else the encoding that fits best.

    None when they are no text in any of them.
    """
    utf = "utf-16" if inhoud.startswith((b"\xff\xfe", b"\xfe\xff")) else "utf-8-sig"
    try:
        return Gelezen(herstel(inhoud.decode(utf)))
    except UnicodeError:
        return _kies(inhoud) if utf == "utf-8-sig" else None


def herstel(tekst: str) -> str:
    """Return the text with each word that was encoded twice or more ("RenÃ©e") as it was meant; other words stay."""
    return _WOORD.sub(lambda woord: _enkel(woord[0], _MEESTE_KEREN), tekst)


def heeft_vreemde_tekens(tekst: str) -> bool:
    """Whether this holds signs that no name or function has, such as the "‚" of "Ren‚e": read in the wrong encoding.

    Letters of other alphabets are letters, not signs.
    """
    return any(_is_vreemd(voor, teken, na) for voor, teken, na in _met_buren(tekst))


def _kies(inhoud: bytes) -> Gelezen | None:
    """The likeliest reading, and where another one is possible too."""
    lezingen = [tekst for codering in CODERINGEN if (tekst := _ontcijfer(inhoud, codering))]
    if not lezingen:
        return None
    zeker = [tekst for tekst in lezingen if _ZEKER.search(tekst) and _is_aannemelijk(tekst)]
    mogelijk = zeker[:1] or [tekst for tekst in lezingen if _is_aannemelijk(tekst)] or lezingen
    mogelijk.sort(key=lambda tekst: sum(not teken.isascii() and teken not in _VAAK for teken in tekst))
    eerste = mogelijk[0]
    twijfels = {woord: anders for tekst in mogelijk[1:] for woord, anders in _verschillen(eerste, tekst)}
    return Gelezen(eerste, twijfels)


def _ontcijfer(inhoud: bytes, codering: str) -> str:
    try:
        return inhoud.decode(codering)
    except UnicodeError:
        return ""


def _verschillen(eerste: str, andere: str) -> Iterator[tuple[str, str]]:
    """The words that differ. Each encoding has one byte per character, so both texts are equally long."""
    for woord in _WOORD.finditer(eerste):
        anders = andere[woord.start() : woord.end()]
        if anders != woord[0]:
            yield woord[0], anders


def _enkel(woord: str, keren: int) -> str:
    """The word as it was before it was encoded again, at most `keren` times; itself when it was not."""
    for codering in CODERINGEN if keren else ():
        try:
            nieuw = b"".join(_byte(teken, codering) for teken in woord).decode()
        except UnicodeError:
            continue
        eerder = _enkel(nieuw, keren - 1)
        if nieuw != woord and (eerder != nieuw or all(teken.isascii() or _GEWOON.match(teken) for teken in nieuw)):
            return eerder
    return woord


def _byte(teken: str, codering: str) -> bytes:
    """One character as a byte; Windows passes on the five bytes that its table leaves open."""
    if codering == "cp1252" and "\x80" <= teken <= "\x9f":
        return teken.encode("latin-1")
    return teken.encode(codering)


def _is_aannemelijk(tekst: str) -> bool:
    """Whether every word could be one: no sign within it, no capital in the middle, no strange letter."""
    return all(_past(voor, teken, na) for woord in _WOORD.findall(tekst) for voor, teken, na in _met_buren(woord))


def _met_buren(tekst: str) -> Iterator[tuple[str, str, str]]:
    """Each character that is no ASCII, with the one before it and the one after it; a space at the ends."""
    rondom = f" {tekst} "
    for plek, teken in enumerate(tekst):
        if not teken.isascii():
            yield rondom[plek], teken, rondom[plek + 2]


def _past(voor: str, teken: str, na: str) -> bool:
    if teken not in _LETTERS:
        tussen_letters = voor.isalpha() and na.isalpha()
        return teken in _IN_WOORD or (teken in _NAAST_WOORD and not tussen_letters)
    if teken.isupper():
        return not voor.islower() and not (voor.isupper() and na.islower())
    return (voor.isalpha() or voor in "-'’" or teken == "é") and not na.isupper() and _past_klank(voor, teken, na)


def _past_klank(voor: str, teken: str, na: str) -> bool:
    """Two letters that stand in few places, and turn up where another encoding has a common one."""
    if teken == "ß":
        return voor.casefold() in _KLINKERS and (not na.isalpha() or na.casefold() in _KLINKERS)
    return teken != "õ" or na == "e"


def _is_vreemd(voor: str, teken: str, na: str) -> bool:
    soort = unicodedata.category(teken)
    if teken == "\ufffd" or soort in {"Cc", "Co", "So", "Sm"}:
        return True
    if soort.startswith("L"):
        return teken.isupper() and voor.islower()
    is_teken = soort[0] in "PSN" and soort != "Nd" and teken not in _IN_WOORD
    return is_teken and voor.isalpha() and na.isalpha() and soort != "Pd"
