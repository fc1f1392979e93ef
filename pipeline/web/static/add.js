// Adding a figure that was missed: by selecting words, or by drawing a box on the page.
import { load } from "./decide.js";
import { say } from "./page.js";

const NS = "http://www.w3.org/2000/svg";

/** Code points before `offset` code units: the report counts code points. */
const points = (text, offset) => [...text.slice(0, offset)].length;

/** Where an end of the selection stands in the report's text; null outside of it. */
function placed(node, offset) {
  const piece = (node.nodeType === Node.TEXT_NODE ? node.parentElement : node).closest("[data-start]");
  if (!piece || node.nodeType !== Node.TEXT_NODE) return null;
  return Number(piece.dataset.start) + points(node.data, offset);
}

/** The place of the selected words, without white space around them; null where none are selected. */
function selected() {
  const selection = getSelection();
  if (!selection.rangeCount || selection.isCollapsed) return null;
  const range = selection.getRangeAt(0);
  const words = selection.toString();
  let start = placed(range.startContainer, range.startOffset);
  let end = placed(range.endContainer, range.endOffset);
  if (start === null || end === null) return null;
  start += points(words, words.length - words.trimStart().length);
  end -= points(words, words.length - words.trimEnd().length);
  return end > start ? `${start}-${end}` : null;
}

export function adder({ digits, detail, paper, stopped }) {
  let on = false;
  let frame = null;
  let drawn = "";
  let from = null;

  const clear = () => { frame?.remove(); frame = null; drawn = ""; };

  async function offer(place) {
    if (!await load(detail, `/reports/${digits}/figures/${place}`)) return;
    stopped();
    const value = detail.querySelector("form.edit:not([hidden]) [name=indicator]");
    if (value) value.focus();
    else say("chỗ này đã là một số liệu");
  }

  function at(svg, event) {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
    return [Math.max(0, place.x), Math.max(0, place.y)];
  }

  paper.addEventListener("pointerdown", (event) => {
    const svg = on && event.target.closest(".page")?.querySelector("svg");
    if (!svg) return;
    event.preventDefault();
    clear();
    frame = svg.appendChild(document.createElementNS(NS, "rect"));
    frame.classList.add("drawn");
    from = { svg, x: at(svg, event)[0], y: at(svg, event)[1] };
    paper.setPointerCapture(event.pointerId);
  });
  paper.addEventListener("pointermove", (event) => {
    if (!from) return;
    const [x, y] = at(from.svg, event);
    const sides = { x: Math.min(x, from.x), y: Math.min(y, from.y), width: Math.abs(x - from.x), height: Math.abs(y - from.y) };
    for (const [name, value] of Object.entries(sides)) frame.setAttribute(name, value.toFixed(1));
    drawn = [sides.x, sides.y, sides.x + sides.width, sides.y + sides.height].map((one) => one.toFixed(1)).join(",");
  });
  paper.addEventListener("pointerup", async () => {
    if (!from) return;
    const { svg } = from;
    from = null;
    if (!drawn) return clear();
    const [x0, top, x1, bottom] = drawn.split(",").map(Number);
    const number = svg.closest(".page").dataset.page;
    const answer = await fetch(`/reports/${digits}/box?number=${number}&x=${(x0 + x1) / 2}&y=${(top + bottom) / 2}`);
    const places = answer.ok ? await answer.json() : [];
    if (!places.length) { say("không thấy con số nào quanh khung này; mở phần chữ (t), bôi đen con số rồi bấm n", true); return; }
    await offer(places[0]);
    others(places);
  });

  /** Buttons for the other numbers near the box, where the nearest is not the one meant. */
  function others(places) {
    const header = detail.querySelector("header");
    if (!header || places.length < 2) return;
    const row = document.createElement("p");
    row.className = "chips";
    places.forEach((place, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "quiet";
      button.textContent = `số thứ ${index + 1}`;
      button.addEventListener("click", async () => { await offer(place); others(places); });
      row.append(button);
    });
    header.append(row);
  }

  return {
    active: () => on,
    box: () => drawn,
    start() {
      const place = selected();
      if (place) { offer(place); return; }
      if (!document.querySelector("#pages:not([hidden])")) { say("bôi đen con số trong văn bản rồi bấm n"); return; }
      on = !on;
      paper.classList.toggle("drawing", on);
      if (on) say("kéo một khung quanh con số trên trang; Esc để thôi");
      else clear();
    },
    stop() { on = false; clear(); paper.classList.remove("drawing"); },
  };
}
