"""Addresses of the unrest around a melding."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("meldingen/<str:kenmerk>/onrust/", views.onrust, name="onrust"),
    path("meldingen/<str:kenmerk>/onrust/<int:nummer>/", views.onrust_antwoord, name="onrust_antwoord"),
]
