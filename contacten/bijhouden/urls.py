"""Addresses of what keeps the list current. Two of them are open: their token says who comes in."""

from django.urls import path

from . import views

urlpatterns = [
    path("bevestigen/<str:token>/", views.bevestigen, name="contact_bevestigen"),
    path("oefening/<str:token>/", views.oefening, name="contact_oefening"),
    path("voorstellen/", views.voorstellen, name="contact_voorstellen"),
    path("voorstellen/<int:pk>/", views.voorstel_beoordelen, name="contact_voorstel"),
    path("aandacht/", views.aandacht, name="contact_aandacht"),
    path("wegen/", views.wegen, name="contact_wegen"),
    path("oefenronde/", views.oefenronde, name="contact_oefenronde"),
    path("oefenronde/<int:pk>/", views.oefenronde_uitslag, name="contact_oefenronde_uitslag"),
]
