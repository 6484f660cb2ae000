"""List the benchmarks: `python -m bench` prints each module with the first line of its docstring."""

import ast
from pathlib import Path


def benches(folder: Path = Path(__file__).parent) -> dict[str, str]:
    """The modules that can be run, each with the first line of its docstring."""
    found = {}
    for file in (*folder.glob("*.py"), *folder.glob("*/__main__.py")):
        name = file.parent.name if file.parent != folder else file.stem
        source = file.read_text(encoding="utf-8")
        if not name.startswith("_") and 'if __name__ == "__main__"' in source:
            found[name] = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return dict(sorted(found.items()))


def main() -> int:
    print(
        "Run one with: .venv/bin/python -m bench.NAME (--help says more). `make quality` runs all with floors."
    )
    for name, line in benches().items():
        print(f"  {name:<20} {line}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
