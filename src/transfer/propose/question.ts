/** Something that a file leaves open, or of which it says so little that a guess could load wrong numbers. */
export interface Question {
  /** By which it is answered: `indicator`, `period`, `column-C`. */
  id: string;
  text: string;
  /** What is known, and why that is not enough; null where nothing is. */
  why: string | null;
  choices: readonly Choice[];
  /** What is likely meant; null where nothing is likelier than the rest. */
  suggestion: string | null;
  /** Whether other answers than the choices are possible. */
  isOpen: boolean;
}

/** A possible answer. */
export interface Choice {
  value: string;
  label: string;
}

/** Something that a file says plainly: what it means for the mapping, and where it stands. */
export interface Finding {
  what: string;
  from: string;
}

/** Answers by the ids of questions. */
export type Answers = Readonly<Record<string, string>>;

/** What is found out about a file: what it says plainly, and what remains to be asked. */
export class Inquiry {
  readonly findings: Finding[] = [];
  readonly questions: Question[] = [];
  readonly #used = new Set<string>();

  constructor(readonly answers: Answers) {}

  found(what: string, from: string): void {
    if (!this.findings.some((other) => other.what === what && other.from === from))
      this.findings.push({ what, from });
  }

  /** The answer to a question, which is asked where there is none. */
  ask(question: Omit<Question, "isOpen"> & { isOpen?: boolean }): string | null {
    const { isOpen = false, id, choices } = question;
    const answer = this.answered(id);
    if (answer !== null) {
      const chosen = choices.find(({ value }) => value.toLowerCase() === answer.toLowerCase());
      if (chosen) return chosen.value;
      if (isOpen && answer !== "") return answer;
    }
    const wrong = answer === null ? null : `"${answer}" is none of the possible answers`;
    this.questions.push({ ...question, isOpen, why: wrong ?? question.why });
    return null;
  }

  /** Asks again, since the answer cannot be understood. */
  refuse(question: Omit<Question, "isOpen" | "why">, reason: string): null {
    this.questions.push({ ...question, isOpen: true, why: reason });
    return null;
  }

  answered(id: string): string | null {
    const answer = this.answers[id];
    if (answer === undefined) return null;
    this.#used.add(id);
    return answer.trim();
  }

  /** The answers that something depended on. */
  get used(): Answers {
    return Object.fromEntries(Object.entries(this.answers).filter(([id]) => this.#used.has(id)));
  }
}
