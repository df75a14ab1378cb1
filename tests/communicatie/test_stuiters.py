"""Mail that comes back: the message failed, a person is called, and the next one goes to someone who can be reached."""

import io
import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from communicatie.models import Bericht, BerichtStatus, Stuiter, StuiterSoort
from communicatie.post import postmap, stuiters
from communicatie.post.berichten import Aankondiging, plan, plan_persoonlijk, verzend
from communicatie.post.contactpost import meld_onbereikbaar
from communicatie.post.terugkomst import Terugkomst, lees_terugkomst
from contacten.bezetting import bezet
from contacten.bijhouden.werk import werk_voor_beheerder
from contacten.models import Contactpersoon
from contacten.rollen import Rol
from escalatie.draaiboek.informatie import bel_voor_mislukte
from escalatie.models import Taak
from escalatie.tasks import lees_stuiters
from tests import bouw
from tests import bouw_contacten as wie

pytestmark = [pytest.mark.django_db, pytest.mark.eis("R99")]
CORPUS = sorted((Path(__file__).parent / "stuiters").glob("*.eml"))
UUR = timedelta(hours=1)
DAG = timedelta(days=1)


def rapport(bericht, naam):
    pad = next(pad for pad in CORPUS if pad.stem == naam)
    tekst = pad.read_text(encoding="utf-8").replace("MESSAGE_ID", bericht.message_id)
    return tekst.replace("ADRES", bericht.aan).encode()


def verstuurd(contact, nu, nummer=1):
    """A message that the mail server took."""
    bericht = plan_persoonlijk(
        aan=contact,
        email=contact.email,
        sjabloon="contact_oefening",
        pad="/",
        aanleiding=f"proef:{contact.pk}:{nummer}",
        regel="proef",
        nu=nu,
    )
    verzend(nu)
    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.VERZONDEN
    return bericht


@pytest.fixture
def contact():
    return wie.contact("P. Proef", email="proef@voorbeeld.example")


@pytest.mark.parametrize("pad", CORPUS, ids=lambda pad: pad.stem)
def test_elk_soort_rapport_wordt_verstaan(pad, contact, mailserver, nu):
    """The name of the file says what it is: hard, tijdelijk, niets, or about another (`ander`): a note and no more."""
    bericht = verstuurd(contact, nu)

    gevonden = stuiters.verwerk(rapport(bericht, pad.stem), nu + UUR)

    bericht.refresh_from_db()
    contact.refresh_from_db()
    soort = pad.stem.split("_")[0]
    if soort == "niets":
        assert gevonden is None
        assert bericht.status == BerichtStatus.VERZONDEN
        assert not Stuiter.objects.exists()
    elif soort == "ander":
        assert gevonden == bericht
        assert bericht.status == BerichtStatus.VERZONDEN
        assert bericht.reden.startswith("Doorgestuurd naar een ander adres bij voorbeeld.example")
        assert "oud.collega" not in bericht.reden
        assert not Stuiter.objects.exists()
    else:
        assert gevonden == bericht
        assert bericht.status == BerichtStatus.MISLUKT
        assert bericht.reden.startswith("Teruggekomen: ")
        assert Stuiter.objects.get().soort == StuiterSoort(soort)
    assert contact.is_onbereikbaar == (soort == "hard")


ONDERWERPEN = (
    "Kan niet worden bezorgd",
    "Uw bericht kon niet bezorgd worden",
    "Bezorging mislukt",
    "Bezorging is mislukt: CAL-2026-0001",
    "Niet aangekomen: CAL-2026-0001",
    "Uw mail is niet aangekomen",
    "Bericht niet afgeleverd",
    "Bericht kan niet worden verzonden",
    "Onbestelbare e-mail",
    "Aflevering niet mogelijk",
    "Message could not be delivered",
    "CAL-2026-0001",
    "Bericht van de postkamer",
)
GAAT_DOOR = ("Nog niet bezorgd: CAL-2026-0001", "Vertraging", "Warning: not delivered yet", "Bericht ontvangen")


def _plat(onderwerp, van, tekst):
    kop = f"From: {van}\nSubject: {onderwerp}\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n"
    nummer = "<12345678-1234-1234-1234-123456789abc@rsj.example>"
    return f"{kop}In-Reply-To: {nummer}\n\nUw bericht bleef steken.\n{tekst}\n".encode()


