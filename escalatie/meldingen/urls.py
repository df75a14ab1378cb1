"""Addresses of the pages around a melding: a room per page."""

from django.urls import URLPattern, path

from .advies import views as advies
from .analyse import views as analyse
from .beoordeling import views as beoordeling
from .bewijs import views as bewijs
from .communicatie import views as communicatie
from .dossier import views as dossier
from .registratie import views as registratie
from .taken import views as taken

urlpatterns: list[URLPattern] = [
    path("meldingen/nieuw/", registratie.melding_nieuw, name="melding_nieuw"),
    path("meldingen/<str:kenmerk>/wijzigen/", registratie.melding_wijzig, name="melding_wijzig"),
    path("meldingen/<str:kenmerk>/betrekken/", registratie.betrek, name="betrek"),
    path("meldingen/<str:kenmerk>/analyse/", analyse.analyse, name="analyse"),
    path("meldingen/<str:kenmerk>/analyse/<slug:gemeentecode>/", analyse.analyse_gemeente, name="analyse_gemeente"),
    path("meldingen/<str:kenmerk>/communicatieadvies/", advies.advies, name="advies"),
    path("meldingen/<str:kenmerk>/communicatieadvies/<int:versie>/", advies.advies_versie, name="advies_versie"),
    path("meldingen/<str:kenmerk>/beoordeling/", beoordeling.beoordeling, name="beoordeling"),
    path("meldingen/<str:kenmerk>/beoordeling/bevestigen/", beoordeling.bevestig, name="bevestig"),
    path("meldingen/<str:kenmerk>/communicatie/", communicatie.communicatie_dossier, name="communicatie_dossier"),
    path(
        "meldingen/<str:kenmerk>/communicatie/<slug:feit>/",
        communicatie.communicatie_vastleggen,
        name="communicatie_vastleggen",
    ),
    path("meldingen/<str:kenmerk>/stap/<slug:code>/", dossier.overgang, name="overgang"),
    path("meldingen/<str:kenmerk>/taken/nieuw/", taken.taak_nieuw, name="taak_nieuw"),
    path("meldingen/<str:kenmerk>/taken/<int:nummer>/", taken.taak, name="taak"),
    path("meldingen/<str:kenmerk>/taken/<int:nummer>/<slug:handeling>/", taken.actie, name="actie"),
    path("meldingen/<str:kenmerk>/ontvangst/", bewijs.ontvangst_bevestigen, name="ontvangst_bevestigen"),
    path("meldingen/<str:kenmerk>/bewijs/", bewijs.bewijs, name="bewijs"),
    path("meldingen/<str:kenmerk>/bewijs.pdf", bewijs.bewijs_pdf, name="bewijs_pdf"),
    path("meldingen/<str:kenmerk>/", dossier.melding, name="melding"),
]
