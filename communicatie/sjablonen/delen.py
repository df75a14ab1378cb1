"""What of a mail can be worded by the beheerder: its parts, the placeholders in them, and what is refused.

The rest of a mail is nobody's to change: the salutation, the link, what must never be written back, the sender. Words
of a file and of the beheerder are filled in alike: `vul_in` puts values in braces and does nothing else.
"""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from basis.taal import opsomming
from basis.tekst import vind_persoonsgegevens
from calamiteiten.statussen import MELDING, beeld, is_status
from contacten.rolnamen import rolnaam, versie_van_vandaag

from .bestanden import ONDERWERP, PLEK, is_naam, lees

# Texts of a persvraag that its rule may let into the mail.
AFGESPROKEN = ("vraag", "kernboodschap", "achtergrond", "memo", "antwoord")

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
    return (DELEN[ONDERWERP], *(DELEN[naam] for naam in lees(code).soort.delen))


def standaard(code: str) -> Woorden:
    """The wording of the file; a part that this mail does without is not in it. Raises what `lees` raises."""
    mail = lees(code)
    return Woorden(mail.zinnen[ONDERWERP], {naam: mail.zinnen[naam] for naam in mail.soort.delen})


def toegestaan(code: str, deel: str, teksten: Collection[str] = ()) -> tuple[str, ...]:
    """The placeholders of this part. `teksten`: the agreed texts that this mail about a persvraag may hold."""
    mail = lees(code)
    over = ("kenmerk", "rolnaam") if mail.gaat_over_zaak else ()
    van_bestand = PLEK.findall(mail.zinnen.get(deel, ""))
    if deel == ONDERWERP:
        return (*over[:1], *(plek for plek in van_bestand if is_naam(plek)))
    kan = set(teksten) & set(mail.soort.toont) if deel in {"gebeurd", "doen"} else set()
    extra = [naam for naam in AFGESPROKEN if naam in kan]
    return tuple(dict.fromkeys([*van_bestand, *over, "afzender", *extra]))


def verplicht(code: str, deel: str) -> tuple[str, ...]:
    """The placeholders that this part cannot do without: the subject says what it is about, the term says when."""
    if deel == ONDERWERP:
        return ("kenmerk",) if lees(code).gaat_over_zaak else ()
    return ("termijn",) if deel == "termijn" else ()


def bezwaren(code: str, woorden: Woorden, teksten: Collection[str] = ()) -> dict[str, list[str]]:
    """Why this wording cannot be used: part -> Dutch sentences. Empty when it can."""
    gegeven = woorden.per_veld()
    alle = {deel.naam: list(_bezwaren(code, deel, gegeven.get(deel.naam, ""), teksten)) for deel in delen_van(code)}
    return {naam: zinnen for naam, zinnen in alle.items() if zinnen}


def vul_in(tekst: str, waarden: Mapping[str, Any], namen: Callable[[str], str] = str) -> str:
    """Put the values in the place of `{naam}`, once: braces in a value stay what they are. `namen`: how a version calls
    the role or status of a place. Raises KeyError."""
    return PLEK.sub(lambda plek: namen(plek[1]) if is_naam(plek[1]) else waarden[plek[1]], tekst)


def namen_van(versie: str, soort: str) -> Callable[[str], str]:
    """How this version calls a role, or a status of this kind of zaak: "rol:regiomanager" -> "regiomanager"."""

    def noem(plek: str) -> str:
        wat, _, code = plek.partition(":")
        return rolnaam(code, versie) if wat == "rol" else beeld(soort, versie, code).naam

    return noem


def met_namen(tekst: str) -> str:
    """A text that people read outside a mail: roles and statuses as the version of today calls them, other places as
    they are."""
    namen = namen_van(versie_van_vandaag(), MELDING)
    return PLEK.sub(lambda plek: namen(plek[1]) if is_naam(plek[1]) else plek[0], tekst)


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
    genoemd = set(PLEK.findall(tekst))
    vreemd = sorted(naam for naam in genoemd - set(mag) if not _bestaat(naam))
    zinnen = [f"De invulplek {{{naam}}} kan hier niet. Hier kan: {_noem(mag)}." for naam in vreemd]
    if re.search(r"[{}]", PLEK.sub("", tekst)):
        zinnen.append("Er staat een losse accolade. Schrijf een invulplek zo: {kenmerk}.")
    return [*zinnen, *(f"De invulplek {{{naam}}} moet blijven staan." for naam in moet if naam not in genoemd)]


def _bestaat(plek: str) -> bool:
    soort, _, code = plek.partition(":")
    return is_naam(plek) and (soort != "status" or is_status(code))


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
