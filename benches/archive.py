#!/usr/bin/env python3
"""Whole builds of archives of growing size, beside other tools on the same plans.

    cargo build --release
    benches/archive.py --plans 100,1000,10000
    benches/archive.py --archive ../some/repository --hugo hugo --pagefind pagefind --mdbook mdbook

For each archive: a full build into an absent folder with an absent cache, a build with nothing changed, a
build after an edit of one plan, and whole builds of the other tools that are there, their order turned from
run to run. Prints the medians of wall time, processor time and peak memory, what was written, how much of it is which
kind of page, and ratios within the run. Archives are recombined from the sections of this project's own plans, or given.

Needs Python 3.9 alone. Written in it because it must start programs one after the other and read what each
used from `wait4`, which neither a shell nor divan can.
"""
import argparse, gzip, os, pathlib, random, re, shutil, statistics, subprocess, sys, tempfile, time

HERE = pathlib.Path(__file__).resolve().parent.parent

HUGO = {
    "hugo.toml": 'baseURL = "https://example.org/"\ntitle = "Plans"\ndisableKinds = ["taxonomy", "term", "RSS", "sitemap"]\n'
    "[markup.highlight]\nnoClasses = false\n[markup.goldmark.renderer]\nunsafe = true\n",
    "layouts/_default/baseof.html": '<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ .Title }}</title></head>'
    '<body>{{ block "main" . }}{{ end }}</body></html>',
    "layouts/_default/single.html": '{{ define "main" }}<article data-pagefind-body><h1>{{ .Title }}</h1>{{ .TableOfContents }}{{ .Content }}</article>{{ end }}',
    "layouts/_default/list.html": '{{ define "main" }}<h1>{{ .Title }}</h1><ul>{{ range .Pages }}<li><a href="{{ .RelPermalink }}">{{ .Title }}</a></li>{{ end }}</ul>{{ end }}',
}


def write(path, text):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def generate(n, folder):
    """`n` plans, each a recombination of sections of the project's own plans; the same for the same `n`."""
    sources = sorted((HERE / "content/plans").rglob("*.md")) + sorted((HERE / "tests/fixtures").rglob("*.md"))
    sections, words = {}, []
    for source in sources:
        text = source.read_text(encoding="utf-8", errors="replace")
        words += re.findall(r"[a-z]{4,}", text)
        for part in re.split(r"(?m)^(?=## )", text)[1:]:
            sections.setdefault(part.split("\n", 1)[0], []).append(part.rstrip() + "\n\n")
    common = [head for head, parts in sections.items() if len(parts) >= 3]
    for number in range(n):
        pick = random.Random(f"plan {number}")
        title = " ".join(pick.choice(words) for _ in range(5))
        heads = [head for head in common if pick.random() < 0.8]
        body = "".join("".join(pick.sample(sections[head], min(2, len(sections[head])))) for head in heads)
        shelf = "active" if number % 7 == 0 else "completed"
        write(folder / f"docs/exec-plans/{shelf}/{number:05}-{title.replace(' ', '-')}.md", f"# {title.capitalize()}\n\n{body}")


def measure(command, cwd, env=None):
    """Wall and processor seconds and peak memory, in MiB, of a command and what it starts."""
    begin = time.perf_counter()
    with tempfile.TemporaryFile() as said:
        process = subprocess.Popen([str(part) for part in command], cwd=cwd, env=env, stdout=said, stderr=said)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        if status != 0:
            said.seek(0)
            sys.exit(f"archive.py: {command[0]} failed:\n{said.read().decode(errors='replace')[-2000:]}")
    return wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def size(folder):
    """Files, bytes, and bytes of HTML below a folder."""
    files = [path for path in folder.rglob("*") if path.is_file()]
    html = [path for path in files if path.suffix == ".html"]
    return len(files), sum(path.stat().st_size for path in files), sum(path.stat().st_size for path in html)


def kinds(folder):
    """The HTML of a site of ours by kind of page: pages, bytes, and the page that is largest when compressed."""
    found = {}
    for path in sorted(folder.rglob("*.html")):
        parts = path.relative_to(folder).parts
        is_plan = len(parts) == 3 and parts[0] == "plans" and (path.parent / "index.md").is_file()
        kind = "a plan" if is_plan else "an artifact" if "artifacts" in parts else parts[0] if len(parts) > 1 else "others"
        found.setdefault(kind, []).append(path)
    rows = []
    for kind, paths in sorted(found.items()):
        sizes = {path: path.stat().st_size for path in paths}
        largest = max(len(gzip.compress(path.read_bytes(), 6)) for path in sorted(paths, key=sizes.get)[-8:])
        rows.append((kind, len(paths), sum(sizes.values()), largest))
    return rows


def markdown(archive):
    hidden = lambda path: any(part.startswith(".git") or part == "node_modules" for part in path.relative_to(archive).parts)
    return [path for path in sorted(archive.rglob("*.md")) if not hidden(path)]


class Tool:
    """What is measured: a name, a command, and what to do before each run."""

    def __init__(self, name, command, out, before=lambda: None, env=None, cwd=None):
        self.name, self.command, self.out, self.before, self.env, self.cwd = name, command, out, before, env, cwd
        self.runs = []

    def run(self):
        self.before()
        self.runs.append(measure(self.command, self.cwd, self.env))

    def median(self, part):
        return statistics.median(run[part] for run in self.runs)


