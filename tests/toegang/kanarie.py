"""A canary in every text of a dossier that most of the cast may not read, and ears for whatever leaves the house."""

import io
import logging.config
import re
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pikepdf
from django.conf import settings
from django.urls import resolve, reverse

from basis import logboek
from basis.kalender import lokale_datum
from contacten.rollen import Rol
from escalatie.aanbieders import signalen
from escalatie.draaiboek.samenhang import koppel
from escalatie.draaiboek.taken import voeg_actie_toe
from escalatie.meldingen.taken.vervulling import Actie
from tests import bestandsbouw, bouw_paraatheid
from tests.communicatie import persbouw
from tests.inbraak import inbraak
from tests.toegang.tabel import PERS, TABEL

KANARIE = "Kanarie in kamer zeventien"
# A page repeats what somebody asked for: one asks for the bird, and listens for the room.
VRAAG, LIED = "Kanarie", "in kamer zeventien"
# Of questions of the press: who handles those reads all of them.
PERSLIED = "in kamer achttien"
KAMERS = ("communicatie.", "escalatie.", "calamiteiten.")
# What is the same for everyone: the protocol, and help.
VAN_IEDEREEN = {"protocol", "dekking", "rechten", "actoren", "hulp", "woordenlijst", "agenda"}


def inhoud(antwoord: Any) -> bytes:
    """All that this answer gives: its headers, its body, and what is packed in it."""
    lijf: bytes = antwoord.getvalue()
    delen = [str(antwoord.headers).encode(), lijf]
    if lijf.startswith(b"%PDF-"):
        delen += _papier(lijf)
    if lijf.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(lijf)) as pak:
            delen += [pak.read(naam) for naam in pak.namelist()]
    return b"\n".join(delen)


def _papier(lijf: bytes) -> Iterator[bytes]:
    """What a paper says, line after line as it is drawn, and each file in it."""
    with pikepdf.open(io.BytesIO(lijf)) as papier:
        for bladzij in papier.pages:
            letters = {str(naam): _letters(font) for naam, font in bladzij.resources.get("/Font", {}).items()}
            tekst, nu_is = [], {}
            for daad in pikepdf.parse_content_stream(bladzij):
                teken, delen = str(daad.operator), list(daad.operands)
                if teken == "Tf":
                    nu_is = letters.get(str(delen[0]), {})
                elif teken in {"Tj", "TJ"}:
                    stukken: list[Any] = list(delen[0]) if teken == "TJ" else delen
                    codes = b"".join(bytes(stuk) for stuk in stukken if isinstance(stuk, pikepdf.String))
                    tekst.append("".join(nu_is.get(codes[i : i + 2], "") for i in range(0, len(codes), 2)))
            yield " ".join(" ".join(tekst).split()).encode()
        yield from (bijlage.get_file().read_bytes() for bijlage in papier.attachments.values())


def _letters(font: Any) -> dict[bytes, str]:
    """Which letters the codes of a font stand for."""
    kaart = font.ToUnicode.read_bytes().decode() if "/ToUnicode" in font else ""
    paren = re.findall(r"<([0-9a-fA-F]{4})>\s*<([0-9a-fA-F]+)>", kaart.partition("endcodespacerange")[2])
    return {bytes.fromhex(code): bytes.fromhex(letter).decode("utf-16-be") for code, letter in paren}


def zingt(antwoord: Any, *ook: str) -> list[str]:
    """Which songs, and which of these other words, stand in this answer."""
    alles = inhoud(antwoord)
    return [woord for woord in (LIED, *ook) if woord.encode() in alles]


def strooi(client: Any, zaak: dict[str, Any], gemeente: Any, nu: datetime) -> None:
    """More of the foreign dossier than its first facts: a task, a file, a signal about its aanbieder, a question of the
    press and an action of the register about its gemeente. It is of the same aanbieder as the own dossier, and linked
    to it."""
    eigen, vreemd, door = zaak["eigen"], zaak["vreemd"], zaak["spelers"]["contractmanager"]
    with inbraak():
        type(vreemd).objects.filter(pk=vreemd.pk).update(aanbieder=eigen.aanbieder)
    voeg_actie_toe(vreemd, Actie(f"Actie {LIED}", Rol.TOEGANG, "", nu + timedelta(days=1), gemeente), door, nu)
    signalen.leg_vast(eigen.aanbieder, signalen.Gegeven(lokale_datum(nu), "ouder", f"Signaal {LIED}"), door, nu)
    persbouw.persvraag(nu, gemeente.code, onderwerp=f"{VRAAG} {PERSLIED}", vraag=f"Wat was er {PERSLIED}?")
    van = bouw_paraatheid.actie(nu, "rollen_college_raad", gemeente.code)
    bouw_paraatheid.leg_vast(van, door, nu, tekst=f"Geregeld {LIED}")
    koppel(eigen, vreemd.kenmerk, "Dezelfde avond.", door, nu)
    client.force_login(door)
    upload = bestandsbouw.als_upload("r.pdf", bestandsbouw.pdf("rapport"))
    velden = {"soort": "rapport", "omschrijving": f"Rapport {LIED}", "bestand": upload}
    assert client.post(reverse("bestanden", args=[vreemd.kenmerk]), velden).status_code == 302


def lijsten(wie: str) -> Iterator[tuple[str, str]]:
    """Name and address of every list and every whole page that this one of the cast opens, of whatever room."""
    for naam, rij in TABEL.items():
        if not rij.argumenten and rij.verwacht("GET", wie) == 200 and naam not in VAN_IEDEREEN:
            pad = reverse(naam)
            if resolve(pad).func.__module__.startswith(KAMERS):
                yield naam, pad


def zongen(client: Any, wie: str, paden: list[str], *ook: str) -> list[str]:
    """Which of these pages give a song that is not for this one, or one of these words."""
    liederen = (*(() if wie in PERS else (PERSLIED,)), *ook)
    return [f"{wie} hoort {gehoord} op {pad}" for pad in paden if (gehoord := zingt(client.get(pad), *liederen))]


@contextmanager
def productielog() -> Iterator[io.StringIO]:
    """The log as production writes it, with everything that can be asked of it."""
    uit = io.StringIO()
    inrichting = logboek.instellingen("DEBUG", is_productie=True)
    inrichting["handlers"]["console"]["stream"] = uit
    logging.config.dictConfig(inrichting)
    try:
        yield uit
    finally:
        logging.config.dictConfig(settings.LOGGING)
