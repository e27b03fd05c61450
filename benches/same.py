#!/usr/bin/env python3
"""Whether two binaries make the same site, byte for byte, of every archive: what has to hold after work on speed.

    cp target/release/execplan-site /elsewhere/before   # then change the code, and build again
    benches/same.py /elsewhere/before target/release/execplan-site . ../some/repository ../folder-of-archives/*

With one binary given twice it shows that builds repeat: the first builds on one thread, the second on all, each into
a folder and with a cache of its own, below another time zone. Prints one line an archive and, of the first files
that differ, where they begin to. Exit status 1 if any differ. Needs Python 3.9 alone.
"""
import argparse, os, pathlib, subprocess, sys, tempfile

AROUND = 60


def build(binary, archive, work, name, jobs, zone):
    """The files of a site, by name; an archive that cannot be built ends the run."""
    site = work / name
    env = {**os.environ, "XDG_CACHE_HOME": str(work / f"{name}-cache"), "TZ": zone}
    command = [binary, "build", "--quiet", "--root", archive, "--dest-dir", site, *jobs]
    done = subprocess.run([str(part) for part in command], env=env, capture_output=True, text=True, errors="replace")
    if done.returncode != 0:
        sys.exit(f"same.py: {binary} failed on {archive}:\n{done.stderr[-2000:]}")
    return {str(path.relative_to(site)): path for path in sorted(site.rglob("*")) if path.is_file()}, done.stderr


def first_difference(old, new):
    """Where two texts begin to differ, with what stands around it."""
    at = next((at for at, (a, b) in enumerate(zip(old, new)) if a != b), min(len(old), len(new)))
    show = lambda text: text[max(0, at - AROUND) : at + AROUND].decode("utf-8", "replace").replace("\n", "\\n")
    return f"byte {at}:\n      - {show(old)}\n      + {show(new)}"


def compare(archive, options, work):
    """What differs between the two sites of one archive, in lines to print, and how many files there are."""
    one_thread = ["--jobs", "1"] if options.old == options.new else []
    old, old_said = build(options.old, archive, work, "old", one_thread, "UTC")
    new, new_said = build(options.new, archive, work, "new", [], "Asia/Kathmandu")
    lines = [f"only the old has {name}" for name in sorted(old.keys() - new.keys())]
    lines += [f"only the new has {name}" for name in sorted(new.keys() - old.keys())]
    for name in sorted(old.keys() & new.keys()):
        before, after = old[name].read_bytes(), new[name].read_bytes()
        if before != after:
            lines.append(f"{name} differs from {first_difference(before, after)}")
    if old_said != new_said:
        lines.append("what they say of it differs")
    return lines, len(new)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("old", type=pathlib.Path)
    parser.add_argument("new", type=pathlib.Path)
    parser.add_argument("archive", type=pathlib.Path, nargs="+", help="a repository, or any folder of plans")
    parser.add_argument("--show", type=int, default=5, help="differences to print of each archive [default: 5]")
    options = parser.parse_args()
    options.old, options.new = options.old.resolve(), options.new.resolve()
    n_different = 0
    for archive in filter(pathlib.Path.is_dir, options.archive):
        with tempfile.TemporaryDirectory() as folder:
            lines, n_files = compare(archive.resolve(), options, pathlib.Path(folder))
        n_different += bool(lines)
        print(f"{archive.resolve().name}: {n_files} files, {f'{len(lines)} differ' if lines else 'the same'}", flush=True)
        for line in lines[: options.show]:
            print(f"    {line}")
    sys.exit(1 if n_different else 0)


if __name__ == "__main__":
    main()
