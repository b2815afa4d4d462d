/*
 * slides.js - the keys of the slides
 *
 * The address says which slide is shown: slides.html#echoservert. Whoever
 * follows a link, presses a key or edits the address changes the address, and
 * then the browser calls show. Nothing else needs to be remembered.
 *
 * slides.html is well-formed as XML, too. So this file has none of the
 * characters that begin a tag or an entity there.
 */
"use strict";

const root = document.documentElement;
const slides = Array.from(document.querySelectorAll("section"));
const keys = document.getElementById("keys");
let digits = ""; // those that have been typed since the last other key

// An address that names no slide means the first one.
function current() {
  return Math.max(0, slides.findIndex(s => "#" + s.id === location.hash));
}

// A screen reader goes on reading where the focus is.
function show() {
  const shown = slides[current()];
  for (const slide of slides) slide.classList.toggle("shown", slide === shown);
  shown.focus({preventScroll: true});
}

// Shows the digits in the footer of the slide.
function type(typed) {
  digits = typed;
  for (const footer of document.querySelectorAll("footer"))
    if (digits) footer.dataset.typed = digits;
    else delete footer.dataset.typed;
}

function black(on) {
  root.classList.toggle("black", on);
  show(); // again, because a slide that is not visible loses the focus
}

// The method replace adds nothing to the history, in which each key would
// otherwise be a step. Beyond either end there is nothing to go to.
function go(index) {
  help(false);
  const last = slides.length - 1;
  const slide = slides[Math.min(Math.max(index, 0), last)];
  if (slide !== slides[current()]) location.replace("#" + slide.id);
}

function help(on) {
  black(false);
  keys.hidden = !on;
  if (on) keys.focus();
}

function toggleBlack() {
  black(!root.classList.contains("black"));
}

function switchColours() {
  const set = root.style.colorScheme;
  const dark = set ? set === "dark"
    : matchMedia("(prefers-color-scheme: dark)").matches;
  root.style.colorScheme = dark ? "light" : "dark";
}

const next = () => go(current() + 1);
const previous = () => go(current() - 1);
const actions = {
  ArrowRight: next, ArrowDown: next, PageDown: next,
  ArrowLeft: previous, ArrowUp: previous, PageUp: previous,
  " ": event => event.shiftKey ? previous() : next(),
  Home: () => go(0),
  End: () => go(slides.length - 1),
  b: toggleBlack,
  ".": toggleBlack, // many presenters send this
  d: switchColours,
  "?": () => help(keys.hidden),
  Escape: () => help(false)
};

document.addEventListener("keydown", event => {
  if (event.ctrlKey || event.altKey || event.metaKey) return; // the browser's
  if (event.key === "Shift") return; // some keyboards need it for digits
  if (event.repeat) if ("b.d?".includes(event.key)) return; // else: flicker
  const typed = digits;
  if (/^[0-9]$/.test(event.key)) {
    type(typed + event.key);
    return;
  }
  type("");
  let action = actions[event.key];
  if (event.key === "Enter") if (typed) action = () => go(Number(typed) - 1);
  if (!action) return; // such as Enter alone, which follows a link
  event.preventDefault(); // or the browser would scroll, too
  action(event);
});

// A touch is a click, too. Whoever selects text wants to keep the slide.
document.addEventListener("click", event => {
  if (event.target.closest("a, aside")) return;
  if (String(getSelection())) return;
  type("");
  if (event.clientX > innerWidth / 2) next();
  else previous();
});

for (const slide of slides) {
  slide.tabIndex = -1;
  slide.setAttribute("aria-label", slide.querySelector("h1, h2").textContent);
}
root.classList.add("js");
addEventListener("hashchange", show);
show();
