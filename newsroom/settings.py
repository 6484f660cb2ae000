"""All settings of the project. What differs between hosts comes from the environment (`.env.example`).

There are two kinds of host: `local` (the default: a developer's checkout, which creates what it lacks in
`var/`) and `production` (`NEWSROOM_ENV=production`: refuses to start without a secret or an address).
"""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.conf.locale import LANG_INFO
from django.core.exceptions import ImproperlyConfigured

from articles.languages import EDITIONS
from newsroom import local_secrets
from newsroom.environment import Environment, origin_of
from newsroom.logs.context import application_name

BASE_DIR = Path(__file__).resolve().parent.parent
environ.Env.read_env(BASE_DIR / ".env")

ENVIRONMENT = Environment(os.environ, is_production=False).text(
    "NEWSROOM_ENV", "local", of=("local", "production")
)
PRODUCTION = ENVIRONMENT == "production"
env = Environment(os.environ, is_production=PRODUCTION)
DEBUG = env.switch("DEBUG", default=False)
if PRODUCTION and DEBUG:
    raise ImproperlyConfigured("DEBUG must be off in production: remove DEBUG from the environment.")

DATA_DIR = Path(env.text("NEWSROOM_DATA_DIR", str(BASE_DIR / "var"))).resolve()

SECRET_KEY = env.secret("SECRET_KEY") or local_secrets.read_or_make(DATA_DIR / "secret-key")
SITE_URL = env.site("SITE_URL", "http://127.0.0.1:8000")
ALLOWED_HOSTS = env.hosts("ALLOWED_HOSTS", "127.0.0.1,localhost,[::1]", site=SITE_URL)
CONTACT_EMAIL = env.address("CONTACT_EMAIL", "editor@localhost")
CSRF_TRUSTED_ORIGINS = [SITE_URL]
# What the site calls itself, in every edition. A wordmark is drawn for the name that ships; others are set in type.
SITE_NAME = env.text("SITE_NAME", "Newsroom")

# --- Project ------------------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "newsroom.apps.DeskAdminConfig",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "axes",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django_otp.plugins.otp_static",
    "csp",
    "newsroom.apps.NewsroomConfig",
    "desk",
    "articles",
    "articles.comments",
    "articles.notices",
    "articles.newsletters",
    "feeds",
]

