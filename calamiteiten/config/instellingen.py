"""All that is made from instellingen.toml: the .env of an installation, the environment in docker-compose.yml and the
table of docs/beheer/instellingen.md.

    bin/maak-env --help
    python -m calamiteiten.config.instellingen --schrijf    after a change of instellingen.toml or of a default

It imports nothing but Python itself: it runs on a machine where the product is not installed yet.
"""

import argparse
import ast
import os
import re
import secrets
import sys
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

MAP = Path(__file__).resolve().parent
WORTEL = MAP.parents[1]
COMPOSE, TABEL = WORTEL / "docker-compose.yml", WORTEL / "docs" / "beheer" / "instellingen.md"
BEGIN, EIND = "# --- instellingen.toml: ", "# --- einde"
GEWOON = re.compile(r"[A-Za-z0-9_.:/,@%+=-]*", re.ASCII)
SOORTEN = ("vraag", "geheim", "keuze", "vast", "proef")
DELEN = ("product", "gereedmaken", "compose")


class Onbruikbaar(Exception):
    """What was asked cannot be written; the message is a Dutch sentence."""


@dataclass(frozen=True)
class Instelling:
    """One setting, as its file says it. `standaard`: the default in words, empty when it is a value in settings.py."""

    naam: str
    groep: str
    soort: str
    zin: str
    deel: str = "product"
    standaard: str = ""

    @property
    def is_van_de_installatie(self) -> bool:
        """Whether it stands in an .env."""
        return self.soort in {"vraag", "geheim", "keuze"}


def lees() -> tuple[dict[str, str], list[Instelling]]:
    """The groups (code -> name) and all settings, in the order of the file."""
    inhoud = tomllib.loads((MAP / "instellingen.toml").read_text(encoding="utf-8"))
    return {groep["code"]: groep["naam"] for groep in inhoud["groep"]}, [Instelling(**r) for r in inhoud["instelling"]]


def gelezen() -> dict[str, str | None]:
    """Every setting that settings.py reads -> its default as text; None when there is none or it is computed."""
    namen: dict[str, str | None] = {}
    for knoop in ast.walk(ast.parse((MAP / "settings.py").read_text(encoding="utf-8"))):
        if not (isinstance(knoop, ast.Call) and isinstance(knoop.func, ast.Attribute) and knoop.args):
            continue
        van, naam = knoop.func.value, knoop.args[0]
        if isinstance(van, ast.Name) and van.id == "env" and isinstance(naam, ast.Constant):
            namen[str(naam.value)] = _letterlijk(knoop.keywords)
    return namen


def _letterlijk(argumenten: Iterable[ast.keyword]) -> str | None:
    for argument in argumenten:
        if argument.arg == "default" and isinstance(argument.value, ast.Constant):
            waarde = argument.value.value
            return ("ja" if waarde else "nee") if isinstance(waarde, bool) else str(waarde)
        if argument.arg == "default" and isinstance(argument.value, ast.List) and not argument.value.elts:
            return ""
    return None


def standaard_van(instelling: Instelling) -> str:
    """The default for people to read; empty when the setting must be filled in, "leeg" when there is nothing."""
    if instelling.soort in {"vraag", "geheim", "vast"}:
        return ""
    return instelling.standaard or gelezen().get(instelling.naam) or "leeg"


# The .env ------------------------------------------------------------------------------------------------------------


def maak_antwoorden(gegeven: Mapping[str, str]) -> dict[str, str]:
    """What was given, with the secrets made and what follows from it. Raises Onbruikbaar for a name that no setting of
    an installation has."""
    alle = {i.naam: i for i in lees()[1]}
    for naam in gegeven:
        if naam not in alle or not alle[naam].is_van_de_installatie:
            raise Onbruikbaar(f"{naam} is geen instelling van een installatie.")
    volgt = {
        "TOEGESTANE_HOSTS": urlsplit(gegeven.get("SITE_URL", "")).hostname or "",
        "VERTROUWDE_PROXIES": gegeven.get("PROXY_NETWERK", alle["PROXY_NETWERK"].standaard),
    }
    # Letters and digits only: they stand in the address of a database too.
    geheim = {naam: secrets.token_hex(32) for naam, i in alle.items() if i.soort == "geheim"}
    return geheim | volgt | dict(gegeven)


def omgevingsbestand(antwoorden: Mapping[str, str], delen: Iterable[str] = DELEN) -> str:
    """The text of an .env: every setting with what it is for; what is not chosen stands there as a remark."""
    groepen, alle = lees()
    regels = [
        "# Instellingen van deze installatie. Gemaakt met bin/maak-env; elke instelling staat ook in",
        "# docs/beheer/instellingen.md. Een regel met # ervoor geldt niet: haal dat weg om zelf een waarde te kiezen.",
        "# Hier staan geheimen in. Bewaar een kopie bij de sleutel van de back-up, en nergens anders.",
    ]
    for code, naam in groepen.items():
        eigen = [i for i in alle if i.groep == code and i.is_van_de_installatie and i.deel in delen]
        regels += ["", f"# === {naam} ==="] if eigen else []
        for instelling in eigen:
            regels += ["", f"# {instelling.zin}", *_regel(instelling, antwoorden)]
    return "\n".join(regels) + "\n"


