import { getOrMake } from "../../collections.js";
import { isUsual, type Fact } from "./fact.js";
import { groupAt, groupsOf, type Labelled, type StatisticGroup } from "./group.js";
import { isKnown, type Moment } from "./moment.js";
import { reportOfOne, type Report } from "./report.js";
import type { StatisticDimension } from "./statistics.args.js";

/** How figures are grouped. */
export interface GroupingRequest {
  dimensions: readonly StatisticDimension[];
  /** Whether statuses were asked for; else facts of a status that is not meant are only told of. */
  statusChosen: boolean;
  /** The day of which the latest is shown, and how old it may be, where the table has no years or months. */
  latest: Moment;
}

const NO_FACTS: readonly Fact[] = [];

/** Facts by indicator, then by region. */
class FactIndex {
  readonly #found = new Map<string, Map<string, Fact[]>>();

  add(fact: Fact): void {
    let regions = this.#found.get(fact.indicatorCode);
    if (!regions) this.#found.set(fact.indicatorCode, (regions = new Map<string, Fact[]>()));
    const facts = regions.get(fact.regionCode);
    if (facts) facts.push(fact);
    else regions.set(fact.regionCode, [fact]);
  }

  of(indicatorCode: string, regionCode: string): readonly Fact[] {
    return this.#found.get(indicatorCode)?.get(regionCode) ?? NO_FACTS;
  }

  regionsOf(indicatorCode: string): Iterable<string> {
    return this.#found.get(indicatorCode)?.keys() ?? [];
  }
}

/** What a run of figures is about, each of which is alone in a region's group. */
type LoneSeries = Pick<Fact, "regionCode" | "countedBy" | "valueStatus">;

/** Figures of one indicator that are alone in a group: one report of each is made when it is asked for, and dies young. */
class LoneFigures {
  readonly #series: LoneSeries[] = [];
  readonly #values: number[] = [];
  readonly #areTooOld: boolean[] = [];

  add(series: LoneSeries, value: number, isTooOld: boolean): void {
    this.#series.push(series);
    this.#values.push(value);
    this.#areTooOld.push(isTooOld);
  }

  reports(): Map<string, Report> {
    const reports = new Map<string, Report>();
    this.#series.forEach((series, index) =>
      reports.set(
        series.regionCode,
        reportOfOne(this.#values[index] ?? 0, series, this.#areTooOld[index] === true),
      ),
    );
    return reports;
  }
}

/** What is in a group of a table. */
export class Group {
  /** Facts that are meant, those that span several groups, and those of a status that is not meant. */
  readonly facts = new FactIndex();
  readonly spanning = new FactIndex();
  readonly unmeant = new FactIndex();
  /** What its meant figures are about: one of each kind. */
  readonly kinds: Labelled[] = [];
  readonly #lone = new Map<string, LoneFigures>();

  constructor(
    readonly group: StatisticGroup,
    readonly moment: Moment,
  ) {}

  /** The figures of an indicator that are all that their regions have in the group. */
  loneOf(indicatorCode: string): LoneFigures {
    return getOrMake(this.#lone, indicatorCode, () => new LoneFigures());
  }
}

/** A group that a fact belongs to, or that it spans with others. */
interface Place {
  of: Group;
  isSpanning: boolean;
}

/** The groups of a table, which are found while figures are added. */
export class Grouping {
  /** All facts that are meant, of any time. */
  readonly everywhere = new FactIndex();
  readonly #groups = new Map<string, Group>();
  // Those of 100,000 facts are few.
  readonly #places = new Map<string, Place[]>();

  constructor(readonly request: GroupingRequest) {}

  add(fact: Fact): void {
    const isMeant = this.isMeant(fact);
    if (isMeant) this.everywhere.add(fact);
    let places = this.#places.get(placeKeyOf(fact));
    if (!places) this.#places.set(placeKeyOf(fact), (places = this.#placesOf(fact)));
    for (const { of, isSpanning } of places) {
      if (!isMeant) of.unmeant.add(fact);
      else if (isSpanning) of.spanning.add(fact);
      else of.facts.add(fact);
    }
  }

  isMeant(figure: Pick<Fact, "indicatorCode" | "valueStatus">): boolean {
    return this.request.statusChosen || isUsual(figure);
  }

  /** The group of meant figures of a year or month, or of what is known last for null; null when they belong to none. */
  groupOf(step: string | null, figures: Labelled): Group | null {
    const { dimensions, latest } = this.request;
    const found = groupAt(step, figures, dimensions);
    if (!found) return null;
    const group = this.#of(found.group, found.moment ?? latest);
    group.kinds.push(figures);
    return group;
  }

  all(): Iterable<Group> {
    return this.#groups.values();
  }

  #placesOf(fact: Fact): Place[] {
    const { dimensions, latest } = this.request;
    return groupsOf(fact, dimensions).flatMap(({ group, moment: own, isSpanning }) => {
      const moment = own ?? latest;
      if (!isKnown(fact, moment)) return [];
      const of = this.#of(group, moment);
      if (this.isMeant(fact)) of.kinds.push(fact);
      return [{ of, isSpanning }];
    });
  }

  #of(group: StatisticGroup, moment: Moment): Group {
    return getOrMake(this.#groups, keyOf(group), () => new Group(group, moment));
  }
}

// All that the groups of a fact, and what they hold of it, depend on.
const placeKeyOf = (fact: Fact): string =>
  `${fact.indicatorCode} ${fact.effectiveFrom} ${fact.effectiveOn} ${fact.periodStart} ${fact.periodEnd} ${fact.categoryCode} ${fact.funding} ${fact.valueStatus} ${fact.sourceType}`;

// A tenth of the time that JSON takes, for each of 100,000 facts.
const keyOf = ({
  year,
  month,
  categoryCode,
  segment,
  funding,
  valueStatus,
  sourceType,
}: StatisticGroup): string =>
  [year, month, categoryCode, segment, funding, valueStatus, sourceType].join(" ");
