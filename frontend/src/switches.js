// A teacher's switches in the address of the page: #hide=lr|epoch&answers=hidden.

const LONGEST = 4000;

/** @returns {string[]} the parts of a hash; an absurdly long one has none */
export const partsOf = (hash) => (hash.length > LONGEST ? [] : hash.replace(/^#/, "").split("&").filter(Boolean));

const valueOf = (hash, name) => partsOf(hash).find((part) => part.startsWith(`${name}=`))?.slice(name.length + 1);

/** @returns {Set<string>} the names of the controls that are not to be shown */
export function hiddenControls(hash) {
  try {
    return new Set(decodeURIComponent(valueOf(hash, "hide") ?? "").split(/[|,]/));
  } catch {
    return new Set();
  }
}

/** @returns {boolean} whether Questions keep reasons and solutions to themselves */
export const answersHidden = (hash) => valueOf(hash, "answers") === "hidden";

/** Calls `changed` with the hash now and whenever it changes; an ordinary #anchor undoes no switch. */
export function followSwitches(changed, signal) {
  changed(location.hash);
  addEventListener("hashchange", () => {
    if (/[=:]/.test(location.hash) || !location.hash) changed(location.hash);
  }, { signal });
}
