"""Walking one melding through the doors, as users would; the stories of the demo and the builders of tests share it.

A `Loper` holds the melding and a moment. No step sets a status; each goes through `deur`, `dossier` or `taken`,
and is refused when the protocol refuses it.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from calamiteiten.dossier import Gegevens, zoals_nu
from calamiteiten.models import Impactanalyse, Melding
from communicatie.advies import adviezen
from communicatie.familie.betrokkenen import onwetenden
from communicatie.models import Communicatieadvies
from contacten.models import Gemeente
from contacten.rollen import PER_GEMEENTE, Rol
from contacten.rolnamen import rolnaam
from escalatie.draaiboek import deur, overleggen, taken
from escalatie.draaiboek.betrokkenen import betrek_gemeente, wijzig
from escalatie.draaiboek.herweging import TRIAGE
from escalatie.draaiboek.opdrachten import Dubbelmelding, Opdracht, Stapgegevens, keuze_bij
from escalatie.draaiboek.overleggen import Afspraak
from escalatie.draaiboek.sluiting import te_bespreken
from escalatie.draaiboek.stand import Stand
from escalatie.draaiboek.triage import JA
from escalatie.meldingen.advies import adviseren
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Invoer
from escalatie.meldingen.beoordeling import beoordelen, verschillen
from escalatie.meldingen.procedure import registreer
from escalatie.meldingen.taken.vervulling import Familiegesprek, Keuze, Vervulling
from escalatie.models import Taak, TaakStatus
from escalatie.protocol.lezen import haal_protocol

from . import adviesteksten
from .accounts import Spelers
from .antwoorden import VERKLARING, antwoorden_voor, gegevens_voor, toelichtingen

SLUIT_ALS_DUBBEL, DUBBEL = "sluit_als_dubbel", "Twee aanbieders melden dezelfde gebeurtenis."
# Why a duty to inform that was still open at the end need not be met.
NIET_MEER = "Dit hoeft niet meer: de melding is gesloten."
VERBETERD = "De aanbieder belde met wat er echt is gebeurd."
Adviseer = Callable[..., Communicatieadvies]


class Loper:
    """One melding on its way. `nu` (aware) is the moment of the next step; `door` moves it."""

    def __init__(self, spelers: Spelers, nu: datetime) -> None:
        self.spelers = spelers
        self.nu = nu
        self._melding: Melding | None = None

    @property
    def melding(self) -> Melding:
        """The melding as it stands now. Raises Melding.DoesNotExist before it is registered."""
        if self._melding is None:
            raise Melding.DoesNotExist("Er is nog niets geregistreerd.")
        return Melding.objects.select_related("aanbieder").get(pk=self._melding.pk)

    def registreer(self, gegevens: Gegevens, ook: Iterable[Gemeente] = ()) -> "Loper":
        """The contractmanager registers; `ook` are gemeenten added to those that the facts name (A6)."""
        self._melding = registreer(gegevens, uuid4(), self.spelers.contractmanager, self.nu)
        for gemeente in ook:
            gemeld_op = gegevens.gemeld_toegang.get(gemeente.code)
            betrek_gemeente(self._melding, gemeente, self.spelers.contractmanager, self.nu, gemeld_op)
        return self

    def stap(
        self,
        code: str,
        rol: str = Rol.CONTRACTMANAGER,
        *,
        motivering: str = "",
        afwijkingen: Mapping[str, str] | None = None,
    ) -> "Loper":
        """Take one step as the user of this role. Raises Geweigerd when the door refuses."""
        protocol = haal_protocol(self.melding.protocol_versie)
        gegevens = keuze_bij(protocol, regel) if (regel := protocol.stap_per_code.get(code)) else None
        return self._zet(code, rol, motivering, afwijkingen, gegevens)

    def _zet(
        self,
        code: str,
        rol: str,
        motivering: str,
        afwijkingen: Mapping[str, str] | None = None,
        gegevens: Stapgegevens | None = None,
    ) -> "Loper":
        melding = self.melding
        regel = haal_protocol(melding.protocol_versie).stap_per_code.get(code)
        opdracht = Opdracht(
            zaak_id=melding.pk,
            code=code,
            door_id=self.spelers.voor(rol).pk,
            verwachte_status=melding.status,
            motivering=motivering,
            gegevens=gegevens,
            afwijkingen=afwijkingen or {},
            plichten={t.pk: NIET_MEER for t in te_bespreken(Stand(melding), regel)} if regel else {},
        )
        deur.voer_uit(opdracht, self.nu)
        return self

    def sluit_als_dubbel(self, ander: Melding, rol: str = Rol.CONTRACTMANAGER) -> "Loper":
        """Close it as a double of another melding."""
        return self._zet(SLUIT_ALS_DUBBEL, rol, DUBBEL, gegevens=Dubbelmelding(ander.kenmerk))

    def wijzig(self, **feiten: Any) -> "Loper":
        """The contractmanager corrects these fields of `Gegevens`; the others stay."""
        melding = self.melding
        gegevens = replace(zoals_nu(melding), **feiten)
        wijzig(melding, gegevens, melding.versie, self.spelers.contractmanager, self.nu, VERBETERD)
        return self

    def analyseer(self, uitslag: str, *, alleen: str = "") -> "Loper":
        """Fill in and submit the open analyses with the answers that point to `uitslag` (a–d or twijfel).

        `alleen`: only this party.
        """
        for analyse in self.melding.analyses.select_related("gemeente", "melding"):
            if not analyse.is_definitief() and alleen in {"", analyse.soort}:
                self._analyseer(analyse, uitslag)
        for analyse in self.melding.analyses.select_related("gemeente", "melding"):
            self._verklaar(analyse)
        return self

    def bevestig(self, scenario: str) -> "Loper":
        """Each involved toegang confirms this scenario (R59); without an account the contractmanager records it."""
        for betrokken in self.melding.betrokkenheden.select_related("gemeente"):
            door = self.spelers.voor(Rol.TOEGANG, betrokken.gemeente)
            namens = "" if door.rol == Rol.TOEGANG else f"teamleider toegang {betrokken.gemeente}, telefonisch"
            beoordelen.bevestig(self.melding, betrokken.gemeente, scenario, door, self.nu, namens)
        return self

    def doe(self, *codes: str) -> "Loper":
        """Do every open task with one of these codes, one row per gemeente where there are more."""
        for taak in self._open_taken():
            if taak.code in codes:
                self._voltooi(taak)
        return self

    def kies(self, code: str, antwoord: str, gemeente: str = "") -> "Loper":
        """Give this answer to the open question with this code (of this gemeente), with a reason."""
        for taak in self._open_taken():
            if taak.code == code and gemeente in {"", taak.gemeente.code if taak.gemeente else ""}:
                door = self.spelers.voor(taak.rol, taak.gemeente)
                wie = rolnaam(taak.rol, taak.melding.protocol_versie)
                namens = "" if door.rol == taak.rol else f"{wie} {taak.gemeente or ''}".strip()
                taken.voltooi(taak.pk, door, Vervulling("Dit weten wij nu.", namens, Keuze(antwoord)), self.nu)
        return self

    def plan_overleg(self, code: str, *, over: timedelta) -> "Loper":
        """Plan the meeting of the open task with this code: with the seats that the protocol proposes."""
        voorstel = haal_protocol(self.melding.protocol_versie).taak_per_code
        for taak in (taak for taak in self._open_taken() if taak.code == code):
            gemeenten = [gemeente.pk for gemeente in Stand(self.melding).gemeenten]
            plekken = {
                (rol, gemeente)
                for rol in voorstel[code].genodigden
                for gemeente in (gemeenten if rol in PER_GEMEENTE else [None])
            }
            link = "https://video.example/overleg"
            afspraak = Afspraak(self.nu + over, 60, "Gemeentehuis, vergaderzaal 1", link, frozenset(plekken))
            overleggen.plan_in(taak.pk, afspraak, self.spelers.voor(taak.rol, taak.gemeente), self.nu)
        return self

    def schets_advies(self) -> "Loper":
        """The communicatieadviseur saves the advice of Fase 1 as a concept; it is not laid down yet."""
        self._adviseer(adviseren.bewaar, is_fase_1=True)
        return self

    def doe_alles(self, behalve: Iterable[str] = ()) -> "Loper":
        """Do every open task, those that come of it too; one that repeats is recorded once and stays open."""
        gedaan: set[int] = set()
        while te_doen := [t for t in self._open_taken() if t.code not in behalve and t.pk not in gedaan]:
            for taak in te_doen:
                gedaan.add(taak.pk)
                # The record of one may end another.
                if Taak.objects.filter(pk=taak.pk, status=TaakStatus.OPEN).exists():
                    self._voltooi(taak)
        return self

    def wacht(self, **duur: float) -> "Loper":
        """Let time pass: the keywords of timedelta."""
        self.nu += timedelta(**duur)
        return self

    def _analyseer(self, analyse: Impactanalyse, uitslag: str) -> None:
        protocol = haal_protocol(analyse.melding.protocol_versie)
        door = self.spelers.voor(protocol.partij_per_code[analyse.soort].rol, analyse.gemeente)
        namens = f"teamleider {analyse.naam}" if analyses.vraagt_namens(door, analyse) else ""
        antwoorden = antwoorden_voor(protocol, analyse.soort, uitslag)
        invoer = Invoer(antwoorden, toelichtingen(protocol, analyse.soort, antwoorden), namens)
        analyses.dien_in(analyse, invoer, analyse.versie, door, self.nu)

    def _verklaar(self, analyse: Impactanalyse) -> None:
        """Say why an answer holds where the fact beside it says otherwise."""
        rol = haal_protocol(analyse.melding.protocol_versie).partij_per_code[analyse.soort].rol
        for verschil in verschillen.verschillen(analyse):
            if verschil.verklaring is None:
                door = self.spelers.voor(rol, analyse.gemeente)
                verschillen.verklaar(analyse, verschil.vraag, VERKLARING, door, self.nu)

    def _open_taken(self) -> list[Taak]:
        rijen = Taak.objects.filter(zaak=self.melding, status=TaakStatus.OPEN)
        return list(rijen.select_related("gemeente", "zaak__als_melding").order_by("pk"))

    def _voltooi(self, taak: Taak) -> None:
        regel = haal_protocol(taak.melding.protocol_versie).taak_per_code.get(taak.code)
        if regel and regel.vorm == adviseren.VORM:
            self._stel_advies_vast(taak)
            return
        if regel and regel.vorm == TRIAGE:
            self.wijzig(criteria=dict.fromkeys(taak.melding.criteria, JA))
            return
        door = self.spelers.voor(taak.rol, taak.gemeente)
        namens = (
            ""
            if door.rol == taak.rol
            else f"{rolnaam(taak.rol, taak.melding.protocol_versie)} {taak.gemeente or ''}".strip()
        )
        gegevens = gegevens_voor(regel, self.nu)
        if isinstance(gegevens, Familiegesprek):
            gegevens = replace(gegevens, betrokkenen=tuple(rij.pk for rij in onwetenden(taak.melding)))
        taken.voltooi(taak.pk, door, Vervulling("Gedaan.", namens, gegevens), self.nu)

    def _stel_advies_vast(self, taak: Taak) -> None:
        """One advice finishes every open task that asks for it, so a second one may be done by now."""
        if Taak.objects.filter(pk=taak.pk, status=TaakStatus.OPEN).exists():
            self._adviseer(adviseren.stel_vast, is_fase_1="fase_1" in taak.code)

    def _adviseer(self, werkwoord: Adviseer, *, is_fase_1: bool) -> None:
        melding, laatste = self.melding, adviezen.huidig_advies(self.melding)
        is_concept = laatste is not None and not laatste.is_vastgesteld()
        nummer = (laatste.versie if laatste else 0) + (not is_concept)
        bewerking = laatste.bewerking if laatste and is_concept else 0
        inhoud = adviesteksten.inhoud(adviezen.betrokken(melding), is_fase_1=is_fase_1)
        werkwoord(melding, inhoud, nummer, bewerking, self.spelers.communicatieadviseur, self.nu)

    def stand(self) -> Stand:
        """How the melding stands, read anew."""
        return Stand(self.melding)
