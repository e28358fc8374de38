"use strict";
// Without this script the page says the same: it hides what is not chosen, and moves the replay.
(() => {
  document.documentElement.classList.add("scripted");

  // The map: one policy at a time, coloured by one quantity.
  for (const box of document.querySelectorAll("[data-maps]")) {
    const policy = box.querySelector('[data-choose="policy"]');
    const quantity = box.querySelector('[data-choose="quantity"]');
    const show = () => {
      const name = quantity.value;
      for (const map of box.querySelectorAll("[data-map]")) {
        map.hidden = map.dataset.map !== policy.value;
        map.querySelector("[data-quantity]").textContent = quantity.selectedOptions[0].textContent;
        for (const leg of map.querySelectorAll(".leg")) {
          leg.setAttribute("class", "leg level-" + leg.getAttribute("data-" + name.replaceAll("_", "-")));
          leg.querySelector("title").textContent = leg.getAttribute("data-" + name.replaceAll("_", "-") + "-text");
        }
      }
    };
    policy.addEventListener("change", show);
    quantity.addEventListener("change", show);
    show();
  }

  // The curves: each policy may be hidden.
  for (const legend of document.querySelectorAll("[data-legend]")) {
    const curves = document.querySelector(`[data-curves="${legend.dataset.legend}"]`);
    legend.addEventListener("change", (event) => {
      for (const line of curves.querySelectorAll(`[data-series="${event.target.value}"]`)) {
        line.classList.toggle("off", !event.target.checked);
        line.style.display = event.target.checked ? "" : "none";
      }
    });
  }

  // The replay: the state at an hour is folded from all events up to it.
  const HOUR_MS = 3600000;
  class Replay {
    constructor(section) {
      this.section = section;
      this.data = JSON.parse(section.querySelector('script[type="application/json"]').textContent);
      this.events = this.data.events.map(([hour, kind, text, leg, actor, dead, counted]) =>
        ({ hour, kind: this.data.kinds[kind], text: this.data.texts[text], leg, actor, dead, counted }));
      const notable = this.events.filter((event) => event.hour >= 0 && !["departed", "arrived"].includes(event.kind));
      this.stops = [...new Set(notable.map((event) => event.hour))];
      this.slider = section.querySelector('input[type="range"]');
      this.playButton = section.querySelector('[data-do="play"]');
      this.calm = window.matchMedia("(prefers-reduced-motion: reduce)").matches;
      this.timer = null;
      this.slider.addEventListener("input", () => { this.pause(); this.show(); });
      this.slider.addEventListener("keydown", (event) => this.key(event));
      this.playButton.addEventListener("click", () => (this.timer === null ? this.play() : this.pause()));
      section.querySelector('[data-do="next"]').addEventListener("click", () => this.jump(1));
      section.querySelector('[data-do="back"]').addEventListener("click", () => this.jump(-1));
      // On paper it stands at the end, with its whole log.
      window.addEventListener("beforeprint", () => {
        this.pause();
        this.before = this.hour;
        this.go(this.data.hours);
        section.querySelector("details").open = true;
      });
      window.addEventListener("afterprint", () => this.go(this.before));
      this.show();
    }

    get hour() { return Number(this.slider.value); }

    go(hour) { this.slider.value = String(hour); this.show(); }

    key(event) {
      const days = { PageUp: 24, PageDown: -24 }[event.key];
      if (days !== undefined) { event.preventDefault(); this.pause(); this.go(this.hour + days); }
    }

    next(direction) {
      return direction > 0 ? this.stops.find((hour) => hour > this.hour)
        : this.stops.filter((hour) => hour < this.hour).pop();
    }

    jump(direction) {
      this.pause();
      const hour = this.next(direction);
      if (hour !== undefined) this.go(hour);
    }

    // Twelve hours at a time, ten times a second; where motion is not wanted, from event to event.
    play() {
      if (this.hour >= this.data.hours) this.go(0);
      this.playButton.textContent = "Pause";
      this.timer = window.setInterval(() => {
        const hour = this.calm ? this.next(1) : this.hour + 12;
        if (hour === undefined || hour >= this.data.hours) { this.go(this.data.hours); this.pause(); } else this.go(hour);
      }, this.calm ? 2000 : 100);
    }

    pause() {
      window.clearInterval(this.timer);
      this.timer = null;
      this.playButton.textContent = "Play";
    }

    state() {
      const cells = new Map(), trips = new Map(), attacks = this.data.legs.map(() => 0);
      const sums = { attacks: 0, dead: 0, cancelled: 0, intercepted: 0 };
      for (const event of this.events) {
        if (event.hour > this.hour) break;
        if (event.kind === "staged") cells.set(event.actor, event.leg);
        else if (this.data.cellEnds.includes(event.kind)) cells.delete(event.actor);
        else if (event.kind === "departed") trips.set(event.actor, event.text);
        else if (event.kind === "arrived") trips.delete(event.actor);
        if (!event.counted) continue;
        sums.dead += event.dead;
        sums.cancelled += event.kind === "cancelled";
        sums.intercepted += event.kind === "intercepted";
        if (this.data.attacks.includes(event.kind)) {
          sums.attacks += 1;
          if (event.leg >= 0) attacks[event.leg] += 1;
        }
      }
      return { cells, trips, attacks, sums };
    }

    show() {
      const { cells, trips, attacks, sums } = this.state();
      const staged = this.data.legs.map(() => 0);
      for (const leg of cells.values()) if (leg >= 0) staged[leg] += 1;
      const sign = (kind, counts) => {
        for (const mark of this.section.querySelectorAll(".sign." + kind)) {
          const count = counts[Number(mark.dataset.leg)];
          mark.classList.toggle("off", count === 0);
          mark.querySelector("text").textContent = String(count);
        }
      };
      sign("attack", attacks);
      sign("ambush", staged);
      const at = new Date(Date.parse(this.data.start + "Z") + this.hour * HOUR_MS).toISOString();
      const clock = `Day ${Math.floor(this.hour / 24) + 1}, ${at.slice(0, 10)} ${at.slice(11, 16)}`;
      this.put("clock", clock);
      this.slider.setAttribute("aria-valuetext", clock);
      this.put("sums", `So far: attacks ${sums.attacks}, killed ${sums.dead}, cells intercepted ${sums.intercepted}, ` +
        `departures cancelled ${sums.cancelled}.`);
      this.put("trips", `Trips under way: ${trips.size}. Ambushes set: ${cells.size}.`);
      const list = this.section.querySelector('[data-show="events"]');
      const now = this.events.filter((event) => event.hour === this.hour);
      const lines = now.map((event) => {
        const item = document.createElement("li");
        item.textContent = event.text + (event.leg >= 0 ? ` (${this.data.legs[event.leg]})` : "");
        return item;
      });
      if (lines.length === 0) {
        lines.push(document.createElement("li"));
        lines[0].textContent = "nothing";
      }
      list.setAttribute("aria-live", this.timer === null ? "polite" : "off");
      list.replaceChildren(...lines);
    }

    put(name, text) { this.section.querySelector(`[data-show="${name}"]`).textContent = text; }
  }
  for (const section of document.querySelectorAll("[data-replay]")) new Replay(section);
})();
