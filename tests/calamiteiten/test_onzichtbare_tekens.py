"""What nobody sees in a text makes no other word of it: in the list of contacts, in the monitor, in a search."""

import sys
import unicodedata
from collections.abc import Iterator
from datetime import datetime
from importlib import import_module
from typing import Any

import pytest
from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import models
from django.test import Client

from basis.formulieren import eis_leesbaar
from basis.tekst import (
    DRAAIERS,
    afgezonderd,
    afgezonderd_op_blad,
    heeft_van_rechts,
    is_leesbaar,
    plat,
    zichtbaar,
)
from basis.vrije_tekst import Contactgegeven, Tekst, Tekstvak
from communicatie.media.trefwoorden import gevonden, normaal
from communicatie.post.berichten import verzend
from communicatie.post.persoonlijk import plan_persoonlijk
from contacten.inlezen.invoer import net
from contacten.models import Contactpersoon
from tests.bouw import Regio
from tests.conftest import Mailserver
from tests.wetten.bron import kort, productbestanden

# Unicode's "default ignorable" characters that are no control or format character (DerivedCoreProperties.txt).
VULLING = (
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180e\u180f\u2065\u3164\uffa0",
    "".join(map(chr, range(0xFE00, 0xFE10))),
    "".join(map(chr, range(0xFFF0, 0xFFF9))),
    "".join(map(chr, range(0xE0000, 0xE1000))),
)
SOORTEN = {"Cc", "Cf", "Cs"}
ALLE = list(map(chr, range(sys.maxunicode + 1)))
ONZICHTBAAR = {t for t in ALLE if unicodedata.category(t) in SOORTEN and not t.isspace()} | set("".join(VULLING))


def test_geen_enkel_onzichtbaar_teken_maakt_een_ander_woord() -> None:
    """All of them, in the text and in what is looked for."""
    assert len(ONZICHTBAAR) > 6000
    fout = [
        f"{ord(teken):04x}"
        for teken in ONZICHTBAAR
        if zichtbaar(woord := f"Berken{teken}hof") != "Berkenhof"
        or plat(woord) != "berkenhof"
        or net(woord) != "Berkenhof"
        or normaal(woord) != normaal("Berkenhof")
    ]
    assert fout == []
    assert gevonden([f"Berken{''.join(sorted(ONZICHTBAAR))}hof"], [normaal("de Berkenhof")])


@pytest.mark.parametrize("spatie", [t for t in ALLE if t.isspace()], ids=ascii)
def test_elke_witruimte_scheidt_twee_woorden(spatie: str) -> None:
    assert zichtbaar(f"de{spatie}brug") == "de brug"
    assert normaal(f"de{spatie}brug") == "de brug"


# Gevallen 4.11: "Berkenhof" after a mark that turns the line reads as "fohnekreB".
DRAAI = "Gemeente \u202egnilraobraw"


def alle_soorten(soort: Any) -> set[Any]:
    """This class and everything made of it."""
    return {soort}.union(*(alle_soorten(kind) for kind in soort.__subclasses__()))


def alle_tekstvelden() -> Iterator[tuple[str, forms.CharField]]:
    """Every field of text of every form, ours and those of the libraries."""
    for pad in productbestanden():
        if pad.name == "forms.py" or pad.parent.name == "forms":
            import_module(kort(pad).removesuffix(".py").replace("/", ".").removesuffix(".__init__"))
    for formulier in alle_soorten(forms.BaseForm):
        for naam, veld in getattr(formulier, "base_fields", {}).items():
            if isinstance(veld, forms.CharField):
                yield f"{formulier.__module__}.{formulier.__name__}.{naam}", veld


def test_geen_tekstveld_neemt_een_teken_aan_dat_de_regel_omdraait() -> None:
    velden = [(naam, veld) for naam, veld in alle_tekstvelden() if not naam.startswith("tests.")]

    assert len(velden) > 150
    assert [naam for naam, veld in velden if eis_leesbaar not in veld.validators] == []
    soorten = alle_soorten(forms.CharField) - {forms.SlugField, forms.GenericIPAddressField}
    assert [soort for soort in soorten if eis_leesbaar not in soort.default_validators] == []
    for naam, veld in velden:
        if type(veld) in {forms.CharField, Tekst, Contactgegeven, Tekstvak}:
            with pytest.raises(ValidationError) as geweigerd:
                veld.clean(DRAAI[-veld.max_length :] if veld.max_length else DRAAI)
            assert "onleesbaar" in {fout.code for fout in geweigerd.value.error_list}, naam


def test_geen_model_neemt_hem_aan_van_een_script() -> None:
    soorten = (models.CharField, models.TextField)
    velden = [veld for m in apps.get_models() for veld in m._meta.fields]
    velden = [veld for veld in velden if isinstance(veld, soorten) and not isinstance(veld, models.SlugField)]

    assert len(velden) > 200
    assert [str(veld) for veld in velden if eis_leesbaar not in veld.validators] == []


