"""A WordPress as Debian ships it, filled with the posts: MariaDB, PHP-FPM and Apache on loopback.

Its files are copied, its database is made for the test and thrown away; nothing of the machine's own is touched.
"""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.feeds.publishers.markup import as_blocks, as_classic, save_photos
from tests.feeds.publishers.posts import PAGES, POSTS, SITE_AUTHOR, SITE_TITLE, Photo, Post
from tests.feeds.web.real_servers import PLACES, Place, free_port, program, serving

INSTALLED = Path("/usr/share/wordpress")
SCRIPT = Path(__file__).with_name("wordpress.php")
THEMES = ("twentytwentyone", "twentytwentytwo", "twentytwentythree")
PATIENCE_SECONDS = 180


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a site is set up; the defaults are those of a new WordPress with readable addresses."""

    theme: str = "twentytwentythree"
    permalinks: str = "/%year%/%monthnum%/%day%/%postname%/"
    summaries: bool = False
    locale: str = ""
    time_zone: str = "Asia/Ho_Chi_Minh"
    date_format: str = "F j, Y"
    time_format: str = "g:i a"
    options: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WordPress:
    """A running site at `home`; `apply` changes its settings."""

    home: str
    folder: Path

    def apply(self, settings: Settings) -> None:
        """Changes options and theme as an administrator does."""
        _run(self.folder, "set", {"host": self.home.removeprefix("http://"), **_as_options(settings)})


def missing() -> str:
    """What has to be installed first, as a sentence; empty where all is there."""
    wanted = ("apache2", "mariadbd", "mariadb-install-db", "php", _php_fpm())
    absent = [name for name in wanted if program(name) is None]
    absent += [] if INSTALLED.is_dir() else ["wordpress"]
    absent += [theme for theme in THEMES if not (INSTALLED / "wp-content/themes" / theme).is_dir()]
    return f"not installed: {', '.join(absent)}" if absent else ""


@contextmanager
def running(folder: Path, *, classic: bool = False, posts: tuple[Post, ...] = POSTS) -> Iterator[WordPress]:
    """Runs a new site filled with the posts, written in the block editor or in the `classic` one."""
    site = folder / "site"
    shutil.copytree(INSTALLED, site, symlinks=False, ignore=shutil.ignore_patterns("wp-config.php"))
    with ExitStack() as stack:
        database = _place(folder, "database")
        stack.enter_context(serving(_mariadb(database), database))
        fpm = _place(folder, "fpm")
        stack.enter_context(serving(_fpm(fpm), fpm))
        apache = _place(folder, "apache")
        (site / "wp-config.php").write_text(_configuration(database.port, apache.port))
        save_photos(posts, folder / "photos")
        host = f"127.0.0.1:{apache.port}"
        _run(site, "install", _as_site(host, folder / "photos", posts, classic=classic))
        stack.enter_context(serving(_apache(apache, fpm.port), apache))
        yield WordPress(f"http://{host}", site)


def _place(folder: Path, name: str) -> Place:
    (folder / name).mkdir()
    return Place(folder / name, free_port())


def _php_fpm() -> str:
    found = sorted(Path("/usr/sbin").glob("php-fpm*"))
    return found[-1].name if found else "php-fpm"


def _mariadb(place: Place) -> list[str]:
    data = f"--datadir={place.folder}/data"
    user = ["--user=root"] if os.geteuid() == 0 else []
    install = [str(program("mariadb-install-db")), "--no-defaults", data, *user]
    subprocess.run(
        [*install, "--auth-root-authentication-method=normal", "--skip-test-db"],
        check=True,
        capture_output=True,
        timeout=PATIENCE_SECONDS,
    )
    socket = f"--socket={place.folder}/socket"
    return [
        "mariadbd",
        "--no-defaults",
        data,
        *user,
        f"--port={place.port}",
        "--bind-address=127.0.0.1",
        socket,
    ]


def _fpm(place: Place) -> list[str]:
    root = os.geteuid() == 0
    user = "user = root\ngroup = root\n" if root else ""
    written = place.file(
        "fpm.conf",
        f"[global]\nerror_log = {place.folder}/error.log\n[www]\n{user}listen = 127.0.0.1:{place.port}\n"
        "pm = static\npm.max_children = 2\n",
    )
    return [_php_fpm(), "-F", *(["-R"] if root else []), "-y", written]


def _apache(place: Place, fpm: int) -> list[str]:
    modules = ["mpm_event", "authz_core", "dir", "mime", "filter", "deflate", "proxy", "proxy_fcgi"]
    loaded = "\n".join(f"LoadModule {one}_module /usr/lib/apache2/modules/mod_{one}.so" for one in modules)
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    types = "text/html text/plain text/xml application/rss+xml application/atom+xml application/xml"
    written = place.file(
        "apache.conf",
        f"{loaded}\n{user}\nServerName localhost\nServerRoot {place.folder}\nPidFile {place.folder}/pid\n"
        f"ErrorLog {place.folder}/error.log\nMutex pthread\nListen 127.0.0.1:{place.port}\nTypesConfig /etc/mime.types\n"
        f"DocumentRoot {place.site}\nDirectoryIndex index.php\nAddOutputFilterByType DEFLATE {types}\n"
        f"<Directory {place.site}>\nRequire all granted\nFallbackResource /index.php\n</Directory>\n"
        f'<FilesMatch "\\.php$">\nSetHandler "proxy:fcgi://127.0.0.1:{fpm}"\n</FilesMatch>\n',
    )
    return ["apache2", "-D", "FOREGROUND", "-f", written]


def _configuration(database: int, port: int) -> str:
    constants = {
        "DB_NAME": "wordpress",
        "DB_USER": "root",
        "DB_PASSWORD": "",
        "DB_HOST": f"127.0.0.1:{database}",
        "DB_CHARSET": "utf8mb4",
        "DB_COLLATE": "",
        "WP_HOME": f"http://127.0.0.1:{port}",
        "WP_SITEURL": f"http://127.0.0.1:{port}",
        "WP_CONTENT_URL": f"http://127.0.0.1:{port}/wp-content",
        # Nothing is asked of other hosts, and no page waits for the site's own jobs.
        "WP_HTTP_BLOCK_EXTERNAL": True,
        "DISABLE_WP_CRON": True,
        "AUTOMATIC_UPDATER_DISABLED": True,
    }
    defined = "".join(
        f"define({json.dumps(name)}, {json.dumps(value)});\n" for name, value in constants.items()
    )
    database_made = f"mysqli_query(mysqli_connect('127.0.0.1', 'root', '', '', {database}), 'CREATE DATABASE IF NOT EXISTS wordpress');"
    return (
        f"<?php\n{defined}if (PHP_SAPI === 'cli') {{ {database_made} }}\n$table_prefix = 'wp_';\n"
        "if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');\nrequire_once ABSPATH . 'wp-settings.php';\n"
    )


def _as_options(settings: Settings) -> dict[str, Any]:
    return {
        "theme": settings.theme,
        "permalinks": settings.permalinks,
        "options": {
            "rss_use_excerpt": int(settings.summaries),
            "WPLANG": settings.locale,
            "timezone_string": settings.time_zone,
            "date_format": settings.date_format,
            "time_format": settings.time_format,
            "posts_per_rss": 20,
            "posts_per_page": 20,
            **settings.options,
        },
    }


def _as_site(host: str, photos: Path, posts: tuple[Post, ...], *, classic: bool) -> dict[str, Any]:
    written = as_classic if classic else as_blocks
    return {
        "host": host,
        "title": SITE_TITLE,
        "author": SITE_AUTHOR,
        **_as_options(Settings()),
        "posts": [
            {
                "type": "page" if post in PAGES else "post",
                "slug": post.slug,
                "title": post.title,
                "content": written(post),
                "category": post.category,
                "author": post.author,
                "published": f"{post.published:%Y-%m-%d %H:%M:%S}",
                "password": post.password,
                # A photo in the text is the post's picture, too.
                "featured": any(isinstance(piece, Photo) for piece in post.body),
                "remarks": [{"author": one.author, "words": one.words} for one in post.remarks],
                "photos": [
                    {
                        "name": one.name,
                        "caption": one.caption,
                        "alt": one.alt,
                        "file": str(photos / f"{one.name}.jpg"),
                    }
                    for one in post.photos
                ],
            }
            for post in (*posts, *PAGES)
        ],
    }


def _run(site: Path, order: str, values: dict[str, Any]) -> None:
    file = site.parent / f"{order}.json"
    file.write_text(json.dumps(values, ensure_ascii=False))
    done = subprocess.run(
        ["php", "-d", "display_errors=stderr", str(SCRIPT), order, str(file)],
        cwd=site,
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        env={"PATH": PLACES, "HOME": str(site.parent)},
        check=False,
    )
    assert done.returncode == 0, f"{done.stdout[-1000:]}{done.stderr[-2000:]}"
