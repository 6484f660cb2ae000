"""Run by Debian's Python, as `python3 swift_servers.py FOLDER PORT…`: OpenStack Swift with its S3 interface, in one folder.

The ports are those of the proxy, the servers of accounts, containers and objects, and memcached. Objects have one copy here.
One process a server, as Swift has it; they end with this one.
"""

import os
import signal
import subprocess
import sys
from pathlib import Path

import swift.common.utils

FOLDER = Path(sys.argv[1])
PROXY_PORT, *STORE_PORTS, CACHE_PORT = map(int, sys.argv[2:])
KINDS = dict(zip(("account", "container", "object"), STORE_PORTS, strict=True))
CONF = FOLDER / "swift.conf"
CONF.write_text("[swift-hash]\nswift_hash_path_suffix = one\n[storage-policy:0]\nname = one\ndefault = yes\n")
# Swift knows one place of it on a machine.
swift.common.utils.SWIFT_CONF_FILE = str(CONF)
swift.common.utils.validate_configuration()

from swift.common.ring import RingBuilder  # noqa: E402  # they read that file
from swift.common.wsgi import run_wsgi  # noqa: E402

COMMON = (
    f"[DEFAULT]\nbind_ip = 127.0.0.1\nbind_port = {{port}}\nswift_dir = {FOLDER}\ndevices = {FOLDER}/devices\n"
    f"mount_check = false\nworkers = 0\nuser = {{user}}\nlog_address = /nowhere\nlog_level = ERROR\n"
    "disable_fallocate = true\nfallocate_reserve = 0\n"
)
STORE = "[pipeline:main]\npipeline = {kind}-server\n[app:{kind}-server]\nuse = egg:swift#{kind}\n"
PROXY = """[pipeline:main]
pipeline = catch_errors cache listing_formats bulk s3api tempauth slo proxy-server
[app:proxy-server]
use = egg:swift#proxy
account_autocreate = true
[filter:catch_errors]
use = egg:swift#catch_errors
[filter:cache]
use = egg:swift#memcache
memcache_servers = 127.0.0.1:{cache}
[filter:listing_formats]
use = egg:swift#listing_formats
[filter:bulk]
use = egg:swift#bulk
[filter:s3api]
use = egg:swift#s3api
[filter:tempauth]
use = egg:swift#tempauth
user_newsroom_pictures = s3secret .admin
[filter:slo]
use = egg:swift#slo
"""


def ring(kind: str, port: int) -> None:
    builder = RingBuilder(2, 1, 1)
    place = {"region": 1, "zone": 1, "ip": "127.0.0.1", "port": port, "device": "one", "weight": 1, "id": 0}
    builder.add_dev({**place, "replication_ip": "127.0.0.1", "replication_port": port, "meta": ""})
    builder.rebalance()
    builder.get_ring().save(str(FOLDER / f"{kind}.ring.gz"))


def serve(kind: str, port: int, what: str) -> int:
    import pwd

    file = FOLDER / f"{kind}.conf"
    user = pwd.getpwuid(os.geteuid()).pw_name
    file.write_text(COMMON.format(port=port, user=user) + what)
    if child := os.fork():
        return child
    sys.argv = [kind, str(file)]
    sys.exit(run_wsgi(str(file), f"{kind}-server", default_port=port))


(FOLDER / "devices" / "one").mkdir(parents=True, exist_ok=True)
children = []
for kind, port in KINDS.items():
    ring(kind, port)
for kind, port in KINDS.items():
    children.append(serve(kind, port, STORE.format(kind=kind)))
children.append(serve("proxy", PROXY_PORT, PROXY.format(cache=CACHE_PORT)))
cache = subprocess.Popen(["memcached", "-u", "nobody", "-l", "127.0.0.1", "-p", str(CACHE_PORT)])
children.append(cache.pid)


def end(*_signal: object) -> None:
    for child in children:
        os.kill(child, signal.SIGKILL)
    sys.exit(0)


signal.signal(signal.SIGTERM, end)
while True:
    signal.pause()
