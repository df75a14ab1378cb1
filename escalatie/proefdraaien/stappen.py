"""The recorded steps of a zaak, walked again along the arrows of a draft."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field

from basis.regels import StapRegel

from .feiten import Stapfeit, Zaakfeiten
from .verschil import Soort, Verschil, geen_antwoord
from .wetten import REGISTREER, Wet


@dataclass
class Weg:
    """How the zaak goes under the draft. gezet: the numbers of the records that are taken there too; erbij: the steps
    that it passes beside those."""

    gezet: set[int] = field(default_factory=set)
    erbij: list[str] = field(default_factory=list)
    verschillen: list[Verschil] = field(default_factory=list)


def loop(feiten: Zaakfeiten, oud: Wet, nieuw: Wet) -> Weg:
    """Walk. Where the draft has no way on, it says so and goes on from where the zaak really went, when it knows that
    status: one gap does not swallow what came after it."""
    weg, stand = Weg(), ""
    for stap in feiten.stappen:
        was, wordt = oud.stap_per_code.get(stap.code), nieuw.stap_per_code.get(stap.code)
        if was is None:  # a correction or another record that is no step of the protocol
            continue
        if wordt is None:
            weg.verschillen.append(Verschil(Soort.STAP_WEG, stap.code, was.naam, stap.rol))
            continue
        stand = _zet(weg, stap, was, wordt, stand, oud, nieuw, feiten)
    _sluit(weg, stand, oud, nieuw)
    return weg


def _zet(
    weg: Weg, stap: Stapfeit, was: StapRegel, wordt: StapRegel, stand: str, oud: Wet, nieuw: Wet, feiten: Zaakfeiten
) -> str:
    """One step from `stand`; returns where the zaak stands under the draft after it."""
    if stap.code != REGISTREER and stand not in wordt.van:
        omweg = _omweg(stand, wordt.van, oud, nieuw)
        if omweg is None:
            weg.verschillen.append(geen_antwoord(stap.code, wordt.naam, "plek"))
            return stap.naar if stap.naar in nieuw.status_per_code else stand
        stand = _neem(weg, omweg, stand)
    weg.gezet.add(stap.nummer)
    if stap.rol in was.mag_door(stap.van) and stap.rol not in wordt.mag_door(stand):
        anderen = ", ".join(wordt.mag_door(stand))
        weg.verschillen.append(
            Verschil(Soort.STAP_ANDERS, stap.code, wordt.naam, stap.rol, was=stap.rol, wordt=anderen)
        )
    weg.verschillen += _voorwaarden(stap, was, wordt, oud, feiten)
    return wordt.naar or stand


def _neem(weg: Weg, omweg: list[StapRegel], stand: str) -> str:
    for regel in omweg:
        weg.erbij.append(regel.code)
        weg.verschillen.append(Verschil(Soort.STAP_ERBIJ, regel.code, regel.naam, ", ".join(regel.mag_door(stand))))
        stand = regel.naar
    return stand


def _sluit(weg: Weg, stand: str, oud: Wet, nieuw: Wet) -> None:
    """A closed zaak ends under the draft too, along what it adds when it must."""
    einden = tuple(code for code, status in nieuw.status_per_code.items() if status.eind)
    if stand in einden:
        return
    omweg = _omweg(stand, einden, oud, nieuw)
    if omweg is None:
        weg.verschillen.append(geen_antwoord("", "", "einde"))
    else:
        _neem(weg, omweg, stand)


def _omweg(van: str, naar: tuple[str, ...], oud: Wet, nieuw: Wet) -> list[StapRegel] | None:
    """The shortest way between these along steps that only the draft has; None when there is none."""
    erbij = [
        r for code, r in nieuw.stap_per_code.items() if code not in oud.stap_per_code and r.naar not in {"", *r.van}
    ]
    wachtrij, gezien = deque([(van, list[StapRegel]())]), {van}
    while wachtrij:
        hier, weg = wachtrij.popleft()
        for regel in (regel for regel in erbij if hier in regel.van and regel.naar not in gezien):
            if regel.naar in naar:
                return [*weg, regel]
            gezien.add(regel.naar)
            wachtrij.append((regel.naar, [*weg, regel]))
    return None


def _voorwaarden(stap: Stapfeit, was: StapRegel, wordt: StapRegel, oud: Wet, feiten: Zaakfeiten) -> Iterator[Verschil]:
    """What the draft asks of this step and the old version did not."""
    if wordt.motivering == "verplicht" and was.motivering != "verplicht" and not stap.heeft_reden:
        yield Verschil(Soort.TEGENGEHOUDEN, stap.code, wordt.naam, stap.rol, wordt="motivering")
    for naam in (*wordt.vereist, *wordt.verwacht):
        if naam in was.verwacht and naam in wordt.vereist and naam in stap.afwijkingen:
            yield Verschil(Soort.TEGENGEHOUDEN, stap.code, wordt.naam, stap.rol, wordt=naam)
        if naam in (*was.vereist, *was.verwacht):
            continue
        soort, _, code = naam.partition(":")
        if soort != "taak" or code not in oud.taak_per_code:
            yield geen_antwoord(stap.code, wordt.naam, "voorwaarde")
        elif any(t.code == code and t.gemaakt_op < stap.op < t.afgerond_op for t in feiten.taken):
            yield Verschil(Soort.TEGENGEHOUDEN, stap.code, wordt.naam, stap.rol, wordt=naam)
