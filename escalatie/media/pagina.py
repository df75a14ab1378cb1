"""The read model of the media page, the same for a melding and for a press question."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from basis.kalender import lokale_datum
from calamiteiten.models import Melding
from communicatie.media.forms import SignaalForm, VolgForm
from communicatie.media.monitor import Onderwerp, mag_invoeren, signalen
from communicatie.media.trend import Mediastaat, mediastaat
from communicatie.models import Mediasignaal
from contacten.models import Gebruiker
from escalatie.protocol.lezen import haal_communicatieregels

LANGSTE_LIJST = 200


@dataclass(frozen=True)
class Plek:
    """Where the page stands: the subject, who looks, and when."""

    onderwerp: Onderwerp
    gebruiker: Gebruiker
    nu: datetime

    @property
    def url(self) -> str:
        """The page itself."""
        return self.adres("media")

    def adres(self, naam: str, *meer: int) -> str:
        """A page or button of the media of this subject."""
        voor = "" if isinstance(self.onderwerp, Melding) else "pers"
        return reverse(f"{voor}{naam}", args=[self.onderwerp.kenmerk, *meer])


@dataclass(frozen=True)
class Rij:
    """A piece, and the address of the button that says whether it is about the subject."""

    signaal: Mediasignaal
    url: str


@dataclass(frozen=True)
class Mediapagina:
    """Everything on the page. `mag`: this user enters and judges. `weggelaten`: older pieces that are not listed."""

    plek: Plek
    media: Mediastaat
    rijen: list[Rij]
    niet_relevant: list[Rij]
    weggelaten: int
    mag: bool
    mag_volgen: bool
    volgen_url: str
    lijst_naam: str
    lijst_url: str
    form: SignaalForm
    volgform: VolgForm

    @property
    def is_verlopen(self) -> bool:
        """Whether the day until which was followed has passed."""
        loopt = self.media.volger
        return loopt is not None and loopt.tot_datum < lokale_datum(self.plek.nu)


def mediapagina(plek: Plek, form: SignaalForm | None = None, volgform: VolgForm | None = None) -> Mediapagina:
    """The page; the forms with what was typed when they come back with an error."""
    is_melding = isinstance(plek.onderwerp, Melding)
    staat = mediastaat(plek.onderwerp, haal_communicatieregels(plek.onderwerp.protocol_versie), plek.nu, plek.url)
    rijen = [Rij(s, plek.adres("media_relevant", s.pk)) for s in signalen(plek.onderwerp)[:LANGSTE_LIJST]]
    mag = mag_invoeren(plek.gebruiker)
    return Mediapagina(
        plek=plek,
        media=staat,
        rijen=[rij for rij in rijen if not rij.signaal.is_niet_relevant],
        niet_relevant=[rij for rij in rijen if rij.signaal.is_niet_relevant],
        weggelaten=max(0, signalen(plek.onderwerp).count() - LANGSTE_LIJST),
        mag=mag,
        mag_volgen=mag and (not is_melding or plek.onderwerp.is_open()),
        volgen_url=plek.adres("media_volgen"),
        lijst_naam="Meldingen" if is_melding else "Persvragen",
        lijst_url=reverse("meldingen" if is_melding else "persvragen"),
        form=form or SignaalForm(plek.nu),
        volgform=volgform or _volgform(staat),
    )


def _volgform(staat: Mediastaat) -> VolgForm:
    loopt = staat.volger
    begin = {"trefwoorden": "\n".join(loopt.trefwoorden), "tot_datum": loopt.tot_datum} if loopt else {}
    return VolgForm(initial=begin)
