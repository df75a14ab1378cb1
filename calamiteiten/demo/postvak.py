"""Reads the mails that the demo caught."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path

LINK = re.compile(r"https?://[^\s<>\"']+")


@dataclass(frozen=True)
class Post:
    """One caught mail; ``ontvangen_op`` is in UTC, ``opmaak`` is the source of the html part and is shown as text."""

    naam: str
    ontvangen_op: datetime
    onderwerp: str
    aan: str
    van: str
    tekst: str
    opmaak: str

    @property
    def links(self) -> list[str]:
        """The addresses in the text part, in order, each once."""
        return list(dict.fromkeys(adres.rstrip(".,;:)") for adres in LINK.findall(self.tekst)))


def _deel(bericht: EmailMessage, soort: str) -> str:
    deel = bericht.get_body(preferencelist=(soort,))
    return str(deel.get_content()) if deel else ""


def lees(pad: Path) -> Post:
    """Return the mail in a file that the catching server wrote."""
    bericht = email.message_from_bytes(pad.read_bytes(), _class=EmailMessage, policy=email.policy.default)
    return Post(
        naam=pad.stem,
        ontvangen_op=datetime.fromtimestamp(int(pad.stem.split("-")[0]) / 1e9, tz=UTC),
        onderwerp=str(bericht["subject"] or "(geen onderwerp)"),
        aan=str(bericht["to"] or ""),
        van=str(bericht["from"] or ""),
        tekst=_deel(bericht, "plain"),
        opmaak=_deel(bericht, "html"),
    )


def paden(map_: Path) -> list[Path]:
    """Return the files of all mails, newest first."""
    return sorted(map_.glob("*.eml"), key=lambda pad: [int(deel) for deel in pad.stem.split("-")], reverse=True)


def zoek(map_: Path, naam: str) -> Post | None:
    """Return the mail with this name, or None; a name that is no name of ours is not looked up."""
    pad = map_ / f"{naam}.eml"
    return lees(pad) if re.fullmatch(r"\d+-\d+-\d+", naam) and pad.is_file() else None
