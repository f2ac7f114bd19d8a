"""The addresses as they are when DEMO is on."""

from django.urls import include, path

from config.urls import urlpatterns as usual

urlpatterns = [*usual, path("demo/", include("config.demo.urls"))]
