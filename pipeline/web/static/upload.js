// Dropping many files: each is sent by itself with its progress, then watched until it is a report.
import { say } from "./page.js";

const token = document.querySelector("meta[name=csrf-token]").content;
const form = document.getElementById("drop");
const AT_ONCE = 3;

function line(file) {
  const row = document.getElementById("uploads").appendChild(document.createElement("div"));
  const [name, bar, state] = ["span", "progress", "span"].map((tag) => row.appendChild(document.createElement(tag)));
  name.textContent = file.name;
  bar.max = 1;
  bar.value = 0;
  return {
    progress: (share) => { bar.value = share; },
    busy: () => bar.removeAttribute("value"),
    say: (text, kind = "") => { state.textContent = text; state.className = kind; if (kind) bar.value = 1; },
    link: (report) => {
      const link = document.createElement("a");
      link.href = `/reports/${report.replace("sha256:", "")}`;
      link.textContent = "mở báo cáo";
      state.append(" ", link);
    },
  };
}

function send(file, shown) {
  return new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("files", file);
    request.open("POST", form.action);
    request.setRequestHeader("X-CSRF-Token", token);
    request.setRequestHeader("Accept", "application/json");
    request.responseType = "json";
    request.upload.addEventListener("progress", (event) => { if (event.lengthComputable) shown.progress(event.loaded / event.total); });
    request.addEventListener("load", () => done([request.status, request.response]));
    request.addEventListener("error", () => done([0, null]));
    request.send(body);
  });
}

async function take(file) {
  const shown = line(file);
  if (file.size > Number(form.dataset.mostBytes)) { shown.say("quá lớn; tách tệp rồi tải lại", "failed"); return; }
  shown.say("đang tải lên");
  const [status, answer] = await send(file, shown);
  const one = answer?.uploads?.[0];
  if (status !== 202 || !one) { shown.say(answer?.detail || "không tải lên được; thử lại", "failed"); return; }
  if (one.refused) { shown.say(`${one.refused.cause}; ${one.refused.next_step}`, "failed"); return; }
  shown.say("đang đọc");
  shown.busy();
  await watched(one, shown);
}

async function watched(one, shown) {
  for (;;) {
    await new Promise((done) => setTimeout(done, 700));
    const answer = await fetch(`/api/v1/jobs/${one.job}`).catch(() => null);
    if (answer?.status === 429) { await new Promise((done) => setTimeout(done, 5000)); continue; }
    if (!answer?.ok) continue;
    const job = await answer.json();
    if (job.state === "done") { shown.say(job.outcome === "unchanged" ? "đã có trong kho" : "đã đọc xong", "ended"); shown.link(one.report); return; }
    if (job.state === "failed") { shown.say(job.failure ? `${job.failure.cause}; ${job.failure.next_step}` : "không đọc được", "failed"); return; }
  }
}

async function upload(files) {
  const waiting = [...files];
  if (waiting.length > Number(form.dataset.mostFiles)) say(`nhiều tệp: ${waiting.length}; tải lần lượt`);
  await Promise.all(Array.from({ length: AT_ONCE }, async () => { while (waiting.length) await take(waiting.shift()); }));
  const refresh = document.createElement("a");
  refresh.href = "/";
  refresh.textContent = "Xem danh sách mới";
  document.getElementById("uploads").append(refresh);
}

if (form) {
  const input = document.getElementById("files");
  input.addEventListener("change", () => { upload(input.files); });
  form.addEventListener("submit", (event) => event.preventDefault());
  for (const name of ["dragenter", "dragover"]) document.addEventListener(name, (event) => { event.preventDefault(); form.classList.add("over"); });
  for (const name of ["dragleave", "drop"]) document.addEventListener(name, (event) => { event.preventDefault(); form.classList.remove("over"); });
  document.addEventListener("drop", (event) => { if (event.dataTransfer.files.length) upload(event.dataTransfer.files); });
}
