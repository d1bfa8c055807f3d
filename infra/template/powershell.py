"""Parses PowerShell scripts, and the PowerShell blocks of Markdown pages, and fails if one has
a syntax error, calls a cmdlet that is not listed here, or with a parameter that it does not have.
Nothing is run: python powershell.py FILE..."""

import re
import sys

import tree_sitter
import tree_sitter_powershell

PARSER = tree_sitter.Parser(tree_sitter.Language(tree_sitter_powershell.language()))

# Parameters of the cmdlets in use (Microsoft's reference of Windows PowerShell 5.1).
CMDLETS = {
    "Expand-Archive": "Path LiteralPath DestinationPath Force",
    "Get-ChildItem": "Path LiteralPath Filter Include Exclude Recurse Depth Force Name Attributes Directory File Hidden ReadOnly System",
    "Join-Path": "Path ChildPath Resolve",
    "New-Item": "Path Name ItemType Value Force",
    "New-Object": "TypeName ArgumentList Property ComObject Strict",
    "New-ScheduledTaskAction": "Id Execute Argument WorkingDirectory",
    "New-ScheduledTaskPrincipal": "Id UserId GroupId LogonType RunLevel RequiredPrivilege",
    "New-ScheduledTaskSettingsSet": "MultipleInstances StartWhenAvailable ExecutionTimeLimit Priority RestartCount RestartInterval WakeToRun",
    "New-ScheduledTaskTrigger": "Once Daily Weekly AtStartup AtLogOn At DaysInterval RandomDelay RepetitionDuration RepetitionInterval",
    "New-TimeSpan": "Start End Days Hours Minutes Seconds",
    "Register-ScheduledTask": "TaskName TaskPath Description Action Trigger Principal Settings User Password Force",
    "Remove-Item": "Path LiteralPath Filter Include Exclude Recurse Force",
    "Sort-Object": "Property Descending Unique CaseSensitive Culture",
    "Where-Object": "FilterScript Property Value",
}


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


def nodes(node, but=""):
    """Yields all nodes below a node; those of one kind without what is below them."""
    for child in node.children:
        yield child
        if child.type != but:
            yield from nodes(child, but)


def unknown(root):
    """Yields the calls of cmdlets with what CMDLETS does not have, each with the reason."""
    own = {child.text.decode() for node in nodes(root) if node.type == "function_statement" for child in node.children if child.type == "function_name"}
    for command in nodes(root):
        name = command.child_by_field_name("command_name") if command.type == "command" else None
        name = name.text.decode() if name else ""
        if not re.fullmatch(r"[A-Z]\w+-\w+", name) or name in own:
            continue
        if name not in CMDLETS:
            yield command, f"{name} is not among the cmdlets of infra/template/powershell.py"
            continue
        for part in nodes(command, but="command"):
            parameter = part.text.decode().removeprefix("-").rstrip(":")
            if part.type == "command_parameter" and parameter not in CMDLETS[name].split():
                yield part, f"{name} has no parameter -{parameter}"


failed = parsed = 0
for name in sys.argv[1:]:
    for before, script in scripts(name):
        parsed += 1
        root = PARSER.parse(script.encode()).root_node
        if root.has_error:
            failed = 1
            for node in errors(root):
                print(f"{name}:{before + node.start_point[0] + 1}: not PowerShell: {script.splitlines()[node.start_point[0]]}", file=sys.stderr)
        for node, reason in unknown(root):
            failed = 1
            print(f"{name}:{before + node.start_point[0] + 1}: {reason}", file=sys.stderr)
if parsed == 0:
    sys.exit("no PowerShell was found")
if failed:
    sys.exit(1)
print(f"{parsed} PowerShell scripts and blocks parse, and call cmdlets by parameters that these have")
