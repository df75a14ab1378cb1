"""The command `zaai`: it refuses a second time, sends nothing, and makes as many meldingen as asked."""

from datetime import datetime
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from calamiteiten.demo.zaaien.regie import Gezaaid, zaai
from calamiteiten.models import Melding
from tests.conftest import Mailserver

pytestmark = pytest.mark.django_db


def test_een_tweede_keer_zaaien_wordt_geweigerd(nu: datetime, capsys: Any) -> None:
    call_command("zaai", aantal=2)
    with pytest.raises(CommandError, match="Er staan al gegevens"):
        call_command("zaai")

    assert Melding.objects.count() == 2
    assert "2 meldingen" in capsys.readouterr().out


def test_meer_verhalen_dan_er_zijn_herhalen_zich(mailserver: Mailserver, nu: datetime) -> None:
    assert zaai(nu, 24) == Gezaaid(24)
    assert mailserver.ontvangen == []
    assert Melding.objects.count() == 24
    assert not Melding.objects.filter(laatste_stap_op__gt=nu).exists()
