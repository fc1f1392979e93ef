// One report: row, box and words of a figure are one selection; decisions by key.
import { keys, neighbour, say } from "./page.js";
import { cancel, decide, load, press, wire } from "./decide.js";
import { adder } from "./add.js";

const home = document.getElementById("report");
const digits = home.dataset.digits;
const detail = document.getElementById("detail");
const words = document.getElementById("words");
const pages = document.getElementById("pages");
const find = (selector) => [...document.querySelectorAll(selector)];
const rows = () => find("#figures tr[data-place]");
const rowOf = (place) => document.getElementById(`row-${place}`);
const marksOf = (place) => find(`[data-box="${place}"]`);
let current = null;
let asked = null;

function centre(element) {
  const paper = document.getElementById("paper");
  const place = element.getBoundingClientRect(), frame = paper.getBoundingClientRect();
  paper.scrollBy({ top: place.top + place.height / 2 - frame.top - frame.height / 2, behavior: "instant" });
}

/** Shows a figure: its row, its place centred, its detail. `from` is where it was chosen: that side does not move. */
export async function select(place, from = "row") {
  current = place;
  for (const one of find(".selected")) one.classList.remove("selected");
  const row = rowOf(place);
  row?.classList.add("selected");
  if (row && from !== "row") { open("figures"); row.hidden = false; }
  row?.scrollIntoView({ block: from === "row" ? "nearest" : "center" });
  const marks = marksOf(place);
  for (const mark of marks) mark.classList.add("selected");
  const seen = marks.find((mark) => mark.getClientRects().length);
  if (seen && from !== "box") centre(seen);
  asked?.abort();
  asked = new AbortController();
  try {
    if (from === "row") await new Promise((done) => setTimeout(done, 60));
    if (current === place) await load(detail, `/reports/${digits}/figures/${place}`, asked.signal);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function open(name) {
  for (const tab of find("[role=tab]")) tab.setAttribute("aria-selected", String(tab.id === `tab-${name}`));
  for (const panel of find("[role=tabpanel]")) panel.hidden = panel.id !== name;
}

async function flip(toWords) {
  if (!pages) return;
  if (toWords && !words.firstElementChild) words.innerHTML = await (await fetch(`/reports/${digits}/text`)).text();
  words.hidden = !toWords;
  pages.hidden = toWords;
  const button = document.getElementById("flip");
  button.firstChild.textContent = toWords ? "Xem trang " : "Xem chữ ";
  if (current) select(current, "flip");
}

/** Turns the pages a quarter, for what was scanned on its side. */
function turn() {
  const paper = document.getElementById("paper");
  paper.dataset.turn = (Number(paper.dataset.turn || 0) + 1) % 4;
  const seen = marksOf(current).find((mark) => mark.getClientRects().length);
  if (seen) centre(seen);
}

async function jump(name) {
  let target = find(`[data-name="${name}"]`).find((one) => one.getClientRects().length);
  if (!target) {
    if (pages && !pages.hidden) await flip(true);
    target = document.getElementById(name);
  }
  if (!target) return;
  centre(target);
  for (const one of find(".reached")) one.classList.remove("reached");
  target.classList.add("reached");
}

function sides(article) {
  for (const one of find(".side-of")) one.classList.remove("side-of");
  const places = article.dataset.sides.trim().split(/\s+/);
  for (const place of places) for (const mark of marksOf(place)) mark.classList.add("side-of");
  const first = marksOf(places[0]).find((mark) => mark.getClientRects().length);
  if (first) centre(first);
}

/** Shows a project or a finding: its place, its detail. */
async function pick(element) {
  current = null;
  for (const one of find(".selected, .side-of, .reached")) one.classList.remove("selected", "side-of", "reached");
  element.classList.add("selected");
  element.scrollIntoView({ block: "nearest" });
  if (element.dataset.sides) sides(element);
  else if (element.dataset.jump) jump(element.dataset.jump);
  asked?.abort();
  asked = new AbortController();
  try {
    await load(detail, element.dataset.detail, asked.signal);
  } catch (error) {
    if (error.name !== "AbortError") throw error;
  }
}

function next(step) {
  const panel = find("[role=tabpanel]").find((one) => !one.hidden);
  if (panel.querySelector("[data-detail]")) {
    const others = [...panel.querySelectorAll("[data-detail]")];
    const chosen = others.find((one) => one.classList.contains("selected"));
    pick(neighbour(others, chosen, chosen ? step : 1));
    return;
  }
  const row = neighbour(rows(), rowOf(current), rowOf(current) ? step : 1);
  if (row) { open("figures"); select(row.dataset.place); }
}

async function act(action, fields = {}) {
  const figure = detail.querySelector(".figure");
  if (!figure || figure.dataset.busy) return;
  figure.dataset.busy = "1";
  const { place, kind } = figure.dataset;
  const chosen = document.querySelector("[data-detail].selected");
  const following = chosen && neighbour([...chosen.parentElement.querySelectorAll("[data-detail]")], chosen, 1).id;
  const answer = await decide(detail, action, { ...fields, ...(action === "add" && { box: adding.box() }) });
  delete figure.dataset.busy;
  if (typeof answer.row !== "string") return;
  show(answer);
  if (action === "add" && answer.ok) { adding.stop(); location.assign(`?at=${place}`); return; }
  if (!answer.ok || action === "undo") return;
  // What was decided may have moved: the one that stood behind it comes next.
  if (kind === "figure") { if (current === place) next(1); }
  else if (following && document.getElementById(answer.row_id)?.classList.contains("selected")) pick(document.getElementById(following));
}

function show(answer) {
  const row = document.getElementById(answer.row_id);
  const selected = row?.classList.contains("selected");
  if (row && answer.row) row.outerHTML = answer.row;
  else if (answer.place) row?.remove();
  if (answer.place) {
    for (const mark of marksOf(answer.place)) {
      mark.classList.remove("accepted", "corrected", "added", "rejected");
      if (answer.state) mark.classList.add(answer.state);
    }
  }
  for (const [place, verdict] of Object.entries(answer.verdicts)) {
    for (const one of [rowOf(place), ...marksOf(place)]) {
      if (!one || one.classList.contains(verdict)) continue;
      one.classList.remove("proved", "consistent", "unchecked", "contradicted");
      one.classList.add(verdict);
    }
  }
  const panel = document.getElementById("findings");
  for (const one of panel.querySelectorAll(".finding, .empty")) one.remove();
  panel.insertAdjacentHTML("afterbegin", answer.findings);
  for (const [name, count] of Object.entries(answer.counts)) find(`[data-count=${name}]`)[0].textContent = count;
  if (selected) document.getElementById(answer.row_id)?.classList.add("selected");
}

const open_states = (row) => !row.dataset.state;
const KINDS = {
  "": () => true,
  open: open_states,
  doubt: (row) => open_states(row) && (row.classList.contains("contradicted") || !row.classList.contains("high")),
  contradicted: (row) => row.classList.contains("contradicted"),
  done: (row) => row.dataset.state !== "",
};
const plain = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");

function sift() {
  const wanted = plain(document.getElementById("sift").value).split(/\s+/);
  const fits = KINDS[document.getElementById("which").value];
  for (const row of rows()) row.hidden = !(fits(row) && wanted.every((word) => plain(row.textContent).includes(word)));
  for (const body of find("#figures tbody")) {
    const heading = body.querySelector(".heading");
    if (heading) heading.hidden = ![...body.querySelectorAll("tr[data-place]")].some((row) => !row.hidden);
  }
}

const adding = adder({ digits, detail, paper: document.getElementById("paper"), stopped: () => { current = null; } });
wire(detail, act);
// The detail grows and shrinks over the table: the chosen row stays in sight.
new ResizeObserver(() => { if (!document.getElementById("figures").hidden) rowOf(current)?.scrollIntoView({ block: "nearest" }); }).observe(detail);
document.getElementById("sift").addEventListener("input", sift);
document.getElementById("which").addEventListener("change", sift);
document.getElementById("flip")?.addEventListener("click", () => flip(words.hidden));
document.getElementById("turn")?.addEventListener("click", turn);
document.getElementById("add").addEventListener("click", () => adding.start());
document.addEventListener("click", (event) => {
  const { target } = event;
  const tab = target.closest("[role=tab]");
  const jumping = target.closest("[data-jump]");
  const side = target.closest("[data-go]");
  const box = target.closest("[data-box]");
  const row = target.closest("#figures tr[data-place]");
  if (tab) open(tab.id.slice(4));
  else if (side) select(side.dataset.go, "finding");
  else if (row) select(row.dataset.place);
  else if (box && !adding.active()) select(box.dataset.box, "box");
  else if (target.closest("[data-detail]")) pick(target.closest("[data-detail]"));
  else if (jumping) { event.preventDefault(); jump(jumping.dataset.jump); }
});
for (const image of find(".page img")) {
  const fit = () => {
    if (!image.naturalWidth) return;
    const [width, height] = [image.naturalWidth, image.naturalHeight].map((dots) => dots * 72 / 110);
    image.nextElementSibling.setAttribute("viewBox", `0 0 ${width} ${height}`);
    const { style } = image.closest(".page");
    style.setProperty("--wide", width);
    style.setProperty("--high", height);
  };
  image.addEventListener("load", fit);
  fit();
}
const TABS = ["findings", "figures", "projects", "outline", "notes"];
const which = document.getElementById("which");
keys({
  j: () => next(1), k: () => next(-1), ArrowDown: () => next(1), ArrowUp: () => next(-1),
  a: () => press(detail, "accept", act), x: () => press(detail, "reject", act), u: () => act("undo"), s: () => press(detail, "correct", act), c: () => press(detail, "correct", act),
  n: () => adding.start(), t: () => flip(words.hidden), r: () => { if (pages) turn(); },
  f: () => { const order = ["", "open", "contradicted"]; which.value = order[(order.indexOf(which.value) + 1) % 3]; open("figures"); sift(); say(which.selectedOptions[0].text); },
  g: () => location.assign("/review"),
  Escape: () => { adding.stop(); cancel(detail); },
  ...Object.fromEntries(TABS.map((name, at) => [String(at + 1), () => open(name)])),
});
const wanted = new URLSearchParams(location.search).get("at");
if (/^\d+-\d+$/.test(wanted)) { open("figures"); select(wanted, "link"); }
