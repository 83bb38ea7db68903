"use strict";
(() => {
  const byId = (id) => document.getElementById(id);
  const table = byId("decisions-table");

  // A link may lead into something folded up: it is opened, and read from there.
  const reveal = () => {
    let id;
    try { id = decodeURIComponent(location.hash.slice(1)); } catch { return; }
    const target = id && byId(id);
    if (!target) return;
    for (let at = target.closest("details"); at; at = at.parentElement.closest("details")) at.open = true;
    target.scrollIntoView({ block: target.closest("svg") ? "center" : "start" });
    if (target.tabIndex >= 0 || target.hasAttribute("tabindex")) target.focus({ preventScroll: true });
  };
  addEventListener("hashchange", reveal);
  addEventListener("load", reveal);

  for (const button of document.querySelectorAll("button[data-open]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      for (const each of document.querySelectorAll(button.dataset.open)) each.open = button.dataset.to === "open";
    });
  }
  if (!table) return;

  const body = table.tBodies[0];
  const rows = [...body.rows];
  const texts = new Map(rows.map((row) => [row, row.textContent.toLowerCase()]));
  const controls = byId("controls");
  const told = byId("shown");
  let only = null;
  let onlyName = "";

  const fits = (row, wanted) =>
    (!only || only.has(row.dataset.id)) &&
    wanted.text.every((word) => texts.get(row).includes(word)) &&
    (!wanted.status || row.dataset.status === wanted.status) &&
    (!wanted.body || row.dataset.body === wanted.body) &&
    (!wanted.review_type || row.dataset.type === wanted.review_type) &&
    (!wanted.reason ||
      row.dataset.reasons.split(" ").some((code) => code === wanted.reason || code.startsWith(wanted.reason + ".")));

  const narrow = () => {
    const wanted = Object.fromEntries(new FormData(controls));
    wanted.text = wanted.text.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      row.hidden = !fits(row, wanted);
      count += row.hidden ? 0 : 1;
    }
    const which = only ? ` (among those of ${onlyName})` : "";
    told.textContent = `${count.toLocaleString("en-GB")} of ${rows.length.toLocaleString("en-GB")} decisions shown${which}.`;
  };

  controls.hidden = false;
  controls.addEventListener("input", narrow);
  controls.addEventListener("submit", (event) => event.preventDefault());
  controls.addEventListener("reset", () => { only = null; setTimeout(narrow); });
  narrow();

  const value = (row, column) => row.cells[column].dataset.sort ?? row.cells[column].textContent.trim();
  const compare = new Intl.Collator("en-GB", { numeric: true }).compare;
  for (const head of table.tHead.rows[0].cells) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    head.replaceChildren(button);
    button.addEventListener("click", () => {
      const way = head.getAttribute("aria-sort") === "ascending" ? -1 : 1;
      for (const other of table.tHead.rows[0].cells) other.removeAttribute("aria-sort");
      head.setAttribute("aria-sort", way > 0 ? "ascending" : "descending");
      // What is not told stands last, whichever way the rest is sorted.
      const order = (a, b) => (!a || !b ? (a ? -1 : b ? 1 : 0) : way * compare(a, b));
      body.append(...rows.sort((a, b) => order(value(a, head.cellIndex), value(b, head.cellIndex))));
    });
  }

  for (const list of document.querySelectorAll("details.list[data-decisions]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Show these in the table of decisions";
    button.addEventListener("click", () => {
      controls.reset();
      only = new Set([...list.querySelectorAll(".links a, .names a")].map((link) => link.hash.slice(1)));
      onlyName = list.dataset.name;
      setTimeout(narrow);
      byId("decisions").scrollIntoView();
      table.focus({ preventScroll: true });
    });
    list.querySelector(".inside").append(button);
  }
})();