MIDDLEWARE = [
    "newsroom.logs.requests.RequestIdMiddleware",
    "newsroom.watching.requests.CountMiddleware",
    "newsroom.middleware.HeadMiddleware",
    # Outside of all that may refuse a request: a refusal is a page too.
    "csp.middleware.CSPMiddleware",
    "newsroom.headers.HardHeadersMiddleware",
    "newsroom.health.HealthMiddleware",
    "newsroom.middleware.VisitorAddressMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.http.ConditionalGetMiddleware",
    "newsroom.page_cache.public.PublicCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "newsroom.middleware.EditionMiddleware",
    "newsroom.faults.bare_errors.BareErrorMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "newsroom.middleware.DeskLanguageMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "desk.middleware.RecordMiddleware",
    "axes.middleware.AxesMiddleware",
    "newsroom.statement_limits.StatementLimitMiddleware",
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
                    "newsroom.template_layout.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# --- The database -------------------------------------------------------------------------------------------

# Persistent connections: a page of one query is served more than four times as often (docs/operators.md).
CONNECTION_AGE_SECONDS = 600
DATABASE_URL = env.text("DATABASE_URL")
DATABASES = {
    "default": env.database("DATABASE_URL")
    or {"ENGINE": "newsroom.embedded", "NAME": "newsroom", "USER": "postgres"}
}
# A password that stands beside the address, as secrets of containers do.
if DATABASE_URL and env.text("DATABASE_PASSWORD"):
    DATABASES["default"]["PASSWORD"] = env.text("DATABASE_PASSWORD")
DATABASES["default"]["CONN_MAX_AGE"] = CONNECTION_AGE_SECONDS
DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
# A host that does not answer, or whose network is gone, is given up in seconds, not when TCP does after minutes.
DATABASES["default"]["OPTIONS"] = {
    "connect_timeout": 5,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,  # milliseconds
    # `pg_stat_activity` says which program a session belongs to, and which run of it.
    "application_name": application_name(),
} | DATABASES["default"].get("OPTIONS", {})
# A pooler of connections between the site and PostgreSQL that lends a session for one transaction.
DATABASE_IS_POOLED = env.text("DATABASE_POOLER", "none", of=("none", "transaction")) == "transaction"
# A cursor of the server would live longer than its transaction.
DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = DATABASE_IS_POOLED
# A streaming replica of that database, from which pages for readers are read (docs/scaling.md); unset, there is none. It is
# given up sooner than the primary, which answers instead; and none of several servers is asked to be a primary.
if env.text("DATABASE_REPLICA_URL"):
    REPLICA = env.database("DATABASE_REPLICA_URL")
    DATABASES["replica"] = DATABASES["default"] | REPLICA
    DATABASES["replica"]["PASSWORD"] = REPLICA.get("PASSWORD") or env.text("DATABASE_PASSWORD")
    DATABASES["replica"]["OPTIONS"] = {
        **{k: v for k, v in DATABASES["default"]["OPTIONS"].items() if k != "target_session_attrs"},
        "connect_timeout": 2,
        "keepalives_idle": 3,
        "keepalives_interval": 1,
        "tcp_user_timeout": 4_000,  # milliseconds
        **REPLICA.get("OPTIONS", {}),
    }
# A replica that is more seconds behind is left until it has caught up.
DATABASE_REPLICA_LAG_SECONDS = env.number("DATABASE_REPLICA_LAG_SECONDS", 5, least=1)
# The longest that PostgreSQL works on one statement for a page and for the desk (seconds, 0 for no limit); commands have
# no limit (`newsroom.statement_limits`). No page needs a tenth of a second; what takes this long is a fault.
PAGE_STATEMENT_SECONDS = env.number("PAGE_STATEMENT_SECONDS", 5)
DESK_STATEMENT_SECONDS = env.number("DESK_STATEMENT_SECONDS", 20)

# --- Languages ----------------------------------------------------------------------------------------------

LANG_INFO.setdefault("lo", {"bidi": False, "code": "lo", "name": "Lao", "name_local": "ລາວ"})

LANGUAGES = list(EDITIONS)
LANGUAGE_CODE = "en"
# The texts of readers, in all languages; those of the desk, in Vietnamese.
LOCALE_PATHS = [BASE_DIR / "locale", BASE_DIR / "locale" / "desk"]
FORMAT_MODULE_PATH = "newsroom.formats"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
# The time zone shown to readers: that of Vietnam.
READER_TIME_ZONE = "Asia/Ho_Chi_Minh"

# URLs typed without a scheme ("nhandan.vn") are https.
FORMS_URLFIELD_ASSUME_HTTPS = True

# --- Files --------------------------------------------------------------------------------------------------

STATIC_URL = "/static/"
STATIC_ROOT = DATA_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
# The style sheet stands in one file a component and is joined where static files are found.
STYLES_DIR = BASE_DIR / "styles"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.FileSystemFinder",
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "newsroom.static_files.JoinedStyles",
]
# No page of another site reads ours, and the header would be sent with each.
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Where backups are written, and how old the newest is asked of; unset, `manage.py backup` wants a folder.
BACKUP_DIR = env.text("BACKUP_DIR")
# The public keys of age for whose holders backups are encrypted; without one they are not.
BACKUP_KEYS = env.names("BACKUP_KEYS")
# Pictures lie on the disk; or in a bucket of S3-compatible storage (docs/scaling.md), from where readers get them at an
# address of their own. Keys may be left to the machine, as Amazon's do.
PICTURES_BUCKET = env.text("PICTURES_BUCKET")
PICTURES_URL = env.folder("PICTURES_URL") if PICTURES_BUCKET else ""
MEDIA_URL = PICTURES_URL or "/media/"
MEDIA_ROOT = DATA_DIR / "media"
IN_BUCKET = {
    "BACKEND": "articles.bucket.BucketStorage",
    "OPTIONS": {
        "bucket": PICTURES_BUCKET,
        "address": PICTURES_URL,
        "endpoint": env.service("PICTURES_ENDPOINT", "https://s3.eu.example.net"),
        "region": env.text("PICTURES_REGION"),
        "key_id": env.text("PICTURES_KEY_ID"),
        "secret": env.text("PICTURES_KEY"),
    },
}
STORAGES = {
    "default": IN_BUCKET if PICTURES_BUCKET else {"BACKEND": "articles.storage.WholeFileStorage"},
    "staticfiles": {"BACKEND": "newsroom.static_files.ShortScripts"},
}

