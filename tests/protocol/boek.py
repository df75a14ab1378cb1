"""The shape in which the rules of a protocol are kept a second time (test_papier.py, docs/bewijs.md)."""

from collections.abc import Mapping
from dataclasses import dataclass

C, R, T, A = "contractmanager", "regiomanager", "toegang", "aanbieder"
M, K = "manager_gemeente", "communicatieadviseur"


@dataclass(frozen=True, kw_only=True)
class Boek:
    """One version. pijlen: arrow -> from, to, by whom; smaller: where fewer may. termijnen: length, begin, ends, who
    answers for it, alarms. horen and vertellen: trigger -> who hears it by mail, which task tells it by hand. doen:
    role -> task -> steps, per what, condition. spoed: facts, terms that get hours, messages that go at
    once. motiveren: what asks for a reason; voltooit: the tasks a step finishes; uitkomst: the messages of which the
    readers hear the outcome; aan_wie: who is told by hand; blijft: the tasks that stay; zet_in_gang: answers of tasks,
    lists and evaluation that set something off."""

    versie: str
    pijlen: Mapping[str, tuple[list[str], str, set[str]]]
    smaller: Mapping[tuple[str, str], set[str]]
    vereist: Mapping[str, set[str]]
    verwacht: Mapping[str, set[str]]
    termijnen: Mapping[str, tuple[str, set[str], set[str], str, list[int]]]
    spoed_uren: Mapping[str, int]
    spoed_wekkers: Mapping[str, list[int]]
    horen: Mapping[str, set[str]]
    vertellen: Mapping[str, set[str]]
    doen: Mapping[str, Mapping[str, tuple[str, str, str]]]
    gevolgen: Mapping[str, tuple[set[str], str]]
    spoed: Mapping[str, tuple[set[str], set[str], set[str]]]
    binnen: Mapping[str, set[str]]
    genodigden: Mapping[str, set[str]]
    antwoorden: Mapping[str, Mapping[str, tuple[str, str]]]
    opent: set[str]
    bevestigen: Mapping[int, set[str]]
    motiveren: set[str]
    voltooit: Mapping[str, set[str]]
    uitkomst: set[str]
    aan_wie: Mapping[str, set[str]]
    blijft: set[str]
    zet_in_gang: Mapping[str, Mapping[str, str]]
