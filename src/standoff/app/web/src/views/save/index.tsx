// The view Save.
import "./save.css";

export function Save() {
  return <p class="wait">Save</p>;
}
