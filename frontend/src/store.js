// What the reader's own browser remembers: one entry for each widget of a page. Nothing leaves the browser, and a
// browser that forbids storage only forgets.

/** @returns {string} the page as part of a key: its path, where index.html is its folder */
export const pageKey = (path = location.pathname) => `nnlab:${path.replace(/index\.html$/, "")}`;

/** @returns {{recall: (id: string) => any, remember: (id: string, value: any) => void}} */
export function createStore() {
  const keyOf = (id) => `${pageKey()}:${id}`;
  return {
    recall(id) {
      try {
        return JSON.parse(localStorage.getItem(keyOf(id)));
      } catch {
        return null;
      }
    },
    remember(id, value) {
      try {
        localStorage.setItem(keyOf(id), JSON.stringify(value));
      } catch {
        // Forgotten, that is all.
      }
    },
  };
}
