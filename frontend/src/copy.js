// Copying, also where the clipboard may not be written: then the text is selected, and the reader presses the keys.

/** @returns {Promise<boolean>} whether the clipboard took the text */
export async function copyText(string) {
  try {
    await navigator.clipboard.writeText(string);
    return true;
  } catch {
    return false;
  }
}

/** Selects all that a node shows. */
export function selectAll(node) {
  node.focus();
  if (node.select) node.select();
  else getSelection()?.selectAllChildren(node);
}

export const PRESS = "Selected. Press Ctrl+C (on a Mac: ⌘C) to copy.";
