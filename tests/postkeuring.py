"""What holds for every mail that any test of the suite sends; asked when a test with the mail server ends (R44, R45).

The canaries are the tests' own: whatever they typed in a field of a case must not be found in a mail. A mail about a
persvraag may hold the texts that its row carries, and no personal data but the way to answer.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from functools import lru_cache
from html import unescape
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from icalendar import Calendar

from basis.tekst import vind_persoonsgegevens
from calamiteiten.kenmerk import in_vorm
from calamiteiten.toegang import ZIEN_BIJ_UITZONDERING, rol_heeft_toegang
from communicatie.models import Bericht
from communicatie.sjablonen.bestanden import alle
from communicatie.sjablonen.delen import AFGESPROKEN, standaard
from contacten.models import Contactpersoon, Gemeente
from contacten.rollen import ROLLEN
from contacten.rolnamen import alle_namen
from escalatie.models import Overleg

# Where people write about a case; `titel` and codes come from the protocol, so they are left out.
ZAAK = {
    "calamiteiten": ("Melding", "Betrokkenheid", "Impactanalyse", "Persoonsgegevens", "Inspectierapport", "Evaluatie"),
    "escalatie": ("Stap", "Taak", "Overleg"),
    "communicatie": ("Communicatieadvies", "Mediasignaal", "Informering", "Informeermoment", "Regie"),
}
NIET_GETYPT = {"kenmerk", "titel", "protocol_versie", "code", "feiten", "criteria"}
KORTST, LANG_WOORD, LANGE_ZIN = 8, 12, 20
LINK = re.compile(r"https?://\S+")


@dataclass(frozen=True)
class Zaak:
    """What a mail must not tell, in lower case, and the rows of the outbox by Message-ID."""

    getypt: frozenset[str]
    namen: frozenset[str]
    gemeenten: frozenset[str]
    rijen: dict[str, Bericht]


def lees_zaak() -> Zaak:
    """What this test put in the database. A kenmerk, of whichever zaak, is the one thing that every mail may say."""
    modellen = {m.__name__: m for app in ZAAK for m in apps.get_app_config(app).get_models()}
    namen = [naam for lijst in ZAAK.values() for naam in lijst]
    # Of a meeting: what it is called comes from the protocol, where it is must be said to who is invited.
    # Of whatever world: a drill sends mail too.
    afspraken = Overleg._base_manager.values_list("soort", "plaats", "link")
    gezegd = {" ".join(tekst.casefold().split()) for rij in afspraken for tekst in rij}
    return Zaak(
        getypt=frozenset(
            tekst for naam in namen for tekst in _getypt(modellen[naam]) if not in_vorm(tekst) and tekst not in gezegd
        ),
        namen=frozenset(n.casefold() for n in Contactpersoon.objects.values_list("naam", flat=True) if " " in n),
        gemeenten=frozenset(n.casefold() for n in Gemeente.objects.values_list("naam", flat=True)),
        rijen={rij.message_id: rij for rij in Bericht._base_manager.select_related("zaak")},
    )


def klachten(mails: Iterable[EmailMessage], zaak: Zaak) -> list[str]:
    """What is wrong with these mails: a line per fault, empty when they may all go."""
    return [f"{mail['Subject']}: {klacht}" for mail in mails for klacht in _klachten(mail, zaak)]


def _klachten(mail: EmailMessage, zaak: Zaak) -> Iterator[str]:
    yield from _kop(mail, zaak)
    rij = zaak.rijen.get(str(mail["Message-ID"]))
    if rij is None:
        yield "deze mail staat niet in de outbox"
        return
    yield from _dichte_deur(mail, rij)
    tekst = _zonder_link(mail)
    afgesproken = " ".join(str(rij.gegevens.get(naam, "")) for naam in AFGESPROKEN).casefold()
    yield from (f"noemt {woord!r}" for woord in zaak.getypt if woord in tekst and woord not in afgesproken)
    yield from (f"noemt de naam {naam!r}" for naam in zaak.namen if naam in tekst and naam not in afgesproken)
    zonder_route = tekst.replace(str(rij.gegevens.get("antwoordroute") or "\0").casefold(), "")
    yield from (f"bevat {vondst.soort}" for vondst in vind_persoonsgegevens(zonder_route))


def _dichte_deur(mail: EmailMessage, rij: Bericht) -> Iterator[str]:
    """Whoever is let in by exception only, was not, and is led to a dossier that he cannot open."""
    melding = rij.melding
    if melding is None or rij.rol not in ZIEN_BIJ_UITZONDERING or rol_heeft_toegang(melding, rij.rol, rij.gemeente):
        return
    adressen = {adres for deel in mail.walk() if deel.get_content_type() == "text/plain" for adres in _links(deel)}
    if not rij.met_toegang and f"{settings.SITE_URL}{melding.get_absolute_url()}" in adressen:
        yield "opent een dossier dat voor deze lezer dicht is"


def _links(deel: Any) -> list[str]:
    return LINK.findall(str(deel.get_content()))


def _kop(mail: EmailMessage, zaak: Zaak) -> Iterator[str]:
    if mail["To"] is None or len(mail["To"].addresses) != 1:
        yield "heeft niet precies één ontvanger"
    yield from (f"heeft {kop}" for kop in ("Cc", "Bcc") if mail[kop] is not None)
    if mail["Auto-Submitted"] != "auto-generated":
        yield "zegt niet dat hij vanzelf is gemaakt"
    if mail["List-Id"] not in {f"<{lijst}.{settings.MAIL_DOMEIN}>" for lijst in ("berichten", "persvragen")}:
        yield "zegt niet bij welke lijst van ons hij hoort"
    gezwegen = {woord.strip() for woord in str(mail["X-Auto-Response-Suppress"]).split(",")}
    if not {"OOF", "AutoReply"} <= gezwegen:
        yield "vraagt programma's om een antwoord"
    if gezwegen & {"All", "NDR"}:
        yield "onderdrukt ook wat niet aankwam"
    if not str(mail["Message-ID"]).endswith(f"@{settings.MAIL_DOMEIN}>"):
        yield "heeft niet ons Message-ID"
    onderwerp = str(mail["Subject"]).casefold()
    yield from (f"noemt {g} in het onderwerp" for g in zaak.gemeenten if re.search(rf"\b{re.escape(g)}\b", onderwerp))


def _zonder_link(mail: EmailMessage) -> str:
    """All that a reader sees, in lower case on one line: subject and both parts, without tags and addresses of
    pages."""
    delen = [_leesbaar(deel) for deel in mail.walk() if deel.get_content_maintype() == "text"]
    kaal = re.sub(r"<[^>]+>", " ", LINK.sub(" ", "\n".join(delen)))
    return " ".join(f"{mail['Subject']}\n{unescape(kaal)}".casefold().split())


def _leesbaar(deel: Any) -> str:
    """What people read of this part; of an appointment no addresses: its sender, and its one receiver."""
    tekst = str(deel.get_content())
    if deel.get_content_subtype() != "calendar":
        return tekst
    gebeurtenissen = Calendar.from_ical(tekst).walk("VEVENT")
    velden = ("SUMMARY", "LOCATION", "DESCRIPTION")
    return "\n".join(str(een.get(naam, "")) for een in gebeurtenissen for naam in velden)


def _getypt(model: type[models.Model]) -> Iterator[str]:
    velden = [veld for veld in model._meta.concrete_fields if veld.name not in NIET_GETYPT and not veld.choices]
    platte = [v.name for v in velden if isinstance(v, models.CharField | models.TextField)]
    diepe = [v.name for v in velden if isinstance(v, models.JSONField)]
    for rij in model._base_manager.all().exclude(**_vervallen(model)).values_list(*platte, *diepe):
        yield from (" ".join(tekst.casefold().split()) for tekst in _teksten(rij) if _is_herkenbaar(tekst))


def _is_herkenbaar(tekst: str) -> bool:
    """Whether this text, found in a mail, can only come from the case: no single ordinary word, code or role."""
    kortst = LANG_WOORD if tekst.isalpha() else KORTST if tekst != tekst.lower() else LANGE_ZIN
    return len(tekst) >= kortst and " ".join(tekst.casefold().split()) not in _eigen_woorden()


def _eigen_woorden() -> str:
    """What mails say by themselves: the names of roles, in every version of this moment, and every standard wording."""
    rollen = sorted(naam for rol in ROLLEN for naam in alle_namen(rol))
    return " ".join("\n".join([*rollen, _standaardzinnen()]).casefold().split())


@lru_cache(maxsize=1)
def _standaardzinnen() -> str:
    return "\n".join(zin for code in alle() for zin in standaard(code).per_veld().values())


def _vervallen(model: type[models.Model]) -> dict[str, Any]:
    """A task that lapsed has the name of the step for its report; nobody typed that."""
    return {"status": "vervallen"} if model.__name__ == "Taak" else {"pk": 0}


def _teksten(waarde: Any) -> Iterator[str]:
    if isinstance(waarde, str):
        yield waarde
    elif isinstance(waarde, dict):
        for onderdeel in waarde.values():
            yield from _teksten(onderdeel)
    elif isinstance(waarde, list | tuple):
        for onderdeel in waarde:
            yield from _teksten(onderdeel)