def test_wat_een_server_weigert_is_mislukt_hoe_het_ook_heet():
    for van in ("postmaster@voorbeeld.example", "MAILER-DAEMON@voorbeeld.example"):
        for onderwerp in ONDERWERPEN:
            gevonden = lees_terugkomst(_plat(onderwerp, van, "550 5.1.1 onbekende gebruiker"))
            assert gevonden is not None, onderwerp
            assert gevonden.codes == {"": "5.1.1"}, onderwerp
        for onderwerp in GAAT_DOOR:
            assert lees_terugkomst(_plat(onderwerp, van, "451 4.4.1 de andere server antwoordt niet")) is None
    for onderwerp in ONDERWERPEN:
        van_mens = _plat(onderwerp, "p.proef@voorbeeld.example", "Ik kreeg 550 5.1.1 terug.")
        assert lees_terugkomst(van_mens) is None, onderwerp


def test_een_tijdelijke_fout_telt_pas_bij_de_derde_keer(contact, mailserver, nu):
    for nummer in range(1, 4):
        contact.refresh_from_db()
        assert not contact.is_onbereikbaar
        stuiters.verwerk(rapport(verstuurd(contact, nu, nummer), "tijdelijk_postbus_vol"), nu + UUR)

    contact.refresh_from_db()
    assert contact.is_onbereikbaar


def test_een_rapport_over_een_ander_staat_een_later_rapport_over_dit_adres_niet_in_de_weg(contact, mailserver, nu):
    bericht = verstuurd(contact, nu)

    for naam in ("ander_doorgestuurd", "hard_onbekend_adres", "ander_doorgestuurd"):
        stuiters.verwerk(rapport(bericht, naam), nu + UUR)

    bericht.refresh_from_db()
    contact.refresh_from_db()
    assert (bericht.status, bericht.reden) == (BerichtStatus.MISLUKT, "Teruggekomen: het adres werkt niet (5.1.1).")
    assert contact.is_onbereikbaar


def test_een_rapport_over_twee_adressen_geldt_ook_voor_het_onze(contact, mailserver, nu):
    bericht = verstuurd(contact, nu)
    blok = "Final-Recipient: rfc822; ander@voorbeeld.example\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient"
    ruw = rapport(bericht, "hard_onbekend_adres").decode().replace("Final-Recipient", blok, 1)

    stuiters.verwerk(ruw.encode(), nu + UUR)

    contact.refresh_from_db()
    assert contact.is_onbereikbaar


def test_van_een_rapport_over_twee_adressen_telt_wat_het_van_het_onze_zegt(contact, mailserver, nu):
    """The other is dead, ours has a full mailbox."""
    bericht = verstuurd(contact, nu)
    blok = "Final-Recipient: rfc822; ander@voorbeeld.example\nAction: failed\nStatus: 5.1.1\n\nFinal-Recipient"
    ruw = rapport(bericht, "tijdelijk_postbus_vol").decode().replace("Final-Recipient", blok, 1)

    stuiters.verwerk(ruw.encode(), nu + UUR)

    contact.refresh_from_db()
    assert not contact.is_onbereikbaar
    assert (Stuiter.objects.get().soort, Stuiter.objects.get().code) == (StuiterSoort.TIJDELIJK, "5.2.2")


def test_hetzelfde_rapport_telt_een_keer(contact, mailserver, nu):
    bericht = verstuurd(contact, nu)

    for _ in range(4):
        stuiters.verwerk(rapport(bericht, "tijdelijk_postbus_vol"), nu + UUR)

    contact.refresh_from_db()
    assert not contact.is_onbereikbaar
    assert Stuiter.objects.count() == 1


@pytest.mark.parametrize(
    "daarna",
    [{"email": "nieuw@voorbeeld.example"}, {"bevestigd_op": "later"}],
    ids=["een ander adres", "bevestigd"],
)
def test_een_nieuw_adres_of_een_bevestiging_maakt_weer_bereikbaar(contact, mailserver, nu, daarna):
    stuiters.verwerk(rapport(verstuurd(contact, nu), "hard_onbekend_adres"), nu + UUR)
    contact.refresh_from_db()
    assert contact.is_onbereikbaar

    if "bevestigd_op" in daarna:
        daarna = {"bevestigd_op": nu + DAG}
    Contactpersoon.objects.filter(pk=contact.pk).update(**daarna)

    contact.refresh_from_db()
    assert not contact.is_onbereikbaar


