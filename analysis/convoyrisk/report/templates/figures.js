"use strict";
// Exact numbers of a figure's marks, by pointer or keyboard: a ring is drawn about one, and a line under the figure tells it.
const NEAR = 40; // of a drawing that is 480 wide
const drawn = (tag, attributes, text = "") => {
  const item = document.createElementNS(document.querySelector("svg").namespaceURI, tag);
  for (const [name, value] of Object.entries(attributes)) item.setAttribute(name, String(value));
  item.textContent = text;
  return item;
};

class Readout {
  constructor(figure) {
    this.figure = figure;
    this.series = JSON.parse(figure.dataset.marks);
    this.at = null; // [series, mark]
    this.line = document.createElement("p");
    this.line.className = "readout";
    this.line.setAttribute("role", "status");
    this.ring = drawn("circle", { r: 8, class: "ring", visibility: "hidden" });
    figure.append(this.ring);
    figure.after(this.line);
    figure.setAttribute("role", "group");
    figure.setAttribute("tabindex", "0");
    figure.addEventListener("focus", () => this.show(this.at ?? this.first()));
    figure.addEventListener("blur", () => this.show(null));
    figure.addEventListener("keydown", (event) => this.key(event));
    figure.addEventListener("pointermove", (event) => this.point(event));
    figure.addEventListener("pointerdown", (event) => this.point(event));
    figure.addEventListener("pointerleave", () => { if (document.activeElement !== figure) this.show(null); });
  }

  seen(series) {
    const group = this.figure.querySelector(`[data-series="${series}"]`);
    return this.series[series].length > 0 && !(group && group.classList.contains("off"));
  }

  places() { return this.series.map((_, series) => series).filter((series) => this.seen(series)); }

  first() { const [series] = this.places(); return series === undefined ? null : [series, 0]; }

  show(at) {
    this.at = at;
    this.ring.setAttribute("visibility", at ? "visible" : "hidden");
    const [x, y, text] = at ? this.series[at[0]][at[1]] : [0, 0, ""];
    this.ring.setAttribute("cx", x);
    this.ring.setAttribute("cy", y);
    this.line.textContent = text;
  }

  nearest(x, y, among, across = 1) {
    const all = among.flatMap((series) => this.series[series].map((mark, k) =>
      ({ at: [series, k], distance: Math.hypot(mark[0] - x, across * (mark[1] - y)) })));
    return all.reduce((best, each) => (best && best.distance <= each.distance ? best : each), null);
  }

  point(event) {
    const place = new DOMPoint(event.clientX, event.clientY).matrixTransform(this.figure.getScreenCTM().inverse());
    const found = this.nearest(place.x, place.y, this.places());
    if (found && found.distance < NEAR) this.show(found.at);
  }

  key(event) {
    const step = { ArrowRight: 1, ArrowLeft: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    const places = this.places();
    if (places.length === 0 || !(step || ["Home", "End", "Escape"].includes(event.key))) return;
    event.preventDefault();
    if (event.key === "Escape") return this.show(null);
    const [series, mark] = this.at && this.seen(this.at[0]) ? this.at : this.first();
    const last = this.series[series].length - 1;
    if (event.key === "Home" || event.key === "End") return this.show([series, event.key === "Home" ? 0 : last]);
    if (this.series.length === 1 || event.key === "ArrowRight" || event.key === "ArrowLeft") {
      return this.show([series, Math.min(Math.max(mark + step, 0), last)]);
    }
    const other = places[(places.indexOf(series) + step + places.length) % places.length];
    return this.show(this.nearest(this.series[series][mark][0], 0, [other], 0).at);
  }
}

// Differences in an outcome and against a policy of the reader's choice. Numbers are rounded as in the rest of the page.
const shownNumber = (value, half) => {
  const decimals = half > 0 ? Math.min(Math.max(1 - Math.floor(Math.log10(half)), 0), 6) : 2;
  const text = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: decimals, maximumFractionDigits: decimals });
  return (Number(text.replaceAll(",", "")) === 0 ? "" : value < 0 ? "-" : "+") + text;
};
const withInterval = ([mean, low, high]) => (low === null || high === null ? `${shownNumber(mean, Math.abs(mean) / 10)} [?, ?]`
  : `${[mean, low, high].map((value) => shownNumber(value, (high - low) / 2)).reduce((a, b, k) => a + (k === 1 ? " [" : ", ") + b)}]`);

