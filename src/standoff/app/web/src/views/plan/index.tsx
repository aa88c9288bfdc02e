// The view Plan.
import "./plan.css";

export function Plan() {
  return <p class="wait">Plan</p>;
}
