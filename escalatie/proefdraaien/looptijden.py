"""The recorded terms of a zaak, counted again with the lengths of a draft: met or missed, and which alarms ring."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from basis.regels import TermijnRegel
from basis.taal import kort_moment
from escalatie.draaiboek import termijnen

from .feiten import Termijnfeit, Zaakfeiten
from .stappen import Weg
from .verschil import Soort, Verschil, geen_antwoord
from .wetten import Wet, veld

# What of a rule says when a term of it is over, and what rings.
_LENGTE = ("uren", "dagen", "maanden", "werkdagen", "vanaf", "spoed_uren")
_EINDE = ("stopt_bij", "stopt_bij_taak")
_WEKKERS = ("wekkers", "spoed_wekkers")
# What a trial cannot weigh again when it differs.
_ONBEKEND = ("als", "gekozen", "eerder")
OP_TIJD, TE_LAAT, GESTOPT = "op tijd", "te laat", "gestopt voor het einde"


@dataclass
class Looptijden:
    """What becomes of the terms. stil: the keys of alarms that rang and would not; erbij: the triggers of alarms that
    would ring and did not."""

    verschillen: list[Verschil] = field(default_factory=list)
    stil: set[int] = field(default_factory=set)
    erbij: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class _Klaar:
    """When what a term waits for was done, or the term stopped without it."""

    op: datetime
    is_gehaald: bool


def vergelijk(feiten: Zaakfeiten, oud: Wet, nieuw: Wet, weg: Weg) -> Looptijden:
    """Every term that ran, and every term that the draft would have started."""
    uit = Looptijden()
    for termijn in feiten.termijnen:
        if termijn.code in oud.termijn_per_code:
            _een(uit, termijn, feiten, oud, nieuw, weg)
    _nieuwe(uit, feiten, oud, nieuw, weg)
    return uit


def _een(uit: Looptijden, termijn: Termijnfeit, feiten: Zaakfeiten, oud: Wet, nieuw: Wet, weg: Weg) -> None:
    was, wordt = oud.termijn_per_code[termijn.code], nieuw.termijn_per_code.get(termijn.code)
    if wordt is None or not _begint(termijn, was, wordt, feiten, weg):
        uit.verschillen.append(Verschil(Soort.TERMIJN_WEG, was.code, was.naam, was.rol, was=_oordeel(termijn)))
        uit.stil |= {wekker for wekker, _ in termijn.gevuurd}
        return
    if _anders(was, wordt, _ONBEKEND) or (was.gekozen and _anders(was, wordt, _LENGTE + _EINDE)):
        uit.verschillen.append(geen_antwoord(was.code, wordt.naam, "termijn"))
        return
    if not _anders(was, wordt, _LENGTE + _EINDE + _WEKKERS) and not _ander_spoed(termijn, oud, nieuw):
        return
    geldt, eind_op = _geldend(wordt, nieuw, termijn), _eind(wordt, nieuw, termijn, feiten)
    klaar = _klaar_op(termijn, was, wordt, feiten, oud, nieuw, weg, eind_op)
    if isinstance(klaar, str) or _eind(was, oud, termijn, feiten) != termijn.vervalt_op:
        uit.verschillen.append(geen_antwoord(was.code, wordt.naam, klaar if isinstance(klaar, str) else "termijn"))
        return
    uit.verschillen += _einde(termijn, wordt, eind_op, klaar)
    _wekkers(uit, termijn, geldt, eind_op, klaar)


def _begint(termijn: Termijnfeit, was: TermijnRegel, wordt: TermijnRegel, feiten: Zaakfeiten, weg: Weg) -> bool:
    """Whether the draft starts it there too. What began outside a step (a fact that changed) begins all the same."""
    code = next((stap.code for stap in feiten.stappen if stap.nummer == termijn.stap), "")
    return code not in was.bij or (code in wordt.bij and termijn.stap in weg.gezet)


def _anders(was: TermijnRegel, wordt: TermijnRegel, namen: tuple[str, ...]) -> bool:
    return any(veld(was, naam) != veld(wordt, naam) for naam in namen)


def _is_versneld(code: str, wet: Wet) -> bool:
    return any(code in regel.termijnen for regel in veld(wet, "spoed", ()))


def _ander_spoed(termijn: Termijnfeit, oud: Wet, nieuw: Wet) -> bool:
    return termijn.is_spoed and _is_versneld(termijn.code, oud) != _is_versneld(termijn.code, nieuw)


def _geldend(regel: TermijnRegel, wet: Wet, termijn: Termijnfeit) -> TermijnRegel:
    """The rule with the hours of spoed when this term had them, and the version gives it any."""
    uren = veld(regel, "spoed_uren", 0)
    if not (termijn.is_spoed and uren and _is_versneld(regel.code, wet)):
        return regel
    wekkers = veld(regel, "spoed_wekkers", ())
    return replace(regel, vanaf="stap", uren=uren, dagen=0, maanden=0, werkdagen=0, wekkers=wekkers)


def _eind(regel: TermijnRegel, wet: Wet, termijn: Termijnfeit, feiten: Zaakfeiten) -> datetime:
    """When this term ends by this rule, with the time that it stood still."""
    geldt = _geldend(regel, wet, termijn)
    if geldt.gekozen:
        return termijn.vervalt_op
    eind_op = termijnen.berekening(geldt, _begin(geldt, termijn, feiten)).eind_op
    for van, tot in termijn.stiltes:
        eind_op = termijnen.na_stilte(eind_op, tot - van) if van < eind_op else eind_op
    return eind_op


def _begin(regel: TermijnRegel, termijn: Termijnfeit, feiten: Zaakfeiten) -> datetime:
    """From when it counts: what runs from the receipt does so with the first record only."""
    if termijn.stap != 1 or termijn.is_spoed:
        return termijn.start_op
    eerste = next(stap.op for stap in feiten.stappen if stap.nummer == 1)
    if termijn.start_op not in {feiten.ontvangen_op, eerste}:
        return termijn.start_op
    return feiten.ontvangen_op if regel.vanaf == "ontvangst" else eerste


def _klaar_op(
    termijn: Termijnfeit,
    was: TermijnRegel,
    wordt: TermijnRegel,
    feiten: Zaakfeiten,
    oud: Wet,
    nieuw: Wet,
    weg: Weg,
    eind_op: datetime,
) -> _Klaar | str:
    """When it was done under the draft; why that is not known otherwise (`GEEN_ANTWOORDEN`)."""
    if _anders(was, wordt, _EINDE):
        return _klaar_volgens(wordt, termijn.stap, feiten, oud, nieuw, weg)
    # Recorded later than done: then only what is longer is surely in time.
    if termijn.is_gehaald and not termijn.was_te_laat and termijn.geeindigd_op > termijn.vervalt_op:
        return _Klaar(termijn.vervalt_op, is_gehaald=True) if eind_op >= termijn.vervalt_op else "klaar"
    return _Klaar(termijn.geeindigd_op, termijn.is_gehaald)


def _klaar_volgens(regel: TermijnRegel, vanaf: int, feiten: Zaakfeiten, oud: Wet, nieuw: Wet, weg: Weg) -> _Klaar | str:
    """When a term of this rule that began with this record is over, by the steps and tasks that end it."""
    momenten = [_Klaar(feiten.afgerond_op, is_gehaald=False)]
    for stap in feiten.stappen:
        if stap.nummer > vanaf and stap.nummer in weg.gezet and stap.code in regel.stopt_bij:
            keert_om = veld(nieuw.stap_per_code[stap.code], "keert_om", False)
            momenten.append(_Klaar(stap.op, is_gehaald=not keert_om))
    if regel.stopt_bij_taak:
        if regel.stopt_bij_taak not in oud.taak_per_code:
            return "klaar"
        begin = next(stap.op for stap in feiten.stappen if stap.nummer == vanaf)
        taken = [t for t in feiten.taken if t.code == regel.stopt_bij_taak and t.afgerond_op >= begin]
        if taken:
            momenten.append(_Klaar(max(t.afgerond_op for t in taken), any(t.is_gedaan for t in taken)))
    return min(momenten, key=lambda klaar: (klaar.op, not klaar.is_gehaald))


def _einde(termijn: Termijnfeit, regel: TermijnRegel, eind_op: datetime, klaar: _Klaar) -> Iterator[Verschil]:
    was, wordt = _oordeel(termijn), _weeg(klaar, eind_op)
    soort = Soort.EINDE_ANDERS
    if TE_LAAT in {was, wordt} and was != wordt:
        soort = Soort.TE_LAAT_WEG if was == TE_LAAT else Soort.TE_LAAT_ERBIJ
    elif eind_op == termijn.vervalt_op and was == wordt:
        return
    momenten = kort_moment(termijn.vervalt_op), kort_moment(eind_op)
    yield Verschil(
        soort, regel.code, regel.naam, regel.rol, was=f"{momenten[0]}, {was}", wordt=f"{momenten[1]}, {wordt}"
    )


def _oordeel(termijn: Termijnfeit) -> str:
    if termijn.was_te_laat:
        return TE_LAAT
    return OP_TIJD if termijn.is_gehaald else GESTOPT


def _weeg(klaar: _Klaar, eind_op: datetime) -> str:
    if klaar.op > eind_op:
        return TE_LAAT
    return OP_TIJD if klaar.is_gehaald else GESTOPT


def _wekkers(uit: Looptijden, termijn: Termijnfeit, regel: TermijnRegel, eind_op: datetime, klaar: _Klaar) -> None:
    """Which alarms would still ring before it was done, kind by kind: of each kind the last ones go."""
    zouden = Counter(s for s, op in termijnen.momenten(regel, termijn.start_op, eind_op) if op <= klaar.op)
    gingen: dict[str, list[int]] = {}
    for wekker, soort in termijn.gevuurd:
        gingen.setdefault(soort, []).append(wekker)
    for soort in ("voor", "op", "na"):
        hier, straks = gingen.get(soort, []), zouden[soort]
        uit.stil |= {*hier[straks:]}
        uit.erbij += [f"termijn:{regel.code}:{soort}"] * (straks - len(hier))


def _nieuwe(uit: Looptijden, feiten: Zaakfeiten, oud: Wet, nieuw: Wet, weg: Weg) -> None:
    """The terms that the draft starts with a step that was taken, and that did not run."""
    for regel in nieuw.termijn_per_code.values():
        was = oud.termijn_per_code.get(regel.code)
        if any(code in regel.bij for code in weg.erbij):
            uit.verschillen.append(geen_antwoord(regel.code, regel.naam, "begin"))
        for stap in feiten.stappen:
            begint = stap.nummer in weg.gezet and stap.code in regel.bij
            if begint and not (was and stap.code in was.bij):
                _nieuwe_termijn(uit, regel, stap.nummer, feiten, oud, nieuw, weg)


def _nieuwe_termijn(
    uit: Looptijden, regel: TermijnRegel, nummer: int, feiten: Zaakfeiten, oud: Wet, nieuw: Wet, weg: Weg
) -> None:
    if veld(regel, "als") or regel.gekozen or regel.eerder:
        uit.verschillen.append(geen_antwoord(regel.code, regel.naam, "termijn"))
        return
    klaar = _klaar_volgens(regel, nummer, feiten, oud, nieuw, weg)
    if isinstance(klaar, str):
        uit.verschillen.append(geen_antwoord(regel.code, regel.naam, klaar))
        return
    begin = next(stap.op for stap in feiten.stappen if stap.nummer == nummer)
    begin = feiten.ontvangen_op if regel.vanaf == "ontvangst" and nummer == 1 else begin
    eind_op = termijnen.berekening(regel, begin).eind_op
    wordt = f"{kort_moment(eind_op)}, {_weeg(klaar, eind_op)}"
    uit.verschillen.append(Verschil(Soort.TERMIJN_ERBIJ, regel.code, regel.naam, regel.rol, wordt=wordt))
    momenten = termijnen.momenten(regel, begin, eind_op)
    uit.erbij += [f"termijn:{regel.code}:{soort}" for soort, op in momenten if op <= klaar.op]
