"""A page carries no spaces that only make its template easy to read, and says the same without them."""

from django.conf import settings
from django.template import Engine
from django.template.loaders.filesystem import Loader

from basis.inspringing import ZonderInspringing

MAP = settings.BASIS / "templates"


def test_geen_sjabloon_springt_nog_in_en_elk_zegt_hetzelfde() -> None:
    motor = Engine.get_default()
    gewoon, zonder = Loader(motor), ZonderInspringing(motor)
    for pad in MAP.rglob("*.html"):
        naam = str(pad.relative_to(MAP))
        (herkomst,) = gewoon.get_template_sources(naam)
        voor, na = gewoon.get_contents(herkomst), zonder.get_contents(herkomst)
        assert "\n " not in na, naam
        assert na.split() == voor.split(), naam
        assert na.count("\n") == voor.count("\n"), naam
        # Where a browser shows spaces as they are, a template puts none.
        for deel in ("<pre", "<textarea"):
            for stuk in na.split(deel)[1:]:
                assert "\n" not in stuk.partition(deel.replace("<", "</"))[0], naam


def test_wat_geen_html_is_blijft_zoals_het_staat() -> None:
    motor = Engine.get_default()
    (herkomst,) = Loader(motor).get_template_sources("app.webmanifest")
    assert ZonderInspringing(motor).get_contents(herkomst) == (MAP / "app.webmanifest").read_text()


def test_de_bladzijden_gebruiken_het() -> None:
    (bewaard,) = Engine.get_default().template_loaders
    assert isinstance(bewaard.loaders[0], ZonderInspringing)  # type: ignore[attr-defined]
