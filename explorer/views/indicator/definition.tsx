import type { Indicator } from "../../graph/answers.js";
import { useLanguage } from "../../shell/language.js";

/** What an indicator measures, in the reader's language, or in English as long as that is all there is. */
export function Definition({ of: { definition, definitionId } }: { of: Indicator }) {
  const { language } = useLanguage();
  const own = language === "id" ? definitionId : definition;
  return own === null ? <span lang="en">{definition}</span> : <span>{own}</span>;
}
