export function Conflicts() {
  return <p>conflicts</p>;
}
