// The view Numbers.
import "./numbers.css";

export function Numbers() {
  return <p class="wait">Numbers</p>;
}
