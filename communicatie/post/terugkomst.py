"""Reading mail that came back: a report by the standard (RFC 3464), or the plain text that some servers send instead.

Pure: bytes in, what it means out. What a stranger sent is read with care: never an exception, a limited size, no links.
The reports of the standard are read here, the dozens of plain ones by flufl.bounce (docs/besluiten/0014-stuiters.md).
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from email import message_from_bytes, message_from_string, policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import EmailMessage, Message
from email.utils import parseaddr

from flufl.bounce import all_failures

from communicatie.models import StuiterSoort

HOOGSTENS = 1_000_000
MESSAGE_ID = re.compile(r"<[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@[\w.-]+>", re.IGNORECASE)
CODE = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")
KORTE_CODE = re.compile(r"\b([45]\d\d)[ -]")
ONDERWERP = re.compile(
    r"undeliver|undelivered|delivery (status notification|failure|has failed)|mail delivery failed|returned mail"
    r"|failure notice|(?:could|can) ?not be (?:sent|delivered)|onbestelba|(?:bezorg|aflever|verzend)\w* (?:is )?mislukt"
    r"|niet (?:\w+ ){0,3}(?:bezorg|afgelever|aangekomen|verzonden|verstuurd|bestel)"
    r"|(?:bezorg|aflever)\w* niet (?:gelukt|mogelijk)",
    re.IGNORECASE,
)
# What a server says while it goes on trying.
VERTRAAGD = re.compile(r"nog niet|vertraag|delay|warning|waarschuwing", re.IGNORECASE)
SERVER = re.compile(r"mailer.?daemon|postmaster|mail.?delivery|mdaemon|system administrator", re.IGNORECASE)
# The report by the standard; the second is of servers that know addresses with other letters (RFC 6533).
RAPPORT = {"message/delivery-status", "message/global-delivery-status"}
# How mail programs begin the subject of an answer that nobody typed.
AFWEZIG = re.compile(
    r"\s*(?:(?:re|antw|fwd?|aw):\s*)*(?:automatische? (?:antwoord|reactie)|auto(?:matic)?[ -]?reply|auto(?:matisch)?:"
    r"|automatic response|out of (?:the )?office|afwezig|niet aanwezig|vakantie|on vacation|abwesen)",
    re.IGNORECASE,
)
AUTOMAAT = ("X-Autoreply", "X-Autorespond", "X-Auto-Respond", "X-Vacation")
# The final state as servers write it; "delayed", "delivered", "relayed" and "expanded" are no failure.
MISLUKT = re.compile(r"\s*(?:failed|failure|error)\b", re.IGNORECASE)
# What a mail server says of whoever hands it a mail, and not of the one it is for. Of an address nothing counts: it may
# have any of these words in it.
ADRES = re.compile(r"[^\s<>;:,]+@[^\s<>;:,]+")
OVER_ONS = re.compile(
    r"\b5\.(?:1\.[78]|7\.60|2\.252)\b|\brelay|sender (?:address )?(?:rejected|verify)|client host"
    r"|auth\w* (?:is )?required|must issue a starttls|not owned by|\bsend ?as\b|sendasdenied",
    re.IGNORECASE,
)
LEGE_REGEL = re.compile(r"(?:\r?\n[ \t]*){2,}")
# Refusals that say nothing bad about the address: a full mailbox, a message too big, content or policy.
ZACHT = re.compile(r"^5\.(2\.[23]|3\.4|[67]\.\d+)$")


@dataclass(frozen=True)
class Terugkomst:
    """What one report says: the Message-IDs it names, and why it failed.

    codes: address that was not reached (lower case) -> code of the mail server; under "" what it says of no address.
    """

    message_ids: tuple[str, ...]
    codes: Mapping[str, str]

    def code_van(self, adres: str) -> str | None:
        """Why this address was not reached (a code, "" when none is given); None when the report is about others only.

        A mailbox may send on to another, and then the report is about that other, whatever that one is called. Only the
        same name at a domain that is named after ours is how a server calls its own mailbox inside
        ("info@plaats.example" is "info@plaats.mailhuis.example").
        """
        eigen = adres.casefold()
        zelfde = (ander for ander in self.codes if _is_zelfde_postbus(eigen, ander))
        return self.codes.get(eigen, self.codes.get(next(zelfde, ""), None))


def _is_zelfde_postbus(eigen: str, ander: str) -> bool:
    """Whether this is our mailbox under the name that its own server has for it."""
    naam, _, domein = eigen.rpartition("@")
    andere_naam, _, ander_domein = ander.rpartition("@")
    ons, hun = ([deel.replace("-", "") for deel in een.split(".")] for een in (domein, ander_domein))
    return naam == andere_naam and (ons[-2:][0] in hun[:-1] or hun[-2:][0] in ons[:-1])


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
    if not _is_rapport(mail) and _is_automatisch_antwoord(mail):
        return None
    rapporten = [blok for deel in mail.walk() if deel.get_content_type() in RAPPORT for blok in _blokken(deel)]
    if rapporten:
        mislukt = [blok for blok in rapporten if MISLUKT.match(_kop(blok, "Action"))]
        # What is said of the mail as a whole is about the one address that failed, when it is but one.
        erbij = _code(mail) if len(mislukt) == 1 else ""
        codes = {_adres(blok): _oorzaak(blok, erbij) for blok in mislukt}
        return _terugkomst(mail, codes) if mislukt else None
    return _lees_plat(mail)


def _lees_plat(mail: Message) -> Terugkomst | None:
    """A report in words. Words alone prove nothing: it comes from a server, and says whom it did not reach, or is named
    as such a report in its subject, or gives the code with which another server refused it."""
    vertraagd, mislukt = all_failures(mail)
    is_server = bool(SERVER.search(_kop(mail, "From")))
    if mislukt and (is_server or _kop(mail, "Return-Path", "onbekend").strip() in {"<>", ""}):
        adressen = (_kaal(adres.decode("ascii", "replace")) for adres in mislukt)
        return _terugkomst(mail, dict.fromkeys(adressen, _code(mail)))
    onderwerp, code = _kop(mail, "Subject"), _code(mail)
    gaat_door = mislukt or vertraagd or VERTRAAGD.search(onderwerp)
    if not is_server or gaat_door or not (ONDERWERP.search(onderwerp) or code.startswith("5.")):
        return None
    return _terugkomst(mail, {"": code})


def _is_rapport(mail: Message) -> bool:
    """Whether the mail as a whole is a report by the standard; no program for absence makes that."""
    return mail.get_content_type() == "multipart/report" and mail.get_param("report-type") == "delivery-status"


def _is_automatisch_antwoord(mail: Message) -> bool:
    """Whether this is an answer that nobody typed ("I am away"), whatever it says.

    Some servers call their reports auto-replied too: then the sender decides.
    """
    if AFWEZIG.match(_kop(mail, "Subject")) or any(kop in mail for kop in AUTOMAAT):
        return True
    is_antwoord = "auto-replied" in _kop(mail, "Auto-Submitted").lower() or "auto_reply" in _kop(mail, "Precedence")
    return is_antwoord and not SERVER.search(_kop(mail, "From"))


def _oorzaak(blok: Message, erbij: str) -> str:
    """Why this block failed. A status without detail says nothing more than that: Exim writes 5.0.0 for a full mailbox
    and for an unknown one alike, and what the other server said stands beside it or in the words around it."""
    gezegd = [code_in(_kop(blok, "Status")), code_in(_kop(blok, "Diagnostic-Code")), erbij]
    precies = (code for code in gezegd if code.count(".") == 2 and not code.endswith(".0.0"))
    return next(precies, next(filter(None, gezegd), ""))


def _adres(blok: Message) -> str:
    """Whom this block is about: the last address in the chain, of which the first may be ours."""
    voluit = _kop(blok, "Final-Recipient") or _kop(blok, "Original-Recipient")
    return _kaal(voluit.rpartition(";")[2])


def _kaal(voluit: str) -> str:
    adres = parseaddr(voluit)[1].casefold()
    return adres if "@" in adres else ""


def _code(mail: Message) -> str:
    return code_in("\n".join(_teksten(mail)))


def _kop(mail: Message, naam: str, anders: str = "") -> str:
    """A header as people read it: decoded, on one line. What cannot be decoded stays as it is."""
    ruw = str(mail.get(naam, anders))
    try:
        return " ".join(str(make_header(decode_header(ruw))).split())
    except (HeaderParseError, LookupError, ValueError):
        return ruw


def _blokken(deel: Message) -> Iterator[Message]:
    """The blocks of a report that are about a receiver. Python takes them apart itself, but only of the first kind and
    as they came over the line: in base64 a report says nothing to it."""
    inhoud = deel.get_payload()
    stukken = [stuk for stuk in inhoud if isinstance(stuk, Message)] if isinstance(inhoud, list) else []
    plat = Message()
    plat["Content-Transfer-Encoding"] = _kop(deel, "Content-Transfer-Encoding")
    plat.set_payload(b"\n\n".join(stuk.as_bytes() for stuk in stukken).decode("ascii", "surrogateescape"))
    ontcijferd = plat.get_payload(decode=True)
    tekst = ontcijferd.decode("utf-8", "replace") if isinstance(ontcijferd, bytes) else ""
    for stuk in LEGE_REGEL.split(tekst):
        blok = message_from_string(stuk.strip(), policy=policy.compat32)
        if "Action" in blok:
            yield blok


def _terugkomst(mail: Message, codes: Mapping[str, str]) -> Terugkomst | None:
    """The servers on the way give Message-IDs of their own; which of all these is ours, the outbox knows."""
    teksten = [*_teksten(mail), *(_kop(mail, kop) for kop in ("In-Reply-To", "References"))]
    gevonden = dict.fromkeys(nummer for tekst in teksten for nummer in MESSAGE_ID.findall(tekst))
    return Terugkomst(tuple(gevonden), codes) if gevonden else None


def _teksten(mail: Message) -> Iterator[str]:
    """Every piece of text in the mail, with the headers of a message or of headers that it carries."""
    for nummer, deel in enumerate(mail.walk()):
        if nummer and (message_id := deel.get("Message-ID")):
            yield str(message_id)
        if deel.get_content_maintype() == "text" or deel.get_content_type() == "message/rfc822-headers":
            inhoud = deel.get_payload(decode=True)
            yield _als_tekst(deel, inhoud) if isinstance(inhoud, bytes) else str(deel.get_payload())


def _als_tekst(deel: Message, inhoud: bytes) -> str:
    try:
        return inhoud.decode(deel.get_content_charset("utf-8"), "replace")
    except (LookupError, ValueError):
        return inhoud.decode("utf-8", "replace")


def code_in(tekst: str) -> str:
    """Return the code of a mail server in this text: 5.1.1 when there is one, else 550, else empty."""
    gevonden = CODE.search(tekst) or KORTE_CODE.search(tekst)
    return gevonden.group(1) if gevonden else ""


def weigert_ons(antwoord: str) -> bool:
    """Whether this refusal of a mail server ("554 5.7.1 …: Relay access denied") is about us: it would say the same
    for every receiver. Postfix waits with it until it hears for whom the mail is; Exchange until it has the mail."""
    return antwoord.startswith("530") or bool(OVER_ONS.search(ADRES.sub("", antwoord)))
