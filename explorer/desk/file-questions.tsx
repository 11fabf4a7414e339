import { useWords } from "../shell/language.js";
import type { Answers, Question, Reading } from "./ask-desk.js";

interface QuestionsProps {
  reading: Reading;
  onAnswer: (answers: Answers) => void;
  onCancel: () => void;
}

/** What a file says plainly, and what it leaves open, to be answered before its rows are read. */
export function FileQuestions({
  reading: { title, questions, findings },
  onAnswer,
  onCancel,
}: QuestionsProps) {
  const { desk: words } = useWords();
  return (
    <form
      className="desk-questions"
      autoComplete="off"
      onSubmit={(event) => {
        event.preventDefault();
        const given = new FormData(event.currentTarget);
        onAnswer(Object.fromEntries(questions.map(({ id }) => [id, given.get(id) as string])));
      }}
    >
      <h2>{words.questions(title)}</h2>
      {questions.map((question) => (
        <Answer key={`${question.id} ${question.why}`} question={question} />
      ))}
      <div className="controls">
        <button type="submit">{words.answer}</button>
        <button type="button" onClick={onCancel}>
          {words.putAway}
        </button>
      </div>
      {findings.length > 0 && (
        <details>
          <summary>{words.findings}</summary>
          <ul>
            {findings.map(({ what, from }) => (
              <li key={what + from}>
                {what} <span className="muted">({from})</span>
              </li>
            ))}
          </ul>
        </details>
      )}
    </form>
  );
}

function Answer({ question: { id, text, why, choices, suggestion, isOpen } }: { question: Question }) {
  const name = { name: id, id: `desk-answer-${id}` };
  return (
    <div className="desk-answer">
      <label htmlFor={name.id}>{text}</label>
      {isOpen ? (
        <>
          <input {...name} list={`${name.id}-choices`} defaultValue={suggestion ?? ""} spellCheck={false} />
          <datalist id={`${name.id}-choices`}>
            {choices.map(({ value, label }) => (
              <option key={value} value={value} label={label} />
            ))}
          </datalist>
        </>
      ) : (
        <select {...name} defaultValue={suggestion ?? ""} required>
          {suggestion === null && <option value="" />}
          {choices.map(({ value, label }) => (
            <option key={value} value={value}>
              {label === "" || label === value ? value : `${value}: ${label}`}
            </option>
          ))}
        </select>
      )}
      {why !== null && <p className="muted">{why}</p>}
    </div>
  );
}
