"""Closing loses nothing: whoever closes a melding reads every task that lapses, and says of each duty to inform why it
need not be met any more (R2, R102). What was done is recorded at its task first: there is the proof."""

from collections.abc import Mapping
from typing import Any

from basis.geweigerd import Geweigerd
from basis.taal import opsomming
from escalatie.models import Taak
from escalatie.protocol.model import OvergangRegel

from .stand import Stand

NOG_NIET_VERTELD = "Schrijf op waarom dit niet meer hoeft, of leg vast dat het is gedaan"


def vervallend(stand: Stand, regel: OvergangRegel) -> list[Taak]:
    """The open tasks that this arrow lets lapse, the first due first: all but those that it finishes itself or that
    outlive it."""
    open_ = [taak for taak in stand.open_taken if taak.code not in regel.voltooit and not taak.overleeft]
    if regel.naar in stand.protocol.gesloten:
        return open_
    blijvers = {taak.code for taak in stand.protocol.taken if taak.blijft}
    return [t for t in open_ if t.code in regel.vervalt or (regel.sluit_taken and t.code not in blijvers)]


def te_bespreken(stand: Stand, regel: OvergangRegel) -> list[Taak]:
    """The open duties to inform that lapse because this arrow closes the melding: each is asked one by one."""
    if regel.naar not in stand.protocol.gesloten:
        return []
    return [taak for taak in vervallend(stand, regel) if taak.code in stand.protocol.informeerplichten]


def controleer(stand: Stand, regel: OvergangRegel, redenen: Mapping[int, str]) -> None:
    """Raise Geweigerd while a duty to inform has no reason; `redenen`: key of its task -> why it need not be met."""
    open_ = [taak for taak in te_bespreken(stand, regel) if not redenen.get(taak.pk, "").strip()]
    if open_:
        raise Geweigerd(f"{NOG_NIET_VERTELD}: {opsomming(naam(taak) for taak in open_)}.")


def op_de_stap(stand: Stand, regel: OvergangRegel, redenen: Mapping[int, str]) -> dict[str, Any]:
    """What the step keeps of it: each duty with its reason; nothing for an arrow that asks nothing."""
    plichten = [
        {"taak": taak.pk, "wat": naam(taak), "reden": redenen.get(taak.pk, "").strip()}
        for taak in te_bespreken(stand, regel)
    ]
    return {"niet_geinformeerd": plichten} if plichten else {}


def naam(taak: Taak) -> str:
    """What a task is called among others of its kind."""
    return f"{taak.titel} ({taak.gemeente})" if taak.gemeente and not taak.zetel_rol else taak.titel
