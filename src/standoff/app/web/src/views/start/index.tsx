// The view Start.
import "./start.css";

export function Start() {
  return <p class="wait">Start</p>;
}
