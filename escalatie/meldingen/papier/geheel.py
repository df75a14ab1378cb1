"""The whole dossier as one story: on screen it stands in rooms, each with its own questions; on paper all of it goes
along, read from the same rows once."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from basis.momenten import Halte
from basis.taal import opsomming
from calamiteiten.meldtijden import Meldtijd, meldtijden, per_gemeente
from calamiteiten.models import Melding
from calamiteiten.toegang.onderdelen import mag_lezen
from communicatie.familie.naar_buiten import is_dicht
from contacten.models import Gebruiker
from contacten.rollen import Deel
from escalatie.draaiboek.berichtregels import Berichtregel, berichtregels
from escalatie.draaiboek.mogelijkheden import mogelijkheden
from escalatie.draaiboek.verloop import Tijdlijn
from escalatie.meldingen.communicatie.pagina import PERS, Schakel, volgorde
from escalatie.meldingen.dossier import delen, kamers
from escalatie.meldingen.dossier.matrix import Matrix, matrix
from escalatie.meldingen.dossier.pagina import Dossier, WatNu, dossier
from escalatie.meldingen.dossier.rijen import Dossierrijen
from escalatie.meldingen.dossier.stappen import stappen
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.meldingen.overleg.pagina import Overlegkaart, overlegkaart

SCENARIO = "Samen een scenario kiezen"


@dataclass(frozen=True)
class NaarBuiten:
    """The order in short: who knows, and what keeps it shut. `onderzoek`: by whom an investigation runs;
    `is_dicht_elders`: another melding of the same event keeps it shut."""

    volgorde: list[Schakel]
    wist_familie: bool
    onderzoek: str
    is_dicht_elders: bool

    @property
    def is_dicht(self) -> bool:
        """Whether nothing may go outside now."""
        return bool(self.onderzoek) or not self.wist_familie or self.is_dicht_elders


@dataclass(frozen=True)
class Vervolg:
    """A step that can come next: who takes it, and what is still missing, in sentences."""

    naam: str
    wie: str
    eerst: tuple[str, ...]

    @property
    def stand(self) -> str:
        """Whether it can be taken; else what has to be there first."""
        return " ".join(self.eerst) or "Dit kan nu."


@dataclass
class Geheel:
    """All that this user reads of this melding at `nu` (aware); parts that this role does not read are empty."""

    melding: Melding
    gebruiker: Gebruiker
    nu: datetime

    @cached_property
    def voorin(self) -> Dossier:
        """The first room."""
        return dossier(Dossierrijen(self.melding), self.gebruiker, self.nu)

    @property
    def rijen(self) -> Dossierrijen:
        """The rows that all of it is made of."""
        return self.voorin.rijen

    @property
    def leiding(self) -> str:
        """Who leads."""
        return self.voorin.leiding

    @property
    def signalen(self) -> list[delen.Signaal]:
        """What cannot wait."""
        return self.voorin.signalen

    @property
    def spoed(self) -> delen.Spoed | None:
        """What is urgent, and who is to be phoned."""
        return self.voorin.spoed

    @property
    def wat_nu(self) -> WatNu:
        """What must happen first."""
        return self.voorin.wat_nu

    @property
    def termijnen(self) -> list[delen.Termijnregel]:
        """The terms that run."""
        return self.voorin.termijnen

    @property
    def lead(self) -> str:
        """What it is, at whom and where, in one line."""
        return " · ".join(
            [self.melding.onderwerp, str(self.melding.aanbieder), opsomming(map(str, self.rijen.gemeenten))]
        )

    @cached_property
    def vervolg(self) -> list[Vervolg]:
        """The steps that lead onward from here, whoever takes them; the choice of a scenario is one."""
        alle = mogelijkheden(self.melding, self.gebruiker, self.rijen)
        keuze = [m for m in alle if m.scenario][:1]
        verder = [m for m in alle if not m.scenario and m.motivering != "verplicht"]
        return [
            Vervolg(SCENARIO if m.scenario else m.naam, m.wie, (*m.ontbreekt, *(zin for _, zin in m.afwijkbaar)))
            for m in (*keuze, *verder)
        ]

    @cached_property
    def stappen(self) -> list[Halte]:
        """The road through the protocol."""
        return stappen(self.rijen, self.nu)

    @cached_property
    def feiten(self) -> list[tuple[str, str]]:
        """What was reported."""
        return kamers.feiten(self.rijen)

    @cached_property
    def criteria(self) -> list[tuple[str, str]]:
        """The questions of the triage with their answers."""
        return kamers.criteria(self.rijen)

    @cached_property
    def meldtijden(self) -> list[Meldtijd]:
        """When who was told of it."""
        return meldtijden(self.melding, per_gemeente(self.rijen.betrokkenheden), self.melding.protocol_versie)

    @cached_property
    def analyses(self) -> list[delen.Analyseregel]:
        """What each party found."""
        return delen.analyseregels(self.rijen, self.gebruiker)

    @cached_property
    def partijen(self) -> list[delen.Partijregel]:
        """Who is told, and by whom."""
        return delen.partijen(self.rijen, self.gebruiker)

    @cached_property
    def open_taken(self) -> list[delen.Taakregel]:
        """What is to be done."""
        return delen.open_taken(self.rijen, self.gebruiker, self.nu)

    @cached_property
    def gesloten_taken(self) -> list[delen.Taakregel]:
        """What was done."""
        return delen.gesloten_taken(self.rijen, self.gebruiker, self.nu)

    @cached_property
    def matrix(self) -> Matrix | None:
        """What is done per gemeente."""
        return matrix(self.rijen, self.nu)

    @cached_property
    def overleggen(self) -> Overlegkaart:
        """The meetings."""
        return overlegkaart(self.rijen, self.gebruiker, self.nu)

    @cached_property
    def berichten(self) -> list[Berichtregel]:
        """Who was written to."""
        if not mag_lezen(self.gebruiker, Deel.BERICHTEN):
            return []
        zinnen = {regel.code: regel.zin for regel in self.rijen.protocol.informatieregels}
        return berichtregels(self.rijen.berichten, zinnen, self.rijen.protocol.versie)

    @property
    def niet_bereikt(self) -> list[Berichtregel]:
        """The messages that reached nobody, by seat."""
        return sorted((regel for regel in self.berichten if regel.bericht.is_rood), key=lambda regel: regel.wie)

    @cached_property
    def rapporten(self) -> list[tuple[str, str, str]]:
        """What is known of the report of the inspection."""
        return kamers.rapporten(self.rijen) if mag_lezen(self.gebruiker, Deel.INSPECTIE) else []

    @cached_property
    def evaluatie(self) -> list[tuple[str, str]]:
        """What was learned."""
        return kamers.evaluatie(self.rijen) if mag_lezen(self.gebruiker, Deel.EVALUATIE) else []

    @cached_property
    def tijdlijn(self) -> Tijdlijn:
        """How it went."""
        return Tijdlijn([kamers.leesbaar(gebeurd, self.gebruiker, self.rijen) for gebeurd in tijdlijn(self.rijen)])

    @cached_property
    def communicatie(self) -> NaarBuiten:
        """Whether something may go outside, and who knows."""
        feiten = [feit for feit in self.rijen.verloop if not feit.is_herroepen]
        begonnen = [feit.wie for feit in feiten if feit.soort == "onderzoek"]
        is_klaar = len(begonnen) == sum(feit.soort == "onderzoek_einde" for feit in feiten)
        schakels = volgorde(self.rijen, [f.op for f in feiten if f.soort == "uiting" and f.wat in PERS])
        deelt = any(band.beeindigd_op is None for band in self.rijen.samenhangen)
        return NaarBuiten(
            volgorde=schakels,
            wist_familie=schakels[0].toestand == "klaar",
            onderzoek="" if is_klaar else begonnen[-1],
            is_dicht_elders=deelt and is_dicht(self.melding),
        )
