// What every page has: keys, the help, lists that open with Enter, forms that send themselves, short messages.

const typing = (target) => target.closest("input, textarea, select, [contenteditable]");

/** Calls `map[key]` for a key pressed outside of fields; `Escape` works inside of them too. */
export function keys(map) {
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (document.querySelector("dialog[open]")) return;
    const inside = typing(event.target);
    if (inside && event.key === "Escape") inside.blur();
    const act = inside && event.key !== "Escape" ? null : map[event.key];
    if (!act) return;
    if (act(event) !== false) event.preventDefault();
  });
}

/** Shows a short message for a while. */
export function say(text, bad = false) {
  const toast = document.getElementById("toast");
  toast.textContent = text;
  toast.classList.toggle("bad", bad);
  toast.hidden = false;
  clearTimeout(say.timer);
  say.timer = setTimeout(() => { toast.hidden = true; }, bad ? 8000 : 2500);
}

/** The row before or after the current one that is in sight. */
export function neighbour(rows, current, step) {
  const seen = rows.filter((row) => row.offsetParent !== null);
  const at = seen.indexOf(current);
  return seen[Math.min(Math.max(at + step, 0), seen.length - 1)];
}

const help = document.getElementById("help");
if (help) {
  document.getElementById("help-open").addEventListener("click", () => help.showModal());
  help.addEventListener("click", (event) => { if (event.target === help) help.close(); });
}
for (const field of document.querySelectorAll("[data-submit]")) field.addEventListener("change", () => field.form.requestSubmit());

const list = document.querySelector("[data-rows]");
const rows = list ? [...list.querySelectorAll("tr[data-href]")] : [];
const go = (step) => { neighbour(rows, document.activeElement.closest("tr"), step)?.focus(); };
for (const row of rows) row.addEventListener("click", (event) => { if (!event.target.closest("a")) location.assign(row.dataset.href); });
keys({
  "?": () => help?.showModal(),
  "/": () => { const field = [...document.querySelectorAll("[data-search]")].find((one) => one.offsetParent); field?.focus(); field?.select(); },
  ...(list && {
    j: () => go(1), k: () => go(-1), ArrowDown: () => go(1), ArrowUp: () => go(-1),
    Enter: () => { const row = document.activeElement.closest("tr[data-href]"); if (!row) return false; location.assign(row.dataset.href); },
  }),
});
