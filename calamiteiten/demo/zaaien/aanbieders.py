"""Eight invented aanbieders: some work in one gemeente, some in several (R30, R51)."""

from dataclasses import dataclass
from datetime import date

from contacten.models import Aanbieder, AanbiederSoort, Gemeente, Werkgebied

SINDS = date(2019, 2, 13)


@dataclass(frozen=True)
class Voorbeeld:
    """An invented aanbieder: name, kind, and the codes of the gemeenten where it gives jeugdhulp."""

    naam: str
    gemeenten: tuple[str, ...]
    soort: str = AanbiederSoort.JEUGDHULPAANBIEDER


# Code -> what it is. The codes are for the stories and tests; the product knows names only.
AANBIEDERS: dict[str, Voorbeeld] = {
    "wissel": Voorbeeld("Jeugdzorg De Wissel", ("zwolle", "deventer", "kampen", "raalte")),
    "vechtdal": Voorbeeld("Stichting Vechtdal Jeugd", ("hardenberg", "ommen", "dalfsen")),
    "molen": Voorbeeld("Gezinshuis De Molen", ("zwolle",)),
    "bries": Voorbeeld("Praktijk Frisse Bries", ("kampen",)),
    "brug": Voorbeeld("Behandelgroep De Brug", ("deventer",)),
    "weerribben": Voorbeeld(
        "Jeugdhulp De Weerribben", ("steenwijkerland", "staphorst", "zwartewaterland", "olst-wijhe")
    ),
    "anker": Voorbeeld(
        "Jeugdbescherming Het Anker",
        (
            "dalfsen",
            "deventer",
            "hardenberg",
            "kampen",
            "olst-wijhe",
            "ommen",
            "raalte",
            "staphorst",
            "steenwijkerland",
            "zwartewaterland",
            "zwolle",
        ),
        AanbiederSoort.GECERTIFICEERDE_INSTELLING,
    ),
    "baken": Voorbeeld(
        "Meldpunt Het Baken", ("zwolle", "deventer", "kampen", "hardenberg", "raalte"), AanbiederSoort.VEILIG_THUIS
    ),
}


def zaai_aanbieders(gemeenten: dict[str, Gemeente]) -> dict[str, Aanbieder]:
    """Make the aanbieders that are not there yet, with where they work; returns all eight by code."""
    Aanbieder.objects.bulk_create(
        (
            Aanbieder(naam=voorbeeld.naam, soort=voorbeeld.soort, protocol_url=f"https://{code}.example/calamiteiten")
            for code, voorbeeld in AANBIEDERS.items()
        ),
        ignore_conflicts=True,
    )
    per_naam = Aanbieder.objects.in_bulk([voorbeeld.naam for voorbeeld in AANBIEDERS.values()], field_name="naam")
    aanbieders = {code: per_naam[voorbeeld.naam] for code, voorbeeld in AANBIEDERS.items()}
    Werkgebied.objects.bulk_create(
        (
            Werkgebied(aanbieder=aanbieder, gemeente=gemeenten[plaats], van_datum=SINDS)
            for code, aanbieder in aanbieders.items()
            for plaats in AANBIEDERS[code].gemeenten
        ),
        ignore_conflicts=True,
    )
    return aanbieders
