import type { Pages } from "../graph/use-pages.js";
import { useFormat, useWords } from "../shell/language.js";

/** How many of all rows are shown. */
export function CountShown({ shown, all }: { shown: number; all: number }) {
  const words = useWords();
  const format = useFormat();
  return (
    <p className="muted small" role="status">
      {words.shown(format.number(shown), format.number(all))}
    </p>
  );
}

/** How many of all rows are shown, where some are left to the query behind them. */
export const Cut = ({ list }: { list: { totalCount: number; nodes: unknown[] } }) =>
  list.totalCount > list.nodes.length && <CountShown shown={list.nodes.length} all={list.totalCount} />;

/** The button that loads the next rows of a list, as long as there are any. */
export function LoadMore({ of: { loadMore } }: { of: Pages<unknown> }) {
  const words = useWords();
  return (
    loadMore && (
      <button type="button" onClick={loadMore}>
        {words.more}
      </button>
    )
  );
}
