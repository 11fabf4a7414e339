import { useEffect } from "react";

/** What a key does, by its name. */
export type DeskKeys = Readonly<Record<string, () => void>>;

/** Listens to single keys, but for those that are typed into a field or with others held. */
export function useDeskKeys(keys: DeskKeys): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const target = event.target as HTMLElement;
      const isTyped = /^(?:INPUT|SELECT|TEXTAREA)$/.test(target.tagName) || target.closest("dialog") !== null;
      const act = keys[event.key];
      if (!act || isTyped || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
      event.preventDefault();
      act();
    };
    addEventListener("keydown", press);
    return () => {
      removeEventListener("keydown", press);
    };
  });
}
