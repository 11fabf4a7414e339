import vm from "node:vm";
import { TestEnvironment } from "jest-environment-node";

/**
 * Jest's environment, with the globals of an ordinary program. Its own are behind a proxy that each look-up of `Math` or
 * `Map` asks, so that our code takes up to twice as long as on a server.
 */
export default class extends TestEnvironment {
  constructor(...given) {
    const { createContext } = vm;
    vm.createContext = () => createContext(vm.constants.DONT_CONTEXTIFY);
    try {
      super(...given);
    } finally {
      vm.createContext = createContext;
    }
  }
}