def test_wie_een_ander_adres_heeft_gekregen_wordt_niet_meer_gemarkeerd(contact, mailserver, nu):
    bericht = verstuurd(contact, nu)
    Contactpersoon.objects.filter(pk=contact.pk).update(email="nieuw@voorbeeld.example")

    stuiters.verwerk(rapport(bericht, "hard_onbekend_adres"), nu + UUR)

    contact.refresh_from_db()
    assert contact.onbereikbaar_op is None


def test_de_beheerder_hoort_het_en_ziet_het(client, contact, mailserver, nu):
    beheerder = wie.gebruiker(Rol.BEHEERDER, email="beheer@rsj.example")
    stuiters.verwerk(rapport(verstuurd(contact, nu), "hard_onbekend_adres"), nu + UUR)
    mailserver.ontvangen.clear()

    verzend(nu + UUR)

    assert [mail["To"] for mail in mailserver.ontvangen] == ["beheer@rsj.example"]
    assert contact.email not in mailserver.ontvangen[0].as_string()
    assert "e-mailadres werkt niet" in [regel.tekst for regel in werk_voor_beheerder(nu + UUR)]
    client.force_login(beheerder)
    assert contact.email in client.get(reverse("contact_aandacht")).content.decode()


@pytest.fixture
def plek():
    """A seat with a first and a vervanger, of whom only the first gets a message."""
    plaats = wie.gemeente("Nieuwstad")
    mensen = wie.contact(), wie.contact()
    for volgorde, mens in enumerate(mensen, 1):
        wie.bezetting(Rol.MANAGER_GEMEENTE, plaats, mens, volgorde=volgorde)
    return plaats, *mensen


@pytest.mark.eis("R101")
def test_het_volgende_bericht_gaat_naar_de_vervanger(mailserver, nu, plek):
    plaats, eerste, vervanger = plek
    assert bezet(Rol.MANAGER_GEMEENTE, nu, gemeente=plaats).ontvangers == (eerste,)

    stuiters.verwerk(rapport(verstuurd(eerste, nu), "hard_onbekend_adres"), nu + UUR)

    zetel = bezet(Rol.MANAGER_GEMEENTE, nu + UUR, gemeente=plaats)
    assert zetel.ontvangers == zetel.met_mail == (vervanger,)


def test_wat_al_gepland_was_gaat_ook_naar_de_vervanger(mailserver, nu, plek):
    """The address died between planning and sending: the row finds its way, and nothing is lost."""
    plaats, eerste, vervanger = plek
    melding = bouw.melding(nu)
    verzend(nu)
    zetel = bezet(Rol.MANAGER_GEMEENTE, nu, gemeente=plaats)
    (gepland,) = plan([Aankondiging(melding, "proef:1", "fase_1_manager", "fase_1_manager", (zetel,))], nu)
    assert gepland.contactpersoon == eerste
    meld_onbereikbaar(eerste.pk, eerste.email, "hard", nu)
    mailserver.ontvangen.clear()

    verzend(nu)

    gepland.refresh_from_db()
    assert (gepland.status, gepland.contactpersoon) == (BerichtStatus.VERZONDEN, vervanger)
    assert sorted(mail["To"] for mail in mailserver.ontvangen) == ["beheerder@rsj.example", vervanger.email]


def test_een_teruggekomen_bericht_over_een_melding_wordt_een_beltaak(mailserver, nu):
    bouw.melding(nu)
    verzend(nu)
    bericht = Bericht.objects.get(rol=Rol.TOEGANG)

    stuiters.verwerk(rapport(bericht, "hard_onbekend_adres"), nu + UUR)
    bel_voor_mislukte(nu + UUR)

    taak = Taak.objects.get(code="bel_lege_zetel", berichten=bericht)
    assert bericht.contactpersoon
    assert bericht.contactpersoon.nummer in taak.titel


def test_zonder_vervanger_moet_er_gebeld_worden(mailserver, nu):
    alleen = wie.contact()
    wie.bezetting(Rol.MANAGER_GEMEENTE, wie.gemeente("Nieuwstad"), alleen)
    stuiters.verwerk(rapport(verstuurd(alleen, nu), "hard_onbekend_adres"), nu + UUR)

    zetel = bezet(Rol.MANAGER_GEMEENTE, nu + UUR, gemeente=wie.gemeente("Nieuwstad"))

    assert zetel.is_alleen_telefonisch
    assert zetel.ontvangers == (alleen,)


