from importlib import import_module

from allauth.account import views as account_views
from django.conf import settings
from django.urls import URLPattern, include, path
from django.views.decorators.http import require_POST

from config import views
from mixitup.views import signing_in

handler400 = "config.errors.bad_request"
handler500 = "config.errors.server_error"


def provider_urls(providers: list[str]) -> list[URLPattern]:
    """Of each sign-in service the way there and the way back, and nothing else the library offers."""
    modules = [import_module(f"allauth.socialaccount.providers.{provider}.views") for provider in providers]
    ways = list(zip(providers, modules, strict=True))
    return [
        *(path(f"{name}/", require_POST(module.oauth2_login), name=f"{name}_login") for name, module in ways),
        *(path(f"{name}/back/", module.oauth2_callback, name=f"{name}_callback") for name, module in ways),
    ]


urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("calendar/<str:token>.ics", views.calendar_feed, name="calendar_feed"),
    # One page under the two names that the library knows.
    path("sign-in/", signing_in.sign_in, name="account_login"),
    path("sign-in/", signing_in.sign_in, name="account_request_login_code"),
    path("sign-in/code/", signing_in.sign_in_code, name="account_confirm_login_code"),
    path("sign-out/", require_POST(account_views.logout), name="account_logout"),
    path("sign-in/", include(provider_urls(settings.SIGN_IN_PROVIDERS))),
    path("profile/take-out/", views.own_words, name="own_words"),
    path("staff/students/<int:pk>/erase/", views.student_erase, name="student_erase"),
    path("", include("mixitup.urls")),
    path("", include("lessons.urls")),
    path("", include("networking.urls")),
]

if settings.DEMO:
    urlpatterns.append(path("demo/", include("config.demo.urls")))
