// The view Evidence.
import "./evidence.css";

export function Evidence() {
  return <p class="wait">Evidence</p>;
}
