"""How much one visitor may ask: a bucket of tokens for each, in this process alone, that fills again as time goes by.

No cache and no database is asked, for it must hold exactly when those are busy. The buckets of the most recent visitors
are kept; whoever asked nothing for as long as it takes to fill his bucket has a full one again anyway.
"""

from collections import OrderedDict
from threading import Lock
from time import monotonic


class Emmers:
    """The buckets, at most `meeste` of them."""

    def __init__(self, meeste: int) -> None:
        self._meeste, self._slot = meeste, Lock()
        # Who -> when he last asked, and what was left then.
        self._van: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def neem(self, wie: str, per_minuut: int) -> float:
        """Take one from this bucket, that holds `per_minuut` and fills in a minute. 0.0 when there was one; else after
        how many seconds there is."""
        with self._slot:
            nu = monotonic()
            sinds, over = self._van.pop(wie, (nu, float(per_minuut)))
            over = min(float(per_minuut), over + (nu - sinds) * per_minuut / 60)
            mag = over >= 1
            self._van[wie] = (nu, over - 1 if mag else over)
            if len(self._van) > self._meeste:
                self._van.popitem(last=False)
            return 0.0 if mag else (1 - over) * 60 / per_minuut

    def geef_terug(self, wie: str) -> None:
        """Put back what was taken: it was not asked by a stranger."""
        with self._slot:
            if wie in self._van:
                sinds, over = self._van[wie]
                self._van[wie] = (sinds, over + 1)

    def __len__(self) -> int:
        return len(self._van)


class Pas:
    """What was seen just now, at most `meeste` of it, each for so many seconds."""

    def __init__(self, meeste: int, seconden: float) -> None:
        self._meeste, self._seconden, self._slot = meeste, seconden, Lock()
        self._tot: OrderedDict[str, float] = OrderedDict()

    def onthoud(self, wat: str) -> None:
        """See it again: its time begins anew."""
        with self._slot:
            self._tot.pop(wat, None)
            self._tot[wat] = monotonic() + self._seconden
            if len(self._tot) > self._meeste:
                self._tot.popitem(last=False)

    def __contains__(self, wat: str) -> bool:
        return self._tot.get(wat, 0.0) > monotonic()

    def __len__(self) -> int:
        return len(self._tot)
