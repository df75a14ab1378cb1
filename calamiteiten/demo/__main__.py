"""``python -m calamiteiten.demo``: prepares the data folder, starts everything, and waits for Ctrl-C."""

from __future__ import annotations

import argparse
import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType

from .accounts import PER_REGIO, WACHTWOORD, accounts_van
from .datamap import Datamap, DemoStartNiet
from .stand import stand
from .toezicht import Onderdeel, Toezicht

WORTEL = Path(__file__).resolve().parents[2]
VOORSTELLEN = Path(__file__).parent / "voorstellen"
STARTTIJD = 90.0
# A thread for each kind of round (`config.ritme`, not read here: it asks Celery, which takes a second to load).
SOORTEN_RONDEN = 11


def vrije_poort() -> int:
    """Return a loopback TCP port that is free now."""
    with socket.socket() as contact:
        contact.bind(("127.0.0.1", 0))
        return int(contact.getsockname()[1])


def lees_poort() -> int:
    """Return the port of ``POORT`` (default 8000); raise DemoStartNiet when it is no port or is taken."""
    tekst = os.environ.get("POORT", "") or "8000"
    if not tekst.isdecimal() or not 1 <= int(tekst) <= 65535:
        raise DemoStartNiet(f"POORT={tekst} is geen poortnummer. Kies een getal tussen 1024 en 65535.")
    with socket.socket() as contact:
        contact.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            contact.bind(("127.0.0.1", int(tekst)))
        except PermissionError as fout:
            raise DemoStartNiet(f"Poort {tekst} mag u niet gebruiken. Kies een poort boven 1024.") from fout
        except OSError as fout:
            raise DemoStartNiet(
                f"Poort {tekst} is al in gebruik. Stop het andere programma of kies een andere poort:\n"
                f"    POORT={int(tekst) % 65535 + 1} bin/demo"
            ) from fout
    return int(tekst)


def omgeving(data: Datamap, poort: int, mailpoort: int) -> dict[str, str]:
    """Return the environment of all processes: embedded mode, this folder, these ports, no services of the shell."""
    rest = {naam: waarde for naam, waarde in os.environ.items() if naam not in {"DATABASE_URL", "REDIS_URL", "DEBUG"}}
    return rest | {
        "CALAMITEITEN_MODUS": "ingebed",
        "BEWAAKTE_ONDERDELEN": "bewaking,verzending,worker,beat,controle,bewaker",
        "CALAMITEITEN_DATA": str(data.pad),
        "DJANGO_SETTINGS_MODULE": "calamiteiten.config.settings",
        "DEMO": "1",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(mailpoort),
        "GEHEIME_SLEUTEL": data.sleutel(),
        "PROTOCOL_MAPPEN": ",".join(filter(None, [os.environ.get("PROTOCOL_MAPPEN", ""), str(data.protocol)])),
        "POORT": str(poort),
        "SITE_URL": f"http://127.0.0.1:{poort}",
        "STATIC_ROOT": str(data.statisch),
        "TOEGESTANE_HOSTS": "127.0.0.1,localhost",
        "PYTHONPATH": str(WORTEL),
    }


def maak_gereed(data: Datamap) -> None:
    """Bring database and static files up to date, and seed when there is nothing yet; DemoStartNiet when that fails.

    Nothing to do when nothing changed since the last time.
    """
    gezaaid, nu = data.is_gezaaid(), stand(WORTEL)
    if gezaaid and data.is_gereed(nu):
        return
    opdracht = [sys.executable, "-m", "calamiteiten.demo.gereed", *([] if gezaaid else ["zaai"])]
    if subprocess.run(opdracht, cwd=WORTEL, check=False).returncode:
        raise DemoStartNiet("Het klaarzetten van de gegevens is mislukt; zie hierboven.")
    data.onthoud_gezaaid()
    data.onthoud_gereed(nu)


