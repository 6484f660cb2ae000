"""WordPress with many posts, as Debian ships it: MariaDB, php-fpm with opcache, nginx. No page cache.

Posts are written by SQL, with words of the same vocabulary as the site's own articles: each has one of ten categories, a
date of its own, and a text that is one of some hundreds, put together anew. What WordPress shows is its default theme's
front page with ten posts, a post, a category and a search.
"""

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import numpy as np

from bench.fill.subjects import load_subjects, subject_of
from bench.fill.texts import compose
from bench.fill.words import vocabulary
from bench.pages.load import load
from bench.pages.processes import stop, user_of_servers
from bench.pages.yardsticks import Yardstick, nginx

SHIPPED = Path("/usr/share/wordpress")
PROGRAMS = {
    "mariadbd": "/usr/sbin/mariadbd",
    "mariadb-install-db": "/usr/bin/mariadb-install-db",
    "nginx": "/usr/sbin/nginx",
}
FPM = Path("/usr/sbin/php-fpm8.2")
TEXTS = 400
CATEGORIES = 10
START_SECONDS = 60

CONFIG = """<?php
define('DB_NAME', 'wordpress'); define('DB_USER', '{user}'); define('DB_PASSWORD', '');
define('DB_HOST', 'localhost:{folder}/mysql.sock'); define('DB_CHARSET', 'utf8mb4'); define('DB_COLLATE', '');
define('WP_HOME', '{base}'); define('WP_SITEURL', '{base}');
define('WP_HTTP_BLOCK_EXTERNAL', true); define('DISABLE_WP_CRON', true); define('AUTOMATIC_UPDATER_DISABLED', true);
foreach (['AUTH_KEY','SECURE_AUTH_KEY','LOGGED_IN_KEY','NONCE_KEY','AUTH_SALT','SECURE_AUTH_SALT','LOGGED_IN_SALT',
          'NONCE_SALT'] as $name) {{ define($name, 'bench'); }}
$table_prefix = 'wp_';
if (!defined('ABSPATH')) define('ABSPATH', __DIR__ . '/');
require_once ABSPATH . 'wp-settings.php';
"""
INSTALL = """<?php
define('WP_INSTALLING', true);
require '{site}/wp-load.php';
require '{site}/wp-admin/includes/upgrade.php';
wp_install('Bench', 'bench', 'bench@localhost.example', true, '', 'bench-bench');
"""
POSTS = """
DELETE FROM wp_posts; DELETE FROM wp_comments;
INSERT INTO wp_terms (term_id, name, slug) SELECT 100 + seq, CONCAT('Category ', seq), CONCAT('category-', seq)
  FROM seq_1_to_{categories};
INSERT INTO wp_term_taxonomy (term_taxonomy_id, term_id, taxonomy, description, count)
  SELECT 100 + seq, 100 + seq, 'category', '', {posts} DIV {categories} FROM seq_1_to_{categories};
INSERT INTO wp_posts (ID, post_author, post_date, post_date_gmt, post_content, post_title, post_excerpt, post_status,
    post_name, to_ping, pinged, post_modified, post_modified_gmt, post_content_filtered, guid)
  SELECT seq, 1, moment, moment, CONCAT(first.body, '\\n\\n', second.body), CONCAT(first.title, ' ', seq), first.lead,
    'publish', CONCAT('post-', seq), '', '', moment, moment, '', CONCAT('{base}/?p=', seq)
  FROM (SELECT seq, TIMESTAMP('2014-01-01') + INTERVAL FLOOR(seq * 43.2 * 86400 * 100 / {posts}) SECOND AS moment
        FROM seq_1_to_{posts}) AS numbers
  JOIN bench_text AS first ON first.id = seq MOD {texts}
  JOIN bench_text AS second ON second.id = (seq DIV {texts} + seq) MOD {texts};
INSERT INTO wp_term_relationships (object_id, term_taxonomy_id) SELECT seq, 101 + seq MOD {categories}
  FROM seq_1_to_{posts};
ANALYZE TABLE wp_posts, wp_terms, wp_term_taxonomy, wp_term_relationships;
"""


def missing() -> list[str]:
    """The packages' programs that are not here."""
    lacking = [name for name, path in PROGRAMS.items() if not Path(path).exists()]
    lacking += [] if FPM.exists() else ["php-fpm"]
    return lacking + ([] if SHIPPED.is_dir() else ["wordpress"])


