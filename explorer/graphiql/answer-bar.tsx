import type { Example } from "../graph/examples.js";

export function AnswerBar({ examples }: { examples: Example[] }) {
  return <p>{examples.length}</p>;
}
