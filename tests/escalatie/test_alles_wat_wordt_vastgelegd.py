"""Whatever a person can record can be put right and taken back, or it is written here why not (design 4.6).

The kinds are read from the models (a row that keeps which account made it) and from the forms of the tasks: one that is
added and forgotten here fails. Each names the story that walks it: the old struck through, sealed, in the timeline and
on the proof.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.apps import apps
from django.urls import reverse

from calamiteiten.models import Inzage
from communicatie.models import HERROEPBAAR
from contacten.models import Gebruiker
from escalatie.aanbieders import signalen
from escalatie.bewaren import verzoeken as bewaren
from escalatie.draaiboek import (
    acties,
    bestanden,
    betrokkenen,
    dubbel,
    inspectie,
    overleggen,
    samenhang,
    verbeterpunten,
    verstrekkingen,
)
from escalatie.meldingen.analyse import analyses
from escalatie.meldingen.beoordeling import beoordelen
from escalatie.meldingen.communicatie import communiceren
from escalatie.meldingen.communicatie import verbeteren as communicatie
from escalatie.meldingen.melden import melden
from escalatie.meldingen.taken import herzien
from escalatie.meldingen.taken.forms.fasen import VORMEN
from escalatie.oefenen import spelen, uitnodigen
from escalatie.paraatheid.register import vastleggen as register
from escalatie.persvragen import antwoorden, vragers, wijzigen
from tests.escalatie.test_herzien import LIJST, MAKERS

TESTS = Path(__file__).parents[1]


@dataclass(frozen=True)
class Soort:
    """Of one kind the two verbs, or in words why there is none, and the test that walks it."""

    verbeter: Callable[..., Any] | str
    trek_in: Callable[..., Any] | str
    verhaal: str = ""


FEIT = Soort(
    communicatie.verbeter,
    communiceren.trek_in,
    "escalatie/test_communicatie_verbeteren.py::test_elk_veld_van_elk_feit_wordt_verbeterd_met_het_oude_doorgestreept",
)
# The record of a task: its own row, or the one that the form of the task makes.
TAAK = Soort(
    herzien.verbeter,
    herzien.trek_in,
    "escalatie/test_elk_veld_verbeterd.py::"
    "test_elk_veld_van_elke_vorm_wordt_verbeterd_en_het_oude_staat_overal_doorgestreept",
)
STAP = "een stap wordt niet veranderd: een volgende stap keert om (heroverwegen, heropenen, triage herzien)"
PERSSTAP = "de stappen koppelen en ontkoppelen vragen een reden en staan in het zegel; opnieuw koppelen verbetert"
GEEN_FEIT = "geen feit over de zaak"

SOORTEN: dict[str, Soort] = {
    "calamiteiten.Zaak": Soort(betrokkenen.wijzig, STAP, "escalatie/test_verbeteren.py::"),
    "calamiteiten.Melding": Soort(dubbel.verbeter, STAP, "escalatie/test_eindes.py::test_een_dubbel_van_een_andere"),
    "calamiteiten.MeldingUserObjectPermission": Soort(GEEN_FEIT, GEEN_FEIT),
    # Why it is involved follows from the facts, and moves with them; that somebody added it, is taken back.
    "calamiteiten.Betrokkenheid": Soort(betrokkenen.wijzig, betrokkenen.laat_los, "escalatie/test_vertrek.py::"),
    "calamiteiten.Samenhang": Soort(
        samenhang.verbeter, samenhang.ontkoppel, "escalatie/test_samenhang.py::test_de_reden_van_een_koppeling"
    ),
    "calamiteiten.Impactanalyse": Soort(
        analyses.heropen,
        "heropenen maakt haar weer concept; wat er stond blijft een versie",
        "escalatie/test_analyse.py::",
    ),
    "calamiteiten.Persoonsgegevens": Soort(
        verstrekkingen.verbeter,
        verstrekkingen.trek_in,
        "escalatie/test_verstrekking.py::test_wat_er_stond_blijft_doorgestreept_in_dossier_tijdlijn_en_bewijs",
    ),
    "calamiteiten.Inspectierapport": TAAK,
    "calamiteiten.Evaluatie": TAAK,
    "calamiteiten.Inspectiefeit": Soort(inspectie.verbeter, inspectie.trek_in, "escalatie/test_inspectiespoor.py::"),
    "calamiteiten.Bestand": Soort(bestanden.verbeter, bestanden.trek_in, "escalatie/test_bestanden.py::"),
    "calamiteiten.Signaal": Soort(signalen.verbeter, signalen.trek_in, "escalatie/test_signalen_over_aanbieder.py::"),
    "communicatie.Communicatieadvies": Soort(
        "een nieuwe versie, met wat er anders is",
        "een vastgesteld advies geldt tot de volgende versie",
        "escalatie/test_advies.py::",
    ),
    "communicatie.Bericht": Soort("de post is geen verklaring van een mens", "bevestigd is gezien: dat blijft zo"),
    "communicatie.Actielink": Soort(GEEN_FEIT, "wordt ingetrokken op de pagina Links", "escalatie/test_actielink.py::"),
    "communicatie.Meldlink": Soort(GEEN_FEIT, melden.trek_in, "escalatie/test_melden.py::"),
    "communicatie.Herstel": Soort(GEEN_FEIT, GEEN_FEIT),
    "communicatie.Adviestekst": Soort("een latere tekst geldt; de eerdere blijft staan", "idem"),
    "escalatie.Gezien": Soort(GEEN_FEIT, GEEN_FEIT),
    "communicatie.Sjabloontekst": Soort(GEEN_FEIT, GEEN_FEIT),
    "communicatie.Feed": Soort(GEEN_FEIT, GEEN_FEIT),
    "communicatie.Mediavolger": Soort("opnieuw instellen", "stoppen met volgen", "communicatie/test_media.py::"),
    "communicatie.Mediasignaal": Soort(
        "niet relevant en weer wel, met wie en wanneer", "niet relevant", "communicatie/test_media.py::"
    ),
    "communicatie.Persvraag": Soort(wijzigen.verbeter, PERSSTAP, "communicatie/test_persvragers.py::"),
    "communicatie.Persantwoord": Soort(
        antwoorden.verbeter,
        antwoorden.trek_in,
        "communicatie/test_persantwoord_anders.py::test_elk_veld_wordt_verbeterd_met_het_oude_doorgestreept",
    ),
    "communicatie.Persvrager": Soort(wijzigen.verbeter, vragers.trek_in, "communicatie/test_persvragers.py::"),
    "communicatie.Vrijgave": Soort(
        "toestemming die is gebruikt, is gegeven; de uiting waarvoor zij was wordt verbeterd",
        "idem",
        "escalatie/test_communicatie_verbeteren.py::test_de_vrijgave_van_een_bericht_gaat_mee",
    ),
    "communicatie.Herroeping": Soort("is zelf de intrekking", "wat is ingetrokken, legt men opnieuw vast"),
    **{f"communicatie.{naam.capitalize()}": FEIT for naam in HERROEPBAAR},
    "calamiteiten.Paraatheid": Soort("wat ervan geldt, staat in haar feiten", STAP),
    "calamiteiten.Paraatheidsfeit": Soort(
        register.verbeter,
        register.trek_in,
        "escalatie/test_paraatheid.py::test_wat_is_vastgelegd_wordt_verbeterd_en_ingetrokken_en_blijft_te_lezen",
    ),
    "calamiteiten.Oefening": Soort(
        "wie iets anders kiest, zet een nieuwe oefening klaar",
        spelen.breek_af,
        "oefenen/test_oefening.py::test_afbreken_vraagt_een_reden_en_telt_niet_mee",
    ),
    "calamiteiten.Deelname": Soort(
        "opnieuw aanmelden neemt het adres van dat moment",
        spelen.meld_af,
        "oefenen/test_oefening.py::test_wie_zich_niet_aanmeldde_krijgt_niets",
    ),
    "calamiteiten.Oefenuitnodiging": Soort(
        "wie een ander adres heeft, krijgt een nieuwe",
        uitnodigen.trek_in,
        "oefenen/test_zonder_account.py::test_wie_de_link_van_de_oefening_heeft_vraagt_zelf_een_eigen_link",
    ),
    # A hold that reads otherwise is lifted and laid anew; a request is decided on, and a certificate stands for ever.
    "escalatie.Bewaarplicht": Soort(
        "opheffen en opnieuw opleggen, elk met een reden", bewaren.hef_plicht_op, "verhalen/test_bewaren.py::"
    ),
    "escalatie.Bewaarverzoek": Soort("terugnemen en opnieuw vragen", bewaren.wijs_af, "verhalen/test_bewaren.py::"),
    "escalatie.Papier": Soort(GEEN_FEIT, GEEN_FEIT),
    "escalatie.Stap": Soort(STAP, STAP),
    "escalatie.Taak": TAAK,
    # What is done, by whom and before when changes as that of every action, and is withdrawn there.
    "escalatie.Verbeterpunt": Soort(verbeterpunten.verbeter, acties.trek_in, "escalatie/test_verbeterpunten.py::"),
    "escalatie.Overleg": Soort(overleggen.wijzig, overleggen.zeg_af, "escalatie/test_overleggen.py::"),
    "escalatie.Overlegantwoord": Soort("een later antwoord geldt; het eerdere blijft staan", "idem"),
}
# Form of a task -> why its record is put right elsewhere.
EIGEN_PAGINA = {
    "acties": (acties.wijzig, acties.trek_in),
    "partijen": (herzien.verbeter, herzien.trek_in),
}


def vast_te_leggen() -> set[str]:
    """Every model of a case that keeps which account made a row of it; that somebody looked, nobody records."""
    return {
        model._meta.label
        for app in ("calamiteiten", "communicatie", "escalatie")
        for model in apps.get_app_config(app).get_models()
        if model is not Inzage
        and any(veld.concrete and veld.related_model is Gebruiker for veld in model._meta.get_fields())
    }


def test_elke_soort_heeft_twee_werkwoorden_of_een_reden_en_een_verhaal() -> None:
    assert vast_te_leggen() == set(SOORTEN)
    for naam, soort in SOORTEN.items():
        assert soort.verbeter, naam
        assert soort.trek_in, naam
        heeft_werkwoord = callable(soort.verbeter) or callable(soort.trek_in)
        assert soort.verhaal or not heeft_werkwoord, naam
        if soort.verhaal:
            bestand, _, test = soort.verhaal.partition("::")
            assert f"def {test or 'test_'}" in (TESTS / bestand).read_text(encoding="utf-8"), naam


def test_elke_vorm_van_een_taak_wordt_verbeterd_op_haar_pagina_of_elders() -> None:
    hier = set(VORMEN) - set(EIGEN_PAGINA)
    # Those that the walk over every field goes past.
    assert hier == set(VORMEN) - LIJST - {"acties"}
    assert not hier & herzien.ELDERS


def test_elk_feit_van_de_communicatie_wordt_ook_ingetrokken() -> None:
    assert set(HERROEPBAAR) == set(communiceren.INTREKBAAR)
    assert set(MAKERS) == set(HERROEPBAAR)
    for soort in HERROEPBAAR:
        assert reverse("communicatie_verbeteren", args=["CAL-2026-0001", soort, 1])
        assert reverse("communicatie_intrekken", args=["CAL-2026-0001", soort, 1])
    # Who may judge what a toegang said, takes a judgement back too.
    assert callable(beoordelen.trek_bevestiging_in)


pytestmark = pytest.mark.eis("R2")
