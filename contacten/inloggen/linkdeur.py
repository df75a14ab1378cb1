"""Whether an address is that of a link that we signed, said without the database: what stands before everything asks it
(`toeloop`), so that who misuses the doors of an office does not close them for a colleague with a mail in his hand."""

import re

from django.core import signing

from contacten.gebruikers.uitnodigingen import is_ondertekend

from .wachtwoord import is_wachtwoordlink

# With what each kind of link is signed; two of them belong to apps above this one. A test holds it beside what is used.
ZOUTEN = (
    "communicatie.actielink",
    "communicatie.meldlink",
    "contacten.bevestigen",
    "contacten.oefening",
    "escalatie.oefenlink",
    "escalatie.oefenvraag",
)
# A key, when it was signed, and the signature.
TOKEN = re.compile(r"/([0-9a-f]{32}:[0-9A-Za-z]{1,12}:[0-9A-Za-z_-]{43})/")
UITNODIGING = re.compile(r"/uitnodiging/([^/]+)/")


def link_van(pad: str, vraag: str) -> str:
    """What names the link with this path and question (`QUERY_STRING`); empty when we did not sign it. Whether it still
    opens anything is for its page."""
    if gevonden := TOKEN.search(pad):
        return gevonden[1] if any(_is_van_ons(gevonden[1], zout) for zout in ZOUTEN) else ""
    if gevonden := UITNODIGING.match(pad):
        return gevonden[1] if is_ondertekend(gevonden[1]) else ""
    return pad if is_wachtwoordlink(pad, vraag) else ""


def _is_van_ons(token: str, zout: str) -> bool:
    try:
        signing.TimestampSigner(salt=zout).unsign(token)
    except signing.BadSignature:
        return False
    return True
