// The menu of a telephone.
"use strict";
{
  const button = document.querySelector('[data-toggle="wy-nav-top"]');
  const shifted = document.querySelectorAll('[data-toggle="wy-nav-shift"]');
  const open = (wanted) => {
    shifted.forEach((part) => part.classList.toggle("shift", wanted));
    button.setAttribute("aria-expanded", String(wanted));
  };
  const isOpen = () => button.getAttribute("aria-expanded") === "true";
  button.setAttribute("role", "button");
  button.setAttribute("tabindex", "0");
  button.setAttribute("aria-label", "Menu");
  open(false);
  button.addEventListener("click", () => open(!isOpen()));
  button.addEventListener("keydown", (event) => {
    if (event.key === "Enter" || event.key === " ") {
      event.preventDefault();
      open(!isOpen());
    }
  });
  document.querySelector(".wy-nav-content").addEventListener("click", () => open(false));
  document.querySelector(".wy-menu-vertical li.current")?.scrollIntoView({block: "nearest"});
}
