import { useEffect, useRef } from "react";

/** Names for readers of screens, and keys, what GraphiQL and its builder leave to the eye and the mouse. */
export function Mended() {
  const mark = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const container = mark.current?.closest<HTMLElement>(".graphiql-container");
    if (!container) return;
    const mend = (): void => {
      mendTabs(container);
      mendBuilder(container);
    };
    mend();
    const observer = new MutationObserver(mend);
    observer.observe(container, {
      subtree: true,
      childList: true,
      attributeFilter: ["role", "aria-selected"],
    });
    container.addEventListener("keydown", pressOnKey);
    return () => {
      observer.disconnect();
      container.removeEventListener("keydown", pressOnKey);
    };
  }, []);
  return <span ref={mark} hidden />;
}

/** Tabs become the list of buttons that they are: each has its own button to close it, which a tab may not contain. */
function mendTabs(container: Element): void {
  container.querySelector('[role="tablist"]')?.setAttribute("role", "list");
  container.querySelector('[role="tabpanel"]')?.setAttribute("role", "group");
  for (const item of container.querySelectorAll("li.graphiql-tab[aria-selected]")) {
    const selected = item.getAttribute("aria-selected") ?? "false";
    item.removeAttribute("aria-selected");
    item.setAttribute("role", "listitem");
    item.querySelector(".graphiql-tab-button")?.setAttribute("aria-current", selected);
    if (selected === "true") item.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
}

const CHOICES =
  ".graphiql-explorer-root [data-field-name], .graphiql-explorer-root [data-arg-name] > span:first-child";
const INPUTS = ".graphiql-explorer-root :is(input, select):not([aria-label])";

/** Fields and arguments of the builder become buttons that say whether they are chosen, and its inputs get names. */
function mendBuilder(container: Element): void {
  for (const choice of container.querySelectorAll(CHOICES)) {
    // Setting a role is a change, after which this is called again.
    if (!choice.hasAttribute("role")) choice.setAttribute("role", "button");
    choice.setAttribute("tabindex", "0");
    choice.setAttribute("aria-pressed", String(isChosen(choice)));
  }
  for (const input of container.querySelectorAll(INPUTS)) {
    const argument = input.closest<HTMLElement>("[data-arg-name]")?.dataset.argName;
    input.setAttribute("aria-label", argument ?? input.getAttribute("placeholder") ?? "+");
  }
}

/** A chosen leaf has a full circle, and a chosen branch an arrow that is turned. */
function isChosen(choice: Element): boolean {
  const icon = choice.querySelector("svg");
  if (!icon) return false;
  const isArrow = icon.getAttribute("width") === "5";
  return isArrow ? icon.style.transform !== "" : icon.getAttribute("fill") === "currentColor";
}

function pressOnKey(event: KeyboardEvent): void {
  const { target } = event;
  if (!(target instanceof HTMLElement) || !target.matches(CHOICES)) return;
  if (event.key !== "Enter" && event.key !== " ") return;
  event.preventDefault();
  target.click();
}