def without(aside, *folders):
    """Moves folders out of the way, to be deleted in the end: on some file systems (ext4 without a journal) each file
    that is made in the minutes after many were deleted costs a search through those, and the next tool would pay for it."""

    def move():
        aside.mkdir(parents=True, exist_ok=True)
        for folder in filter(pathlib.Path.exists, folders):
            folder.rename(pathlib.Path(tempfile.mkdtemp(dir=aside)) / folder.name)

    return move


def tools(archive, work, options):
    out, cache, aside = work / "site", work / "cache", work / "aside"
    env = {**os.environ, "XDG_CACHE_HOME": str(cache)}
    build = [options.bin, "build", "--root", archive, "--dest-dir", out]
    plan = next(path for path in markdown(archive) if "rogress" in path.read_text(encoding="utf-8", errors="replace"))
    original = plan.read_text(encoding="utf-8", errors="replace")
    edits = iter(range(1, 1000))
    edit = lambda: plan.write_text(original + f"\nAn edit, number {next(edits)}.\n", encoding="utf-8")
    ours = [
        Tool("execplan-site, cold", build, out, without(aside, out, cache), env),
        Tool("  nothing changed", build, out, env=env),
        Tool("  one plan edited", build, out, edit, env),
    ]
    others = []
    if options.hugo:
        site, pages = work / "hugo", work / "hugo/public"
        for name, text in HUGO.items():
            write(site / name, text)
        for path in markdown(archive):
            # Template calls in plans are text; Hugo would run them.
            text = path.read_text(encoding="utf-8", errors="replace").replace("{{<", "{ {<").replace("{{%", "{ {%")
            title = next((line[2:].strip() for line in text.split("\n") if line.startswith("# ")), path.stem)
            if not text.startswith("---\n"):
                text = "---\ntitle: '" + title.replace("'", "''") + "'\n---\n" + text
            write(site / "content" / path.relative_to(archive), text)
        others.append(Tool("hugo", [options.hugo, "--quiet"], pages, without(aside, pages, site / "resources"), cwd=site))
        if options.pagefind:
            index = pages / "pagefind"
            others.append(Tool("pagefind on hugo's pages", [options.pagefind, "--site", pages], index, without(aside, index)))
    if options.mdbook:
        book = work / "mdbook"
        plans = [path.relative_to(archive) for path in markdown(archive)]
        for path in plans:
            write(book / "src" / path, (archive / path).read_text(encoding="utf-8", errors="replace"))
        write(book / "src/SUMMARY.md", "# Summary\n\n" + "".join(f"- [{path.stem}]({path})\n" for path in plans))
        write(book / "book.toml", '[book]\ntitle = "Plans"\n')
        others.append(Tool("mdbook", [options.mdbook, "build", book], book / "book", without(aside, book / "book")))
    return ours, others, lambda: plan.write_text(original, encoding="utf-8")


def report(archive, options, work):
    ours, others, mend = tools(archive, work, options)
    try:
        for number in range(options.runs):
            for part in [ours, others] if number % 2 == 0 else [others, ours]:
                for tool in part:
                    tool.run()
    finally:
        mend()
    plans = markdown(archive)
    print(f"\n{archive}: {len(plans)} Markdown files, {sum(path.stat().st_size for path in plans) / 1e6:.1f} MB; medians of {options.runs}")
    print(f"{'':28}{'wall s':>9}{'cpu s':>9}{'peak MiB':>10}{'files':>9}{'MB':>9}{'HTML MB':>9}{'of cold':>9}")
    cold = ours[0]
    for tool in [*ours, *others]:
        files, total, html = size(tool.out)
        wall, cpu, peak = (tool.median(part) for part in range(3))
        print(f"{tool.name:28}{wall:9.2f}{cpu:9.2f}{peak:10.0f}{files:9}{total / 1e6:9.1f}{html / 1e6:9.1f}{wall / cold.median(0):9.2f}")
    print(f"\n{'pages of execplan-site':28}{'pages':>9}{'MB':>9}{'mean KB':>9}{'largest KB gz':>15}")
    for kind, pages, total, largest in kinds(ours[0].out):
        print(f"{kind:28}{pages:9}{total / 1e6:9.1f}{total / pages / 1e3:9.1f}{largest / 1e3:15.1f}")
    for tool in others[:1]:
        print(f"cold build / {tool.name}: wall {cold.median(0) / tool.median(0):.2f}, memory {cold.median(2) / tool.median(2):.2f}")
    if len(others) > 1 and others[1].name.startswith("pagefind"):
        print(f"cold build / hugo + pagefind: wall {cold.median(0) / (others[0].median(0) + others[1].median(0)):.2f}")


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--plans", default="100,1000", help="sizes of generated archives [default: 100,1000]")
    parser.add_argument("--archive", type=pathlib.Path, action="append", default=[], help="a folder to measure in place of generated ones (one plan in it is edited and mended)")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--bin", type=pathlib.Path, default=HERE / "target/release/execplan-site")
    for name in ["hugo", "pagefind", "mdbook"]:
        parser.add_argument(f"--{name}", default=shutil.which(name), help=f"the {name} to measure beside [default: on the PATH]")
    options = parser.parse_args()
    if not options.bin.is_file():
        sys.exit(f"archive.py: {options.bin} is not there; run `cargo build --release`, or say --bin")
    options.bin = options.bin.resolve()
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        archives = [path.resolve() for path in options.archive]
        if not archives:
            for n in map(int, options.plans.split(",")):
                generate(n, folder / f"plans-{n}")
                archives.append(folder / f"plans-{n}")
        for number, archive in enumerate(archives):
            report(archive, options, folder / f"work-{number}")


if __name__ == "__main__":
    main()