def test_een_weigering_bij_het_versturen_markeert_ook(contact, mailserver, nu):
    mailserver.weiger[contact.email] = "550 5.1.1 onbekende gebruiker"
    bericht = plan_persoonlijk(
        aan=contact, email=contact.email, sjabloon="contact_oefening", pad="/", aanleiding="p", regel="p", nu=nu
    )

    verzend(nu)

    bericht.refresh_from_db()
    contact.refresh_from_db()
    assert bericht.status == BerichtStatus.MISLUKT
    assert contact.is_onbereikbaar


def test_een_weigering_om_de_inhoud_zegt_niets_over_het_adres(contact, mailserver, nu):
    mailserver.weiger[contact.email] = "550 5.7.1 geweigerd door beleid"
    plan_persoonlijk(
        aan=contact, email=contact.email, sjabloon="contact_oefening", pad="/", aanleiding="p", regel="p", nu=nu
    )

    verzend(nu)

    contact.refresh_from_db()
    assert not contact.is_onbereikbaar
    assert Stuiter.objects.get().soort == StuiterSoort.TIJDELIJK


def test_een_bericht_van_een_ander_raakt_niets(contact, mailserver, nu):
    bericht = verstuurd(contact, nu)
    vreemd = rapport(bericht, "hard_onbekend_adres").replace(
        bericht.message_id.encode(), b"<00000000-0000-4000-8000-000000000000@elders.example>"
    )

    assert stuiters.verwerk(vreemd, nu) is None
    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.VERZONDEN


@given(st.binary(max_size=2000))
def test_geen_enkele_mail_laat_het_lezen_struikelen(ruw):
    lees_terugkomst(ruw)
    lees_terugkomst(CORPUS[0].read_bytes()[: len(ruw)] + ruw)


@given(st.data())
def test_een_verminkt_rapport_laat_het_lezen_niet_struikelen(data):
    ruw = bytearray(data.draw(st.sampled_from(CORPUS)).read_bytes())
    for plek in data.draw(st.lists(st.integers(0, len(ruw) - 1), max_size=20)):
        ruw[plek] = data.draw(st.integers(0, 255))
    lees_terugkomst(bytes(ruw))


def test_het_commando_leest_een_maildir_en_legt_alles_opzij(contact, mailserver, nu, tmp_path):
    bericht = verstuurd(contact, nu)
    for map_ in ("new", "cur", "tmp"):
        (tmp_path / map_).mkdir()
    (tmp_path / "new" / "1.mx").write_bytes(rapport(bericht, "hard_onbekend_adres"))
    (tmp_path / "cur" / "1.mx").write_bytes(rapport(bericht, "niets_afwezig"))
    (tmp_path / "new" / "2.mx").write_bytes(b"\xff\xfe rommel")
    uit = io.StringIO()

    call_command("verwerk_stuiters", str(tmp_path), stdout=uit)

    assert uit.getvalue().strip() == "Verwerkt: 1, niet van ons: 2, niet te lezen: 0, opgeruimd: 0."
    assert [pad.name for pad in (tmp_path / "verwerkt").iterdir()] == ["1.mx"]
    assert len(list((tmp_path / "onbekend").iterdir())) == 2
    assert not list((tmp_path / "new").iterdir())


def test_een_map_met_eml_en_een_tweede_ronde(contact, mailserver, nu, tmp_path):
    bericht = verstuurd(contact, nu)
    (tmp_path / "a.eml").write_bytes(rapport(bericht, "hard_plat_exim"))

    assert postmap.verwerk_map(tmp_path, nu) == postmap.Postronde(verwerkt=1)
    assert postmap.verwerk_map(tmp_path, nu) == postmap.Postronde()


def test_het_commando_leest_de_standaardinvoer(contact, mailserver, nu, monkeypatch):
    bericht = verstuurd(contact, nu)

    class Invoer:
        buffer = io.BytesIO(rapport(bericht, "hard_plat_qmail"))

    monkeypatch.setattr("sys.stdin", Invoer())
    call_command("verwerk_stuiters", stdout=io.StringIO())

    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.MISLUKT


@pytest.mark.parametrize(
    ("postbus", "is_van_ons"),
    [
        ("oud.collega@kampen.example", False),
        ("jan@kampen.example", True),
        ("JAN@kampen.mailhuis.example", True),
        ("jan@mail.kampen.example", True),
        ("jan@gemeente-kampen.example", False),
        ("jan@prive.example", False),
        ("jan@zwolle.mailhuis.example", False),
    ],
)
def test_een_rapport_over_een_ander_telt_niet_voor_ons_hoe_die_ook_heet(postbus, is_van_ons):
    """A mailbox that sends on to one of the same name elsewhere lives; a server may call its own otherwise inside."""
    code = Terugkomst(("<x>",), {postbus.casefold(): "5.1.1"}).code_van("jan@kampen.example")

    assert (code == "5.1.1") == is_van_ons


