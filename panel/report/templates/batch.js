"use strict";
document.documentElement.classList.add("scripted");
addEventListener("DOMContentLoaded", () => {
  const SLICE = 200, MOST = 2000, MOST_CATEGORIES = 300;
  const at = (id) => document.getElementById(id);
  const body = at("rows"), heads = [...document.querySelectorAll("#index thead th")];
  const rows = Array.from(body.rows, (row, place) => {
    const cells = Array.from(row.cells, (cell) => cell.textContent);
    return { row, place, cells, words: `${cells[0]}\n${cells[1]}`.toLowerCase() };
  });
  body.replaceChildren();
  body.classList.add("ready");
  const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const counts = (text) => (text === "" ? 0 : text.split(", ").length);
  const number = (text) => { const found = parseFloat(text.replace("$", "")); return Number.isNaN(found) ? null : found; };
  const pair = (text) => text.split(/[^0-9]+/).map(Number);
  const keys = {
    text: (text) => (text === "—" ? null : text),
    number,
    share: (text) => { const [ship, skip] = pair(text); return ship + skip ? ship / (ship + skip) + ship / 1e6 : null; },
    range: (text) => { if (text === "—") return null; const [low, high] = pair(text); return high - low; },
    list: counts,
  };
  const compare = (a, b) => (typeof a === "string" ? words.compare(a, b) : a - b);
  let order = { column: -1, sign: 1 }, found = rows, shown = 0;

  const options = (id, column, most) => {
    const tally = new Map();
    for (const { cells } of rows) tally.set(cells[column], (tally.get(cells[column]) ?? 0) + 1);
    const often = [...tally].sort((a, b) => b[1] - a[1]).slice(0, most).sort((a, b) => words.compare(a[0], b[0]));
    for (const [name, count] of often) at(id).add(new Option(`${name} (${count.toLocaleString("en")})`, name));
  };
  const show = (until) => {
    const slice = document.createDocumentFragment();
    for (const { row } of found.slice(shown, until)) slice.append(row);
    body.append(slice);
    shown = Math.min(until, found.length);
    const rest = found.length - shown, say = (count) => count.toLocaleString("en");
    at("shown").textContent = `${say(found.length)} of ${say(rows.length)} tool${rows.length === 1 ? "" : "s"}` + (rest ? `, the first ${say(shown)} shown` : "");
    at("more").hidden = !rest;
    at("slice").textContent = rest > SLICE ? `Show ${say(SLICE)} more` : `Show the last ${say(rest)}`;
    at("every").textContent = rest > MOST ? `Show ${say(MOST)} more` : `Show all ${say(found.length)}`;
    at("every").hidden = rest <= SLICE;
  };
  const refresh = () => {
    const find = at("find").value.trim().toLowerCase(), verdict = at("verdict").value, category = at("category").value;
    found = rows.filter(({ cells, words }) =>
      words.includes(find) && (!verdict || cells[2] === verdict) && (!category || cells[1] === category) && (!at("marked").checked || cells[8]));
    body.replaceChildren();
    shown = 0;
    show(SLICE);
  };
  const sort = (column) => {
    const kind = heads[column].dataset.kind, first = kind === "text" ? 1 : -1;
    order = { column, sign: order.column === column ? -order.sign : first };
    const keyed = rows.map((row) => [keys[kind](row.cells[column]), row]);
    keyed.sort(([a, one], [b, other]) =>
      (a === null) - (b === null) || (a === null ? 0 : order.sign * compare(a, b)) || one.place - other.place);
    keyed.forEach(([, row], place) => { rows[place] = row; });
    heads.forEach((head, each) => {
      if (each === column) head.setAttribute("aria-sort", order.sign > 0 ? "ascending" : "descending");
      else head.removeAttribute("aria-sort");
    });
    refresh();
  };
  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = head.textContent;
    button.addEventListener("click", () => sort(column));
    head.replaceChildren(button);
  });
  options("verdict", 2, Infinity);
  options("category", 1, MOST_CATEGORIES);
  at("filters").hidden = at("index").hidden;
  at("shown").hidden = at("index").hidden;
  at("filters").addEventListener("input", refresh);
  const more = (count) => {
    const next = found[shown];
    show(shown + count);
    next.row.querySelector("a").focus();
  };
  at("slice").addEventListener("click", () => more(SLICE));
  at("every").addEventListener("click", () => more(MOST));
  let closed = [], before = SLICE;
  addEventListener("beforeprint", () => {
    closed = [...document.querySelectorAll("details:not([open])")];
    closed.forEach((one) => { one.open = true; });
    before = shown;
    show(Infinity);
  });
  addEventListener("afterprint", () => {
    closed.forEach((one) => { one.open = false; });
    body.replaceChildren();
    shown = 0;
    show(before);
  });
  // Whoever follows a link and comes back finds the rows as they were left; browsers keep that for no page of a file.
  const choices = ["find", "verdict", "category"];
  document.addEventListener("click", ({ target }) => {
    const link = target.closest("a[href]");
    if (!link) return;
    const chosen = choices.map((id) => at(id).value), place = rows.find(({ row }) => row.contains(link))?.place;
    history.replaceState({ chosen, marked: at("marked").checked, order, shown, place }, "");
  });
  const choose = (id, value) => {
    at(id).value = value;
    if (at(id).value !== value) at(id).value = "";
  };
  const left = history.state;
  if (left) {
    choices.forEach((id, each) => choose(id, left.chosen[each]));
    at("marked").checked = left.marked;
  }
  if (left && left.order.column >= 0) {
    order = { ...left.order, sign: -left.order.sign };
    sort(order.column);
  } else refresh();
  if (left) {
    show(Math.max(shown, left.shown));
    rows.find(({ place }) => place === left.place)?.row.querySelector("a").focus({ preventScroll: true });
  }
});
