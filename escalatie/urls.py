"""Addresses of the pages around a melding."""

from django.urls import URLPattern, path

from . import (
    views_advies,
    views_analyse,
    views_beoordeling,
    views_bewaking,
    views_bewijs,
    views_communicatie,
    views_dashboard,
    views_dossier,
    views_lijst,
    views_media,
    views_melding,
    views_protocol,
    views_taken,
    views_werkbank,
)

urlpatterns: list[URLPattern] = [
    path("", views_dashboard.werkvoorraad, name="werkvoorraad"),
    path("communicatie/", views_werkbank.werkbank, name="werkbank"),
    path("dashboard/", views_dashboard.dashboard, name="dashboard"),
    path("bewaking/", views_bewaking.bewaking, name="bewaking"),
    path("bewaking/vrijgeven/", views_bewaking.bewaking_vrijgeven, name="bewaking_vrijgeven"),
    path("bewaking/opnieuw/<slug:soort>/<int:nummer>/", views_bewaking.bewaking_opnieuw, name="bewaking_opnieuw"),
    path("meldingen/", views_lijst.meldingen, name="meldingen"),
    path("protocol/", views_protocol.protocol, name="protocol"),
    path("meldingen/nieuw/", views_melding.melding_nieuw, name="melding_nieuw"),
    path("meldingen/<str:kenmerk>/wijzigen/", views_melding.melding_wijzig, name="melding_wijzig"),
    path("meldingen/<str:kenmerk>/betrekken/", views_melding.betrek, name="betrek"),
    path("meldingen/<str:kenmerk>/analyse/", views_analyse.analyse, name="analyse"),
    path(
        "meldingen/<str:kenmerk>/analyse/<slug:gemeentecode>/", views_analyse.analyse_gemeente, name="analyse_gemeente"
    ),
    path("meldingen/<str:kenmerk>/communicatieadvies/", views_advies.advies, name="advies"),
    path("meldingen/<str:kenmerk>/communicatieadvies/<int:versie>/", views_advies.advies_versie, name="advies_versie"),
    path("meldingen/<str:kenmerk>/beoordeling/", views_beoordeling.beoordeling, name="beoordeling"),
    path("meldingen/<str:kenmerk>/beoordeling/bevestigen/", views_beoordeling.bevestig, name="bevestig"),
    path("meldingen/<str:kenmerk>/communicatie/", views_communicatie.communicatie_dossier, name="communicatie_dossier"),
    path(
        "meldingen/<str:kenmerk>/communicatie/<slug:feit>/",
        views_communicatie.communicatie_vastleggen,
        name="communicatie_vastleggen",
    ),
    path("meldingen/<str:kenmerk>/stap/<slug:code>/", views_dossier.overgang, name="overgang"),
    path("meldingen/<str:kenmerk>/taken/nieuw/", views_taken.taak_nieuw, name="taak_nieuw"),
    path("meldingen/<str:kenmerk>/taken/<int:nummer>/", views_taken.taak, name="taak"),
    path("meldingen/<str:kenmerk>/ontvangst/", views_bewijs.ontvangst_bevestigen, name="ontvangst_bevestigen"),
    path("meldingen/<str:kenmerk>/bewijs/", views_bewijs.bewijs, name="bewijs"),
    path("meldingen/<str:kenmerk>/bewijs.pdf", views_bewijs.bewijs_pdf, name="bewijs_pdf"),
    path("meldingen/<str:kenmerk>/media/", views_media.media, name="media"),
    path("meldingen/<str:kenmerk>/media/volgen/", views_media.media_volgen, name="media_volgen"),
    path("meldingen/<str:kenmerk>/media/<int:nummer>/", views_media.media_relevant, name="media_relevant"),
    path("meldingen/<str:kenmerk>/", views_dossier.melding, name="melding"),
]
