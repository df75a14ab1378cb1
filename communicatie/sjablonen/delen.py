"""What of a mail can be worded by the beheerder: the parts of its frame, the placeholders in them, and what is refused.

The frames `templates/mail/_*` name the parts (`delen.gebeurd`, `delen.doen` …) and hold what nobody may change: the
salutation, the link, what must never be written back, the sender. Text of the beheerder never goes through the engine
of Django: `vul_in` puts values in braces and does nothing else.
"""

import re
import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from basis.taal import opsomming
from basis.tekst import vind_persoonsgegevens

MAP = Path(settings.BASIS) / "templates" / "mail"
ONDERWERP = "onderwerp"
# Texts of a persvraag that its rule may let into the mail.
AFGESPROKEN = ("vraag", "kernboodschap", "achtergrond", "memo", "antwoord")
PERSVRAAG = "persvraag_"

_PLEK = re.compile(r"\{([a-z_]+)\}")
_VARIABELE = re.compile(r"{{\s*(\w+)\s*}}")
_VOORWAARDE = re.compile(r"{%\s*(?:if[^%]*|endif)\s*%}")
_BLOK = re.compile(r"{%\s*block (\w+)\s*%}(.*?){%\s*endblock[^%]*%}", re.DOTALL)
_OPEN = re.compile(r"delen\.(\w+)")
_OUDER = re.compile(r'{%\s*extends "mail/(\w+\.txt)"\s*%}')
_ADRES = re.compile(r"://|\bwww\.|\bmailto:|[\w-]+\.[a-z]{2,}\b", re.IGNORECASE)


@dataclass(frozen=True)
class Deel:
    """A part that can be worded: how it is called on screen, what it is for, and how long it may be."""

    naam: str
    label: str
    uitleg: str
    hoogstens: int
    is_regel: bool = False


@dataclass(frozen=True)
class Woorden:
    """The wording of one mail: its subject, and a text per part."""

    onderwerp: str
    delen: dict[str, str]

    def per_veld(self) -> dict[str, str]:
        """Every text by the name of its part, the subject first."""
        return {ONDERWERP: self.onderwerp, **self.delen}


DELEN = {
    deel.naam: deel
    for deel in (
        Deel(ONDERWERP, "Onderwerp", "Dit leest iemand op een vergrendelde telefoon. Houd het kort.", 80, True),
        Deel("gebeurd", "Wat er is gebeurd", "Zonder feiten over de zaak: die staan in het dossier.", 600),
        Deel("waarom", "Waarom iemand deze mail krijgt", "In een paar zinnen.", 700),
        Deel("doen", "Wat de ontvanger nu doet", "Zeg het in gewone taal, het belangrijkste eerst.", 600),
        Deel("termijn", "De termijn", "Deze zin staat er alleen als er een termijn is.", 120, True),
        Deel("knop", "Woorden op de knop", "Twee tot vijf woorden.", 40, True),
    )
}


def delen_van(code: str) -> tuple[Deel, ...]:
    """The subject and the parts that this mail leaves open, in the order of the mail."""
    namen = standaard(code).delen
    return (
        DELEN[ONDERWERP],
        *(DELEN.get(naam, Deel(naam, naam.replace("_", " ").capitalize(), "", 600)) for naam in namen),
    )


@lru_cache(maxsize=256)
def standaard(code: str) -> Woorden:
    """The wording of the files, with placeholders in braces; a part that this mail does without is not in it.

    Raises FileNotFoundError when the mail does not exist.
    """
    kader = _lees(_ouder(code))
    blokken = dict(_BLOK.findall(kader)) | dict(_BLOK.findall(_lees(f"{code}/tekst.txt")))
    delen = {naam: _in_accolades(blokken.get(naam, "")) for naam in dict.fromkeys(_OPEN.findall(kader))}
    onderwerp = _in_accolades(_lees(f"{code}/onderwerp.txt"))
    return Woorden(onderwerp, {naam: tekst for naam, tekst in delen.items() if tekst})


def toegestaan(code: str, deel: str, teksten: Collection[str] = ()) -> tuple[str, ...]:
    """The placeholders of this part. `teksten`: the agreed texts that this mail about a persvraag may hold."""
    over = ("kenmerk", "rolnaam") if gaat_over_zaak(code) else ()
    if deel == ONDERWERP:
        return over[:1]
    van_bestand = _PLEK.findall(standaard(code).delen.get(deel, ""))
    extra = [naam for naam in AFGESPROKEN if naam in teksten] if deel in {"gebeurd", "doen"} else []
    return tuple(dict.fromkeys([*van_bestand, *over, "afzender", *extra]))


