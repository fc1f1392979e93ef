// The queue over all reports: the list at the left, the figure at the right, decisions by key.
import { keys, neighbour, say } from "./page.js";
import { cancel, decide, edit, load, wire } from "./decide.js";

const detail = document.getElementById("detail");
const rows = () => [...document.querySelectorAll("tr[data-place]")];
let row = null;
let asked = null;

async function select(chosen) {
  if (!chosen) return;
  row?.classList.remove("selected");
  row = chosen;
  row.classList.add("selected");
  row.scrollIntoView({ block: "nearest" });
  asked?.abort();
  asked = new AbortController();
  try {
    await load(detail, `/reports/${row.dataset.digits}/figures/${row.dataset.place}`, asked.signal);
    linked();
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function linked() {
  const link = document.createElement("a");
  link.href = target();
  link.textContent = "Mở báo cáo ở chỗ này (o)";
  detail.querySelector("blockquote")?.after(link);
}

const target = () => `/reports/${row.dataset.digits}?at=${row.dataset.place}`;
const SIGNS = { accepted: "✓", corrected: "✎", added: "+", rejected: "✕" };

async function act(action, fields = {}) {
  const chosen = row;
  if (!chosen || chosen.dataset.busy) return;
  chosen.dataset.busy = "1";
  const answer = await decide(detail, action, fields);
  delete chosen.dataset.busy;
  if (typeof answer.row !== "string") return;
  linked();
  chosen.classList.remove("accepted", "corrected", "rejected");
  if (answer.state) chosen.classList.add(answer.state);
  chosen.dataset.state = answer.state;
  chosen.querySelector(".state").textContent = SIGNS[answer.state] || "";
  if (!answer.ok || action === "undo" || chosen !== row) return;
  const following = neighbour(rows(), row, 1);
  if (following !== row) { select(following); return; }
  say("đã hết các số ở trang này; sang những số kế tiếp");
  // What was decided has left the queue: what comes next is again on this page, or on the first one.
  setTimeout(() => location.assign(rows().some((one) => !one.dataset.state) ? location.href : "/review"), 900);
}

wire(detail, act);
document.addEventListener("click", (event) => {
  const chosen = event.target.closest("tr[data-place]");
  if (chosen) select(chosen);
});
const turn = (to) => document.querySelector(`.pager a[rel=${to}]`)?.click();
const step = (by) => select(neighbour(rows(), row, by));
keys({
  j: () => step(1), k: () => step(-1), ArrowDown: () => step(1), ArrowUp: () => step(-1),
  a: () => act("accept"), x: () => act("reject"), u: () => act("undo"), s: () => edit(detail), c: () => edit(detail),
  "[": () => turn("prev"), "]": () => turn("next"),
  o: () => { if (row) location.assign(target()); }, Escape: () => cancel(detail),
});
select(rows()[0]);
