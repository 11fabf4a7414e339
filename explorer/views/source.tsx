export function Source({ id }: { id: string }) {
  return <p>{id}</p>;
}