def verplicht(code: str, deel: str) -> tuple[str, ...]:
    """The placeholders that this part cannot do without: the subject says what it is about, the term says when."""
    if deel == ONDERWERP:
        return ("kenmerk",) if gaat_over_zaak(code) else ()
    return ("termijn",) if deel == "termijn" else ()


def gaat_over_zaak(code: str) -> bool:
    """Whether this mail is about a melding or a persvraag, and so has a kenmerk and a role."""
    return "kenmerk" in standaard(code).onderwerp


def bezwaren(code: str, woorden: Woorden, teksten: Collection[str] = ()) -> dict[str, list[str]]:
    """Why this wording cannot be used: part -> Dutch sentences. Empty when it can."""
    gegeven = woorden.per_veld()
    alle = {deel.naam: list(_bezwaren(code, deel, gegeven.get(deel.naam, ""), teksten)) for deel in delen_van(code)}
    return {naam: zinnen for naam, zinnen in alle.items() if zinnen}


def vul_in(tekst: str, waarden: Mapping[str, str]) -> str:
    """Put the values in the place of `{naam}`, once: braces in a value stay what they are. Raises KeyError."""
    return _PLEK.sub(lambda plek: waarden[plek[1]], tekst)


def _bezwaren(code: str, deel: Deel, tekst: str, teksten: Collection[str]) -> list[str]:
    if not tekst.strip():
        return ["Vul hier een tekst in."]
    if len(tekst) > deel.hoogstens:
        return [f"Deze tekst is te lang: {len(tekst)} tekens. Er passen er {deel.hoogstens}."]
    return [
        *_bezwaren_tegen_plekken(tekst, toegestaan(code, deel.naam, teksten), verplicht(code, deel.naam)),
        *_bezwaren_tegen_inhoud(deel, tekst),
    ]


def _bezwaren_tegen_plekken(tekst: str, mag: Collection[str], moet: Collection[str]) -> list[str]:
    if any(teken in tekst for teken in ("{{", "}}", "{%", "%}", "{#")):
        return ["Dubbele accolades en opdrachten tussen accolades kunnen niet. Gebruik alleen de invulplekken."]
    genoemd = set(_PLEK.findall(tekst))
    zinnen = [f"De invulplek {{{naam}}} kan hier niet. Hier kan: {_noem(mag)}." for naam in sorted(genoemd - set(mag))]
    if re.search(r"[{}]", _PLEK.sub("", tekst)):
        zinnen.append("Er staat een losse accolade. Schrijf een invulplek zo: {kenmerk}.")
    return [*zinnen, *(f"De invulplek {{{naam}}} moet blijven staan." for naam in moet if naam not in genoemd)]


def _bezwaren_tegen_inhoud(deel: Deel, tekst: str) -> list[str]:
    zinnen = []
    if deel.is_regel and len(tekst.splitlines()) > 1:
        zinnen.append("Deze tekst moet op één regel staan.")
    if any(unicodedata.category(teken) in {"Cc", "Cf", "Cs", "Zl", "Zp"} for teken in tekst.replace("\n", "")):
        zinnen.append("Er staat een onzichtbaar teken in deze tekst. Typ de tekst opnieuw.")
    if soorten := sorted({vondst.soort for vondst in vind_persoonsgegevens(tekst)}):
        zinnen.append(f"Hier lijkt {opsomming(soorten)} te staan. In een sjabloon horen geen persoonsgegevens.")
    elif _ADRES.search(tekst):
        zinnen.append("Hier staat een webadres, of een spatie na een punt ontbreekt. De mail heeft zelf al een link.")
    return zinnen


def _noem(plekken: Collection[str]) -> str:
    return opsomming(f"{{{naam}}}" for naam in plekken) or "geen invulplek"


def _lees(pad: str) -> str:
    return (MAP / pad).read_text(encoding="utf-8")


def _ouder(code: str) -> str:
    gevonden = _OUDER.match(_lees(f"{code}/tekst.txt"))
    return gevonden[1] if gevonden else f"{code}/tekst.txt"


def _in_accolades(sjabloon: str) -> str:
    return _VARIABELE.sub(r"{\1}", _VOORWAARDE.sub("", sjabloon)).strip()
