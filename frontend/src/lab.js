// The Lab: an anywidget front-end module. It opens a session over the model's results, lays out the card, and does both
// anew, in place, when Python brings new results.
import { createAddress } from "./address.js";
import { createCard } from "./card.js";
import { h, uniqueId } from "./dom.js";
import { holdPlace } from "./hold-place.js";
import { keepClearOfHeader } from "./in-view.js";
import { onPage } from "./page.js";
import { wordsOf } from "./problem.js";
import { createSession } from "./session.js";
import { createStore } from "./store.js";
import { followTheme } from "./theme.js";
import { createTyping } from "./typing.js";

function render({ model, el, signal }) {
  const life = new AbortController();
  signal?.addEventListener("abort", () => life.abort());
  const root = h("div", { class: "nnlab" });
  el.append(root);
  followTheme(root, life.signal);
  keepClearOfHeader(root, life.signal);
  mount(root, model, life.signal);
  return () => {
    life.abort();
    root.remove();
  };
}

function mount(root, model, signal) {
  const page = onPage(root);
  const keep = { page, pin: null, challenge: null, store: page ? createStore() : null, titleId: uniqueId("title") };
  keep.typing = createTyping({ model, page, signal });
  let close = () => {};
  const open = () => {
    close();
    const life = new AbortController();
    close = () => life.abort();
    try {
      openSession(root, model, keep, life.signal);
    } catch (error) {
      root.replaceChildren(h("p", { class: "nnlab-problem" }, `This Lab cannot be shown. ${wordsOf(error)}`));
    }
  };
  signal.addEventListener("abort", () => close());
  open();
  onNewResults(model, () => close(), () => holdPlace(root, open), signal);
}

function openSession(root, model, keep, signal) {
  const parts = [];
  const draw = (view) => parts.forEach((part) => part.update(view));
  const lab = createSession({ model, signal, keep, draw, moved: () => keep.address?.write(lab) });
  signal.addEventListener("abort", lab.save);
  const first = !keep.address;
  if (keep.page) keep.address ??= createAddress(lab.spec.id);
  const arrived = first && keep.address?.read(lab);
  const card = createCard(root, lab, keep);
  parts.push(...card.parts);
  keep.address?.follow(lab, card, signal);
  lab.drawNow();
  if (arrived) keep.address.arrive(card.el);
}

/**
 * Once the stored results changed: ends the session over the old ones, and in the next frame, once for spec and arrays,
 * opens a new one.
 */
function onNewResults(model, end, act, signal) {
  let request = null;
  const soon = () => {
    end();
    request ??= requestAnimationFrame(() => {
      request = null;
      act();
    });
  };
  for (const trait of ["spec", "arrays"]) {
    model.on(`change:${trait}`, soon);
    signal.addEventListener("abort", () => model.off(`change:${trait}`, soon));
  }
  signal.addEventListener("abort", () => cancelAnimationFrame(request));
}

export default { render };
