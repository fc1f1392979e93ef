"use strict";
// Search without diacritics over findings, files and figures; everything is in the page, nothing is fetched.
const fold = (text) => text.toLowerCase().normalize("NFD").replace(/[\u0300-\u036f]/g, "").replace(/đ/g, "d").replace(/\s+/g, " ");
const items = [...document.querySelectorAll("[data-item]")];
const folded = new Map();
const box = document.getElementById("search");
const told = document.getElementById("found");

function search() {
  const words = fold(box.value).trim().split(" ").filter(Boolean);
  let found = 0;
  for (const item of items) {
    if (!folded.has(item)) folded.set(item, fold((item.dataset.item || "") + " " + item.textContent));
    const hit = words.every((word) => folded.get(item).includes(word));
    item.hidden = !hit;
    found += hit ? 1 : 0;
  }
  for (const details of document.querySelectorAll("details")) {
    const any = details.querySelector("[data-item]:not([hidden])");
    details.hidden = words.length > 0 && !any;
    details.open = words.length > 0 ? Boolean(any) && found <= 400 : details.open && location.hash.startsWith("#" + details.id);
  }
  told.textContent = words.length ? found.toLocaleString("vi") + " kết quả" : "";
}

let waiting = 0;
box.addEventListener("input", () => { clearTimeout(waiting); waiting = setTimeout(search, 150); });

function reveal() {
  const target = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!target) return;
  const details = target.closest("details");
  if (details) details.open = true;
  target.scrollIntoView();
}
addEventListener("hashchange", reveal);
reveal();
