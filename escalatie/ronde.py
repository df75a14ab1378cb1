"""One round of watching, whoever asks for it: beat, the watchdog or a person."""

from datetime import datetime

from communicatie import berichten, contactpost, perstermijnen, uitnodigingen

from . import hartslagen, informatie, mediastijging, opvolging, termijnen
from .protocol.lezen import haal_communicatieregels


def bewaak(nu: datetime) -> int:
    """Ring what is due, follow up what failed or got no answer, and say that this round was made. Returns alarms
    rung."""
    gevuurd = termijnen.bewaak(nu) + perstermijnen.bewaak(nu, haal_communicatieregels)
    informatie.bel_voor_mislukte(nu)
    opvolging.bewaak(nu)
    mediastijging.bewaak(nu)
    uitnodigingen.mail_uitnodigingen(nu)
    hartslagen.klop("bewaking", nu)
    return gevuurd


def volledig(nu: datetime) -> berichten.Telling:
    """A round with sending, for a machine on which Celery or Redis does not run (`bewaak`)."""
    bewaak(nu)
    telling = berichten.verzend(nu, limiet=500)
    # After the alarms, and sent by the next round: post about the list never keeps a melding waiting.
    contactpost.houd_bij(nu)
    contactpost.plan(nu)
    return telling