# --- Security -----------------------------------------------------------------------------------------------

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
# By name and by address, each alone; who signed in from an address lately is not refused there.
AXES_LOCKOUT_PARAMETERS = ["username", "ip_address"]
AXES_WHITELIST_CALLABLE = "newsroom.sign_in.is_known"
AXES_LOCKOUT_CALLABLE = "newsroom.sign_in.refused"
AXES_VERBOSE = False

CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "img-src": [SELF, "data:", *([origin_of(PICTURES_URL)] if PICTURES_URL else [])],
        "style-src": [SELF],
        "script-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        # Text never becomes a script or HTML in the browser; the one policy is that of `saved.js`. Not at the desk
        # (`newsroom.headers`).
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["newsroom"],
    },
}
CSRF_FAILURE_VIEW = "newsroom.sign_in.token_refused"
# Secrets of authenticators are shown to nobody, administrators included.
OTP_ADMIN_HIDE_SENSITIVE_DATA = True
OTP_TOTP_ISSUER = SITE_NAME
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "DENY"
# The desk's page of a topic's terms has up to four fields for each of a thousand terms.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000
SESSION_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
BEHIND_HTTPS = SITE_URL.startswith("https://")
# The number of proxies in front of the site that append to X-Forwarded-For; with 0 the header is ignored. Whoever ends
# https is a proxy: without the number all readers would be one visitor, and one of them could silence all.
if PRODUCTION and BEHIND_HTTPS and not env.text("TRUSTED_PROXIES"):
    raise ImproperlyConfigured(
        "TRUSTED_PROXIES is not set. Behind https all readers would count as one visitor: set it to the number of "
        "proxies before the site, or to 0 if the site sees its readers' own addresses."
    )
TRUSTED_PROXIES = env.number("TRUSTED_PROXIES", 0)
SESSION_COOKIE_SECURE = BEHIND_HTTPS
CSRF_COOKIE_SECURE = BEHIND_HTTPS
SECURE_SSL_REDIRECT = BEHIND_HTTPS
# To the site's own address, as a proxy that hands the name on without its port would lose it.
SECURE_SSL_HOST = SITE_URL.removeprefix("https://") if BEHIND_HTTPS else None
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if BEHIND_HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if BEHIND_HTTPS else 0

# --- Pulling feeds ------------------------------------------------------------------------------------------

USER_AGENT = f"Newsroom/0.1 (+{SITE_URL}; {CONTACT_EMAIL})"
# Ports besides 80 and 443 that feeds may use, and whether loopback is allowed: for tests only.
FETCH_EXTRA_PORTS = frozenset(env.ports("FETCH_EXTRA_PORTS"))
FETCH_ALLOW_LOOPBACK = env.switch("FETCH_ALLOW_LOOPBACK", default=False)
# Older documents of a feed (archives, further pages) that its first pull follows; 0 follows none.
FEED_ARCHIVE_PAGES = env.number("FEED_ARCHIVE_PAGES", 5)
# Whether to subscribe to the WebSub hubs of feeds. They must reach the site: SITE_URL must be public https.
WEBSUB_SUBSCRIBE = env.switch("WEBSUB_SUBSCRIBE", default=PRODUCTION)

# --- Outgoing feeds -----------------------------------------------------------------------------------------

# Whether programs may gather the articles to train models: the texts belong to their publishers.
AI_CRAWLERS = env.switch("AI_CRAWLERS", default=False)
# WebSub hubs named in outgoing feeds, so that readers need not poll.
WEBSUB_HUBS = env.names("WEBSUB_HUBS")

# --- Comments -----------------------------------------------------------------------------------------------

# What is published without a person: nothing, known-writers (all but first comments), or screened (all that the
# screening lets pass).
COMMENTS_PUBLISH = env.text("COMMENTS_PUBLISH", "nothing", of=("nothing", "known-writers", "screened"))
# A comment that was reported from so many blocks of addresses is hidden until a moderator decides; 0 for never.
COMMENTS_HIDE_AT_REPORTS = env.number("COMMENTS_HIDE_AT_REPORTS", 3)
# So many days after an article was published comments on it close, unless editors say otherwise; 0 for never.
COMMENTS_CLOSE_AFTER_DAYS = env.number("COMMENTS_CLOSE_AFTER_DAYS", 0)
# Who gets the moderators' digest by mail.
COMMENTS_DIGEST_TO = env.addresses("COMMENTS_DIGEST_TO")
# The key of Akismet, a spam filter of another company that is then sent each comment; without a key it is not asked.
AKISMET_KEY = env.text("AKISMET_KEY")
# How the language of a comment is found: called with its text and `declared`, the language of the edition.
LANGUAGE_IDENTIFIER = "feeds.normalise.languages.identify.identify"

