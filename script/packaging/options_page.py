"""docs/command-line.md, made from what the program itself says of its options, as the man page is.

    python3 script/packaging/options_page.py .build/release/mapvet > docs/command-line.md
"""

import json
import re
import subprocess
import sys

from manual import dashed, is_shown, name, shown_arguments


def page(help_dump):
    root = help_dump["command"]
    commands = [each for each in root.get("subcommands", []) if is_shown(each) and name(each) != "help"]
    lines = ["# Commands and options", "",
             "<!-- Made by script/packaging/options_page.py of what the program says of itself; do not edit. -->", "",
             "What stands in a file in place of the command line is in [configuration.md](configuration.md).", ""]
    lines += prose(root.get("discussion", ""))
    shared = {option(each) for each in arguments_of(commands[0])}
    for index, command in enumerate(commands):
        lines += section(command, "mapvet " + name(command), 2, shared if index else set())
    return "\n".join(lines).rstrip("\n") + "\n"


def section(command, title, level, shared):
    """A command with its options, then the commands below it. Those that it shares with `mapvet check` are named alone."""
    lines = ["#" * level + " " + title, ""]
    lines += prose(command.get("abstract", "")) + prose(command.get("discussion", ""))
    arguments = arguments_of(command)
    own = [each for each in arguments if option(each) not in shared]
    lines += options(None, [each for each in own if each["kind"] == "positional"])
    for group in dict.fromkeys(each.get("sectionTitle") for each in own):
        if group:
            lines += options(group, [each for each in own if each.get("sectionTitle") == group])
    lines += options("Options", [each for each in own if each["kind"] != "positional" and not each.get("sectionTitle")])
    same = [label(each) for each in arguments if option(each) in shared]
    if same:
        lines += ["As for [`mapvet check`](#mapvet-check): %s." % ", ".join(same), ""]
    for inner in command.get("subcommands", []):
        if is_shown(inner) and name(inner) != "help":
            lines += section(inner, title + " " + name(inner), level + 1, shared)
    return lines


def arguments_of(command):
    """A flag and the one that takes it back are one."""
    arguments = []
    for each in shown_arguments(command):
        if arguments and each["valueName"] == "no-" + arguments[-1]["valueName"]:
            arguments[-1] = dict(arguments[-1], names=arguments[-1]["names"] + each["names"])
        elif each["valueName"] != "version":
            arguments.append(each)
    return arguments


def options(title, arguments):
    if not arguments:
        return []
    return (["**%s**" % title, ""] if title else []) + [option(each) for each in arguments] + [""]


def label(argument):
    value = argument["valueName"]
    if argument["kind"] == "positional":
        return "`%s`" % value.upper()
    names = sorted((dashed(each) for each in argument["names"]), key=len)
    last = " " + value.upper() if argument["kind"] == "option" else ""
    return ", ".join("`%s%s`" % (each, last) for each in names)


def option(argument):
    text = argument.get("abstract", "") + " " + argument.get("discussion", "")
    if argument.get("defaultValue") and argument["defaultValue"] != "0":
        text = text.rstrip() + " Default: `%s`." % argument["defaultValue"]
    return "- %s: %s" % (label(argument), escape(" ".join(text.split())))


def prose(text):
    """Paragraphs and, where lines are indented, examples."""
    lines = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        is_example = False
        for line in paragraph.split("\n"):
            if line.startswith("  ") != is_example:
                is_example = not is_example
                lines += ["", "```sh"] if is_example else ["```", ""]
            lines.append(line.strip() if is_example else escape(line.strip()))
        lines += ["```", ""] if is_example else [""]
    return lines if text.strip() else []


def escape(text):
    """Text that stands for itself, but for what is code."""
    parts = re.split("(`[^`]*`)", text)
    return "".join(part if index % 2 else re.sub(r"([*_<\\])", r"\\\1", part) for index, part in enumerate(parts))


if __name__ == "__main__":
    dump = subprocess.run([sys.argv[1], "--experimental-dump-help"], check=True, stdout=subprocess.PIPE).stdout
    sys.stdout.write(page(json.loads(dump)))
