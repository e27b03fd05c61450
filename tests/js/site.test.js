// The pure parts of what every page does.
import assert from "node:assert/strict";
import { test } from "node:test";
import { narrowQuery } from "../../theme/js/site.js";

test("filters of a register become a query of the search page", () => {
  assert.equal(narrowQuery("decision", {}), "kind:decision");
  const asked = { words: " token bucket ", date: "2026", state: "archived", author: 'Ada "the" Byron', plan: "limit" };
  assert.equal(narrowQuery("decision", asked), 'kind:decision date:2026 state:archived author:"Ada  the  Byron" plan:limit token bucket');
});
