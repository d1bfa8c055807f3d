"""Parses PowerShell scripts, and the PowerShell blocks of Markdown pages, and fails if one has
a syntax error. Nothing is run: python powershell.py FILE..."""

import re
import sys

import tree_sitter
import tree_sitter_powershell

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))


def scripts(name):
    """Yields the scripts of a file, each with the number of lines before it."""
    text = open(name, encoding="utf-8").read()
    if not name.endswith(".md"):
        yield 0, text
        return
    for block in re.finditer(r"^ *```powershell\n(.*?)^ *```$", text, re.M | re.S):
        yield text.count("\n", 0, block.start(1)), block[1]


def errors(node):
    """Yields the innermost nodes that could not be parsed."""
    inner = [child for child in node.children if child.has_error]
    if not inner:
        yield node
    for child in inner:
        yield from errors(child)


failed = parsed = 0
for name in sys.argv[1:]:
    for before, script in scripts(name):
        parsed += 1
        root = PARSER.parse(script.encode()).root_node
        if root.has_error:
            failed = 1
            for node in errors(root):
                print(f"{name}:{before + node.start_point[0] + 1}: not PowerShell: {script.splitlines()[node.start_point[0]]}", file=sys.stderr)
if parsed == 0:
    sys.exit("no PowerShell was found")
if failed:
    sys.exit(1)
print(f"{parsed} PowerShell scripts and blocks parse")