# --- Retention ----------------------------------------------------------------------------------------------

# For how many days is kept what `manage.py retention` forgets (docs/retention.md); 0 for ever.
KEEP_FETCHES_DAYS = env.number("KEEP_FETCHES_DAYS", 90)
KEEP_INPUTS_DAYS = env.number("KEEP_INPUTS_DAYS", 730)
KEEP_REVISIONS_DAYS = env.number("KEEP_REVISIONS_DAYS", 365)
KEEP_ACTS_DAYS = env.number("KEEP_ACTS_DAYS", 730)
KEEP_LOGINS_DAYS = env.number("KEEP_LOGINS_DAYS", 90)

# --- Pages that are kept ------------------------------------------------------------------------------------

# How many megabytes of pages each web process keeps (docs/scaling.md); 0 keeps none. Templates that are being written
# are to be seen at once.
PAGE_CACHE_MB = env.number("PAGE_CACHE_MB", 0 if DEBUG else 128)
# Where web processes share pages: the address of a Redis or Valkey, such as redis://127.0.0.1:6379/0.
PAGE_CACHE_REDIS = env.text("PAGE_CACHE_REDIS")
# Proxies that `manage.py purge_proxies` tells what was withdrawn (deploy/nginx/newsroom-purge.conf).
PURGE_PROXIES = env.servers("PURGE_PROXIES")
# Where a CDN is told the same, by addresses as JSON and with a token (docs/scaling.md).
PURGE_CDN = env.service("PURGE_CDN", "https://cdn.example.net/purge")
PURGE_CDN_TOKEN = env.token("PURGE_CDN_TOKEN")
if PURGE_CDN and not (PURGE_CDN_TOKEN and PURGE_CDN.startswith(("https://", "http://127.0.0.1:"))):
    raise ImproperlyConfigured(
        "PURGE_CDN wants an address that begins with https:// and a token in PURGE_CDN_TOKEN: whoever sees the token can "
        "empty the CDN."
    )

# --- Mail and logs ------------------------------------------------------------------------------------------

EMAIL_CONFIG = env.mail("EMAIL_URL", "consolemail://")
vars().update(EMAIL_CONFIG)
DEFAULT_FROM_EMAIL = CONTACT_EMAIL
# The address to which newsletters come back that could not be delivered.
NEWSLETTER_SENDER = next(iter(env.addresses("NEWSLETTER_SENDER")), CONTACT_EMAIL)

# How events are written: a JSON object a line for programs, or words for a terminal (`newsroom.logs`).
LOG_FORMAT = env.text("LOG_FORMAT", "json" if PRODUCTION else "console", of=("json", "console"))
# Whether each request is a line; the proxy has its own log.
LOG_REQUESTS = env.switch("LOG_REQUESTS", default=False)
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {"()": "newsroom.logs.late.LateFormatter", "as_json": LOG_FORMAT == "json"},
    },
    "filters": {"one_line_a_refusal": {"()": "newsroom.logs.refusals.OneLineARefusal"}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "line", "filters": ["one_line_a_refusal"]}
    },
    "root": {
        "handlers": ["console"],
        "level": env.text("LOG_LEVEL", "WARNING", of=("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")),
    },
    "loggers": {
        # These log every oddity of a page at WARNING; the site reports itself what could not be used.
        **{name: {"level": "ERROR"} for name in ("axes", "trafilatura", "htmldate")},
        "newsroom.requests": {"level": "INFO" if LOG_REQUESTS else "WARNING"},
        # gunicorn's own lines, in its workers.
        "gunicorn.error": {"handlers": ["console"], "propagate": False},
    },
}

# --- Watching -----------------------------------------------------------------------------------------------

# Where `manage.py metrics` answers Prometheus; unset, nothing is counted.
METRICS_BIND = env.bind("METRICS_BIND")
METRICS_DIR = DATA_DIR / "metrics"
if METRICS_BIND:
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(METRICS_DIR)  # where prometheus_client keeps counts
# Where faults are sent beside the log, by requirements-sentry.txt; unset, nowhere.
SENTRY_DSN = env.text("SENTRY_DSN")
