// The binary data of a saved widget: numbers that state.py packed for the page.

// Undoes `pack` in state.py: base64, deflate, and the bytes sorted by their place within a number.
async function unpack({ data, planes }) {
  const text = atob(data);
  const packed = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i += 1) packed[i] = text.charCodeAt(i);
  const stream = new Blob([packed]).stream().pipeThrough(new DecompressionStream("deflate"));
  const sorted = new Uint8Array(await new Response(stream).arrayBuffer());
  const step = sorted.length / planes;
  if (![1, 2, 4, 8].includes(planes) || !Number.isInteger(step)) throw new RangeError("no such planes");
  return new DataView(sorted.map((_, i) => sorted[(i % planes) * step + Math.floor(i / planes)]).buffer);
}

// Puts the saved buffers back where they were taken from, as the DataViews that Jupyter gives a widget.
export async function decode({ state, buffers = [] }) {
  try {
    for (const buffer of buffers) {
      // Own properties only: no path leads out of the state.
      const way = buffer.path.slice(0, -1);
      const place = way.reduce((at, key) => (Object.hasOwn(at, key) ? at[key] : null), state);
      place[buffer.path.at(-1)] = await unpack(buffer);
    }
    return state;
  } catch {
    throw new Error("its saved data is incomplete");
  }
}
