"""Address of the trial of a draft."""

from django.urls import URLPattern, path

from . import views

urlpatterns: list[URLPattern] = [
    path("protocol/proefdraaien/", views.proefdraaien, name="proefdraaien"),
]
