"""Keys: the public ones on the server, with which a back-up is made, and the private one, kept elsewhere."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Sequence
from pathlib import Path

import pyrage

from basis.geweigerd import Geweigerd

GEEN_SLEUTEL = (
    "Er is geen openbare sleutel ingesteld (BACKUP_SLEUTELS). Maak een sleutelpaar met: bin/backup --maak-sleutel PAD"
)
_AGE = b"age-encryption.org/v1"


def lees_openbare(teksten: Sequence[str]) -> list[pyrage.x25519.Recipient]:
    """The public keys (`age1…`) as recipients. Raises Geweigerd when there is none, or one is not a key."""
    if not teksten:
        raise Geweigerd(GEEN_SLEUTEL)
    return [_openbare(tekst.strip()) for tekst in teksten]


def _openbare(tekst: str) -> pyrage.x25519.Recipient:
    if tekst.upper().startswith("AGE-SECRET-KEY"):
        raise Geweigerd("In BACKUP_SLEUTELS staat een geheime sleutel. Op de server hoort alleen de openbare (age1…).")
    try:
        return pyrage.x25519.Recipient.from_str(tekst)
    except pyrage.RecipientError as fout:
        raise Geweigerd(f"Dit is geen openbare sleutel van age: {tekst[:20]}…") from fout


def lees_geheime(pad: Path, vraag_wachtzin: Callable[[], str]) -> list[pyrage.x25519.Identity]:
    """The private keys in a key file of age; one that is locked with a passphrase asks for it.

    Raises Geweigerd when the file cannot be read, holds no key, or the passphrase is wrong.
    """
    try:
        inhoud = pad.read_bytes()
        if inhoud.startswith(_AGE):
            inhoud = pyrage.passphrase.decrypt(inhoud, vraag_wachtzin())
    except OSError as fout:
        raise Geweigerd(f"Het sleutelbestand {pad} is niet te lezen: {fout.strerror}.") from fout
    except pyrage.DecryptError as fout:
        raise Geweigerd("De wachtzin van het sleutelbestand klopt niet.") from fout
    gevonden = re.findall(rb"^AGE-SECRET-KEY-1[0-9A-Z]+", inhoud, re.MULTILINE)
    try:
        sleutels = [pyrage.x25519.Identity.from_str(regel.decode()) for regel in gevonden]
    except pyrage.IdentityError as fout:
        raise Geweigerd(f"De geheime sleutel in {pad} is beschadigd.") from fout
    if not sleutels:
        raise Geweigerd(f"In {pad} staat geen geheime sleutel (AGE-SECRET-KEY-1…).")
    return sleutels


def maak_sleutel(pad: Path) -> str:
    """Write a new private key to a file that does not exist yet, for its owner only; returns the public key.

    Raises Geweigerd when the file exists or cannot be written.
    """
    sleutel = wegwerpsleutel()
    try:
        nummer = os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError as fout:
        raise Geweigerd(f"{pad} bestaat al; een sleutel wordt nooit overschreven.") from fout
    except OSError as fout:
        raise Geweigerd(f"{pad} is niet te schrijven: {fout.strerror}.") from fout
    with os.fdopen(nummer, "w", encoding="ascii") as bestand:
        bestand.write(f"# public key: {sleutel.to_public()}\n{sleutel}\n")
    return str(sleutel.to_public())


def wegwerpsleutel() -> pyrage.x25519.Identity:
    """A private key that lives in this process only."""
    return pyrage.x25519.Identity.generate()
