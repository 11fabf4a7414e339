/** One operation of `/explorer/operations.json`. */
export interface Example {
  name: string;
  question: string;
  pertanyaan: string;
  document: string;
  variables?: Record<string, unknown>;
}

/** The examples, or an empty list when they cannot be read: the editor is useful without them. */
export async function fetchExamples(): Promise<Example[]> {
  try {
    const response = await fetch("/explorer/operations.json");
    return response.ok ? ((await response.json()) as Example[]) : [];
  } catch {
    return [];
  }
}

/** Titles of the packages with generated data; none when they cannot be read. */
export async function fetchSyntheticTitles(): Promise<string[]> {
  try {
    const { data } = (await runOperation({ query: "{ about { datasets { title synthetic } } }" })) as {
      data?: { about: { datasets: { title: string; synthetic: boolean }[] } } | null;
    };
    return (data?.about.datasets ?? []).filter(({ synthetic }) => synthetic).map(({ title }) => title);
  } catch {
    return [];
  }
}

/** Sends one operation to the graph and returns its JSON answer; throws when the answer is not JSON. */
export async function runOperation(operation: object, headers: Record<string, string> = {}) {
  const response = await fetch("/graphql", {
    method: "POST",
    headers: {
      accept: "application/graphql-response+json, application/json",
      "content-type": "application/json",
      "apollo-require-preflight": "true",
      ...headers,
    },
    body: JSON.stringify(operation),
  });
  const text = await response.text();
  try {
    return JSON.parse(text) as Record<string, unknown>;
  } catch {
    throw new Error(
      `The server answered ${response.status} with something that is not JSON: ${text.slice(0, 200)}`,
    );
  }
}
