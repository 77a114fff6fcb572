// The quiet row at the foot: the code of this setting, a run to compare with, a link to this moment.
import { copyText, PRESS, selectAll } from "./copy.js";
import { h, set, text } from "./dom.js";
import { icon } from "./icons.js";
import { createCode } from "./keras-code.js";

const A_WHILE = 4000; // milliseconds that a message stays

/** @returns {{el: HTMLElement, update: (view: import("./types").View) => void}} */
export function createExtras(lab, keep) {
  const { say, el: status } = createStatus(lab.signal);
  const code = lab.spec.code && createCode(lab.spec, say);
  const pin = createPin(lab, say);
  const link = keep.address && createLink(lab, keep.address, say);
  const actions = h("div", { class: "nnlab-actions" }, status, pin.el, ...(link ?? []));
  return {
    el: h("div", { class: "nnlab-extras" }, code?.el, actions),
    update(view) {
      code?.update(view);
      pin.update();
    },
  };
}

/** A few words that are shown and spoken, and go after a while. */
function createStatus(signal) {
  const el = h("span", { class: "nnlab-said", role: "status" });
  let timer = null;
  signal.addEventListener("abort", () => clearTimeout(timer));
  const say = (words) => {
    clearTimeout(timer);
    text(el, words);
    timer = setTimeout(() => text(el, ""), A_WHILE);
  };
  return { el, say };
}

const quiet = (name, words) => h("button", { type: "button", class: "nnlab-quiet" }, icon(name), words);

function createPin(lab, say) {
  const word = h("span");
  const el = quiet("pin", word);
  const noun = lab.control("epoch") ? "run" : "setting";
  el.addEventListener("click", () => {
    say(lab.pinned ? "Unpinned." : "Pinned.");
    lab.pin(lab.pinned ? null : lab.setting());
  });
  const update = () => {
    text(word, lab.pinned ? `Unpin the ${noun}` : `Pin this ${noun}`);
    set(el, { title: lab.pinned ? null : `Keep this ${noun}, dotted, to compare it with others` });
  };
  return { el, update };
}

/** The button, and a field that shows the link where it could not be copied. */
function createLink(lab, address, say) {
  const button = quiet("link", h("span", {}, "Copy link to this moment"));
  const field = h("input", {
    type: "text", class: "nnlab-link", readonly: "", hidden: "", "aria-label": "Link to this moment",
  });
  button.addEventListener("click", async () => {
    const copied = await copyText(address.linkTo(lab));
    field.hidden = copied;
    field.value = copied ? "" : address.linkTo(lab);
    if (!copied) selectAll(field);
    say(copied ? "Link copied." : PRESS);
  });
  field.addEventListener("blur", () => { field.hidden = true; });
  return [button, field];
}
