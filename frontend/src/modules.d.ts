// What comes from elsewhere without types of its own: only what is used here.
declare module "d3-array" {
  export function ticks(start: number, stop: number, count: number): number[];
}
declare module "d3-contour" {
  interface Contours {
    (values: ArrayLike<number>): { coordinates: number[][][][] }[];
    size(size: number[]): Contours;
    thresholds(levels: number[]): Contours;
  }
  export function contours(): Contours;
}
declare module "d3-shape" {
  interface Line {
    (points: ([number, number] | null)[]): string | null;
    defined(test: (point: [number, number] | null) => boolean): Line;
    digits(count: number): Line;
  }
  export function line(): Line;
}
/** The list of panels, made by the bundler (build.mjs). */
declare module "panels:registry" {
  interface Drawing {
    el: HTMLElement | SVGElement;
    picture?: SVGElement;
    about?: string;
    update(view: import("./types").View, size: import("./types").Size): void;
    table(view: import("./types").View): { columns: string[]; rows: unknown[][] };
    note?(view: import("./types").View): string;
  }
  const registry: Record<string, (panel: object, lab: import("./types").Session) => Drawing>;
  export default registry;
}
interface Window {
  nnlabProgress?: boolean;
}
/** Sphinx's own, on pages that search. */
declare const DOCUMENTATION_OPTIONS: { SHOW_SEARCH_SUMMARY: boolean } | undefined;
