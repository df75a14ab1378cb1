"""A drill and real work are kept apart in one place (docs/besluiten/0033): nothing that hangs on a zaak escapes it."""

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.db.models import ForeignKey, Model
from django.urls import URLPattern, URLResolver, get_resolver

from calamiteiten.models import Zaak
from calamiteiten.oefening import GESPEELD, NIET_GESPEELD, wordt_gespeeld
from calamiteiten.werelden import Wereldbeheer

pytestmark = pytest.mark.eis("R153")
# Model -> why it needs no world of its own.
ZONDER = {
    "calamiteiten.Paraatheid": "the register is real, in every world the same; no drill has any of its own",
    "calamiteiten.Paraatheidsfeit": "of the register",
    "calamiteiten.MeldingUserObjectPermission": "a row of guardian; what it opens is asked of Melding.objects",
    "calamiteiten.MeldingGroupObjectPermission": "a row of guardian; what it opens is asked of Melding.objects",
    "communicatie.Herroeping": "only read from the row that it takes back",
    "escalatie.Inspel": "of the drill itself, and asked by its number",
}
# Where every row of whatever world may be asked for, and why.
ALLE_RIJEN = {
    "calamiteiten/werelden.py": "the place itself",
    "contacten/models/zegels.py": "what is recorded is sealed in every world",
    "escalatie/bewaren/wandeling.py": "what is destroyed goes whole, also a drill",
    "escalatie/bewaren/vernietigen.py": "the same",
    "escalatie/bewaren/akten.py": "the same",
    "escalatie/meldingen/papier/maken.py": "a worker makes what waits in every world, each paper in its own",
    "escalatie/bewaren/inzageverzoek.py": "who asks what is known of him gets all of it",
    "escalatie/bewaking/rondgang.py": "the auditor walks past every zaak; each question is asked in its own world",
    "escalatie/bewaking/controle.py": "the same, of what changed on the way",
    "escalatie/bewaking/controle_oefening.py": "the auditor looks along another road",
    "escalatie/werk/zoeken/index.py": "what is searched is kept of every world, and found in its own",
    "escalatie/werk/zoeken/teksten.py": "the same",
}
# Who makes a message or hands one over, and why none of a drill goes astray there.
VERSTUURT = re.compile(
    r"(?<!class )\b(?:Bericht|Sms)(?:\.objects\.(?:create|get_or_create|bulk_create|update_or_create))?\("
    r"|\.send_messages\(|\bEmailM\w*\(|\bsend_mail\(|\bsendmail\("
)
WEGEN = {
    "communicatie/post/aankondigingen.py": "asked per receiver (`bij_planning`)",
    "communicatie/post/berichten.py": "asked again when it is sent (`bestem`)",
    "communicatie/post/kanaal.py": "a text is a row beside a message, and asked as that is (`sms.py`)",
    "communicatie/post/persoonlijk.py": "refuses in a drill",
    "communicatie/post/verzamelpost.py": "puts nothing together in a drill",
    "contacten/inloggen/adapter.py": "about an account, which is real in every world",
}
# What is no part of a procedure: real, also for who comes from a drill.
ECHT = (
    "basis.",
    "calamiteiten.demo.",
    "communicatie.",
    "contacten.",
    "allauth.",
    "django.",
    "escalatie.aanbieders.",
    "escalatie.agenda.",
    "escalatie.rapportages.",
    "escalatie.begin.",
    "escalatie.bewaking.",
    "escalatie.bewaren.",
    "escalatie.inzage.",
    "escalatie.handleiding.",
    "escalatie.leren.",
    "escalatie.oefenen.",
    "escalatie.paraatheid.",
    "escalatie.proefdraaien.",
    "escalatie.protocol.",
    "escalatie.sjablonen.",
)


def hangt_aan_een_zaak(model: type[Model], gezien: frozenset[type[Model]] = frozenset()) -> bool:
    """Whether a road of foreign keys leads from this model to a zaak."""
    if issubclass(model, Zaak):
        return True
    velden = [veld for veld in model._meta.concrete_fields if isinstance(veld, ForeignKey)]
    naar = {apps.get_model(veld.related_model._meta.label) for veld in velden} - gezien - {model}
    return any(hangt_aan_een_zaak(een, gezien | {model}) for een in naar)


def test_elk_model_dat_aan_een_zaak_hangt_kent_zijn_wereld_of_zegt_waarom_niet() -> None:
    modellen = [model for model in apps.get_models() if hangt_aan_een_zaak(model)]
    assert len(modellen) > 30
    zonder = {m._meta.label for m in modellen if not isinstance(m._default_manager, Wereldbeheer)}
    assert zonder == set(ZONDER)


def test_alleen_op_genoemde_plekken_wordt_naar_alle_werelden_gevraagd() -> None:
    gevonden = set()
    for kamer in ("basis", "calamiteiten", "communicatie", "contacten", "escalatie"):
        for pad in (Path(settings.BASIS) / kamer).rglob("*.py"):
            if "migrations" not in pad.parts and re.search(r"\b_base_manager\b", pad.read_text(encoding="utf-8")):
                gevonden.add(pad.relative_to(settings.BASIS).as_posix())
    assert gevonden == set(ALLE_RIJEN)


def test_wat_het_huis_verlaat_gaat_langs_een_weg_die_naar_de_deelnemers_vraagt() -> None:
    """A new road of mail or SMS stands here, with what keeps a drill inside, or fails."""
    gevonden = {}
    for kamer in ("basis", "calamiteiten", "communicatie", "contacten", "escalatie"):
        for pad in (Path(settings.BASIS) / kamer).rglob("*.py"):
            if "migrations" not in pad.parts and (weg := VERSTUURT.search(pad.read_text(encoding="utf-8"))):
                gevonden[pad.relative_to(settings.BASIS).as_posix()] = weg[0]
    assert set(gevonden) == set(WEGEN), gevonden


@pytest.mark.parametrize("regel", ["Bericht(zaak=x)", "Sms.objects.bulk_create(", "verbinding.send_messages([m])"])
def test_een_nieuwe_weg_valt_op(regel: str) -> None:
    assert VERSTUURT.search(f"    {regel}")
    assert not VERSTUURT.search("class Bericht(models.Model):")


def test_van_elke_pagina_is_gekozen_of_zij_in_een_oefening_wordt_gespeeld() -> None:
    kamers = _kamers(get_resolver().url_patterns)
    onbeslist = {k for k in kamers if not k.startswith((*GESPEELD, *NIET_GESPEELD, *ECHT))}
    assert onbeslist == set()
    assert {kamer for kamer in kamers if kamer.startswith(GESPEELD)}


def test_wat_niet_bij_een_procedure_hoort_wordt_niet_gespeeld() -> None:
    for kamer, gespeeld in (("escalatie.werk.views", True), ("escalatie.meldingen.melden.views", False)):

        def view() -> None: ...

        view.__module__ = kamer
        assert wordt_gespeeld(view) is gespeeld  # type: ignore[arg-type]


def _kamers(patronen: list[URLPattern | URLResolver]) -> set[str]:
    gevonden: set[str] = set()
    for patroon in patronen:
        if isinstance(patroon, URLResolver):
            gevonden |= _kamers(patroon.url_patterns)
        else:
            gevonden.add(f"{patroon.callback.__module__}.")
    return gevonden