def measure(folder: Path, *, posts: int, seconds: float, connections: int) -> list[Yardstick]:
    """The front page, a post, a category and a search."""
    found = []
    with _wordpress(folder, posts) as base:
        pages = {
            "front": "/",
            "article": f"/?p={posts - posts // 3}",
            "category": "/?cat=103",
            "search": f"/?{urlencode({'s': vocabulary('en').word(60)})}",
        }
        for kind, path in pages.items():
            load(base + path, connections=connections, seconds=1)  # fills opcache and the buffer pool
            alone = load(base + path, connections=1, seconds=seconds)
            many = load(base + path, connections=connections, seconds=seconds)
            if many.errors:
                raise RuntimeError(f"WordPress answered {many.errors} requests for {path} with an error.")
            found.append(Yardstick("WordPress", kind, alone.p50, alone.p95, many.a_second))
    return found


@contextmanager
def _wordpress(folder: Path, posts: int) -> Iterator[str]:
    site = folder / "wordpress"
    shutil.copytree(SHIPPED, site, ignore=shutil.ignore_patterns("languages"))
    with _mariadb(folder), _php(folder):
        server = (
            f"root {site}; index index.php; location ~ \\.php$ {{ include /etc/nginx/fastcgi_params; "
            f"fastcgi_param SCRIPT_FILENAME $document_root$fastcgi_script_name; fastcgi_pass unix:{folder}/php.sock; }}"
        )
        with nginx(folder, server) as base:
            config = CONFIG.format(folder=folder, base=base, user=user_of_servers())
            (site / "wp-config.php").write_text(config)
            (folder / "install.php").write_text(INSTALL.format(site=site))
            subprocess.run(["php", str(folder / "install.php")], check=True, capture_output=True, cwd=site)
            _write_posts(folder, base, posts)
            yield base


@contextmanager
def _mariadb(folder: Path) -> Iterator[None]:
    data, user = folder / "mysql", user_of_servers()
    subprocess.run(
        [
            "mariadb-install-db",
            "--no-defaults",
            f"--datadir={data}",
            f"--user={user}",
            "--auth-root-authentication-method=normal",
        ],
        check=True,
        capture_output=True,
    )
    with (folder / "mysql.log").open("wb") as log:
        process = subprocess.Popen(
            [
                *(PROGRAMS["mariadbd"], "--no-defaults", f"--datadir={data}", f"--user={user}"),
                *(f"--socket={folder}/mysql.sock", f"--pid-file={folder}/mysql.pid", "--skip-networking"),
                *("--innodb-buffer-pool-size=1G", "--innodb-flush-log-at-trx-commit=2"),
                "--character-set-server=utf8mb4",
            ],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        deadline = time.monotonic() + START_SECONDS
        while not (folder / "mysql.sock").exists() and time.monotonic() < deadline:
            time.sleep(0.2)
        _sql(folder, "CREATE DATABASE wordpress CHARACTER SET utf8mb4", database="")
        yield
    finally:
        stop(process)


@contextmanager
def _php(folder: Path) -> Iterator[None]:
    file = folder / "fpm.conf"
    user = user_of_servers()
    file.write_text(
        f"[global]\nerror_log = {folder}/fpm.log\ndaemonize = no\n[www]\nuser = {user}\nlisten = {folder}/php.sock\n"
        "pm = static\npm.max_children = 8\nphp_admin_value[opcache.enable] = 1\n"
        "php_admin_value[opcache.memory_consumption] = 192\nphp_admin_value[memory_limit] = 256M\n"
    )
    with (folder / "fpm.out").open("wb") as log:
        process = subprocess.Popen(
            [str(FPM), "--fpm-config", str(file), "--allow-to-run-as-root"],
            stdout=log,
            stderr=log,
            start_new_session=True,
        )
    try:
        yield
    finally:
        stop(process)


def _write_posts(folder: Path, base: str, posts: int) -> None:
    chance, words = np.random.default_rng(1), vocabulary("en")
    rows = []
    subjects = load_subjects("en")
    for number in range(TEXTS):
        subject = subjects[subject_of(number, seed=1)]
        draft = compose(words, chance, length=220, subject=subject)
        rows.append((number, draft.title, draft.lead, draft.html))
    values = ", ".join(
        f"({number}, {_quoted(title)}, {_quoted(lead)}, {_quoted(html)})"
        for number, title, lead, html in rows
    )
    columns = "id INT PRIMARY KEY, title TEXT, lead TEXT, body MEDIUMTEXT"
    _sql(folder, f"CREATE TABLE bench_text ({columns}); INSERT INTO bench_text VALUES {values};")
    _sql(folder, POSTS.format(posts=posts, texts=TEXTS, categories=CATEGORIES, base=base))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _sql(folder: Path, statements: str, *, database: str = "wordpress") -> None:
    command = ["mariadb", "--no-defaults", f"--socket={folder}/mysql.sock", f"--user={user_of_servers()}"]
    subprocess.run(
        [*command, *([database] if database else [])],
        input=statements.encode(),
        check=True,
        capture_output=True,
    )