@pytest.mark.django_db
def test_een_opdracht_neemt_hem_niet_aan_in_een_naam() -> None:
    with pytest.raises(CommandError, match="onzichtbaar teken"):
        call_command("begin", beheerder=f"{DRAAI} <beheer@regio.example>")


def test_wat_leesbaar_is_en_wat_niet() -> None:
    fout = {teken for teken in ALLE if not is_leesbaar(f"Berken{teken}hof")}

    assert fout > DRAAIERS
    assert {unicodedata.category(teken) for teken in fout} == {"Cc", "Cf", "Cs"}
    assert not {teken for teken in fout if teken.isspace()}
    # What people paste without knowing, or write themselves: a soft hyphen, a joined emoji, another script.
    for woord in ("ver\u00adant\u00adwoor\u00adding", "👩\u200d🏫", "שלום", "een\nregel\tmeer\r\n", "Renée"):
        assert is_leesbaar(woord)
    assert net(DRAAI) == "Gemeente gnilraobraw"


def test_wat_te_zien_is_blijft() -> None:
    for woord in (
        "Coördinator",
        "’s-Heerenberg",
        "Renée Brouër",
        "naïef",
        "1e hulp – 24/7",
        "שלום",
        "Ångström",
        "日本",
    ):
        assert zichtbaar(woord) == woord
    assert [plat("Coördinator"), plat("STRAẞE"), plat("ℌof"), plat("İzmir")] == [
        "coordinator",
        "strasse",
        "hof",
        "izmir",
    ]


# Noa Cohen, and Ali, as they write it themselves.
NOA, ALI = "\u05e0\u05d5\u05e2\u05d4 \u05db\u05d4\u05df", "\u0639\u0644\u064a"


def test_wat_van_rechts_naar_links_loopt_staat_apart_en_de_rest_blijft_gelijk() -> None:
    assert afgezonderd(f"Gebeld: {NOA} 14:30, {ALI}") == f"Gebeld: \u2068{NOA} 14:30, {ALI}\u2069"
    assert afgezonderd(f"{NOA} (2) en {ALI}\n{ALI}.") == (
        f"\u2068{NOA}\u2069 (2) en \u2068{ALI}\u2069\n\u2068{ALI}\u2069."
    )
    velden = f'<title>{NOA}</title><input value="{NOA}"><textarea>\n{NOA}</textarea><option>{NOA}</option>'
    blad = f'{velden}<p title="{NOA}">{NOA} &amp; <b>{ALI}</b> 3</p>'
    assert afgezonderd_op_blad(blad) == (
        f'{velden}<p title="{NOA}"><bdi>{NOA}</bdi> &amp; <b><bdi>{ALI}</bdi></b> 3</p>'
    )
    gewoon = "<p>\u0130stanbul \u0132sselland, \u20ac 3 \u2013 \u201cja\u201d \U0001f468</p>"
    assert afgezonderd_op_blad(gewoon) == afgezonderd(gewoon) == gewoon
    assert not heeft_van_rechts(gewoon.encode())
    # Every letter that turns its line by itself is one of these.
    draait = [t for t in ALLE if unicodedata.bidirectional(t) in {"R", "AL"} and t not in DRAAIERS]
    assert len(draait) > 2000
    assert not [f"{ord(t):04x}" for t in draait if afgezonderd(t) == t or not heeft_van_rechts(t.encode())]


@pytest.mark.django_db
def test_een_naam_van_rechts_naar_links_staat_apart_op_bladzijde_en_in_mail(
    client: Client, regio: Regio, nu: datetime, mailserver: Mailserver
) -> None:
    wie = Contactpersoon.objects.exclude(email="").order_by("pk")[0]
    Contactpersoon.objects.filter(pk=wie.pk).update(naam=NOA, aanhef="")
    client.force_login(regio.gebruikers["beheerder"])

    blad = client.get(f"/contacten/{wie.pk}/").content.decode()
    veld = client.get(f"/contacten/{wie.pk}/wijzigen/").content.decode()
    plan_persoonlijk(
        aan=wie,
        email=wie.email,
        sjabloon="meldlink",
        pad="/",
        aanleiding="x",
        regel="meldlink",
        nu=nu,
        termijn=f"vóór {ALI} 2026",
    )
    verzend(nu)

    assert f"<bdi>{NOA}</bdi></h1>" in blad
    assert f'value="{NOA}"' in veld
    (mail,) = mailserver.ontvangen
    for deel in ("plain", "html"):
        lijf = mail.get_body((deel,))
        assert lijf is not None
        assert f"\u2068{ALI}\u2069 2026" in lijf.get_content()
