"""Who was told of a zaak, laid beside who a draft would tell."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from basis.regels import InformatieRegel
from calamiteiten.statussen import MELDING
from contacten.rollen import EXTERN, PER_GEMEENTE

from .feiten import Berichtfeit, Zaakfeiten
from .looptijden import Looptijden
from .stappen import Weg
from .verschil import Soort, Verschil, geen_antwoord
from .wetten import Wet, veld

MAIL = "mail"
# What decides whether and to whom a rule speaks beside its roles, and what a trial cannot weigh again.
_ONBEKEND = ("als", "voor", "alleen_kring", "na")
Plek = tuple[str, int]


@dataclass(frozen=True)
class _Gelegenheid:
    """Something that sets rules off. `sleutel`: of what was told of it; "" of what did not happen then."""

    sleutel: str
    aanleiding: str
    gemeente: int = 0


class Vergelijking:
    """The messages of one zaak under two versions."""

    def __init__(self, feiten: Zaakfeiten, oud: Wet, nieuw: Wet, weg: Weg, looptijden: Looptijden) -> None:
        self.feiten, self.weg, self.looptijden = feiten, weg, looptijden
        self.oud = {regel.code: regel for regel in oud.informatieregels}
        self.nieuw = {regel.code: regel for regel in nieuw.informatieregels}
        self.kop = "overgang" if feiten.soort == MELDING else "stap"
        self.aanleidingen = dict(self._aanleidingen(oud))
        self.gehoord: dict[tuple[str, str], set[Plek]] = {}
        for bericht in feiten.berichten:
            self.gehoord.setdefault((bericht.aanleiding, bericht.regel), set()).add((bericht.rol, bericht.gemeente))

    def verschillen(self) -> Iterator[Verschil]:
        """What goes, then what comes."""
        for bericht in self.feiten.berichten:
            yield from self._wat_gaat(bericht)
        for gelegenheid in self._gelegenheden():
            for regel in self.nieuw.values():
                if gelegenheid.aanleiding in regel.bij and veld(regel, "wijze", MAIL) == MAIL:
                    yield from self._wat_komt(gelegenheid, regel)
        for regel in self.nieuw.values():
            yield from self._onbekende_gelegenheden(regel)

    def _aanleidingen(self, oud: Wet) -> Iterator[tuple[str, tuple[str, bool]]]:
        """Key of an occasion -> (what set it off, whether it comes under the draft too)."""
        for stap in self.feiten.stappen:
            if stap.code in oud.stap_per_code:
                yield f"stap:{stap.pk}", (f"{self.kop}:{stap.code}", stap.nummer in self.weg.gezet)
        for termijn in self.feiten.termijnen:
            for wekker, soort in termijn.gevuurd:
                blijft = wekker not in self.looptijden.stil
                yield f"wekker:{wekker}", (f"termijn:{termijn.code}:{soort}", blijft)

    def _aanleiding(self, sleutel: str) -> tuple[str, bool]:
        """What set this occasion off; "" when the key does not say it. A task is known by its key."""
        if sleutel.startswith("taak:"):
            taak = next((t for t in self.feiten.taken if sleutel.startswith(f"taak:{t.pk}:")), None)
            return (f"taak:{taak.code}", True) if taak and taak.is_verteld else ("", True)
        return self.aanleidingen.get(sleutel, ("", True))

    def _wat_gaat(self, bericht: Berichtfeit) -> Iterator[Verschil]:
        was, wordt = self.oud.get(bericht.regel), self.nieuw.get(bericht.regel)
        if was is None:  # a message that no rule of the protocol plans
            return
        aanleiding, gebeurt = self._aanleiding(bericht.aanleiding)
        soort = Soort.HOORT_WEG
        if wordt is not None and gebeurt and self._spreekt(was, wordt, aanleiding) and self._noemt(was, wordt, bericht):
            if veld(was, "wijze", MAIL) == veld(wordt, "wijze", MAIL):
                return
            soort = Soort.HOORT_ANDERS
        yield Verschil(soort, bericht.regel, was.zin, bericht.rol, bericht.gemeente)

    def _spreekt(self, was: InformatieRegel, wordt: InformatieRegel, aanleiding: str) -> bool:
        if aanleiding and aanleiding in was.bij:
            return aanleiding in wordt.bij
        return bool(set(was.bij) & set(wordt.bij))

    def _noemt(self, was: InformatieRegel, wordt: InformatieRegel, bericht: Berichtfeit) -> bool:
        """Whether the draft tells this seat. One that the old rule did not name heard it otherwise, as who was invited
        to a meeting: that stays."""
        if bericht.rol not in wordt.aan and (bericht.rol in was.aan or was.ook != wordt.ook):
            return False
        if was.gemeenten == wordt.gemeenten or bericht.rol not in PER_GEMEENTE:
            return True
        straks = self._plekken(wordt, bericht.rol, 0)
        return straks is None or (bericht.rol, bericht.gemeente) in straks

    def _gelegenheden(self) -> Iterator[_Gelegenheid]:
        """Everything that happens under the draft and that a rule can speak of."""
        for sleutel, (aanleiding, gebeurt) in self.aanleidingen.items():
            if gebeurt:
                yield _Gelegenheid(sleutel, aanleiding)
        for taak in self.feiten.taken:
            if taak.is_verteld:
                sleutels = (s for s, _ in self.gehoord if s.startswith(f"taak:{taak.pk}:"))
                yield _Gelegenheid(next(sleutels, f"taak:{taak.pk}:"), f"taak:{taak.code}", taak.gemeente)
        for code in self.weg.erbij:
            yield _Gelegenheid("", f"{self.kop}:{code}")
        for aanleiding in self.looptijden.erbij:
            yield _Gelegenheid("", aanleiding)

    def _wat_komt(self, bij: _Gelegenheid, regel: InformatieRegel) -> Iterator[Verschil]:
        """The seats that this rule tells under the draft and that the old version did not tell on this occasion."""
        was = self.oud.get(regel.code)
        bekend = was is not None and bij.aanleiding in was.bij and bool(bij.sleutel)
        if was is not None and bekend and any(veld(was, naam) != veld(regel, naam) for naam in _ONBEKEND):
            yield geen_antwoord(regel.code, regel.zin, "wie")
            return
        hier = self.gehoord.get((bij.sleutel, regel.code), set()) if bij.sleutel else set()
        rollen = self._erbij(was, regel) if was is not None and bekend else [*regel.aan]
        if rollen and veld(regel, "als"):
            if not bekend:
                yield geen_antwoord(regel.code, regel.zin, "wie")
                return
            rollen = rollen if hier else []  # its condition did not hold then
        yield from self._vertel(regel, rollen, bij.gemeente, hier)

    def _erbij(self, was: InformatieRegel, regel: InformatieRegel) -> list[str]:
        """The roles that the draft adds to a rule that spoke already: new ones, and of a rule about other gemeenten
        those per gemeente."""
        anders = was.gemeenten != regel.gemeenten or veld(was, "wijze", MAIL) != MAIL
        return [rol for rol in regel.aan if rol not in was.aan or (anders and rol in PER_GEMEENTE)]

    def _vertel(
        self, regel: InformatieRegel, rollen: Iterable[str], gemeente: int, hier: set[Plek]
    ) -> Iterator[Verschil]:
        for rol in rollen:
            plekken = self._plekken(regel, rol, gemeente)
            if plekken is None:
                yield geen_antwoord(regel.code, regel.zin, "wie")
                continue
            for plek in plekken:
                if plek not in hier:
                    yield Verschil(Soort.HOORT_ERBIJ, regel.code, regel.zin, *plek)

    def _plekken(self, regel: InformatieRegel, rol: str, gemeente: int) -> list[Plek] | None:
        """The seats of this role that the rule tells; None when what was recorded does not say it."""
        if rol in EXTERN:
            return []
        if veld(regel, "alleen_kring", False) or veld(regel, "na", ()):
            return None
        if rol not in PER_GEMEENTE:
            return [(rol, 0)]
        if veld(regel, "voor"):
            return None
        gemeenten = self._gemeenten(regel.gemeenten, gemeente)
        return None if gemeenten is None else [(rol, nummer) for nummer in gemeenten]

    def _gemeenten(self, woord: str, gemeente: int) -> Iterable[int] | None:
        feiten = self.feiten
        return {
            "betrokken": feiten.gemeenten,
            "vragende": feiten.gemeenten,
            "eigen": (gemeente,) if gemeente else feiten.gemeenten,
            "werkgebied": sorted({*feiten.gemeenten, *feiten.werkgebied} & {*feiten.gemeenten, *feiten.regio}),
            "overige": [nummer for nummer in feiten.regio if nummer not in feiten.gemeenten],
            "alle": [*feiten.regio],
        }.get(woord)

    def _onbekende_gelegenheden(self, regel: InformatieRegel) -> Iterator[Verschil]:
        """What a rule says of occasions that are known only by what was told of them, and of those that were never
        recorded because no rule spoke of them."""
        if veld(regel, "wijze", MAIL) == MAIL:
            was = self.oud.get(regel.code)
            yield from self._nieuwe_aanleidingen(was, regel)
            if was is not None:
                yield from self._eerder_verteld(was, regel)

    def _nieuwe_aanleidingen(self, was: InformatieRegel | None, regel: InformatieRegel) -> Iterator[Verschil]:
        """What sets this rule off under the draft only, and is no step, task or alarm."""
        bekend = was.bij if was is not None else ()
        for aanleiding in (a for a in regel.bij if a not in bekend):
            soort, _, code = aanleiding.partition(":")
            if soort == "gebeurtenis":
                for _ in range(self.feiten.gebeurtenissen.count(code)):
                    yield from self._wat_komt(_Gelegenheid("", aanleiding), regel)
            elif soort not in {self.kop, "taak", "termijn"}:
                yield geen_antwoord(regel.code, regel.zin, "gelegenheid")

    def _eerder_verteld(self, was: InformatieRegel, regel: InformatieRegel) -> Iterator[Verschil]:
        """Who would hear too of what is known only by what was told of it."""
        rollen = self._erbij(was, regel)
        for (sleutel, code), hier in self.gehoord.items():
            if rollen and code == regel.code and not self._aanleiding(sleutel)[0]:
                gemeente = next((plek for _, plek in hier if plek), 0)
                yield from self._vertel(regel, rollen, gemeente, hier)
