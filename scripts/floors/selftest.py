# SPDX-License-Identifier: GPL-2.0
"""Plants offences in a small house and looks whether they are reported."""

import os
import subprocess
import sys
import tempfile

import check_includes
import check_symbols
import house

FLOORS = """
0 .
1 cellar
2 hall
2 yard
3 roof
! cellar/long.c allowed
~ hall/expr hall/stmt
"""

CLEAN = {
    "limits.h": "#define LIMIT 1\n",
    "cellar/wine.h": "int cellar_wine(void);\n",
    "cellar/wine.c": '#include "cellar/wine.h"\n#include "limits.h"\n'
                     "int cellar_wine(void)\n{\n\treturn LIMIT;\n}\n",
    "hall/table.h": "int hall_table(void);\n",
    "hall/table.c": '#include "cellar/wine.h"\n#include "hall/table.h"\n'
                    "int hall_table(void)\n{\n\treturn cellar_wine();\n}\n",
    "yard/tree.h": "int yard_tree(void);\n",
    "yard/tree.c": '#include "yard/tree.h"\nint yard_tree(void)\n{\n\treturn 1;\n}\n',
    "roof.c": '#include "hall/table.h"\nint roof(void)\n{\n\treturn hall_table();\n}\n',
}
LONG = "int allowed(int a)\n{\n" + "\ta++;\n" * 101 + "\treturn a;\n}\n"

# name, files that change, what the report must contain ("" for nothing)
INCLUDE_CASES = [
    ("a clean house", {}, ""),
    ("an include upward", {"cellar/wine.c": '#include "yard/tree.h"\n'},
     "cellar (floor 1) may not use yard (floor 2)"),
    ("an include of a neighbour", {"hall/table.c": '#include "yard/tree.h"\n'},
     "hall (floor 2) may not use yard (floor 2)"),
    ("a circle of includes", {"hall/a.h": '#include "hall/b.h"\n', "hall/b.h": '#include "hall/a.h"\n'},
     "a circle of includes: hall/a.h hall/b.h"),
    ("a circle that the grammar excuses", {"hall/expr.h": '#include "hall/stmt.h"\n',
                                           "hall/stmt.h": '#include "hall/expr.h"\n'}, ""),
    ("an include without its room", {"hall/table.c": '#include "table.h"\n'},
     'write "hall/table.h"'),
    ("an included .c file", {"hall/table.c": '#include "cellar/wine.c"\n'},
     "includes cellar/wine.c, a .c file"),
    ("two files of one name", {"yard/wine.h": "int yard_wine(void);\n"},
     "yard/wine.h: cellar/wine.h has the same name"),
    ("a folder without a floor", {"shed/tool.c": "int shed_tool;\n"},
     "no floor is known for the folder shed/"),
    ("a long function", {"cellar/wine.c": LONG}, "allowed() has 103 lines"),
    ("a long function that is excused", {"cellar/long.c": LONG}, ""),
    ("a long file", {"cellar/wine.h": "int cellar_wine(void);\n" * 801}, "801 lines"),
]
SYMBOL_CASES = [
    ("a clean house", {}, ""),
    ("a call upward without an include",
     {"cellar/wine.c": "int hall_table(void);\nint cellar_wine(void)\n{\n\treturn hall_table();\n}\n",
      "hall/table.c": "int hall_table(void)\n{\n\treturn 1;\n}\n"},
     "cellar/wine.o uses hall_table of hall/table.o"),
    ("a variable of a neighbour",
     {"hall/table.c": "extern int yard_leaf;\nint hall_table(void)\n{\n\treturn yard_leaf;\n}\n",
      "yard/tree.c": "int yard_leaf = 1;\n"},
     "hall/table.o uses yard_leaf of yard/tree.o"),
    ("a circle of calls",
     {"hall/a.c": "int b(void);\nint a(void)\n{\n\treturn b();\n}\n",
      "hall/b.c": "int a(void);\nint b(void)\n{\n\treturn a();\n}\n"},
     "a circle of calls: hall/a hall/b"),
]


def build_house(root, changes):
    """Writes the small house below root."""
    for path, text in {**CLEAN, **changes}.items():
        os.makedirs(os.path.dirname(os.path.join(root, path)) or root, exist_ok=True)
        with open(os.path.join(root, path), "w", encoding="utf-8") as stream:
            stream.write(text)


def compile_house(root):
    """Compiles every .c file beside itself."""
    for path in check_includes.sources(root):
        if path.endswith(".c"):
            subprocess.run(["gcc", "-O0", "-w", f"-I{root}", "-c", os.path.join(root, path),
                            "-o", os.path.join(root, path[:-2] + ".o")], check=True)


def main():
    """Prints TAP."""
    number = failed = 0
    cases = [(check_includes, *case) for case in INCLUDE_CASES]
    cases += [(check_symbols, *case) for case in SYMBOL_CASES]
    print(f"1..{len(cases)}")
    for checker, name, changes, expected in cases:
        with tempfile.TemporaryDirectory() as root:
            floors = os.path.join(root, "floors.txt")
            with open(floors, "w", encoding="utf-8") as stream:
                stream.write(FLOORS)
            build_house(root, changes)
            if checker is check_symbols:
                compile_house(root)
                offences = checker.check(house.House(floors), root, root)[0]
            else:
                offences = checker.check(house.House(floors), root)[0]
        number += 1
        right = len(offences) == 1 and expected in offences[0] if expected else not offences
        failed += not right
        print(f"{'ok' if right else 'not ok'} {number} - {checker.__name__}: {name}")
        if not right:
            print(f"# wanted: {expected or 'nothing'}\n# got: {offences}")
    return 1 if failed else 0


sys.exit(main())
