import { lazy, StrictMode, Suspense } from "react";
import { createRoot } from "react-dom/client";
import { Explorer } from "./graphiql/explorer.js";
import { SYNTHETIC } from "./graph/operations.js";
import { useAnswer } from "./graph/use-answer.js";
import { EvidenceProvider } from "./parts/statements.js";
import { LanguageProvider, useWords } from "./shell/language.js";
import { Layout } from "./shell/layout.js";
import { type Route, routeOf, useAddress } from "./shell/route.js";
import { Home } from "./views/home.js";

// Only the first view is part of the first load.
const Region = lazy(() => import("./views/region.js").then(({ Region: view }) => ({ default: view })));
const Indicators = lazy(() => import("./views/indicators.js").then((file) => ({ default: file.Indicators })));
const Indicator = lazy(() => import("./views/indicator.js").then((file) => ({ default: file.Indicator })));
const Source = lazy(() => import("./views/source.js").then(({ Source: view }) => ({ default: view })));
const Embedded = lazy(() => import("./views/embedded.js").then((file) => ({ default: file.Embedded })));
const Conflicts = lazy(() => import("./views/conflicts.js").then((file) => ({ default: file.Conflicts })));
const Desk = lazy(() => import("./views/desk.js").then(({ Desk: view }) => ({ default: view })));

function Page() {
  const { pathname } = useAddress();
  const words = useWords();
  const route = routeOf(pathname);
  const loading = (
    <p className="loading" role="status">
      {words.loading}
    </p>
  );
  return (
    <Layout kind={kindOf(route)}>
      <SyntheticNotice />
      <EvidenceProvider>
        <Suspense fallback={loading}>
          <View route={route} />
        </Suspense>
      </EvidenceProvider>
    </Layout>
  );
}

function kindOf({ view }: Route): "page" | "explorer" | "desk" | "embedded" {
  return view === "explorer" || view === "embedded" || view === "desk" ? view : "page";
}

function View({ route }: { route: Route }) {
  switch (route.view) {
    case "home":
      return <Home />;
    case "region":
      return <Region key={route.code} code={route.code} />;
    case "indicators":
      return <Indicators />;
    case "indicator":
      return <Indicator key={route.code} code={route.code} />;
    case "source":
      return <Source key={route.id} id={route.id} />;
    case "conflicts":
      return <Conflicts />;
    case "desk":
      return <Desk />;
    case "explorer":
      return <Explorer />;
    case "embedded":
      return <Embedded name={route.name} />;
  }
}

/** Says which of the loaded data are generated. */
function SyntheticNotice() {
  const words = useWords();
  const { data } = useAnswer(SYNTHETIC, {});
  const titles = (data?.about.datasets ?? []).flatMap(({ title, synthetic }) => (synthetic ? [title] : []));
  return titles.length === 0 ? null : (
    <p className="synthetic" role="note">
      <strong>{titles.join(", ")}</strong>: {words.synthetic}
    </p>
  );
}

createRoot(document.getElementById("page") ?? document.body).render(
  <StrictMode>
    <LanguageProvider>
      <Page />
    </LanguageProvider>
  </StrictMode>,
);
