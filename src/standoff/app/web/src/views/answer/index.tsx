// The view Answer.
import "./answer.css";

export function Answer() {
  return <p class="wait">Answer</p>;
}
