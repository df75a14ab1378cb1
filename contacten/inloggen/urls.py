"""Addresses of signing in through an organisation: they exist when one is configured (calamiteiten/config/urls.py)."""

from django.urls import path

from . import views

urlpatterns = [
    path("inloggen/organisatie/<slug:code>/", views.begin, name="organisatie_begin"),
    path("inloggen/organisatie/<slug:code>/terug/", views.terug, name="organisatie_terug"),
    path("beveiliging/organisatie/<slug:code>/koppelen/", views.koppel, name="organisatie_koppel"),
    path("beveiliging/organisatie/<slug:code>/losmaken/", views.los, name="organisatie_los"),
]
