export function Region({ code }: { code: string }) {
  return <p>{code}</p>;
}
