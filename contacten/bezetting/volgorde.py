"""The order in a seat: who is asked first, who is the vervanger (R101)."""

from collections.abc import Mapping, Sequence


def rangschik(gewenst: Sequence[int | None], huidig: Mapping[int, int]) -> tuple[list[int], dict[int, int]]:
    """Return the order number for each wanted place, and for each contact in the seat that is not wanted in it.

    `gewenst`: contacts in the wanted order, None for a new one. `huidig`: contact -> number, in the present order.
    Nothing is renumbered when the present order already is as wanted: newcomers at the end just follow.
    """
    bekend = [contact for contact in gewenst if contact is not None and contact in huidig]
    rest = [contact for contact in huidig if contact not in bekend]
    zelfde = bekend == [contact for contact in huidig if contact in bekend]
    plaatsen = [contact in huidig for contact in gewenst]
    if zelfde and plaatsen == sorted(plaatsen, reverse=True):
        hoogste = max(huidig.values(), default=0)
        nieuw = [hoogste + plek for plek in range(1, len(gewenst) - len(bekend) + 1)]
        return [huidig[contact] for contact in bekend] + nieuw, {contact: huidig[contact] for contact in rest}
    eerste = len(gewenst) + 1
    return list(range(1, eerste)), {contact: eerste + plek for plek, contact in enumerate(rest)}
