"""The ways a melding can go in the stories: for each outcome the steps, with the hours that pass before each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from calamiteiten.gelijkenis import lijkt_op, van_melding
from calamiteiten.models import Melding
from contacten.rollen import Rol

from .leren import verbeter, volg_inspectie
from .stappen import Loper

REGIOMANAGER = Rol.REGIOMANAGER.value


@dataclass(frozen=True)
class Zet:
    """Something that is done `uren` after the step before it."""

    uren: float
    doe: Callable[[Loper], object]


Weg = tuple[Zet, ...]

ONTVANGEN: Weg = ()
NIET_MELDINGSWAARDIG: Weg = (
    Zet(3, lambda loper: loper.stap("wijs_af", motivering="De aanbieder handelt dit zelf af; zie de triage.")),
)
INGETROKKEN: Weg = (
    Zet(5, lambda loper: loper.stap("trek_melding_in", motivering="De aanbieder belde: het ging om een oefening.")),
)
DUBBEL: Weg = (Zet(2, lambda loper: loper.sluit_als_dubbel(_die_er_al_was(loper))),)
IMPACTANALYSE: Weg = (Zet(2, lambda loper: loper.stap("start_impactanalyse")),)
COMMUNICATIE: Weg = (
    Zet(2, lambda loper: loper.doe("contact_communicatie_gemeente", "jeugdige_familie")),
    Zet(2, lambda loper: loper.doe("taakverdeling", "communicatieadvies_impact")),
)


def _die_er_al_was(loper: Loper) -> Melding:
    """The melding that is most like this one, and was there first."""
    stand = loper.stand()
    return lijkt_op(van_melding(stand.melding, stand.gemeenten), {stand.melding.pk})[0].melding


def half_geanalyseerd(uitslag: str) -> Weg:
    """The toegang has submitted its analysis, the contractmanager has not."""
    return (*IMPACTANALYSE, Zet(3, lambda loper: loper.analyseer(uitslag, alleen="toegang")))


def beoordeling(uitslag: str) -> Weg:
    """Both analyses are in and the parties judge them."""
    return (
        *half_geanalyseerd(uitslag),
        *COMMUNICATIE,
        Zet(1, lambda loper: loper.analyseer(uitslag)),
        Zet(1, lambda loper: loper.stap("start_beoordeling")),
    )


def twijfel() -> Weg:
    """In doubt: the regiomanager is asked."""
    return (*beoordeling("twijfel"), Zet(2, lambda loper: loper.stap("raadpleeg_bij_twijfel")))


def scenario(letter: str) -> Weg:
    """Scenario a, b, c or d is chosen, with the confirmation of each toegang."""
    return (
        *beoordeling(letter),
        Zet(2, lambda loper: loper.doe("opschalingsadvies").bevestig(letter)),
        Zet(1, lambda loper: loper.stap(f"kies_{letter}")),
    )


def monitoring(letter: str) -> Weg:
    """By way of a, b or c, with the tasks of that scenario done."""
    codes = ("lokaal_informeren", "gesprek_directeur", "spoedoverleg", "gemeentelijk_protocol", "voorzitter_zo_nodig")
    return (
        *scenario(letter),
        Zet(20, lambda loper: loper.doe(*codes)),
        Zet(1, lambda loper: loper.stap("start_monitoring")),
    )


def lokaal_opgeschaald() -> Weg:
    """Scenario d, where scaling up inside the gemeente was enough."""
    return (
        *scenario("d"),
        Zet(4, lambda loper: loper.doe("managersoverleg")),
        Zet(1, lambda loper: loper.stap("schaal_lokaal_op", REGIOMANAGER)),
        Zet(5, lambda loper: loper.doe("voorzitter_informeren", "wethouder_informeren")),
    )


def fase_1() -> Weg:
    """Scenario d, scaled up in the region; nothing of Fase 1 is done yet."""
    return (
        *scenario("d"),
        Zet(4, lambda loper: loper.doe("managersoverleg")),
        Zet(1, lambda loper: loper.stap("start_fase_1", REGIOMANAGER)),
    )


def fase_1_bezig() -> Weg:
    """Fase 1 with part of its tasks done."""
    return (
        *fase_1(),
        Zet(6, lambda loper: loper.doe("partijen", "managersoverleg_fase_1", "actielijst")),
        Zet(12, lambda loper: loper.doe("veiligheid", "bestuurder_informeren").schets_advies()),
    )


def fase_2() -> Weg:
    """Fase 1 was done in time; Fase 2 runs."""
    return (
        *fase_1_bezig(),
        Zet(10, lambda loper: loper.doe("communicatieadvies_fase_1", "college_informeren", "raad_informeren")),
        Zet(4, lambda loper: loper.stap("start_fase_2", REGIOMANAGER)),
    )


def fase_2_met_rapport() -> Weg:
    """Fase 2 in which the report of the inspection has come in."""
    return (
        *fase_2(),
        Zet(24 * 12, lambda loper: loper.doe("contact_inspectie")),
        Zet(24 * 7, lambda loper: loper.doe("inspectierapport_rsj", "inspectierapport_gemeente")),
    )


def afgerond(letter: str) -> Weg:
    """Closed after monitoring."""
    return (
        *monitoring(letter),
        Zet(24 * 21, lambda loper: loper.doe("monitoring_rapport")),
        Zet(2, lambda loper: loper.doe_alles()),
        Zet(1, lambda loper: loper.stap("rond_af")),
    )


def afgerond_na_fase_2() -> Weg:
    """Closed after the evaluation and the feedback."""
    return (
        *fase_2_met_rapport(),
        Zet(24, volg_inspectie),
        Zet(24 * 10, lambda loper: loper.doe("evaluatieoverleg", "evaluatie")),
        Zet(24 * 5, lambda loper: loper.doe_alles()),
        # What becomes better outlives the melding.
        Zet(0.5, verbeter),
        Zet(1, lambda loper: loper.stap("rond_af", REGIOMANAGER)),
    )


# Name -> the way; the names stand in the stories.
# How long after it was planned the meeting of a demo story is.
OVER = timedelta(hours=21)
WEGEN: dict[str, Weg] = {
    "ontvangen": ONTVANGEN,
    "niet_meldingswaardig": NIET_MELDINGSWAARDIG,
    "ingetrokken": INGETROKKEN,
    "dubbel": DUBBEL,
    "impactanalyse": IMPACTANALYSE,
    "half_geanalyseerd": half_geanalyseerd("a"),
    "beoordeling_a": beoordeling("a"),
    "beoordeling_d": beoordeling("d"),
    "twijfel": twijfel(),
    "scenario_a": scenario("a"),
    "scenario_b": scenario("b"),
    "scenario_c": (*scenario("c"), Zet(1, lambda loper: loper.plan_overleg("spoedoverleg", over=OVER))),
    "scenario_d": (*scenario("d"), Zet(1, lambda loper: loper.plan_overleg("managersoverleg", over=OVER))),
    "monitoring_a": monitoring("a"),
    "monitoring_b": monitoring("b"),
    "monitoring_c": monitoring("c"),
    "lokaal_opgeschaald": lokaal_opgeschaald(),
    "fase_1": fase_1(),
    "fase_1_bezig": fase_1_bezig(),
    "fase_2": fase_2(),
    "fase_2_met_rapport": fase_2_met_rapport(),
    "afgerond_a": afgerond("a"),
    "afgerond_b": afgerond("b"),
    "afgerond_na_fase_2": afgerond_na_fase_2(),
}
