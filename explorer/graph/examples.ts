/** One operation of `/explorer/operations.json`. */
export interface Example {
  name: string;
  question: string;
  pertanyaan: string;
  document: string;
  variables?: Record<string, unknown>;
}

/** The operations, or an empty list when they cannot be read: the page is useful without them. */
export async function fetchExamples(): Promise<Example[]> {
  try {
    const response = await fetch("/explorer/operations.json");
    return response.ok ? ((await response.json()) as Example[]) : [];
  } catch {
    return [];
  }
}

/** Whether an operation answers a question of its own; the others fill the views of the page. */
export const isQuestion = ({ name }: Example): boolean => !name.startsWith("page-");

/** The address of an operation in the editor, where it runs when it is opened. */
export function addressOf(operation: string, variables?: object): string {
  const given =
    variables && Object.keys(variables).length > 0 ? { variables: JSON.stringify(variables) } : {};
  return `/explorer?${new URLSearchParams({ operation, ...given }).toString()}`;
}

/** The address of all rows of an operation as a file: a link that works outside of the page, too. */
export function fileAddress(operation: string, variables: object, format: string): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(variables))
    if (value !== undefined && value !== null)
      parameters.set(name, typeof value === "string" ? value : JSON.stringify(value));
  return `/export/${operation}.${format}?${parameters.toString()}`;
}
