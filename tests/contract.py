"""api/openapi.yaml as an oracle: says whether an answer is what the document promises."""

import json
import re
from datetime import datetime
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parent.parent / "api" / "openapi.yaml"


class Flow:
    """Reads one value in YAML's flow style: {a: 1, b: [x, "y"]}, or a plain scalar."""

    def __init__(self, text):
        self.text, self.at = text, 0

    def spaces(self):
        while self.text[self.at:self.at + 1] == " ":
            self.at += 1

    def take(self, wanted):
        self.spaces()
        if self.text[self.at:self.at + 1] != wanted:
            raise ValueError(f"no {wanted!r} at {self.at} of {self.text!r}")
        self.at += 1

    def value(self, inside=False):
        self.spaces()
        first = self.text[self.at:self.at + 1]
        if first == "{":
            return self.pairs()
        if first == "[":
            return self.items()
        if first in ("'", '"'):
            return self.quoted(first)
        end = re.compile(r"[,\]}]|: " if inside else r"$").search(self.text, self.at)
        end = end.start() if end else len(self.text)
        word, self.at = self.text[self.at:end].strip(), end
        return scalar(word)

    def quoted(self, quote):
        begin = self.at
        self.at += 1
        while self.text[self.at] != quote or (quote == "'" and self.text[self.at + 1:self.at + 2] == "'"):
            self.at += 2 if self.text[self.at] in ("\\" if quote == '"' else "'") else 1
        self.at += 1
        text = self.text[begin:self.at]
        return json.loads(text) if quote == '"' else text[1:-1].replace("''", "'")

    def pairs(self):
        def pair():
            name = self.value(inside=True)
            self.take(":")
            return name, self.value(inside=True)
        return dict(self.between("{", "}", pair))

    def items(self):
        return list(self.between("[", "]", lambda: self.value(inside=True)))

    def between(self, begin, end, read):
        self.take(begin)
        self.spaces()
        while self.text[self.at] != end:
            yield read()
            self.spaces()
            if self.text[self.at] == ",":
                self.at += 1
                self.spaces()
        self.at += 1


def scalar(word):
    if word in ("true", "false"):
        return word == "true"
    if word in ("null", "~", ""):
        return None
    if re.fullmatch(r"-?\d+", word):
        return int(word)
    return word


def read_yaml(text):
    """The part of YAML that the document keeps to: block maps and lists, values in flow style on one line."""
    lines = []
    for line in text.split("\n"):
        if line.strip() and not line.lstrip().startswith("#"):
            lines.append((len(line) - len(line.lstrip()), line.strip()))
    value, rest = read_block(lines, 0)
    if rest != len(lines):
        raise ValueError(f"cannot read {lines[rest]}")
    return value


KEY = re.compile(r"""("[^"]*"|'[^']*'|[^\s{\["'][^:]*|/[^ ]*):( |$)""")


def read_block(lines, at):
    indent = lines[at][0]
    if lines[at][1].startswith("- "):
        found = []
        while at < len(lines) and lines[at][0] == indent and lines[at][1].startswith("- "):
            inner = lines[at][1][2:]
            if inner[0] not in "{[\"'" and KEY.match(inner):
                lines[at] = (indent + 2, inner)
                value, at = read_block(lines, at)
            else:
                value, at = Flow(inner).value(), at + 1
            found.append(value)
        return found, at
    found = {}
    while at < len(lines) and lines[at][0] == indent:
        match = KEY.match(lines[at][1])
        if not match:
            raise ValueError(f"no key in {lines[at][1]!r}")
        name = match.group(1)
        name = name[1:-1] if name[0] in "\"'" else scalar(name)
        rest = lines[at][1][match.end():].strip()
        at += 1
        if rest == "|-":
            words = []
            while at < len(lines) and lines[at][0] > indent:
                words.append(lines[at][1])
                at += 1
            found[name] = "\n".join(words)
        elif rest:
            found[name] = Flow(rest).value()
        elif at < len(lines) and lines[at][0] > indent:
            found[name], at = read_block(lines, at)
        else:
            found[name] = None
    return found, at


