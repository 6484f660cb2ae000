"""All settings of the project. Everything that differs between hosts comes from the environment (`.env.example`).

Two kinds of host: `local` (the default: a checkout on somebody's machine, which makes what it lacks in `var/`) and
`production` (`NEWSROOM_ENV=production`: refuses to start when a secret or an address is missing).
"""

from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from newsroom import local_secrets

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()
environ.Env.read_env(BASE_DIR / ".env")

ENVIRONMENT = env.str("NEWSROOM_ENV", default="local")
if ENVIRONMENT not in {"local", "production"}:
    raise ImproperlyConfigured(f"NEWSROOM_ENV is {ENVIRONMENT!r}; set it to local or production.")
PRODUCTION = ENVIRONMENT == "production"
DEBUG = env.bool("DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production: remove DEBUG from the environment.")

DATA_DIR = Path(env.str("NEWSROOM_DATA_DIR", default=str(BASE_DIR / "var"))).resolve()


def required(name: str, local: str) -> str:
    """The environment's value; in production its absence is an error, elsewhere `local` stands in."""
    value: str = env.str(name, default="")
    if not value and PRODUCTION:
        raise ImproperlyConfigured(f"{name} is not set. Production needs it: see .env.example.")
    return value or local


SECRET_KEY = required("SECRET_KEY", "") or local_secrets.read_or_make(DATA_DIR / "secret-key")
SITE_URL = required("SITE_URL", "http://127.0.0.1:8000").rstrip("/")
ALLOWED_HOSTS = [
    host.strip() for host in required("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]").split(",") if host.strip()
]
CONTACT_EMAIL = required("CONTACT_EMAIL", "editor@localhost")
CSRF_TRUSTED_ORIGINS = [SITE_URL]

# --- The house -----------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "django.contrib.admin.apps.SimpleAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "csp",
    "newsroom.apps.NewsroomConfig",
    "articles",
    "articles.comments",
    "feeds",
]

MIDDLEWARE = [
    "newsroom.middleware.HeadMiddleware",
    "newsroom.health.HealthMiddleware",
    "newsroom.middleware.VisitorAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "newsroom.public_cache.PublicCacheMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.middleware.EditionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "newsroom.urls"
WSGI_APPLICATION = "newsroom.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "articles.views.context.site",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# --- The database --------------------------------------------------------------------------------------------

# Kept open between requests: a page of one query is served more than four times as often (docs/operators.md).
CONNECTION_AGE_SECONDS = 600
DATABASE_URL = env.str("DATABASE_URL", default="")
if DATABASE_URL:
    DATABASES = {"default": env.db_url("DATABASE_URL")}
    if DATABASES["default"]["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured(
            "DATABASE_URL does not name a PostgreSQL database. Write postgres://user:password@host:5432/name."
        )
elif PRODUCTION:
    raise ImproperlyConfigured("DATABASE_URL is not set. Production needs it: see .env.example.")
else:
    DATABASES = {"default": {"ENGINE": "newsroom.embedded", "NAME": "newsroom", "USER": "postgres"}}
DATABASES["default"]["CONN_MAX_AGE"] = CONNECTION_AGE_SECONDS
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True

# --- Languages -----------------------------------------------------------------------------------------------

LANG_INFO.setdefault("lo", {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ລາວ"})

# The editions: code and endonym, in the order in which the switcher lists them.
LANGUAGES = [
    ("vi", "Tiếng Việt"),
    ("en", "English"),
    ("zh-hans", "简体中文"),
    ("zh-hant", "繁體中文"),
    ("ja", "日本語"),
    ("ko", "한국어"),
    ("fr", "Français"),
    ("de", "Deutsch"),
    ("es", "Español"),
    ("pt", "Português"),
    ("it", "Italiano"),
    ("ru", "Русский"),
    ("uk", "Українська"),
    ("ar", "العربية"),
    ("hi", "हिन्दी"),
    ("th", "ไทย"),
    ("lo", "ລາວ"),
    ("km", "ខ្មែរ"),
    ("id", "Bahasa Indonesia"),
    ("ms", "Bahasa Melayu"),
]
LANGUAGE_CODE = "en"
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# What readers see: the zone of the country that the news is about.
READER_TIME_ZONE = "Asia/Ho_Chi_Minh"

# An address typed without a scheme in a form ("nhandan.vn") is https.
FORMS_URLFIELD_ASSUME_HTTPS = True

# --- Files ---------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = DATA_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}

# --- Safety --------------------------------------------------------------------------------------------------

AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_ATTEMPTS_BEFORE_LOCK = 10
AXES_FAILURE_LIMIT = LOGIN_ATTEMPTS_BEFORE_LOCK
AXES_COOLOFF_TIME = 1  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_VERBOSE = False

CONTENT_SECURITY_POLICY = {
    "EXCLUDE_URL_PREFIXES": ("/admin/",),
    "DIRECTIVES": {
        "default-src": [NONE],
        "img-src": [SELF, "data:"],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    },
}
# How many proxies stand before the site, each adding to X-Forwarded-For. Without any, the header is anybody's word.
TRUSTED_PROXIES = env.int("TRUSTED_PROXIES", default=0)
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
BEHIND_HTTPS = SITE_URL.startswith("https://")
SESSION_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_SSL_REDIRECT = BEHIND_HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0

# --- The road in ---------------------------------------------------------------------------------------------

USER_AGENT = f"Newsroom/0.1 (+{SITE_URL}; {CONTACT_EMAIL})"
# Ports beside 80 and 443 that feeds may use, and whether loopback may be dialled: both for tests and rehearsals.
FETCH_EXTRA_PORTS = frozenset(env.list("FETCH_EXTRA_PORTS", cast=int, default=[]))
FETCH_ALLOW_LOOPBACK = env.bool("FETCH_ALLOW_LOOPBACK", default=False)
# Whether hubs that feeds announce are asked to push. They must reach the site, so SITE_URL must be public and https.
WEBSUB_SUBSCRIBE = env.bool("WEBSUB_SUBSCRIBE", default=PRODUCTION)

# --- The road out --------------------------------------------------------------------------------------------

# WebSub hubs that outgoing feeds name, so that readers may wait for news instead of asking.
WEBSUB_HUBS = env.list("WEBSUB_HUBS", default=[])

# --- Mail and logs -------------------------------------------------------------------------------------------

EMAIL_CONFIG = env.email_url("EMAIL_URL", default="consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = CONTACT_EMAIL

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="WARNING")},
    # These tell at WARNING what they make of a page; the site says itself what could not be used.
    "loggers": {name: {"level": "ERROR"} for name in ("axes", "trafilatura", "htmldate")},
}
