"""What can be measured: `python -m bench` lists the benches with the first line of what each says of itself."""

import ast
from pathlib import Path


def benches(folder: Path = Path(__file__).parent) -> dict[str, str]:
    """The modules that can be run, each with the first line of its docstring."""
    found = {}
    for file in sorted(folder.glob("*.py")):
        if file.stem.startswith("_"):
            continue
        source = file.read_text(encoding="utf-8")
        if 'if __name__ == "__main__"' in source:
            found[file.stem] = (ast.get_docstring(ast.parse(source)) or "").partition("\n")[0]
    return found


def main() -> int:
    print(
        "Run one with: .venv/bin/python -m bench.NAME (--help says more). `make quality` runs all with floors."
    )
    for name, line in benches().items():
        print(f"  {name:<20} {line}")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
