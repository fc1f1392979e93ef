// A decision on a figure: sent, answered with what changed, shown. Used by the report and by the queue.
import { say } from "./page.js";

const token = document.querySelector("meta[name=csrf-token]").content;

/** The detail of a figure, a project or a finding, from its address, into `into`. */
export async function load(into, address, signal) {
  const answer = await fetch(address, { signal });
  if (!answer.ok) { say("không đọc được chỗ này; tải lại trang", true); return null; }
  into.innerHTML = await answer.text();
  into.scrollTop = 0;
  return into.querySelector(".figure");
}

/** Sends a decision; the answer's JSON with `ok` and `conflict`. What it says is put into `into`. */
export async function decide(into, action, fields = {}) {
  const figure = into.querySelector(".figure");
  const body = new URLSearchParams({ action, seen: figure.dataset.seen, ...fields });
  let answer;
  try {
    answer = await fetch(figure.dataset.to, { method: "POST", body, headers: { "X-CSRF-Token": token } });
  } catch {
    say("không gửi được: mất kết nối; thử lại", true);
    return { ok: false };
  }
  const sent = answer.headers.get("content-type")?.includes("json") ? await answer.json() : {};
  if (sent.detail && typeof sent.row === "string") into.innerHTML = sent.detail;
  if (!answer.ok) {
    const text = sent.message || (typeof sent.detail === "string" && answer.status !== 409 ? sent.detail : "không ghi được; tải lại trang");
    const place = into.querySelector("form.edit:not([hidden]) .error");
    if (place && answer.status === 422) place.textContent = text; else say(text, true);
  }
  return { ...sent, ok: answer.ok, conflict: answer.status === 409 };
}

/** Opens the form of the detail; true where there is one. */
export function edit(into) {
  const form = into.querySelector("form.edit");
  if (!form) return false;
  form.hidden = false;
  const first = form.querySelector("[data-first]");
  first.focus();
  first.select();
  return true;
}

/** What a key means for what is shown: a finding is confirmed, or dismissed with a reason, which its form asks for. */
export function press(into, key, act) {
  const finding = into.querySelector(".figure")?.dataset.kind === "finding";
  if (key === "correct") { if (!finding) edit(into); } else if (key === "accept") act(finding ? "confirm" : "accept");
  else if (finding) edit(into);
  else act("reject");
}

/** Closes the form without sending it. */
export function cancel(into) {
  const form = into.querySelector("form.edit");
  if (form && !into.querySelector(".figure").dataset.new) { form.reset(); form.hidden = true; }
}

/** The fields of an open form. */
export function fields(form) {
  return Object.fromEntries(new FormData(form));
}

/** Wires the buttons and the form of the detail: `act(action, fields)` sends. */
export function wire(into, act) {
  into.addEventListener("click", (event) => {
    const name = event.target.closest("[data-act]")?.dataset.act;
    if (name === "edit") edit(into);
    else if (name === "cancel") cancel(into);
    else if (name) act(name);
  });
  into.addEventListener("submit", (event) => {
    event.preventDefault();
    act(event.target.dataset.action, fields(event.target));
  });
  into.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { cancel(into); document.getElementById("main").focus(); }
  });
}
