// What the templates promise the browser.
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("the style in the page for lost addresses is the one its policy allows", () => {
  const page = readFileSync(new URL("../../theme/templates/not_found.html", import.meta.url), "utf8");
  const style = /<style>([^<]*)<\/style>/.exec(page)?.[1] ?? "";
  assert.ok(style.length > 50);
  assert.ok(page.includes(` 'sha256-${createHash("sha256").update(style).digest("base64")}'`));
});
