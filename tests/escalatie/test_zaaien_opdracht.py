"""The command `zaai`: it refuses a second time, sends nothing, and makes as many meldingen as asked."""

from typing import Any

import pytest
from django.core.management import CommandError, call_command

from calamiteiten.models import Melding
from tests.conftest import Mailserver

pytestmark = pytest.mark.django_db


def test_een_tweede_keer_zaaien_wordt_geweigerd(mailserver: Mailserver, capsys: Any) -> None:
    call_command("zaai", aantal=2)
    with pytest.raises(CommandError, match="Er staan al gegevens"):
        call_command("zaai")

    assert Melding.objects.count() == 2
    assert "2 meldingen" in capsys.readouterr().out
    assert mailserver.ontvangen == []
