"""The state machine that walks a melding at random, beside an oracle written by hand from the paper.

The table below is not read from the protocol file: it is what section 2.1 to 3 of the paper says, with readings A13 and
A14. Whoever changes the file must change it here too, and know why.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from basis.geweigerd import Geweigerd
from calamiteiten.demo.zaaien.stappen import Loper
from calamiteiten.models import Melding
from communicatie.models import Bericht
from escalatie.draaiboek import deur, termijnen
from escalatie.draaiboek.opdrachten import Dubbelmelding, Opdracht, Scenariokeuze, Stapgegevens
from escalatie.models import Stap, Taak, Termijn, Wekker
from tests import bouw

CM, RM, TOEGANG = "contractmanager", "regiomanager", "toegang_zwolle"
CAST = (CM, RM, TOEGANG, "adviseur", "manager_zwolle", "beheerder", "buitenstaander")
SCENARIOS = {"kies_a": "scenario_a", "kies_b": "scenario_b", "kies_c": "scenario_c", "kies_d": "scenario_d"}

# The ends beside the road: the contractmanager closes before a scenario is chosen, the regiomanager after it.
EINDEN = {"wijs_af": "niet_meldingswaardig", "trek_melding_in": "ingetrokken", "sluit_als_dubbel": "dubbel"}
NA_DE_KEUZE = {"scenario_a", "scenario_b", "scenario_c", "scenario_d", "monitoring", "fase_1", "fase_2"}

# Status -> step -> (next status, who may).
TABEL: dict[str, dict[str, tuple[str, set[str]]]] = {
    "ontvangen": {"start_impactanalyse": ("impactanalyse", {CM})},
    **{einde: {"herzie_triage": ("ontvangen", {CM, RM})} for einde in EINDEN.values()},
    "impactanalyse": {"start_beoordeling": ("beoordeling", {CM, TOEGANG})},
    "beoordeling": {
        "raadpleeg_bij_twijfel": ("twijfel", {CM, TOEGANG}),
        **{code: (naar, {CM}) for code, naar in SCENARIOS.items()},
    },
    "twijfel": {"hervat_beoordeling": ("beoordeling", {CM, TOEGANG, RM})},
    "scenario_a": {"start_monitoring": ("monitoring", {CM}), "heroverweeg": ("beoordeling", {CM, RM})},
    "scenario_b": {"start_monitoring": ("monitoring", {CM}), "heroverweeg": ("beoordeling", {CM, RM})},
    "scenario_c": {"start_monitoring": ("monitoring", {CM}), "heroverweeg": ("beoordeling", {CM, RM})},
    "scenario_d": {
        "schaal_lokaal_op": ("monitoring", {RM}),
        "start_fase_1": ("fase_1", {RM}),
        "heroverweeg": ("beoordeling", {CM, RM}),
    },
    "monitoring": {"rond_af": ("afgerond", {CM, RM}), "heroverweeg": ("beoordeling", {CM, RM})},
    "fase_1": {"start_fase_2": ("fase_2", {RM}), "heroverweeg": ("beoordeling", {CM, RM})},
    "fase_2": {"rond_af": ("afgerond", {RM}), "heroverweeg": ("beoordeling", {CM, RM})},
    "afgerond": {"heropen": ("beoordeling", {CM, RM})},
}
for _status in set(TABEL) - set(EINDEN.values()) - {"afgerond"}:
    TABEL[_status] |= {code: (naar, {RM} if _status in NA_DE_KEUZE else {CM}) for code, naar in EINDEN.items()}
CODES = sorted({code for stappen in TABEL.values() for code in stappen})
MET_REDEN = {*EINDEN, "herzie_triage", "heroverweeg", "heropen"}
ZACHTE_TAKEN = (
    "raadpleeg_contactpersoon",
    "managersoverleg",
    "lokaal_informeren",
    "gesprek_directeur",
    "spoedoverleg",
    "gemeentelijk_protocol",
    "voorzitter_zo_nodig",
    "partijen",
    "managersoverleg_fase_1",
    "actielijst",
    "communicatieadvies_fase_1",
    "veiligheid",
    "bestuurder_informeren",
    "college_informeren",
    "raad_informeren",
)
# Every soft condition, with a reason: the oracle knows the hard ones only.
AFWIJKINGEN = dict.fromkeys(
    (
        "niet_meldingswaardig",
        "analyses_toegang",
        "volgens_advies",
        "geen_twijfel",
        "rapport_afgehandeld",
        "teruggekoppeld",
        "taken_af",
        *(f"taak:{code}" for code in ZACHTE_TAKEN),
    ),
    "In overleg zo besloten.",
)
BEGIN = datetime.fromisoformat("2026-11-24T09:00:00+00:00")


class Automaat(RuleBasedStateMachine):
    """One melding, users of every role, and what the oracle believes of it."""

    def __init__(self) -> None:
        super().__init__()
        self._transactie = transaction.atomic()
        self._transactie.__enter__()
        self.regio = bouw.regio(BEGIN)
        self.nu = BEGIN
        # Of which this one may turn out to be a double.
        ander = Loper(self.regio.spelers, BEGIN).registreer(bouw.gegevens(BEGIN))
        self.ander = ander.stap("trek_melding_in", motivering="Vergissing van de aanbieder.").melding
        self.loper = Loper(self.regio.spelers, BEGIN)
        self.loper.registreer(bouw.gegevens(BEGIN))
        self.status = "ontvangen"
        self.geanalyseerd = self.geraadpleegd = self.geevalueerd = False
        self.bevestigd = ""

    def teardown(self) -> None:
        """Leave nothing for the next walk."""
        transaction.set_rollback(True)
        self._transactie.__exit__(None, None, None)

    @rule(uren=st.integers(1, 60))
    def laat_tijd_gaan(self, uren: int) -> None:
        """Time passes and the sweep comes by."""
        self.nu += timedelta(hours=uren)
        termijnen.bewaak(self.nu)
        assert not Wekker.objects.filter(
            gevuurd_op__isnull=True, vervallen_op__isnull=True, gaat_op__lte=self.nu
        ).exists()

    @rule(code=st.sampled_from(CODES), wie=st.sampled_from(CAST), heeft_reden=st.booleans())
    def doe_een_willekeurige_stap(self, code: str, wie: str, heeft_reden: bool) -> None:
        """Anyone tries anything."""
        self._probeer(code, wie, "Hierom." if heeft_reden else " ")

    @rule(data=st.data())
    def doe_een_juiste_stap(self, data: Any) -> None:
        """Someone who may, does what the protocol allows now, with everything ready for it."""
        code = data.draw(st.sampled_from(sorted(TABEL[self.status])))
        wie = data.draw(st.sampled_from(sorted(TABEL[self.status][code][1])))
        self._maak_klaar(code)
        self._probeer(code, wie, "Hierom.")

    @precondition(lambda self: self.status == "beoordeling")
    @rule(letter=st.sampled_from("abcd"))
    def bevestig(self, letter: str) -> None:
        """The toegang agrees with a scenario, which need not be the one that is chosen."""
        self._op_dit_moment().bevestig(letter)
        self.bevestigd = letter

    def _op_dit_moment(self) -> Loper:
        self.loper.nu = self.nu
        return self.loper

    def _maak_klaar(self, code: str) -> None:
        if code == "start_beoordeling":
            self._op_dit_moment().analyseer("a")
            self.geanalyseerd = True
        if code in SCENARIOS:
            self._op_dit_moment().bevestig(code[-1])
            self.bevestigd = code[-1]
        if code == "hervat_beoordeling":
            self._op_dit_moment().doe("raadpleeg_regiomanager")
            self.geraadpleegd = True
        if code == "rond_af" and self.status == "fase_2":
            self._op_dit_moment().doe("evaluatie")
            self.geevalueerd = True

    def _probeer(self, code: str, wie: str, motivering: str) -> None:
        voor = self._foto()
        opdracht = Opdracht(
            zaak_id=self.loper.melding.pk,
            code=code,
            door_id=self.regio.gebruikers[wie].pk,
            verwachte_status=self.status,
            motivering=motivering,
            gegevens=self._gegevens(code),
            afwijkingen=AFWIJKINGEN,
            plichten={taak.pk: "Hierom." for taak in Taak.objects.filter(zaak=self.loper.melding)},
        )
        mag = self._mag(code, wie, motivering)
        weigering = ""
        try:
            deur.voer_uit(opdracht, self.nu)
        except Geweigerd as geweigerd:
            weigering = str(geweigerd)
        assert mag == (not weigering), f"{wie} {'mag' if mag else 'mag niet'} {code} vanuit {self.status}: {weigering}"
        if weigering:
            assert self._foto() == voor, "een geweigerde stap verandert niets"
        else:
            self._onthoud(code)

    def _gegevens(self, code: str) -> Stapgegevens | None:
        if code == "sluit_als_dubbel":
            return Dubbelmelding(self.ander.kenmerk)
        return Scenariokeuze(code[-1]) if code in SCENARIOS else None

    def _mag(self, code: str, wie: str, motivering: str) -> bool:
        """What the oracle says."""
        _, rollen = TABEL[self.status].get(code, ("", set()))
        hard = {
            "start_beoordeling": self.geanalyseerd,
            "hervat_beoordeling": self.geraadpleegd,
            "rond_af": self.geevalueerd or self.status != "fase_2",
            **{kies: self.bevestigd == kies[-1] for kies in SCENARIOS},
        }
        return wie in rollen and hard.get(code, True) and (code not in MET_REDEN or bool(motivering.strip()))

    def _onthoud(self, code: str) -> None:
        self.status = TABEL[self.status][code][0]
        if code == "raadpleeg_bij_twijfel":
            self.geraadpleegd = False
        if code in {"heroverweeg", "heropen", "herzie_triage"}:
            self.bevestigd = ""

    def _foto(self) -> list[Any]:
        """Everything of this melding that a step could touch."""
        zaak = Melding.objects.filter(pk=self.loper.melding.pk)
        soorten: tuple[Any, ...] = (Stap, Termijn, Taak, Bericht)
        rijen = [list(soort.objects.filter(zaak__in=zaak).order_by("pk").values()) for soort in soorten]
        return [*rijen, list(zaak.values()), list(zaak.values("betrokkenheden__bevestigd_scenario"))]

    @invariant()
    def de_status_is_die_van_het_orakel(self) -> None:
        """The machine stands where the table says, and can leave from there."""
        assert self.loper.melding.status == self.status
        assert TABEL[self.status], "een status zonder uitgang"

    @invariant()
    def fase_1_heeft_precies_een_termijn_van_48_uur(self) -> None:
        """R79: in Fase 1 exactly one, with an alarm as long as it has not passed; elsewhere none."""
        lopend = list(Termijn.objects.filter(code="fase_1", geeindigd_op__isnull=True))
        if self.status != "fase_1":
            assert lopend == []
            return
        (termijn,) = lopend
        assert termijn.vervalt_op - termijn.start_op == timedelta(hours=48)
        assert termijn.wekkers.filter(soort="op", gaat_op=termijn.vervalt_op, vervallen_op__isnull=True).exists()

    @invariant()
    def de_overgangen_leiden_naar_de_status(self) -> None:
        """Replaying the steps, each by a role that may, gives the present status."""
        staat = ""
        for overgang in Stap.objects.filter(zaak=self.loper.melding).exclude(van=F("naar")).select_related("door"):
            assert overgang.van == staat
            if staat:
                naar, rollen = TABEL[staat][overgang.code]
                assert overgang.naar == naar
                assert overgang.door
                assert overgang.door.username in rollen
            staat = overgang.naar
        assert staat == self.status

    @invariant()
    def wie_klaar_is_heeft_geen_lopende_termijn(self) -> None:
        """A closed melding rings no more."""
        if self.status in {"afgerond", *EINDEN.values()}:
            assert not Termijn.objects.filter(geeindigd_op__isnull=True).exists()
            assert not Wekker.objects.filter(gevuurd_op__isnull=True, vervallen_op__isnull=True).exists()
