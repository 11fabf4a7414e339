import { lazy, Suspense, useEffect } from "react";
import { useWords } from "../shell/language.js";

// The editor is large, and only this view needs it. Monaco reads its settings while its modules start.
const Editor = lazy(async () => {
  await import("./setup.js");
  const { Editor: editor } = await import("./editor.js");
  return { default: editor };
});

export function Explorer() {
  const words = useWords();
  const { title } = words.explorer;
  useEffect(() => {
    document.title = `${title} · Cakupan`;
  }, [title]);
  return (
    <Suspense
      fallback={
        <p className="loading" role="status">
          {words.loading}
        </p>
      }
    >
      <Editor />
    </Suspense>
  );
}
