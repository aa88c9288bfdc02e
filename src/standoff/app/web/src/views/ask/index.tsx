// The view Ask.
import "./ask.css";

export function Ask() {
  return <p class="wait">Ask</p>;
}
