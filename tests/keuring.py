"""What others know about our code and our suppliers: secrets in the repository, known weaknesses in what we use.

    python -m tests.keuring geheimen          detect-secrets; what was looked at and is no secret is in GEZIEN below
    python -m tests.keuring kwetsbaarheden    pip-audit on the lock of production

Exit codes: 0 nothing found, 1 something found, 77 not looked at (no data of weaknesses could be had), which `bin/test`
says in its summary.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

NIET_GEDAAN = 77
WACHTTIJD = 120
LOCK = "requirements/productie.txt"
# Made files, copies of suppliers (with sums of their own), digests of the protocol files, mails that others sent back.
NIET_GELEZEN = (
    r"^(static/|requirements/|package-lock|docs/beelden/|tests/communicatie/stuiters/|escalatie/protocol/dekking/)"
    r"|^(escalatie/protocol/bevroren\.toml|docs/sbom\.cdx\.json)$|\.svg$|(^|/)migrations/"
)
# Kinds of keys that suppliers of services give out and that we have none of cost time and find nothing.
ZONDER = (
    "ArtifactoryDetector",
    "AzureStorageKeyDetector",
    "CloudantDetector",
    "DiscordBotTokenDetector",
    "GitLabTokenDetector",
    "IbmCloudIamDetector",
    "IbmCosHmacDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SoftlayerDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TelegramBotTokenDetector",
    "TwilioKeyDetector",
)
# How often a file holds what looks like a secret and is none: the key of the demo, names of settings, words of tests.
GEZIEN = {
    "bench/orakels.py": 1,
    "calamiteiten/config/instellingen.py": 1,
    "calamiteiten/config/settings.py": 2,
    "contacten/inloggen/adapter.py": 3,
    "escalatie/back_up/postgres.py": 1,
    "tests/communicatie/test_feeds_ophalen.py": 2,
    "tests/communicatie/test_mailserver_tls.py": 1,
    "tests/contacten/test_beheer.py": 1,
    "tests/contacten/test_wie_het_weet.py": 1,
    "tests/escalatie/test_back_up.py": 5,
    "tests/escalatie/test_linkposten.py": 1,
    "tests/uitrol/test_machine.py": 1,
}


def _vraag(*opdracht: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(Path(sys.executable).with_name(opdracht[0])), *opdracht[1:]],
        check=False,
        capture_output=True,
        text=True,
        timeout=WACHTTIJD,
    )


def geheimen() -> int:
    """Look at every file of the repository for what looks like a secret; nothing is sent anywhere to verify it."""
    zonder = [deel for naam in ZONDER for deel in ("--disable-plugin", naam)]
    antwoord = _vraag("detect-secrets", "scan", "--no-verify", "--exclude-files", NIET_GELEZEN, *zonder)
    if antwoord.returncode:
        print(antwoord.stderr)
        return 1
    return oordeel_geheimen(json.loads(antwoord.stdout)["results"])


def oordeel_geheimen(gevonden: dict[str, list[dict[str, object]]]) -> int:
    """1 when a file holds more of it than was looked at, or less: then GEZIEN is no longer true."""
    anders = [pad for pad in sorted({*gevonden, *GEZIEN}) if len(gevonden.get(pad, ())) != GEZIEN.get(pad, 0)]
    for pad in anders:
        print(f"{pad}: {len(gevonden.get(pad, ()))} keer iets dat op een geheim lijkt, gezien: {GEZIEN.get(pad, 0)}.")
        for vondst in gevonden.get(pad, ()):
            print(f"    regel {vondst['line_number']}: {vondst['type']}")
    return bool(anders)


def kwetsbaarheden() -> int:
    """Ask the public data of weaknesses about everything that production installs."""
    opdracht = ("pip-audit", "--disable-pip", "--require-hashes", "-r", LOCK, "-f", "json", "--progress-spinner", "off")
    try:
        antwoord = _vraag(*opdracht)
        pakketten = json.loads(antwoord.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, KeyError):
        print("Niet nagekeken: de gegevens over bekende zwakke plekken zijn hier niet te krijgen.")
        return NIET_GEDAAN
    return oordeel_kwetsbaarheden(pakketten)


def oordeel_kwetsbaarheden(pakketten: list[dict[str, object]]) -> int:
    """1 when one has a known weakness, 77 when one could not be asked about."""
    zwak = [p for p in pakketten if p.get("vulns")]
    niet = [str(p["name"]) for p in pakketten if "skip_reason" in p]
    for pakket in zwak:
        print(f"{pakket['name']} {pakket['version']}: {pakket['vulns']}")
    if niet:
        print(f"Niet nagekeken: {len(niet)} van de {len(pakketten)} pakketten ({', '.join(niet[:5])} …).")
    if zwak:
        return 1
    return NIET_GEDAAN if niet or not pakketten else 0


if __name__ == "__main__":
    sys.exit({"geheimen": geheimen, "kwetsbaarheden": kwetsbaarheden}[sys.argv[1]]())
