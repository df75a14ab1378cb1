"""A mail server in a process of its own: ``python -m tests.storing.postkantoor POORT MAP``.

What it accepts it writes as one line to ``MAP/post.jsonl`` before it answers. How it behaves stands in
``MAP/stand.json`` and is read at every recipient, so that a test can change it while mail flows:

- ``rcpt``: answer to a recipient instead of 250, per address or for ``*`` (``"550 5.1.1 onbekend"``, ``"451 later"``);
- ``val_weg``: of every how many accepted mails the connection is cut before the answer (F8);
- ``traag``: seconds to wait before each answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
from email import message_from_bytes
from pathlib import Path
from typing import Any

from aiosmtpd.controller import UnthreadedController


class Loket:
    """Accepts, refuses, waits or drops, as the file says."""

    def __init__(self, werkmap: Path) -> None:
        self.werkmap, self.geteld = werkmap, 0
        self.post = os.open(werkmap / "post.jsonl", os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)

    def stand(self) -> dict[str, Any]:
        """How to behave now."""
        try:
            gelezen: dict[str, Any] = json.loads((self.werkmap / "stand.json").read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return gelezen

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, opties: list[str]) -> str:
        """Accept a recipient or answer what the file says."""
        antwoorden = self.stand().get("rcpt", {})
        antwoord = antwoorden.get(address, antwoorden.get("*"))
        if antwoord:
            return str(antwoord)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Write the mail down, then answer; or fall away between the two."""
        stand = self.stand()
        await asyncio.sleep(float(stand.get("traag", 0)))
        mail = message_from_bytes(envelope.original_content)
        regel = {"id": mail["Message-ID"], "aan": envelope.rcpt_tos, "onderwerp": mail["Subject"]}
        os.write(self.post, (json.dumps(regel) + "\n").encode())
        self.geteld += 1
        if (elke := int(stand.get("val_weg", 0))) and self.geteld % elke == 0:
            server.transport.abort()
        return "250 OK"


def main() -> None:
    """Serve until killed."""
    poort, werkmap = int(sys.argv[1]), Path(sys.argv[2])
    lus = asyncio.new_event_loop()
    asyncio.set_event_loop(lus)
    bediening = UnthreadedController(Loket(werkmap), hostname="127.0.0.1", port=poort, loop=lus)
    bediening.begin()
    lus.run_forever()


if __name__ == "__main__":
    main()
