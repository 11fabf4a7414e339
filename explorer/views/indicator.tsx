export function Indicator({ code }: { code: string }) {
  return <p>{code}</p>;
}
