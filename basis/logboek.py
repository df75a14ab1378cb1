"""What the application writes in its log: a line of JSON in production, a readable line while developing.

A log is read by people who may see no dossier, and is copied to other machines. So no line holds text of a case: not
through an error of the database (which quotes the row), not through a path with a token, not through a mail address.
Every logger of Python goes through here, those of the libraries too. Why: docs/besluiten/0015-logboek.md.
"""

import logging
import re
import traceback
from collections.abc import Iterator
from http import HTTPStatus
from itertools import islice
from pathlib import Path
from typing import Any

import structlog
from structlog.typing import EventDict, Processor

from .tekst import vind_persoonsgegevens

# A part of a path that no person would type: a signed link, a key to choose a new password.
_TOKEN = re.compile(r"(?<=/)(?=[^/\s]*[\d:])[\w:=.~%-]{24,}")
_VRAAG = re.compile(r"(?:(?<=/)\?|(?<=\w)\?(?=[\w%.+\[\]-]+=))[^\s\"'<>]+")
# The same outside a path: what was signed, the key of a session, a random key.
_LOS = re.compile(
    r"(?<![\w/.-])(?:[\w.~%-]+(?::|%3A)[A-Za-z0-9]{5,8}(?::|%3A)[\w-]{20,}|(?=[a-z]*[0-9])(?=[0-9]*[a-z])[a-z0-9]{32}(?![\w-])"
    r"|(?=[\w-]*[0-9])[\w-]{40,})"
)
# What a library calls a secret when it writes one down, and the password in the address of a service.
_GENOEMD = re.compile(
    r"(?i)(\b(?:[\w-]*(?:sessie|sessionid|session_key|csrf\w*|token|sleutel|geheim|secret|wachtwoord|password|passwd|api[_-]?key)"
    r"|authorization|(?:set-)?cookie)"
    r"['\"]?\s*[=:]\s*(?:b?['\"])?(?:(?:bearer|basic) )?)([^\s'\";,&)]+)"
)
_IN_ADRES = re.compile(r"(?<=://)[^\s/@]*@")
LANGSTE_KETEN, DIEPSTE_PLEK = 5, 25
# Who writes a line about a request in the words of the visitor: the path, the name of the site, where he came from.
_OVER_EEN_VERZOEK = re.compile(r"django\.(?:request|server|security\.(?P<soort>\w+))")


def maskeer(tekst: str) -> str:
    """The text without tokens, query strings and signs of personal data; what kind it was stays."""
    tekst = _IN_ADRES.sub("[…]@", _TOKEN.sub("[token]", _VRAAG.sub("?[…]", tekst)))
    tekst = _GENOEMD.sub(r"\1[geheim]", _LOS.sub("[token]", tekst))
    for vondst in reversed(vind_persoonsgegevens(tekst)):
        tekst = f"{tekst[: vondst.van]}[{vondst.soort}]{tekst[vondst.tot :]}"
    return tekst


def instellingen(niveau: str, *, is_productie: bool) -> dict[str, Any]:
    """The setting LOGGING. `niveau`: the lowest level that is written."""
    uitvoer = "basis.alleen_regels.Uitvoer" if is_productie else "logging.StreamHandler"
    _stel_structlog_in()
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"regel": _vorm(is_productie=is_productie)},
        "handlers": {"console": {"class": uitvoer, "formatter": "regel"}},
        "root": {"handlers": ["console"], "level": niveau},
        "loggers": {
            # Django writes its own lines through a handler of its own while developing; ours is enough.
            "django": {"handlers": [], "level": niveau, "propagate": True},
            "django.server": {"handlers": [], "level": niveau, "propagate": True},
            # On DEBUG this one writes every query with its values, on INFO that one names each of its detectors.
            "django.db.backends": {"level": "INFO"},
            "flufl.bounce": {"level": "CRITICAL"},
        },
    }


def json_regel() -> logging.Formatter:
    """What makes lines of production, for who has a log of its own (calamiteiten/config/granian.json)."""
    vorm = _vorm(is_productie=True)
    maak: type[logging.Formatter] = vorm.pop("()")
    return maak(**vorm)


