import Sequencer from "@jest/test-sequencer";

/**
 * Where no earlier run tells how long files take, Jest begins with the largest ones, which are not the slowest. Those that
 * need no database are short: they come last, so that both workers end at the same time.
 */
export default class extends Sequencer {
  sort(tests) {
    const isShort = ({ path }) => /\/test\/(?:unit|docs)\//.test(path);
    const short = tests.filter(isShort);
    return [...super.sort(tests.filter((test) => !isShort(test))), ...super.sort(short)];
  }
}
