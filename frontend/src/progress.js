// Every page of the book: a chapter can be marked as finished, and the list of chapters on the first page shows what is
// done. All of it stays in this browser (see store.js for the keys). A classic script; the book may load it twice.
import { mendFocus } from "./focus.js";
import { lightPaper } from "./paper.js";

(() => {
  if (self.nnlabProgress) return;
  self.nnlabProgress = true;
  const script = /** @type {HTMLScriptElement | null} */ (document.currentScript);
  const root = new URL("..", script?.src || location.href).pathname;
  const keyOf = (path) => `nnlab:${path.replace(/index\.html$/, "")}`;
  const attempt = (act, otherwise) => {
    try {
      return act();
    } catch {
      return otherwise;
    }
  };
  const make = (tag, attributes = {}, ...children) => {
    const node = document.createElement(tag);
    Object.entries(attributes).forEach(([name, value]) => node.setAttribute(name, value));
    node.append(...children);
    return node;
  };
  /** The entries of all pages below a key. */
  const entries = (start) => attempt(() => Object.entries(localStorage).filter(([key]) => key.startsWith(start)), []);
  const count = (number, noun, done) => (number ? `${number} ${noun}${number > 1 ? "s" : ""} ${done}` : "");

  function summary(path) {
    const values = entries(`${keyOf(path)}:`).map(([, value]) => attempt(() => JSON.parse(value), null));
    const having = (name) => values.filter((value) => value?.[name]).length;
    const done = having("finished") > 0;
    return {
      done,
      words: [
        done && "finished", count(having("answer"), "question", "answered"), count(having("met"), "challenge", "met"),
      ]
        .filter(Boolean)
        .join(", "),
    };
  }

  /**
   * The line below a chapter's title (see _ext/course_position.py) also says how many chapters the reader has finished.
   */
  function showFinished(article) {
    const finished = entries(`nnlab:${root}chapters/`).filter(([key]) => key.endsWith(":finished")).length;
    const words = article.querySelector(".course-finished");
    if (words) words.textContent = finished ? `, ${finished} finished` : "";
  }

  function finishBox(article) {
    const key = `${keyOf(location.pathname)}:finished`;
    const box = make("input", { type: "checkbox" });
    const show = () => {
      box.checked = attempt(() => localStorage.getItem(key) !== null, false);
      showFinished(article);
    };
    box.addEventListener("change", () => {
      attempt(() => (box.checked ? localStorage.setItem(key, '{"finished":true}') : localStorage.removeItem(key)));
      showFinished(article);
    });
    show();
    addEventListener("pageshow", show);
    addEventListener("storage", show);
    article.append(make("p", { class: "nnlab-finish" }, make("label", {}, box, " Mark this chapter as finished")));
  }

  function chapterList(list) {
    const links = [...list.querySelectorAll("a[href]")].filter((link) =>
      /\/chapters\/\d\d_[^/]+\.html$/.test(link.pathname),
    );
    const marks = links.map((link) => {
      const mark = make("span", { class: "nnlab-mark" });
      link.after(" ", mark);
      return [link, mark];
    });
    const status = make("span", { role: "status" });
    const reset = make("button", { type: "button" }, "Reset my progress");
    let forgotten = [];
    const show = () => {
      marks.forEach(([link, mark]) => {
        const { done, words } = summary(link.pathname);
        mark.replaceChildren(...(done ? [make("span", { "aria-hidden": "true" }, "✓ ")] : []), words);
      });
      reset.textContent = forgotten.length ? "Undo" : "Reset my progress";
      reset.hidden = !forgotten.length && !entries(`nnlab:${root}`).length;
    };
    reset.addEventListener("click", () => {
      const back = forgotten;
      forgotten = back.length ? [] : entries(`nnlab:${root}`);
      attempt(() => {
        forgotten.forEach(([key]) => localStorage.removeItem(key));
        back.forEach(([key, value]) => localStorage.setItem(key, value));
      });
      status.textContent = back.length ? "Your progress is back." : "Your progress is forgotten.";
      show();
    });
    if (links.length) list.after(make("p", { class: "nnlab-reset" }, reset, " ", status));
    show();
    addEventListener("pageshow", show);
    addEventListener("storage", show);
  }

  /** With a teacher's switch (see switches.js) closed solutions stay closed, however they are opened. */
  function keepSolutions() {
    let secret = false;
    const look = () => {
      if (/[=:]/.test(location.hash) || !location.hash) secret = /[#&]answers=hidden(&|$)/.test(location.hash);
    };
    const kept = (details) => secret && /solution/i.test(details?.querySelector("summary")?.textContent);
    document.addEventListener("click", (event) => {
      const { target } = /** @type {{target: Element}} */ (/** @type {unknown} */ (event));
      if (target.closest("summary") && kept(target.closest("details"))) event.preventDefault();
    }, true);
    document.addEventListener("toggle", ({ target }) => {
      if (kept(target)) /** @type {Element} */ (target).removeAttribute("open");
    }, true);
    addEventListener("hashchange", look);
    look();
  }

  /** Opened from a disk, a page may not fetch others: the search then names them without excerpts. */
  function searchWithoutExcerpts() {
    if (location.protocol === "file:" && typeof DOCUMENTATION_OPTIONS === "object")
      DOCUMENTATION_OPTIONS.SHOW_SEARCH_SUMMARY = false;
  }

  function begin() {
    mendFocus();
    lightPaper();
    keepSolutions();
    searchWithoutExcerpts();
    const article = document.querySelector("article");
    if (!article) return;
    if (/\/chapters\/\d\d_[^/]+\.html$/.test(location.pathname)) finishBox(article);
    const list = article.querySelector(".toctree-wrapper, .tableofcontents-wrapper");
    if (list) chapterList(list);
  }
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", begin);
  else begin();
})();
