"""F10, F11, F23 for the visitor: a real web server whose database, lock or PDF fails says so and lives on."""

from __future__ import annotations

import signal
from html.parser import HTMLParser

import psycopg2
import pytest

from tests.bouw import WACHTWOORD

from .browsertje import Bezoeker
from .opstelling import Opstelling
from .processen import wacht_tot

MELDINGEN = "SELECT count(*) FROM calamiteiten_melding"


class Verborgen(HTMLParser):
    """The form of the page "Niet opgeslagen": where it goes, and what it sends along."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self.adres, self.velden = "", {}  # type: str, dict[str, list[str]]
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Keep the form and its hidden fields."""
        kenmerken = dict(attrs)
        if tag == "form":
            self.adres = kenmerken.get("action") or ""
        if tag == "input" and kenmerken.get("type") == "hidden":
            self.velden.setdefault(kenmerken["name"] or "", []).append(kenmerken.get("value") or "")


@pytest.fixture
def bezoeker(opstelling: Opstelling) -> Bezoeker:
    bezoeker = Bezoeker(opstelling.web(), geduld=10)
    bezoeker.meld_aan("contractmanager", WACHTWOORD)
    return bezoeker


@pytest.mark.altijd
def test_een_melding_overleeft_dat_de_database_weg_is(opstelling: Opstelling, bezoeker: Bezoeker) -> None:
    """F10: the database dies while the form is filled in. The text comes back; one button saves it, once."""
    velden = opstelling.daad("formulier")
    pagina = bezoeker.haal("/meldingen/nieuw/")[1]
    verstuurd = {**velden, **Verborgen(pagina).velden}
    opstelling.postgres.kind.stop(signal.SIGQUIT)

    status, html, _ = bezoeker.haal("/meldingen/nieuw/", verstuurd)
    assert (status, "Niet opgeslagen" in html) == (503, True)
    assert velden["omschrijving"] in html
    assert Bezoeker(bezoeker.adres).haal("/livez")[0] == 200, "a load balancer has no session to look up"
    opnieuw = Verborgen(html)
    status, nog_eens, _ = bezoeker.haal(opnieuw.adres, opnieuw.velden)
    assert status == 503
    assert Verborgen(nog_eens).velden == opnieuw.velden, "trying again loses nothing either"

    opstelling.postgres.start()
    voor = opstelling.tel(MELDINGEN)
    status, html, waarheen = bezoeker.haal(opnieuw.adres, opnieuw.velden)
    assert status == 302, html[-2000:]
    assert bezoeker.haal(opnieuw.adres, opnieuw.velden)[2] == waarheen, "the same receipt"
    assert opstelling.tel(MELDINGEN) == voor + 1
    assert bezoeker.haal(waarheen)[0] == 200
    assert opstelling.controleer() == []


def test_een_database_die_alleen_nog_leest_kost_niemand_zijn_tekst(opstelling: Opstelling, bezoeker: Bezoeker) -> None:
    """Gevallen 5.14: after a failover the web still hangs on a server that only reads. The text comes back, the load
    balancer hears it, and the same form goes through afterwards, once."""
    velden = {**opstelling.daad("formulier"), **Verborgen(bezoeker.haal("/meldingen/nieuw/")[1]).velden}
    anoniem = Bezoeker(bezoeker.adres)
    assert anoniem.haal("/readyz")[0] == 200
    alleen_lezen(opstelling, aan=True)

    status, html, _ = bezoeker.haal("/meldingen/nieuw/", velden)
    assert (status, "Niet opgeslagen" in html, velden["omschrijving"] in html) == (503, True, True)
    wacht_tot(lambda: anoniem.haal("/readyz")[0] == 503, 15, "de load balancer hoort het")

    alleen_lezen(opstelling, aan=False)
    voor, opnieuw = opstelling.tel(MELDINGEN), Verborgen(html)
    wacht_tot(lambda: anoniem.haal("/readyz")[0] == 200, 15, "en dat het over is")
    eerste = bezoeker.haal(opnieuw.adres, opnieuw.velden)
    assert eerste[0] == 302, eerste[1][-2000:]
    assert bezoeker.haal(opnieuw.adres, opnieuw.velden)[2] == eerste[2], "the same receipt"
    assert opstelling.tel(MELDINGEN) == voor + 1


def alleen_lezen(opstelling: Opstelling, *, aan: bool) -> None:
    """What PostgreSQL does on a stand-by, for this database; who is connected comes back to it."""
    # In a transaction that may write, whatever this database says.
    opstelling.sql(
        "SET transaction_read_only = off; "
        f"ALTER DATABASE {opstelling.databank} SET default_transaction_read_only = {'on' if aan else 'off'}"
    )
    opstelling.sql(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid()"
    )


def test_een_bezet_dossier_antwoordt_met_een_gewone_zin(opstelling: Opstelling, bezoeker: Bezoeker) -> None:
    """F11: somebody holds the row. The page comes within the limit on locks, and the step can be sent again."""
    (kenmerk,) = opstelling.daad("meldingen", "ontvangen", "1")
    stap = f"/meldingen/{kenmerk}/stap/wijs_af/"
    formulier = Verborgen(bezoeker.haal(stap)[1]).velden
    woorden = {"motivering": "Het is een incident.", "afwijking_niet_meldingswaardig": "Zie motivering."}
    houder = psycopg2.connect(opstelling.postgres.adres(opstelling.databank))
    with houder, houder.cursor() as cursor:
        cursor.execute("SELECT 1 FROM calamiteiten_zaak WHERE kenmerk = %s FOR UPDATE", [kenmerk])
        status, html, _ = bezoeker.haal(stap, {**formulier, **woorden})
    houder.close()

    assert status == 503
    assert "werkt op dit moment in dezelfde gegevens" in html
    assert opstelling.tel("SELECT count(*) FROM escalatie_stap WHERE code = 'wijs_af'") == 0
    opnieuw = Verborgen(html)
    assert bezoeker.haal(opnieuw.adres, opnieuw.velden)[0] == 302
    assert opstelling.tel("SELECT count(*) FROM escalatie_stap WHERE code = 'wijs_af'") == 1
    assert opstelling.controleer() == []


def test_een_pdf_die_niet_lukt_kost_alleen_die_pdf(opstelling: Opstelling) -> None:
    """F23: the process that draws has too little memory. The visitor can try again; the web server goes on."""
    bezoeker = Bezoeker(opstelling.web(PDF_MEGABYTES="20"))
    bezoeker.meld_aan("contractmanager", WACHTWOORD)
    (kenmerk,) = opstelling.daad("meldingen", "ontvangen", "1")

    for _ in range(3):
        status, html, _ = bezoeker.haal(f"/meldingen/{kenmerk}/bewijs.pdf")
        assert status == 503
        assert "Het document is niet gemaakt" in html
    assert bezoeker.haal(f"/meldingen/{kenmerk}/bewijs/")[0] == 200
    assert all(kind.leeft for kind in opstelling.kinderen)
