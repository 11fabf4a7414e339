import type {
  Bounded,
  Conflict,
  Figure,
  FullConflict,
  MapRegion,
  Named,
  Period,
  Statement,
} from "./answers.js";
import type { Page } from "./use-pages.js";

interface Rate extends Bounded {
  published: number | null;
  derived: number | null;
  basis: string;
  consistent: boolean | null;
  denominator: Named | null;
  observation: Statement | null;
  derivedFrom: Statement[];
}

export interface CardRate extends Rate {
  qualifier: string;
  denominatorStated: boolean;
  countedBy: string | null;
  effectiveOn: string;
  ageInDays: number;
  areaDiffers: boolean;
  difference: number | null;
  conflict: (Conflict & { observations: Statement[] }) | null;
}

/** What a card says of one region over one base. */
export interface Card {
  period: Period | null;
  rate: CardRate | null;
  protectedWorkers: Figure | null;
  potentialWorkers: Figure | null;
  unprotectedWorkers: Figure | null;
}

interface RollUp {
  rate: number | null;
  partialRate: number | null;
  partialProtectedWorkers: number;
  partialPotentialWorkers: number;
  reportingRegions: number;
  totalRegions: number;
  oldestEffectiveOn: string | null;
  newestEffectiveOn: string | null;
  omitted: { code: string; officialName: string }[];
}

interface Child extends MapRegion {
  officialName: string;
}

interface Ancestor {
  code: string;
  officialName: string;
  parent?: Ancestor | null;
}

export interface Region extends Ancestor {
  bpsCode: string | null;
  level: string;
  name: string;
  areaSince: string | null;
  coverage: Card & { rollUp: RollUp | null };
  employed: Card;
  vulnerable: Card;
  provinces?: { nodes: Child[] };
  regions?: { nodes: Child[] };
}

export interface RegionAnswer {
  region: Region | null;
}

export interface HistoryPoint {
  period: Period | null;
  rate: Rate | null;
  isBreak: boolean | null;
  protectedWorkers: { value: number | null; qualifier: string } | null;
  potentialWorkers: { value: number | null; qualifier: string } | null;
}

export interface RegionHistoryAnswer {
  region: {
    officialName: string;
    coverageHistory: HistoryPoint[];
    statements: { nodes: Statement[] };
  } | null;
}

export interface Cohort {
  id: string;
  category: Named;
  status: string;
  since: string | null;
  sinceText: string | null;
  programmes: string[];
  funding: string | null;
  registeredWorkers: Figure | null;
  verifiedWorkers: Figure | null;
  protectedWorkers: Figure | null;
  targetWorkers: Figure | null;
}

export interface Tariff {
  programmes: string[];
  segment: string;
  rate: number | null;
  amount: number | null;
  base: string | null;
  validFrom: string | null;
  validTo: string | null;
  source: { id: string; publisher: string; title: string; url: string | null };
}

/** The first rows of a list; the others are left to the editor. */
interface List<T> {
  totalCount: number;
  nodes: T[];
}

export interface Target {
  value: number;
  dueOn: string;
  setBy: string | null;
  gapPoints: number | null;
  gapWorkers: number | null;
  reached: boolean | null;
  latest: { value: number | null; qualifier: string } | null;
  observation: Statement;
}

export interface RegionGroupsAnswer {
  region: { workerCohorts: Page<Cohort> } | null;
}

export interface RegionMoneyAnswer {
  region: {
    coverageTargets: Target[];
    money: List<Statement>;
    targets: List<Statement>;
  } | null;
  tariffs: Tariff[];
}

interface PublisherRef {
  id: string;
  publisher: string;
  url?: string | null;
}

export interface AwardResult {
  rank: number | null;
  stage: string;
  note: string | null;
  decidedOn: string | null;
  award: { name: string; cycleYear: number; level: string; category: string | null; organiser: string };
  recipient: { __typename: string; name?: string; officialName?: string };
  source: PublisherRef;
}

export interface Regulation {
  type: string;
  number: string | null;
  year: number | null;
  subject: string;
  status: string;
  issuedOn: string | null;
  source: PublisherRef;
}

export interface Initiative {
  name: string;
  description: string;
  type: string;
  status: string;
  startedOn: string | null;
  startedText: string | null;
  source: PublisherRef;
}

export interface Employer {
  name: string;
  kind: string;
  size: string | null;
  sector: string | null;
  workers: number | null;
  enrolledWorkers: number | null;
  source: PublisherRef;
}

export interface RegionRecordsAnswer {
  region: {
    awardResults: List<AwardResult>;
    regulations: List<Regulation>;
    initiatives: List<Initiative>;
    employers: List<Employer>;
  } | null;
  conflicts: List<FullConflict>;
}
