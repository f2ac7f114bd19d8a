"""Settings come from the environment (or `.env`); without debug nothing unsafe has a default."""

from pathlib import Path
from typing import Any

import environ
from cryptography.fernet import Fernet
from csp.constants import NONE, SELF
from django.contrib.messages import constants as messages
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"
VAR_DIR.mkdir(exist_ok=True)

env = environ.Env()
env.read_env(BASE_DIR / ".env")

DEBUG = env.bool("DEBUG", default=False)
DEMO = env.bool("DEMO", default=False)
if DEMO and not DEBUG:
    raise ImproperlyConfigured(
        "DEMO lets anyone sign in as anyone. It runs with DEBUG, on your own machine, alone."
    )


def required(name: str) -> str:
    value = str(env.str(name, default=""))
    if not value:
        raise ImproperlyConfigured(f"{name} is not set. docs/operations.md tells what belongs in it.")
    return value


SECRET_KEY = required("SECRET_KEY")
PRIVATE_TEXT_KEYS = [key.strip() for key in required("PRIVATE_TEXT_KEYS").split(",")]
for key in PRIVATE_TEXT_KEYS:
    try:
        Fernet(key)
    except ValueError as error:
        raise ImproperlyConfigured(f"PRIVATE_TEXT_KEYS: {error}") from None
ALLOWED_HOSTS = (
    [host.strip() for host in required("ALLOWED_HOSTS").split(",")]
    if not DEBUG
    else ["localhost", "127.0.0.1", "[::1]", "testserver"]
)
if "*" in ALLOWED_HOSTS:
    raise ImproperlyConfigured("ALLOWED_HOSTS names the hosts one by one; * would let anybody choose one.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])
# Links in mail and feeds start here; requests never decide it.
SITE_URL = env.str("SITE_URL", default="" if not DEBUG else "http://127.0.0.1:8000").rstrip("/")
if not SITE_URL:
    SITE_URL = f"https://{ALLOWED_HOSTS[0].lstrip('.')}"
BEHIND_PROXY = env.bool("BEHIND_PROXY", default=False)

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.google",
    "allauth.socialaccount.providers.slack",
    "allauth.socialaccount.providers.zoom",
    "bootstrap",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "django_tasks_db",
    "template_partials",
    "mixitup",
    "lessons",
    "networking",
    "config",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "config.middleware.keep_private",
    "config.middleware.refuse_large",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "config.middleware.lead_to_the_page",
    "config.helping.HelpReadOnly",
    "config.middleware.htmx_login_redirect",
    "config.middleware.SignInRequired",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "config.middleware.school_time_zone",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"

TEMPLATES: list[dict[str, Any]] = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "config.context.shell",
            ],
            "builtins": ["template_partials.templatetags.partials"],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
    }
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Rate limits live in the cache, so every process must share it: a folder on one machine, Redis beyond.
CACHES = {
    "default": env.cache("CACHE_URL")
    if env.str("CACHE_URL", default="")
    else {"BACKEND": "config.cache.FolderCache", "LOCATION": VAR_DIR / "cache"}
}

TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend"}}

AUTH_USER_MODEL = "mixitup.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 7 * 8  # longer than an inning: nobody waits for a code at the hour
SESSION_COOKIE_NAME = "mixitup"
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "config.errors.csrf_failure"

