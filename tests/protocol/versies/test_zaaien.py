"""The demo under a version without a step that its stories take: those stories are left out, the rest is told. The
command refuses a second time, sends nothing, and makes as many meldingen as asked."""

from datetime import datetime

import pytest
from django.core.management import CommandError, call_command

from calamiteiten.demo.zaaien.persvragen import VERHALEN as PERSVERHALEN
from calamiteiten.demo.zaaien.verhalen import VERHALEN
from calamiteiten.models import Melding, Paraatheid, Zaak
from communicatie.models import Persvraag
from escalatie.models import Stap
from tests.conftest import Mailserver

from .bestanden import ZONDER_D
from .conftest import Neem

pytestmark = pytest.mark.django_db
# In force long enough for every story.
LANG_GELEDEN = "2025-01-01"
GAAN_OVER_D = {
    *("scenario_d", "lokaal_opgeschaald", "fase_1", "fase_1_bezig", "fase_2", "fase_2_met_rapport"),
    "afgerond_na_fase_2",
}


@pytest.mark.parametrize("aantal", [7, pytest.param(len(VERHALEN), marks=pytest.mark.alleen_alles)])
def test_een_verhaal_met_een_stap_die_er_niet_is_blijft_weg_en_de_rest_komt(
    neem_aan: Neem, nu: datetime, capsys: pytest.CaptureFixture[str], mailserver: Mailserver, aantal: int
) -> None:
    zonder = ZONDER_D.replace("[weg]", '[weg]\npersstap = ["vraag_na"]')
    versie = neem_aan(zonder, vanaf=LANG_GELEDEN)

    call_command("zaai", aantal=aantal)
    with pytest.raises(CommandError, match="Er staan al gegevens"):
        call_command("zaai")

    scherm = capsys.readouterr().out
    weg = [verhaal for verhaal in VERHALEN[:aantal] if verhaal.weg in GAAN_OVER_D]
    over = aantal - len(weg)
    assert f"{over} meldingen gemaakt" in scherm
    assert Melding.objects.count() == over == Melding.objects.filter(protocol_versie=versie).count()
    assert scherm.count("Weggelaten: “") == len(weg) + len(PERSVERHALEN) - Persvraag.objects.count() > len(weg)
    for verhaal in weg:
        assert f"Weggelaten: “{verhaal.wat.onderwerp}”. Dit verhaal past niet bij deze versie" in scherm
    # Nothing of a story that was left out stays behind.
    rest = Persvraag.objects.count() + Paraatheid.objects.count()
    assert Stap.objects.filter(volgnummer=1).count() == Zaak.objects.count() == over + rest
    assert Persvraag.objects.exists()
    assert mailserver.ontvangen == []
