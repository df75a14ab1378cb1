"""Addresses of communication. Every view gets `regels` (version -> rules of communication) from the wiring."""

from django.urls import URLPattern, path

from . import views_persberichten, views_persvragen

urlpatterns: list[URLPattern] = [
    path("persvragen/", views_persvragen.persvragen, name="persvragen"),
    path("persvragen/nieuw/", views_persvragen.persvraag_nieuw, name="persvraag_nieuw"),
    path("persvragen/<str:perskenmerk>/", views_persvragen.persvraag, name="persvraag"),
    path("persvragen/<str:perskenmerk>/stap/<slug:code>/", views_persvragen.persstap, name="persstap"),
    path("persvragen/<str:perskenmerk>/teksten/", views_persvragen.teksten, name="persteksten"),
    path("persvragen/<str:perskenmerk>/gebeld/<int:nummer>/", views_persberichten.gebeld, name="persbericht_gebeld"),
]
