"""After a restore nothing is mailed until a beheerder lets it go, and what rings then says so (hazard F24)."""

from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from basis.geweigerd import Geweigerd
from communicatie.models import Bericht, BerichtStatus, Herstel
from communicatie.post import berichten, quarantaine
from contacten.models import Gebruiker
from escalatie.draaiboek import termijnen
from escalatie.meldingen.dossier.tijdlijn import tijdlijn
from escalatie.models import Wekker
from tests import bouw
from tests.conftest import Mailserver

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]
UUR = timedelta(hours=1)


@pytest.mark.usefixtures("regio")
def test_er_gaat_niets_uit_tot_een_beheerder_het_vrijgeeft(
    mailserver: Mailserver, beheerder: Gebruiker, regiomanager: Gebruiker, nu: datetime
) -> None:
    bouw.melding_met_drie_berichten(nu)
    vast = berichten.huur(nu, 1)[0]
    quarantaine.begin(nu - UUR, nu)

    assert berichten.verzend(nu + UUR).verzonden == 0
    assert mailserver.ontvangen == []
    vast.refresh_from_db()
    assert (vast.status, vast.lease_tot) == (BerichtStatus.GEPLAND, None)
    with pytest.raises(Geweigerd, match="beheerder"):
        quarantaine.geef_vrij(regiomanager, nu + UUR)

    quarantaine.geef_vrij(beheerder, nu + UUR)

    assert not quarantaine.is_in_quarantaine()
    assert berichten.verzend(nu + UUR).verzonden == 3
    # It may have been sent by the machine that is gone: the row says so, the Message-ID is the same.
    assert {str(mail["Message-ID"]) for mail in mailserver.ontvangen} == set(
        Bericht.objects.filter(mogelijk_dubbel=True).values_list("message_id", flat=True)
    )
    with pytest.raises(Geweigerd, match="al vrijgegeven"):
        quarantaine.geef_vrij(beheerder, nu + UUR)


def test_ook_wat_vastgehouden_werd_kan_een_dubbel_zijn(nu: datetime) -> None:
    """A lock that opened after the back-up let it go, or a beheerder did: the row that comes back says so. What went
    before it is none."""
    bouw.melding_met_drie_berichten(nu)
    wacht, vast, weg = Bericht.objects.order_by("pk")
    for rij, status in ((wacht, BerichtStatus.WACHT), (vast, BerichtStatus.VASTGELOPEN)):
        Bericht.objects.filter(pk=rij.pk).update(status=status, volgende_poging_op=None)
    Bericht.objects.filter(pk=weg.pk).update(status=BerichtStatus.VERZONDEN, verzonden_op=nu)

    quarantaine.begin(nu - UUR, nu)

    assert set(Bericht.objects.filter(mogelijk_dubbel=True).values_list("pk", flat=True)) == {wacht.pk, vast.pk}


def test_ook_een_verzamelbericht_wacht(mailserver: Mailserver, settings: object, nu: datetime) -> None:
    settings.VERZAMEL_BOVEN = 0  # type: ignore[attr-defined]
    bouw.melding(nu)
    quarantaine.begin(nu - UUR, nu)

    berichten.verzend(nu)

    assert not Bericht.objects.filter(sjabloon="verzamelbericht").exists()


def test_wat_te_laat_was_gaat_eenmaal_af_en_zegt_dat(nu: datetime) -> None:
    melding = bouw.melding(nu)
    wekker = Wekker.objects.get(soort="voor", termijn__zaak=melding)
    later = wekker.gaat_op + UUR
    quarantaine.begin(nu, later)

    assert termijnen.bewaak(later) == 1
    assert termijnen.bewaak(later) == 0

    wekker.refresh_from_db()
    assert wekker.is_na_herstel
    assert any("na herstel van een back-up" in moment.tekst for moment in tijdlijn(melding))


def test_wat_na_het_herstel_vervalt_is_gewoon(nu: datetime) -> None:
    melding = bouw.melding(nu)
    quarantaine.begin(nu - UUR, nu)

    wekker = Wekker.objects.get(soort="voor", termijn__zaak=melding)
    assert termijnen.bewaak(wekker.gaat_op) == 1
    wekker.refresh_from_db()
    assert not wekker.is_na_herstel
    assert not any("na herstel" in moment.tekst for moment in tijdlijn(melding))


def test_een_vrijgave_heeft_een_naam(nu: datetime) -> None:
    """The database refuses a release by nobody."""
    with pytest.raises(IntegrityError), transaction.atomic():
        Herstel.objects.create(hersteld_op=nu, back_up_van_op=nu, vrijgegeven_op=nu)
