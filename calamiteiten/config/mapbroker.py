"""Celery's broker in a folder, for the embedded default, with two repairs.

A message appears whole or not at all. kombu's own channel opens the message under its final name and then writes it. On
a busy machine the worker met an empty file between those two steps, stopped, and took the demo down with it. Here a
message is written under a name that no reader looks at, and renamed.

And what is no message breaks nothing. A hint may be lost, the work may not: an empty file, half a file or something
else of somebody is put aside, in the folder `terzijde`, and the reader goes on.
"""

import logging
from collections.abc import Iterator
from pathlib import Path
from queue import Empty
from time import monotonic
from typing import Any
from uuid import uuid4

from kombu.transport import filesystem
from kombu.utils.json import dumps, loads

from .ritme import RONDEN

log = logging.getLogger(__name__)
SCHEMA = "map"
TRANSPORT = f"{__name__}:Transport"
TERZIJDE = "terzijde"
RIJEN = frozenset(rij for *_, rij in RONDEN)


class Channel(filesystem.Channel):
    """The channel of a folder, with messages that are put down in one move, and rubbish that is put aside."""

    # The stubs name this argument in two ways at once.
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        naam = f"{round(monotonic() * 1000)}_{uuid4()}.{queue}.msg"
        bericht = Path(self.data_folder_out) / naam
        half = bericht.with_name(f"{naam}.half")
        half.write_text(dumps(payload), encoding="utf-8")
        half.replace(bericht)

    def _get(self, queue: str, timeout: Any = None) -> Any:
        """The oldest message of this queue. Raises Empty."""
        for pad in self._van(queue):
            eigen = pad.with_name(f"{pad.name}.gelezen")
            try:
                pad.rename(eigen)  # whoever can, has it alone
                bericht = loads(eigen.read_text(encoding="utf-8"))
            except FileNotFoundError:
                continue
            except (OSError, ValueError, RecursionError) as fout:
                _leg_terzijde(eigen, fout)
                continue
            if not _is_bericht(bericht):
                _leg_terzijde(eigen, ValueError())
                continue
            eigen.unlink(missing_ok=True)
            return bericht
        raise Empty

    def _van(self, queue: str) -> Iterator[Path]:
        map_ = Path(self.data_folder_in)
        namen = sorted(pad.name for pad in map_.iterdir() if pad.name.partition(".")[2] == f"{queue}.msg")
        return (map_ / naam for naam in namen)

    def get_table(self, exchange: str) -> Any:
        """Which queues this exchange leads to. Each of ours leads to the queue of its own name, so that a list that is
        broken is no loss; what nobody listens to (the events of Celery) leads nowhere."""
        self._keur_lijst(exchange)
        eigen = [filesystem.exchange_queue_t(exchange, "", exchange)] if exchange in RIJEN else []
        return super().get_table(exchange) or eigen

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str) -> None:
        self._keur_lijst(exchange)
        super()._queue_bind(exchange, routing_key or "", pattern or "", queue)

    def _keur_lijst(self, exchange: str) -> None:
        pad: Path = self._exchange_file(exchange)  # type: ignore[attr-defined]
        try:
            rijen = loads(pad.read_text(encoding="utf-8"))
            heel = isinstance(rijen, list) and all(isinstance(rij, list) and len(rij) == 3 for rij in rijen)
        except FileNotFoundError:
            return
        except (OSError, ValueError, RecursionError):
            heel = False
        if not heel:
            _leg_terzijde(pad, ValueError())


class Transport(filesystem.Transport):
    """kombu's transport with our channel."""

    Channel = Channel


def _is_bericht(gelezen: Any) -> bool:
    """Whether the worker can take this for a message: what it needs to look into it is there."""
    return isinstance(gelezen, dict) and isinstance(gelezen.get("properties"), dict) and "body" in gelezen


def _leg_terzijde(pad: Path, fout: Exception) -> None:
    """Away from where anybody reads. When even that cannot be, nothing more can be done about it."""
    log.warning("put aside in the broker folder: %s (%s)", pad.name, type(fout).__name__)
    try:
        doel = pad.parent / TERZIJDE
        doel.mkdir(exist_ok=True)
        pad.replace(doel / pad.name)
    except OSError:
        log.exception("could not be put aside: %s", pad.name)
