from allauth.account import views as account_views
from django.urls import include, path

from config import views

urlpatterns = [
    path("", views.home, name="home"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    # One page under the two names that the library knows.
    path("sign-in/", account_views.request_login_code, name="account_request_login_code"),
    path("sign-in/", account_views.request_login_code, name="account_login"),
    path("sign-in/code/", account_views.confirm_login_code, name="account_confirm_login_code"),
    path("sign-out/", account_views.logout, name="account_logout"),
    path("", include("mixitup.urls")),
]
