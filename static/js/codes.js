// The code in what was scanned or typed: the address of a card, or the letters alone, as on the server
// (training/attendance/presence.py, core/text/tokens.py).
export const codeIn = (text) =>
  text.trim().replace(/\/+$/, "").split("/").pop().toUpperCase().replace(/[^\p{L}\p{N}]/gu, "")
    .replace(/O/g, "0").replace(/[IL]/g, "1");
