"""Addresses of who looked."""

from django.urls import path

from . import views

urlpatterns = [
    path("meldingen/<str:kenmerk>/doel/", views.inzage_doel, name="inzage_doel"),
    path("persvragen/<str:perskenmerk>/doel/", views.persinzage_doel, name="persinzage_doel"),
    path("meldingen/<str:kenmerk>/bekeken/", views.bekeken, name="bekeken"),
    path("persvragen/<str:perskenmerk>/bekeken/", views.persbekeken, name="persbekeken"),
    path("inzage/", views.inzagen, name="inzagen"),
    path("inzage/<int:pk>/", views.inzage_persoon, name="inzage_persoon"),
    path("inzage/<int:pk>/uitvoer/", views.inzage_uitvoer, name="inzage_uitvoer"),
]
