import { REGION } from "../graph/operations.js";
import type { Region as RegionData } from "../graph/region-answers.js";
import { useAnswer } from "../graph/use-answer.js";
import { Section, Shown, QueryBehind } from "../parts/shown.js";
import { useFormat, useWords, wordFor } from "../shell/language.js";
import { ViewTitle } from "../shell/layout.js";
import { Link, pathTo } from "../shell/route.js";
import { Children } from "./region/children.js";
import { CoverageCards } from "./region/coverage-cards.js";
import { Groups } from "./region/groups.js";
import { History } from "./region/history.js";
import { MoneyAndTargets } from "./region/money.js";
import { Records } from "./region/records.js";
import { NotFound } from "./not-found.js";

/** Everything known about one region. */
export function Region({ code }: { code: string }) {
  const words = useWords();
  const variables = { code };
  const answer = useAnswer(REGION, variables);
  return (
    <Shown answer={answer}>
      {({ region }) =>
        region === null ? (
          <NotFound title={code} />
        ) : (
          <>
            <Heading region={region} />
            <Section
              id="coverage"
              title={words.region.card}
              aside={<QueryBehind operation={REGION} variables={variables} />}
            >
              <CoverageCards region={region} />
            </Section>
            <History code={code} />
            <Children region={region} />
            <Groups code={code} />
            <MoneyAndTargets code={code} />
            <Records code={code} />
            <Unknown region={region} />
          </>
        )
      }
    </Shown>
  );
}

function Heading({ region }: { region: RegionData }) {
  const words = useWords();
  const format = useFormat();
  const { parent } = region;
  return (
    <>
      <nav className="crumbs" aria-label={words.region.path}>
        {[parent?.parent, parent].map(
          (ancestor) =>
            ancestor && (
              <span key={ancestor.code}>
                <Link to={pathTo.region(ancestor.code)}>{ancestor.officialName}</Link> ›{" "}
              </span>
            ),
        )}
        {wordFor(words.level, region.level)}
      </nav>
      <ViewTitle title={region.officialName}>
        <p className="muted">
          {words.region.code} {region.code}
          {region.bpsCode && ` · BPS ${region.bpsCode}`}
          {region.areaSince && ` · ${words.region.areaSince(format.day(region.areaSince))}`}
        </p>
      </ViewTitle>
    </>
  );
}

/** What a reader may look for in vain. */
function Unknown({ region }: { region: RegionData }) {
  const { region: words } = useWords();
  const missing = [
    !region.coverage.rate && words.show.rate,
    !region.employed.rate && words.show.employed,
    !region.coverage.protectedWorkers && words.protected.toLowerCase(),
    !region.coverage.potentialWorkers && words.potential.toLowerCase(),
    !region.coverage.unprotectedWorkers && words.show.unprotected,
  ].filter((text) => text !== false);
  return (
    <Section
      id="unknown"
      title={words.unknown}
      lead={missing.length > 0 ? words.unknownLead : words.allKnown}
    >
      <ul>
        {missing.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    </Section>
  );
}
