import { useWords } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";
import { Link } from "../shell/route.js";

export function NotFound({ title }: { title: string }) {
  const words = useWords();
  return (
    <ViewTitle title={title}>
      <p>{words.notFound}</p>
      <p>
        <Link to="/">{words.backHome}</Link>
      </p>
    </ViewTitle>
  );
}
