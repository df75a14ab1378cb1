"""Two websites, two workers and two beats on one database, as docs/beheer/opschalen.md starts them: whoever comes at
which, it is one app. One session, one form, one winner, one mail."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from tests.bouw import WACHTWOORD

from .browsertje import Bezoeker
from .opstelling import Opstelling
from .test_niet_opgeslagen import MELDINGEN, Verborgen

WOORDEN = {"motivering": "Het is een incident.", "afwijking_niet_meldingswaardig": "Zie motivering."}
STAPPEN = "SELECT count(*) FROM escalatie_stap s JOIN calamiteiten_zaak z ON z.id = s.zaak_id WHERE z.kenmerk = %r"


def tegelijk(*vragen: tuple[Bezoeker, str, dict[str, Any]]) -> list[tuple[int, str, str]]:
    """What each of these got that were sent at one moment."""
    with ThreadPoolExecutor(len(vragen)) as samen:
        return list(samen.map(lambda vraag: vraag[0].haal(vraag[1], vraag[2]), vragen))


def test_twee_websites_en_twee_workers_zijn_een_app(opstelling: Opstelling) -> None:
    opstelling.postkantoor()
    adressen = [opstelling.web(), opstelling.web()]
    for naam in ("een", "twee"):
        opstelling.worker(naam=f"worker-{naam}")
        opstelling.beat(naam=f"beat-{naam}")
    een = Bezoeker(adressen[0])
    een.meld_aan("contractmanager", WACHTWOORD)
    twee = Bezoeker(adressen[1])
    # The proxy sends the next request of the same browser elsewhere.
    twee.opener = een.opener
    assert twee.haal("/dashboard/")[0] == 200

    velden = {**opstelling.daad("formulier"), **Verborgen(een.haal("/meldingen/nieuw/")[1]).velden}
    voor = opstelling.tel(MELDINGEN)
    antwoorden = tegelijk(*((wie, "/meldingen/nieuw/", velden) for wie in (een, twee)))
    assert [status for status, _, _ in antwoorden] == [302, 302], [html[-2000:] for _, html, _ in antwoorden]
    assert len({waarheen for _, _, waarheen in antwoorden}) == 1
    assert opstelling.tel(MELDINGEN) == voor + 1

    (kenmerk,) = opstelling.daad("meldingen", "ontvangen", "1")
    stappen, stap = opstelling.tel(STAPPEN % kenmerk), f"/meldingen/{kenmerk}/stap/wijs_af/"
    formulier = Verborgen(een.haal(stap)[1]).velden | WOORDEN
    antwoorden = tegelijk(*((wie, stap, formulier) for wie in (een, twee)))
    assert 302 in {status for status, _, _ in antwoorden}, [html[-2000:] for _, html, _ in antwoorden]
    assert {status for status, _, _ in antwoorden} <= {302, 409}
    assert opstelling.tel(STAPPEN % kenmerk) == stappen + 1

    opstelling.wacht_tot_leeg(120)
    ontvangen = Counter(mail["id"] for mail in opstelling.post())
    assert ontvangen
    assert set(ontvangen.values()) == {1}
    assert opstelling.controleer() == []