ACCOUNT_ADAPTER = "mixitup.accounts.AccountAdapter"
ACCOUNT_FORMS = {
    "request_login_code": "mixitup.forms.accounts.SignInForm",
    "confirm_login_code": "mixitup.forms.accounts.CodeForm",
}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_EMAIL_NOTIFICATIONS = False
ACCOUNT_SESSION_REMEMBER = True
ACCOUNT_LOGOUT_REDIRECT_URL = "home"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_FORMAT = {"numeric": True, "length": 8, "dashed": False}
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 60 * 15
ACCOUNT_LOGIN_BY_CODE_MAX_ATTEMPTS = 5
ACCOUNT_LOGIN_TIMEOUT = 60 * 60 * 2  # how long the second screen can still say that the code is too old
# By address strictly, by network generously: a whole school sits behind one.
ACCOUNT_RATE_LIMITS = {
    "request_login_code": "5/10m/key,15/h/key,1500/5m/ip",
    "guess_login_code": "60/h/key,3000/5m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = env.int("TRUSTED_PROXIES", default=1 if BEHIND_PROXY else 0)

# Sign-in with another service: there when its keys are. No sign-up; the address decides (mixitup.accounts).
SIGN_IN_PROVIDERS = [
    provider
    for provider in ["google", "slack", "zoom"]
    if env.str(f"{provider.upper()}_CLIENT_ID", default="")
]
SOCIALACCOUNT_ADAPTER = "mixitup.accounts.SocialAccountAdapter"
SOCIALACCOUNT_PROVIDERS: dict[str, dict[str, Any]] = {
    provider: {
        "APPS": [
            {
                "client_id": env.str(f"{provider.upper()}_CLIENT_ID"),
                "secret": env.str(f"{provider.upper()}_CLIENT_SECRET"),
            }
        ]
    }
    for provider in SIGN_IN_PROVIDERS
}
if "google" in SIGN_IN_PROVIDERS:
    SOCIALACCOUNT_PROVIDERS["google"] |= {"SCOPE": ["openid", "email"], "OAUTH_PKCE_ENABLED": True}
SIGN_IN_HOSTS = {
    "google": "https://accounts.google.com",
    "slack": "https://slack.com",
    "zoom": "https://zoom.us",
}

EMAIL_CONFIG = env.email("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Mix It Up <mixitup@localhost>")
EMAIL_TIMEOUT = 30  # seconds; a notice's lease (mixitup/notices.py) must outlast it
MAIL_DIR = VAR_DIR / "mail"
if DEMO:
    EMAIL_BACKEND = "config.demo.mail.EmailBackend"

# The words of `.note` in the style sheet.
MESSAGE_TAGS = {messages.SUCCESS: "good", messages.WARNING: "warn", messages.ERROR: "bad"}

# Where posts may go. Whatever else staff type as a webhook is refused: the server reaches places that they don't.
SLACK_ORIGINS = [
    "https://hooks.slack.com",
    *(
        (host if "://" in host else f"https://{host}").rstrip("/").lower()
        for host in env.list("SLACK_WEBHOOK_HOSTS", default=[])
    ),
    *([SITE_URL] if DEMO else []),
]

LANGUAGE_CODE = "en-us"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = False

STATIC_URL = "static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATIC_ROOT.mkdir(exist_ok=True)
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 12 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [SELF],
        "img-src": [SELF, "data:"],
        "frame-src": ["https://www.youtube-nocookie.com", "https://player.vimeo.com"],
        "object-src": [NONE],
        "base-uri": [SELF],
        # A form's way is checked across its redirects too, so the sign-in services must be in it.
        "form-action": [SELF, *(SIGN_IN_HOSTS[provider] for provider in SIGN_IN_PROVIDERS)],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
if not DEBUG:
    SECURE_SSL_REDIRECT = env.bool("SECURE_SSL_REDIRECT", default=True)
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_PROXY else None
    SECURE_HSTS_SECONDS = env.int("SECURE_HSTS_SECONDS", default=60 * 60 * 24 * 365)
    SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    SECURE_HSTS_PRELOAD = True
    SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
    SESSION_COOKIE_SECURE = True
    CSRF_COOKIE_SECURE = True

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    # An error mail would hold what was being sent: somebody's private words. Errors go to the log, which holds none.
    "loggers": {"django": {"handlers": [], "level": "INFO"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}

if DEMO:
    # The demo's people meet the pages that a school's people meet, our own 404 among them; files are served as in debug.
    DEBUG = False
    WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = True
