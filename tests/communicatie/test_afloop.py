"""What becomes of an attempt to send, at both sides of every boundary: when it is tried again, when it is given up,
when a person must look, and that only the sender who holds the row writes it."""

import smtplib
from datetime import datetime, timedelta

import pytest

from calamiteiten.models import Melding
from communicatie.models import Bericht, BerichtStatus
from communicatie.post import afloop, berichten, wachtrij
from communicatie.post.afloop import Oordeel
from contacten.models import Contactpersoon
from tests import bouw

pytestmark = pytest.mark.django_db
MINUUT = timedelta(minutes=1)
LATER = Oordeel("451 later")


@pytest.fixture
def melding(nu: datetime) -> Melding:
    return bouw.melding_met_drie_berichten(nu)


def gehuurd(nu: datetime) -> Bericht:
    """One row that this sender holds."""
    (rij,) = wachtrij.huur(nu, 1)
    return rij


@pytest.mark.parametrize(("na", "status"), [(timedelta(0), BerichtStatus.GEPLAND), (MINUUT, BerichtStatus.MISLUKT)])
def test_na_48_uur_wordt_een_bericht_opgegeven_en_geen_minuut_eerder(
    melding: Melding, nu: datetime, na: timedelta, status: BerichtStatus
) -> None:
    op = nu + timedelta(hours=48) + na

    assert afloop.na_fout(gehuurd(op), LATER, op) == status


@pytest.mark.parametrize(("poging", "minuten"), [(1, 1), (2, 2), (3, 5), (4, 15), (5, 60), (6, 60), (40, 60)])
def test_elke_poging_wacht_langer_tot_een_uur(melding: Melding, nu: datetime, poging: int, minuten: int) -> None:
    Bericht.objects.update(pogingen=poging - 1)

    rij = gehuurd(nu)
    afloop.na_fout(rij, LATER, nu)

    rij.refresh_from_db()
    assert (rij.pogingen, rij.volgende_poging_op, rij.fouten) == (poging, nu + minuten * MINUUT, 0)


@pytest.mark.parametrize(
    ("fouten", "status", "minuten"),
    [(0, BerichtStatus.GEPLAND, 1), (3, BerichtStatus.GEPLAND, 15), (4, BerichtStatus.VASTGELOPEN, None)],
)
def test_een_fout_van_ons_krijgt_vijf_pogingen_hoe_vaak_de_mailserver_ook_weigerde(
    melding: Melding, nu: datetime, fouten: int, status: BerichtStatus, minuten: int | None
) -> None:
    Bericht.objects.update(fouten=fouten, pogingen=30)

    rij = gehuurd(nu)
    assert afloop.na_fout(rij, Oordeel("Het sjabloon is kapot.", is_onze_fout=True), nu) == status

    rij.refresh_from_db()
    assert (rij.status, rij.fouten) == (status, fouten + 1)
    assert rij.volgende_poging_op == (None if minuten is None else nu + minuten * MINUUT)


def test_een_weigering_voor_altijd_en_een_mail_die_misschien_aankwam(melding: Melding, nu: datetime) -> None:
    rij = gehuurd(nu)
    assert afloop.na_fout(rij, Oordeel("550 onbekend", is_definitief=True), nu) == BerichtStatus.MISLUKT
    rij.refresh_from_db()
    assert (rij.reden, rij.mogelijk_dubbel, rij.lease_tot) == ("550 onbekend", False, None)

    rij = gehuurd(nu)
    afloop.na_fout(rij, Oordeel("Geen antwoord na DATA.", is_ongezien=True), nu)
    rij.refresh_from_db()
    assert rij.mogelijk_dubbel


def test_wie_zijn_huur_kwijt_is_schrijft_niets_meer(melding: Melding, nu: datetime) -> None:
    rij = gehuurd(nu)
    Bericht.objects.exclude(pk=rij.pk).update(volgende_poging_op=nu + timedelta(days=1))
    later = nu + wachtrij.LEASE
    tweede = gehuurd(later)
    assert tweede.pk == rij.pk

    afloop.markeer(rij, BerichtStatus.MISLUKT, reden="550 onbekend")

    rij.refresh_from_db()
    assert (rij.status, rij.lease_tot, rij.reden) == (BerichtStatus.BEZIG, later + wachtrij.LEASE, "")
    afloop.markeer(tweede, BerichtStatus.VERZONDEN, verzonden_op=later)
    rij.refresh_from_db()
    assert (rij.status, rij.verzonden_op, rij.lease_tot) == (BerichtStatus.VERZONDEN, later, None)


def test_een_lang_antwoord_van_de_mailserver_past_en_wie_het_kreeg_staat_erbij(melding: Melding, nu: datetime) -> None:
    rij = gehuurd(nu)
    ander = Contactpersoon.objects.exclude(pk=rij.contactpersoon_id or 0).exclude(email="").earliest("pk")
    rij.contactpersoon, rij.aan = ander, ander.email

    afloop.markeer(rij, BerichtStatus.MISLUKT, reden="5" * 400)

    rij.refresh_from_db()
    assert (rij.reden, rij.contactpersoon, rij.aan) == ("5" * 300, ander, ander.email)


def test_ingetrokken_terwijl_het_in_de_lucht_hing(melding: Melding, nu: datetime) -> None:
    """What failed is not tried again; what went, went."""
    mislukt, verzonden = wachtrij.huur(nu, 2)
    assert wachtrij.trek_in(melding, "Er is geen calamiteit.") == 3

    afloop.na_fout(mislukt, LATER, nu)
    afloop.markeer(verzonden, BerichtStatus.VERZONDEN, verzonden_op=nu)

    mislukt.refresh_from_db()
    verzonden.refresh_from_db()
    assert (mislukt.status, mislukt.reden) == (BerichtStatus.INGETROKKEN, "Er is geen calamiteit.")
    assert (mislukt.lease_tot, mislukt.volgende_poging_op) == (None, None)
    assert verzonden.status == BerichtStatus.VERZONDEN


