#!/usr/bin/env python3
"""check_layers must let good sources pass and catch each kind of violation."""

import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

CHECK = Path(__file__).resolve().parent / "check_layers"
GOOD = {
    "base/result.h": "#pragma once\n#include <expected>\n",
    "domain/event.h": '#pragma once\n#include "base/result.h"\n',
    "store/space.h": '#pragma once\n#include <duckdb.h>\n#include <fcntl.h>\n#include "domain/event.h"\n',
    "pipeline/map.h": '#pragma once\n#include "store/space.h"\n',
    "cli/map_commands.cc": '#include <CLI/CLI.hpp>\n#include "pipeline/map.h"\nvoid f() { std::puts("x"); }\n',
    "models/trees.cc": '#include <vector>\n// printf("x") and std::cout\nconst char* k = "stdout";\n',
    "models/trees_test.cc": "#include <gtest/gtest.h>\n",
    "main/main.cc": '#include "store/space.h"\n',
}
# A file to add, its text, and a part of what must be said, with its line.
BAD = (
    ("domain/x.h", '#include "store/space.h"\n', "domain/x.h:1: ", "floor"),
    ("pipeline/x.h", '\n#include "serving/y.h"\n', "pipeline/x.h:2: ", "does not exist"),
    ("store/x.h", '#include "models/y.h"\n', "store/x.h:1: ", "(floor 2)"),
    ("cli/x.cc", '#include "store/space.h"\n', "cli/x.cc:1: ", "missing service method"),
    ("models/x.cc", "#include <duckdb.h>\n", "models/x.cc:1: ", "belongs to store"),
    ("models/x.cc", "#include <nlohmann/json.hpp>\n", "models/x.cc:1: ", "belongs to base"),
    ("models/x.cc", "#include <boost/any.hpp>\n", "models/x.cc:1: ", "belongs to http"),
    ("models/x.cc", "#include <zlib.h>\n", "models/x.cc:1: ", "belongs to store and base"),
    ("models/x.cc", "#include <libnobody/any.hpp>\n", "models/x.cc:1: ", "no owner room"),
    ("models/x.cc", "#include <gtest/gtest.h>\n", "models/x.cc:1: ", "belongs to tests"),
    ("models/x.cc", "#include <fstream>\n", "models/x.cc:1: ", "disk belongs to store"),
    ("models/x.cc", 'void f() {\n  printf("x");\n}\n', "models/x.cc:2: ", "stdout belongs to cli"),
    ("models/x.cc", "/* a\n b */ auto& o = std::cout;\n", "models/x.cc:2: ", "stdout belongs to cli"),
    ("models/x.cc", "auto t = std::chrono::system_clock::now();\n", "models/x.cc:1: ", "now is passed in"),
    ("models/x.cc", "std::random_device d;\n", "models/x.cc:1: ", "randomness is passed in"),
    ("utils/x.cc", "int x;\n", "utils/x.cc:1: ", "in no room"),
    ("x.cc", "int x;\n", "src/x.cc:1: ", "in no room"),
)


class CheckLayers(unittest.TestCase):
    def check(self, files: dict[str, str]) -> subprocess.CompletedProcess:
        with tempfile.TemporaryDirectory() as root:
            for name, text in files.items():
                path = Path(root, "src", name)
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(text)
            return subprocess.run([sys.executable, CHECK, root], capture_output=True, text=True)

    def test_good_sources_pass(self):
        result = self.check(GOOD)
        self.assertEqual((result.returncode, result.stderr), (0, ""))

    def test_violations_are_caught(self):
        for name, text, where, what in BAD:
            with self.subTest(file=name, text=text):
                extra = {"serving/z.h": "\n", "models/y.h": "\n"}
                result = self.check({**GOOD, **extra, name: text})
                self.assertEqual(result.returncode, 1)
                self.assertIn(where, result.stderr)
                self.assertIn(what, result.stderr)

    def test_nothing_to_check_is_a_failure(self):
        self.assertEqual(self.check({"README": "x"}).returncode, 1)


if __name__ == "__main__":
    unittest.main()
