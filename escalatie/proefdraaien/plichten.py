"""The recorded tasks of a zaak, laid beside those that a draft gives."""

from collections.abc import Iterator
from datetime import timedelta

from basis.regels import Regel
from basis.taal import kort_moment

from .feiten import Taakfeit, Zaakfeiten
from .looptijden import OP_TIJD, TE_LAAT
from .stappen import Weg
from .verschil import Soort, Verschil, geen_antwoord
from .wetten import Wet, veld


def vergelijk(feiten: Zaakfeiten, oud: Wet, nieuw: Wet, weg: Weg) -> Iterator[Verschil]:
    """Every task that there was, and every task that the draft gives with a step that was taken. What a step gives
    again while it may still be open counts once per gemeente."""
    for taak in feiten.taken:
        if taak.code in oud.taak_per_code:
            yield from _een(taak, feiten, oud, nieuw, weg)
    for regel in nieuw.taak_per_code.values():
        yield from _nieuwe(regel, feiten, oud, weg)


def _een(taak: Taakfeit, feiten: Zaakfeiten, oud: Wet, nieuw: Wet, weg: Weg) -> Iterator[Verschil]:
    was, wordt = oud.taak_per_code[taak.code], nieuw.taak_per_code.get(taak.code)
    code = next((stap.code for stap in feiten.stappen if stap.nummer == taak.stap), "")
    van_stap = code in veld(was, "bij", ())
    if wordt is None or (van_stap and not (code in veld(wordt, "bij", ()) and taak.stap in weg.gezet)):
        yield Verschil(Soort.TAAK_WEG, taak.code, veld(was, "naam"), taak.rol, taak.gemeente)
        return
    if any(veld(was, naam) != veld(wordt, naam) for naam in ("als", "per", "voor")):
        yield geen_antwoord(taak.code, veld(wordt, "naam"), "taak")
        return
    rol = str(veld(wordt, "rol"))
    if veld(was, "rol") != rol:
        yield Verschil(Soort.TAAK_ANDERS, taak.code, veld(wordt, "naam"), rol, taak.gemeente, was=taak.rol, wordt=rol)
    if taak.is_gedaan:
        yield from _uren(taak, was, wordt)


def _uren(taak: Taakfeit, was: Regel, wordt: Regel) -> Iterator[Verschil]:
    """A task with hours of its own that has others: done in time or not."""
    oud, nieuw = veld(was, "binnen_uren", 0), veld(wordt, "binnen_uren", 0)
    if oud == nieuw:
        return
    eerst, straks = _oordeel(taak, oud), _oordeel(taak, nieuw)
    soort = Soort.EINDE_ANDERS
    if TE_LAAT in {eerst, straks} and eerst != straks:
        soort = Soort.TE_LAAT_WEG if eerst == TE_LAAT else Soort.TE_LAAT_ERBIJ
    yield Verschil(
        soort,
        taak.code,
        veld(wordt, "naam"),
        veld(wordt, "rol"),
        taak.gemeente,
        was=_einde(taak, oud, eerst),
        wordt=_einde(taak, nieuw, straks),
    )


def _oordeel(taak: Taakfeit, uren: int) -> str:
    return TE_LAAT if uren and taak.afgerond_op > taak.gemaakt_op + timedelta(hours=uren) else OP_TIJD


def _einde(taak: Taakfeit, uren: int, oordeel: str) -> str:
    if not uren:
        return "zonder moment"
    return f"{kort_moment(taak.gemaakt_op + timedelta(hours=uren))}, {oordeel}"


def _nieuwe(regel: Regel, feiten: Zaakfeiten, oud: Wet, weg: Weg) -> Iterator[Verschil]:
    was = oud.taak_per_code.get(regel.code)
    eerder, bij = veld(was, "bij", ()), veld(regel, "bij", ())
    gezet = [stap.code for stap in feiten.stappen if stap.nummer in weg.gezet and stap.code in oud.stap_per_code]
    if not any(code in bij and code not in eerder for code in (*gezet, *weg.erbij)):
        return
    if veld(regel, "als") or veld(regel, "voor"):
        yield geen_antwoord(regel.code, veld(regel, "naam"), "taak")
        return
    for gemeente in feiten.gemeenten if veld(regel, "per") == "gemeente" else (0,):
        yield Verschil(Soort.TAAK_ERBIJ, regel.code, veld(regel, "naam"), veld(regel, "rol"), gemeente)
