// Python's own Labs are what src/types.d.ts says: the type checker looks at this file, nothing runs it.
import contract from "../test/contract.json" with { type: "json" };

/** @type {Record<string, { spec: import("../src/types").Spec }>} */
export const labs = contract.labs;