def _vorm(*, is_productie: bool) -> dict[str, Any]:
    """How a line is made, as LOGGING says it."""
    slot: Processor = structlog.processors.JSONRenderer(ensure_ascii=False)
    if not is_productie:
        # Plain: with rich installed structlog prints the local variables of every frame, and those are the case.
        slot = structlog.dev.ConsoleRenderer(colors=False, exception_formatter=structlog.dev.plain_traceback)
    return {
        "()": structlog.stdlib.ProcessorFormatter,
        "foreign_pre_chain": _VOORAF,
        "processors": [
            _zonder_woorden_van_bezoeker,
            structlog.stdlib.ProcessorFormatter.remove_processors_meta,
            _fout_zonder_inhoud if is_productie else structlog.processors.format_exc_info,
            _masker,
            slot,
        ],
    }


_VOORAF: list[Processor] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
]


def _stel_structlog_in() -> None:
    """What is written with structlog itself goes the road of the other loggers."""
    structlog.configure(
        processors=[*_VOORAF, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


def _zonder_woorden_van_bezoeker(logger: Any, naam: str, regel: EventDict) -> EventDict:
    """Of a line of Django about a request only what became of it. People type a name where a kenmerk belongs, and a
    path holds that; which route it was, the line of the request with the same number says."""
    record = regel.get("_record")
    over = _OVER_EEN_VERZOEK.fullmatch(record.name) if record is not None else None
    if record is None or over is None:
        return regel
    code = getattr(record, "status_code", None)
    regel["event"] = HTTPStatus(code).phrase if code in set(HTTPStatus) else "Refused"
    if over["soort"]:
        regel["soort"] = over["soort"]
    return regel


def _masker(logger: Any, naam: str, regel: EventDict) -> EventDict:
    return {sleutel: _gemaskeerd(waarde) for sleutel, waarde in regel.items()}


def _gemaskeerd(waarde: Any) -> Any:
    """The value as it may be written: however deep a text lies in it, and whatever writes itself as text."""
    if waarde is None or isinstance(waarde, bool | int | float):
        return waarde
    if isinstance(waarde, dict):
        return {maskeer(str(sleutel)): _gemaskeerd(deel) for sleutel, deel in waarde.items()}
    if isinstance(waarde, list | tuple | set | frozenset):
        return [_gemaskeerd(deel) for deel in waarde]
    return maskeer(waarde if isinstance(waarde, str) else repr(waarde))


def _fout_zonder_inhoud(logger: Any, naam: str, regel: EventDict) -> EventDict:
    """The error as kind, code and place: enough to repair it, and nothing of what it quotes.

    Celery writes the error in its sentence as well, so its words are taken out of that.
    """
    info = regel.pop("exc_info", None)
    fout = info[1] if isinstance(info, tuple) else info
    if not isinstance(fout, BaseException):
        return regel
    keten = list(islice(_keten(fout), LANGSTE_KETEN))
    regel["fouten"] = [_omschrijf(schakel) for schakel in keten]
    for woorden in sorted({w for schakel in keten for w in (repr(schakel), str(schakel)) if w}, key=len, reverse=True):
        regel["event"] = str(regel["event"]).replace(woorden, "[fout]")
    return regel


def _keten(fout: BaseException | None) -> Iterator[BaseException]:
    while fout is not None:
        yield fout
        fout = fout.__cause__ or (None if fout.__suppress_context__ else fout.__context__)


def _omschrijf(fout: BaseException) -> dict[str, Any]:
    rijen = traceback.extract_tb(fout.__traceback__)[-DIEPSTE_PLEK:]
    diag = getattr(fout, "diag", None)
    omschrijving = {
        "soort": type(fout).__qualname__,
        "code": getattr(fout, "pgcode", None),
        "regel": getattr(diag, "constraint_name", None),
        "plek": [f"{'/'.join(Path(rij.filename).parts[-3:])}:{rij.lineno} {rij.name}" for rij in rijen],
    }
    return {sleutel: waarde for sleutel, waarde in omschrijving.items() if waarde}