const differenceChart = (rows, unit, title) => {
  const width = 480, height = 44 * rows.length + 8;
  const ends = [0, ...rows.flatMap((row) => row.values.filter((value) => value !== null))];
  const margin = 0.06 * (Math.max(...ends) - Math.min(...ends)) || 1;
  const low = Math.min(...ends) - margin, high = Math.max(...ends) + margin;
  const x = (value) => 12 + (value - low) / (high - low) * (width - 24);
  const power = 10 ** Math.floor(Math.log10((high - low) / 5));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => each >= (high - low) / 5 * 0.999);
  const svg = drawn("svg", { viewBox: `0 0 ${width} ${height + 46}`, class: "figure", "aria-label": title });
  for (let k = Math.ceil(low / step - 1e-9); k <= Math.floor(high / step + 1e-9); k += 1) {
    const at = x(k * step);
    svg.append(drawn("line", { x1: at, x2: at, y1: 4, y2: height, class: k === 0 ? "zero" : "grid" }),
      drawn("text", { x: at, y: height + 17, class: "tick middle" },
        Number((k * step).toPrecision(12)).toLocaleString("en-US", { maximumFractionDigits: 6 })));
  }
  const marks = rows.map((row, place) => {
    const [mean, from, to] = row.values, y = 44 * place + 34;
    const known = from !== null && to !== null;
    const lines = known ? [[from, to, 0], [from, from, 5], [to, to, 5]] : [];
    const why = known ? "" : mean === 0 ? " (no difference seen)" : " (no interval: too few events)";
    svg.append(drawn("text", { x: 12, y: y - 14, class: "label" }, row.policy + why),
      ...lines.map(([a, b, half]) => drawn("line", { x1: x(a), x2: x(b), y1: y - half, y2: y + half, class: `interval ${row.side}` })),
      drawn("circle", { cx: x(mean), cy: y, r: 5, class: `dot ${row.side}` }));
    return [x(mean), y, `${row.policy}: ${withInterval(row.values)}`];
  });
  svg.append(drawn("text", { x: width / 2, y: height + 38, class: "axis middle" }, unit));
  svg.dataset.marks = JSON.stringify([marks]);
  return svg;
};

class Comparison {
  constructor(controls) {
    this.data = JSON.parse(controls.querySelector("script").textContent);
    this.outcome = controls.querySelector('[data-choose="outcome"]');
    this.against = controls.querySelector('[data-choose="against"]');
    this.box = controls.parentElement;
    for (const choice of [this.outcome, this.against]) choice.addEventListener("change", () => this.show());
    this.show(); // a browser may keep what was chosen when the page is loaded again
  }

  show() {
    const usual = this.outcome.value === "0" && this.against.value === "0";
    this.box.querySelector("[data-static]").hidden = !usual;
    this.box.querySelector("[data-chosen]").hidden = usual;
    if (usual) return;
    const { title, unit, differences } = this.data.outcomes[Number(this.outcome.value)];
    const against = this.data.policies[Number(this.against.value)];
    const rows = differences[Number(this.against.value)].map((values, place) => ({ policy: this.data.policies[place], values,
      side: values[2] !== null && values[2] < 0 ? "below" : values[1] !== null && values[1] > 0 ? "above" : "across" }))
      .filter((_, place) => place !== Number(this.against.value));
    const put = (name) => this.box.querySelector(`[data-chosen] [data-show="${name}"]`);
    const name = `${title}, ${unit} a year, minus “${against}”`;
    const chart = differenceChart(rows, name, `Differences with their intervals: ${name}`);
    put("chart").replaceChildren(chart);
    new Readout(chart);
    put("title").textContent = name;
    put("caption").textContent = "Left of the line of no difference: less. These intervals hold for all pairs of policies together, in this " +
      "outcome; they are wider than those against the baseline.";
    const words = { below: "less", above: "more", across: "not told apart" };
    put("rows").replaceChildren(...rows.map((row) => {
      const line = document.createElement("tr");
      const head = document.createElement("th");
      head.scope = "row";
      head.textContent = row.policy;
      line.append(head, ...[withInterval(row.values), words[row.side]].map((text) => {
        const cell = document.createElement("td");
        cell.textContent = text;
        return cell;
      }));
      return line;
    }));
  }
}

for (const figure of document.querySelectorAll("svg[data-marks]")) new Readout(figure);
for (const controls of document.querySelectorAll("[data-compare]")) new Comparison(controls);
