"""Addresses of the accounts."""

from django.urls import path

from . import views

urlpatterns = [
    path("contacten/gebruikers/", views.lijst, name="gebruikers"),
    path("contacten/gebruikers/controle/", views.controle, name="gebruikers_controle"),
    path("beveiliging/apparaten/<int:pk>/uitloggen/", views.sessie_einde, name="sessie_einde"),
    path("uitnodiging/<str:token>/", views.uitnodiging, name="uitnodiging"),
]
