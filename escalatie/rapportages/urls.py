"""Addresses of the figures."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("", views.rapportages, name="rapportages"),
    path("lijst/<slug:maat>/", views.rapportage_lijst, name="rapportage_lijst"),
    path("jaar/<int:jaar>/<slug:vorm>/", views.jaarrapport, name="jaarrapport"),
]
