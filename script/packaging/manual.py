"""mapvet.1, made from what the program itself says of its options (ArgumentParser's --experimental-dump-help)."""

import re

ESCAPES = {"\\": "\\e", "-": "\\-", "'": "\\(aq", "`": "\\(ga", "^": "\\(ha", "~": "\\(ti", '"': "\\(dq"}


def manual(help_dump, version):
    """The page as text in man(7) macros."""
    root = help_dump["command"]
    commands = [command for command in root.get("subcommands", []) if is_shown(command) and name(command) != "help"]
    lines = ['.TH MAPVET 1 "" "mapvet %s" "User Commands"' % escape(version), ".SH NAME",
             "mapvet \\- " + escape(lower_first(root["abstract"].rstrip("."))), ".SH SYNOPSIS"]
    lines += "\n.br\n".join(synopsis(command, root.get("defaultSubcommand")) for command in commands).split("\n")
    lines += [".SH DESCRIPTION"] + prose(root.get("discussion", ""))
    lines.append(".SH COMMANDS")
    for command in commands:
        lines += section(command, "mapvet " + name(command))
    return "\n".join(lines) + "\n"


def section(command, title):
    """A command with its options, then the commands below it."""
    lines = ['.SS "%s"' % escape(title)] + prose(command.get("abstract", "") + "\n\n" + command.get("discussion", ""))
    group = None
    for argument in shown_arguments(command):
        if argument.get("sectionTitle") != group:
            group = argument.get("sectionTitle")
            if group:
                lines += [".PP", ".I %s" % escape(group + ":")]
        lines += option(argument)
    for inner in command.get("subcommands", []):
        if is_shown(inner) and name(inner) != "help":
            lines += section(inner, title + " " + name(inner))
    return lines


def synopsis(command, default):
    parts = []
    for argument in shown_arguments(command):
        if argument["kind"] != "positional":
            continue
        text = "\\fI%s\\fR" % escape(argument["valueName"]) + (" ..." if argument.get("isRepeating") else "")
        parts.append("[%s]" % text if argument.get("isOptional") else text)
    if any(is_shown(inner) for inner in command.get("subcommands", [])):
        parts.insert(0, "\\fIcommand\\fR")
    if any(argument["kind"] != "positional" for argument in shown_arguments(command)):
        parts.insert(0, "[\\fIoptions\\fR]")
    word = escape(name(command))
    first = "[\\fB%s\\fR]" % word if name(command) == default else "\\fB%s\\fR" % word
    return "\\fBmapvet\\fR " + " ".join([first] + parts)


def option(argument):
    value = argument["valueName"]
    if argument["kind"] == "positional":
        label = "\\fI%s\\fR" % escape(value)
    else:
        names = ["\\fB%s\\fR" % escape(dashed(each)) for each in argument["names"]]
        label = ", ".join(sorted(names, key=len))
        if argument["kind"] == "option":
            label += " \\fI%s\\fR" % escape(value)
    text = argument.get("abstract", "")
    if argument.get("defaultValue") and argument["defaultValue"] != "0":
        text = text.rstrip() + " Default: %s." % argument["defaultValue"]
    return [".TP", label] + (prose(text + " " + argument.get("discussion", "")) or ["\\&"])


def prose(text):
    """Paragraphs and, where lines are indented, examples."""
    lines = []
    for paragraph in re.split(r"\n\s*\n", text.strip()):
        if lines:
            lines.append(".PP")
        is_example = False
        for line in paragraph.split("\n"):
            if line.startswith("  ") != is_example:
                is_example = not is_example
                lines += [".PP", ".RS 4", ".nf"] if is_example else [".fi", ".RE", ".PP"]
            if line.strip():
                lines.append(escape(line.strip()))
        if is_example:
            lines += [".fi", ".RE"]
    return lines


def shown_arguments(command):
    return [each for each in command.get("arguments", []) if is_shown(each) and each["valueName"] != "help"]


def is_shown(item):
    return item.get("shouldDisplay", True)


def name(command):
    return command["commandName"]


def dashed(argument_name):
    return ("--" if argument_name["kind"] == "long" else "-") + argument_name["name"]


def lower_first(text):
    return text[:1].lower() + text[1:]


def escape(text):
    """Text that stands for itself. A line that starts with a dot or an apostrophe would be a request."""
    escaped = "".join(ESCAPES.get(each, each if ord(each) < 128 else "\\[u%04X]" % ord(each)) for each in text)
    return "\\&" + escaped if escaped.startswith(".") else escaped
