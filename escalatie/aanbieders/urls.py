"""Addresses of the aanbieders and the signals about them."""

from django.urls import path

from . import views

urlpatterns = [
    path("", views.aanbieders, name="aanbieders"),
    path("<int:pk>/", views.aanbieder, name="aanbieder"),
    path("<int:pk>/signalen/nieuw/", views.signaal_nieuw, name="signaal_nieuw"),
    path("<int:pk>/signalen/<int:nummer>/verbeteren/", views.signaal_verbeteren, name="signaal_verbeteren"),
    path("<int:pk>/signalen/<int:nummer>/intrekken/", views.signaal_intrekken, name="signaal_intrekken"),
]
