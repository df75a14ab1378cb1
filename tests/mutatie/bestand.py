"""A mutator of our own for the protocol files: one rule changed at a time, and does anything notice?

    python -m tests.mutatie        every mutant of the four files, weighed by the checks and by the rules kept twice
                                   (tests/protocol/test_papier.py and test_papier_communicatie.py)
    python -m tests.mutatie --bestand zhz-2015-01-01
                                   of one file
    python -m tests.diensten python -m tests.mutatie --steekproef 10 --met PAD …
                                   and ten of the survivors again, each by these tests

The seal of a file (bevroren.toml) notices every change by itself and is left out: it says that a file changed, not that
a rule is wrong. What survives stands in docs/bewijs.md with the reason.
"""

import argparse
import copy
import json
import os
import random
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

VERSIES = ("ijsselland-2019-02-13", "zhz-2015-01-01")
# Per file its version; the second half of a version is a file of its own.
BESTANDEN = {f"{versie}{helft}": versie for versie in VERSIES for helft in ("", "-communicatie")}
MUTANT = "MUTANT"
# Each file is read once.
_GELEZEN: dict[Path, dict[str, Any]] = {}
TABELLEN = (
    *("overgang", "termijn", "taak", "informatieregel", "gevolg"),
    *("spoed", "vraag", "evaluatievraag", "keuze"),
    *("persstap", "perstermijn", "perstaak", "persinformatie", "persevaluatie", "adviesdeel", "slot", "orgaan"),
    *("betrokkene", "regierol", "gebeurtenis", "stijging", "peiling"),
)
# Table -> the lists of which one member at a time goes.
LIJSTEN = {
    "overgang": ("van", "door", "vereist", "verwacht", "voltooit", "vervalt"),
    "termijn": ("bij", "stopt_bij", "wekkers", "spoed_wekkers"),
    "taak": ("bij", "genodigden"),
    "informatieregel": ("bij", "aan"),
    "gevolg": ("taken", "vervalt"),
    "spoed": ("bij", "termijnen", "dringend"),
    "persstap": ("van", "door", "vereist", "verwacht"),
    "perstermijn": ("bij", "stopt_bij", "wekkers"),
    "perstaak": ("bij", "klaar_bij"),
    "persinformatie": ("bij", "aan", "met", "na", "ook"),
    "slot": ("vrijgave_door", "besluit_van"),
    "orgaan": ("door",),
    "regierol": ("bij", "voorstel_bij"),
    "gebeurtenis": ("op_melding", "op_pers", "vervangt", "vervangt_op_pers"),
    "peiling": ("bij", "stijgt", "daalt"),
}
# Table -> the words that become another word, or go.
WOORDEN = {
    "overgang": ("naar", "motivering"),
    "termijn": ("als", "stopt_bij_taak", "rol", "vanaf"),
    "taak": ("als", "rol", "per", "voor", "termijn", "naar_buiten"),
    "informatieregel": ("als", "gemeenten", "voor", "taak"),
    "gevolg": ("tot",),
    "persstap": ("naar", "motivering", "naar_buiten"),
    "perstermijn": ("eerder", "vanaf", "rol"),
    "perstaak": ("rol", "klaar_als", "termijn"),
    "persinformatie": ("gemeenten",),
    "orgaan": ("per", "rol", "naar_buiten"),
    "betrokkene": ("bij", "behalve"),
}
# Table -> the marks that turn over.
VINKJES = {
    "overgang": ("keert_om", "sluit_taken", "trekt_berichten_in", "trekt_toegang_in"),
    "taak": ("blijft", "herhaalbaar", "volgt_feiten"),
    "informatieregel": ("opent_dossier", "uitkomst", "naar_buiten", "alleen_kring"),
    "gevolg": ("blijft_open", "zonder_rapport"),
    "perstermijn": ("gekozen",),
    "orgaan": ("is_familie",),
    "regierol": ("bij_onderzoek",),
    "adviesdeel": ("verplicht", "in_persvraag"),
}
GETALLEN = {
    "termijn": ("uren", "dagen", "maanden", "werkdagen", "spoed_uren"),
    "taak": ("binnen_uren",),
    "informatieregel": ("bevestigen_binnen_uren", "spoed_minuten", "uren_vooraf"),
    "perstermijn": ("werkdagen",),
    "persinformatie": ("uren_vooraf",),
    "stijging": ("minstens", "keer", "dagen"),
    "peiling": ("vanaf_uur", "tot_uur"),
}


