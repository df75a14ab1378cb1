"""What the communication advice of the stories says: a first version, and a second when the case grows (Fase 1)."""

from collections.abc import Iterable

from communicatie.advies.adviezen import Adviesinhoud, Gemeenteafspraak
from contacten.models import Gemeente

EERSTE: dict[str, str] = {
    "proces": "De aanbieder en de gemeente zoeken uit wat er is gebeurd. Zodra er nieuws is, hoort iedereen dat.",
    "wat": "Op een locatie van een jeugdhulpaanbieder is een ernstig incident geweest. Meer is nog niet bevestigd.",
    "wie": "Het gaat om een jeugdige die hulp krijgt. Wij zeggen niets dat iemand herkenbaar maakt.",
    "waar": "Bij een aanbieder in onze regio.",
    "waarom": "Dat wordt onderzocht. De inspectie is op de hoogte.",
    "omgang": "De gemeente houdt contact met de familie en met de aanbieder en kijkt of iedereen veilig is.",
    "herhaling": "De aanbieder heeft extra begeleiding ingezet. De gemeente ziet daarop toe.",
    "zorgen": "Ouders vragen of de andere jeugdigen veilig zijn. Ja: er is dag en nacht begeleiding.",
    "duiding": "Dit raakt ons. Onze gedachten zijn bij de jeugdige en de familie.",
    "spreker": "De wethouder jeugd, als de pers ernaar vraagt.",
    "kernboodschap": "Wij leven mee met de familie. Wij zoeken uit wat er is gebeurd en delen wat wij weten.",
    "strategie_gemeente": "De gemeente antwoordt op vragen en gaat zelf niet naar buiten.",
    "werkafspraken": "Elke dag om tien uur bellen wij. De woordvoerder van de gemeente leest elk antwoord mee.",
    "afstemming": "Communicatieadviseur van de gemeente, vandaag, telefonisch.",
}
# What Fase 1 changes: more people ask, and the gemeenten choose one line together (R82, R83).
FASE_1: dict[str, str] = {
    **EERSTE,
    "proces": "De aanbieder, de gemeenten en de inspectie zoeken samen uit wat er is gebeurd. Elke werkdag om vier uur "
    "hoort iedereen of er nieuws is.",
    "herhaling": "De aanbieder heeft extra begeleiding ingezet en neemt voorlopig geen nieuwe jeugdigen op. De "
    "gemeenten zien daarop toe.",
    "bestuurders": "Elke manager informeert de eigen wethouder. Daarna krijgen de raden op hetzelfde uur één brief.",
    "strategie_gemeente": "De gemeenten gaan samen met één bericht naar buiten en antwoorden op vragen.",
    "afstemming": "Managers sociaal domein en woordvoerders van de betrokken gemeenten, in het overleg van vandaag.",
}


def inhoud(gemeenten: Iterable[Gemeente], *, is_fase_1: bool) -> Adviesinhoud:
    """A complete advice for these gemeenten; each leads in its own place (R58)."""
    afspraak = Gemeenteafspraak(
        woordvoerder="woordvoerder van de gemeente",
        afspraken="De regio houdt de media bij en leest mee met de kernboodschap." if is_fase_1 else "",
    )
    return Adviesinhoud(
        delen=FASE_1 if is_fase_1 else EERSTE,
        houding="actief" if is_fase_1 else "passief",
        bereik="regionaal" if is_fase_1 else "lokaal",
        gemeenten={gemeente.pk: afspraak for gemeente in gemeenten},
    )
