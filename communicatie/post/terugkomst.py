"""Reading mail that came back: a report by the standard (RFC 3464), or the plain text that some servers send instead.

Pure: bytes in, what it means out. What a stranger sent is read with care: never an exception, a limited size, no links.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage, Message

from communicatie.models import StuiterSoort

HOOGSTENS = 1_000_000
MESSAGE_ID = re.compile(r"<[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@[\w.-]+>", re.IGNORECASE)
CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
KORTE_CODE = re.compile(r"\b([45]\d\d)[ -]")
ONDERWERP = re.compile(
    r"undeliver|undelivered|delivery (status notification|failure|has failed)|mail delivery failed|returned mail"
    r"|failure notice|onbestelbaar|niet bezorgd|niet afgeleverd",
    re.IGNORECASE,
)
# Refusals that say nothing bad about the address: a full mailbox, a message too big, content or policy.
ZACHT = re.compile(r"^5\.(2\.[23]|3\.4|[67]\.\d+)$")


@dataclass(frozen=True)
class Terugkomst:
    """What one report says: the Message-IDs it names, for good or for now, and the code of the mail server."""

    message_ids: tuple[str, ...]
    soort: StuiterSoort
    code: str


def lees_terugkomst(ruw: bytes) -> Terugkomst | None:
    """Return what this mail reports, None when it is not a report of failure about a message of ours.

    A warning that delivery is delayed is not a failure: the server goes on trying. A receipt is not one either.
    """
    try:
        mail = message_from_bytes(ruw[:HOOGSTENS], _class=EmailMessage, policy=policy.compat32)
        return _lees(mail)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None  # a mail so broken that Python cannot walk it


def soort_van(code: str) -> StuiterSoort:
    """Return whether a code of a mail server (5.1.1, or 550) means that the address is dead."""
    is_hard = code.startswith("5") and not ZACHT.match(code) and code != "552"
    return StuiterSoort.HARD if is_hard else StuiterSoort.TIJDELIJK


def _lees(mail: Message) -> Terugkomst | None:
    rapporten = [
        blok for deel in mail.walk() if deel.get_content_type() == "message/delivery-status" for blok in _blokken(deel)
    ]
    if rapporten:
        mislukt = [blok for blok in rapporten if str(blok.get("Action", "")).strip().lower() == "failed"]
        codes = [code_in(f"{blok.get('Status', '')} {blok.get('Diagnostic-Code', '')}") for blok in mislukt]
        return _terugkomst(mail, codes[0]) if codes else None
    if not ONDERWERP.search(str(mail.get("Subject", ""))) or not _is_van_een_server(mail):
        return None
    return _terugkomst(mail, code_in("\n".join(_teksten(mail))))


def _blokken(deel: Message) -> Iterator[Message]:
    """The blocks of a report that are about a receiver."""
    inhoud = deel.get_payload()
    for blok in inhoud if isinstance(inhoud, list) else []:
        if isinstance(blok, Message) and "Action" in blok:
            yield blok


def _is_van_een_server(mail: Message) -> bool:
    van = str(mail.get("From", "")).casefold()
    terug = str(mail.get("Return-Path", "onbekend")).strip()
    return terug in {"<>", ""} or "mailer-daemon" in van or "postmaster" in van


def _terugkomst(mail: Message, code: str) -> Terugkomst | None:
    """The servers on the way give Message-IDs of their own; which of all these is ours, the outbox knows."""
    teksten = [*_teksten(mail), *(str(mail.get(kop, "")) for kop in ("In-Reply-To", "References"))]
    gevonden = dict.fromkeys(nummer for tekst in teksten for nummer in MESSAGE_ID.findall(tekst))
    return Terugkomst(tuple(gevonden), soort_van(code), code) if gevonden else None


def _teksten(mail: Message) -> Iterator[str]:
    """Every piece of text in the mail, with the headers of a message or of headers that it carries."""
    for nummer, deel in enumerate(mail.walk()):
        if nummer and (message_id := deel.get("Message-ID")):
            yield str(message_id)
        if deel.get_content_maintype() == "text" or deel.get_content_type() == "message/rfc822-headers":
            inhoud = deel.get_payload(decode=True)
            yield inhoud.decode("utf-8", "replace") if isinstance(inhoud, bytes) else str(deel.get_payload())


def code_in(tekst: str) -> str:
    """Return the code of a mail server in this text: 5.1.1 when there is one, else 550, else empty."""
    gevonden = CODE.search(tekst) or KORTE_CODE.search(tekst)
    return gevonden.group(1) if gevonden else ""
