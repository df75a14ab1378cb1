"""An e-mail address that the whole road can carry: typed, stored, signed in with, and written to."""

import unicodedata
from email.utils import parseaddr
from ipaddress import ip_address

from django.core.exceptions import ValidationError

GEEN_GEWOON_ADRES = (
    "Een e-mailadres met aanhalingstekens kan deze app niet gebruiken. Vraag deze persoon om een adres zonder."
)
GEEN_GEWONE_LETTER = (
    "In dit e-mailadres staat een letter die op een gewone lijkt en het niet is. Typ het adres zelf, zonder te plakken."
)

# Names that can never be somebody's (RFC 2606).
NIEMANDS = ("invalid", "example")


def domein_van(afzender: str) -> str:
    """The domain of a sender as settings write it ("Naam <adres>", or an address alone); empty when there is none."""
    return parseaddr(afzender)[1].rpartition("@")[2]


def is_verzonnen(adres: str) -> bool:
    """Whether this address or host ends in a name that is nobody's: what an invented person has."""
    return adres.rpartition("@")[2].rstrip(".").rpartition(".")[2].casefold() in NIEMANDS


def is_hier(host: str) -> bool:
    """Whether this host is the machine itself; a name that only looks like it ("127.0.0.1.elders.nl") is not."""
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.casefold() == "localhost"


def eis_gewoon_adres(adres: str) -> None:
    """Refuse a quoted local part (`"a b"@x.example`): the standard allows it, most mail servers and no sign-in do.

    And a letter that only looks like one of ours or becomes one in capitals (a long s, a sign for kelvin): the address
    would be that of another for a database that compares without regard to case, and no mail server takes it.

    Raises ValidationError with a Dutch sentence. What is no address at all is for the validator of the field.
    """
    if '"' in adres:
        raise ValidationError(GEEN_GEWOON_ADRES)
    naam, _, domein = adres.rpartition("@")
    klein = domein.lower()
    if not naam.isascii() or unicodedata.normalize("NFKC", domein) != domein or domein.upper().lower() != klein:
        raise ValidationError(GEEN_GEWONE_LETTER)
