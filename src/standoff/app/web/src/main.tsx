// Starts the page: reads the case on the desk, then shows the view that the address names.
import "./style.css";
import { render } from "preact";
import { begin } from "./desk";
import { Shell } from "./shell";

render(<Shell />, document.body);
void begin();