def onderdelen(data: Datamap, poort: int, mailpoort: int) -> list[Onderdeel]:
    """Return the processes of the demo: the worker does each kind of round in a thread of its own, and a second watch
    does them all without it."""
    python, log = sys.executable, data.pad / "logboek"
    web = ["granian", "--interface", "wsgi", "--host", "127.0.0.1", "--port", str(poort), "--workers", "2"]
    web += ["--blocking-threads", "4", "--backpressure", "32"]
    web += ["--no-access-log", "--log-level", "warning", "calamiteiten.config.wsgi:application"]
    worker = ["celery", "-A", "calamiteiten.config", "worker", "-B", "-s", str(data.pad / "beat" / "schema")]
    worker += ["-P", "threads", "-c", str(SOORTEN_RONDEN)]
    worker += ["--without-gossip", "--without-mingle", "--loglevel", "WARNING"]
    bewaker = ["django", "bewaak", "--elke", "60"]
    post = ["calamiteiten.demo.postbus", str(mailpoort), str(data.pad / "postvak")]
    delen = {"web": web, "mailserver": post, "worker": worker, "bewaker": bewaker}
    return [Onderdeel(naam, [python, "-m", *deel], log / f"{naam}.log") for naam, deel in delen.items()]


def antwoordt(poort: int) -> bool:
    """Tell whether ``/livez`` answers 200."""
    contact = http.client.HTTPConnection("127.0.0.1", poort, timeout=2)
    try:
        contact.request("GET", "/livez")
        return contact.getresponse().status == 200
    except OSError:
        return False
    finally:
        contact.close()


def bewaak(toezicht: Toezicht, poort: int, data: Datamap) -> int:
    """Announce the address once, then watch; return 1 when a process keeps dying or the web does not answer in time.

    The web first, then the rest: on two cores they would keep each other waiting, and the reader waits for a page.
    """
    einde, gemeld = time.monotonic() + STARTTIJD, False
    while True:
        if dood := toezicht.houd_overeind():
            print(f"\n{dood.laatste_regels()}\n\nHet onderdeel '{dood.naam}' stopt steeds; de rest stopt nu ook.")
            print(f"Het hele logboek: {dood.verslag}")
            return 1
        if not gemeld and antwoordt(poort):
            toezicht.start()
            kondig_aan(poort, data)
            gemeld = True
        if not gemeld and time.monotonic() > einde:
            print(f"De website antwoordt niet binnen {STARTTIJD:.0f} seconden. Zie {data.pad / 'logboek'}.")
            return 1
        time.sleep(0.3 if gemeld else 0.05)


def kondig_aan(poort: int, data: Datamap) -> None:
    """Print where the demo is and how to sign in."""
    adres = f"http://127.0.0.1:{poort}"
    print(f"\nDe demo draait: {adres}/\n")
    for account in accounts_van(os.environ.get("REGIO", "")):
        print(f"    {account.gebruikersnaam:<22}{account.omschrijving}")
    print(f"\nWachtwoord van elk account: {WACHTWOORD}\nVerstuurde e-mails: {adres}/demo/postvak/")
    print(f"Gegevens: {data.pad}\nStoppen: Ctrl-C", flush=True)


def _onderbreek(teken: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def draai(opnieuw: bool) -> int:
    """Run the demo until it is stopped; return the exit code."""
    poort = lees_poort()
    regio = os.environ.get("REGIO") or "ijsselland"
    eigen = WORTEL / (".demo" if regio == "ijsselland" else f".demo-{regio}")
    data = Datamap(Path(os.environ.get("CALAMITEITEN_DATA") or eigen).resolve())
    data.open(opnieuw=opnieuw)
    mailpoort = vrije_poort()
    with data.bruikbaar():
        data.leg_voorstel_klaar(VOORSTELLEN / regio)
        os.environ |= omgeving(data, poort, mailpoort)
        maak_gereed(data)
    toezicht = Toezicht(onderdelen(data, poort, mailpoort))
    try:
        toezicht.start("web")
        return bewaak(toezicht, poort, data)
    finally:
        for teken in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(teken, signal.SIG_IGN)
        print("Stoppen…", flush=True)
        toezicht.stop()


def main() -> int:
    """Entry point: 0 after Ctrl-C or SIGTERM, 1 when something failed."""
    lezer = argparse.ArgumentParser(
        prog="bin/demo", description="Start de demo van Calamiteitenregie op deze computer."
    )
    lezer.add_argument("--opnieuw", action="store_true", help="begin met een lege map: alles in de demo gaat weg")
    lezer.add_argument("--regio", choices=sorted(PER_REGIO), help="welke regio (standaard: REGIO, anders ijsselland)")
    keuze = lezer.parse_args()
    os.environ |= {"REGIO": keuze.regio} if keuze.regio else {}
    for teken in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(teken, _onderbreek)
    try:
        return draai(keuze.opnieuw)
    except DemoStartNiet as fout:
        print(f"De demo start niet. {fout}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("De demo is gestopt. De gegevens zijn bewaard.")
        return 0


if __name__ == "__main__":
    sys.exit(main())
