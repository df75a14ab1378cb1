"""A second channel beside mail: a text by SMS, through an HTTP service that the settings name. Off until they do.

What leaves is a number, a sender and a text with kenmerk and link; what the service does with it is its own. It never
touches the mail: a text has a row of its own (`Sms`), and a sender of its own (`sms.py`).
"""

import json
import urllib.error
import urllib.request
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from http.client import HTTPException
from typing import Protocol
from urllib.parse import urlsplit

from django.conf import settings

from basis import haast
from basis.telefoon import mobiel_internationaal
from communicatie.models import Bericht, BerichtStatus, Sms

# A service that is silent for longer than this (seconds) is tried again later. It may have taken the text: whoever
# hangs up soon sends it again, and its reader gets it time after time.
GEDULD = 15
_TE_PLANNEN = (BerichtStatus.GEPLAND, BerichtStatus.TELEFONISCH)
# What the service says of this very text or number: trying again is useless. Any other answer is its own trouble.
_DEFINITIEF = frozenset({400, 404, 410, 422})


class KanaalFout(Exception):
    """A text was not taken. `is_definitief`: trying again is useless; else the service itself is in trouble.
    `is_ongezien`: it was handed over, and no answer came: it may have arrived."""

    def __init__(self, reden: str, *, is_definitief: bool = False, is_ongezien: bool = False) -> None:
        """`reden` is a Dutch sentence without number or text."""
        super().__init__(reden)
        self.is_definitief, self.is_ongezien = is_definitief, is_ongezien


class Kanaal(Protocol):
    """A way for a short text to one number."""

    def verstuur(self, naar: str, tekst: str, sleutel: str) -> None:
        """Hand it over; `sleutel` is the same at every try. Raises KanaalFout."""


class _GeenOmleiding(urllib.request.HTTPRedirectHandler):
    """An answer that points elsewhere is no yes, and the token goes nowhere else."""

    def redirect_request(self, *args: object, **kwargs: object) -> None:
        """Follow nothing."""


@dataclass(frozen=True)
class HttpSms:
    """An SMS service that takes a POST with JSON: to, from, text, reference; 2xx is a yes."""

    adres: str
    kop: str
    token: str
    afzender: str

    def verstuur(self, naar: str, tekst: str, sleutel: str) -> None:
        """See `Kanaal`."""
        if urlsplit(self.adres).scheme not in {"http", "https"}:
            raise KanaalFout("Het adres van de sms-dienst (SMS_URL) klopt niet.")
        inhoud = {"to": naar, "from": self.afzender, "text": tekst, "reference": sleutel}
        koppen = {"Content-Type": "application/json", **({self.kop: self.token} if self.token else {})}
        vraag = urllib.request.Request(self.adres, json.dumps(inhoud).encode(), koppen, method="POST")  # noqa: S310
        opener = haast.opener(GEDULD, _GeenOmleiding)
        try:
            with opener.open(vraag, timeout=GEDULD):
                return
        except urllib.error.HTTPError as fout:
            with fout:
                reden = f"De sms-dienst antwoordt {fout.code}."
            raise KanaalFout(reden, is_definitief=fout.code in _DEFINITIEF) from None
        except (urllib.error.URLError, ValueError) as fout:
            raise KanaalFout(f"De sms-dienst is niet bereikbaar ({type(fout).__name__}).") from fout
        except (OSError, HTTPException) as fout:
            # Only what went wrong before the text was handed over comes as a URLError.
            raise KanaalFout("De sms-dienst gaf geen antwoord.", is_ongezien=True) from fout


def ingesteld() -> Kanaal | None:
    """The channel of this installation; None while nothing is set up."""
    if not settings.SMS_URL:
        return None
    return HttpSms(settings.SMS_URL, settings.SMS_KOP, settings.SMS_TOKEN, settings.SMS_AFZENDER)


def plan(berichten: Iterable[Bericht], nu: datetime) -> None:
    """Have a text for each of these new messages that is urgent and whose reader has a mobile number. Call in their
    transaction."""
    if ingesteld() is None:
        return
    Sms.objects.bulk_create(
        Sms(bericht=bericht, gepland_op=nu, volgende_poging_op=nu)
        for bericht in berichten
        if bericht.is_dringend and bericht.status in _TE_PLANNEN and _nummer(bericht)
    )


def _nummer(bericht: Bericht) -> str:
    return mobiel_internationaal(bericht.contactpersoon.mobiel) if bericht.contactpersoon else ""
