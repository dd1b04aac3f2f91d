"""The settings of `likely serve`, read from their one table, src/services/settings.cc; docs/settings.md prints them
(tools/check_docs)."""

import re
from pathlib import Path

SOURCE = Path(__file__).resolve().parent.parent / "src/services/settings.cc"
ROW = re.compile(r'\{\.name = .*?\}(?=,(?:\n|$))', re.S)
TEXT = re.compile(r'\.(\w+) = ((?:"(?:\\.|[^"\\])*"\s*)+)')
NUMBER = re.compile(r"\.(least|most) = (-?[\d']+)")

HEAD = """# Settings

Each setting of `likely serve` is a flag, a key of the TOML file that `--config FILE` names, and a variable of the environment. A flag goes
before a variable, that before the file, that before the default; a variable that is empty says nothing. A file that is missing, a key
that does not exist and a value that is out of its range refuse the start, with file, line and key.

```toml
# likely.toml, for: likely serve --config likely.toml
listen = "127.0.0.1:9000"
retention-days = 730
trusted-proxy = ["10.0.0.7"]
```

Paths in it are taken from the folder in which the program is started. The data folder is said by `--data DIR` or `LIKELY_DATA`, to every command.
The table is made from `src/services/settings.cc` by `tools/check_docs --fix`.

"""


def rows() -> list[dict]:
    source = SOURCE.read_text(encoding="utf-8")
    table = source[source.index("constexpr Setting kSettings[]"):]
    table = table[:table.index("\n};")]
    found = []
    for row in ROW.findall(table):
        fields = {name: "".join(re.findall(r'"((?:\\.|[^"\\])*)"', text)).replace('\\"', '"')
                  for name, text in TEXT.findall(row)}
        found.append(fields | {name: number.replace("'", "") for name, number in NUMBER.findall(row)})
    assert len(found) == table.count(".name = "), "src/services/settings.cc: a row of the table cannot be read"
    return found


def allowed(row: dict) -> str:
    if "most" in row:
        return f"{int(row.get('least', 0)):,} to {int(row['most']):,}"
    if "choices" in row:
        return row["choices"]
    return "–" if row["form"] else "true, false"


def page() -> str:
    lines = [HEAD + "| flag | key | variable | default | allowed | meaning |", "|---|---|---|---|---|---|"]
    for row in rows():
        name = row["name"]
        flag = f"--{name} {row['form']}".strip()
        preset = f"`{row['preset']}`" if row["preset"] else "–"
        lines.append(f"| `{flag}` | `{name}` | `LIKELY_{name.upper().replace('-', '_')}` | {preset} | {allowed(row)} | {row['words']} |")
    return "\n".join(lines) + "\n"
