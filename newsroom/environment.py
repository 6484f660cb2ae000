"""The variables of the environment, read by their types; what cannot be read, or is too weak for production, is refused in one
sentence that says what to write instead."""

from collections.abc import Collection, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from django.http.request import validate_host

SWITCHES = {
    **dict.fromkeys(("true", "1", "yes", "on"), True),
    **dict.fromkeys(("false", "0", "no", "off"), False),
}
# `openssl rand -hex 24` has 48 characters, of sixteen kinds.
SHORTEST_SECRET = 32
FEWEST_CHARACTERS = 8
LAST_PORT = 65_535
LONGEST_ADDRESS = 200  # characters, as the table of those that are told has them
# What may stand in a file of its own, named by NAME_FILE.
FILE = "_FILE"
SECRETS = frozenset(
    {
        "SECRET_KEY",
        "DATABASE_URL",
        "DATABASE_REPLICA_URL",
        "DATABASE_PASSWORD",
        "EMAIL_URL",
        "AKISMET_KEY",
        "PICTURES_KEY",
        "PURGE_CDN_TOKEN",
        "SENTRY_DSN",
    }
)
POSTGRESQL = ("postgres", "postgresql", "psql", "pgsql")  # as addresses begin
EXAMPLES = ("django-insecure", "change", "secret", "only-while-building", "example", "password")