def _regel(instelling: Instelling, antwoorden: Mapping[str, str]) -> list[str]:
    if instelling.naam in antwoorden:
        return [f"{instelling.naam}={citeer(antwoorden[instelling.naam])}"]
    if instelling.soort == "keuze":
        return [f"# Standaard: {standaard_van(instelling)}", f"# {instelling.naam}="]
    return ["# VUL IN:", f"{instelling.naam}="]


def citeer(waarde: str) -> str:
    """A value as Docker Compose, a shell and systemd all read it. Raises Onbruikbaar when they cannot agree."""
    if GEWOON.fullmatch(waarde):
        return waarde
    if "'" in waarde or "\n" in waarde or "\\" in waarde:
        raise Onbruikbaar(f"Een waarde mag geen ' of \\ en geen nieuwe regel bevatten: {waarde}")
    return f"'{waarde}'"


def lees_omgeving(tekst: str) -> dict[str, str]:
    """The values in the text of an .env as `omgevingsbestand` writes it."""
    regels = (regel.partition("=") for regel in tekst.splitlines() if regel and not regel.startswith("#"))
    return {naam: waarde.removeprefix("'").removesuffix("'") for naam, _, waarde in regels}


def bezwaren(tekst: str) -> list[str]:
    """What is wrong with an .env, as sentences: a name that nobody reads, and what is still to be filled in."""
    waarden, alle = lees_omgeving(tekst), {i.naam: i for i in lees()[1]}
    vreemd = [f"{naam}: geen instelling die hier mag staan." for naam in waarden if naam not in alle]
    vreemd += [
        f"{naam}: dit zet de installatie zelf, of het is alleen om uit te proberen."
        for naam in waarden
        if naam in alle and not alle[naam].is_van_de_installatie
    ]
    nodig = [naam for naam, i in alle.items() if i.soort in {"vraag", "geheim"} and not waarden.get(naam)]
    return vreemd + [f"{naam}: vul dit in. {alle[naam].zin}" for naam in nodig]


# A machine without containers ----------------------------------------------------------------------------------------


def machinebestanden(antwoorden: Mapping[str, str]) -> dict[str, str]:
    """Name -> text of the three files of a machine without containers (docs/beheer/installeren.md): what all parts
    share, and over it what only the owner of the database and what only the back-up has."""

    def database(rol: str, wachtwoord: str) -> str:
        return f"DATABASE_URL=postgres://{rol}:{antwoorden[wachtwoord]}@127.0.0.1:5432/calamiteiten\n"

    vast = (
        "\n# === Deze machine ===\n\nCALAMITEITEN_MODUS=productie\nCALAMITEITEN_DATA=/var/lib/calamiteiten\n"
        "STATIC_ROOT=/opt/calamiteiten/staticfiles\nBACKUP_MAP=/var/lib/calamiteiten/back-ups\n"
        f"REDIS_URL=redis://:{antwoorden['REDIS_WACHTWOORD']}@127.0.0.1:6379/0\n"
    )
    rollen = {naam: antwoorden[naam] for naam in ("DATABASE_APP_WACHTWOORD", "DATABASE_BACKUP_WACHTWOORD")}
    return {
        "omgeving": omgevingsbestand(antwoorden, ["product"])
        + vast
        + database("calamiteiten_app", "DATABASE_APP_WACHTWOORD"),
        "eigenaar": database("calamiteiten", "DATABASE_WACHTWOORD")
        + "".join(f"{naam}={waarde}\n" for naam, waarde in rollen.items()),
        "back-up": database("calamiteiten_backup", "DATABASE_BACKUP_WACHTWOORD"),
    }


# docker-compose.yml and the table ------------------------------------------------------------------------------------


def compose_regels(deel: str) -> list[str]:
    """The lines of `environment:` in docker-compose.yml. A name alone goes through when the .env says it, and else is
    not set, so that the default of settings.py holds."""
    eigen = [i for i in lees()[1] if i.deel == deel and i.is_van_de_installatie]
    return [f"{i.naam}:" + (f" ${{{i.naam}:?vul in}}" if i.soort != "keuze" else "") for i in eigen]


def met_instellingen(compose: str) -> str:
    """The text of docker-compose.yml with the lines between the marks made anew."""

    def vul(blok: re.Match[str]) -> str:
        inspringing, deel = blok["inspringing"], blok["deel"]
        regels = "".join(f"{inspringing}{regel}\n" for regel in compose_regels(deel))
        return f"{inspringing}{BEGIN}{deel}\n{regels}{inspringing}{EIND}\n"

    merk = rf"(?P<inspringing>[ ]*){re.escape(BEGIN)}(?P<deel>\w+)\n(?:.*\n)*?[ ]*{re.escape(EIND)}\n"
    return re.sub(merk, vul, compose)


