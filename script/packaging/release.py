"""The files of a release: python script/packaging/release.py BINARY FOLDER

    mapvet-VERSION-linux-MACHINE.tar.gz   program, man page, shell completions, NOTICE: to unpack over /usr/local
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
import shutil
import statistics
import subprocess
import sys
import tarfile
import tempfile
import time

import manual
import mapvet_wheel

ROOT = mapvet_wheel.ROOT
START_UP_LIMIT = 6.0
FAULTY = "package a\n\nfunc f() {\n\tvar m map[string]int\n\tm[\"a\"] = 1\n}\n"
# The root is the program's own, cannot be written to, and has /proc where $1 says so.
ALONE = """
mount --bind "$0" "$0"
[ "$1" = bare ] || mount --rbind /proc "$0/proc"
mount -o remount,bind,ro,nosuid,nodev "$0"
exec env -i unshare --root="$0" --wd=/src -- /mapvet check ./...
"""


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
    for name in ("CHANGELOG.md", "LICENSE", "NOTICE", "README.md"):
        result.append(("share/doc/mapvet/" + name, read(os.path.join(ROOT, name)), 0o644))
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


def check_alone(binary):
    """Fails unless the program lints with nothing around it: no libraries, no shell, no /tmp, nothing that can be written to;
    with /proc, as in a container, and without. Takes unshare, and root's rights or user namespaces."""
    with tempfile.TemporaryDirectory() as root:
        for folder in ("proc", "src"):
            os.mkdir(os.path.join(root, folder))
        shutil.copy(binary, os.path.join(root, "mapvet"))
        write(os.path.join(root, "src", "go.mod"), b"module example.com/a\n\ngo 1.24\n")
        write(os.path.join(root, "src", "a.go"), FAULTY.encode())
        user = [] if os.getuid() == 0 else ["--map-root-user"]
        for around in ("proc", "bare"):
            run = subprocess.run(["unshare", "--mount"] + user + ["sh", "-euc", ALONE, root, around],
                                 stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
            if run.returncode != 1 or not run.stdout.startswith(b"a.go:5:2: error: "):
                said = run.stderr.decode(errors="replace").strip().split("\n")[-1]
                sys.exit("release: in a file system of its own (%s) %s leaves with %d: %s"
                         % (around, binary, run.returncode, said or "it says nothing"))


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
    check_alone(sys.argv[1])
    fastest, middle = measure(sys.argv[1])
    print("size: %.1f MB; start-up: %.1f ms at best, %.1f ms in the middle (limit: %.0f ms at best)"
          % (os.path.getsize(sys.argv[1]) / 1e6, fastest, middle, START_UP_LIMIT))
    if fastest > START_UP_LIMIT:
        sys.exit("release: mapvet takes longer to start than %.0f ms" % START_UP_LIMIT)