class Environment:
    """What the environment says; `NAME_FILE` names a file that has the value of NAME, as secrets of containers have theirs.

    Each method raises ImproperlyConfigured with a sentence, and so does this where such a file cannot be read.
    """

    def __init__(self, values: Mapping[str, str], *, is_production: bool) -> None:
        self._values = _with_files(values)
        self._is_production = is_production

    def text(self, name: str, default: str = "", *, of: Collection[str] = ()) -> str:
        """The text of a variable; one of `of`, where these are given."""
        value = self._values.get(name, "").strip() or default
        if of and value not in of:
            *first, last = (one for one in of if one)
            raise ImproperlyConfigured(f"{name} is {value!r}; set it to {', '.join(first)} or {last}.")
        return value

    def required(self, name: str, local: str) -> str:
        """The text; in production it must be set, elsewhere `local` is the default."""
        value = self.text(name)
        if not value and self._is_production:
            raise ImproperlyConfigured(f"{name} is not set. Production needs it: see .env.example.")
        return value or local

    def number(self, name: str, default: int, *, least: int = 0) -> int:
        """A whole number that is not below `least`."""
        value = self.text(name) or str(default)
        if not (value.isascii() and value.isdigit()) or int(value) < least:
            raise ImproperlyConfigured(
                f"{name} is {value!r}; set it to a whole number from {least} on, such as {max(default, least, 1)}."
            )
        return int(value)

    def switch(self, name: str, *, default: bool) -> bool:
        """True or false, in the usual words."""
        value = self.text(name)
        if not value:
            return default
        if value.lower() not in SWITCHES:
            raise ImproperlyConfigured(f"{name} is {value!r}; set it to true or false.")
        return SWITCHES[value.lower()]

    def names(self, name: str, default: str = "") -> list[str]:
        """A list, separated by commas."""
        return [part.strip() for part in (self.text(name) or default).split(",") if part.strip()]

    def ports(self, name: str) -> list[int]:
        """Numbers of ports, separated by commas."""
        found = self.names(name)
        wrong = [one for one in found if not (one.isascii() and one.isdigit() and 0 < int(one) <= LAST_PORT)]
        if wrong:
            raise ImproperlyConfigured(f"{name} has {wrong[0]!r}; write numbers of ports such as 8080,8443.")
        return [int(one) for one in found]

    def bind(self, name: str) -> tuple[str, int] | None:
        """An address of this machine with a port, as host and number; None where there is none."""
        value = self.text(name)
        host, _colon, port = value.rpartition(":")
        if not value:
            return None
        if not host or not port.isdigit() or not 0 < int(port) <= LAST_PORT:
            raise ImproperlyConfigured(
                f"{name} is {value!r}; write address and port, such as 127.0.0.1:9108."
            )
        return host.strip("[]"), int(port)

    def database(self, name: str) -> dict[str, Any]:
        """The database of an address; empty where there is none."""
        address = self.required(name, "")
        if not address:
            return {}
        found: dict[str, Any] = {}
        if address.partition("://")[0] in POSTGRESQL:
            with suppress(ValueError, KeyError, ImproperlyConfigured):
                found = environ.Env.db_url_config(address)
        if not found.get("NAME"):
            raise ImproperlyConfigured(
                f"{name} does not name a PostgreSQL database. Write postgres://user:password@host:5432/name, "
                "with special characters percent-encoded."
            )
        return found

    def mail(self, name: str, default: str) -> dict[str, Any]:
        """Django's settings of mail, of an address such as smtp+tls://user:password@host:587."""
        try:
            found: dict[str, Any] = environ.Env.email_url_config(self.text(name, default))
        except (ValueError, KeyError, ImproperlyConfigured):
            raise ImproperlyConfigured(
                f"{name} cannot be read; write it as smtp+tls://user:password@mail.example.org:587."
            ) from None
        return found

    def secret(self, name: str) -> str:
        """A secret; in production one that cannot be guessed, and that stands nowhere else. Empty where there is none."""
        value = self.required(name, "")
        if self._is_production:
            advice = "Make one with: openssl rand -hex 48"
            if len(value) < SHORTEST_SECRET:
                raise ImproperlyConfigured(
                    f"{name} has {len(value)} characters; production needs {SHORTEST_SECRET}. {advice}"
                )
            if len(set(value)) < FEWEST_CHARACTERS or value.lower().startswith(EXAMPLES):
                raise ImproperlyConfigured(f"{name} can be guessed. {advice}")
            others = [other for other, said in self._values.items() if other != name and value in said]
            if others:
                raise ImproperlyConfigured(
                    f"{name} stands in {sorted(others)[0]} too; each needs its own. {advice}"
                )
        return value

    def token(self, name: str) -> str:
        """What a service of others knows the site by, as a header carries it; empty where there is none."""
        value = self.text(name)
        if not (value.isascii() and value.isprintable()):
            raise ImproperlyConfigured(f"{name} has characters that no header can carry; write it in ASCII.")
        return value

    def site(self, name: str, local: str) -> str:
        """The public address of the site, without a slash at its end."""
        value = self.required(name, local).rstrip("/")
        parts = urlsplit(value)
        try:
            is_address = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
        except ValueError:  # a port that is none
            is_address = False
        if not is_address or parts.path or parts.query or parts.fragment or parts.username:
            raise ImproperlyConfigured(
                f"{name} is {value!r}; write the scheme and the host alone, such as https://news.example.org."
            )
        return value

    def folder(self, name: str) -> str:
        """The public address of a folder, with a slash at its end."""
        value = self.text(name)
        # It stands in the policy of browsers and in lists of addresses, which blanks and commas part.
        if not _is_address(value) or set(value) & set("?#,;'\""):
            raise ImproperlyConfigured(
                f"{name} is {value!r}; write where readers get the files, such as https://pictures.example.org/."
            )
        return f"{value.rstrip('/')}/"

    def service(self, name: str, example: str) -> str:
        """The address of a service of others; empty where there is none."""
        value = self.text(name)
        if value and not _is_address(value):
            raise ImproperlyConfigured(
                f"{name} is no address that can be asked; write one such as {example}."
            )
        return value

    def servers(self, name: str) -> list[str]:
        """The addresses of servers without paths, separated by commas."""
        found = self.names(name)
        for one in found:
            if not _is_address(one) or urlsplit(one).path not in {"", "/"} or set(one) & set("?#"):
                raise ImproperlyConfigured(
                    f"{name} has {one!r}; write scheme, host and port, such as http://127.0.0.1:8081."
                )
        return found

    def hosts(self, name: str, local: str, *, site: str) -> list[str]:
        """The names by which the site may be asked for, that of `site` among them."""
        hosts = self.required(name, local) and self.names(name, local)
        if self._is_production and "*" in hosts:
            raise ImproperlyConfigured(
                f"{name} allows every name (*). Name those of the site: others could have it write theirs into its links."
            )
        own = urlsplit(site).hostname or ""
        if self._is_production and not validate_host(own, hosts):
            raise ImproperlyConfigured(
                f"{name} lacks {own}, the host of SITE_URL: nobody could open the site."
            )
        return list(hosts)

    def address(self, name: str, local: str) -> str:
        """A mail address."""
        value = self.required(name, local)
        self._check_address(name, value)
        return value

    def addresses(self, name: str) -> list[str]:
        """Mail addresses, separated by commas."""
        found = self.names(name)
        for one in found:
            self._check_address(name, one)
        return found

    @staticmethod
    def _check_address(name: str, value: str) -> None:
        try:
            validate_email(value)
        except ValidationError:
            raise ImproperlyConfigured(
                f"{name} is {value!r}, which is no mail address; write one such as editors@news.example.org."
            ) from None


def _is_address(value: str) -> bool:
    """Whether it is an address of the web as it goes over the line: ASCII, a port that can be, no name and password."""
    parts = urlsplit(value)
    try:
        is_port = parts.port != 0
    except ValueError:
        return False
    is_written = (
        value.isascii() and value.isprintable() and " " not in value and len(value) <= LONGEST_ADDRESS
    )
    return (
        is_written
        and is_port
        and parts.scheme in {"http", "https"}
        and bool(parts.hostname)
        and "@" not in parts.netloc
    )


def origin_of(address: str) -> str:
    """Scheme and host of an address, as policies of browsers name them."""
    parts = urlsplit(address)
    return f"{parts.scheme}://{parts.netloc}"


def _with_files(values: Mapping[str, str]) -> dict[str, str]:
    found = dict(values)
    for name, path in values.items():
        plain = name.removesuffix(FILE)
        if plain == name or plain not in SECRETS or not path.strip():
            continue
        if values.get(plain, "").strip():
            raise ImproperlyConfigured(f"{plain} and {name} are both set; take one of them away.")
        try:
            found[plain] = Path(path.strip()).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror if isinstance(error, OSError) else "it is no text"
            raise ImproperlyConfigured(f"{name}: {path.strip()} cannot be read ({why}).") from None
    return found
