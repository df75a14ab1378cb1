"""Celery's broker in a folder, for the embedded default, with one repair: a message appears whole or not at all.

kombu's own channel opens the message under its final name and then writes it. On a busy machine the worker met an empty
file between those two steps, stopped, and took the demo down with it. Here a message is written under a name that no
reader looks at, and renamed.
"""

from pathlib import Path
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps

SCHEMA = "map"
TRANSPORT = f"{__name__}:Transport"


class Channel(filesystem.Channel):
    """The channel of a folder, with messages that are put down in one move."""

    # The stubs name this argument in two ways at once.
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        naam = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        bericht = Path(self.data_folder_out) / naam
        half = bericht.with_name(f"{naam}.half")
        half.write_text(dumps(payload), encoding="utf-8")
        half.replace(bericht)


class Transport(filesystem.Transport):
    """kombu's transport with our channel."""

    Channel = Channel
