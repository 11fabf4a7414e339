import fc from "fast-check";

// The same examples in every run, so that a failure is the change's own; another seed looks elsewhere.
fc.configureGlobal({ seed: Number(process.env.FAST_CHECK_SEED ?? 20261120) });