@dataclass(frozen=True)
class Mutant:
    """One change of `bestand`: in the row of `tabel` at `plek`, `sleutel` gets `waarde`; None takes the key away, and
    without a key the row goes. `wat`: in words."""

    bestand: str
    tabel: str
    plek: int
    sleutel: str
    waarde: Any
    wat: str

    def op(self, inhoud: dict[str, Any]) -> dict[str, Any]:
        """The content of the file with this change."""
        anders = copy.deepcopy(inhoud)
        if self.sleutel == "":
            del anders[self.tabel][self.plek]
        elif self.waarde is None:
            anders[self.tabel][self.plek].pop(self.sleutel)
        else:
            anders[self.tabel][self.plek][self.sleutel] = self.waarde
        return anders


def mutanten(bestand: str) -> Iterator[Mutant]:
    """Every change of one rule of a file, in the order of the file."""
    from escalatie.protocol.lezen import ruwe_inhoud

    inhoud = ruwe_inhoud(BESTANDEN[bestand])[bestand.endswith("-communicatie")]
    for tabel in TABELLEN:
        for plek, rij in enumerate(inhoud.get(tabel, [])):
            naam = f"{tabel} {rij.get('lijst', '')}{':' if 'lijst' in rij else ''}{rij['code']}"
            for sleutel, waarde, wat in _van_rij(tabel, rij, inhoud):
                yield Mutant(bestand, tabel, plek, sleutel, waarde, f"{naam}: {wat}")


