"""Addresses of the pages around a melding."""

from django.urls import URLPattern, path

from . import views_analyse, views_melding, views_protocol

urlpatterns: list[URLPattern] = [
    path("protocol/", views_protocol.protocol, name="protocol"),
    path("meldingen/nieuw/", views_melding.melding_nieuw, name="melding_nieuw"),
    path("meldingen/<str:kenmerk>/wijzigen/", views_melding.melding_wijzig, name="melding_wijzig"),
    path("meldingen/<str:kenmerk>/betrekken/", views_melding.betrek, name="betrek"),
    path("meldingen/<str:kenmerk>/analyse/", views_analyse.analyse, name="analyse"),
    path(
        "meldingen/<str:kenmerk>/analyse/<slug:gemeentecode>/", views_analyse.analyse_gemeente, name="analyse_gemeente"
    ),
]
