"""The build backend of pyproject.toml (PEP 517): the released program in a wheel, so that pip installs it as a script.

pip needs nothing but this file and Python 3.8. The program comes from the first of these that there is:

1. the file that MAPVET_BINARY names;
2. .build/static/release/mapvet of this tree, which `make static` leaves;
3. the released wheel itself, fetched with pip. With hashes in script/requirements/wheel.txt it comes from where pip looks,
   and must match one of them. Without, or with PIP_NO_INDEX, only from PIP_FIND_LINKS: a package index could answer for
   a name that is not ours there.

`python script/packaging/mapvet_wheel.py BINARY FOLDER` makes the wheel of BINARY and prints its path.
"""

import base64
import hashlib
import os
import platform
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import zipfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
STATIC = os.path.join(".build", "static", "release", "mapvet")
PINS = os.path.join("script", "requirements", "wheel.txt")
ADVICE = "use the hook mapvet-system with a mapvet of yours, or mapvet-src"


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    binary = os.environ.get("MAPVET_BINARY")
    if binary:
        return make_wheel(binary, wheel_directory)
    binary = os.path.join(ROOT, STATIC)
    if os.path.exists(binary):
        return make_wheel(binary, wheel_directory)
    return fetch_wheel(wheel_directory)


def build_sdist(sdist_directory, config_settings=None):
    fail("there is no source distribution: a wheel holds the program, and the repository its source")


def fail(reason):
    """One line instead of a traceback: pip shows what its backend printed last."""
    sys.exit("mapvet: " + reason)


def version():
    with open(os.path.join(ROOT, "Sources", "mapvet", "Mapvet.swift"), encoding="utf-8") as source:
        return re.search(r'static let version = "([^"]+)"', source.read()).group(1)


def make_wheel(binary, folder):
    """Writes the wheel of a program and returns its file name. The same program gives the same bytes."""
    try:
        with open(binary, "rb") as file:
            program = file.read()
    except OSError as error:
        fail("%s: %s" % (binary, error.strerror))
    tags = ["py3-none-" + tag for tag in platforms(program, binary)]
    # Several platforms in a file name stand in one part of it, joined by dots.
    name = "mapvet-%s-py3-none-%s.whl" % (version(), ".".join(tag.split("-")[2] for tag in tags))
    info = "mapvet-%s.dist-info/" % version()
    texts = {}
    for text in ("LICENSE", "NOTICE"):
        with open(os.path.join(ROOT, text), "rb") as file:
            texts[text] = file.read()
    files = [
        ("mapvet-%s.data/scripts/mapvet" % version(), program, 0o755),
        (info + "licenses/LICENSE", texts["LICENSE"], 0o644),
        (info + "licenses/NOTICE", texts["NOTICE"], 0o644),
        (info + "METADATA", metadata().encode(), 0o644),
        (info + "WHEEL", wheel_description(tags).encode(), 0o644),
    ]
    record = "".join("%s,sha256=%s,%d\n" % (path, digest(data), len(data)) for path, data, _ in files)
    record += info + "RECORD,,\n"
    files.append((info + "RECORD", record.encode(), 0o644))
    os.makedirs(folder, exist_ok=True)
    path = os.path.join(folder, name)
    with zipfile.ZipFile(path + ".new", "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for file_name, data, mode in files:
            entry = zipfile.ZipInfo(file_name, (1980, 1, 1, 0, 0, 0))
            entry.create_system = 3
            entry.external_attr = (0o100000 | mode) << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, data)
    os.replace(path + ".new", path)
    return name


def digest(data):
    return base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()


def metadata():
    return (
        "Metadata-Version: 2.1\nName: mapvet\nVersion: %s\n"
        "Summary: Find the ways Go programs misuse maps, the memory behind them and the locks around them\n"
        "License: Apache-2.0\nRequires-Python: >=3.8\n" % version()
    )


def wheel_description(tags):
    lines = ["Wheel-Version: 1.0", "Generator: mapvet", "Root-Is-Purelib: false"] + ["Tag: " + tag for tag in tags]
    return "\n".join(lines) + "\n"


def platforms(program, path):
    """The platform tags that a program runs on: any Linux of its processor when it is static, else ones like this."""
    machines = {62: "x86_64", 183: "aarch64"}
    machine = None
    if program[:6] == b"\x7fELF\x02\x01" and len(program) >= 64:
        machine = machines.get(struct.unpack_from("<H", program, 18)[0])
    if machine is None:
        fail("%s is no program for Linux on x86_64 or aarch64" % path)
    if needs_interpreter(program):
        return ["linux_" + machine]
    return [tag + machine for tag in ("manylinux_2_17_", "manylinux2014_", "musllinux_1_1_")]


def needs_interpreter(program):
    """Is there a program header of type PT_INTERP, which names the loader of shared libraries?"""
    start = struct.unpack_from("<Q", program, 32)[0]
    size, count = struct.unpack_from("<HH", program, 54)
    kinds = (struct.unpack_from("<I", program, start + size * index)[0] for index in range(count))
    return 3 in kinds


def fetch_wheel(folder):
    """Copies the released wheel, which pip fetches, to a folder and returns its file name."""
    if platform.system() != "Linux" or platform.machine() not in ("x86_64", "aarch64"):
        fail("released for Linux on x86_64 and aarch64, not for %s on %s: %s"
             % (platform.system(), platform.machine(), ADVICE))
    with tempfile.TemporaryDirectory() as download:
        pins = pinned()
        if pins and not os.environ.get("PIP_NO_INDEX"):
            wanted = ["--require-hashes", "--requirement", pins]
        else:
            wanted = ["--no-index", "mapvet==" + version()]
        # -I: pip runs backends without itself on the path. Its own settings come through the environment all the same.
        command = [sys.executable, "-I", "-m", "pip", "download", "--quiet", "--no-deps", "--only-binary", ":all:",
                   "--disable-pip-version-check", "--no-input", "--dest", download] + wanted
        run = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        wheels = [name for name in os.listdir(download) if name.endswith(".whl")]
        if run.returncode != 0 or len(wheels) != 1:
            fail("no program to install: MAPVET_BINARY is not set, %s is not built, and %s; %s"
                 % (STATIC, refusal(run.stdout.decode(errors="replace"), pins), ADVICE))
        shutil.copy(os.path.join(download, wheels[0]), folder)
        return wheels[0]


def pinned():
    """The path of the file with the released wheels' hashes, when it has some for this version."""
    path = os.path.join(ROOT, PINS)
    try:
        with open(path, encoding="utf-8") as file:
            return path if "mapvet==%s " % version() in file.read() else None
    except OSError:
        return None


def refusal(output, pins):
    """What pip said, in a few words."""
    if "No module named pip" in output:
        return "this Python has no pip to fetch the released wheel with"
    if "DO NOT MATCH THE HASHES" in output:
        return "the package index sent something else than %s pins" % PINS
    if "No matching distribution" in output or "Could not find a version" in output:
        where = "pip finds" if pins else "PIP_FIND_LINKS holds"
        return "%s no wheel of mapvet %s for this machine" % (where, version())
    lines = [line for line in output.splitlines() if line.strip()]
    return "pip could not fetch its wheel: " + (lines[-1].strip() if lines else "it said nothing")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        fail("mapvet_wheel.py BINARY FOLDER")
    print(os.path.join(sys.argv[2], make_wheel(sys.argv[1], sys.argv[2])))
