"""The lock: which status can follow which. No arrow has a condition, a permission or a side effect.

Why and by whom a melding moves is the law in the protocol file; a system check holds law and lock together.
"""

from django_fsm import FSMField, transition

from basis.grendel import Grendel

from .statussen import Status

_SCENARIOS = [Status.SCENARIO_A, Status.SCENARIO_B, Status.SCENARIO_C, Status.SCENARIO_D]


class Slot(Grendel):
    """The status of a melding: arrows only."""

    status = FSMField(max_length=24, choices=Status.choices, default=Status.ONTVANGEN, protected=True)

    class Meta:
        abstract = True

    # The arrows. Names and ends are those of the protocol; a system check holds the two together.
    @transition(field=status, source=Status.ONTVANGEN, target=Status.NIET_MELDINGSWAARDIG)
    def wijs_af(self) -> None:
        """1.2: an incident, or another kind of report."""

    @transition(field=status, source=Status.NIET_MELDINGSWAARDIG, target=Status.ONTVANGEN)
    def herzie_triage(self) -> None:
        """Back to triage."""

    @transition(field=status, source=Status.ONTVANGEN, target=Status.IMPACTANALYSE)
    def start_impactanalyse(self) -> None:
        """2.1."""

    @transition(field=status, source=Status.IMPACTANALYSE, target=Status.BEOORDELING)
    def start_beoordeling(self) -> None:
        """2.2."""

    @transition(field=status, source=Status.BEOORDELING, target=Status.TWIJFEL)
    def raadpleeg_bij_twijfel(self) -> None:
        """2.2: in doubt."""

    @transition(field=status, source=Status.TWIJFEL, target=Status.BEOORDELING)
    def hervat_beoordeling(self) -> None:
        """2.2: after the consultation."""

    @transition(field=status, source=Status.BEOORDELING, target=Status.SCENARIO_A)
    def kies_a(self) -> None:
        """2.3 a."""

    @transition(field=status, source=Status.BEOORDELING, target=Status.SCENARIO_B)
    def kies_b(self) -> None:
        """2.3 b."""

    @transition(field=status, source=Status.BEOORDELING, target=Status.SCENARIO_C)
    def kies_c(self) -> None:
        """2.3 c."""

    @transition(field=status, source=Status.BEOORDELING, target=Status.SCENARIO_D)
    def kies_d(self) -> None:
        """2.3 d."""

    @transition(
        field=status, source=[Status.SCENARIO_A, Status.SCENARIO_B, Status.SCENARIO_C], target=Status.MONITORING
    )
    def start_monitoring(self) -> None:
        """2.3 a–c: follow the report of the inspection."""

    @transition(field=status, source=Status.SCENARIO_D, target=Status.MONITORING)
    def schaal_lokaal_op(self) -> None:
        """2.3 d: local scaling up is enough."""

    @transition(field=status, source=Status.SCENARIO_D, target=Status.FASE_1)
    def start_fase_1(self) -> None:
        """2.3 d: regional scaling up."""

    @transition(field=status, source=Status.FASE_1, target=Status.FASE_2)
    def start_fase_2(self) -> None:
        """Fase 2."""

    @transition(field=status, source=[Status.MONITORING, Status.FASE_2], target=Status.AFGEROND)
    def rond_af(self) -> None:
        """A13."""

    @transition(
        field=status,
        source=[*_SCENARIOS, Status.MONITORING, Status.FASE_1, Status.FASE_2],
        target=Status.BEOORDELING,
    )
    def heroverweeg(self) -> None:
        """A14."""

    @transition(field=status, source=Status.AFGEROND, target=Status.BEOORDELING)
    def heropen(self) -> None:
        """A14."""
