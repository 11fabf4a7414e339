// Run before Monaco is loaded: Monaco reads both settings while its modules start.

declare const WORKER_FILES: Record<"editor" | "graphql" | "json", string>;

window.MonacoEnvironment = {
  getWorker: (_moduleId, label) =>
    new Worker(label === "graphql" || label === "json" ? WORKER_FILES[label] : WORKER_FILES.editor),
};

// Monaco writes its theme into style elements without a nonce, so each new one gets that of the page.
const nonce = document.querySelector<HTMLLinkElement>("link[nonce]")?.nonce ?? "";
/* eslint-disable @typescript-eslint/no-deprecated -- only one overload of createElement is deprecated */
const createElement = document.createElement.bind(document);
document.createElement = (name: string, options?: ElementCreationOptions) => {
  const element = createElement(name, options);
  if (element instanceof HTMLStyleElement) element.nonce = nonce;
  return element;
};

export {};
