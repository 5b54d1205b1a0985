// Monaco's workers come from our own origin, as everything else: no blob, no eval.
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) => new Worker(WORKERS[label] ?? WORKERS.editor, { name: label }),
};
