"""The test mail: that the mail of this installation arrives is said by who received it, and by nobody else.

A mail server that accepts a mail has not delivered it. So the mail holds a link for its receiver; whoever presses the
button behind it proves the road from here to a mailbox, with the settings of that moment. Other settings ask a new one.
"""

import hashlib
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse

from basis.geweigerd import Geweigerd
from communicatie.models import Bericht
from communicatie.post.berichten import plan_persoonlijk
from contacten.models import Gebruiker
from escalatie.bewaking import hartslagen

SJABLOON = ONDERDEEL = "mailproef"
GELDIG = timedelta(days=3)


def stuur(wie: Gebruiker, nu: datetime) -> None:
    """Plan a test mail to this account at `nu` (aware), one a minute at most. Raises Geweigerd without an address."""
    if not wie.email:
        raise Geweigerd("Uw account heeft geen e-mailadres. Daar kan geen proefmail heen.")
    sleutel = signing.dumps({"wie": wie.pk, "op": nu.isoformat(), "langs": _afdruk()}, salt=SJABLOON)
    with transaction.atomic():
        plan_persoonlijk(
            aan=None,
            email=wie.email,
            sjabloon=SJABLOON,
            pad=reverse("proefmail", args=[sleutel]),
            aanleiding=f"{SJABLOON}:{wie.pk}:{nu:%Y-%m-%dT%H:%M}",
            regel=SJABLOON,
            nu=nu,
        )


def bevestig(sleutel: str, wie: Gebruiker, nu: datetime) -> None:
    """Note that the mail with this key arrived. Raises Geweigerd as `lees`."""
    lees(sleutel, wie, nu)
    hartslagen.klop(ONDERDEEL, nu, _afdruk())


def lees(sleutel: str, wie: Gebruiker, nu: datetime) -> None:
    """Look whether this is the key of a mail that counts. Raises Geweigerd when it is not of this account, is too old,
    or is of a mail that went another way than mail goes now."""
    try:
        gegevens = signing.loads(sleutel, salt=SJABLOON)
    except signing.BadSignature:
        raise Geweigerd("Deze link klopt niet. Open de link uit de proefmail nog een keer.") from None
    if gegevens["wie"] != wie.pk:
        raise Geweigerd("Deze proefmail is voor iemand anders. Stuur er een aan uzelf.")
    if nu - datetime.fromisoformat(gegevens["op"]) > GELDIG:
        raise Geweigerd("Deze proefmail is te oud. Stuur een nieuwe.")
    if gegevens["langs"] != _afdruk():
        raise Geweigerd("De instellingen van de mail zijn veranderd na deze proefmail. Stuur een nieuwe.")


def is_van_nu(bijzonderheid: str) -> bool:
    """Whether a confirmation (the remark of its heartbeat) is of the way that mail goes now."""
    return bijzonderheid == _afdruk()


def laatste() -> Bericht | None:
    """The test mail that was asked last."""
    # About no zaak, as all mail of this kind: those are few, and have an index.
    return Bericht.objects.filter(sjabloon=SJABLOON, zaak__isnull=True).order_by("-gepland_op", "-pk").first()


def _afdruk() -> str:
    """A print of the settings that decide where mail goes and from whom."""
    langs = (
        settings.EMAIL_HOST,
        settings.EMAIL_PORT,
        settings.EMAIL_HOST_USER,
        settings.EMAIL_TLS,
        settings.EMAIL_TLS_CA,
        settings.DEFAULT_FROM_EMAIL,
        settings.STUITERADRES,
    )
    return hashlib.sha256(repr(langs).encode()).hexdigest()[:20]
