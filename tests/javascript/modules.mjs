// The modules of the pages as Node reads them: they are served as they stand, and have no package that calls them so.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const HERE = dirname(fileURLToPath(import.meta.url));
const SCRIPTS = join(HERE, "../../static/js");
const known = new Map();

// The address of a module with all that it imports, as one text.
function addressOf(path) {
  if (!known.has(path)) {
    const text = readFileSync(path, "utf8").replace(
      /from "(\.{1,2}\/[^"]+)"/g,
      (_whole, name) => `from "${addressOf(join(dirname(path), name))}"`,
    );
    known.set(path, `data:text/javascript;base64,${Buffer.from(text).toString("base64")}`);
  }
  return known.get(path);
}

export const load = (name) => import(addressOf(join(SCRIPTS, name)));

// The cases that the server is held to as well.
export const cases = (name) => JSON.parse(readFileSync(join(HERE, "../data/cases", `${name}.json`), "utf8"));
