"""Every URL there can be: also those that only some installations have."""

from django.urls import include, path

from config.urls import handler400, handler500, provider_urls, urlpatterns

__all__ = ["handler400", "handler500", "urlpatterns"]

urlpatterns = [
    *urlpatterns,
    path("sign-in/", include(provider_urls(["google", "slack", "zoom"]))),
    path("demo/", include("config.demo.urls")),
]