TYPES = {"object": dict, "array": list, "string": str, "boolean": bool, "null": type(None)}


class Contract:
    def __init__(self):
        self.document = read_yaml(DOCUMENT.read_text())
        self.operations = {}  # (METHOD, path) → operation
        for path, methods in self.document["paths"].items():
            for method, operation in methods.items():
                self.operations[method.upper(), path] = operation
        # The most literal path that fits decides, as in the server.
        patterns = sorted(self.document["paths"], key=lambda path: [s.startswith("{") for s in path.split("/")])
        self.patterns = [(re.compile(re.sub(r"\\{\w+\\}", "[^/]+", re.escape(path))), path) for path in patterns]

    def find(self, method, path):
        for pattern, template in self.patterns:
            if pattern.fullmatch(path) and (method, template) in self.operations:
                return template
        return None

    def resolve(self, schema):
        while "$ref" in schema:
            found = self.document
            for name in schema["$ref"].removeprefix("#/").split("/"):
                found = found[name]
            schema = found
        return schema

    def check(self, method, path, status, content_type, body):
        """What is wrong with an answer: a list of words, empty when it keeps the contract."""
        template = self.find(method, path.split("?")[0])
        if template is None:
            return [f"{method} {path}: no operation of the document"]
        responses = self.operations[method, template]["responses"]
        where = f"{method} {template} {status}"
        if str(status) not in responses:
            return [f"{where}: the document has no such status"]
        contents = self.resolve(responses[str(status)]).get("content")
        if contents is None:
            return [f"{where}: has a body"] if body else []
        if content_type not in contents:
            return [f"{where}: has the content type {content_type}"]
        if content_type != "application/json":
            return []
        return [f"{where}: {wrong}" for wrong in self.misfits(contents[content_type]["schema"], json.loads(body), "")]

    def misfits(self, schema, value, where):
        schema = self.resolve(schema)
        if "anyOf" in schema:
            tries = [self.misfits(one, value, where) for one in schema["anyOf"]]
            return [] if not all(tries) else tries[0]
        types = schema.get("type", [])
        types = types if isinstance(types, list) else [types]
        if types and not any(self.is_a(one, value) for one in types):
            return [f"{where or 'the answer'} is {json.dumps(value)[:80]}, not {' or '.join(types)}"]
        wrong = []
        if "const" in schema and value != schema["const"] or "enum" in schema and value not in schema["enum"]:
            wrong.append(f"{where} is {value!r}")
        if isinstance(value, dict):
            wrong += self.object_misfits(schema, value, where)
        if isinstance(value, list) and "items" in schema:
            for index, one in enumerate(value):
                wrong += self.misfits(schema["items"], one, f"{where}[{index}]")
        if isinstance(value, str):
            if "pattern" in schema and not re.search(schema["pattern"], value):
                wrong.append(f"{where} is {value!r}, not of the form {schema['pattern']}")
            if schema.get("format") == "date-time" and not is_time(value):
                wrong.append(f"{where} is {value!r}, no time")
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            if not schema.get("minimum", value) <= value <= schema.get("maximum", value):
                wrong.append(f"{where} is {value}")
        return wrong

    def object_misfits(self, schema, value, where):
        known = schema.get("properties", {})
        wrong = [f"{where}.{name} is missing" for name in schema.get("required", []) if name not in value]
        for name, inner in value.items():
            further = schema.get("additionalProperties", True)
            if name in known:
                wrong += self.misfits(known[name], inner, f"{where}.{name}")
            elif further is False:
                wrong.append(f"{where}.{name} is no member")
            elif isinstance(further, dict):
                wrong += self.misfits(further, inner, f"{where}.{name}")
        return wrong

    @staticmethod
    def is_a(name, value):
        if name == "integer":
            return isinstance(value, int) and not isinstance(value, bool)
        if name == "number":
            return isinstance(value, (int, float)) and not isinstance(value, bool)
        return isinstance(value, TYPES[name])


def is_time(text):
    try:
        datetime.fromisoformat(text.replace("Z", "+00:00"))
        return text.endswith("Z")
    except ValueError:
        return False
