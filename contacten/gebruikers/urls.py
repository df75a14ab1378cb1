"""Addresses of the accounts."""

from django.urls import path

from . import views

urlpatterns = [
    path("contacten/gebruikers/", views.lijst, name="gebruikers"),
    path("contacten/gebruikers/controle/", views.controle, name="gebruikers_controle"),
    path("uitnodiging/<str:token>/", views.uitnodiging, name="uitnodiging"),
]
