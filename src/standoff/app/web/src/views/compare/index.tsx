// The view Compare.
import "./compare.css";

export function Compare() {
  return <p class="wait">Compare</p>;
}
