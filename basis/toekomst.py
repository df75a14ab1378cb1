"""A moment that has not come proves nothing: a clock that leapt ahead and came back leaves such moments behind, and
each of them would say for days "I live", "just told" or "not yet". Every question of that kind is asked with these
words; what of it stands in rows is listed in `escalatie.bewaking.tijdmerken`.
"""

from datetime import datetime, timedelta

from django.db.models import Q

from .wereld import duur

# Clocks of machines that are kept well differ by less, of real time: in a drill, whose clock goes faster, that is more.
SPELING = timedelta(minutes=1)


def is_toekomst(op: datetime, nu: datetime) -> bool:
    """Whether this moment (aware) cannot have been written by a clock that says `nu`."""
    return op > nu + duur(SPELING)


def sinds(veld: str, van: datetime, nu: datetime) -> Q:
    """Rows of which `veld` lies after `van` and no later than `nu`: "just now" is never a moment that has not come."""
    return Q(**{f"{veld}__gt": van, f"{veld}__lte": nu + duur(SPELING)})


def tot_nu(veld: str, vanaf: datetime, nu: datetime) -> Q:
    """Rows of which `veld` lies at `vanaf` or after it (a day that began), and no later than `nu`."""
    return Q(**{f"{veld}__gte": vanaf, f"{veld}__lte": nu + duur(SPELING)})


def aan_de_beurt(veld: str, nu: datetime, langst: timedelta) -> Q:
    """Rows whose wait until `veld` is over at `nu`. Nothing waits longer than `langst`: a wait that does counts as
    now."""
    return Q(**{f"{veld}__lte": nu}) | onmogelijk(veld, nu, langst)


def onmogelijk(veld: str, nu: datetime, langst: timedelta = timedelta()) -> Q:
    """Rows of which `veld` lies further ahead of `nu` than anything of this kind can."""
    return Q(**{f"{veld}__gt": nu + langst + duur(SPELING)})
