// What the elements in .tsx files are made with.
export { Fragment, h } from "preact";
