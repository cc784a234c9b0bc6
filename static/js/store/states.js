// What has come of something that was sent: exactly one of
//   done     taken by the portal
//   offline  nobody answers, or somebody who is not the portal (the page of a café's Wi-Fi)
//   ended    the session is over: sign in first
//   refused  the portal never takes it; `text` says why
//   changed  somebody else has changed it meanwhile; the answer says what stands there now
//   later    the portal is there and cannot just now
const page = document.body.dataset;
const LONGEST = 30_000;
// Letters in a millisecond that even a bad connection carries.
const SLOWEST = 2;
const tokens = () => document.querySelectorAll("input[name=csrfmiddlewaretoken]");

async function once(url, options = {}) {
  const headers = { Accept: "application/json", "X-CSRFToken": tokens()[0]?.value ?? "" };
  if (typeof options.body === "string") headers["Content-Type"] = "application/json";
  let answer;
  try {
    const signal = AbortSignal.timeout?.(LONGEST + (options.body?.length ?? 0) / SLOWEST);
    answer = await fetch(url, { ...options, headers, signal, redirect: "manual", cache: "no-store" });
  } catch {
    return { state: "offline" };
  }
  const told = await answer.json().catch(() => null);
  if (told?.state) return told;
  if (answer.status === 413) return { state: "refused" };
  return { state: answer.status >= 500 || answer.status === 429 ? "later" : "offline" };
}

// What the portal tells at an address, once.
export const read = (url) => once(url);

// The key and the token of the session that is now, of whichever user.
export const session = () => read(page.storeKey);

// Whether the same user has signed in again, in another window: then this page goes on with the token of that session.
export async function renewed() {
  const now = await session();
  if (now.state !== "done" || now.user !== page.user) return false;
  for (const field of tokens()) field.value = now.token;
  return true;
}

// `body` is text (JSON), FormData or URLSearchParams.
export async function ask(url, body) {
  // The token goes along in the header, so that a newer one can take its place.
  if (typeof body !== "string") body.delete("csrfmiddlewaretoken");
  const told = await once(url, { method: "POST", body });
  if (told.state !== "ended" || !(await renewed())) return told;
  return once(url, { method: "POST", body });
}