def tabel() -> str:
    """The text of docs/beheer/instellingen.md."""
    groepen, alle = lees()
    regels = [
        "# Alle instellingen",
        "",
        "Gemaakt uit `calamiteiten/config/instellingen.toml`. Wat u zelf kiest, staat met dezelfde uitleg in `.env`,",
        "gemaakt met `bin/maak-env`. Bij *vul in* is er geen standaard. *gemaakt*: een geheim dat zij verzint.",
        "*vast*: dat zet de installatie zelf. *alleen om uit te proberen*: productie weigert het, of leest het niet.",
    ]
    woorden = {"vraag": "vul in", "geheim": "gemaakt", "vast": "vast", "proef": "alleen om uit te proberen"}
    for code, naam in groepen.items():
        regels += ["", f"## {naam}", "", "| instelling | standaard | waarvoor |", "|---|---|---|"]
        regels += [
            f"| `{i.naam}` | {woorden.get(i.soort) or standaard_van(i)} | {i.zin} |" for i in alle if i.groep == code
        ]
    return "\n".join(regels) + "\n"


# The command ---------------------------------------------------------------------------------------------------------

VRAGEN = {
    "site": ("SITE_URL", "https://calamiteiten.uwregio.nl"),
    "mailserver": ("EMAIL_HOST", "naam van de mailserver"),
    "afzender": ("AFZENDER", '"Naam <adres>" waarvan de mails komen'),
    "back-up-sleutel": ("BACKUP_SLEUTELS", "openbare sleutel, begint met age1"),
    "regio": ("REGIO", "naam van het bestand van de regio"),
}


def _lezer() -> argparse.ArgumentParser:
    lezer = argparse.ArgumentParser(prog="bin/maak-env", description="Maakt de instellingen van een installatie.")
    for optie, (naam, uitleg) in VRAGEN.items():
        lezer.add_argument(f"--{optie}", dest=naam, default="", metavar="…", help=f"{naam}: {uitleg}")
    lezer.add_argument("--zet", action="append", default=[], metavar="NAAM=WAARDE", help="een andere instelling")
    lezer.add_argument("--naar", default=".env", metavar="BESTAND", help="waarheen (standaard .env)")
    lezer.add_argument(
        "--machine", metavar="MAP", help="drie bestanden voor een machine zonder containers, in deze map"
    )
    lezer.add_argument("--controleer", metavar="BESTAND", help="zeg wat er aan een bestaand bestand niet klopt")
    lezer.add_argument("--schrijf", action="store_true", help=argparse.SUPPRESS)
    return lezer


def _schrijf_nieuw(pad: Path, tekst: str) -> None:
    """Write a file that is not there yet, for its owner alone from its first moment. Raises Onbruikbaar."""
    try:
        nummer = os.open(pad, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        raise Onbruikbaar(f"{pad} is er al en blijft zoals het is. Kijk het na met --controleer {pad}.") from None
    except OSError as fout:
        raise Onbruikbaar(f"{pad} is niet te schrijven: {fout.strerror}.") from fout
    with os.fdopen(nummer, "w", encoding="utf-8") as bestand:
        bestand.write(tekst)


def maak(keuze: argparse.Namespace) -> list[Path]:
    """Write the file or files that were asked; returns them. Raises Onbruikbaar, and then nothing was overwritten."""
    gegeven = {naam: getattr(keuze, naam) for naam, _ in VRAGEN.values() if getattr(keuze, naam)}
    for paar in keuze.zet:
        naam, is_er, waarde = paar.partition("=")
        if not is_er:
            raise Onbruikbaar(f"--zet {paar}: schrijf NAAM=WAARDE.")
        gegeven[naam] = waarde
    antwoorden = {naam: waarde for naam, waarde in maak_antwoorden(gegeven).items() if waarde}
    if keuze.machine:
        teksten = {Path(keuze.machine) / naam: tekst for naam, tekst in machinebestanden(antwoorden).items()}
    else:
        teksten = {Path(keuze.naar): omgevingsbestand(antwoorden)}
    for pad, tekst in teksten.items():
        _schrijf_nieuw(pad, tekst)
    return list(teksten)


def main(argumenten: list[str] | None = None) -> int:
    """Entry point: 0 when it was done and is complete, 1 when something must be filled in or could not be done."""
    keuze = _lezer().parse_args(argumenten)
    if keuze.schrijf:
        COMPOSE.write_text(met_instellingen(COMPOSE.read_text(encoding="utf-8")), encoding="utf-8")
        TABEL.write_text(tabel(), encoding="utf-8")
        return 0
    try:
        paden = [Path(keuze.controleer)] if keuze.controleer else maak(keuze)
        tekst = "" if keuze.machine else paden[0].read_text(encoding="utf-8")
    except (Onbruikbaar, OSError) as fout:
        sys.stderr.write(f"{fout}\n")
        return 1
    if not keuze.controleer:
        sys.stdout.write("".join(f"Gemaakt: {pad}\n" for pad in paden))
    zinnen = bezwaren(tekst) if tekst else []
    sys.stderr.write("".join(f"{zin}\n" for zin in zinnen))
    return 1 if zinnen else 0


if __name__ == "__main__":
    sys.exit(main())
