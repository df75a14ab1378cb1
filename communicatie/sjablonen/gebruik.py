"""Who gets a mail, and when: for the beheerder who words it. The rules come in as a value, read by who asks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from . import teksten as sjabloonteksten
from .brieven import alle
from .delen import standaard


@dataclass(frozen=True)
class Gebruik:
    """One rule by which a mail goes out. `met`: the agreed texts that it lets into the mail about a persvraag."""

    wanneer: str
    aan: str
    zin: str
    bron: str = ""
    met: tuple[str, ...] = ()


# Code of the mail -> the rules that send it.
GebruikPerMail = Mapping[str, Sequence[Gebruik]]

_CONTACT, _BEHEER = "de contactpersoon zelf", "de beheerder"
ZONDER_REGEL: dict[str, Gebruik] = {
    "alarm": Gebruik("iets staat stil of klopt niet", "beheerder en regiomanager", "De bewaking vraagt om een mens."),
    "contact_bevestigen": Gebruik("elk kwartaal", _CONTACT, "Wie in de lijst staat, kijkt of de gegevens kloppen."),
    "contact_herinnering": Gebruik(
        "een week zonder antwoord", _CONTACT, "Wie niet antwoordt, krijgt de vraag nog eens."
    ),
    "contact_oefening": Gebruik("bij een oefening", _CONTACT, "Iedereen laat weten of hij bereikbaar is."),
    "contact_onbereikbaar": Gebruik("een mail komt terug", _BEHEER, "Een adres uit de lijst werkt niet meer."),
    "contact_voorstel": Gebruik("iemand geeft iets door", _BEHEER, "Er ligt een voorstel om de lijst te wijzigen."),
    "dagbericht": Gebruik("elke dag om half acht", "de regiomanager", "Hoe het ervoor staat, in getallen."),
    "vervanger_gevraagd": Gebruik("niemand bevestigt", "de volgende op deze plek", "Een ander neemt het over."),
    "verzamelbericht": Gebruik("veel tegelijk", "wie ze krijgt", "Eén mail met een regel per bericht."),
    "uitnodiging": Gebruik("bij een nieuw account", "de nieuwe gebruiker", "Iemand kiest een wachtwoord."),
}


@dataclass(frozen=True)
class Sjabloonregel:
    """A mail in the list: its subject as it is now, its rules, and whether the beheerder worded it."""

    code: str
    onderwerp: str
    gebruik: tuple[Gebruik, ...]
    is_eigen: bool
    is_kapot: bool

    @property
    def titel(self) -> str:
        """The subject without the kenmerk that every mail about a case begins with."""
        kaal = self.onderwerp.removeprefix("{kenmerk}: ")
        return kaal[:1].upper() + kaal[1:]

    @property
    def aan(self) -> tuple[str, ...]:
        """Who gets it, each once."""
        return tuple(dict.fromkeys(regel.aan for regel in self.gebruik))

    @property
    def wanneer(self) -> tuple[str, ...]:
        """When it goes out, each once."""
        return tuple(dict.fromkeys(regel.wanneer for regel in self.gebruik))


@dataclass(frozen=True)
class Groep:
    """A heading of the list with its mails."""

    titel: str
    regels: tuple[Sjabloonregel, ...]


def gebruik_van(code: str, regels: GebruikPerMail) -> tuple[Gebruik, ...]:
    """Every rule that sends this mail."""
    return (ZONDER_REGEL[code],) if code in ZONDER_REGEL else tuple(regels.get(code, ()))


def teksten_van(code: str, regels: GebruikPerMail) -> tuple[str, ...]:
    """The agreed texts that every mail by this template holds, so that no placeholder can stay empty."""
    return tuple(sorted(_gedeeld(gebruik_van(code, regels))))


def overzicht(gebruik: GebruikPerMail) -> list[Groep]:
    """Every mail of the app in its group; groups without mails are left out."""
    nu = sjabloonteksten.alle_laatste()
    regels: dict[str, list[Sjabloonregel]] = {groep: [] for groep in sjabloonteksten.GROEPEN}
    for code in alle():
        per_regel = gebruik_van(code, gebruik)
        regels[sjabloonteksten.groep_van(code)].append(_sjabloonregel(code, per_regel, nu.get(code)))
    return [Groep(sjabloonteksten.GROEPEN[groep], tuple(lijst)) for groep, lijst in regels.items() if lijst]


def _sjabloonregel(code: str, gebruik: tuple[Gebruik, ...], rij: sjabloonteksten.Rij) -> Sjabloonregel:
    stand = sjabloonteksten.beoordeel(code, rij, _gedeeld(gebruik))
    onderwerp = (stand.woorden or standaard(code)).onderwerp
    return Sjabloonregel(code, onderwerp, gebruik, stand.woorden is not None, bool(stand.opmerking))


def _gedeeld(gebruik: tuple[Gebruik, ...]) -> set[str]:
    return set.intersection(*(set(regel.met) for regel in gebruik)) if gebruik else set()
