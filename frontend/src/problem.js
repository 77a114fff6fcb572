// What an error says to the reader: its own words where it was written for readers, else one plain sentence.
import { DataError } from "./data.js";

/** @returns {string} */
export function wordsOf(error) {
  const written = error instanceof DataError || error?.constructor === Error;
  return written ? error.message : "What was saved of it is damaged.";
}