def test_wat_niet_is_geprobeerd_gaat_terug_zonder_dat_het_een_poging_telt(melding: Melding, nu: datetime) -> None:
    rijen = wachtrij.huur(nu, 3)
    ander = rijen.pop()

    assert wachtrij.geef_terug(rijen) == 2

    assert {*Bericht.objects.exclude(pk=ander.pk).values_list("status", "pogingen", "lease_tot")} == {
        (BerichtStatus.GEPLAND, 0, None)
    }
    ander.refresh_from_db()
    assert (ander.status, ander.pogingen) == (BerichtStatus.BEZIG, 1)
    # Who lost the row to another gives nothing back.
    Bericht.objects.filter(pk=ander.pk).update(lease_tot=nu + 9 * MINUUT)
    assert wachtrij.geef_terug([ander]) == 0


@pytest.mark.parametrize(
    ("status", "houdt"),
    [
        *((status, True) for status in (BerichtStatus.GEPLAND, BerichtStatus.VASTGELOPEN)),
        *((status, False) for status in (BerichtStatus.VERZONDEN, BerichtStatus.MISLUKT)),
    ],
)
def test_alleen_wat_nog_weg_kan_houdt_het_pad_van_zijn_link(
    melding: Melding, nu: datetime, status: BerichtStatus, houdt: bool
) -> None:
    Bericht.objects.update(gegevens={"pad": "/een/link/", "termijn": "vandaag"})

    rij = gehuurd(nu)
    weg, nog = status == BerichtStatus.VERZONDEN, status == BerichtStatus.GEPLAND
    afloop.markeer(rij, status, verzonden_op=nu if weg else None, volgende_poging_op=nu if nog else None)

    rij.refresh_from_db()
    assert rij.gegevens == {**({"pad": "/een/link/"} if houdt else {}), "termijn": "vandaag"}


@pytest.mark.parametrize(
    ("fout", "definitief", "van_ons", "ongezien"),
    [
        (smtplib.SMTPRecipientsRefused({"a@b.example": (550, b"weg")}), True, False, False),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (500, b"weg")}), True, False, False),
        (smtplib.SMTPRecipientsRefused({"a@b.example": (452, b"vol")}), False, False, False),
        (smtplib.SMTPDataError(500, b"nee"), True, False, False),
        (smtplib.SMTPDataError(452, b"vol"), False, False, False),
        # A refused sender or a failed sign-in says nothing about the reader.
        (smtplib.SMTPSenderRefused(550, b"nee", "a@b.example"), False, False, False),
        (smtplib.SMTPAuthenticationError(535, b"nee"), False, False, False),
        (smtplib.SMTPServerDisconnected("weg"), False, False, True),
        (ConnectionError("weg"), False, False, False),
        (FileNotFoundError(2, "bestaat niet", "sjabloon.toml"), False, True, False),
        (KeyError("pad"), False, True, False),
        (berichten.OnmogelijkAdres("geen adres"), True, True, False),
    ],
    ids=repr,
)
def test_wiens_fout_het_is_en_of_nog_een_keer_zin_heeft(
    fout: Exception, definitief: bool, van_ons: bool, ongezien: bool
) -> None:
    oordeel = berichten._beoordeel(fout)

    assert (oordeel.is_definitief, oordeel.is_onze_fout, oordeel.is_ongezien) == (definitief, van_ons, ongezien)


@pytest.mark.parametrize(
    ("antwoord", "van_ons"),
    [
        ("554 5.7.1 <a@b.example>: Relay access denied", True),
        ("550 relay not permitted", True),
        ("550 5.7.1 Unable to relay", True),
        ("553 5.7.1 <rsj@rsj.example>: Sender address rejected: not owned by user rsj", True),
        ("550 5.1.8 <rsj@rsj.example>: Sender address rejected: Domain not found", True),
        ("554 5.7.1 <web[192.0.2.1]>: Client host rejected: Access denied", True),
        ("530 5.7.0 Must issue a STARTTLS command first", True),
        ("550 5.7.60 SMTP; Client does not have permissions to send as this sender", True),
        ("554 5.2.252 SendAsDenied; rsj@rsj.example not allowed to send as iemand@rsj.example", True),
        ("550 5.1.1 User unknown", False),
        ("550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup", False),
        ("554 5.7.1 Message rejected as spam", False),
        ("552 5.2.2 Mailbox full", False),
        ("552 5.7.0 This message was blocked because its content presents a potential security issue", False),
        ("550 5.1.1 relay@b.example: Recipient address rejected: User unknown", False),
    ],
)
def test_wie_pas_bij_de_ontvanger_zegt_dat_hij_ons_weigert_zegt_niets_over_haar(antwoord: str, van_ons: bool) -> None:
    """Postfix waits with every refusal until it hears for whom the mail is; others until they have it."""
    code, tekst = int(antwoord[:3]), antwoord[4:].encode()

    for fout in (
        smtplib.SMTPRecipientsRefused({"a@b.example": (code, tekst)}),
        smtplib.SMTPDataError(code, tekst),
    ):
        oordeel = berichten._beoordeel(fout)
        assert (oordeel.is_afzender, oordeel.is_definitief) == (van_ons, not van_ons)
