"""The words of the beheerder in a real mail: the frame stays, both parts say the same, a wording that went wrong costs
no mail."""

import re
from datetime import datetime
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communicatie.models import Bericht, Sjabloontekst
from communicatie.post import berichten
from communicatie.sjablonen import teksten as sjabloonteksten
from communicatie.sjablonen.bestanden import alle
from communicatie.sjablonen.brieven import maak_voorbeeld
from communicatie.sjablonen.delen import Woorden, bezwaren, delen_van, standaard, toegestaan, vul_in
from communicatie.sjablonen.gebruik import teksten_van
from contacten.models import Gebruiker
from escalatie.protocol.mailgebruik import mailgebruik
from tests import bouw
from tests.conftest import Mailserver

CODE = "melding_ontvangen_toegang"


def kaal(html: str) -> str:
    """The words of a page without tags and white space."""
    return "".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


def met(code: str = CODE, **delen: str) -> Woorden:
    """The standard wording with some parts changed."""
    basis = standaard(code)
    return Woorden(delen.pop("onderwerp", basis.onderwerp), {**basis.delen, **delen})


@pytest.mark.parametrize("code", alle())
def test_elke_standaardtekst_houdt_zich_aan_onze_eigen_regels(code: str) -> None:
    """So the beheerder can start from it; and each part of the frame shows the words in both parts of the mail."""
    teksten = teksten_van(code, mailgebruik())
    assert bezwaren(code, standaard(code), teksten) == {}
    eigen = {deel.naam: f"Nieuw {deel.naam} {{afzender}}" for deel in delen_van(code)[1:]}

    zonder, mail = maak_voorbeeld(code, None, "toegang"), maak_voorbeeld(code, Woorden("Kort", eigen), "toegang")

    assert maak_voorbeeld(code, standaard(code), "toegang").tekst == zonder.tekst
    for naam in eigen:
        assert f"Nieuw {naam}" in mail.tekst
        assert f"Nieuw{naam}" in kaal(mail.blad)
    # A question of the press is no calamity, and its mails do not say so.
    wij = "Persvragen jeugdhulp," if code.startswith("persvraag") else "Calamiteitenregie,"
    for vast in ("Goedendag,", "Met vriendelijke groet,", wij):
        assert vast in mail.tekst
    for regel in mail.tekst.splitlines():
        assert "".join(regel.split()).removesuffix(":") in kaal(mail.blad)


@pytest.mark.django_db
def test_de_mail_gaat_met_de_woorden_van_dit_moment_in_het_vaste_kader(
    beheerder: Gebruiker, mailserver: Mailserver, nu: datetime
) -> None:
    bouw.melding(nu)
    woorden = met(
        onderwerp="{kenmerk}: kijk mee", gebeurd="Regel <een> & {kenmerk}\nregel twee", doen="{rolnaam}: lees."
    )
    sjabloonteksten.leg_vast(CODE, woorden, "Korter", 0, beheerder, nu)

    berichten.verzend(nu)

    mail = next(mail for mail in mailserver.ontvangen if "kijk mee" in str(mail["Subject"]))
    delen = [mail.get_body((soort,)) for soort in ("plain", "html")]
    plat, opmaak = (deel.get_content().replace("\r\n", "\n") for deel in delen if deel)
    assert str(mail["Subject"]) == "CAL-2026-0001: kijk mee"
    assert "Regel <een> & CAL-2026-0001\nregel twee" in plat
    assert "Regel &lt;een&gt; &amp; CAL-2026-0001<br>regel twee" in opmaak
    for deel in (plat, opmaak):
        assert "gemeentelijke toegang: lees." in deel
        assert "Beantwoord deze mail niet met gegevens over de zaak." in deel
        assert "/meldingen/CAL-2026-0001/" in deel


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("onderwerp", "delen"),
    [
        ("{kenmerk}: oud", {"doen": "{bestaat_niet}"}),
        ("{kenmerk}: oud", {"doen": "{kenmerk"}),
        ("{kenmerk}: oud", {"doen": 12}),
        ("{kenmerk}: oud", ["geen", "paren"]),
        ("", {}),
    ],
)
def test_een_kapotte_tekst_houdt_geen_mail_tegen(
    beheerder: Gebruiker, mailserver: Mailserver, nu: datetime, onderwerp: str, delen: object
) -> None:
    bouw.melding_met_drie_berichten(nu)
    Sjabloontekst.objects.create(
        code=CODE, versie=1, onderwerp=onderwerp, delen=delen, vastgelegd_op=nu, vastgelegd_door=beheerder
    )

    assert berichten.verzend(nu).verzonden == 3

    rij = Bericht.objects.get(sjabloon=CODE)
    assert (rij.status, rij.reden) == ("verzonden", sjabloonteksten.ONBRUIKBAAR)
    assert "CAL-2026-0001: er is een melding voor uw gemeente" in [
        str(mail["Subject"]) for mail in mailserver.ontvangen
    ]
    assert sjabloonteksten.geschiedenis(CODE)


@pytest.mark.django_db
def test_een_nieuw_deel_in_de_bestanden_neemt_de_standaardtekst(beheerder: Gebruiker, nu: datetime) -> None:
    eigen = met(doen="Lees het dossier vandaag.")
    rij = sjabloonteksten.leg_vast(CODE, eigen, "Korter", 0, beheerder, nu)
    Sjabloontekst.objects.filter(pk=rij.pk).update(delen={"doen": eigen.delen["doen"], "vervallen_deel": "x"})

    assert sjabloonteksten.bruikbaar(CODE).woorden == eigen


@given(st.dictionaries(st.sampled_from(["kenmerk", "rolnaam", "afzender"]), st.text(), min_size=3), st.text())
def test_invullen_doet_niets_dan_invullen(waarden: dict[str, str], los: str) -> None:
    """A value is put in once and as it is, whatever braces it holds."""
    rest = los.replace("{", "").replace("}", "")

    assert vul_in(rest + "{kenmerk}|{rolnaam}", waarden) == f"{rest}{waarden['kenmerk']}|{waarden['rolnaam']}"


def test_een_persoonlijke_mail_kent_geen_kenmerk() -> None:
    assert toegestaan("uitnodiging", "doen") == ("afzender",)
    assert toegestaan("uitnodiging", "onderwerp") == ()
    assert "doen" in bezwaren("uitnodiging", met("uitnodiging", doen="Zie {kenmerk}."))


@pytest.mark.parametrize("plek", ["rol:tovenaar", "status:fase_9", "rol:", "maat:fase_1"])
def test_de_beheerder_noemt_alleen_rollen_en_statussen_die_er_zijn(plek: str) -> None:
    goed = met("fase_1_start", doen="Bel de {rol:regiomanager} zodra {status:fase_2} loopt.")

    assert bezwaren("fase_1_start", goed) == {}
    assert "Bel de regiomanager RSJ zodra Fase 2 loopt." in maak_voorbeeld("fase_1_start", goed, "toegang").tekst
    assert "doen" in bezwaren("fase_1_start", met("fase_1_start", doen=f"Bel de {{{plek}}}."))
