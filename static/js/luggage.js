// On the page of a day: whoever drives takes it along on this phone, by opening the page.
import { pack } from "./store/luggage.js";

const root = document.querySelector("[data-luggage]");
const { user } = document.body.dataset;
const day = JSON.parse(document.getElementById("luggage").textContent);

async function take() {
  const until = new Date(`${root.dataset.until}T23:59:59+07:00`).getTime();
  await pack(user, day, { until, page: root.dataset.page });
  // Only now: what the page says is what is so.
  root.querySelector("[data-taken]").hidden = false;
  root.querySelector("[data-take]").hidden = true;
}

const failed = () => { root.querySelector("[data-failed]").hidden = false; };
root.querySelector("[data-take]").addEventListener("click", () => take().catch(failed));
if ("own" in root.dataset) take().catch(failed);
else root.querySelector("[data-take]").hidden = false;
