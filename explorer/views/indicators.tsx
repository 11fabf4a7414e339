export function Indicators() {
  return <p>indicators</p>;
}
