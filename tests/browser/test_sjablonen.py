"""The beheerder words a mail: sees it first, keeps it, and goes back to the standard."""

from __future__ import annotations

import pytest

from communicatie.models import Sjabloontekst

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_de_beheerder_verandert_de_tekst_van_een_mail_en_zet_hem_terug(openen: Openen, breedte: int) -> None:
    beheer = openen(breedte)
    beheer.log_in("beheerder")
    beheer.ga("/mailsjablonen/", "mailsjablonen")
    beheer.volg(
        "Fase 1 loopt",
        in_=beheer.inhoud.get_by_role("row").filter(has_text="communicatieadviseur").filter(has_text="Fase 1 starten"),
    )

    beheer.vul("Wat de ontvanger nu doet", "Lees het dossier via https://kwaad.example.")
    beheer.vul("Waarom verandert u deze tekst", "Korter, en het belangrijkste eerst.")
    beheer.druk("Bekijk het voorbeeld")
    beheer.bekijk("sjabloon-geweigerd")
    beheer.ziet("Hier staat een webadres")

    beheer.vul("Wat de ontvanger nu doet", "Lees het dossier en bel uw collega's.")
    beheer.druk("Bekijk het voorbeeld")
    beheer.bekijk("sjabloon-voorbeeld")
    beheer.druk("Verder schrijven")
    beheer.druk("Bekijk het voorbeeld")
    beheer.druk("Bewaren")
    beheer.bekijk("sjabloon-bewaard")
    beheer.ziet("Lees het dossier en bel uw collega's.")

    beheer.inhoud.locator("#terug_reden").fill("De standaard is toch duidelijker.")
    beheer.druk("Terug naar standaard")
    beheer.bekijk("sjabloon-standaard")
    assert list(Sjabloontekst.objects.values_list("versie", "is_standaard").order_by("versie")) == [
        (1, False),
        (2, True),
    ]