def _van_rij(tabel: str, rij: dict[str, Any], inhoud: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    if tabel in {"informatieregel", "persinformatie"}:
        yield "", None, "de regel weg"
    yield from _lijsten(tabel, rij)
    yield from _woorden(tabel, rij, inhoud)
    yield from _wekkers(tabel, rij)
    yield from _gevolgen(rij)


def _lijsten(tabel: str, rij: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for sleutel in LIJSTEN.get(tabel, ()):
        for nummer, deel in enumerate(rij.get(sleutel, [])):
            rest = [w for plek, w in enumerate(rij[sleutel]) if plek != nummer]
            yield sleutel, rest, f"{sleutel} zonder {_kort(deel)}"


def _woorden(tabel: str, rij: dict[str, Any], inhoud: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for sleutel in WOORDEN.get(tabel, ()):
        if rij.get(sleutel):
            ander = _ander(tabel, sleutel, rij[sleutel], inhoud)
            yield sleutel, ander, f"{sleutel} {rij[sleutel]} wordt {ander or 'niets'}"
    for sleutel in VINKJES.get(tabel, ()):
        if sleutel in rij:
            yield sleutel, not rij[sleutel], f"{sleutel} om"
    for sleutel in GETALLEN.get(tabel, ()):
        if rij.get(sleutel):
            yield sleutel, rij[sleutel] + 1, f"{sleutel} een meer"


def _wekkers(tabel: str, rij: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    for nummer, wekker in enumerate(rij.get("wekkers", []) if tabel in {"termijn", "perstermijn"} else []):
        if wekker.get("uren"):
            anders = [{**w, "uren": w["uren"] + 1} if plek == nummer else w for plek, w in enumerate(rij["wekkers"])]
            yield "wekkers", anders, f"wekker {_kort(wekker)} een uur anders"


def _gevolgen(rij: dict[str, Any]) -> Iterator[tuple[str, Any, str]]:
    if rij.get("gevolg", "geen") != "geen":
        yield "gevolg", "geen", f"gevolg {rij['gevolg']} wordt geen"
    for nummer, antwoord in enumerate(rij.get("antwoorden", [])):
        for sleutel in ("gevolg", "weegt"):
            if antwoord.get(sleutel, "geen") != "geen":
                anders = {**{k: v for k, v in antwoord.items() if k != sleutel}, "gevolg": "geen"}
                nieuw = [anders if plek == nummer else a for plek, a in enumerate(rij["antwoorden"])]
                yield "antwoorden", nieuw, f"antwoord {antwoord['code']}: {sleutel} {antwoord[sleutel]} wordt geen"


def _ander(tabel: str, sleutel: str, was: str, inhoud: dict[str, Any]) -> str | None:
    """Another word that may stand here; None when the key goes instead."""
    statussen = inhoud.get("status", []) or inhoud.get("persstatus", [])
    keuzes = {
        "naar": [rij["code"] for rij in statussen],
        "rol": ["contractmanager", "regiomanager"],
        "gemeenten": ["betrokken", "alle"] if tabel == "informatieregel" else ["vragende", "alle"],
        "per": ["regio" if tabel == "orgaan" else "melding", "gemeente"],
        "voor": ["leider", "anderen"],
        "vanaf": ["stap", "ontvangst"],
        "motivering": ["optioneel", "verplicht"],
    }.get(sleutel, [])
    return next((woord for woord in keuzes if woord != was), None)


def _kort(deel: Any) -> str:
    return f"{deel['soort']} {deel.get('uren', '')}".strip() if isinstance(deel, dict) else str(deel)


def zet(mutant: Mutant | None) -> None:
    """From here on the file reads with this change in this process; None: as it is."""
    from escalatie.protocol import lezen
    from escalatie.protocol.bestand import lees_inhoud

    def lees(pad: Path) -> dict[str, Any]:
        inhoud = _GELEZEN[pad] if pad in _GELEZEN else _GELEZEN.setdefault(pad, lees_inhoud(pad))
        return mutant.op(inhoud) if mutant and pad.stem == mutant.bestand else copy.deepcopy(inhoud)

    # Without a change nothing stays behind: other tests of this process write files and read them again.
    lezen.lees_inhoud = lees if mutant else lees_inhoud  # type: ignore[attr-defined]
    lezen.vergeet()


def klacht(versie: str) -> str:
    """What notices this version as it reads now: the rules kept twice, or the first complaint of a check."""
    from escalatie.proefdraaien.uitvoeren import bezwaren
    from escalatie.protocol.lezen import ProtocolFout, Voorstel, haal_communicatieregels, haal_protocol
    from tests.protocol import test_papier, test_papier_communicatie

    try:
        voorstel = Voorstel(haal_protocol(versie), haal_communicatieregels(versie))
        for papier in (test_papier, test_papier_communicatie):
            for naam, oordeel in vars(papier).items():
                if naam.startswith("test_"):
                    oordeel(papier.BOEKEN[versie])
        return next(iter(bezwaren(voorstel)), "")
    except (ProtocolFout, AssertionError, KeyError, StopIteration, ValueError) as fout:
        return f"{type(fout).__name__}: {fout}"


def pytest_configure(config: Any) -> None:
    """As a plugin (`-p tests.mutatie.bestand`): this run reads the file with the change of the environment."""
    from escalatie.protocol import slot

    if MUTANT in os.environ:
        zet(Mutant(*json.loads(os.environ[MUTANT])))
        slot.leg_aan()


def _proef(mutant: Mutant, paden: list[str]) -> bool:
    """Whether one of these tests fails on this mutant."""
    velden = json.dumps([*vars(mutant).values()])
    opdracht = [sys.executable, "-m", "pytest", "-q", "-x", "-p", "tests.mutatie.bestand", *paden]
    return (
        subprocess.run(opdracht, env={**os.environ, MUTANT: velden}, capture_output=True, check=False).returncode == 1
    )


def _verslag(bestand: str, alle: list[Mutant], over: list[Mutant], gedood: Counter[str]) -> Iterator[str]:
    yield bestand
    for tabel, aantal in Counter(mutant.tabel for mutant in alle).items():
        yield f"{tabel:18} {gedood[tabel]:4} van {aantal:4}"
    yield f"{'samen':18} {gedood.total():4} van {len(alle):4} ({100 * gedood.total() // len(alle)} %)"
    yield from ("", f"Overlevers: {len(over)}", *(mutant.wat for mutant in over), "")


def weeg(bestand: str, elke: int = 1) -> tuple[list[Mutant], list[Mutant]]:
    """The mutants of a file, and those that nothing noticed."""
    alle, over = [*mutanten(bestand)][::elke], list[Mutant]()
    for mutant in alle:
        zet(mutant)
        if not klacht(BESTANDEN[bestand]):
            over.append(mutant)
    zet(None)
    return alle, over


def main() -> int:
    """Weigh them all, print the score per table and the survivors; then a sample of those by the tests asked for."""
    vraag = argparse.ArgumentParser(prog="python -m tests.mutatie")
    vraag.add_argument("--bestand", choices=BESTANDEN, help="alleen dit bestand")
    vraag.add_argument("--elke", type=int, default=1, help="alleen elke zoveelste mutant, als het snel moet")
    vraag.add_argument("--steekproef", type=int, default=0, help="hoeveel overlevers ook langs --met")
    vraag.add_argument("--met", nargs="*", default=[], help="testbestanden voor die steekproef")
    keuze = vraag.parse_args()
    import django

    django.setup()
    zet(None)
    samen: list[Mutant] = []
    for versie in VERSIES:
        if zelf := klacht(versie):
            sys.stdout.write(f"Ook zonder verandering klopt er iets niet: {zelf}\n")
            return 1
    for bestand in [keuze.bestand] if keuze.bestand else BESTANDEN:
        alle, over = weeg(bestand, keuze.elke)
        gedood = Counter(mutant.tabel for mutant in alle if mutant not in over)
        sys.stdout.write("\n".join(_verslag(bestand, alle, over, gedood)) + "\n")
        sys.stdout.flush()
        samen += over
    for mutant in random.Random(1).sample(samen, min(keuze.steekproef, len(samen))):
        sys.stdout.write(f"{'gedood' if _proef(mutant, keuze.met) else 'leeft'} langs de steekproef: {mutant.wat}\n")
        sys.stdout.flush()
    return 0
