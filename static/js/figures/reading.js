// A figure as people type it: the same reading as on the server (core/text/parsing.py), which has the last word.
const NOTHING = new Set(["", "-", "–", "—", "'-", "--", "n/a", "na", "nihil", "kosong", "tidak ada", "belum", "belum ada", "null"]);
const GROUPED = /^\d{1,3}(\.\d{3})+(,\d+)?$/;
const PLAIN = /^\d+(,\d+)?$/;
export const LARGEST = 10 ** 15;
const MOST_PEOPLE = 10_000_000;
const dots = new Intl.NumberFormat("id-ID");

export const written = (value) => (value < 0 ? `-${dots.format(-value)}` : dots.format(value));
export const rupiah = (value) => `${value < 0 ? "-" : ""}Rp ${dots.format(Math.abs(value))}`;

// Gives { value } (null: nothing typed) or { error } with the name of a text. `kind` is "", "any" or "count".
export function read(raw, kind = "") {
  let text = raw.replaceAll("\u00a0", " ").trim().toLowerCase();
  if (NOTHING.has(text)) return { value: null };
  if (kind === "count") text = text.replace(/\s*(orang|org|anggota|unit)\.?$/, "");
  text = text.replace(/^(rp|idr)\.?\s*/, "");
  const negative = /^\(.*\)$/.test(text) || /^[-−]/.test(text);
  text = text.replace(/^\(|\)$/g, "").replace(/^[-−]+/, "").trim().replace(/^(rp|idr)\.?\s*/, "").replaceAll(" ", "");
  text = text.replace(/(,-|,–|\.-|,=)$/, "");
  if (!GROUPED.test(text) && !PLAIN.test(text)) {
    if (/^\d{1,3}(,\d{3})+(\.\d+)?$/.test(text) || /^\d+\.\d+$/.test(text)) return { error: "numberEnglish" };
    const digits = text.replaceAll("o", "0").replace(/[il]/g, "1");
    return { error: digits !== text && (GROUPED.test(digits) || PLAIN.test(digits)) ? "numberLetter" : "numberText" };
  }
  if (/^\d{1,3},\d{3}$/.test(text)) return { error: "numberEnglish" };
  if (/,\d*[1-9]/.test(text)) return { error: kind === "count" ? "countFraction" : "cents" };
  const value = Number(text.replaceAll(".", "").split(",")[0]) * (negative ? -1 : 1);
  if (Math.abs(value) > (kind === "count" ? MOST_PEOPLE : LARGEST)) return { error: "numberLarge" };
  if (value < 0 && kind !== "any") return { error: kind === "count" ? "countNegative" : "negative" };
  return { value: value + 0 };
}
