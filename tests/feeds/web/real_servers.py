"""Other people's web servers, started on loopback with one feed each: how they tag and compress what they serve."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

# The longest that a server may take to listen (seconds); squid and varnish take some on a loaded machine.
START_SECONDS = 40
STOP_SECONDS = 10
# Debian keeps them where a user's PATH does not look.
PLACES = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"

Command = list[str]


@dataclass(frozen=True, slots=True)
class Place:
    """Where a server keeps its files, the port on which it listens, and the port behind it (0: it has the files)."""

    folder: Path
    port: int
    behind: int = 0

    def file(self, name: str, content: str) -> str:
        path = self.folder / name
        path.write_text(content)
        return str(path)

    @property
    def site(self) -> Path:
        return self.folder.parent / "site"


def program(name: str) -> str | None:
    """The path of a program, also of one for administrators."""
    return shutil.which(name, path=PLACES)


def apache(place: Place, coding: str) -> Command:
    filters = {"gzip": "DEFLATE", "br": "BROTLI_COMPRESS"}
    modules = ["mpm_event", "authz_core", "dir", "mime", "filter", "deflate", "brotli"]
    loaded = "\n".join(f"LoadModule {one}_module /usr/lib/apache2/modules/mod_{one}.so" for one in modules)
    chosen = f"SetOutputFilter {filters[coding]}" if coding in filters else ""
    # Run as root, Apache serves as another user.
    user = "User www-data\nGroup www-data" if os.geteuid() == 0 else ""
    written = place.file(
        "apache.conf",
        f"{loaded}\n{user}\nServerName localhost\nServerRoot {place.folder}\nPidFile {place.folder}/pid\n"
        f"ErrorLog {place.folder}/error.log\nMutex pthread\nListen 127.0.0.1:{place.port}\nTypesConfig /etc/mime.types\n"
        f"DocumentRoot {place.site}\n<Directory {place.site}>\nRequire all granted\n{chosen}\n</Directory>\n",
    )
    return ["apache2", "-D", "FOREGROUND", "-f", written]


def nginx(place: Place, coding: str) -> Command:
    module = "load_module /usr/lib/nginx/modules/ngx_http_brotli_filter_module.so;" if coding == "br" else ""
    chosen = {"gzip": "gzip on; gzip_types *;", "br": "brotli on; brotli_types *;"}.get(coding, "")
    kept = "".join(
        f"{one}_temp_path {place.folder}/{one};"
        for one in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    user = "user root;" if os.geteuid() == 0 else ""
    written = place.file(
        "nginx.conf",
        f"{module} {user} daemon off; pid {place.folder}/pid; error_log {place.folder}/error.log; events {{}} "
        f"http {{ {kept} access_log off; types {{ application/rss+xml xml; }} {chosen} "
        f"server {{ listen 127.0.0.1:{place.port}; root {place.site}; }} }}",
    )
    return ["nginx", "-c", written, "-e", f"{place.folder}/error.log"]


def lighttpd(place: Place, coding: str) -> Command:
    modules = '"mod_deflate"' if coding else ""
    chosen = f'deflate.mimetypes = ("")\ndeflate.allowed-encodings = ("{coding}")\n' if coding else ""
    written = place.file(
        "lighttpd.conf",
        f'server.modules = ({modules})\nserver.document-root = "{place.site}"\nserver.bind = "127.0.0.1"\n'
        f'server.port = {place.port}\nmimetype.assign = (".xml" => "application/rss+xml")\n{chosen}',
    )
    return ["lighttpd", "-D", "-f", written]


def caddy(place: Place, coding: str) -> Command:
    chosen = f"encode {coding}" if coding else ""
    written = place.file(
        "Caddyfile",
        f"{{\nadmin off\nauto_https off\n}}\nhttp://127.0.0.1:{place.port} {{\nroot * {place.site}\n{chosen}\n"
        "header Content-Type application/rss+xml\nfile_server\n}\n",
    )
    return ["caddy", "run", "--adapter", "caddyfile", "--config", written]


def varnish(place: Place, coding: str) -> Command:
    chosen = "set beresp.do_gzip = true;" if coding else ""
    written = place.file(
        "default.vcl",
        f'vcl 4.1; backend site {{ .host = "127.0.0.1"; .port = "{place.behind}"; }} '
        f"sub vcl_backend_response {{ {chosen} }}",
    )
    listens = ["-a", f"127.0.0.1:{place.port}", "-T", "none", "-s", "malloc,16m"]
    return ["varnishd", "-F", "-j", "none", "-n", str(place.folder / "v"), *listens, "-f", written]


def squid(place: Place, coding: str) -> Command:
    # Run as root, squid writes as another user, who may write here.
    place.folder.chmod(0o777)
    written = place.file(
        "squid.conf",
        f"http_port 127.0.0.1:{place.port} accel defaultsite=127.0.0.1 no-vhost\n"
        f"cache_peer 127.0.0.1 parent {place.behind} 0 no-query originserver name=site\nhttp_access allow all\n"
        f"pid_filename none\ncache_log {place.folder}/cache.log\naccess_log none\ncache_mem 8 MB\n"
        f"coredump_dir {place.folder}\nshutdown_lifetime 0 seconds\npinger_enable off\n",
    )
    return ["squid", "-N", "-f", written]


def haproxy(place: Place, coding: str) -> Command:
    chosen = f"compression algo {coding}\n  compression type application/rss+xml" if coding else ""
    written = place.file(
        "haproxy.cfg",
        "defaults\n  mode http\n  timeout connect 5s\n  timeout client 10s\n  timeout server 10s\n"
        f"listen site\n  bind 127.0.0.1:{place.port}\n  {chosen}\n  server one 127.0.0.1:{place.behind}\n",
    )
    return ["haproxy", "-db", "-f", written]


Start = Callable[[Place, str], Command]


@dataclass(frozen=True, slots=True)
class Arrangement:
    """Servers one before the other, the outermost first, each with the content coding that it makes ("": none)."""

    name: str
    servers: tuple[tuple[Start, str], ...]

    @property
    def programs(self) -> Sequence[str]:
        names = {apache: "apache2", varnish: "varnishd"}
        return [names.get(start, start.__name__) for start, _coding in self.servers]


ARRANGEMENTS = (
    Arrangement("Apache, mod_deflate", ((apache, "gzip"),)),
    Arrangement("Apache, mod_brotli", ((apache, "br"),)),
    Arrangement("nginx, gzip", ((nginx, "gzip"),)),
    Arrangement("nginx, brotli", ((nginx, "br"),)),
    Arrangement("lighttpd, gzip", ((lighttpd, "gzip"),)),
    Arrangement("lighttpd, brotli", ((lighttpd, "br"),)),
    Arrangement("Caddy, gzip", ((caddy, "gzip"),)),
    Arrangement("Caddy, zstd", ((caddy, "zstd"),)),
    Arrangement("Varnish with do_gzip, nginx behind", ((varnish, "gzip"), (nginx, ""))),
    Arrangement("Varnish, Apache with mod_deflate behind", ((varnish, ""), (apache, "gzip"))),
    Arrangement("Squid, Apache with mod_deflate behind", ((squid, ""), (apache, "gzip"))),
    Arrangement("Squid, Apache with mod_brotli behind", ((squid, ""), (apache, "br"))),
    Arrangement("HAProxy with gzip, nginx behind", ((haproxy, "gzip"), (nginx, ""))),
    Arrangement("HAProxy, Apache with mod_deflate behind", ((haproxy, ""), (apache, "gzip"))),
    Arrangement("HAProxy, Apache with mod_brotli behind", ((haproxy, ""), (apache, "br"))),
)


@contextmanager
def running(arrangement: Arrangement, folder: Path) -> Iterator[int]:
    """Starts the servers of an arrangement, the innermost first; gives the port of the outermost. All are stopped."""
    with ExitStack() as stack:
        behind = 0
        for number, (start, coding) in enumerate(reversed(arrangement.servers)):
            own = folder / f"server{number}"
            own.mkdir()
            place = Place(own, free_port(), behind)
            stack.enter_context(serving(start(place, coding), place))
            behind = place.port
        yield behind


@contextmanager
def serving(command: Command, place: Place) -> Iterator[None]:
    """Runs a server from the moment when it listens on its port until the end of the block."""
    path = program(command[0])
    assert path, f"{command[0]} is not installed"
    home = {"HOME": str(place.folder), "PATH": PLACES}
    with (place.folder / "output").open("w+") as output:
        process = subprocess.Popen([path, *command[1:]], stdout=output, stderr=output, env=home)
        try:
            _wait_until_it_listens(process, place)
            yield
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _wait_until_it_listens(process: subprocess.Popen[bytes], place: Place) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", place.port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise AssertionError(f"{process.args} does not listen: {(place.folder / 'output').read_text()[-2000:]}")


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
