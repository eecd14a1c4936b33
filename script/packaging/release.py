"""The files of a release: python script/packaging/release.py BINARY FOLDER

    mapvet-VERSION-linux-MACHINE.tar.gz   program, man page, shell completions, licences: to unpack over /usr/local
    mapvet-VERSION-py3-none-*.whl         the program as a wheel, for pre-commit
    SHA256SUMS                            of the two
    wheel.txt                             the wheel's line for script/requirements/wheel.txt

The same program gives the same bytes. BINARY is run for its version, its help and its completions.
"""

import gzip
import hashlib
import io
import json
import os
import statistics
import subprocess
import sys
import tarfile
import time

import manual
import mapvet_wheel

ROOT = mapvet_wheel.ROOT
# The libraries that are part of a static program, with where a build has their licences.
LICENCES = [
    ("tree-sitter-go", ".deps/tree-sitter-go/LICENSE"),
    ("tree-sitter", "/usr/share/doc/libtree-sitter-dev/copyright"),
    ("libyaml", "/usr/share/doc/libyaml-dev/copyright"),
    ("swift-argument-parser", ".build/static/checkouts/swift-argument-parser/LICENSE.txt"),
]
START_UP_LIMIT = 6.0


def main(binary, folder):
    binary = os.path.abspath(binary)
    version = output(binary, "version").split()[-1]
    if version != mapvet_wheel.version():
        sys.exit("release: %s is mapvet %s, the source says %s" % (binary, version, mapvet_wheel.version()))
    os.makedirs(folder, exist_ok=True)
    archive = "mapvet-%s-linux-%s.tar.gz" % (version, machine(binary))
    write(os.path.join(folder, archive), tarball(files(binary, version), archive[: -len(".tar.gz")]))
    wheel = mapvet_wheel.make_wheel(binary, folder)
    sums = [(hash_of(os.path.join(folder, each)), each) for each in (archive, wheel)]
    write(os.path.join(folder, "SHA256SUMS"), "".join("%s  %s\n" % each for each in sums).encode())
    write(os.path.join(folder, "wheel.txt"), ("mapvet==%s \\\n    --hash=sha256:%s\n" % (version, sums[1][0])).encode())
    for each in (archive, wheel, "SHA256SUMS", "wheel.txt"):
        print(os.path.join(folder, each))


def files(binary, version):
    """Path, contents and mode of all that goes into the archive."""
    page = manual.manual(json.loads(output(binary, "--experimental-dump-help")), version)
    result = [("bin/mapvet", read(binary), 0o755), ("share/man/man1/mapvet.1", page.encode(), 0o644)]
    for shell, path in [("bash", "bash-completion/completions/mapvet"), ("zsh", "zsh/site-functions/_mapvet"),
                        ("fish", "fish/vendor_completions.d/mapvet.fish")]:
        result.append(("share/" + path, output(binary, "--generate-completion-script", shell).encode(), 0o644))
    for name in ("CHANGELOG.md", "LICENSE", "README.md"):
        result.append(("share/doc/mapvet/" + name, read(os.path.join(ROOT, name)), 0o644))
    for name, path in LICENCES:
        path = os.path.join(ROOT, path)
        if os.path.exists(path):
            result.append(("share/doc/mapvet/licences/" + name, read(path), 0o644))
    return sorted(result)


def tarball(members, top):
    """A tar.gz with nothing in it of this machine, this user or this moment."""
    plain = io.BytesIO()
    with tarfile.open(fileobj=plain, mode="w", format=tarfile.USTAR_FORMAT) as archive:
        folders = {top}
        for path, _, _ in members:
            parts = path.split("/")[:-1]
            folders.update("/".join([top] + parts[: depth + 1]) for depth in range(len(parts)))
        for folder in sorted(folders):
            entry = tarfile.TarInfo(folder)
            entry.type, entry.mode = tarfile.DIRTYPE, 0o755
            archive.addfile(entry)
        for path, data, mode in members:
            entry = tarfile.TarInfo(top + "/" + path)
            entry.size, entry.mode = len(data), mode
            archive.addfile(entry, io.BytesIO(data))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", compresslevel=6, mtime=0) as stream:
        stream.write(plain.getvalue())
    return packed.getvalue()


def machine(binary):
    """x86_64 or aarch64; fails for programs that are neither."""
    tag = mapvet_wheel.platforms(read(binary), binary)[0]
    return next(name for name in ("x86_64", "aarch64") if tag.endswith(name))


def measure(binary, runs=51):
    """Milliseconds of the fastest run and of the one in the middle, from start to end."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        subprocess.run([binary, "version"], stdout=subprocess.DEVNULL, check=True)
        times.append((time.perf_counter() - start) * 1000)
    return min(times), statistics.median(times)


def output(binary, *arguments):
    return subprocess.run([binary, *arguments], stdout=subprocess.PIPE, check=True).stdout.decode()


def read(path):
    with open(path, "rb") as file:
        return file.read()


def write(path, data):
    with open(path + ".new", "wb") as file:
        file.write(data)
    os.replace(path + ".new", path)


def hash_of(path):
    return hashlib.sha256(read(path)).hexdigest()


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(sys.argv[1], sys.argv[2])
    fastest, middle = measure(sys.argv[1])
    print("size: %.1f MB; start-up: %.1f ms at best, %.1f ms in the middle (limit: %.0f ms at best)"
          % (os.path.getsize(sys.argv[1]) / 1e6, fastest, middle, START_UP_LIMIT))
    if fastest > START_UP_LIMIT:
        sys.exit("release: mapvet takes longer to start than %.0f ms" % START_UP_LIMIT)
