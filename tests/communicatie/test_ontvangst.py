"""Whose message it is: the contact it was sent to, and whoever signs in for the seat; nobody else."""

from datetime import timedelta

import pytest

from communicatie.models import Bericht
from communicatie.post import berichten, ontvangst
from contacten.models import Gebruiker
from tests import bouw

pytestmark = pytest.mark.django_db


@pytest.mark.eis("R101")
def test_een_bericht_is_van_de_plek_en_van_het_contact(mailserver, nu, regio):
    """The toegang of Zwolle is asked; of this whole cast only those in that seat may answer."""
    melding = bouw.melding(nu)
    rij = Bericht.objects.get(regel="melding_naar_toegang")
    assert rij.bevestigen_voor_op == nu + timedelta(hours=24)
    assert ontvangst.te_bevestigen(melding, regio.gebruikers["toegang_zwolle"]) == []  # it has not left yet
    berichten.verzend(nu, limiet=500)

    wie = {naam for naam, gebruiker in regio.gebruikers.items() if ontvangst.te_bevestigen(melding, gebruiker)}
    assert wie == {"toegang_zwolle"}

    # Somebody with another role, whose own contact was written to, is asked as well.
    Gebruiker.objects.filter(contactpersoon=rij.contactpersoon).update(contactpersoon=None)
    regiomanager = regio.gebruikers["regiomanager"]
    regiomanager.contactpersoon = rij.contactpersoon
    regiomanager.save(update_fields=["contactpersoon"])
    assert ontvangst.te_bevestigen(melding, regiomanager) == [rij]


def test_de_eerste_keer_telt_en_wat_is_ingetrokken_vraagt_niets(mailserver, nu, regio):
    melding = bouw.melding(nu)
    berichten.verzend(nu, limiet=500)
    toegang = regio.gebruikers["toegang_zwolle"]
    rij = Bericht.objects.get(regel="melding_naar_toegang")

    assert ontvangst.markeer_gelezen(melding, toegang, nu + timedelta(minutes=1)) == 1
    assert ontvangst.markeer_gelezen(melding, toegang, nu + timedelta(minutes=2)) == 0
    assert ontvangst.laat_vraag_vervallen(Bericht.objects.filter(pk=rij.pk), nu) == 1
    assert ontvangst.bevestig(melding, toegang, nu) == 0
    rij.refresh_from_db()
    assert (rij.gelezen_op, rij.gelezen_door, rij.bevestigd_op) == (nu + timedelta(minutes=1), toegang, None)
