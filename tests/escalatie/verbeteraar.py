"""The machine that records, corrects and withdraws in any order, beside a melding walked afresh with what is left.

It keeps what still counts, in the order in which it happened. At the end another melding is registered with the facts
as they read now and lives through that alone. What stands open, what is locked, who may look, and which mails still
wait, is the same for both: nobody can tell from a dossier that a mistake was ever made, but by the record of it.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace
from datetime import datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.test import override_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from basis.kalender import lokale_datum
from calamiteiten.demo.zaaien.antwoorden import gegevens_voor
from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.dossier import Gegevens
from calamiteiten.models import Melding
from calamiteiten.toegang import Kring, kring
from communicatie.familie import herroepen, onderzoeken
from communicatie.familie.betrokkenen import ooit_op_de_lijst, op_de_lijst
from communicatie.familie.naar_buiten import toestand
from communicatie.models import Bericht, Onderzoek
from communicatie.post.berichten import verzend
from contacten.models import Gemeente
from escalatie.bewaking.controle import controleer
from escalatie.draaiboek.betrokkenen import betrek_gemeente, laat_los, wijzig
from escalatie.draaiboek.informatie import NIET_BETROKKEN, VERBETERD
from escalatie.draaiboek.signalen import lees_signalen
from escalatie.draaiboek.taken import voltooi
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.analyse.analyses import Invoer
from escalatie.meldingen.beoordeling.beoordelen import bevestig, trek_bevestiging_in
from escalatie.meldingen.taken import herzien
from escalatie.meldingen.taken.vervulling import Familiegesprek, Keuze, Vervulling
from escalatie.models import Stap, Taak, Termijn
from escalatie.protocol.lezen import haal_communicatieregels, haal_protocol
from tests import bouw

from .automaat import BEGIN

WAAROM = "Het was anders dan eerst gezegd."
UUR = timedelta(hours=1)
_TOT_OORDEEL = ("ontvangen", "impactanalyse", "beoordeling")
# Status -> the way to it.
WEG = {
    "ontvangen": _TOT_OORDEEL[:1],
    "impactanalyse": _TOT_OORDEEL[:2],
    "beoordeling": _TOT_OORDEEL,
    "scenario_c": (*_TOT_OORDEEL, "scenario_c"),
    "scenario_d": (*_TOT_OORDEEL, "scenario_d"),
    "fase_1": (*_TOT_OORDEEL, "scenario_d", "fase_1"),
}
STATUSSEN = tuple(WEG)
# The gemeenten that come and go; the first was there from the beginning.
VAN_HET_BEGIN, LATER = "raalte", ("kampen", "deventer")
# Code of a task -> status in which it is recorded here.
TAKEN = {
    "jeugdige_familie": "",
    "contact_communicatie_gemeente": "",
    "taakverdeling": "",
    "mediamonitor": "",
    "opschalingsadvies": "beoordeling",
    "managersoverleg": "scenario_d",
    "raad_informeren": "fase_1",
    "partijen": "fase_1",
}
# Every fact of a melding -> how it can read; the first is how it reads from the start.
FEITEN: dict[str, tuple[Any, ...]] = {
    "onderwerp": ("Letsel op een groep", "Val op een groep"),
    "omschrijving": ("Zo ging het.", "Zo ging het ook."),
    "soort": ("calamiteit", "geweld"),
    "categorie": ("letsel_jeugdige", "suicide", "overlijden_ander"),
    "zorgcontext": ("jeugdhulp", "jeugdreclassering"),
    "grondslag": ("jeugdwet", "wmo_2015"),
    "acuut": ([], ["gevaar"], ["onrust"]),
    "gebeurd_datum": (lokale_datum(BEGIN - 48 * UUR), lokale_datum(BEGIN - 72 * UUR)),
    "gebeurd_tijd": (None, time(14, 5)),
    "plaatssoort": ("bij_aanbieder", "elders"),
    "plaats": ("", "Op de groep"),
    "aanbieder_soort": ("jeugdhulpaanbieder", "gecertificeerde_instelling"),
    "igj_kenmerk": ("V-000001", ""),
    "aanbieder": ("wissel", "molen", "brug"),
    "ontvangen_op": (BEGIN, BEGIN - 3 * UUR, BEGIN - 30 * UUR),
    "melder": ("aanbieder", "inspectie", "anders"),
    "melder_anders": ("", "huisartsenpost"),
    "gemeld_zelf_op": (None, BEGIN - 2 * UUR),
    "gemeld_igj_op": (BEGIN - 2 * UUR, None),
    "gemeld_toegang": ({"zwolle": BEGIN - UUR, "raalte": BEGIN - 2 * UUR}, {"raalte": BEGIN - UUR}, {}),
    # Of what kind goes with its own questions: these are of the criteria.
    "kwaliteit": ("ja", "onbekend"),
    "slachtoffer": ("ouder", "jeugdige"),
    "pleger": ("medewerker", "medebewoner"),
    "gemeente_woonplaats_buiten": ("", "Meppel"),
}


ANTWOORDEN = {"kwaliteit", "slachtoffer", "pleger"}


@dataclass(frozen=True)
class Daad:
    """Something that was recorded and counts: what, when (aware), about which gemeente, how it read, and which parts of
    the list of the family were told in it."""

    soort: str
    op: datetime
    gemeente: str = ""
    wat: str = ""
    hoe: str = ""
    wie: tuple[str, ...] = ()


class Kant:
    """One melding that lives through deeds: the one that is corrected, or the one beside it."""

    def __init__(self, regio: bouw.Regio) -> None:
        self.regio = regio
        self.loper = Loper(regio.spelers, BEGIN)

    @property
    def zaak(self) -> Melding:
        """As it stands now."""
        return self.loper.melding

    def loop(self, status: str, feiten: Gegevens, gemeenten: list[Gemeente]) -> None:
        """From the registration to this status."""
        loper = self.loper.registreer(feiten, gemeenten)
        is_onzeker = "onbekend" in feiten.criteria.values()
        afwijkingen = {"meldingswaardig": "De buurt is onrustig."} if is_onzeker else {}
        weg: dict[str, Callable[[], Any]] = {
            "ontvangen": lambda: None,
            "impactanalyse": lambda: loper.stap("start_impactanalyse", afwijkingen=afwijkingen),
            "beoordeling": lambda: loper.analyseer("c" if status == "scenario_c" else "d").stap("start_beoordeling"),
            "scenario_c": lambda: self._kies("c"),
            "scenario_d": lambda: self._kies("d"),
            "fase_1": self._begin_fase_1,
        }
        for halte in WEG[status]:
            weg[halte]()

    def _begin_fase_1(self) -> None:
        """With an advice, so that a message for outside waits for the locks."""
        self.loper.doe("managersoverleg").stap("start_fase_1", "regiomanager").doe("communicatieadvies_fase_1")

    def _kies(self, letter: str) -> None:
        afwijkingen = dict.fromkeys(("volgens_advies", "geen_twijfel"), "In overleg.")
        self.loper.bevestig(letter).stap(f"kies_{letter}", motivering="Zo besloten.", afwijkingen=afwijkingen)

    def doe(self, daad: Daad) -> None:
        """Live through one deed."""
        cm = self.regio.gebruikers["contractmanager"]
        plaats = self.regio.gemeenten.get(daad.gemeente)
        match daad.soort:
            case "betrek":
                assert plaats
                betrek_gemeente(self.zaak, plaats, cm, daad.op)
            case "bevestig":
                assert plaats
                bevestig(self.zaak, plaats, daad.hoe, cm, daad.op, namens="teamleider toegang")
            case "taak":
                voltooi(self.taak(daad).pk, self.regio.gebruikers["regiomanager"], self.vervulling(daad), daad.op)
            case "veiligheid":
                analyse = self.zaak.analyses.select_related("melding", "gemeente").get(gemeente=plaats)
                analyses.bewaar(
                    analyse, Invoer({"veiligheid": daad.hoe}, {}, "teamleider"), analyse.versie, cm, daad.op
                )
            case "onderzoek":
                feit = onderzoeken.Begin(daad.op, "officier van justitie", "Gehoord van de politie.")
                onderzoeken.begin(self.zaak, feit, cm, daad.op, haal_communicatieregels(self.zaak.protocol_versie))

    def taak(self, daad: Daad, status: str = "open") -> Taak:
        """The task of this deed."""
        rijen = Taak.objects.filter(zaak=self.zaak, code=daad.wat).select_related("zaak__als_melding", "gemeente")
        rijen = rijen.filter(gemeente__code=daad.gemeente) if daad.gemeente else rijen
        gevonden = (rijen.filter(status=status) if status else rijen).order_by("-pk").first()
        assert gevonden, (daad, status)
        return gevonden

    def vervulling(self, daad: Daad) -> Vervulling:
        """What is recorded of it; `hoe` tells one reading from another."""
        regel = haal_protocol(self.zaak.protocol_versie).taak_per_code[daad.wat]
        gegevens = gegevens_voor(regel, BEGIN)
        if isinstance(gegevens, Keuze):
            gegevens = Keuze("ja" if daad.hoe == "anders" else "nee")
        if isinstance(gegevens, Familiegesprek):
            gegevens = replace(gegevens, betrokkenen=self.verteld(daad))
        if daad.wat == "partijen" and daad.hoe == "anders":
            gegevens = replace(gegevens, partijen=gegevens.partijen[:1])  # type: ignore[type-var, union-attr]
        return Vervulling(f"Gedaan, {daad.hoe}.", "wie het deed", gegevens)

    def verteld(self, daad: Daad) -> tuple[int, ...]:
        """Those of whom this deed says that they know, as far as they are or were on the list here."""
        rijen = ooit_op_de_lijst(self.zaak).filter(betrokkene__in=daad.wie)
        return tuple(rijen.values_list("pk", flat=True))

    def beeld(self) -> dict[str, Any]:
        """What an observer sees of it, without how it came about."""
        zaak = self.zaak
        protocol, regels = haal_protocol(zaak.protocol_versie), haal_communicatieregels(zaak.protocol_versie)
        taken = Taak.objects.filter(zaak=zaak, status="open")
        lopend = Termijn.objects.filter(zaak=zaak, geeindigd_op__isnull=True)
        van_ontvangst = {regel.code for regel in protocol.termijnen if regel.vanaf == "ontvangst"}
        return {
            "taken": sorted(taken.values_list("code", "gemeente__code", "zetel_rol", "gegevens__partij"), key=str),
            "termijnen": sorted((t.code, str(t.vervalt_op) if t.code in van_ontvangst else "") for t in lopend),
            "lijst": sorted(rij.betrokkene for rij in op_de_lijst(zaak)),
            "spoed": (zaak.is_spoed, sorted(zaak.spoed_door)),
            "sloten": [slot.code for slot in toestand(zaak, regels).dicht],
            "signalen": [(s.naam, s.gemeente) for s in lees_signalen([zaak.pk])],
            "kring": sorted(self._ziet(kring(zaak))),
            "post": sorted(self.wachtend()),
        }

    def _ziet(self, wie: Kring) -> set[str]:
        """Who can look: each team that somebody could be let into."""
        teams = ((rol, plaats) for rol in ("toegang", "manager_gemeente") for plaats in self.regio.gemeenten.values())
        gezien = {f"{rol} {plaats}" for rol, plaats in teams if wie.heeft(rol, plaats)}
        return gezien | ({"adviseur"} if wie.heeft("communicatieadviseur") else set())

    def wachtend(self) -> set[tuple[str, str, str, str]]:
        """The messages of the protocol that have not left: rule, role, gemeente, and whether a lock holds them."""
        return {rij[:4] for rij in self._post() if rij[3] in {"gepland", "wacht"}}

    def gezegd(self) -> set[tuple[str, str, str]]:
        """The messages of the protocol that left or wait."""
        return {rij[:3] for rij in self._post() if rij[3] in {"gepland", "wacht", "verzonden", "bezig"}}

    def _post(self) -> set[tuple[str, str, str, str]]:
        protocol = haal_protocol(self.zaak.protocol_versie)
        # That it is over is news of a correction: who hears a thing only once, never hears that.
        regels = [r.code for r in protocol.informatieregels if not any(b.startswith("voorbij:") for b in r.bij)]
        rijen = Bericht.objects.filter(zaak=self.zaak, regel__in=regels)
        return {(a, b, c or "", d) for a, b, c, d in rijen.values_list("regel", "rol", "gemeente__code", "status")}


class Verbeteraar(RuleBasedStateMachine):
    """Two meldingen, one of which never knew a mistake."""

    def __init__(self) -> None:
        super().__init__()
        self._transactie = transaction.atomic()
        self._transactie.__enter__()
        self.regio, self.nu, self.status = bouw.regio(BEGIN), BEGIN, ""
        self.echt = Kant(self.regio)
        self.feiten: dict[str, Any] = {naam: waarden[0] for naam, waarden in FEITEN.items()}
        self.daden: list[Daad] = []
        self.is_er_nog = self.is_verstuurd = False

    def teardown(self) -> None:
        """Hold the two beside each other, and leave nothing for the next walk."""
        try:
            if self.status:
                self._vergelijk()
        finally:
            transaction.set_rollback(True)
            self._transactie.__exit__(None, None, None)

    @initialize(status=st.sampled_from(STATUSSEN))
    def begin(self, status: str) -> None:
        """The melding stands somewhere, with two gemeenten in it."""
        self.echt.loop(status, self._gegevens(), [self.regio.gemeenten[VAN_HET_BEGIN]])
        self.status, self.is_er_nog = status, True

    @rule(naam=st.sampled_from(sorted(FEITEN)), welke=st.integers(0, 2))
    def verbeter_een_feit(self, naam: str, welke: int) -> None:
        """A fact reads otherwise."""
        self.feiten[naam] = FEITEN[naam][welke % len(FEITEN[naam])]
        zaak = self.echt.zaak
        wijzig(zaak, self._gegevens(), zaak.versie, self.regio.gebruikers["contractmanager"], self._later(), WAAROM)

    @rule(plaats=st.sampled_from(LATER))
    def betrek_een_gemeente(self, plaats: str) -> None:
        """One more takes part."""
        if not any(daad.soort == "betrek" and daad.gemeente == plaats for daad in self.daden):
            self._leg_vast(Daad("betrek", self._later(), plaats))

    @rule(plaats=st.sampled_from((VAN_HET_BEGIN, *LATER)))
    def laat_een_gemeente_los(self, plaats: str) -> None:
        """It does not belong there; with it goes everything that was recorded of it."""
        if plaats not in self._gemeenten():
            return
        laat_los(
            self.echt.zaak, self.regio.gemeenten[plaats], WAAROM, self.regio.gebruikers["regiomanager"], self._later()
        )
        self.is_er_nog = self.is_er_nog and plaats != VAN_HET_BEGIN
        self.daden = [daad for daad in self.daden if daad.gemeente != plaats]

    @precondition(lambda self: self.status == "beoordeling")
    @rule(data=st.data(), letter=st.sampled_from("ad"))
    def bevestig_een_scenario(self, data: Any, letter: str) -> None:
        """Somebody says by phone what the toegang agrees with; once more replaces it."""
        plaats = data.draw(st.sampled_from(self._gemeenten()))
        daad = Daad("bevestig", self._later(), plaats, hoe=letter)
        self.echt.doe(daad)
        self.daden = [d for d in self.daden if (d.soort, d.gemeente) != ("bevestig", plaats)] + [daad]

    @precondition(lambda self: self.status == "impactanalyse")
    @rule(data=st.data(), antwoord=st.sampled_from(("gewaarborgd", "niet_gewaarborgd", "onbekend")))
    def antwoord_over_veiligheid(self, data: Any, antwoord: str) -> None:
        """The answer that calls people, and another answer."""
        plaats = data.draw(st.sampled_from(self._gemeenten()))
        daad = Daad("veiligheid", self._later(), plaats, hoe=antwoord)
        self.echt.doe(daad)
        self.daden = [d for d in self.daden if (d.soort, d.gemeente) != ("veiligheid", plaats)] + [daad]

    @rule(code=st.sampled_from(sorted(TAKEN)), hoe=st.sampled_from(("zo", "anders")), data=st.data())
    def leg_een_taak_vast(self, code: str, hoe: str, data: Any) -> None:
        """One of the tasks that are open here."""
        regel = haal_protocol(self.echt.zaak.protocol_versie).taak_per_code[code]
        plaats = data.draw(st.sampled_from(self._gemeenten())) if regel.per == "gemeente" else ""
        rijen = Taak.objects.filter(zaak=self.echt.zaak, code=code, status="open")
        rijen = rijen.filter(gemeente__code=plaats) if plaats else rijen
        al = any((d.soort, d.wat, d.gemeente) == ("taak", code, plaats) for d in self.daden)
        if TAKEN[code] in {"", self.status} and rijen.exists() and not al and not self._is_op_slot(code):
            lijst = op_de_lijst(self.echt.zaak).values_list("betrokkene", flat=True)
            self._leg_vast(Daad("taak", self._later(), plaats, code, hoe, tuple(lijst)))

    @precondition(lambda self: self.status not in {"", "ontvangen"})
    @rule()
    def begin_een_onderzoek(self) -> None:
        """A criminal investigation runs."""
        if not any(daad.soort == "onderzoek" for daad in self.daden):
            self._leg_vast(Daad("onderzoek", self._later()))

    @precondition(lambda self: any(daad.soort == "taak" for daad in self.daden))
    @rule(data=st.data(), hoe=st.sampled_from(("zo", "anders")))
    def verbeter_een_verslag(self, data: Any, hoe: str) -> None:
        """A record reads otherwise."""
        daad = data.draw(st.sampled_from([daad for daad in self.daden if daad.soort == "taak"]))
        nieuw = replace(daad, hoe=hoe)
        taak = self.echt.taak(daad, status="")
        if herzien.kan_herzien(taak, self.regio.gebruikers["regiomanager"]):
            door = self.regio.gebruikers["regiomanager"]
            herzien.verbeter(taak.pk, self.echt.vervulling(nieuw), WAAROM, door, self._later())
            self.daden[self.daden.index(daad)] = nieuw

    @precondition(lambda self: any(daad.soort != "betrek" for daad in self.daden))
    @rule(data=st.data())
    def trek_iets_in(self, data: Any) -> None:
        """It never was."""
        keus = [daad for daad in self.daden if daad.soort not in {"betrek", "veiligheid"}]
        if not keus:
            return
        daad = data.draw(st.sampled_from(keus))
        rm, cm = self.regio.gebruikers["regiomanager"], self.regio.gebruikers["contractmanager"]
        zaak, straks = self.echt.zaak, self._later()
        match daad.soort:
            case "taak":
                herzien.trek_in(self.echt.taak(daad, status="").pk, WAAROM, rm, straks)
            case "bevestig":
                trek_bevestiging_in(zaak, self.regio.gemeenten[daad.gemeente], WAAROM, cm, straks)
            case "onderzoek":
                rij = Onderzoek.objects.get(melding=zaak, geeindigd_op__isnull=True)
                herroepen.herroep(rij, WAAROM, cm, straks, haal_communicatieregels(zaak.protocol_versie))
        self.daden.remove(daad)

    @rule()
    def verstuur(self) -> None:
        """What waits leaves."""
        with override_settings(EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend"):
            verzend(self._later())
        self.is_verstuurd = True

    def _leg_vast(self, daad: Daad) -> None:
        self.echt.doe(daad)
        self.daden.append(daad)

    def _later(self) -> datetime:
        self.nu += timedelta(minutes=7)
        return self.nu

    def _gemeenten(self) -> list[str]:
        return ["zwolle", *[VAN_HET_BEGIN] * self.is_er_nog, *(d.gemeente for d in self.daden if d.soort == "betrek")]

    def _is_op_slot(self, code: str) -> bool:
        """Whether this goes outside, and a lock is on."""
        return code == "raad_informeren" and bool(self.echt.beeld()["sloten"])

    def _gegevens(self) -> Gegevens:
        feiten = {naam: waarde for naam, waarde in self.feiten.items() if naam not in ANTWOORDEN}
        feiten["aanbieder"] = self.regio.aanbieders[feiten["aanbieder"]]
        basis = bouw.gegevens(BEGIN, ["zwolle"], soort=self.feiten["soort"])
        buiten: dict[str, Any] = {"gemeente_woonplaats": None} if feiten["gemeente_woonplaats_buiten"] else {}
        eigen = {"calamiteit": ["kwaliteit"], "geweld": ["slachtoffer", "pleger"]}[self.feiten["soort"]]
        criteria = {**basis.criteria, **{naam: self.feiten[naam] for naam in eigen}}
        return replace(basis, **feiten, **buiten, criteria=criteria)

    def _vergelijk(self) -> None:
        """The oracle."""
        naast = Kant(self.regio)
        naast.loop(self.status, self._gegevens(), [self.regio.gemeenten[VAN_HET_BEGIN]] if self.is_er_nog else [])
        for daad in self.daden:
            naast.doe(daad)
        echt, zonder_fout = self.echt.beeld(), naast.beeld()
        if self.is_verstuurd:
            echt.pop("post")
            zonder_fout.pop("post")
            self._vergelijk_post(naast)
        anders = {naam: (echt[naam], zonder_fout[naam]) for naam in echt if echt[naam] != zonder_fout[naam]}
        assert not anders, (self.status, self.daden, anders)
        assert controleer(self.nu) == []
        gezegeld = Stap.objects.filter(zaak=self.echt.zaak, code__in=["verbeter", "trek_in"])
        assert not gezegeld.filter(motivering="").exists()

    def _vergelijk_post(self, naast: Kant) -> None:
        """Whoever should know was told, and whoever was told what is not so was told that too."""
        assert naast.gezegd() <= self.echt.gezegd()
        teveel = {(rol, plaats) for _, rol, plaats in self.echt.gezegd() - naast.gezegd()}
        rijen = Bericht.objects.filter(zaak=self.echt.zaak, regel__in=[NIET_BETROKKEN, VERBETERD])
        hersteld = {(rol, plaats or "") for rol, plaats in rijen.values_list("rol", "gemeente__code")}
        anders = Bericht.objects.filter(zaak=self.echt.zaak, regel__contains="voorbij")
        hersteld |= {(rol, plaats or "") for rol, plaats in anders.values_list("rol", "gemeente__code")}
        assert teveel <= hersteld, teveel - hersteld


# Fact -> why it does not vary here. Every other one does.
NIET_HIER = {
    "gemeente_verblijf": "whom it names joins or leaves: `betrek_een_gemeente`, `laat_een_gemeente_los`",
    "gemeente_woonplaats": "idem",
    "gemeente_verblijf_buiten": "idem",
    "meldingssoort": "another kind of melding is not to be reported, and goes none of these ways",
    "criteria": "by answer, see ANTWOORDEN",
}
assert {veld.name for veld in fields(Gegevens)} == (set(FEITEN) - ANTWOORDEN) | set(NIET_HIER)