def _maildir(pad, bericht, *namen):
    for map_ in ("new", "cur", "tmp"):
        (pad / map_).mkdir()
    for naam in namen:
        (pad / "new" / f"{naam}.host").write_bytes(rapport(bericht, naam))
    return pad


def test_de_ronde_leest_de_ingestelde_map(contact, mailserver, settings, nu, tmp_path):
    """As beat rings for it; without a folder it does nothing."""
    bericht = verstuurd(contact, nu)
    lees_stuiters()

    settings.STUITERMAP = str(_maildir(tmp_path, bericht, "hard_onbekend_adres", "niets_afwezig"))
    lees_stuiters()

    bericht.refresh_from_db()
    assert bericht.status == BerichtStatus.MISLUKT
    assert [pad.name for pad in (tmp_path / "verwerkt").iterdir()] == ["hard_onbekend_adres.host"]
    assert [pad.name for pad in (tmp_path / "onbekend").iterdir()] == ["niets_afwezig.host"]
    assert not list((tmp_path / "new").iterdir())


def test_een_bestand_dat_niet_te_lezen_is_houdt_de_rest_niet_op(contact, mailserver, nu, tmp_path):
    bericht = verstuurd(contact, nu)
    _maildir(tmp_path, bericht, "hard_onbekend_adres", "niets_afwezig")
    (tmp_path / "onbekend").write_text("een bestand waar de map hoort")

    ronde = postmap.verwerk_map(tmp_path, nu)

    assert (ronde.verwerkt, ronde.onbekend, ronde.onleesbaar) == (1, 0, 1)
    assert [pad.name for pad in (tmp_path / "new").iterdir()] == ["niets_afwezig.host"]


def test_wat_opzij_ligt_gaat_na_een_maand_weg(contact, mailserver, settings, nu, tmp_path):
    bericht = verstuurd(contact, nu)
    _maildir(tmp_path, bericht, "hard_onbekend_adres", "niets_afwezig")
    for pad in (tmp_path / "new").iterdir():
        os.utime(pad, (nu.timestamp(), nu.timestamp()))

    assert postmap.verwerk_map(tmp_path, nu).opgeruimd == 0
    assert postmap.verwerk_map(tmp_path, nu + 29 * DAG).opgeruimd == 0
    assert postmap.verwerk_map(tmp_path, nu + 31 * DAG).opgeruimd == 2


def test_een_map_die_er_niet_is_is_een_fout(tmp_path):
    with pytest.raises(CommandError, match="is geen map"):
        call_command("verwerk_stuiters", str(tmp_path / "weg"), stdout=io.StringIO())


def test_de_pijp_zegt_later_als_de_database_weg_is():
    """75 is what a mail server tries again; any other code would send the report back to where it came from."""
    mail = b"From: a@b.example\n\n" + b"x" * 3_000_000
    weg = {**os.environ, "DATABASE_URL": "postgres://niemand@127.0.0.1:1/weg", "KLOK": "systeem"}
    eigen = _plat("Mislukt", "mailer-daemon@mx.example", "550 5.1.1 onbekend") + b"y" * 2_000_000
    opdracht = [sys.executable, "manage.py", "verwerk_stuiters"]

    def pijp(invoer):
        return subprocess.run(opdracht, env=weg, input=invoer, capture_output=True, check=False, timeout=120).returncode

    assert (pijp(eigen), pijp(mail)) == (os.EX_TEMPFAIL, 0)


def test_een_lus_is_onmogelijk(client, mailserver, nu, plek):
    """Every mail that we ever sent comes back, from every address, round after round: it ends."""
    from escalatie.bewaking import ronde

    bouw.melding(nu)
    geteld = []
    for nummer in range(8):
        moment = nu + nummer * UUR
        ronde.bewaak(moment)
        verzend(moment)
        for bericht in Bericht.objects.filter(status=BerichtStatus.VERZONDEN):
            for naam in ("hard_onbekend_adres", "niets_afwezig", "ander_doorgestuurd"):
                stuiters.verwerk(rapport(bericht, naam), moment)
        geteld.append(len(mailserver.ontvangen))
    assert geteld[-1] == geteld[-3], geteld
